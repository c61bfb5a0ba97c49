package simulate

import (
	"cmp"
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/sync/agent"
)

// counterWork lets odd things happen at the counter: a tap on the wrong order that a
// manager takes back, a customer who does not take all of it, and one who leaves a
// part here for later. Its dice are its own.
func (t *terminal) counterWork() {
	w := t.w
	if w.quiet || t.gone {
		return
	}
	w.after(t.desk.between(2*time.Hour, 9*time.Hour), t.counterWork)
	if t.app == nil || w.now.Before(w.idle) {
		return
	}
	var ready []*retail.Order
	err := t.app.Orders(w.ctx, func(o *retail.Order) bool {
		if o.State.Waiting() && o.ToGive() > 0 {
			ready = append(ready, o)
		}
		return true
	})
	if !w.must("orders", err) || len(ready) == 0 {
		return
	}
	slices.SortFunc(ready, func(a, b *retail.Order) int { return cmp.Compare(a.External, b.External) })
	by, o := pick(t.desk, t.shop.staff), pick(t.desk, ready)
	switch t.desk.IntN(4) {
	case 0:
		t.refuse(by, o)
	case 1:
		t.giveSome(by, o)
	default:
		t.mistake(by, o)
	}
	t.stir()
}

// mistake hands an order over that nobody came for, and takes it back: the goods never
// left their place.
func (t *terminal) mistake(by retail.Staff, o *retail.Order) {
	b := retail.HandOver{Order: o.ID, Proof: retail.ByIdentity, Identity: retail.NameAndPhone, Pieces: o.ToGive()}
	for _, bag := range o.Bags {
		b.Bags = append(b.Bags, bag.Label)
	}
	t.ofAge(o, &b)
	if t.app.Agent.Status().Line == agent.Offline && !t.vouch(t.desk, by, &b) {
		return
	}
	_, id, ok := t.do(by, retail.KindHandover, b)
	if !ok {
		return
	}
	undo := retail.UndoHandover{Order: o.ID, Handover: id}
	manager := t.shop.staff[len(t.shop.staff)-1]
	if t.desk.one(2) { // on the terminal of whoever made it
		undo.Approver = manager.ID
	} else {
		by = manager
	}
	if _, _, ok := t.do(by, retail.KindUndoHandover, undo); !ok {
		t.w.books.unsure(t.shop, o.ID) // this terminal had lost the order
		return
	}
	t.w.books.resends[o.ID]++ // who was not told yet is told then
	t.w.books.taken[o.ID]++
	t.w.counts["handovers taken back"]++
}

// refuse lets a customer not take a piece, or take it after all.
func (t *terminal) refuse(by retail.Staff, o *retail.Order) {
	for i := range o.Lines {
		l := &o.Lines[i]
		at := t.shop.heap(o.ID, l.No, l.SKU)
		if l.ToGive() == 0 || t.shop.totes[o.ID][at] <= l.Unwanted || t.w.books.gone[o.ID] > 0 {
			continue
		}
		b := retail.Refuse{Order: o.ID, Line: l.No, Qty: 1, Reason: pick(t.desk, retail.RefuseReasons()[:4])}
		d, _, ok := t.do(by, retail.KindRefuse, b)
		switch {
		case !ok:
		case d.Order == nil:
			t.w.books.unsure(t.shop, o.ID)
		case b.Reason == retail.RefuseDamaged:
			t.shop.totes[o.ID][at]--
			t.shop.bad[l.SKU]++
		case t.desk.one(4) && !d.Order.State.Over():
			b.Takes, b.Reason = true, 0
			t.do(by, retail.KindRefuse, b)
		}
		t.w.counts["pieces refused"]++
		return
	}
}

// giveSome hands a part over: one piece of every line goes, the rest stays.
func (t *terminal) giveSome(by retail.Staff, o *retail.Order) {
	b := retail.HandOver{Order: o.ID, Proof: retail.ByIdentity, Identity: retail.NameAndPhone}
	for i := range o.Lines {
		l := &o.Lines[i]
		n := l.ToGive()
		if n > t.shop.totes[o.ID][t.shop.heap(o.ID, l.No, l.SKU)] {
			return // the books say that they are there, and they are not
		}
		if stay := n - 1; stay > 0 {
			b.Later = append(b.Later, retail.Portion{Line: l.No, Qty: stay})
		}
		b.Pieces += min(1, n)
	}
	if len(b.Later) == 0 || t.w.books.gone[o.ID] > 0 || o.Pay.State == retail.PayAtPickup && o.Pay.DueTaxIn > 0 {
		return
	}
	for _, bag := range o.Bags {
		b.Bags, b.Left = append(b.Bags, bag.Label), append(b.Left, bag.Label)
	}
	t.ofAge(o, &b)
	if t.app.Agent.Status().Line == agent.Offline && !t.vouch(t.desk, by, &b) {
		return
	}
	give := map[int]int{}
	for i := range o.Lines {
		l := &o.Lines[i]
		give[t.shop.heap(o.ID, l.No, l.SKU)] += min(1, l.ToGive())
	}
	d, _, ok := t.do(by, retail.KindHandover, b)
	if !ok {
		return
	}
	if d.Order == nil {
		t.w.books.unsure(t.shop, o.ID)
	}
	for at, n := range give {
		t.shop.totes[o.ID][at] -= n
	}
	t.w.books.parts[o.ID]++
	t.w.counts["parts handed over"]++
}
