package art

import (
	"errors"
	"image/color"
	"strconv"
	"strings"
)

// ErrHex is returned for text that is not a colour of six hexadecimal digits.
var ErrHex = errors.New("art: not a colour like #F8F6F1")

// ParseHex reads a colour: six hexadecimal digits, with or without "#".
func ParseHex(s string) (color.RGBA, error) {
	s = strings.TrimPrefix(s, "#")
	v, err := strconv.ParseUint(s, 16, 32)
	if err != nil || len(s) != 6 {
		return color.RGBA{}, ErrHex
	}
	return color.RGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}, nil
}

// hex is ParseHex for the constants of this package.
func hex(s string) color.RGBA {
	c, err := ParseHex(s)
	if err != nil {
		panic(err.Error() + ": " + s)
	}
	return c
}

// The colours that do not depend on the goods.
var (
	ground   = hex("#E4DFD5") // behind every picture
	floor    = hex("#D9D3C7") // under goods that stand
	shadow   = hex("#C9C2B4")
	unknown  = hex("#9A9DA3") // for a colour that cannot be read
	ink      = hex("#1B2430") // what shade is mixed from
	white    = hex("#FFFFFF")
	paper    = hex("#F6F0E2")
	leather  = hex("#7A4E32")
	wood     = hex("#A77B4F")
	gold     = hex("#C8A548")
	dark     = hex("#3A3835")
	lettered = hex("#2A2B2E")
	rubber   = hex("#F7F4EC")
	lace     = hex("#F4F1EA")
	stitch   = hex("#D29A52")
	crumb    = hex("#F3DDB2")
)

// tones are the flat colours one thing is drawn with.
type tones struct {
	base  color.RGBA // the colour itself
	shade color.RGBA // sides turned away, far sleeves
	light color.RGBA // collars, rims
	line  color.RGBA // the one line tone; lighter than the base on dark goods
	deep  color.RGBA // what lies inside: a neck, a mug
	pale  bool       // so light that only a line sets it off from the ground
}

func tonesOf(c color.RGBA) tones {
	t := tones{
		base: c, shade: mix(c, ink, .11), light: mix(c, white, .36),
		line: mix(c, ink, .25), deep: mix(c, ink, .34),
		pale: luma(c) > .78,
	}
	if luma(c) < .30 {
		t.shade, t.light = mix(c, ink, .34), mix(c, white, .14)
		t.line, t.deep = mix(c, white, .24), mix(c, hex("#000000"), .38)
	}
	return t
}

// mix goes from a to b by t, 0 to 1.
func mix(a, b color.RGBA, t float64) color.RGBA {
	f := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*t + .5) }
	return color.RGBA{R: f(a.R, b.R), G: f(a.G, b.G), B: f(a.B, b.B), A: 255}
}

// luma is how bright a colour looks, 0 to 1 (weights of Rec. 709).
func luma(c color.RGBA) float64 {
	return (.2126*float64(c.R) + .7152*float64(c.G) + .0722*float64(c.B)) / 255
}
