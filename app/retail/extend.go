package retail

import "time"

const (
	// ExtendFor is how much longer a customer may come for an order whose time
	// was extended.
	ExtendFor = 3 * 24 * time.Hour
	// MaxExtends is how often staff may do so; a manager always may.
	MaxExtends = 2
)

// Extend is the body of KindExtend.
type Extend struct {
	Order OrderID `json:"order"`
}

// About returns the order.
func (b Extend) About() Ref { return orderRef(b.Order) }

// decideExtend gives the customer more time (受取期限を延長), also after the
// time was over, while the goods still lie in their place. A code that would
// end before is sent anew.
func decideExtend(o *Order, st State, c Command, _ Extend) Decision {
	put := 0
	for _, l := range o.Lines {
		put += l.PutBack
	}
	switch {
	case !o.State.Waiting() || o.State == Expired && (put > 0 || o.leftover() == 0):
		return rejected(WrongState)
	case o.Extended >= MaxExtends && st.Role < RoleManager:
		return rejected(NotAllowed)
	}
	d := Decision{Verdict: Applied, Order: o}
	from := o.Deadline
	if c.At.After(from) {
		from = c.At
	}
	o.Deadline = from.Add(ExtendFor)
	o.Extended++
	if o.State == Expired {
		o.State = Staged
		if o.Notice.State == NoticeSent || o.Notice.State == NoticeTold {
			o.State = Notified
		}
		d.Close = []ExceptionID{putBackTask(o.ID)}
	}
	if o.Pickup.Expires.Before(o.Deadline) {
		o.Pickup.Expires = o.Deadline
		if o.Notice.State == NoticeSent {
			o.Notice = Notice{State: NoticeQueued, Attempt: o.Notice.Attempt, From: c.Device, Dseq: c.Dseq, At: c.At}
		}
	}
	step(o, c, "")
	return d
}
