package main

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/pickupui"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/scanner"
)

// inMinutes is a moment some minutes from now.
func inMinutes(n int) time.Time { return at.Add(time.Duration(n) * time.Minute) }

// queueRows are the orders of the queue's picture.
func queueRows() []pickup.Row {
	row := func(number, name string, left, pieces int, picture string, places ...string) pickup.Row {
		r := pickup.Row{
			ID: retail.OrderID("o-" + number), Number: number, Name: name, State: retail.Received, Promised: inMinutes(left), Deadline: at.AddDate(0, 0, 7),
			Minutes: left, Urgency: pickup.OnTime, Pieces: pieces, Lines: pieces, Picture: picture, Places: places,
		}
		switch {
		case left < 0:
			r.Minutes, r.Urgency = -left, pickup.Late
		case left < 20:
			r.Urgency = pickup.Soon
		}
		return r
	}
	rows := []pickup.Row{
		row("4819", "タナカ", -6, 2, "art:sneakers/27385E", "売場 1階"),
		row("4821", "ヤマダ", 14, 3, "art:shirt/F8F6F1", "売場 1階", "売場 2階"),
		row("4822", "サトウ", 32, 1, "art:mug/2E4A78", "売場 1階"),
		row("4825", "ワタナベ", 58, 4, "art:knit/CFA12E", "売場 2階"),
		row("4828", "コバヤシ", 75, 2, "art:tea/4F7A54", "売場 1階"),
		row("4830", "ナカムラ", 96, 2, "art:tote/EFE6D2", "売場 2階"),
	}
	rows[2].State, rows[2].Claimed, rows[2].Claimer, rows[2].Urgency = retail.Picking, "s-102", "鈴木", pickup.Taken
	return rows
}

// stagedRows are orders that wait: on the shelf, or told.
func stagedRows(state retail.OrderState) []pickup.Row {
	rows := queueRows()[:5]
	notices := []retail.NoticeState{retail.NoticeUnknown, retail.NoticeNoAddress, retail.NoticeQueued, retail.NoticeFailed, retail.NoticeQueued}
	slots := []string{"B-12", "B-07", "A-03", "C-11", "B-02"}
	for i := range rows {
		rows[i].State, rows[i].Slot, rows[i].Notice, rows[i].Claimed, rows[i].Claimer = state, slots[i], notices[i], "", ""
		rows[i].Urgency, rows[i].Deadline = pickup.OnTime, at.AddDate(0, 0, i+2)
		if state == retail.Notified {
			rows[i].Notice = retail.NoticeSent
		}
	}
	rows[0].Deadline = at.Add(9 * time.Hour)
	if state == retail.Notified {
		rows[3].Caller = &pickup.Caller{ID: rows[3].ID, Name: rows[3].Name, Since: inMinutes(-2)}
		rows[4].Caller = &pickup.Caller{ID: rows[4].ID, Name: rows[4].Name, Since: inMinutes(-6), Taker: "鈴木", TakerEn: "Suzuki"}
		rows[1].State, rows[1].Deadline = retail.Expired, at.AddDate(0, 0, -1)
		rows[2].Deadline = inMinutes(-100) // the hub has not said so yet
	}
	return rows
}

// order4821 is the order of the pictures.
func order4821(state retail.OrderState) *retail.Order {
	line := func(no int, name, color, hex, size, picture string, price retail.Yen) retail.Line {
		return retail.Line{No: no, SKU: retail.SKUID("k-" + name), Name: name, Color: retail.Color{Word: color, Hex: hex}, Size: size, Picture: picture, Qty: 1, PriceTaxIn: price}
	}
	o := &retail.Order{
		ID: "o-4821", Number: "4821", State: state, PlacedAt: inMinutes(-16), PromisedAt: inMinutes(14), Deadline: at.AddDate(0, 0, 7),
		Customer: retail.Customer{Name: "山田 花子", Kana: "ヤマダ ハナコ", Phone: "09000001234", Note: "11時すぎに受け取りに行きます"},
		Pay:      retail.Payment{State: retail.Prepaid, Method: "クレジット", TotalTaxIn: 21780},
		Lines: []retail.Line{
			line(1, "オックスフォードシャツ", "白", "#F8F6F1", "M", "art:shirt/F8F6F1", 5990),
			line(2, "ケーブルニット", "キャメル", "#C08A52", "L", "art:knit/C08A52", 8800),
			line(3, "帆布トート", "生成り", "#EFE6D2", "フリー", "art:tote/EFE6D2", 6990),
		},
	}
	o.Lines[0].Color.En, o.Lines[1].Color.En, o.Lines[2].Color.En = "White", "Camel", "Ecru"
	return o
}

// fakeQueue answers with the pictures' orders.
type fakeQueue struct {
	pending, paused bool
	empty           bool
	slow            bool
	err             error
	x               retail.ExceptionKind
	mine            bool              // the entry is the acting staff's
	waits, second   bool              // a count is far from the books; one waits
	state           retail.OrderState // of the order in the tablet's pane
}

// Queue gives the rows of a tab.
func (f fakeQueue) Queue(ctx context.Context, tab pickup.Tab) (pickup.Queue, error) {
	if f.slow {
		return pickup.Queue{}, context.Canceled
	}
	q := pickup.Queue{Tab: tab, Now: at, Counts: map[pickup.Tab]int{}}
	if f.err != nil || f.empty {
		return q, f.err
	}
	q.Counts = map[pickup.Tab]int{pickup.TabReceived: 12, pickup.TabStaged: 8, pickup.TabNotified: 3, pickup.TabInbox: 5}
	if f.pending {
		q.Counts[pickup.TabPending] = 3
	}
	switch tab {
	case pickup.TabReceived:
		if q.Rows = queueRows(); f.paused {
			q.Rows[1].Urgency = pickup.Late // not late yet, but it will be
			q.Rows[3].Pause = &retail.Pause{Reason: retail.PauseGoods, At: at, Until: inMinutes(40)}
		}
	case pickup.TabPending:
		q.Rows = queueRows()[:3]
		for i := range q.Rows {
			q.Rows[i].State, q.Rows[i].Pending, q.Rows[i].Missing, q.Rows[i].Urgency, q.Rows[i].Claimed = retail.Short, true, 1, pickup.OnTime, ""
		}
		q.Rows[0].Urgency, q.Rows[1].Tried, q.Rows[2].Waits = pickup.Late, 2, at.AddDate(0, 0, 5)
	case pickup.TabStaged:
		q.Rows = stagedRows(retail.Staged)
	case pickup.TabNotified:
		q.Rows = stagedRows(retail.Notified)
	case pickup.TabInbox:
		q.Inbox = inboxEntries()
	}
	return q, nil
}

// Pick gives the order of the pictures.
func (f fakeQueue) Pick(context.Context, retail.OrderID) (pickup.PickView, error) {
	o := order4821(retail.Received)
	if f.state != 0 {
		o.State, o.Slot = f.state, "B-12"
		for i := range o.Lines {
			o.Lines[i].Picked = 1
		}
	}
	asOf := inMinutes(-3)
	v := pickup.PickView{Order: o, Name: "ヤマダ", Minutes: 14, Urgency: pickup.Soon}
	shelves := []string{"A-01-2", "A-04-1", "C-02-3"}
	places := []string{"売場 2階・左奥", "売場 2階・中央", "売場 1階・入口"}
	for i, l := range o.Lines {
		v.Route = append(v.Route, pickup.LineView{Line: l, Shelf: shelves[i], Place: places[i], OnHand: []int{2, 5, 7}[i], AsOf: asOf, Known: true})
	}
	return v, nil
}

// Locate gives the first order.
func (fakeQueue) Locate(context.Context, scanner.Code) (pickup.Row, error) {
	return queueRows()[1], nil
}

// Claim does nothing.
func (fakeQueue) Claim(context.Context, retail.OrderID, bool) error { return nil }

// Decline does nothing.
func (fakeQueue) Decline(context.Context, retail.OrderID, string) error { return nil }

// Resend does nothing.
func (fakeQueue) Resend(context.Context, retail.OrderID) error { return nil }

// Told does nothing.
func (fakeQueue) Told(context.Context, retail.OrderID) error { return nil }

// Extend does nothing.
func (fakeQueue) Extend(context.Context, retail.OrderID) error { return nil }

// Pause does nothing.
func (fakeQueue) Pause(context.Context, retail.OrderID, retail.PauseReason) error { return nil }

// Resume does nothing.
func (fakeQueue) Resume(context.Context, retail.OrderID) error { return nil }

// Search finds some orders.
func (f fakeQueue) Search(_ context.Context, text string) ([]pickup.Row, error) {
	if text == "" || f.empty {
		return nil, nil
	}
	return slices.Concat(queueRows()[1:3], stagedRows(retail.Notified)[3:4]), nil
}

// tapFirst taps the first thing on the screen: the icon at the left of the bar.
func (w *window) tapFirst() {
	w.settle()
	var first fyne.Tappable
	each(w.stage, func(o fyne.CanvasObject) {
		if t, ok := o.(fyne.Tappable); ok && first == nil {
			first = t
		}
	})
	first.Tapped(&fyne.PointEvent{})
}

func queueScene(name string, r page.Queue, svc fakeQueue) scene {
	return scene{Name: name, Route: r, Build: func(w page.Window) page.Screen { return pickupui.NewQueue(w, svc, r) }}
}

func init() {
	queue := queueScene("queue", page.Queue{Order: "o-4821"}, fakeQueue{})
	queue.Contrast = true
	queue.Build = func(w page.Window) page.Screen {
		r := page.Queue{}
		if w.Shape().Tablet() {
			r.Order = "o-4821"
		}
		return pickupui.NewQueue(w, fakeQueue{}, r)
	}
	offline := queueScene("queue-offline", page.Queue{}, fakeQueue{})
	offline.Build = func(w page.Window) page.Screen {
		if g, ok := w.(*window); ok {
			light := g.light
			defer func() { g.light = light }()
			g.light = widgets.SyncText(g.cat, widgets.SyncOffline, 3*time.Minute, 4, 0)
		}
		return pickupui.NewQueue(w, fakeQueue{}, page.Queue{})
	}
	menu := queueScene("queue-menu", page.Queue{}, fakeQueue{})
	menu.Only = page.Handheld
	menu.Then = func(_ page.Screen, w *window) { w.tapFirst() }
	sheet := queueScene("queue-staged-sheet", page.Queue{Tab: uint8(pickup.TabStaged)}, fakeQueue{state: retail.Staged})
	sheet.Only = page.Handheld
	sheet.Then = func(_ page.Screen, w *window) { w.tap("4819") }
	takeover := queueScene("queue-takeover", page.Queue{}, fakeQueue{})
	takeover.Only = page.Handheld
	takeover.Then = func(_ page.Screen, w *window) {
		if w.look.scale <= 1 { // larger, it is not in view
			w.tap("4822")
		}
	}
	scenes = append(
		scenes, queue, offline, menu, sheet, takeover,
		queueScene("queue-pending", page.Queue{Tab: uint8(pickup.TabPending)}, fakeQueue{pending: true}),
		queueScene("queue-due", page.Queue{}, fakeQueue{paused: true, pending: true}),
		queueScene("queue-staged", page.Queue{Tab: uint8(pickup.TabStaged)}, fakeQueue{state: retail.Staged}),
		queueScene("queue-notified", page.Queue{Tab: uint8(pickup.TabNotified)}, fakeQueue{state: retail.Notified}),
		queueScene("queue-inbox", page.Queue{Tab: uint8(pickup.TabInbox)}, fakeQueue{}),
		queueScene("queue-empty", page.Queue{}, fakeQueue{empty: true}),
		queueScene("queue-failed", page.Queue{}, fakeQueue{err: retail.E(retail.CodeDamaged, "pickup.Queue", "", nil)}),
	)
	scenes = append(scenes, searchScenes()...)
}

func searchScenes() []scene {
	build := func(w page.Window) page.Screen { return pickupui.NewSearch(w, fakeQueue{}, page.Search{}) }
	none := func(w page.Window) page.Screen {
		return pickupui.NewSearch(w, fakeQueue{empty: true}, page.Search{Counter: true})
	}
	typeIn := func(_ page.Screen, w *window) { w.tap("4"); w.tap("8") }
	kana := func(_ page.Screen, w *window) { w.tap(w.cat.T("queue.search.kana")); w.tap("サ"); w.tap("サ") }
	return []scene{
		{Name: "search", Route: page.Search{}, Build: build},
		{Name: "search-digits", Route: page.Search{}, Build: build, Then: typeIn},
		{Name: "search-kana", Route: page.Search{}, Build: build, Then: kana},
		{Name: "search-none", Route: page.Search{}, Build: none, Then: typeIn},
	}
}
