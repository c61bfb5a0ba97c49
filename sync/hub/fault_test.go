package hub_test

import (
	"testing"

	"miseban/app/retail"
)

// TestRuleThatPanics: one command on which a rule breaks is set aside for a
// person, those around it are judged, and the same push again changes nothing.
func TestRuleThatPanics(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		dev := w.enrol(shibuya).Device
		a, b, c := w.order(shibuya, "1"), w.order(shibuya, "2"), w.order(shibuya, "3")
		w.h.Plant(func(st retail.State, c retail.Command) retail.Decision {
			if c.Body.About().ID == string(b.ID) {
				st.Order.State = retail.Canceled // half done already
				panic("a rule with a fault")
			}
			return retail.Decide(st, c)
		})
		cmds := []retail.Command{
			w.command(1, retail.KindClaim, retail.ClaimOrder{Order: a.ID}),
			w.command(2, retail.KindClaim, retail.ClaimOrder{Order: b.ID}),
			w.command(3, retail.KindClaim, retail.ClaimOrder{Order: c.ID}),
		}
		for range 2 {
			r := w.push(dev, 0, cmds...)
			if r.Last != 3 || len(r.Results) != 3 || r.Gap || r.Fork {
				t.Fatalf("reply %+v", r)
			}
			for i, want := range []retail.Verdict{retail.Applied, retail.Quarantined, retail.Applied} {
				if r.Results[i].Verdict != want {
					t.Errorf("command %d: %s, want %s", i+1, r.Results[i].Verdict, want)
				}
			}
		}
		for id, want := range map[retail.OrderID]retail.OrderState{a.ID: retail.Picking, b.ID: retail.Received, c.ID: retail.Picking} {
			if o := w.load(id); o.State != want {
				t.Errorf("order %s is %s, want %s", o.Number, o.State, want)
			}
		}
		if xs := w.exceptions(shibuya); len(xs) != 1 || xs[0].Kind != retail.ExUnknown {
			t.Errorf("for a person: %+v", xs)
		}
		w.h.Plant(retail.Decide)
		again := w.push(dev, 0, w.command(4, retail.KindClaim, retail.ClaimOrder{Order: b.ID}))
		if again.Last != 4 || again.Results[0].Verdict != retail.Applied {
			t.Errorf("after the fault: %+v", again)
		}
	})
}
