package decode

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// believable fails for a result that no picture can have: a format that nobody
// asked for, no text, a place outside, a number whose check digit is wrong.
func believable(t *testing.T, img Luma, want Format, got []Result) {
	t.Helper()
	for _, r := range got {
		if r.Format == 0 || r.Format&want == 0 || r.Format&(r.Format-1) != 0 {
			t.Errorf("%v was read, wanted was %v", r.Format, want)
		}
		if r.Text == "" || r.X < -1 || r.Y < -1 || r.X > float64(img.W)+1 || r.Y > float64(img.H)+1 {
			t.Errorf("%+v in %dx%d", r, img.W, img.H)
		}
		switch r.Format { //nolint:exhaustive // those of a fixed length
		case EAN13, EAN8, UPCA:
			if len(r.Text) != map[Format]int{EAN13: 13, EAN8: 8, UPCA: 12}[r.Format] || strings.Trim(r.Text, "0123456789") != "" || !checks(r.Text) {
				t.Errorf("%+v", r)
			}
		}
	}
}

// checks tells whether the last digit is the check digit of those before.
func checks(s string) bool {
	sum := 0
	for i := range len(s) {
		weight := 1
		if (len(s)-1-i)%2 == 1 {
			weight = 3
		}
		sum += weight * int(s[i]-'0')
	}
	return sum%10 == 0
}

// fewLines is still, for pictures as small as those that are fuzzed: an hour goes
// further.
var fewLines = effort{dirs: 3, lines: 4, aimed: 2, window: 140, all: true, patient: true}

// FuzzPicture reads pixels as they come, small pictures for the sake of many: as
// a picture or as frames, with any formats. Nothing panics, and what is read is
// believable.
func FuzzPicture(f *testing.F) {
	rng := rand.New(rand.NewPCG(4, 4))
	for i, format := range []Format{EAN8, UPCE, Code93, ITF, DataMatrix, QR} {
		s := shot{module: 1.6, blur: 0.5, noise: 2, seed: 1}
		text := "0123456"
		switch format { //nolint:exhaustive // those of the list
		case EAN8, ITF:
			text = sample(rng, format)
		case Code93, QR, DataMatrix:
			text = "P1"
		}
		img := s.photo(f, format, text, 180, 48)
		f.Add(img.Pix, uint8(180), uint16(format), i%2 == 0)
	}
	f.Add(make([]byte, 64*48), uint8(64), uint16(All), true)
	lives := map[Format]*Live{} // making one costs more than a small picture
	f.Fuzz(func(t *testing.T, pix []byte, width uint8, formats uint16, still bool) {
		w := min(int(width)+1, 192)
		img := Luma{Pix: pix, Stride: w, W: w, H: min(len(pix)/w, 48)}
		want := Format(formats) & All
		live := lives[want]
		if live == nil {
			if len(lives) > 200 {
				clear(lives)
			}
			live = NewLive(want)
			lives[want] = live
		}
		live.Reset()
		if still {
			believable(t, img, want, live.reader.read(img, fewLines))
			return
		}
		for range 2 {
			believable(t, img, want, live.Frame(img))
		}
	})
}

// FuzzBars draws bars of any widths, for that is where pixels rarely get by
// chance: it reaches the tables of every symbology.
func FuzzBars(f *testing.F) {
	rng := rand.New(rand.NewPCG(5, 5))
	for _, format := range []Format{EAN13, EAN8, UPCE, Code128, Code39, Code93, ITF, Codabar} {
		text := "0123456"
		if format != UPCE {
			text = sample(rng, format)
		}
		modules, w, _ := encode(f, format, text)
		var widths []byte
		for i := 0; i < w; {
			n := i
			for n < w && modules[n] == modules[i] {
				n++
			}
			if i > 0 || modules[0] == 1 {
				widths = append(widths, byte(2*(n-i)))
			}
			i = n
		}
		f.Add(widths, byte(8))
	}
	r := New(striped)
	f.Fuzz(func(t *testing.T, widths []byte, bend byte) {
		row := make([]byte, 24, 720)
		for i := range row {
			row[i] = 230
		}
		level := byte(20)
		for _, n := range widths {
			for range n % 24 {
				if len(row) < 640 {
					row = append(row, level)
				}
			}
			level = 250 - level
		}
		for range 24 {
			row = append(row, 230)
		}
		img := Luma{Stride: len(row), W: len(row), H: 32}
		for y := range img.H { // every line a little different
			for _, v := range row {
				img.Pix = append(img.Pix, v+byte(y*int(bend%8)/img.H))
			}
		}
		if bend&8 == 0 {
			believable(t, img, striped, r.read(img, fewLines))
		} else {
			believable(t, img, striped, r.Frame(img))
		}
	})
}
