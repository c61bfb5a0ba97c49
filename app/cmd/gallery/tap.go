package main

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"miseban/app/internal/ui/widgets"
)

// tap taps the smallest thing that says the text, as a finger would. A scene
// that taps what is not there is a mistake in the scene.
func (w *window) tap(text string) {
	w.settle()
	target := tappable(w.stage, squeeze(text))
	if target == nil {
		panic(fmt.Sprintf("gallery: %s: nothing to tap says %q", w.look, text))
	}
	target.Tapped(&fyne.PointEvent{})
	w.settle()
}

// tappable is the innermost tappable thing whose words hold the text, the
// shortest words first.
func tappable(o fyne.CanvasObject, text string) fyne.Tappable {
	var best fyne.Tappable
	least := 0
	each(o, func(o fyne.CanvasObject) {
		t, ok := o.(fyne.Tappable)
		if !ok {
			return
		}
		said := said(o)
		if strings.Contains(said, text) && (best == nil || len(said) <= least) {
			best, least = t, len(said)
		}
	})
	return best
}

// each visits everything visible, parents first.
func each(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			each(c, visit)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			each(c, visit)
		}
	}
}

// said is every visible word of an object, without blanks.
func said(o fyne.CanvasObject) string {
	var b strings.Builder
	each(o, func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok {
			b.WriteString(squeeze(t.Text))
		}
	})
	return b.String()
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// scrollTo scrolls what holds a text until it stands in the middle.
func (w *window) scrollTo(text string) {
	w.settle()
	done := false
	each(w.stage, func(o fyne.CanvasObject) {
		s, ok := o.(*widgets.Scroll)
		if !ok || done {
			return
		}
		if y, ok := below(s, squeeze(text)); ok {
			s.SetOffset(s.Offset() + y - s.Size().Height/2)
			done = true
		}
	})
	if !done {
		panic(fmt.Sprintf("gallery: %s: nothing that scrolls says %q", w.look, text))
	}
	w.settle()
}

// below is how far below the upper border of an object a text stands.
func below(o fyne.CanvasObject, text string) (y float32, ok bool) {
	if t, is := o.(*canvas.Text); is {
		return 0, strings.Contains(squeeze(t.Text), text)
	}
	var parts []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		parts = o.Objects
	case fyne.Widget:
		parts = test.WidgetRenderer(o).Objects()
	}
	for _, p := range parts {
		if y, ok := below(p, text); ok {
			return y + p.Position().Y, true
		}
	}
	return 0, false
}
