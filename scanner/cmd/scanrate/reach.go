package main

import (
	"fmt"
	"image"
	"io"
	"math/rand/v2"
	"time"

	"miseban/scanner/decode"
	"miseban/scanner/frames"
)

// held is a code of a real size.
type held struct {
	name    string
	kind    frames.Kind
	module  float64 // millimetres
	formats decode.Format
	text    func(*rand.Rand) string
}

func (h held) words(rng *rand.Rand) string {
	if h.text != nil {
		return h.text(rng)
	}
	return frames.Text(rng, h.kind)
}

// sizes are the codes of a shop: a JAN at 100 % has modules of 0.33 mm (GS1
// General Specifications, 5.2.6.6), a token stands 40 mm wide on a phone, quiet
// zone not counted.
var sizes = []held{
	{"JAN-13 at 100 %", frames.JAN13, 0.33, decode.EAN13, nil},
	{"JAN-13 at 80 %", frames.JAN13, 0.264, decode.EAN13, nil},
	{"ITF-14 on a carton, 62 %", frames.ITF14, 0.635, decode.ITF, nil},
	{"Code 128, modules of 0.25 mm", frames.Code128, 0.25, decode.Code128, nil},
	{"NW-7, modules of 0.25 mm", frames.NW7, 0.25, decode.Codabar, nil},
	{"pickup token, 40 mm", frames.QR, 40.0 / 41, decode.QR, frames.Token},
	{"DataMatrix, modules of 0.5 mm", frames.DataMatrix, 0.5, decode.DataMatrix, nil},
}

// reach prints how many of the codes are accepted within five frames, by
// distance, when a hand holds them still.
func reach(args []string, out, errs io.Writer) error {
	fs := flags("reach", errs)
	n := fs.Int("n", 20, "how many codes of each size at each distance")
	seed := fs.Uint64("seed", 1, "of the frames")
	if err := fs.Parse(args); err != nil {
		return err
	}
	distances := []float64{100, 120, 140, 160, 180, 200, 220, 240, 270, 300, 330, 360, 400, 450, 500}
	fmt.Fprintf(out, "Frames of version %d, seed %d, %s. Accepted %% within five frames, by distance in cm; a camera of 1280x720, 65 degrees wide.\n\n",
		frames.Version, *seed, time.Now().Format("2006-01-02")) //nolint:forbidigo // the date of a measurement
	heads := []string{"code"}
	for _, d := range distances {
		heads = append(heads, fmt.Sprintf("%.0f", d/10))
	}
	row(out, heads...)
	rule(out, len(heads))
	cam := frames.NewCamera(frames.Width, frames.Height)
	var img *image.Gray
	for _, h := range sizes {
		cells := []string{h.name}
		for _, d := range distances {
			rng := rand.New(rand.NewPCG(*seed, uint64(d)))
			got, fits := 0, true
			for range *n {
				sym, err := frames.Encode(h.kind, h.words(rng))
				if err != nil {
					return err
				}
				px := frames.Pixels(h.module, d)
				if float64(sym.Cols)*px > 1100 {
					fits = false
					break
				}
				s := frames.Held(sym, px, rng)
				live := decode.NewLive(h.formats)
				for i := range 5 {
					img = s.Frame(cam, i, img)
					if hit := live.Frame(decode.FromImage(img)); len(hit) > 0 && right(nameOf(h.kind), sym.Text, hit[0].Text) {
						got++
						break
					}
				}
			}
			if !fits {
				cells = append(cells, "too large")
				continue
			}
			cells = append(cells, fmt.Sprint(100*got / *n))
		}
		row(out, cells...)
	}
	return nil
}
