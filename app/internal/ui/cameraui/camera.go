package cameraui

import (
	"context"
	"image"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets/words"
	"miseban/scanner"
	"miseban/scanner/camera"
)

// Config is what a camera over a screen needs.
type Config struct {
	Window page.Window
	Source Source
	// Aim is what the screen below wants now: see page.Aimer.
	Aim func() (page.Aim, bool)
	// Take hands a code to the screen below.
	Take func(scanner.Reading)
	// Gone takes the camera away; whoever made it calls Close.
	Gone func()
	Log  *slog.Logger
}

// Camera is the camera over a screen. All methods are called on the UI
// goroutine.
type Camera struct {
	cfg    Config
	c      words.Catalog
	p      *load.Page
	root   *fyne.Container
	bar    *widgets.AppBar
	finder *finder
	w, h   int // of the view, in pixels

	state   state
	aside   aside
	session *session
	eye     Eye
	repeat  time.Time // until when the repeat is said
}

// lookEvery is how often the screen below is asked what it wants.
const lookEvery = 100 * time.Millisecond

// New opens the camera over a screen that is an Aimer now.
func New(cfg Config) *Camera {
	v := &Camera{cfg: cfg, c: cfg.Window.Words(), p: load.Open(context.Background(), cfg.Window.Env())}
	v.finder = newFinder(v.resized)
	v.root = container.NewStack()
	v.state.Aim, _ = cfg.Aim()
	v.open()
	v.p.Every(lookEvery, v.look)
	return v
}

// Content is shown over the screen, as large as that one.
func (v *Camera) Content() fyne.CanvasObject { return v.root }

// open opens the device.
func (v *Camera) open() {
	s := &session{}
	v.session, v.eye = s, nil
	v.state.Phase, v.state.Repeat = phaseOpening, false
	v.state.Torch, v.state.Zoom = false, 0
	o := camera.Options{
		Formats: formatsOf(v.state.Aim.Look),
		Seen:    func(got camera.Sighting) { v.hop(s, func() { v.seen(got) }) },
		Shown:   func() { v.hop(s, v.paint) },
		Lost:    func(err error) { v.hop(s, func() { v.trouble(err) }) },
	}
	load.Into(v.p, func(ctx context.Context) (opened, error) { return s.open(ctx, v.cfg.Source, o) }, func(got opened, err error) {
		switch {
		case s != v.session:
		case err != nil:
			v.trouble(err)
		case got.eye != nil:
			v.opened(got)
		}
	})
	v.render()
}

// hop runs f on the UI goroutine as long as the session is the present one.
func (v *Camera) hop(s *session, f func()) {
	v.p.Do(func() {
		if s == v.session {
			f()
		}
	})
}

func (v *Camera) opened(got opened) {
	v.eye = got.eye
	v.state.Phase, v.state.Has = phaseLive, got.has
	v.eye.View(v.w, v.h, closer)
	v.eye.Expect(formatsOf(v.state.Aim.Look))
	v.render()
}

// release lets the device go; the page stays.
func (v *Camera) release() {
	s := v.session
	v.session, v.eye = nil, nil
	if s == nil {
		return
	}
	log := v.cfg.Log
	load.Into(v.p, func(context.Context) (struct{}, error) {
		if err := s.end(); err != nil {
			log.Warn("camera: close", "err", err)
		}
		return struct{}{}, nil
	}, func(struct{}, error) {})
}

// trouble says why there is no picture.
func (v *Camera) trouble(err error) {
	v.cfg.Log.Warn("camera", "err", err)
	v.release()
	v.state.Phase, v.state.Why = phaseTrouble, scanner.ReasonOf(err)
	v.finder.show(nil)
	v.render()
}

// Suspend lets the device go while the window is not in front.
func (v *Camera) Suspend() {
	if v.state.Phase == phaseOpening || v.state.Phase == phaseLive {
		v.release()
		v.state.Phase = phaseAway
		v.finder.show(nil)
		v.render()
	}
}

// Resume takes it again.
func (v *Camera) Resume() {
	if v.state.Phase == phaseAway {
		v.open()
	}
}

// Close lets the device go and ends the page.
func (v *Camera) Close() {
	v.release()
	v.p.Close()
}

// Scanned steps aside: the screen says what a code came to, whoever read it.
func (v *Camera) Scanned() {
	v.aside.scanned(v.p.Clock().Now())
	v.root.Hide()
}

// Synced shows the sync light anew.
func (v *Camera) Synced() { v.bar.SetSync(v.cfg.Window.Sync()) }

// Behind tells whether the screen is seen and not the camera.
func (v *Camera) Behind() bool { return !v.root.Visible() }

// seen takes a code that is in view.
func (v *Camera) seen(s camera.Sighting) {
	aim, ok := v.cfg.Aim()
	switch {
	case !ok:
		return
	case s.Repeat:
		v.repeat = v.p.Clock().Now().Add(repeatFor)
		if !v.state.Repeat && !v.Behind() {
			v.state.Repeat = true
			v.render()
		}
		return
	}
	v.state.Repeat = false
	v.Scanned()
	v.cfg.Take(s.Reading)
	if aim.Once {
		v.cfg.Gone()
	}
}

// look follows the screen below.
func (v *Camera) look(now time.Time) {
	aim, asks := v.cfg.Aim()
	behind, over := v.aside.step(now, asks)
	if over {
		v.cfg.Gone()
		return
	}
	changed := v.state.Repeat && now.After(v.repeat)
	if changed {
		v.state.Repeat = false
	}
	if asks && differs(aim, v.state.Aim) {
		if v.eye != nil {
			v.eye.Expect(formatsOf(aim.Look))
		}
		changed = true
	}
	if asks {
		v.state.Aim = aim
	}
	if changed {
		v.render()
	}
	if behind == v.Behind() {
		return
	}
	if behind {
		v.root.Hide()
		return
	}
	v.root.Show()
	v.paint() // it was told of a picture while nobody looked
}

// differs tells whether two aims say different things.
func differs(a, b page.Aim) bool {
	return a.Look != b.Look || a.Title != b.Title || a.Text != b.Text || a.Item != b.Item || a.Hand != b.Hand || (a.ByHand == nil) != (b.ByHand == nil)
}

// paint shows the newest picture.
func (v *Camera) paint() {
	if v.eye != nil && !v.Behind() {
		v.finder.show(v.eye.Picture())
	}
}

// resized fits the picture to the view.
func (v *Camera) resized(w, h int) {
	v.w, v.h = viewSize(w, h)
	if v.eye != nil {
		v.eye.View(v.w, v.h, closer)
	}
}

// byHand leaves for the way without a camera.
func (v *Camera) byHand() {
	act := v.state.Aim.ByHand
	v.cfg.Gone()
	if act != nil {
		act()
	}
}

// again counts what is in view once more.
func (v *Camera) again() {
	v.state.Repeat = false
	if v.eye != nil {
		v.eye.Again()
	}
	v.render()
}

// set tells the camera something, off the UI goroutine.
func (v *Camera) set(c camera.Control, value int) {
	eye := v.eye
	if eye == nil {
		return
	}
	load.Into(v.p, func(context.Context) (struct{}, error) { return struct{}{}, eye.Set(c, value) }, func(_ struct{}, err error) {
		if err != nil {
			v.cfg.Log.Warn("camera: "+c.String(), "err", err)
		}
	})
	v.render()
}

func (v *Camera) torch() {
	v.state.Torch = !v.state.Torch
	on := 0
	if v.state.Torch {
		on = 1
	}
	v.set(camera.Torch, on)
}

func (v *Camera) zoom() {
	v.state.Zoom = (v.state.Zoom + 1) % zoomSteps
	v.set(camera.Zoom, zoomAt(v.state.Has[camera.Zoom], v.state.Zoom))
}

// frameSize is the camera's, zero while it is not open.
func (v *Camera) frameSize() image.Point {
	if v.eye == nil {
		return image.Point{}
	}
	w, h := v.eye.Size()
	return image.Pt(w, h)
}

// tone is the colour of the guide.
func (v *Camera) tone() theme.Token {
	if v.state.Repeat {
		return theme.MoreFill
	}
	return theme.OnFill
}
