package retail

import "time"

// Owe is the body of KindOwe: the handover that money is owed because of can no longer
// be taken back, so its web shop is told. The home of the shop says so by its own clock:
// telling and taking back have one order.
type Owe struct {
	Order OrderID `json:"order"`
}

// About returns the order.
func (b Owe) About() Ref { return orderRef(b.Order) }

// HeldUntil is when the web shop may be told all that is owed because of a handover,
// zero where nothing waits for that.
func (o *Order) HeldUntil() time.Time {
	var last time.Time
	for _, r := range o.Refunds {
		if r.Held.After(last) {
			last = r.Held
		}
	}
	return last
}

// RefundsTold is what the web shop is told to give back so far: Refunded without what
// is held.
func (o *Order) RefundsTold() Yen {
	sum := Yen(0)
	for _, r := range o.Refunds {
		if r.Held.IsZero() {
			sum += r.AmountTaxIn
		}
	}
	return sum
}

// decideOwe lets go of what was held.
func decideOwe(o *Order, _ State, c Command, _ Owe) Decision {
	if until := o.HeldUntil(); until.IsZero() || c.At.Before(until) {
		return rejected(WrongState)
	}
	for i := range o.Refunds {
		o.Refunds[i].Held = time.Time{}
	}
	step(o, c, "")
	return Decision{Verdict: Applied, Order: o}
}

// hold holds what is owed because of the handover, from the n-th refund on, for as long
// as that may be taken back: from when it was, or from when the hub heard of it.
func (o *Order) hold(n int, h *Handover, st State) {
	if st.Pickups.UndoFor() <= 0 {
		return
	}
	from := h.At
	if st.Now.After(from) {
		from = st.Now
	}
	for i := n; i < len(o.Refunds); i++ {
		o.Refunds[i].By, o.Refunds[i].Held = h.Cmd, from.Add(st.Pickups.UndoFor())
	}
}

// unowe takes off what is owed because of a handover that is taken back. Where the web
// shop was told already the money is on its way: missing goods that it is for are done
// with then, and refused ones stay refused.
func (o *Order) unowe(h CommandID) {
	var stay []Refund
	for _, r := range o.Refunds {
		if r.By != h {
			stay = append(stay, r)
			continue
		}
		if !r.Held.IsZero() {
			continue
		}
		if l := o.Line(r.Line); l != nil && r.Why == RefundShort {
			l.Waived += min(r.Qty, l.Lacking())
		}
		r.By = ""
		stay = append(stay, r)
	}
	o.Refunds = stay
}

// oweBy lets another handover stand for the one that was taken back.
func (o *Order) oweBy(was, now *Handover, st State) {
	for i := range o.Refunds {
		r := &o.Refunds[i]
		if r.By != was.Cmd {
			continue
		}
		r.By = now.Cmd
		if until := now.At.Add(st.Pickups.UndoFor()); !r.Held.IsZero() && until.After(r.Held) {
			r.Held = until
		}
	}
}
