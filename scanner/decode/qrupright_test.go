package decode

import (
	"math"
	"strings"
	"testing"
)

// sheetOf draws a code with modules of so many pixels and a margin of white.
func sheetOf(t testing.TB, text string, module float64, margin int) Luma {
	t.Helper()
	modules, n, _ := encode(t, QR, text)
	side := int(math.Round(module*float64(n))) + 2*margin
	l := Luma{Pix: make([]byte, side*side), Stride: side, W: side, H: side}
	for i := range l.Pix {
		x, y := int(float64(i%side-margin)/module), int(float64(i/side-margin)/module)
		if l.Pix[i] = 255; i%side >= margin && i/side >= margin && x < n && y < n && modules[y*n+x] == 1 {
			l.Pix[i] = 0
		}
	}
	return l
}

// The drawing of a code is read as it is, with modules of a pixel as well.
func TestUprightDrawing(t *testing.T) {
	q := new(qrCode)
	for _, text := range []string{"P1SMALL", strings.Repeat("LARGER ", 30), strings.Repeat("LARGEST ", 200)} {
		for _, module := range []float64{1, 2, 2.5, 3, 8} {
			for _, margin := range []int{0, 1, 9} {
				img := sheetOf(t, text, module, margin)
				res, ok := q.upright(&img)
				if !ok || res.Text != text || math.Abs(res.X-float64(img.W-1)/2) > 1 || math.Abs(res.Y-float64(img.H-1)/2) > 1 {
					t.Errorf("%.6s with modules of %v and a margin of %d: %v %+v", text, module, margin, ok, res)
				}
				if got := New(Product).Still(img); len(got) != 1 || got[0].Text != text {
					t.Errorf("%.6s with modules of %v and a margin of %d as a picture: %v", text, module, margin, got)
				}
			}
		}
	}
}

// What has more than one drawing on it is looked through as any picture.
func TestUprightAlone(t *testing.T) {
	q := new(qrCode)
	one, other := sheetOf(t, "P1FIRST", 3, 12), sheetOf(t, "P1SECOND", 3, 12)
	below := Luma{Pix: append(append([]byte(nil), one.Pix...), other.Pix...), Stride: one.W, W: one.W, H: 2 * one.H}
	for name, img := range map[string]Luma{"abreast": abreast(one, other), "one below the other": below} {
		if _, ok := q.upright(&img); ok {
			t.Errorf("%s: taken for one", name)
		}
		if got := New(QR).Still(img); len(got) != 2 {
			t.Errorf("%s: %v", name, got)
		}
	}
	for _, at := range [][2]int{{2, 2}, {one.W - 3, 40}, {3, 40}, {40, one.H - 3}, {14, one.H - 3}} {
		dot := Luma{Pix: append([]byte(nil), one.Pix...), Stride: one.W, W: one.W, H: one.H}
		dot.Pix[at[1]*one.W+at[0]] = 90
		if _, ok := q.upright(&dot); ok {
			t.Errorf("a dot at %v is not seen", at)
		}
	}
}

// A small code beside a large one is read, in a picture as large as most are and
// in a small one, though half of the rows show the large one.
func TestSmallBesideLarge(t *testing.T) {
	large := shot{module: 6, blur: 0.6, noise: 2}.photo(t, QR, "P1LARGE", 260, 260)
	for _, rows := range []int{260, 560} {
		s := shot{module: 1.3, degrees: 20, blur: 0.4, noise: 6}
		if rows > 480 {
			s = shot{module: 2, blur: 0.5, noise: 2}
		}
		for s.seed = range 12 {
			img := abreast(large, s.photo(t, QR, "P1SMALL", 60, 60), Luma{H: rows})
			if got := New(QR).Still(img); len(got) != 2 {
				t.Errorf("%d rows, the %d-th: %v", rows, s.seed, got)
			}
		}
	}
}
