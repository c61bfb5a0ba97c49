package cameraui

import (
	"context"
	"image"
	"sync"

	"miseban/scanner/camera"
	"miseban/scanner/decode"
)

// Eye is what the page asks of an open camera; *camera.Watch is one.
type Eye interface {
	View(width, height int, closer float64)
	Picture() *image.RGBA
	Size() (width, height int)
	Expect(decode.Format)
	Again()
	Controls() map[camera.Control]camera.Range
	Set(camera.Control, int) error
	Close() error
}

// Source opens the camera that this terminal is set to. Open waits until an eye
// that was opened before is closed, or ctx ends.
type Source interface {
	Open(ctx context.Context, o camera.Options) (Eye, error)
}

// opened is an eye and what it can be told.
type opened struct {
	eye Eye
	has map[camera.Control]camera.Range
}

// session is one opening of the camera. Whatever comes first, the camera or the
// end, the camera is closed once.
type session struct {
	mu    sync.Mutex
	eye   Eye
	ended bool
}

// open opens the camera, off the UI goroutine.
func (s *session) open(ctx context.Context, src Source, o camera.Options) (opened, error) {
	eye, err := src.Open(ctx, o)
	if err != nil {
		return opened{}, err
	}
	s.mu.Lock()
	if s.ended {
		s.mu.Unlock()
		return opened{}, eye.Close()
	}
	s.eye = eye
	s.mu.Unlock()
	return opened{eye, shownControls(eye.Controls())}, nil
}

// end closes the camera, off the UI goroutine: it waits for the frame that is
// being read.
func (s *session) end() error {
	s.mu.Lock()
	eye := s.eye
	s.eye, s.ended = nil, true
	s.mu.Unlock()
	if eye == nil {
		return nil
	}
	return eye.Close()
}
