package terminal

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
	"time"

	"miseban/app/internal/photo"
	"miseban/app/internal/ui/showui"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/app/sample"
	"miseban/sync/hubserve"
)

// photograph writes a picture file of goods in a colour, on white.
func photograph(t *testing.T, path string, c color.RGBA) {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 900, 1200))
	for y := range 1200 {
		for x := range 900 {
			img.SetRGBA(x, y, color.RGBA{255, 255, 255, 255})
			if dx, dy := x-450, y-600; dx*dx+dy*dy < 300*300 {
				img.SetRGBA(x, y, c)
			}
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// is tells whether the middle of a picture is about of a colour.
func is(img image.Image, c color.RGBA) bool {
	b := img.Bounds()
	r, g, bl, _ := img.At((b.Min.X+b.Max.X)/2, (b.Min.Y+b.Max.Y)/2).RGBA()
	near := func(a uint32, b uint8) bool { return max(a>>8, uint32(b))-min(a>>8, uint32(b)) < 24 }
	return near(r, c.R) && near(g, c.G) && near(bl, c.B)
}

// TestPhotographsOfGoods: what an operator gives the hub is on the terminal, small by
// itself and large when somebody looks, stays while the hub is away, gives way to
// another and to what is drawn.
func TestPhotographsOfGoods(t *testing.T) {
	ctx := t.Context()
	hubDir, from, dir := filepath.Join(t.TempDir(), "hub"), t.TempDir(), t.TempDir()
	hub := startHub(t, hubDir, "127.0.0.1:0")
	addr := hub.Addr
	enrolIn(t, hub, sampleShop(t, hub), dir)
	c := live(t, dir)
	defer func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}()
	w := &window{}
	w.core.Store(c)
	k := sample.New(1, time.Now()).SKUs[0]
	waitFor(t, "the catalogue is", func() bool {
		got, err := c.DB.SKU(ctx, k.ID)
		return err == nil && got.Picture == k.Picture
	})
	red, blue := color.RGBA{200, 30, 30, 255}, color.RGBA{30, 30, 200, 255}
	file := filepath.Join(from, k.Style+".jpg")
	take := func(want int) {
		t.Helper()
		rep, err := hubserve.Photos(ctx, hubDir, hubserve.PhotoJob{From: from, Whole: true})
		if err != nil || rep.Bad != 0 || rep.New != want {
			t.Fatalf("%+v, %v", rep, err)
		}
	}
	shows := func(what string, px int, ok func(img image.Image, draft *widgets.Draft) bool) {
		t.Helper()
		waitFor(t, what, func() bool {
			now, err := c.DB.SKU(ctx, k.ID)
			if err != nil {
				t.Fatal(err)
			}
			img, err := w.picture(ctx, now.Picture, px)
			if err != nil {
				t.Fatal(err)
			}
			d, _ := img.(*widgets.Draft)
			return ok(img, d)
		})
	}
	of := func(c color.RGBA) func(image.Image, *widgets.Draft) bool {
		return func(img image.Image, d *widgets.Draft) bool { return d == nil && is(img, c) }
	}

	photograph(t, file, red)
	take(1)
	shows("the photograph is here", 200, of(red))
	shows("the large one is not here, the small one stands in for it,", 600, func(img image.Image, d *widgets.Draft) bool {
		if d == nil || !is(d.Image, red) || d.Better == nil {
			return false
		}
		better, err := d.Better(ctx)
		return err == nil && is(better, red) && better.Bounds().Dy() == hubserve.PhotoSizes[0].Side
	})
	if err := hub.Close(); err != nil {
		t.Fatal(err)
	}
	shows("without the hub the large one is here", 600, of(red))
	now, err := c.DB.SKU(ctx, k.ID)
	if err != nil {
		t.Fatal(err)
	}
	shot, err := w.shot(ctx, showui.Shot{Ref: now.Picture, W: 256, H: 304})
	if err != nil || shot.Bounds().Dx() != 256 || shot.Bounds().Dy() != 304 || !is(shot, red) {
		t.Errorf("for customers: %v, %v", shot.Bounds(), err)
	}

	photograph(t, file, blue)
	take(1) // the hub is down: the command needs none
	hub = startHub(t, hubDir, addr)
	defer func() { _ = hub.Close() }()
	shows("another photograph is here", 200, of(blue))
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	take(0)
	shows("it is drawn again", 200, func(_ image.Image, d *widgets.Draft) bool {
		now, err := c.DB.SKU(ctx, k.ID)
		return err == nil && d == nil && now.Picture == k.Picture
	})
	old, _ := retail.ParsePhoto(now.Picture)
	waitFor(t, "what nothing names is forgotten", func() bool {
		_, _, err := c.Photos.Get(ctx, old, 200)
		return err == photo.ErrNone //nolint:errorlint // it is returned as it is
	})
}
