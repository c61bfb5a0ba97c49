package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"

	"miseban/app/internal/ui/theme"
	"miseban/assets"
)

// HoldToReveal shows personal data masked, and clear while it is pressed.
type HoldToReveal struct {
	composite
	masked string
	reveal func() string
	words  *Text
	box    *Box
	open   bool
}

var (
	_ desktop.Mouseable = (*HoldToReveal)(nil)
	_ desktop.Hoverable = (*HoldToReveal)(nil)
	_ mobile.Touchable  = (*HoldToReveal)(nil)
)

// NewHoldToReveal makes a field of type size showing masked (090-••••-1234).
// reveal is called once on each press and returns the clear text: the page logs
// there who looked.
func NewHoldToReveal(masked string, size float32, reveal func() string) *HoldToReveal {
	h := &HoldToReveal{masked: masked, reveal: reveal, words: NewText(Run{Text: masked, Size: size, Bold: true}), box: NewBox(theme.Sunk).Round(8).SoftEdge(theme.Ink3)}
	h.root = AtLeast(Layers(h.box, Inset(HBox(10, NewIcon(assets.IconEye, 20, theme.Ink2), Grow(Middle(h.words))), 12, 8)), 0, 48)
	h.ExtendBaseWidget(h)
	return h
}

func (h *HoldToReveal) press() {
	if h.open || h.reveal == nil {
		return
	}
	h.open = true
	Unfocus(h)
	h.box.Set(theme.AccentSoft, theme.Accent, 2)
	h.words.Set(h.reveal())
	h.relayout()
}

func (h *HoldToReveal) release() {
	if !h.open {
		return
	}
	h.open = false
	h.box.Set(theme.Sunk, theme.Clear, 0)
	h.words.Set(h.masked)
	h.relayout()
}

// MouseDown shows the clear text.
func (h *HoldToReveal) MouseDown(*desktop.MouseEvent) { h.press() }

// MouseUp masks it again.
func (h *HoldToReveal) MouseUp(*desktop.MouseEvent) { h.release() }

// MouseIn does nothing: looking needs a press.
func (h *HoldToReveal) MouseIn(*desktop.MouseEvent) {}

// MouseMoved does nothing.
func (h *HoldToReveal) MouseMoved(*desktop.MouseEvent) {}

// MouseOut masks when the finger slides away.
func (h *HoldToReveal) MouseOut() { h.release() }

// TouchDown shows the clear text.
func (h *HoldToReveal) TouchDown(*mobile.TouchEvent) { h.press() }

// TouchUp masks it again.
func (h *HoldToReveal) TouchUp(*mobile.TouchEvent) { h.release() }

// TouchCancel masks when the touch becomes something else.
func (h *HoldToReveal) TouchCancel(*mobile.TouchEvent) { h.release() }

// Open tells whether the clear text is shown.
func (h *HoldToReveal) Open() bool { return h.open }

var _ fyne.Widget = (*HoldToReveal)(nil)
