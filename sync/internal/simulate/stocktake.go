package simulate

import (
	"fmt"
	"slices"
	"time"

	"miseban/app/retail"
)

// area is the one area of every shop.
const area = "A-01"

// inventory lets staff begin a stocktake or look through what one came to. Its
// dice are its own: seeds mean what they meant before there was one.
func (t *terminal) inventory() {
	if !t.counting.one(7) {
		return
	}
	if t.counting.one(2) {
		t.lookThrough()
		return
	}
	sku := pick(t.counting, skus).ID
	id := retail.StocktakeID(fmt.Sprintf("%s-%s", t.name, t.w.now.Format("02T150405.000"))) // nobody counts the same twice
	crew := []*terminal{t}
	for _, o := range t.shop.terminals {
		if o != t && o.app != nil && !o.gone && o.counting.one(2) {
			crew = append(crew, o)
		}
	}
	left := t.shop.shelf[sku]
	for i, o := range crew {
		n := left
		if i < len(crew)-1 {
			n = o.counting.IntN(left + 1)
		}
		left -= n
		o.tally(pick(o.counting, o.shop.staff), id, sku, n, true)
	}
	t.w.counts["stocktakes"]++
}

// tally stores n scans of a SKU, takes one too many back, and tells the hub of
// all that was counted.
func (t *terminal) tally(by retail.Staff, id retail.StocktakeID, sku retail.SKUID, n int, done bool) {
	w, now := t.w, t.app.Clock.Now()
	e := retail.CountScan{Stocktake: id, Area: area, SKU: sku, Class: retail.Regular, Qty: 1, Staff: by.ID, At: now, Price: 500}
	if n == 0 {
		e.Qty = 0
		n = 1
	}
	for range n {
		_, err := t.app.AddCountScan(w.ctx, retail.AreaCount, e)
		w.must("scan", err)
	}
	if e.Qty > 0 && t.counting.one(5) {
		if one, err := t.app.AddCountScan(w.ctx, retail.AreaCount, e); w.must("scan", err) {
			back := one[0]
			back.Qty, back.Undoes = -1, back.N
			_, err = t.app.AddCountScan(w.ctx, retail.AreaCount, back)
			w.must("undo", err)
		}
	}
	here, err := t.app.CountedHere(w.ctx, id, area, 0)
	if !w.must("counted", err) {
		return
	}
	for _, b := range retail.Tallies(id, retail.AreaCount, area, here, now, done) {
		t.do(by, retail.KindTally, b)
	}
}

// lookThrough approves what differs in the stocktakes that this terminal knows,
// and has another one count what must be counted again.
func (t *terminal) lookThrough() {
	w := t.w
	takes, err := t.app.Stocktakes(w.ctx)
	if !w.must("stocktakes", err) {
		return
	}
	for _, s := range takes {
		if s.State == retail.StocktakeOpen {
			t.approve(s)
		}
	}
}

func (t *terminal) approve(s retail.Stocktake) {
	w := t.w
	lines, err := t.app.CountLines(w.ctx, s.ID)
	if !w.must("lines", err) {
		return
	}
	manager := t.shop.staff[len(t.shop.staff)-1]
	for _, l := range lines {
		if l.Decided() || !s.Settled(l) {
			continue
		}
		if retail.CountPolicyDefault.NeedsAgain(l) {
			other := slices.IndexFunc(t.shop.staff, func(x retail.Staff) bool { return !l.CountedBy(x.ID) })
			if other < 0 {
				continue
			}
			t.do(t.shop.staff[other], retail.KindCountAgain, retail.CountAgain{Stocktake: s.ID, SKU: l.SKU, Class: l.Class, Qty: t.shop.shelf[l.SKU]})
			continue // approved the next time, as it stands then
		}
		b := retail.ApproveCount{Stocktake: s.ID, SKU: l.SKU, Class: l.Class, Qty: l.Qty(), Off: l.Off()}
		if b.Off != 0 {
			b.Reason = retail.VarianceUnclear
		}
		if _, _, ok := t.do(manager, retail.KindApproveCount, b); ok {
			w.counts["figures approved"]++
		}
	}
	if t.counting.one(4) {
		t.do(manager, retail.KindCloseCount, retail.CloseCount{Stocktake: s.ID})
	}
}

// approved notes what became of a figure: booked, or to be counted again. A new
// count is one that right clocks would not need when nothing moved while the
// pieces were counted: it was only near.
func (b *books) approved(c retail.Command, d retail.Decision) {
	if c.Kind != retail.KindApproveCount || len(d.CountLines) == 0 || d.Code == retail.FigureChanged {
		return
	}
	l := d.CountLines[0]
	if l.State == retail.LineBooked {
		b.w.counts["figures booked"]++
		return
	}
	if len(d.Raise) == 0 {
		b.w.counts["figures outdated"]++
		return
	}
	b.w.counts["figures to be counted again"]++
	first, last := l.Window()
	if !slices.ContainsFunc(d.Raise[0].Seen, func(m retail.Movement) bool {
		return !m.At.Before(first.Truncate(time.Second)) && !m.At.After(last.Add(time.Second))
	}) {
		b.w.counts["figures to be counted again that right clocks would spare"]++
	}
}
