package hubserve

import (
	"strconv"

	"miseban/app/retail"
)

// maxCountYen is the most yen that a rule of counts may name.
const maxCountYen = 100_000_000

// ReadCountPolicy reads when a count (棚卸) is done again, and who approves what:
//
//	pieces=3,again=5000,lead=20000
//
// in any order, each left out for the usual: from how many pieces of difference on, or
// from which value in yen on, another person counts again, and up to which value a lead
// may approve. ok is false for what it cannot read.
func ReadCountPolicy(text string) (p retail.CountPolicy, ok bool) {
	ok = eachPart(text, func(name, value string) bool {
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > maxCountYen {
			return false
		}
		switch name {
		case "pieces":
			p.AgainPieces = n
		case "again":
			p.AgainTaxIn = retail.Yen(n)
		case "lead":
			p.LeadTaxIn = retail.Yen(n)
		default:
			return false
		}
		return true
	})
	if !ok {
		return retail.CountPolicy{}, false
	}
	return p, true
}
