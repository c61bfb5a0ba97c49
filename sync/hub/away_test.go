package hub_test

import (
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
)

func TestATerminalNotHeardOfIsLookedFor(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		w := newWorld(t, s, clock)
		a, b := w.seller(), w.seller()
		a.do(retail.KindSignIn, retail.SignIn{})
		w.push(b.dev, 3, w.command(1, retail.KindSignIn, retail.SignIn{}))
		b.dseq = 1
		look := func(want int) {
			t.Helper()
			for _, n := range []int{want, 0} { // asked again, nothing more is said
				if got, err := w.h.LookForTerminals(t.Context()); got != n || err != nil {
					t.Fatalf("%d commands, want %d, %v", got, n, err)
				}
			}
		}
		clock.Advance(23 * time.Hour)
		look(0)
		a.do(retail.KindSignIn, retail.SignIn{})
		clock.Advance(2 * time.Hour)
		look(1)
		if x := w.inbox()[retail.ExAway]; x.Device != b.dev || x.Qty != 3 || len(w.inbox()) != 1 {
			t.Fatalf("%+v", w.inbox())
		}
		b.do(retail.KindSignIn, retail.SignIn{})
		look(1)
		if len(w.inbox()) != 0 {
			t.Fatalf("back, and still looked for: %+v", w.inbox())
		}
		clock.Advance(25 * time.Hour)
		look(2) // away once more, and the other one
	})
}
