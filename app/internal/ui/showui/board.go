package showui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// rect is a place on a board, in dp.
type rect struct{ x, y, w, h float32 }

// spot is an object and where it lies on a board of a size.
type spot struct {
	o  fyne.CanvasObject
	in func(size fyne.Size) rect
}

// board puts each object where its spot says: screens for customers are drawn to
// the dp, and give way only where a tablet has another size.
func board(spots ...spot) *fyne.Container {
	objects := make([]fyne.CanvasObject, len(spots))
	for i, s := range spots {
		objects[i] = s.o
	}
	return container.New(boardLayout(spots), objects...)
}

type boardLayout []spot

func (b boardLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	for _, s := range b {
		r := s.in(size)
		s.o.Move(fyne.NewPos(r.x, r.y))
		s.o.Resize(fyne.NewSize(max(r.w, 0), max(r.h, 0)))
	}
}

func (boardLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

// at is a place counted from the upper left corner.
func at(o fyne.CanvasObject, x, y, w, h float32) spot {
	return spot{o, func(fyne.Size) rect { return rect{x, y, w, h} }}
}

// full is the whole board.
func full(o fyne.CanvasObject) spot {
	return spot{o, func(s fyne.Size) rect { return rect{0, 0, s.Width, s.Height} }}
}

// place is any other.
func place(o fyne.CanvasObject, in func(s fyne.Size) rect) spot { return spot{o, in} }
