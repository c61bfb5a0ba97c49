package shell

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Picture is a decoded product picture.
type Picture = image.Image

// watch wraps a screen and notices that somebody is there: a finger, a mouse.
type watch struct {
	widget.BaseWidget
	content fyne.CanvasObject
	touch   func()
}

var _ desktop.Hoverable = (*watch)(nil)

func newWatch(content fyne.CanvasObject, touch func()) *watch {
	w := &watch{content: content, touch: touch}
	w.ExtendBaseWidget(w)
	return w
}

// CreateRenderer shows the screen.
func (w *watch) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(w.content) }

// MouseIn notices a pointer.
func (w *watch) MouseIn(*desktop.MouseEvent) { w.touch() }

// MouseMoved notices a pointer that moves.
func (w *watch) MouseMoved(*desktop.MouseEvent) { w.touch() }

// MouseOut notices a pointer that leaves.
func (w *watch) MouseOut() {}
