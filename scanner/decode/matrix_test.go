package decode

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// spoilt is a frame with clutter, and in it a QR code and a Data Matrix whose
// patterns are right but whose data are noise.
func spoilt(t testing.TB, seed uint64) Luma {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 2))
	frame := clutter(seed)
	for k, f := range [2]Format{QR, DataMatrix} {
		modules, w, h := encode(t, f, "P1"+letters(rng, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 40))
		for i := range modules {
			x, y := i%w, i/w
			if x > 8 && y > 8 && x < w-9 && y < h-9 || f == DataMatrix && x > 0 && y > 0 && x < w-1 && y < h-1 {
				modules[i] = byte(rng.IntN(2))
			}
		}
		s := shot{module: 4, degrees: 30 * rng.Float64(), blur: 0.6, noise: 3, seed: seed}
		one := s.picture(modules, w, h, float64(h), false, 260, 260)
		for y := range one.H {
			copy(frame.Pix[(200+y)*frame.Stride+200+400*k:], one.Pix[y*one.W:][:one.W])
		}
	}
	return frame
}

// A frame in which nothing is read costs no memory, also one that looks as if
// there were a code.
func TestMissedFramesCostNoMemory(t *testing.T) {
	for name, frame := range map[string]Luma{"clutter": clutter(1), "spoilt": spoilt(t, 2)} {
		for _, f := range []Format{QR, DataMatrix, QR | DataMatrix} {
			r := New(f)
			look := func() {
				if got := r.Frame(frame); len(got) > 0 {
					t.Fatalf("%s: read %+v", name, got)
				}
			}
			for range len(liveLooks) { // all ways to look have been tried once
				look()
			}
			if n := testing.AllocsPerRun(len(liveLooks), look); n > 0 {
				t.Errorf("%s in %s: %v allocations a frame", f, name, n)
			}
		}
	}
}

// Print, cloth and noise hold no code.
func TestNoPhantomsInTexture(t *testing.T) {
	rng := rand.New(rand.NewPCG(12, 12))
	r := New(QR | DataMatrix)
	for n := range 24 {
		l := Luma{Pix: make([]byte, 320*240), Stride: 320, W: 320, H: 240}
		cell := 2 + n%5
		cells := make([]byte, 200*200)
		for i := range cells {
			cells[i] = byte(rng.IntN(2) * 200)
		}
		for y := range l.H {
			for x := range l.W {
				i, j := x/cell, y/cell
				v := cells[j*200+i]
				switch n % 4 {
				case 1: // checks with gaps
					if rng.IntN(40) > 0 {
						v = byte((i + j) % 2 * 200)
					}
				case 2: // lines of print
					if j%4 == 3 || i%9 == 8 {
						v = 220
					}
				case 3: // frames in frames
					v = byte(max(abs(i%16-8), abs(j%16-8)) % 2 * 200)
					if rng.IntN(30) == 0 {
						v = 200 - v
					}
				}
				l.Pix[y*l.W+x] = byte(min(255, 20+int(v)+rng.IntN(12)))
			}
		}
		if got := r.Still(l); len(got) > 0 {
			t.Errorf("texture %d: read %+v", n, got)
		}
	}
}

// Whatever the picture, looking for codes of squares ends and does not panic.
func FuzzMatrix(f *testing.F) {
	for _, one := range []Luma{
		shot{module: 2, blur: 0.4}.photo(f, QR, "P1ABC", 64, 64),
		shot{module: 2.5, degrees: 30, blur: 0.4}.photo(f, DataMatrix, "ABC123", 64, 64),
		sheetOf(f, "P1ABC", 1, 0), sheetOf(f, "P1ABC", 2.5, 3),
	} {
		f.Add(one.Pix, uint16(one.W), false)
	}
	f.Add([]byte("\x00\xff\x00\xff\x00\xff\x00\xff"), uint16(2), true)
	r := New(QR | DataMatrix)
	f.Fuzz(func(t *testing.T, pix []byte, wide uint16, frame bool) {
		w := int(wide)
		if w == 0 || len(pix) < w || len(pix) > 1<<13 {
			return
		}
		l := Luma{Pix: pix, Stride: w, W: w, H: len(pix) / w}
		read := r.Still
		if frame {
			read = r.Frame
		}
		for _, got := range read(l) {
			if got.Text == "" || got.Format != QR && got.Format != DataMatrix {
				t.Errorf("read %+v", got)
			}
		}
	})
}

// The stages of looking for a code of squares in a frame without one.
func BenchmarkMatrixStages(b *testing.B) {
	frame := clutter(1)
	q, d := new(qrCode), new(dataMatrix)
	var lower, flip []byte
	for _, s := range []struct {
		name string
		do   func()
	}{
		{"corners", func() { q.finders.find(&frame, false) }},
		{"match", q.match},
		{"half", func() { _, lower = half(frame, lower) }},
		{"negative", func() { _, flip = negate(frame, flip) }},
		{"strokes", func() { d.tracer.find(&frame, 20_000) }},
		{"elbows", func() { d.corner = d.tracer.elbows(d.corner[:0], 40) }},
		{"symbols", func() { d.pass(&frame, nil, 1, 1, false, 8) }},
	} {
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.do()
			}
		})
	}
}

// Codes that are read, with the modules of a telephone held at arm's length.
func BenchmarkMatrixHit(b *testing.B) {
	for _, f := range []Format{QR, DataMatrix} {
		one := shot{module: 4, degrees: 20, blur: 0.8, noise: 3}.photo(b, f, "P1ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 640, 480)
		b.Run(f.String(), func(b *testing.B) {
			r := New(f)
			b.ReportAllocs()
			for b.Loop() {
				if len(r.Still(one)) != 1 {
					b.Fatal("not read")
				}
			}
		})
	}
}

// All symbols of a picture are told, though the first ones are found by a quick
// look about its middle.
func TestSeveralDataMatrix(t *testing.T) {
	l := Luma{Pix: make([]byte, 900*600), Stride: 900, W: 900, H: 600}
	want := map[string]bool{}
	for k := range 6 {
		text := fmt.Sprintf("0104912345678904\x1d21S%d", k)
		want[text] = true
		one := shot{module: 4, degrees: float64(13 * k), blur: 0.6, noise: 2, seed: uint64(k)}.photo(t, DataMatrix, text, 300, 300)
		for y := range 300 {
			copy(l.Pix[(k/3*300+y)*900+k%3*300:][:300], one.Pix[y*one.Stride:])
		}
	}
	got := New(DataMatrix).Still(l)
	for _, r := range got {
		if !want[r.Text] {
			t.Errorf("read %+v", r)
		}
		delete(want, r.Text)
	}
	if len(want) > 0 {
		t.Errorf("%d read, not these: %v", len(got), want)
	}
}
