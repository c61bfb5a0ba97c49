package stocktakeui

import (
	"image/color"
	"slices"
	"strconv"

	"miseban/app/internal/stocktake"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets/words"
)

// rowModel is one counted SKU, or one code that nobody knows.
type rowModel struct {
	Ref       string
	Picture   string
	Name      string
	Color     color.NRGBA
	ColorWord string
	Size      string
	Qty       string
	Unknown   bool
	Code      string
	Note      string // that it belongs elsewhere
	Class     string // of goods that are no good ones
}

func rowOf(c words.Catalog, i stocktake.Item) rowModel {
	m := rowModel{Ref: i.Ref, Qty: c.Number(i.Qty)}
	if i.SKU == nil {
		m.Unknown, m.Name, m.Code = true, c.T("stocktake.unknown"), i.Code
		return m
	}
	m.goods(c, *i.SKU)
	m.Class = classText(c, i.Class)
	if i.Stray {
		m.Note = c.T("stocktake.stray", "shelf", i.Shelf)
	}
	return m
}

func (m *rowModel) goods(c words.Catalog, s retail.SKU) {
	m.Name, m.Picture, m.Size = skuName(c, s), s.Picture, s.Size
	m.Color, m.ColorWord = widgets.Hex(s.Color.Hex), page.Name(c, s.Color.Word, s.Color.En)
}

// classText is a class in words, empty for good ones.
func classText(c words.Catalog, k retail.StockClass) string {
	if k == 0 || k == retail.Regular {
		return ""
	}
	return c.T("class." + k.String())
}

// countingModel is everything the counting screen says.
type countingModel struct {
	Title, Sub string
	Number     string // pieces on this terminal
	Kinds      string
	Blind      string
	Others     string // who else counts here
	Rows       []rowModel
	LeftHead   string // what the list still asks for here
	Left       []rowModel
	End        string
}

func countingOf(c words.Catalog, v stocktake.Counting) countingModel {
	name := areaName(c, v.Area)
	m := countingModel{
		Title: c.T("stocktake.title") + "  " + name, Sub: v.Place, Number: c.Number(v.Pieces), Kinds: strconv.Itoa(v.Kinds()),
		Blind: c.T("stocktake.blind"), Others: othersText(c, v.Others), End: c.T("stocktake.end", "area", name),
	}
	for _, i := range v.Items {
		if i.Qty != 0 {
			m.Rows = append(m.Rows, rowOf(c, i))
		}
	}
	for _, i := range v.Left {
		r := rowOf(c, i)
		r.Qty = "–"
		m.Left = append(m.Left, r)
	}
	if len(m.Left) > 0 {
		m.LeftHead = c.T("stocktake.left", "n", len(m.Left))
	}
	return m
}

// merge puts an item that changed to the top.
func merge(v *stocktake.Counting, i stocktake.Item) {
	at := slices.IndexFunc(v.Items, func(x stocktake.Item) bool { return x.Ref == i.Ref })
	if at >= 0 {
		v.Pieces -= v.Items[at].Qty
		v.Items = slices.Delete(v.Items, at, at+1)
	}
	v.Pieces += i.Qty
	v.Items = slices.Insert(v.Items, 0, i)
	v.Left = slices.DeleteFunc(v.Left, func(x stocktake.Item) bool { return x.Ref == i.Ref })
}

// leftOver is what the list still asks for under a name, as an item to be counted.
func leftOver(v stocktake.Counting, ref string) (stocktake.Item, bool) {
	i := slices.IndexFunc(v.Left, func(x stocktake.Item) bool { return x.Ref == ref })
	if i < 0 {
		return stocktake.Item{}, false
	}
	return v.Left[i], true
}

// typed is a number on the keypad.
type typed struct{ n int }

// mostTyped is the most pieces that are typed at once.
const mostTyped = 9999

func (t *typed) digit(d rune) {
	if n := t.n*10 + int(d-'0'); n <= mostTyped {
		t.n = n
	}
}

func (t *typed) drop() { t.n /= 10 }
