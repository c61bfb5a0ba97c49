package decode

import (
	"image"
	"image/color"

	"github.com/makiuchi-d/gozxing"
)

// Luma is a picture's brightness: one byte a pixel, 0 black, rows Stride bytes
// apart. The Y plane of a camera frame is one without any conversion.
type Luma struct {
	Pix    []byte
	Stride int
	W, H   int
}

// FromImage returns the brightness of a picture, transparent parts as white.
// That of a gray picture and of one in YCbCr is not copied.
func FromImage(img image.Image) Luma {
	b := img.Bounds()
	switch m := img.(type) {
	case *image.Gray:
		return Luma{m.Pix[m.PixOffset(b.Min.X, b.Min.Y):], m.Stride, b.Dx(), b.Dy()}
	case *image.YCbCr:
		return Luma{m.Y[m.YOffset(b.Min.X, b.Min.Y):], m.YStride, b.Dx(), b.Dy()}
	}
	out := Luma{make([]byte, b.Dx()*b.Dy()), b.Dx(), b.Dx(), b.Dy()}
	for y := range out.H {
		brightRow(img, b.Min.X, b.Min.Y+y, out.Pix[y*out.W:][:out.W])
	}
	return out
}

// brightRow fills a row of brightness.
func brightRow(img image.Image, x, y int, out []byte) {
	switch m := img.(type) {
	case *image.NRGBA:
		p := m.Pix[m.PixOffset(x, y):][:4*len(out)]
		for i := range out {
			c := p[4*i : 4*i+4 : 4*i+4]
			l := weighted(uint32(c[0]), uint32(c[1]), uint32(c[2]))
			if a := uint32(c[3]); a != 255 {
				l = l*a/255 + 255 - a
			}
			out[i] = byte(l)
		}
	case *image.RGBA:
		p := m.Pix[m.PixOffset(x, y):][:4*len(out)]
		for i := range out {
			c := p[4*i : 4*i+4 : 4*i+4]
			out[i] = byte(min(255, weighted(uint32(c[0]), uint32(c[1]), uint32(c[2]))+255-uint32(c[3])))
		}
	case *image.Paletted:
		var shades [256]byte
		for i, c := range m.Palette[:min(256, len(m.Palette))] {
			shades[i] = bright(c)
		}
		for i, n := range m.Pix[m.PixOffset(x, y):][:len(out)] {
			out[i] = shades[n]
		}
	case *image.Gray16:
		p := m.Pix[m.PixOffset(x, y):][:2*len(out)]
		for i := range out {
			out[i] = p[2*i]
		}
	default:
		for i := range out {
			out[i] = bright(img.At(x+i, y))
		}
	}
}

// weighted is the brightness of a color with the weights of ITU-R BT.601.
func weighted(r, g, b uint32) uint32 { return (306*r + 601*g + 117*b) >> 10 }

// bright is the brightness of a color over white paper.
func bright(c color.Color) byte {
	n := color.NRGBA64Model.Convert(c).(color.NRGBA64)
	l, a := weighted(uint32(n.R)>>8, uint32(n.G)>>8, uint32(n.B)>>8), uint32(n.A)>>8
	return byte(l*a/255 + 255 - a)
}

// source lets gozxing read a Luma without a copy.
type source struct {
	Luma
	whole []byte // rows without gaps, where GetMatrix needs them
}

func (s *source) GetWidth() int  { return s.W }
func (s *source) GetHeight() int { return s.H }

func (s *source) GetRow(y int, row []byte) ([]byte, error) {
	if len(row) < s.W {
		row = make([]byte, s.W)
	}
	copy(row, s.Pix[y*s.Stride:y*s.Stride+s.W])
	return row, nil
}

func (s *source) GetMatrix() []byte {
	if s.Stride == s.W {
		return s.Pix[:s.W*s.H]
	}
	if len(s.whole) != s.W*s.H {
		s.whole = make([]byte, s.W*s.H)
	}
	for y := range s.H {
		copy(s.whole[y*s.W:(y+1)*s.W], s.Pix[y*s.Stride:])
	}
	return s.whole
}

func (s *source) IsCropSupported() bool { return false }

func (s *source) Crop(int, int, int, int) (gozxing.LuminanceSource, error) {
	return nil, gozxing.NewNotFoundException()
}

func (s *source) IsRotateSupported() bool { return false }

func (s *source) Invert() gozxing.LuminanceSource { return gozxing.NewInvertedLuminanceSource(s) }

func (s *source) RotateCounterClockwise() (gozxing.LuminanceSource, error) {
	return nil, gozxing.NewNotFoundException()
}

func (s *source) RotateCounterClockwise45() (gozxing.LuminanceSource, error) {
	return nil, gozxing.NewNotFoundException()
}

func (s *source) String() string { return "decode.source" }
