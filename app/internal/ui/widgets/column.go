package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// AnswerWidth is how wide the words of a full-screen answer grow on a tablet,
// in dp.
const AnswerWidth = 640

// Column keeps an object in the middle at most so wide, over the full height.
func Column(o fyne.CanvasObject, width float32) fyne.CanvasObject {
	return container.New(columnLayout(width), o)
}

type columnLayout float32

func (w columnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	in := min(float32(w), size.Width)
	for _, o := range objects {
		o.Move(fyne.NewPos((size.Width-in)/2, 0))
		o.Resize(fyne.NewSize(in, size.Height))
	}
}

func (columnLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }
