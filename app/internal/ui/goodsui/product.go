package goodsui

import (
	"context"
	"slices"
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

// ProductService is what the page 商品 asks.
type ProductService interface {
	Product(ctx context.Context, code string) (catalog.Product, error)
	Scanned(ctx context.Context, gtin14 string) (code string, sku retail.SKUID, err error)
	Elsewhere(ctx context.Context, sku retail.SKUID) (catalog.Elsewhere, error)
	ElsewhereNow(ctx context.Context, sku retail.SKUID) (catalog.Elsewhere, error)
	StyleOf(ctx context.Context, id retail.SKUID) (string, error)
}

// product is the page of an article.
type product struct {
	w     page.Window
	svc   ProductService
	acts  Actions
	life  *load.Page
	slot  load.Slot
	other load.Slot // of the chosen one: what is known here
	which load.Slot
	live  load.Slot // and what the hub says
	bar   *widgets.AppBar
	root  *fyne.Container
	stage *widgets.Stage

	code   string
	sku    retail.SKUID // the chosen one
	got    catalog.Product
	loaded bool
	known  catalog.Elsewhere
	asked  retail.SKUID // whose figures known holds

	views     []*widgets.Scroll // what is scrolled, to be found where it stood
	shown     string            // the article that is painted
	nearest   *fyne.Container   // holds the glance, where there is one
	elsewhere *fyne.Container   // holds the list of other shops
}

// NewProduct makes the page 商品: one article in its colours and sizes with what
// this shop has of each, and who else has the chosen one.
func NewProduct(w page.Window, svc ProductService, acts Actions, r page.Product) page.Screen {
	s := &product{w: w, svc: svc, acts: acts, life: load.Open(context.Background(), w.Env()), root: widgets.Layers(), code: r.Style, sku: r.SKU}
	c := w.Words()
	d := widgets.AppBarData{
		Title: c.T("goods.product"), Sub: w.Who().Shop, Tablet: w.Shape().Tablet(), Clock: c.Clock(s.life.Clock().Now()),
		Sync: w.Sync(), OnBack: w.Back, OnSync: func() { w.Go(page.Records{}) },
	}
	if !d.Tablet {
		d.Sub = ""
	}
	s.bar = widgets.NewAppBar(d)
	s.lay(skeleton(), nil)
	s.stage = widgets.NewStage(s.root, s.life)
	switch {
	case r.GTIN != "":
		s.scanned(r.GTIN)
	case r.Style == "" && r.SKU != "":
		s.find(r.SKU)
	default:
		s.load()
	}
	s.life.Every(time.Minute, func(now time.Time) {
		if d.Tablet {
			s.bar.SetClock(c.Clock(now))
		}
		s.load()
	})
	return s
}

func (s *product) lay(body, bottom fyne.CanvasObject) {
	s.root.Objects = []fyne.CanvasObject{widgets.NewBox(theme.Bg), widgets.Page(s.bar, body, bottom)}
	s.root.Refresh()
}

// find goes to the article of a SKU.
func (s *product) find(id retail.SKUID) {
	load.Newest(&s.which, s.life, func(ctx context.Context) (string, error) { return s.svc.StyleOf(ctx, id) }, func(code string, err error) {
		switch {
		case retail.CodeOf(err) == retail.CodeNotFound:
			s.unknown()
		case err != nil:
			s.w.Fail(err)
		default:
			s.code, s.sku = code, id
			s.load()
		}
	})
}

// sight is an article with what is known of other sites: all that the page shows
// at once, read in one go so that it is laid out once.
type sight struct {
	catalog.Product
	sku    retail.SKUID // the chosen one
	others catalog.Elsewhere
	fault  error // of others; the article is shown all the same
}

// load reads the article and what is known of other sites.
func (s *product) load() {
	code, want := s.code, s.sku
	load.Newest(&s.slot, s.life, func(ctx context.Context) (v sight, err error) {
		if v.Product, err = s.svc.Product(ctx, code); err != nil {
			return v, err
		}
		v.sku = choose(v.Product, want).SKU
		v.others, v.fault = s.svc.Elsewhere(ctx, v.sku)
		return v, nil
	}, func(v sight, err error) {
		switch {
		case retail.CodeOf(err) == retail.CodeNotFound:
			s.unknown()
		case err != nil:
			s.w.Fail(err)
		case s.sku != want: // meanwhile another one was tapped
			s.got, s.loaded = v.Product, true
			s.choose(choose(v.Product, s.sku).SKU)
		default:
			s.got, s.loaded, s.sku = v.Product, true, v.sku
			s.take(v.sku, v.others, v.fault)
			s.paint()
			s.ask(v.sku)
		}
	})
}

// take keeps what was found of other sites, unless the hub was faster; true when
// it is news.
func (s *product) take(id retail.SKUID, e catalog.Elsewhere, err error) bool {
	if err != nil {
		s.w.Fail(err)
		return false
	}
	if id != s.sku || s.asked == id && s.known.Live && !e.Live {
		return false
	}
	s.known, s.asked = e, id
	return true
}

// choose makes the page about another colour or size.
func (s *product) choose(id retail.SKUID) {
	s.sku = id
	s.paint()
	load.Newest(&s.other, s.life, func(ctx context.Context) (catalog.Elsewhere, error) { return s.svc.Elsewhere(ctx, id) }, func(e catalog.Elsewhere, err error) {
		if s.take(id, e, err) {
			s.paintOthers()
		}
	})
	s.ask(id)
}

// ask asks the hub; without a line what is known here stays.
func (s *product) ask(id retail.SKUID) {
	load.Newest(&s.live, s.life, func(ctx context.Context) (catalog.Elsewhere, error) { return s.svc.ElsewhereNow(ctx, id) }, func(e catalog.Elsewhere, err error) {
		if err == nil && s.take(id, e, nil) {
			s.paintOthers()
		}
	})
}

// unknown says that the catalogue has no such goods.
func (s *product) unknown() {
	c := s.w.Words()
	s.lay(widgets.NewEmptyState(assets.IconSearch, c.T("goods.unknown"), c.T("goods.unknown.text"), nil), nil)
}

func (s *product) paint() {
	if !s.loaded {
		return
	}
	m := productOf(s.w.Words(), s.got, s.sku)
	bar, o := s.actions(m), s.othersNow(m.Chosen)
	var at []float32
	for _, v := range s.views {
		at = append(at, v.Offset())
	}
	again := s.shown == s.got.Code
	s.shown, s.nearest, s.elsewhere = s.got.Code, nil, widgets.Layers(s.others(o))
	if !s.w.Shape().Tablet() {
		parts := []fyne.CanvasObject{s.head(m, 96), s.matrix(m), s.elsewhere, s.doors()}
		if len(m.Rows) > rowsSeen {
			s.nearest = widgets.Layers(s.glance(o))
			parts = slices.Insert(parts, 1, fyne.CanvasObject(s.nearest))
		}
		s.views = []*widgets.Scroll{widgets.NewScroll(widgets.Inset(widgets.VBox(8, parts...), 16, 10))}
		s.lay(s.views[0], bar)
	} else {
		s.views = []*widgets.Scroll{
			widgets.NewScroll(widgets.Inset(widgets.VBox(20, s.head(m, 176), s.matrix(m), s.doors()), 24, 24)),
			widgets.NewScroll(widgets.Inset(widgets.VBox(0, s.elsewhere), 24, 24)),
		}
		s.lay(widgets.TwoPaneRight(s.views[0], s.views[1], 480), bar)
	}
	for i, y := range at {
		if again { // news of the same article move nothing under the thumb
			s.views[i].SetOffset(y)
		}
	}
}

// paintOthers paints what other shops have, where nothing else changed.
func (s *product) paintOthers() {
	if s.elsewhere == nil {
		return
	}
	o := s.othersNow(productOf(s.w.Words(), s.got, s.sku).Chosen)
	s.elsewhere.Objects = []fyne.CanvasObject{s.others(o)}
	if s.nearest != nil {
		s.nearest.Objects = []fyne.CanvasObject{s.glance(o)}
	}
	for _, v := range s.views {
		v.Refresh()
	}
	widgets.Wake()
}

// othersNow is what is known of other shops, nothing where it is of another SKU.
func (s *product) othersNow(chosen string) othersModel {
	e := catalog.Elsewhere{}
	if s.asked == s.sku {
		e = s.known
	}
	few := fewOthers
	if s.w.Shape().Tablet() {
		few = tabletOthers
	}
	return othersOf(s.w.Words(), chosen, e, s.life.Clock().Now(), few)
}

// doors lead to what is one tap away: the figures by class with their prices, and
// the other shops on a map.
func (s *product) doors() fyne.CanvasObject {
	c := s.w.Words()
	door := func(icon assets.Icon, word string, to page.Route) fyne.CanvasObject {
		face := widgets.HBox(8, widgets.NewIcon(icon, 22, theme.Accent), widgets.Middle(widgets.NewText(widgets.Run{Text: word, Size: theme.T15, Bold: true}).OneLine()))
		return widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.CardBox().Edge(theme.Ink3, 1), widgets.Center(widgets.Middle(face))), func() { s.w.Go(to) }), 0, 52)
	}
	return widgets.VBox(8,
		widgets.Grid(2, 8, door(assets.IconList, c.T("goods.stand"), page.Stand{SKU: s.sku}), door(assets.IconPin, c.T("goods.others.map"), page.Others{SKU: s.sku, Map: true})),
		door(assets.IconScan, c.T("stocktake.sku"), page.Count{SKU: s.sku}))
}

// actions are what can be promised of the chosen one, at the thumb.
func (s *product) actions(m productModel) fyne.CanvasObject {
	c, wish := s.w.Words(), Wish{SKU: m.SKU, Has: m.Available}
	var row []widgets.Action
	if s.acts.Fetch != nil {
		row = append(row, widgets.Action{Kind: widgets.Secondary, Text: c.T("goods.fetch"), OnTap: func() { s.acts.Fetch(wish) }})
	}
	switch {
	case s.acts.Hold != nil && m.Available > 0:
		row = append(row, widgets.Action{Kind: widgets.Main, Text: holdText(c, m.Chosen, s.w.Shape().Tablet()), Icon: assets.IconHold, OnTap: func() { s.acts.Hold(wish) }})
	default:
		row = append(row, widgets.Action{Kind: widgets.Main, Text: c.T("goods.ask.others"), Icon: assets.IconShelf, OnTap: func() { s.w.Go(page.Others{SKU: s.sku}) }})
	}
	return widgets.NewBottomBar(row...)
}

// head is picture, name, price and where the chosen one lies.
func (s *product) head(m productModel, side float32) fyne.CanvasObject {
	c := s.w.Words()
	pic := widgets.NewPicture(side, side)
	s.w.Thumbs().Show(pic, m.Picture)
	price := widgets.NewText(widgets.Run{Text: m.Price, Size: theme.T32, Bold: true}, widgets.Run{Text: " " + m.Tax, Size: theme.T15, Color: theme.Ink2}).OneLine()
	if m.Note != "" {
		price = widgets.NewText(widgets.Run{Text: m.Price, Size: theme.T32, Bold: true, Color: theme.Red}, widgets.Run{Text: " " + m.Tax, Size: theme.T15, Color: theme.Ink2}).OneLine()
	}
	lines := []fyne.CanvasObject{widgets.Strong(m.Name), widgets.NewText(
		widgets.Run{Text: c.T("goods.style") + " ", Size: theme.T13, Color: theme.Ink2}, widgets.Run{Text: m.Code, Size: theme.T15, Code: true, Color: theme.Ink2}).OneLine(), price}
	if m.Note != "" {
		lines = append(lines, widgets.Small(m.Note))
	}
	if m.Clash != "" {
		lines = append(lines, widgets.Left(widgets.NewTap(widgets.NewChip(assets.IconExcl, widgets.ToneRed, m.Clash), func() { s.w.Go(page.Stand{SKU: s.sku}) })))
	}
	if m.Shelf != "" {
		where := widgets.NewText(widgets.Run{Text: c.T("goods.shelf") + " ", Size: theme.T15, Color: theme.Ink2},
			widgets.Run{Text: m.Shelf, Size: theme.T17, Bold: true, Code: true}, widgets.Run{Text: "  " + m.Place, Size: theme.T15, Color: theme.Ink2})
		lines = append(lines, widgets.HBox(6, widgets.NewIcon(assets.IconPin, 18, theme.Ink2), widgets.Grow(widgets.Middle(where))))
	}
	if m.Age.Chip.Word != "" {
		lines = append(lines, widgets.Left(widgets.NewChip(m.Age.Chip.Icon, m.Age.Chip.Tone, m.Age.Chip.Word)))
	}
	switch {
	case m.Waits:
		lines = append(lines, widgets.Left(widgets.NewChip(assets.IconUser, widgets.ToneAmber, c.T("goods.waits"))))
	case m.Doubt:
		lines = append(lines, widgets.Left(widgets.NewChip(assets.IconWarn, widgets.ToneAmber, c.T("goods.doubt"))))
	}
	return widgets.HBoxTop(12, widgets.Fixed(pic, side, side), widgets.Grow(widgets.VBox(2, lines...)))
}

// glance is the nearest of the other shops in one line, where so many colours
// stand in the matrix that their list lies below what is seen at once.
func (s *product) glance(o othersModel) fyne.CanvasObject {
	said := o.None
	if len(o.Rows) > 0 {
		said = page.Joined(o.Rows[0].Name, o.Rows[0].Away)
	}
	line := widgets.HBox(8, widgets.NewIcon(assets.IconShelf, 20, theme.Accent), widgets.Grow(widgets.Middle(widgets.NewText(widgets.Run{Text: said, Size: theme.T15, Bold: true}).OneLine())))
	if len(o.Rows) > 0 {
		line.Add(widgets.Counted(o.Rows[0].Pieces, s.w.Words().T("common.items.unit"), theme.T20, theme.T13))
		line.Add(widgets.NewText(widgets.Run{Text: o.AsOf, Size: theme.T13, Color: theme.Ink2}).OneLine())
	}
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.CardBox(), widgets.Middle(widgets.Inset(line, 12, 4))), func() { s.w.Go(page.Others{SKU: s.sku}) }), 0, 48)
}

// rowsSeen is how many rows of the matrix leave the list of other shops in sight.
const rowsSeen = 3

// others is who else has the chosen one.
func (s *product) others(o othersModel) fyne.CanvasObject {
	c := s.w.Words()
	ink := theme.Ink2
	if o.Old {
		ink = theme.Amber
	}
	ask := func() { s.w.Go(page.Others{SKU: s.sku}) }
	head := widgets.HBox(8, widgets.Grow(widgets.Strong(o.Title)), widgets.NewText(widgets.Run{Text: o.AsOf, Size: theme.T15, Color: ink}).OneLine())
	rows := []fyne.CanvasObject{head}
	for _, r := range o.Rows {
		name := []fyne.CanvasObject{widgets.Strong(r.Name), widgets.Small(r.Away)}
		line := []fyne.CanvasObject{widgets.Grow(widgets.Middle(widgets.HBox(10, name...)))}
		if r.Note != "" {
			line = append(line, widgets.Small(r.Note))
		}
		line = append(line, widgets.Counted(r.Pieces, c.T("common.items.unit"), theme.T24, theme.T15))
		rows = append(rows, widgets.Hairline(), widgets.AtLeast(widgets.Middle(widgets.HBox(10, line...)), 0, 52))
	}
	if o.More > 0 {
		more := widgets.NewText(widgets.Run{Text: c.T("goods.others.more", "n", o.More), Size: theme.T15, Bold: true, Color: theme.Accent}).OneLine()
		rows = append(rows, widgets.Hairline(), widgets.AtLeast(widgets.Middle(more), 0, 48))
	}
	if o.None != "" {
		rows = append(rows, widgets.Hairline(), widgets.AtLeast(widgets.Middle(widgets.Small(o.None)), 0, 52))
	}
	return widgets.NewTap(widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(6, rows...), 14, 10)), ask)
}

// How many shops the page shows on the handheld and on a tablet, the nearest
// first; the rest of a chain of hundreds is a tap away.
const (
	fewOthers    = 4
	tabletOthers = 12
)

// scanned goes to the article of a code.
func (s *product) scanned(gtin string) {
	type hit struct {
		code string
		sku  retail.SKUID
	}
	load.Newest(&s.slot, s.life, func(ctx context.Context) (h hit, err error) {
		h.code, h.sku, err = s.svc.Scanned(ctx, gtin)
		return h, err
	}, func(h hit, err error) {
		switch {
		case retail.CodeOf(err) == retail.CodeNotFound && s.loaded:
			s.w.Play(assets.SoundUnknown)
			s.stage.Toast(s.w.Words().T("goods.unknown"), "", nil)
		case retail.CodeOf(err) == retail.CodeNotFound:
			s.unknown()
		case err != nil:
			s.w.Fail(err)
		default:
			if s.loaded {
				s.w.Play(assets.SoundRight)
			}
			s.code, s.sku = h.code, h.sku
			s.load()
		}
	})
}

// Content is the page.
func (s *product) Content() fyne.CanvasObject { return s.stage }

// Close ends the page.
func (s *product) Close() { s.life.Close() }

// Scan shows the goods that were scanned; a customer's code goes to the counter.
func (s *product) Scan(code scanner.Code) {
	switch {
	case code.Kind == scanner.KindPickupToken, code.Kind == scanner.KindPickupDigits:
		s.w.Replace(page.Handover{Code: code.Text})
	case code.Kind.Goods():
		s.scanned(code.Fields.Key)
	default:
		s.w.Play(assets.SoundUnknown)
	}
}

// Changed reads again.
func (s *product) Changed([]retail.OrderID) { s.load() }

// Synced shows the light.
func (s *product) Synced() { s.bar.SetSync(s.w.Sync()) }

var _ page.Screen = (*product)(nil)
