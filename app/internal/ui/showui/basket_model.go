package showui

import (
	"fmt"
	"time"

	"miseban/app/internal/floor"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// groupModel is the head over lines that are had in one way.
type groupModel struct {
	Icon  assets.Icon
	Title string
	Note  string
}

func groupOf(c words.Catalog, g floor.Group, day string) groupModel {
	m := groupModel{Title: c.T("show.way." + g.Way.String()), Note: c.T("show.way." + g.Way.String() + ".note")}
	switch g.Way {
	case retail.CarryOut:
		m.Icon = assets.IconBag
	case retail.CollectLater:
		m.Icon = assets.IconShop
	case retail.HomeDelivery:
		m.Icon = assets.IconTruck
		if day != "" {
			m.Note = day
		}
	}
	return m
}

// lineModel is goods in the basket.
type lineModel struct {
	Name, Variant string
	Stock         string
	StockInk      theme.Token
	Why           string // it costs less than usual
	Qty           int
	Sum           int64 // yen with tax
	Reduced       bool  // 8 %
}

func lineOf(c words.Catalog, l floor.Line) lineModel {
	k := l.SKU
	m := lineModel{Name: page.Name(c, k.Name, k.NameEn), Qty: l.Qty, Sum: int64(l.PriceTaxIn) * int64(l.Qty), Reduced: k.TaxRate == 8, StockInk: theme.Green}
	m.Variant = page.Name(c, k.Color.Word, k.Color.En)
	if k.Size != "" {
		m.Variant += "・" + k.Size
	}
	if l.Why != 0 {
		m.Why = c.T("show.price.why." + l.Why.String())
	}
	site := page.Name(c, l.Site.Name, l.Site.NameEn)
	switch {
	case l.Way == retail.CarryOut:
		m.Stock = c.T("show.line.here", "n", l.Left)
	case l.Way == retail.CollectLater && l.Here:
		m.Stock = c.T("show.line.collect.here")
	case l.Way == retail.CollectLater:
		m.Stock = c.T("show.line.collect", "store", site)
	case l.Site.Kind == retail.Warehouse:
		m.Stock = c.T("show.line.warehouse")
	default:
		m.Stock = c.T("show.line.sent", "store", site)
	}
	if l.Left <= l.Qty {
		m.StockInk = theme.Amber
	}
	return m
}

// sumRow is a line of the bill.
type sumRow struct {
	Word  string
	Yen   int64
	Green bool
}

func sumRows(c words.Catalog, s floor.Sum) []sumRow {
	b := s.Bill
	rows := []sumRow{{Word: c.T("show.sum.goods", "n", b.Pieces), Yen: int64(b.Goods)}}
	if b.Off > 0 {
		rows = append(rows, sumRow{c.T("show.sum.off"), -int64(b.Off), true})
	}
	if _, sent := s.Needs(); sent {
		word := c.T("show.sum.shipping")
		if b.Shipping == 0 && s.Free > 0 {
			word = c.T("show.sum.free", "yen", c.Yen(int64(s.Free)))
		}
		rows = append(rows, sumRow{Word: word, Yen: int64(b.Shipping)})
	}
	return rows
}

// rateRow says how much of the total is of one rate, and the tax in it.
type rateRow struct{ Word, Tax string }

func rateRows(c words.Catalog, b retail.Bill) []rateRow {
	var out []rateRow
	for _, r := range b.Rates {
		word := c.T("show.sum.rate", "rate", int(r.Rate), "yen", c.Yen(int64(r.SumTaxIn)))
		if r.Rate == 8 {
			word = c.T("show.sum.reduced", "rate", int(r.Rate), "yen", c.Yen(int64(r.SumTaxIn)))
		}
		out = append(out, rateRow{word, c.T("show.sum.tax", "yen", c.Yen(int64(r.Tax)))})
	}
	return out
}

// choiceOf is what a way to get goods says: what it is, and where they come from.
func choiceOf(c words.Catalog, k floor.Choice) (word, sub string) {
	l := lineOf(c, floor.Line{Choice: k, Qty: 1})
	return c.T("show.way." + k.Way.String()), l.Stock
}

// wishOf is when a delivery is wished, as a sentence for the head of its group.
func wishOf(c words.Catalog, o floor.Order) string {
	day, err := time.ParseInLocation(time.DateOnly, o.Day, retail.Japan)
	if err != nil {
		return ""
	}
	s := c.Day(day)
	if o.Hours != 0 {
		s = fmt.Sprintf("%s %s", s, c.T("show.hours."+o.Hours.String()))
	}
	return s
}
