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

// SearchService is what the search asks of the pickup service.
type SearchService interface {
	Search(ctx context.Context, text string) ([]pickup.Row, error)
	Locate(ctx context.Context, code scanner.Code) (pickup.Row, error)
	Claim(ctx context.Context, id retail.OrderID, takeOver bool) error
}

// search is the page 注文をさがす.
type search struct {
	frame
	svc   SearchService
	route page.Search
	query queryModel
	rows  []pickup.Row
	slot  load.Slot

	field   *fyne.Container
	results *fyne.Container
	pad     *fyne.Container
	list    *widgets.List
}

// NewSearch makes the page 注文をさがす: order number or the last four digits of
// the phone on one pad, kana on the other, the orders below while typing.
func NewSearch(w page.Window, svc SearchService, r page.Search) page.Screen {
	s := &search{frame: newFrame(w), svc: svc, route: r}
	s.field, s.results, s.pad = widgets.Layers(), widgets.Layers(), widgets.Layers()
	s.showField()
	s.showPad()
	s.showResults()
	bar := barModel{Title: s.c.T("queue.search.title")}
	if r.Counter {
		bar.Sub = s.c.T("queue.search.counter")
	}
	if s.tablet() {
		left := widgets.Inset(widgets.VBox(16, s.field, s.pad), 24, 24)
		panes := widgets.TwoPaneRight(widgets.NewScroll(left), s.results, 520)
		s.show(bar, panes, nil)
		return s
	}
	bottom := widgets.Layers(widgets.NewBox(theme.Card), widgets.VBox(0, widgets.Hairline(), widgets.Inset(s.pad, 8, 8)))
	s.show(bar, widgets.Page(widgets.Pad(s.field, 8, 16, 4, 16), s.results, nil), bottom)
	return s
}

// showField is what was typed, and the other pad one tap away.
func (s *search) showField() {
	words := widgets.NewText(widgets.Run{Text: s.query.Text, Size: theme.T24, Bold: true}).OneLine()
	if s.query.Text == "" {
		words = widgets.Small(s.query.prompt(s.c))
	}
	row := []fyne.CanvasObject{widgets.NewIcon(assets.IconSearch, 24, theme.Ink2), widgets.Grow(widgets.Middle(words))}
	box := widgets.AtLeast(widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(theme.Accent, 2), widgets.Inset(widgets.HBox(10, row...), 12, 4)), 0, 56)
	other := s.c.T("queue.search.kana")
	if s.query.Kana {
		other = s.c.T("queue.search.digits")
	}
	swap := widgets.NewTap(widgets.Layers(widgets.CardBox().Edge(theme.Ink3, 1), widgets.Inset(widgets.Middle(widgets.Strong(other).Center()), 12, 0)), func() {
		s.query.swap()
		s.showPad()
		s.typed()
	})
	parts := []fyne.CanvasObject{widgets.Grow(box), widgets.AtLeast(swap, 72, 56)}
	if s.w.HasCamera() {
		parts = append(parts, s.eye())
	}
	widgets.Put(s.field, widgets.HBoxFill(8, parts...))
}

// eye opens the camera: a code is quicker than a name.
func (s *search) eye() fyne.CanvasObject {
	icon := widgets.NewIcon(assets.IconScan, 28, theme.Accent).Stroke(2.2)
	box := widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2)
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Center(icon)), func() { s.w.Camera() }), 56, 56)
}

func (s *search) showPad() {
	drop := func() { s.query.drop(); s.typed() }
	if s.query.Kana {
		widgets.Put(s.pad, widgets.NewKanaPad(func(k string) { s.query.add(k); s.typed() }, func() { s.query.mark(); s.typed() }, drop))
		return
	}
	widgets.Put(s.pad, widgets.NewKeypad(func(d rune) { s.query.add(string(d)); s.typed() }, drop))
}

// typed looks for what stands in the field now.
func (s *search) typed() {
	s.showField()
	s.load()
}

func (s *search) load() {
	text := s.query.Text
	load.Newest(&s.slot, s.p, func(ctx context.Context) ([]pickup.Row, error) { return s.svc.Search(ctx, text) }, func(rows []pickup.Row, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.rows = rows
		s.showResults()
	})
}

func (s *search) showResults() {
	if len(s.rows) == 0 {
		s.list = nil
		widgets.Put(s.results, s.empty())
		return
	}
	if s.list != nil {
		s.list.ToTop()
		s.list.Reload()
		return
	}
	s.list = widgets.NewList(widgets.ListData{
		Len: func() int { return len(s.rows) }, Gap: 8, Margin: 8,
		New: func() fyne.CanvasObject { return widgets.NewOrderCard(s.w.Thumbs(), nil) },
		Bind: func(i int, row fyne.CanvasObject) {
			r, card := s.rows[i], row.(*widgets.OrderCard)
			card.OnTap = func() { opener{&s.frame, s.svc}.openRow(r, s.route.Counter) }
			card.Set(cardOf(s.c, r, s.now(), false))
		},
	})
	widgets.Put(s.results, widgets.Inset(s.list, 8, 0))
}

// empty says what can be looked for, or that nothing was found.
func (s *search) empty() fyne.CanvasObject {
	title, text := s.c.T("queue.search.hint"), s.c.T("queue.search.hint.text")
	if s.query.Text != "" {
		title, text = s.c.T("queue.search.none"), s.c.T("queue.search.none.text")
	}
	if s.tablet() {
		return widgets.NewEmptyState(assets.IconSearch, title, text, nil)
	}
	return widgets.NewScroll(widgets.Inset(widgets.VBox(6, widgets.Space(), widgets.Strong(title).Center(), widgets.Small(text).Center(), widgets.Space()), 24, 8))
}

// Scan: a customer's code and a bag go to the counter, goods and places open
// the order they point at.
func (s *search) Scan(code scanner.Code) {
	switch {
	case code.Kind == scanner.KindPickupToken, code.Kind == scanner.KindPickupDigits:
		s.w.Replace(page.Handover{Code: code.Text})
	case code.Kind == scanner.KindBag, code.Kind == scanner.KindPlace, code.Kind.Goods():
		inTurn(&s.frame, true, func(ctx context.Context) (pickup.Row, error) { return s.svc.Locate(ctx, code) }, func(r pickup.Row, err error) {
			switch {
			case retail.CodeOf(err) == retail.CodeNotFound:
				s.w.Play(assets.SoundWrong)
				s.stage.Toast(noneText(s.c, code), "", nil)
			case err != nil:
				s.w.Fail(err)
			default:
				s.w.Play(assets.SoundRight)
				opener{&s.frame, s.svc}.openRow(r, s.route.Counter)
			}
		})
	case code.Kind == scanner.KindStaff:
	default:
		s.w.Play(assets.SoundWrong)
		s.stage.Toast(s.c.T("queue.scan.unknown"), "", nil)
	}
}

// Changed looks again.
func (s *search) Changed([]retail.OrderID) {
	if s.query.Text != "" {
		s.load()
	}
}

var _ page.Screen = (*search)(nil)
