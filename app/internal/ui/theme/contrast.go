package theme

import (
	"fmt"
	"image/color"
	"math"
)

// Ratio is the contrast of two opaque colours, 1 to 21, as WCAG 2.2 defines it
// (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
func Ratio(a, b color.NRGBA) float64 {
	la, lb := luminance(a), luminance(b)
	if la < lb {
		la, lb = lb, la
	}
	return (la + 0.05) / (lb + 0.05)
}

// luminance is the relative luminance of a colour.
func luminance(c color.NRGBA) float64 {
	lin := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(c.R) + 0.7152*lin(c.G) + 0.0722*lin(c.B)
}

// mix is a with the part p (0..1) of b in it.
func mix(a, b color.NRGBA, p float64) color.NRGBA {
	f := func(x, y uint8) uint8 { return uint8(math.Round(float64(x)*(1-p) + float64(y)*p)) }
	return color.NRGBA{R: f(a.R, b.R), G: f(a.G, b.G), B: f(a.B, b.B), A: 0xff}
}

// minText is the least contrast of text in light and dark, minContrast in the
// high contrast mode.
const (
	minText     = 4.5
	minContrast = 7.0
)

// accentTokens works out the four accent tokens of a mode from the chain's
// colour. In dark it is lightened, in contrast darkened until it can be read;
// in light a colour that cannot be read on cards is refused.
func accentTokens(accent color.NRGBA, m Mode) (map[Token]color.NRGBA, error) {
	card, need := In(Card, m), minText
	toward := rgb(0xFFFFFF)
	if m == Contrast {
		toward, need = rgb(0x000000), minContrast
	}
	soft := mix(card, accent, 0.12)
	if m == Contrast {
		soft = card
	}
	a := accent
	for p := 0.0; Ratio(a, soft) < need || Ratio(a, In(Bg, m)) < need; p += 0.05 {
		if m == Light || p > 1 {
			return nil, fmt.Errorf("theme: accent #%02X%02X%02X has contrast %.1f in %v, needs %.1f",
				accent.R, accent.G, accent.B, Ratio(a, soft), m, need)
		}
		a = mix(accent, toward, p)
	}
	ink := rgb(0xFFFFFF)
	if dark := mix(a, rgb(0x000000), 0.85); Ratio(dark, a) > Ratio(ink, a) {
		ink = dark
	}
	tint := mix(card, accent, 0.2)
	if m == Contrast {
		tint = card
	}
	return map[Token]color.NRGBA{Accent: a, AccentInk: ink, AccentSoft: soft, AccentTint: tint}, nil
}
