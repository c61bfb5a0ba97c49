package showui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/catalog"
	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
)

// gridView is the list of goods of one sort.
type gridView struct {
	r      *room
	page   showroom.Grid
	got    showroom.List
	come   bool // got is there
	counts catalog.Facets
	shelf  *shelf
	title  *widgets.Text
	filter *fyne.Container
	body   *fyne.Container

	list, choices load.Slot
}

func (r *room) grid(p showroom.Grid) fyne.CanvasObject {
	g := &gridView{r: r, page: p, filter: widgets.Layers(), body: widgets.Layers(), title: widgets.NewText()}
	g.name()
	g.bar()
	rail := widgets.Layers()
	paint := func() { widgets.Put(rail, r.rail(p.Filter.Category)) }
	paint()
	r.withShop(paint)
	g.load()
	load.Newest(&g.choices, r.here, func(ctx context.Context) (catalog.Facets, error) {
		return r.svc.Choices(ctx, p.Text, p.Filter.Category)
	}, func(f catalog.Facets, err error) {
		if err != nil {
			r.fail(err)
			return
		}
		g.counts = f
	})
	r.redo = func() {
		if g.shelf != nil {
			g.shelf.remark()
		}
	}
	return board(
		place(rail, func(s fyne.Size) rect { return rect{0, 0, railWidth, s.Height} }),
		place(r.bar(g.title, r.searchTool(), r.favoriteTool(), r.languageTool()), func(s fyne.Size) rect { return rect{railWidth, 0, s.Width - railWidth, barHeight} }),
		place(g.filter, func(s fyne.Size) rect { return rect{railWidth + margin, 88, s.Width - railWidth - 2*margin, 66} }),
		place(g.body, func(s fyne.Size) rect {
			return rect{railWidth + margin, 154 - cardRow + margin, s.Width - railWidth - margin, s.Height - 154 + cardRow - margin}
		}),
	)
}

// name says what is listed and how many there are.
func (g *gridView) name() {
	title := categoryOf(g.r.c, g.page.Filter.Category)
	if g.page.Text != "" {
		title = g.r.c.T("show.found", "text", g.page.Text)
	}
	runs := []widgets.Run{{Text: title, Size: theme.T28, Bold: true}}
	if g.come {
		runs = append(runs, widgets.Run{Text: "   " + g.r.c.T("show.count", "n", len(g.got.Hits)), Size: t18, Color: theme.Ink2})
	}
	g.title.OneLine().SetRuns(runs...)
}

func (g *gridView) load() {
	p := g.page
	load.Newest(&g.list, g.r.here, func(ctx context.Context) (showroom.List, error) { return g.r.svc.List(ctx, p.Text, p.Filter, p.Sort) }, func(l showroom.List, err error) {
		if err != nil {
			g.r.fail(err)
			return
		}
		g.got, g.come = l, true
		g.name()
		g.fill()
	})
}

// fill lists what was found, or says that it is nothing.
func (g *gridView) fill() {
	r := g.r
	if len(g.got.Hits) == 0 {
		reset := button(otherLook, "", r.c.T("show.none.reset"), t18, func() { g.narrow(catalog.Filter{Category: g.page.Filter.Category}) })
		widgets.Put(g.body, widgets.Center(widgets.VBox(16, bold(r.c.T("show.none"), theme.T28, theme.Ink).Center(), text(r.c.T("show.none.sub"), t18, theme.Ink2).Center(), widgets.Center(widgets.AtLeast(reset, 280, 64)))))
		g.shelf = nil
		return
	}
	g.shelf = newShelf(r, g.got.Hits, g.open)
	g.shelf.list.SetOffset(g.page.Offset)
	widgets.Put(g.body, g.shelf)
	if g.page.Offset > 0 {
		g.shelf.list.SetOffset(g.page.Offset)
	}
}

// open shows an article; the list stays where it is scrolled.
func (g *gridView) open(h catalog.Hit) {
	g.page.Offset = g.shelf.list.Offset()
	g.r.svc.Visit.Put(g.page)
	m := cardOf(g.r.c, h)
	g.r.open(showroom.ArticlePage{Style: m.Style, SKU: m.SKU})
}

// narrow lists something else of the same sort.
func (g *gridView) narrow(f catalog.Filter) {
	g.page.Filter, g.page.Offset = f, 0
	g.r.svc.Visit.Touch()
	g.r.svc.Visit.Put(g.page)
	g.r.stage.HideSheet()
	g.bar()
	g.load()
}

// bar is what the list can be narrowed down to, in one row.
func (g *gridView) bar() {
	c, f := g.r.c, g.page.Filter
	m := cellsOf(c, f)
	open := []func(){g.sizes, g.colors, g.prices, g.brands}
	spots := []spot{full(widgets.CardBox())}
	const cells = 6
	x := func(s fyne.Size, i int) float32 { // four cells of 176, a wide one for the switch, the order
		if i == cells {
			return s.Width
		}
		w := s.Width / 1096 * 176
		if i <= 4 {
			return float32(int(float32(i) * w))
		}
		return s.Width - float32(int(s.Width/1096*159))
	}
	cell := func(i int, o fyne.CanvasObject) {
		if i > 0 {
			spots = append(spots, place(widgets.NewBox(theme.Line), func(s fyne.Size) rect { return rect{x(s, i), 1, 1, s.Height - 2} }))
		}
		spots = append(spots, place(o, func(s fyne.Size) rect { return rect{x(s, i), 0, x(s, i+1) - x(s, i), s.Height} }))
	}
	for i, k := range m {
		cell(i, choiceCell(k, k.Value != c.T("show.all"), open[i]))
	}
	here := f
	here.Here = !here.Here
	word := bold(c.T("show.filter.here"), t16, theme.Ink).ByHand()
	cell(4, widgets.NewTap(widgets.Inset(widgets.Middle(widgets.HBox(12, onOff(f.Here), widgets.Grow(widgets.Middle(word)))), 20, 0), func() { g.narrow(here) }))
	cell(5, choiceCell(cellModel{c.T("show.filter.sort"), c.T(sortKeys[g.page.Sort])}, false, g.sorts))
	widgets.Put(g.filter, board(spots...))
}

// choiceCell is a cell that opens its choices.
func choiceCell(m cellModel, set bool, onTap func()) fyne.CanvasObject {
	ink := theme.Ink
	if set {
		ink = theme.Accent
	}
	value := widgets.HBox(6, widgets.Middle(bold(m.Value, t16, ink).OneLine()), widgets.NewIcon(assets.IconMore, 16, ink).Stroke(2.4))
	return widgets.NewTap(widgets.Inset(widgets.Middle(widgets.VBox(0, text(m.Label, theme.T13, theme.Ink2), widgets.Left(value))), 20, 0), onTap)
}

// onOff is a switch.
func onOff(on bool) fyne.CanvasObject {
	knob := widgets.NewBox(theme.AccentInk).Round(11)
	fill, left := theme.Mark, float32(3)
	if on {
		fill, left = theme.Accent, 23
	}
	return widgets.Middle(widgets.Fixed(board(full(widgets.NewBox(fill).Round(14)), at(knob, left, 3, 22, 22)), 48, 28))
}

// choice is one of a sheet.
type choice struct {
	word string
	dot  string // colour, empty for none
	on   bool
	pick func()
}

// sheet asks which one.
func (g *gridView) sheet(title string, choices []choice) {
	var row []fyne.CanvasObject
	for _, k := range choices {
		l, icon := otherLook, assets.Icon("")
		if k.on {
			l, icon = chosen, assets.IconCheck
		}
		parts := []fyne.CanvasObject{}
		if icon != "" {
			parts = append(parts, widgets.NewIcon(icon, 20, l.ink).Stroke(2.4))
		}
		if k.dot != "" {
			parts = append(parts, widgets.Middle(newDisc(widgets.Hex(k.dot), 24)))
		}
		parts = append(parts, widgets.Middle(bold(k.word, t18, l.ink).OneLine()))
		width := float32(1)
		if k.on {
			width = 2
		}
		row = append(row, widgets.NewTap(widgets.AtLeast(widgets.Layers(widgets.NewBox(l.fill).Round(12).Edge(l.edge, width), widgets.Center(widgets.Inset(widgets.HBox(10, parts...), 20, 0))), 104, 64), k.pick))
	}
	g.r.stage.Sheet(widgets.VBox(16, bold(title, theme.T24, theme.Ink), widgets.Wrap(12, row...)), g.r.stage.HideSheet)
}

// facets are the choices of one cell, and first of all of them.
func (g *gridView) facets(title string, list []catalog.Facet, now string, with func(catalog.Filter, string) catalog.Filter) {
	const most = 18
	f := g.page.Filter
	choices := []choice{{word: g.r.c.T("show.all"), on: now == "", pick: func() { g.narrow(with(f, "")) }}}
	for _, k := range list[:min(most, len(list))] {
		choices = append(choices, choice{word: page.Name(g.r.c, k.Word, k.En), dot: k.Hex, on: k.Word == now, pick: func() { g.narrow(with(f, k.Word)) }})
	}
	g.sheet(title, choices)
}

func (g *gridView) sizes() {
	g.facets(g.r.c.T("show.filter.size"), g.counts.Sizes, g.page.Filter.Size, func(f catalog.Filter, w string) catalog.Filter { f.Size = w; return f })
}

func (g *gridView) colors() {
	g.facets(g.r.c.T("show.filter.color"), g.counts.Colors, g.page.Filter.Color, func(f catalog.Filter, w string) catalog.Filter { f.Color = w; return f })
}

func (g *gridView) brands() {
	g.facets(g.r.c.T("show.filter.brand"), g.counts.Brands, g.page.Filter.Brand, func(f catalog.Filter, w string) catalog.Filter { f.Brand = w; return f })
}

func (g *gridView) prices() {
	f := g.page.Filter
	now := priceRange{f.From, f.To}
	var choices []choice
	for _, p := range append([]priceRange{{}}, rangesOf(g.counts.Low, g.counts.High)...) {
		choices = append(choices, choice{word: rangeWord(g.r.c, p), on: p == now, pick: func() {
			f.From, f.To = p.From, p.To
			g.narrow(f)
		}})
	}
	g.sheet(g.r.c.T("show.filter.price"), choices)
}

func (g *gridView) sorts() {
	var choices []choice
	for _, by := range showroom.Sorts {
		choices = append(choices, choice{word: g.r.c.T(sortKeys[by]), on: by == g.page.Sort, pick: func() {
			g.page.Sort = by
			g.narrow(g.page.Filter)
		}})
	}
	g.sheet(g.r.c.T("show.filter.sort"), choices)
}
