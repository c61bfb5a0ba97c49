package showroom_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"miseban/app/internal/catalog"
	"miseban/app/internal/showroom"
	"miseban/app/retail"
)

// goods are three shirts, dear and cheap.
type goods struct {
	showroom.Goods
	page string
}

func style(code string, price retail.Yen) retail.Style {
	return retail.Style{Code: code, Category: "シャツ", Variants: []retail.Variant{{SKU: retail.SKUID(code + "-M"), PriceTaxIn: price, Picture: "art:" + code}}}
}

func (goods) Browse(_ context.Context, f catalog.Filter, want int) ([]catalog.Hit, bool, error) {
	var out []catalog.Hit
	for _, s := range []retail.Style{style("B", 5990), style("C", 3990), style("A", 7990)} {
		if len(out) < want && (f.Category == "" || f.Category == s.Category) {
			out = append(out, catalog.Hit{Style: s})
		}
	}
	return out, false, nil
}

func (goods) Facets(context.Context, string, catalog.Filter) (catalog.Facets, error) {
	return catalog.Facets{Categories: []catalog.Facet{{Word: "シャツ", N: 3}}}, nil
}

func (goods) Product(_ context.Context, code string) (catalog.Product, error) {
	p := catalog.Matrix(style(code, 5990))
	p.Shop = retail.Site{ID: "SHIBUYA"}
	p.Here = map[retail.SKUID]retail.StockLevel{retail.SKUID(code + "-M"): {Shelf: "A-01-2"}}
	return p, nil
}

func (goods) Site(context.Context) (retail.Site, error) { return retail.Site{ID: "SHIBUYA"}, nil }

func (g goods) Chain(context.Context) (retail.Chain, error) {
	return retail.Chain{Name: "見世野", Show: retail.ShowPolicy{
		Page: g.page, Campaigns: []retail.Campaign{{Title: "秋"}, {Title: "elsewhere", Stores: []retail.SiteID{"S9"}}},
		Plans: []retail.ShopPlan{{Store: "SHIBUYA", Floor: 2, Areas: []retail.PlanArea{{Shelves: "A-01"}}}},
	}}, nil
}

func newService(page string) *showroom.Service {
	g := goods{page: page}
	return showroom.New(g, g, "tablet-1", newClock())
}

// TestShop: the tablet tells of its own shop's campaigns, and each sort of goods has
// the picture of its best seller.
func TestShop(t *testing.T) {
	s, err := newService("").Shop(t.Context())
	if err != nil || s.Chain != "見世野" || len(s.Campaigns) != 1 || len(s.Categories) != 1 || s.Categories[0] != (showroom.Category{Name: "シャツ", Picture: "art:B", N: 3}) {
		t.Errorf("%+v %v", s, err)
	}
}

// TestList keeps the chain's order, or that of the prices.
func TestList(t *testing.T) {
	for by, want := range map[showroom.Sort]string{showroom.BestFirst: "BCA", showroom.Cheapest: "CBA", showroom.Dearest: "ABC"} {
		l, err := newService("").List(t.Context(), "", catalog.Filter{}, by)
		got := ""
		for _, h := range l.Hits {
			got += h.Code
		}
		if err != nil || got != want {
			t.Errorf("%d: %s %v, want %s", by, got, err, want)
		}
	}
}

// TestArticle: a page knows where its goods stand, leads to others of the sort but
// not to itself, and its address names shop and tablet and nothing else.
func TestArticle(t *testing.T) {
	a, err := newService("https://shop.example/items/{style}?from=store").Article(t.Context(), "A", "A-M")
	if err != nil || a.Plan == nil || a.Plan.Floor != 2 || a.Area != 0 || len(a.Near) != 2 || a.Near[0].Code != "B" {
		t.Fatalf("%+v %v", a, err)
	}
	u, err := url.Parse(a.Page)
	if err != nil || u.Path != "/items/A" || u.Query().Encode() != "from=store&shop=SHIBUYA&tablet=tablet-1" {
		t.Errorf("%s %v", a.Page, err)
	}
	if a, err := newService("https://shop.example/{style}").Article(t.Context(), "a b/c?d", ""); err != nil || !strings.HasPrefix(a.Page, "https://shop.example/a%20b%2Fc%3Fd?") || a.Plan != nil {
		t.Errorf("%s %v %v", a.Page, a.Plan, err)
	}
	if a, err := newService("").Article(t.Context(), "A", "A-M"); err != nil || a.Page != "" {
		t.Errorf("%q %v: there is no web shop", a.Page, err)
	}
}
