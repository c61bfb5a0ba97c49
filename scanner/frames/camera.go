package frames

import (
	"image"
	"math"
	"math/rand/v2"
)

// View is how a camera sees a scene in one frame.
type View struct {
	X, Y    float64 // where the middle of the symbol lies, in pixels from the middle of the frame
	Roll    float64 // degrees around the axis of view
	Tilt    float64 // degrees off square
	Toward  float64 // degrees: which side of the plane is nearer
	Defocus float64 // standard deviation of the blur in pixels
	Motion  float64 // pixels the hand moves while the shutter is open
	Heading float64 // degrees: whither
	Light   float64 // 0 to 1: how much darker the dark side is
	From    float64 // degrees: whence the light comes
	Gain    float64 // exposure, 1 as it should be
	Gamma   float64 // of the camera's curve, 1 for none
	Noise   float64 // standard deviation in levels at middle brightness
	Seed    uint64  // of the noise
}

// Camera takes frames. It keeps its buffers: one for each goroutine.
type Camera struct {
	w, h  int
	light []float32
	spare []float32
	noise []int16
}

// NewCamera returns a camera with frames of a size in pixels; [Width] and
// [Height] is the usual one.
func NewCamera(w, h int) *Camera {
	c := &Camera{w: w, h: h, light: make([]float32, w*h), spare: make([]float32, w*h), noise: make([]int16, 1<<14)}
	rng := rand.New(rand.NewPCG(7, 0x4015e))
	for i := range c.noise {
		c.noise[i] = int16(rng.NormFloat64() * 256)
	}
	return c
}

// Shoot takes a frame into dst, which must have the camera's size, or into a new
// picture where dst is nil.
func (c *Camera) Shoot(s *Scene, v View, dst *image.Gray) *image.Gray {
	if dst == nil || dst.Rect.Dx() != c.w || dst.Rect.Dy() != c.h {
		dst = image.NewGray(image.Rect(0, 0, c.w, c.h))
	}
	m := v.plane()
	c.ground(s, m)
	if s.Symbol.Cols > 0 {
		c.symbol(s, v, m)
	}
	if v.Motion > 0.5 {
		c.light, c.spare = smear(c.spare, c.light, c.w, c.h, v.Motion, v.Heading), c.light
	}
	if v.Defocus > 0.1 {
		soften(c.light, c.spare, c.w, c.h, v.Defocus)
	}
	c.expose(v, dst)
	return dst
}

// mat turns places of the frame (from its middle) into places of the plane.
type mat [9]float64

func (m *mat) at(x, y float64) (u, v float64) {
	d := 1 / (m[6]*x + m[7]*y + m[8])
	return (m[0]*x + m[1]*y + m[2]) * d, (m[3]*x + m[4]*y + m[5]) * d
}

// plane is the homography from frame to plane. The plane turns by Roll, then
// by Tilt around an axis in the frame, about the middle of the symbol, which
// then moves to X, Y.
func (v *View) plane() *mat {
	rs, rc := math.Sincos(v.Roll * math.Pi / 180)
	ts, tc := math.Sincos(v.Tilt * math.Pi / 180)
	as, ac := math.Sincos(v.Toward * math.Pi / 180)
	// Columns of Rodrigues' rotation around (ac, as, 0), after the roll.
	r := [3][2]float64{
		{tc + ac*ac*(1-tc), ac * as * (1 - tc)},
		{ac * as * (1 - tc), tc + as*as*(1-tc)},
		{-as * ts, ac * ts},
	}
	var h [9]float64 // plane to frame
	for i := range 3 {
		a, b := r[i][0]*rc+r[i][1]*rs, -r[i][0]*rs+r[i][1]*rc
		if i < 2 {
			a, b = a*focal, b*focal
		}
		h[3*i], h[3*i+1] = a, b
	}
	h[8] = focal
	// The frame's middle moves by X, Y.
	for k := range 3 {
		h[k] += v.X * h[6+k]
		h[3+k] += v.Y * h[6+k]
	}
	return invert(h)
}

func invert(h [9]float64) *mat {
	var m mat
	for i := range 3 {
		for j := range 3 {
			a, b, c, d := (j+1)%3, (j+2)%3, (i+1)%3, (i+2)%3
			m[3*i+j] = h[3*a+c]*h[3*b+d] - h[3*a+d]*h[3*b+c]
		}
	}
	return &m // the scale does not matter
}

// ground samples the plane, linear between its pixels.
func (c *Camera) ground(s *Scene, m *mat) {
	for y := range c.h {
		fy := float64(y) + 0.5 - float64(c.h)/2
		row := c.light[y*c.w:][:c.w]
		for x := range row {
			px, py := m.at(float64(x)+0.5-float64(c.w)/2, fy)
			px = max(0, min(planeW-1.001, px+planeW/2-0.5))
			py = max(0, min(planeH-1.001, py+planeH/2-0.5))
			i, j := int(px), int(py)
			e, f := float32(px-float64(i)), float32(py-float64(j))
			p := s.pix[j*planeW+i:]
			a := float32(p[0]) + e*(float32(p[1])-float32(p[0]))
			b := float32(p[planeW]) + e*(float32(p[planeW+1])-float32(p[planeW]))
			row[x] = a + f*(b-a)
		}
	}
}

// fine are the places in a pixel at which the symbol is looked up: sixteen,
// no two in one row or column.
var fine = func() (out [16][2]float64) {
	for i := range out {
		a, b := float64(i%4), float64(i/4)
		out[i] = [2]float64{(a+(b+0.5)/4)/4 - 0.5, (b+(a+0.5)/4)/4 - 0.5}
	}
	return out
}()

// symbol draws the symbol over the ground.
func (c *Camera) symbol(s *Scene, v View, m *mat) {
	// Nothing of it lies further from its middle than this.
	reach := 1.6*math.Hypot(float64(s.Symbol.Cols), s.Symbol.High)*s.Print.Module/2 + 3
	cx, cy := float64(c.w)/2+v.X, float64(c.h)/2+v.Y
	paper, ink := float32(s.Print.Paper), float32(s.Print.Ink)
	step := (ink - paper) / float32(len(fine))
	for y := max(0, int(cy-reach)); y < min(c.h, int(cy+reach)); y++ {
		for x := max(0, int(cx-reach)); x < min(c.w, int(cx+reach)); x++ {
			fx, fy := float64(x)+0.5-float64(c.w)/2, float64(y)+0.5-float64(c.h)/2
			u, w := s.module(m.at(fx, fy))
			if u < -2 || w < -2 || u > float64(s.Symbol.Cols)+2 || w > s.Symbol.High+2 {
				continue
			}
			ux, wx := s.module(m.at(fx+1, fy))
			uy, wy := s.module(m.at(fx, fy+1))
			ux, wx, uy, wy = ux-u, wx-w, uy-u, wy-w
			level := paper
			for _, f := range fine {
				if s.ink(u+f[0]*ux+f[1]*uy, w+f[0]*wx+f[1]*wy) {
					level += step
				}
			}
			c.light[y*c.w+x] = level
		}
	}
}

// expose turns light into levels: shade, exposure, the camera's curve, noise.
func (c *Camera) expose(v View, dst *image.Gray) {
	sin, cos := math.Sincos(v.From * math.Pi / 180)
	var curve [1024]float32
	gamma := v.Gamma
	if gamma <= 0 {
		gamma = 1
	}
	for i := range curve {
		curve[i] = float32(255 * math.Pow(float64(i)/1023, 1/gamma))
	}
	gain := v.Gain
	if gain <= 0 {
		gain = 1
	}
	rng := rand.New(rand.NewPCG(v.Seed, 0xf4a3e))
	for y := range c.h {
		row, out := c.light[y*c.w:][:c.w], dst.Pix[y*dst.Stride:][:c.w]
		// Darker along the light's way, and to the corners.
		fy := (float64(y)/float64(c.h) - 0.5)
		at := int(rng.Uint32()) & (len(c.noise) - 1)
		for x := range row {
			fx := (float64(x)/float64(c.w) - 0.5)
			shade := 1 - v.Light*(0.5+fx*cos+fy*sin) - 0.12*(fx*fx+fy*fy)
			l := curve[max(0, min(1023, int(float32(gain*shade*4.01)*row[x])))]
			// Photons: the noise grows with the root of the light, about.
			n := float32(c.noise[(at+x)&(len(c.noise)-1)]) / 256 * float32(v.Noise) * (0.6 + l/320)
			out[x] = uint8(max(0, min(255, l+n+0.5)))
		}
	}
}
