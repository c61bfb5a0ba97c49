package placeui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/staging"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/task"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
)

// see judges a bag that was scanned in the place that is looked over.
func (s *places) see(label string) {
	slot := s.look.Code
	load.InTurn(&s.Turns, s.P, func(ctx context.Context) (staging.Seen, error) { return s.svc.See(ctx, slot, label) }, func(x staging.Seen, err error) {
		if err != nil {
			s.W.Fail(err)
			return
		}
		whose := s.C.T("place.whose", "number", x.Bag.Number, "name", x.Bag.Name)
		switch x.Sight {
		case staging.SightRight:
			s.W.Play(assets.SoundRight)
			s.seen[label] = true
			s.paint()
		case staging.SightElsewhere:
			s.W.Play(assets.SoundWrong)
			s.elsewhere(x.Bag, whose)
		case staging.SightLeft:
			s.W.Play(assets.SoundWrong)
			s.Stage.Ask(widgets.SheetData{Title: s.C.T("place.left"), Body: s.C.T("place.left.text", "whose", whose), Actions: []widgets.Action{
				{Kind: widgets.Main, Text: s.C.T("common.ok")},
			}}, s.Stage.HideSheet)
		case staging.SightEmpty:
			s.W.Play(assets.SoundUnknown)
			s.Stage.Toast(s.C.T("place.empty", "whose", whose), "", nil)
		case staging.SightUnknown:
			s.W.Play(assets.SoundUnknown)
			s.Stage.Toast(s.C.T("hint.bag_unknown"), "", nil)
		}
	})
}

// elsewhere asks about a bag that belongs into another place.
func (s *places) elsewhere(b staging.Bag, whose string) {
	slot := s.look.Code
	s.Choose(s.C.T("place.elsewhere", "slot", b.Slot), s.C.T("place.elsewhere.text", "whose", whose),
		task.Choice{Icon: assets.IconReturn, Text: s.C.T("place.back", "slot", b.Slot), Sub: s.C.T("place.back.sub"), Do: func() { s.take(b.Label) }},
		task.Choice{Icon: assets.IconShelf, Text: s.C.T("place.keep", "slot", slot), Sub: s.C.T("place.keep.sub"), Do: func() {
			load.InTurn(&s.Turns, s.P, func(ctx context.Context) (staging.Bag, error) { return s.svc.Keep(ctx, slot, b.Label) }, func(_ staging.Bag, err error) {
				if err != nil {
					s.W.Fail(err)
					return
				}
				s.seen[b.Label] = true
				s.open(func(ctx context.Context) (staging.Place, error) { return s.svc.Place(ctx, slot) })
			})
		}})
}

// showLook is the place that is looked over: what should lie there, and what was
// seen of it.
func (s *places) showLook() {
	p := s.look
	s.Back = s.leave
	m := lookOf(s.C, *p, s.seen, s.P.Clock().Now())
	head := widgets.VBox(0, widgets.Code(p.Code, theme.T64).Center(), widgets.Small(p.Place).Center())
	rows := []fyne.CanvasObject{head}
	if len(m.Rows) == 0 {
		rows = append(rows, widgets.NewEmptyState(assets.IconShelf, s.C.T("place.look.none"), s.C.T("place.look.none.text"), nil))
	} else {
		rows = append(rows, widgets.NewProgressRow(s.C.Number(m.Seen), s.C.T("pick.stage.of", "n", len(m.Rows)), m.Seen, len(m.Rows)))
	}
	for i, r := range m.Rows {
		rows = append(rows, s.row(p.Bags[i].Label, r))
	}
	end := widgets.Action{Kind: widgets.Main, Text: s.C.T("place.look.end"), Sub: s.C.T("place.look.all"), Icon: assets.IconCheck, OnTap: s.finish}
	if m.Left > 0 {
		end.Kind, end.Sub = widgets.Secondary, s.C.T("place.look.left", "n", m.Left)
		s.Show(s.C.T("place.look"), kindOf(s.C, p.Kind), widgets.VBox(8, rows...), end, widgets.Action{Kind: widgets.ScanWait, Text: s.C.T("place.look.scan"), OnTap: s.camera("place.look.hint")})
		return
	}
	s.Show(s.C.T("place.look"), kindOf(s.C, p.Kind), widgets.VBox(8, rows...), end)
}

// row is a bag that should lie there; a tap takes it in hand.
func (s *places) row(label string, r bagRow) fyne.CanvasObject {
	box, mark := widgets.CardBox(), fyne.CanvasObject(widgets.NewIcon(assets.IconScan, 28, theme.Ink3))
	switch {
	case r.Seen:
		box, mark = widgets.NewBox(theme.GreenSoft).Round(12), widgets.NewIcon(assets.IconCheck, 28, theme.Green)
	case r.Missing:
		box, mark = widgets.NewBox(theme.RedSoft).Round(12).Edge(theme.Red, 1), widgets.NewChip(assets.IconExcl, widgets.Tone{Ink: theme.Red, Soft: theme.RedSoft}, s.C.T("place.missing"))
	}
	face := widgets.HBox(12, widgets.NewIcon(assets.IconBag, 32, theme.Ink2), widgets.Grow(widgets.Middle(widgets.VBox(2, widgets.Strong(r.Title), widgets.Small(r.Sub)))), mark)
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(face, 12, 10)), func() { s.take(label) }), 0, 72)
}

// finish ends looking over; what was not seen is asked about first.
func (s *places) finish() {
	m := lookOf(s.C, *s.look, s.seen, s.P.Clock().Now())
	slot := s.look.Code
	var seen []string
	for label := range s.seen {
		seen = append(seen, label)
	}
	end := func() {
		load.InTurn(&s.Turns, s.P, func(ctx context.Context) ([]staging.Bag, error) { return s.svc.Finish(ctx, slot, seen) }, func(gone []staging.Bag, err error) {
			if err != nil {
				s.W.Fail(err)
				return
			}
			s.W.Play(assets.SoundDone)
			if len(gone) > 0 {
				s.Stage.Toast(s.C.T("place.look.task", "n", len(gone)), "", nil)
			}
			s.leave()
		})
	}
	if m.Left == 0 {
		end()
		return
	}
	s.Stage.Ask(widgets.SheetData{Title: s.C.T("place.look.left.ask", "n", m.Left), Body: s.C.T("place.look.left.text"), Actions: []widgets.Action{
		{Kind: widgets.Secondary, Text: s.C.T("place.look.again")}, {Kind: widgets.Main, Text: s.C.T("place.look.missing"), OnTap: end},
	}}, s.Stage.HideSheet)
}

// leave goes back to all places.
func (s *places) leave() {
	s.look, s.seen = nil, nil
	s.load()
}
