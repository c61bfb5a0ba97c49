package retail

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func (h *host) arrive(minute int) Decision {
	return h.do(minute, "hub", KindArrive, Arrive{h.order.ID})
}

func (h *host) answer(minute int, who string) Decision {
	return h.do(minute, who, KindTakeCall, TakeCall{h.order.ID})
}

// TestCall: a call rings until the first takes it; the second learns who did.
func TestCall(t *testing.T) {
	h := begin(t)
	at := func(minute int) time.Time { return noon.Add(time.Duration(minute) * time.Minute) }
	if d := h.arrive(1); d.Order != nil || d.Code != AlreadySo {
		t.Fatalf("goods that are not ready: %+v", d)
	}
	h.stage(10, "sato")
	if d := h.answer(11, "sato"); d.Code != WrongState {
		t.Fatalf("nobody called: %+v", d)
	}
	if d := h.arrive(20); d.Verdict != Applied || !h.order.Ringing(at(20)) || h.order.Ringing(at(80)) {
		t.Fatalf("arrive: %+v", d)
	}
	if d := h.arrive(21); d.Order != nil {
		t.Fatalf("one call twice: %+v", d)
	}
	if d := h.answer(22, "sato"); d.Verdict != Applied || h.order.Ringing(at(22)) || !h.order.Here(at(22)) {
		t.Fatalf("take: %+v", d)
	}
	if d := h.answer(22, "sato"); d.Code != AlreadySo {
		t.Fatalf("take again: %+v", d)
	}
	if d := h.answer(22, "suzuki"); d.Verdict != Rejected || d.Code != CallTaken || h.order.Arrival.Staff != "sato" {
		t.Fatalf("second: %+v", d)
	}
	if d := h.arrive(24); d.Order != nil {
		t.Fatalf("somebody is on the way: %+v", d)
	}
	if d := h.arrive(26); d.Order == nil || !h.order.Ringing(at(26)) || h.order.Arrival.Calls != 1 || !h.order.Arrival.At.Equal(at(20)) {
		t.Fatalf("nobody came: %+v", h.order.Arrival)
	}
	h.do(27, "suzuki", KindTakeCall, TakeCall{h.order.ID})
	h.do(28, "suzuki", KindHandover, HandOver{Order: h.order.ID, Proof: ByCode, Bags: []string{"bag1"}})
	if h.order.Here(at(29)) || h.order.Arrival == nil {
		t.Fatalf("gone, and the wait is kept: %+v", h.order.Arrival)
	}
	if d := h.arrive(30); d.Order != nil {
		t.Fatalf("nothing is left to be given: %+v", d)
	}
}

// TestCallAnyway: whoever calls and takes in whatever order and state, at most
// one looks after a call, a call rings for as long as nobody does, and neither
// moves goods or the order's state.
func TestCallAnyway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHost()
		h.do(0, "hub", KindReceive, Receive{Order: shopOrder()})
		now := noon
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "minutes")) * time.Minute)
			was := h.order.Clone()
			var c Command
			who := rapid.SampledFrom(people).Draw(t, "staff")
			what := rapid.IntRange(0, 3).Draw(t, "what")
			switch what {
			case 0:
				c = h.command(now, HubDevice, "", KindArrive, Arrive{h.order.ID})
			case 1:
				c = h.command(now, rapid.SampledFrom(devices).Draw(t, "device"), who, KindTakeCall, TakeCall{h.order.ID})
			default:
				kind, body := onward(h)
				c = h.command(now, devices[0], who, kind, body)
				if kind.MinRole() == RoleHub {
					c.Device, c.Staff = HubDevice, ""
				}
			}
			d := h.take(c)
			o := h.order
			switch {
			case what > 1:
				continue
			case len(d.Moves)+len(d.Raise)+len(d.Close) > 0 || o.State != was.State:
				t.Fatalf("%v did more than it should: %+v", c.Kind, d)
			case what == 0 && d.Verdict != Applied:
				t.Fatalf("a customer was turned down: %+v", d)
			case what == 0 && was.MayArrive(now) != o.Ringing(now) && !was.Ringing(now):
				t.Fatalf("rings %v, may call %v: %+v", o.Ringing(now), was.MayArrive(now), o.Arrival)
			case what == 1 && d.Verdict == Applied && (o.Ringing(now) || o.Arrival.Staff != c.Staff):
				t.Fatalf("taken, and not: %+v", o.Arrival)
			case what == 1 && d.Code == CallTaken && (was.Arrival.Taken.IsZero() || was.Arrival.Staff == c.Staff && was.Arrival.Device == c.Device):
				t.Fatalf("refused for nobody: %+v", was.Arrival)
			}
		}
	})
}
