package camera

import "math"

// mode is a way a camera can send pictures.
type mode struct {
	layout pixels
	w, h   int
	rate   float64 // frames a second, 0 when the driver does not say
}

// What is asked of a camera: more pixels read from further away, and cost more
// than they are worth; below 25 frames a second a hand no longer follows.
const (
	wantW, wantH = 1280, 720
	wantRate     = 25
)

// dislike is how far a mode is from what is wanted, 0 for exactly that: halves
// and doubles of the size count alike, a slow one counts as much as it is slow,
// and a JPEG that must be decoded costs half a step.
func (m mode) dislike() float64 {
	d := math.Abs(math.Log2(float64(m.w*m.h) / (wantW * wantH)))
	if m.rate > 0 && m.rate < wantRate {
		d += 1 + 2*math.Log2(wantRate/m.rate)
	}
	if m.layout == mjpeg {
		d += 0.5
	}
	return d + float64(m.layout)/1000
}

// choose is the mode that fits best; ok is false when there is none that can be
// read.
func choose(modes []mode) (best mode, ok bool) {
	for _, m := range modes {
		if m.layout == 0 || m.w < 160 || m.h < 120 {
			continue
		}
		if !ok || m.dislike() < best.dislike() {
			best, ok = m, true
		}
	}
	return best, ok
}
