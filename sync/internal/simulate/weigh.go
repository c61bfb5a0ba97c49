package simulate

import (
	"slices"

	"miseban/app/retail"
)

// weigh is what the label on qty pieces says; goods that are not weighed have none. One in
// six was picked by a program that reads no weights.
func (t *terminal) weigh(l *retail.Line, qty int) retail.Tag {
	if l.Grams == 0 || t.weighs.one(6) {
		return retail.Tag{}
	}
	t.w.counts["packs weighed"]++
	tag, _ := retail.WeighPolicy{}.Weigh(l, qty, retail.Measure{Grams: qty*l.Grams*9/10 + t.weighs.IntN(qty*l.Grams/5)})
	tag.Lot, tag.Last = "L1", t.w.now.AddDate(0, 0, 3+t.weighs.IntN(9)).In(retail.Japan).Format("2006-01-02")
	return tag
}

// weighed checks what a hub makes of weighed goods: what is due changed by what the packs
// that stay cost more, or less, than what was ordered; and a pick never loses its weight.
func (b *books) weighed(st retail.State, d retail.Decision) {
	o := d.Order
	if o == nil || st.Order == nil {
		return
	}
	for _, l := range o.Lines {
		was := st.Order.Line(l.No)
		if was == nil || l.Grams == 0 {
			continue
		}
		for _, p := range was.Picks {
			if i := slices.IndexFunc(l.Picks, func(q retail.Pick) bool { return q.Cmd == p.Cmd }); i >= 0 && l.Picks[i].Tag != p.Tag {
				b.w.fail("pick %s of %s said %+v, now %+v", p.Cmd, b.w.web.name(o.ID), p.Tag, l.Picks[i].Tag)
			}
		}
		if o.Pay.State != retail.PayAtPickup || o.State.Over() || o.Pay.DueTaxIn == 0 {
			continue
		}
		if more := overOrdered(l); l.WeighedTaxIn != more {
			b.w.fail("line %d of %s is %d yen dearer by its weight, and %d are due for it", l.No, b.w.web.name(o.ID), more, l.WeighedTaxIn)
		}
	}
}

// overOrdered is what the cheapest packs that stay cost more than what was ordered; said
// once more, in the simplest words.
func overOrdered(l retail.Line) retail.Yen {
	var prices []float64
	for _, p := range l.Picks {
		each := float64(l.PriceTaxIn)
		if p.Grams > 0 {
			each = float64(p.FinalTaxIn) / float64(p.Qty)
		}
		for range p.Qty {
			prices = append(prices, each)
		}
	}
	slices.Sort(prices)
	n := max(0, min(l.Picked-l.PutBack-l.Unwanted, l.Qty-l.Refused))
	if n < len(prices) { // a pick of several may be cut between its pieces: whole yen are the rule's
		_, sum := l.Final(n)
		return sum - l.PriceTaxIn*retail.Yen(n)
	}
	sum := 0.0
	for _, p := range prices {
		sum += p
	}
	return retail.Yen(sum+0.5) - l.PriceTaxIn*retail.Yen(n)
}

// unweighed leaves what is due as it was ordered.
func unweighed(st retail.State, c retail.Command) retail.Decision {
	d := retail.Decide(st, c)
	if d.Order == nil || d.Verdict == retail.Rejected {
		return d
	}
	for i := range d.Order.Lines {
		l := &d.Order.Lines[i]
		if d.Order.Pay.State == retail.PayAtPickup {
			d.Order.Pay.DueTaxIn -= l.WeighedTaxIn
			d.Order.Pay.TotalTaxIn -= l.WeighedTaxIn
		}
		l.WeighedTaxIn = 0
	}
	return d
}
