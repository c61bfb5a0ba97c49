package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// heighter is a canvas object that knows its height at a width.
type heighter interface {
	HeightFor(width float32) float32
}

// flowLayout is a container layout that knows its height at a width.
type flowLayout interface {
	heightFor(objects []fyne.CanvasObject, width float32) float32
}

// HeightFor is how high an object wants to be when it is given a width.
func HeightFor(o fyne.CanvasObject, width float32) float32 {
	if h, ok := o.(heighter); ok {
		return h.HeightFor(width)
	}
	if c, ok := o.(*fyne.Container); ok {
		if l, ok := c.Layout.(flowLayout); ok {
			return l.heightFor(c.Objects, width)
		}
	}
	return o.MinSize().Height
}

// place moves and resizes, and lays out again even when the size stays.
func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(w, 0), max(h, 0)))
}

// minOf is the least size of a flow container: natural width, and the height
// at the width it was last given.
func minOf(l flowLayout, objects []fyne.CanvasObject, natural, last float32) fyne.Size {
	w := natural
	if last > 0 {
		w = last
	}
	return fyne.NewSize(natural, l.heightFor(objects, w))
}

// grow marks an object that takes the room left over.
type grow struct{ last float32 }

// Grow lets an object take the room that its neighbours in an HBox or VBox
// leave. Text in an HBox that may wrap must be inside a Grow.
func Grow(o fyne.CanvasObject) fyne.CanvasObject { return container.New(&grow{}, o) }

// Space is an empty Grow.
func Space() fyne.CanvasObject { return container.New(&grow{}) }

func isGrow(o fyne.CanvasObject) bool {
	c, ok := o.(*fyne.Container)
	if !ok {
		return false
	}
	_, ok = c.Layout.(*grow)
	return ok
}

func (g *grow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	g.last = size.Width
	for _, o := range objects {
		place(o, 0, 0, size.Width, size.Height)
	}
}

func (g *grow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return minOf(g, objects, 0, g.last)
}

func (g *grow) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	h := float32(0)
	for _, o := range objects {
		if o.Visible() {
			h = max(h, HeightFor(o, w))
		}
	}
	return h
}

// vbox stacks objects from top to bottom over the full width.
type vbox struct{ gap, last float32 }

// VBox stacks objects over the full width with a gap between them; Grow
// objects share the height left over. Hidden objects take no room.
func VBox(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&vbox{gap: gap}, objects...)
}

func (v *vbox) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	v.last = size.Width
	used, grows, shown := float32(0), 0, 0
	heights := make([]float32, len(objects))
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		shown++
		heights[i] = HeightFor(o, size.Width)
		used += heights[i]
		if isGrow(o) {
			grows++
		}
	}
	left := size.Height - used - v.gap*float32(max(shown-1, 0))
	y := float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		h := heights[i]
		if isGrow(o) && left > 0 {
			h += left / float32(grows)
		}
		place(o, 0, y, size.Width, h)
		y += h + v.gap
	}
}

func (v *vbox) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := float32(0)
	for _, o := range objects {
		if o.Visible() {
			w = max(w, o.MinSize().Width)
		}
	}
	return minOf(v, objects, w, v.last)
}

func (v *vbox) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	h, shown := float32(0), 0
	for _, o := range objects {
		if o.Visible() {
			h += HeightFor(o, w)
			shown++
		}
	}
	return h + v.gap*float32(max(shown-1, 0))
}

// rowAlign is how an HBox places objects that are less high than the row.
type rowAlign uint8

const (
	rowMiddle rowAlign = iota
	rowTop
	rowFill
)

// hbox puts objects beside one another.
type hbox struct {
	gap, last float32
	align     rowAlign
}

// HBox puts objects beside one another at their natural width, centred on the
// row; Grow objects share the width left over. When the row is too narrow the
// wide ones give way, so text wraps instead of running over its neighbour.
func HBox(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&hbox{gap: gap}, objects...)
}

// HBoxTop is an HBox whose objects hang from the top.
func HBoxTop(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&hbox{gap: gap, align: rowTop}, objects...)
}

// HBoxFill is an HBox whose objects are as high as the row.
func HBoxFill(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&hbox{gap: gap, align: rowFill}, objects...)
}

// gives tells whether an object of a too narrow row gives way: text always,
// others when they are wider than a touch target.
func gives(o fyne.CanvasObject, width float32) bool {
	_, text := o.(*Text)
	return text || width > 48
}

// widths shares the row's width out.
func (b *hbox) widths(objects []fyne.CanvasObject, total float32) []float32 {
	out := make([]float32, len(objects))
	used, wide, shown, grows := float32(0), float32(0), 0, 0
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		shown++
		if isGrow(o) {
			grows++
			continue
		}
		out[i] = o.MinSize().Width
		used += out[i]
		if gives(o, out[i]) {
			wide += out[i]
		}
	}
	left := total - used - b.gap*float32(max(shown-1, 0))
	for i, o := range objects {
		switch {
		case !o.Visible():
		case isGrow(o) && left > 0:
			out[i] = left / float32(grows)
		case !isGrow(o) && left < 0 && wide > 0 && gives(o, out[i]):
			out[i] = max(out[i]+left*out[i]/wide, 0)
		}
	}
	return out
}

func (b *hbox) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	b.last = size.Width
	ws := b.widths(objects, size.Width)
	x := float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		h, y := size.Height, float32(0)
		if b.align != rowFill {
			h = min(HeightFor(o, ws[i]), size.Height)
		}
		if b.align == rowMiddle {
			y = (size.Height - h) / 2
		}
		place(o, x, y, ws[i], h)
		x += ws[i] + b.gap
	}
}

func (b *hbox) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w, shown := float32(0), 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		shown++
		if isGrow(o) {
			for _, in := range o.(*fyne.Container).Objects {
				w += in.MinSize().Width
			}
			continue
		}
		w += o.MinSize().Width
	}
	return minOf(b, objects, w+b.gap*float32(max(shown-1, 0)), b.last)
}

func (b *hbox) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	h := float32(0)
	for i, ow := range b.widths(objects, w) {
		if objects[i].Visible() {
			h = max(h, HeightFor(objects[i], ow))
		}
	}
	return h
}

// grid puts objects into columns of equal width, rows of equal height.
type grid struct {
	cols      int
	gap, last float32
}

// Grid lays objects into cols columns of equal width; each row is as high as
// its highest object, and rows share what is left over.
func Grid(cols int, gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&grid{cols: max(cols, 1), gap: gap}, objects...)
}

func (g *grid) cell(w float32) float32 {
	return (w - g.gap*float32(g.cols-1)) / float32(g.cols)
}

func (g *grid) rows(objects []fyne.CanvasObject, w float32) []float32 {
	var rows []float32
	cw := g.cell(w)
	for i, o := range objects {
		if i%g.cols == 0 {
			rows = append(rows, 0)
		}
		rows[len(rows)-1] = max(rows[len(rows)-1], HeightFor(o, cw))
	}
	return rows
}

func (g *grid) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	g.last = size.Width
	rows, cw := g.rows(objects, size.Width), g.cell(size.Width)
	extra := float32(0)
	if len(rows) > 0 {
		extra = max(0, size.Height-g.heightFor(objects, size.Width)) / float32(len(rows))
	}
	y := float32(0)
	for i, o := range objects {
		row, col := i/g.cols, i%g.cols
		place(o, float32(col)*(cw+g.gap), y, cw, rows[row]+extra)
		if col == g.cols-1 {
			y += rows[row] + extra + g.gap
		}
	}
}

func (g *grid) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := float32(0)
	for _, o := range objects {
		w = max(w, o.MinSize().Width)
	}
	return minOf(g, objects, w*float32(g.cols)+g.gap*float32(g.cols-1), g.last)
}

func (g *grid) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	rows := g.rows(objects, w)
	h := g.gap * float32(max(len(rows)-1, 0))
	for _, r := range rows {
		h += r
	}
	return h
}
