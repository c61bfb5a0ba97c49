package simulate

import (
	"cmp"
	"fmt"
	"slices"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// complain lets a customer find other goods in the bag than were ordered, after
// the handover or at the counter. Its dice are its own.
func (t *terminal) complain() {
	if !t.fresh.one(40) {
		return
	}
	var bags []*retail.Order
	err := t.app.Orders(t.w.ctx, func(o *retail.Order) bool {
		if o.State == retail.HandedOver || o.State.Waiting() {
			bags = append(bags, o)
		}
		return true
	})
	if !t.w.must("orders", err) || len(bags) == 0 {
		return
	}
	slices.SortFunc(bags, func(a, b *retail.Order) int { return cmp.Compare(t.w.web.name(a.ID), t.w.web.name(b.ID)) })
	o := pick(t.fresh, bags)
	b := retail.WrongReport{Order: o.ID, Line: pick(t.fresh, o.Lines).No, What: pick(t.fresh, retail.Wrongs()), Qty: 1, Out: o.State == retail.HandedOver}
	if t.fresh.one(2) {
		b.SKU = pick(t.fresh, o.Lines).SKU
	}
	if _, _, ok := t.do(pick(t.fresh, t.shop.staff), retail.KindWrongGoods, b); ok {
		t.w.counts["wrong goods"]++
	}
}

// checkFigures: what went wrong is in the figures of its shop, once, and in those
// of no other.
func (w *world) checkFigures() error {
	a, err := hub.AuditOf(w.ctx, w.hub.store(), true)
	if err != nil {
		return err
	}
	counted := map[retail.CommandID]bool{}
	for _, c := range a.Commands {
		applied := c.Verdict == retail.Applied || c.Verdict == retail.AppliedException
		counted[c.ID] = c.Kind == retail.KindWrongGoods.String() && applied && c.Code != retail.AlreadySo && c.Code != retail.UnknownOrder
	}
	want := map[retail.SiteID]int{}
	for _, d := range w.books.all {
		if counted[d.cmd.ID] {
			want[d.cmd.Store]++
		}
	}
	for _, s := range w.shops {
		list, err := hub.WeeklyOf(w.ctx, w.hub.store(), s.site.ID, w.now, 53)
		if err != nil {
			return err
		}
		have := 0
		for _, k := range list {
			have += k.Noticed + k.Escaped
			if k.InTime > k.Ready || k.PickSecs < 0 || k.CallSecs < 0 || k.WaitSecs < 0 {
				return fmt.Errorf("figures of %s: %+v", s.site.ID, k)
			}
		}
		if have != want[s.site.ID] {
			return fmt.Errorf("%d wrong goods were written down in %s, its figures say %d", want[s.site.ID], s.site.ID, have)
		}
	}
	return nil
}
