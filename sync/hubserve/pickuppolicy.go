package hubserve

import (
	"strconv"
	"strings"

	"miseban/app/retail"
)

// maxPickupYen is the largest amount that a rule of the counter may begin at.
const maxPickupYen = 10_000_000

// maxUndoMinutes is the longest that a handover may be taken back for: a day's work.
const maxUndoMinutes = 12 * 60

// ReadPickupPolicy reads what a chain promises of orders that wait for their
// customer, and what the counter asks for:
//
//	keep=7,extends=1,extend=3,cancel=yes,remind=1,proxy=code,name=0,id=0,age=id,undo=10
//
// in any order, each left out for the usual. Days are days of business; name and id
// are from which amount, in yen, that was paid in the web shop, on, 0 for never; undo is for how many minutes a manager may take a handover back, 0 for never;
// age is whether a document is looked at for goods with an age (酒・たばこ), id, or a look is
// enough at whom nobody could take for younger, look.
// ok is false for what it cannot read.
func ReadPickupPolicy(text string) (p retail.PickupPolicy, ok bool) {
	if strings.TrimSpace(text) == "" {
		return p, true
	}
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if seen[name] || !setPickup(&p, name, value) {
			return retail.PickupPolicy{}, false
		}
		seen[name] = true
	}
	return p, p.NameFrom <= maxPickupYen && p.IDFrom <= maxPickupYen
}

// setPickup sets one part of the rules and tells whether it could be read.
func setPickup(p *retail.PickupPolicy, name, value string) bool {
	n, err := strconv.Atoi(value)
	days := func(into *int, least int) bool {
		*into = n
		if n == 0 {
			*into = retail.NoExtension
		}
		return err == nil && n >= least && n <= maxHoldDays
	}
	yen := func(into *retail.Yen) bool {
		*into = retail.Yen(n)
		return err == nil && n >= 0 && n <= maxPickupYen
	}
	word := func(into *bool, on, off string) bool {
		*into = value == on
		return value == on || value == off
	}
	switch name {
	case "keep":
		return days(&p.KeepDays, 1)
	case "extends":
		return days(&p.Extends, 0)
	case "extend":
		return days(&p.ExtendDays, 1)
	case "undo":
		p.UndoMinutes = n
		if n == 0 {
			p.UndoMinutes = retail.NoExtension
		}
		return err == nil && n >= 0 && n <= maxUndoMinutes
	case "cancel":
		return word(&p.NoCancel, "no", "yes")
	case "remind":
		return days(&p.RemindDays, 0)
	case "proxy":
		return word(&p.ProxyID, "id", "code")
	case "age":
		return word(&p.AgeBySight, "look", "id")
	case "name":
		return yen(&p.NameFrom)
	case "id":
		return yen(&p.IDFrom)
	}
	return false
}
