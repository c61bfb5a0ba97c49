package widgets

import (
	"image/color"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"miseban/app/internal/ui/theme"
)

// Hex reads a product's colour as "#F8F6F1"; anything else is a middle grey.
func Hex(hex string) color.NRGBA {
	v, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil || len(hex) != 7 {
		v = 0x9A9DA3
	}
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

// colourDot is a square of a product's own colour with a border so that white
// shows.
type colourDot struct {
	widget.BaseWidget
	side float32
	rect *canvas.Rectangle
}

func newColourDot(c color.NRGBA, side float32) *colourDot {
	d := &colourDot{side: side, rect: canvas.NewRectangle(c)}
	d.ExtendBaseWidget(d)
	return d
}

func (d *colourDot) MinSize() fyne.Size { return fyne.NewSquareSize(theme.Dp(d.side)) }

func (d *colourDot) CreateRenderer() fyne.WidgetRenderer { return &dotRenderer{d} }

type dotRenderer struct{ d *colourDot }

func (r *dotRenderer) Destroy()                     {}
func (r *dotRenderer) MinSize() fyne.Size           { return r.d.MinSize() }
func (r *dotRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.d.rect} }
func (r *dotRenderer) Layout(size fyne.Size) {
	r.d.rect.Resize(size)
	r.Refresh()
}

func (r *dotRenderer) Refresh() {
	r.d.rect.CornerRadius = 5
	r.d.rect.StrokeWidth = theme.Edge()
	r.d.rect.StrokeColor = theme.C(theme.Ink3)
	r.d.rect.Refresh()
}

// NewSwatch shows a product's colour, always with its word: size is the type
// size of the word (13 to 24), 20 and up are bold.
func NewSwatch(c color.NRGBA, word string, size float32) fyne.CanvasObject {
	side := size + 2
	if size >= theme.T24 {
		side = 32
	}
	return HBox(8, newColourDot(c, side), NewText(Run{Text: word, Size: size, Bold: size >= theme.T20}))
}
