package widgets

import (
	"container/list"
	"context"
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"golang.org/x/image/draw"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/theme"
)

// Picture shows a product picture with rounded corners. Until the picture is
// there it shows the picture ground in the same place and size.
type Picture struct {
	widget.BaseWidget
	w, h   float32
	key    string
	ground *Box
	img    *canvas.Image
}

// NewPicture makes an empty picture of w × h dp, corners of 8.
func NewPicture(w, h float32) *Picture {
	p := &Picture{w: w, h: h, ground: NewBox(theme.Pic).Round(8), img: &canvas.Image{FillMode: canvas.ImageFillContain, CornerRadius: 8}}
	p.ExtendBaseWidget(p)
	return p
}

// SetImage shows a picture, or the ground alone for nil. Give it at about the
// size it is shown: it is not scaled down beforehand.
func (p *Picture) SetImage(img image.Image) {
	if p.img.Image == img {
		return
	}
	p.img.Image = img
	p.img.Refresh()
}

// MinSize is the size it was made with; pictures do not grow with the text.
func (p *Picture) MinSize() fyne.Size {
	p.ExtendBaseWidget(p)
	return fyne.NewSize(p.w, p.h)
}

// CreateRenderer shows ground and picture.
func (p *Picture) CreateRenderer() fyne.WidgetRenderer { return &pictureRenderer{p} }

type pictureRenderer struct{ p *Picture }

func (r *pictureRenderer) Destroy()           {}
func (r *pictureRenderer) MinSize() fyne.Size { return r.p.MinSize() }
func (r *pictureRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.p.ground, r.p.img}
}

func (r *pictureRenderer) Layout(size fyne.Size) {
	r.p.ground.Resize(size)
	r.p.img.Resize(size)
}

func (r *pictureRenderer) Refresh() {
	r.p.ground.Refresh()
	r.p.img.Refresh()
}

// Draft is a picture that stands in for a better one: it is shown, and not kept.
type Draft struct {
	image.Image
	// Better brings the better one; nil where it is not to be had now. It runs off the
	// UI goroutine.
	Better func(ctx context.Context) (image.Image, error)
}

// Source gives the picture of a key, at least px pixels on its longer side if
// it has them, or a *Draft of it. It runs off the UI goroutine.
type Source func(ctx context.Context, key string, px int) (image.Image, error)

// thumbKey names a scaled picture.
type thumbKey struct {
	key string
	px  int
}

type thumb struct {
	key thumbKey
	img image.Image
}

// Thumbs fills pictures: it takes them from their source and scales them off
// the UI goroutine and keeps the most recently shown. Use it on the UI
// goroutine.
type Thumbs struct {
	page    *load.Page
	limit   int
	source  Source
	kept    map[thumbKey]*list.Element
	order   *list.List // front: shown last
	waiting map[thumbKey][]*Picture
	drafts  []drafted
}

// drafted is a picture that shows a draft.
type drafted struct {
	p    *Picture
	want thumbKey
}

// mostDrafts is how many drafts are looked after: more than are on a screen.
const mostDrafts = 200

// NewThumbs keeps up to limit scaled pictures. Loads end with page.
func NewThumbs(page *load.Page, limit int, source Source) *Thumbs {
	return &Thumbs{page: page, limit: max(limit, 1), source: source, kept: map[thumbKey]*list.Element{}, order: list.New(), waiting: map[thumbKey][]*Picture{}}
}

// Show puts the key's picture into p, at once when it is kept, otherwise as
// soon as it is loaded. A picture that cannot be loaded leaves the ground. A nil
// receiver or an empty key empties p.
func (t *Thumbs) Show(p *Picture, key string) {
	if t == nil || key == "" {
		p.key = ""
		p.SetImage(nil)
		return
	}
	want := thumbKey{key, int(math.Ceil(float64(max(p.w, p.h) * max(pixelScale(p), 1))))}
	if p.key == key && p.img.Image != nil {
		return
	}
	p.key = key
	if e, ok := t.kept[want]; ok {
		t.order.MoveToFront(e)
		p.SetImage(e.Value.(thumb).img)
		return
	}
	p.SetImage(nil)
	t.load(p, want)
}

// load takes a picture from the source, once for all that wait for it.
func (t *Thumbs) load(p *Picture, want thumbKey) {
	t.waiting[want] = append(t.waiting[want], p)
	if len(t.waiting[want]) > 1 {
		return
	}
	load.Into(t.page, func(ctx context.Context) (image.Image, error) {
		img, err := t.source(ctx, want.key, want.px)
		if err != nil || img == nil {
			return nil, err
		}
		if d, ok := img.(*Draft); ok {
			return &Draft{scaleTo(d.Image, want.px), d.Better}, nil
		}
		return scaleTo(img, want.px), nil
	}, func(img image.Image, err error) { t.arrived(want, img, err) })
}

// Renew looks again for what drafts stand in for: it may have come.
func (t *Thumbs) Renew() {
	list := t.drafts
	t.drafts = nil
	for _, d := range list {
		if d.p.key == d.want.key {
			t.load(d.p, d.want)
		}
	}
}

// draft shows a draft where it is wanted, and then what it stands in for.
func (t *Thumbs) draft(k thumbKey, d *Draft) {
	list := t.waiting[k]
	delete(t.waiting, k)
	var shown []*Picture
	for _, p := range list {
		if p.key == k.key {
			p.SetImage(d.Image)
			shown = append(shown, p)
		}
	}
	if d.Better == nil || len(shown) == 0 {
		for _, p := range shown {
			t.drafts = append(t.drafts, drafted{p, k})
		}
		t.drafts = t.drafts[max(0, len(t.drafts)-mostDrafts):]
		return
	}
	load.Into(t.page, func(ctx context.Context) (image.Image, error) {
		img, err := d.Better(ctx)
		if err != nil || img == nil {
			return nil, err
		}
		return scaleTo(img, k.px), nil
	}, func(img image.Image, err error) {
		if err == nil && img != nil { // else the draft does: the line is down, say
			t.waiting[k] = append(t.waiting[k], shown...)
			t.arrived(k, img, nil)
		}
	})
}

// arrived keeps a loaded picture and shows it wherever it is still wanted.
func (t *Thumbs) arrived(k thumbKey, img image.Image, err error) {
	if d, ok := img.(*Draft); ok && err == nil {
		t.draft(k, d)
		return
	}
	for _, p := range t.waiting[k] {
		if err == nil && img != nil && p.key == k.key {
			p.SetImage(img)
		}
	}
	delete(t.waiting, k)
	if err != nil || img == nil {
		return
	}
	t.kept[k] = t.order.PushFront(thumb{k, img})
	for len(t.kept) > t.limit {
		last := t.order.Back()
		delete(t.kept, last.Value.(thumb).key)
		t.order.Remove(last)
	}
}

// scaleTo makes the longer side px pixels; smaller pictures stay as they are.
func scaleTo(img image.Image, px int) image.Image {
	b := img.Bounds()
	long := max(b.Dx(), b.Dy())
	if long <= px || px <= 0 {
		return img
	}
	out := image.NewNRGBA(image.Rect(0, 0, max(1, b.Dx()*px/long), max(1, b.Dy()*px/long)))
	draw.CatmullRom.Scale(out, out.Bounds(), img, b, draw.Src, nil)
	return out
}
