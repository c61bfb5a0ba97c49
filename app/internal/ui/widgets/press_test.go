package widgets

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/load/loadtest"
)

// TestPageWaitsForTheFinger: a page that comes while a finger is on a target is
// shown when the finger leaves, or soon.
func TestPageWaitsForTheFinger(t *testing.T) {
	env, pump, clock := loadtest.Env(time.Date(2026, 11, 21, 11, 0, 0, 0, time.UTC))
	taps := 0
	first := NewTap(Body("引き渡す"), func() { taps++ })
	second, third := NewTap(Body("二"), nil), NewTap(Body("三"), nil)
	s := NewStage(first, load.Open(context.Background(), env))
	test.NewTempWindow(t, s)
	shown := func() fyne.CanvasObject { return s.root.(*fyne.Container).Objects[0] }

	first.MouseDown(nil)
	s.SetPage(second)
	s.SetPage(third)
	if shown() != first {
		t.Error("the page was swapped under the finger")
	}
	first.MouseUp(nil)
	first.Tapped(nil)
	if shown() != third || taps != 1 {
		t.Errorf("after the finger: third is shown %v, %d taps", shown() == third, taps)
	}
	s.SetPage(second)
	if shown() != second {
		t.Error("without a finger a page waits")
	}

	second.MouseDown(nil) // and slides off: Fyne never tells the end
	s.SetPage(third)
	clock.Advance(heldFor)
	pump.Run()
	if shown() != third {
		t.Error("a page waits for ever")
	}
	s.SetPage(first)
	if shown() != first {
		t.Error("a finger that slid off still counts")
	}
}
