package decode

import (
	"image"
	"math/rand/v2"
	"testing"
)

// A frame in which there is no code costs no memory, whatever is looked for.
func TestMissedFrameAllocatesNothing(t *testing.T) {
	frame := clutter(3)
	for _, f := range []Format{EAN13, eans, UPCE, Code128, Code39, Code93, ITF, Codabar, DataBar, striped} {
		t.Run(f.String(), func(t *testing.T) {
			r := New(f)
			if n := testing.AllocsPerRun(5, func() { r.Frame(frame) }); n > 0 {
				t.Errorf("%.0f allocations", n)
			}
		})
	}
}

// lineOf is a line through a code of the format in a photograph of it.
func lineOf(b *testing.B, f Format) beam {
	b.Helper()
	rng := rand.New(rand.NewPCG(1, uint64(f)))
	text := "0123456"
	if f != UPCE {
		text = sample(rng, f)
	}
	s := shot{module: 2, blur: 0.8, noise: 1}
	var img Luma
	if f == DataBar {
		img = s.draw(unhex(b, drawnDataBar[0].rows[0], 96), 96, 1, true, 640, 80)
	} else {
		img = s.photo(b, f, text, 640, 80)
	}
	l, _, ok := img.draw(nil, 320, 40, 1, 0, 1)
	if !ok {
		b.Fatal("no line")
	}
	return l
}

// BenchmarkStage measures each step of reading by itself.
func BenchmarkStage(b *testing.B) {
	frame := clutter(1)
	run := func(name string, f func()) {
		b.Run(name, func(b *testing.B) {
			f()
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
		})
	}
	colors := image.NewNRGBA(image.Rect(0, 0, 1280, 720))
	for i := range colors.Pix {
		colors.Pix[i] = byte(i * 7)
	}
	planes := image.NewYCbCr(image.Rect(0, 0, 1280, 720), image.YCbCrSubsampleRatio420)
	run("luminance/NRGBA", func() { FromImage(colors) })
	run("luminance/YCbCr", func() { FromImage(planes) })

	var buf []float32
	for name, dir := range map[string][2]float64{"level": {1, 0}, "slanted": {0.8, 0.6}} {
		run("lines/"+name, func() { _, buf, _ = frame.draw(buf, 640, 360, dir[0], dir[1], 1) })
	}
	clutterLine, _, _ := frame.draw(nil, 640, 360, 1, 0, 1)
	var e edges
	run("edges/extremes", func() { e.extrema(clutterLine.p) })
	run("edges/mean", func() { e.threshold(clutterLine.p, live.window) })
	var a aim
	a.cells = make([]patch, 0, 4096)
	run("aim", func() { a.done = false; a.look(frame) })

	for _, f := range []Format{EAN13, EAN8, UPCA, UPCE, Code128, Code39, Code93, ITF, Codabar, DataBar} {
		l := lineOf(b, f)
		r := New(f)
		at := append([]float32(nil), r.edges.extrema(l.p)...)
		run(f.String(), func() {
			r.votes, r.tracks, r.pairs = r.votes[:0], r.tracks[:0], r.pairs[:0]
			r.cross(&l, at)
			if len(r.votes)+len(r.pairs) == 0 {
				b.Fatal(f, "not read", len(at))
			}
		})
	}
	blurred := shot{module: 2, blur: 1.7, noise: 1}.photo(b, EAN13, "4901234567894", 320, 240)
	r := New(EAN13)
	run("blur", func() {
		r.votes = r.votes[:0]
		r.haze(blurred, still)
	})
	qr := New(QR)
	code := shot{module: 3, blur: 0.7}.photo(b, QR, "P1ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 640, 480)
	run("QR", func() {
		if len(qr.Still(code)) == 0 {
			b.Fatal("not read")
		}
	})
}
