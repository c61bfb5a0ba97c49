package decode

import (
	"math/rand/v2"
	"testing"
)

// clutter is a frame of 1280x720 in which there is no code: shades, boxes,
// stripes and noise.
func clutter(seed uint64) Luma {
	rng := rand.New(rand.NewPCG(seed, 1))
	l := Luma{Pix: make([]byte, 1280*720), Stride: 1280, W: 1280, H: 720}
	for y := range l.H {
		for x := range l.W {
			l.Pix[y*l.W+x] = byte(90 + x*60/l.W + y*50/l.H)
		}
	}
	for range 120 {
		x, y, w, h, v := rng.IntN(l.W), rng.IntN(l.H), 4+rng.IntN(160), 4+rng.IntN(90), byte(rng.IntN(256))
		for j := y; j < min(l.H, y+h); j++ {
			for i := x; i < min(l.W, x+w); i++ {
				l.Pix[j*l.W+i] = v
			}
		}
	}
	for range 12 { // lines of text, about
		x, y := rng.IntN(l.W-300), rng.IntN(l.H-20)
		for i := range 280 {
			if v := byte(rng.IntN(120)); rng.IntN(2) == 0 {
				for j := range 12 {
					l.Pix[(y+j)*l.W+x+i] = v
				}
			}
		}
	}
	for i := range l.Pix {
		l.Pix[i] = byte(max(0, min(255, int(l.Pix[i])+rng.IntN(9)-4)))
	}
	return l
}

func BenchmarkFrameMiss(b *testing.B) {
	frame := clutter(1)
	for name, f := range map[string]Format{"EAN": EAN13 | EAN8 | UPCA, "product": Product, "QR": QR, "DataMatrix": DataMatrix} {
		b.Run(name, func(b *testing.B) {
			r := New(f)
			if got := r.Frame(frame); len(got) > 0 {
				b.Fatal(got)
			}
			b.ReportAllocs()
			for b.Loop() {
				r.Frame(frame)
			}
		})
	}
}
