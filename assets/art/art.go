// Package art draws the pictures of goods: made pictures in flat tones, in the
// real colour of the goods, at any size. A shop that has photographs uses them;
// everybody else sees at once which thing is meant and in which colour.
//
// Drawing has no state and no chance in it: the same arguments give the same
// pixels.
package art

import (
	"errors"
	"fmt"
	"image"
	"strings"
)

// Kind is a sort of goods there is a drawing of.
type Kind uint8

// The kinds.
const (
	KindBox        Kind = iota + 1 // a plain parcel: goods without a drawing
	KindShirt                      // shirt, long sleeves
	KindShirtShort                 // shirt, short sleeves
	KindTee                        // T-shirt
	KindKnit                       // jumper with cables
	KindBorder                     // jumper with stripes
	KindCardigan                   // cardigan
	KindTurtleneck                 // ribbed turtleneck
	KindChino                      // chino trousers
	KindJeans                      // jeans
	KindSneakers                   // a pair of sneakers
	KindSocks                      // a pair of socks
	KindTote                       // tote bag
	KindScarf                      // stole with fringes
	KindMug                        // mug
	KindBowl                       // bowl
	KindPlate                      // plate, seen from above
	KindKettle                     // drip kettle
	KindToaster                    // toaster oven
	KindRiceCooker                 // rice cooker
	KindTea                        // box of tea
	KindRice                       // bag of rice
	KindBread                      // loaf of bread
)

// drawing is how a kind is drawn.
type drawing struct {
	name   string
	stands bool    // has a floor under it
	zoom   float64 // size in the picture
	middle float64 // the height, in units, that lies in the middle of the picture
	draw   func(*canvas, tones)
}

var drawings = []drawing{
	{"box", true, .88, 104, box},
	{"shirt", false, 1, 104, shirt},
	{"shirt-short", false, 1, 104, shirtShort},
	{"tee", false, 1, 108, tee},
	{"knit", false, .98, 104, knit},
	{"border", false, .98, 104, border},
	{"cardigan", false, .98, 104, cardigan},
	{"turtleneck", false, .96, 96, turtleneck},
	{"chino", false, 1, 103, chino},
	{"jeans", false, 1, 103, jeans},
	{"sneakers", true, .88, 104, sneakers},
	{"socks", false, .98, 104, socks},
	{"tote", true, .88, 108, tote},
	{"scarf", false, 1.12, 104, scarf},
	{"mug", true, 1, 108, mug},
	{"bowl", true, .94, 118, bowl},
	{"plate", false, .98, 102, plate},
	{"kettle", true, .94, 108, kettle},
	{"toaster", true, .94, 108, toaster},
	{"rice-cooker", true, .94, 110, riceCooker},
	{"tea", true, 1, 112, tea},
	{"rice", true, .92, 106, rice},
	{"bread", true, 1, 110, bread},
}

// Kinds returns all kinds in their order.
func Kinds() []Kind {
	out := make([]Kind, len(drawings))
	for i := range out {
		out[i] = Kind(i + 1)
	}
	return out
}

// String returns the stable name, for example "shirt".
func (k Kind) String() string {
	if k < 1 || int(k) > len(drawings) {
		return fmt.Sprintf("kind(%d)", uint8(k))
	}
	return drawings[k-1].name
}

// ErrRef is returned by ParseRef for text that names no drawing.
var ErrRef = errors.New("art: not a picture like art:shirt/F8F6F1")

const refPrefix = "art:"

// Ref returns the picture name that stands in product data for a drawing, for
// example "art:shirt/F8F6F1". hex is a colour as ParseHex reads it.
func Ref(k Kind, hex string) string {
	return refPrefix + k.String() + "/" + strings.ToUpper(strings.TrimPrefix(hex, "#"))
}

// ParseRef reads a name written by Ref. It fails with ErrRef or ErrHex.
func ParseRef(ref string) (Kind, string, error) {
	rest, ok := strings.CutPrefix(ref, refPrefix)
	name, hex, cut := strings.Cut(rest, "/")
	if !ok || !cut {
		return 0, "", ErrRef
	}
	if _, err := ParseHex(hex); err != nil {
		return 0, "", err
	}
	for i, d := range drawings {
		if d.name == name {
			return Kind(i + 1), "#" + strings.TrimPrefix(hex, "#"), nil
		}
	}
	return 0, "", ErrRef
}

// Draw returns a square picture of size pixels, 1 to 4096 (outside that range
// the nearest). hex is the colour of the goods as ParseHex reads it. A picture
// is always given: a kind that does not exist is drawn as a box, a colour that
// cannot be read as grey. It is safe for use by several goroutines.
func Draw(k Kind, hex string, size int) *image.RGBA {
	size = min(max(size, 1), 4096)
	if k < 1 || int(k) > len(drawings) {
		k = KindBox
	}
	base, err := ParseHex(hex)
	if err != nil {
		base = unknown
	}
	d := drawings[k-1]
	c := newCanvas(size, ground)
	if d.stands {
		c.fill("M0 132 H200 V200 H0Z", floor)
	}
	c.at(100-100*d.zoom, 100-d.middle*d.zoom, d.zoom, func() { d.draw(c, tonesOf(base)) })
	return c.img
}
