package pickupui

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"fyne.io/fyne/v2"

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

var (
	_ QueueService     = (*pickup.Service)(nil)
	_ SearchService    = (*pickup.Service)(nil)
	_ ExceptionService = (*pickup.Service)(nil)
	_ CountService     = (*pickup.Service)(nil)
	_ ChecklistService = (*pickup.Service)(nil)
)

// queueFake answers the queue's questions and writes down what is asked.
type queueFake struct {
	rows    map[pickup.Tab][]pickup.Row
	inbox   []pickup.Entry
	err     error
	claims  error
	located pickup.Row
	locErr  error
	calls   chan string
}

func newQueueFake() *queueFake {
	row := func(number, name string, minutes int, u pickup.Urgency, s retail.OrderState) pickup.Row {
		return pickup.Row{
			ID: retail.OrderID("o-" + number), Number: number, Name: name, State: s, Minutes: minutes, Urgency: u, Pieces: 3,
			Promised: pagetest.At.Add(time.Duration(minutes) * time.Minute), Deadline: pagetest.At.Add(3 * day), Places: []string{"売場 1階"}, Slot: "B-12",
		}
	}
	taken := row("4822", "サトウ", 32, pickup.Taken, retail.Picking)
	taken.Claimed, taken.Claimer = "s-2", "鈴木"
	unknown := row("4810", "イトウ", 1, pickup.OnTime, retail.Staged)
	unknown.Notice = retail.NoticeUnknown
	return &queueFake{calls: make(chan string, 100), rows: map[pickup.Tab][]pickup.Row{
		pickup.TabReceived: {row("4819", "タナカ", 6, pickup.Late, retail.Received), row("4821", "ヤマダ", 14, pickup.Soon, retail.Received), taken},
		pickup.TabStaged:   {unknown},
		pickup.TabNotified: {row("4805", "カトウ", 1, pickup.OnTime, retail.Notified)},
	}, inbox: []pickup.Entry{
		{Exception: retail.Exception{ID: "x-1", Kind: retail.ExPutBack, Order: "o-4800", Number: "4800", OpenedAt: pagetest.At.Add(-time.Hour), Due: pagetest.At.Add(23 * time.Hour)}},
		{Exception: retail.Exception{ID: "x-2", Kind: retail.ExDoubleHandover, Order: "o-4801", Number: "4801", OpenedAt: pagetest.At.Add(-25 * time.Hour), Due: pagetest.At.Add(-time.Hour), Assignee: "s-1"}, Late: true, Long: true, Mine: true},
	}}
}

func (f *queueFake) Queue(_ context.Context, tab pickup.Tab) (pickup.Queue, error) {
	q := pickup.Queue{Tab: tab, Rows: f.rows[tab], Counts: map[pickup.Tab]int{pickup.TabInbox: len(f.inbox)}}
	for t, rows := range f.rows {
		q.Counts[t] = len(rows)
	}
	if tab == pickup.TabInbox {
		q.Inbox = f.inbox
	}
	return q, f.err
}

func (f *queueFake) Pick(_ context.Context, id retail.OrderID) (pickup.PickView, error) {
	for _, rows := range f.rows {
		for _, r := range rows {
			if r.ID != id {
				continue
			}
			line := retail.Line{No: 1, Name: "オックスフォードシャツ", Color: retail.Color{Word: "白", Hex: "#F8F6F1"}, Size: "M", Qty: 1}
			o := &retail.Order{ID: id, Number: r.Number, State: r.State, PlacedAt: pagetest.At, PromisedAt: r.Promised, Deadline: r.Deadline, Slot: r.Slot, Lines: []retail.Line{line}, Customer: retail.Customer{Note: "11時すぎに行きます"}}
			return pickup.PickView{Order: o, Name: r.Name, Route: []pickup.LineView{{Line: line, Shelf: "A-01-2", Place: "売場 2階・左奥", Known: true, OnHand: 2, AsOf: pagetest.At}}}, nil
		}
	}
	return pickup.PickView{}, retail.E(retail.CodeNotFound, "test", "", nil)
}

func (f *queueFake) Locate(context.Context, scanner.Code) (pickup.Row, error) {
	return f.located, f.locErr
}

func (f *queueFake) Claim(_ context.Context, id retail.OrderID, takeOver bool) error {
	f.calls <- fmt.Sprintf("claim %s %v", id, takeOver)
	return f.claims
}

func (f *queueFake) Decline(_ context.Context, id retail.OrderID, why string) error {
	f.calls <- fmt.Sprintf("decline %s %s", id, why)
	return nil
}

func (f *queueFake) Resend(_ context.Context, id retail.OrderID) error {
	f.calls <- "resend " + string(id)
	return nil
}

func (f *queueFake) Told(_ context.Context, id retail.OrderID) error {
	f.calls <- "told " + string(id)
	return nil
}

func (f *queueFake) Extend(_ context.Context, id retail.OrderID) error {
	f.calls <- "extend " + string(id)
	return nil
}

func (f *queueFake) Pause(_ context.Context, id retail.OrderID, why retail.PauseReason) error {
	f.calls <- "pause " + why.String() + " " + string(id)
	return nil
}

func (f *queueFake) Resume(_ context.Context, id retail.OrderID) error {
	f.calls <- "resume " + string(id)
	return nil
}

func (f *queueFake) TakeOn(_ context.Context, x retail.Exception) error {
	f.calls <- "take on " + string(x.ID)
	return nil
}

func (f *queueFake) Assign(_ context.Context, x retail.Exception, to retail.StaffID) error {
	f.calls <- "give " + string(x.ID) + " " + string(to)
	return nil
}

func (f *queueFake) Colleagues(context.Context) ([]retail.Staff, error) {
	return []retail.Staff{{ID: "m", Name: "伊藤", Role: retail.RoleManager}, {ID: "s-1", Name: "佐藤", Role: retail.RoleStaff}}, nil
}

func (f *queueFake) Search(_ context.Context, text string) ([]pickup.Row, error) {
	switch text {
	case "48", "ヤ":
		return f.rows[pickup.TabReceived], nil
	case "4805":
		return f.rows[pickup.TabNotified], nil
	}
	return nil, nil
}

func (f *queueFake) Exception(_ context.Context, id retail.ExceptionID) (pickup.ExceptionView, error) {
	for _, x := range f.inbox {
		if x.ID == id {
			return pickup.ExceptionView{Entry: x, Name: "スズキ", At: 1, Total: 1, People: []pickup.RecordLine{{Kind: retail.KindCancel, At: pagetest.At}}}, nil
		}
	}
	return pickup.ExceptionView{}, retail.E(retail.CodeNotFound, "test", "", nil)
}

func (f *queueFake) Settle(_ context.Context, x retail.Exception, by retail.Remedy) error {
	f.calls <- "settle " + string(x.ID) + " " + by.String()
	return nil
}

// openQueue shows a queue on a fake window.
func openQueue(t *testing.T, shape page.Shape, svc *queueFake, r page.Queue) *pagetest.Fake {
	t.Helper()
	f := pagetest.New(t, shape, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return NewQueue(w, svc, r) })
	return f
}

// heard waits for what the service was asked and what follows on the screen.
func (f *queueFake) heard(t *testing.T, w *pagetest.Fake, want string) {
	t.Helper()
	got := ""
	w.Until(func() bool {
		select {
		case got = <-f.calls:
		default:
		}
		return got != ""
	})
	if got != want {
		t.Fatalf("the service was asked %q, want %q", got, want)
	}
}

func wentTo(t *testing.T, f *pagetest.Fake, want ...page.Route) {
	t.Helper()
	if !reflect.DeepEqual(f.Went, want) {
		t.Fatalf("went to %#v, want %#v", f.Went, want)
	}
}

func TestQueueOpensTheMostUrgent(t *testing.T) {
	svc := newQueueFake()
	f := openQueue(t, page.Handheld, svc, page.Queue{})
	f.UntilSeen("4819 タナカ様・3点")
	f.Tap("つぎの注文をピッキング")
	svc.heard(t, f, "claim o-4819 false")
	f.Until(func() bool { return len(f.Went) > 0 })
	wentTo(t, f, page.Pick{Order: "o-4819"})
}

func TestQueueAsksBeforeTakingOver(t *testing.T) {
	svc := newQueueFake()
	f := openQueue(t, page.Handheld, svc, page.Queue{})
	f.UntilSeen("鈴木さんが担当中")
	f.Tap("4822")
	if !f.Sees("鈴木さんが担当中です") || len(svc.calls) > 0 {
		t.Fatal("a colleague's order was taken without asking")
	}
	f.Tap("代わる")
	svc.heard(t, f, "claim o-4822 true")
	f.Until(func() bool { return len(f.Went) > 0 })
	wentTo(t, f, page.Pick{Order: "o-4822"})
}

// TestQueueClaimedMeanwhile: somebody was faster; the screen asks instead of
// failing.
func TestQueueClaimedMeanwhile(t *testing.T) {
	svc := newQueueFake()
	svc.claims = retail.E(retail.CodeRefused, "test", "verdict.claimed_by", nil)
	f := openQueue(t, page.Handheld, svc, page.Queue{})
	f.UntilSeen("タナカ様")
	f.Tap("4819")
	f.UntilSeen("ほかのスタッフが担当中です")
	if len(f.Went)+len(f.Failed) > 0 {
		t.Fatalf("went to %v, failed with %v", f.Went, f.Failed)
	}
}

func TestQueueResendsOnlyWhenAsked(t *testing.T) {
	for tap, want := range map[string]string{"もう一度送る": "resend o-4810", "お知らせした": "told o-4810"} {
		svc := newQueueFake()
		f := openQueue(t, page.Handheld, svc, page.Queue{Tab: uint8(pickup.TabStaged)})
		f.UntilSeen("送れたか不明")
		f.Tap("4810")
		if !f.Sees("B-12") || len(svc.calls) > 0 {
			t.Fatal("the sheet does not say where the bags lie, or something was sent by itself")
		}
		f.Tap(tap)
		svc.heard(t, f, want)
	}
}

func TestQueueScans(t *testing.T) {
	for name, x := range map[string]struct {
		code  scanner.Code
		row   pickup.Row
		err   error
		went  []page.Route
		sees  string
		sound []assets.Sound
	}{
		"a customer's code": {code: scanner.Code{Kind: scanner.KindPickupToken, Text: "P1XYZ"}, went: []page.Route{page.Handover{Code: "P1XYZ"}}},
		"a bag":             {code: scanner.Code{Kind: scanner.KindBag}, row: pickup.Row{ID: "o-4810", State: retail.Staged}, went: []page.Route{page.Handover{Order: "o-4810"}}, sound: []assets.Sound{assets.SoundRight}},
		"an unknown bag":    {code: scanner.Code{Kind: scanner.KindBag}, err: retail.E(retail.CodeNotFound, "t", "", nil), sees: "この袋の注文はありません", sound: []assets.Sound{assets.SoundWrong}},
		"goods":             {code: scanner.Code{Kind: scanner.KindGTIN}, row: pickup.Row{ID: "o-4821", Number: "4821", Name: "ヤマダ", State: retail.Received}, sees: "4821 ヤマダ様 の商品です", sound: []assets.Sound{assets.SoundRight}},
		"goods for nobody":  {code: scanner.Code{Kind: scanner.KindGTIN}, err: retail.E(retail.CodeNotFound, "t", "", nil), sees: "この商品を待つ注文はありません", sound: []assets.Sound{assets.SoundWrong}},
		"a place":           {code: scanner.Code{Kind: scanner.KindPlace, Fields: scanner.Fields{ID: "B-12"}}, row: pickup.Row{ID: "o-4810", State: retail.Staged}, sees: "もう一度送る", sound: []assets.Sound{assets.SoundRight}},
		"an empty place":    {code: scanner.Code{Kind: scanner.KindPlace, Fields: scanner.Fields{ID: "C-01"}}, err: retail.E(retail.CodeNotFound, "t", "", nil), sees: "C-01 に置いた注文はありません", sound: []assets.Sound{assets.SoundWrong}},
		"a badge":           {code: scanner.Code{Kind: scanner.KindStaff}},
		"rubbish":           {code: scanner.Code{Kind: scanner.KindUnknown}, sees: "このコードは読み取れませんでした", sound: []assets.Sound{assets.SoundWrong}},
	} {
		t.Run(name, func(t *testing.T) {
			svc := newQueueFake()
			svc.located, svc.locErr = x.row, x.err
			f := openQueue(t, page.Handheld, svc, page.Queue{})
			f.UntilSeen("ヤマダ様")
			f.Screen.Scan(x.code)
			if x.sees != "" {
				f.UntilSeen(x.sees)
			}
			f.Until(func() bool { return len(f.Went) >= len(x.went) && len(f.Played) >= len(x.sound) })
			wentTo(t, f, x.went...)
			if !reflect.DeepEqual(f.Played, x.sound) {
				t.Errorf("heard %v, want %v", f.Played, x.sound)
			}
		})
	}
}

func TestQueueOnTheTablet(t *testing.T) {
	svc := newQueueFake()
	f := openQueue(t, page.Counter, svc, page.Queue{})
	f.UntilSeen("A-01-2") // the most urgent one is opened by itself
	if !f.Sees("11時すぎに行きます") || !f.Sees("お約束 10:51") {
		t.Errorf("the pane says %s", f.Read())
	}
	f.Tap("4822")
	f.UntilSeen("代わってピッキング")
	f.Tap("4821")
	f.UntilSeen("対応不可にする")
	f.Tap("対応不可にする")
	if !f.Sees("リーダーか店長が行います") {
		t.Error("staff may decline")
	}
	f.Tap("わかりました")
	f.WhoIs.Role = retail.RoleLead
	f.Tap("対応不可にする")
	f.Tap("時間に間に合わない")
	svc.heard(t, f, "decline o-4821 queue.decline.busy")
}

func TestQueueTabsAndPlaces(t *testing.T) {
	svc := newQueueFake()
	f := openQueue(t, page.Handheld, svc, page.Queue{})
	f.UntilSeen("ヤマダ様")
	f.Tap("要確認")
	f.UntilSeen("終わった注文の品")
	f.Tap("4800")
	if want := []page.Route{page.Queue{Tab: uint8(pickup.TabInbox)}}; !reflect.DeepEqual(f.Replaced, want) {
		t.Errorf("the way back leads to %v, want %v", f.Replaced, want)
	}
	wentTo(t, f, page.Exception{ID: "x-1"})
}

func TestQueueSaysWhatIsWrong(t *testing.T) {
	svc := newQueueFake()
	svc.err = retail.E(retail.CodeBusy, "test", "", nil)
	f := openQueue(t, page.Handheld, svc, page.Queue{})
	f.UntilSeen("混み合っています")
	svc.err = nil
	f.Tap("もう一度")
	f.UntilSeen("ヤマダ様")
}

func TestQueueEmptyWhileOffline(t *testing.T) {
	svc := newQueueFake()
	svc.rows = nil
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.Light = widgets.SyncText(f.Words(), widgets.SyncOffline, 3*time.Minute, 0, 0)
	f.Show(func(w page.Window) page.Screen { return NewQueue(w, svc, page.Queue{}) })
	f.UntilSeen("新しい注文が届きません")
	f.Light = widgets.SyncText(f.Words(), widgets.SyncConnected, 0, 0, 0)
	f.Screen.Synced()
	f.UntilSeen("音でお知らせします")
}

// TestQueueRepaints: what changes with the clock alone is painted within 15 s.
func TestQueueRepaints(t *testing.T) {
	svc := newQueueFake()
	f := openQueue(t, page.Handheld, svc, page.Queue{})
	f.UntilSeen("14分")
	svc.rows[pickup.TabReceived][1].Minutes = 13
	f.Clock.Advance(repaintEvery)
	f.UntilSeen("13分")
}

func TestQueueMenu(t *testing.T) {
	svc := newQueueFake()
	f := openQueue(t, page.Handheld, svc, page.Queue{})
	f.UntilSeen("ヤマダ様")
	open := func(tap string) {
		f.Screen.(*queue).menu()
		f.Tap(tap)
	}
	for _, tap := range []string{"注文をさがす", "記録", "設定", "交代"} {
		open(tap)
	}
	wentTo(t, f, page.Search{}, page.Records{}, page.Settings{})
	if f.Locks != 1 {
		t.Errorf("locked %d times", f.Locks)
	}
}

func TestSearchWhileTyping(t *testing.T) {
	svc := newQueueFake()
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return NewSearch(w, svc, page.Search{}) })
	f.Tap("4")
	f.Tap("8")
	f.UntilSeen("ヤマダ様")
	f.Tap("4821")
	svc.heard(t, f, "claim o-4821 false")
	f.Until(func() bool { return len(f.Replaced) > 0 })
	if !reflect.DeepEqual(f.Replaced, []page.Route{page.Pick{Order: "o-4821"}}) {
		t.Errorf("leads to %v", f.Replaced)
	}
	f.Tap("5")
	f.UntilSeen("見つかりません")
}

func TestSearchAtTheCounter(t *testing.T) {
	svc := newQueueFake()
	f := pagetest.New(t, page.Counter, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return NewSearch(w, svc, page.Search{Counter: true}) })
	f.Tap("カナ")
	f.Tap("ヤ")
	f.UntilSeen("4822")
	f.Tap("4822")
	if !reflect.DeepEqual(f.Replaced, []page.Route{page.Handover{Order: "o-4822"}}) {
		t.Errorf("leads to %v", f.Replaced)
	}
}

// TestExceptionIsTakenOn by one tap, and put right where that is done.
func TestExceptionIsTakenOn(t *testing.T) {
	svc := newQueueFake()
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return NewException(w, svc, page.Exception{ID: "x-1"}) })
	f.UntilSeen("4800 スズキ様")
	if !f.Sees("キャンセルした") || !f.Sees("本部") || !f.Sees("担当なし") || f.Sees("対応を記録") {
		t.Errorf("the page says %s", f.Read())
	}
	f.Tap("担当する")
	svc.heard(t, f, "take on x-1")
	f.Tap("棚戻しをする")
	wentTo(t, f, page.Stop{Order: "o-4800"})
}

func TestExceptionIsGivenAndSettled(t *testing.T) {
	svc := newQueueFake()
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return NewException(w, svc, page.Exception{ID: "x-2"}) })
	f.UntilSeen("4801 スズキ様")
	f.Tap("ほかの人に渡す")
	f.UntilSeen("伊藤さん")
	if f.Sees("佐藤さん") {
		t.Error("it may be given to who has it")
	}
	f.Tap("伊藤さん")
	svc.heard(t, f, "give x-2 m")
	f.UntilSeen("4801 スズキ様")
	f.Tap("対応を記録")
	f.Tap("お客様に連絡した")
	svc.heard(t, f, "settle x-2 called")
	f.Until(func() bool { return f.Backs == 1 })
	svc.inbox = nil
	f.Screen.Changed(nil)
	f.UntilSeen("もう済んでいます")
}

// TestInboxFilters: all, mine, late, and how many are open too long.
func TestInboxFilters(t *testing.T) {
	svc := newQueueFake()
	f := openQueue(t, page.Handheld, svc, page.Queue{Tab: uint8(pickup.TabInbox)})
	f.UntilSeen("4800")
	if !f.Sees("1日をこえたもの 1件") || !f.Sees("あなたが担当") {
		t.Errorf("the inbox says %s", f.Read())
	}
	f.Tap("期限すぎ")
	if f.Sees("4800") || !f.Sees("4801") {
		t.Errorf("late ones: %s", f.Read())
	}
	svc.inbox = svc.inbox[:1]
	f.Screen.Changed(nil)
	f.UntilSeen("ほかの一覧を見てください")
	f.Tap("すべて")
	if !f.Sees("4800") {
		t.Errorf("all: %s", f.Read())
	}
}

func TestQueueGolden(t *testing.T) {
	for name, build := range map[string]func(w page.Window) page.Screen{
		"queue":     func(w page.Window) page.Screen { return NewQueue(w, newQueueFake(), page.Queue{}) },
		"search":    func(w page.Window) page.Screen { return NewSearch(w, newQueueFake(), page.Search{}) },
		"exception": func(w page.Window) page.Screen { return NewException(w, newQueueFake(), page.Exception{ID: "x-1"}) },
	} {
		for shape, end := range map[page.Shape]string{page.Handheld: "handheld", page.Counter: "counter"} {
			t.Run(name+"-"+end, func(t *testing.T) {
				f := pagetest.New(t, shape, words.Ja, theme.Light)
				f.Show(build)
				f.Golden(name + "-" + end)
			})
		}
	}
}

// BenchmarkQueueScroll scrolls 10,000 orders, a card's height at a time.
func BenchmarkQueueScroll(b *testing.B) {
	svc := newQueueFake()
	one := svc.rows[pickup.TabReceived][1]
	var rows []pickup.Row
	for i := range 10000 {
		one.ID, one.Number = retail.OrderID(fmt.Sprint("o-", i)), fmt.Sprint(i)
		rows = append(rows, one)
	}
	svc.rows[pickup.TabReceived] = rows
	f := pagetest.New(b, page.Handheld, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return NewQueue(w, svc, page.Queue{}) })
	list := func() *widgets.List { return f.Screen.(*queue).list }
	f.Until(func() bool { return list() != nil })
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		list().SetOffset(float32(i % 9000 * 104))
		i++
	}
	b.StopTimer()
	held := 0
	for i := range rows {
		if list().Row(i) != nil {
			held++
		}
	}
	if held == 0 || held > 10 {
		b.Fatalf("%d cards are shown", held)
	}
}

// TestQueuePaneKeepsItsPlace: what somebody reads does not jump when the
// minutes are painted anew.
func TestQueuePaneKeepsItsPlace(t *testing.T) {
	svc := newQueueFake()
	f := pagetest.NewScaled(t, page.Counter, words.Ja, theme.Light, 1.6)
	q := f.Show(func(w page.Window) page.Screen { return NewQueue(w, svc, page.Queue{}) }).(*queue)
	f.Window.Resize(fyne.NewSize(1280, 600))
	f.Until(func() bool { return q.reader != nil })
	if q.reader.SetOffset(60); q.reader.Offset() != 60 {
		t.Fatalf("the pane is too short to scroll: %v", q.reader.Offset())
	}
	was := q.reader
	f.Clock.Advance(repaintEvery)
	f.Until(func() bool { return q.reader != was })
	if q.reader.Offset() != 60 {
		t.Errorf("jumped to %v", q.reader.Offset())
	}
}
