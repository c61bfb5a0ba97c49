package retail

import (
	"strings"
	"time"
	"unicode"
)

// MaxProxyName is the longest name of a proxy, in characters.
const MaxProxyName = 40

// Delegation is how somebody may collect an order for its customer (代理受取) with a code
// of their own. Who it is is Order.Proxy: personal data stays out of what is not sealed.
type Delegation struct {
	No   uint8     `json:"no,omitempty"`   // of the order's delegations, from 1; the proxy's code names it
	At   time.Time `json:"at,omitzero"`    // since when it is so, by the hub's clock
	Over bool      `json:"over,omitempty"` // the customer took it back
}

// Live tells whether somebody may collect by it.
func (d Delegation) Live() bool { return d.No > 0 && !d.Over }

// Refuses tells whether a proxy's code of the number is known to be good no longer. A number
// that is not known here yet is not refused: the hub signed it, and the news is on its way.
func (d Delegation) Refuses(no uint8) bool { return no < d.No || no == d.No && d.Over }

// Delegate is the body of KindDelegate: the customer names who collects in their place, or
// takes that back. Whoever was named before may collect no longer.
type Delegate struct {
	Order    OrderID `json:"order"`
	Proxy    string  `json:"proxy,omitempty"` // name as the customer wrote it, see ProxyName
	Withdraw bool    `json:"withdraw,omitempty"`
}

// About returns the order.
func (b Delegate) About() Ref { return orderRef(b.Order) }

// ProxyName returns a name as it is kept and shown: one line, without spaces around it.
// It is empty where the text is no name: nothing in it, or more than MaxProxyName
// characters.
func ProxyName(text string) string {
	line := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r): // also what turns the direction of a line
			return -1
		}
		return r
	}, text)
	name := strings.Join(strings.Fields(line), " ")
	if len([]rune(name)) > MaxProxyName {
		return ""
	}
	return name
}

// MayDelegate tells whether somebody else may still be named: goods are to be given, and
// the numbers have not run out.
func (o *Order) MayDelegate() bool {
	return o.Pickup.Delegation.No < 255 && o.delegable()
}

func (o *Order) delegable() bool {
	switch o.State {
	case Received, Picking, Short, Staged, Notified:
		return true
	case Expired:
		return o.Keeps()
	case HandedOver, Canceled, Declined:
	}
	return false
}

// decideDelegate names a proxy, or takes the one back who was named. The customer's own
// code stays good.
func decideDelegate(o *Order, _ State, c Command, b Delegate) Decision {
	now, name := &o.Pickup.Delegation, ProxyName(b.Proxy)
	switch {
	case !o.delegable():
		return rejected(WrongState)
	case b.Withdraw && !now.Live(), !b.Withdraw && now.Live() && name == o.Proxy && name != "":
		return Decision{Verdict: Applied, Code: AlreadySo}
	case b.Withdraw:
		now.At, now.Over, o.Proxy = c.At, true, ""
		step(o, c, "withdrawn")
		return Decision{Verdict: Applied, Order: o}
	case name == "" || !o.MayDelegate():
		return rejected(NotAllowed)
	}
	*now = Delegation{No: now.No + 1, At: c.At}
	o.Proxy, o.Named = name, append(o.Named, c.ID)
	step(o, c, "")
	return Decision{Verdict: Applied, Order: o}
}

// proxyGone raises a question where the goods went to somebody whom the customer had said
// before should have them no longer: a terminal without a line had not heard of it.
func (d *Decision) proxyGone(o *Order, st State, c Command, b HandOver) {
	if now := o.Pickup.Delegation; b.Delegation > 0 && now.Refuses(b.Delegation) && c.At.After(now.At) {
		d.clash(st, c, ExProxyGone, 0, 0)
	}
}
