package retail

import (
	"cmp"
	"slices"
)

// Promise tells whether an entry of the kind is about goods that somebody was
// promised and may not get, or about their money. Each such entry has an owner from the beginning.
func (k ExceptionKind) Promise() bool {
	switch k { //nolint:exhaustive // all others are about something else
	case ExShortage, ExOversold, ExHoldDeclined, ExHoldBroken, ExHoldOwed, ExTransferMissed, ExColdLong:
		return true
	}
	return false
}

// Owned tells whether the entry has somebody who answers for it from the beginning:
// a broken promise, and a count that waits for another person.
func (x Exception) Owned() bool { return x.Kind.Promise() || x.Spot != nil }

// own gives each promise that the decision breaks to whoever has it in hand: who
// picks the order, who put the goods of the hold by or made it, who said that the
// goods will be sent. Else it is the one's who gave the command. What nobody's hand
// was in the hub gives to who leads the shop, see Lead.
func (d *Decision) own(st State, c Command) {
	for i := range d.Raise {
		x := &d.Raise[i]
		if x.Assignee == "" && x.Kind.Promise() {
			x.Assignee = cmp.Or(d.keeper(st, *x), c.Staff)
		}
	}
}

// keeper is whose hand is in what the entry is about, "" for nobody's.
func (d *Decision) keeper(st State, x Exception) StaffID {
	for _, o := range slices.Concat([]*Order{d.Order, st.Order}, d.Others, st.Promised) {
		if o != nil && x.Order != "" && o.ID == x.Order && o.Claim != nil {
			return o.Claim.Staff
		}
	}
	for _, h := range slices.Concat([]*Hold{st.Hold}, d.Holds, st.Holds) {
		if h == nil || x.Hold == "" || h.ID != x.Hold {
			continue
		}
		for _, s := range slices.Backward(h.Steps) {
			if s.Staff != "" {
				return s.Staff
			}
		}
	}
	return ""
}

// Lead is who answers for a shop when nobody else is known to: the first of its own
// leads, then of those who lead every shop, then anybody who works there. "" when
// nobody does.
func Lead(staff []Staff, store SiteID) StaffID {
	rank := func(s Staff) int {
		switch {
		case s.Role >= RoleLead && len(s.Stores) > 0:
			return 0
		case s.Role >= RoleLead:
			return 1
		}
		return 2
	}
	var best Staff
	for _, s := range staff {
		if !s.WorksAt(store) || s.Role < RoleStaff || s.Role > RoleHQ {
			continue
		}
		if best.ID == "" || cmp.Or(rank(s)-rank(best), int(s.Role)-int(best.Role), cmp.Compare(s.ID, best.ID)) < 0 {
			best = s
		}
	}
	return best.ID
}
