package main

import (
	"context"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/pickupui"
	"miseban/app/retail"
	"miseban/scanner"
)

// inboxEntries are the open entries of the shop.
func inboxEntries() []pickup.Entry {
	x := func(id string, kind retail.ExceptionKind, number string, opened, due int) pickup.Entry {
		e := pickup.Entry{Exception: retail.Exception{ID: retail.ExceptionID(id), Kind: kind, Number: number, OpenedAt: inMinutes(opened), Due: inMinutes(due)}}
		e.Late, e.Long = due < 0, opened < -24*60
		return e
	}
	away := x("x-4", retail.ExAway, "", -80, 1360)
	away.Terminal = "ハンディ3"
	mine := x("x-2", retail.ExRecount, "", -1600, -100)
	mine.Mine, mine.Assigned = true, "佐藤"
	other := x("x-3", retail.ExOversold, "4825", -12, 108)
	other.Assigned, other.AssignedEn = "鈴木", "Suzuki"
	return []pickup.Entry{mine, other, x("x-1", retail.ExDoubleHandover, "4821", -25, 1415), x("x-5", retail.ExPutBack, "4818", -20, 1420), away}
}

// people are who did what, by the kind of the entry.
func people(kind retail.ExceptionKind) []pickup.RecordLine {
	step := func(k retail.Kind, minutes int, staff, terminal string) pickup.RecordLine {
		return pickup.RecordLine{Kind: k, At: inMinutes(minutes), Staff: staff, StaffEn: romaji[staff], Terminal: terminal}
	}
	switch kind { //nolint:exhaustive // the others tell it all the same way
	case retail.ExDoubleHandover:
		return []pickup.RecordLine{step(retail.KindHandover, -28, "佐藤", "カウンター1"), step(retail.KindHandover, -25, "鈴木", "カウンター2")}
	case retail.ExNoLease, retail.ExNotAllowed:
		return []pickup.RecordLine{step(retail.KindHandover, -28, "鈴木", "ハンディ2")}
	case retail.ExPickedWithoutClaim:
		return []pickup.RecordLine{step(retail.KindClaim, -28, "佐藤", "ハンディ1"), step(retail.KindPick, -25, "鈴木", "ハンディ2")}
	case retail.ExOversold:
		return []pickup.RecordLine{step(retail.KindSale, -12, "", "レジ1")}
	case retail.ExAway, retail.ExLate:
		return []pickup.RecordLine{step(retail.KindAway, -26*60, "", "ハンディ3")}
	case retail.ExPutBack:
		return []pickup.RecordLine{step(retail.KindCancel, -20, "", "")}
	}
	return []pickup.RecordLine{step(retail.KindShort, -25, "鈴木", "ハンディ2")}
}

// Exception gives an entry of the kind asked for.
func (f fakeQueue) Exception(context.Context, retail.ExceptionID) (pickup.ExceptionView, error) {
	o := order4821(retail.HandedOver)
	o.Slot, o.Bags = "B-12", make([]retail.Bag, 2)
	v := pickup.ExceptionView{
		Entry: pickup.Entry{Exception: retail.Exception{ID: "x-1", Kind: f.x, Order: o.ID, Number: o.Number, OpenedAt: inMinutes(-25), Due: at.Add(23 * time.Hour)}},
		Order: o, Name: "ヤマダ", At: 1, Total: 5, People: people(f.x),
	}
	if f.mine {
		v.Entry.Mine, v.Entry.Assigned = true, "佐藤"
	}
	switch f.x { //nolint:exhaustive // the others are about an order
	case retail.ExRecount, retail.ExOversold:
		v.SKU = &retail.SKU{ID: "k", Name: "オックスフォードシャツ", NameEn: "Oxford shirt", Color: retail.Color{Word: "白", En: "White"}, Size: "M", Picture: "art:shirt/F8F6F1"}
		v.Shelf, v.Place = "A-01-2", "売場 2階・左奥"
	case retail.ExAway:
		v.Order, v.Name, v.Entry.Order, v.Entry.Number, v.Entry.Terminal = nil, "", "", "", "ハンディ3"
	case retail.ExPutBack:
		o.State, v.ToBack = retail.Canceled, 2
	}
	if f.x == retail.ExRecount {
		v.Order, v.Name, v.Entry.Order, v.Entry.Number, v.Entry.SKU = nil, "", "", "", "k"
		v.Entry.Late, v.Entry.Due, v.Seen = true, inMinutes(-100), recountMoves()
		v.People = []pickup.RecordLine{{Kind: retail.KindCount, At: inMinutes(-110), Staff: "佐藤", StaffEn: "Sato", Terminal: "ハンディ1"}}
	}
	if f.x == retail.ExRecount && f.waits {
		l := differs("OX-2041", 10, 3, 4990, false).CountLine
		v.Entry.Spot, v.Entry.Late, v.Entry.Due, v.Seen = &l, false, inMinutes(130), nil
		v.Entry.Assigned, v.Entry.AssignedEn = "伊藤", "Ito"
	}
	if f.x == retail.ExOversold {
		o.State, v.Entry.Due = retail.Short, inMinutes(108)
	}
	return v, nil
}

// recountMoves are what others did around a count.
func recountMoves() []pickup.MoveLine {
	return []pickup.MoveLine{
		{Kind: retail.MoveSale, Qty: -1, At: inMinutes(-112), Terminal: "レジ1"},
		{Kind: retail.MovePick, Qty: -1, At: inMinutes(-109), Staff: "鈴木", StaffEn: "Suzuki", Terminal: "ハンディ2", Number: "4822"},
	}
}

// Settle does nothing.
func (fakeQueue) Settle(context.Context, retail.Exception, retail.Remedy) error { return nil }

// TakeOn does nothing.
func (fakeQueue) TakeOn(context.Context, retail.Exception) error { return nil }

// Assign does nothing.
func (fakeQueue) Assign(context.Context, retail.Exception, retail.StaffID) error { return nil }

// Colleagues are those of the shop.
func (fakeQueue) Colleagues(context.Context) ([]retail.Staff, error) {
	return []retail.Staff{
		{ID: "m-1", Name: "伊藤", NameEn: "Ito", Role: retail.RoleManager},
		{ID: "s-3", Name: "高橋", NameEn: "Takahashi", Role: retail.RoleLead},
		{ID: "s-2", Name: "鈴木", NameEn: "Suzuki", Role: retail.RoleStaff},
	}, nil
}

// Recount gives the shirt, moved by others when the entry is a recount.
func (f fakeQueue) Recount(context.Context, retail.SKUID) (pickup.CountView, error) {
	v := pickup.CountView{
		SKU:   retail.SKU{ID: "k", Name: "オックスフォードシャツ", NameEn: "Oxford shirt", Color: retail.Color{Word: "サックス", En: "Sax blue", Hex: "#9DB8D9"}, Size: "M", Picture: "art:shirt/9DB8D9"},
		Shelf: "A-01-2", Place: "売場 2階・左奥", From: at, Again: true,
	}
	if f.x == retail.ExRecount {
		v.Seen = recountMoves()
	}
	v.Waits = f.second
	return v, nil
}

// CountScan counts every scan.
func (fakeQueue) CountScan(context.Context, retail.SKUID, scanner.Code) (bool, int, error) {
	return true, 1, nil
}

// Count books it.
func (f fakeQueue) Count(context.Context, retail.SKUID, int, time.Time) (pickup.Counted, error) {
	if f.waits {
		return pickup.CountWaits, nil
	}
	return pickup.CountBooked, nil
}

// Checklist is what a lost terminal had in hand.
func (f fakeQueue) Checklist(context.Context, retail.DeviceID) ([]pickup.ExceptionView, error) {
	if f.empty {
		return nil, nil
	}
	var out []pickup.ExceptionView
	for i, number := range []string{"4821", "4825", "4828"} {
		o := order4821([]retail.OrderState{retail.Picking, retail.Picking, retail.Staged}[i])
		o.Number = number
		for j := range o.Lines[:i+1] {
			o.Lines[j].Picked = 1
		}
		if i == 2 {
			o.Slot = "B-07"
		}
		v := pickup.ExceptionView{Order: o, Name: []string{"ヤマダ", "ワタナベ", "コバヤシ"}[i]}
		v.Entry.Number, v.Entry.Order, v.Entry.Kind = number, o.ID, retail.ExRevoked
		out = append(out, v)
	}
	v := pickup.ExceptionView{}
	v.Entry.Kind, v.Entry.Qty = retail.ExRevoked, 4
	return append(out, v), nil
}

func exceptionScene(name string, f fakeQueue, then func(page.Screen, *window)) scene {
	return scene{Name: name, Route: page.Exception{}, Then: then, Build: func(w page.Window) page.Screen {
		return pickupui.NewException(w, f, page.Exception{ID: "x-1"})
	}}
}

func countScene(name string, f fakeQueue, then func(page.Screen, *window)) scene {
	return scene{Name: name, Route: page.Count{}, Then: then, Build: func(w page.Window) page.Screen {
		return pickupui.NewCount(w, f, page.Count{SKU: "k"})
	}}
}

func init() {
	double := fakeQueue{x: retail.ExDoubleHandover}
	mine := double
	mine.mine = true
	scenes = append(
		scenes,
		exceptionScene("inbox", double, nil),
		exceptionScene("inbox-remedy", mine, func(_ page.Screen, w *window) { w.tap(w.cat.T("inbox.record")) }),
		exceptionScene("inbox-give", mine, func(_ page.Screen, w *window) { w.tap(w.cat.T("inbox.give")) }),
		exceptionScene("inbox-unpaid", fakeQueue{x: retail.ExHandoverUnpaid}, nil),
		exceptionScene("inbox-age", fakeQueue{x: retail.ExAgeUnchecked}, nil),
		exceptionScene("inbox-put-back", fakeQueue{x: retail.ExPutBack}, nil),
		countScene("recount", fakeQueue{}, nil),
		countScene("recount-pad", fakeQueue{}, func(_ page.Screen, w *window) {
			if !w.Shape().Tablet() {
				w.tap(w.cat.T("recount.pad"))
			}
			w.tap("1")
			w.tap("2")
		}),
		exceptionScene("inbox-count-waits", fakeQueue{x: retail.ExRecount, waits: true}, nil),
		countScene("recount-second", fakeQueue{second: true}, nil),
		countScene("recount-waits", fakeQueue{waits: true}, func(s page.Screen, w *window) {
			w.settle()
			s.Scan(scanner.Code{})
			w.settle()
			w.tap(w.cat.T("recount.do.n", "n", 1))
		}),
		countScene("recount-done", fakeQueue{}, func(s page.Screen, w *window) {
			w.settle()
			s.Scan(scanner.Code{})
			w.settle()
			w.tap(w.cat.T("recount.do.n", "n", 1))
		}),
	)
}
