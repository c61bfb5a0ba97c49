package cameraui

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/scanner/camera"
)

// finder shows what the camera sees and the four corners of the guide. A new
// picture repaints it and makes nothing anew: the picture is one of two that the
// camera paints in turn, and the graphics card scales it.
type finder struct {
	widget.BaseWidget
	ground  *canvas.Rectangle
	picture *canvas.Image
	corners [8]*canvas.Rectangle
	frame   image.Point // of the camera, zero before it is open
	look    page.Look
	resized func(w, h int) // in pixels
}

func newFinder(resized func(w, h int)) *finder {
	f := &finder{ground: canvas.NewRectangle(theme.C(theme.HaltFill)), picture: &canvas.Image{ScaleMode: canvas.ImageScaleFastest}, resized: resized}
	for i := range f.corners {
		f.corners[i] = canvas.NewRectangle(theme.C(theme.OnFill))
		f.corners[i].CornerRadius = 2
	}
	f.ExtendBaseWidget(f)
	return f
}

// show shows a picture; nil leaves the ground.
func (f *finder) show(img *image.RGBA) {
	f.picture.Image = nil
	if img != nil {
		f.picture.Image = img
	}
	f.picture.Refresh()
}

// aim places the guide for a look, in a tone.
func (f *finder) aim(frame image.Point, l page.Look, tone theme.Token) {
	f.frame, f.look = frame, l
	for _, c := range f.corners {
		c.FillColor = theme.C(tone)
	}
	f.guide(f.Size())
}

// pixels is the finder's size on the screen.
func (f *finder) pixels(size fyne.Size) (w, h int) {
	scale := float32(1)
	if c := fyne.CurrentApp().Driver().CanvasForObject(f); c != nil {
		scale = c.Scale()
	}
	return int(size.Width * scale), int(size.Height * scale)
}

// Corners of the guide, in dp.
const (
	cornerLong  = 28
	cornerThick = 4
)

// guide puts the corners round the place where a code should be.
func (f *finder) guide(size fyne.Size) {
	view := image.Pt(int(size.Width), int(size.Height))
	r := guideOf(camera.Cover(f.frame, view.X, view.Y, closer), view, f.look)
	for i, c := range f.corners {
		c.Hidden = r.Empty()
		w, h := float32(cornerLong), float32(cornerThick)
		if i >= 4 {
			w, h = h, w
		}
		x, y := float32(r.Min.X), float32(r.Min.Y)
		if i&1 == 1 {
			x = float32(r.Max.X) - w
		}
		if i&2 == 2 {
			y = float32(r.Max.Y) - h
		}
		c.Move(fyne.NewPos(x, y))
		c.Resize(fyne.NewSize(w, h))
		c.Refresh()
	}
}

// HeightFor asks for no room: the finder takes what is left.
func (f *finder) HeightFor(float32) float32 { return 0 }

// CreateRenderer shows ground, picture and guide.
func (f *finder) CreateRenderer() fyne.WidgetRenderer { return &finderRenderer{f} }

type finderRenderer struct{ f *finder }

func (r *finderRenderer) Destroy()           {}
func (r *finderRenderer) MinSize() fyne.Size { return fyne.NewSize(0, 0) }
func (r *finderRenderer) Objects() []fyne.CanvasObject {
	out := []fyne.CanvasObject{r.f.ground, r.f.picture}
	for _, c := range r.f.corners {
		out = append(out, c)
	}
	return out
}

func (r *finderRenderer) Layout(size fyne.Size) {
	r.f.ground.Resize(size)
	r.f.picture.Resize(size)
	r.f.guide(size)
	r.f.resized(r.f.pixels(size))
}

func (r *finderRenderer) Refresh() {
	r.f.ground.FillColor = theme.C(theme.HaltFill)
	r.f.ground.Refresh()
	r.f.picture.Refresh()
}
