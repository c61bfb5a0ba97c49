package shell_test

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/scanner"
)

// painted counts the frames asked for.
type painted struct {
	fyne.Canvas
	n int
}

func (p *painted) Refresh(fyne.CanvasObject) { p.n++ }

// TestWhatChangesIsPainted: the frame is asked for at the canvas itself, since
// Fyne ignores the refresh of an object that it has forgotten.
func TestWhatChangesIsPainted(t *testing.T) {
	r := newRig(t)
	frames := &painted{}
	widgets.UseCanvas(frames)
	target := widgets.NewTap(widgets.Layers(), nil)
	life := load.Open(t.Context(), r.shell.Env())
	for _, c := range []struct {
		name string
		act  func()
	}{
		{"a screen on top", func() { r.shell.Go(page.Pick{Order: "o"}) }},
		{"back", func() { r.shell.Back() }},
		{"a scan", func() { r.shell.Scan(scanner.Code{}) }},
		{"news", func() { r.shell.Changed(nil) }},
		{"the light", func() { r.shell.Synced() }},
		{"a touch", func() { target.Tapped(nil) }},
		{"a second goes by", func() { r.clock.Advance(2e9); r.pump.Run() }},
		{"an answer arrives", func() {
			load.Into(life, func(context.Context) (int, error) { return 1, nil }, func(int, error) {})
			r.pump.Next(t)
		}},
	} {
		before := frames.n
		c.act()
		if frames.n == before {
			t.Errorf("%s: no frame is painted", c.name)
		}
	}
}
