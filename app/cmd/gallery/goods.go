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
	last  []string
	clash bool          // the web shop asks another price
	live  bool          // the hub answers
	tight bool          // many shops lie close together
	far   time.Duration // so old are the figures of other sites
	blind bool          // none have come yet

	out    bool          // no other site has any
	silent time.Duration // so long the hub was not heard of
	waits  bool          // a count of the shirt waits for another person
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

// Facets is what a shop of clothes is narrowed down by.
func (f fakeGoods) Facets(context.Context, string, catalog.Filter) (catalog.Facets, error) {
	return catalog.Facets{
		Categories: []catalog.Facet{{Word: "シャツ", N: 12}, {Word: "ニット", N: 9}, {Word: "靴下", N: 7}, {Word: "パンツ", N: 6}},
		Brands:     []catalog.Facet{{Word: "東京デニム", N: 8}, {Word: "青葉堂", N: 5}},
		Colors:     []catalog.Facet{{Word: "白", En: "white", N: 14}, {Word: "紺", En: "navy", N: 11}, {Word: "グレー", En: "grey", N: 6}},
		Sizes:      []catalog.Facet{{Word: "S", N: 18}, {Word: "M", N: 21}, {Word: "L", N: 19}, {Word: "XL", N: 8}}, Low: 990, High: 12900,
	}, nil
}

// Last is what was looked for before.
func (f fakeGoods) Last(context.Context) ([]string, error) {
	return f.last, nil
}

// Remember forgets.
func (fakeGoods) Remember(context.Context, string) error { return nil }

// StyleOf is the shirt.
func (fakeGoods) StyleOf(context.Context, retail.SKUID) (string, error) { return "OX-2041", nil }

// wished lead nowhere.
var wished = goodsui.Actions{Hold: func(goodsui.Wish) {}, Fetch: func(goodsui.Wish) {}}

// Product is an article of the range.
func (f fakeGoods) Product(_ context.Context, code string) (catalog.Product, error) {
	for _, s := range articles() {
		if s.Code != code {
			continue
		}
		if f.clash {
			for i := range s.Variants {
				s.Variants[i].ECTaxIn = 6990
			}
		}
		p := catalog.Matrix(s)
		p.AsOf, p.Known, p.Here = at, at.Add(-f.silent), map[retail.SKUID]retail.StockLevel{}
		for i, v := range s.Variants {
			p.Waits = map[retail.SKUID]bool{"OX-2041-WH-M": f.waits}
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
	e := catalog.Elsewhere{At: at.Add(-5*time.Minute - f.far), Sites: []catalog.Other{
		site("新宿店", "Shinjuku", 3400, 4, true), site("池袋店", "Ikebukuro", 6100, 1, false), site("関東倉庫", "Kanto warehouse", 31200, 120, true),
	}}
	e = f.placed(e)
	for _, name := range [][2]string{{"自由が丘店", "Jiyugaoka"}, {"横浜店", "Yokohama"}, {"大宮店", "Omiya"}} {
		s := retail.Site{ID: retail.SiteID(name[1]), Name: name[0], NameEn: name[1], Kind: retail.Shop, Opens: "10:00", Closes: "20:00", Phone: "03-0000-0000"}
		e.Empty = append(e.Empty, catalog.Other{Site: s, Away: 8000, Open: true})
	}
	if f.out {
		e.Sites = nil
	}
	return e, nil
}

// placed puts the sites where they are in Tokyo, with how far each is to be
// believed.
func (f fakeGoods) placed(e catalog.Elsewhere) catalog.Elsewhere {
	e.Here = retail.Site{Name: "渋谷店", NameEn: "Shibuya", Lat: 35.658, Lng: 139.7016, Kind: retail.Shop}
	at2 := [][2]float64{{35.6909, 139.7003}, {35.7295, 139.7109}, {35.9, 139.6}}
	for i := range e.Sites {
		e.Sites[i].Site.Kind, e.Sites[i].Site.Lat, e.Sites[i].Site.Lng = retail.Shop, at2[i][0], at2[i][1]
		e.Sites[i].Site.Opens, e.Sites[i].Site.Closes, e.Sites[i].Site.Phone = "10:00", "20:00", "03-0000-0000"
	}
	e.Sites[2].Site.Kind = retail.Warehouse
	more := func(name, en string, lat, lng float64, n int) {
		s := retail.Site{ID: retail.SiteID(en), Name: name, NameEn: en, Kind: retail.Shop, Lat: lat, Lng: lng, Opens: "10:00", Closes: "21:00", Phone: "03-0000-0000"}
		e.Sites = append(e.Sites, catalog.Other{Site: s, Away: retail.Distance(e.Here, s), Open: true, Stock: retail.SiteStock{Available: n}})
	}
	if f.tight {
		more("表参道店", "Omotesando", 35.6652, 139.7123, 2)
		more("原宿店", "Harajuku", 35.6702, 139.7027, 3)
		more("恵比寿店", "Ebisu", 35.6467, 139.7101, 1)
		more("代官山店", "Daikanyama", 35.6481, 139.7032, 6)
		more("銀座店", "Ginza", 35.6717, 139.7650, 5)
		more("吉祥寺店", "Kichijoji", 35.7033, 139.5797, 2)
		more("札幌店", "Sapporo", 43.0618, 141.3545, 7)
	}
	for i := range e.Sites {
		o := &e.Sites[i]
		o.Sure, o.Doubt = retail.BelieveStock(o.Site, o.Stock.Available, e.At, time.Time{}, at)
		if i == 1 && !f.live {
			o.Sure, o.Doubt = 0, retail.DoubtGreat
		}
	}
	return e
}

// Stand is what the shop has of a shirt.
func (f fakeGoods) Stand(_ context.Context, id retail.SKUID) (catalog.Stand, error) {
	s := catalog.Stand{AsOf: at, Known: at.Add(-f.silent), Role: retail.RoleStaff, Due: at.AddDate(0, 0, 4)}
	for _, k := range chain.SKUs {
		if k.ID == id {
			s.SKU = k
		}
	}
	if f.clash {
		s.SKU.Prices = retail.Prices{ECTaxIn: 6990, MemberTaxIn: 6831, Promotion: &retail.Promotion{Name: "秋のシャツフェア", PriceTaxIn: 6600, From: at.AddDate(0, 0, -3), Until: at.AddDate(0, 0, 4)}}
	}
	level := func(c retail.StockClass, n int) retail.StockLevel {
		return retail.StockLevel{StockKey: retail.StockKey{SKU: id, Class: c}, OnHand: n, Shelf: "A-01-2", Place: "売場 2階"}
	}
	regular := level(retail.Regular, 6)
	regular.Allocated, regular.Held, regular.Safety, regular.Incoming = 2, 1, 1, 3
	s.Levels = []retail.StockLevel{regular, level(retail.BGrade, 1), level(retail.Display, 1)}
	return s, nil
}

// Moves is a morning.
func (f fakeGoods) Moves(context.Context, retail.SKUID, retail.StockClass) (catalog.Moves, error) {
	line := func(before time.Duration, k retail.MoveKind, onHand, allocated int, who string, unsent bool) catalog.MoveLine {
		return catalog.MoveLine{Movement: retail.Movement{Kind: k, OnHand: onHand, Allocated: allocated, At: at.Add(-before)}, Name: who, NameEn: who, Unsent: unsent}
	}
	own := line(5*time.Minute, retail.MoveReclass, -1, 0, "佐藤", true)
	if f.blind {
		return catalog.Moves{Lines: []catalog.MoveLine{own}, Offline: true}, nil
	}
	held, coming := line(30*time.Minute, retail.MoveHold, 0, 0, "森", false), line(3*time.Hour, retail.MoveIncoming, 0, 0, "", false)
	held.Held, held.Hold, coming.Incoming, coming.Transfer = 1, "h-1", 3, galleryTransfer
	return catalog.Moves{Lines: []catalog.MoveLine{
		own, line(20*time.Minute, retail.MoveSale, -1, 0, "", false), held, line(50*time.Minute, retail.MoveAllocate, 0, 1, "", false), coming, line(20*time.Hour, retail.MoveReceipt, 6, 0, "森", false),
	}, More: true}, nil
}

// Reclass, RaisePrice, AskShelf and AnswerShelf do nothing.
func (fakeGoods) Reclass(context.Context, retail.Reclass) error { return nil }

// RaisePrice does nothing.
func (fakeGoods) RaisePrice(context.Context, retail.SKUID, retail.Yen) error { return nil }

// AskShelf does nothing.
func (fakeGoods) AskShelf(context.Context, retail.SiteID, retail.SKUID, int) error { return nil }

// AnswerShelf does nothing.
func (fakeGoods) AnswerShelf(context.Context, retail.ShelfCheck, retail.ShelfAnswer, int) error {
	return nil
}

// Checks is one shelf to look at, and three questions.
func (f fakeGoods) Checks(context.Context) ([]catalog.Check, error) {
	if f.none {
		return nil, nil
	}
	sku := func(id retail.SKUID) retail.SKU {
		for _, k := range chain.SKUs {
			if k.ID == id {
				return k
			}
		}
		return chain.SKUs[0]
	}
	check := func(name, en string, mine bool, before time.Duration, goods retail.SKU) catalog.Check {
		k := retail.ShelfCheck{ID: retail.ShelfCheckID(name), SKU: goods.ID, Seen: 2, AskedAt: at.Add(-before), Due: at.Add(retail.ShelfTime - before)}
		return catalog.Check{ShelfCheck: k, Other: retail.Site{Name: name, NameEn: en, Phone: "03-0000-0000"}, Mine: mine, Goods: goods}
	}
	look := check("新宿店", "Shinjuku", false, 2*time.Minute, sku("OX-2041-WH-M"))
	look.Shelf, look.Place = "A-01-2", "売場 2階・左奥の棚"
	said := check("池袋店", "Ikebukuro", true, 9*time.Minute, chain.SKUs[3])
	said.Answer, said.Qty, said.AnsweredAt = retail.ShelfHas, 2, at.Add(-4*time.Minute)
	late := check("銀座店", "Ginza", true, 14*time.Minute, chain.SKUs[9])
	unsent := check("吉祥寺店", "Kichijoji", true, time.Minute, chain.SKUs[20])
	unsent.Pending = true
	return []catalog.Check{look, unsent, said, late}, nil
}

// Proposals is goods to get and goods to give.
func (f fakeGoods) Proposals(context.Context) (catalog.Proposals, error) {
	if f.blind {
		return catalog.Proposals{}, retail.E(retail.CodeOffline, "gallery", "", nil)
	}
	p := func(i, qty, spare, sold int, name, en string, out bool) catalog.Proposal {
		return catalog.Proposal{
			Proposal: retail.Proposal{SKU: chain.SKUs[i].ID, Qty: qty, Spare: spare, Sold: sold}, Goods: chain.SKUs[i], Out: out,
			From: retail.Site{Name: name, NameEn: en}, To: retail.Site{Name: name, NameEn: en},
		}
	}
	return catalog.Proposals{At: at.Add(-25 * time.Minute), List: []catalog.Proposal{
		p(0, 4, 11, 16, "池袋店", "Ikebukuro", false), p(14, 2, 6, 8, "銀座店", "Ginza", false), p(7, 5, 9, 12, "新宿店", "Shinjuku", true),
	}}, nil
}

// ElsewhereNow is what the hub answers, where it does.
func (f fakeGoods) ElsewhereNow(ctx context.Context, id retail.SKUID) (catalog.Elsewhere, error) {
	e, err := f.Elsewhere(ctx, id)
	e.Live = f.live
	return e, err
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

// aboutGoods is a scene of the pages behind an article; then is the key of what is
// tapped, "site" the first site.
func aboutGoods(name string, r page.Route, f fakeGoods, then string) scene {
	build := func(w page.Window) page.Screen {
		switch r := r.(type) {
		case page.Stand:
			return goodsui.NewStand(w, f, r)
		case page.Others:
			return goodsui.NewOthers(w, f, wished, r)
		case page.Shelves:
			return goodsui.NewShelves(w, f, r)
		}
		return goodsui.NewProposals(w, f, func(retail.Proposal) {}, page.Proposals{})
	}
	s := scene{Name: name, Route: r, Build: build}
	if then != "" {
		s.Then = func(_ page.Screen, w *window) {
			word := page.Name(w.Words(), "新宿店", "Shinjuku")
			if then != "site" {
				word = w.Words().T(then)
			}
			w.tap(word)
		}
	}
	return s
}

// asked for at a shop that has none.
var zeroAsked = scene{
	Name: "others-zero-ask", Route: page.Others{}, Build: func(w page.Window) page.Screen {
		return goodsui.NewOthers(w, fakeGoods{out: true}, wished, page.Others{SKU: "OX-2041-WH-M"})
	},
	Then: func(_ page.Screen, w *window) { w.tap(page.Name(w.Words(), "横浜店", "Yokohama")) },
}

func productScene(name string, f fakeGoods, r page.Product) scene {
	return scene{Name: name, Route: r, Build: func(w page.Window) page.Screen { return goodsui.NewProduct(w, f, wished, r) }, Contrast: name == "product"}
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
		productScene("product-silent", fakeGoods{silent: 2 * time.Hour}, shirt),
		aboutGoods("stand-silent", page.Stand{SKU: shirt.SKU}, fakeGoods{silent: 9 * time.Hour, blind: true}, ""),
		productScene("product-blind", fakeGoods{blind: true}, page.Product{Style: "SN-7010"}),
		productScene("product-count-waits", fakeGoods{waits: true}, shirt),
		productScene("product-clash", fakeGoods{clash: true}, shirt),
		goodsScene("goods-last", fakeGoods{last: []string{"靴下 白", "カーディガン", "OX-2041"}}, "", false),
		aboutGoods("stand", page.Stand{SKU: shirt.SKU}, fakeGoods{clash: true}, ""),
		aboutGoods("stand-offline", page.Stand{SKU: shirt.SKU}, fakeGoods{blind: true}, ""),
		aboutGoods("stand-class", page.Stand{SKU: shirt.SKU}, fakeGoods{}, "stand.reclass"),
		aboutGoods("stand-tag", page.Stand{SKU: shirt.SKU}, fakeGoods{clash: true}, "price.raise"),
		aboutGoods("others", page.Others{SKU: shirt.SKU}, fakeGoods{tight: true}, ""),
		aboutGoods("others-map", page.Others{SKU: shirt.SKU, Map: true}, fakeGoods{tight: true, live: true}, ""),
		aboutGoods("others-zero", page.Others{SKU: shirt.SKU}, fakeGoods{out: true}, ""),
		zeroAsked,
		aboutGoods("others-ask", page.Others{SKU: shirt.SKU}, fakeGoods{tight: true}, "site"),
		aboutGoods("shelves", page.Shelves{}, fakeGoods{}, ""),
		aboutGoods("shelves-none", page.Shelves{}, fakeGoods{none: true}, ""),
		aboutGoods("shelves-count", page.Shelves{}, fakeGoods{}, "shelf.say.has"),
		aboutGoods("proposals", page.Proposals{}, fakeGoods{}, ""),
		aboutGoods("proposals-offline", page.Proposals{}, fakeGoods{blind: true}, ""),
		productScene("product-unknown", fakeGoods{}, page.Product{GTIN: "04900000000000"}),
	)
}
