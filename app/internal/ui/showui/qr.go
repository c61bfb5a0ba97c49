package showui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"miseban/app/internal/ui/widgets"
	"miseban/scanner/qr"
)

// qrCode draws a text as a QR of so many dp a module, with its quiet zone, black on
// white; nil for no text and for one that fits into none.
func qrCode(text string, module float32) fyne.CanvasObject {
	if text == "" {
		return nil
	}
	m, err := qr.Encode(text, qr.LevelL)
	if err != nil {
		return nil
	}
	pixels, err := m.Image(1)
	if err != nil {
		return nil
	}
	img := canvas.NewImageFromImage(pixels)
	img.ScaleMode, img.FillMode = canvas.ImageScalePixels, canvas.ImageFillStretch
	side := float32(pixels.Bounds().Dx()) * module
	return widgets.Fixed(img, side, side)
}
