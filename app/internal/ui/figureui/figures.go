package figureui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// Service is what the page asks.
type Service interface {
	// Weekly returns how this shop did; CodeOffline when the hub was never asked
	// and cannot be now.
	Weekly(ctx context.Context) (Report, error)
}

// screen is the page 店の数字.
type screen struct {
	w    page.Window
	c    words.Catalog
	svc  Service
	life *load.Page
	slot load.Slot
	bar  *widgets.AppBar
	root *fyne.Container
	got  Report
}

// New makes the page 店の数字.
func New(w page.Window, svc Service, _ page.Figures) page.Screen {
	s := &screen{w: w, c: w.Words(), svc: svc, life: load.Open(context.Background(), w.Env()), root: widgets.Layers()}
	d := widgets.AppBarData{
		Title: s.c.T("figures.title"), Sub: w.Who().Shop, Tablet: w.Shape().Tablet(), Clock: s.c.Clock(s.life.Clock().Now()),
		Sync: w.Sync(), OnBack: w.Back, OnSync: func() { w.Go(page.Records{}) },
	}
	s.bar = widgets.NewAppBar(d)
	s.show(widgets.Inset(widgets.VBox(8, widgets.NewSkeletonCard(), widgets.NewSkeletonCard()), 16, 16))
	s.load()
	s.life.Every(time.Minute, func(now time.Time) {
		if d.Tablet {
			s.bar.SetClock(s.c.Clock(now))
		}
	})
	return s
}

func (s *screen) show(body fyne.CanvasObject) {
	s.root.Objects = []fyne.CanvasObject{widgets.NewBox(theme.Bg), widgets.Page(s.bar, body, nil)}
	s.root.Refresh()
}

func (s *screen) load() {
	load.Newest(&s.slot, s.life, s.svc.Weekly, func(r Report, err error) {
		switch {
		case err != nil && s.got.At.IsZero():
			retry := widgets.Action{Kind: widgets.Secondary, Text: s.c.T("common.retry"), OnTap: s.load}
			s.show(widgets.NewEmptyState(assets.IconOff, s.c.T("figures.offline"), s.c.T("figures.offline.text"), &retry))
		case err == nil:
			s.got = r
			s.paint(pageOf(s.c, r, s.life.Clock().Now().In(retail.Japan)))
		}
	})
}

func (s *screen) paint(m pageModel) {
	if m.Empty {
		s.show(widgets.NewEmptyState(assets.IconList, s.c.T("figures.none"), s.c.T("figures.none.text"), nil))
		return
	}
	cols, side := 1, float32(16)
	if s.w.Shape().Tablet() {
		cols, side = 3, 24
	}
	cards := make([]fyne.CanvasObject, 0, len(m.Figures))
	for _, f := range m.Figures {
		cards = append(cards, figureCard(f))
	}
	parts := []fyne.CanvasObject{widgets.VBox(0, widgets.Name(m.Week), widgets.Small(m.AsOf))}
	for _, n := range m.Notes {
		line := widgets.HBox(10, widgets.NewIcon(assets.IconOff, 20, theme.Ink2), widgets.Grow(widgets.Middle(widgets.Small(n))))
		parts = append(parts, widgets.Layers(widgets.NewBox(theme.GreySoft).Round(8), widgets.Inset(line, 12, 8)))
	}
	parts = append(parts, widgets.Grid(cols, 12, cards...), widgets.Small(s.c.T("figures.about")))
	s.show(widgets.NewScroll(widgets.Inset(widgets.VBox(12, parts...), side, 12)))
}

// figureCard is one number: large, beside what the last weeks looked like, and
// how it changed.
func figureCard(f figureModel) fyne.CanvasObject {
	head := widgets.HBox(8, widgets.NewIcon(f.Icon, 22, theme.Ink2), widgets.Grow(widgets.Middle(widgets.Strong(f.Title))))
	value := widgets.NewText(widgets.Run{Text: f.Value, Size: theme.T40, Bold: true}, widgets.Run{Text: " " + f.Unit, Size: theme.T17, Color: theme.Ink2}).OneLine()
	change := []fyne.CanvasObject{}
	if f.Arrow != "" {
		change = append(change, widgets.NewIcon(f.Arrow, 18, f.Tone.Ink).Stroke(3))
	}
	change = append(change, widgets.Grow(widgets.Middle(widgets.NewText(widgets.Run{Text: f.Change, Size: theme.T15, Bold: f.Arrow != "", Color: f.Tone.Ink}))))
	rows := []fyne.CanvasObject{head, widgets.HBox(12, widgets.Grow(widgets.Middle(value)), bars(f.Bars)), widgets.HBox(6, change...)}
	if f.Note != "" {
		rows = append(rows, widgets.Small(f.Note))
	}
	return widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(4, rows...), 16, 12))
}

// Of the bars, in dp.
const (
	barWidth  = 8
	barHeight = 44
)

// bars draws weeks beside one another, this one last and in the accent.
func bars(all []float32) fyne.CanvasObject {
	row := make([]fyne.CanvasObject, 0, len(all))
	for i, v := range all {
		tok := theme.Ink3
		if i == len(all)-1 {
			tok = theme.Accent
		}
		high := max(2, v*barHeight) // a week of nothing keeps its place
		box := widgets.NewBox(tok).Round(2)
		if v < 0 {
			high, box = 2, widgets.NewBox(theme.Line)
		}
		row = append(row, widgets.VBox(0, widgets.Fixed(widgets.Layers(), barWidth, barHeight-high), widgets.Fixed(box, barWidth, high)))
	}
	return widgets.HBox(3, row...)
}

// Content is the page.
func (s *screen) Content() fyne.CanvasObject { return s.root }

// Close ends the page.
func (s *screen) Close() { s.life.Close() }

// Scan does nothing here.
func (s *screen) Scan(scanner.Code) { s.w.Play(assets.SoundUnknown) }

// Changed does nothing: the figures are the hub's.
func (s *screen) Changed([]retail.OrderID) {}

// Synced shows the light, and asks again where the hub could not be asked.
func (s *screen) Synced() {
	s.bar.SetSync(s.w.Sync())
	if s.got.Stale || s.got.At.IsZero() {
		s.load()
	}
}

var _ page.Screen = (*screen)(nil)
