package widgets

import (
	"image/color"
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
)

// clock times finger drags; without one a drag does not fling.
var clock retail.Clock

// UseClock gives the kit the app's clock, once at start.
func UseClock(c retail.Clock) { clock = c }

// dragPane turns finger drags over a pane into scrolling, also with a mouse
// driver, which does not do that by itself. It is only draggable, so taps reach
// what lies below.
type dragPane struct {
	widget.BaseWidget
	get   func() float32
	set   func(float32)
	speed float32 // dp a second
	since time.Time
	moved float32 // since then
	anim  *fyne.Animation
}

var _ fyne.Draggable = (*dragPane)(nil)

func newDragPane(get func() float32, set func(float32)) *dragPane {
	d := &dragPane{get: get, set: set}
	d.ExtendBaseWidget(d)
	return d
}

// CreateRenderer paints nothing, not even what cannot be seen: it is as large as the
// screen.
func (d *dragPane) CreateRenderer() fyne.WidgetRenderer {
	r := canvas.NewRectangle(color.Transparent)
	r.Hide()
	return widget.NewSimpleRenderer(r)
}

// Dragged scrolls with the finger and notes its speed.
func (d *dragPane) Dragged(e *fyne.DragEvent) {
	d.stop()
	if clock != nil {
		d.measure(clock.Now(), e.Dragged.DY)
	}
	d.set(d.get() - e.Dragged.DY)
}

// Times of a drag. The driver hands over the moves of a whole frame at once:
// the time between two of them says nothing of the finger.
const (
	dragSample = 12 * time.Millisecond
	dragRest   = 100 * time.Millisecond // a finger that rests so long throws nothing
)

func (d *dragPane) measure(now time.Time, dy float32) {
	dt := now.Sub(d.since)
	if dt >= dragRest {
		d.since, d.moved, d.speed = now, 0, 0
		return
	}
	d.moved += dy
	if dt >= dragSample {
		d.speed = 0.6*d.speed - 0.4*d.moved/float32(dt.Seconds())
		d.since, d.moved = now, 0
	}
}

// Speeds of a lifted finger, in dp/s: below the least it just stops, and none
// throws the list farther than the most.
const (
	leastFling = 100
	mostFling  = 4000
)

// DragEnd lets the pane run on.
func (d *dragPane) DragEnd() {
	v, from := max(-mostFling, min(d.speed, mostFling)), d.get()
	d.speed = 0
	if clock == nil || clock.Now().Sub(d.since) >= dragRest {
		return
	}
	if (v > -leastFling && v < leastFling) || theme.Still() {
		return
	}
	d.anim = &fyne.Animation{Duration: 900 * time.Millisecond, Curve: fyne.AnimationEaseOut, Tick: func(p float32) {
		d.set(from + v*0.35*p)
	}}
	d.anim.Start()
}

func (d *dragPane) stop() {
	if d.anim != nil {
		d.anim.Stop()
		d.anim = nil
	}
}

// free leaves its objects where they are put and asks for no room.
type free struct{}

func (free) Layout([]fyne.CanvasObject, fyne.Size)          {}
func (free) MinSize([]fyne.CanvasObject) fyne.Size          { return fyne.NewSize(0, 0) }
func (free) heightFor([]fyne.CanvasObject, float32) float32 { return 0 }

// pane is what Scroll and List share: a clipped holder, finger drag, wheel and
// a thin mark of the place.
type pane struct {
	widget.BaseWidget
	holder  *fyne.Container
	clip    *container.Clip
	drag    *dragPane
	mark    *Box
	offset  float32
	total   func(width float32) float32 // height of everything
	arrange func()                      // puts the content at the offset
}

func (p *pane) setUp() {
	p.holder = container.New(free{})
	p.clip = container.NewClip(p.holder)
	p.drag = newDragPane(p.Offset, p.SetOffset)
	p.mark = NewBox(theme.Mark).Round(2)
}

// Offset is how far the pane is scrolled, in dp.
func (p *pane) Offset() float32 { return p.offset }

// SetOffset scrolls to a place, within the content.
func (p *pane) SetOffset(y float32) {
	y = max(0, min(y, p.total(p.Size().Width)-p.Size().Height))
	if y == p.offset {
		return
	}
	p.offset = y
	p.arrange()
	p.placeMark()
	canvas.Refresh(p.clip)
}

// ToTop scrolls to the beginning and stops a running fling.
func (p *pane) ToTop() {
	p.drag.stop()
	p.SetOffset(0)
}

// Scrolled answers the wheel.
func (p *pane) Scrolled(e *fyne.ScrollEvent) {
	p.drag.stop()
	p.SetOffset(p.offset - e.Scrolled.DY)
}

// placeMark shows where in the content the view stands.
func (p *pane) placeMark() {
	size, total := p.Size(), p.total(p.Size().Width)
	if total <= size.Height+1 || size.Height <= 0 {
		p.mark.Hide()
		return
	}
	h := max(32, size.Height*size.Height/total)
	y := (size.Height - h) * p.offset / (total - size.Height)
	place(p.mark, size.Width-5, y, 3, h)
	p.mark.Show()
}

// MinSize asks for no room: a pane shows what fits.
func (p *pane) MinSize() fyne.Size { return fyne.NewSize(0, 0) }

// CreateRenderer shows clip, mark and drag pane.
func (p *pane) CreateRenderer() fyne.WidgetRenderer { return &paneRenderer{p} }

type paneRenderer struct{ p *pane }

func (r *paneRenderer) Destroy()           {}
func (r *paneRenderer) MinSize() fyne.Size { return fyne.NewSize(0, 0) }
func (r *paneRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.p.clip, r.p.mark, r.p.drag}
}

func (r *paneRenderer) Layout(size fyne.Size) {
	r.p.clip.Resize(size)
	r.p.drag.Resize(size)
	r.p.offset = max(0, min(r.p.offset, r.p.total(size.Width)-size.Height))
	r.p.arrange()
	r.p.placeMark()
}

func (r *paneRenderer) Refresh() {
	r.Layout(r.p.Size())
	for _, o := range r.p.holder.Objects {
		o.Refresh()
	}
	r.p.mark.Refresh()
	canvas.Refresh(r.p.clip)
}

// Scroll shows one object of any height. It is as high as its content where
// its parent lets it.
type Scroll struct {
	pane
	content fyne.CanvasObject
}

// NewScroll makes content scroll by finger and wheel. Content lower than the
// view fills it, so that Space inside a VBox works.
func NewScroll(content fyne.CanvasObject) *Scroll {
	s := &Scroll{content: content}
	s.setUp()
	s.holder.Objects = []fyne.CanvasObject{content}
	s.total = func(w float32) float32 { return HeightFor(s.content, w) }
	s.arrange = func() {
		size := s.Size()
		place(s.content, 0, -s.offset, size.Width, max(size.Height, s.total(size.Width)))
	}
	s.ExtendBaseWidget(s)
	return s
}

// HeightFor is the content's height.
func (s *Scroll) HeightFor(w float32) float32 { return HeightFor(s.content, w) }

// SetContent shows something else from its beginning.
func (s *Scroll) SetContent(o fyne.CanvasObject) {
	s.content = o
	s.holder.Objects = []fyne.CanvasObject{o}
	s.offset = 0
	s.Refresh()
}

// ListData is what a list asks its owner.
type ListData struct {
	Len    func() int
	New    func() fyne.CanvasObject           // an empty row
	Bind   func(i int, row fyne.CanvasObject) // fills a row; rows are used again
	Gap    float32                            // between rows, above the first and below the last
	Margin float32                            // left and right
}

// List shows any number of rows and keeps only those in view. Rows may differ
// in height; a row is measured when it is first seen.
type List struct {
	pane
	data    ListData
	heights []float32 // 0: not seen yet
	guess   float32   // height of rows not seen yet
	shown   map[int]fyne.CanvasObject
	spare   []fyne.CanvasObject
	key     layoutKey
}

// NewList makes a list.
func NewList(d ListData) *List {
	l := &List{data: d, shown: map[int]fyne.CanvasObject{}}
	l.setUp()
	l.total = func(float32) float32 { return l.top(len(l.heights)) }
	l.arrange = l.fill
	l.ExtendBaseWidget(l)
	l.measureAll()
	return l
}

// measureAll forgets heights when the number of rows, the width or the text
// scale changed.
func (l *List) measureAll() {
	key := layoutKey{width: l.Size().Width, scale: theme.Current().Options().Scale}
	n := l.data.Len()
	if key != l.key {
		l.key, l.heights, l.guess = key, make([]float32, n), 0
		return
	}
	for len(l.heights) < n {
		l.heights = append(l.heights, 0)
	}
	l.heights = l.heights[:n]
}

// height is a row's height or the guess.
func (l *List) height(i int) float32 {
	if l.heights[i] > 0 {
		return l.heights[i]
	}
	if l.guess == 0 {
		return 96
	}
	return l.guess
}

// top is where row i begins.
func (l *List) top(i int) float32 {
	y := l.data.Gap
	for k := range i {
		y += l.height(k) + l.data.Gap
	}
	return y
}

// fill binds the rows in view and puts them in place.
func (l *List) fill() {
	l.measureAll()
	size := l.Size()
	used := map[int]bool{}
	rows := l.holder.Objects[:0]
	y, w := l.data.Gap, size.Width-2*l.data.Margin
	for i := 0; i < len(l.heights) && y < l.offset+size.Height && w > 0; i++ {
		if h := l.height(i); y+h < l.offset {
			y += h + l.data.Gap
			continue
		}
		row := l.row(i)
		h := HeightFor(row, w)
		if y < l.offset && l.guess > 0 && h != l.height(i) {
			l.offset += h - l.height(i) // what is in view stays where it is
		}
		l.heights[i] = h
		if l.guess == 0 {
			l.guess = h
		}
		place(row, l.data.Margin, y-l.offset, w, h)
		rows, used[i] = append(rows, row), true
		y += h + l.data.Gap
	}
	for i, row := range l.shown {
		if !used[i] {
			l.spare = append(l.spare, row)
			delete(l.shown, i)
		}
	}
	l.holder.Objects = rows
}

// row is the row shown for i, taking a spare one or making one.
func (l *List) row(i int) fyne.CanvasObject {
	if row, ok := l.shown[i]; ok {
		return row
	}
	var row fyne.CanvasObject
	if n := len(l.spare); n > 0 {
		row, l.spare = l.spare[n-1], l.spare[:n-1]
	} else {
		row = l.data.New()
	}
	l.data.Bind(i, row)
	l.shown[i] = row
	return row
}

// Reload asks for the number of rows again and fills those in view anew; the
// place in the list stays.
func (l *List) Reload() {
	for i, row := range l.shown {
		l.spare = append(l.spare, row)
		delete(l.shown, i)
	}
	l.measureAll()
	l.Refresh()
}

// ScrollTo brings row i into view.
func (l *List) ScrollTo(i int) {
	if i < 0 || i >= len(l.heights) {
		return
	}
	l.drag.stop()
	for range 20 { // rows measured on the way move the goal
		before, top, view := l.offset, l.top(i), l.Size().Height
		switch {
		case top-l.data.Gap < l.offset:
			l.SetOffset(top - l.data.Gap)
		case top+l.height(i) > l.offset+view:
			l.SetOffset(float32(math.Ceil(float64(top + l.height(i) + l.data.Gap - view))))
		}
		if l.offset == before {
			return
		}
	}
}

// Row is the row that shows i now, nil when it is out of view.
func (l *List) Row(i int) fyne.CanvasObject { return l.shown[i] }
