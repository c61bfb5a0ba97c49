package showui

import (
	"miseban/app/internal/catalog"
	"miseban/app/internal/showroom"
	"miseban/app/retail"
	"miseban/assets/words"
)

// cellModel is a cell of the filter bar.
type cellModel struct{ Label, Value string }

// sortKeys are the words of the orders of a list.
var sortKeys = map[showroom.Sort]string{showroom.BestFirst: "show.sort.best", showroom.Cheapest: "show.sort.cheap", showroom.Dearest: "show.sort.dear"}

// steps are the prices that a list is narrowed down by, with tax.
var steps = []retail.Yen{1000, 3000, 5000, 10_000}

// priceRange is one of them.
type priceRange struct{ From, To retail.Yen }

// rangesOf are the steps that goods between two prices fall into.
func rangesOf(low, high retail.Yen) []priceRange {
	var out []priceRange
	from := retail.Yen(0)
	for _, to := range append(append([]retail.Yen(nil), steps...), 0) {
		if (to == 0 || low < to) && high >= from {
			out = append(out, priceRange{from, max(0, to-1)})
		}
		from = to
	}
	return out
}

// rangeWord says a range of prices.
func rangeWord(c words.Catalog, p priceRange) string {
	switch {
	case p.From == 0 && p.To == 0:
		return c.T("show.all")
	case p.From == 0:
		return c.T("show.price.to", "yen", plain(c, p.To+1))
	case p.To == 0:
		return c.T("show.price.from", "yen", plain(c, p.From))
	}
	return c.T("show.price.range", "from", plain(c, p.From), "to", plain(c, p.To+1))
}

// plain is an amount without its unit in Japanese, with it in English.
func plain(c words.Catalog, y retail.Yen) string {
	if c.Lang() == words.Ja {
		return c.Number(int(y))
	}
	return c.Yen(int64(y))
}

// cellsOf is what the filter bar says: size, colour, price, maker.
func cellsOf(c words.Catalog, f catalog.Filter) [4]cellModel {
	or := func(s string) string {
		if s == "" {
			return c.T("show.all")
		}
		return s
	}
	return [4]cellModel{
		{c.T("show.filter.size"), or(f.Size)},
		{c.T("show.filter.color"), or(f.Color)},
		{c.T("show.filter.price"), rangeWord(c, priceRange{f.From, f.To})},
		{c.T("show.filter.brand"), or(f.Brand)},
	}
}
