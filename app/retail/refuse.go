package retail

import (
	"database/sql/driver"
	"fmt"
)

// RefuseReason is why a customer does not take, or does not get, goods at the counter.
type RefuseReason uint8

// Values of RefuseReason; the words are stable, they are stored and sent.
const (
	// RefuseSize: サイズが合わない.
	RefuseSize RefuseReason = iota + 1
	// RefuseOther: 思っていたものとちがう: colour, feel, or a change of mind.
	RefuseOther
	// RefuseDamaged: キズ・汚れ: the pieces become B品.
	RefuseDamaged
	// RefuseDate: 期限が近い.
	RefuseDate
	// RefuseAge: 年齢確認できず: the shop keeps goods that it may not give out.
	RefuseAge
)

var refuseReasonWords = words{"size", "other", "damaged", "date", "age"}

// String returns the stable word of the value.
func (v RefuseReason) String() string { return refuseReasonWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v RefuseReason) MarshalText() ([]byte, error) { return refuseReasonWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *RefuseReason) UnmarshalText(b []byte) error {
	n, err := refuseReasonWords.parse(b)
	*v = RefuseReason(n)
	return err
}

// Scan reads the stable word from a database.
func (v *RefuseReason) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v RefuseReason) Value() (driver.Value, error) { return refuseReasonWords.value(uint8(v)) }

// RefuseReasons returns every value in order.
func RefuseReasons() []RefuseReason { return allOf[RefuseReason](len(refuseReasonWords)) }

// Refuse is the body of KindRefuse: the customer does not take pieces that lie
// ready. Takes says that they take pieces after all which they had refused.
type Refuse struct {
	Order  OrderID      `json:"order"`
	Line   int          `json:"line"`
	Qty    int          `json:"qty"`
	Reason RefuseReason `json:"reason,omitempty"`
	Takes  bool         `json:"takes,omitempty"`
}

// About returns the order.
func (b Refuse) About() Ref { return orderRef(b.Order) }

// Portion is some pieces of a line.
type Portion struct {
	Line int `json:"line"`
	Qty  int `json:"qty"`
}

// ToGive is how many pieces of the line lie ready for the customer.
func (l Line) ToGive() int {
	return max(0, min(l.Picked-l.PutBack-l.Unwanted, l.Qty-l.Refused)-l.Gone)
}

// ToGive is how many pieces lie ready for the customer.
func (o *Order) ToGive() int {
	n := 0
	for _, l := range o.Lines {
		n += l.ToGive()
	}
	return n
}

// decideRefuse writes down what the customer does not take. Nothing is given for it
// before the rest is: until then they may take it after all. What they would have
// paid at the till is less at once; what they paid in the web shop is owed when the
// order is done with. Of refused goods those that are flawed become B品 on the spot,
// the others go back to their shelf. An order of which nothing is taken ends.
func decideRefuse(o *Order, st State, c Command, b Refuse) Decision {
	d := Decision{Verdict: Applied}
	l := o.Line(b.Line)
	switch {
	case o.State == Canceled || o.State == Declined:
		d.Code = AlreadySo // all of it goes back
		return d
	case l == nil || b.Qty < 1 || !o.State.Waiting(), b.Takes && b.Qty > min(l.Unwanted, l.Refused-o.refunded(l.No)), !b.Takes && b.Qty > l.ToGive():
		d.clash(st, c, ExStateClash, b.Line, b.Qty)
		return d
	}
	d.Order = o
	if b.Takes {
		o.takeAfterAll(&d, l, c, b.Qty)
		step(o, c, "takes")
		return d
	}
	if o.Pay.State == PayAtPickup {
		o.pay(l, 0) // as ordered, until the weights of the rest are counted
	}
	l.Refused += b.Qty
	l.Off += o.offAtTill(Yen(b.Qty) * l.PriceTaxIn)
	if b.Reason == RefuseDamaged {
		l.PutBack += b.Qty
		l.Alloc -= b.Qty
		d.move(c, o, l, MoveReclass, Regular, -b.Qty, -b.Qty, -b.Qty)
		d.move(c, o, l, MoveReclass, BGrade, b.Qty, 0, 0)
	} else {
		l.Unwanted += b.Qty
		if !o.gone() { // else nobody is promised it before it is back
			l.Alloc -= b.Qty
			d.move(c, o, l, MoveRelease, Regular, 0, -b.Qty, 0)
		}
		d.raise(st, c, ExExtraPick, l.No, l.Unwanted)
		d.Raise[len(d.Raise)-1].ID = refusedTask(o.ID, l.No)
		d.Verdict = Applied // a task, not a clash
	}
	if o.ToGive() > 0 {
		step(o, c, b.Reason.String())
		return d
	}
	o.nothingTaken(&d, st, c)
	return d
}

// refusedTask is the one put-back task of what was refused of a line.
func refusedTask(id OrderID, line int) ExceptionID {
	return ExceptionID(fmt.Sprintf("refused-%s-%d", id, line))
}

// takeAfterAll gives refused pieces back to the order.
func (o *Order) takeAfterAll(d *Decision, l *Line, c Command, n int) {
	on := l.Off * Yen(n) / Yen(l.Refused)
	l.Off -= on
	if o.Pay.State == PayAtPickup {
		o.Pay.DueTaxIn += on
		o.Pay.TotalTaxIn += on
	}
	l.Refused -= n
	if !o.gone() {
		l.Alloc += n
		d.move(c, o, l, MoveAllocate, Regular, 0, n, 0)
	}
	d.unwant(o, l, n)
}

// unwant notes that pieces which were refused are no longer to be put back.
func (d *Decision) unwant(o *Order, l *Line, n int) {
	if l.Unwanted == 0 {
		return
	}
	if l.Unwanted = max(0, l.Unwanted-n); l.Unwanted == 0 {
		d.Close = append(d.Close, refusedTask(o.ID, l.No))
	}
}

// offAtTill takes an amount off what is due at the counter and returns what was
// taken off: never more than is due.
func (o *Order) offAtTill(off Yen) Yen {
	if o.Pay.State != PayAtPickup {
		return 0
	}
	off = min(off, o.Pay.DueTaxIn)
	o.Pay.DueTaxIn -= off
	o.Pay.TotalTaxIn -= off
	return off
}

// nothingTaken ends an order whose customer takes nothing more of it.
func (o *Order) nothingTaken(d *Decision, st State, c Command) {
	o.oweRefused(c)
	if len(o.Parts) > 0 { // a part of it was given before
		last := o.Parts[len(o.Parts)-1].clone()
		last.From = 0 // it is too late to take that back
		o.State, o.Handover = HandedOver, &last
		o.Claim = nil
		step(o, c, "")
		for i := range o.Lines {
			if l := &o.Lines[i]; l.Alloc != 0 {
				d.move(c, o, l, MoveRelease, Regular, 0, -l.Alloc, 0)
				l.Alloc = 0
			}
		}
		d.Close = append(d.Close, putBackTask(o.ID))
		return
	}
	d.Raise = nil // one task for all of it
	end(d, o, st, c, Canceled)
	d.Verdict = Applied
	o.owe(c, RefundRefused)
}

// refunded is how many refused pieces of a line the web shop was told to pay back.
func (o *Order) refunded(line int) int {
	n := 0
	for _, r := range o.Refunds {
		if r.Why == RefundRefused && r.Line == line {
			n += r.Qty
		}
	}
	return n
}

// oweRefused notes what the web shop owes for refused goods. Its keys follow from the
// order alone: a handover that is taken back and made again owes it once.
func (o *Order) oweRefused(c Command) {
	for _, l := range o.Lines {
		n := l.Refused - o.refunded(l.No)
		if n < 1 {
			continue
		}
		key := DerivedCommandID("refused", string(o.ID), fmt.Sprint(l.No), fmt.Sprint(l.Refused))
		o.oweKey(string(key), Refund{Why: RefundRefused, AmountTaxIn: l.PriceTaxIn * Yen(n), At: c.At, Line: l.No, Qty: n})
	}
}
