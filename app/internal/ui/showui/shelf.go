package showui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"miseban/app/internal/catalog"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/widgets"
)

// chunk is of how many articles at once it is asked where they can be had.
const chunk = 48

// shelf shows any number of articles as cards and keeps only those in view. It
// makes itself anew when the width allows more or fewer of them in a row.
type shelf struct {
	widget.BaseWidget
	r    *room
	life *load.Page
	hits []catalog.Hit
	open func(catalog.Hit)
	list *widgets.List
	cols int

	marks map[int]catalog.Where
	asked map[int]bool // chunks
}

func newShelf(r *room, hits []catalog.Hit, open func(catalog.Hit)) *shelf {
	s := &shelf{r: r, life: r.here, hits: hits, open: open, marks: map[int]catalog.Where{}, asked: map[int]bool{}}
	s.ExtendBaseWidget(s)
	s.build(4)
	return s
}

func (s *shelf) build(cols int) {
	s.cols = cols
	s.list = widgets.NewList(widgets.ListData{
		Len:  func() int { return (len(s.hits) + s.cols - 1) / s.cols },
		New:  func() fyne.CanvasObject { return newCardsRow(s.r.c, s.r.album, s.cols, float32(cardPicture)/cardWidth) },
		Bind: s.bind, Gap: cardRow,
	})
}

// bind fills a row of cards.
func (s *shelf) bind(row int, o fyne.CanvasObject) {
	for i, k := range o.(*cardsRow).cards {
		n := row*s.cols + i
		if n >= len(s.hits) {
			k.empty()
			continue
		}
		h := s.hits[n]
		k.fill(cardOf(s.r.c, h), func() { s.open(h) })
		if w, ok := s.marks[n]; ok {
			k.mark.set(markOf(s.r.c, w))
		} else {
			s.ask(n / chunk)
		}
	}
}

// ask finds out where the articles of a chunk can be had.
func (s *shelf) ask(n int) {
	if s.asked[n] {
		return
	}
	s.asked[n] = true
	from, to := n*chunk, min((n+1)*chunk, len(s.hits))
	hits := s.hits[from:to]
	load.Into(s.life, func(ctx context.Context) ([]catalog.Where, error) { return s.r.svc.Marks(ctx, hits) }, func(w []catalog.Where, err error) {
		if err != nil {
			s.r.fail(err)
			return
		}
		for i := range w {
			s.marks[from+i] = w[i]
		}
		s.list.Reload()
	})
}

// remark asks anew: stock has moved.
func (s *shelf) remark() {
	s.asked = map[int]bool{}
	first := int(s.list.Offset()) / int(cardPicture) * s.cols / chunk
	for n := max(0, first-1); n <= first+1 && n*chunk < len(s.hits); n++ {
		s.ask(n)
	}
}

// CreateRenderer shows the list.
func (s *shelf) CreateRenderer() fyne.WidgetRenderer { return shelfRenderer{s} }

type shelfRenderer struct{ s *shelf }

func (shelfRenderer) Destroy()                       {}
func (shelfRenderer) MinSize() fyne.Size             { return fyne.NewSize(0, 0) }
func (r shelfRenderer) Refresh()                     { r.s.list.Refresh() }
func (r shelfRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.s.list} }

// Layout leaves the margin on the right to the mark of the place.
func (r shelfRenderer) Layout(size fyne.Size) {
	if n := columns(size.Width - margin); n != r.s.cols {
		r.s.build(n)
	}
	r.s.list.Resize(size)
}
