package camera

import (
	"image"
	"image/color"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"

	"miseban/scanner/qr"
)

// jan is a number with a right check digit.
const jan = "4901234567894"

// shelf draws a JAN in the middle of a frame, modules of so many pixels.
func shelf(t testing.TB, text string, module, w, h int) *image.Gray {
	t.Helper()
	m, err := oned.NewEAN13Writer().Encode(text, gozxing.BarcodeFormat_EAN_13, 1, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	img := blank(w, h)
	left, top := (w-m.GetWidth()*module)/2, h/4
	for y := top; y < h-top; y++ {
		for x := range m.GetWidth() * module {
			if m.Get(x/module, 0) {
				img.SetGray(left+x, y, color.Gray{Y: 30})
			}
		}
	}
	return img
}

// phone draws a QR code in the middle of a frame.
func phone(t testing.TB, text string, module, w, h int) *image.Gray {
	t.Helper()
	m, err := qr.Encode(text, qr.LevelM)
	if err != nil {
		t.Fatal(err)
	}
	code, err := m.Image(module)
	if err != nil {
		t.Fatal(err)
	}
	img := blank(w, h)
	b := code.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			img.Set((w-b.Dx())/2+x, (h-b.Dy())/2+y, code.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	return img
}

// blank is a frame in which there is nothing.
func blank(w, h int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = 210
	}
	return img
}
