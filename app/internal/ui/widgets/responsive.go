package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"miseban/app/internal/ui/theme"
)

// tabletFrom is the width from which a screen has two panes.
const tabletFrom = 900

// Shape is how much room a screen has.
type Shape uint8

// The shapes: one pane for one hand, two panes for the counter.
const (
	Handheld Shape = iota + 1
	Tablet
)

// ShapeOf is the shape for a width in dp.
func ShapeOf(width float32) Shape {
	if width >= tabletFrom {
		return Tablet
	}
	return Handheld
}

// Responsive shows one of two designs by its width. Each is built when it is
// first needed and kept.
type Responsive struct {
	composite
	shape Shape
	built map[Shape]fyne.CanvasObject
	build map[Shape]func() fyne.CanvasObject
}

// NewResponsive makes a switch between a handheld and a tablet design.
func NewResponsive(handheld, tablet func() fyne.CanvasObject) *Responsive {
	r := &Responsive{
		built: map[Shape]fyne.CanvasObject{},
		build: map[Shape]func() fyne.CanvasObject{Handheld: handheld, Tablet: tablet},
	}
	r.root = container.New(stageLayout{})
	r.ExtendBaseWidget(r)
	return r
}

// Resize changes the design when the width asks for it.
func (r *Responsive) Resize(size fyne.Size) {
	if s := ShapeOf(size.Width); size.Width > 0 && s != r.shape {
		r.shape = s
		if r.built[s] == nil {
			r.built[s] = r.build[s]()
		}
		r.root.(*fyne.Container).Objects = []fyne.CanvasObject{r.built[s]}
		r.composite.Resize(size)
		r.Refresh()
		return
	}
	r.composite.Resize(size)
}

// Shape is the design shown now, zero before the first Resize.
func (r *Responsive) Shape() Shape { return r.shape }

// MinSize asks for no room.
func (r *Responsive) MinSize() fyne.Size { return fyne.NewSize(0, 0) }

// The widths of the tablet's panes.
const (
	ListPane = 440
	SidePane = 344
)

// TwoPane puts a left pane of a fixed width beside the rest, parted by a
// hairline.
func TwoPane(left, rest fyne.CanvasObject, leftWidth float32) fyne.CanvasObject {
	return container.New(panes{first: leftWidth}, left, NewBox(theme.Line), rest)
}

// TwoPaneRight puts a right pane of a fixed width beside the rest.
func TwoPaneRight(rest, right fyne.CanvasObject, rightWidth float32) fyne.CanvasObject {
	return container.New(panes{last: rightWidth}, rest, NewBox(theme.Line), right)
}

// panes lays out two panes and the line between them.
type panes struct{ first, last float32 }

func (p panes) Layout(o []fyne.CanvasObject, size fyne.Size) {
	line := theme.Edge()
	left := p.first
	if left == 0 {
		left = size.Width - p.last - line
	}
	place(o[0], 0, 0, left, size.Height)
	place(o[1], left, 0, line, size.Height)
	place(o[2], left+line, 0, size.Width-left-line, size.Height)
}

func (panes) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }
