package retail

import (
	"fmt"
	"strings"
)

// Label is what names the goods of a hold in a shop: four digits that staff say, and
// what the tag on them carries. Both follow from the end of the ID, so that terminals
// without a line need not agree.
func (id HoldID) Label() (number, tag string) {
	tail := strings.ToUpper(string(id[max(0, len(id)-8):]))
	return fourDigits(tail), "H" + tail
}

// fourDigits is a number that follows from a text.
func fourDigits(s string) string {
	n := 0
	for _, r := range s {
		n = (n*31 + int(r)) % 10_000
	}
	return fmt.Sprintf("%04d", n)
}

// ToHold is so many regular pieces of the SKU as the first line of a hold, at the price
// on its tag.
func (k SKU) ToHold(qty int) HoldLine {
	return HoldLine{
		No: 1, SKU: k.ID, Class: Regular, JAN: k.JAN, Name: k.Name, Color: k.Color, Size: k.Size,
		Picture: k.Picture, PriceTaxIn: k.PriceTaxIn, Qty: qty,
	}
}
