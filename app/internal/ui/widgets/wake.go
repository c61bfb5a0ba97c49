package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// window is the canvas that Wake paints; nothing is painted without one.
var window fyne.Canvas

// spark stands for "something" where Fyne asks what is to be painted.
var spark = canvas.NewRectangle(color.Transparent)

// UseCanvas names the canvas of the program's window. Call it on the UI
// goroutine, before the first Wake.
func UseCanvas(c fyne.Canvas) { window = c }

// Wake makes the window paint its next frame. Refreshing an object is not
// enough: Fyne 2.7 forgets after a minute which canvas an object is on when
// frames were painted meanwhile but the object was not refreshed (in
// internal/cache, SetCanvasForObject does not prolong what it finds), and then
// ignores its refresh. A screen put in place at such a moment was never seen,
// and never could be, while scans and taps went on acting on it. A frame
// registers everything anew. Call it on the UI goroutine.
func Wake() {
	if window != nil {
		window.Refresh(spark)
	}
}
