package simulate

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// promised checks what one decision of a home promises and takes back.
func (b *books) promised(st retail.State, c retail.Command, d retail.Decision) {
	if d.Verdict == retail.Rejected {
		return
	}
	for _, h := range d.Holds {
		was := st.Hold
		if was == nil || was.ID != h.ID {
			was = nil
			for _, x := range st.Holds {
				if x.ID == h.ID {
					was = x
				}
			}
		}
		if h.Store == c.Store {
			b.keeps(st, c, was, h)
		}
		b.ends(c, d, was, h)
	}
}

// keeps checks that a new promise leaves what is promised already.
func (b *books) keeps(st retail.State, c retail.Command, was, h *retail.Hold) {
	begins := h.State == retail.HoldHeld && (was == nil || was.State == retail.HoldAsked || was.State == retail.HoldExpired)
	if !begins {
		return
	}
	b.w.counts["holds promised"]++
	for _, l := range h.Lines {
		want := l.Held
		if was != nil {
			want -= was.Line(l.No).Held
		}
		for _, level := range st.Levels {
			if want > 0 && level.SKU == l.SKU && level.Class == l.Class && level.OnHand-level.Allocated-level.Held-level.Safety < want {
				b.w.fail("%d of %s promised for %s by %v, and there are %+v", want, l.SKU, h.ID, c.Kind, level)
			}
		}
	}
}

// ends checks that a promise ends once, and that whoever asked for it is told
// when it cannot be kept.
func (b *books) ends(c retail.Command, d retail.Decision, was, h *retail.Hold) {
	owned := false
	for _, x := range d.Raise {
		owned = owned || x.Hold == h.ID
	}
	if was != nil && was.State != h.State && !was.State.CanBecome(h.State) && h.Store == c.Store && !(was.State.CanBecomeLate(h.State) && owned) &&
		!(was.State == retail.HoldAsked && h.State == retail.HoldCollected) && !(was.State == retail.HoldBroken && h.State == retail.HoldCollected) {
		b.w.fail("the hold %s was %v and became %v by %v", h.ID, was.State, h.State, c.Kind)
	}
	if was != nil && was.State.Ended() && h.State == was.State && !h.EndedAt.Equal(was.EndedAt) && h.Store == c.Store {
		b.w.fail("the hold %s was %v and ended so again by %v", h.ID, was.State, c.Kind)
	}
	customers := h.From == "" || h.From == c.Store
	lost := h.State == retail.HoldBroken || h.State == retail.HoldDeclined
	if was != nil && customers && h.State == was.State && pieces(h) > pieces(was) && !owned {
		b.w.fail("pieces of the hold %s are lost by %v, and nobody is told", h.ID, c.Kind)
	}
	owes := h.PaidTaxIn > 0 && (h.State == retail.HoldReleased || h.State == retail.HoldExpired)
	if was != nil && was.State == retail.HoldExpired && rung(h) == 0 {
		owes = false // it was owed when the hold expired, and the till gave it back
	}
	if customers && owes && was != nil && was.State != h.State && !owned {
		b.w.fail("the paid hold %s is %v by %v, and nobody owes its money", h.ID, h.State, c.Kind)
	}
	if customers && lost && (was == nil || was.State != h.State) && !owned {
		b.w.fail("the hold %s is %v by %v, and nobody is told", h.ID, h.State, c.Kind)
	}
	if was == nil || was.State != h.State {
		b.w.counts["holds "+h.State.String()]++
	}
}

// rung is how many pieces of a hold the till took money for and has not given back.
func rung(h *retail.Hold) int {
	n := 0
	for _, l := range h.Lines {
		n += l.Rung
	}
	return n
}

// pieces is how many of a hold cannot be had.
func pieces(h *retail.Hold) int {
	n := 0
	for _, l := range h.Lines {
		n += l.Lost
	}
	return n
}

// collected checks that of a hold one handover is accepted, and that one without a
// line is the counter's.
func (b *books) collected(st retail.State, c retail.Command, d retail.Decision, body retail.CollectHold) {
	h := st.Hold
	if h != nil && h.Handover != nil && h.Handover.Cmd != c.ID && len(d.Holds) > 0 {
		b.w.fail("a second handover of the hold %s was accepted", h.ID)
	}
	if h != nil && h.Floor != nil && h.Floor.Way == retail.HomeDelivery {
		return // a carrier's driver is no customer
	}
	if body.Offline && body.Approver == "" && len(d.Holds) > 0 && !st.Lease.Covers(c.Device, body.Lease, c.At) &&
		!slices.ContainsFunc(d.Raise, func(x retail.Exception) bool { return x.Kind == retail.ExNoLease }) {
		b.w.fail("the hold %s was handed over offline by another than the counter, and nobody is told", h.ID)
	}
}

// checkHolds: both copies of a hold agree, nobody waits for an answer, no time
// has passed unheard, the stock books promise what the holds say, and where more
// is promised than there is, somebody is told.
func (w *world) checkHolds() error {
	type copies map[retail.SiteID]*retail.Hold
	all := map[retail.HoldID]copies{}
	held := map[retail.StockKey]int{}
	for _, s := range w.shops {
		err := w.hub.store().Rows(w.ctx, s.scope(), retail.EntityHold, func(_ string, data []byte) error {
			var h retail.Hold
			if err := json.Unmarshal(data, &h); err != nil {
				return err
			}
			if all[h.ID] == nil {
				all[h.ID] = copies{}
			}
			all[h.ID][s.site.ID] = &h
			if h.Store != s.site.ID {
				return nil
			}
			for _, l := range h.Lines {
				held[retail.StockKey{Site: h.Store, SKU: l.SKU, Class: l.Class}] += l.Held
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, id := range keys(all) {
		for _, site := range keys(all[id]) {
			if err := w.checkHold(site, all[id][site]); err != nil {
				return err
			}
		}
		h := all[id]
		for _, here := range h {
			there, ok := h[here.Store]
			if here.From == "" || here.Store == here.From {
				continue
			}
			asked, known := h[here.From]
			switch {
			case ok && known:
				if a, b := standing(there), standing(asked); a != b {
					return fmt.Errorf("the copies of the hold %s do not agree: %s, %s", id, a, b)
				}
			case !here.State.Ended() && !w.books.unknown(id):
				return fmt.Errorf("the hold %s is %v in one shop alone", id, here.State)
			}
			break
		}
	}
	w.books.paid()
	for _, s := range w.shops {
		doubt, err := w.doubts(s)
		if err != nil {
			return err
		}
		list, err := w.inbox(s)
		if err != nil {
			return err
		}
		for _, x := range list {
			if h := all[x.Hold][s.site.ID]; x.Kind == retail.ExUnknown && x.Open() && h != nil {
				return fmt.Errorf("what was done with the hold %s by %v was set aside, and %s knows it: %v", x.Hold, x.People, s.site.ID, h.State)
			}
		}
		for _, sku := range append([]retail.SKU{{ID: scarce}}, skus...) {
			l, err := w.level(s, sku.ID)
			if err != nil {
				return err
			}
			if n := held[l.StockKey]; n != l.Held {
				return fmt.Errorf("%s %s: the holds have %d promised, the stock books %d", s.site.ID, sku.ID, n, l.Held)
			}
			if l.Allocated+l.Held <= l.OnHand || l.Doubt || doubt[sku.ID] {
				continue
			}
			if l.Held > l.OnHand {
				return fmt.Errorf("%s %s: %d are held of %d, and nobody is told", s.site.ID, sku.ID, l.Held, l.OnHand)
			}
			w.counts["levels that the web shop sold more of than there is"]++ // whoever picks them finds out
		}
	}
	return nil
}

// standing is what both copies of a hold say.
func standing(h *retail.Hold) string {
	s := fmt.Sprintf("%v until %s, extended %d", h.State, h.Until.Format(time.RFC3339), h.Extended)
	for _, l := range h.Lines {
		s += fmt.Sprintf(", %d of %s: kept %d, back %d, gone %d, lost %d", l.Qty, l.SKU, l.Kept, l.Back, l.Gone, l.Lost)
	}
	return s
}

// unheard tells whether a hold should have ended: homes look for those whose time
// has passed every few hours, and a hub waits a day for its terminals after each
// time that it was put back.
func (b *books) unheard(until time.Time) bool {
	wait := until.Add(8 * time.Hour)
	if again := b.putBack.Add(32 * time.Hour); len(b.restores) > 0 && again.After(wait) {
		wait = again
	}
	return b.w.now.After(wait)
}

// paid marks the goods that customers have paid and not got, nor their money back:
// what the till told of them may be booked as sold. It marks those as well for
// which money was given back while a hub was put back: its new life may hear of
// that before it hears that they were paid, or keep what its last one could not.
func (b *books) paid() {
	for _, k := range b.kept {
		if k.paid && !k.gone && (!k.repaid || len(b.restores) > 0) {
			k.shop.astray[k.sku] = "paid and not collected"
		}
	}
}

func (w *world) checkHold(site retail.SiteID, h *retail.Hold) error {
	switch {
	case h.State == retail.HoldAsked:
		return fmt.Errorf("nobody answered the hold %s that %s asked %s for", h.ID, site, h.Store)
	case h.Wish != 0 && h.From == site:
		return fmt.Errorf("nobody answered the wish %v of %s for the hold %s", h.Wish, site, h.ID)
	case h.Store == site && h.Announced() && h.Notice.State == retail.NoticeQueued:
		return fmt.Errorf("what came for a customer lies ready in %s, and nobody told them: hold %s", site, h.ID)
	case h.State == retail.HoldHeld && h.Store == site && w.books.unheard(h.Until):
		return fmt.Errorf("the hold %s ended at %s, and %s holds it", h.ID, h.Until, site)
	}
	return nil
}

// unknown tells whether the command that asked for a hold is lost.
func (b *books) unknown(id retail.HoldID) bool {
	for _, d := range b.all {
		if d.cmd.Kind != retail.KindHold && d.cmd.Kind != retail.KindFloorOrder {
			continue
		}
		if d.cmd.Body.About().ID == string(id) {
			return d.lost != ""
		}
	}
	return true
}

// checkKept: who had goods kept is forgotten in time.
func checkKept(w *world, who string, s hub.Store) error {
	left, err := s.HoldsToPurge(w.ctx, w.now.Add(1), 10)
	if err == nil && len(left) > 0 {
		err = fmt.Errorf("the %s still knows for whom %v was kept", who, left)
	}
	return err
}
