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

// CountingService is what the counting screen asks.
type CountingService interface {
	Counting(ctx context.Context, id retail.StocktakeID, area string) (stocktake.Counting, error)
	Join(ctx context.Context, id retail.StocktakeID, area string) error
	ScanAll(ctx context.Context, id retail.StocktakeID, area string, class retail.StockClass, codes []scanner.Code) ([]stocktake.Item, error)
	Add(ctx context.Context, id retail.StocktakeID, area string, of stocktake.Item, n int) (stocktake.Item, error)
	Undo(ctx context.Context, id retail.StocktakeID, area string) (stocktake.Item, error)
	Tally(ctx context.Context) error
	TallyAll(ctx context.Context) error
	End(ctx context.Context, id retail.StocktakeID, area string) error
	Find(ctx context.Context, code scanner.Code) (retail.SKU, error)
	NameCode(ctx context.Context, id retail.StocktakeID, code string, sku retail.SKU) error
}

// tallyEvery is how often the screen lets what was counted go to the others.
const tallyEvery = 10 * time.Second

// counting is the screen of an area that is being counted.
type counting struct {
	*frame
	svc    CountingService
	r      page.Counting
	slot   load.Slot
	view   stocktake.Counting
	loaded bool

	waiting []waiting         // scanned, not stored yet
	class   retail.StockClass // what is scanned is of
	busy    bool
	fresh   bool   // something was counted here that colleagues may not see yet
	naming  string // the unknown code of which the next scan says what it is
	pad     *typed // the digits are open, for the item in hand
	of      stocktake.Item

	top   *fyne.Container
	list  *widgets.List
	model countingModel
}

// NewCounting makes the screen of an area that is being counted. Every scan is
// stored before it is shown; the booked figures are nowhere on it.
func NewCounting(w page.Window, svc CountingService, r page.Counting) page.Screen {
	s := &counting{frame: newFrame(w, w.Words().T("stocktake.title")), svc: svc, r: r, class: retail.Regular, top: widgets.Layers()}
	s.list = widgets.NewList(widgets.ListData{Len: s.rows, New: func() fyne.CanvasObject { return widgets.Layers() }, Bind: s.bind, Gap: 8, Margin: margin(w)})
	s.load()
	load.Into(s.life, func(ctx context.Context) (nothing, error) {
		return only(svc.Join(context.WithoutCancel(ctx), r.Stocktake, r.Area))
	}, func(nothing, error) {})
	s.life.Every(tallyEvery, func(time.Time) {
		load.Into(s.life, func(ctx context.Context) (nothing, error) { return only(svc.Tally(context.WithoutCancel(ctx))) }, func(_ nothing, err error) {
			if err != nil {
				w.Fail(err)
			}
		})
	})
	return s
}

func (s *counting) load() {
	load.Newest(&s.slot, s.life, func(ctx context.Context) (stocktake.Counting, error) {
		return s.svc.Counting(ctx, s.r.Stocktake, s.r.Area)
	}, func(v stocktake.Counting, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		if s.loaded && v.Last < s.view.Last {
			return // something was scanned while it was read
		}
		s.view, s.loaded = v, true
		s.paint()
	})
}

// Scan counts. Scans that come faster than they can be stored wait in their
// order.
func (s *counting) Scan(code scanner.Code) {
	if s.naming != "" {
		s.name(code)
		return
	}
	s.pad = nil
	s.stage.HideSheet()
	s.waiting, s.fresh = append(s.waiting, waiting{code, s.class}), true
	s.store()
}

// waiting is a code that was scanned as goods of a class.
type waiting struct {
	code  scanner.Code
	class retail.StockClass
}

// next parts the first codes of one class from the others.
func next(all []waiting) (class retail.StockClass, codes []scanner.Code, rest []waiting) {
	n := 0
	for n < len(all) && all[n].class == all[0].class {
		codes = append(codes, all[n].code)
		n++
	}
	if n > 0 {
		class = all[0].class
	}
	return class, codes, all[n:]
}

// store takes all that waits of one class at once.
func (s *counting) store() {
	if s.busy || len(s.waiting) == 0 {
		return
	}
	class, codes, rest := next(s.waiting)
	s.waiting, s.busy = rest, true
	load.Into(s.life, s.storing(class, codes), func(items []stocktake.Item, err error) {
		s.busy = false
		for _, i := range items {
			merge(&s.view, i)
			s.view.Last = max(s.view.Last, i.N)
		}
		switch {
		case retail.CodeOf(err) == retail.CodeInvalid:
			s.toast("stocktake.no_goods")
		case err != nil: // not stored: to be heard as well
			s.w.Play(assets.SoundWrong)
			s.w.Fail(err)
		case len(items) > 0 && items[len(items)-1].SKU == nil:
			s.w.Play(assets.SoundUnknown)
		default:
			s.w.Play(assets.SoundRight)
		}
		s.paint()
		s.list.ToTop()
		s.store()
	})
}

// storing stores codes whatever becomes of the page.
func (s *counting) storing(class retail.StockClass, codes []scanner.Code) func(context.Context) ([]stocktake.Item, error) {
	return func(ctx context.Context) ([]stocktake.Item, error) {
		return s.svc.ScanAll(context.WithoutCancel(ctx), s.r.Stocktake, s.r.Area, class, codes)
	}
}

// Close stores what waits and lets it go to the others.
func (s *counting) Close() {
	left := s.waiting
	s.waiting = nil
	defer s.frame.Close()
	if !s.fresh {
		return
	}
	load.Into(s.life, func(ctx context.Context) (nothing, error) {
		for len(left) > 0 {
			class, codes, rest := next(left)
			if _, err := s.storing(class, codes)(ctx); err != nil {
				return nothing{}, err
			}
			left = rest
		}
		return only(s.svc.TallyAll(context.WithoutCancel(ctx)))
	}, func(nothing, error) {})
}

// Aim is goods, one after the other.
func (s *counting) Aim() (page.Aim, bool) {
	if !s.loaded || s.stage.SheetShown() && s.naming == "" {
		return page.Aim{}, false
	}
	return page.Aim{Look: page.LookGoods, Title: s.model.Title}, true
}

func (s *counting) undo() {
	s.fresh = true
	load.Into(s.life, func(ctx context.Context) (stocktake.Item, error) {
		return s.svc.Undo(context.WithoutCancel(ctx), s.r.Stocktake, s.r.Area)
	}, func(i stocktake.Item, err error) {
		switch {
		case retail.CodeOf(err) == retail.CodeNotFound:
			s.toast("stocktake.undo.none")
			return
		case err != nil:
			s.w.Fail(err)
			return
		}
		merge(&s.view, i)
		s.view.Last = max(s.view.Last, i.N)
		s.paint()
		s.stage.Toast(s.c.T("stocktake.undone"), "", nil)
	})
}

func (s *counting) end() {
	m := s.model
	body := s.c.T("stocktake.end.text", "n", m.Number)
	if m.LeftHead != "" {
		body = m.LeftHead + "。" + s.c.T("stocktake.end.left")
	}
	s.stage.Ask(widgets.SheetData{Title: m.End, Body: body, Actions: []widgets.Action{
		{Kind: widgets.Secondary, Text: s.c.T("stocktake.end.no")},
		{Kind: widgets.Main, Text: s.c.T("stocktake.end.yes"), Icon: assets.IconCheck, OnTap: func() {
			did(s.frame, func(ctx context.Context) (nothing, error) { return only(s.svc.End(ctx, s.r.Stocktake, s.r.Area)) }, func(nothing) {
				s.w.Play(assets.SoundDone)
				s.w.Replace(page.StocktakeResult{Stocktake: s.r.Stocktake})
			})
		}},
	}}, s.stage.HideSheet)
}

// edit opens the digits for an item of the list.
func (s *counting) edit(i stocktake.Item) {
	s.pad, s.of = &typed{}, i
	s.showPad()
}

func (s *counting) showPad() {
	name := s.c.T("stocktake.unknown")
	if s.of.SKU != nil {
		name = skuName(s.c, *s.of.SKU) + "  " + optionOf(s.c, *s.of.SKU) + "  " + classText(s.c, s.of.Class)
	}
	n := widgets.NewText(widgets.Run{Text: "+" + strconv.Itoa(s.pad.n), Size: theme.T64, Bold: true, Code: true}, widgets.Run{Text: " " + s.c.T("common.items.unit"), Size: theme.T20, Bold: true}).Center().OneLine()
	add := widgets.Action{Kind: widgets.NotYet, Text: s.c.T("stocktake.add"), OnTap: func() {}}
	if s.pad.n > 0 {
		add.Kind, add.OnTap = widgets.Main, s.add
	}
	pad := widgets.NewKeypad(func(d rune) { s.pad.digit(d); s.showPad() }, func() { s.pad.drop(); s.showPad() })
	bar := widgets.HBoxFill(8, widgets.Grow(widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.c.T("common.cancel"), OnTap: s.stage.HideSheet})), widgets.Grow(widgets.NewBigButton(add)))
	s.stage.LongSheet(widgets.VBox(8, widgets.Strong(name), n, pad, bar), s.stage.HideSheet)
}

func (s *counting) add() {
	n, of := s.pad.n, s.of
	s.pad, s.fresh = nil, true
	s.stage.HideSheet()
	did(s.frame, func(ctx context.Context) (stocktake.Item, error) {
		return s.svc.Add(ctx, s.r.Stocktake, s.r.Area, of, n)
	}, func(i stocktake.Item) {
		merge(&s.view, i)
		s.view.Last = max(s.view.Last, i.N)
		s.w.Play(assets.SoundRight)
		s.paint()
	})
}

// ask asks what an unknown code is: the next scan says it.
func (s *counting) ask(code string) {
	s.naming = code
	askName(s.frame, code, func() { s.naming = "" }, func() { s.named(code, retail.SKU{}) })
}

// askName is the question what an unknown code is.
func askName(f *frame, code string, off, none func()) {
	away := func() { off(); f.stage.HideSheet() }
	f.stage.Ask(widgets.SheetData{Title: f.c.T("stocktake.name", "code", code), Body: f.c.T("stocktake.name.text"), Actions: []widgets.Action{
		{Kind: widgets.Secondary, Text: f.c.T("common.later"), OnTap: away},
		{Kind: widgets.Secondary, Text: f.c.T("stocktake.name.none"), OnTap: none},
	}}, away)
}

func (s *counting) name(code scanner.Code) {
	unknown := s.naming
	find(s.frame, s.svc.Find, code, func(sku retail.SKU) { s.named(unknown, sku) })
}

// find looks up what an unknown code is said to be.
func find(f *frame, look func(context.Context, scanner.Code) (retail.SKU, error), code scanner.Code, show func(retail.SKU)) {
	load.Into(f.life, func(ctx context.Context) (retail.SKU, error) { return look(ctx, code) }, func(sku retail.SKU, err error) {
		switch {
		case retail.CodeOf(err) == retail.CodeNotFound:
			f.toast("stocktake.name.unknown")
		case err != nil:
			f.w.Fail(err)
		default:
			show(sku)
		}
	})
}

// countScanned leads from goods that were scanned to the count of that one SKU.
func countScanned(f *frame, look func(context.Context, scanner.Code) (retail.SKU, error), code scanner.Code) {
	if !code.Kind.Goods() {
		f.toast("stocktake.no_goods")
		return
	}
	find(f, look, code, func(sku retail.SKU) {
		f.w.Play(assets.SoundRight)
		f.w.Go(page.Count{SKU: sku.ID})
	})
}

func (s *counting) named(code string, sku retail.SKU) {
	s.naming = ""
	s.stage.HideSheet()
	did(s.frame, func(ctx context.Context) (nothing, error) {
		return only(s.svc.NameCode(ctx, s.r.Stocktake, code, sku))
	}, func(nothing) {
		s.w.Play(assets.SoundRight)
		s.stage.Toast(s.c.T("stocktake.named"), "", nil)
		s.load()
	})
}

// Changed reads again: colleagues count too.
func (s *counting) Changed([]retail.OrderID) {
	if s.loaded && !s.busy && len(s.waiting) == 0 {
		s.load()
	}
}

var (
	_ page.Screen = (*counting)(nil)
	_ page.Aimer  = (*counting)(nil)
)
