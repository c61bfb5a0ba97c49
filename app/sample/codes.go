package sample

import (
	"fmt"

	"miseban/app/retail"
)

// checkDigit returns the digits with their GS1 check digit behind them: weights
// 3 and 1 in turn from the right, up to the next ten (GS1 General
// Specifications, section 7.9).
func checkDigit(digits string) string {
	sum := 0
	for i := range digits {
		n := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			n *= 3
		}
		sum += n
	}
	return digits + string(rune('0'+(10-sum%10)%10))
}

// jan13 is item n of the made-up company with the two-digit number.
func jan13(company, n int) string { return checkDigit(fmt.Sprintf("49990%02d%05d", company, n)) }

// jan8 is the n-th short code, for goods too small for a long one.
func jan8(n int) string { return checkDigit(fmt.Sprintf("4999%03d", n)) }

// inStore is the n-th code that the shop prints itself: prefixes 20 to 29.
func inStore(n int) string { return checkDigit(fmt.Sprintf("21%010d", n)) }

// caseCode is the ITF-14 of a case of the goods with the JAN.
func caseCode(jan string) string { return checkDigit("1" + jan[:12]) }

// codes returns every code of a SKU; content is the pieces of a case, 0 for none.
func codes(jan string, content int) []retail.ItemCode {
	out := []retail.ItemCode{{GTIN: retail.PadGTIN(jan), Qty: 1}}
	if content > 0 && len(jan) == 13 {
		out = append(out, retail.ItemCode{GTIN: caseCode(jan), Qty: content})
	}
	return out
}
