package placeui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/staging"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
)

// take takes a bag in hand.
func (s *places) take(label string) {
	load.InTurn(&s.Turns, s.P, func(ctx context.Context) (staging.Held, error) { return s.svc.Take(ctx, label) }, func(h staging.Held, err error) {
		if err != nil {
			s.W.Play(assets.SoundUnknown)
			s.W.Fail(err)
			return
		}
		s.W.Play(assets.SoundRight)
		s.held = &h
		s.paint()
	})
}

// move lays the bag in hand into a place.
func (s *places) move(slot string) {
	label := s.held.Label
	load.InTurn(&s.Turns, s.P, func(ctx context.Context) (staging.Bag, error) { return s.svc.Move(ctx, label, slot) }, func(b staging.Bag, err error) {
		if err != nil {
			s.W.Play(assets.SoundWrong)
			s.W.Fail(err)
			return
		}
		s.W.Play(assets.SoundDone)
		s.Stage.Toast(s.C.T("place.moved", "bag", s.C.T("place.whose", "number", b.Number, "name", b.Name), "slot", b.Slot), "", nil)
		s.drop()
	})
}

// drop is the page without a bag in hand.
func (s *places) drop() {
	s.held = nil
	if s.look != nil {
		code := s.look.Code
		s.open(func(ctx context.Context) (staging.Place, error) { return s.svc.Place(ctx, code) })
		return
	}
	s.load()
}

// showHeld asks where the bag goes.
func (s *places) showHeld() {
	h := s.held
	s.Back = s.drop
	r := bagOf(s.C, h.Bag, s.P.Clock().Now())
	bag := widgets.Panel(widgets.CardBox(), 12, widgets.HBox(12, widgets.NewIcon(assets.IconBag, 40, theme.Accent),
		widgets.Grow(widgets.Middle(widgets.VBox(2, widgets.Name(r.Title), widgets.Small(r.Sub), widgets.Small(s.C.T("place.now", "slot", h.Slot)))))))
	rows := []fyne.CanvasObject{bag}
	if h.To != nil {
		rows = append(rows, widgets.HBox(8, widgets.Name(s.C.T("place.to")), widgets.Grow(widgets.Small(kindOf(s.C, h.To.Kind)).Right())),
			widgets.NewShelfPanel(widgets.ShelfData{Area: h.To.Area, Code: h.To.Code, Where: h.To.Place}))
	} else {
		rows = append(rows, widgets.Body(s.C.T("pick.stage.full")))
	}
	s.Show(s.C.T("place.move"), "", widgets.VBox(12, rows...), widgets.Action{Kind: widgets.Secondary, Text: s.C.T("common.cancel"), OnTap: s.drop},
		widgets.Action{Kind: widgets.ScanWait, Text: s.C.T("place.move.scan"), OnTap: s.camera("place.move.hint")})
}
