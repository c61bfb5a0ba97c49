package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"miseban/app/internal/ui/theme"
)

// composite is a widget made of other objects under one root.
type composite struct {
	widget.BaseWidget
	root fyne.CanvasObject
}

// CreateRenderer shows the root.
func (c *composite) CreateRenderer() fyne.WidgetRenderer { return &rootRenderer{c: c} }

// HeightFor is the root's height at a width.
func (c *composite) HeightFor(w float32) float32 { return HeightFor(c.root, w) }

// show puts another root in place and repaints.
func (c *composite) show(root fyne.CanvasObject) {
	c.root = root
	if c.Size() != (fyne.Size{}) {
		root.Resize(c.Size())
	}
	c.Refresh()
}

// relayout lays the root out again after a part of it has changed.
func (c *composite) relayout() { c.Refresh() }

type rootRenderer struct{ c *composite }

func (r *rootRenderer) Destroy()                     {}
func (r *rootRenderer) Layout(size fyne.Size)        { r.c.root.Resize(size) }
func (r *rootRenderer) MinSize() fyne.Size           { return r.c.root.MinSize() }
func (r *rootRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.c.root} }
func (r *rootRenderer) Refresh() {
	r.c.root.Resize(r.c.Size())
	r.c.root.Refresh()
}

// Box is a flat rounded rectangle whose colours are tokens.
type Box struct {
	widget.BaseWidget
	fill, stroke theme.Token
	width        float32
	radius       float32
	softEdge     theme.Token // border in high contrast, where soft fills are white
	pale         bool        // in high contrast empty with a border: lines are black there
	rect         *canvas.Rectangle
}

// NewBox makes a square box of one fill; theme.Clear paints nothing.
func NewBox(fill theme.Token) *Box {
	b := &Box{fill: fill, stroke: theme.Clear, rect: canvas.NewRectangle(nil)}
	b.ExtendBaseWidget(b)
	b.paint()
	return b
}

// Round sets the corner radius in dp and returns the box.
func (b *Box) Round(radius float32) *Box {
	b.radius = radius
	b.paint()
	return b
}

// Edge sets the border and returns the box: width 1 is the theme's hairline
// (2 in high contrast).
func (b *Box) Edge(stroke theme.Token, width float32) *Box {
	b.stroke, b.width = stroke, width
	b.paint()
	return b
}

// SoftEdge gives the box a border in high contrast only, where soft fills are
// white, and returns it.
func (b *Box) SoftEdge(t theme.Token) *Box {
	b.softEdge = t
	b.paint()
	return b
}

// Set changes fill and border and repaints.
func (b *Box) Set(fill, stroke theme.Token, width float32) {
	b.fill, b.stroke, b.width = fill, stroke, width
	b.Refresh()
}

// paint resolves the tokens.
func (b *Box) paint() {
	b.rect.FillColor = theme.C(b.fill)
	b.rect.StrokeColor = theme.C(b.stroke)
	b.rect.CornerRadius = b.radius
	b.rect.StrokeWidth = 0
	switch {
	case b.stroke != theme.Clear && b.width > 0:
		b.rect.StrokeWidth = max(b.width, theme.Edge())
	case b.pale && theme.IsContrast():
		b.rect.FillColor = theme.C(theme.Card)
		b.rect.StrokeColor, b.rect.StrokeWidth = theme.C(theme.Ink3), 2
	case b.softEdge != "" && theme.IsContrast():
		b.rect.StrokeColor, b.rect.StrokeWidth = theme.C(b.softEdge), 2
	}
}

// CreateRenderer shows the rectangle.
func (b *Box) CreateRenderer() fyne.WidgetRenderer { return &boxRenderer{b} }

// HeightFor is zero: a box is a ground, not content.
func (b *Box) HeightFor(float32) float32 { return 0 }

type boxRenderer struct{ b *Box }

func (r *boxRenderer) Destroy()                     {}
func (r *boxRenderer) Layout(size fyne.Size)        { r.b.rect.Resize(size) }
func (r *boxRenderer) MinSize() fyne.Size           { return fyne.NewSize(0, 0) }
func (r *boxRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.b.rect} }
func (r *boxRenderer) Refresh() {
	r.b.paint()
	r.b.rect.Refresh()
}

// Hairline is a thin line over the full width.
func Hairline() fyne.CanvasObject {
	return container.New(hairline{}, NewBox(theme.Line))
}

// hairline is as thick as the theme's edge, both ways.
type hairline struct{}

func (hairline) Layout(o []fyne.CanvasObject, size fyne.Size) {
	place(o[0], 0, 0, size.Width, size.Height)
}

func (hairline) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSquareSize(theme.Edge())
}

func (hairline) heightFor([]fyne.CanvasObject, float32) float32 { return theme.Edge() }

// Panel lays content on a box with the same padding on all sides.
func Panel(box *Box, padding float32, content fyne.CanvasObject) *fyne.Container {
	return Layers(box, Inset(content, padding, padding))
}

// CardBox is the ground of a card: card fill, radius 12, one hairline.
func CardBox() *Box { return NewBox(theme.Card).Round(12).Edge(theme.Line, 1) }
