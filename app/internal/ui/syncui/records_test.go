package syncui_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/syncui"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// ledger holds n entries, numbered n to 1.
type ledger struct {
	n      int
	answer retail.Code
	asked  []int64
	synced int
}

func (l *ledger) Records(context.Context) (syncui.Summary, error) {
	return syncui.Summary{Recorded: l.n, Arrived: l.n - 1, Unsent: 1, LastRecorded: pagetest.At, LastArrived: pagetest.At, Answer: l.answer}, nil
}

func (l *ledger) Entries(_ context.Context, before int64, n int) ([]syncui.Entry, error) {
	l.asked = append(l.asked, before)
	if before == 0 {
		before = int64(l.n) + 1
	}
	var out []syncui.Entry
	for d := before - 1; d > 0 && len(out) < n; d-- {
		e := syncui.Entry{Dseq: d, Kind: retail.KindPick, At: pagetest.At, Staff: "佐藤", Order: "4821", Verdict: retail.Applied}
		if d == int64(l.n) {
			e.Verdict, e.Kind = 0, retail.KindHandover
		}
		out = append(out, e)
	}
	return out, nil
}

func (l *ledger) SyncNow() { l.synced++ }

func show(t *testing.T, shape page.Shape, l *ledger) *pagetest.Fake {
	f := pagetest.New(t, shape, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return syncui.NewRecords(w, l, shop{}, page.Records{}) })
	f.UntilSeen("送っています")
	return f
}

func TestRecords(t *testing.T) {
	for _, shape := range []page.Shape{page.Handheld, page.Counter} {
		l := &ledger{n: 40}
		f := show(t, shape, l)
		for _, text := range []string{"40", "39", "未送信 1件", "退勤と端末登録の解除はできません"} {
			if !f.Sees(text) {
				t.Errorf("%v: %q is not to be seen: %s", shape, text, f.Read())
			}
		}
		if shape == page.Counter {
			for _, text := range []string{"渋谷店の端末", "カウンター1", "2,310", "2,306", "オフライン 3分・未送信 4件"} {
				f.UntilSeen(text)
			}
			f.Tap("送信の記録")
			f.UntilSeen("商品を取った")
		}
		f.Tap("いま同期する")
		if l.synced != 1 || !f.Sees("同期しています") {
			t.Errorf("%v: synced %d", shape, l.synced)
		}
		f.Clock.Advance(2 * time.Second)
		f.Until(func() bool { return f.Sees("いま同期する") })
		f.Screen.Scan(scanner.Code{Kind: scanner.KindGTIN})
		if !slices.Equal(f.Played, []assets.Sound{assets.SoundUnknown}) {
			t.Errorf("%v: played %v", shape, f.Played)
		}
	}
}

// TestEnrolAgain: a hub that has no such terminal leaves one way on.
func TestEnrolAgain(t *testing.T) {
	for _, shape := range []page.Shape{page.Handheld, page.Counter} {
		f := pagetest.New(t, shape, words.Ja, theme.Light)
		l := &ledger{n: 4, answer: retail.CodeUnknownTerminal}
		f.Show(func(w page.Window) page.Screen { return syncui.NewRecords(w, l, shop{}, page.Records{}) })
		f.UntilSeen("もう一度登録する")
		f.Tap("もう一度登録する")
		if !slices.Equal(f.Went, []page.Route{page.Enrol{}}) || f.Sees("いま同期する") {
			t.Errorf("%v: went %v", shape, f.Went)
		}
	}
}

func TestNothingIsClaimedBeforeItIsRead(t *testing.T) {
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return syncui.NewRecords(w, &ledger{n: 40}, shop{}, page.Records{}) })
	if f.Sees("すべて届いています") || f.Sees("0件") {
		t.Errorf("totals before they were read: %s", f.Read())
	}
}

func TestGolden(t *testing.T) {
	for _, shape := range []page.Shape{page.Handheld, page.Counter} {
		show(t, shape, &ledger{n: 3}).Golden("records-" + shape.String())
	}
}
