package shell_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
)

// TestACallRings: a customer who is here is heard at once and again, on every
// screen, until somebody takes the call; then the order is open and it is silent.
func TestACallRings(t *testing.T) {
	r := newRig(t)
	taken := ""
	r.take = func(_ context.Context, id retail.OrderID) error {
		taken = string(id)
		r.here[0].Taker = "佐藤"
		return nil
	}
	rings := func() (n int) {
		for _, s := range r.sounds {
			if s == assets.SoundDoorbell {
				n++
			}
		}
		return n
	}
	pass := func(d time.Duration) {
		for range int(d / time.Second) {
			r.clock.Advance(time.Second)
			r.pump.Run()
		}
	}
	pass(20 * time.Second)
	if rings() != 0 || seen(r, "到着") {
		t.Fatal("nobody is here")
	}
	r.shell.Go(page.Pick{Order: "o-9"})
	r.here = []pickup.Caller{{ID: "o-1", Name: "ヤマダ", Since: r.clock.Now(), Slot: "B-12"}, {ID: "o-2", Name: "サトウ", Since: r.clock.Now()}}
	r.shell.Called()
	if rings() != 1 || !seen(r, "ヤマダ様が到着") || !seen(r, "B-12") || !seen(r, "ほか1名") {
		t.Fatalf("%d rings, %q", rings(), words1(r))
	}
	pass(24 * time.Second)
	if n := rings(); n != 4 {
		t.Errorf("%d rings in 24 s", n)
	}
	pass(40 * time.Second)
	if !seen(r, "1分前") {
		t.Errorf("the wait stands still: %q", words1(r))
	}
	if n := len(r.screens); r.top().route != (page.Pick{Order: "o-9"}) || n != 2 {
		t.Errorf("the screen under it was built %d times", n)
	}
	r.here = r.here[:1]
	pass(time.Second)
	tapCall(t, r)
	r.pump.Next(t)
	if taken != "o-1" || r.top().route != (page.Handover{Order: "o-1"}) || seen(r, "到着") {
		t.Errorf("took %q, open is %v: %q", taken, r.top().route, words1(r))
	}
	n := rings()
	pass(30 * time.Second)
	if rings() != n {
		t.Error("it rings on")
	}
}

// TestACallOnALockedTerminal: it rings, and says no name.
func TestACallOnALockedTerminal(t *testing.T) {
	r := newRig(t)
	r.desk.in = false
	r.shell.Home()
	r.here = []pickup.Caller{{ID: "o-1", Name: "ヤマダ", Since: r.clock.Now()}}
	r.shell.Called()
	if !slices.Contains(r.sounds, assets.SoundDoorbell) || !seen(r, "お客様が到着しています") || seen(r, "ヤマダ") {
		t.Errorf("%v, %q", r.sounds, words1(r))
	}
}

// words1 is every text on the window.
func words1(r *rig) string {
	var b strings.Builder
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		switch v := o.(type) {
		case *widgets.Text:
			b.WriteString(v.String() + "\n")
		case *fyne.Container:
			for _, x := range v.Objects {
				walk(x)
			}
		case fyne.Widget:
			for _, x := range test.WidgetRenderer(v).Objects() {
				walk(x)
			}
		}
	}
	walk(r.win.Content())
	return b.String()
}

func seen(r *rig, text string) bool { return strings.Contains(words1(r), text) }

// tapCall taps the bar.
func tapCall(t *testing.T, r *rig) {
	t.Helper()
	var bar *widgets.Tap
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		switch v := o.(type) {
		case *widgets.Tap:
			bar = v
		case *fyne.Container:
			for _, x := range v.Objects {
				walk(x)
			}
		}
	}
	walk(r.win.Content())
	if bar == nil {
		t.Fatal("there is no bar to tap")
	}
	bar.Tapped(nil)
}
