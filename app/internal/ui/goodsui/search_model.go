package goodsui

import (
	"image/color"

	"miseban/app/internal/catalog"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets/words"
)

// maxTyped is the longest text that is looked for.
const maxTyped = 40

// typedModel is what was typed, on a pad or on keys.
type typedModel struct {
	Text  string
	Latin bool // the pad of letters and digits is shown
	// Filter is what the list is narrowed down by.
	Filter catalog.Filter
}

func (m *typedModel) add(s string) {
	if len([]rune(m.Text)) < maxTyped {
		m.Text += s
	}
}

func (m *typedModel) drop() {
	if r := []rune(m.Text); len(r) > 0 {
		m.Text = string(r[:len(r)-1])
	}
}

// mark gives the last kana its next form.
func (m *typedModel) mark() { m.Text = widgets.KanaCycle(m.Text) }

func (m *typedModel) clear() { m.Text = "" }

// hitModel is an article of the list in words.
type hitModel struct {
	Style       string
	SKU         retail.SKUID // the one that fits what was typed, empty when all do
	Picture     string
	Name, Code  string
	Price       string
	Option      string // 白・M: what was typed of it
	Here, Shelf string // 2点, A-01-2
	Out         bool   // this shop has none to sell
	Colors      []color.NRGBA
}

// dots is how many colours are shown as dots.
const dots = 6

func hitOf(c words.Catalog, h catalog.Hit) hitModel {
	v := h.Best()
	low, high := h.Prices()
	m := hitModel{
		Style: h.Code, Picture: v.Picture, Name: page.Name(c, h.Name, h.NameEn), Code: h.Code, Price: c.Yen(int64(low)),
		Here: c.T("common.items", "n", h.Here), Shelf: h.Shelf, Out: h.Here == 0,
	}
	if high > low {
		m.Price += c.T("goods.from")
	}
	if len(h.Fits) > 0 {
		m.SKU, m.Price = v.SKU, c.Yen(int64(v.PriceTaxIn))
		if len(h.Fits) == 1 {
			m.Option = optionOf(c, v)
		}
	}
	seen := map[string]bool{}
	for _, v := range h.Variants {
		if v.Color.Hex != "" && !seen[v.Color.Hex] && len(m.Colors) < dots {
			seen[v.Color.Hex] = true
			m.Colors = append(m.Colors, widgets.Hex(v.Color.Hex))
		}
	}
	return m
}
