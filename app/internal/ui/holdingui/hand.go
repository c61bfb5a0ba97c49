package holdingui

import (
	"miseban/app/internal/holding"
	"miseban/app/internal/ui/byhand"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
)

// byHand is the way beside the scan of a handover.
func (s *one) byHand() widgets.Action {
	return widgets.Action{Kind: widgets.Secondary, Text: s.c.T("holding.hand"), OnTap: func() { s.stage.LongSheet(byhand.Why(s.c, s.because), s.stage.HideSheet) }}
}

// because goes on for a reason: the number is typed off the tag, and where there is
// none a manager answers for it.
func (s *one) because(why retail.HandReason) {
	if why == retail.NoLabel {
		s.stage.HideSheet()
		s.collect(holding.Shown{Reason: why}, "")
		return
	}
	s.typed = ""
	s.askNumber(why)
}

// askNumber asks for the number that stands on the tag.
func (s *one) askNumber(why retail.HandReason) {
	number := s.got.Number
	edge, note := theme.Accent, widgets.Small(s.c.T("holding.hand.number.text")).Center()
	if len(s.typed) >= len(number) {
		edge, note = theme.Red, widgets.NewText(widgets.Run{Text: s.c.T("holding.hand.wrong"), Size: theme.T15, Color: theme.Red}).Center()
	}
	shown := s.typed
	if shown == "" {
		shown = " "
	}
	digits := widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(edge, 2), widgets.Inset(widgets.Middle(widgets.Code(shown, theme.T40).Center()), 12, 8))
	pad := widgets.NewKeypad(func(d rune) {
		if len(s.typed) >= len(number) { // it was wrong; the next key begins anew
			s.typed = ""
		}
		if s.typed += string(d); s.typed == number {
			s.stage.HideSheet()
			s.collect(holding.Shown{Tag: s.got.Tag, Reason: why}, "")
			return
		}
		if len(s.typed) == len(number) {
			s.w.Play(assets.SoundWrong)
		}
		s.askNumber(why)
	}, func() {
		s.typed = s.typed[:max(0, len(s.typed)-1)]
		s.askNumber(why)
	})
	s.stage.LongSheet(widgets.VBox(10, widgets.Title(s.c.T("holding.hand.number")), widgets.AtLeast(digits, 0, 72), note, pad), s.stage.HideSheet)
}
