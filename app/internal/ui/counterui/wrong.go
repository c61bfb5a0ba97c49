package counterui

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
	"miseban/assets/words"
	"miseban/scanner"
)

// WrongService is what the page 中身がちがう asks of pickup.Service.
type WrongService interface {
	Wrong(ctx context.Context, id retail.OrderID) (pickup.WrongView, error)
	Goods(ctx context.Context, code scanner.Code) (retail.SKU, error)
	ReportWrong(ctx context.Context, b retail.WrongReport) error
}

// wrongScreen asks which goods of an order were wrong, and how. A scan says what
// lay there.
type wrongScreen struct {
	w     page.Window
	c     words.Catalog
	svc   WrongService
	id    retail.OrderID
	life  *load.Page
	slot  load.Slot
	bar   *widgets.AppBar
	root  *fyne.Container
	stage *widgets.Stage

	view    pickup.WrongView
	line    int
	what    retail.Wrong
	lay     *retail.SKU
	booking bool // the answer is on its way; a second tap is the finger's
}

// NewWrongGoods makes the page 中身がちがう of an order.
func NewWrongGoods(w page.Window, svc WrongService, r page.WrongGoods) page.Screen {
	s := &wrongScreen{w: w, c: w.Words(), svc: svc, id: r.Order, life: load.Open(context.Background(), w.Env()), root: widgets.Layers()}
	s.stage = widgets.NewStage(s.root, s.life)
	s.setBar("")
	s.root.Objects = []fyne.CanvasObject{ground(s.bar, widgets.Inset(widgets.VBox(8, widgets.NewSkeletonCard(), widgets.NewSkeletonCard()), 16, 16), nil)}
	s.load()
	return s
}

func (s *wrongScreen) setBar(sub string) {
	s.bar = widgets.NewAppBar(widgets.AppBarData{
		Title: s.c.T("wrong.title"), Sub: sub, Tablet: s.w.Shape().Tablet(), Clock: s.c.Clock(s.life.Clock().Now()), Sync: s.w.Sync(), OnBack: s.w.Back,
	})
}

func (s *wrongScreen) load() {
	load.Newest(&s.slot, s.life, func(ctx context.Context) (pickup.WrongView, error) { return s.svc.Wrong(ctx, s.id) }, func(v pickup.WrongView, err error) {
		if err != nil {
			s.w.Fail(err)
			s.w.Back()
			return
		}
		if s.view = v; len(v.Lines) == 1 {
			s.line = v.Lines[0].No
		}
		s.paint()
	})
}

func (s *wrongScreen) paint() {
	m := wrongOf(s.c, s.view, s.line, s.what, s.lay)
	s.setBar(m.Sub)
	goods := []fyne.CanvasObject{widgets.Name(s.c.T("wrong.which"))}
	for _, l := range m.Lines {
		goods = append(goods, s.lineRow(l))
	}
	how := []fyne.CanvasObject{widgets.Name(s.c.T("wrong.how"))}
	if m.Lay != "" {
		chip := widgets.HBox(10, widgets.NewIcon(assets.IconScan, 22, theme.Accent), widgets.Grow(widgets.Middle(widgets.Strong(s.c.T("wrong.lay", "goods", m.Lay)))))
		how = append(how, widgets.Layers(widgets.NewBox(theme.AccentSoft).Round(8), widgets.Inset(chip, 12, 10)))
	}
	for _, k := range m.Whats {
		how = append(how, widgets.NewReasonRow(widgets.ReasonData{Icon: k.Icon, Text: k.Text, Effect: k.Effect}, k.What == s.what, func() { s.what = k.What; s.paint() }))
	}
	m.Main.OnTap = s.report
	bottom := widgets.NewBottomBar(m.Main)
	var body fyne.CanvasObject
	if s.w.Shape().Tablet() {
		body = widgets.TwoPaneRight(widgets.NewScroll(widgets.Inset(widgets.VBox(10, goods...), 24, 16)), widgets.NewScroll(widgets.Inset(widgets.VBox(10, how...), 24, 16)), 560)
	} else {
		body = widgets.NewScroll(widgets.Inset(widgets.VBox(10, append(goods, how...)...), 16, 12))
	}
	s.root.Objects = []fyne.CanvasObject{ground(s.bar, body, bottom)}
	s.root.Refresh()
}

// lineRow is a line that can be chosen.
func (s *wrongScreen) lineRow(l wrongLine) fyne.CanvasObject {
	pic := widgets.NewPicture(56, 56)
	s.w.Thumbs().Show(pic, l.Picture)
	box := widgets.CardBox()
	if l.IsChosen {
		box = widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2)
	}
	row := widgets.HBox(12, widgets.Fixed(pic, 56, 56), widgets.Grow(widgets.Middle(widgets.VBox(2, widgets.Strong(l.Name), widgets.Small(l.Option)))))
	if l.IsChosen {
		row.Add(widgets.NewIcon(assets.IconCheck, 28, theme.Accent).Stroke(3))
	}
	return widgets.NewTap(widgets.AtLeast(widgets.Layers(box, widgets.Inset(widgets.Middle(row), 12, 8)), 0, 72), func() { s.line = l.No; s.paint() })
}

// report writes it down once.
func (s *wrongScreen) report() {
	if s.line == 0 || s.what == 0 || s.booking {
		return
	}
	s.booking = true
	b := retail.WrongReport{Order: s.id, Line: s.line, What: s.what, Qty: 1, Out: s.view.Out}
	if s.lay != nil && s.what == retail.WrongItem {
		b.SKU = s.lay.ID
	}
	load.Into(s.life, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.svc.ReportWrong(context.WithoutCancel(ctx), b)
	}, func(_ struct{}, err error) {
		s.booking = false
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.w.Play(assets.SoundDone)
		s.w.Back()
	})
}

// Scan takes the goods that lay in the bag.
func (s *wrongScreen) Scan(code scanner.Code) {
	load.Newest(&s.slot, s.life, func(ctx context.Context) (retail.SKU, error) { return s.svc.Goods(ctx, code) }, func(sku retail.SKU, err error) {
		switch {
		case retail.CodeOf(err) == retail.CodeNotFound:
			s.w.Play(assets.SoundUnknown)
			s.stage.Toast(s.c.T("wrong.unknown"), "", nil)
		case err != nil:
			s.w.Fail(err)
		default:
			s.w.Play(assets.SoundRight)
			s.lay, s.what = &sku, retail.WrongItem
			s.paint()
		}
	})
}

// Content is the page.
func (s *wrongScreen) Content() fyne.CanvasObject { return s.stage }

// Changed reads the order again.
func (s *wrongScreen) Changed(ids []retail.OrderID) {
	for _, id := range ids {
		if id == s.id {
			s.load()
			return
		}
	}
}

// Synced shows the light.
func (s *wrongScreen) Synced() { s.bar.SetSync(s.w.Sync()) }

// Close ends the page.
func (s *wrongScreen) Close() { s.life.Close() }

var _ page.Screen = (*wrongScreen)(nil)

// wrongLink leads from an order to the page 中身がちがう; nothing where no goods
// of it left their shelf.
func (h *handover) wrongLink() []fyne.CanvasObject {
	o := h.view.Order
	if o == nil || o.PickedPieces() == 0 || o.State != retail.HandedOver && !o.State.Waiting() {
		return nil
	}
	return []fyne.CanvasObject{widgets.NewBigButton(widgets.Action{
		Kind: widgets.Secondary, Text: h.c.T("wrong.link"), Icon: assets.IconReturn, OnTap: func() { h.w.Go(page.WrongGoods{Order: o.ID}) },
	})}
}
