package stocktakeui

import (
	"strings"

	"miseban/app/internal/stocktake"
	"miseban/app/internal/ui/page"
	"miseban/app/retail"
	"miseban/assets/words"
)

// skuName is a product's name in the language in use.
func skuName(c words.Catalog, s retail.SKU) string { return page.Name(c, s.Name, s.NameEn) }

// optionOf is colour and size: サックス・M.
func optionOf(c words.Catalog, s retail.SKU) string {
	var parts []string
	for _, p := range []string{page.Name(c, s.Color.Word, s.Color.En), s.Size} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, "・")
}

// whatOf is optionOf with the class of goods that are no good ones.
func whatOf(c words.Catalog, s retail.SKU, k retail.StockClass) string {
	if class := classText(c, k); class != "" {
		return optionOf(c, s) + "  " + class
	}
	return optionOf(c, s)
}

// areaName is an area as staff call it.
func areaName(c words.Catalog, code string) string {
	if code == "" {
		return c.T("stocktake.area.none")
	}
	return code
}

// takeName is a stocktake as staff call it.
func takeName(c words.Catalog, s retail.Stocktake) string {
	if s.Kind == retail.AreaCount && len(s.Areas) == 1 {
		return c.T("stocktake.kind.area") + " " + areaName(c, s.Areas[0].Code)
	}
	return c.T("stocktake.kind." + s.Kind.String())
}

// signed is a difference with its sign: +2, −3.
func signed(c words.Catalog, n int) string {
	switch {
	case n > 0:
		return "+" + c.Number(n)
	case n < 0:
		return "−" + c.Number(-n)
	}
	return "±0"
}

// othersText is who else counts: 鈴木さん 24点.
func othersText(c words.Catalog, list []stocktake.Other) string {
	var out []string
	for _, o := range list {
		key := "stocktake.other"
		if o.Done {
			key = "stocktake.other.done"
		}
		out = append(out, c.T(key, "name", page.Name(c, o.Name, o.NameEn), "n", o.Pieces))
	}
	return strings.Join(out, "・")
}
