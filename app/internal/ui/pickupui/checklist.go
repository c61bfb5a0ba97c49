package pickupui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// ChecklistService is what the checklist asks of the pickup service.
type ChecklistService interface {
	Checklist(ctx context.Context, device retail.DeviceID) ([]pickup.ExceptionView, error)
	Settle(ctx context.Context, x retail.Exception, by retail.Remedy) error
}

// checklist is the orders of a lost terminal, to be looked at with one's eyes.
type checklist struct {
	frame
	svc  ChecklistService
	id   retail.DeviceID
	slot load.Slot
	list []pickup.ExceptionView
}

// NewChecklist makes the page of what a terminal had in hand when it was shut
// out.
func NewChecklist(w page.Window, svc ChecklistService, r page.Checklist) page.Screen {
	s := &checklist{frame: newFrame(w), svc: svc, id: r.Device}
	s.show(barModel{Title: s.c.T("revoke.list")}, skeleton(), nil)
	s.load()
	return s
}

func (s *checklist) load() {
	load.Newest(&s.slot, s.p, func(ctx context.Context) ([]pickup.ExceptionView, error) { return s.svc.Checklist(ctx, s.id) }, func(list []pickup.ExceptionView, err error) {
		if err != nil {
			retry := widgets.Action{Kind: widgets.Main, Text: s.c.T("common.retry"), OnTap: s.load}
			s.show(barModel{Title: s.c.T("revoke.list")}, widgets.NewEmptyState(assets.IconWarn, s.c.T("queue.failed"), page.Message(s.c, err), &retry), nil)
			return
		}
		s.list = list
		s.render()
	})
}

func (s *checklist) render() {
	bar := barModel{Title: s.c.T("revoke.list"), Sub: s.c.T("revoke.left", "n", len(s.list))}
	if len(s.list) == 0 {
		text := s.c.T("revoke.none.text")
		if s.w.Sync().Kind == widgets.SyncOffline || s.w.Sync().Unsent > 0 {
			text = s.c.T("revoke.wait")
		}
		back := widgets.Action{Kind: widgets.Main, Text: s.c.T("common.back"), OnTap: s.w.Back}
		s.show(bar, widgets.NewEmptyState(assets.IconCheck, s.c.T("revoke.none"), text, &back), nil)
		return
	}
	rows := []fyne.CanvasObject{noteBox(assets.IconEye, s.c.T("revoke.text"), theme.Sunk)}
	for _, v := range s.list {
		rows = append(rows, s.row(v))
	}
	body := fyne.CanvasObject(widgets.NewScroll(widgets.Inset(widgets.VBox(8, rows...), 16, 12)))
	if s.tablet() {
		body = widgets.Column(body, 800)
	}
	s.show(bar, body, nil)
}

// row is one order: where it should be, and the tick that it is so.
func (s *checklist) row(v pickup.ExceptionView) fyne.CanvasObject {
	title, where := v.Entry.Number, s.c.T("revoke.unsent", "n", v.Entry.Qty)
	if title == "" {
		title = s.c.T("revoke.other")
	}
	var chip fyne.CanvasObject = widgets.Fixed(widgets.NewBox(theme.Clear), 0, 0)
	if o := v.Order; o != nil {
		look := theme.State(o.State)
		chip = widgets.NewStateChip(look, s.c.T(look.Word))
		where = s.c.T("revoke.picked", "n", o.PickedPieces(), "all", o.Pieces())
		if o.Slot != "" {
			where = joined(where, s.c.T("queue.slot", "slot", o.Slot))
		}
	} else if v.Entry.Order != "" {
		where = s.c.T("revoke.gone")
	}
	name := ""
	if v.Name != "" {
		name = sama(s.c, v.Name)
	}
	head := widgets.NewText(widgets.Run{Text: title + " ", Size: theme.T20, Bold: true, Code: true}, widgets.Run{Text: name, Size: theme.T20, Bold: true})
	open := widgets.NewTap(widgets.VBox(4, head, widgets.Small(where), widgets.Left(chip)), func() { s.w.Go(page.Exception{ID: v.Entry.ID}) })
	tick := widgets.NewTap(widgets.Layers(widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2),
		widgets.Inset(widgets.Middle(widgets.VBox(2, widgets.Center(widgets.NewIcon(assets.IconCheck, 28, theme.Accent).Stroke(3)), widgets.NewText(widgets.Run{Text: s.c.T("revoke.tick"), Size: theme.T13, Bold: true, Color: theme.Accent}).OneLine().Center())), 8, 6)),
		func() { s.tick(v) })
	return widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.HBox(12, widgets.Grow(widgets.Middle(open)), widgets.AtLeast(tick, 88, 80)), 12, 10))
}

func (s *checklist) tick(v pickup.ExceptionView) {
	inTurn(&s.frame, false, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.svc.Settle(ctx, v.Entry.Exception, retail.RemedyMatches)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.w.Fail(err)
		} else {
			s.w.Play(assets.SoundRight)
		}
		s.load()
	})
}

// Scan means nothing on this page.
func (s *checklist) Scan(scanner.Code) { s.w.Play(assets.SoundUnknown) }

// Changed reads the list again.
func (s *checklist) Changed([]retail.OrderID) { s.load() }

var _ page.Screen = (*checklist)(nil)
