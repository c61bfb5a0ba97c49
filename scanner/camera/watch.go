package camera

import (
	"context"
	"image"
	"sync"
	"sync/atomic"
	"time"

	"miseban/scanner/decode"
)

// Options say what a Watch looks for and whom it tells.
type Options struct {
	// Formats are what is looked for at first: see Watch.Expect.
	Formats decode.Format
	// Known tells whether a code that is Doubtful is one that the shop knows.
	// nil: all are. It is asked once for each sighting, on a goroutine of the
	// Watch.
	Known func(decode.Result) bool
	// Workers is how many frames may be decoded at the same time, at most two.
	Workers int
	// Seen is told what counts, and what is in view but counted before. Calls
	// come one at a time and must not block.
	Seen func(Sighting)
	// Shown is told that Picture has something new; nil for nobody. It is not
	// told again before Picture was called.
	Shown func()
	// Lost is told once why no more frames come.
	Lost func(error)
}

// Counts is what became of the frames.
type Counts struct {
	Frames  uint64 // that arrived
	Dropped uint64 // thrown away because a newer one was there before anybody had time
	Decoded uint64 // looked at
	Hits    uint64 // with a code that counted
	Shown   uint64 // taken by Picture
}

// Watch reads a camera until it is closed. It owns the camera.
type Watch struct {
	cam    Camera
	opt    Options
	stop   context.CancelFunc
	newest chan *Frame // at most one waits
	wg     sync.WaitGroup
	guard  guard
	tell   sync.Mutex // one Seen at a time
	look   atomic.Pointer[lookout]
	view   view

	frames, dropped, decoded, hits atomic.Uint64
}

// lookout is what is looked for; a new one makes the workers change readers.
type lookout struct {
	formats decode.Format
	first   *decode.Live
}

// mostWorkers decode; a third would take what the screen needs.
const mostWorkers = 2

// Start begins to read a camera. Close ends it.
func Start(cam Camera, opt Options) *Watch {
	ctx, stop := context.WithCancel(context.Background())
	w := &Watch{cam: cam, opt: opt, stop: stop, newest: make(chan *Frame, 1), guard: guard{known: opt.Known}}
	w.Expect(opt.Formats)
	w.wg.Go(func() { w.fetch(ctx) })
	for range max(1, min(opt.Workers, mostWorkers)) {
		w.wg.Go(w.work)
	}
	return w
}

// Expect looks for other formats from the next frame on.
func (w *Watch) Expect(f decode.Format) {
	if l := w.look.Load(); l == nil || l.formats != f {
		w.look.Store(&lookout{formats: f, first: decode.NewLive(f)})
	}
}

// fetch takes frames from the camera and keeps the newest for the workers.
func (w *Watch) fetch(ctx context.Context) {
	defer close(w.newest)
	for {
		f, err := w.cam.Next(ctx)
		if err != nil {
			if ctx.Err() == nil && w.opt.Lost != nil {
				w.opt.Lost(err)
			}
			return
		}
		w.frames.Add(1)
		if w.view.paint(f) && w.opt.Shown != nil {
			w.opt.Shown()
		}
		select {
		case w.newest <- f:
			continue
		default:
		}
		select {
		case old := <-w.newest:
			old.Release()
			w.dropped.Add(1)
		default: // a worker was quicker
		}
		w.newest <- f // nobody else sends
	}
}

// work decodes until no more frames come.
func (w *Watch) work() {
	var look *lookout
	var live *decode.Live
	for f := range w.newest {
		if now := w.look.Load(); now != look {
			look, live = now, now.first.Beside()
		}
		got := live.Frame(f.crop(w.view.part(f)))
		at := f.At
		f.Release()
		w.decoded.Add(1)
		if len(got) == 0 {
			continue
		}
		w.hits.Add(1)
		for i := range got {
			w.told(got[i], at)
		}
	}
}

// told tells a code unless it is kept quiet.
func (w *Watch) told(r decode.Result, at time.Time) {
	w.tell.Lock()
	defer w.tell.Unlock()
	repeat, ok := w.guard.take(r, at)
	if !ok || w.opt.Seen == nil {
		return
	}
	w.opt.Seen(Sighting{Repeat: repeat, Reading: ReadingOf(r, at)})
}

// Again lets a code that is in view count once more: staff have another of the
// same.
func (w *Watch) Again() { w.guard.again() }

// Forget lets everything count as if it was never seen: the screen asks
// something else now.
func (w *Watch) Forget() { w.guard.reset() }

// Counts is what became of the frames so far.
func (w *Watch) Counts() Counts {
	c := Counts{Frames: w.frames.Load(), Dropped: w.dropped.Load(), Decoded: w.decoded.Load(), Hits: w.hits.Load()}
	w.view.mu.Lock()
	defer w.view.mu.Unlock()
	c.Shown = w.view.shown
	return c
}

// Size is width and height of the camera's frames.
func (w *Watch) Size() (width, height int) { return w.cam.Size() }

// Controls are what the camera can be told. It asks the device.
func (w *Watch) Controls() map[Control]Range { return w.cam.Controls() }

// Set tells the camera.
func (w *Watch) Set(c Control, value int) error { return w.cam.Set(c, value) }

// Close stops reading and closes the camera. It waits for the frame that is
// being read.
func (w *Watch) Close() error {
	w.stop()
	w.wg.Wait()
	return w.cam.Close()
}

// View says how large the picture to look at is, in pixels, and how many times
// closer than the camera it looks: see Cover. Only what is in view is read:
// nobody should scan what nobody sees. Zero for no picture; then all is read.
func (w *Watch) View(width, height int, closer float64) { w.view.resize(width, height, closer) }

// Picture is the newest picture to look at; nil before the first. It stays as
// it is until the next call.
func (w *Watch) Picture() *image.RGBA { return w.view.take() }

// view is two pictures in turn: one is shown, one is painted.
type view struct {
	mu          sync.Mutex
	w, h        int
	closer      float64
	front, back *image.RGBA
	fresh       bool // back has not been shown
	seen        bool // front has something on it
	shown       uint64
}

func (v *view) resize(w, h int, closer float64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.closer = closer
	if v.w == w && v.h == h {
		return
	}
	v.w, v.h = max(w, 0), max(h, 0)
	v.front, v.back, v.fresh, v.seen = nil, nil, false, false
	if v.w > 0 && v.h > 0 {
		size := image.Rect(0, 0, v.w, v.h)
		v.front, v.back = image.NewRGBA(size), image.NewRGBA(size)
	}
}

// part is what is in view of a frame.
func (v *view) part(f *Frame) image.Rectangle {
	v.mu.Lock()
	defer v.mu.Unlock()
	return Cover(image.Pt(f.W, f.H), v.w, v.h, v.closer)
}

// paint draws a frame unless the one before has not been looked at yet.
func (v *view) paint(f *Frame) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.back == nil || v.fresh {
		return false
	}
	f.Paint(v.back, Cover(image.Pt(f.W, f.H), v.w, v.h, v.closer))
	v.fresh = true
	return true
}

func (v *view) take() *image.RGBA {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.fresh {
		v.front, v.back = v.back, v.front
		v.fresh, v.seen = false, true
		v.shown++
	}
	if !v.seen {
		return nil
	}
	return v.front
}
