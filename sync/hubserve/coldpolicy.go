package hubserve

import (
	"strconv"

	"miseban/app/retail"
)

// maxColdMinutes is the most minutes that a chain may let chilled or frozen goods be on
// their way.
const maxColdMinutes = 240

// ReadColdPolicy reads for how many minutes chilled (冷蔵) and frozen (冷凍) goods may be on
// their way from the shelf to the place where they wait:
//
//	chilled=20,frozen=10
//
// in any order, each left out for the usual; 0: there is no limit. ok is false for what it
// cannot read.
func ReadColdPolicy(text string) (p retail.ColdPolicy, ok bool) {
	ok = eachPart(text, func(name, value string) bool {
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n > maxColdMinutes {
			return false
		}
		if n == 0 {
			n = retail.ColdForever
		}
		switch name {
		case "chilled":
			p.Chilled = n
		case "frozen":
			p.Frozen = n
		default:
			return false
		}
		return true
	})
	if !ok {
		return retail.ColdPolicy{}, false
	}
	return p, true
}
