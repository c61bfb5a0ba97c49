package hubserve

import (
	"strconv"
	"strings"

	"miseban/app/retail"
)

// maxHoldDays is the most days of business for which a chain may keep goods.
const maxHoldDays = 90

// ReadHoldPolicy reads what a chain allows of holds (取り置き):
//
//	days=3,max=7,extends=1,extend=3
//
// in any order, each left out for the usual. ok is false for what it cannot read.
func ReadHoldPolicy(text string) (p retail.HoldPolicy, ok bool) {
	if strings.TrimSpace(text) == "" {
		return p, true
	}
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		n, err := strconv.Atoi(value)
		least := 1
		if name == "extends" {
			least = 0
		}
		if err != nil || n < least || n > maxHoldDays || seen[name] {
			return retail.HoldPolicy{}, false
		}
		seen[name] = true
		switch name {
		case "days":
			p.Days = n
		case "max":
			p.MaxDays = n
		case "extends":
			if p.Extends = n; n == 0 {
				p.Extends = retail.NoExtension
			}
		case "extend":
			p.ExtendDays = n
		default:
			return retail.HoldPolicy{}, false
		}
	}
	full := p.Full()
	return p, full.Days <= full.MaxDays
}
