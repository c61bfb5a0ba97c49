package retail

import "time"

// HoldShort is the body of KindHoldShort: pieces that were to be put by were looked
// for and are not there, or cannot be given to a customer.
type HoldShort struct {
	Hold   HoldID      `json:"hold"`
	Line   int         `json:"line"`
	Qty    int         `json:"qty"`
	Reason ShortReason `json:"reason"`
}

// About returns the hold.
func (b HoldShort) About() Ref { return holdRef(b.Hold) }

// decideHoldShort breaks the promise of pieces that nobody finds: whoever waits for
// them is to be told, and so is the shop that asked. What is damaged or shown goes to
// its class; of anything else nobody knows where it is, so the figure is in doubt, and
// no more of it is promised until somebody has counted. That holds of a hold, too, that
// has ended meanwhile. Pieces that turn up are put by all the same, see decideHoldKeep.
func decideHoldShort(h *Hold, st State, c Command, b HoldShort) Decision {
	d := Decision{Verdict: Applied}
	l := h.Line(b.Line)
	if l == nil || b.Qty < 1 || b.Qty > l.Qty || h.Store != c.Store {
		d.clash(st, c, ExStateClash, b.Line, b.Qty)
		return d
	}
	lost := 0
	if h.State == HoldHeld || h.State == HoldAsked {
		lost = min(b.Qty, l.ToKeep())
	}
	l.Lost += lost
	if h.State == HoldHeld && h.nothingLeft() {
		h.end(c, HoldBroken)
	}
	holdStep(h, c, b.Reason.String())
	d.putHold(c, h)
	d.missing(st, c, l.key(h.Store), b.Reason, lost)
	if lost > 0 {
		d.broken(c, h, l.SKU, lost)
	}
	return d
}

// nothingLeft tells whether no piece of the hold can be had any more.
func (h *Hold) nothingLeft() bool {
	for _, l := range h.Lines {
		if l.Qty > l.Lost {
			return false
		}
	}
	return true
}

// missing books what a reason says of n pieces of a level that were promised: to
// their class, or the figure is in doubt and to be counted.
func (d *Decision) missing(st State, c Command, k StockKey, why ShortReason, n int) {
	m := Movement{Cmd: c.ID, N: len(d.Moves), Key: k, Staff: c.Staff, Device: c.Device, At: c.At}
	if class := why.class(); class != 0 && class != k.Class {
		if n == 0 {
			return
		}
		m.Kind, m.OnHand = MoveReclass, -n
		there := m
		there.N, there.Key.Class, there.OnHand = m.N+1, class, n
		d.Moves = append(d.Moves, m, there)
		return
	}
	l := st.level(k)
	if l.OnHand <= l.Picked || l.CountedAt.After(c.At) { // nothing is promised of it, or somebody has counted since
		return
	}
	m.Kind, m.Doubt = MoveDoubt, true
	d.Moves = append(d.Moves, m)
	d.raise(st, c, ExRecount, 0, 0)
	x := &d.Raise[len(d.Raise)-1]
	x.ID, x.SKU = recountTask(k), k.SKU
	d.Verdict = Applied // a task, not a clash
}

// lostSince is how many pieces of the hold were lost that were not when it was as in
// was.
func (h *Hold) lostSince(was *Hold) int {
	n := 0
	for _, l := range h.Lines {
		n += l.Lost
		if o := was.Line(l.No); o != nil {
			n -= o.Lost
		}
	}
	return n
}

// heal gives the customer what was lost and is found.
func (h *Hold) heal(l *HoldLine) (found bool) {
	n := min(l.Lost, max(0, l.Aside()-(l.Qty-l.Lost)))
	if n < 1 || h.State != HoldHeld && h.State != HoldBroken {
		return false
	}
	l.Lost -= n
	h.State, h.EndedAt = HoldHeld, time.Time{}
	return true
}
