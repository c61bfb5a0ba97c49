package showui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"miseban/app/internal/catalog"
	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
	"miseban/assets/art"
)

// Measures of the first page.
const (
	homeLeft  = 608.0 / 1280
	homeFoot  = 152
	tileGap   = 20
	tileRows  = 3
	tilePlace = 32 // left of the tiles
)

// tileSetting is how goods stand in a tile.
var tileSetting = art.Setting{Zoom: .82, Lift: .074}

// home is the first page: a campaign, and the sorts of goods.
func (r *room) home() fyne.CanvasObject {
	holder := widgets.Layers()
	paint := func() { widgets.Put(holder, r.homePage()) }
	paint()
	r.withShop(paint)
	return holder
}

func (r *room) homePage() fyne.CanvasObject {
	left := func(s fyne.Size) float32 { return float32(int(s.Width * homeLeft)) }
	var tiles []fyne.CanvasObject
	for _, c := range r.shop.Categories {
		tiles = append(tiles, r.tile(c))
	}
	goods := newTiles(tiles)
	if len(tiles) == 0 {
		goods = widgets.Center(text(r.c.T("show.preparing"), t22, theme.Ink2).OneLine())
	}
	return board(
		place(r.promo(r.promoted(0)), func(s fyne.Size) rect { return rect{0, 0, left(s), s.Height} }),
		place(r.bar(widgets.Space(), r.searchTool(), r.favoriteTool(), r.languageTool()), func(s fyne.Size) rect { return rect{left(s), 0, s.Width - left(s), barHeight} }),
		place(goods, func(s fyne.Size) rect {
			return rect{left(s) + tilePlace, 88, s.Width - left(s) - tilePlace - margin, s.Height - 88 - mainEdge}
		}),
	)
}

// promo is the campaign, one tap from its goods.
func (r *room) promo(m promoModel) fyne.CanvasObject {
	ground := canvas.NewRectangle(promoSetting.Ground)
	foot := canvas.NewRectangle(promoSetting.Table)
	picture := newPhoto(r.album, 0).of(Shot{Ref: m.Front, Back: m.Back, Set: promoSetting})
	look := func() { r.open(showroom.Grid{Filter: catalog.Filter{Category: m.Category}}) }
	spots := []spot{
		full(ground),
		place(picture, func(s fyne.Size) rect { return rect{0, 100, s.Width, s.Height - 100 - homeFoot} }),
		place(foot, func(s fyne.Size) rect { return rect{0, s.Height - homeFoot, s.Width, homeFoot} }),
		full(widgets.NewTap(widgets.Space(), look).Radius(0)),
		at(r.brand(26, 13, 4), 40, 28, 400, 64),
		place(bold(m.Title, t44, theme.Ink).Lines(1), func(s fyne.Size) rect { return rect{40, s.Height - homeFoot + 14, s.Width - 64, 56} }),
		place(text(m.Text, t18, theme.Ink).LineHeight(28).Lines(2), func(s fyne.Size) rect { return rect{40, s.Height - homeFoot + 76, s.Width - 40 - 212, 60} }),
	}
	if m.Until != "" {
		spots = append(spots, at(bold(m.Until, t16, theme.Amber).OneLine(), 40, 106, 400, 28))
	}
	if m.Category != "" {
		row := widgets.HBox(12, widgets.Middle(bold(r.c.T("show.promo.look"), t18, theme.Ink).OneLine()), widgets.NewIcon(assets.IconNext, 22, theme.Ink).Stroke(2.2))
		more := widgets.NewTap(widgets.Layers(widgets.NewBox(theme.Clear).Round(12).Edge(theme.Ink, 1), widgets.Center(row)), look)
		spots = append(spots, place(more, func(s fyne.Size) rect { return rect{s.Width - 24 - 176, s.Height - 24 - 64, 176, 64} }))
	}
	return board(spots...)
}

// tile is goods of one sort.
func (r *room) tile(c showroom.Category) fyne.CanvasObject {
	picture := newPhoto(r.album, 12).of(Shot{Ref: c.Picture, Set: tileSetting})
	return widgets.NewTap(board(
		full(picture),
		place(bold(categoryOf(r.c, c.Name), t18, theme.Ink).OneLine(), func(s fyne.Size) rect { return rect{16, s.Height - 40, s.Width - 56, 28} }),
		place(widgets.NewIcon(assets.IconNext, 20, theme.Ink).Stroke(2.2), func(s fyne.Size) rect { return rect{s.Width - 36, s.Height - 34, 20, 20} }),
	), func() { r.open(showroom.Grid{Filter: catalog.Filter{Category: c.Name}}) })
}

// newTiles lays tiles in three columns over the whole height.
func newTiles(tiles []fyne.CanvasObject) fyne.CanvasObject {
	spots := make([]spot, len(tiles))
	for i, t := range tiles {
		spots[i] = place(t, func(s fyne.Size) rect {
			w, h := (s.Width-2*tileGap)/3, (s.Height-(tileRows-1)*tileGap)/tileRows
			return rect{float32(i%3) * (w + tileGap), float32(i/3) * (h + tileGap), w, h}
		})
	}
	return board(spots...)
}
