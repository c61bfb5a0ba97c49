package hubserve

import (
	"strconv"
	"strings"

	"miseban/app/retail"
)

// ReadPlacePolicy reads which goods of a chain need which kind of place among
// those for bags (保管棚):
//
//	safe=50000,hang=コート/スーツ,large=家具
//
// in any order, each left out for the usual. safe is from which price in yen, with
// tax, a piece is locked away, 0 for never; the others are categories of goods. ok is
// false for what it cannot read.
func ReadPlacePolicy(text string) (p retail.PlacePolicy, ok bool) {
	if strings.TrimSpace(text) == "" {
		return p, true
	}
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if seen[name] || !setPlace(&p, name, value) {
			return retail.PlacePolicy{}, false
		}
		seen[name] = true
	}
	return p, true
}

// setPlace sets one part of the rules and tells whether it could be read.
func setPlace(p *retail.PlacePolicy, name, value string) bool {
	var list []string
	for c := range strings.SplitSeq(value, "/") {
		if c = strings.TrimSpace(c); c == "" {
			return false
		}
		list = append(list, c)
	}
	switch name {
	case "hang":
		p.Hang = list
	case "large":
		p.Large = list
	case "safe":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n > maxPickupYen {
			return false
		}
		if p.SafeFrom = retail.Yen(n); n == 0 {
			p.SafeFrom = -1
		}
	default:
		return false
	}
	return true
}
