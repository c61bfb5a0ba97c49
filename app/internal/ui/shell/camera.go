package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"miseban/app/internal/ui/cameraui"
	"miseban/app/internal/ui/page"
	"miseban/scanner"
)

// Cameras is the camera of the terminal.
type Cameras interface {
	cameraui.Source
	// On tells whether the camera is to be used: chosen, or found.
	On() bool
}

// HasCamera tells whether Camera would open one.
func (s *Shell) HasCamera() bool { return s.cfg.Cameras != nil && s.cfg.Cameras.On() }

// Camera opens the camera over the screen on top. Its codes go the way of all
// scans.
func (s *Shell) Camera() bool {
	if _, asks := s.aim(); !asks || !s.HasCamera() {
		return false
	}
	if s.camera == nil {
		s.camera = cameraui.New(cameraui.Config{
			Window: s, Source: s.cfg.Cameras, Aim: s.aim, Gone: s.closeCamera, Log: s.cfg.Log,
			Take: func(r scanner.Reading) { s.Scan(r.Code(scanner.SourceCamera, s.reading())) },
		})
		s.show()
	}
	return true
}

// aim is what the screen on top wants of the camera.
func (s *Shell) aim() (aim page.Aim, asks bool) {
	f := s.top()
	if f == nil || f.stage.SheetShown() {
		return aim, false
	}
	if a, ok := f.screen.(page.Aimer); ok {
		return a.Aim()
	}
	return aim, false
}

// over is the screen on top and what stands over it. A screen that the camera
// cannot serve does without.
func (s *Shell) over(f *frame) fyne.CanvasObject {
	if s.camera == nil {
		return f.stage
	}
	if _, ok := f.screen.(page.Aimer); !ok {
		s.dropCamera()
		return f.stage
	}
	return container.NewStack(f.stage, s.camera.Content())
}

// dropCamera lets the camera go.
func (s *Shell) dropCamera() {
	if s.camera != nil {
		s.camera.Close()
		s.camera = nil
	}
}

// closeCamera shows the screen without the camera.
func (s *Shell) closeCamera() {
	if s.camera != nil {
		s.dropCamera()
		s.show()
	}
}

// Leave lets the camera go while the window is not in front; Return takes it
// again. Call both on the UI goroutine.
func (s *Shell) Leave() {
	if s.camera != nil {
		s.camera.Suspend()
	}
}

// Return takes the camera again.
func (s *Shell) Return() {
	if s.camera != nil {
		s.camera.Resume()
	}
}
