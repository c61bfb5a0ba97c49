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
// A gray picture is not copied.
func FromImage(img image.Image) Luma {
	b := img.Bounds()
	switch m := img.(type) {
	case *image.Gray:
		return Luma{m.Pix[m.PixOffset(b.Min.X, b.Min.Y):], m.Stride, b.Dx(), b.Dy()}
	case *image.YCbCr:
		return Luma{m.Y[m.YOffset(b.Min.X, b.Min.Y):], m.YStride, b.Dx(), b.Dy()}
	}
	out := Luma{make([]byte, b.Dx()*b.Dy()), b.Dx(), b.Dx(), b.Dy()}
	i := 0
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			out.Pix[i] = bright(img, x, y)
			i++
		}
	}
	return out
}

// bright is the brightness of a pixel over white paper, with the weights of
// ITU-R BT.601.
func bright(img image.Image, x, y int) byte {
	switch m := img.(type) {
	case *image.NRGBA:
		c := m.NRGBAAt(x, y)
		return over(uint32(c.R)*0x101, uint32(c.G)*0x101, uint32(c.B)*0x101, uint32(c.A), false)
	case *image.RGBA:
		c := m.RGBAAt(x, y)
		return over(uint32(c.R)*0x101, uint32(c.G)*0x101, uint32(c.B)*0x101, uint32(c.A), true)
	}
	c := color.NRGBA64Model.Convert(img.At(x, y)).(color.NRGBA64)
	return over(uint32(c.R), uint32(c.G), uint32(c.B), uint32(c.A)>>8, false)
}

func over(r, g, b, a uint32, multiplied bool) byte {
	l := (306*r + 601*g + 117*b) >> 18
	if !multiplied {
		l = l * a / 255
	}
	return byte(min(255, l+255-a))
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
