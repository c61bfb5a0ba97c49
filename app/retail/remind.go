package retail

import "time"

// Remind is the body of KindRemind: a customer who was told is told once more, some
// days of business before the deadline. The letter leaves by the rules of every
// notice: it is queued here, and started, sent and booked as the first one was.
type Remind struct {
	Order OrderID `json:"order"`
}

// About returns the order.
func (b Remind) About() Ref { return orderRef(b.Order) }

// MaxRemindAhead is the longest time before a deadline at which somebody may be
// reminded of it: hosts look no further.
const MaxRemindAhead = (lookAhead + 90) * 24 * time.Hour

// RemindAt is when the customer of goods that are kept until the deadline is
// reminded: as the shop opens, some days of business before. ok is false where the
// chain reminds nobody.
func (p PickupPolicy) RemindAt(s Site, deadline time.Time) (at time.Time, ok bool) {
	n := p.Full().RemindDays
	if n < 1 || deadline.IsZero() {
		return time.Time{}, false
	}
	for back := 1; back <= lookAhead+n; back++ {
		if opens, _, open := s.OpenOn(day(deadline, -back)); open {
			if n--; n == 0 {
				return opens, true
			}
		}
	}
	return time.Time{}, false
}

// MayRemind tells whether the customer is to be reminded at the instant: told by
// mail, on a day before, not reminded of this deadline, and still in time.
func (o *Order) MayRemind(s Site, p PickupPolicy, now time.Time) bool {
	at, ok := p.RemindAt(s, o.Deadline)
	return ok && o.State == Notified && o.Notice.State == NoticeSent && !o.Reminded.Equal(o.Deadline) &&
		o.Notice.At.Before(at) && !now.Before(at) && now.Before(o.Deadline)
}

// decideRemind queues the letter, once for each deadline.
func decideRemind(o *Order, st State, c Command, _ Remind) Decision {
	if !o.MayRemind(st.Site, st.Pickups, c.At) {
		return rejected(WrongState)
	}
	o.Reminded = o.Deadline
	o.Notice = Notice{State: NoticeQueued, Attempt: o.Notice.Attempt, From: o.Notice.From, Dseq: o.Notice.Dseq, At: c.At, Remind: o.Deadline}
	step(o, c, "")
	return Decision{Verdict: Applied, Order: o}
}
