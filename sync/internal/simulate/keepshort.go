package simulate

import (
	"slices"

	"miseban/app/retail"
)

// missHold lets staff say that goods they were to put by are not there: most often
// because they are not, sometimes because nobody saw them, or because a piece is
// damaged. It tells whether they did.
func (t *terminal) missHold(by retail.Staff, h *retail.Hold, k *keepsake) bool {
	n := h.ToKeep()
	if n == 0 || h.Store != t.shop.site.ID {
		return false
	}
	b := retail.HoldShort{Hold: h.ID, Line: 1, Qty: n, Reason: retail.NotFound}
	lies := t.shop.shelf[k.sku]
	switch {
	case lies == 0 && t.missing.one(5), lies > 0 && t.missing.one(60):
	case lies > 0 && !k.paid && t.missing.one(60):
		b.Qty, b.Reason = 1, retail.ScrapGoods
	default:
		return false
	}
	if _, _, ok := t.do(by, retail.KindHoldShort, b); ok {
		t.w.counts["holds not found"]++
		if b.Reason == retail.ScrapGoods && h.State == retail.HoldHeld {
			t.shop.shelf[k.sku]--
			t.shop.bad[k.sku]++
		}
	}
	return true
}

// missed checks that goods which nobody found are promised to nobody until they are
// counted.
func (b *books) missed(st retail.State, c retail.Command, d retail.Decision, body retail.HoldShort) {
	if st.Hold == nil || body.Reason != retail.NotFound || len(d.Holds) == 0 {
		return
	}
	l := st.Hold.Line(body.Line)
	for _, level := range st.Levels {
		if level.SKU != l.SKU || level.Class != l.Class || level.Doubt || level.OnHand <= level.Picked || level.CountedAt.After(c.At) {
			continue
		}
		if !slices.ContainsFunc(d.Moves, func(m retail.Movement) bool { return m.Doubt && m.Key == level.StockKey }) {
			b.w.fail("%s of the hold %s was not found, and all of %+v is promised on", l.SKU, st.Hold.ID, level)
		}
	}
}

// keepsMoney forgets that a hold was paid when it ends.
func keepsMoney(st retail.State, c retail.Command) retail.Decision {
	return without(retail.Decide(st, c), retail.ExHoldOwed)
}

// trustsShelf promises goods that somebody looked for and did not find.
func trustsShelf(st retail.State, c retail.Command) retail.Decision {
	d := retail.Decide(st, c)
	if c.Kind == retail.KindHoldShort {
		d.Moves = slices.DeleteFunc(d.Moves, func(m retail.Movement) bool { return m.Doubt })
	}
	return d
}
