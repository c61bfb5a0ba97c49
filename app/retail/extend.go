package retail

import (
	"cmp"
	"time"
)

// PickupPolicy is what a chain promises of goods that wait for their customer.
// Days are days of business of the shop (営業日). Zero fields stand for the usual.
type PickupPolicy struct {
	KeepDays   int `json:"keep_days,omitempty"`   // how long goods are kept once they are ready, where the order says nothing; 7
	Extends    int `json:"extends,omitempty"`     // how often the customer or staff may have more time, 1; managers always may
	ExtendDays int `json:"extend_days,omitempty"` // and for how long, 3
	// NoCancel: the page of an order does not let its customer cancel it.
	NoCancel bool `json:"no_cancel,omitempty"`
	// RemindDays: how many days of business before the deadline a customer who was told
	// is told again, 1; NoExtension never.
	RemindDays int `json:"remind_days,omitempty"`
	// NameFrom and IDFrom are from which amount on, paid in the web shop, the counter
	// asks for the name, a document; zero for never. ProxyID: a document of everybody
	// who comes for another. See Asks.
	NameFrom Yen  `json:"name_from,omitempty"`
	IDFrom   Yen  `json:"id_from,omitempty"`
	ProxyID  bool `json:"proxy_id,omitempty"`
	// AgeBySight: for goods with an age a look is enough where nobody could be taken for
	// younger; else a document always. See AgeMet.
	AgeBySight bool `json:"age_by_sight,omitempty"`
	// UndoMinutes is how long after a handover a manager may take it back, 10;
	// NoExtension never.
	UndoMinutes int `json:"undo_minutes,omitempty"`
}

// Full fills the zero fields.
func (p PickupPolicy) Full() PickupPolicy {
	p.KeepDays, p.Extends, p.ExtendDays, p.RemindDays = cmp.Or(p.KeepDays, 7), cmp.Or(p.Extends, 1), cmp.Or(p.ExtendDays, 3), cmp.Or(p.RemindDays, 1)
	p.UndoMinutes = cmp.Or(p.UndoMinutes, 10)
	return p
}

// Deadline is until when goods are kept that are ready at the instant: the closing
// time of the last of the chain's days of business.
func (p PickupPolicy) Deadline(s Site, ready time.Time) time.Time {
	return s.LastCall(ready, p.Full().KeepDays)
}

// Fair is a deadline that customers can meet: one on a day on which the shop is
// closed (定休日), or before it opens, is that of the day of business behind it.
// The zero time stays.
func (s Site) Fair(deadline time.Time) time.Time {
	if deadline.IsZero() {
		return deadline
	}
	opens, _, ok := s.OpenOn(deadline)
	switch {
	case !ok:
		return s.LastCall(deadline, 0)
	case !deadline.After(opens) && !opens.Equal(day(deadline, 0).Add(-12*time.Hour)):
		return s.LastCall(opens, 0)
	}
	return deadline
}

// Extend is the body of KindExtend. Customer says that they asked for it
// themselves, on the page of their order: the chain's rule then holds for the hub
// that tells it as for anybody.
type Extend struct {
	Order    OrderID `json:"order"`
	Customer bool    `json:"customer,omitempty"`
}

// About returns the order.
func (b Extend) About() Ref { return orderRef(b.Order) }

// Keeps tells whether the goods of the order still lie in their place, whole.
func (o *Order) Keeps() bool {
	put := 0
	for _, l := range o.Lines {
		put += l.PutBack
	}
	return o.State.Waiting() && (o.State != Expired || put == 0 && o.leftover() > 0 && !o.Repaid())
}

// MayExtend tells whether the customer may have more time by the chain's rule.
func (o *Order) MayExtend(p PickupPolicy) bool { return o.Keeps() && o.Extended < p.Full().Extends }

// Extension is until when the customer may come once the time is extended: the
// closing time of a day of business, counted from the deadline, or from now where
// that is over.
func (o *Order) Extension(s Site, p PickupPolicy, now time.Time) time.Time {
	from := o.Deadline
	if now.After(from) {
		from = now
	}
	return s.LastCall(from, p.Full().ExtendDays)
}

// decideExtend gives the customer more time (受取期限を延長), also after the
// time was over, while the goods still lie in their place. A code that would
// end before is sent anew.
func decideExtend(o *Order, st State, c Command, b Extend) Decision {
	switch {
	case !o.Keeps():
		return rejected(WrongState)
	case !o.MayExtend(st.Pickups) && (b.Customer || st.Role < RoleManager):
		return rejected(NotAllowed)
	}
	d := Decision{Verdict: Applied, Order: o}
	o.Deadline = o.Extension(st.Site, st.Pickups, c.At)
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

// Calendar tells whether the rule of the kind looks at State.Site, when the shop is
// open, and at what the chain promises or asks of the order, which there may not be:
// of one that is, or was, out of the cold every rule does.
func (k Kind) Calendar(o *Order) bool {
	return k == KindExtend || k == KindStage || k == KindRemind || k == KindHandover || k == KindUndoHandover || k == KindTakeWave || o != nil && len(o.Cold) > 0
}
