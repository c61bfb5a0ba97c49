package goodsui

import (
	"miseban/app/internal/catalog"
	"miseban/app/internal/ui/page"
	"miseban/app/retail"
	"miseban/assets/words"
)

// chipModel is one thing that the list is narrowed down by.
type chipModel struct {
	Word    string
	Without catalog.Filter // what is left when it is taken away
}

// chipsOf are the chips over the list. 「この店にあるもの」 has its own place.
func chipsOf(c words.Catalog, f catalog.Filter) []chipModel {
	var out []chipModel
	add := func(word string, drop func(*catalog.Filter)) {
		if word == "" {
			return
		}
		rest := f
		drop(&rest)
		out = append(out, chipModel{word, rest})
	}
	if f.Reach {
		add(c.T("goods.reach"), func(f *catalog.Filter) { f.Reach = false })
	}
	add(f.Category, func(f *catalog.Filter) { f.Category = "" })
	add(f.Brand, func(f *catalog.Filter) { f.Brand = "" })
	add(f.Color, func(f *catalog.Filter) { f.Color = "" })
	add(f.Size, func(f *catalog.Filter) { f.Size = "" })
	add(priceWord(c, f.From, f.To), func(f *catalog.Filter) { f.From, f.To = 0, 0 })
	return out
}

// priceWord is ¥1,000〜¥3,000, empty for any price.
func priceWord(c words.Catalog, from, to retail.Yen) string {
	switch {
	case from == 0 && to == 0:
		return ""
	case to == 0:
		return c.T("goods.price.from", "yen", c.Yen(int64(from)))
	case from == 0:
		return c.T("goods.price.to", "yen", c.Yen(int64(to)))
	}
	return c.T("goods.price.between", "from", c.Yen(int64(from)), "to", c.Yen(int64(to)))
}

// optionModel is a value of a group, with what the filter becomes when it is
// tapped.
type optionModel struct {
	Word string
	On   bool
	Next catalog.Filter
}

// groupModel is values of one sort.
type groupModel struct {
	Title   string
	Options []optionModel
}

// facetsShown is how many values of a sort the sheet shows: more are found by
// typing.
const facetsShown = 12

// groupsOf is the sheet that narrows down. A value that is on stays, whatever
// was found.
func groupsOf(c words.Catalog, v catalog.Facets, f catalog.Filter) []groupModel {
	stock := groupModel{Title: c.T("goods.filter.stock")}
	here, reach := f, f
	here.Here, here.Reach = !f.Here, false
	reach.Reach, reach.Here = !f.Reach, false
	stock.Options = []optionModel{{c.T("goods.here"), f.Here, here}, {c.T("goods.reach"), f.Reach, reach}}
	out := []groupModel{stock}
	add := func(key string, list []catalog.Facet, on string, set func(*catalog.Filter, string), name func(catalog.Facet) string) {
		g := groupModel{Title: c.T(key)}
		with := func(word string) catalog.Filter {
			next := f
			set(&next, word)
			return next
		}
		if on != "" {
			g.Options = append(g.Options, optionModel{on, true, with("")})
		}
		for _, o := range list {
			if o.Word != on && len(g.Options) < facetsShown {
				g.Options = append(g.Options, optionModel{c.T("goods.filter.count", "word", name(o), "n", o.N), false, with(o.Word)})
			}
		}
		if len(g.Options) > 0 {
			out = append(out, g)
		}
	}
	plain := func(o catalog.Facet) string { return o.Word }
	add("goods.filter.category", v.Categories, f.Category, func(f *catalog.Filter, w string) { f.Category = w }, plain)
	add("goods.filter.color", v.Colors, f.Color, func(f *catalog.Filter, w string) { f.Color = w }, func(o catalog.Facet) string { return page.Name(c, o.Word, o.En) })
	add("goods.filter.size", v.Sizes, f.Size, func(f *catalog.Filter, w string) { f.Size = w }, plain)
	add("goods.filter.brand", v.Brands, f.Brand, func(f *catalog.Filter, w string) { f.Brand = w }, plain)
	if g := pricesOf(c, v, f); len(g.Options) > 1 {
		out = append(out, g)
	}
	return out
}

// priceSteps are where ranges of prices begin and end, in yen with tax.
var priceSteps = []retail.Yen{0, 1000, 3000, 5000, 10_000, 20_000, 50_000, 0}

// pricesOf are the ranges that hold something of what was found.
func pricesOf(c words.Catalog, v catalog.Facets, f catalog.Filter) groupModel {
	g := groupModel{Title: c.T("goods.filter.price")}
	for i := range len(priceSteps) - 1 {
		from, to := priceSteps[i], priceSteps[i+1]
		if to > 0 {
			to--
		}
		on := f.From == from && f.To == to && (from > 0 || to > 0)
		if !on && (v.High == 0 || to > 0 && to < v.Low || from > v.High) {
			continue
		}
		next := f
		next.From, next.To = from, to
		if on {
			next.From, next.To = 0, 0
		}
		g.Options = append(g.Options, optionModel{priceWord(c, from, to), on, next})
	}
	return g
}
