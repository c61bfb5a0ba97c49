package showui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/catalog"
	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/art"
)

// articleView is the page of an article.
type articleView struct {
	r     *room
	page  showroom.ArticlePage
	a     showroom.Article
	m     articleModel
	e     catalog.Elsewhere
	told  bool         // e is there
	asked retail.SKUID // what e is about
	root  *fyne.Container

	read, others load.Slot
}

// Measures of the page, in dp, of a tablet of 1280 × 800.
const (
	articleLeft  = 496
	articleLow   = 232 // below the picture
	articleRight = 344 // the column on the right with its margin
)

var articleSetting = art.Setting{Zoom: .96, Lift: -.01}

func (r *room) article(p showroom.ArticlePage) fyne.CanvasObject {
	v := &articleView{r: r, page: p, root: widgets.Layers()}
	v.load()
	r.redo = v.load
	return v.root
}

func (v *articleView) load() {
	p := v.page
	load.Newest(&v.read, v.r.here, func(ctx context.Context) (showroom.Article, error) { return v.r.svc.Article(ctx, p.Style, p.SKU) }, func(a showroom.Article, err error) {
		if err != nil {
			v.r.fail(err)
			return
		}
		v.a, v.m = a, articleOf(v.r.c, a, p.SKU)
		if p.SKU == "" { // where it stands follows the colour and size that are shown
			v.page.SKU = v.m.SKU
			v.r.svc.Visit.Put(v.page)
			v.load()
			return
		}
		v.paint()
		if v.asked != v.m.SKU {
			v.look()
		}
	})
}

// look asks other shops: what is known here at once, and what is so now as soon as
// the hub says it.
func (v *articleView) look() {
	sku := v.m.SKU
	v.told, v.asked = false, sku
	show := func(e catalog.Elsewhere, err error) {
		if err != nil {
			v.r.fail(err)
			return
		}
		v.e, v.told = e, true
		v.paint()
	}
	load.Newest(&v.others, v.r.here, func(ctx context.Context) (catalog.Elsewhere, error) { return v.r.svc.Elsewhere(ctx, sku) }, func(e catalog.Elsewhere, err error) {
		show(e, err)
		load.Newest(&v.others, v.r.here, func(ctx context.Context) (catalog.Elsewhere, error) { return v.r.svc.ElsewhereNow(ctx, sku) }, func(e catalog.Elsewhere, err error) {
			if err == nil { // without a line what is known here stays
				show(e, nil)
			}
		})
	})
}

// choose shows another colour or size.
func (v *articleView) choose(sku retail.SKUID) {
	v.r.svc.Visit.Touch()
	v.page.SKU = sku
	v.r.svc.Visit.Put(v.page)
	v.m = articleOf(v.r.c, v.a, sku)
	v.told = false
	v.paint()
	v.load()
}

func (v *articleView) item() showroom.Item { return showroom.Item{Style: v.page.Style, SKU: v.m.SKU} }

func (v *articleView) paint() {
	r := v.r
	offline := widgets.Space()
	if !r.online() {
		offline = widgets.Left(widgets.HBox(8, widgets.NewIcon(assets.IconNoLine, 20, theme.Ink2), widgets.Middle(text(r.c.T("show.offline"), t16, theme.Ink2).OneLine())))
	}
	picture := newPhoto(r.album, 0).of(Shot{Ref: v.m.Picture, Set: articleSetting})
	spots := []spot{
		place(picture, func(s fyne.Size) rect { return rect{0, 0, articleLeft, s.Height - articleLow} }),
		place(v.back(), func(fyne.Size) rect { return rect{margin, 8, articleLeft - 2*margin, 64} }),
		place(v.thumbs(), func(s fyne.Size) rect { return rect{margin, s.Height - articleLow - 88, articleLeft - 2*margin, 72} }),
		place(v.near(), func(s fyne.Size) rect {
			return rect{margin, s.Height - articleLow + 16, articleLeft - 2*margin, articleLow - 32}
		}),
		place(r.bar(offline, r.favoriteTool(), r.staffTool(), r.languageTool()), func(s fyne.Size) rect { return rect{articleLeft + 8, 0, s.Width - articleLeft - 8, barHeight} }),
		place(v.about(), func(s fyne.Size) rect {
			return rect{articleLeft + 32, 84, s.Width - articleLeft - 32 - articleRight - 32, s.Height - 84 - 104}
		}),
		place(v.side(), func(s fyne.Size) rect {
			return rect{s.Width - articleRight, 84, articleRight - margin, s.Height - 84 - 104}
		}),
		place(v.actions(), func(s fyne.Size) rect {
			return rect{articleLeft + 32, s.Height - 24 - 72, s.Width - articleLeft - 32 - margin, 72}
		}),
	}
	if code := v.takeAway(); code != nil {
		size := code.MinSize()
		spots = append(spots, at(code, articleLeft-16-size.Width, 16, size.Width, size.Height))
	}
	widgets.Put(v.root, board(spots...))
	widgets.Wake()
}

// back is the way back, on a card so that it is read on any picture.
func (v *articleView) back() fyne.CanvasObject {
	word := v.r.c.T("show.back")
	if g, ok := v.r.svc.Visit.Below().(showroom.Grid); ok && g.Text == "" {
		word = v.r.c.T("show.back.list", "category", categoryOf(v.r.c, g.Filter.Category))
	}
	row := widgets.HBox(8, widgets.NewIcon(assets.IconBack, 28, theme.Ink).Stroke(2.2), widgets.Middle(bold(word, t18, theme.Ink).OneLine()))
	card := widgets.Layers(widgets.CardBox(), widgets.Pad(widgets.Middle(row), 0, 24, 0, 8))
	return widgets.Left(widgets.NewTap(widgets.AtLeast(card, 0, 64), v.r.back))
}

// takeAway is the page in the web shop as a code, to go on with on the phone.
func (v *articleView) takeAway() fyne.CanvasObject {
	code := qrCode(v.a.Page, 3)
	if code == nil {
		return nil
	}
	words := bold(v.r.c.T("show.takeaway"), theme.T13, theme.Ink).Center().LineHeight(20).ByHand()
	body := widgets.VBox(4, widgets.Center(code), words)
	return widgets.Layers(widgets.NewBox(theme.AccentInk).Round(12), widgets.Inset(body, 6, 8))
}

// thumbs are the colours, each in its own picture.
func (v *articleView) thumbs() fyne.CanvasObject {
	const most = 5
	var row []fyne.CanvasObject
	for _, k := range v.m.Colors[:min(most, len(v.m.Colors))] {
		edge := theme.AccentInk
		if k.Chosen {
			edge = theme.Accent
		}
		picture := newPhoto(v.r.album, 8).of(Shot{Ref: k.Picture, Set: art.Setting{Zoom: .92}})
		tile := widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(edge, 3), widgets.Inset(picture, 4, 4))
		row = append(row, widgets.Fixed(widgets.NewTap(tile, func() { v.choose(k.SKU) }), 72, 72))
	}
	return widgets.HBox(8, row...)
}

// near are other goods of the sort.
func (v *articleView) near() fyne.CanvasObject {
	if len(v.a.Near) == 0 {
		return widgets.Space()
	}
	var row []fyne.CanvasObject
	for _, h := range v.a.Near {
		m := cardOf(v.r.c, h)
		picture := newPhoto(v.r.album, 12).of(Shot{Ref: m.Picture, Set: art.Setting{Zoom: .9}})
		body := widgets.VBox(6, widgets.Fixed(picture, 100, 112), price(v.r.c, m.Price, t16, false).Center())
		row = append(row, widgets.NewTap(body, func() { v.r.open(showroom.ArticlePage{Style: m.Style, SKU: m.SKU}) }))
	}
	return widgets.VBox(12, bold(v.r.c.T("show.near"), t18, theme.Ink), widgets.HBox(16, row...))
}

// about is what it is, what it costs, and in which colours and sizes it is here.
func (v *articleView) about() fyne.CanvasObject {
	c, m := v.r.c, v.m
	cost := []fyne.CanvasObject{price(c, m.Price, t36, true)}
	if m.Was > 0 {
		cost = append(cost, widgets.Middle(widgets.VBox(0, bold(m.Why, t14, theme.Amber).OneLine(), text(c.T("show.was", "yen", c.Yen(m.Was)), t14, theme.Ink2).OneLine())))
	}
	head := widgets.VBox(2, bold(m.Name, theme.T28, theme.Ink).LineHeight(40).Lines(2), text(m.Sub, t14, theme.Ink2).OneLine(), widgets.HBox(16, cost...))
	legend := text(c.T("show.legend"), t14, theme.Ink2).OneLine()
	return widgets.VBox(10, head, v.matrix(), legend, v.chosenLine())
}

// chosenLine says what this shop has of the chosen one.
func (v *articleView) chosenLine() fyne.CanvasObject {
	fill, icon, ink := theme.GreenSoft, assets.IconCheck, theme.Green
	switch {
	case !v.r.online():
		fill, icon, ink = theme.GreySoft, assets.IconClock, theme.Ink
	case v.m.Count == 0:
		fill, icon, ink = theme.GreySoft, assets.IconShop, theme.Ink
	}
	row := widgets.HBox(12, widgets.NewIcon(icon, 22, ink).Stroke(2.4), widgets.Grow(widgets.Middle(bold(v.m.Line, theme.T17, ink).Lines(1))), widgets.Middle(text(v.m.AsOf, t14, theme.Ink2).OneLine()))
	return widgets.AtLeast(widgets.Layers(widgets.NewBox(fill).Round(12), widgets.Inset(widgets.Middle(row), 16, 0)), 0, 48)
}

// side is where it stands, and who else has it.
func (v *articleView) side() fyne.CanvasObject {
	c := v.r.c
	parts := []fyne.CanvasObject{}
	if v.m.Count > 0 && v.a.Plan != nil && v.m.Where != "" {
		parts = append(parts, bold(c.T("show.map"), t18, theme.Ink), widgets.Fixed(newShopMap(c, *v.a.Plan, v.a.Area), 320, 208))
	}
	if v.m.Where != "" {
		parts = append(parts, widgets.HBoxTop(8, widgets.NewIcon(assets.IconPin, 22, theme.Accent), widgets.Grow(bold(v.m.Where, theme.T17, theme.Accent))))
	}
	parts = append(parts, v.elsewhere())
	return widgets.VBox(12, parts...)
}

func (v *articleView) elsewhere() fyne.CanvasObject {
	c := v.r.c
	title := bold(c.T("show.others", "option", v.m.Chosen), t18, theme.Ink)
	if !v.told {
		return title
	}
	if !v.r.online() && !v.e.Live {
		box := widgets.VBox(6, bold(c.T("show.others.unsure"), t16, theme.Ink), text(cutOffModel(c, v.e), t14, theme.Ink2).LineHeight(22))
		return widgets.VBox(12, title, widgets.Layers(widgets.NewBox(theme.Sunk).Round(12), widgets.Inset(box, 16, 14)))
	}
	rows := otherShops(c, v.e, v.r.svc.Now())
	if len(rows) == 0 {
		return widgets.VBox(8, title, text(c.T("show.others.none"), t16, theme.Ink2))
	}
	parts := []fyne.CanvasObject{widgets.Spread(8, title, text(c.T("show.asof", "time", c.Clock(v.e.At)), t14, theme.Ink2).OneLine())}
	for i, o := range rows {
		if i > 0 {
			parts = append(parts, widgets.Hairline())
		}
		word := o.Word
		if o.Sign != "" {
			word = o.Sign + " " + word
		}
		row := widgets.HBox(10, bold(o.Name, theme.T17, theme.Ink).OneLine(), widgets.Grow(widgets.Middle(text(o.Way, t14, theme.Ink2).OneLine())), bold(word, theme.T15, o.Ink).OneLine())
		parts = append(parts, widgets.AtLeast(widgets.Middle(row), 0, 43))
	}
	return widgets.VBox(0, parts...)
}

// actions are to note it, to compare it, and to have it.
func (v *articleView) actions() fyne.CanvasObject {
	c := v.r.c
	word, l := c.T("show.favorite"), otherLook
	if v.r.svc.Visit.IsFavorite(v.page.Style) {
		word, l = c.T("show.favorite.on"), chosen
	}
	note := button(l, assets.IconHeart, word, t18, func() {
		v.r.svc.Visit.Favorite(v.item())
		v.paint()
	})
	beside := button(otherLook, assets.IconBeside, c.T("show.compare"), t18, func() {
		v.r.svc.Visit.Compare(v.item())
		v.r.open(showroom.Compare{})
	})
	want := button(mainLook, assets.IconBell, c.T("show.call"), t22, v.r.call)
	if v.r.svc.Basket() != nil {
		want = button(mainLook, assets.IconBag, c.T("show.want"), t22, func() { v.r.want(v.m.SKU) })
	}
	return widgets.HBoxFill(16, note, beside, widgets.Grow(want))
}

// want puts a piece into the basket.
func (r *room) want(sku retail.SKUID) {
	r.svc.Visit.Touch()
	b := r.svc.Basket()
	load.Newest(&r.scan, r.here, func(ctx context.Context) (struct{}, error) { return struct{}{}, b.Put(ctx, sku) }, func(_ struct{}, err error) {
		if err != nil {
			r.fail(err)
			return
		}
		r.w.Play(assets.SoundRight)
		r.show()
		r.say("show.wanted")
	})
}
