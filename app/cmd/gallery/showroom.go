package main

import (
	"context"
	"slices"
	"time"

	"miseban/app/internal/catalog"
	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/showui"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
)

// showGoods is the sample chain's range as customers look through it.
type showGoods struct {
	fakeGoods
}

// Browse lists by category, size and colour.
func (showGoods) Browse(_ context.Context, f catalog.Filter, want int) ([]catalog.Hit, bool, error) {
	var out []catalog.Hit
	for _, s := range articles() {
		if f.Category != "" && s.Category != f.Category {
			continue
		}
		h := catalog.Hit{Style: s}
		for i, v := range s.Variants {
			if f.Size != "" && v.Size == f.Size {
				h.Fits = append(h.Fits, i)
			}
		}
		if f.Size != "" && len(h.Fits) == 0 || len(out) == want {
			continue
		}
		out = append(out, h)
	}
	return out, false, nil
}

// Marks are mixed.
func (g showGoods) Marks(_ context.Context, hits []catalog.Hit) ([]catalog.Where, error) {
	out := make([]catalog.Where, len(hits))
	for i := range hits {
		out[i] = []catalog.Where{catalog.InShop, catalog.InShop, catalog.InShop, catalog.There, catalog.InShop, catalog.Nowhere}[i%6]
	}
	return out, nil
}

// Facets counts the range.
func (showGoods) Facets(_ context.Context, _ string, f catalog.Filter) (catalog.Facets, error) {
	var out catalog.Facets
	add := func(list *[]catalog.Facet, w retail.Color) {
		if i := slices.IndexFunc(*list, func(x catalog.Facet) bool { return x.Word == w.Word }); i >= 0 {
			(*list)[i].N++
		} else if w.Word != "" {
			*list = append(*list, catalog.Facet{Word: w.Word, En: w.En, Hex: w.Hex, N: 1})
		}
	}
	for _, s := range articles() {
		if f.Category != "" && s.Category != f.Category {
			continue
		}
		add(&out.Categories, retail.Color{Word: s.Category})
		add(&out.Brands, retail.Color{Word: s.Brand})
		for _, v := range s.Variants {
			add(&out.Colors, v.Color)
			add(&out.Sizes, retail.Color{Word: v.Size})
		}
		low, high := s.Prices()
		if out.Low == 0 || low < out.Low {
			out.Low = low
		}
		out.High = max(out.High, high)
	}
	return out, nil
}

// Product is an article of the range, in the shop that the plan is of.
func (g showGoods) Product(ctx context.Context, code string) (catalog.Product, error) {
	p, err := g.fakeGoods.Product(ctx, code)
	p.Shop, p.Known = chain.Sites[0], at
	for id, l := range p.Here {
		l.Place = "売場 2階・左奥の棚"
		p.Here[id] = l
	}
	return p, err
}

// Site is where the tablet stands.
func (showGoods) Site(context.Context) (retail.Site, error) { return chain.Sites[0], nil }

// Chain is the sample chain.
func (showGoods) Chain(context.Context) (retail.Chain, error) { return chain.Chain, nil }

// fakeBell stands as the name of its scene says.
type fakeBell string

// Now is how the call stands.
func (b fakeBell) Now(context.Context) (showroom.Calling, error) {
	c := showroom.Calling{Stage: showroom.Asking, Call: retail.StaffCall{At: at.Add(-20 * time.Second)}}
	switch b {
	case "call-waiting":
	case "call-busy":
		c.Call.At = at.Add(-70 * time.Second)
	case "call-coming":
		c.Stage, c.Name, c.NameE, c.Call.Need, c.Call.Taken = showroom.Coming, "佐藤", "Sato", retail.NeedSize, at
	default:
		return showroom.Calling{}, nil
	}
	return c, nil
}

// Call rings nowhere.
func (b fakeBell) Call(context.Context, retail.CallNeed, retail.SKUID) error {
	if b == "call-cut" {
		return retail.E(retail.CodeOffline, "gallery", "", nil)
	}
	return nil
}

// End ends nothing.
func (fakeBell) End(context.Context) error { return nil }

// noted fills what a customer noted and compares.
func noted(v *showroom.Visit) {
	for _, it := range []showroom.Item{{Style: "OX-2041", SKU: "OX-2041-WH-M"}, {Style: articles()[3].Code}, {Style: articles()[9].Code}} {
		v.Favorite(it)
		v.Compare(it)
	}
	v.Compared = []showroom.Item{v.Favorites[0], {Style: articlesOf("シャツ")[3].Code}}
}

// articlesOf are those of a sort.
func articlesOf(category string) []retail.Style {
	return slices.DeleteFunc(articles(), func(s retail.Style) bool { return s.Category != category })
}

// showScene is a page of the tablet for customers: in light, as they are.
func showScene(name string, g showGoods, then func(s page.Screen, w *window), pages ...showroom.Page) scene {
	return scene{Name: "show-" + name, Route: page.ShowRoom{}, Only: page.Counter, Light: true, Then: then, Build: func(w page.Window) page.Screen {
		svc := showroom.New(g, g, "tablet-1", w.Env().Clock)
		svc.Take(filled(name))
		svc.Visit.Lang = w.Words().Lang()
		if name == "who" || name == "confirm" {
			svc.Visit.Order = orderOf()
		}
		if name == "compare" || name == "favorites" {
			noted(svc.Visit)
		}
		for _, p := range pages {
			svc.Visit.Go(p)
		}
		album := showui.NewAlbum(context.Background(), w.Env(), showui.Drawn)
		return showui.New(w, svc, album, showui.Doors{Bell: fakeBell(name)})
	}}
}

// manySizes is a pair of shoes.
func manySizes() string {
	for _, s := range articles() {
		if s.Category == "くつ" && len(catalog.Matrix(s).Sizes) > 8 {
			return s.Code
		}
	}
	return ""
}

func init() {
	shirts := showroom.Grid{Filter: catalog.Filter{Category: "シャツ"}}
	narrow := shirts
	narrow.Filter.Size, narrow.Filter.Here, narrow.Sort = "M", true, showroom.Cheapest
	none := showroom.Grid{Filter: catalog.Filter{Category: "シャツ", Size: "99"}}
	scenes = append(scenes,
		showScene("attract", showGoods{}, nil),
		showScene("home", showGoods{}, nil, showroom.Home{}),
		showScene("grid", showGoods{}, nil, showroom.Home{}, shirts),
		showScene("grid-narrow", showGoods{}, nil, showroom.Home{}, narrow),
		showScene("grid-none", showGoods{}, nil, showroom.Home{}, none),
		showScene("article", showGoods{}, nil, showroom.Home{}, shirts, showroom.ArticlePage{Style: "OX-2041"}),
		showScene("article-offline", showGoods{}, func(s page.Screen, w *window) {
			w.light = widgets.SyncText(w.cat, widgets.SyncOffline, 30*time.Minute, 0, 0)
			s.Synced()
		}, showroom.Home{}, shirts, showroom.ArticlePage{Style: "OX-2041"}),
		showScene("article-many", showGoods{}, nil, showroom.Home{}, showroom.Grid{Filter: catalog.Filter{Category: "くつ"}}, showroom.ArticlePage{Style: manySizes()}),
		showScene("search", showGoods{}, nil, showroom.Home{}, showroom.Search{Text: "しゃつ"}),
		showScene("search-latin", showGoods{}, nil, showroom.Home{}, showroom.Search{Latin: true}),
		showScene("search-none", showGoods{fakeGoods: fakeGoods{none: true}}, nil, showroom.Home{}, showroom.Search{Text: "てんと"}),
		showScene("compare", showGoods{}, nil, showroom.Home{}, shirts, showroom.ArticlePage{Style: "OX-2041"}, showroom.Compare{}),
		showScene("favorites", showGoods{}, nil, showroom.Home{}, showroom.Favorites{}),
		showScene("call-waiting", showGoods{}, nil, showroom.Home{}, showroom.Calls{}),
		showScene("call-busy", showGoods{}, nil, showroom.Home{}, showroom.Calls{}),
		showScene("call-coming", showGoods{}, nil, showroom.Home{}, showroom.Calls{}),
		showScene("basket", showGoods{}, nil, showroom.Home{}, showroom.BasketPage{}),
		showScene("basket-none", showGoods{}, nil, showroom.Home{}, showroom.BasketPage{}),
		showScene("who", showGoods{}, nil, showroom.Home{}, showroom.BasketPage{}, showroom.WhoPage{Field: showroom.PostalField}),
		showScene("who-kana", showGoods{}, nil, showroom.Home{}, showroom.BasketPage{}, showroom.WhoPage{Field: showroom.NameField}),
		showScene("confirm", showGoods{}, nil, showroom.Home{}, showroom.BasketPage{}, showroom.ConfirmPage{}),
		showScene("slip", showGoods{}, nil, showroom.Home{}, showroom.SlipPage{Slip: slipOf()}),
		showScene("idle", showGoods{}, func(_ page.Screen, w *window) { w.advance(showroom.AskAfter + 3*time.Second) }, showroom.Home{}, shirts),
	)
}
