package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"miseban/app/internal/stocktake"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/stocktakeui"
	"miseban/app/retail"
	"miseban/scanner"
)

// fakeCount is a shop that is being counted.
type fakeCount struct {
	bare bool // nothing was counted yet
	away bool // the hub is away
	list bool // a list of the day
	late bool // somebody still counts
}

// goodsNamed returns a SKU of the range by the beginning of its code.
func goodsNamed(prefix string) *retail.SKU {
	i := max(0, slices.IndexFunc(chain.SKUs, func(s retail.SKU) bool { return strings.HasPrefix(string(s.ID), prefix) }))
	return &chain.SKUs[i]
}

func counted(sku string, n int) stocktake.Item {
	s := goodsNamed(sku)
	return stocktake.Item{SKU: s, Ref: retail.LevelRef(s.ID, retail.Regular), Qty: n}
}

func (f fakeCount) take() retail.Stocktake {
	s := retail.Stocktake{ID: "area-1", Kind: retail.AreaCount, State: retail.StocktakeOpen, OpenedAt: at, Areas: []retail.CountArea{{Code: "A-01", State: retail.AreaDone}}, Totals: retail.CountTotals{Right: 9, Lines: 9}}
	if f.late {
		s.Areas[0].State = retail.AreaCounting
	}
	if f.list {
		s.Kind, s.Targets = retail.CycleCount, []retail.CountTarget{{}}
		s.Areas = append(s.Areas, retail.CountArea{Code: "A-02", State: retail.AreaCounting}, retail.CountArea{Code: "B-01", State: retail.AreaWaiting}, retail.CountArea{Code: "B-03", State: retail.AreaWaiting}, retail.CountArea{State: retail.AreaWaiting})
	}
	return s
}

// Counting is the area of the picture.
func (f fakeCount) Counting(context.Context, retail.StocktakeID, string) (stocktake.Counting, error) {
	v := stocktake.Counting{Stocktake: f.take(), Area: "A-01", Place: "売場 2階・左奥"}
	if f.list {
		v.Left = []stocktake.Item{counted("OX-2041-WH", 0), counted("TS", 0)}
	}
	if f.bare {
		return v, nil
	}
	v.Items = []stocktake.Item{counted("OX-2041", 4), counted("OX-2041-WH-L", 3), {Code: "4901234567894", Ref: "code/4901234567894", Qty: 1}, counted("KN", 2), counted("SN", 27)}
	v.Items[4].Stray, v.Items[4].Shelf = true, "C-02-1"
	flaw := counted("OX-2041", 1)
	flaw.Class, flaw.Ref = retail.BGrade, flaw.Ref+"/b_grade"
	v.Items = append(v.Items[:1:1], append([]stocktake.Item{flaw}, v.Items[1:]...)...)
	v.Pieces = 38
	v.Others = []stocktake.Other{{Name: "鈴木", NameEn: "Suzuki", Pieces: 24}, {Name: "高橋", NameEn: "Takahashi", Pieces: 12, Done: true}}
	return v, nil
}

func (fakeCount) Join(context.Context, retail.StocktakeID, string) error { return nil }

func (fakeCount) ScanAll(context.Context, retail.StocktakeID, string, retail.StockClass, []scanner.Code) ([]stocktake.Item, error) {
	return nil, nil
}

func (fakeCount) Add(_ context.Context, _ retail.StocktakeID, _ string, of stocktake.Item, _ int) (stocktake.Item, error) {
	return of, nil
}

func (fakeCount) Undo(context.Context, retail.StocktakeID, string) (stocktake.Item, error) {
	return stocktake.Item{}, retail.E(retail.CodeNotFound, "gallery", "", nil)
}

func (fakeCount) Tally(context.Context) error                           { return nil }
func (fakeCount) TallyAll(context.Context) error                        { return nil }
func (fakeCount) End(context.Context, retail.StocktakeID, string) error { return nil }
func (fakeCount) Find(context.Context, scanner.Code) (retail.SKU, error) {
	return *goodsNamed("OX-2041"), nil
}

func (fakeCount) NameCode(context.Context, retail.StocktakeID, string, retail.SKU) error { return nil }

func (fakeCount) OpenToday(context.Context) (retail.StocktakeID, error) { return "cycle-1", nil }

func (fakeCount) OpenFull(context.Context) (retail.StocktakeID, error) { return "full-1", nil }

func (fakeCount) OpenArea(context.Context, string) (retail.StocktakeID, error) { return "area-1", nil }

// Start is a shop in the middle of its day, or on its first.
func (f fakeCount) Start(context.Context) (stocktake.Start, error) {
	v := stocktake.Start{Today: 30, Areas: 5, Minutes: 20, Full: true, Weeks: retail.AccuracyByWeek(nil, at, 12)}
	if f.bare {
		v.Full = false
		return v, nil
	}
	v.Empty, v.Negative, v.Stale, v.Waiting = 3, 1, 12, 2
	v.Open = []stocktake.Open{{Stocktake: f.take(), Done: 1, Differs: 3}}
	for i := range v.Weeks {
		v.Weeks[i].Lines, v.Weeks[i].Right = 60, []int{49, 51, 52, 50, 0, 54, 55, 55, 57, 56, 58, 59}[i%12]
		if i == 4 {
			v.Weeks[i].Lines = 0
		}
	}
	return v, nil
}

func (f fakeCount) rows() []stocktake.AreaRow {
	people := []stocktake.Other{{Name: "鈴木", NameEn: "Suzuki", Pieces: 24}}
	rows := []stocktake.AreaRow{
		{CountArea: retail.CountArea{Code: "A-01", State: retail.AreaDone}, Place: "売場 2階・左奥", SKUs: 8, Counted: at.AddDate(0, 0, -12)},
		{CountArea: retail.CountArea{Code: "A-02", State: retail.AreaCounting}, Place: "売場 2階・中央", SKUs: 6, People: people, Mine: true, Counted: at.AddDate(0, -2, 0)},
		{CountArea: retail.CountArea{Code: "B-01", State: retail.AreaWaiting}, Place: "売場 1階・入口", SKUs: 11, Counted: at.AddDate(0, 0, -3)},
		{CountArea: retail.CountArea{Code: "B-03", State: retail.AreaWaiting}, Place: "バックヤード・右", SKUs: 4},
		{CountArea: retail.CountArea{State: retail.AreaWaiting}, SKUs: 1},
	}
	return rows
}

// Areas are those of the list of the day.
func (f fakeCount) Areas(context.Context, retail.StocktakeID) (retail.Stocktake, []stocktake.AreaRow, error) {
	return f.take(), f.rows(), nil
}

// ShopAreas are those of the shop.
func (f fakeCount) ShopAreas(context.Context) ([]stocktake.AreaRow, error) {
	if f.bare {
		return nil, nil
	}
	return f.rows(), nil
}

func differs(sku string, booked, counted int, price retail.Yen, again bool) stocktake.Variance {
	s := goodsNamed(sku)
	l := retail.CountLine{Stocktake: "area-1", SKU: s.ID, Class: retail.Regular, PriceTaxIn: price, State: retail.LineCounted, Expected: booked, Parts: []retail.LinePart{{Area: "A-01", Qty: counted, Staff: "ito"}}}
	if again {
		l.Again = &retail.CountedTwo{Qty: counted}
	}
	p := retail.CountPolicyDefault
	return stocktake.Variance{CountLine: l, Goods: *s, Shelf: "A-01-2", Place: "売場 2階・左奥", NeedsTwo: p.NeedsAgain(l), Approver: p.Approver(l), Settled: true, Staff: "伊藤", StaffEn: "Ito"}
}

// Results are a few differences of every sort.
func (f fakeCount) Results(_ context.Context, id retail.StocktakeID) (stocktake.Results, error) {
	if id == "" {
		return spotResults(), nil
	}
	r := stocktake.Results{Stocktake: f.take(), Online: !f.away, Booked: 9}
	if f.bare {
		return r, nil
	}
	if f.late {
		r.Counting = 1
	}
	mine := differs("KN", 6, 2, 7900, false)
	mine.Mine = true
	r.Open = []stocktake.Variance{differs("CT", 9, 4, 15900, true), mine, differs("OX-2041-WH", 8, 5, 4990, false), differs("TS", 4, 5, 1990, false)}
	for i := range r.Open {
		r.Open[i].Settled = !f.late
	}
	r.Unknown = []stocktake.Variance{{CountLine: retail.CountLine{Code: "4901234567894", Parts: []retail.LinePart{{Qty: 1}}}, Near: []stocktake.Item{counted("OX-2041-WH-L", 0), counted("KN", 0)}}}
	r.Again = []stocktake.Variance{differs("OX-2041-SX", 3, 2, 4990, false)}
	stray := differs("SN", 0, 1, 8900, false)
	stray.Shelf = "C-02-1"
	r.Strays = []stocktake.Variance{stray}
	return r, nil
}

// spotResults are counts of one SKU that wait.
func spotResults() stocktake.Results {
	mine := differs("KN", 6, 2, 7900, false)
	mine.Mine = true
	r := stocktake.Results{Online: true, Spots: true, Open: []stocktake.Variance{differs("OX-2041-WH", 10, 3, 4990, false), differs("CT", 9, 4, 15900, true), mine}}
	for i := range r.Open {
		r.Open[i].Spot = true
	}
	return r
}

func (fakeCount) BookRight(context.Context, retail.StocktakeID) (int, error) { return 0, nil }
func (fakeCount) Approve(context.Context, retail.CountLine, retail.VarianceReason) error {
	return nil
}

func (fakeCount) Refuse(context.Context, retail.CountLine) error { return nil }

func (fakeCount) Close(context.Context, retail.StocktakeID) error { return nil }
func (fakeCount) Line(context.Context, retail.StocktakeID, retail.SKUID, retail.StockClass) (stocktake.Variance, error) {
	return differs("OX-2041-WH", 8, 5, 4990, false), nil
}

func (fakeCount) CountAgain(context.Context, retail.StocktakeID, retail.SKUID, retail.StockClass, int, time.Time) error {
	return nil
}

// Checks are shelves that may be empty.
func (f fakeCount) Checks(context.Context) (stocktake.Checks, error) {
	if f.bare {
		return stocktake.Checks{}, nil
	}
	one := func(sku string, shelf string) stocktake.Check {
		s := goodsNamed(sku)
		return stocktake.Check{Goods: *s, Level: retail.StockLevel{StockKey: retail.StockKey{SKU: s.ID}, OnHand: 1, Picked: 1, Shelf: shelf, EmptyAt: at.Add(-40 * time.Minute), AsOf: at.AddDate(0, -4, 0)}}
	}
	minus := one("TS", "B-01-1")
	minus.Level.OnHand, minus.Level.Picked = -1, 0
	old := one("KN", "B-03-2")
	old.Level.OnHand = 4
	return stocktake.Checks{Empty: []stocktake.Check{one("OX-2041", "A-01-2"), one("SN", "C-02-1")}, Negative: []stocktake.Check{minus}, Stale: []stocktake.Check{old}}, nil
}

func (fakeCount) SayEmpty(context.Context, retail.SKUID) (bool, error) { return false, nil }

func init() {
	counting := page.Counting{Stocktake: "area-1", Area: "A-01"}
	countingScene := func(name string, f fakeCount, then func(page.Screen, *window)) scene {
		return scene{Name: name, Route: counting, Build: func(w page.Window) page.Screen { return stocktakeui.NewCounting(w, f, counting) }, Then: then, Contrast: name == "stocktake-counting"}
	}
	resultScene := func(name string, f fakeCount, then func(page.Screen, *window)) scene {
		r := page.StocktakeResult{Stocktake: "area-1"}
		return scene{Name: name, Route: r, Build: func(w page.Window) page.Screen { return stocktakeui.NewStocktakeResult(w, f, r) }, Then: then}
	}
	areas := func(name string, f fakeCount, r page.StocktakeAreas) scene {
		return scene{Name: name, Route: r, Build: func(w page.Window) page.Screen { return stocktakeui.NewStocktakeAreas(w, f, r) }}
	}
	start := func(name string, f fakeCount) scene {
		return scene{Name: name, Route: page.Stocktakes{}, Build: func(w page.Window) page.Screen { return stocktakeui.NewStocktakes(w, f, page.Stocktakes{}) }}
	}
	checks := func(name string, f fakeCount) scene {
		return scene{Name: name, Route: page.ShelfChecks{}, Build: func(w page.Window) page.Screen { return stocktakeui.NewShelfChecks(w, f, page.ShelfChecks{}) }}
	}
	spots := func(name string, then func(page.Screen, *window)) scene {
		return scene{Name: name, Route: page.StocktakeResult{}, Build: func(w page.Window) page.Screen {
			return stocktakeui.NewStocktakeResult(w, fakeCount{}, page.StocktakeResult{})
		}, Then: then}
	}
	again := page.CountAgain{Stocktake: "area-1", SKU: "OX-2041-WH-M"}
	scenes = append(scenes,
		start("stocktake", fakeCount{}), start("stocktake-first-day", fakeCount{bare: true}),
		areas("stocktake-areas", fakeCount{list: true}, page.StocktakeAreas{Stocktake: "cycle-1"}), areas("stocktake-choose", fakeCount{}, page.StocktakeAreas{}),
		countingScene("stocktake-counting", fakeCount{}, nil), countingScene("stocktake-class", fakeCount{}, func(_ page.Screen, w *window) { w.tap(w.Words().T("class.inspecting")) }), countingScene("stocktake-begin", fakeCount{bare: true}, nil), countingScene("stocktake-list", fakeCount{list: true}, nil),
		countingScene("stocktake-end", fakeCount{}, func(_ page.Screen, w *window) { w.tap("A-01") }),
		resultScene("stocktake-result", fakeCount{}, nil), resultScene("stocktake-offline", fakeCount{away: true, late: true}, nil), resultScene("stocktake-all-right", fakeCount{bare: true}, nil),
		spots("stocktake-spots", nil), spots("stocktake-spot-decide", func(_ page.Screen, w *window) { w.tap(w.Words().T("stocktake.step.approve")) }),
		scene{Name: "stocktake-again", Route: again, Build: func(w page.Window) page.Screen { return stocktakeui.NewCountAgain(w, fakeCount{}, again) }},
		checks("stocktake-checks", fakeCount{}), checks("stocktake-checks-none", fakeCount{bare: true}),
	)
}
