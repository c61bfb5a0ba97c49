package retail

import (
	"strings"
	"testing"
	"time"
)

// TestProxyToken: a proxy's code says which delegation it is of, under the signature; a
// customer's code cannot be made one, nor the other way round.
func TestProxyToken(t *testing.T) {
	own, proxy := token(), token()
	proxy.Delegation = 3
	s := proxy.Sign(key(1))
	if len(s) != 134 || !strings.HasPrefix(s, PickupPrefix) {
		t.Fatalf("%d characters: %s", len(s), s)
	}
	got, err := ParsePickupToken(s)
	if err != nil || got.PickupToken != proxy || !got.SignedBy([]PickupKey{public(7, 1)}) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := ParsePickupToken(own.Sign(key(1))); err != nil || got.Delegation != 0 {
		t.Errorf("the customer's own: %+v, %v", got, err)
	}
	for i := range s {
		for _, r := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" {
			bad := s[:i] + string(r) + s[i+1:]
			if got, err := ParsePickupToken(bad); bad != s && err == nil && got.SignedBy([]PickupKey{public(7, 1)}) {
				t.Fatalf("character %d as %q is believed", i, r)
			}
		}
		if got, err := ParsePickupToken(s[:i] + s[i+1:]); err == nil && got.SignedBy([]PickupKey{public(7, 1)}) {
			t.Fatalf("believed without character %d", i)
		}
	}
}

func TestCheckProxyCode(t *testing.T) {
	code := token()
	code.Delegation = 2
	signed, err := ParsePickupToken(code.Sign(key(1)))
	if err != nil {
		t.Fatal(err)
	}
	order := func(s OrderState, d Delegation) *Order {
		o := shopOrder()
		o.State, o.Pickup.Reissue, o.Pickup.Handover, o.Pickup.Delegation = s, 1, code.Handover, d
		o.Lines[0].Picked = 2
		return &o
	}
	for name, c := range map[string]struct {
		order *Order
		now   time.Time
		want  PickupAnswer
	}{
		"named":                      {order(Staged, Delegation{No: 2}), noon, PickupOK},
		"not heard of here yet":      {order(Staged, Delegation{}), noon, PickupOK},
		"the one before is here":     {order(Staged, Delegation{No: 1, Over: true}), noon, PickupOK},
		"taken back":                 {order(Staged, Delegation{No: 2, Over: true}), noon, PickupWithdrawn},
		"another in their place":     {order(Staged, Delegation{No: 3}), noon, PickupWithdrawn},
		"another, taken back":        {order(Staged, Delegation{No: 3, Over: true}), noon, PickupWithdrawn},
		"the customer has the goods": {order(HandedOver, Delegation{No: 2}), noon, PickupUsed},
		"its time is over":           {order(Staged, Delegation{No: 2}), noon.Add(49 * time.Hour), PickupExpired},
		"not ready":                  {order(Picking, Delegation{No: 2}), noon, PickupNotReady},
	} {
		if got := CheckPickup(signed, []PickupKey{public(7, 1)}, 101, c.order, c.now); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	own, err := ParsePickupToken(token().Sign(key(1)))
	if err != nil {
		t.Fatal(err)
	}
	if got := CheckPickup(own, []PickupKey{public(7, 1)}, 101, order(Staged, Delegation{No: 2, Over: true}), noon); got != PickupOK {
		t.Errorf("the customer's own code: %v", got)
	}
}

func TestDelegate(t *testing.T) {
	h := begin(t)
	id := h.order.ID
	name := func(minute int, b Delegate) Decision {
		b.Order = id
		return h.do(minute, "hub", KindDelegate, b)
	}
	if d := name(1, Delegate{Withdraw: true}); d.Code != AlreadySo {
		t.Errorf("took back nobody: %+v", d)
	}
	if d := name(1, Delegate{Proxy: " \n\u202e "}); d.Verdict != Rejected || d.Code != NotAllowed {
		t.Errorf("named nobody: %+v", d)
	}
	name(2, Delegate{Proxy: "  ヤマダ\u3000\tヨシエ\n"})
	if o := h.order; o.Proxy != "ヤマダ ヨシエ" || o.Pickup.Delegation.No != 1 || !o.Pickup.Delegation.Live() || len(o.Named) != 1 {
		t.Errorf("%q %+v %v", o.Proxy, o.Pickup.Delegation, o.Named)
	}
	if d := name(3, Delegate{Proxy: "ヤマダ ヨシエ"}); d.Code != AlreadySo || h.order.Pickup.Delegation.No != 1 {
		t.Errorf("named twice: %+v", d)
	}
	in := shopOrder() // the web shop sends the order again, with another name
	in.Proxy, in.Gift = "スズキ", true
	h.do(4, "hub", KindReceive, Receive{Order: in})
	if h.order.Proxy != "ヤマダ ヨシエ" || !h.order.Gift {
		t.Errorf("the web shop's word is older: %q", h.order.Proxy)
	}
	name(5, Delegate{Proxy: "サトウ"})
	name(6, Delegate{Withdraw: true})
	if o := h.order; o.Proxy != "" || o.Pickup.Delegation.No != 2 || o.Pickup.Delegation.Live() || len(o.Named) != 2 {
		t.Errorf("%q %+v", o.Proxy, o.Pickup.Delegation)
	}
	for _, s := range delegations(h.order.Steps) {
		if strings.Contains(s.Note, "ヤマダ") || strings.Contains(s.Note, "サトウ") {
			t.Errorf("the record names somebody: %+v", s)
		}
	}
}

// delegations are the steps about who collects.
func delegations(steps []Step) (out []Step) {
	for _, s := range steps {
		if s.Kind == KindDelegate {
			out = append(out, s)
		}
	}
	return out
}

// TestProxyGone: goods given to a proxy after the customer took that back are for somebody
// to settle; given before, they are not, in whatever order the hub hears of it.
func TestProxyGone(t *testing.T) {
	for name, c := range map[string]struct {
		given, back int // minutes
		no          uint8
		want        bool
	}{
		"given before it was taken back": {20, 21, 1, false},
		"given after":                    {22, 21, 1, true},
		"by the customer's own code":     {22, 21, 0, false},
	} {
		h := begin(t)
		id := h.order.ID
		h.pick(3, "sato", 1, 2)
		h.pick(3, "sato", 2, 1)
		h.do(4, "sato", KindStageBag, StageBag{Order: id, Slot: "B-12", Label: "bag1", No: 1})
		h.do(5, "sato", KindStage, StageOrder{Order: id})
		h.do(6, "hub", KindDelegate, Delegate{Order: id, Proxy: "ヤマダ ヨシエ"})
		h.do(c.back, "hub", KindDelegate, Delegate{Order: id, Withdraw: true})
		d := h.do(c.given, "sato", KindHandover, HandOver{Order: id, Proof: ByCode, Identity: ProxyNote, Proxy: true, Delegation: c.no, Bags: []string{"bag1"}})
		got := false
		for _, x := range d.Raise {
			got = got || x.Kind == ExProxyGone
		}
		if got != c.want || h.order.State != HandedOver || h.order.Handover.Delegation != c.no {
			t.Errorf("%s: %+v, %+v", name, d.Raise, h.order.Handover)
		}
	}
}
