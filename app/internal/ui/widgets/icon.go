package widgets

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"math"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"

	"miseban/app/internal/ui/theme"
	"miseban/assets"
)

// Icon is a line icon in a token's colour. It grows with the text scale.
type Icon struct {
	widget.BaseWidget
	name   assets.Icon
	size   float32
	stroke float32
	steady bool // does not grow with the text: it stands in a disc of fixed size
	tok    theme.Token
	img    *canvas.Image
}

// NewIcon makes an icon of size dp with the usual stroke of 2; chips and checks
// are bolder, see Stroke.
func NewIcon(name assets.Icon, size float32, tok theme.Token) *Icon {
	i := &Icon{name: name, size: size, stroke: 2, tok: tok, img: &canvas.Image{FillMode: canvas.ImageFillContain}}
	i.ExtendBaseWidget(i)
	return i
}

// Stroke sets the stroke width on the grid of 24 and returns the icon.
func (i *Icon) Stroke(w float32) *Icon { i.stroke = w; return i }

// Set changes name and colour and repaints.
func (i *Icon) Set(name assets.Icon, tok theme.Token) {
	if i.name == name && i.tok == tok {
		return
	}
	i.name, i.tok = name, tok
	i.Refresh()
}

// fixedSize keeps the icon from growing with the text and returns it.
func (i *Icon) fixedSize() *Icon { i.steady = true; return i }

// side is the edge length under the text scale. Big icons are clear already.
func (i *Icon) side() float32 {
	if i.steady {
		return i.size
	}
	return theme.Sp(i.size)
}

// MinSize is a square.
func (i *Icon) MinSize() fyne.Size {
	i.ExtendBaseWidget(i)
	return fyne.NewSquareSize(i.side())
}

// CreateRenderer shows the picture.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer { return &iconRenderer{i} }

type iconRenderer struct{ i *Icon }

func (r *iconRenderer) Destroy()                     {}
func (r *iconRenderer) MinSize() fyne.Size           { return r.i.MinSize() }
func (r *iconRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.i.img} }
func (r *iconRenderer) Layout(size fyne.Size) {
	side := min(r.i.side(), max(size.Width, 1))
	r.i.img.Resize(fyne.NewSquareSize(side))
	r.i.img.Move(fyne.NewPos((size.Width-side)/2, (size.Height-side)/2))
	r.paint()
}

func (r *iconRenderer) Refresh() { r.Layout(r.i.Size()) }

// paint takes the picture at the canvas's own resolution.
func (r *iconRenderer) paint() {
	px := int(math.Round(float64(r.i.img.Size().Width * pixelScale(r.i))))
	pic := iconPicture(r.i.name, px, r.i.stroke, theme.C(r.i.tok))
	if r.i.img.Image != pic {
		r.i.img.Image = pic
		r.i.img.Refresh()
	}
}

// pixelScale is how many pixels of the canvas a dp has.
func pixelScale(o fyne.CanvasObject) float32 {
	if a := fyne.CurrentApp(); a != nil {
		if c := a.Driver().CanvasForObject(o); c != nil && c.Scale() > 0 {
			return c.Scale()
		}
	}
	return 1
}

// iconKey names a drawn icon.
type iconKey struct {
	name   assets.Icon
	px     int
	stroke float32
	colour color.NRGBA
}

var (
	iconMu    sync.Mutex
	iconCache = map[iconKey]image.Image{}
)

// iconPicture draws an icon once for each size, stroke and colour.
func iconPicture(name assets.Icon, px int, stroke float32, c color.NRGBA) image.Image {
	key := iconKey{name, max(px, 1), stroke, c}
	iconMu.Lock()
	defer iconMu.Unlock()
	if img, ok := iconCache[key]; ok {
		return img
	}
	img := drawIcon(key)
	iconCache[key] = img
	return img
}

// drawIcon paints the icon's strokes; an unknown icon is empty.
func drawIcon(k iconKey) image.Image {
	out := image.NewRGBA(image.Rect(0, 0, k.px, k.px))
	svg := k.name.SVG(fmt.Sprintf("#%02X%02X%02X", k.colour.R, k.colour.G, k.colour.B), k.stroke)
	if svg == nil || k.colour.A == 0 {
		return out
	}
	ic, err := oksvg.ReadIconStream(bytes.NewReader(svg), oksvg.IgnoreErrorMode)
	if err != nil { // the paths are ours: a test draws every one
		return out
	}
	ic.SetTarget(0, 0, float64(k.px), float64(k.px))
	scale := float64(k.px) / 24
	for i := range ic.SVGPaths { // widths and dashes are not scaled with the target
		ic.SVGPaths[i].LineWidth *= scale
		for j := range ic.SVGPaths[i].Dash {
			ic.SVGPaths[i].Dash[j] *= scale
		}
	}
	scanner := rasterx.NewScannerGV(k.px, k.px, out, out.Bounds())
	ic.Draw(rasterx.NewDasher(k.px, k.px, scanner), 1)
	return out
}
