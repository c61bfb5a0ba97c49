package shell_test

import (
	"context"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"miseban/app/internal/ui/cameraui"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/pickupui"
	"miseban/app/internal/ui/pickupui/pickuptest"
	"miseban/assets"
	"miseban/scanner"
	"miseban/scanner/camera"
	"miseban/scanner/frames"
)

// film is a camera that plays pictures, as the terminal opens it.
type film struct {
	dir  string
	off  bool
	mu   sync.Mutex
	cond *sync.Cond
	open int
}

func newFilm(dir string) *film {
	f := &film{dir: dir}
	f.cond = sync.NewCond(&f.mu)
	return f
}

func (f *film) On() bool { return !f.off }

func (f *film) Open(ctx context.Context, o camera.Options) (cameraui.Eye, error) {
	cam, err := (camera.Files{Clock: wall{}}).Open(ctx, f.dir)
	if err != nil {
		return nil, err
	}
	f.moved(1)
	return reel{camera.Start(cam, o), f}, nil
}

func (f *film) moved(by int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.open += by
	f.cond.Broadcast()
}

// await waits until so many cameras are open.
func (f *film) await(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.open != n {
		f.cond.Wait()
	}
}

type reel struct {
	*camera.Watch
	film *film
}

func (r reel) Close() error {
	err := r.Watch.Close()
	r.film.moved(-1)
	return err
}

// wall is the time of this machine.
type wall struct{}

func (wall) Now() time.Time                         { return time.Now() }
func (wall) After(d time.Duration) <-chan time.Time { return time.After(d) }

// shot writes what a camera sees of a code into a folder of its own.
func shot(t *testing.T, k frames.Kind, text string, module float64) string {
	t.Helper()
	s, err := frames.Encode(k, text)
	if err != nil {
		t.Fatal(err)
	}
	img := frames.NewCamera(1280, 720).Shoot(frames.NewScene(s, frames.Print{Module: module, Degrees: 5, Ink: 40, Paper: 225}, 7), frames.View{Gain: 1, Gamma: 1, Noise: 2}, nil)
	dir := t.TempDir()
	out, err := os.Create(filepath.Join(dir, "a.png"))
	if err == nil {
		err = errors.Join(png.Encode(out, img), out.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// asking is a screen that wants codes.
type asking struct {
	screen
	aim   page.Aim
	quiet bool
	codes []scanner.Code
}

func (a *asking) Aim() (page.Aim, bool) { return a.aim, !a.quiet }
func (a *asking) Scan(c scanner.Code)   { a.codes = append(a.codes, c) }

// TestACameraIsAScanner goes from frames to what the screen on top gets: goods,
// and a customer's pickup code.
func TestACameraIsAScanner(t *testing.T) {
	token, err := scanner.NewPickupToken(make([]byte, scanner.TokenBytes))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		kind   frames.Kind
		text   string
		module float64
		look   page.Look
		want   scanner.Kind
	}{
		{"goods", frames.JAN13, "4901234567894", 3, page.LookGoods, scanner.KindGTIN},
		{"a pickup code", frames.QR, token, 7, page.LookLabels, scanner.KindPickupToken},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t)
			src := newFilm(shot(t, c.kind, c.text, c.module))
			top := &asking{aim: page.Aim{Look: c.look, Once: true}}
			r.serve(src, func(page.Window) page.Screen { return top })
			if !r.shell.Camera() {
				t.Fatal("no camera opens")
			}
			r.until(func() bool { return len(top.codes) > 0 })
			got := top.codes[0]
			if got.Kind != c.want || got.Text != c.text || got.Source != scanner.SourceCamera {
				t.Errorf("got %+v", got)
			}
			src.await(0) // one code was all
		})
	}
}

// TestTheScreenSaysWhatAScanWas: an item held before the camera is found in the
// pick once, with the pick's own answer in view.
func TestTheScreenSaysWhatAScanWas(t *testing.T) {
	r := newRig(t)
	src := newFilm(shot(t, frames.JAN13, pickuptest.ShirtM, 3))
	svc := pickuptest.New(pickuptest.Yamada())
	r.serve(src, func(w page.Window) page.Screen { return pickupui.NewPick(w, svc, page.Pick{Order: svc.Order.ID}) })
	r.until(func() bool { return r.shell.Camera() })
	r.until(func() bool { return slices.Contains(r.sounds, assets.SoundRight) })
	if !r.sees("合っています") || r.sees("枠の中へ") {
		t.Error("the camera covers the answer")
	}
	for range 30 { // more than a second before the camera
		r.clock.Advance(50 * time.Millisecond)
		r.pump.Next(t)
	}
	r.until(func() bool { return r.sees("数えていません") })
	if n := svc.Order.Lines[0].Picked; n != 1 || len(r.sounds) != 1 {
		t.Errorf("%d pieces of one, sounds %v", n, r.sounds)
	}
	r.shell.Close()
	src.await(0)
}

// TestTheCameraIsLetGo: when the terminal locks, when the window is left, when
// the screen makes way for one that needs none, and when all is over.
func TestTheCameraIsLetGo(t *testing.T) {
	dir := shot(t, frames.JAN13, "4901234567894", 3)
	for name, end := range map[string]func(r *rig){
		"lock":           func(r *rig) { r.shell.Lock() },
		"nobody there":   func(r *rig) { r.desk.idle = true; r.clock.Advance(time.Second); r.pump.Run() },
		"window left":    func(r *rig) { r.shell.Leave() },
		"another screen": func(r *rig) { r.build = nil; r.shell.Go(page.Records{}) },
		"other words":    func(r *rig) { r.shell.SwitchWords() },
		"the end":        func(r *rig) { r.shell.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			src := newFilm(dir)
			r.serve(src, func(page.Window) page.Screen { return &asking{aim: page.Aim{Look: page.LookLabels}} })
			if !r.shell.Camera() {
				t.Fatal("no camera opens")
			}
			r.until(func() bool { return r.sees("枠の中へ") })
			src.await(1)
			end(r)
			src.await(0)
			if name == "window left" {
				r.shell.Return()
				src.await(1)
			}
		})
	}
}

// TestNoCamera: a terminal without one goes the other way at once; one whose
// camera is missing says so.
func TestNoCamera(t *testing.T) {
	r := newRig(t)
	src := newFilm(filepath.Join(t.TempDir(), "nothing"))
	src.off = true
	r.serve(src, func(page.Window) page.Screen { return &asking{aim: page.Aim{ByHand: func() {}}} })
	if r.shell.HasCamera() || r.shell.Camera() {
		t.Error("a camera that is switched off opens")
	}
	src.off = false
	if !r.shell.Camera() {
		t.Error("a camera that is missing says nothing")
	}
	r.until(func() bool { return r.sees("カメラが見つかりません") && r.sees("番号を入力") })
}

// serve gives the window a camera, and makes screens that build makes.
func (r *rig) serve(src *film, build func(page.Window) page.Screen) {
	r.cameras.film = src
	r.build = build
	r.shell.Replace(page.Search{})
}

// until runs what comes to the window until done tells true.
func (r *rig) until(done func() bool) {
	r.t.Helper()
	for !done() {
		r.pump.Next(r.t)
	}
}

// sees tells whether a text can be read in the window, blanks apart.
func (r *rig) sees(text string) bool {
	var said strings.Builder
	read(r.win.Content(), &said)
	return strings.Contains(said.String(), text)
}

func read(o fyne.CanvasObject, said *strings.Builder) {
	if !o.Visible() {
		return
	}
	if t, ok := o.(*canvas.Text); ok {
		said.WriteString(strings.Join(strings.Fields(t.Text), ""))
	}
	var inside []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		inside = o.Objects
	case fyne.Widget:
		inside = test.WidgetRenderer(o).Objects()
	}
	for _, o := range inside {
		read(o, said)
	}
}

// lens is a camera that a test puts in.
type lens struct{ film *film }

func (l *lens) On() bool { return l.film != nil && l.film.On() }

func (l *lens) Open(ctx context.Context, o camera.Options) (cameraui.Eye, error) {
	return l.film.Open(ctx, o)
}
