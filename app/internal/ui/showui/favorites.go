package showui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets/art"
)

// favorites are what the customer noted, each with the code that takes it to their
// phone: that one address names one article, and nobody.
func (r *room) favorites() fyne.CanvasObject {
	body := widgets.Layers()
	title := widgets.HBox(16, r.backTo(r.c.T("show.back")), widgets.Middle(bold(r.c.T("show.favorites.title"), theme.T28, theme.Ink).OneLine()))
	var slot load.Slot
	read := func() {
		items := append([]showroom.Item(nil), r.svc.Visit.Favorites...)
		r.articles(&slot, items, func(list []showroom.Article) { widgets.Put(body, r.favoriteList(list, items)) })
	}
	read()
	r.redo = read
	return board(
		place(r.bar(title, r.searchTool(), r.staffTool(), r.languageTool()), func(s fyne.Size) rect { return rect{0, 0, s.Width, barHeight} }),
		place(body, func(s fyne.Size) rect { return rect{margin, barHeight, s.Width - 2*margin, s.Height - barHeight} }),
	)
}

// articles reads what the customer noted and shows it.
func (r *room) articles(slot *load.Slot, items []showroom.Item, show func([]showroom.Article)) {
	load.Newest(slot, r.here, func(ctx context.Context) ([]showroom.Article, error) {
		var out []showroom.Article
		for _, it := range items {
			a, err := r.svc.Article(ctx, it.Style, it.SKU)
			if err != nil {
				return nil, err
			}
			out = append(out, a)
		}
		return out, nil
	}, func(list []showroom.Article, err error) {
		if err != nil {
			r.fail(err)
			return
		}
		show(list)
	})
}

func (r *room) favoriteList(list []showroom.Article, items []showroom.Item) fyne.CanvasObject {
	if len(list) == 0 {
		return widgets.Center(widgets.VBox(16, bold(r.c.T("show.favorites.none"), theme.T28, theme.Ink).Center(), text(r.c.T("show.favorites.none.sub"), t18, theme.Ink2).Center()))
	}
	return widgets.NewList(widgets.ListData{
		Len: func() int { return len(list) }, Gap: 16, Margin: 4,
		New:  func() fyne.CanvasObject { return widgets.Layers() },
		Bind: func(i int, o fyne.CanvasObject) { widgets.Put(o.(*fyne.Container), r.favorite(list[i], items[i])) },
	})
}

// favorite is one of them: a tap opens its page.
func (r *room) favorite(a showroom.Article, it showroom.Item) fyne.CanvasObject {
	const high = 184
	m := articleOf(r.c, a, it.SKU)
	picture := newPhoto(r.album, 12).of(Shot{Ref: m.Picture, Set: art.Setting{Zoom: .92}})
	left, ink := leftOf(r.c, a, choose(a.Product, it.SKU))
	words := widgets.VBox(4, bold(m.Name, t22, theme.Ink).Lines(2), price(r.c, m.Price, theme.T24, true), bold(left, t16, ink).Lines(1), text(m.Where, t16, theme.Ink2).Lines(1))
	drop := button(plainLook, "", r.c.T("show.favorites.drop"), t18, func() {
		r.svc.Visit.Favorite(it)
		r.svc.Visit.Touch()
		r.show()
	})
	row := []fyne.CanvasObject{widgets.Fixed(picture, 152, 152), widgets.Grow(widgets.Middle(words)), widgets.Middle(widgets.AtLeast(drop, 96, 64))}
	if code := qrCode(a.Page, 3); code != nil {
		row = append(row, widgets.Middle(widgets.VBox(0, widgets.Center(code), bold(r.c.T("show.favorites.phone"), theme.T13, theme.Ink).Center().OneLine())))
	}
	card := widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.HBox(24, row...), 16, 8))
	return widgets.AtLeast(widgets.NewTap(card, func() { r.open(showroom.ArticlePage(it)) }), 0, high)
}
