package main

import (
	"context"
	"time"

	"miseban/app/internal/transferring"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/transferui"
	"miseban/app/retail"
	"miseban/scanner"
)

const galleryTransfer retail.TransferID = "0199aaaa-bbbb-7ccc-8ddd-123456789abc"

// fakeTransfers is transfers of 渋谷店 in one situation.
type fakeTransfers struct {
	view  func() transferring.View
	found transferring.Found
	none  bool
}

var (
	shinjukuSite  = retail.Site{ID: "SHINJUKU", No: 2, Kind: retail.Shop, Name: "新宿店", NameEn: "Shinjuku", Opens: "10:00", Closes: "21:00"}
	ikebukuroSite = retail.Site{ID: "IKEBUKURO", No: 3, Kind: retail.Shop, Name: "池袋店", NameEn: "Ikebukuro", Opens: "11:00", Closes: "21:00"}
	kantoSite     = retail.Site{ID: "KANTO", No: 9, Kind: retail.Warehouse, Name: "関東倉庫", NameEn: "Kanto warehouse"}
)

func (f fakeTransfers) Board(context.Context) (transferring.Board, error) {
	if f.none {
		return transferring.Board{}, nil
	}
	row := func(n string, other retail.Site, sends, ours bool, s retail.TransferState, why retail.TransferReason, pieces int, since time.Duration) transferring.Row {
		return transferring.Row{ID: galleryTransfer, Number: n, Other: other, Sends: sends, Ours: ours, State: s, Why: why, Pieces: pieces, Since: at.Add(-since), Customer: why == retail.ForCustomer}
	}
	differs := row("T-0932", kantoSite, false, true, retail.TransferReceived, retail.ForShelf, 12, 26*time.Hour)
	differs.Open = 2
	pending := row("T-7714", ikebukuroSite, false, false, retail.TransferAsked, retail.ForCustomer, 1, 3*time.Minute)
	pending.Pending = true
	return transferring.Board{
		Send: []transferring.Row{
			row("T-4509", shinjukuSite, true, true, retail.TransferAsked, retail.ForCustomer, 2, 8*time.Minute),
			row("T-1180", ikebukuroSite, true, true, retail.TransferPicking, retail.ForShelf, 5, time.Hour),
			row("T-2290", kantoSite, true, false, retail.InTransit, retail.ForReturn, 8, 20*time.Hour),
		},
		Receive: []transferring.Row{
			row("ASN-20418", retail.Site{ID: retail.Outside, Name: "みせばん商事"}, false, false, retail.InTransit, retail.Delivery, 36, -40*time.Hour),
			row("T-3301", shinjukuSite, false, true, retail.InTransit, retail.ForCustomer, 4, 5*time.Hour), differs, pending,
		},
	}, nil
}

func (fakeTransfers) Receive(context.Context) (retail.TransferID, error) { return galleryTransfer, nil }

func (fakeTransfers) Find(context.Context, string) (retail.TransferID, error) {
	return galleryTransfer, nil
}

func (f fakeTransfers) Open(context.Context, retail.TransferID) (transferring.View, error) {
	return f.view(), nil
}

func (f fakeTransfers) Type(context.Context, retail.TransferID, string, bool, retail.HandReason) (transferring.Found, error) {
	return f.found, nil
}

func (f fakeTransfers) Scan(context.Context, retail.TransferID, scanner.Code, bool) (transferring.Found, error) {
	return f.found, nil
}
func (fakeTransfers) UndoLast(context.Context, retail.TransferID) error       { return nil }
func (fakeTransfers) NextBox(context.Context, retail.TransferID) (int, error) { return 2, nil }
func (fakeTransfers) Approve(context.Context, retail.TransferID, []retail.TransferBit) error {
	return nil
}

func (fakeTransfers) Decline(context.Context, retail.TransferID, retail.TransferRefusal) error {
	return nil
}
func (fakeTransfers) Cancel(context.Context, retail.TransferID) error          { return nil }
func (fakeTransfers) Dispatch(context.Context, retail.TransferID) error        { return nil }
func (fakeTransfers) TakeBox(context.Context, retail.TransferID, string) error { return nil }
func (fakeTransfers) Finish(context.Context, retail.TransferID, bool) error    { return nil }
func (fakeTransfers) Settle(context.Context, retail.TransferID, retail.Difference, retail.Settling) error {
	return nil
}

func (fakeTransfers) Goods(context.Context, retail.SKUID) (retail.SKU, error) {
	return *goodsNamed("OX-2041"), nil
}

func (fakeTransfers) Choices(_ context.Context, sku retail.SKUID) ([]transferring.Choice, error) {
	out := []transferring.Choice{{Site: shinjukuSite, Free: 4}, {Site: ikebukuroSite, Free: 1}, {Site: kantoSite, Free: 120}}
	for i := range out {
		out[i].Known, out[i].AsOf = sku != "", at.Add(-5*time.Minute)
	}
	return out, nil
}

func (fakeTransfers) Ask(context.Context, transferring.Request) (retail.TransferID, error) {
	return galleryTransfer, nil
}

func (fakeTransfers) Send(context.Context, retail.SiteID, retail.TransferReason, ...retail.TransferBit) (retail.TransferID, error) {
	return galleryTransfer, nil
}

// moving is a transfer of shirts and socks, changed by the situation.
func moving(sends bool, change func(*retail.Transfer)) func() transferring.View {
	return func() transferring.View {
		shirt, socks := goodsNamed("OX-2041"), goodsNamed("SK-5010")
		t := &retail.Transfer{
			ID: galleryTransfer, Number: "T-4509", From: "SHINJUKU", To: "SHIBUYA", By: "SHIBUYA", Why: retail.ForCustomer, Customer: true,
			Lines: []retail.TransferLine{{SKU: shirt.ID, Class: retail.Regular, Asked: 2}, {SKU: socks.ID, Class: retail.Regular, Asked: 3}},
			Out:   retail.TransferOut{State: retail.TransferAsked}, In: retail.TransferIn{State: retail.TransferAsked},
		}
		if sends {
			t.From, t.To, t.By = "SHIBUYA", "SHINJUKU", "SHINJUKU"
		}
		change(t)
		v := transferring.View{Transfer: t, Here: "SHIBUYA", Box: 1, Owner: "佐藤", OwnerEn: "Sato"}
		v.Row = transferring.Row{ID: t.ID, Number: t.Number, Other: shinjukuSite, Sends: sends, State: t.State(), Why: t.Why, Customer: true, Pieces: 5}
		for i, l := range t.Lines {
			s := shirt
			if i == 1 {
				s = socks
			} else if l.SKU != shirt.ID {
				s = goodsNamed(string(l.SKU))
			}
			v.Items = append(v.Items, transferring.LineView{TransferLine: l, Goods: *s, Known: true, Shelf: []string{"A-01-2", "C-04-1", ""}[i], Free: 4})
		}
		if t.Delivered() {
			v.Row.Other, v.Row.Why, v.Row.Customer = retail.Site{ID: retail.Outside}, t.Why, false
		}
		if len(t.Out.Boxes) > 0 {
			v.Opened = t.Out.Boxes[0].Label
		}
		return v
	}
}

// packed is how far the picking is.
func packed(n int) func(*retail.Transfer) {
	return func(t *retail.Transfer) {
		t.Out.State = retail.TransferPicking
		t.Lines[0].Approved, t.Lines[1].Approved = 2, 3
		t.Lines[0].Picked, t.Lines[1].Picked = min(2, n), max(0, n-2)
		for range n {
			t.Out.Scans = append(t.Out.Scans, retail.TransferScan{Box: retail.BoxID(t.ID, 1), SKU: t.Lines[0].SKU, Class: retail.Regular, Qty: 1})
		}
	}
}

// arrived is how far the unpacking is, with a foreign and a broken piece at the
// end.
func arrived(n int, finished bool) func(*retail.Transfer) {
	return func(t *retail.Transfer) {
		t.Out.State, t.In.State = retail.InTransit, retail.TransferReceiving
		t.Out.Boxes = []retail.TransferBox{
			{Label: retail.BoxID(t.ID, 1), No: 1, Goods: []retail.TransferBit{{SKU: t.Lines[0].SKU, Class: retail.Regular, Qty: 2}}},
			{Label: retail.BoxID(t.ID, 2), No: 2, Goods: []retail.TransferBit{{SKU: t.Lines[1].SKU, Class: retail.Regular, Qty: 3}}},
		}
		t.Lines[0].Sent, t.Lines[1].Sent = 2, 3
		t.Lines[0].Received, t.Lines[1].Received = min(2, n), max(0, n-2)
		if finished {
			t.In.State = retail.TransferReceived
			t.Lines[0].Received, t.Lines[0].Damaged, t.Lines[1].Received = 1, 1, 2
			t.Lines = append(t.Lines, retail.TransferLine{SKU: goodsNamed("SN").ID, Class: retail.Regular, Received: 1})
		}
	}
}

// delivered is goods of a supplier that nobody had announced.
func delivered(t *retail.Transfer) {
	t.Why, t.From, t.By, t.Customer, t.For = retail.Delivery, retail.Outside, t.To, false, nil
	t.Out.State, t.In.State = retail.InTransit, retail.TransferReceiving
	t.Lines[0].Asked, t.Lines[0].Sent, t.Lines[0].Received = 0, 4, 4
	t.Lines[1].Asked, t.Lines[1].Sent, t.Lines[1].Received, t.Lines[1].Damaged = 0, 2, 1, 1
}

func init() {
	r := page.Transfer{ID: galleryTransfer}
	one := func(name string, f fakeTransfers, then func(page.Screen, *window)) scene {
		return scene{Name: name, Route: r, Build: func(w page.Window) page.Screen { return transferui.NewTransfer(w, f, printWell, r) }, Then: then, Contrast: name == "transfer-pick"}
	}
	board := func(name string, f fakeTransfers, tab uint8) scene {
		r := page.Transfers{Tab: tab}
		return scene{Name: name, Route: r, Build: func(w page.Window) page.Screen { return transferui.NewList(w, f, r) }}
	}
	begin := func(name string, r page.TransferAsk) scene {
		return scene{Name: name, Route: r, Build: func(w page.Window) page.Screen { return transferui.NewAsk(w, fakeTransfers{}, r) }}
	}
	asked := moving(true, func(*retail.Transfer) {})
	shirt, large, shoes := goodsNamed("OX-2041"), goodsNamed("OX-2041-WH-L"), goodsNamed("SN")
	scanned := func(a transferring.Answer, s *retail.SKU) transferring.Found {
		return transferring.Found{Answer: a, Goods: s, Qty: 1, Kind: retail.MatchWrongSize, Needed: shirt}
	}
	beep := goods("4900000000000")
	scenes = append(scenes,
		board("transfer-list", fakeTransfers{}, 0), board("transfer-receive-list", fakeTransfers{}, 1), board("transfer-list-none", fakeTransfers{none: true}, 1),
		begin("transfer-ask", page.TransferAsk{SKU: "OX-2041-WH-M", From: "SHINJUKU"}), begin("transfer-send", page.TransferAsk{}),
		begin("transfer-send-proposed", page.TransferAsk{SKU: "OX-2041-WH-M", To: "IKEBUKURO", Qty: 3, Why: retail.ForSurplus}),
		begin("transfer-ask-proposed", page.TransferAsk{SKU: "OX-2041-WH-M", From: "IKEBUKURO", Qty: 2, Why: retail.ForShelf}),
		one("transfer-answer", fakeTransfers{view: asked}, nil),
		one("transfer-decline", fakeTransfers{view: asked}, tapped("transfer.decline")),
		one("transfer-pick", fakeTransfers{view: moving(true, packed(1))}, nil),
		one("transfer-pick-right", fakeTransfers{view: moving(true, packed(2)), found: scanned(transferring.AnswerRight, shirt)}, beep),
		one("transfer-pick-wrong", fakeTransfers{view: moving(true, packed(1)), found: scanned(transferring.AnswerWrong, large)}, beep),
		one("transfer-label", fakeTransfers{view: moving(true, packed(5))}, tapped("transfer.box.label")),
		one("transfer-packed", fakeTransfers{view: moving(true, packed(5))}, nil),
		one("transfer-dispatch", fakeTransfers{view: moving(true, packed(5))}, tapped("transfer.dispatch")),
		one("transfer-pick-none", fakeTransfers{view: moving(true, packed(0))}, nil),
		one("transfer-rest", fakeTransfers{view: moving(true, packed(4))}, tapped("transfer.rest")),
		one("transfer-pick-own", fakeTransfers{view: moving(true, func(t *retail.Transfer) { packed(1)(t); t.By, t.Customer = t.From, false })}, nil),
		one("transfer-hand", fakeTransfers{view: moving(true, packed(1))}, tapped("transfer.hand")),
		one("transfer-waiting", fakeTransfers{view: moving(false, func(*retail.Transfer) {})}, nil),
		one("transfer-receive", fakeTransfers{view: moving(false, arrived(1, false))}, nil),
		one("transfer-receive-right", fakeTransfers{view: moving(false, arrived(3, false)), found: scanned(transferring.AnswerRight, shirt)}, beep),
		one("transfer-receive-foreign", fakeTransfers{view: moving(false, arrived(3, false)), found: scanned(transferring.AnswerForeign, shoes)}, beep),
		one("transfer-receive-over", fakeTransfers{view: moving(false, arrived(3, false)), found: scanned(transferring.AnswerOver, shirt)}, beep),
		one("transfer-receive-blind", fakeTransfers{view: moving(false, arrived(3, false))}, tapped("transfer.blind")),
		one("transfer-receive-none", fakeTransfers{view: moving(false, arrived(0, false))}, tapped("transfer.none")),
		one("transfer-delivery-none", fakeTransfers{view: moving(false, func(t *retail.Transfer) { delivered(t); t.Lines = nil })}, nil),
		one("transfer-received", fakeTransfers{view: moving(false, arrived(5, false))}, nil),
		one("transfer-differs", fakeTransfers{view: moving(false, arrived(5, true))}, nil),
		one("transfer-differs-sender", fakeTransfers{view: moving(true, arrived(5, true))}, nil),
		one("transfer-settle", fakeTransfers{view: moving(true, arrived(5, true))}, tapped("queue.x.transfer_short")),
		one("transfer-delivery", fakeTransfers{view: moving(false, delivered), found: scanned(transferring.AnswerRight, shirt)}, beep),
		one("transfer-back", fakeTransfers{view: moving(true, func(t *retail.Transfer) { packed(2)(t); t.Out.State = retail.TransferCanceled })}, nil),
	)
}
