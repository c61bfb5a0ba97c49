package showui

import (
	"image/color"
	"slices"
	"strings"
	"time"

	"miseban/app/internal/catalog"
	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets/words"
)

// stockMark is how much there is of a colour and size: ○ △ ×.
type stockMark uint8

// Values of stockMark.
const (
	notMade stockMark = iota
	noneLeft
	fewLeft
	someLeft
)

// markFor tells how much that is.
func markFor(n int) stockMark {
	switch {
	case n <= 0:
		return noneLeft
	case n == 1:
		return fewLeft
	}
	return someLeft
}

// sign is the mark as it is read, in its colour.
func (m stockMark) sign() (string, theme.Token) {
	switch m {
	case someLeft:
		return "○", theme.Green
	case fewLeft:
		return "△", theme.Amber
	case noneLeft:
		return "×", theme.Mark
	case notMade:
	}
	return "", theme.Clear
}

// stockCell is a colour in a size.
type stockCell struct {
	SKU    retail.SKUID
	Mark   stockMark
	Chosen bool
}

// colorModel is a colour with its sizes.
type colorModel struct {
	Word    string
	Dot     color.NRGBA
	Picture string
	SKU     retail.SKUID // of its first size that is here, else of its first
	Chosen  bool
	Cells   []stockCell // by size
}

// articleModel is the page of an article in words.
type articleModel struct {
	Name, Sub, Picture string
	Price              int64
	Was                int64 // the price on the tag, where it is lower now; else 0
	Why                string
	Sizes              []string
	Colors             []colorModel
	Chosen             string // 白・M
	SKU                retail.SKUID
	Count              int
	Line               string // says what this shop has of it
	AsOf               string
	Where              string // where it stands; empty when nobody knows
}

func articleOf(c words.Catalog, a showroom.Article, sku retail.SKUID) articleModel {
	v := choose(a.Product, sku)
	m := articleModel{Name: page.Name(c, a.Name, a.NameEn), Picture: v.Picture, SKU: v.SKU, Price: int64(v.ShopTaxIn(v.PriceTaxIn, a.AsOf))}
	if m.Price < int64(v.PriceTaxIn) {
		m.Was, m.Why = int64(v.PriceTaxIn), v.Promotion.Name
	}
	m.Sub = joined(c, c.T("show.code", "code", a.Code), a.Brand)
	m.Chosen = optionOf(c, v)
	at, size, _ := a.Find(v.SKU)
	for _, z := range a.Sizes {
		if z == "" {
			z = c.T("show.onesize")
		}
		m.Sizes = append(m.Sizes, z)
	}
	for i, col := range a.Colors {
		k := colorModel{Word: page.Name(c, col.Word, col.En), Dot: widgets.Hex(col.Hex), Chosen: i == at}
		for j := range a.Sizes {
			cell := stockCell{}
			if made, ok := a.At(i, j); ok {
				n := a.Here[made.SKU].Available()
				cell = stockCell{SKU: made.SKU, Mark: markFor(n), Chosen: i == at && j == size}
				if k.Picture == "" {
					k.Picture = made.Picture
				}
				if k.SKU == "" || j == size || n > 0 && a.Here[k.SKU].Available() == 0 && !sameSize(a, k.SKU, size) {
					k.SKU = made.SKU
				}
			}
			k.Cells = append(k.Cells, cell)
		}
		m.Colors = append(m.Colors, k)
	}
	level := a.Here[v.SKU]
	m.Count = level.Available()
	m.Line = c.T("show.here", "option", m.Chosen, "n", m.Count)
	if m.Count == 0 {
		m.Line = c.T("show.here.none", "option", m.Chosen)
	}
	m.AsOf = c.T("show.asof", "time", c.Clock(a.Known))
	m.Where = whereOf(c, a, level)
	return m
}

// sameSize tells whether a SKU is of the size.
func sameSize(a showroom.Article, id retail.SKUID, size int) bool {
	_, z, ok := a.Find(id)
	return ok && z == size
}

// whereOf says where goods stand: goods behind the scenes are brought.
func whereOf(c words.Catalog, a showroom.Article, l retail.StockLevel) string {
	switch {
	case l.Shelf == "" || l.Available() == 0:
		return ""
	case l.Backroom:
		return c.T("show.where.back")
	case c.Lang() == words.Ja && l.Place != "":
		return c.T("show.where", "place", strings.ReplaceAll(l.Place, "売場 ", ""), "shelf", shelfOf(l.Shelf))
	case a.Plan != nil:
		return c.T("show.where.floor", "floor", a.Plan.Floor, "shelf", shelfOf(l.Shelf))
	}
	return c.T("show.where.shelf", "shelf", shelfOf(l.Shelf))
}

// shelfOf is a shelf's code without its board: nobody needs A-01-2 to find A-01.
func shelfOf(code string) string {
	if parts := strings.Split(code, "-"); len(parts) == 3 {
		return parts[0] + "-" + parts[1]
	}
	return code
}

// choose returns the colour and size that the page is about: the wanted one, else
// the first that is here, else the first.
func choose(p catalog.Product, sku retail.SKUID) retail.Variant {
	if i := slices.IndexFunc(p.Variants, func(v retail.Variant) bool { return v.SKU == sku }); i >= 0 {
		return p.Variants[i]
	}
	for c := range p.Colors {
		for z := range p.Sizes {
			if v, ok := p.At(c, z); ok && p.Here[v.SKU].Available() > 0 {
				return v
			}
		}
	}
	return p.Variants[0]
}

// optionOf is colour and size: 白・M.
func optionOf(c words.Catalog, v retail.Variant) string {
	return joined(c, page.Name(c, v.Color.Word, v.Color.En), v.Size)
}

// joined puts the parts that there are behind one another, as the language does.
func joined(c words.Catalog, parts ...string) string {
	if c.Lang() == words.Ja {
		return page.Joined(parts...)
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", ")
}

// otherModel is another shop.
type otherModel struct {
	Name, Way, Sign, Word string
	Ink                   theme.Token
}

// othersShown is how many shops stand on a page.
const othersShown = 5

// otherShops says which shops have it, nearest first, how far they are and when
// they are open. What is doubtful is not promised.
func otherShops(c words.Catalog, e catalog.Elsewhere, now time.Time) []otherModel {
	var out []otherModel
	for _, o := range e.Sites {
		if o.Site.Kind != retail.Shop || len(out) == othersShown {
			continue
		}
		m := otherModel{Name: page.Name(c, o.Site.Name, o.Site.NameEn)}
		hours := ""
		switch {
		case !o.Open:
			hours = c.T("show.others.shut")
		case o.Site.Closes != "":
			if _, closes, ok := o.Site.OpenOn(now); ok {
				hours = c.T("show.others.until", "time", c.Clock(closes))
			}
		}
		m.Way = joined(c, page.Away(o.Away), hours)
		mark := markFor(o.Sure)
		m.Sign, m.Ink = mark.sign()
		switch mark {
		case someLeft:
			m.Word = c.T("show.others.has")
		case fewLeft:
			m.Word = c.T("show.others.last")
		case noneLeft, notMade:
			m.Sign, m.Word, m.Ink = "", c.T("show.others.ask"), theme.Ink2
		}
		out = append(out, m)
	}
	return out
}

// cutOffModel is what is said of other shops without a line.
func cutOffModel(c words.Catalog, e catalog.Elsewhere) string {
	for _, o := range e.Sites {
		if o.Site.Kind == retail.Shop && !e.At.IsZero() {
			return c.T("show.others.cut", "time", c.Clock(e.At), "store", page.Name(c, o.Site.Name, o.Site.NameEn))
		}
	}
	return c.T("show.others.cut.none")
}
