package stocktakeui

import (
	"context"
	"strconv"
	"time"

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

// AgainService is what the page of a second count asks.
type AgainService interface {
	Line(ctx context.Context, id retail.StocktakeID, sku retail.SKUID, class retail.StockClass) (stocktake.Variance, error)
	CountAgain(ctx context.Context, id retail.StocktakeID, sku retail.SKUID, class retail.StockClass, qty int, from time.Time) error
	Find(ctx context.Context, code scanner.Code) (retail.SKU, error)
}

// again is the page on which another person counts a SKU again, blind.
type again struct {
	*frame
	svc   AgainService
	r     page.CountAgain
	view  stocktake.Variance
	since time.Time
	n     int
	given bool
	fresh bool // the next digit begins anew
}

// NewCountAgain makes the page on which another person counts a SKU again.
// Neither the books nor the first figure are on it.
func NewCountAgain(w page.Window, svc AgainService, r page.CountAgain) page.Screen {
	s := &again{frame: newFrame(w, w.Words().T("stocktake.again")), svc: svc, r: r, fresh: true}
	s.since = s.now()
	load.Into(s.life, func(ctx context.Context) (stocktake.Variance, error) {
		return svc.Line(ctx, r.Stocktake, r.SKU, r.Class)
	}, func(v stocktake.Variance, err error) {
		if err != nil {
			w.Fail(err)
			w.Back()
			return
		}
		s.view = v
		s.paint()
	})
	return s
}

func (s *again) paint() {
	v := s.view
	s.bar.Set(s.head(s.c.T("stocktake.again"), v.Place))
	text := "–"
	if s.given {
		text = strconv.Itoa(s.n)
	}
	do := widgets.Action{Kind: widgets.NotYet, Text: s.c.T("stocktake.again.do"), Sub: s.c.T("stocktake.again.first"), OnTap: func() {}}
	if s.given {
		do = widgets.Action{Kind: widgets.Main, Text: s.c.T("stocktake.again.n", "n", s.n), Icon: assets.IconCheck, OnTap: s.done}
	}
	if s.tablet() {
		left := widgets.NewScroll(widgets.Inset(widgets.VBox(16, s.item(96), s.tally(text)), 24, 24))
		s.lay(widgets.Grid(2, 0, left, widgets.NewScroll(widgets.Inset(widgets.NewKeypad(s.digit, s.drop), 24, 24))), widgets.NewBottomBar(do))
		return
	}
	s.lay(widgets.NewScroll(widgets.Inset(widgets.VBox(8, s.item(72), s.tally(text), widgets.NewLowKeypad(s.digit, s.drop)), 16, 8)), widgets.NewBottomBar(do))
}

// item is what is counted and where it lies; on the handheld in as many lines as
// leave the keys their place.
func (s *again) item(side float32) fyne.CanvasObject {
	v := s.view
	pic := widgets.NewPicture(side, side)
	s.w.Thumbs().Show(pic, v.Goods.Picture)
	shelf := widgets.HBox(6, widgets.NewIcon(assets.IconShelf, 24, theme.Ink2), widgets.Grow(widgets.Left(widgets.Code(v.Shelf, theme.T28))))
	lines := []fyne.CanvasObject{widgets.Name(skuName(s.c, v.Goods)), widgets.Body(whatOf(s.c, v.Goods, v.Class)), shelf}
	if !s.tablet() {
		option := widgets.NewText(widgets.Run{Text: whatOf(s.c, v.Goods, v.Class), Size: theme.T17, Bold: true}).OneLine()
		lines = []fyne.CanvasObject{widgets.Strong(skuName(s.c, v.Goods)), widgets.HBox(12, widgets.Middle(option), widgets.Middle(shelf))}
	}
	return widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.HBox(12, widgets.Fixed(pic, side, side), widgets.Grow(widgets.Middle(widgets.VBox(4, lines...)))), 12, side/8))
}

// tally is the number given so far.
func (s *again) tally(text string) fyne.CanvasObject {
	hint := widgets.Small(s.c.T("stocktake.again.hint"))
	box := widgets.NewBox(theme.Card).Round(12).Edge(theme.Accent, 2)
	if !s.tablet() {
		return widgets.Layers(box, widgets.Inset(widgets.HBox(16, widgets.Middle(widgets.Counted(text, s.c.T("common.items.unit"), theme.T40, theme.T20)), widgets.Grow(widgets.Middle(hint))), 16, 6))
	}
	n := widgets.NewText(widgets.Run{Text: text, Size: theme.T64, Bold: true, Code: true}, widgets.Run{Text: " " + s.c.T("common.items.unit"), Size: theme.T20, Bold: true}).Center().OneLine()
	return widgets.Layers(box, widgets.Inset(widgets.VBox(2, n, hint.Center()), 12, 8))
}

func (s *again) digit(d rune) {
	if s.fresh {
		s.n, s.fresh = 0, false
	}
	if n := s.n*10 + int(d-'0'); n <= mostTyped {
		s.n = n
	}
	s.given = true
	s.paint()
}

func (s *again) drop() {
	s.given = s.n >= 10
	s.n /= 10
	s.paint()
}

func (s *again) done() {
	n, since := s.n, s.since
	did(s.frame, func(ctx context.Context) (nothing, error) {
		return only(s.svc.CountAgain(ctx, s.r.Stocktake, s.r.SKU, s.r.Class, n, since))
	}, func(nothing) {
		s.w.Play(assets.SoundDone)
		s.w.Back()
	})
}

// Scan counts a piece; anything else is said and not counted.
func (s *again) Scan(code scanner.Code) {
	find(s.frame, s.svc.Find, code, func(sku retail.SKU) {
		if sku.ID != s.r.SKU {
			s.w.Play(assets.SoundWrong)
			s.stage.Toast(s.c.T("stocktake.again.other"), "", nil)
			return
		}
		s.w.Play(assets.SoundRight)
		s.n, s.given, s.fresh = s.n+1, true, true
		s.paint()
	})
}

// Changed leaves the page as it is: somebody counts.
func (s *again) Changed([]retail.OrderID) {}

// Aim is the goods that are counted.
func (s *again) Aim() (page.Aim, bool) {
	return page.Aim{Look: page.LookGoods, Title: s.c.T("stocktake.again"), Item: page.AimItem{Picture: s.view.Goods.Picture, Name: skuName(s.c, s.view.Goods), What: whatOf(s.c, s.view.Goods, s.view.Class), Shelf: s.view.Shelf}}, true
}

var (
	_ page.Screen = (*again)(nil)
	_ page.Aimer  = (*again)(nil)
)
