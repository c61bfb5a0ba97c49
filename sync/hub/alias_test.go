package hub_test

import (
	"testing"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// TestKnownUnderAnotherNumber: a terminal that is enrolled anew, or that
// numbers anew, sends what the hub has already. Nothing counts twice, and the
// audit misses no number.
func TestKnownUnderAnotherNumber(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		first, anew := w.enrol(shibuya).Device, w.enrol(shibuya).Device
		cmds := w.flow(w.order(shibuya, "1"), 1)
		n := int64(len(cmds))
		w.push(first, 0, cmds...)
		r := w.push(anew, 0, cmds...)
		if r.Last != n || len(r.Results) != len(cmds) || r.Results[0].Verdict != retail.Applied {
			t.Fatalf("enrolled anew: %+v", r)
		}
		again := cmds[0]
		again.Dseq = n + 1
		for range 2 { // the answer may be lost
			if r = w.push(anew, 0, again); r.Fork || r.Gap || r.Last != n+1 || len(r.Results) != 1 || r.Results[0].Dseq != n+1 {
				t.Fatalf("numbered anew: %+v", r)
			}
		}
		if c, err := w.s.Command(ctx, anew, n+1); err != nil || c.ID != cmds[0].ID {
			t.Errorf("under the new number: %+v, %v", c, err)
		}
		last := w.command(n+2, retail.KindSignIn, retail.SignIn{})
		w.push(anew, 0, last)
		a, err := hub.AuditOf(ctx, w.s, false)
		if err != nil || !a.Sound {
			t.Errorf("audit %+v, %v", a, err)
		}
		for _, d := range a.Devices {
			if d.ID == anew && (d.Again != len(cmds)+1 || d.Judged() != 1) {
				t.Errorf("of the terminal enrolled anew: %+v", d)
			}
		}
	})
}
