package retail

import (
	"slices"
	"time"
)

// StaffCallID names a StaffCall: the tablet that calls, so that one tablet has one
// call at a time.
type StaffCallID string

// CallNeed is what a customer at a tablet wants of staff.
type CallNeed uint8

// Values of CallNeed; the words are stable, they are stored and sent.
const (
	// NeedGoods: 商品のご案内.
	NeedGoods CallNeed = iota + 1
	// NeedSize: サイズのご相談.
	NeedSize
	// NeedPay: お会計・お届け.
	NeedPay
	// NeedOther: そのほか.
	NeedOther
)

var callNeedWords = words{"goods", "size", "pay", "other"}

// String returns the stable word of the need.
func (n CallNeed) String() string { return callNeedWords.text(uint8(n)) }

// MarshalText writes the stable word; the zero value is empty.
func (n CallNeed) MarshalText() ([]byte, error) { return callNeedWords.marshal(uint8(n)) }

// UnmarshalText reads the stable word.
func (n *CallNeed) UnmarshalText(b []byte) error {
	v, err := callNeedWords.parse(b)
	*n = CallNeed(v)
	return err
}

// CallNeeds returns every value in order.
func CallNeeds() []CallNeed { return allOf[CallNeed](len(callNeedWords)) }

// staffCallFor is how long a call is heard: a customer at a tablet does not stand
// there longer.
const staffCallFor = 15 * time.Minute

// staffCallLate is how late a call may reach the home of the shop and still ring:
// the tablet has told the customer meanwhile that nobody heard it.
const staffCallLate = 30 * time.Second

// StaffCall is that a customer at a tablet of the shop calls staff (スタッフを呼ぶ).
// It rings on the terminals until somebody takes it. It names nobody.
type StaffCall struct {
	ID   StaffCallID `json:"id"`
	Call CommandID   `json:"call"` // the call itself: the tablet's next one is another
	At   time.Time   `json:"at"`
	Need CallNeed    `json:"need,omitempty"`
	SKU  SKUID       `json:"sku,omitempty"` // what the tablet showed
	// Taken is when somebody said that they come, and Staff and Device who and
	// where; zero while it rings.
	Taken  time.Time `json:"taken,omitzero"`
	Staff  StaffID   `json:"staff,omitempty"`
	Device DeviceID  `json:"device,omitempty"`
	Ended  time.Time `json:"ended,omitzero"` // the customer goes on alone, or went
	// Pending: on the tablet: the shop's home has not heard of it, and nobody rings.
	Pending bool `json:"-"`
}

// Open tells whether the customer still waits at the instant, as far as anybody
// knows.
func (k StaffCall) Open(now time.Time) bool {
	return k.Ended.IsZero() && now.Before(k.At.Add(staffCallFor))
}

// Ringing tells whether the customer waits and nobody has taken the call.
func (k StaffCall) Ringing(now time.Time) bool { return k.Open(now) && k.Taken.IsZero() }

// Stale tells whether the call may be forgotten.
func (k StaffCall) Stale(now time.Time) bool { return now.After(k.At.Add(shelfKept)) }

// CallStaff is the body of KindCallStaff: the tablet calls, or says more of what is
// wanted. It is about the device that gives it.
type CallStaff struct {
	Tablet DeviceID `json:"tablet"`
	Need   CallNeed `json:"need,omitempty"`
	SKU    SKUID    `json:"sku,omitempty"`
}

// TakeStaffCall is the body of KindTakeStaffCall. Call is the one that rang: a
// later one of the same tablet is another customer's.
type TakeStaffCall struct {
	Tablet DeviceID  `json:"tablet"`
	Call   CommandID `json:"call"`
}

// EndStaffCall is the body of KindEndStaffCall.
type EndStaffCall struct {
	Tablet DeviceID  `json:"tablet"`
	Call   CommandID `json:"call"`
}

func staffCallRef(tablet DeviceID) Ref { return Ref{Entity: EntityStaffCall, ID: string(tablet)} }

// About returns the tablet's call.
func (b CallStaff) About() Ref { return staffCallRef(b.Tablet) }

// About returns the tablet's call.
func (b TakeStaffCall) About() Ref { return staffCallRef(b.Tablet) }

// About returns the tablet's call.
func (b EndStaffCall) About() Ref { return staffCallRef(b.Tablet) }

// decideCallStaff makes the call ring. While one is open the tablet only says more
// of what is wanted: the wait runs on, and who comes still comes.
func decideCallStaff(st State, c Command, b CallStaff) Decision {
	if b.Tablet == "" || b.Tablet != c.Device {
		return rejected(WrongState)
	}
	if old := st.Call; old != nil && old.Open(c.At) {
		if old.Need == b.Need && old.SKU == b.SKU {
			return Decision{Verdict: Applied, Code: AlreadySo}
		}
		k := *old
		k.Need, k.SKU = b.Need, b.SKU
		return Decision{Verdict: Applied, Call: &k}
	}
	k := &StaffCall{ID: StaffCallID(b.Tablet), Call: c.ID, At: c.At, Need: b.Need, SKU: b.SKU}
	if st.now(c).Sub(c.At) > staffCallLate {
		k.Ended = c.At
	}
	return Decision{Verdict: Applied, Call: k}
}

// decideTakeStaffCall: the first who takes a call goes to the customer; the next
// one is told that somebody does.
func decideTakeStaffCall(st State, c Command, b TakeStaffCall) Decision {
	switch k := st.Call; {
	case k == nil || k.Call != b.Call || !k.Open(c.At):
		return rejected(WrongState)
	case k.Taken.IsZero():
		taken := *k
		taken.Taken, taken.Staff, taken.Device = c.At, c.Staff, c.Device
		return Decision{Verdict: Applied, Call: &taken}
	case k.Staff == c.Staff && k.Device == c.Device:
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	return rejected(CallTaken)
}

// decideEndStaffCall: nobody waits at the tablet any more.
func decideEndStaffCall(st State, c Command, b EndStaffCall) Decision {
	k := st.Call
	if k == nil || k.Call != b.Call || !k.Ended.IsZero() || b.Tablet != c.Device {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	ended := *k
	ended.Ended = c.At
	return Decision{Verdict: Applied, Call: &ended}
}

// RingingCalls are those of the calls that nobody has taken, the longest wait first.
func RingingCalls(all []StaffCall, now time.Time) []StaffCall {
	out := slices.DeleteFunc(slices.Clone(all), func(k StaffCall) bool { return !k.Ringing(now) })
	slices.SortFunc(out, func(a, b StaffCall) int { return a.At.Compare(b.At) })
	return out
}
