package decode

import (
	"math"
	"slices"
	"testing"
)

// A line of bytes has the edges of the same line drawn in the ordinary way, level
// and upright, also where a picture ends in the middle of bars.
func TestStraightIsDrawn(t *testing.T) {
	pictures := map[string]Luma{
		"clutter": clutter(2),
		"a code":  shot{module: 2, blur: 0.7, noise: 4, light: 0.5}.photo(t, EAN13, "4901234567894", 400, 300),
		"cut off": shot{module: 3, blur: 0.7, noise: 4}.photo(t, Code128, "ABC-1234567", 200, 120),
		"plain":   {Pix: make([]byte, 100*80), Stride: 100, W: 100, H: 80},
	}
	for name, img := range pictures {
		r := New(EAN13)
		lines := 0
		for dir := range 2 {
			s := lay(img, dir, 48)
			for k := -24; k <= 24; k++ {
				off := float64(k) * s.step
				_, ok := r.straight(img, &s, off)
				if !ok {
					continue
				}
				lines++
				// The same, one pixel shorter for what rounding takes.
				cx, cy := float64(img.W-1)/2, float64(img.H-1)/2
				b, _, drawn := img.draw(nil, cx-s.dy*off, cy+s.dx*off, s.dx, s.dy, 1)
				if !drawn {
					t.Fatalf("%s, line %d of %d: not drawn", name, k, dir)
				}
				for i := rim; i < len(b.p)-rim; i++ {
					if b.p[i] != float32(r.row[i]) {
						t.Fatalf("%s, line %d of %d: step %d is %d, drawn %v", name, k, dir, i, r.row[i], b.p[i])
					}
				}
				p := make([]float32, 2*rim+[2]int{img.W, img.H}[dir])
				for i := range p {
					p[i] = float32(r.row[i])
				}
				var e edges
				var got []float32
				means, drawn2 := append([]float32(nil), r.edges.means(r.row, 140)...), e.threshold(p, 140)
				if !slices.Equal(means, drawn2) {
					t.Fatalf("%s, line %d of %d: about its mean %v, drawn %v", name, k, dir, means, drawn2)
				}
				got = r.edges.turns(r.row, fine)
				want := e.extrema(p)
				if len(got) != len(want) {
					t.Fatalf("%s, line %d of %d: %d edges, drawn %d", name, k, dir, len(got), len(want))
				}
				for i := range got {
					if math.Abs(float64(got[i]-want[i])) > 1e-4 {
						t.Fatalf("%s, line %d of %d: edge %d at %v, drawn %v", name, k, dir, i, got[i], want[i])
					}
				}
			}
		}
		if lines < 60 {
			t.Errorf("%s: only %d lines", name, lines)
		}
	}
}
