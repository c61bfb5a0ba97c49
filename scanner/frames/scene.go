package frames

import (
	"image"
	"math"
	"math/rand/v2"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// Print is how a symbol is printed and how large it stands before the camera.
type Print struct {
	Module  float64 // pixels wide where the camera looks at it squarely
	Degrees float64 // turned against the frame
	Fat     float64 // how much wider the ink is than it should be, in modules; negative: narrower
	Ink     uint8   // brightness of dark modules, 0 to 255
	Paper   uint8   // brightness of the label
	Plain   bool    // nothing but paper around it
}

// Scene is a plane with a symbol in its middle, its label and what is printed
// around: text, stripes, boxes, a texture.
type Scene struct {
	Symbol   Symbol
	Print    Print
	pix      []uint8 // the plane without the symbol, a pixel each where seen squarely
	sin, cos float64 // of Print.Degrees
}

// The plane is larger than a frame: the hand moves and the camera tilts.
const (
	planeW = 1792
	planeH = 1152
)

// NewScene draws the plane that a seed stands for, around a symbol; around
// nothing for the zero Symbol.
func NewScene(s Symbol, p Print, seed uint64) *Scene {
	sc := &Scene{Symbol: s, Print: p, pix: make([]uint8, planeW*planeH)}
	sc.sin, sc.cos = math.Sincos(p.Degrees * math.Pi / 180)
	rng := rand.New(rand.NewPCG(seed, 0x5ce7e))
	if p.Plain {
		for i := range sc.pix {
			sc.pix[i] = p.Paper
		}
		return sc
	}
	sc.texture(rng)
	for range 40 + rng.IntN(60) {
		sc.box(rng)
	}
	for range 3 + rng.IntN(6) {
		sc.stripes(rng)
	}
	for range 12 + rng.IntN(18) {
		sc.words(rng)
	}
	if s.Cols > 0 {
		sc.label(rng)
	}
	return sc
}

// texture is the ground: a shade with grain as of board or wood.
func (s *Scene) texture(rng *rand.Rand) {
	ground, depth := 60+120*rng.Float64(), 4+16*rng.Float64()
	long, short := 20+80*rng.Float64(), 2+6*rng.Float64()
	const cells = 64
	var lattice [cells][cells]float64
	for i := range lattice {
		for j := range lattice[i] {
			lattice[i][j] = rng.Float64()*2 - 1
		}
	}
	for y := range planeH {
		v := float64(y) / short
		j := int(v) % cells
		f := v - math.Floor(v)
		a, b := &lattice[j], &lattice[(j+1)%cells]
		for x := range planeW {
			u := float64(x) / long
			i := int(u) % cells
			e := u - math.Floor(u)
			k := (i + 1) % cells
			n := (a[i]*(1-e)+a[k]*e)*(1-f) + (b[i]*(1-e)+b[k]*e)*f
			s.pix[y*planeW+x] = uint8(max(0, min(255, ground+depth*n)))
		}
	}
}

func (s *Scene) fill(x, y, w, h int, v uint8) {
	for j := max(0, y); j < min(planeH, y+h); j++ {
		for i := max(0, x); i < min(planeW, x+w); i++ {
			s.pix[j*planeW+i] = v
		}
	}
}

func (s *Scene) box(rng *rand.Rand) {
	s.fill(rng.IntN(planeW), rng.IntN(planeH), 8+rng.IntN(200), 8+rng.IntN(120), uint8(rng.IntN(256)))
}

// stripes are bars that are no code: a shelf's edge, a barred pattern, a torn
// label.
func (s *Scene) stripes(rng *rand.Rand) {
	x, y, n := rng.IntN(planeW), rng.IntN(planeH), 6+rng.IntN(40)
	long, dark, light := 20+rng.IntN(140), uint8(rng.IntN(90)), uint8(150+rng.IntN(106))
	upright, even := rng.IntN(2) == 0, rng.IntN(2) == 0
	for range n {
		a, b := 2+rng.IntN(8), 2+rng.IntN(8)
		if even {
			a, b = 4, 4
		}
		if upright {
			s.fill(x, y, a, long, dark)
			s.fill(x+a, y, b, long, light)
			x += a + b
		} else {
			s.fill(x, y, long, a, dark)
			s.fill(x, y+a, long, b, light)
			y += a + b
		}
	}
}

// words is a line of print.
func (s *Scene) words(rng *rand.Rand) {
	text := make([]byte, 6+rng.IntN(40))
	for i := range text {
		const from = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789    .,-/%"
		text[i] = from[rng.IntN(len(from))]
	}
	glyphs := set(string(text))
	scale, v := 1+rng.IntN(4), uint8(rng.IntN(256))
	x, y := rng.IntN(planeW)-200, rng.IntN(planeH)
	for j := range glyphs.Rect.Dy() * scale {
		for i := range glyphs.Rect.Dx() * scale {
			if px, py := x+i, y+j; px >= 0 && px < planeW && py < planeH && glyphs.Pix[j/scale*glyphs.Stride+i/scale] != 0 {
				s.pix[py*planeW+px] = v
			}
		}
	}
}

// set sets a line in a fixed face of 7x13.
func set(text string) *image.Alpha {
	face := basicfont.Face7x13
	out := image.NewAlpha(image.Rect(0, 0, face.Advance*len(text), face.Height))
	d := font.Drawer{Dst: out, Src: image.Opaque, Face: face, Dot: fixed.P(0, face.Ascent)}
	d.DrawString(text)
	return out
}

// label is the paper that a symbol stands on, with a line below the symbol and
// sometimes one above, in the symbol's own direction.
func (s *Scene) label(rng *rand.Rand) {
	side, above := s.Symbol.Side, s.Symbol.Over
	side += 3 * rng.Float64()
	below := above + 1
	tall := 9.0 // of a line of print, in modules
	if s.Symbol.rows > 1 {
		tall = 5
	}
	name := set("SAMPLE 0123")
	digits := set(s.Symbol.Text[:min(len(s.Symbol.Text), 24)])
	headed := rng.IntN(2) == 0
	if headed {
		above += tall + 2
	}
	below += tall + 2
	w, h := float64(s.Symbol.Cols), s.Symbol.High
	line := func(g *image.Alpha, u, v float64) bool { // v from 0 to tall
		if v < 0 || v >= tall {
			return false
		}
		i := int((u-w/2)*13/tall + float64(g.Rect.Dx())/2)
		return i >= 0 && i < g.Rect.Dx() && g.Pix[int(v*13/tall)*g.Stride+i] != 0
	}
	reach := int(math.Hypot(w+2*side, h+above+below)*s.Print.Module) + 2
	for y := max(0, planeH/2-reach); y < min(planeH, planeH/2+reach); y++ {
		for x := max(0, planeW/2-reach); x < min(planeW, planeW/2+reach); x++ {
			u, v := s.module(float64(x)+0.5-planeW/2, float64(y)+0.5-planeH/2)
			if u < -side || u > w+side || v < -above || v > h+below {
				continue
			}
			level := s.Print.Paper
			if line(digits, u, v-h-1.5) || headed && line(name, u, v+above-1) {
				level = s.Print.Ink
			}
			s.pix[y*planeW+x] = level
		}
	}
}

// module turns a place on the plane, from its middle, into one on the symbol.
func (s *Scene) module(x, y float64) (u, v float64) {
	return (x*s.cos+y*s.sin)/s.Print.Module + float64(s.Symbol.Cols)/2, (y*s.cos-x*s.sin)/s.Print.Module + s.Symbol.High/2
}

// ink tells whether a place on the symbol is dark as it was printed.
func (s *Scene) ink(u, v float64) bool {
	f := s.Print.Fat / 2
	switch {
	case f > 0.005:
		return s.Symbol.at(u-f, v) || s.Symbol.at(u+f, v) || s.Symbol.rows > 1 && (s.Symbol.at(u, v-f) || s.Symbol.at(u, v+f))
	case f < -0.005:
		return s.Symbol.at(u-f, v) && s.Symbol.at(u+f, v) && (s.Symbol.rows == 1 || s.Symbol.at(u, v-f) && s.Symbol.at(u, v+f))
	}
	return s.Symbol.at(u, v)
}
