package showui

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
	"miseban/assets/art"
)

// compareLabel is the column of what two articles are compared by, in dp.
const compareLabel = 160

// compare shows two articles side by side.
func (r *room) compare() fyne.CanvasObject {
	body := widgets.Layers()
	items := append([]showroom.Item(nil), r.svc.Visit.Compared...)
	title := widgets.HBox(16, r.backTo(r.c.T("show.compare.back")), widgets.Middle(bold(r.c.T("show.compare.title"), theme.T28, theme.Ink).OneLine()))
	var slot load.Slot
	read := func() {
		r.articles(&slot, items, func(list []showroom.Article) { widgets.Put(body, r.comparePage(list, items)) })
	}
	read()
	r.redo = read
	return board(
		place(r.bar(title, r.favoriteTool(), r.staffTool()), func(s fyne.Size) rect { return rect{0, 0, s.Width, barHeight} }),
		place(body, func(s fyne.Size) rect { return rect{margin, 88, s.Width - 2*margin, s.Height - 88 - mainEdge} }),
	)
}

func (r *room) comparePage(list []showroom.Article, items []showroom.Item) fyne.CanvasObject {
	column := func(i int) func(s fyne.Size, y, h float32) rect {
		return func(s fyne.Size, y, h float32) rect {
			w := (s.Width - compareLabel - 32) / 2
			return rect{compareLabel + float32(i)*(w+32), y, w, h}
		}
	}
	const picture, names, row, button72 = 304, 60, 46, 72
	var spots []spot
	var two [2]showroom.Article
	var chosenOnes [2]showroom.Item
	copy(two[:], list)
	copy(chosenOnes[:], items)
	if len(list) < 2 {
		more := widgets.VBox(12, bold(r.c.T("show.compare.more"), theme.T24, theme.Ink).Center(), text(r.c.T("show.compare.more.sub"), t16, theme.Ink2).Center(),
			widgets.Center(widgets.AtLeast(button(otherLook, assets.IconSearch, r.c.T("show.compare.pick"), t18, r.another), 240, 64)))
		spots = append(spots, place(widgets.Layers(widgets.NewBox(theme.Sunk).Round(12), widgets.Middle(widgets.Inset(more, 24, 0))), func(s fyne.Size) rect { return column(1)(s, 0, picture) }))
		if len(list) == 0 {
			return board(spots...)
		}
		two[1], chosenOnes[1] = two[0], chosenOnes[0]
	}
	sides, rows := comparedOf(r.c, two, chosenOnes)
	for i := range list {
		m, at := sides[i], column(i)
		see := func() { r.open(showroom.ArticlePage(m.Item)) }
		img := newPhoto(r.album, 12).of(Shot{Ref: m.Picture, Set: art.Setting{Zoom: .96}})
		spots = append(spots,
			place(widgets.NewTap(img, see), func(s fyne.Size) rect { return at(s, 0, picture) }),
			place(widgets.Spread(8, widgets.Middle(bold(m.Name, t22, theme.Ink).Lines(1)), price(r.c, m.Price, theme.T28, true)), func(s fyne.Size) rect { return at(s, picture+8, names-12) }),
			place(r.compareAction(m, see), func(s fyne.Size) rect { return at(s, s.Height-button72, button72) }))
	}
	for n, b := range rows {
		y := float32(picture+names) + float32(n)*row
		spots = append(spots,
			place(widgets.NewBox(theme.Line), func(s fyne.Size) rect { return rect{0, y, s.Width, 1} }),
			at(widgets.Middle(text(b.Label, t16, theme.Ink2).Lines(1)), 0, y, compareLabel-12, row))
		for i := range list {
			spots = append(spots, place(widgets.Middle(besideCell(b, i)), func(s fyne.Size) rect { return column(i)(s, y, row) }))
		}
	}
	return board(spots...)
}

// another leads to where a second article is found.
func (r *room) another() {
	if _, list := r.svc.Visit.Below().(showroom.Grid); list {
		r.back()
		return
	}
	r.open(showroom.Search{})
}

func besideCell(b beside, i int) fyne.CanvasObject {
	if len(b.Dots[i]) > 0 {
		var row []fyne.CanvasObject
		const most = 14
		for _, c := range b.Dots[i][:min(most, len(b.Dots[i]))] {
			row = append(row, newDisc(c, 20))
		}
		return widgets.HBox(6, row...)
	}
	switch {
	case b.Ink[i] != "":
		return bold(b.Text[i], t18, b.Ink[i]).Lines(1)
	case b.Same:
		return text(b.Text[i], t18, theme.Ink2).Lines(1)
	}
	return text(b.Text[i], t18, theme.Ink).Lines(1)
}

// compareAction takes one of the two: the question is which.
func (r *room) compareAction(m sideModel, see func()) fyne.CanvasObject {
	if r.svc.Basket() != nil {
		return button(mainLook, "", r.c.T("show.compare.take"), t22, func() { r.want(m.Item.SKU) })
	}
	return button(mainLook, "", r.c.T("show.compare.see"), t22, see)
}
