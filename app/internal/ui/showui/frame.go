package showui

import (
	"strconv"

	"fyne.io/fyne/v2"

	"miseban/app/internal/catalog"
	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
	"miseban/assets/words"
)

// Measures of the frame, in dp.
const (
	railWidth = 136
	barHeight = 80
	margin    = 24
)

// mainEdge is where a main action ends above the lower edge.
const mainEdge = 24

// spelled is the other language that a tap speaks.
func (r *room) spelled() (words.Lang, string) {
	if r.c.Lang() == words.Ja {
		return words.En, "English"
	}
	return words.Ja, "日本語"
}

// languageTool speaks the other language.
func (r *room) languageTool() fyne.CanvasObject {
	l, word := r.spelled()
	return tool(assets.IconGlobe, word, func() { r.speak(l) })
}

// staffTool calls staff.
func (r *room) staffTool() fyne.CanvasObject {
	return tool(assets.IconBell, r.callWord(), r.call)
}

func (r *room) searchTool() fyne.CanvasObject {
	return tool(assets.IconSearch, r.c.T("show.search"), func() { r.open(showroom.Search{}) })
}

// favoriteTool leads to what the customer noted; nothing while that is nothing.
func (r *room) favoriteTool() fyne.CanvasObject {
	n := len(r.svc.Visit.Favorites)
	if n == 0 {
		return nil
	}
	return tool(assets.IconHeart, r.c.T("show.favorites", "n", n), func() { r.open(showroom.Favorites{}) })
}

// basketButton is one tap away from everywhere, where goods can be ordered.
func (r *room) basketButton() fyne.CanvasObject {
	b := r.svc.Basket()
	if b == nil || r.svc.Orders() == nil {
		return nil
	}
	n, l := b.Pieces(), otherLook
	if n > 0 {
		l = mainLook
	}
	row := []fyne.CanvasObject{widgets.NewIcon(assets.IconBag, 26, l.ink), widgets.Middle(bold(r.c.T("show.basket"), t18, l.ink).OneLine())}
	if n > 0 {
		pill := widgets.Fixed(widgets.Layers(widgets.NewBox(theme.AccentInk).Round(14), widgets.Center(bold(strconv.Itoa(n), t16, theme.Accent).OneLine())), 28, 28)
		row = append(row, widgets.Middle(pill))
	}
	body := widgets.Layers(widgets.NewBox(l.fill).Round(12).Edge(l.edge, 1), widgets.Inset(widgets.Middle(widgets.HBox(10, row...)), 20, 0))
	return widgets.NewTap(widgets.AtLeast(body, 0, 64), func() { r.open(showroom.BasketPage{}) })
}

// bar is the top bar: a title or the way back on the left, tools on the right.
func (r *room) bar(left fyne.CanvasObject, tools ...fyne.CanvasObject) fyne.CanvasObject {
	return barOf(left, append(tools, r.basketButton())...)
}

// barOf is the top bar of a page that asks one thing: nothing leads away from it but
// what it says.
func barOf(left fyne.CanvasObject, tools ...fyne.CanvasObject) fyne.CanvasObject {
	row := []fyne.CanvasObject{widgets.Grow(widgets.Middle(left))}
	for _, t := range tools {
		if t != nil {
			row = append(row, t)
		}
	}
	return widgets.Pad(widgets.HBoxFill(0, row...), 8, margin, 8, margin)
}

// backTo is the way back and says where it leads.
func (r *room) backTo(word string) fyne.CanvasObject {
	row := widgets.HBox(8, widgets.NewIcon(assets.IconBack, 28, theme.Ink).Stroke(2.2), widgets.Middle(bold(word, t18, theme.Ink).OneLine()))
	return widgets.Left(widgets.NewTap(widgets.AtLeast(widgets.Pad(widgets.Middle(row), 0, 16, 0, 0), 0, 64), r.back))
}

// brand is the chain's name over the shop's.
func (r *room) brand(size, shop, gap float32) fyne.CanvasObject {
	who := r.w.Who()
	name := r.shop.Chain
	lines := []fyne.CanvasObject{}
	if name != "" {
		lines = append(lines, wordmark(name, size, gap))
	}
	lines = append(lines, text(page.Name(r.c, r.shopName(who.Shop), r.shop.Site.NameEn), shop, theme.Ink2))
	return widgets.NewTap(widgets.VBox(2, lines...), r.knock)
}

// shopName is the name of the shop as the page's language has it.
func (r *room) shopName(fallback string) string {
	if r.shop.Site.Name != "" {
		return r.shop.Site.Name
	}
	return fallback
}

// rail is the sorts of goods, one tap away from any list, and the bell.
func (r *room) rail(current string) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, cat := range r.shop.Categories {
		rows = append(rows, r.railRow(cat.Name, cat.Name == current))
	}
	bell := widgets.VBox(6, widgets.Center(widgets.NewIcon(assets.IconBell, 30, theme.Ink)), bold(r.callWord(), t14, theme.Ink).Center().ByHand())
	foot := widgets.NewTap(widgets.Layers(widgets.NewBox(theme.Clear), widgets.Middle(bell)), r.call).Radius(0)
	return board(
		full(widgets.NewBox(theme.Card)),
		place(widgets.NewBox(theme.Line), func(s fyne.Size) rect { return rect{s.Width - 1, 0, 1, s.Height} }),
		at(r.brand(26, 13, 4), 24, 20, railWidth-24, 64),
		place(widgets.NewScroll(widgets.VBox(0, rows...)), func(s fyne.Size) rect { return rect{0, 96, s.Width - 1, s.Height - 96 - 112} }),
		place(widgets.NewBox(theme.Line), func(s fyne.Size) rect { return rect{0, s.Height - 112, s.Width, 1} }),
		place(foot, func(s fyne.Size) rect { return rect{0, s.Height - 111, s.Width - 1, 111} }),
	)
}

func (r *room) railRow(name string, current bool) fyne.CanvasObject {
	word := text(categoryOf(r.c, name), t18, theme.Ink)
	parts := []spot{}
	if current {
		word = bold(categoryOf(r.c, name), t18, theme.Accent)
		parts = append(parts, place(widgets.NewBox(theme.Accent).Round(2), func(s fyne.Size) rect { return rect{0, (s.Height - 40) / 2, 4, 40} }))
	}
	parts = append(parts, place(widgets.Middle(word.OneLine()), func(s fyne.Size) rect { return rect{24, 0, s.Width - 28, s.Height} }))
	return widgets.AtLeast(widgets.NewTap(board(parts...), func() {
		r.open(showroom.Grid{Filter: catalog.Filter{Category: name}})
	}).Radius(0), 0, 64)
}
