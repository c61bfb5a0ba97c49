package label

import (
	"fmt"
	"image"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"miseban/assets"
)

// fonts are the faces that labels are set in: words, and codes of even width.
// They are those of the screens; a printer's own fonts know no Japanese name.
var fonts = sync.OnceValues(func() (map[assets.Font]*opentype.Font, error) {
	out := map[assets.Font]*opentype.Font{}
	for _, f := range []assets.Font{assets.Regular, assets.Bold, assets.CodeBold} {
		name, data := f.Bytes()
		parsed, err := opentype.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("label: %s: %w", name, err)
		}
		out[f] = parsed
	}
	return out, nil
})

// half is the ink from which a dot is burnt.
const half = 0x80

// pen writes words onto a bitmap.
type pen struct {
	b     *Bitmap
	fonts map[assets.Font]*opentype.Font
}

// face opens a font at a size in dots.
func (p pen) face(f assets.Font, size float64) (font.Face, error) {
	return opentype.NewFace(p.fonts[f], &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
}

// width is how wide a text of the size is, in dots.
func (p pen) width(f assets.Font, size float64, text string) (int, error) {
	face, err := p.face(f, size)
	if err != nil {
		return 0, err
	}
	return font.MeasureString(face, text).Ceil(), nil
}

// line is a text in a box: as large as size, smaller until it fits the box's
// width, and at the least half the size cut off with a mark. Right sets it to
// the right end, white in white ink.
type line struct {
	text  string
	font  assets.Font
	size  float64
	box   image.Rectangle
	right bool
	white bool
	whole bool // never cut: a code
}

// write sets a line in the middle of its box's height.
func (p pen) write(l line) error {
	if l.text == "" || l.box.Dx() <= 0 {
		return nil
	}
	least := l.size / 2
	if l.whole {
		least = 0
	}
	w, err := p.width(l.font, l.size, l.text)
	for ; err == nil && w > l.box.Dx() && l.size > max(least, 8); w, err = p.width(l.font, l.size, l.text) {
		l.size = max(l.size*float64(l.box.Dx())/float64(w), least, 8) - 0.25
	}
	for runes := []rune(l.text); err == nil && w > l.box.Dx() && !l.whole && len(runes) > 1; w, err = p.width(l.font, l.size, l.text) {
		runes = runes[:len(runes)-1]
		l.text = string(runes) + "…"
	}
	if err != nil {
		return err
	}
	face, err := p.face(l.font, l.size)
	if err != nil {
		return err
	}
	ink := image.NewAlpha(l.box)
	x := l.box.Min.X
	if l.right {
		x = l.box.Max.X - w
	}
	// The middle of a capital or a kanji lies about 0.37 em above the base line.
	base := float64(l.box.Min.Y+l.box.Max.Y)/2 + 0.37*l.size
	d := font.Drawer{Dst: ink, Src: image.Opaque, Face: face, Dot: fixed.Point26_6{X: fixed.I(x), Y: fixed.Int26_6(base * 64)}}
	d.DrawString(l.text)
	for y := l.box.Min.Y; y < l.box.Max.Y; y++ {
		for x := l.box.Min.X; x < l.box.Max.X; x++ {
			if ink.AlphaAt(x, y).A >= half {
				p.b.Set(x, y, !l.white)
			}
		}
	}
	return nil
}
