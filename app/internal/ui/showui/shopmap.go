package showui

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets/words"
)

// Colours of a map, of paper rather than of a screen.
var (
	mapFloor = color.NRGBA{R: 0xFB, G: 0xFA, B: 0xF8, A: 0xFF}
	mapWall  = color.NRGBA{R: 0xC9, G: 0xC6, B: 0xBD, A: 0xFF}
	mapShelf = color.NRGBA{R: 0xE4, G: 0xE1, B: 0xD9, A: 0xFF}
	mapRoom  = color.NRGBA{R: 0xE6, G: 0xED, B: 0xEB, A: 0xFF}
)

// shopMap draws a floor of a shop with the way to one of its shelves.
type shopMap struct {
	widget.BaseWidget
	plan    retail.ShopPlan
	target  int
	objects []fyne.CanvasObject
	places  []func(at func(x, y int) fyne.Position, scale float32)
}

func newShopMap(c words.Catalog, plan retail.ShopPlan, target int) *shopMap {
	m := &shopMap{plan: plan, target: target}
	m.ExtendBaseWidget(m)
	ground := canvas.NewRectangle(color.NRGBA{R: 0xEE, G: 0xEC, B: 0xE6, A: 0xFF})
	ground.CornerRadius = 12
	floor := canvas.NewRectangle(mapFloor)
	floor.StrokeColor, floor.StrokeWidth = mapWall, 2
	m.put(ground, nil)
	m.put(floor, func(at func(x, y int) fyne.Position, scale float32) {
		floor.Move(at(0, 0))
		floor.Resize(fyne.NewSize(float32(plan.Width)*scale, float32(plan.Height)*scale))
	})
	named := map[string]bool{plan.Areas[target].Name: true}
	for i, a := range plan.Areas {
		m.area(c, a, i == target, !named[a.Name] || i == target)
		named[a.Name] = true
	}
	m.way(c)
	return m
}

func (m *shopMap) put(o fyne.CanvasObject, place func(at func(x, y int) fyne.Position, scale float32)) {
	m.objects = append(m.objects, o)
	if place != nil {
		m.places = append(m.places, place)
	}
}

// area is a shelf or a room. Of shelves with one name the first says it: the map is
// small.
func (m *shopMap) area(c words.Catalog, a retail.PlanArea, target, say bool) {
	box := canvas.NewRectangle(mapShelf)
	ink, isBold := theme.Ink2, false
	switch {
	case target:
		box.FillColor, ink, isBold = theme.C(theme.Accent), theme.AccentInk, true
	case a.Room:
		box.FillColor, box.StrokeColor, box.StrokeWidth = mapRoom, mapWall, 1
	}
	box.CornerRadius = 4
	m.put(box, func(at func(x, y int) fyne.Position, scale float32) {
		box.Move(at(a.X, a.Y))
		box.Resize(fyne.NewSize(float32(a.W)*scale, float32(a.H)*scale))
	})
	if !say {
		return
	}
	label := widgets.NewText(widgets.Run{Text: page.Name(c, a.Name, a.NameEn), Size: theme.T13, Bold: isBold, Color: ink}).Center().OneLine()
	m.put(label, func(at func(x, y int) fyne.Position, scale float32) {
		h := label.MinSize().Height
		p := at(a.X, a.Y)
		label.Move(fyne.NewPos(p.X, p.Y+(float32(a.H)*scale-h)/2))
		label.Resize(fyne.NewSize(float32(a.W)*scale, h))
	})
}

// way is a row of dots from where the customer stands, or comes in, to the goods.
func (m *shopMap) way(c words.Catalog) {
	from, here := m.plan.Entry, false
	if m.plan.Here != nil {
		from, here = m.plan.Here, true
	}
	if from == nil {
		return
	}
	a := m.plan.Areas[m.target]
	const aisle = 3
	x, y := a.X+a.W+aisle, a.Y+a.H/2
	if x > m.plan.Width-aisle {
		x = a.X - aisle
	}
	const dots = 64
	for i := range dots {
		dot := canvas.NewCircle(theme.C(theme.Accent))
		m.put(dot, func(at func(x, y int) fyne.Position, _ float32) {
			start, turn, end := at(from.X, from.Y), at(x, from.Y), at(x, y)
			first, second := dist(start, turn), dist(turn, end)
			const step = 8
			d := float32(i+1) * step
			switch {
			case d < first:
				dotAt(dot, between(start, turn, d/first), 1.8)
			case d < first+second-step:
				dotAt(dot, between(turn, end, (d-first)/second), 1.8)
			default:
				dotAt(dot, end, 0)
			}
		})
	}
	goal := canvas.NewCircle(mapFloor)
	goal.StrokeColor, goal.StrokeWidth = theme.C(theme.Accent), 4
	m.put(goal, func(at func(x, y int) fyne.Position, _ float32) { dotAt(goal, at(x, y), 7) })
	start := canvas.NewCircle(theme.C(theme.Ink))
	m.put(start, func(at func(x, y int) fyne.Position, _ float32) { dotAt(start, at(from.X, from.Y), 6) })
	word := page.Name(c, from.Name, from.NameEn)
	if here {
		word = c.T("show.map.here")
	}
	label := widgets.NewText(widgets.Run{Text: word, Size: theme.T13, Bold: true}).OneLine()
	m.put(label, func(at func(x, y int) fyne.Position, _ float32) {
		p, s := at(from.X, from.Y), label.MinSize()
		px, py := p.X+11, p.Y-s.Height/2
		if edge := at(m.plan.Width, 0).X; px+s.Width > edge-2 {
			px, py = edge-s.Width-2, p.Y-s.Height-8
		}
		label.Move(fyne.NewPos(px, py))
		label.Resize(s)
	})
}

func dotAt(c *canvas.Circle, p fyne.Position, r float32) {
	c.Move(fyne.NewPos(p.X-r, p.Y-r))
	c.Resize(fyne.NewSquareSize(2 * r))
}

func dist(a, b fyne.Position) float32 {
	return float32(math.Hypot(float64(b.X-a.X), float64(b.Y-a.Y)))
}

func between(a, b fyne.Position, p float32) fyne.Position {
	return fyne.NewPos(a.X+(b.X-a.X)*p, a.Y+(b.Y-a.Y)*p)
}

// MinSize asks for no room.
func (m *shopMap) MinSize() fyne.Size { return fyne.NewSize(0, 0) }

// CreateRenderer shows the map.
func (m *shopMap) CreateRenderer() fyne.WidgetRenderer { return mapRenderer{m} }

type mapRenderer struct{ m *shopMap }

func (mapRenderer) Destroy()                       {}
func (mapRenderer) MinSize() fyne.Size             { return fyne.NewSize(0, 0) }
func (r mapRenderer) Refresh()                     { r.Layout(r.m.Size()) }
func (r mapRenderer) Objects() []fyne.CanvasObject { return r.m.objects }

func (r mapRenderer) Layout(s fyne.Size) {
	const edge = 12
	r.m.objects[0].Resize(s)
	scale := min((s.Width-2*edge)/float32(max(1, r.m.plan.Width)), (s.Height-2*edge)/float32(max(1, r.m.plan.Height)))
	dx, dy := (s.Width-scale*float32(r.m.plan.Width))/2, (s.Height-scale*float32(r.m.plan.Height))/2
	at := func(x, y int) fyne.Position { return fyne.NewPos(dx+float32(x)*scale, dy+float32(y)*scale) }
	for _, p := range r.m.places {
		p(at, scale)
	}
}
