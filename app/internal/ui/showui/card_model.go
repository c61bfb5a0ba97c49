package showui

import (
	"image/color"

	"miseban/app/internal/catalog"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// cardModel is an article in a grid.
type cardModel struct {
	Style, Name, Picture string
	SKU                  retail.SKUID
	Price                int64
	Colors               []color.NRGBA
}

// cardDots is how many colours a card shows.
const cardDots = 4

func cardOf(c words.Catalog, h catalog.Hit) cardModel {
	best := h.Best()
	m := cardModel{Style: h.Code, Name: page.Name(c, h.Name, h.NameEn), Picture: best.Picture, Price: int64(best.PriceTaxIn)}
	if len(h.Fits) > 0 {
		m.SKU = best.SKU
	}
	seen := map[string]bool{}
	for _, v := range h.Variants {
		if v.Color.Hex != "" && !seen[v.Color.Word] && len(m.Colors) < cardDots {
			seen[v.Color.Word] = true
			m.Colors = append(m.Colors, widgets.Hex(v.Color.Hex))
		}
	}
	return m
}

// markModel is what the pill on a picture says.
type markModel struct {
	Icon assets.Icon
	Text string
	Ink  theme.Token
}

// markOf says from where goods can be had.
func markOf(c words.Catalog, w catalog.Where) markModel {
	switch w {
	case catalog.InShop:
		return markModel{assets.IconCheck, c.T("show.mark.here"), theme.Green}
	case catalog.There:
		return markModel{assets.IconShop, c.T("show.mark.near"), theme.Ink2}
	case catalog.Nowhere:
	}
	return markModel{assets.IconTruck, c.T("show.mark.order"), theme.Ink2}
}

// categoryKeys are the sorts of goods that have a word in every language; others
// are called as the chain calls them.
var categoryKeys = map[string]string{
	"シャツ": "show.cat.shirts", "ニット": "show.cat.knit", "パンツ": "show.cat.trousers", "くつ下": "show.cat.socks", "バッグ": "show.cat.bags",
	"くつ": "show.cat.shoes", "うつわ": "show.cat.ware", "お茶": "show.cat.tea", "家電": "show.cat.appliances", "食品": "show.cat.food",
}

func categoryOf(c words.Catalog, name string) string {
	if key, ok := categoryKeys[name]; ok {
		return c.T(key)
	}
	return name
}
