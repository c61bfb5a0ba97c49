package pickupui

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

func TestTally(t *testing.T) {
	for keys, want := range map[string]tally{
		"":      {},
		"s":     {n: 1, given: true},
		"sss-":  {n: 2, given: true},
		"-":     {given: true},
		"0":     {given: true, typed: true},
		"12":    {n: 12, given: true, typed: true},
		"ss4":   {n: 4, given: true, typed: true},
		"4s":    {n: 5, given: true},
		"12d":   {n: 1, given: true, typed: true},
		"1d":    {},
		"99999": {n: 9999, given: true, typed: true},
	} {
		var got tally
		for _, k := range keys {
			switch k {
			case 's':
				got.add(1)
			case '-':
				got.add(-1)
			case 'd':
				got.drop()
			default:
				got.digit(k)
			}
		}
		if got != want {
			t.Errorf("%q: %+v, want %+v", keys, got, want)
		}
	}
}

func TestCountModel(t *testing.T) {
	c := queueWords(t)[words.Ja]
	v := pickup.CountView{SKU: retail.SKU{Name: "シャツ", Size: "M"}, Shelf: "A-01-2", Again: true, Seen: []pickup.MoveLine{
		{Kind: retail.MoveSale, Qty: -1, At: pagetest.At, Terminal: "レジ1"}, {Kind: retail.MovePutBack, Qty: 2, At: pagetest.At, Staff: "鈴木", Number: "4821"},
	}}
	m := countOf(c, v, tally{}, pagetest.At)
	if m.Number != "–" || m.Main.Kind != widgets.NotYet || m.SeenHead != "他の動きがありました。再計数をお願いします" {
		t.Errorf("%+v", m)
	}
	if want := []deedModel{{"10:45", "レジ1", "レジでの販売・棚から 1点"}, {"10:45", "鈴木さん", "棚戻し・棚へ 2点・4821"}}; !reflect.DeepEqual(m.Seen, want) {
		t.Errorf("%+v", m.Seen)
	}
	if m = countOf(c, v, tally{given: true}, pagetest.At); m.Number != "0" || m.Main.Kind != widgets.Main || m.Main.Text != "0点で決める" {
		t.Errorf("none is a number: %+v", m)
	}
}

// countFake is a shelf whose first count comes too early.
type countFake struct {
	calls chan string
	came  pickup.Counted
	waits bool
	mine  bool
}

func (f *countFake) Recount(context.Context, retail.SKUID) (pickup.CountView, error) {
	return pickup.CountView{SKU: retail.SKU{ID: "SH-M", Name: "シャツ", Size: "M"}, Shelf: "A-01-2", From: pagetest.At, Waits: f.waits, Mine: f.mine}, nil
}

func (f *countFake) CountScan(_ context.Context, _ retail.SKUID, code scanner.Code) (bool, int, error) {
	if code.Text == "" {
		return false, 0, retail.E(retail.CodeNotFound, "test", "", nil)
	}
	return code.Text == "right", 1, nil
}

func (f *countFake) Count(_ context.Context, id retail.SKUID, qty int, from time.Time) (pickup.Counted, error) {
	f.calls <- fmt.Sprint(id, " ", qty, " ", from.Equal(pagetest.At))
	return f.came, nil
}

func TestCountIsBlindAndBooked(t *testing.T) {
	svc := &countFake{calls: make(chan string, 9), came: pickup.CountWorthless}
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return NewCount(w, svc, page.Count{SKU: "SH-M"}) })
	f.UntilSeen("棚の数を数えてください")
	f.Screen.Scan(scanner.Code{Text: "right"})
	f.UntilSeen("1点で決める")
	f.Screen.Scan(scanner.Code{Text: "other"})
	f.UntilSeen("ちがう商品です")
	f.Screen.Scan(scanner.Code{})
	f.UntilSeen("登録のないコードです")
	f.Screen.Scan(scanner.Code{Text: "right"})
	f.UntilSeen("2点で決める")
	f.Tap("2点で決める")
	f.UntilSeen("数え直してください")
	if got := <-svc.calls; got != "SH-M 2 true" {
		t.Errorf("booked %s", got)
	}
	svc.came = pickup.CountBooked
	f.Tap("数字で入れる")
	f.Tap("1")
	f.Tap("2")
	f.Tap("12点で決める")
	f.UntilSeen("数えました")
	if got := <-svc.calls; got != "SH-M 12 true" {
		t.Errorf("booked %s", got)
	}
	f.Clock.Advance(countedFor)
	f.Until(func() bool { return f.Backs == 1 })
	if want := assets.SoundDone; f.Played[len(f.Played)-1] != want {
		t.Errorf("sounds %v", f.Played)
	}
}

// A figure far from the books says that another person is needed, and stays until
// somebody has read it; who counts again is told so, and sees no figure.
func TestCountWaitsForAnotherPerson(t *testing.T) {
	for _, shape := range []page.Shape{page.Handheld, page.Counter} {
		svc := &countFake{calls: make(chan string, 9), came: pickup.CountWaits}
		f := pagetest.New(t, shape, words.Ja, theme.Light)
		f.Show(func(w page.Window) page.Screen { return NewCount(w, svc, page.Count{SKU: "SH-M"}) })
		f.UntilSeen("棚の数を数えてください")
		f.Screen.Scan(scanner.Code{Text: "right"})
		f.UntilSeen("1点で決める")
		f.Tap("1点で決める")
		f.UntilSeen("別の人も数えます")
		for _, text := range []string{"シャツ", "1点と記録しました", "在庫の数はまだ変わっていません", "店長が理由をつけて承認"} {
			if !f.Sees(text) {
				t.Errorf("%v: %q is not to be seen: %s", shape, text, f.Read())
			}
		}
		f.Clock.Advance(time.Minute)
		if f.Backs != 0 {
			t.Errorf("%v: it went away unread", shape)
		}
		f.Tap("わかりました")
		f.Until(func() bool { return f.Backs == 1 })
	}
	c := queueWords(t)[words.Ja]
	v := pickup.CountView{SKU: retail.SKU{Name: "シャツ"}, Waits: true}
	if m := countOf(c, v, tally{}, pagetest.At); m.Other != c.T("recount.second") || m.Number != "–" {
		t.Errorf("%+v", m)
	}
	v.Mine = true
	if m := countOf(c, v, tally{}, pagetest.At); m.Other != c.T("recount.mine") {
		t.Errorf("%+v", m)
	}
}

// The camera counts as a hand scanner does, and does not tell what is booked.
func TestCountByCamera(t *testing.T) {
	svc := &countFake{calls: make(chan string, 9)}
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.Eye = true
	f.Show(func(w page.Window) page.Screen { return NewCount(w, svc, page.Count{SKU: "SH-M"}) })
	f.UntilSeen("棚の数を数えてください")
	aim, ok := f.Screen.(page.Aimer).Aim()
	if !ok || aim.Look != page.LookGoods || aim.Item.Count != "" {
		t.Errorf("aims at %+v, %v", aim, ok)
	}
	f.Screen.Scan(scanner.Code{Text: "right"})
	f.UntilSeen("1点で決める")
	aim.ByHand()
	f.UntilSeen("もどる")
}

// lostFake is a terminal with one order.
type lostFake struct {
	queueFake
	left int
}

func (f *lostFake) Checklist(context.Context, retail.DeviceID) ([]pickup.ExceptionView, error) {
	o := &retail.Order{State: retail.Picking, Lines: []retail.Line{{Qty: 2, Picked: 1}}}
	x := retail.Exception{ID: "x-1", Kind: retail.ExRevoked, Order: "o-1", Number: "4821"}
	return []pickup.ExceptionView{{Entry: pickup.Entry{Exception: x}, Order: o, Name: "ヤマダ"}}[:f.left], nil
}

func TestChecklist(t *testing.T) {
	svc := &lostFake{queueFake: *newQueueFake(), left: 1}
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return NewChecklist(w, svc, page.Checklist{Device: "d-2"}) })
	f.UntilSeen("4821 ヤマダ様")
	if !f.Sees("ピッキング 1 / 2点") {
		t.Errorf("it says %s", f.Read())
	}
	f.Tap("4821")
	wentTo(t, f, page.Exception{ID: "x-1"})
	svc.left = 0
	f.Tap("合っている")
	svc.heard(t, f, "settle x-1 matches")
	f.UntilSeen("確かめる注文はありません")
}
