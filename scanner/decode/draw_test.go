package decode

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// encode draws a code with gozxing's writers: one byte a module, 1 for black.
func encode(t testing.TB, f Format, text string) (modules []byte, w, h int) {
	t.Helper()
	var wr gozxing.Writer
	var format gozxing.BarcodeFormat
	w, h = 1, 1
	switch f {
	case EAN13:
		wr, format = oned.NewEAN13Writer(), gozxing.BarcodeFormat_EAN_13
	case EAN8:
		wr, format = oned.NewEAN8Writer(), gozxing.BarcodeFormat_EAN_8
	case UPCA:
		wr, format = oned.NewUPCAWriter(), gozxing.BarcodeFormat_UPC_A
	case UPCE:
		wr, format = oned.NewUPCEWriter(), gozxing.BarcodeFormat_UPC_E
	case Code128:
		wr, format = oned.NewCode128Writer(), gozxing.BarcodeFormat_CODE_128
	case Code39:
		wr, format = oned.NewCode39Writer(), gozxing.BarcodeFormat_CODE_39
	case Code93:
		wr, format = oned.NewCode93Writer(), gozxing.BarcodeFormat_CODE_93
	case ITF:
		wr, format = oned.NewITFWriter(), gozxing.BarcodeFormat_ITF
	case Codabar:
		wr, format = oned.NewCodaBarWriter(), gozxing.BarcodeFormat_CODABAR
	case QR:
		wr, format = qrcode.NewQRCodeWriter(), gozxing.BarcodeFormat_QR_CODE
	case DataMatrix:
		wr, format = datamatrix.NewDataMatrixWriter(), gozxing.BarcodeFormat_DATA_MATRIX
	default:
		t.Fatal("cannot draw", f)
	}
	m, err := wr.Encode(text, format, w, h, nil)
	if err != nil {
		t.Fatalf("%s %q: %v", f, text, err)
	}
	w, h = m.GetWidth(), m.GetHeight()
	modules = make([]byte, w*h)
	for y := range h {
		for x := range w {
			if m.Get(x, y) {
				modules[y*w+x] = 1
			}
		}
	}
	return modules, w, h
}

// shot is how a code is photographed.
type shot struct {
	module  float64 // pixels wide
	degrees float64
	blur    float64 // standard deviation in pixels
	noise   float64 // standard deviation in levels
	light   float64 // how much darker the right side is, 0 to 1
	lean    float64 // how much nearer the right border is than the middle, as a share
	wave    float64 // how far the paper is bent aside, in modules
	fat     float64 // how much wider bars are printed, in modules
	seed    uint64
}

// photo photographs a code in the middle of a frame.
func (s shot) photo(t testing.TB, f Format, text string, w, h int) Luma {
	t.Helper()
	modules, mw, mh := encode(t, f, text)
	return s.draw(modules, mw, mh, f&striped != 0, w, h)
}

// print photographs bars, a third as high as they are wide.
func (s shot) print(bars []byte, w, h int) Luma {
	return s.draw(bars, len(bars), 1, true, w, h)
}

// draw photographs modules in the middle of a frame.
func (s shot) draw(modules []byte, mw, mh int, bars bool, w, h int) Luma {
	high := float64(mh)
	if bars {
		high = float64(mw) / 3
	}
	return s.picture(modules, mw, mh, high, bars, w, h)
}

// picture photographs modules, one byte each.
func (s shot) picture(modules []byte, mw, mh int, high float64, bars bool, w, h int) Luma {
	rng := rand.New(rand.NewPCG(s.seed, 9))
	sin, cos := math.Sincos(s.degrees * math.Pi / 180)
	img := make([]float64, w*h)
	dx, dy := rng.Float64()-0.5, rng.Float64()-0.5
	const sub = 3
	for y := range h {
		for x := range w {
			var sum float64
			for k := range sub * sub {
				px := float64(x) + (float64(k%sub)+0.5)/sub - float64(w)/2 + dx
				py := float64(y) + (float64(k/sub)+0.5)/sub - float64(h)/2 + dy
				if s.lean != 0 {
					near := 1 + s.lean*px/float64(w/2)
					px, py = px/near, py/near
				}
				if s.wave != 0 {
					px, py = px+s.wave*s.module*math.Sin(py/40+1), py+s.wave*s.module*math.Sin(px/45)
				}
				u := (px*cos+py*sin)/s.module + float64(mw)/2
				v := (-px*sin+py*cos)/s.module + high/2
				sum += 1 - ink(modules, mw, mh, u, v, high, bars, s.fat)
			}
			img[y*w+x] = sum / (sub * sub)
		}
	}
	if s.blur > 0 {
		img = gauss(img, w, h, s.blur)
	}
	out := Luma{Pix: make([]byte, w*h), Stride: w, W: w, H: h}
	for i, v := range img {
		level := 40 + 180*v
		level *= 1 - s.light*float64(i%w)/float64(w)
		out.Pix[i] = byte(math.Max(0, math.Min(255, level+rng.NormFloat64()*s.noise)))
	}
	return out
}

// ink tells whether a place of a code is black.
func ink(modules []byte, w, h int, u, v, high float64, bars bool, fat float64) float64 {
	if u < 0 || v < 0 || u >= float64(w) || v >= high {
		return 0
	}
	row := int(v)
	if bars {
		row = 0
	}
	at := func(x float64) bool {
		return x >= 0 && x < float64(w) && modules[min(row, h-1)*w+int(x)] == 1
	}
	if at(u) || fat > 0 && (at(u-fat/2) || at(u+fat/2)) {
		return 1
	}
	return 0
}

// gauss blurs in both directions.
func gauss(img []float64, w, h int, sigma float64) []float64 {
	r := int(3*sigma) + 1
	kernel := make([]float64, 2*r+1)
	var sum float64
	for i := range kernel {
		d := float64(i - r)
		kernel[i] = math.Exp(-d * d / (2 * sigma * sigma))
		sum += kernel[i]
	}
	for i := range kernel {
		kernel[i] /= sum
	}
	pass := func(src []float64, step, n, lines, next int) []float64 {
		dst := make([]float64, len(src))
		for l := range lines {
			for i := range n {
				var v float64
				for k, q := range kernel {
					at := max(0, min(n-1, i+k-r))
					v += q * src[l*next+at*step]
				}
				dst[l*next+i*step] = v
			}
		}
		return dst
	}
	return pass(pass(img, 1, w, h, w), w, h, w, 1)
}
