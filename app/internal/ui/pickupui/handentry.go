package pickupui

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/byhand"
	"miseban/app/internal/ui/widgets"
)

// showHand asks why no scan is possible, then takes the digits. A scan still
// counts meanwhile.
func (s *pickScreen) showHand(m pickModel) {
	e := byhand.Entry{Words: s.c, Model: s.hand, Done: s.typed, Set: func(m byhand.Model) {
		s.hand = m
		s.render()
	}}
	b := barModel{Title: s.c.T("pick.hand.title"), Sub: m.Bar.Code + " " + m.Bar.Title, OnBack: func() {
		if !e.Back() {
			s.settle()
		}
	}}
	s.show(b, s.column(e.Body()), bottomOf(widgets.Grow(widgets.NewBigButton(e.Action()))))
}

// column is a body no wider than a hand needs.
func (f *frame) column(o fyne.CanvasObject) fyne.CanvasObject {
	if f.tablet() {
		return widgets.Column(f.padded(o), byhand.Width)
	}
	return f.padded(o)
}
