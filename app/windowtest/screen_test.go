//go:build window

package windowtest

import (
	"image"
	"image/color"
)

// near tells whether two colours are the same but for rounding.
func near(a, b color.NRGBA) bool {
	d := func(x, y uint8) bool { return x-y < 6 || y-x < 6 }
	return d(a.R, b.R) && d(a.G, b.G) && d(a.B, b.B)
}

// share is how much of an area of the picture has the colour, 0 to 1.
func share(img *image.NRGBA, area image.Rectangle, c color.NRGBA) float64 {
	area = area.Intersect(img.Bounds())
	n := 0
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			if near(img.NRGBAAt(x, y), c) {
				n++
			}
		}
	}
	return float64(n) / float64(max(1, area.Dx()*area.Dy()))
}
