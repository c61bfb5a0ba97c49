package decode

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// number draws digits with a right check digit.
func number(rng *rand.Rand, n int) string {
	out := make([]byte, n)
	sum := 0
	for i := range n - 1 {
		d := rng.IntN(10)
		if i == 0 {
			d = 1 + rng.IntN(9)
		}
		out[i] = byte('0' + d)
		w := 1
		if (n-2-i)%2 == 0 {
			w = 3
		}
		sum += d * w
	}
	out[n-1] = byte('0' + (10-sum%10)%10)
	return string(out)
}

func letters(rng *rand.Rand, from string, n int) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = from[rng.IntN(len(from))]
	}
	return string(out)
}

// sample is a text that a code of the format may hold.
func sample(rng *rand.Rand, f Format) string {
	const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	switch f {
	case EAN13:
		return number(rng, 13)
	case EAN8:
		return number(rng, 8)
	case UPCA:
		return number(rng, 12)
	case ITF:
		return number(rng, 14)
	case Codabar:
		return "A" + letters(rng, "0123456789-", 8+rng.IntN(5)) + "B"
	case Code39, Code93:
		return letters(rng, capitals, 5+rng.IntN(8))
	case Code128:
		return letters(rng, capitals+"abcdefxyz-/.", 6+rng.IntN(12))
	}
	return "P1" + letters(rng, capitals, 40)
}

// Every symbology, at every angle, in light and shade, is read as it was drawn.
func TestReadsWhatIsDrawn(t *testing.T) {
	for _, f := range []Format{EAN13, EAN8, UPCA, Code128, Code39, Code93, ITF, Codabar, QR, DataMatrix} {
		t.Run(f.String(), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(uint64(f), 7))
			r := New(All &^ UPCE)
			for n := range 4 {
				text := sample(rng, f)
				s := shot{module: 2 + 1.2*rng.Float64(), degrees: 360 * rng.Float64(), blur: 0.6, noise: 3, light: 0.4 * rng.Float64(), seed: uint64(n)}
				got := r.Still(s.photo(t, f, text, 720, 540))
				if len(got) != 1 || got[0].Format != f || got[0].Text != text {
					t.Errorf("%q at %.0f degrees, %.1f pixels: %+v", text, s.degrees, s.module, got)
				}
			}
		})
	}
}

// A code that bleeds, is faint or out of focus is read right or not at all.
func TestNeverReadsWrong(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	r := New(EAN13 | UPCA)
	right := 0
	const shots = 60
	for n := range shots {
		text := number(rng, 13)
		module := 1.3 + 1.7*rng.Float64()
		s := shot{
			module: module, degrees: 60*rng.Float64() - 30, blur: module * rng.Float64(), noise: 8 * rng.Float64(),
			fat: 0.4 * rng.Float64(), light: 0.5 * rng.Float64(), seed: uint64(n),
		}
		for _, got := range r.Still(s.photo(t, EAN13, text, 480, 320)) {
			if got.Text != text {
				t.Errorf("%q was read as %q: %+v", text, got.Text, s)
			} else {
				right++
			}
		}
	}
	t.Logf("%d of %d read", right, shots)
	if right < shots/2 {
		t.Errorf("only %d of %d read", right, shots)
	}
}

// Nothing is read where there is nothing.
func TestNoPhantoms(t *testing.T) {
	r := New(All &^ UPCE)
	for seed := range uint64(2) {
		if got := r.Still(clutter(seed)); len(got) > 0 {
			t.Errorf("seed %d: %+v", seed, got)
		}
		for range 6 {
			if got := r.Frame(clutter(seed)); len(got) > 0 {
				t.Errorf("frame, seed %d: %+v", seed, got)
			}
		}
	}
}

func TestOddPictures(t *testing.T) {
	r := New(All)
	for _, l := range []Luma{
		{},
		{Pix: make([]byte, 9), Stride: 3, W: 3, H: 3},
		{Pix: make([]byte, 4000), Stride: 4000, W: 4000, H: 1},
		{Pix: make([]byte, 100), Stride: 100, W: 100, H: 100},
		{Pix: make([]byte, 64*64), Stride: 64, W: 64, H: 64},
	} {
		t.Run(fmt.Sprint(l.W, "x", l.H), func(t *testing.T) {
			if got := append(r.Still(l), r.Frame(l)...); len(got) > 0 {
				t.Error(got)
			}
		})
	}
}

func TestFormatNames(t *testing.T) {
	f, err := ParseFormat("ean-13, QR,CODE-128")
	if err != nil || f != EAN13|QR|Code128 {
		t.Fatal(f, err)
	}
	if again, err := ParseFormat(Format(All).String()); again != All || err != nil {
		t.Fatal(again, err)
	}
	if _, err := ParseFormat("MAXICODE"); err == nil {
		t.Fatal("an unknown format was taken")
	}
}

// A code in a picture as large as telephones make them is found where it is.
func TestLargePicture(t *testing.T) {
	small := shot{module: 2.5, degrees: 10, blur: 0.6, noise: 3}.photo(t, EAN13, "4901234567894", 700, 500)
	const times = 4
	l := Luma{Pix: make([]byte, small.W*times*small.H*times), Stride: small.W * times, W: small.W * times, H: small.H * times}
	for y := range l.H {
		for x := range l.W {
			l.Pix[y*l.W+x] = small.Pix[y/times*small.W+x/times]
		}
	}
	got := New(EAN13).Still(l)
	if len(got) != 1 || got[0].Text != "4901234567894" || got[0].X < 1200 || got[0].X > 1600 || got[0].Y < 800 || got[0].Y > 1200 {
		t.Errorf("%+v", got)
	}
}

// A frame out of focus is read where it can be, by what the blurred digits look
// like together.
func TestFrameOutOfFocus(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	r := New(EAN13)
	right := 0
	const shots = 20
	for n := range shots {
		text := number(rng, 13)
		s := shot{module: 2, blur: 1.1, noise: 2, degrees: 4, seed: uint64(n)}
		for _, got := range r.Frame(s.photo(t, EAN13, text, 480, 240)) {
			if got.Text != text {
				t.Errorf("%s was read as %s", text, got.Text)
			}
			right++
		}
	}
	t.Logf("%d of %d", right, shots)
	if right < shots*3/4 {
		t.Errorf("%d of %d read", right, shots)
	}
}

// An NW-7 of 2:1 that noise breaks in most rows is read by the few that it
// leaves whole, once three of them agree; fewer or a contradiction are nothing.
func TestPlainRowsMustAgree(t *testing.T) {
	const text = "C0605603591C"
	whole := shot{module: 2}.photo(t, Codabar, text, 640, 120)
	other := shot{module: 2}.photo(t, Codabar, "A123456789A", 640, 120)
	for name, c := range map[string]struct {
		rows, others int
		want         bool
	}{
		"two rows": {2, 0, false}, "three rows": {3, 0, true}, "one that differs": {8, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			img := Luma{Pix: make([]byte, 640*120), Stride: 640, W: 640, H: 120}
			for i := range img.Pix {
				img.Pix[i] = byte(200 + i%2)
			}
			from := 640 * 60
			for i := range c.rows {
				copy(img.Pix[640*(20+4*i):][:640], whole.Pix[from:])
			}
			for i := range c.others {
				copy(img.Pix[640*(100+4*i):][:640], other.Pix[from:])
			}
			p := newPlain(Codabar)
			got := p.read(img, Codabar)
			if c.want != (len(got) == 1 && got[0].Text == text) || !c.want && len(got) > 0 {
				t.Errorf("read %+v", got)
			}
		})
	}
}
