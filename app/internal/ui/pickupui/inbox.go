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
	Settle(ctx context.Context, x retail.Exception, by retail.Remedy) error
	TakeOn(ctx context.Context, x retail.Exception) error
	Assign(ctx context.Context, x retail.Exception, to retail.StaffID) error
	Colleagues(ctx context.Context) ([]retail.Staff, error)
}

// exception is the page of one entry of 要確認.
type exception struct {
	frame
	svc    ExceptionService
	id     retail.ExceptionID
	slot   load.Slot
	view   pickup.ExceptionView
	reader *widgets.Scroll // keeps its place when painted anew
}

// NewException makes the page of one entry of 要確認: what happened, who did
// what, who takes care of it until when, and what to do now.
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
		at := float32(0)
		if e.reader != nil {
			at = e.reader.Offset()
		}
		e.view = v
		m := exceptionOf(e.c, v, e.w.Who().Role, e.now())
		bar.Sub = m.Sub
		e.reader = widgets.NewScroll(e.card(m))
		e.show(bar, e.reader, e.bottomOf(m))
		e.reader.SetOffset(at)
	}
}

// bottomOf is the suggested action over who takes care of it and how it ends.
func (e *exception) bottomOf(m exceptionModel) fyne.CanvasObject {
	suggest := m.Suggest
	suggest.OnTap = func() { e.askRemedy(m) }
	own := widgets.Action{Kind: widgets.Secondary, Text: e.c.T("inbox.take"), OnTap: e.takeOn}
	if m.Mine {
		own = widgets.Action{Kind: widgets.Secondary, Text: e.c.T("inbox.give"), OnTap: e.askColleague}
	}
	others := []widgets.Action{own}
	if m.Route != nil {
		suggest.OnTap = func() { e.w.Go(m.Route) }
		if len(m.Remedies) > 1 || m.Remedies[0].Route == nil {
			others = append(others, widgets.Action{Kind: widgets.Secondary, Text: e.c.T("inbox.record"), OnTap: func() { e.askRemedy(m) }})
		}
	}
	if e.tablet() || len(others) == 1 {
		return widgets.NewBottomBar(append(others, suggest)...)
	}
	row := widgets.Grid(len(others), 8)
	for _, a := range others {
		row.Add(widgets.AtLeast(widgets.NewBigButton(a), 0, 64))
	}
	return widgets.Layers(widgets.NewBox(theme.Card), widgets.VBox(0, widgets.Hairline(), widgets.Inset(widgets.VBox(8, row, widgets.NewBigButton(suggest)), 16, 12)))
}

// step records something about the entry and shows what came of it.
func (e *exception) step(do func(context.Context, retail.Exception) error, then func()) {
	e.stage.HideSheet()
	x := e.view.Entry.Exception
	inTurn(&e.frame, false, func(ctx context.Context) (struct{}, error) { return struct{}{}, do(ctx, x) }, func(_ struct{}, err error) {
		if err != nil {
			e.w.Fail(err)
			e.load()
			return
		}
		e.w.Play(assets.SoundRight)
		then()
	})
}

func (e *exception) takeOn() { e.step(e.svc.TakeOn, e.load) }

// askRemedy asks what was done. What is done on a screen leads there.
func (e *exception) askRemedy(m exceptionModel) {
	rows := []fyne.CanvasObject{widgets.Title(e.c.T("inbox.how"))}
	for _, r := range m.Remedies {
		rows = append(rows, choiceRow(r.Icon, r.Text, r.Sub, func() { e.remedy(r) }))
	}
	e.choices(rows)
}

func (e *exception) remedy(r remedyModel) {
	switch {
	case !r.May:
		e.stage.HideSheet()
		e.stage.Toast(r.Sub, "", nil)
	case r.Route != nil:
		e.stage.HideSheet()
		e.w.Go(r.Route)
	default:
		e.step(func(ctx context.Context, x retail.Exception) error { return e.svc.Settle(ctx, x, r.Remedy) }, e.w.Back)
	}
}

// askColleague asks who takes care of it from now on.
func (e *exception) askColleague() {
	load.Into(e.p, e.svc.Colleagues, func(all []retail.Staff, err error) {
		if err != nil {
			e.w.Fail(err)
			return
		}
		rows := []fyne.CanvasObject{widgets.Title(e.c.T("inbox.give.who"))}
		give := func(icon assets.Icon, text, sub string, to retail.StaffID) {
			rows = append(rows, choiceRow(icon, text, sub, func() {
				e.step(func(ctx context.Context, x retail.Exception) error { return e.svc.Assign(ctx, x, to) }, e.load)
			}))
		}
		for _, st := range all {
			if st.ID != e.view.Entry.Assignee {
				give(assets.IconUser, e.c.T("common.staff", "name", page.Name(e.c, st.Name, st.NameEn)), e.c.T("role."+st.Role.String()), st.ID)
			}
		}
		give(assets.IconRing, e.c.T("inbox.nobody"), e.c.T("inbox.nobody.sub"), "")
		e.choices(rows)
	})
}

// choices puts rows to choose from over the page.
func (e *exception) choices(rows []fyne.CanvasObject) {
	rows = append(rows, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: e.c.T("common.cancel"), OnTap: e.stage.HideSheet}))
	e.stage.LongSheet(widgets.VBox(8, rows...), e.stage.HideSheet)
}

// choiceRow is one thing that is done by a tap.
func choiceRow(icon assets.Icon, text, sub string, onTap func()) fyne.CanvasObject {
	lines := widgets.VBox(0, widgets.Name(text), widgets.Small(sub).LineHeight(20))
	row := widgets.HBox(12, widgets.NewIcon(icon, 28, theme.Ink2), widgets.Grow(widgets.Middle(lines)), widgets.NewIcon(assets.IconNext, 20, theme.Ink3))
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.CardBox(), widgets.Inset(row, 14, 10)), onTap), 0, 72)
}

// card is the whole entry.
func (e *exception) card(m exceptionModel) fyne.CanvasObject {
	due, own := theme.Ink2, theme.Ink2
	if m.Late {
		due = theme.Red
	}
	if m.Mine {
		own = theme.Accent
	}
	parts := []fyne.CanvasObject{
		widgets.HBox(8, widgets.NewChip(m.Chip.Icon, m.Chip.Tone, m.Chip.Word), widgets.Space(), widgets.Small(m.Day).OneLine()),
		widgets.VBox(2, factRow(assets.IconClock, m.Due, due, m.Late), factRow(assets.IconUser, m.Who, own, m.Mine)),
	}
	if what := e.about(m); what != nil {
		parts = append(parts, what)
	}
	parts = append(parts, deedRows(m.People)...)
	if len(m.Seen) > 0 {
		parts = append(parts, noteBox(assets.IconWarn, m.SeenHead, theme.AmberSoft))
		parts = append(parts, deedRows(m.Seen)...)
	}
	said := widgets.HBoxTop(12, widgets.NewIcon(assets.IconHead, 24, theme.Ink2), widgets.Grow(widgets.VBox(2, widgets.Strong(m.Happened), widgets.Small(m.Why).In(theme.Ink))))
	parts = append(parts, widgets.Panel(widgets.NewBox(theme.Sunk).Round(8), 14, said))
	card := widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(14, parts...), 16, 16))
	if e.tablet() {
		return widgets.Inset(widgets.VBox(0, card, widgets.Space()), 240, 24)
	}
	return widgets.Inset(widgets.VBox(0, card, widgets.Space()), 16, 12)
}

// deedRows are who did what, over hairlines.
func deedRows(all []deedModel) []fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for _, d := range all {
		who := widgets.VBox(0, widgets.Strong(d.Who), widgets.Small(d.What))
		parts = append(parts, widgets.Hairline(), widgets.HBoxTop(16, widgets.AtLeast(widgets.NewText(widgets.Run{Text: d.Time, Size: theme.T20, Code: true}), 64, 0), widgets.Grow(who)))
	}
	return parts
}

// factRow is one line with its sign.
func factRow(icon assets.Icon, text string, ink theme.Token, bold bool) fyne.CanvasObject {
	return widgets.HBox(12, widgets.NewIcon(icon, 20, ink), widgets.Grow(widgets.NewText(widgets.Run{Text: text, Size: theme.T15, Bold: bold, Color: ink})))
}

// about is the order, the goods or the terminal an entry is about, nil for none.
func (e *exception) about(m exceptionModel) fyne.CanvasObject {
	var lines []fyne.CanvasObject
	if m.Number != "" {
		lines = append(lines, widgets.NewText(widgets.Run{Text: m.Number + " ", Size: theme.T20, Bold: true, Code: true}, widgets.Run{Text: m.Name, Size: theme.T20, Bold: true}))
	}
	if m.Terminal != "" {
		lines = append(lines, widgets.Name(m.Terminal))
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
