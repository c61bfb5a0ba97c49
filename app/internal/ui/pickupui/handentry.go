package pickupui

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
)

// handWidth is how wide a pad grows on the tablet.
const handWidth = 480

// showHand asks why no scan is possible, then takes the digits. A scan still
// counts meanwhile.
func (s *pickScreen) showHand(m pickModel) {
	b := barModel{Title: s.c.T("pick.hand.title"), Sub: m.Bar.Code + " " + m.Bar.Title, OnBack: s.settle}
	if s.hand.Reason == 0 {
		s.show(b, s.column(s.handReasons()), bottomOf(widgets.Grow(widgets.NewBigButton(widgets.Action{
			Kind: widgets.NotYet, Text: s.c.T("pick.hand.check"), Sub: s.c.T("pick.short.first"),
		}))))
		return
	}
	b.OnBack = func() {
		s.hand.Reason = 0
		s.render()
	}
	s.show(b, s.column(s.handPad()), bottomOf(widgets.Grow(s.handCheck())))
}

// column is a body no wider than a hand needs.
func (f *frame) column(o fyne.CanvasObject) fyne.CanvasObject {
	if f.tablet() {
		return widgets.Column(f.padded(o), handWidth)
	}
	return f.padded(o)
}

func (s *pickScreen) handReasons() fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Name(s.c.T("pick.hand.why"))}
	for _, r := range handReasons(s.c) {
		rows = append(rows, widgets.NewReasonRow(widgets.ReasonData{Icon: r.Icon, Text: r.Text}, false, func() { s.chooseReason(r.Reason) }))
	}
	return widgets.VBox(8, append(rows, widgets.Small(s.c.T("pick.hand.logged")))...)
}

func (s *pickScreen) chooseReason(r retail.HandReason) {
	s.hand.Reason = r
	s.render()
}

func (s *pickScreen) handPad() fyne.CanvasObject {
	edit := func(m handModel) {
		s.hand = m
		s.render()
	}
	edge, ink := theme.Accent, theme.Ink2
	if s.hand.Wrong {
		edge, ink = theme.Red, theme.Red
	}
	digits := widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(edge, 2), widgets.Inset(widgets.Middle(widgets.Code(s.hand.grouped(), theme.T28).Center()), 12, 8))
	pad := widgets.NewKeypad(func(d rune) { edit(s.hand.add(d)) }, func() { edit(s.hand.del()) })
	return widgets.VBox(8, widgets.AtLeast(digits, 0, 64), widgets.NewText(widgets.Run{Text: s.hand.message(s.c), Size: theme.T15, Color: ink}).Center(), pad)
}

func (s *pickScreen) handCheck() fyne.CanvasObject {
	a := s.hand.action(s.c)
	if a.Kind == widgets.Main {
		a.OnTap = func() {
			if s.hand = s.hand.check(); s.hand.Wrong {
				s.render()
				return
			}
			s.typed(s.hand.Digits, s.hand.Reason)
		}
	}
	return widgets.NewBigButton(a)
}
