package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"miseban/app/internal/catalog"
	"miseban/app/internal/ui/goodsui"
	"miseban/app/internal/ui/page"
	"miseban/app/retail"
	"miseban/app/sample"
)

// fakeGoods is the sample chain's range; its search compares the beginning of the
// names only.
type fakeGoods struct {
	none  bool // nothing is found
	meant bool
	far   time.Duration // so old are the figures of other sites
	blind bool          // none have come yet
}

var chain = sample.New(1, at)

// articles are the styles of the range, best seller first.
func articles() []retail.Style {
	by := map[string][]retail.SKU{}
	var order []string
	for _, s := range chain.SKUs {
		if len(by[s.Style]) == 0 {
			order = append(order, s.Style)
		}
		by[s.Style] = append(by[s.Style], s)
	}
	out := make([]retail.Style, len(order))
	for i, code := range order {
		out[i] = retail.StyleOf(by[code])
	}
	return out
}

// Search finds by the beginning of a name.
func (f fakeGoods) Search(_ context.Context, text string, _ catalog.Filter) (catalog.Results, error) {
	r := catalog.Results{Meant: f.meant}
	if f.none || text == "" {
		return r, nil
	}
	for _, s := range articles() {
		if strings.Contains(s.Name, "シャツ") {
			h := catalog.Hit{Style: s, Here: len(s.Name) % 7, Shelf: "A-01-2"}
			if len(r.Hits) == 0 {
				h.Fits = []int{max(0, slices.IndexFunc(s.Variants, func(v retail.Variant) bool { return v.SKU == "OX-2041-WH-M" }))}
			}
			r.Hits = append(r.Hits, h)
		}
	}
	return r, nil
}

// Product is an article of the range.
func (f fakeGoods) Product(_ context.Context, code string) (catalog.Product, error) {
	for _, s := range articles() {
		if s.Code != code {
			continue
		}
		p := catalog.Matrix(s)
		p.AsOf, p.Here = at, map[retail.SKUID]retail.StockLevel{}
		for i, v := range s.Variants {
			p.Here[v.SKU] = retail.StockLevel{OnHand: []int{3, 2, 5, 0, 1, 0, 4, 2, 0, 6, 3, 1}[i%12], Shelf: "A-01-2", Place: "売場 2階"}
		}
		return p, nil
	}
	return catalog.Product{}, retail.E(retail.CodeNotFound, "gallery", "", nil)
}

// Scanned knows no code.
func (fakeGoods) Scanned(context.Context, string) (string, retail.SKUID, error) {
	return "", "", retail.E(retail.CodeNotFound, "gallery", "", nil)
}

// Elsewhere is two shops and the warehouse.
func (f fakeGoods) Elsewhere(context.Context, retail.SKUID) (catalog.Elsewhere, error) {
	if f.blind {
		return catalog.Elsewhere{}, nil
	}
	site := func(name, en string, m float64, n int, open bool) catalog.Other {
		return catalog.Other{Site: retail.Site{Name: name, NameEn: en, Opens: "11:00"}, Away: m, Stock: retail.SiteStock{Available: n}, Open: open}
	}
	return catalog.Elsewhere{At: at.Add(-5*time.Minute - f.far), None: 3, Sites: []catalog.Other{
		site("新宿店", "Shinjuku", 3400, 4, true), site("池袋店", "Ikebukuro", 6100, 1, false), site("関東倉庫", "Kanto warehouse", 31200, 120, true),
	}}, nil
}

// ElsewhereNow has no line.
func (f fakeGoods) ElsewhereNow(ctx context.Context, id retail.SKUID) (catalog.Elsewhere, error) {
	return f.Elsewhere(ctx, id)
}

func goodsScene(name string, f fakeGoods, typed string, latin bool) scene {
	return scene{Name: name, Route: page.Goods{}, Build: func(w page.Window) page.Screen { return goodsui.NewGoods(w, f, page.Goods{}) }, Then: func(_ page.Screen, w *window) {
		if latin {
			w.tap("ABC")
		}
		for _, r := range typed {
			w.tap(string(r))
		}
	}}
}

func productScene(name string, f fakeGoods, r page.Product) scene {
	return scene{Name: name, Route: r, Build: func(w page.Window) page.Screen { return goodsui.NewProduct(w, f, r) }, Contrast: name == "product"}
}

func init() {
	shirt := page.Product{Style: "OX-2041", SKU: "OX-2041-WH-M"}
	scenes = append(scenes,
		goodsScene("goods", fakeGoods{}, "", false),
		goodsScene("goods-found", fakeGoods{}, "OX", true),
		goodsScene("goods-meant", fakeGoods{meant: true}, "ウオ", false),
		goodsScene("goods-none", fakeGoods{none: true}, "イエ", false),
		productScene("product", fakeGoods{}, shirt),
		productScene("product-old", fakeGoods{far: 5 * time.Hour}, shirt),
		productScene("product-blind", fakeGoods{blind: true}, page.Product{Style: "SN-7010"}),
		productScene("product-unknown", fakeGoods{}, page.Product{GTIN: "04900000000000"}),
	)
}
