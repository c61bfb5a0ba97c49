package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// inset keeps room around one object.
type inset struct{ top, right, bottom, left, last float32 }

// Put shows an object in a holder, instead of what it showed.
func Put(holder *fyne.Container, o fyne.CanvasObject) {
	holder.Objects = []fyne.CanvasObject{o}
	holder.Refresh()
}

// Pad keeps room around an object, in the order top, right, bottom, left.
func Pad(o fyne.CanvasObject, top, right, bottom, left float32) *fyne.Container {
	return container.New(&inset{top: top, right: right, bottom: bottom, left: left}, o)
}

// Inset keeps h left and right of an object and v above and below.
func Inset(o fyne.CanvasObject, h, v float32) *fyne.Container { return Pad(o, v, h, v, h) }

func (p *inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	p.last = size.Width
	for _, o := range objects {
		place(o, p.left, p.top, size.Width-p.left-p.right, size.Height-p.top-p.bottom)
	}
}

func (p *inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := float32(0)
	for _, o := range objects {
		w = max(w, o.MinSize().Width)
	}
	return minOf(p, objects, w+p.left+p.right, p.last)
}

func (p *inset) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	h := float32(0)
	for _, o := range objects {
		if o.Visible() {
			h = max(h, HeightFor(o, w-p.left-p.right))
		}
	}
	return h + p.top + p.bottom
}

// layers puts objects over one another.
type layers struct{ last float32 }

// Layers puts objects over one another, all of the full size; the last is on
// top.
func Layers(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&layers{}, objects...)
}

func (l *layers) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.last = size.Width
	for _, o := range objects {
		place(o, 0, 0, size.Width, size.Height)
	}
}

func (l *layers) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := float32(0)
	for _, o := range objects {
		w = max(w, o.MinSize().Width)
	}
	return minOf(l, objects, w, l.last)
}

func (l *layers) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	return (&grow{}).heightFor(objects, w)
}

// anchor holds one object at its natural size, or sizes it.
type anchor struct {
	x, y       float32 // 0 left/top, 0.5 middle, 1 right/bottom
	minW, minH float32 // at least so large
	fillX      bool    // takes the full width
	fillY      bool    // takes the full height
	last       float32
}

// Center shows an object at its natural size in the middle.
func Center(o fyne.CanvasObject) *fyne.Container {
	return container.New(&anchor{x: 0.5, y: 0.5}, o)
}

// Left shows an object at its natural width at the left, in the middle of the
// height.
func Left(o fyne.CanvasObject) *fyne.Container {
	return container.New(&anchor{y: 0.5}, o)
}

// Right shows an object at its natural width at the right.
func Right(o fyne.CanvasObject) *fyne.Container {
	return container.New(&anchor{x: 1, y: 0.5}, o)
}

// Middle shows an object over the full width in the middle of the height.
func Middle(o fyne.CanvasObject) *fyne.Container {
	return container.New(&anchor{y: 0.5, fillX: true}, o)
}

// AtLeast makes an object at least w wide and h high; it fills what it gets.
func AtLeast(o fyne.CanvasObject, w, h float32) *fyne.Container {
	return container.New(&anchor{minW: w, minH: h, fillX: true, fillY: true}, o)
}

func (a *anchor) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	a.last = size.Width
	for _, o := range objects {
		w, h := size.Width, size.Height
		if !a.fillX {
			w = min(o.MinSize().Width, size.Width)
		}
		if !a.fillY {
			h = min(HeightFor(o, w), size.Height)
		}
		place(o, (size.Width-w)*a.x, (size.Height-h)*a.y, w, h)
	}
}

func (a *anchor) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := a.minW
	for _, o := range objects {
		w = max(w, o.MinSize().Width)
	}
	return minOf(a, objects, w, a.last)
}

func (a *anchor) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	h := a.minH
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		ow := w
		if !a.fillX {
			ow = min(o.MinSize().Width, w)
		}
		h = max(h, HeightFor(o, ow))
	}
	return h
}

// fixed gives an object exactly one size.
type fixed struct{ w, h float32 }

// Fixed gives an object exactly w × h; 0 leaves that side natural. Use it for
// pictures and icons, never around text.
func Fixed(o fyne.CanvasObject, w, h float32) *fyne.Container {
	return container.New(&fixed{w: w, h: h}, o)
}

func (f *fixed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w, h := size.Width, size.Height
	if f.w > 0 {
		w = f.w
	}
	if f.h > 0 {
		h = f.h
	}
	for _, o := range objects {
		place(o, (size.Width-w)/2, (size.Height-h)/2, w, h)
	}
}

func (f *fixed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w, h := f.w, f.h
	for _, o := range objects {
		if f.w == 0 {
			w = max(w, o.MinSize().Width)
		}
		if f.h == 0 {
			h = max(h, o.MinSize().Height)
		}
	}
	return fyne.NewSize(w, h)
}

func (f *fixed) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	if f.h > 0 {
		return f.h
	}
	if f.w > 0 {
		w = f.w
	}
	return (&grow{}).heightFor(objects, w)
}

// page is the outermost layout: it never asks the window to grow.
type page struct{}

// Page puts a bar on top, actions at the bottom and the body between them. Any
// may be nil. It has no least size, so that large text scrolls the body
// instead of stretching the window; give it a Scroll or a List as body.
func Page(bar, body, bottom fyne.CanvasObject) *fyne.Container {
	return container.New(page{}, orNothing(bar), orNothing(body), orNothing(bottom))
}

// orNothing stands in for a missing part.
func orNothing(o fyne.CanvasObject) fyne.CanvasObject {
	if o == nil {
		return container.New(&layers{})
	}
	return o
}

func (page) Layout(o []fyne.CanvasObject, size fyne.Size) {
	top := HeightFor(o[0], size.Width)
	bottom := HeightFor(o[2], size.Width)
	place(o[0], 0, 0, size.Width, top)
	place(o[1], 0, top, size.Width, size.Height-top-bottom)
	place(o[2], 0, size.Height-bottom, size.Width, bottom)
}

func (page) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

// wrap lets objects flow to the next line.
type wrap struct{ gap, last float32 }

// Wrap puts objects beside one another at their natural width and goes on in a
// new line when one does not fit: chips at large text.
func Wrap(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&wrap{gap: gap}, objects...)
}

// flow walks the lines and calls at for each object; it returns the height.
func (f *wrap) flow(objects []fyne.CanvasObject, width float32, at func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	x, y, line := float32(0), float32(0), float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		w := min(o.MinSize().Width, width)
		h := HeightFor(o, w)
		if x > 0 && x+w > width+0.5 {
			x, y, line = 0, y+line+f.gap, 0
		}
		if at != nil {
			at(o, x, y, w, h)
		}
		x += w + f.gap
		line = max(line, h)
	}
	return y + line
}

func (f *wrap) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.last = size.Width
	f.flow(objects, size.Width, place)
}

func (f *wrap) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w, shown := float32(0), 0
	for _, o := range objects {
		if o.Visible() {
			w += o.MinSize().Width
			shown++
		}
	}
	return minOf(f, objects, w+f.gap*float32(max(shown-1, 0)), f.last)
}

func (f *wrap) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	return f.flow(objects, w, nil)
}

// spread stands two objects at both ends of a row.
type spread struct{ gap, last float32 }

// Spread puts one object at the left and one at the right end of a row on one
// line, or under one another where the row is too narrow.
func Spread(gap float32, left, right fyne.CanvasObject) *fyne.Container {
	return container.New(&spread{gap: gap}, left, right)
}

// beside tells whether both fit on one line.
func (s *spread) beside(o []fyne.CanvasObject, w float32) bool {
	return o[0].MinSize().Width+s.gap+o[1].MinSize().Width <= w+0.5
}

func (s *spread) Layout(o []fyne.CanvasObject, size fyne.Size) {
	s.last = size.Width
	if !s.beside(o, size.Width) {
		h := HeightFor(o[0], size.Width)
		place(o[0], 0, 0, size.Width, h)
		place(o[1], 0, h, size.Width, HeightFor(o[1], size.Width))
		return
	}
	for i, x := range o {
		w := x.MinSize().Width
		h := HeightFor(x, w)
		at := float32(0)
		if i == 1 {
			at = size.Width - w
		}
		place(x, at, (size.Height-h)/2, w, h)
	}
}

func (s *spread) MinSize(o []fyne.CanvasObject) fyne.Size {
	return minOf(s, o, o[0].MinSize().Width+s.gap+o[1].MinSize().Width, s.last)
}

func (s *spread) heightFor(o []fyne.CanvasObject, w float32) float32 {
	if !s.beside(o, w) {
		return HeightFor(o[0], w) + HeightFor(o[1], w)
	}
	return max(HeightFor(o[0], w), HeightFor(o[1], w))
}
