package main

import (
	"image"
	"log/slog"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"miseban/app/internal/ui/cameraui"
	"miseban/app/internal/ui/cameraui/cameratest"
	"miseban/app/internal/ui/counterui"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/pickupui"
	"miseban/app/internal/ui/pickupui/pickuptest"
	"miseban/scanner"
	"miseban/scanner/camera"
	"miseban/scanner/frames"
)

// watched is a screen with the camera over it, as the shell shows it.
type watched struct {
	page.Screen
	w    *window
	cam  *cameraui.Camera
	body *fyne.Container
}

// Content is both.
func (s *watched) Content() fyne.CanvasObject { return s.body }

// Close ends both.
func (s *watched) Close() {
	s.cam.Close()
	s.w.settle() // the device is let go of in the background
	s.Screen.Close()
}

// watch puts a camera over a screen that is there.
func watch(below page.Screen, w *window, src *cameratest.Source) *watched {
	s := &watched{Screen: below, w: w, body: container.NewStack(below.Content())}
	w.settle()
	s.cam = cameraui.New(cameraui.Config{
		Window: w, Source: src, Aim: below.(page.Aimer).Aim, Gone: func() {}, Log: slog.New(slog.DiscardHandler),
		Take: func(r scanner.Reading) { below.Scan(r.Code(scanner.SourceCamera, scanner.Options{})) },
	})
	s.body.Add(s.cam.Content())
	w.settle()
	return s
}

// held is what a camera sees of a code in a hand, drawn once.
var held = map[frames.Kind]func() image.Image{
	frames.JAN13: seenOnce(frames.JAN13, pickuptest.ShirtM, 3, -7),
	frames.QR:    seenOnce(frames.QR, "PL-B-12/9Z", 9, 4),
}

func seenOnce(k frames.Kind, text string, module, degrees float64) func() image.Image {
	return sync.OnceValue(func() image.Image {
		s, err := frames.Encode(k, text)
		if err != nil {
			return image.NewGray(image.Rect(0, 0, 1280, 720)) // a camera that sees nothing
		}
		scene := frames.NewScene(s, frames.Print{Module: module, Degrees: degrees, Ink: 40, Paper: 225}, 5)
		return frames.NewCamera(1280, 720).Shoot(scene, frames.View{Tilt: 12, Light: 0.3, From: 200, Gain: 1, Gamma: 1, Noise: 2, Seed: 3}, nil)
	})
}

// looking is a scene with the camera over a screen. then may be nil.
func looking(name string, below func(w page.Window) page.Screen, kind frames.Kind, src func() *cameratest.Source, then func(*watched, *window, *cameratest.Source)) scene {
	var eye *cameratest.Source
	return scene{
		Name: name, Route: page.Pick{}, Contrast: true,
		Build: func(w page.Window) page.Screen {
			eye = src()
			if eye.Picture == nil {
				eye.Picture = held[kind]()
			}
			return watch(below(w), w.(*window), eye)
		},
		Then: func(s page.Screen, w *window) {
			if then != nil {
				then(s.(*watched), w, eye)
			}
		},
	}
}

func init() {
	plain := func() *cameratest.Source { return &cameratest.Source{} }
	rich := func() *cameratest.Source {
		return &cameratest.Source{Has: map[camera.Control]camera.Range{camera.Torch: {Max: 1}, camera.Zoom: {Min: 100, Max: 500}}}
	}
	refused := func(why scanner.Reason) func() *cameratest.Source {
		return func() *cameratest.Source {
			s := &cameratest.Source{}
			s.Fail(&scanner.FeedError{Source: scanner.SourceCamera, Reason: why})
			return s
		}
	}
	yamada := order(pickuptest.Yamada, nil)
	all := order(pickuptest.Yamada, found(3))
	sees := func(text string, repeat bool) func(*watched, *window, *cameratest.Source) {
		return func(_ *watched, w *window, src *cameratest.Source) {
			src.See(text, scanner.SymEAN13, at, repeat)
			w.settle()
		}
	}
	waiting := func(w page.Window) page.Screen {
		return counterui.NewHandover(w, fakeCounter{}, fakeDesk{}, page.Handover{})
	}
	scenes = append(scenes,
		looking("camera-pick", yamada.pick, frames.JAN13, rich, nil),
		looking("camera-repeat", yamada.pick, frames.JAN13, plain, sees(pickuptest.ShirtM, true)),
		looking("camera-right", yamada.pick, frames.JAN13, plain, sees(pickuptest.ShirtM, false)),
		looking("camera-stage", all.stage, frames.QR, plain, nil),
		looking("camera-counter", waiting, frames.QR, plain, nil),
		looking("camera-search", func(w page.Window) page.Screen { return pickupui.NewSearch(w, fakeQueue{}, page.Search{}) }, frames.JAN13, plain, nil),
		looking("camera-away", yamada.pick, frames.JAN13, plain, func(s *watched, w *window, _ *cameratest.Source) {
			s.cam.Suspend()
			w.settle()
		}),
		looking("camera-absent", yamada.pick, frames.JAN13, refused(scanner.ReasonAbsent), nil),
		looking("camera-permission", yamada.pick, frames.JAN13, refused(scanner.ReasonPermission), nil),
		looking("camera-busy", yamada.pick, frames.JAN13, refused(scanner.ReasonBusy), nil),
		looking("camera-unsupported", all.stage, frames.QR, refused(scanner.ReasonUnsupported), nil),
	)
}
