package simulate

import (
	"cmp"
	"slices"
	"time"

	"miseban/app/headless"
	"miseban/app/retail"
	"miseban/sync/agent"
)

// waits lets a customer wait for what is asked of another shop, now and then: once
// it has come, a hold keeps it and the customer is told.
func (t *terminal) waits(b *retail.AskTransfer) {
	if !t.arrivals.one(3) {
		return
	}
	who := retail.Customer{Name: "客注" + string(b.Transfer[:8]), Phone: "09033330000"}
	if !t.arrivals.one(6) {
		who.Email = string(retail.ArrivalHold(b.Transfer)) + "@example.jp"
	}
	b.Why, b.For = retail.ForCustomer, &retail.TransferFor{Customer: who}
}

// receivers lets the staff of a terminal see to what came for customers. Crates lie
// on no shelf of the simulation, so it is the books alone that are looked at.
func (t *terminal) receivers() {
	w := t.w
	if w.quiet || t.gone {
		return
	}
	if t.app != nil && !w.now.Before(w.idle) {
		t.receiveStep()
		t.stir()
	}
	w.after(t.arrivals.between(10*time.Minute, 2*time.Hour), t.receivers)
}

func (t *terminal) receiveStep() {
	rows, err := t.app.Holds(t.w.ctx)
	if !t.w.must("holds", err) {
		return
	}
	slices.SortFunc(rows, func(a, b headless.Hold) int { return cmp.Compare(a.ID, b.ID) })
	by := pick(t.arrivals, t.shop.staff)
	for _, h := range rows {
		if h.Lines[0].SKU == crate && h.Store == t.shop.site.ID && t.arrived(by, h.Hold) {
			return
		}
	}
}

// arrived does what a hold of crates needs, and tells whether it needed anything.
func (t *terminal) arrived(by retail.Staff, h *retail.Hold) bool {
	d := t.arrivals
	switch {
	case h.State.Ended() && h.Aside() > 0:
		t.do(by, retail.KindHoldBack, retail.BackHold{Hold: h.ID, Line: 1, Qty: 1})
	case h.State == retail.HoldHeld && h.ToKeep() > 0:
		if _, _, ok := t.do(by, retail.KindHoldKeep, retail.KeepHold{Hold: h.ID, Line: 1, Qty: 1, Code: "CRATE", Entry: retail.Scanned}); ok {
			t.w.counts["crates put by for customers"]++
		}
	case h.ToTell() && d.one(2):
		if _, _, ok := t.do(by, retail.KindHoldRenotice, retail.RenoticeHold{Hold: h.ID}); ok {
			t.w.books.resends[retail.OrderID(h.ID)]++
		}
	case h.ToTell():
		t.do(by, retail.KindHoldTold, retail.ToldHold{Hold: h.ID})
	case h.Announced() && d.one(6) && t.app.Agent.Status().Line != agent.Offline:
		t.do(by, retail.KindHoldCollect, retail.CollectHold{Hold: h.ID, Tag: h.Tag, Seen: h.Aside()})
	case h.State == retail.HoldHeld && d.one(30):
		t.do(by, retail.KindHoldRelease, retail.ReleaseHold{Hold: h.ID})
	default:
		return false
	}
	return true
}
