// Package cameratest is a camera for tests of screens: it sees one picture, and
// the test says which codes are in it.
package cameratest

import (
	"context"
	"image"
	"maps"
	"sync"
	"time"

	"miseban/app/internal/ui/cameraui"
	"miseban/scanner"
	"miseban/scanner/camera"
	"miseban/scanner/decode"
)

// Source opens a camera that sees Picture. It is safe for use from several
// goroutines.
type Source struct {
	Picture image.Image
	Has     map[camera.Control]camera.Range
	Off     bool // this terminal uses no camera

	mu     sync.Mutex
	fail   error
	opt    camera.Options
	open   int // eyes that are open
	opened int // eyes there ever were
	look   decode.Format
	again  int
	told   map[camera.Control]int
	cond   *sync.Cond
}

// On tells whether the camera is to be used.
func (s *Source) On() bool { return !s.Off }

// Fail makes Open fail with err; nil lets it work again.
func (s *Source) Fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = err
}

// Open opens the camera.
func (s *Source) Open(_ context.Context, o camera.Options) (cameraui.Eye, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return nil, s.fail
	}
	s.opt, s.look, s.told = o, o.Formats, map[camera.Control]int{}
	s.open++
	s.opened++
	s.moved().Broadcast()
	return &eye{Source: s}, nil
}

// See puts a code before the camera.
func (s *Source) See(text string, sym scanner.Symbology, at time.Time, repeat bool) {
	s.mu.Lock()
	seen := s.opt.Seen
	s.mu.Unlock()
	seen(camera.Sighting{Repeat: repeat, Reading: scanner.Reading{Text: text, Symbology: sym, Lines: 3, Frames: 1, At: at}})
}

// Lose takes the camera away.
func (s *Source) Lose(err error) {
	s.mu.Lock()
	lost := s.opt.Lost
	s.mu.Unlock()
	lost(err)
}

// Counts is how many eyes are open, and how many there ever were.
func (s *Source) Counts() (open, opened int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open, s.opened
}

// Await waits until so many eyes are open of so many that ever were.
func (s *Source) Await(open, opened int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.open != open || s.opened != opened {
		s.moved().Wait()
	}
}

// moved is told when eyes open and close.
func (s *Source) moved() *sync.Cond {
	if s.cond == nil {
		s.cond = sync.NewCond(&s.mu)
	}
	return s.cond
}

// Looks is what is looked for now.
func (s *Source) Looks() decode.Format {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.look
}

// AskedAgain is how often the same code was asked for again.
func (s *Source) AskedAgain() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.again
}

// Told is what the camera was told.
func (s *Source) Told() map[camera.Control]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.told)
}

// eye is the open camera.
type eye struct {
	*Source
	img  *image.RGBA
	once sync.Once
}

// Size is that of the picture.
func (e *eye) Size() (w, h int) {
	if e.Source.Picture == nil {
		return 1280, 720
	}
	b := e.Source.Picture.Bounds()
	return b.Dx(), b.Dy()
}

// View shows the picture in a size.
func (e *eye) View(w, h int, closer float64) {
	if w <= 0 || h <= 0 || e.Source.Picture == nil {
		return
	}
	f := camera.FrameOf(e.Source.Picture)
	e.mu.Lock()
	e.img = image.NewRGBA(image.Rect(0, 0, w, h))
	f.Paint(e.img, camera.Cover(image.Pt(f.W, f.H), w, h, closer))
	shown := e.opt.Shown
	e.mu.Unlock()
	shown()
}

// Picture is the picture.
func (e *eye) Picture() *image.RGBA {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.img
}

// Expect remembers what is looked for.
func (e *eye) Expect(f decode.Format) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.look = f
}

// Again counts.
func (e *eye) Again() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.again++
}

// Controls are Has.
func (e *eye) Controls() map[camera.Control]camera.Range { return e.Has }

// Set remembers.
func (e *eye) Set(c camera.Control, v int) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.told[c] = v
	return nil
}

// Close closes it; once is enough.
func (e *eye) Close() error {
	e.once.Do(func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.open--
		e.moved().Broadcast()
	})
	return nil
}
