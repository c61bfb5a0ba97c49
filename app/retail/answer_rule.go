package retail

// decideAnswerShort writes down what the customer said, and does it where it can
// be done. The first answer about a piece stands: one that comes later, or when
// the order is no more, when the goods turned up or when the substitute is gone,
// is kept without effect, and somebody tells the customer. To wait settles
// nothing, so that any answer may follow.
func decideAnswerShort(o *Order, st State, c Command, b AnswerShort) Decision {
	for _, a := range o.Answers {
		if a.Cmd == c.ID {
			return Decision{Verdict: Applied, Code: AlreadySo}
		}
	}
	l := o.Line(b.Line)
	if l != nil && b.Qty > l.Lacking() && o.saidBefore(b) {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	a := Answer{
		Cmd: c.ID, Line: b.Line, Qty: b.Qty, Choice: b.Choice, How: b.How, Site: b.Site, Until: b.Until, Hold: b.Hold,
		Staff: c.Staff, Device: c.Device, At: c.At,
	}
	if b.Goods != nil {
		a.SKU = b.Goods.SKU
	}
	d := Decision{Verdict: Applied, Order: o}
	step(o, c, b.Choice.String())
	switch {
	case b.Choice == ChooseNothing:
	case o.State == Canceled && b.Choice == ChooseDrop: // both say the same
		a.Void = true
	case !o.takesAnswer(l, b) || b.Choice == ChooseSubstitute && !o.takesSubstitute(l, st, b):
		a.Void = true
		d.clash(st, c, ExAnswerClash, b.Line, b.Qty)
	case b.Choice == ChooseSubstitute:
		o.swap(&d, &a, l, c, b)
	case b.Choice.Leaves():
		l.Waived += b.Qty
		if back := o.lessToPay(Yen(b.Qty) * l.PriceTaxIn); b.Choice == ChooseDrop { // else they come from elsewhere, paid
			a.BackTaxIn = back
		}
	}
	o.Answers = append(o.Answers, a)
	o.owePart(c, RefundShort, b.Line, b.Qty, a.BackTaxIn)
	if a.Void || b.Choice == ChooseNothing {
		return d
	}
	settle(o)
	if o.nothingLeft() {
		end(&d, o, st, c, o.endBy())
		if o.State == Canceled { // what nothing of the order was paid for, such as its delivery
			o.owe(c, RefundShort)
		}
	}
	return d
}

// takesAnswer tells whether the pieces that an answer is about are missing still.
func (o *Order) takesAnswer(l *Line, b AnswerShort) bool {
	if o.State.Over() || o.State == Expired || l == nil || b.Qty < 1 || b.Qty > l.Lacking() {
		return false
	}
	return b.Choice != 0
}

// takesSubstitute tells whether another article can take the place of a missing
// one: the bags are not put away, and as many may be promised.
func (o *Order) takesSubstitute(l *Line, st State, b AnswerShort) bool {
	if b.Goods == nil || b.Goods.SKU == "" || b.Goods.SKU == l.SKU || o.State.Waiting() {
		return false
	}
	return st.Level == nil || st.Level.SKU != b.Goods.SKU || st.Level.Available() >= b.Qty
}

// saidBefore tells whether the same was said of the line already.
func (o *Order) saidBefore(b AnswerShort) bool {
	a := o.Answered(b.Line)
	if a == nil || a.Choice != b.Choice || a.Qty != b.Qty || a.Site != b.Site {
		return false
	}
	return b.Goods == nil || b.Goods.SKU == a.SKU
}

// swap puts the substitute into the order as a line of its own, which is promised
// and picked as any other. The missing line stays, and says what became of it. The
// customer never pays more than for what they ordered.
func (o *Order) swap(d *Decision, a *Answer, l *Line, c Command, b AnswerShort) {
	g := b.Goods
	price := max(0, min(g.PriceTaxIn, l.PriceTaxIn))
	no := 0
	for _, x := range o.Lines {
		no = max(no, x.No)
	}
	a.Became = no + 1
	a.BackTaxIn = o.lessToPay(Yen(b.Qty) * (l.PriceTaxIn - price))
	l.Swapped += b.Qty
	o.Lines = append(o.Lines, Line{
		No: a.Became, Of: l.No, SKU: g.SKU, JAN: g.JAN, Name: g.Name, Color: g.Color, Size: g.Size, Picture: g.Picture,
		PriceTaxIn: price, TaxRate: g.TaxRate, Qty: b.Qty, Alloc: b.Qty, Fresh: g.Fresh,
	})
	d.move(c, o, &o.Lines[len(o.Lines)-1], MoveAllocate, Regular, 0, b.Qty, 0)
}

// lessToPay takes an amount off what is due at the counter, and returns what was
// paid already and is to be given back.
func (o *Order) lessToPay(off Yen) (back Yen) {
	if off <= 0 {
		return 0
	}
	if o.Pay.State != PayAtPickup {
		return off
	}
	o.Pay.DueTaxIn = max(0, o.Pay.DueTaxIn-off)
	o.Pay.TotalTaxIn = max(0, o.Pay.TotalTaxIn-off)
	return 0
}

// nothingLeft tells whether the customer gets nothing of the order here: nothing
// was taken, and nothing is to be taken or waited for.
func (o *Order) nothingLeft() bool {
	if o.State != Received && o.State != Picking && o.State != Short || o.PickedPieces() > 0 {
		return false
	}
	for _, l := range o.Lines {
		if l.Owed() > 0 || l.Lacking() > 0 {
			return false
		}
	}
	return true
}

// endBy is how an order ends of which nothing is left: canceled when the customer
// does without all of it, 対応不可 when another site does some of it.
func (o *Order) endBy() OrderState {
	for _, a := range o.Answers {
		if !a.Void && (a.Choice == ChooseOtherShop || a.Choice == ChooseShip) {
			return Declined
		}
	}
	return Canceled
}
