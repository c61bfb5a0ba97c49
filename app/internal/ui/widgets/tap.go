package widgets

import (
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
)

// Tap makes content a touch target. A short and a long press both act: on
// tablets a slow finger is a secondary tap. It never takes the keyboard, and
// takes it away from whatever had it, so that the next scan is heard.
type Tap struct {
	composite
	// OnTap is called on every tap; nil makes the target dead.
	OnTap func()
	flash *Box
}

// NewTap wraps content; onTap may be nil and set later.
func NewTap(content fyne.CanvasObject, onTap func()) *Tap {
	t := &Tap{OnTap: onTap, flash: NewBox(theme.Clear).Round(12)}
	t.flash.rect.Hide() // what cannot be seen is painted all the same
	t.root = Layers(content, t.flash)
	t.ExtendBaseWidget(t)
	return t
}

// Radius sets the corner radius of the touch flash and returns the target.
func (t *Tap) Radius(r float32) *Tap {
	t.flash.Round(r)
	return t
}

// Tapped acts on a short press.
func (t *Tap) Tapped(*fyne.PointEvent) { t.act() }

// TappedSecondary acts on a long press or second button.
func (t *Tap) TappedSecondary(*fyne.PointEvent) { t.act() }

func (t *Tap) act() {
	Unfocus(t)
	if t.OnTap == nil {
		return
	}
	t.blink()
	t.OnTap()
}

// blink shows for 120 ms that the touch was felt.
func (t *Tap) blink() {
	if theme.Still() {
		return
	}
	ink := theme.C(theme.Ink)
	fyne.NewAnimation(120*time.Millisecond, func(p float32) {
		ink.A = uint8(36 * (1 - p))
		t.flash.rect.FillColor, t.flash.rect.Hidden = ink, p == 1
		t.flash.rect.Refresh()
	}).Start()
}

// Unfocus takes the keyboard from whatever has it on an object's canvas, and
// lets what the touch changes be seen.
func Unfocus(o fyne.CanvasObject) {
	Wake()
	a := fyne.CurrentApp()
	if a == nil {
		return
	}
	if c := a.Driver().CanvasForObject(o); c != nil && c.Focused() != nil {
		c.Unfocus()
	}
}
