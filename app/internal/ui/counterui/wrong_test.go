package counterui_test

import (
	"context"
	"testing"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/counterui"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets/words"
	"miseban/scanner"
)

// wrongDesk keeps what was written down.
type wrongDesk struct {
	lines []retail.Line
	said  chan retail.WrongReport
}

func (d wrongDesk) Wrong(context.Context, retail.OrderID) (pickup.WrongView, error) {
	return pickup.WrongView{Order: &retail.Order{ID: "o", Number: "4821", Lines: d.lines}, Name: "ヤマダ", Out: true, Lines: d.lines}, nil
}

func (wrongDesk) Goods(_ context.Context, c scanner.Code) (retail.SKU, error) {
	if c.Text != "123" {
		return retail.SKU{}, retail.E(retail.CodeNotFound, "test", "", nil)
	}
	return retail.SKU{ID: "boots", Name: "ブーツ"}, nil
}

func (d wrongDesk) ReportWrong(_ context.Context, b retail.WrongReport) error {
	d.said <- b
	return nil
}

// TestWrongGoods: which and how are asked for; a scan says what lay there; and a
// second tap writes nothing down.
func TestWrongGoods(t *testing.T) {
	for _, shape := range []page.Shape{page.Handheld, page.Counter} {
		d := wrongDesk{[]retail.Line{{No: 1, Name: "シャツ", Picked: 1}, {No: 2, Name: "トート", Picked: 1}}, make(chan retail.WrongReport, 2)}
		f := pagetest.New(t, shape, words.Ja, theme.Light)
		f.Show(func(w page.Window) page.Screen { return counterui.NewWrongGoods(w, d, page.WrongGoods{Order: "o"}) })
		f.UntilSeen("トート")
		f.Tap("まちがいを記録")
		f.Tap("トート")
		f.UntilSeen("どうちがうかを選んでください")
		f.Tap("足りない")
		f.Screen.Scan(scanner.Code{Text: "9"})
		f.UntilSeen("登録のない商品です")
		f.Screen.Scan(scanner.Code{Text: "123"})
		f.UntilSeen("ブーツ")
		f.Tap("まちがいを記録")
		f.Tap("まちがいを記録")
		f.Until(func() bool { return f.Backs == 1 })
		if b := <-d.said; len(d.said) != 0 || b != (retail.WrongReport{Order: "o", Line: 2, What: retail.WrongItem, Qty: 1, SKU: "boots", Out: true}) {
			t.Errorf("%+v", b)
		}
	}
}
