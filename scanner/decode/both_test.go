package decode

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// abreast puts pictures one beside the other on paper.
func abreast(parts ...Luma) Luma {
	w, h := 0, 0
	for _, p := range parts {
		w, h = w+p.W, max(h, p.H)
	}
	out := Luma{Pix: make([]byte, w*h), Stride: w, W: w, H: h}
	for i := range out.Pix {
		out.Pix[i] = 200
	}
	x := 0
	for _, p := range parts {
		for y := range p.H {
			copy(out.Pix[y*w+x:], p.Pix[y*p.Stride:][:p.W])
		}
		x += p.W
	}
	return out
}

// A picture of bars and a square code shows both, whichever is found first, also
// where the bars run at an angle; and the search for the second is short.
func TestBarsBesideSquares(t *testing.T) {
	const jan, link = "4901234567894", "https://id.example.jp/01/04901234567894"
	square := shot{module: 3, blur: 0.6, noise: 2}.photo(t, QR, link, 300, 300)
	for name, s := range map[string]shot{
		"level":    {module: 3, blur: 0.6, noise: 2},
		"slanted":  {module: 3, blur: 0.6, noise: 2, degrees: 33},
		"upright":  {module: 3, blur: 0.6, noise: 2, degrees: 90},
		"one thin": {module: 1.6, blur: 0.5, noise: 2, degrees: 12},
	} {
		bars := s.photo(t, EAN13, jan, 420, 420)
		for order, img := range map[string]Luma{"bars first": abreast(bars, square), "square first": abreast(square, bars)} {
			found := map[string]int{}
			for _, c := range New(Product | DataMatrix).Still(img) {
				found[c.Text]++
			}
			if found[jan] != 1 || found[link] != 1 || len(found) != 2 {
				t.Errorf("%s, %s: %v", name, order, found)
			}
		}
	}
}

// What is asked of gozxing and of long searches is not asked when a code was
// found and the rest of the picture is blank: a hit with all formats costs about
// what it does with one.
func TestBlankRestIsNotSearched(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, f := range []Format{EAN13, Code128, Code39, ITF, Codabar, QR} {
		img := shot{module: 3, blur: 0.6, noise: 1}.photo(t, f, sample(rng, f), 640, 480)
		r := New(Product)
		if got := r.Still(img); len(got) != 1 {
			t.Fatalf("%v: %v", f, got)
		}
		if r.lines > 400 {
			t.Errorf("%v: %d lines were drawn", f, r.lines)
		}
	}
}

// Of a QR code that is printed in the middle of another, which its error
// correction makes up for, the outer one counts.
func TestCodeWithinACode(t *testing.T) {
	text := strings.Repeat("OUTER ", 30) // large enough to lose a patch of its middle
	outer := shot{module: 8, blur: 0.8, noise: 2}.photo(t, QR, text, 480, 480)
	inner := shot{module: 2, blur: 0.5, noise: 2}.photo(t, QR, "HTTPS://EXAMPLE.JP/I", 62, 62)
	if got := New(QR).Still(inner); len(got) != 1 {
		t.Fatalf("the inner one by itself: %v", got)
	}
	for y := range inner.H {
		copy(outer.Pix[(y+209)*outer.Stride+209:], inner.Pix[y*inner.Stride:][:inner.W])
	}
	if got := New(Product).Still(outer); len(got) != 1 || got[0].Text != text {
		t.Errorf("%v", got)
	}
}
