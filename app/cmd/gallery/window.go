package main

import (
	"context"
	"image"
	"runtime"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/load/loadtest"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/art"
	"miseban/assets/words"
)

// at is the moment of every picture.
var at = time.Date(2026, 11, 21, 10, 45, 0, 0, retail.Japan)

// look is what a picture is drawn in.
type look struct {
	shape page.Shape
	mode  theme.Mode
	lang  words.Lang
	scale float32
}

// String is the end of the picture's file name: "handheld-light-ja".
func (l look) String() string {
	s := l.shape.String() + "-" + l.mode.String() + "-" + l.lang.String()
	if l.scale > 1 {
		s += "-large"
	}
	return s
}

// size is the window's size in dp, and how many pixels one of them has.
func (l look) size() (fyne.Size, float32) {
	if l.shape == page.Handheld {
		return fyne.NewSize(360, 640), 2
	}
	return fyne.NewSize(1280, 800), 1
}

// window is a page.Window that goes nowhere: it shows one screen on a canvas
// without a display.
type window struct {
	look   look
	cat    words.Catalog
	env    load.Env
	pump   *loadtest.Pump
	clock  *loadtest.Clock
	thumbs *widgets.Thumbs
	stage  *widgets.Stage
	light  widgets.SyncData
	who    page.Who
	eye    bool // this terminal uses a camera
	quiet  int  // goroutines when nothing loads
}

var _ page.Window = (*window)(nil)

func newWindow(life context.Context, l look, all *words.Words) *window {
	w := &window{look: l, cat: all.In(l.lang)}
	w.env, w.pump, w.clock = loadtest.Env(at)
	w.thumbs = widgets.NewThumbs(load.Open(life, w.env), 100, picture)
	return w
}

// drawn keeps product pictures over all scenes.
var drawn sync.Map

type drawnKey struct {
	key string
	px  int
}

// picture draws the goods of the sample chain.
func picture(_ context.Context, key string, px int) (image.Image, error) {
	if img, ok := drawn.Load(drawnKey{key, px}); ok {
		return img.(image.Image), nil
	}
	kind, hex, err := art.ParseRef(key)
	if err != nil {
		return nil, err
	}
	img := art.Draw(kind, hex, px)
	drawn.Store(drawnKey{key, px}, img)
	return img, nil
}

// take shows a scene and returns its picture.
func (w *window) take(s scene) image.Image {
	w.quiet = runtime.NumGoroutine()
	w.begin()
	life := load.Open(context.Background(), w.env)
	defer life.Close()
	screen := s.Build(w)
	defer screen.Close()
	w.stage = widgets.NewStage(screen.Content(), life)
	win := test.NewWindow(container.NewStack(w.stage))
	defer win.Close()
	size, scale := w.look.size()
	win.SetPadded(false)
	win.Canvas().(test.WindowlessCanvas).SetScale(scale)
	win.Resize(size)
	w.settle()
	if s.Then != nil {
		s.Then(screen, w)
		w.settle()
	}
	if looked != nil {
		looked(s, win.Canvas())
	}
	return win.Canvas().Capture()
}

// looked is told of every scene before its picture is taken; tests set it.
var looked func(scene, fyne.Canvas)

// begin forgets what the scene before said of line and staff.
func (w *window) begin() {
	w.light = widgets.SyncText(w.cat, widgets.SyncConnected, 0, 0, 0)
	w.eye = false
	w.who = page.Who{Shop: "渋谷店", Staff: "佐藤", Terminal: "カウンター1", Role: retail.RoleManager}
	if w.look.shape == page.Handheld {
		w.who.Terminal = "ハンディ 2"
	}
	if w.look.lang == words.En {
		w.who.Shop, w.who.Staff, w.who.Terminal = "Shibuya", "Sato", "Counter 1"
		if w.look.shape == page.Handheld {
			w.who.Terminal = "Handheld 2"
		}
	}
}

// settle runs what comes to the screen until nothing loads any more: every
// load is a goroutine, and none is left when their number is as before.
func (w *window) settle() {
	for waited := 0; waited < 1000; waited++ {
		if w.pump.Run() > 0 {
			continue
		}
		if runtime.NumGoroutine() <= w.quiet && w.pump.Run() == 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// advance moves the clock, as when the staff wait.
func (w *window) advance(d time.Duration) {
	w.settle()
	w.clock.Advance(d)
	w.settle()
}

// Go does nothing.
func (w *window) Go(page.Route) {}

// Replace does nothing.
func (w *window) Replace(page.Route) {}

// Back does nothing.
func (w *window) Back() {}

// Home does nothing.
func (w *window) Home() {}

// Words is the catalogue of the picture.
func (w *window) Words() words.Catalog { return w.cat }

// SwitchWords does nothing.
func (w *window) SwitchWords() {}

// Shape is the picture's shape.
func (w *window) Shape() page.Shape { return w.look.shape }

// Env is a queue and a clock that the gallery runs.
func (w *window) Env() load.Env { return w.env }

// Thumbs draws the goods.
func (w *window) Thumbs() *widgets.Thumbs { return w.thumbs }

// Play makes no sound.
func (w *window) Play(assets.Sound) {}

// Camera opens none.
func (w *window) Camera() bool { return false }

// HasCamera is false, unless a scene says otherwise.
func (w *window) HasCamera() bool { return w.eye }

// Sync is connected, unless a scene says otherwise.
func (w *window) Sync() widgets.SyncData { return w.light }

// Who is the sample chain's staff.
func (w *window) Who() page.Who { return w.who }

// Lock does nothing.
func (w *window) Lock() {}

// Fail shows the error as the real window does.
func (w *window) Fail(err error) {
	w.stage.Toast(page.Message(w.cat, err), w.cat.T("common.close"), nil)
}
