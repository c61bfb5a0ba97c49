package label

import (
	"image"
	"image/color"
	"image/png"
	"io"
)

// Bitmap is a picture of black and white dots, as a thermal printer burns it.
// Rows are padded to whole bytes; the highest bit of a byte is its left-most
// dot, and a set bit is black: the form of both printer languages.
type Bitmap struct {
	W, H   int
	Stride int // bytes of a row
	Bits   []byte
}

// NewBitmap makes a white picture.
func NewBitmap(w, h int) *Bitmap {
	stride := (w + 7) / 8
	return &Bitmap{W: w, H: h, Stride: stride, Bits: make([]byte, stride*h)}
}

// Black tells whether a dot is black; dots outside are white.
func (b *Bitmap) Black(x, y int) bool {
	return x >= 0 && y >= 0 && x < b.W && y < b.H && b.Bits[y*b.Stride+x/8]&(0x80>>(x%8)) != 0
}

// Set makes a dot black or white; dots outside are left alone.
func (b *Bitmap) Set(x, y int, black bool) {
	if x < 0 || y < 0 || x >= b.W || y >= b.H {
		return
	}
	at, bit := y*b.Stride+x/8, byte(0x80>>(x%8))
	if black {
		b.Bits[at] |= bit
	} else {
		b.Bits[at] &^= bit
	}
}

// fill makes a rectangle black.
func (b *Bitmap) fill(r image.Rectangle) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			b.Set(x, y, true)
		}
	}
}

// Rows returns n rows from y on, all of their bytes.
func (b *Bitmap) Rows(y, n int) []byte { return b.Bits[y*b.Stride : (y+n)*b.Stride] }

// ColorModel makes a Bitmap an image.Image.
func (b *Bitmap) ColorModel() color.Model { return color.GrayModel }

// Bounds is all of it.
func (b *Bitmap) Bounds() image.Rectangle { return image.Rect(0, 0, b.W, b.H) }

// At returns black or white.
func (b *Bitmap) At(x, y int) color.Color {
	if b.Black(x, y) {
		return color.Gray{}
	}
	return color.Gray{Y: 255}
}

// PNG writes the picture with one bit for each dot.
func (b *Bitmap) PNG(w io.Writer) error {
	p := image.NewPaletted(b.Bounds(), color.Palette{color.Gray{Y: 255}, color.Gray{}})
	for y := range b.H {
		for x := range b.W {
			if b.Black(x, y) {
				p.Pix[y*p.Stride+x] = 1
			}
		}
	}
	return (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(w, p)
}
