package goodsui_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"miseban/app/internal/catalog"
	"miseban/app/internal/ui/goodsui"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// goods is one shirt and what was asked about it.
type goods struct {
	mu    sync.Mutex
	asked []string
	noted []string
	live  bool // the hub answers
}

func shirt() retail.Style {
	s := retail.Style{Code: "OX-2041", Name: "オックスフォードシャツ", NameEn: "Oxford shirt"}
	for _, c := range []string{"白", "紺"} {
		for _, z := range []string{"L", "M"} {
			if c == "紺" && z == "L" {
				continue // not made
			}
			s.Variants = append(s.Variants, retail.Variant{SKU: retail.SKUID(c + z), Color: retail.Color{Word: c, Hex: "#F8F6F1"}, Size: z, PriceTaxIn: 7590})
		}
	}
	return s
}

func (g *goods) Search(_ context.Context, text string, f catalog.Filter) (catalog.Results, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if f.Here {
		text += "+here"
	}
	text += f.Category + f.Size
	g.asked = append(g.asked, text)
	if !strings.HasPrefix(text, "シ") {
		return catalog.Results{}, nil
	}
	return catalog.Results{Hits: []catalog.Hit{{Style: shirt(), Here: 3, Shelf: "A-01-2", Fits: []int{1}}}, Meant: strings.Contains(text, "シカ")}, nil
}

func (g *goods) Facets(context.Context, string, catalog.Filter) (catalog.Facets, error) {
	return catalog.Facets{Categories: []catalog.Facet{{Word: "シャツ", N: 4}}, Sizes: []catalog.Facet{{Word: "M", N: 3}, {Word: "L", N: 2}}, Low: 990, High: 7590}, nil
}

func (g *goods) Last(context.Context) ([]string, error) { return []string{"シマ"}, nil }

func (g *goods) Remember(_ context.Context, text string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.noted = append(g.noted, text)
	return nil
}

func (g *goods) StyleOf(context.Context, retail.SKUID) (string, error) { return "OX-2041", nil }

func (g *goods) Product(_ context.Context, code string) (catalog.Product, error) {
	if code != "OX-2041" {
		return catalog.Product{}, retail.E(retail.CodeNotFound, "test", "", nil)
	}
	p := catalog.Matrix(shirt())
	p.AsOf = pagetest.At
	p.Here = map[retail.SKUID]retail.StockLevel{"白M": {OnHand: 2, Shelf: "A-01-2", Place: "売場 2階"}, "白L": {OnHand: 1}}
	return p, nil
}

func (g *goods) Scanned(_ context.Context, gtin string) (string, retail.SKUID, error) {
	if gtin != "04900000000001" {
		return "", "", retail.E(retail.CodeNotFound, "test", "", nil)
	}
	return "OX-2041", "紺M", nil
}

func (g *goods) elsewhere(id retail.SKUID, n int, live bool) (catalog.Elsewhere, error) {
	if id == "紺M" {
		return catalog.Elsewhere{At: pagetest.At}, nil
	}
	site := retail.Site{Name: "新宿店"}
	return catalog.Elsewhere{At: pagetest.At.Add(-time.Minute), Live: live, Sites: []catalog.Other{{Site: site, Away: 3403, Open: true, Stock: retail.SiteStock{Available: n}}}}, nil
}

func (g *goods) Elsewhere(_ context.Context, id retail.SKUID) (catalog.Elsewhere, error) {
	return g.elsewhere(id, 4, false)
}

func (g *goods) ElsewhereNow(_ context.Context, id retail.SKUID) (catalog.Elsewhere, error) {
	if g.live {
		return g.elsewhere(id, 5, true)
	}
	return catalog.Elsewhere{}, retail.E(retail.CodeOffline, "test", "", nil)
}

var shapes = []page.Shape{page.Handheld, page.Counter}

func TestSearch(t *testing.T) {
	for _, shape := range shapes {
		g := &goods{}
		f := pagetest.New(t, shape, words.Ja, theme.Light)
		f.Show(func(w page.Window) page.Screen { return goodsui.NewGoods(w, g, page.Goods{}) })
		f.UntilSeen("名前・色・サイズ・品番でもさがせます")
		f.Tap("サ")
		f.Tap("シ")
		f.UntilSeen("オックスフォードシャツ")
		for _, text := range []string{"¥7,590", "3点", "A-01-2", "白・M"} {
			if !f.Sees(text) {
				t.Errorf("%v: %q is not to be seen: %s", shape, text, f.Read())
			}
		}
		f.Tap("オックスフォードシャツ")
		if !slices.Equal(f.Went, []page.Route{page.Product{Style: "OX-2041", SKU: "白M"}}) {
			t.Errorf("%v: went %v", shape, f.Went)
		}
		f.Tap("この店")
		f.Until(func() bool { g.mu.Lock(); defer g.mu.Unlock(); return slices.Contains(g.asked, "シ+here") })
		f.Tap("しぼる")
		f.UntilSeen("シャツ 4")
		f.Tap("シャツ 4")
		f.Until(func() bool { g.mu.Lock(); defer g.mu.Unlock(); return slices.Contains(g.asked, "シ+hereシャツ") })
		f.UntilSeen("1件を見る")
		f.Tap("M 3")
		f.Until(func() bool { g.mu.Lock(); defer g.mu.Unlock(); return slices.Contains(g.asked, "シ+hereシャツM") })
		f.UntilSeen("1件を見る")
		f.Tap("すべてはずす")
		f.UntilSeen("M 3")
		f.Tap("1件を見る")
		f.Tap("消す")
		f.UntilSeen("シマ")
		f.Tap("ABC")
		f.Tap("Q")
		f.UntilSeen("見つかりません")
		f.Screen.Scan(scanner.Code{Kind: scanner.KindGTIN, Fields: scanner.Fields{Key: "04900000000001"}})
		if last := f.Went[len(f.Went)-1]; last != (page.Product{GTIN: "04900000000001"}) {
			t.Errorf("%v: a scan went to %v", shape, last)
		}
		f.Screen.Scan(scanner.Code{Kind: scanner.KindPlace})
		if !slices.Equal(f.Played, []assets.Sound{assets.SoundRight, assets.SoundUnknown}) || !f.Sees("商品のコードではありません") {
			t.Errorf("%v: played %v", shape, f.Played)
		}
	}
}

func TestProduct(t *testing.T) {
	for _, shape := range shapes {
		g := &goods{}
		f := pagetest.New(t, shape, words.Ja, theme.Light)
		f.Show(func(w page.Window) page.Screen {
			return goodsui.NewProduct(w, g, goodsui.Actions{}, page.Product{Style: "OX-2041", SKU: "白M"})
		})
		f.UntilSeen("新宿店")
		for _, text := range []string{"オックスフォードシャツ", "OX-2041", "¥7,590", "A-01-2", "売場 2階", "10:45 時点", "ほかの店の「白・M」", "3.4km", "10:44 時点", "4点"} {
			if !f.Sees(text) {
				t.Errorf("%v: %q is not to be seen: %s", shape, text, f.Read())
			}
		}
		g.live = true
		f.Screen.Changed(nil)
		f.UntilSeen("5点")
		f.Screen.Scan(scanner.Code{Kind: scanner.KindGTIN, Fields: scanner.Fields{Key: "04900000000001"}})
		f.UntilSeen("ほかの店の「紺・M」")
		f.UntilSeen("ほかの店にもありません")
		f.Screen.Scan(scanner.Code{Kind: scanner.KindGTIN, Fields: scanner.Fields{Key: "04900000000002"}})
		f.UntilSeen("登録のない商品です")
		f.Screen.Scan(scanner.Code{Kind: scanner.KindPickupToken, Text: "P1"})
		if !slices.Equal(f.Replaced, []page.Route{page.Handover{Code: "P1"}}) {
			t.Errorf("%v: went %v", shape, f.Went)
		}
	}
}

func TestUnknownProduct(t *testing.T) {
	for _, r := range []page.Product{{Style: "nothing"}, {GTIN: "04900000000009"}} {
		f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
		f.Show(func(w page.Window) page.Screen { return goodsui.NewProduct(w, &goods{}, goodsui.Actions{}, r) })
		f.UntilSeen("登録のない商品です")
	}
}

func TestGolden(t *testing.T) {
	for _, shape := range shapes {
		f := pagetest.New(t, shape, words.Ja, theme.Light)
		f.Show(func(w page.Window) page.Screen {
			return goodsui.NewProduct(w, &goods{}, goodsui.Actions{}, page.Product{Style: "OX-2041", SKU: "白M"})
		})
		f.UntilSeen("新宿店")
		f.Golden("product-" + shape.String())
	}
}
