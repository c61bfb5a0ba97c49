package retail

import "time"

// decideCheckBag: a bag was scanned at the counter.
func decideCheckBag(o *Order, _ State, c Command, b CheckBag) Decision {
	bag := o.Bag(b.Label)
	if bag == nil || !bag.Checked.IsZero() {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	bag.Checked = c.At
	d := Decision{Verdict: Applied, Order: o}
	d.seen(o, bag)
	return d
}

// decideCollect: the amount due was taken at the till. Money taken twice, too
// much of it, or for an order that is no more is for somebody to give back.
func decideCollect(o *Order, st State, c Command, b Collect) Decision {
	d := Decision{Verdict: Applied}
	due := o.Pay.State == PayAtPickup
	if !due || b.AmountTaxIn < 1 || b.AmountTaxIn > o.Pay.DueTaxIn || o.State == Canceled || o.State == Declined {
		d.clash(st, c, ExStateClash, 0, 0)
	}
	if !due || b.AmountTaxIn < 1 {
		return d
	}
	o.Pay.Receipt = b.Receipt
	o.Pay.DueTaxIn = max(0, o.Pay.DueTaxIn-b.AmountTaxIn)
	if o.Pay.DueTaxIn == 0 {
		o.Pay.State = Collected
		d.Close = append(d.Close, unpaidTask(o.ID))
	}
	step(o, c, "")
	d.Order = o
	return d
}

// decideHandover: the customer has the goods. The first one that the hub
// hears of stands; any further one is for somebody to settle, and stock is
// not moved twice. A late one is applied: it happened. One that leaves pieces here
// for the customer is a part of it: the order waits on.
func decideHandover(o *Order, st State, c Command, b HandOver) Decision {
	d := Decision{Verdict: Applied}
	h := Handover{
		Cmd: c.ID, Staff: c.Staff, Device: c.Device, At: c.At, Proof: b.Proof, Identity: b.Identity, Document: b.Document, Age: b.Age,
		Proxy: b.Proxy, Delegation: b.Delegation, Bags: b.Bags, From: o.State,
	}
	if o.State == HandedOver {
		if o.Handover != nil && o.Handover.Cmd == c.ID {
			d.Code = AlreadySo
			return d
		}
		h.From = 0
		o.Doubles = append(o.Doubles, h)
		d.Order = o
		d.Code = Clashed
		d.raise(st, c, ExDoubleHandover, 0, 0)
		return d
	}
	before, scanned := o.State, o.State.Waiting() && o.leftover() > 0
	if scanned && b.leaves(o) {
		o.givePart(&d, st, c, b, h)
		return d
	}
	h.Gave = o.give(&d, c, scanned, nil)
	if before != Canceled && before != Declined {
		n := len(o.Refunds)
		o.oweLacking(c)
		o.oweRefused(c)
		o.hold(n, &h, st)
	}
	o.State = HandedOver
	o.Claim = nil
	if o.Notice.State == NoticeQueued {
		o.Notice.State, h.Quiet = 0, true
	}
	o.Handover = &h
	step(o, c, o.Slot)
	d.Order = o
	d.Close = append(d.Close, putBackTask(o.ID))
	for i := range o.Bags {
		if contains(b.Bags, o.Bags[i].Label) {
			d.seen(o, &o.Bags[i])
		}
	}
	switch {
	case before == Canceled || before == Declined || o.Repaid():
		d.clash(st, c, ExHandoverAfterCancel, 0, 0)
	case !scanned:
		d.clash(st, c, ExHandoverNotStaged, 0, 0)
	}
	if o.Pay.State == PayAtPickup && o.Pay.DueTaxIn > 0 {
		d.Code = Clashed
		d.raise(st, c, ExHandoverUnpaid, 0, 0)
		d.Raise[len(d.Raise)-1].ID = unpaidTask(o.ID)
	}
	if n := missingBags(o, b.Bags); n > 0 {
		d.Code = Clashed
		d.raise(st, c, ExBagMissing, 0, n)
	}
	d.ageless(o, st, c, b, h.Gave)
	d.twice(o, st, c, b, h.Gave)
	d.leased(st, c, b)
	d.proxyGone(o, st, c, b)
	return d
}

// give books what leaves of every line, but for later, and returns what it did.
// Where nothing was scanned, all that was not missing is out of the shop.
func (o *Order) give(d *Decision, c Command, scanned bool, later []Portion) (out []Given) {
	for i := range o.Lines {
		l := &o.Lines[i]
		g := Given{Line: l.No, Qty: l.ToGive(), Alloc: l.Alloc} // surplus stays: it goes back to the shelf
		if left := l.Qty - l.Short - l.Refused - l.Gone; g.Qty == 0 && !scanned && left > 0 {
			g.Qty, g.Took = left, max(0, left+l.Gone+l.Unwanted+l.PutBack-l.Picked)
			if g.Took > 0 {
				l.Picked += g.Took
				d.move(c, o, l, MovePick, Regular, 0, 0, g.Took)
			}
		}
		for _, p := range later {
			if p.Line == l.No {
				g.Qty = max(0, g.Qty-p.Qty)
				g.Alloc = min(l.Alloc, g.Qty)
			}
		}
		if g.Qty != 0 || g.Alloc != 0 {
			d.move(c, o, l, MoveHandover, Regular, -g.Qty, -g.Alloc, -g.Qty)
			out = append(out, g)
		}
		l.Alloc -= g.Alloc
		l.Gone += g.Qty
	}
	return out
}

// leaves tells whether some of the goods stay here for the customer, and some go.
func (b HandOver) leaves(o *Order) bool {
	stay := 0
	for _, p := range b.Later {
		if l := o.Line(p.Line); l != nil {
			stay += max(0, min(p.Qty, l.ToGive()))
		}
	}
	return stay > 0 && stay < o.ToGive()
}

// givePart gives some of the goods out; the rest waits as all of it did, in the bags
// that stay, which are scanned again next time. A bag that nobody scanned did not
// leave: it lies where it lay, or is looked for.
func (o *Order) givePart(d *Decision, st State, c Command, b HandOver, h Handover) {
	h.Gave = o.give(d, c, true, b.partsOf(o))
	h.Arrival, o.Arrival = o.Arrival, nil
	var stay []Bag
	for i := range o.Bags {
		bag := &o.Bags[i]
		scanned := contains(b.Bags, bag.Label)
		if scanned {
			d.seen(o, bag)
		}
		bag.Checked = time.Time{}
		if !scanned || len(b.Left) == 0 || contains(b.Left, bag.Label) {
			stay = append(stay, *bag)
		} else {
			h.Went = append(h.Went, *bag)
		}
	}
	if len(stay) > 0 {
		o.Bags = stay
	} else {
		h.Went = nil // the last bag is the one that the rest lies in
	}
	o.Parts = append(o.Parts, h)
	step(o, c, "part")
	d.Order = o
	if o.Repaid() {
		d.clash(st, c, ExHandoverAfterCancel, 0, 0)
	}
	if o.Pay.State == PayAtPickup && o.Pay.DueTaxIn > 0 {
		d.Code = Clashed
		d.raise(st, c, ExHandoverUnpaid, 0, 0)
		d.Raise[len(d.Raise)-1].ID = unpaidTask(o.ID)
	}
	d.ageless(o, st, c, b, h.Gave)
	d.twice(o, st, c, b, h.Gave)
	d.leased(st, c, b)
	d.proxyGone(o, st, c, b)
}

// partsOf is Later with each line once, every line named: what is not to stay goes.
func (b HandOver) partsOf(o *Order) (out []Portion) {
	for _, l := range o.Lines {
		p := Portion{Line: l.No}
		for _, x := range b.Later {
			if x.Line == l.No {
				p.Qty += max(0, x.Qty)
			}
		}
		out = append(out, p)
	}
	return out
}

// twice raises a question where more left the shop than lay here for the customer:
// another terminal had given some of it out, or knew that it was refused.
func (d *Decision) twice(o *Order, st State, c Command, b HandOver, gave []Given) {
	n := b.Pieces
	for _, g := range gave {
		n -= g.Qty
	}
	switch {
	case b.Pieces == 0 || n <= 0:
	case len(o.Parts) > 0:
		d.clash(st, c, ExDoubleHandover, 0, n)
	default:
		d.clash(st, c, ExStateClash, 0, n)
	}
}

// unpaidTask is the one question about money that was due at the handover.
func unpaidTask(id OrderID) ExceptionID { return ExceptionID("unpaid-" + string(id)) }

func missingBags(o *Order, scanned []string) int {
	n := 0
	for _, bag := range o.Bags {
		if !contains(scanned, bag.Label) {
			n++
		}
	}
	return n
}

// decideCodeShown writes into the order's record that its code was shown and
// could not be honoured.
func decideCodeShown(o *Order, _ State, c Command, b CodeShown) Decision {
	step(o, c, b.Answer)
	return Decision{Verdict: Applied, Order: o}
}

// decideSettle closes an exception of the inbox. What a terminal without a line
// thought of its own command may be another thing on the hub, which nobody has
// seen yet: that stays open.
func decideSettle(st State, c Command, b Settle) Decision {
	if st.Exception == nil || !st.Exception.Open() {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	if b.Kind != 0 && b.Kind != st.Exception.Kind {
		return Decision{Verdict: Applied, Code: Superseded}
	}
	if st.Exception.Waits() { // a figure that nobody decided
		return Decision{Verdict: Applied, Code: CountAgainFirst}
	}
	x := *st.Exception
	x.ClosedAt, x.ClosedBy, x.How = c.At, c.Staff, b.How
	return Decision{Verdict: Applied, Exception: &x}
}
