package retail

import "time"

// Times of a call (着きました).
const (
	// AgainAfter is how long after somebody took a call the customer may call
	// again: whoever took it did not come.
	AgainAfter = 3 * time.Minute
	// CallFor is how long a call is heard: nobody stands at a counter for longer.
	CallFor = time.Hour
)

// Arrival is a customer in the shop who has said so (着きました), on the page of
// their order. It rings on the terminals until somebody takes it.
type Arrival struct {
	At     time.Time `json:"at"`              // first said: the wait runs from here
	Called time.Time `json:"called"`          // of the present call; At, unless they called again
	Calls  int       `json:"calls,omitempty"` // how often they called again after somebody took it
	// Taken is when somebody took the present call, and Staff and Device who and
	// where; zero while it rings.
	Taken  time.Time `json:"taken,omitzero"`
	Staff  StaffID   `json:"staff,omitempty"`
	Device DeviceID  `json:"device,omitempty"`
}

// Arrive is the body of KindArrive.
type Arrive struct {
	Order OrderID `json:"order"`
}

// TakeCall is the body of KindTakeCall.
type TakeCall struct {
	Order OrderID `json:"order"`
}

// About returns the order.
func (b Arrive) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b TakeCall) About() Ref { return orderRef(b.Order) }

// Here tells whether the customer waits in the shop at the instant, as far as
// anybody knows: they said so, the goods are still to be given, and it is not so
// long ago that they must have left.
func (o *Order) Here(now time.Time) bool {
	return o.Arrival != nil && ReadyAnswer(o) == PickupOK && now.Before(o.Arrival.Called.Add(CallFor))
}

// Ringing tells whether the customer waits and nobody has taken the call.
func (o *Order) Ringing(now time.Time) bool { return o.Here(now) && o.Arrival.Taken.IsZero() }

// MayArrive tells whether a customer who says that they are here is heard: the
// goods lie ready, and no call of theirs is being looked after.
func (o *Order) MayArrive(now time.Time) bool {
	if ReadyAnswer(o) != PickupOK {
		return false
	}
	return !o.Here(now) || !o.Arrival.Taken.IsZero() && !now.Before(o.Arrival.Taken.Add(AgainAfter))
}

// decideArrive: the customer is here. Saying it twice is one call, until somebody
// took it and did not come. Where nothing can be given there is nobody to call:
// the page says why.
func decideArrive(o *Order, _ State, c Command, _ Arrive) Decision {
	if !o.MayArrive(c.At) {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	if o.Here(c.At) {
		a := *o.Arrival
		a.Called, a.Calls, a.Taken, a.Staff, a.Device = c.At, a.Calls+1, time.Time{}, "", ""
		o.Arrival = &a
	} else {
		o.Arrival = &Arrival{At: c.At, Called: c.At}
	}
	step(o, c, "")
	return Decision{Verdict: Applied, Order: o}
}

// decideTakeCall: the first who takes a call looks after the customer; the next
// one is told who does.
func decideTakeCall(o *Order, _ State, c Command, _ TakeCall) Decision {
	if o.Arrival == nil || ReadyAnswer(o) != PickupOK {
		return rejected(WrongState)
	}
	if a := o.Arrival; !a.Taken.IsZero() {
		if a.Staff == c.Staff && a.Device == c.Device {
			return Decision{Verdict: Applied, Code: AlreadySo}
		}
		return rejected(CallTaken)
	}
	a := *o.Arrival
	a.Taken, a.Staff, a.Device = c.At, c.Staff, c.Device
	o.Arrival = &a
	step(o, c, "")
	return Decision{Verdict: Applied, Order: o}
}
