package stocktakeui_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"miseban/app/internal/stocktake"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/stocktakeui"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// shop is a shop in which one area is counted, and what was asked of it.
type shop struct {
	far     bool // an empty shelf is far from the books
	mu      sync.Mutex
	did     []string
	items   []stocktake.Item
	n       int64
	slow    chan struct{} // scans wait for it when it is there
	results stocktake.Results
	checks  stocktake.Checks
	start   stocktake.Start
}

func (f *shop) note(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.did = append(f.did, fmt.Sprintf(format, args...))
}

func (f *shop) has(what string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Contains(f.did, what)
}

func shirt() *retail.SKU {
	return &retail.SKU{ID: "SH-M", Name: "シャツ", NameEn: "Shirt", Size: "M", Color: retail.Color{Word: "白", En: "White", Hex: "#F8F6F1"}, PriceTaxIn: 3900}
}

func (f *shop) take() retail.Stocktake {
	return retail.Stocktake{ID: "t-1", Kind: retail.AreaCount, State: retail.StocktakeOpen, Areas: []retail.CountArea{{Code: "A-01", State: retail.AreaCounting}}}
}

func (f *shop) Counting(context.Context, retail.StocktakeID, string) (stocktake.Counting, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v := stocktake.Counting{Stocktake: f.take(), Area: "A-01", Place: "売場 2階", Items: slices.Clone(f.items), Last: f.n}
	for _, i := range f.items {
		v.Pieces += i.Qty
	}
	return v, nil
}

func (f *shop) put(ref string, sku *retail.SKU, code string, n int) stocktake.Item {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	i := slices.IndexFunc(f.items, func(x stocktake.Item) bool { return x.Ref == ref })
	if i < 0 {
		f.items = append(f.items, stocktake.Item{SKU: sku, Code: code, Ref: ref})
		i = len(f.items) - 1
	}
	f.items[i].Qty += n
	f.items[i].N = f.n
	return f.items[i]
}

func (f *shop) ScanAll(_ context.Context, _ retail.StocktakeID, _ string, class retail.StockClass, codes []scanner.Code) ([]stocktake.Item, error) {
	if f.slow != nil {
		<-f.slow
	}
	var out []stocktake.Item
	if class != retail.Regular {
		f.note("class %s", class)
	}
	for _, c := range codes {
		switch {
		case c.Kind == scanner.KindStaff:
			return out, retail.E(retail.CodeInvalid, "test", "", nil)
		case c.Text == "shirt":
			out = append(out, f.put("SH-M/regular", shirt(), "", 1))
		default:
			out = append(out, f.put("code/"+c.Text, nil, c.Text, 1))
		}
	}
	f.note("scans %d", len(codes))
	return out, nil
}

func (f *shop) Join(context.Context, retail.StocktakeID, string) error { f.note("join"); return nil }

func (f *shop) Add(_ context.Context, _ retail.StocktakeID, _ string, of stocktake.Item, n int) (stocktake.Item, error) {
	return f.put(of.Ref, of.SKU, of.Code, n), nil
}

func (f *shop) Undo(context.Context, retail.StocktakeID, string) (stocktake.Item, error) {
	if len(f.items) == 0 {
		return stocktake.Item{}, retail.E(retail.CodeNotFound, "test", "", nil)
	}
	return f.put("SH-M/regular", shirt(), "", -1), nil
}
func (f *shop) Tally(context.Context) error    { f.note("tally"); return nil }
func (f *shop) TallyAll(context.Context) error { f.note("tally all"); return nil }
func (f *shop) End(context.Context, retail.StocktakeID, string) error {
	f.note("end")
	return nil
}

func (f *shop) Find(_ context.Context, c scanner.Code) (retail.SKU, error) {
	if c.Text != "shirt" {
		return retail.SKU{}, retail.E(retail.CodeNotFound, "test", "", nil)
	}
	return *shirt(), nil
}

func (f *shop) NameCode(_ context.Context, _ retail.StocktakeID, code string, sku retail.SKU) error {
	f.note("%s is %s", code, sku.ID)
	return nil
}

func (f *shop) Results(context.Context, retail.StocktakeID) (stocktake.Results, error) {
	r := f.results
	r.Stocktake = f.take()
	return r, nil
}

func (f *shop) BookRight(context.Context, retail.StocktakeID) (int, error) {
	f.note("book")
	return 0, nil
}

func (f *shop) Approve(_ context.Context, l retail.CountLine, why retail.VarianceReason) error {
	f.note("approve %s %d %v", l.SKU, l.Qty(), why)
	return nil
}

func (f *shop) Refuse(_ context.Context, l retail.CountLine) error {
	f.note("refuse %s %d", l.SKU, l.Qty())
	return nil
}
func (f *shop) Close(context.Context, retail.StocktakeID) error { f.note("close"); return nil }
func (f *shop) Line(context.Context, retail.StocktakeID, retail.SKUID, retail.StockClass) (stocktake.Variance, error) {
	return stocktake.Variance{Goods: *shirt(), Shelf: "A-01-2", CountLine: line(9, 4)}, nil
}

func (f *shop) CountAgain(_ context.Context, _ retail.StocktakeID, sku retail.SKUID, _ retail.StockClass, n int, from time.Time) error {
	f.note("again %s %d %v", sku, n, from.Equal(pagetest.At))
	return nil
}
func (f *shop) Checks(context.Context) (stocktake.Checks, error) { return f.checks, nil }
func (f *shop) SayEmpty(_ context.Context, id retail.SKUID) (bool, error) {
	f.note("empty %s", id)
	return f.far, nil
}
func (f *shop) Start(context.Context) (stocktake.Start, error)        { return f.start, nil }
func (f *shop) OpenToday(context.Context) (retail.StocktakeID, error) { return "cycle-1", nil }
func (f *shop) OpenFull(context.Context) (retail.StocktakeID, error)  { return "full-1", nil }
func (f *shop) OpenArea(_ context.Context, a string) (retail.StocktakeID, error) {
	return retail.StocktakeID("area-" + a), nil
}

func (f *shop) ShopAreas(context.Context) ([]stocktake.AreaRow, error) {
	return []stocktake.AreaRow{{CountArea: retail.CountArea{Code: "A-01", State: retail.AreaWaiting}, SKUs: 8}}, nil
}

func (f *shop) Areas(ctx context.Context, _ retail.StocktakeID) (retail.Stocktake, []stocktake.AreaRow, error) {
	rows, err := f.ShopAreas(ctx)
	return f.take(), rows, err
}

func line(booked, qty int) retail.CountLine {
	return retail.CountLine{Stocktake: "t-1", SKU: "SH-M", Class: retail.Regular, PriceTaxIn: 3900, State: retail.LineCounted, Expected: booked, Parts: []retail.LinePart{{Area: "A-01", Qty: qty}}}
}

func scan(text string) scanner.Code { return scanner.Code{Kind: scanner.KindGTIN, Text: text} }

var shapes = []page.Shape{page.Handheld, page.Counter}

func TestCounting(t *testing.T) {
	for _, shape := range shapes {
		svc := &shop{}
		f := pagetest.New(t, shape, words.Ja, theme.Light)
		f.Show(func(w page.Window) page.Screen {
			return stocktakeui.NewCounting(w, svc, page.Counting{Stocktake: "t-1", Area: "A-01"})
		})
		f.UntilSeen("商品をスキャンしてください")
		f.Until(func() bool { return svc.has("join") })
		f.Screen.Scan(scan("shirt"))
		f.UntilSeen("シャツ")
		f.Screen.Scan(scan("4901234567894"))
		f.UntilSeen("登録のないコード")
		for _, text := range []string{"2点", "1種類", "帳簿の数は終わってから出ます", "4901234567894", "A-01を終える"} {
			if !f.Sees(text) {
				t.Errorf("%v: %q is not to be seen: %s", shape, text, f.Read())
			}
		}
		f.Screen.Scan(scanner.Code{Kind: scanner.KindStaff})
		f.UntilSeen("商品のコードではありません")
		f.Tap("戻す")
		f.UntilSeen("1つ戻しました")
		f.Tap("どの商品")
		f.UntilSeen("4901234567894 はどの商品ですか")
		f.Screen.Scan(scan("shirt"))
		f.Until(func() bool { return svc.has("4901234567894 is SH-M") })
		f.Screen.Scan(scan("shirt"))
		f.UntilSeen("シャツ")
		f.Tap("シャツ")
		f.Tap("1")
		f.Tap("2")
		f.Tap("足す")
		f.UntilSeen("13点")
		if f.Played[len(f.Played)-1] != assets.SoundRight {
			t.Errorf("%v: played %v", shape, f.Played)
		}
		f.Clock.Advance(10 * time.Second)
		f.Until(func() bool { return svc.has("tally") })
		f.Tap("A-01を終える")
		f.UntilSeen("まだ数える")
		f.Tap("終える")
		f.Until(func() bool { return len(f.Replaced) > 0 })
		if !svc.has("end") || f.Replaced[0] != (page.StocktakeResult{Stocktake: "t-1"}) {
			t.Errorf("%v: went %v, did %v", shape, f.Replaced, svc.did)
		}
	}
}

// Scans that come while the disk is busy are stored, in one go, also those that
// wait when somebody leaves the page.
func TestScansThatWaitAreStored(t *testing.T) {
	svc := &shop{slow: make(chan struct{})}
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen {
		return stocktakeui.NewCounting(w, svc, page.Counting{Stocktake: "t-1", Area: "A-01"})
	})
	f.UntilSeen("商品をスキャンしてください")
	for range 50 {
		f.Screen.Scan(scan("shirt"))
	}
	svc.slow <- struct{}{}
	f.UntilSeen("1点")
	for range 7 {
		f.Screen.Scan(scan("shirt"))
	}
	f.Screen.Close()
	close(svc.slow)
	f.Until(func() bool {
		svc.mu.Lock()
		defer svc.mu.Unlock()
		return len(svc.items) == 1 && svc.items[0].Qty == 57
	})
}

// TestSpots: what waits for another person is decided by who may, and who counts next
// sees no figure.
func TestSpots(t *testing.T) {
	far := stocktake.Variance{CountLine: line(9, 4), Goods: *shirt(), Settled: true, NeedsTwo: true, Spot: true, Approver: retail.RoleLead, Staff: "佐藤"}
	far.Stocktake = ""
	svc := &shop{results: stocktake.Results{Online: true, Spots: true, Open: []stocktake.Variance{far}}}
	show := func(shape page.Shape, role retail.Role) *pagetest.Fake {
		f := pagetest.New(t, shape, words.Ja, theme.Light)
		f.WhoIs.Role = role
		f.Show(func(w page.Window) page.Screen { return stocktakeui.NewStocktakeResult(w, svc, page.StocktakeResult{}) })
		return f
	}
	for _, shape := range shapes {
		f := show(shape, retail.RoleManager)
		f.UntilSeen("理由を選んで承認")
		if !f.Sees("決まるまで") {
			t.Error(f.Read())
		}
		f.Tap("理由を選んで承認")
		f.UntilSeen("紛失・盗難")
		f.Tap("紛失・盗難")
		f.Tap("承認する")
		f.Until(func() bool { return svc.has("approve SH-M 4 lost") })
		f.Tap("理由を選んで承認")
		f.UntilSeen("差し戻す")
		f.Tap("差し戻す")
		f.Until(func() bool { return svc.has("refuse SH-M 4") })
		if f.Sees("棚卸を終える") {
			t.Errorf("%v: nothing is to be ended: %s", shape, f.Read())
		}
	}
	for _, role := range []retail.Role{retail.RoleStaff, retail.RoleLead} {
		f := show(page.Handheld, role)
		f.UntilSeen("別の人が数え直す")
		if role == retail.RoleStaff && (f.Sees("4点") || f.Sees("−5") || f.Sees("帳簿 9")) {
			t.Error("who counts next sees the figure: " + f.Read())
		}
		f.Tap("別の人が数え直す")
		if !slices.Equal(f.Went, []page.Route{page.Count{SKU: "SH-M"}}) {
			t.Errorf("went to %v", f.Went)
		}
	}
	svc.results.Open[0].Mine = true
	f := show(page.Handheld, retail.RoleManager)
	f.UntilSeen("別の人に数え直しをたのむ")
	svc.results.Open = nil
	f = show(page.Counter, retail.RoleStaff)
	f.UntilSeen("確認待ちの数はありません")
}

func TestResult(t *testing.T) {
	lost := stocktake.Variance{CountLine: line(9, 4), Goods: *shirt(), Settled: true, Approver: retail.RoleLead, Staff: "佐藤"}
	two := lost
	two.NeedsTwo = true
	svc := &shop{results: stocktake.Results{Online: true, Right: 3, Open: []stocktake.Variance{lost}, Unknown: []stocktake.Variance{{CountLine: retail.CountLine{Code: "4999"}, Near: []stocktake.Item{{SKU: shirt()}}}}}}
	for _, shape := range shapes {
		f := pagetest.New(t, shape, words.Ja, theme.Light)
		f.WhoIs.Role = retail.RoleManager
		f.Show(func(w page.Window) page.Screen {
			return stocktakeui.NewStocktakeResult(w, svc, page.StocktakeResult{Stocktake: "t-1"})
		})
		f.UntilSeen("差異 1種類")
		for _, text := range []string{"−5", "帳簿 9", "4点", "理由を選んで承認", "前後: シャツ 白・M", "3種類"} {
			if !f.Sees(text) {
				t.Errorf("%v: %q is not to be seen: %s", shape, text, f.Read())
			}
		}
		f.Tap("理由を選んで承認")
		f.UntilSeen("紛失・盗難")
		if f.Sees("見つかった") || !f.Sees("在庫 9 → 4") {
			t.Errorf("%v: %s", shape, f.Read())
		}
		f.Tap("紛失・盗難")
		f.Tap("承認する")
		f.Until(func() bool { return svc.has("approve SH-M 4 lost") })
		f.Tap("どの商品")
		f.Tap("商品ではない")
		f.Until(func() bool { return svc.has("4999 is ") })
		f.Tap("棚卸を終える")
		f.UntilSeen("決まっていない品が 2種類")
	}
	svc.results.Open = []stocktake.Variance{two}
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.WhoIs.Role = retail.RoleStaff
	f.Show(func(w page.Window) page.Screen {
		return stocktakeui.NewStocktakeResult(w, svc, page.StocktakeResult{Stocktake: "t-1"})
	})
	f.UntilSeen("別の人が数え直す")
	if f.Sees("−5") || f.Sees("帳簿 9") {
		t.Error("a part-timer sees what the books say: " + f.Read())
	}
	f.Tap("別の人が数え直す")
	if !slices.Equal(f.Went, []page.Route{page.CountAgain{Stocktake: "t-1", SKU: "SH-M", Class: retail.Regular}}) {
		t.Errorf("went %v", f.Went)
	}
}

func TestCountAgainIsBlind(t *testing.T) {
	for _, shape := range shapes {
		svc := &shop{}
		f := pagetest.New(t, shape, words.Ja, theme.Light)
		f.Show(func(w page.Window) page.Screen {
			return stocktakeui.NewCountAgain(w, svc, page.CountAgain{Stocktake: "t-1", SKU: "SH-M"})
		})
		f.UntilSeen("A-01-2")
		if !f.Sees("先に数えてください") {
			t.Error(f.Read())
		}
		f.Screen.Scan(scan("shirt"))
		f.UntilSeen("1点で決める")
		f.Screen.Scan(scan("other"))
		f.UntilSeen("登録がありません")
		f.Screen.Scan(scan("shirt"))
		f.UntilSeen("2点で決める")
		f.Tap("2点で決める")
		f.Until(func() bool { return svc.has("again SH-M 2 true") && f.Backs == 1 })
	}
}

func TestStartAndAreas(t *testing.T) {
	for _, shape := range shapes {
		svc := &shop{start: stocktake.Start{
			Today: 30, Areas: 5, Minutes: 20, Empty: 3, Full: true, Open: []stocktake.Open{{Stocktake: (&shop{}).take(), Differs: 2}},
			Weeks: []retail.Accuracy{{From: pagetest.At, Lines: 40, Right: 37}},
		}}
		f := pagetest.New(t, shape, words.Ja, theme.Light)
		f.Show(func(w page.Window) page.Screen { return stocktakeui.NewStocktakes(w, svc, page.Stocktakes{}) })
		f.UntilSeen("30種類・5エリア・約20分")
		for _, text := range []string{"92.5%", "差異 2", "全棚卸を始める", "空の棚"} {
			if !f.Sees(text) {
				t.Errorf("%v: %q is not to be seen: %s", shape, text, f.Read())
			}
		}
		f.Tap("30種類")
		f.Until(func() bool { return len(f.Went) == 1 })
		f.Screen.Scan(scan("shirt"))
		f.Until(func() bool { return len(f.Went) == 2 })
		if !slices.Equal(f.Went, []page.Route{page.StocktakeAreas{Stocktake: "cycle-1"}, page.Count{SKU: "SH-M"}}) {
			t.Errorf("%v: went %v", shape, f.Went)
		}
		f = pagetest.New(t, shape, words.Ja, theme.Light)
		f.Show(func(w page.Window) page.Screen { return stocktakeui.NewStocktakeAreas(w, svc, page.StocktakeAreas{}) })
		f.UntilSeen("まだ数えていません")
		f.Screen.Scan(scanner.Code{Kind: scanner.KindPlace, Fields: scanner.Fields{ID: "A-01-2"}})
		f.Until(func() bool { return len(f.Replaced) == 1 })
		if f.Replaced[0] != (page.Counting{Stocktake: "area-A-01", Area: "A-01"}) {
			t.Errorf("%v: %v", shape, f.Replaced)
		}
	}
}

func TestShelfChecks(t *testing.T) {
	for _, shape := range shapes {
		l := retail.StockLevel{StockKey: retail.StockKey{SKU: "SH-M"}, OnHand: 1, Picked: 1, Shelf: "A-01-2", EmptyAt: pagetest.At}
		minus := l
		minus.OnHand, minus.Picked = -2, 0
		svc := &shop{checks: stocktake.Checks{Empty: []stocktake.Check{{Level: l, Goods: *shirt()}}, Negative: []stocktake.Check{{Level: minus, Goods: *shirt()}}}}
		f := pagetest.New(t, shape, words.Ja, theme.Light)
		f.Show(func(w page.Window) page.Screen { return stocktakeui.NewShelfChecks(w, svc, page.ShelfChecks{}) })
		f.UntilSeen("棚は空ですか")
		f.Tap("空です")
		f.Until(func() bool { return svc.has("empty SH-M") })
		f.Tap("まだある")
		if f.Went[0] != (page.Count{SKU: "SH-M"}) {
			t.Errorf("went %v", f.Went)
		}
		f.Tap("マイナス")
		f.UntilSeen("帳簿では棚に −2点です")
	}
}

// TestEmptyShelfFarFromTheBooks: who says that a shelf is empty hears that it is not enough.
func TestEmptyShelfFarFromTheBooks(t *testing.T) {
	l := retail.StockLevel{StockKey: retail.StockKey{SKU: "SH-M"}, OnHand: 1, Picked: 1, Shelf: "A-01-2", EmptyAt: pagetest.At}
	svc := &shop{far: true, checks: stocktake.Checks{Empty: []stocktake.Check{{Level: l, Goods: *shirt()}}}}
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return stocktakeui.NewShelfChecks(w, svc, page.ShelfChecks{}) })
	f.UntilSeen("棚は空ですか")
	f.Tap("空です")
	f.UntilSeen("別の人も数えます")
}

func TestGolden(t *testing.T) {
	for _, shape := range shapes {
		svc := &shop{}
		svc.put("SH-M/regular", shirt(), "", 4)
		svc.put("code/4901234567894", nil, "4901234567894", 1)
		f := pagetest.New(t, shape, words.Ja, theme.Light)
		f.Show(func(w page.Window) page.Screen {
			return stocktakeui.NewCounting(w, svc, page.Counting{Stocktake: "t-1", Area: "A-01"})
		})
		f.UntilSeen("4901234567894")
		f.Golden("counting-" + shape.String())
	}
}
