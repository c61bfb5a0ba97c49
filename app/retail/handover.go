package retail

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
// not moved twice. A late one is applied: it happened.
func decideHandover(o *Order, st State, c Command, b HandOver) Decision {
	d := Decision{Verdict: Applied}
	if o.State == HandedOver {
		if o.Handover != nil && o.Handover.Cmd == c.ID {
			d.Code = AlreadySo
			return d
		}
		d.Code = Clashed
		d.raise(st, c, ExDoubleHandover, 0, 0)
		return d
	}
	before, scanned := o.State, o.State.Waiting() && o.leftover() > 0
	for i := range o.Lines {
		l := &o.Lines[i]
		gone := min(l.Picked-l.PutBack, l.Qty) // surplus stays: it goes back to the shelf
		if gone == 0 && !scanned && l.Short < l.Qty {
			gone = l.Qty - l.Short // never scanned, but out of the shop
			l.Picked = gone + l.PutBack
			d.move(c, o, l, MovePick, Regular, 0, 0, gone)
		}
		if gone != 0 || l.Alloc != 0 {
			d.move(c, o, l, MoveHandover, Regular, -gone, -l.Alloc, -gone)
		}
		l.Alloc = 0
		l.Gone = gone
	}
	if before != Canceled && before != Declined {
		o.oweLacking(c)
	}
	o.State = HandedOver
	o.Claim = nil
	if o.Notice.State == NoticeQueued {
		o.Notice.State = 0
	}
	o.Handover = &Handover{Cmd: c.ID, Staff: c.Staff, Device: c.Device, At: c.At, Proof: b.Proof, Identity: b.Identity, Document: b.Document, Proxy: b.Proxy, Bags: b.Bags}
	step(o, c, o.Slot)
	d.Order = o
	d.Close = []ExceptionID{putBackTask(o.ID)}
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
	d.leased(st, c, b)
	return d
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
	x := *st.Exception
	x.ClosedAt, x.ClosedBy, x.How = c.At, c.Staff, b.How
	return Decision{Verdict: Applied, Exception: &x}
}
