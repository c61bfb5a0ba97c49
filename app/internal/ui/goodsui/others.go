package goodsui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"miseban/app/internal/catalog"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// OthersService is what the page ほかの店 asks.
type OthersService interface {
	Stand(ctx context.Context, id retail.SKUID) (catalog.Stand, error)
	Elsewhere(ctx context.Context, sku retail.SKUID) (catalog.Elsewhere, error)
	ElsewhereNow(ctx context.Context, sku retail.SKUID) (catalog.Elsewhere, error)
	AskShelf(ctx context.Context, to retail.SiteID, id retail.SKUID, seen int) error
}

// Wish is goods that a customer wants, and at which site: empty for this shop.
type Wish struct {
	SKU  retail.SKUID
	Site retail.SiteID
	Has  int // what that site was said to have
}

// Actions lead from goods to the rooms where something is promised. One that is
// nil is not offered.
type Actions struct {
	Hold  func(Wish) // 取り置き
	Fetch func(Wish) // 取り寄せ: have it sent here
}

// others is the page of every site that has a SKU, as a list and as a map.
type others struct {
	frame
	svc   OthersService
	acts  Actions
	sku   retail.SKUID
	goods catalog.Stand
	got   catalog.Elsewhere
	known bool
	drawn bool // the map is shown
	most  int  // so many sites with the goods are listed, and as many that have none
	zeros bool // those that have none are listed too
	slots struct{ goods, known, live, act load.Slot }
}

// NewOthers makes the page ほかの店.
func NewOthers(w page.Window, svc OthersService, acts Actions, r page.Others) page.Screen {
	s := &others{frame: open(w, "others.title"), svc: svc, acts: acts, sku: r.SKU, drawn: r.Map, most: sitesListed}
	s.show(skeleton(), nil)
	id := r.SKU
	load.Newest(&s.slots.goods, s.life, func(ctx context.Context) (catalog.Stand, error) { return svc.Stand(ctx, id) }, func(v catalog.Stand, err error) {
		if err == nil {
			s.goods = v
			s.paint()
		}
	})
	s.load()
	s.life.Every(time.Minute, func(time.Time) { s.load() })
	return s
}

// load shows what is known here, and what the hub says as soon as it does.
func (s *others) load() {
	id := s.sku
	show := func(e catalog.Elsewhere, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		if s.known && s.got.Live && !e.Live && !e.At.After(s.got.At) { // the hub was faster
			return
		}
		s.got, s.known = e, true
		s.paint()
	}
	load.Newest(&s.slots.known, s.life, func(ctx context.Context) (catalog.Elsewhere, error) { return s.svc.Elsewhere(ctx, id) }, show)
	load.Newest(&s.slots.live, s.life, func(ctx context.Context) (catalog.Elsewhere, error) { return s.svc.ElsewhereNow(ctx, id) }, func(e catalog.Elsewhere, err error) {
		if err == nil { // without a line what is known here stays
			show(e, nil)
		}
	})
}

func (s *others) paint() {
	if !s.known {
		return
	}
	now := s.life.Clock().Now()
	rows := sitesOf(s.c, s.got.Sites, s.got.At, now)
	line := widgets.NewChip(assets.IconOff, widgets.ToneGrey, s.c.T("others.offline"))
	if s.got.Live {
		line = widgets.NewChip(assets.IconDot, widgets.ToneGreen, s.c.T("others.live"))
	}
	name := page.Name(s.c, s.goods.SKU.Name, s.goods.SKU.NameEn)
	option := optionOf(s.c, retail.Variant{Color: s.goods.SKU.Color, Size: s.goods.SKU.Size})
	head := widgets.VBox(4, widgets.HBox(8, widgets.Grow(widgets.Middle(widgets.Strong(name))), line),
		widgets.NewText(widgets.Run{Text: option, Size: theme.T20, Bold: true, Color: theme.Accent}).OneLine())
	if len(rows) == 0 && len(s.got.Empty) == 0 {
		text := s.c.T("goods.others.none")
		if s.got.At.IsZero() {
			text = s.c.T("goods.others.unknown")
		}
		s.show(widgets.Page(widgets.Inset(head, 16, 12), widgets.NewEmptyState(assets.IconSearch, text, "", nil), nil), nil)
		return
	}
	if len(rows) == 0 { // what remains is to ask them
		s.zeros = true
		text := s.c.T("goods.others.none")
		if s.got.At.IsZero() {
			text = s.c.T("goods.others.unknown")
		}
		all := append([]fyne.CanvasObject{head, widgets.Strong(text)}, s.list(nil)...)
		body := fyne.CanvasObject(widgets.NewScroll(widgets.Inset(widgets.VBox(8, all...), 16, 12)))
		if s.w.Shape().Tablet() {
			body = widgets.Column(body, 800)
		}
		s.show(body, nil)
		return
	}
	if s.w.Shape().Tablet() {
		list := widgets.NewScroll(widgets.Inset(widgets.VBox(10, append([]fyne.CanvasObject{head}, s.list(rows)...)...), 24, 20))
		s.show(widgets.TwoPane(list, widgets.Inset(s.chart(rows, 712, 640), 20, 20), 520), nil)
		return
	}
	tabs := widgets.Grid(2, 8, pill(s.c.T("others.list"), !s.drawn, func() { s.drawn = false; s.paint() }), pill(s.c.T("others.map"), s.drawn, func() { s.drawn = true; s.paint() }))
	top := widgets.Inset(widgets.VBox(8, head, tabs), 16, 8)
	if s.drawn {
		s.show(widgets.Page(top, widgets.Inset(s.chart(rows, 328, 410), 16, 8), nil), nil)
		return
	}
	s.show(widgets.Page(top, widgets.NewScroll(widgets.Inset(widgets.VBox(8, s.list(rows)...), 16, 4)), nil), nil)
}

// list is a card for each site; a tap asks what is wanted of it.
func (s *others) list(rows []siteRow) []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, 0, 2*s.most+2)
	for _, r := range rows[:min(len(rows), s.most)] {
		out = append(out, s.card(r))
	}
	if n := len(rows) - s.most; n > 0 {
		return append(out, s.unfold(s.c.T("others.more", "n", n), func() { s.most += sitesListed }))
	}
	empty := s.got.Empty
	switch {
	case len(empty) > 0 && !s.zeros:
		return append(out, s.unfold(s.c.T("others.none", "n", len(empty)), func() { s.zeros = true }))
	case len(empty) > 0 && len(rows) > 0:
		out = append(out, widgets.Inset(widgets.Strong(s.c.T("others.none", "n", len(empty))), 4, 8))
	}
	for _, r := range sitesOf(s.c, empty[:min(len(empty), s.most)], s.got.At, s.life.Clock().Now()) {
		out = append(out, s.card(r))
	}
	if n := len(empty) - s.most; n > 0 {
		out = append(out, s.unfold(s.c.T("others.more", "n", n), func() { s.most += sitesListed }))
	}
	return out
}

// sitesListed is how many sites stand in the list before more are asked for: a
// customer goes to a near one.
const sitesListed = 30

// unfold is a line that shows more of the list.
func (s *others) unfold(text string, do func()) fyne.CanvasObject {
	line := widgets.HBox(8, widgets.Grow(widgets.Middle(widgets.Strong(text))), widgets.NewIcon(assets.IconNext, 20, theme.Ink3))
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.CardBox(), widgets.Middle(widgets.Inset(line, 14, 4))), func() { do(); s.paint() }), 0, 56)
}

// card is a site; a tap asks what is wanted of it.
func (s *others) card(r siteRow) fyne.CanvasObject {
	left := widgets.VBox(4, widgets.HBox(8, widgets.Strong(r.Name), widgets.Small(r.Away)), widgets.HBox(8, widgets.NewChip(r.Chip.Icon, r.Chip.Tone, r.Chip.Word), widgets.Small(r.Sure)))
	if r.Hours != "" {
		left.Add(widgets.Small(r.Hours))
	}
	right := widgets.VBox(0, widgets.Right(widgets.Counted(r.Pieces, s.c.T("common.items.unit"), theme.T32, theme.T15)), widgets.Right(widgets.Caption(r.AsOf)))
	return widgets.NewTap(widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.HBox(8, widgets.Grow(widgets.Middle(left)), widgets.Middle(right)), 14, 10)), func() { s.ask(r) })
}

// chart is the map: this shop in the middle, north up, rings of distance.
func (s *others) chart(rows []siteRow, wide, high float32) fyne.CanvasObject {
	points := mapOf(s.c, s.got.Here, rows, wide, high)
	if points == nil {
		return widgets.NewEmptyState(assets.IconPin, s.c.T("others.map.none"), s.c.T("others.map.none.text"), nil)
	}
	objects := []fyne.CanvasObject{}
	put := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
		objects = append(objects, o)
	}
	put(widgets.NewBox(theme.Sunk).Round(12).Edge(theme.Line, 1), 0, 0, wide, high)
	for _, part := range []float32{0.45, 0.9} {
		r := part * min(wide, high) / 2
		put(widgets.NewBox(theme.Clear).Round(r).Edge(theme.Line, 1), wide/2-r, high/2-r, 2*r, 2*r)
	}
	put(widgets.Caption(s.c.T("others.north")), wide-30, 6, 26, 18)
	for _, p := range points {
		ink := theme.Green
		switch {
		case p.Here:
			ink = theme.Accent
		case p.Doubt == retail.DoubtSome:
			ink = theme.Amber
		case p.Doubt == retail.DoubtGreat:
			ink = theme.Orange
		}
		dot := fyne.CanvasObject(widgets.NewBox(ink).Round(dotRadius).Edge(theme.Card, 2))
		if p.Here {
			dot = widgets.NewIcon(assets.IconPin, 2*dotRadius, ink)
		}
		put(dot, p.X-dotRadius, p.Y-dotRadius, 2*dotRadius, 2*dotRadius)
		if !p.Hidden {
			r := labelRect(p, p.Side)
			put(widgets.NewText(widgets.Run{Text: p.Label, Size: theme.T13, Bold: true, Color: theme.Ink}).OneLine(), r.x0+2, r.y0, r.x1-r.x0, r.y1-r.y0)
		}
		if p.Site >= 0 {
			put(widgets.NewTap(widgets.Layers(), func() { s.ask(rows[p.Site]) }), p.X-24, p.Y-24, 48, 48)
		}
	}
	if n := outside(rows, points); n > 0 {
		note := widgets.NewTap(widgets.Layers(widgets.NewBox(theme.Card).Round(8).Edge(theme.Line, 1), widgets.Inset(widgets.Middle(widgets.NewText(widgets.Run{Text: s.c.T("others.map.outside", "n", n), Size: theme.T15, Bold: true}).OneLine()), 10, 4)), func() { s.drawn = false; s.paint() })
		put(note, 8, high-56, note.MinSize().Width, 48)
	}
	return widgets.Center(widgets.Fixed(container.NewWithoutLayout(objects...), wide, high))
}

// ask is what may be wanted of a site.
func (s *others) ask(r siteRow) {
	wish := Wish{SKU: s.sku, Site: r.Site.ID, Has: r.Has}
	parts := []fyne.CanvasObject{widgets.Title(r.Name), widgets.Small(page.Joined(r.Away, r.Hours, r.Site.Phone)), widgets.HBox(8, widgets.NewChip(r.Chip.Icon, r.Chip.Tone, r.Chip.Word), widgets.Small(page.Joined(s.c.T("common.items", "n", r.Has), r.AsOf)))}
	add := func(a widgets.Action, do func()) {
		a.OnTap = func() {
			s.stage.HideSheet()
			do()
		}
		parts = append(parts, widgets.NewBigButton(a))
	}
	if s.acts.Fetch != nil {
		add(widgets.Action{Kind: widgets.Secondary, Text: s.c.T("others.fetch"), Icon: assets.IconTruck}, func() { s.acts.Fetch(wish) })
	}
	shop := r.Site.Kind != retail.Warehouse
	if shop && s.acts.Hold != nil && r.Has > 0 { // what is not there is promised to nobody
		add(widgets.Action{Kind: widgets.Secondary, Text: s.c.T("others.hold"), Icon: assets.IconHold}, func() { s.acts.Hold(wish) })
	}
	if shop {
		add(widgets.Action{Kind: widgets.Main, Text: s.c.T("others.look"), Sub: s.c.T("others.look.sub"), Icon: assets.IconEye}, func() { s.look(r) })
	}
	s.stage.LongSheet(widgets.VBox(12, parts...), s.stage.HideSheet)
}

// look asks the shop to look at its shelf.
func (s *others) look(r siteRow) {
	id := s.sku
	load.Newest(&s.slots.act, s.life, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.svc.AskShelf(context.WithoutCancel(ctx), r.Site.ID, id, r.Has)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.w.Play(assets.SoundWrong)
			s.w.Fail(err)
			return
		}
		s.w.Play(assets.SoundDone)
		s.stage.Toast(s.c.T("others.asked", "name", r.Name), s.c.T("others.asked.see"), func() { s.w.Go(page.Shelves{}) })
	})
}

// Scan goes to the goods that were scanned.
func (s *others) Scan(code scanner.Code) {
	if code.Kind.Goods() {
		s.w.Play(assets.SoundRight)
		s.w.Replace(page.Product{GTIN: code.Fields.Key})
		return
	}
	s.w.Play(assets.SoundUnknown)
}

// Changed reads again.
func (s *others) Changed([]retail.OrderID) { s.load() }

var _ page.Screen = (*others)(nil)
