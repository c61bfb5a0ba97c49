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
	"miseban/assets/words"
	"miseban/scanner"
)

// ChecksService is what the page 棚の見回り asks.
type ChecksService interface {
	Checks(ctx context.Context) (stocktake.Checks, error)
	SayEmpty(ctx context.Context, sku retail.SKUID) (waits bool, err error)
	Find(ctx context.Context, code scanner.Code) (retail.SKU, error)
}

// checkModel is a shelf to be looked at.
type checkModel struct {
	rowModel
	SKU   retail.SKUID
	Shelf string
	Why   string // 14:05 に最後の1点
}

func checkOf(c words.Catalog, k stocktake.Check, empty bool) checkModel {
	m := checkModel{SKU: k.Level.SKU, Shelf: k.Level.Shelf}
	m.goods(c, k.Goods)
	switch {
	case empty:
		m.Why = c.T("stocktake.empty.why", "time", c.DayClock(k.Level.EmptyAt.In(retail.Japan)))
	case k.Level.Negative():
		m.Why = c.T("stocktake.negative.why", "n", signed(c, k.Level.OnHand-k.Level.Picked))
	default:
		m.Why = c.T("stocktake.stale.why", "day", c.Day(k.Level.AsOf.In(retail.Japan)), "n", k.Level.OnHand-k.Level.Picked)
	}
	return m
}

// checks is the page 棚の見回り.
type checks struct {
	*frame
	svc  ChecksService
	slot load.Slot
	got  stocktake.Checks
	tab  int
	tabs *widgets.CountTabs
	list *widgets.List
	rows []checkModel
}

// NewShelfChecks makes the page of shelves that somebody should look at.
func NewShelfChecks(w page.Window, svc ChecksService, _ page.ShelfChecks) page.Screen {
	s := &checks{frame: newFrame(w, w.Words().T("stocktake.checks")), svc: svc}
	s.load()
	return s
}

func (s *checks) load() {
	load.Newest(&s.slot, s.life, s.svc.Checks, func(v stocktake.Checks, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.got = v
		s.paint()
	})
}

func (s *checks) lists() [3][]stocktake.Check {
	return [3][]stocktake.Check{s.got.Empty, s.got.Negative, s.got.Stale}
}

func (s *checks) paint() {
	s.bar.Set(s.head(s.c.T("stocktake.checks"), ""))
	lists := s.lists()
	tabs := make([]widgets.Tab, len(lists))
	for i, key := range []string{"stocktake.empty", "stocktake.negative", "stocktake.stale"} {
		tabs[i] = widgets.Tab{Word: s.c.T(key), Count: len(lists[i])}
	}
	if s.tabs == nil {
		s.tabs = widgets.NewCountTabs(tabs, s.tab, s.tablet(), func(i int) { s.tab = i; s.paint() })
	}
	s.tabs.Set(tabs, s.tab)
	s.rows = nil
	for _, k := range lists[s.tab] {
		s.rows = append(s.rows, checkOf(s.c, k, s.tab == 0))
	}
	var body fyne.CanvasObject
	if len(s.rows) == 0 {
		body = widgets.NewEmptyState(assets.IconCheck, s.c.T("stocktake.checks.none"), s.c.T("stocktake.checks.none.text"), nil)
	} else {
		s.list = widgets.NewList(widgets.ListData{Len: func() int { return len(s.rows) }, New: func() fyne.CanvasObject { return widgets.Layers() }, Bind: s.bind, Gap: 8, Margin: margin(s.w)})
		body = s.list
	}
	head := fyne.CanvasObject(s.tabs)
	if s.tablet() {
		head = widgets.Pad(s.tabs, 12, 24, 4, 24)
	}
	s.lay(widgets.Page(head, body, nil), nil)
}

func (s *checks) bind(i int, o fyne.CanvasObject) {
	box := o.(*fyne.Container)
	box.Objects = []fyne.CanvasObject{s.row(s.rows[i])}
	box.Refresh()
}

// row asks whether the shelf is empty: one tap says so, the other counts.
func (s *checks) row(m checkModel) fyne.CanvasObject {
	pic := widgets.NewPicture(64, 64)
	s.w.Thumbs().Show(pic, m.Picture)
	var what []fyne.CanvasObject
	if m.ColorWord != "" {
		what = append(what, widgets.NewSwatch(m.Color, m.ColorWord, theme.T15), widgets.NewText(widgets.Run{Text: "・" + m.Size, Size: theme.T15}).OneLine())
	}
	lines := []fyne.CanvasObject{widgets.Strong(m.Name)}
	if len(what) > 0 {
		lines = append(lines, widgets.HBox(0, what...))
	}
	lines = append(lines, widgets.Small(m.Why).In(theme.Ink2))
	head := widgets.HBox(12, widgets.Fixed(pic, 64, 64), widgets.Grow(widgets.Middle(widgets.VBox(0, lines...))), widgets.Middle(widgets.Code(m.Shelf, theme.T20)))
	look := widgets.Action{Kind: widgets.Secondary, Text: s.c.T("stocktake.look"), Icon: assets.IconScan, OnTap: func() { s.w.Go(page.Count{SKU: m.SKU}) }}
	buttons := []fyne.CanvasObject{widgets.Grow(widgets.NewBigButton(look))}
	if s.tab == 0 {
		look.Text = s.c.T("stocktake.some")
		empty := widgets.Action{Kind: widgets.Main, Text: s.c.T("stocktake.yes.empty"), Icon: assets.IconCheck, OnTap: func() { s.empty(m.SKU) }}
		buttons = []fyne.CanvasObject{widgets.Grow(widgets.NewBigButton(look)), widgets.Grow(widgets.NewBigButton(empty))}
	}
	return widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(10, head, widgets.HBoxFill(8, buttons...)), 12, 10))
}

func (s *checks) empty(id retail.SKUID) {
	did(s.frame, func(ctx context.Context) (bool, error) { return s.svc.SayEmpty(ctx, id) }, func(waits bool) {
		if waits {
			s.w.Play(assets.SoundWrong)
			s.stage.Toast(s.c.T("recount.waits"), "", nil)
			s.load()
			return
		}
		s.w.Play(assets.SoundRight)
		s.stage.Toast(s.c.T("stocktake.empty.thanks"), "", nil)
		s.load()
	})
}

// Scan counts that SKU: something lies there.
func (s *checks) Scan(code scanner.Code) { countScanned(s.frame, s.svc.Find, code) }

// Changed reads again.
func (s *checks) Changed([]retail.OrderID) { s.load() }

var _ page.Screen = (*checks)(nil)
