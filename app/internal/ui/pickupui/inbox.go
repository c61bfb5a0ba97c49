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

// ExceptionService is what an entry of 要確認 asks of the pickup service.
type ExceptionService interface {
	Exception(ctx context.Context, id retail.ExceptionID) (pickup.ExceptionView, error)
	Settle(ctx context.Context, x retail.Exception, how string) error
}

// entryRow is an entry of 要確認 as a card of the queue.
func entryRow(m entryModel, onTap func()) fyne.CanvasObject {
	age := widgets.Small(m.Age)
	if m.Late {
		age.In(theme.Red)
	}
	head := widgets.HBox(8, widgets.NewChip(m.Chip.Icon, m.Chip.Tone, m.Chip.Word), widgets.Space(), age.OneLine())
	parts := []fyne.CanvasObject{head}
	line := widgets.Small(m.Sub)
	if m.Title != "" {
		line = widgets.NewText(widgets.Run{Text: m.Title + "  ", Size: theme.T20, Bold: true, Code: true}, widgets.Run{Text: m.Sub, Size: theme.T15, Color: theme.Ink2})
	}
	parts = append(parts, widgets.HBox(8, widgets.Grow(line), widgets.NewIcon(assets.IconNext, 20, theme.Ink3)))
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(6, parts...), 12, 12)), onTap), 0, 88)
}

// exception is the page of one entry of 要確認.
type exception struct {
	frame
	svc  ExceptionService
	id   retail.ExceptionID
	slot load.Slot
	view pickup.ExceptionView
}

// NewException makes the page of one entry of 要確認: what happened, who did
// what, and what to do now.
func NewException(w page.Window, svc ExceptionService, r page.Exception) page.Screen {
	e := &exception{frame: newFrame(w), svc: svc, id: r.ID}
	e.show(barModel{Title: e.c.T("queue.tab.inbox")}, skeleton(), nil)
	e.load()
	return e
}

func (e *exception) load() {
	load.Newest(&e.slot, e.p, func(ctx context.Context) (pickup.ExceptionView, error) { return e.svc.Exception(ctx, e.id) }, e.loaded)
}

func (e *exception) loaded(v pickup.ExceptionView, err error) {
	bar := barModel{Title: e.c.T("queue.tab.inbox")}
	switch {
	case retail.CodeOf(err) == retail.CodeNotFound:
		back := widgets.Action{Kind: widgets.Main, Text: e.c.T("common.back"), OnTap: e.w.Back}
		e.show(bar, widgets.NewEmptyState(assets.IconCheck, e.c.T("queue.x.closed"), e.c.T("queue.x.closed.text"), &back), nil)
	case err != nil:
		retry := widgets.Action{Kind: widgets.Main, Text: e.c.T("common.retry"), OnTap: e.load}
		e.show(bar, widgets.NewEmptyState(assets.IconWarn, e.c.T("queue.failed"), page.Message(e.c, err), &retry), nil)
	default:
		e.view = v
		m := exceptionOf(e.c, v, e.now())
		bar.Sub = m.Sub
		e.show(bar, widgets.NewScroll(e.card(m)), e.bottomOf(m))
	}
}

// bottomOf is the suggested action, and that somebody has seen to it.
func (e *exception) bottomOf(m exceptionModel) fyne.CanvasObject {
	seen := widgets.Action{Kind: widgets.Main, Text: e.c.T(settledBy), Sub: e.c.T("queue.x.seen.sub"), Icon: assets.IconCheck, OnTap: e.settle}
	if m.Route == nil {
		return widgets.NewBottomBar(seen)
	}
	seen.Kind, seen.Icon, seen.Sub = widgets.Secondary, "", ""
	suggest := m.Suggest
	suggest.OnTap = func() { e.w.Go(m.Route) }
	return widgets.NewBottomBar(seen, suggest)
}

func (e *exception) settle() {
	x := e.view.Entry
	inTurn(&e.frame, false, func(ctx context.Context) (struct{}, error) { return struct{}{}, e.svc.Settle(ctx, x, settledBy) }, func(_ struct{}, err error) {
		if err != nil {
			e.w.Fail(err)
			e.load()
			return
		}
		e.w.Play(assets.SoundRight)
		e.w.Back()
	})
}

// card is the whole entry.
func (e *exception) card(m exceptionModel) fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.HBox(8, widgets.NewChip(m.Chip.Icon, m.Chip.Tone, m.Chip.Word), widgets.Space(), widgets.Small(m.Day).OneLine())}
	if what := e.about(m); what != nil {
		parts = append(parts, what)
	}
	parts = append(parts, widgets.VBox(4, widgets.Strong(m.Happened), widgets.Small(m.Why)))
	for _, d := range m.People {
		who := widgets.VBox(0, widgets.Strong(d.Who), widgets.Small(d.What))
		parts = append(parts, widgets.Hairline(), widgets.HBoxTop(16, widgets.AtLeast(widgets.NewText(widgets.Run{Text: d.Time, Size: theme.T20, Code: true}), 64, 0), widgets.Grow(who)))
	}
	if m.Advice != "" {
		parts = append(parts, noteBox(assets.IconWalk, m.Advice, theme.Sunk))
	}
	card := widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(14, parts...), 16, 16))
	if e.tablet() {
		return widgets.Inset(widgets.VBox(0, card, widgets.Space()), 240, 24)
	}
	return widgets.Inset(widgets.VBox(0, card, widgets.Space()), 16, 12)
}

// about is the order and the goods an entry is about, nil for neither.
func (e *exception) about(m exceptionModel) fyne.CanvasObject {
	var lines []fyne.CanvasObject
	if m.Number != "" {
		lines = append(lines, widgets.NewText(widgets.Run{Text: m.Number + " ", Size: theme.T20, Bold: true, Code: true}, widgets.Run{Text: m.Name, Size: theme.T20, Bold: true}))
	}
	if m.About != "" {
		lines = append(lines, widgets.Small(m.About))
	}
	if m.Goods != "" {
		lines = append(lines, widgets.Small(m.Goods).In(theme.Ink))
	}
	if m.Shelf != "" {
		lines = append(lines, widgets.HBox(8, widgets.Code(m.Shelf, theme.T28), widgets.Grow(widgets.Small(m.Place))))
	}
	if len(lines) == 0 {
		return nil
	}
	if m.Picture == "" {
		return widgets.VBox(2, lines...)
	}
	pic := widgets.NewPicture(64, 64)
	e.w.Thumbs().Show(pic, m.Picture)
	return widgets.HBoxTop(12, widgets.Fixed(pic, 64, 64), widgets.Grow(widgets.VBox(2, lines...)))
}

// Scan means nothing on this page.
func (e *exception) Scan(scanner.Code) {}

// Changed reads the entry again: somebody else may have closed it.
func (e *exception) Changed([]retail.OrderID) { e.load() }

var _ page.Screen = (*exception)(nil)
