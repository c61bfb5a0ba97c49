package simulate

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"miseban/app/retail"
)

// asks lets staff ask customers about goods that are missing, write down what
// they say, and let orders rest. Its dice are its own.
func (t *terminal) asks() {
	w := t.w
	if w.quiet || t.gone {
		return
	}
	w.after(t.asking.between(20*time.Minute, 3*time.Hour), t.asks)
	if t.app == nil || w.now.Before(w.idle) {
		return
	}
	var open, begun []*retail.Order
	err := t.app.Orders(w.ctx, func(o *retail.Order) bool {
		switch {
		case o.Pending() || o.State.Over() && o.Missing() > 0 && t.asking.one(20):
			open = append(open, o)
		case o.State == retail.Received || o.State == retail.Picking:
			begun = append(begun, o)
		}
		return true
	})
	if !w.must("orders", err) {
		return
	}
	byName := func(a, b *retail.Order) int { return cmp.Compare(a.External, b.External) }
	slices.SortFunc(open, byName)
	slices.SortFunc(begun, byName)
	by := pick(t.asking, t.shop.staff)
	if len(open) > 0 {
		t.ask(by, pick(t.asking, open))
	}
	if len(begun) > 0 && t.asking.one(4) {
		o := pick(t.asking, begun)
		if o.Pause == nil {
			t.do(by, retail.KindPause, retail.PauseOrder{Order: o.ID, Reason: pick(t.asking, retail.PauseReasons()), Until: t.app.Clock.Now().Add(time.Hour)})
		} else {
			t.do(by, retail.KindResume, retail.ResumeOrder{Order: o.ID})
		}
	}
	t.stir()
}

// ask writes down what the customer of an order says of what is missing.
func (t *terminal) ask(by retail.Staff, o *retail.Order) {
	var lines []retail.Line
	for _, l := range o.Lines {
		if l.Lacking() > 0 {
			lines = append(lines, l)
		}
	}
	if len(lines) == 0 {
		return
	}
	l := pick(t.asking, lines)
	b := retail.AnswerShort{Order: o.ID, Line: l.No, Qty: l.Lacking(), Choice: pick(t.asking, retail.ShortChoices()), How: pick(t.asking, retail.AskedHows())}
	if b.Qty > 1 && t.asking.one(3) {
		b.Qty--
	}
	switch b.Choice {
	case retail.ChooseSubstitute:
		other := pick(t.asking, skus)
		b.Goods = &retail.Substitute{SKU: other.ID, JAN: other.JAN, Name: other.Name, PriceTaxIn: other.PriceTaxIn - 100 + retail.Yen(t.asking.IntN(200)), TaxRate: other.TaxRate, Fresh: other.Fresh}
	case retail.ChooseOtherShop, retail.ChooseShip:
		b.Site = pick(t.asking, t.w.shops).site.ID
	case retail.ChooseWait:
		b.Until = t.w.now.Add(48 * time.Hour)
	case retail.ChooseDrop, retail.ChooseNothing:
	}
	if _, _, ok := t.do(by, retail.KindAnswerShort, b); ok {
		t.w.counts["answers of customers"]++
	}
}

// answered checks what a hub makes of what customers said: an answer that counts
// is about pieces that were missing still, a substitute was there to be promised,
// and of one that cannot be followed somebody knows.
func (b *books) answered(st retail.State, c retail.Command, d retail.Decision) {
	body, ok := c.Body.(retail.AnswerShort)
	if !ok || st.Order == nil || d.Order == nil {
		return
	}
	name, o, n := b.w.web.name(st.Order.ID), d.Order, len(d.Order.Answers)
	if n != len(st.Order.Answers)+1 || o.Answers[n-1].Cmd != c.ID {
		b.w.fail("%s: an answer of %s is not kept: %+v", c, name, o.Answers)
		return
	}
	a, was := o.Answers[n-1], st.Order.Line(body.Line)
	over := st.Order.State.Over() || st.Order.State == retail.Expired
	switch {
	case a.Choice == retail.ChooseNothing:
	case a.Void && len(d.Raise) == 0 && (a.Choice != retail.ChooseDrop || st.Order.State != retail.Canceled):
		b.w.fail("%s: what the customer of %s said cannot be done, and nobody is told", c, name)
	case !a.Void && (over || was == nil || was.Lacking() < a.Qty):
		b.w.fail("%s: an answer of %s counts twice: %+v", c, name, a)
	case !a.Void && a.Choice == retail.ChooseSubstitute:
		b.w.counts["substitutes promised"]++
		if st.Level == nil || st.Level.SKU != a.SKU || st.Level.Available() < a.Qty {
			b.w.fail("%s: a substitute of %s is promised that is not there: %+v", c, name, st.Level)
		}
	}
	if a.Void {
		b.w.counts["answers that came too late"]++
	}
}

// checkAnswers: what stands in for missing goods was never dearer, nothing is
// settled twice, and every answer that a hub took is kept.
func (w *world) checkAnswers() error {
	for i := range w.web.sent {
		sent := &w.web.sent[i].order
		o, err := w.hub.store().Order(w.ctx, retail.OrderIDFor(sent.Channel, sent.External))
		if err != nil || o == nil {
			return err
		}
		if o.State == retail.Received {
			continue // as the web shop has it now
		}
		swapped, waived := map[int]int{}, map[int]int{}
		for _, a := range o.Answers {
			switch {
			case a.Void:
			case a.Choice == retail.ChooseSubstitute:
				swapped[a.Line] += a.Qty
			case a.Choice.Leaves():
				waived[a.Line] += a.Qty
			}
		}
		for _, l := range o.Lines {
			if l.Swapped != swapped[l.No] || l.Waived != waived[l.No] || l.Swapped+l.Waived > l.Short {
				return fmt.Errorf("%s line %d: %d swapped and %d waived of %d, the answers say %d and %d", sent.External, l.No, l.Swapped, l.Waived, l.Short, swapped[l.No], waived[l.No])
			}
			if of := o.Line(l.Of); l.Of > 0 && (of == nil || l.PriceTaxIn > of.PriceTaxIn) {
				return fmt.Errorf("%s: line %+v stands in for %+v", sent.External, l, of)
			}
		}
	}
	return nil
}
