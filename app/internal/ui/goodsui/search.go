package goodsui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/catalog"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// SearchService is what the page 商品をさがす asks.
type SearchService interface {
	Search(ctx context.Context, text string, f catalog.Filter) (catalog.Results, error)
	// Facets counts what a search finds.
	Facets(ctx context.Context, text string, f catalog.Filter) (catalog.Facets, error)
	// Last returns what was looked for last; Remember notes a search that led
	// somewhere.
	Last(ctx context.Context) ([]string, error)
	Remember(ctx context.Context, text string) error
}

// search is the page 商品をさがす.
type search struct {
	w     page.Window
	svc   SearchService
	life  *load.Page
	slot  load.Slot
	bar   *widgets.AppBar
	field *widgets.Field
	typed typedModel
	got   catalog.Results
	last  []string
	// counts are those of the sheet that narrows down.
	counts catalog.Facets
	stage  *widgets.Stage

	facets, recent, noted load.Slot

	root, tools, results, pad *fyne.Container
	list                      *widgets.List
}

// NewGoods makes the page 商品をさがす: what is typed on the pad or on keys, the
// goods below while typing. A scan opens the goods at once.
func NewGoods(w page.Window, svc SearchService, _ page.Goods) page.Screen {
	s := &search{w: w, svc: svc, life: load.Open(context.Background(), w.Env()), root: widgets.Layers(), tools: widgets.Layers(), results: widgets.Layers(), pad: widgets.Layers()}
	c := w.Words()
	d := widgets.AppBarData{
		Title: c.T("goods.search"), Tablet: w.Shape().Tablet(), Clock: c.Clock(s.life.Clock().Now()),
		Sync: w.Sync(), OnBack: w.Back, OnSync: func() { w.Go(page.Records{}) },
	}
	if d.Tablet {
		d.Sub = w.Who().Shop
	}
	s.bar = widgets.NewAppBar(d)
	s.field = widgets.NewField(c.T("goods.search.prompt"), nil)
	s.field.OnChanged = func(text string) {
		if text != s.typed.Text {
			s.typed.Text = text
			s.load()
		}
	}
	s.showTools()
	s.showPad()
	s.showResults()
	s.stage = widgets.NewStage(s.root, s.life)
	s.lay()
	load.Newest(&s.recent, s.life, s.svc.Last, func(list []string, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.last = list
		s.showResults()
	})
	if d.Tablet {
		s.life.Every(time.Minute, func(now time.Time) { s.bar.SetClock(c.Clock(now)) })
	}
	return s
}

// lay puts the parts in place: the pads differ in height.
func (s *search) lay() {
	var body fyne.CanvasObject
	if s.w.Shape().Tablet() {
		left := widgets.VBox(16, s.field, s.tools, s.pad)
		body = widgets.Page(s.bar, widgets.TwoPane(widgets.NewScroll(widgets.Inset(left, 24, 24)), s.results, 560), nil)
	} else {
		top := widgets.Pad(widgets.VBox(8, s.field, s.tools), 8, 16, 4, 16)
		bottom := widgets.Layers(widgets.NewBox(theme.Card), widgets.VBox(0, widgets.Hairline(), widgets.Inset(s.pad, 8, 8)))
		body = widgets.Page(s.bar, widgets.Page(top, s.results, nil), bottom)
	}
	s.root.Objects = []fyne.CanvasObject{widgets.NewBox(theme.Bg), body}
	s.root.Refresh()
}

// showTools is what narrows down, and the way to the other pad.
func (s *search) showTools() {
	c := s.w.Words()
	other := c.T("goods.pad.latin")
	if s.typed.Latin {
		other = c.T("goods.pad.kana")
	}
	here := s.typed.Filter
	here.Here, here.Reach = !here.Here, false
	row := widgets.HBoxFill(6,
		pill(c.T("goods.filter"), len(chipsOf(c, s.typed.Filter)) > 0, s.sheet),
		pill(c.T("goods.here.short"), s.typed.Filter.Here, func() { s.narrow(here) }),
		widgets.Space(),
		pill(c.T("goods.space"), false, func() { s.typed.add(" "); s.put() }),
		pill(c.T("goods.clear"), false, func() { s.typed.clear(); s.put() }),
		pill(other, false, func() { s.typed.Latin = !s.typed.Latin; s.showTools(); s.showPad(); s.lay() }))
	if chips := s.chips(); chips != nil {
		widgets.Put(s.tools, widgets.VBox(8, row, chips))
		return
	}
	widgets.Put(s.tools, row)
}

func (s *search) showPad() {
	drop := func() { s.typed.drop(); s.put() }
	if s.typed.Latin {
		widgets.Put(s.pad, widgets.NewLetterPad(func(r rune) { s.typed.add(string(r)); s.put() }, drop))
		return
	}
	widgets.Put(s.pad, widgets.NewKanaPad(func(k string) { s.typed.add(k); s.put() }, func() { s.typed.mark(); s.put() }, drop))
}

// put shows what the pad typed and looks for it.
func (s *search) put() {
	s.field.SetText(s.typed.Text)
	s.load()
}

func (s *search) load() {
	text, f := s.typed.Text, s.typed.Filter
	load.Newest(&s.slot, s.life, func(ctx context.Context) (catalog.Results, error) { return s.svc.Search(ctx, text, f) }, func(r catalog.Results, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.got = r
		s.showResults()
	})
}

func (s *search) showResults() {
	if len(s.got.Hits) == 0 {
		s.list = nil
		widgets.Put(s.results, s.empty())
		return
	}
	if s.list != nil {
		s.list.ToTop()
		s.list.Reload()
		return
	}
	s.list = widgets.NewList(widgets.ListData{Len: s.rows, New: func() fyne.CanvasObject { return widgets.Layers() }, Bind: s.bind, Gap: 8, Margin: 8})
	widgets.Put(s.results, widgets.Inset(s.list, 8, 0))
}

// note is what is said above the list, empty for nothing.
func (s *search) note() string {
	switch c := s.w.Words(); {
	case s.got.Meant:
		return c.T("goods.meant")
	case s.got.More:
		return c.T("goods.more", "n", len(s.got.Hits))
	}
	return ""
}

func (s *search) rows() int {
	if s.note() != "" {
		return len(s.got.Hits) + 1
	}
	return len(s.got.Hits)
}

func (s *search) bind(i int, o fyne.CanvasObject) {
	box := o.(*fyne.Container)
	if note := s.note(); note != "" {
		if i--; i < 0 {
			box.Objects = []fyne.CanvasObject{widgets.Small(note)}
			box.Refresh()
			return
		}
	}
	box.Objects = []fyne.CanvasObject{s.row(hitOf(s.w.Words(), s.got.Hits[i]))}
	box.Refresh()
}

// narrowDots is how many colours stand beside the style code on the handheld.
const narrowDots = 4

// row is one article.
func (s *search) row(m hitModel) fyne.CanvasObject {
	c := s.w.Words()
	pic := widgets.NewPicture(64, 64)
	s.w.Thumbs().Show(pic, m.Picture)
	under := []fyne.CanvasObject{widgets.Digits(m.Code, theme.T13)}
	if m.Option != "" {
		under = append(under, widgets.NewText(widgets.Run{Text: m.Option, Size: theme.T15, Bold: true, Color: theme.Accent}).OneLine())
	} else {
		few := len(m.Colors)
		if !s.w.Shape().Tablet() && few > narrowDots {
			few = narrowDots - 1
		}
		for _, col := range m.Colors[:few] {
			under = append(under, widgets.NewSwatch(col, "", theme.T13))
		}
		if more := len(m.Colors) - few; more > 0 {
			under = append(under, widgets.Caption(c.T("goods.colors.more", "n", more)))
		}
	}
	lines := []fyne.CanvasObject{widgets.Strong(m.Name), widgets.HBox(6, under...), widgets.NewText(widgets.Run{Text: m.Price, Size: theme.T17, Bold: true}).OneLine()}
	count := fyne.CanvasObject(widgets.NewText(widgets.Run{Text: m.Here, Size: theme.T20, Bold: true, Code: true}).OneLine())
	if m.Out {
		count = widgets.NewText(widgets.Run{Text: c.T("goods.out"), Size: theme.T15, Color: theme.Ink2}).OneLine()
	}
	right := []fyne.CanvasObject{widgets.Right(count)}
	if m.Shelf != "" && !m.Out {
		right = append(right, widgets.Right(widgets.Digits(m.Shelf, theme.T15)))
	}
	body := widgets.HBox(12, widgets.Fixed(pic, 64, 64), widgets.Grow(widgets.Middle(widgets.VBox(0, lines...))), widgets.Middle(widgets.VBox(2, right...)))
	return widgets.NewTap(widgets.Layers(widgets.CardBox(), widgets.Inset(body, 10, 8)), func() {
		s.remember()
		s.w.Go(page.Product{Style: m.Style, SKU: m.SKU})
	})
}

// empty says what can be looked for, or that nothing was found.
func (s *search) empty() fyne.CanvasObject {
	c := s.w.Words()
	title, text := c.T("goods.hint"), c.T("goods.hint.text")
	if s.typed.Text != "" || !s.typed.Filter.None() {
		title, text = c.T("goods.none"), c.T("goods.none.text")
		if s.typed.Filter.Here {
			text = c.T("goods.none.here")
		}
	} else if len(s.last) > 0 {
		return s.lastSearches()
	}
	if s.w.Shape().Tablet() {
		return widgets.NewEmptyState(assets.IconSearch, title, text, nil)
	}
	return widgets.NewScroll(widgets.Inset(widgets.VBox(6, widgets.Space(), widgets.Strong(title).Center(), widgets.Small(text).Center(), widgets.Space()), 24, 8))
}

// lastSearches are what was looked for last, one tap away.
func (s *search) lastSearches() fyne.CanvasObject {
	var row []fyne.CanvasObject
	for _, t := range s.last {
		row = append(row, pill(t, false, func() { s.typed.Text = t; s.put() }))
	}
	c := s.w.Words()
	parts := []fyne.CanvasObject{widgets.Small(c.T("goods.hint")), widgets.Strong(c.T("goods.last")), widgets.Wrap(8, row...)}
	return widgets.NewScroll(widgets.Inset(widgets.VBox(10, parts...), 16, 10))
}

// remember notes what was looked for, once it led somewhere.
func (s *search) remember() {
	text := s.typed.Text
	load.Newest(&s.noted, s.life, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.svc.Remember(context.WithoutCancel(ctx), text)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.w.Fail(err)
		}
	})
}

// Content is the page.
func (s *search) Content() fyne.CanvasObject { return s.stage }

// Close ends the page.
func (s *search) Close() { s.life.Close() }

// Scan opens the goods that were scanned; a customer's code goes to the counter.
func (s *search) Scan(code scanner.Code) {
	switch {
	case code.Kind == scanner.KindPickupToken, code.Kind == scanner.KindPickupDigits:
		s.w.Replace(page.Handover{Code: code.Text})
	case code.Kind.Goods():
		s.w.Play(assets.SoundRight)
		s.w.Go(page.Product{GTIN: code.Fields.Key})
	default:
		s.w.Play(assets.SoundUnknown)
		s.stage.Toast(s.w.Words().T("goods.scan"), "", nil)
	}
}

// Changed looks again.
func (s *search) Changed([]retail.OrderID) {
	if s.typed.Text != "" || !s.typed.Filter.None() {
		s.load()
	}
}

// Synced shows the light.
func (s *search) Synced() { s.bar.SetSync(s.w.Sync()) }

var _ page.Screen = (*search)(nil)
