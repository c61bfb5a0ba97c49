// Package cameraui is the camera over a screen: what it sees, a frame to bring a
// code into, and what is looked for. What a code means is the screen's answer:
// the camera hands it down, steps aside while the screen says what it came to,
// and comes back when the screen wants the next one.
package cameraui

import (
	"image"
	"slices"
	"time"

	"miseban/app/internal/ui/page"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
	"miseban/scanner/camera"
	"miseban/scanner/decode"
)

// phase is how the camera stands.
type phase uint8

const (
	phaseOpening phase = iota + 1
	phaseLive
	phaseAway    // the window is not in front: the device is let go of
	phaseTrouble // see state.Why
)

// Times of the camera.
const (
	answerFor = 1200 * time.Millisecond // at least that long the screen is seen
	giveUp    = 10 * time.Second        // a screen that asks nothing for so long needs no camera
	repeatFor = camera.GuardFor         // after the last repeat
)

// closer is how many times closer than the camera the view looks: what is near
// enough to be read is then large enough to aim at.
const closer = 1.4

// state is what is known of the camera.
type state struct {
	Phase  phase
	Why    scanner.Reason // of phaseTrouble
	Aim    page.Aim
	Repeat bool // a code is in view that counted already
	Torch  bool
	Zoom   int // step of zoomSteps
	Has    map[camera.Control]camera.Range
}

// model is everything the page says.
type model struct {
	Title       string
	Hint        string // where to bring the code
	Status      string // instead of the picture: title, what to do
	Do          string
	Retry       bool // of Status: trying again may help
	Repeat      string
	Again       string
	Text        string
	Item        page.AimItem
	Torch, Zoom string // empty where the camera has none
	Hand        string // empty where there is no other way
	HandIcon    assets.Icon
	Main        bool // Hand is what comes next
}

// modelOf puts the state into words.
func modelOf(c words.Catalog, s state) model {
	m := model{Title: s.Aim.Title, Text: s.Aim.Text, Item: s.Aim.Item}
	if m.Title == "" {
		m.Title = c.T("camera.aim.order")
	}
	if s.Aim.ByHand != nil {
		if m.Hand, m.HandIcon = s.Aim.Hand, s.Aim.HandIcon; m.Hand == "" {
			m.Hand, m.HandIcon = c.T("camera.hand"), assets.IconKeypad
		}
	}
	switch s.Phase {
	case phaseOpening:
		m.Status = c.T("camera.opening")
	case phaseAway:
		m.Status, m.Do = c.T("camera.away"), c.T("camera.away.do")
	case phaseTrouble:
		key := "camera.trouble." + s.Why.String()
		m.Status, m.Do, m.Retry, m.Main = c.T(key), c.T(key+".do"), !s.Why.Final(), m.Hand != ""
	case phaseLive:
		m.Hint = c.T("camera.hint." + [...]string{"any", "goods", "labels", "any"}[s.Aim.Look])
		if s.Repeat {
			m.Repeat, m.Again = c.T("camera.repeat"), c.T("camera.again")
		}
		if _, ok := s.Has[camera.Torch]; ok {
			m.Torch = c.T("camera.torch")
		}
		if _, ok := s.Has[camera.Zoom]; ok {
			m.Zoom = c.T("camera.zoom", "n", s.Zoom+1)
		}
	}
	return m
}

// formatsOf is what is read for a look.
func formatsOf(l page.Look) decode.Format {
	switch l {
	case page.LookGoods:
		return camera.Goods
	case page.LookLabels:
		return camera.Labels
	case page.LookAny:
	}
	return camera.Goods | camera.Labels | camera.Slips
}

// How large a code is in the frame of a camera of 1280x720, in pixels, when a
// hand holds it well: 3 pixels for each of the 95 modules of a JAN-13, 6 for the
// 41 of a pickup code. Half of that is still read; nearer, cameras get out of
// focus.
const (
	guideBars = 95 * 3
	guideDots = 49 * 6
)

// guideOf is the frame that a code fills when it is well readable, in the middle
// of a view that shows part of a camera's frame. Both are in pixels; nothing is
// wider than nine tenths of the view.
func guideOf(part image.Rectangle, view image.Point, l page.Look) image.Rectangle {
	if part.Empty() || view.X <= 0 || view.Y <= 0 {
		return image.Rectangle{}
	}
	size := image.Pt(guideBars, guideBars*6/10)
	switch l {
	case page.LookLabels:
		size = image.Pt(guideDots, guideDots)
	case page.LookAny:
		size = image.Pt(guideDots, guideDots*7/10)
	case page.LookGoods:
	}
	size = image.Pt(size.X*view.X/part.Dx(), size.Y*view.Y/part.Dy())
	if most := image.Pt(view.X*9/10, view.Y*9/10); size.X > most.X || size.Y > most.Y {
		by := min(float64(most.X)/float64(size.X), float64(most.Y)/float64(size.Y))
		size = image.Pt(int(float64(size.X)*by), int(float64(size.Y)*by))
	}
	at := view.Sub(size).Div(2)
	return image.Rectangle{at, at.Add(size)}
}

// zoomSteps are how many steps the zoom is taken through.
const zoomSteps = 3

// zoomAt is what a step of the zoom is on a device.
func zoomAt(r camera.Range, step int) int { return r.Min + (r.Max-r.Min)*step/(2*(zoomSteps-1)) }

// mostPixels is the size of the picture to look at: more costs more than it
// shows.
const mostPixels = 640 * 480

// viewSize is how many pixels a view of so many pixels on the screen gets.
func viewSize(w, h int) (int, int) {
	for w*h > mostPixels {
		w, h = w*4/5, h*4/5
	}
	return w, h
}

// aside is how long the camera stays behind the screen.
type aside struct {
	on    bool
	since time.Time // the last code
	quiet time.Time // since when the screen asks for nothing; zero while it does
}

// step tells whether the camera is behind the screen at a moment, and whether it
// is of no more use. asks tells that the screen wants a code.
func (a *aside) step(now time.Time, asks bool) (behind, over bool) {
	switch {
	case asks:
		a.quiet = time.Time{}
		if a.on && now.Sub(a.since) >= answerFor {
			a.on = false
		}
	case a.quiet.IsZero():
		a.on, a.quiet = true, now
	}
	return a.on, !a.quiet.IsZero() && now.Sub(a.quiet) >= giveUp
}

// scanned lets the screen show what a code came to.
func (a *aside) scanned(now time.Time) { a.on, a.since = true, now }

// controls are those that the page has a button for.
var controls = []camera.Control{camera.Torch, camera.Zoom}

// shownControls leaves out what the page has no button for.
func shownControls(has map[camera.Control]camera.Range) map[camera.Control]camera.Range {
	out := map[camera.Control]camera.Range{}
	for c, r := range has {
		if slices.Contains(controls, c) {
			out[c] = r
		}
	}
	return out
}
