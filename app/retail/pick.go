package retail

// decideClaim: the first accepted claim wins until its lease runs out. The
// same person or the same terminal goes on; anybody else takes over knowingly.
func decideClaim(o *Order, _ State, c Command, b ClaimOrder) Decision {
	if o.State != Received && o.State != Picking && o.State != Short {
		return rejected(WrongState)
	}
	if mine := o.Claim != nil && (o.Claim.Staff == c.Staff || o.Claim.Device == c.Device); o.Claim.LiveAt(c.At) && !mine && !b.TakeOver {
		return rejected(ClaimedBy)
	}
	if o.Claim == nil || o.Claim.Staff != c.Staff || o.Claim.Device != c.Device {
		step(o, c, "")
	}
	lease(o, c)
	if o.State == Received {
		o.State = Picking
	}
	return Decision{Verdict: Applied, Order: o}
}

// decideRelease gives an order back. What was picked stays picked.
func decideRelease(o *Order, _ State, c Command, _ Release) Decision {
	if o.Claim == nil {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	if o.Claim.Staff != c.Staff && o.Claim.Device != c.Device && o.Claim.LiveAt(c.At) {
		return rejected(ClaimedBy)
	}
	o.Claim = nil
	if o.State == Picking && o.PickedPieces() == 0 && o.Missing() == 0 {
		o.State = Received
	}
	return Decision{Verdict: Applied, Order: o}
}

// lease gives the order to the acting staff and terminal for ClaimLease.
func lease(o *Order, c Command) {
	o.Claim = &Claim{Staff: c.Staff, Device: c.Device, Until: c.At.Add(ClaimLease)}
}

// decidePick books a verified item. It happened, so it always counts: beyond
// what the order needs it is surplus that goes back to the shelf.
func decidePick(o *Order, st State, c Command, b PickItem) Decision {
	d := Decision{Verdict: Applied}
	l := o.Line(b.Line)
	if l == nil || l.SKU != b.SKU || b.Qty < 1 {
		d.Code = Clashed
		d.raise(st, c, ExStateClash, b.Line, b.Qty)
		return d
	}
	for _, p := range l.Picks {
		if p.Cmd == c.ID {
			return Decision{Verdict: Applied, Code: AlreadySo}
		}
	}
	needed := l.Open()
	l.Picks = append(l.Picks, Pick{Cmd: c.ID, Qty: b.Qty, Code: b.Code, Entry: b.Entry, Staff: c.Staff, At: c.At})
	l.Picked += b.Qty
	d.move(c, o, l, MovePick, Regular, 0, 0, b.Qty)
	d.Order = o
	if o.State.Over() || o.State.Waiting() {
		d.Code = Clashed
		d.raise(st, c, ExPutBack, b.Line, b.Qty)
		if o.State != HandedOver {
			d.Raise[len(d.Raise)-1].ID = putBackTask(o.ID)
		}
		return d
	}
	if o.Claim.LiveAt(c.At) && o.Claim.Staff != c.Staff && o.Claim.Device != c.Device {
		d.Code = Clashed
		d.raise(st, c, ExPickedWithoutClaim, b.Line, b.Qty)
	} else {
		lease(o, c)
	}
	if b.Qty > needed {
		d.Code = Clashed
		d.raise(st, c, ExExtraPick, b.Line, b.Qty-needed)
	}
	settle(o)
	return d
}

// settle moves the order to Picking or Short as its lines stand.
func settle(o *Order) {
	if o.State != Received && o.State != Picking && o.State != Short {
		return
	}
	o.State = Picking
	if o.Settled() && o.Missing() > 0 {
		o.State = Short
	}
}

// decideUndoPick takes a scan back: the item is on its shelf again.
func decideUndoPick(o *Order, st State, c Command, b UndoPick) Decision {
	d := Decision{Verdict: Applied}
	l := o.Line(b.Line)
	if l != nil && (o.State == Picking || o.State == Short) {
		for i, p := range l.Picks {
			if p.Cmd != b.Pick {
				continue
			}
			l.Picks = append(l.Picks[:i], l.Picks[i+1:]...)
			l.Picked -= p.Qty
			d.move(c, o, l, MovePutBack, Regular, 0, 0, -p.Qty)
			settle(o)
			d.Order = o
			return d
		}
		d.Code = AlreadySo
		return d
	}
	d.Code = Clashed
	d.raise(st, c, ExStateClash, b.Line, 0)
	return d
}

// decideShort ends a line, or the rest of it, as 欠品. The reason decides what
// becomes of the stock: not found puts the figure in doubt and asks for a
// count, damaged goods go to B品, a display piece to 展示品, and what was sold
// waits for the till.
func decideShort(o *Order, st State, c Command, b ShortLine) Decision {
	d := Decision{Verdict: Applied}
	l := o.Line(b.Line)
	if l == nil || b.Qty < 1 || b.Qty > l.Open() || o.State != Received && o.State != Picking && o.State != Short {
		d.Code = Clashed
		d.raise(st, c, ExStateClash, b.Line, b.Qty)
		return d
	}
	l.Short += b.Qty
	l.Reason = b.Reason
	rel := min(b.Qty, l.Alloc)
	l.Alloc -= rel
	switch b.Reason {
	case NotFound:
		d.move(c, o, l, MoveDoubt, Regular, 0, -rel, 0)
		d.Moves[len(d.Moves)-1].Doubt = true
		d.raise(st, c, ExRecount, b.Line, b.Qty)
	case DamagedGoods:
		d.move(c, o, l, MoveReclass, Regular, -b.Qty, -rel, 0)
		d.move(c, o, l, MoveReclass, BGrade, b.Qty, 0, 0)
	case DisplayOnly:
		d.move(c, o, l, MoveReclass, Regular, -b.Qty, -rel, 0)
		d.move(c, o, l, MoveReclass, Display, b.Qty, 0, 0)
	case SoldOut:
		d.move(c, o, l, MoveRelease, Regular, 0, -rel, 0)
	}
	d.Order = o
	lease(o, c)
	settle(o)
	step(o, c, b.Reason.String())
	if o.State == Short {
		d.raise(st, c, ExShortage, b.Line, o.Missing())
		d.Raise[len(d.Raise)-1].ID = shortageTask(o.ID)
	}
	d.Verdict = Applied
	return d
}

// shortageTask is the one open question of an order with missing goods.
func shortageTask(id OrderID) ExceptionID { return ExceptionID("short-" + string(id)) }

// decideFound opens a short line again: the goods turned up.
func decideFound(o *Order, st State, c Command, b FoundLine) Decision {
	d := Decision{Verdict: Applied}
	l := o.Line(b.Line)
	if l == nil || l.Short == 0 || o.State != Picking && o.State != Short {
		d.Code = Clashed
		d.raise(st, c, ExStateClash, b.Line, 0)
		return d
	}
	switch l.Reason {
	case DamagedGoods:
		d.move(c, o, l, MoveReclass, BGrade, -l.Short, 0, 0)
		d.move(c, o, l, MoveReclass, Regular, l.Short, l.Short, 0)
	case DisplayOnly:
		d.move(c, o, l, MoveReclass, Display, -l.Short, 0, 0)
		d.move(c, o, l, MoveReclass, Regular, l.Short, l.Short, 0)
	case NotFound, SoldOut:
		d.move(c, o, l, MoveAllocate, Regular, 0, l.Short, 0)
	}
	l.Alloc += l.Short
	l.Short, l.Reason = 0, 0
	d.Order = o
	settle(o)
	d.Close = []ExceptionID{shortageTask(o.ID)}
	return d
}
