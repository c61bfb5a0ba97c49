package simulate

import (
	"cmp"
	"fmt"
	"slices"

	"miseban/app/retail"
)

// totes is how many baskets a shop has.
const totes = 12

// rounds lets staff walk several orders in one round (まとめてピッキング): begin
// one, pick into totes, hand it to another terminal without a hub between them,
// end it. Its dice are its own.
func (t *terminal) rounds() {
	if !t.walks.one(2) {
		return
	}
	w := t.round()
	switch {
	case w == nil:
		t.openRound()
	case t.walks.one(5):
		t.giveRound(*w)
	case t.walks.one(9):
		t.do(pick(t.walks, t.shop.staff), retail.KindLeaveWave, retail.LeaveWave{Wave: w.ID, Order: pick(t.walks, w.Orders).Order})
	default:
		t.walk(*w)
	}
}

// round is the wave that this terminal walks, as it sees it.
func (t *terminal) round() *retail.Wave {
	list, err := t.app.Waves(t.w.ctx)
	if !t.w.must("waves", err) {
		return nil
	}
	for i := range list {
		if list[i].Walker(t.dev.ID) != nil {
			return &list[i]
		}
	}
	if len(list) > 0 && t.walks.one(3) {
		t.do(pick(t.walks, t.shop.staff), retail.KindJoinWave, retail.JoinWave{Wave: list[0].ID})
	}
	return nil
}

func (t *terminal) openRound() {
	var ids []retail.OrderID
	err := t.app.Orders(t.w.ctx, func(o *retail.Order) bool {
		if (o.State == retail.Received || o.State == retail.Picking) && !o.Settled() {
			ids = append(ids, o.ID)
		}
		return true
	})
	if !t.w.must("orders", err) || len(ids) == 0 {
		return
	}
	slices.SortFunc(ids, func(a, b retail.OrderID) int { return cmp.Compare(t.w.web.name(a), t.w.web.name(b)) })
	t.walks.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	ids = ids[:min(len(ids), 1+t.walks.IntN(5))]
	body := retail.OpenWave{Wave: retail.WaveID("w-" + t.w.ids.NewID()), Orders: ids}
	if _, _, ok := t.do(pick(t.walks, t.shop.staff), retail.KindOpenWave, body); ok {
		t.w.counts["rounds begun"]++
	}
}

// walk picks some of what a wave needs into totes, and ends it when nothing is
// left.
func (t *terminal) walk(v retail.Wave) {
	by, left := pick(t.walks, t.shop.staff), false
	for _, m := range v.Orders {
		o, err := t.app.Order(t.w.ctx, m.Order)
		if err != nil || o.Wave != v.ID || o.State != retail.Picking && o.State != retail.Short {
			continue
		}
		for i := range o.Lines {
			l := &o.Lines[i]
			if l.Open() == 0 {
				continue
			}
			left = true
			if t.walks.one(4) {
				continue
			}
			if !t.lay(by, v, o, l) {
				return
			}
		}
	}
	if !left || t.walks.one(12) {
		t.do(by, retail.KindCloseWave, retail.CloseWave{Wave: v.ID})
	}
}

// lay takes one piece of a line and lays it in a tote, if one is found that is
// no other order's as far as the terminal knows.
func (t *terminal) lay(by retail.Staff, v retail.Wave, o *retail.Order, l *retail.Line) bool {
	if !t.shop.take(o.ID, l.No, l.SKU, 1) {
		t.short(by, o, l, l.Open())
		return true
	}
	body := retail.PickItem{Order: o.ID, Line: l.No, SKU: l.SKU, Qty: 1, Code: l.JAN, Entry: retail.Scanned, Wave: v.ID, Tag: t.weigh(l, 1)}
	d, id, ok := t.do(by, retail.KindPick, body)
	if !ok {
		return false
	}
	if d.Order == nil {
		t.w.books.unsure(t.shop, o.ID)
		return true
	}
	t.w.counts["pieces picked in rounds"]++
	t.picked = append(t.picked, ownPick{o.ID, l.No, 1, id})
	if t.walks.one(15) {
		t.undo(by, o.ID, l, id)
		return true
	}
	for range 5 {
		tote := t.zoned(fmt.Sprintf("%s-T%d", t.shop.site.ID, t.walks.IntN(totes)), l)
		if x, err := t.app.Tote(t.w.ctx, tote); err == nil && x.Order != o.ID {
			if other, err := t.app.Order(t.w.ctx, x.Order); err == nil && other.HoldsTote() {
				continue
			}
		}
		t.do(by, retail.KindPutInTote, retail.PutInTote{Order: o.ID, Wave: v.ID, Tote: tote, Picks: []retail.CommandID{id}, Entry: retail.Scanned})
		return true
	}
	return true
}

// giveRound shows this terminal's part to others of the shop, who need no hub to
// go on with it. Sometimes two read it, and sometimes nobody gives it up.
func (t *terminal) giveRound(v retail.Wave) {
	var ids []retail.OrderID
	body := retail.TakeWave{Wave: v.ID, From: t.dev.ID, Parcel: t.w.ids.NewID(), Zone: v.Walker(t.dev.ID).Zone, Known: &v}
	for _, m := range v.Orders {
		ids = append(ids, m.Order)
		if o, err := t.app.Order(t.w.ctx, m.Order); err == nil {
			b := retail.OrderBrief{ID: o.ID, Number: o.Number}
			for _, l := range o.Lines {
				b.Lines = append(b.Lines, retail.BriefLine{No: l.No, SKU: l.SKU, Qty: l.Qty, JAN: l.JAN, Fresh: l.Fresh})
			}
			body.Briefs = append(body.Briefs, b)
		}
	}
	var err error
	if body.Carried, err = t.app.Carried(t.w.ctx, v.ID, ids, t.walks.one(2)); !t.w.must("carried", err) {
		return
	}
	for i := range body.Carried {
		c := &body.Carried[i]
		c.Stamp, c.Base, c.Store, c.Device, c.Dseq = retail.Stamp{}, retail.Base{}, "", "", 0
	}
	if len(body.Carried) > 80 {
		return // more than codes on a screen can hold
	}
	for _, o := range t.shop.terminals {
		if o == t || o.app == nil || o.gone || t.walks.one(4) {
			continue
		}
		if _, _, ok := o.do(pick(t.walks, t.shop.staff), retail.KindTakeWave, body); ok {
			o.stir()
			t.w.counts["rounds handed over"]++
			t.w.counts["commands that came by another terminal"] += len(body.Carried)
		}
		if !t.walks.one(6) {
			break
		}
	}
	if !t.walks.one(5) {
		t.do(pick(t.walks, t.shop.staff), retail.KindPassWave, retail.PassWave{Wave: v.ID, Parcel: body.Parcel})
	}
}

// checkRounds: no order is in two waves, and no tote has goods of two orders, or of two
// temperatures, unless somebody was told.
func (w *world) checkRounds() error {
	for _, s := range w.shops {
		told, sorted := map[retail.OrderID]bool{}, map[retail.OrderID]bool{}
		list, err := w.inbox(s)
		if err != nil {
			return err
		}
		for _, x := range list {
			told[x.Order] = told[x.Order] || x.Kind == retail.ExToteMixed
			sorted[x.Order] = sorted[x.Order] || x.Kind == retail.ExToteZones
		}
		in := map[string]retail.OrderID{}
		for i := range w.web.sent {
			sent := &w.web.sent[i].order
			if sent.Store != s.site.ID {
				continue
			}
			o, err := w.hub.store().Order(w.ctx, retail.OrderIDFor(sent.Channel, sent.External))
			if err != nil || o == nil {
				return err
			}
			if !o.HoldsTote() {
				continue
			}
			for _, l := range o.Lines {
				for _, p := range l.Picks {
					if p.Tote == "" {
						continue
					}
					if o.ToteTemp(p.Tote) != l.Temp.Or() && !sorted[o.ID] {
						return fmt.Errorf("tote %s of %s has goods of two temperatures, and nobody is told", p.Tote, w.web.name(o.ID))
					}
					if other, ok := in[p.Tote]; ok && other != o.ID && !told[o.ID] && !told[other] {
						return fmt.Errorf("tote %s has goods of %s and %s, and nobody is told", p.Tote, w.web.name(o.ID), w.web.name(other))
					}
					in[p.Tote] = o.ID
				}
			}
			w.counts["orders with totes at the end"]++
		}
	}
	return nil
}
