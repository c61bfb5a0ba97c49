package showui

import (
	"container/list"
	"context"
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"golang.org/x/image/draw"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets/art"
)

// Shot is how a picture is wanted: of what, how large in pixels, and how the goods
// stand in it.
type Shot struct {
	Ref  string // as retail.SKU.Picture
	Back string // a second one behind it, for a campaign
	W, H int
	Set  art.Setting

	round int // radius of the corners in pixels, cut by the album
}

// Source takes a shot, or a *widgets.Draft of it. It runs off the UI goroutine.
type Source func(ctx context.Context, s Shot) (image.Image, error)

// Drawn takes shots of what is drawn by package art; what is no picture of ours is
// a plain box.
func Drawn(_ context.Context, s Shot) (image.Image, error) {
	kind, hex, _ := art.ParseRef(retail.DrawnPicture(s.Ref))
	if s.Back == "" {
		return art.Stage(kind, hex, s.W, s.H, s.Set), nil
	}
	back, backHex, _ := art.ParseRef(retail.DrawnPicture(s.Back))
	return art.Pair(art.Goods{Kind: kind, Hex: hex}, art.Goods{Kind: back, Hex: backHex}, s.W, s.H, s.Set), nil
}

// Mounted is a photograph in the frame of a shot: whole, in the middle, on what its
// corners are.
func Mounted(img image.Image, s Shot) image.Image {
	out := image.NewRGBA(image.Rect(0, 0, max(s.W, 1), max(s.H, 1)))
	b := img.Bounds()
	if b.Empty() {
		return out
	}
	draw.Draw(out, out.Bounds(), image.NewUniform(corners(img)), image.Point{}, draw.Src)
	w, h := out.Bounds().Dx(), out.Bounds().Dy()
	if b.Dx()*h > b.Dy()*w {
		h = max(1, b.Dy()*w/b.Dx())
	} else {
		w = max(1, b.Dx()*h/b.Dy())
	}
	at := image.Rect(0, 0, w, h).Add(image.Pt((out.Bounds().Dx()-w)/2, (out.Bounds().Dy()-h)/2))
	draw.CatmullRom.Scale(out, at, img, b, draw.Src, nil)
	return out
}

// corners is the mean colour of a picture's corners.
func corners(img image.Image) color.Color {
	b := img.Bounds()
	var sum [3]uint32
	for _, p := range []image.Point{b.Min, {b.Max.X - 1, b.Min.Y}, {b.Min.X, b.Max.Y - 1}, {b.Max.X - 1, b.Max.Y - 1}} {
		r, g, b, _ := img.At(p.X, p.Y).RGBA()
		sum[0], sum[1], sum[2] = sum[0]+r>>8, sum[1]+g>>8, sum[2]+b>>8
	}
	return color.RGBA{uint8(sum[0] / 4), uint8(sum[1] / 4), uint8(sum[2] / 4), 255}
}

// Limits of an album.
const (
	albumBytes = 96 << 20 // of pictures kept
	atOnce     = 2        // pictures taken at once
)

// Album takes pictures off the UI goroutine and keeps those shown last. What is
// asked for last is taken first: the hand scrolls on. Use it on the UI goroutine.
type Album struct {
	life    *load.Page
	source  Source
	kept    map[Shot]*list.Element
	order   *list.List // front: shown last
	bytes   int
	waiting map[Shot][]*photo
	queue   []Shot
	busy    int
	drafts  []drafted
}

// drafted is a photo that shows a draft.
type drafted struct {
	p *photo
	s Shot
}

// mostDrafts is how many drafts are looked after: more than are on a screen.
const mostDrafts = 200

type kept struct {
	shot  Shot
	img   image.Image
	bytes int
}

// NewAlbum makes an album that lives until ctx ends.
func NewAlbum(ctx context.Context, env load.Env, source Source) *Album {
	return &Album{life: load.Open(ctx, env), source: source, kept: map[Shot]*list.Element{}, order: list.New(), waiting: map[Shot][]*photo{}}
}

// show puts a shot into p, at once when it is kept.
func (a *Album) show(p *photo, s Shot) {
	if e, ok := a.kept[s]; ok {
		a.order.MoveToFront(e)
		p.set(e.Value.(kept).img)
		return
	}
	p.set(nil)
	if s.Ref == "" {
		return
	}
	if len(a.waiting[s]) == 0 {
		a.queue = append(a.queue, s)
	}
	a.waiting[s] = append(a.waiting[s], p)
	a.next()
}

// next takes what was asked for last and is still wanted.
func (a *Album) next() {
	for a.busy < atOnce && len(a.queue) > 0 {
		s := a.queue[len(a.queue)-1]
		a.queue = a.queue[:len(a.queue)-1]
		if !a.wanted(s) {
			delete(a.waiting, s)
			continue
		}
		a.busy++
		load.Into(a.life, func(ctx context.Context) (image.Image, error) { return a.take(ctx, s) }, func(img image.Image, err error) {
			a.busy--
			list := a.waiting[s]
			delete(a.waiting, s)
			if err == nil && img != nil {
				a.arrived(s, img, list)
			}
			a.next()
		})
	}
}

// arrived shows a picture wherever it is still wanted, and keeps it unless it is a
// draft; then it looks for the better one.
func (a *Album) arrived(s Shot, img image.Image, list []*photo) {
	d, isDraft := img.(*widgets.Draft)
	if isDraft {
		img = d.Image
	} else {
		a.keep(s, img)
	}
	var shown []*photo
	for _, p := range list {
		if p.shot == s {
			p.set(img)
			shown = append(shown, p)
		}
	}
	switch {
	case !isDraft || len(shown) == 0:
	case d.Better == nil:
		for _, p := range shown {
			a.drafts = append(a.drafts, drafted{p, s})
		}
		a.drafts = a.drafts[max(0, len(a.drafts)-mostDrafts):]
	default:
		load.Into(a.life, d.Better, func(img image.Image, err error) {
			if err == nil && img != nil { // else the draft does: the line is down, say
				a.arrived(s, img, shown)
			}
		})
	}
}

// Renew looks again for what drafts stand in for: it may have come.
func (a *Album) Renew() {
	list := a.drafts
	a.drafts = nil
	for _, d := range list {
		if d.p.shot != d.s {
			continue
		}
		if len(a.waiting[d.s]) == 0 {
			a.queue = append(a.queue, d.s)
		}
		a.waiting[d.s] = append(a.waiting[d.s], d.p)
	}
	a.next()
}

// take takes a shot and cuts its corners, off the UI goroutine: a painter that has to
// do it does it with every frame.
func (a *Album) take(ctx context.Context, s Shot) (image.Image, error) {
	img, err := a.source(ctx, s)
	if err != nil || img == nil {
		return nil, err
	}
	d, ok := img.(*widgets.Draft)
	if !ok {
		return rounded(img, s.round), nil
	}
	out := &widgets.Draft{Image: rounded(d.Image, s.round)}
	if d.Better != nil {
		out.Better = func(ctx context.Context) (image.Image, error) {
			img, err := d.Better(ctx)
			if err != nil || img == nil {
				return nil, err
			}
			return rounded(img, s.round), nil
		}
	}
	return out, nil
}

// rounded is a picture with corners of a radius in pixels.
func rounded(img image.Image, radius int) image.Image {
	b := img.Bounds()
	radius = min(radius, b.Dx()/2, b.Dy()/2)
	if radius <= 0 {
		return img
	}
	out := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Bounds(), img, b.Min, draw.Src)
	for y := range radius {
		for x := range radius {
			part := min(max(float64(radius)+.5-math.Hypot(float64(radius)-float64(x)-.5, float64(radius)-float64(y)-.5), 0), 1)
			if part == 1 {
				continue
			}
			for _, p := range []image.Point{{x, y}, {b.Dx() - 1 - x, y}, {x, b.Dy() - 1 - y}, {b.Dx() - 1 - x, b.Dy() - 1 - y}} {
				at := out.Pix[out.PixOffset(p.X, p.Y):][:4]
				for i := range at {
					at[i] = uint8(float64(at[i]) * part)
				}
			}
		}
	}
	return out
}

func (a *Album) wanted(s Shot) bool {
	for _, p := range a.waiting[s] {
		if p.shot == s {
			return true
		}
	}
	return false
}

func (a *Album) keep(s Shot, img image.Image) {
	if _, ok := a.kept[s]; ok {
		return
	}
	const pixel = 4
	n := img.Bounds().Dx() * img.Bounds().Dy() * pixel
	a.kept[s], a.bytes = a.order.PushFront(kept{s, img, n}), a.bytes+n
	for a.bytes > albumBytes {
		last := a.order.Back()
		k := last.Value.(kept)
		delete(a.kept, k.shot)
		a.order.Remove(last)
		a.bytes -= k.bytes
	}
}

// photo is a picture in its place. Until it is there the place has the ground that
// it will have: nothing jumps.
type photo struct {
	widget.BaseWidget
	album  *Album
	want   Shot // W and H zero: as large as the place
	shot   Shot
	radius float32
	ground *canvas.Rectangle
	img    *canvas.Image
}

func newPhoto(a *Album, radius float32) *photo {
	p := &photo{album: a, radius: radius, ground: canvas.NewRectangle(color.Transparent), img: &canvas.Image{FillMode: canvas.ImageFillStretch}}
	p.ground.CornerRadius = radius
	p.img.Hide()
	p.ExtendBaseWidget(p)
	return p
}

// of shows what s wants, in the size of the place, and returns the photo.
func (p *photo) of(s Shot) *photo {
	if p.want == s {
		return p
	}
	p.want = s
	kind, _, _ := art.ParseRef(retail.DrawnPicture(s.Ref))
	ground, _ := art.Grounds(kind)
	if s.Set.Ground != (color.RGBA{}) {
		ground = s.Set.Ground
	}
	if p.ground.FillColor != color.Color(ground) {
		p.ground.FillColor = ground
		p.ground.Refresh()
	}
	p.take(p.Size())
	return p
}

func (p *photo) take(size fyne.Size) {
	if size.Width < 1 || size.Height < 1 {
		return
	}
	scale := float32(1)
	if a := fyne.CurrentApp(); a != nil {
		if c := a.Driver().CanvasForObject(p); c != nil && c.Scale() > 0 {
			scale = c.Scale()
		}
	}
	s := p.want
	s.W, s.H = int(math.Round(float64(size.Width*scale))), int(math.Round(float64(size.Height*scale)))
	s.round = int(math.Round(float64(p.radius * scale)))
	if s == p.shot && p.img.Image != nil {
		return
	}
	p.shot = s
	p.album.show(p, s)
}

func (p *photo) set(img image.Image) {
	if p.img.Image == img {
		return
	}
	p.img.Image = img
	if img == nil {
		p.ground.Show()
		p.img.Hide()
		return
	}
	p.ground.Hide() // it is behind the picture, and a painter paints it all the same
	p.img.Show()
	p.img.Refresh()
}

// MinSize asks for no room: the place decides.
func (p *photo) MinSize() fyne.Size { return fyne.NewSize(0, 0) }

// CreateRenderer shows ground and picture.
func (p *photo) CreateRenderer() fyne.WidgetRenderer { return photoRenderer{p} }

type photoRenderer struct{ p *photo }

func (photoRenderer) Destroy()             {}
func (photoRenderer) MinSize() fyne.Size   { return fyne.NewSize(0, 0) }
func (r photoRenderer) Refresh()           { r.p.ground.Refresh(); r.p.img.Refresh() }
func (r photoRenderer) Layout(s fyne.Size) { r.p.ground.Resize(s); r.p.img.Resize(s); r.p.take(s) }
func (r photoRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.p.ground, r.p.img}
}
