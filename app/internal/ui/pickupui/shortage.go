package pickupui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// ShortageService is what the page 見つからない asks of pickup.Service.
type ShortageService interface {
	Shortage(ctx context.Context, id retail.OrderID, line int) (pickup.ShortView, error)
	Short(ctx context.Context, id retail.OrderID, line int, reason retail.ShortReason) (pickup.PickView, error)
}

// shortageScreen asks why an item could not be taken.
type shortageScreen struct {
	frame
	svc    ShortageService
	id     retail.OrderID
	line   int
	view   pickup.ShortView
	chosen retail.ShortReason
	body   *widgets.Scroll
	rows   []*widgets.ReasonRow
	main   *widgets.BigButton
	later  *widgets.BigButton

	booking bool // the answer is on its way; a second tap is the finger's
}

// NewShortage makes the page 見つからない of a line: why, with what each reason
// does to the stock. It leads back to the pick.
func NewShortage(w page.Window, svc ShortageService, r page.Shortage) page.Screen {
	s := &shortageScreen{frame: newFrame(w), svc: svc, id: r.Order, line: r.Line}
	s.answer(ground(nil, opening(), nil))
	s.load()
	return s
}

func (s *shortageScreen) load() {
	inTurn(&s.frame, false, func(ctx context.Context) (pickup.ShortView, error) {
		return s.svc.Shortage(ctx, s.id, s.line)
	}, func(v pickup.ShortView, err error) {
		if err != nil {
			s.w.Fail(err)
			s.w.Back()
			return
		}
		s.view = v
		s.build()
	})
}

// build shows the page; what was chosen stays chosen.
func (s *shortageScreen) build() {
	m := shortageOf(s.c, s.view, s.chosen)
	pic := widgets.NewPicture(64, 64)
	s.w.Thumbs().Show(pic, m.Item.Picture)
	item := widgets.HBox(12, widgets.Fixed(pic, 64, 64), widgets.Grow(widgets.Middle(widgets.VBox(2, widgets.Strong(m.Item.Name), options(m.Item, theme.T17)))))
	parts := []fyne.CanvasObject{item, widgets.HBox(12, widgets.Grow(widgets.Name(s.c.T("pick.short.ask"))), shelfAndStock(s, m))}
	s.rows = s.rows[:0]
	for _, r := range m.Reasons {
		row := widgets.NewReasonRow(widgets.ReasonData{Icon: r.Icon, Text: r.Text, Effect: r.Effect}, r.Reason == s.chosen, func() { s.choose(r.Reason) })
		s.rows = append(s.rows, row)
		parts = append(parts, row)
	}
	s.main, s.later = widgets.NewBigButton(s.action(m)), widgets.NewBigButton(s.laterAction(m))
	s.body = widgets.NewScroll(widgets.Inset(widgets.VBox(8, parts...), 16, 10))
	work := widgets.Page(nil, s.body, bottomOf(widgets.AtLeast(s.later, 104, 0), widgets.Grow(s.main)))
	if s.tablet() {
		s.show(m.Bar, widgets.Column(work, widgets.AnswerWidth), nil)
		return
	}
	s.show(m.Bar, work, nil)
}

// shelfAndStock is the shelf and the figure, at the right of the question.
func shelfAndStock(s *shortageScreen, m shortageModel) fyne.CanvasObject {
	runs := []widgets.Run{}
	if m.Shelf != "" {
		runs = append(runs, widgets.Run{Text: s.c.T("pick.shelf") + " ", Size: theme.T15, Color: theme.Ink2}, widgets.Run{Text: m.Shelf, Size: theme.T15, Code: true, Bold: true, Color: theme.Ink2})
	}
	if m.Place != "" {
		runs = append(runs, widgets.Run{Text: m.Place, Size: theme.T15, Color: theme.Ink2})
	}
	return widgets.NewText(runs...).Right()
}

func (s *shortageScreen) action(m shortageModel) widgets.Action {
	a := m.Action
	a.OnTap = s.blink
	if a.Kind == widgets.Main {
		a.OnTap = func() { s.confirm(true) }
	}
	return a
}

// laterAction books the shortage and goes on; the customer is asked later (保留).
func (s *shortageScreen) laterAction(m shortageModel) widgets.Action {
	a := m.Later
	a.OnTap = s.blink
	if a.Kind == widgets.Secondary {
		a.OnTap = func() { s.confirm(false) }
	}
	return a
}

// choose takes a reason; nothing is booked yet.
func (s *shortageScreen) choose(r retail.ShortReason) {
	s.chosen = r
	m := shortageOf(s.c, s.view, r)
	for i, row := range s.rows {
		row.SetChosen(m.Reasons[i].Reason == r)
	}
	s.main.Set(s.action(m))
	s.later.Set(s.laterAction(m))
}

// blink shows where to tap when the main action is tapped too early.
func (s *shortageScreen) blink() {
	s.body.ToTop()
	s.main.Blink()
}

// confirm books the shortage; with ask it goes on to the customer.
func (s *shortageScreen) confirm(ask bool) {
	reason := s.chosen
	if s.booking {
		return
	}
	s.booking = true
	inTurn(&s.frame, false, func(ctx context.Context) (pickup.PickView, error) {
		return s.svc.Short(ctx, s.id, s.line, reason)
	}, func(_ pickup.PickView, err error) {
		s.booking = false
		if err != nil {
			s.w.Fail(err)
		}
		if ask && err == nil {
			s.w.Replace(page.Offer{Order: s.id, Line: s.line})
			return
		}
		s.w.Back()
	})
}

// Scan cannot answer this question: it says how to go back to scanning.
func (s *shortageScreen) Scan(scanner.Code) {
	s.w.Play(assets.SoundUnknown)
	s.stage.Toast(s.c.T("pick.short.scan"), s.c.T("common.back"), s.w.Back)
}

// Changed loads the figures again.
func (s *shortageScreen) Changed(ids []retail.OrderID) {
	if len(ids) == 0 || slices.Contains(ids, s.id) {
		s.load()
	}
}
