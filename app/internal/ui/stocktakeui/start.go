package stocktakeui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/stocktake"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// StartService is what the first page asks.
type StartService interface {
	Start(ctx context.Context) (stocktake.Start, error)
	OpenToday(ctx context.Context) (retail.StocktakeID, error)
	OpenFull(ctx context.Context) (retail.StocktakeID, error)
	Find(ctx context.Context, code scanner.Code) (retail.SKU, error)
}

// start is the first page 棚卸.
type start struct {
	*frame
	svc  StartService
	slot load.Slot
}

// NewStocktakes makes the first page 棚卸. A scan counts that one SKU.
func NewStocktakes(w page.Window, svc StartService, _ page.Stocktakes) page.Screen {
	s := &start{frame: newFrame(w, w.Words().T("stocktake.title")), svc: svc}
	s.load()
	return s
}

func (s *start) load() {
	load.Newest(&s.slot, s.life, s.svc.Start, func(v stocktake.Start, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.paint(startOf(s.c, v))
	})
}

func (s *start) paint(m startModel) {
	s.bar.Set(s.head(s.c.T("stocktake.title"), s.place()))
	begin := []fyne.CanvasObject{
		s.today(m), card(assets.IconShelf, theme.Accent, s.c.T("stocktake.area"), s.c.T("stocktake.area.sub"), nil, func() { s.w.Go(page.StocktakeAreas{}) }),
		card(assets.IconTag, theme.Accent, s.c.T("stocktake.sku"), s.c.T("stocktake.sku.sub"), nil, func() { s.w.Go(page.Goods{}) }),
	}
	if m.Full {
		begin = append(begin, card(assets.IconBox, theme.Accent, s.c.T("stocktake.full"), s.c.T("stocktake.full.sub"), nil, s.full))
	}
	var open []fyne.CanvasObject
	if m.Waiting != "" {
		open = append(open, card(assets.IconUser, theme.Amber, m.Waiting, s.c.T("stocktake.spots.sub"), nil, func() { s.w.Go(page.StocktakeResult{}) }))
	}
	if len(m.Open) > 0 {
		open = append(open, section(s.c.T("stocktake.open")))
	}
	for _, o := range m.Open {
		open = append(open, s.opened(o))
	}
	more := []fyne.CanvasObject{s.checks(m), s.accuracy(m)}
	if s.tablet() {
		left := widgets.VBox(8, append(append([]fyne.CanvasObject{section(s.c.T("stocktake.begin"))}, begin...), open...)...)
		s.lay(widgets.Grid(2, 0, widgets.NewScroll(widgets.Inset(left, 24, 20)), widgets.NewScroll(widgets.Inset(widgets.VBox(16, more...), 24, 28))), nil)
		return
	}
	s.lay(widgets.NewScroll(widgets.Inset(widgets.VBox(8, append(append(open, begin...), more...)...), 16, 12)), nil)
}

func (s *start) place() string {
	if s.tablet() {
		return s.w.Who().Shop
	}
	return ""
}

// today is the list of the day, the most likely thing.
func (s *start) today(m startModel) fyne.CanvasObject {
	ink, face := theme.Accent, widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2)
	icon := assets.IconList
	tap := s.day(m)
	if m.Done {
		ink, face, icon, tap = theme.Green, widgets.NewBox(theme.GreenSoft).Round(12), assets.IconCheck, nil
	}
	row := widgets.HBox(12, widgets.Middle(widgets.NewIcon(icon, 32, ink)), widgets.Grow(widgets.Middle(widgets.VBox(2,
		widgets.NewText(widgets.Run{Text: m.Today, Size: theme.T20, Bold: true}), widgets.Body(m.TodaySub)))))
	body := widgets.AtLeast(widgets.Layers(face, widgets.Inset(widgets.Middle(row), 14, 12)), 0, 88)
	if tap == nil {
		return body
	}
	return widgets.NewTap(body, tap)
}

func (s *start) day(m startModel) func() {
	if m.Started != "" {
		return func() { s.w.Go(page.StocktakeAreas{Stocktake: m.Started}) }
	}
	return func() {
		did(s.frame, s.svc.OpenToday, func(id retail.StocktakeID) { s.w.Go(page.StocktakeAreas{Stocktake: id}) })
	}
}

// full asks before the whole shop is counted.
func (s *start) full() {
	s.stage.Ask(widgets.SheetData{Title: s.c.T("stocktake.full"), Body: s.c.T("stocktake.full.ask"), Actions: []widgets.Action{
		{Kind: widgets.Secondary, Text: s.c.T("common.cancel")},
		{Kind: widgets.Main, Text: s.c.T("stocktake.full.do"), OnTap: func() {
			did(s.frame, s.svc.OpenFull, func(id retail.StocktakeID) { s.w.Go(page.StocktakeAreas{Stocktake: id}) })
		}},
	}}, s.stage.HideSheet)
}

func (s *start) opened(o openModel) fyne.CanvasObject {
	var right fyne.CanvasObject
	if o.Count != "" {
		right = widgets.NewChip(assets.IconExcl, widgets.Tone{Ink: theme.Amber, Soft: theme.AmberSoft}, s.c.T("stocktake.differs", "n", o.Count))
	}
	return card(assets.IconHalf, theme.Amber, o.Name, o.Sub, right, func() {
		if o.One {
			s.w.Go(page.Counting{Stocktake: o.ID, Area: o.Area})
			return
		}
		s.w.Go(page.StocktakeAreas{Stocktake: o.ID})
	})
}

// checks are the lists of shelves to be looked at.
func (s *start) checks(m startModel) fyne.CanvasObject {
	cell := func(n, key string) fyne.CanvasObject {
		return widgets.VBox(0, widgets.NewText(widgets.Run{Text: n, Size: theme.T24, Bold: true, Code: true}).Center().OneLine(), widgets.Small(s.c.T(key)).Center())
	}
	head := widgets.HBox(8, widgets.Grow(widgets.Strong(s.c.T("stocktake.checks"))), widgets.NewIcon(assets.IconNext, 20, theme.Ink3))
	body := widgets.VBox(10, head, widgets.Grid(3, 8, cell(m.Empty, "stocktake.empty"), cell(m.Negative, "stocktake.negative"), cell(m.Stale, "stocktake.stale")))
	return widgets.NewTap(widgets.Layers(widgets.CardBox(), widgets.Inset(body, 14, 12)), func() { s.w.Go(page.ShelfChecks{}) })
}

// accuracy is how right the books were, and week by week.
func (s *start) accuracy(m startModel) fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.Strong(m.ChartTitle)}
	if m.Share == "" {
		parts = append(parts, widgets.Small(s.c.T("stocktake.accuracy.none")))
		return widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(6, parts...), 14, 12))
	}
	parts = append(parts, widgets.HBox(12, widgets.NewText(widgets.Run{Text: m.Share, Size: theme.T40, Bold: true}).OneLine(), widgets.Grow(widgets.Middle(widgets.Small(m.ShareSub)))), chart(m.Chart))
	return widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(8, parts...), 14, 12))
}

// chartHigh is how high the bars of the chart can be.
const chartHigh = 72

// chart draws a bar for each week, from half to all right.
func chart(points []barPoint) fyne.CanvasObject {
	cols := make([]fyne.CanvasObject, 0, len(points))
	for i, p := range points {
		high := float32(max(0, (p.Share-chartFrom)/(1-chartFrom))) * chartHigh
		bar := fyne.CanvasObject(widgets.Fixed(widgets.NewBox(theme.Line), 14, 2))
		if p.Some {
			fill := theme.Accent
			if p.Share < 0.9 {
				fill = theme.Amber
			}
			bar = widgets.Fixed(widgets.NewBox(fill).Round(3), 14, max(4, high))
		}
		label := ""
		if i%4 == len(points)%4 || i == len(points)-1 {
			label = p.Label
		}
		cols = append(cols, widgets.Grow(widgets.VBox(2, widgets.Fixed(widgets.NewBox(theme.Clear), 1, chartHigh-max(2, min(high, chartHigh))), widgets.Center(bar),
			widgets.NewText(widgets.Run{Text: label, Size: theme.T13, Color: theme.Ink2}).Center().OneLine())))
	}
	return widgets.HBoxFill(2, cols...)
}

// Scan counts that one SKU.
func (s *start) Scan(code scanner.Code) { countScanned(s.frame, s.svc.Find, code) }

// Changed reads again.
func (s *start) Changed([]retail.OrderID) { s.load() }

var _ page.Screen = (*start)(nil)
