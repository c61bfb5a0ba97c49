package retail

import (
	"slices"
	"time"
)

// decideReceive takes an order in as the web shop has it. A repeat changes
// nothing; a change of an order nobody has begun is taken over whole; later
// only the pay state follows, and changed lines are for somebody to settle.
func decideReceive(st State, c Command, b Receive) Decision {
	in := b.Order.Clone()
	d := Decision{Verdict: Applied}
	old := st.Order
	if old == nil {
		blank(in)
		in.State = Received
		allocate(&d, in, c)
		step(in, c, in.Channel)
		d.Order = in
		return d
	}
	o := old.Clone()
	paid := o.Pay.State == PayAtPickup && in.Pay.State == Prepaid && (!o.State.Over() || o.State == HandedOver)
	if o.State != Received || o.PickedPieces() > 0 {
		if paid {
			o.Pay = in.Pay
			d.Order = o
			d.Close = []ExceptionID{unpaidTask(o.ID)}
		}
		if (!sameLines(o, in) || o.Store != in.Store) && !o.State.Over() {
			d.Order = o
			d.clash(st, c, ExOrderChanged, 0, 0)
		}
		if d.Order == nil {
			d.Code = AlreadySo
		}
		return d
	}
	if o.Store != in.Store { // another shop's books: somebody must decline it here
		d.Order = o
		d.clash(st, c, ExOrderChanged, 0, 0)
		return d
	}
	if sameOrder(o, in) {
		d.Code = AlreadySo
		return d
	}
	if !sameLines(o, in) {
		release(&d, o, c)
		blank(in)
		o.Lines = in.Lines
		allocate(&d, o, c)
	}
	o.PromisedAt, o.Deadline, o.Customer, o.Pay, o.Gift = in.PromisedAt, in.Deadline, in.Customer, in.Pay, in.Gift
	if o.Pickup.Delegation.No == 0 { // what the customer said on the page of the order is newer
		o.Proxy = in.Proxy
	}
	o.ByRule = in.ByRule
	d.Order = o
	return d
}

// blank removes everything that only a shop can do to an order.
func blank(o *Order) {
	o.Claim, o.Slot, o.Bags, o.Handover, o.Steps, o.Notice, o.Arrival = nil, "", nil, nil, nil, Notice{}, nil
	o.Wave, o.Totes, o.Carried, o.Answers, o.Pause, o.Refunds = "", nil, nil, nil, nil, nil
	o.Reminded, o.Parts, o.Doubles, o.Cold = time.Time{}, nil, nil, nil
	o.Pickup.Delegation, o.Named = Delegation{}, nil
	for i := range o.Lines {
		l := &o.Lines[i]
		l.No = i + 1
		l.Picked, l.Short, l.PutBack, l.Gone, l.Alloc, l.Reason, l.Picks, l.Gaps = 0, 0, 0, 0, 0, 0, nil, nil
		l.Of, l.Swapped, l.Waived = 0, 0, 0
		l.Refused, l.Unwanted, l.Off, l.WeighedTaxIn = 0, 0, 0, 0
	}
}

// allocate promises every piece of a fresh order in the stock books.
func allocate(d *Decision, o *Order, c Command) {
	for i := range o.Lines {
		l := &o.Lines[i]
		l.Alloc = l.Qty
		d.move(c, o, l, MoveAllocate, Regular, 0, l.Qty, 0)
	}
}

// sameLines tells whether the customer ordered the same; what stands in for
// missing goods they did not order.
func sameLines(a, b *Order) bool {
	return slices.EqualFunc(a.own(), b.own(), func(x, y Line) bool { return x.SKU == y.SKU && x.Qty == y.Qty })
}

func sameOrder(a, b *Order) bool {
	return sameLines(a, b) && a.PromisedAt.Equal(b.PromisedAt) && a.Deadline.Equal(b.Deadline) &&
		a.Customer == b.Customer && a.Pay == b.Pay && a.Gift == b.Gift && (a.Proxy == b.Proxy || a.Pickup.Delegation.No > 0)
}

// release ends the promises in the stock books of an order that is no more.
func release(d *Decision, o *Order, c Command) {
	for i := range o.Lines {
		keep(d, o, &o.Lines[i], c)
	}
}

// keep leaves of a line of an order that is no more what is not on its shelf:
// until it is back there nobody else may be promised it, and from an expired
// order the customer may still get it.
func keep(d *Decision, o *Order, l *Line, c Command) {
	kind, n := MoveRelease, l.ToPutBack()-l.Alloc
	switch {
	case n == 0:
		return
	case n > 0:
		kind = MoveAllocate
	}
	d.move(c, o, l, kind, Regular, 0, n, 0)
	l.Alloc += n
}

// gone tells whether the order is no more without a handover: its goods belong
// back on their shelves.
func (o *Order) gone() bool {
	return o.State == Canceled || o.State == Declined || o.State == Expired
}

// step writes a line of the order's record.
func step(o *Order, c Command, what string) {
	o.Steps = append(o.Steps, Step{Kind: c.Kind, At: c.At, Staff: c.Staff, Device: c.Device, Note: what})
}

// decideCancel: a cancel wins unless the customer has the goods already.
func decideCancel(o *Order, st State, c Command, b Cancel) Decision {
	d := Decision{Verdict: Applied}
	switch {
	case o.State == Canceled || o.State == Declined:
		d.Code = AlreadySo
		return d
	case o.State == HandedOver:
		d.Code = Clashed
		d.raise(st, c, ExCancelAfterHandover, 0, 0)
		d.Raise[len(d.Raise)-1].ID = cancelAfterTask(o.ID)
		step(o, c, b.Why) // it holds if the handover is taken back
		d.Order = o
		return d
	}
	end(&d, o, st, c, Canceled)
	o.oweCancel(c, b)
	o.Steps[len(o.Steps)-1].Note = b.Why
	return d
}

// end closes an order without a handover: promises end, and what was taken
// goes back to its shelf.
func end(d *Decision, o *Order, st State, c Command, to OrderState) {
	o.State = to
	o.Claim, o.Pause = nil, nil
	if o.Notice.State == NoticeQueued {
		o.Notice = Notice{}
	}
	release(d, o, c)
	for i := range o.Lines { // the order's own task holds for all of it
		if to != Expired { // of that the customer may still get what they did not refuse
			d.unwant(o, &o.Lines[i], o.Lines[i].Unwanted)
		}
	}
	step(o, c, "")
	d.Order = o
	if n := o.leftover(); n > 0 {
		d.raise(st, c, ExPutBack, 0, n)
		d.Raise[len(d.Raise)-1].ID = putBackTask(o.ID)
		if to != Canceled {
			d.Verdict = Applied
		}
	}
}

// putBackTask is the one put-back task of an order.
func putBackTask(id OrderID) ExceptionID { return ExceptionID("putback-" + string(id)) }

// decideDecline: 対応不可.
func decideDecline(o *Order, st State, c Command, b Decline) Decision {
	if !o.State.CanBecome(Declined) {
		return rejected(WrongState)
	}
	d := Decision{Verdict: Applied}
	end(&d, o, st, c, Declined)
	o.owe(c, RefundDeclined)
	o.Steps[len(o.Steps)-1].Note = b.Why
	return d
}

// decideExpire: only the hub's clock expires an order.
func decideExpire(o *Order, st State, c Command, _ Expire) Decision {
	if !o.State.CanBecome(Expired) || o.Deadline.IsZero() || c.At.Before(o.Deadline) {
		return rejected(WrongState)
	}
	d := Decision{Verdict: Applied}
	end(&d, o, st, c, Expired)
	o.oweExpired(c)
	return d
}

// decidePutBack: goods of an order that is no more, or surplus, are on their
// shelf again.
func decidePutBack(o *Order, st State, c Command, b PutBackItem) Decision {
	d := Decision{Verdict: Applied}
	l := o.Line(b.Line)
	free := 0
	if l != nil {
		free = l.Extra()
		if o.State.Over() || o.State == Expired {
			free = l.ToPutBack()
		}
	}
	if b.Qty < 1 || b.Qty > free {
		d.clash(st, c, ExStateClash, b.Line, b.Qty)
		return d
	}
	l.PutBack += b.Qty
	d.unwant(o, l, b.Qty)
	d.move(c, o, l, MovePutBack, Regular, 0, 0, -b.Qty)
	if o.gone() {
		keep(&d, o, l, c)
	}
	d.Order = o
	putBackDone(&d, o)
	o.oweExpired(c)
	note := b.Shelf
	if b.Reason != 0 {
		note = b.Reason.String()
	}
	step(o, c, note)
	return d
}

// putBackDone closes the order's put-back task when its last piece is back.
func putBackDone(d *Decision, o *Order) {
	if !o.gone() || o.leftover() > 0 {
		return
	}
	d.Close = append(d.Close, putBackTask(o.ID))
	for i := range o.Bags {
		d.seen(o, &o.Bags[i]) // what was in it is back
	}
	o.Slot, o.Bags = "", nil
}
