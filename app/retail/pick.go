package retail

import "slices"

// decideClaim: the first accepted claim wins until its lease runs out. The
// same person or the same terminal goes on; anybody else takes over knowingly.
func decideClaim(o *Order, _ State, c Command, b ClaimOrder) Decision {
	if o.State != Received && o.State != Picking && o.State != Short {
		return rejected(WrongState)
	}
	if o.Claim.LiveAt(c.At) && !o.Claim.by(c) && !b.TakeOver {
		return rejected(ClaimedBy)
	}
	if o.Claim == nil || o.Claim.Staff != c.Staff || o.Claim.Device != c.Device {
		step(o, c, "")
	}
	if !o.Claim.by(c) {
		o.Claim, o.Wave = nil, ""
	}
	lease(o, c)
	o.Pause = nil
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
	if o.Claim.LiveAt(c.At) && !o.Claim.by(c) {
		return rejected(ClaimedBy)
	}
	o.Claim, o.Wave = nil, ""
	if o.State == Picking && o.PickedPieces() == 0 && o.shortPieces() == 0 {
		o.State = Received
	}
	return Decision{Verdict: Applied, Order: o}
}

// by tells whether the claim belongs to the acting staff or terminal.
func (c *Claim) by(cmd Command) bool {
	return c != nil && (c.Staff == cmd.Staff || c.Device == cmd.Device)
}

// lease gives the order to the acting staff and terminal for ClaimLease. It
// does nothing and returns false while a colleague's claim lives. A command
// that arrives late does not shorten what its own people hold.
func lease(o *Order, c Command) bool {
	until := c.At.Add(ClaimLease)
	switch {
	case o.Claim.by(c):
		if o.Claim.Until.After(until) {
			until = o.Claim.Until
		}
	case o.Claim.LiveAt(c.At):
		return false
	}
	o.Claim = &Claim{Staff: c.Staff, Device: c.Device, Until: until}
	return true
}

// decidePick books a verified item. It happened, so it always counts: beyond
// what the order needs it is surplus that goes back to the shelf, and what had
// been given up as 欠品 has turned up.
func decidePick(o *Order, st State, c Command, b PickItem) Decision {
	d := Decision{Verdict: Applied}
	l := o.Line(b.Line)
	if l == nil || l.SKU != b.SKU || b.Qty < 1 {
		d.clash(st, c, ExStateClash, b.Line, b.Qty)
		d.Raise[len(d.Raise)-1].SKU = b.SKU // that is in the hand
		return d
	}
	if l.pick(c.ID) >= 0 {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	if !o.State.Over() && o.State != Expired {
		reopen(&d, o, l, c, b.Qty-l.Open(), false)
	}
	needed := l.Open()
	o.Pause = nil
	l.Picks = append(l.Picks, Pick{Cmd: c.ID, Qty: b.Qty, Code: b.Code, Entry: b.Entry, Staff: c.Staff, At: c.At, Wave: b.Wave, Tag: b.Tag.of(l)})
	l.Picked += b.Qty
	d.move(c, o, l, MovePick, Regular, 0, 0, b.Qty)
	d.Order = o
	d.walked(st, b)
	switch {
	case o.State.Over() || o.State == Expired:
		d.clash(st, c, ExPutBack, b.Line, b.Qty)
		if o.gone() {
			keep(&d, o, l, c)
			d.Raise[len(d.Raise)-1].ID = putBackTask(o.ID)
		}
		return d
	case o.State.Waiting():
		if needed > 0 { // it belongs into a bag that is put away already
			d.clash(st, c, ExStateClash, b.Line, min(b.Qty, needed))
		}
	case o.walks(b.Wave, c): // whoever of a wave picks, picks for all
	case !lease(o, c):
		d.clash(st, c, ExPickedWithoutClaim, b.Line, b.Qty)
	}
	if b.Qty > needed {
		d.clash(st, c, ExExtraPick, b.Line, b.Qty-needed)
	}
	settle(o)
	return d
}

// pick returns the index of the pick that the command made, or -1.
func (l *Line) pick(id CommandID) int {
	for i, p := range l.Picks {
		if p.Cmd == id {
			return i
		}
	}
	return -1
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

// decideUndoPick takes a scan back: the item is on its shelf again. For an
// order that was canceled meanwhile this is its put-back.
func decideUndoPick(o *Order, st State, c Command, b UndoPick) Decision {
	d := Decision{Verdict: Applied}
	l := o.Line(b.Line)
	if l == nil || o.State != Picking && o.State != Short && o.State != Canceled && o.State != Declined {
		d.clash(st, c, ExStateClash, b.Line, 0)
		return d
	}
	i := l.pick(b.Pick)
	if i < 0 {
		d.Code = AlreadySo
		return d
	}
	n := l.Picks[i].Qty
	if n > l.ToPutBack() { // pieces of it are back on their shelf already
		d.clash(st, c, ExStateClash, b.Line, n)
		return d
	}
	l.Picks = append(l.Picks[:i], l.Picks[i+1:]...)
	l.Picked -= n
	d.unwant(o, l, n)
	d.move(c, o, l, MovePutBack, Regular, 0, 0, -n)
	if o.gone() {
		keep(&d, o, l, c)
	}
	d.Order = o
	settle(o)
	putBackDone(&d, o)
	return d
}

// decideShort ends a line, or the rest of it, as 欠品. The reason decides what
// becomes of the stock: not found, or another thing in its place, puts the figure
// in doubt and asks for a count, damaged goods go to B品 or to 不良品, a display
// piece to 展示品, and what was sold waits for the till.
func decideShort(o *Order, st State, c Command, b ShortLine) Decision {
	d := Decision{Verdict: Applied}
	l := o.Line(b.Line)
	if l != nil && slices.ContainsFunc(l.Gaps, func(g Gap) bool { return g.Cmd == c.ID && c.ID != "" }) {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	if l == nil || b.Qty < 1 || b.Qty > l.Open() || o.State != Received && o.State != Picking && o.State != Short {
		d.clash(st, c, ExStateClash, b.Line, b.Qty)
		return d
	}
	l.Short += b.Qty
	l.Reason = b.Reason
	l.Gaps = append(l.Gaps, Gap{Qty: b.Qty, Reason: b.Reason, Cmd: c.ID})
	l.Alloc -= b.Qty
	switch b.Reason {
	case NotFound, WrongGoods:
		d.move(c, o, l, MoveDoubt, Regular, 0, -b.Qty, 0)
		d.Moves[len(d.Moves)-1].Doubt = true
		d.raise(st, c, ExRecount, b.Line, b.Qty)
		d.Raise[len(d.Raise)-1].ID = recountTask(d.Moves[len(d.Moves)-1].Key)
	case DamagedGoods, DisplayOnly, ScrapGoods:
		d.move(c, o, l, MoveReclass, Regular, -b.Qty, -b.Qty, 0)
		d.move(c, o, l, MoveReclass, b.Reason.class(), b.Qty, 0, 0)
	case SoldOut:
		d.move(c, o, l, MoveRelease, Regular, 0, -b.Qty, 0)
	default: // a reason of a later program: nothing is known about the goods
		d.move(c, o, l, MoveRelease, Regular, 0, -b.Qty, 0)
	}
	d.Order = o
	lease(o, c)
	settle(o)
	step(o, c, b.Reason.String())
	d.Verdict = Applied
	return d
}

// class is what goods become that were given up for the reason, 0 for none.
func (v ShortReason) class() StockClass {
	switch v {
	case DamagedGoods:
		return BGrade
	case DisplayOnly:
		return Display
	case ScrapGoods:
		return Damaged
	case NotFound, SoldOut, WrongGoods:
	}
	return 0
}

// reopen looks again for up to n pieces that were given up, the last ones
// first: they are promised to the order again. With restore the pieces
// themselves turned out to be good; without it others were found. Those that are
// settled with the customer stay given up.
func reopen(d *Decision, o *Order, l *Line, c Command, n int, restore bool) {
	n = min(n, l.Lacking())
	for n > 0 && len(l.Gaps) > 0 {
		g := &l.Gaps[len(l.Gaps)-1]
		m := min(n, g.Qty)
		if class := g.Reason.class(); restore && class != 0 {
			d.move(c, o, l, MoveReclass, class, -m, 0, 0)
			d.move(c, o, l, MoveReclass, Regular, m, m, 0)
		} else {
			d.move(c, o, l, MoveAllocate, Regular, 0, m, 0)
		}
		l.Alloc += m
		l.Short -= m
		n -= m
		if g.Qty -= m; g.Qty == 0 {
			l.Gaps = l.Gaps[:len(l.Gaps)-1]
		}
	}
	l.Reason = 0
	if len(l.Gaps) > 0 {
		l.Reason = l.Gaps[len(l.Gaps)-1].Reason
	}
}

// decideFound opens a short line again: the goods turned up.
func decideFound(o *Order, st State, c Command, b FoundLine) Decision {
	d := Decision{Verdict: Applied}
	l := o.Line(b.Line)
	if l == nil || l.Lacking() == 0 || o.State != Picking && o.State != Short {
		d.clash(st, c, ExStateClash, b.Line, 0)
		return d
	}
	reopen(&d, o, l, c, l.Lacking(), true)
	d.Order = o
	settle(o)
	return d
}

// shortageTask is the one open question of an order with missing goods.
func shortageTask(id OrderID) ExceptionID { return ExceptionID("short-" + string(id)) }

// shortage opens the order's question when it became Short by the command,
// whatever the command was, and closes it when it is Short no more.
func shortage(st State, c Command, d Decision) Decision {
	if d.Order == nil || (st.Order.State == Short) == (d.Order.State == Short) {
		return d
	}
	if d.Order.State != Short {
		d.Close = append(d.Close, shortageTask(d.Order.ID))
		return d
	}
	line := 0
	for _, l := range d.Order.Lines {
		if l.Lacking() > 0 {
			line = l.No
			break
		}
	}
	verdict := d.Verdict
	d.raise(st, c, ExShortage, line, d.Order.Missing())
	d.Raise[len(d.Raise)-1].ID = shortageTask(d.Order.ID)
	d.Verdict = verdict // a task, not a clash
	return d
}
