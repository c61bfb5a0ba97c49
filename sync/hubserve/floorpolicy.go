package hubserve

import (
	"strconv"

	"miseban/app/retail"
)

// Bounds of what a chain may ask for orders taken in shops.
const (
	maxShipping  = 100_000
	maxFree      = 10_000_000
	maxLeadDays  = 60
	maxWishDays  = 31
	noFreeAmount = maxFree // free=0: never free
)

// ReadFloorPolicy reads what a chain asks for orders taken in shops:
//
//	shipping=550,free=10000,cool=330,lead=2,days=7,tax=inside,round=down
//
// in any order, each left out for the usual: yen with tax for one delivery (0: none),
// from which sum it is free (0: never), what goods that stay cold cost besides, days
// until the first one that a customer may wish, how many may be wished, whether tax
// is inside prices or comes outside, and what becomes of fractions (down, half, up).
// ok is false for what it cannot read.
func ReadFloorPolicy(text string) (p retail.FloorPolicy, ok bool) {
	ok = eachPart(text, func(name, value string) bool {
		switch name {
		case "tax":
			p.Tax.Outside = value == "outside"
			return value == "inside" || value == "outside"
		case "round":
			return p.Tax.Rounding.UnmarshalText([]byte(value)) == nil
		}
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 {
			return false
		}
		switch name {
		case "shipping":
			if p.ShippingTaxIn = retail.Yen(n); n == 0 {
				p.ShippingTaxIn = retail.NoShipping
			}
			return n <= maxShipping
		case "free":
			if p.FreeFromTaxIn = retail.Yen(n); n == 0 {
				p.FreeFromTaxIn = noFreeAmount
			}
			return n <= maxFree
		case "cool":
			p.CoolTaxIn = retail.Yen(n)
			return n > 0 && n <= maxShipping
		case "lead":
			p.LeadDays = n
			return n > 0 && n <= maxLeadDays
		case "days":
			p.WishDays = n
			return n > 0 && n <= maxWishDays
		}
		return false
	})
	if !ok {
		return retail.FloorPolicy{}, false
	}
	return p, true
}
