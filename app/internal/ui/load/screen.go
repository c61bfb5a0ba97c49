package load

import (
	"runtime"
	"sync"
	"sync/atomic"

	"fyne.io/fyne/v2"
)

// Screen is the app's dispatcher, until its window closes.
type Screen struct {
	closed atomic.Bool
	once   sync.Once
	gone   chan struct{}
	ui     uint64 // the goroutine that touches widgets
}

// NewScreen makes the dispatcher. Call it on the goroutine that will run the
// app's loop.
func NewScreen() *Screen { return &Screen{ui: goroutine(), gone: make(chan struct{})} }

// Do queues f for Fyne's goroutine, or drops it once the window has closed.
func (s *Screen) Do(f func()) {
	if s.closed.Load() {
		return
	}
	fyne.Do(func() {
		if !s.closed.Load() && s.here() {
			f()
		}
	})
}

// Quit ends the app behind all that was queued before, and drops what comes
// from now on.
func (s *Screen) Quit(app fyne.App) {
	s.Close(app)
	fyne.Do(func() {
		if s.here() {
			app.Quit()
		}
	})
}

// Close drops all that comes from now on, for the window closes. Fyne waits at
// its end for what the app wants to hear of its losing the foreground, and
// for ever where its queue was not empty: so nothing is to be heard any more.
func (s *Screen) Close(app fyne.App) {
	s.closed.Store(true)
	s.once.Do(func() { close(s.gone) })
	app.Lifecycle().SetOnExitedForeground(nil)
	app.Lifecycle().SetOnEnteredForeground(nil)
}

// Gone is closed when the window closes.
func (s *Screen) Gone() <-chan struct{} { return s.gone }

// here tells whether this is the goroutine of the app's loop. When the loop has
// ended Fyne runs what still comes on the goroutine that brings it, beside
// others (runOnMainWithWait in its internal/driver/glfw/loop.go), and it ends
// its loop by itself at a signal.
func (s *Screen) here() bool { return goroutine() == s.ui }

// goroutine is the number of the goroutine, as its own stack names it: Go has no
// other word for it, and Fyne tells them apart in the same way.
func goroutine() uint64 {
	var b [40]byte
	var id uint64
	for _, c := range b[len("goroutine "):runtime.Stack(b[:], false)] {
		if c < '0' || c > '9' {
			break
		}
		id = id*10 + uint64(c-'0')
	}
	return id
}
