package showui

import (
	"image/color"
	"strings"

	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets/words"
)

// sideModel is one of two articles.
type sideModel struct {
	Item    showroom.Item
	Name    string
	Picture string
	Price   int64
}

// beside is one thing that both are compared by.
type beside struct {
	Label string
	Text  [2]string
	Dots  [2][]color.NRGBA
	Ink   [2]theme.Token
	Same  bool
}

// comparedOf puts two articles side by side; what is equal sinks to the end.
func comparedOf(c words.Catalog, two [2]showroom.Article, items [2]showroom.Item) (sides [2]sideModel, rows []beside) {
	var colors, sizes, brand, here beside
	colors.Label, sizes.Label, brand.Label = c.T("show.compare.color"), c.T("show.compare.size"), c.T("show.compare.brand")
	here.Label = c.T("show.compare.here")
	for i, a := range two {
		v := choose(a.Product, items[i].SKU)
		sides[i] = sideModel{Item: showroom.Item{Style: a.Code, SKU: v.SKU}, Name: page.Name(c, a.Name, a.NameEn), Picture: v.Picture, Price: int64(v.ShopTaxIn(v.PriceTaxIn, a.AsOf))}
		var named []string
		for _, k := range a.Colors {
			named = append(named, k.Word)
			if k.Hex != "" {
				colors.Dots[i] = append(colors.Dots[i], widgets.Hex(k.Hex))
			}
		}
		colors.Text[i] = strings.Join(named, "・")
		sizes.Text[i] = strings.Join(a.Sizes, " ")
		brand.Text[i] = a.Brand
		here.Text[i], here.Ink[i] = leftOf(c, a, v)
	}
	colors.Same, sizes.Same, brand.Same = colors.Text[0] == colors.Text[1], sizes.Text[0] == sizes.Text[1], brand.Text[0] == brand.Text[1]
	for _, same := range []bool{false, true} {
		for _, b := range []beside{here, sizes, colors, brand} {
			if b.Same == same && b.Text != [2]string{} {
				rows = append(rows, b)
			}
		}
	}
	return sides, rows
}

// leftOf says how much of the chosen colour and size is here, and where.
func leftOf(c words.Catalog, a showroom.Article, v retail.Variant) (string, theme.Token) {
	l := a.Here[v.SKU]
	n := l.Available()
	sign, ink := markFor(n).sign()
	word := c.T("show.left.none")
	if n > 0 {
		word = c.T("show.left.some", "n", n)
	} else {
		ink = theme.Ink2
	}
	option := optionOf(c, v)
	out := sign + " " + word
	if option != "" {
		out = option + "  " + out
	}
	if n > 0 && l.Shelf != "" && !l.Backroom {
		out += "  " + shelfOf(l.Shelf)
	}
	return out, ink
}
