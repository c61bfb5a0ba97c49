package frames

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
)

// Length is how many frames a sequence has: about half a second at 25 a second.
const Length = 12

// Mix is a collection of sequences.
type Mix uint8

// The mixes. Modules are 1.3 to 4 pixels wide, those of two-dimensional codes
// 2.2 to 5; three in ten symbols stand at any angle, the others nearly level.
const (
	Goods   Mix = iota + 1 // JAN-13 alone: 60 sequences
	Bars                   // JAN-13 and -8, UPC-A, Code 128, ITF-14, NW-7: 60 sequences
	Squares                // QR, every second one a pickup token of version 6: 40 sequences
	Marks                  // DataMatrix: 20 sequences
	Nothing                // no symbol: 20 sequences
)

// Mixes are all of them.
var Mixes = []Mix{Goods, Bars, Squares, Marks, Nothing}

// String returns "goods", "bars", "squares", "marks" or "nothing".
func (m Mix) String() string {
	if m < Goods || m > Nothing {
		return fmt.Sprintf("mix(%d)", uint8(m))
	}
	return [...]string{"goods", "bars", "squares", "marks", "nothing"}[m-1]
}

// Len is how many sequences a mix has as it is measured; more can be drawn.
func (m Mix) Len() int {
	switch m {
	case Goods, Bars:
		return 60
	case Squares:
		return 40
	case Marks, Nothing:
	}
	return 20
}

// Sequence is what a camera sees while a hand brings a symbol before it and
// comes to rest.
type Sequence struct {
	Name  string // mix and number
	Scene *Scene
	Views [Length]View
}

// Sequence draws the n-th sequence of a mix under a seed. The committed figures
// are those of seed 1.
func (m Mix) Sequence(seed uint64, n int) Sequence {
	rng := rand.New(rand.NewPCG(seed, uint64(m)<<32|uint64(n))) //nolint:gosec // n is a small count
	s := m.symbol(rng, n)
	p := Print{
		Module:  between(rng, 1.3, 4),
		Degrees: between(rng, -8, 8),
		Fat:     between(rng, -0.1, 0.25),
		Ink:     uint8(between(rng, 15, 60)),
		Paper:   uint8(between(rng, 185, 245)),
	}
	if s.rows > 1 {
		p.Module, p.Fat = between(rng, 2.2, 5), between(rng, -0.1, 0.15)
	}
	if rng.IntN(10) < 3 {
		p.Degrees = between(rng, 0, 360)
	}
	if s.Cols > 0 { // it has to be in view with its quiet zone, at any angle
		p.Module = min(p.Module, 640/float64(s.Cols+22))
	}
	out := Sequence{Name: fmt.Sprintf("%v %d", m, n), Scene: NewScene(s, p, rng.Uint64())}
	out.hold(rng)
	return out
}

// Frame takes the i-th frame of a sequence, 0 to Length-1.
func (s *Sequence) Frame(c *Camera, i int, dst *image.Gray) *image.Gray {
	return c.Shoot(s.Scene, s.Views[i], dst)
}

func between(rng *rand.Rand, a, b float64) float64 { return a + (b-a)*rng.Float64() }

// hold makes the views of a hand that comes to rest: the focus settles, the
// shake dies down to a tremble, the symbol drifts to where it is held.
func (s *Sequence) hold(rng *rand.Rand) {
	base := View{
		Tilt: 28 * rng.Float64() * rng.Float64(), Toward: between(rng, 0, 360),
		Light: between(rng, 0, 0.5), From: between(rng, 0, 360),
		Gain: between(rng, 0.65, 1.25), Gamma: between(rng, 1, 1.5), Noise: between(rng, 1.5, 6),
	}
	rest := between(rng, 0.4, 1.1) // pixels of blur where the lens ends up
	off := between(rng, 0, 1.6)    // and how far it starts from there
	settle := between(rng, 1.2, 5) // frames
	speed := between(rng, 0.5, 6)  // pixels a frame's exposure at first
	calm := between(rng, 1.5, 6)   // frames
	tremble := between(rng, 0.2, 2.5)
	heading := between(rng, 0, 360)
	x, y := between(rng, -60, 60), between(rng, -40, 40)
	for i := range s.Views {
		v := base
		t := float64(i)
		v.Defocus = math.Hypot(rest, off*math.Exp(-t/settle)) * between(rng, 0.9, 1.15)
		v.Motion = speed*math.Exp(-t/calm)*between(rng, 0.4, 1) + tremble*math.Abs(rng.NormFloat64())
		heading += 25 * rng.NormFloat64()
		v.Heading = heading
		sin, cos := math.Sincos(heading * math.Pi / 180)
		// The shutter is open for a fifth of a frame.
		x, y = max(-120, min(120, x+3*v.Motion*cos)), max(-80, min(80, y+3*v.Motion*sin))
		v.X, v.Y = x, y
		v.Roll = 0.8 * rng.NormFloat64()
		v.Tilt += 0.7 * rng.NormFloat64()
		v.Seed = rng.Uint64()
		s.Views[i] = v
	}
}

// symbol draws the n-th symbol of a mix. A text that cannot be encoded would be
// a mistake of this file; a test draws them all.
func (m Mix) symbol(rng *rand.Rand, n int) Symbol {
	var k Kind
	switch m {
	case Goods:
		k = JAN13
	case Bars:
		k = [...]Kind{JAN13, Code128, JAN8, ITF14, UPCA, NW7}[n%6]
	case Squares:
		k = QR
	case Marks:
		k = DataMatrix
	case Nothing:
		return Symbol{}
	}
	text := Text(rng, k)
	if m == Squares && n%2 == 1 {
		text = Token(rng)
	}
	s, err := Encode(k, text)
	if err != nil {
		panic(err)
	}
	return s
}

const (
	figures  = "0123456789"
	capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// Token has the form of a pickup token as its QR code carries it: P1 and 130
// characters of base32. Nobody signed it.
func Token(rng *rand.Rand) string { return "P1" + pick(rng, capitals+"234567", 130) }

// Text makes up a text for a kind, as shops have it.
func Text(rng *rand.Rand, k Kind) string {
	switch k {
	case JAN13:
		return Checked([...]string{"49", "45", "978", "491"}[rng.IntN(4)], rng, 13)
	case JAN8:
		return Checked([...]string{"49", "45"}[rng.IntN(2)], rng, 8)
	case UPCA:
		return Checked(pick(rng, "0678", 1), rng, 12)
	case ITF14:
		return Checked(pick(rng, "01234", 1)+"49", rng, 14)
	case NW7:
		frame := pick(rng, "ABCD", 1)
		return frame + pick(rng, figures, 10+rng.IntN(3)) + frame
	case Code128:
		return pick(rng, capitals, 2) + "-" + pick(rng, figures, 6+rng.IntN(6))
	case GS1128:
		return "01" + Checked("1490", rng, 14) + "17" + date(rng) + "10" + pick(rng, capitals+figures, 4+rng.IntN(4))
	case Code39, Code93:
		return pick(rng, capitals+figures, 6+rng.IntN(6))
	case QR:
		return "https://example.jp/i/" + pick(rng, "abcdefghjkmnpqrstuvwxyz23456789", 6+rng.IntN(30))
	case DataMatrix, Other:
	}
	return pick(rng, capitals+figures, 8+rng.IntN(24))
}

func date(rng *rand.Rand) string {
	return fmt.Sprintf("%02d%02d%02d", 26+rng.IntN(4), 1+rng.IntN(12), 1+rng.IntN(28))
}

func pick(rng *rand.Rand, from string, n int) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = from[rng.IntN(len(from))]
	}
	return string(out)
}

// Checked fills a number up to n digits, the last its check digit with weights
// 3 and 1 (GS1 General Specifications, 7.9).
func Checked(prefix string, rng *rand.Rand, n int) string {
	out := prefix + pick(rng, figures, n-1-len(prefix))
	sum := 0
	for i := range out {
		weight := 1
		if (n-2-i)%2 == 0 {
			weight = 3
		}
		sum += weight * int(out[i]-'0')
	}
	return out + string(rune('0'+(10-sum%10)%10))
}

// Held draws a sequence in which a hand holds a symbol nearly still, with modules
// of so many pixels: for how far a code can be read.
func Held(s Symbol, module float64, rng *rand.Rand) Sequence {
	p := Print{
		Module: module, Degrees: between(rng, -8, 8), Fat: between(rng, -0.05, 0.15),
		Ink: uint8(between(rng, 15, 60)), Paper: uint8(between(rng, 185, 245)),
	}
	out := Sequence{Name: "held", Scene: NewScene(s, p, rng.Uint64())}
	for i := range out.Views {
		out.Views[i] = View{
			X: between(rng, -60, 60), Y: between(rng, -40, 40), Roll: rng.NormFloat64(),
			Tilt: between(rng, 0, 12), Toward: between(rng, 0, 360), Defocus: between(rng, 0.4, 0.7),
			Motion: between(rng, 0, 1.2), Heading: between(rng, 0, 360), Light: between(rng, 0, 0.4), From: between(rng, 0, 360),
			Gain: between(rng, 0.7, 1.2), Gamma: 1.2, Noise: between(rng, 1.5, 4), Seed: rng.Uint64(),
		}
	}
	return out
}

// Snapshot draws one picture as people take it: the code is well in view, not
// too far away and mostly sharp. Only the first frame of the sequence counts.
func Snapshot(s Symbol, square bool, rng *rand.Rand) Sequence {
	module := between(rng, 1.5, 4)
	if square {
		module = between(rng, 2.5, 7)
	}
	p := Print{
		Module: min(module, 1000/float64(s.Cols+22)), Degrees: between(rng, -12, 12), Fat: between(rng, -0.1, 0.2),
		Ink: uint8(between(rng, 10, 80)), Paper: uint8(between(rng, 170, 250)),
	}
	if rng.IntN(10) < 3 {
		p.Degrees, p.Module = between(rng, 0, 360), min(module, 620/float64(s.Cols+22))
	}
	out := Sequence{Name: "snapshot", Scene: NewScene(s, p, rng.Uint64())}
	out.Views[0] = View{
		X: between(rng, -40, 40), Y: between(rng, -30, 30), Tilt: 30 * rng.Float64() * rng.Float64(), Toward: between(rng, 0, 360),
		Defocus: between(rng, 0.4, 1.1), Motion: between(rng, 0, 2), Heading: between(rng, 0, 360),
		Light: between(rng, 0, 0.5), From: between(rng, 0, 360), Gain: between(rng, 0.65, 1.25), Gamma: between(rng, 1, 1.5),
		Noise: between(rng, 1.5, 6), Seed: rng.Uint64(),
	}
	return out
}
