package pickupui

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/pickupui/pickuptest"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// opened is a screen in Japanese on a handheld with its first content there.
func opened(t *testing.T, s *pickuptest.Service, open func(page.Window, *pickuptest.Service) page.Screen, text string) *pagetest.Fake {
	t.Helper()
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return open(w, s) })
	f.UntilSeen(text)
	return f
}

func heard(t *testing.T, f *pagetest.Fake, want ...assets.Sound) {
	t.Helper()
	if !slices.Equal(f.Played, want) {
		t.Errorf("heard %v, want %v", f.Played, want)
	}
}

func called(t *testing.T, s *pickuptest.Service, want ...string) {
	t.Helper()
	if got := s.Calls(); !slices.Equal(got, want) {
		t.Errorf("asked %q, want %q", got, want)
	}
}

func TestPickFromFirstToLast(t *testing.T) {
	s := yamada()
	f := opened(t, s, openPick, "A-01-2")
	f.Screen.Scan(code(t, pickuptest.ShirtM))
	f.UntilSeen("合っています")
	if !f.Sees("つぎの棚") || !f.Sees("A-04-1") || !f.Sees("あと 10秒") {
		t.Errorf("the next shelf is not there yet: %s", f.Read())
	}
	f.Clock.Advance(answerFor)
	f.Until(func() bool { return !f.Sees("合っています") })
	if !f.Sees("A-04-1") || !f.Sees("戻す") || f.Sees("見つから") {
		t.Errorf("after the answer: %s", f.Read())
	}
	f.Clock.Advance(9 * time.Second)
	f.UntilSeen("見つから")
	if f.Sees("戻す") {
		t.Error("undo is still offered after its time")
	}
	// The next scan ends the answer before its time is over.
	f.Screen.Scan(code(t, pickuptest.KnitL))
	f.UntilSeen("キャメル・L")
	f.Screen.Scan(code(t, pickuptest.Tote))
	f.UntilSeen("すべてそろいました")
	heard(t, f, assets.SoundRight, assets.SoundRight, assets.SoundDone)
	f.Tap("保管棚へ")
	if want := (page.Stage{Order: s.Order.ID}); len(f.Went) != 1 || f.Went[0] != want {
		t.Errorf("went to %v", f.Went)
	}
	called(t, s, "claim", "scan "+pickuptest.ShirtM, "scan "+pickuptest.KnitL, "scan "+pickuptest.Tote)
}

// TestABagLeadsOn: after the last item a shelf label or a bag tag begins the
// staging, and is not lost there; before it is only a note.
func TestABagLeadsOn(t *testing.T) {
	s := yamada()
	f := opened(t, s, openPick, "A-01-2")
	label, err := scanner.NewPlace("B-02")
	if err != nil {
		t.Fatal(err)
	}
	place := scanner.Classify(label, scanner.Options{})
	f.Screen.Scan(place)
	f.UntilSeen("B-02 です")
	for _, jan := range []string{pickuptest.ShirtM, pickuptest.KnitL, pickuptest.Tote} {
		f.Screen.Scan(code(t, jan))
	}
	f.UntilSeen("すべてそろいました")
	f.Screen.Scan(place)
	f.Until(func() bool { return len(f.Went) > 0 })
	if want := (page.Stage{Order: s.Order.ID, Code: label}); f.Went[0] != want {
		t.Errorf("went to %v, want %v", f.Went, want)
	}
}

// TestTakenOverInTheMiddle: whoever loses an order is told at once and scans
// nothing more for it.
func TestTakenOverInTheMiddle(t *testing.T) {
	s := yamada()
	f := opened(t, s, openPick, "A-01-2")
	s.Claimer = "鈴木"
	f.Screen.Changed([]retail.OrderID{s.Order.ID})
	f.UntilSeen("鈴木さんが担当中です")
	f.Screen.Scan(code(t, pickuptest.ShirtM))
	f.Tap("代わる")
	f.Until(func() bool { return slices.Contains(s.Calls(), "take over") })
	if slices.Contains(s.Calls(), "scan "+pickuptest.ShirtM) {
		t.Error("a scan was judged for an order of somebody else")
	}
}

// TestWrongItemBlocks: nothing is judged until わかりました, also not what was
// scanned in the same breath.
func TestWrongItemBlocks(t *testing.T) {
	s := yamada()
	f := opened(t, s, openPick, "A-01-2")
	f.Screen.Scan(code(t, pickuptest.ShirtL))
	f.Screen.Scan(code(t, pickuptest.ShirtM))
	f.UntilSeen("これは L です")
	f.Screen.Scan(code(t, pickuptest.ShirtM))
	f.Clock.Advance(time.Minute)
	f.Pump.Run()
	if !f.Sees("必要なのは M") || !f.Sees("左どなり") {
		t.Errorf("the answer left by itself: %s", f.Read())
	}
	f.Tap("わかりました")
	if !f.Sees("商品をスキャン") {
		t.Errorf("after わかりました: %s", f.Read())
	}
	f.Screen.Scan(code(t, pickuptest.ShirtM))
	f.UntilSeen("合っています")
	heard(t, f, assets.SoundWrong, assets.SoundRight)
	called(t, s, "claim", "scan "+pickuptest.ShirtL, "scan "+pickuptest.ShirtM)
}

// TestQuickScansKeepTheirOrder: three scans before the first is answered.
func TestQuickScansKeepTheirOrder(t *testing.T) {
	s := yamada()
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return openPick(w, s) })
	scan(pickuptest.ShirtM, pickuptest.KnitL, pickuptest.Tote)(t, f) // even before the order is there
	f.UntilSeen("すべてそろいました")
	called(t, s, "claim", "scan "+pickuptest.ShirtM, "scan "+pickuptest.KnitL, "scan "+pickuptest.Tote)
}

func TestShelfScanIsOnlyANote(t *testing.T) {
	f := opened(t, yamada(), openPick, "A-01-2")
	f.Screen.Scan(place("A-01-2"))
	f.UntilSeen("この棚です")
	f.Screen.Scan(code(t, pickuptest.ShirtM))
	f.UntilSeen("合っています")
	if f.Sees("この棚です") {
		t.Error("the note lies over the answer")
	}
}

func TestUndo(t *testing.T) {
	s := yamada()
	f := opened(t, s, openPick, "A-01-2")
	f.Screen.Scan(code(t, pickuptest.ShirtM))
	f.UntilSeen("合っています")
	f.Clock.Advance(3 * time.Second)
	f.UntilSeen("あと 7秒")
	f.Tap("戻す")
	f.UntilSeen("取り消しました")
	if !f.Sees("A-01-2") || !f.Sees("1 / 3点") {
		t.Errorf("after undo: %s", f.Read())
	}
	called(t, s, "claim", "scan "+pickuptest.ShirtM, "undo")
}

func TestSkipAndChoose(t *testing.T) {
	s := yamada()
	f := opened(t, s, openPick, "A-01-2")
	f.Tap("あとで")
	f.UntilSeen("A-04-1")
	p := f.Screen.(*pickScreen)
	f.Tap("/ 3点")
	f.Tap("C-02-3")
	f.UntilSeen("帆布トート")
	f.Until(func() bool { return p.mode == pickItem })
	if p.view.Now().Shelf != "C-02-3" {
		t.Errorf("in hand: %s", p.view.Now().Shelf)
	}
}

func TestTakeOver(t *testing.T) {
	s := yamada()
	s.Claimer = "鈴木"
	f := opened(t, s, openPick, "鈴木さんが担当中です")
	f.Screen.Scan(code(t, pickuptest.ShirtM))
	f.Tap("代わる")
	f.Until(func() bool {
		return slices.Equal(s.Calls(), []string{"claim", "take over"}) && f.Screen.(*pickScreen).open
	})
	f.Screen.Scan(code(t, pickuptest.ShirtM))
	f.UntilSeen("合っています")
	called(t, s, "claim", "take over", "scan "+pickuptest.ShirtM)

	s = yamada()
	s.Claimer = "鈴木"
	f = opened(t, s, openPick, "鈴木さんが担当中です")
	f.Tap("もどる")
	if f.Backs != 1 {
		t.Error("the order is not left to the colleague")
	}
}

// tapBack taps the arrow of the bar.
func tapBack(t *testing.T, f *pagetest.Fake) {
	t.Helper()
	inside := false
	for _, o := range test.LaidOutObjects(f.Screen.Content()) {
		if _, ok := o.(*widgets.IconButton); ok {
			inside = true
		}
		if tap, ok := o.(fyne.Tappable); ok && inside {
			tap.Tapped(&fyne.PointEvent{})
			return
		}
	}
	t.Fatal("there is no way back")
}

// TestBackGivesAnUntouchedOrderBack: what nothing was done for is anybody's
// again; what was begun stays ours, and a scan made before back is judged.
func TestBackGivesAnUntouchedOrderBack(t *testing.T) {
	for name, c := range map[string]struct {
		before func(*pickuptest.Service)
		then   func(testing.TB, *pagetest.Fake)
		want   []string
	}{
		"untouched":     {nil, nil, []string{"claim", "release"}},
		"scanned":       {nil, scan(pickuptest.ShirtM), []string{"claim", "scan " + pickuptest.ShirtM}},
		"scanned wrong": {nil, scan(pickuptest.ShirtL), []string{"claim", "scan " + pickuptest.ShirtL, "release"}},
		"picked before": {func(s *pickuptest.Service) { s.Order.Lines[0].Picked = 1 }, nil, []string{"claim"}},
		"short":         {func(s *pickuptest.Service) { s.Order.Lines[0].Short = 1 }, nil, []string{"claim"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := yamada()
			if c.before != nil {
				c.before(s)
			}
			f := opened(t, s, openPick, "商品をスキャン")
			if c.then != nil {
				c.then(t, f)
			}
			tapBack(t, f)
			tapBack(t, f)
			f.Screen.Scan(code(t, pickuptest.KnitL)) // too late: nobody looks any more
			f.Until(func() bool { return f.Backs > 0 })
			if f.Backs != 1 {
				t.Errorf("went back %d times", f.Backs)
			}
			called(t, s, c.want...)
		})
	}
}

func TestCancelWhilePicking(t *testing.T) {
	s := yamada()
	f := opened(t, s, openPick, "A-01-2")
	f.Screen.Changed([]retail.OrderID{"another"})
	s.Change(func(o *retail.Order) { pickuptest.Cancel(o) })
	f.Screen.Changed([]retail.OrderID{s.Order.ID})
	f.Until(func() bool { return len(f.Replaced) > 0 })
	if want := (page.Stop{Order: s.Order.ID}); len(f.Replaced) != 1 || f.Replaced[0] != want {
		t.Errorf("replaced by %v", f.Replaced)
	}
}

func TestScanOfACanceledOrderStops(t *testing.T) {
	s := yamada()
	f := opened(t, s, openPick, "A-01-2")
	s.Change(func(o *retail.Order) { pickuptest.Cancel(o) })
	f.Screen.Scan(code(t, pickuptest.ShirtM))
	f.Until(func() bool { return len(f.Replaced) > 0 })
	heard(t, f)
}

func TestHandEntryTakesAReason(t *testing.T) {
	s := yamada()
	f := opened(t, s, openPick, "A-01-2")
	f.Tap("商品をスキャン")
	f.Tap("この番号で照合") // nothing happens before there is a reason and a number
	f.Tap("バーコードがない")
	for _, d := range pickuptest.ShirtM[:12] + "0" {
		f.Tap(string(d))
	}
	f.Tap("この番号で照合")
	if !f.Sees("番号が合いません") {
		t.Errorf("a slip was sent: %s", f.Read())
	}
	p := f.Screen.(*pickScreen)
	p.hand = p.hand.Del()
	p.render()
	f.Tap("9")
	f.Tap("この番号で照合")
	f.UntilSeen("合っています")
	called(t, s, "claim", "type no_label "+pickuptest.ShirtM)
}

func TestAllShortIsForALead(t *testing.T) {
	s := yamada()
	for i := range s.Order.Lines {
		s.Order.Lines[i].Short = 1
	}
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.WhoIs.Role = retail.RoleLead
	f.Show(func(w page.Window) page.Screen { return openPick(w, s) })
	f.UntilSeen("どの品もありません")
	f.Tap("対応不可にする")
	if !f.Sees("元に戻せません") {
		t.Fatalf("no question: %s", f.Read())
	}
	f.Tap("対応不可にする")
	f.Until(func() bool { return f.Homes == 1 })
	called(t, s, "claim", "decline pick.decline.why")
}

func TestExtraPiecesLeadToPuttingBack(t *testing.T) {
	s := yamada()
	s.Order.Lines[0].Picked = 2
	f := opened(t, s, openPick, "1点 多く取っています")
	f.Tap("1点 多く取っています")
	if want := (page.Stop{Order: s.Order.ID}); len(f.Went) != 1 || f.Went[0] != want {
		t.Errorf("went to %v", f.Went)
	}
}

func TestShortageIsBookedAfterAReason(t *testing.T) {
	s := yamada()
	f := opened(t, s, openShortage, "どうでしたか")
	f.Tap("欠品にする")
	if f.Backs > 0 || len(s.Calls()) > 0 {
		t.Fatal("booked without a reason")
	}
	f.Tap("傷・汚れがある")
	f.Tap("欠品にする")
	f.Until(func() bool { return f.Backs == 1 })
	called(t, s, "short damaged")
}

func TestStageBagByBag(t *testing.T) {
	s := picked()
	f := opened(t, s, openStage, "B-12 をスキャン")
	f.Screen.Scan(bag("0001"))
	f.UntilSeen("先に棚ラベル")
	f.Screen.Scan(place("B-11"))
	f.UntilSeen("B-11 には 4811 の袋があります")
	f.Screen.Scan(place("B-12")) // blocked
	f.Tap("わかりました")
	f.Screen.Scan(place("B-12"))
	f.UntilSeen("袋1 をスキャン")
	f.Screen.Scan(bag("0001"))
	f.UntilSeen("袋2 をスキャン")
	f.Screen.Scan(bag("0001"))
	f.UntilSeen("もうスキャンしました")
	f.Screen.Scan(bag("9999"))
	f.UntilSeen("4806 の袋です")
	f.Tap("わかりました")
	f.Screen.Scan(bag("0002"))
	f.UntilSeen("保管しました")
	if !f.Sees("お客様にお知らせします") || !f.Sees("B-12・袋 2つ") {
		t.Errorf("what happens next is not said: %s", f.Read())
	}
	f.Clock.Advance(answerFor)
	f.Until(func() bool { return f.Homes == 1 })
	heard(t, f, assets.SoundUnknown, assets.SoundWrong, assets.SoundRight, assets.SoundRight, assets.SoundSurplus, assets.SoundOtherOrder, assets.SoundDone)
}

func TestBagsAreCountedUpAndDown(t *testing.T) {
	s := picked()
	s.Want = 1
	f := opened(t, s, openStage, "/ 1")
	p := f.Screen.(*stageScreen)
	p.setBags(2)
	f.UntilSeen("/ 2")
	p.setBags(1)
	f.UntilSeen("/ 1")
	called(t, s, "bags 2", "bags 1")
}

func TestAnotherShelfFromTheList(t *testing.T) {
	s := picked()
	f := opened(t, s, openStage, "この棚へ")
	f.Tap("別の棚へ")
	f.Tap("B-13")
	f.UntilSeen("この棚に置きます")
	called(t, s, "stage B-13")
}

func TestStagedBeforeSaysWhere(t *testing.T) {
	s := picked()
	s.Order.State, s.Order.Slot, s.Order.Bags = retail.Notified, "B-12", make([]retail.Bag, 2)
	s.Order.Notice.State = retail.NoticeSent
	f := opened(t, s, openStage, "お客様にはお知らせ済みです")
	f.Tap("受取へ")
	if f.Homes != 1 {
		t.Error("no way home")
	}
}

func TestPutBackByShelf(t *testing.T) {
	s := canceled()
	f := opened(t, s, openStop, "止めてください")
	f.Tap("棚戻しをはじめる")
	f.Screen.Scan(place("C-02-3"))
	f.UntilSeen("C-02-3 ではありません")
	f.Screen.Scan(place("A-04-2"))
	f.UntilSeen("のこり 1点")
	f.Tap("スキャンできない")
	f.UntilSeen("スキャンできない理由は")
	f.Tap("バーコードがない")
	f.Until(func() bool { return len(s.Calls()) == 2 && f.Screen.(*stopScreen).mode == stopDone })
	f.Clock.Advance(answerFor)
	f.Until(func() bool { return f.Homes == 1 })
	called(t, s, "back 1 A-04-2", "back 2 ")
	heard(t, f, assets.SoundWrong, assets.SoundRight, assets.SoundDone)
}

func TestLaterLeavesTheTask(t *testing.T) {
	s := canceled()
	f := opened(t, s, openStop, "止めてください")
	f.Tap("あとで")
	if f.Homes != 1 || len(s.Calls()) != 0 {
		t.Errorf("homes %d, asked %q", f.Homes, s.Calls())
	}
}

// TestErrorsAreSaid: a failing service is told to the window, and nothing is
// claimed to have worked.
func TestErrorsAreSaid(t *testing.T) {
	s := yamada()
	f := opened(t, s, openPick, "A-01-2")
	s.Change(func(*retail.Order) { s.Err = retail.E(retail.CodeDiskFull, "test", "", nil) })
	f.Screen.Scan(code(t, pickuptest.ShirtM))
	f.Until(func() bool { return len(f.Failed) == 1 })
	heard(t, f)
	if f.Sees("合っています") {
		t.Error("a scan that was not stored is called right")
	}
}

func TestOfflineIsSaidInTheBar(t *testing.T) {
	f := opened(t, yamada(), openPick, "接続")
	f.Light = widgets.SyncText(f.Words(), widgets.SyncOffline, 3*time.Minute, 4, 0)
	f.Screen.Synced()
	if !f.Sees("オフライン 3分") {
		t.Errorf("the light says %s", f.Read())
	}
}

func TestGoldens(t *testing.T) {
	for _, name := range []string{"pick", "pick-right", "pick-wrong-size", "pick-enough", "pick-settled", "shortage-chosen", "stage-bag", "stop", "stop-work"} {
		i := slices.IndexFunc(works, func(x work) bool { return x.name == name })
		t.Run(name, func(t *testing.T) {
			f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
			shown(t, works[i], f)
			f.Golden(name)
		})
		if name != "pick" && name != "stage-bag" {
			continue
		}
		t.Run(name+"-counter", func(t *testing.T) {
			f := pagetest.New(t, page.Counter, words.Ja, theme.Light)
			shown(t, works[i], f)
			f.Golden(name + "-counter")
		})
	}
}

// BenchmarkScanToPaint is a scan judged, modelled and laid out.
func BenchmarkScanToPaint(b *testing.B) {
	f := pagetest.New(b, page.Handheld, words.Ja, theme.Light)
	s := pickuptest.New(pickuptest.Socks6())
	s.Order.Lines[0].Qty = 1 << 30
	f.Show(func(w page.Window) page.Screen { return openPick(w, s) })
	f.UntilSeen("A-06-1")
	c := scanner.Classify(pickuptest.Socks, scanner.Options{})
	p := f.Screen.(*pickScreen)
	for b.Loop() {
		f.Played = f.Played[:0]
		p.Scan(c)
		for len(f.Played) == 0 {
			f.Pump.Next(b)
		}
	}
}
