package retail

import (
	"slices"
	"time"
)

// Given is what a handover did to a line, so that it can be taken back.
type Given struct {
	Line  int `json:"line"`
	Qty   int `json:"qty"`
	Took  int `json:"took,omitempty"`  // of Qty, pieces that nobody had scanned
	Alloc int `json:"alloc,omitempty"` // promise that ended with it
}

// UndoHandover is the body of KindUndoHandover: a tap at the counter was a mistake,
// and the goods are here. Handover names the command that is taken back. Approver
// is the manager who allows it where the acting staff is none.
type UndoHandover struct {
	Order    OrderID   `json:"order"`
	Handover CommandID `json:"handover"`
	Approver StaffID   `json:"approver,omitempty"`
}

// About returns the order.
func (b UndoHandover) About() Ref { return orderRef(b.Order) }

// UndoFor is how long after a handover a manager may take it back: afterwards
// nobody can tell a mistaken tap from goods that are missing.
func (p PickupPolicy) UndoFor() time.Duration {
	return time.Duration(p.Full().UndoMinutes) * time.Minute
}

// MayUndo returns the handover of the order that can still be taken back at the
// instant, nil when there is none.
func (o *Order) MayUndo(p PickupPolicy, now time.Time) *Handover {
	h := o.lastHandover()
	if h == nil || h.From == 0 || now.Sub(h.At) > p.UndoFor() {
		return nil
	}
	return h
}

// lastHandover is the one that stands, or the last part of the order that was given.
func (o *Order) lastHandover() *Handover {
	switch {
	case o.Handover != nil:
		return o.Handover
	case len(o.Parts) > 0:
		return &o.Parts[len(o.Parts)-1]
	}
	return nil
}

// decideUndoHandover takes a handover back: the goods lie where they lay, and the
// order is as it was. What happened meanwhile is done then: goods that another
// terminal gave out are that handover, and an order that was canceled ends. Money
// that is owed because of it is not, unless its web shop was told: see Owe.
func decideUndoHandover(o *Order, st State, c Command, b UndoHandover) Decision {
	if st.Role < RoleManager && (b.Approver == "" || !st.Now.IsZero() && st.Approver < RoleManager) {
		return rejected(NotAllowed)
	}
	d := Decision{Verdict: Applied, Order: o}
	if i := slices.IndexFunc(o.Doubles, func(h Handover) bool { return h.Cmd == b.Handover }); i >= 0 {
		o.Doubles = slices.Delete(o.Doubles, i, i+1)
		d.Close = append(d.Close, ExceptionIDFor(b.Handover, 0))
		step(o, c, "")
		return d
	}
	h := o.lastHandover()
	switch {
	case h == nil || h.Cmd != b.Handover || h.From == 0:
		return rejected(WrongState)
	case c.At.Sub(h.At) > st.Pickups.UndoFor():
		return rejected(TooLate)
	}
	was := h.clone()
	if len(o.Doubles) > 0 { // the goods did leave, with somebody else
		now := o.Doubles[0].clone()
		now.From, now.Gave, now.Quiet = was.From, was.Gave, was.Quiet
		o.oweBy(&was, &now, st)
		o.Handover, o.Doubles = &now, slices.Delete(o.Doubles, 0, 1)
		d.Close = append(d.Close, ExceptionIDFor(now.Cmd, 0))
		step(o, c, "")
		return d
	}
	for _, g := range was.Gave {
		l := o.Line(g.Line)
		l.Gone -= g.Qty
		l.Picked -= g.Took
		l.Alloc += g.Alloc
		d.move(c, o, l, MoveHandover, Regular, g.Qty, g.Alloc, g.Qty-g.Took)
	}
	o.unowe(was.Cmd)
	if o.Arrival == nil {
		o.Arrival = was.Arrival
	}
	if o.Handover != nil {
		o.State, o.Handover = was.From, nil
	} else {
		o.Parts = slices.Delete(o.Parts, len(o.Parts)-1, len(o.Parts))
	}
	d.Close = append(d.Close, unpaidTask(o.ID))
	for n := range handoverEntries {
		d.Close = append(d.Close, ExceptionIDFor(was.Cmd, n))
	}
	for i := range o.Bags {
		o.Bags[i].Checked = time.Time{}
	}
	for _, bag := range was.Went {
		if o.Bag(bag.Label) == nil { // nobody has put it back already
			o.Bags = append(o.Bags, bag)
		}
	}
	d.afterUndo(o, st, c, was)
	return d
}

// handoverEntries is the most entries of the inbox that a handover opens.
const handoverEntries = 7

// afterUndo brings an order up to date whose handover was taken back.
func (d *Decision) afterUndo(o *Order, st State, c Command, was Handover) {
	if cancel := o.canceledSince(was.At); cancel != nil && !o.State.Over() {
		end(d, o, st, c, Canceled)
		o.oweCancel(Command{ID: c.ID, Device: cancel.Device, At: c.At}, Cancel{Why: cancel.Note})
		d.Close = append(d.Close, cancelAfterTask(o.ID))
		return
	}
	step(o, c, "")
	if was.Quiet && (o.State == Staged || o.State == Notified) && o.Notice.State == 0 {
		o.Notice = Notice{State: NoticeQueued, From: c.Device, Dseq: c.Dseq, At: c.At}
	}
	if n := o.leftover(); o.gone() && n > 0 {
		d.raise(st, c, ExPutBack, 0, n)
		d.Raise[len(d.Raise)-1].ID = putBackTask(o.ID)
		d.Verdict = Applied // a task, not a clash
	}
}

// canceledSince is the word that the order is no more that came while its goods
// were thought to be with the customer.
func (o *Order) canceledSince(at time.Time) *Step {
	for i := len(o.Steps) - 1; i >= 0; i-- {
		switch s := &o.Steps[i]; {
		case s.Kind == KindCancel:
			return s
		case s.Kind == KindHandover && s.At.Equal(at):
			return nil
		}
	}
	return nil
}

// cancelAfterTask is the one question of an order that was canceled after its goods
// were given.
func cancelAfterTask(id OrderID) ExceptionID { return ExceptionID("cancelafter-" + string(id)) }

// clone is a copy that shares nothing with h.
func (h Handover) clone() Handover {
	h.Bags, h.Went, h.Gave = slices.Clone(h.Bags), slices.Clone(h.Went), slices.Clone(h.Gave)
	return h
}
