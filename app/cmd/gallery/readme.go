package main

import (
	"image"
	"image/color"
	"slices"
)

// readme are the pictures that README.md shows, with their names there.
var readme = map[string]string{
	"queue-handheld-light-ja.png":        "queue.png",
	"queue-offline-handheld-dark-ja.png": "queue-dark.png",
	"pick-handheld-light-ja.png":         "pick.png",
	"pick-wrong-handheld-light-ja.png":   "wrong.png",
	"queue-counter-light-ja.png":         "tablet.png",
	"counter-counter-light-ja.png":       "counter.png",
}

// few keeps the 256 colours that a picture has most of and paints what is left
// in the nearest of them: a screen is flat, and a third of the size is enough.
func few(img image.Image) *image.Paletted {
	b := img.Bounds()
	count := map[color.NRGBA]int{}
	at := func(x, y int) color.NRGBA { return color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA) }
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[at(x, y)]++
		}
	}
	all := make([]color.NRGBA, 0, len(count))
	for c := range count {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b color.NRGBA) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return int(a.R)<<16 + int(a.G)<<8 + int(a.B) - int(b.R)<<16 - int(b.G)<<8 - int(b.B)
	})
	var palette color.Palette
	for _, c := range all {
		if len(palette) == 256 {
			break
		}
		if len(palette) == 0 || far(palette, c) {
			palette = append(palette, c)
		}
	}
	nearest := map[color.NRGBA]uint8{}
	out := image.NewPaletted(b, palette)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := at(x, y)
			i, ok := nearest[c]
			if !ok {
				i = uint8(palette.Index(c))
				nearest[c] = i
			}
			out.SetColorIndex(x, y, i)
		}
	}
	return out
}

// far tells whether no colour of the palette is as good as c to the eye.
func far(p color.Palette, c color.NRGBA) bool {
	n := p[p.Index(c)].(color.NRGBA)
	d := func(a, b uint8) int { return (int(a) - int(b)) * (int(a) - int(b)) }
	return d(n.R, c.R)+d(n.G, c.G)+d(n.B, c.B) > 24
}
