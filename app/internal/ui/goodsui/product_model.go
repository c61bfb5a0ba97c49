// Package goodsui holds the pages about goods: finding them, and one article
// with what this shop and the others have of it.
package goodsui

import (
	"image/color"
	"strings"
	"time"
	"unicode/utf8"

	"miseban/app/internal/catalog"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// cellState is what a cell of the matrix says beside its number.
type cellState uint8

const (
	cellNone cellState = iota // this colour is not made in this size
	cellOut                   // nothing of it may be promised
	cellLast                  // one
	cellSome
)

// cell is one colour in one size.
type cell struct {
	SKU    retail.SKUID
	Text   string
	State  cellState
	Chosen bool
}

// colorRow is one colour of the matrix.
type colorRow struct {
	Word   string
	Color  color.NRGBA
	Swatch bool
	Cells  []cell
}

// productModel is an article in words.
type productModel struct {
	Name, Code, Picture string
	Price, Tax          string
	Note                string // of a promotion: its name and what the tag says
	Clash               string // shop and web shop ask different prices
	Available           int    // of the chosen one, in this shop
	Shelf, Place        string // of the chosen one; Shelf is empty when it lies nowhere
	Doubt               bool   // the booked figure of the chosen one is not to be trusted
	Waits               bool   // a count of the chosen one waits for another person
	Age                 ageModel
	Sizes               []string
	Size                int // the chosen one, -1 for none
	Rows                []colorRow
	Chosen              string // 白・M
	SKU                 retail.SKUID
}

// productOf puts an article into words; sku is the chosen one, empty or foreign
// for the first that is here.
func productOf(c words.Catalog, p catalog.Product, sku retail.SKUID) productModel {
	v := choose(p, sku)
	m := productModel{
		Name: page.Name(c, p.Name, p.NameEn), Code: p.Code, Picture: v.Picture, Price: c.Yen(int64(v.PriceTaxIn)), Tax: c.T("goods.tax"),
		Sizes: make([]string, len(p.Sizes)), Chosen: optionOf(c, v), SKU: v.SKU,
	}
	shop := v.ShopTaxIn(v.PriceTaxIn, p.AsOf)
	if shop != v.PriceTaxIn {
		m.Price, m.Note = c.Yen(int64(shop)), page.Joined(v.Promotion.Name, c.T("goods.price.tag", "yen", c.Yen(int64(v.PriceTaxIn))))
	}
	if v.Disagree(v.PriceTaxIn, p.AsOf) {
		m.Clash = c.T("goods.price.clash", "yen", c.Yen(int64(v.ECTaxIn)))
	}
	level := p.Here[v.SKU]
	m.Available = level.Available()
	m.Age = ageOf(c, p.Shop, m.Available, p.Known, p.AsOf)
	m.Shelf, m.Place, m.Doubt, m.Waits = level.Shelf, level.Place, level.Doubt, p.Waits[v.SKU]
	chosenColor, chosenSize, _ := p.Find(v.SKU)
	m.Size = chosenSize
	for i, z := range p.Sizes {
		m.Sizes[i] = z
		if z == "" {
			m.Sizes[i] = c.T("goods.onesize")
		}
	}
	for i, col := range p.Colors {
		row := colorRow{Word: page.Name(c, col.Word, col.En), Color: widgets.Hex(col.Hex), Swatch: col.Hex != "", Cells: make([]cell, len(p.Sizes))}
		for j := range p.Sizes {
			v, made := p.At(i, j)
			if !made {
				continue
			}
			n := p.Here[v.SKU].Available()
			row.Cells[j] = cell{SKU: v.SKU, Text: c.Number(n), State: stateOf(n), Chosen: i == chosenColor && j == chosenSize}
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

// ageModel is as of when this shop's own figures are, and how far they are to be
// believed.
type ageModel struct {
	AsOf string // 10:42 時点
	Old  bool   // there is no line: nobody told since then
	Chip widgets.ChipData
}

// ageOf says of pieces that this shop has as of when that was known.
func ageOf(c words.Catalog, shop retail.Site, pieces int, known, now time.Time) ageModel {
	if known.IsZero() {
		known = now
	}
	m := ageModel{AsOf: c.T("common.asof", "time", clockOf(c, known, now)), Old: known.Before(now)}
	switch sure, doubt := retail.BelieveStock(shop, pieces, known, time.Time{}, now); doubt {
	case retail.DoubtSome:
		m.Chip = widgets.ChipData{Icon: assets.IconTri, Tone: widgets.ToneAmber, Word: c.T("others.count", "n", sure)}
	case retail.DoubtGreat:
		m.Chip = widgets.ChipData{Icon: assets.IconWarn, Tone: widgets.ToneOrange, Word: c.T("goods.own.old", "time", c.Span(now.Sub(known)))}
	case retail.DoubtNone:
	}
	return m
}

func stateOf(n int) cellState {
	switch n {
	case 0:
		return cellOut
	case 1:
		return cellLast
	}
	return cellSome
}

// choose returns the variant that the page is about.
func choose(p catalog.Product, sku retail.SKUID) retail.Variant {
	first := p.Variants[0]
	for i := len(p.Variants) - 1; i >= 0; i-- {
		v := p.Variants[i]
		if v.SKU == sku {
			return v
		}
		if p.Here[v.SKU].Available() > 0 {
			first = v
		}
	}
	return first
}

// optionOf is colour and size of a variant: 白・M.
func optionOf(c words.Catalog, v retail.Variant) string {
	var parts []string
	for _, s := range []string{page.Name(c, v.Color.Word, v.Color.En), v.Size} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "・")
}

// otherRow is another site in words.
type otherRow struct {
	Name, Away, Note, Pieces string
	Shut                     bool
}

// othersModel is who else has the chosen one.
type othersModel struct {
	Title string
	AsOf  string // of all figures; how old they are stands beside it when that is long
	Old   bool
	Rows  []otherRow
	More  int    // sites that have it too and are not among Rows
	None  string // said instead of rows
}

// oldFrom is from when on figures of other sites are to be doubted: they come
// every five to ten minutes.
const oldFrom = 30 * time.Minute

// othersOf puts the first few of the sites that have the chosen one into words.
func othersOf(c words.Catalog, option string, e catalog.Elsewhere, now time.Time, few int) othersModel {
	m := othersModel{Title: c.T("goods.others", "option", option)}
	if option == "" {
		m.Title = c.T("goods.others.any")
	}
	switch {
	case e.At.IsZero():
		m.None = c.T("goods.others.unknown")
		return m
	case len(e.Sites) == 0:
		m.None = c.T("goods.others.none")
	}
	m.AsOf = c.T("common.asof", "time", c.Clock(e.At))
	if age := now.Sub(e.At); age >= oldFrom {
		m.Old, m.AsOf = true, c.T("goods.others.old", "time", c.Span(age))
	}
	few = min(few, len(e.Sites))
	m.More = len(e.Sites) - few
	for _, o := range e.Sites[:few] {
		r := otherRow{Name: page.Name(c, o.Site.Name, o.Site.NameEn), Away: page.Away(o.Away), Pieces: c.Number(o.Stock.Available)}
		if r.Shut = !o.Open; r.Shut {
			r.Note = c.T("goods.shut", "time", o.Site.Opens)
		}
		m.Rows = append(m.Rows, r)
	}
	return m
}

// shortOption is how long an option is that has room in one line beside what is
// done with it, in the handheld's main button.
const shortOption = 4

// holdText says what is kept, in two lines where one has no room.
func holdText(c words.Catalog, option string, tablet bool) string {
	if !tablet && utf8.RuneCountInString(option) > shortOption {
		return c.T("goods.hold.long", "option", option)
	}
	return c.T("goods.hold", "option", option)
}
