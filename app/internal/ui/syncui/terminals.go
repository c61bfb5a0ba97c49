package syncui

import (
	"context"
	"time"

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

// Fleet is what the page of terminals asks.
type Fleet interface {
	Shop
	Standing(ctx context.Context) (pickup.Standing, error)
	Take(ctx context.Context, takeOver bool) error
	Revoke(ctx context.Context, id retail.DeviceID) error
}

// terminals is the page of the shop's terminals.
type terminals struct {
	w     page.Window
	svc   Fleet
	life  *load.Page
	slot  load.Slot
	word  load.Slot // what the hub says of them
	shown fleet
	said  pickup.Contacts
	bar   *widgets.AppBar
	root  *fyne.Container
	stage *widgets.Stage
}

// fleet is what one load brings.
type fleet struct {
	all   []pickup.Terminal
	stand pickup.Standing
}

// NewTerminals makes the page of the shop's terminals: who is the 受渡端末, who
// was not heard of, and shutting a lost one out.
func NewTerminals(w page.Window, svc Fleet, _ page.Terminals) page.Screen {
	s := &terminals{w: w, svc: svc, life: load.Open(context.Background(), w.Env()), root: widgets.Layers()}
	c, who := w.Words(), w.Who()
	d := widgets.AppBarData{
		Title: c.T("terminals.title"), Sub: who.Shop, Tablet: w.Shape().Tablet(), Clock: c.Clock(s.life.Clock().Now()),
		Sync: w.Sync(), OnBack: w.Back, OnSync: func() { w.Go(page.Records{}) },
	}
	s.bar = widgets.NewAppBar(d)
	s.root.Objects = []fyne.CanvasObject{widgets.NewBox(theme.Bg), widgets.Page(s.bar, widgets.Inset(widgets.VBox(8, widgets.NewSkeletonCard(), widgets.NewSkeletonCard()), 16, 16), nil)}
	s.stage = widgets.NewStage(s.root, s.life)
	s.load()
	s.life.Every(time.Minute, func(now time.Time) {
		if d.Tablet {
			s.bar.SetClock(c.Clock(now))
		}
		s.load()
	})
	return s
}

func (s *terminals) load() {
	load.Newest(&s.slot, s.life, func(ctx context.Context) (f fleet, err error) {
		if f.all, err = s.svc.Terminals(ctx); err != nil {
			return f, err
		}
		f.stand, err = s.svc.Standing(ctx)
		return f, err
	}, func(f fleet, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.shown = f
		s.paint()
	})
	load.Newest(&s.word, s.life, s.svc.Contacts, func(said pickup.Contacts, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.said = said
		s.paint()
	})
}

func (s *terminals) paint() {
	f := s.shown
	if len(f.all) == 0 { // the hub was faster
		return
	}
	c, role, now := s.w.Words(), s.w.Who().Role, s.life.Clock().Now()
	parts := []fyne.CanvasObject{s.counter(counterOf(c, f.stand, role, now))}
	rows := make([]fyne.CanvasObject, 0, len(f.all))
	for i, t := range f.all {
		if i > 0 {
			rows = append(rows, widgets.Hairline())
		}
		rows = append(rows, s.row(stationOf(c, t, role, now), contactOf(c, t.ID, s.said, now)))
	}
	parts = append(parts, widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(0, rows...), 16, 4)))
	if old := asOf(c, s.said, now); old != "" {
		parts = append(parts, widgets.Small(old))
	}
	if role < retail.RoleManager {
		parts = append(parts, widgets.Small(c.T("terminals.manager")))
	}
	body := fyne.CanvasObject(widgets.NewScroll(widgets.Inset(widgets.VBox(16, parts...), 16, 16)))
	if s.w.Shape().Tablet() {
		body = widgets.Column(body, 800)
	}
	s.root.Objects = []fyne.CanvasObject{widgets.NewBox(theme.Bg), widgets.Page(s.bar, body, nil)}
	s.root.Refresh()
}

// counter is who may hand over while the line is away.
func (s *terminals) counter(m counterModel) fyne.CanvasObject {
	c := s.w.Words()
	text := widgets.VBox(4, widgets.Strong(m.Text), widgets.Small(m.Detail).In(theme.Ink))
	parts := []fyne.CanvasObject{widgets.HBoxTop(12, widgets.NewIcon(m.Icon, 28, m.Tone.Ink), widgets.Grow(text))}
	if m.Take {
		parts = append(parts, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: c.T("lease.take"), OnTap: func() { s.take(m.Over) }}))
	}
	return widgets.Panel(widgets.NewBox(m.Tone.Soft).Round(12).Edge(m.Tone.Ink, 1), 16, widgets.VBox(12, parts...))
}

func (s *terminals) take(over bool) {
	load.Into(s.life, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.svc.Take(context.WithoutCancel(ctx), over)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.w.Play(assets.SoundRight)
		s.stage.Toast(s.w.Words().T("lease.asked"), "", nil)
		s.load()
	})
}

// row is one terminal; a manager may shut it out.
func (s *terminals) row(m stationModel, k contactModel) fyne.CanvasObject {
	c := s.w.Words()
	ink := theme.Ink2
	if m.Alert {
		ink = theme.Amber
	}
	lines := []fyne.CanvasObject{widgets.Strong(m.Name)}
	if m.Sub != "" {
		lines = append(lines, widgets.NewText(widgets.Run{Text: m.Sub, Size: theme.T15, Bold: m.Alert, Color: ink}))
	}
	if k.Known && !m.Alert {
		word := widgets.NewText(widgets.Run{Text: k.Word, Size: theme.T15, Bold: true, Color: k.Tone.Ink})
		lines = append(lines, widgets.HBox(6, widgets.NewIcon(k.Icon, 18, k.Tone.Ink), widgets.Grow(widgets.Middle(word))))
		if s.w.Shape().Tablet() {
			lines = append(lines, widgets.Small(c.T("terminals.figures", "n", k.Recorded, "arrived", k.Arrived)))
		}
	}
	if m.Counter != "" {
		lines = append(lines, widgets.Left(widgets.NewChip(assets.IconHub, widgets.ToneGreen, m.Counter)))
	}
	row := []fyne.CanvasObject{widgets.NewIcon(m.Icon, 24, ink), widgets.Grow(widgets.Middle(widgets.VBox(2, lines...)))}
	if m.Revoke {
		face := widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(theme.Red, 1), widgets.Inset(widgets.Middle(widgets.NewText(widgets.Run{Text: c.T("revoke.short"), Size: theme.T15, Bold: true, Color: theme.Red}).Center()), 12, 4))
		row = append(row, widgets.AtLeast(widgets.NewTap(face, func() { s.ask(m) }), 88, 56))
	}
	return widgets.AtLeast(widgets.Inset(widgets.HBox(12, row...), 0, 10), 0, 72)
}

// ask says what it does before a terminal is shut out.
func (s *terminals) ask(m stationModel) {
	c := s.w.Words()
	text := c.T("revoke.ask.text")
	if s.w.Sync().Kind == widgets.SyncOffline {
		text += "\n" + c.T("revoke.ask.offline")
	}
	s.stage.Ask(widgets.SheetData{Title: c.T("revoke.ask", "name", m.Name), Body: text, Actions: []widgets.Action{
		{Kind: widgets.Secondary, Text: c.T("common.cancel")},
		{Kind: widgets.Main, Text: c.T("revoke.do"), OnTap: func() { s.revoke(m.ID) }},
	}}, s.stage.HideSheet)
}

func (s *terminals) revoke(id retail.DeviceID) {
	load.Into(s.life, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.svc.Revoke(context.WithoutCancel(ctx), id)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.w.Play(assets.SoundDone)
		s.w.Go(page.Checklist{Device: id})
	})
}

// Content is the page.
func (s *terminals) Content() fyne.CanvasObject { return s.stage }

// Close ends the page.
func (s *terminals) Close() { s.life.Close() }

// Scan says that nothing is scanned here.
func (s *terminals) Scan(scanner.Code) { s.w.Play(assets.SoundUnknown) }

// Changed reads again.
func (s *terminals) Changed([]retail.OrderID) { s.load() }

// Synced shows the light, and what depends on the line.
func (s *terminals) Synced() {
	s.bar.SetSync(s.w.Sync())
	s.load()
}
