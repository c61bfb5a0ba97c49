package art

import (
	"image"
	"image/color"
	"image/draw"
)

// Setting is how goods stand in a picture of a showroom: the ground behind them,
// the table under those that stand, and where in the picture they are.
type Setting struct {
	Ground, Table color.RGBA // zero: those of the kind
	Zoom          float64    // of the goods, 1 for as large as the shorter side allows; zero is 1
	Lift          float64    // how far above the middle they are, as a part of the height
}

// place is the ground and the table of a sort of goods.
type place struct{ ground, table color.RGBA }

var (
	placeCloth = place{ground: hex("#E7E5E0")}
	placeKnit  = place{ground: hex("#EFE7DD")}
	placeLegs  = place{ground: hex("#E2E6E8")}
	placeSocks = place{ground: hex("#EDE6E1")}
	placeBags  = place{hex("#E9E4D8"), hex("#DBD4C4")}
	placeShoes = place{hex("#E5E3DF"), hex("#D8D5CF")}
	placeWare  = place{hex("#E1E7E2"), hex("#D3DCD5")}
	placeTea   = place{hex("#E8E8D9"), hex("#DAD9C5")}
	placeHouse = place{hex("#EAE5E0"), hex("#DDD5CD")}
)

var places = map[Kind]place{
	KindShirt: placeCloth, KindShirtShort: placeCloth, KindTee: placeCloth, KindScarf: placeKnit,
	KindKnit: placeKnit, KindBorder: placeKnit, KindCardigan: placeKnit, KindTurtleneck: placeKnit,
	KindChino: placeLegs, KindJeans: placeLegs, KindSocks: placeSocks, KindTote: placeBags, KindSneakers: placeShoes,
	KindMug: placeWare, KindBowl: placeWare, KindPlate: placeWare, KindTea: placeTea, KindRice: placeTea, KindBread: placeTea,
	KindKettle: placeHouse, KindToaster: placeHouse, KindRiceCooker: placeHouse, KindBox: placeHouse,
}

// Grounds returns the ground behind goods of a kind, and the table that those of
// them stand on that stand.
func Grounds(k Kind) (ground, table color.RGBA) {
	p, ok := places[k]
	if !ok {
		p = placeHouse
	}
	return p.ground, p.table
}

// tableLine is where the table begins, of the height of the square that the goods
// are drawn in.
const tableLine = 132.0 / 200

// Stage returns a picture of w × h pixels, 1 to 4096 each (outside that range the
// nearest), with the goods as large as its shorter side. hex is as for Draw, and
// as there a picture is always given.
func Stage(k Kind, hex string, w, h int, set Setting) *image.RGBA {
	if k < 1 || int(k) > len(drawings) {
		k = KindBox
	}
	return stage(w, h, set, Goods{k, hex})
}

// Goods are a kind in a colour.
type Goods struct {
	Kind Kind
	Hex  string
}

// Pair returns a picture as Stage does, of two things: the first in front on the
// left, the second behind it on the right, higher up.
func Pair(front, back Goods, w, h int, set Setting) *image.RGBA {
	img := stage(w, h, set, Goods{})
	w, h = img.Bounds().Dx(), img.Bounds().Dy()
	side := float64(min(w, h))
	c := &canvas{img: img}
	c.put(back, side*.74, .40*float64(w), .12*float64(h))
	c.put(front, side*.84, -.02*float64(w), .22*float64(h))
	return img
}

// put draws goods into the square of so many pixels at x, y.
func (c *canvas) put(g Goods, side, x, y float64) {
	k := g.Kind
	if k < 1 || int(k) > len(drawings) {
		k = KindBox
	}
	base, err := ParseHex(g.Hex)
	if err != nil {
		base = unknown
	}
	d := drawings[k-1]
	c.scale, c.dx, c.dy = side/200, x, y
	c.at(100-100*d.zoom, 100-d.middle*d.zoom, d.zoom, func() { d.draw(c, tonesOf(base)) })
}

// stage is the ground, the table where it is wanted, and goods, none of no kind at
// all.
func stage(w, h int, set Setting, g Goods) *image.RGBA {
	w, h = min(max(w, 1), 4096), min(max(h, 1), 4096)
	k := g.Kind
	if k < 1 || int(k) > len(drawings) {
		k = KindBox
	}
	ground, table := Grounds(k)
	if set.Ground != (color.RGBA{}) {
		ground, table = set.Ground, set.Table
	}
	zoom := set.Zoom
	if zoom == 0 {
		zoom = 1
	}
	d := drawings[k-1]
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Bounds(), image.NewUniform(ground), image.Point{}, draw.Src)
	if g == (Goods{}) {
		return img
	}
	side := float64(min(w, h)) * zoom
	x, y := (float64(w)-side)/2, (float64(h)-side)/2-set.Lift*float64(h)
	if d.stands && table.A > 0 {
		draw.Draw(img, image.Rect(0, int(y+side*tableLine), w, h), image.NewUniform(table), image.Point{}, draw.Src)
	}
	c := &canvas{img: img}
	c.put(g, side, x, y)
	return img
}
