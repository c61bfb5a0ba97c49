package decode_test

import (
	"math/rand/v2"
	"testing"

	"miseban/scanner/decode"
	"miseban/scanner/frames"
)

// A symbol on a label among boxes, stripes and print with far longer edges than
// its own is read, in a picture and in the first frame of a camera.
func TestDataMatrixAmongPrint(t *testing.T) {
	cam := frames.NewCamera(frames.Width, frames.Height)
	rng := rand.New(rand.NewPCG(41, 16022))
	still, live := decode.New(decode.DataMatrix), decode.New(decode.DataMatrix)
	const n = 12
	seen := 0
	for k := range n {
		text := frames.Text(rng, frames.DataMatrix)
		sym, err := frames.Encode(frames.DataMatrix, text)
		if err != nil {
			t.Fatal(err)
		}
		shots := frames.Snapshot(sym, true, rng)
		frame := decode.FromImage(shots.Frame(cam, 0, nil))
		if got := still.Still(frame); len(got) != 1 || got[0].Text != text {
			t.Errorf("picture %d holds %q, read %+v", k, text, got)
		}
		for _, one := range live.Frame(frame) {
			if one.Text != text {
				t.Errorf("frame %d holds %q, read %q", k, text, one.Text)
			}
			seen++
		}
	}
	if seen < n-1 {
		t.Errorf("%d of %d frames are read at first sight", seen, n)
	}
}

// Frames of print and texture without a symbol hold none, and cost no memory.
func TestNoDataMatrixInPrint(t *testing.T) {
	cam := frames.NewCamera(frames.Width, frames.Height)
	still, live := decode.New(decode.DataMatrix), decode.New(decode.DataMatrix)
	for seed := range uint64(6) {
		rng := rand.New(rand.NewPCG(seed, 16022))
		shots := frames.Snapshot(frames.Symbol{}, true, rng)
		frame := decode.FromImage(shots.Frame(cam, 0, nil))
		if got := still.Still(frame); len(got) > 0 {
			t.Errorf("picture %d: read %+v", seed, got)
		}
		look := func() {
			if got := live.Frame(frame); len(got) > 0 {
				t.Errorf("frame %d: read %+v", seed, got)
			}
		}
		for range 3 { // every third frame is also seen as its negative
			look()
		}
		if n := testing.AllocsPerRun(3, look); n > 0 {
			t.Errorf("frame %d: %v allocations", seed, n)
		}
	}
}

// BenchmarkDataMatrixMiss is a frame of print and texture without a symbol.
func BenchmarkDataMatrixMiss(b *testing.B) {
	shots := frames.Snapshot(frames.Symbol{}, true, rand.New(rand.NewPCG(1, 16022)))
	frame := decode.FromImage(shots.Frame(frames.NewCamera(frames.Width, frames.Height), 0, nil))
	r := decode.New(decode.DataMatrix)
	for b.Loop() {
		r.Frame(frame)
	}
}
