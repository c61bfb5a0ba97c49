package main

import (
	"context"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/shift"
	"miseban/app/internal/ui/counterui"
	"miseban/app/internal/ui/page"
	"miseban/app/retail"
	"miseban/scanner"
)

// counterView is the order of the counter's pictures as it is answered.
func counterView(answer retail.PickupAnswer) pickup.CounterView {
	o := order4821(retail.Notified)
	o.Slot, o.Bags = "B-12", []retail.Bag{{Label: "a", No: 1}, {Label: "b", No: 2}}
	o.Pickup.Expires = at.AddDate(0, 0, -1)
	for i := range o.Lines {
		o.Lines[i].Picked = 1
	}
	v := pickup.CounterView{
		Answer: answer, Order: o, Desk: pickup.Standing{Online: true}, Name: "ヤマダ", Proof: retail.ByCode, Paid: true, Pieces: 3,
		Slot: "B-12", Area: "受取コーナー", Place: "中段", Staged: inMinutes(13), By: "鈴木", Notified: inMinutes(15),
		Bags: []pickup.BagView{{No: 1, Done: true}, {No: 2, Next: true}}, Count: 1,
		Record: []pickup.RecordLine{
			{Kind: retail.KindReceive, At: inMinutes(-16), Terminal: "渋谷店"},
			{Kind: retail.KindStage, At: inMinutes(13), Staff: "鈴木", Note: "B-12"},
			{Kind: retail.KindNoticeResult, At: inMinutes(15), Note: "sent"},
		},
	}
	switch answer {
	case retail.PickupUsed:
		o.State, v.UsedAt, v.UsedBy, v.UsedOn = retail.HandedOver, inMinutes(27), "佐藤", "カウンター1"
		v.Record = append(v.Record,
			pickup.RecordLine{Kind: retail.KindHandover, At: inMinutes(27), Staff: "佐藤", Terminal: "カウンター1"},
			pickup.RecordLine{Kind: retail.KindCodeShown, At: inMinutes(35), Staff: "鈴木", Terminal: "カウンター2"})
	case retail.PickupNotReady:
		o.State, v.Slot, v.Bags, v.Pieces = retail.Picking, "", nil, 0
		v.Staged, v.Notified = time.Time{}, time.Time{}
		v.Record = v.Record[:1]
	case retail.PickupGone:
		o.State, v.Slot = retail.Canceled, ""
		v.Record = append(v.Record[:2:2], pickup.RecordLine{Kind: retail.KindCancel, At: inMinutes(20)})
	case retail.PickupForeign, retail.PickupForged, retail.PickupUnknown:
		return pickup.CounterView{Answer: answer, Proof: retail.ByCode}
	case retail.PickupOK, retail.PickupExpired, retail.PickupReplaced, retail.PickupWithdrawn:
	}
	return v
}

// fakeCounter answers every code and order with one view.
type fakeCounter struct {
	here []pickup.Caller
	view pickup.CounterView
	scan pickup.Shown
}

// Present gives the view.
func (f fakeCounter) Present(context.Context, scanner.Code) (pickup.Shown, error) {
	if f.scan.Answer != 0 && f.view.Answer == 0 {
		return f.scan, nil
	}
	return pickup.Shown{Answer: pickup.CounterShown, View: f.view}, nil
}

// Open gives the view.
func (f fakeCounter) Open(context.Context, retail.OrderID) (pickup.CounterView, error) {
	return f.view, nil
}

// Refresh gives the view.
func (f fakeCounter) Refresh(_ context.Context, v pickup.CounterView) (pickup.CounterView, error) {
	return v, nil
}

// ScanAtCounter gives the scan.
func (f fakeCounter) ScanAtCounter(context.Context, pickup.CounterView, scanner.Code) (pickup.Shown, error) {
	return f.scan, nil
}

// Identify notes the check.
func (f fakeCounter) Identify(v pickup.CounterView, kind retail.IdentityKind, doc retail.DocumentKind, proxy bool) pickup.CounterView {
	v.Identity, v.Document, v.Proxy = kind, doc, proxy
	return v
}

// CheckAge notes the check.
func (f fakeCounter) CheckAge(v pickup.CounterView, how retail.AgeProof, doc retail.DocumentKind) pickup.CounterView {
	return (*pickup.Service)(nil).CheckAge(v, how, doc)
}

// KeepAged keeps one of them.
func (f fakeCounter) KeepAged(_ context.Context, v pickup.CounterView) (pickup.CounterView, error) {
	v.Order = v.Order.Clone()
	for i := range v.Order.Lines {
		if l := &v.Order.Lines[i]; l.MinAge > 0 {
			l.Refused, l.Unwanted = l.Qty, l.Qty
		}
	}
	v.Pieces = v.Order.ToGive()
	return v, nil
}

// Collect takes the amount.
func (f fakeCounter) Collect(_ context.Context, v pickup.CounterView, _ string) (pickup.CounterView, error) {
	return v, nil
}

// HandOver gives the goods.
func (f fakeCounter) HandOver(_ context.Context, v pickup.CounterView) (pickup.CounterView, error) {
	return v, nil
}

// AllowCodes does.
func (fakeCounter) AllowCodes(context.Context, retail.Staff) error { return nil }

// Suggestions are a scarf that others order with it and a knit in another colour.
func (fakeCounter) Suggestions(context.Context, retail.OrderID) ([]pickup.Suggestion, error) {
	scarf := retail.SKU{ID: "SC-NV", Name: "ウールマフラー", NameEn: "Wool scarf", Color: retail.Color{Word: "紺", En: "Navy"}, Picture: "art:shirt/1F2A44"}
	knit := retail.SKU{ID: "KN-BK-L", Name: "ケーブルニット", NameEn: "Cable knit", Color: retail.Color{Word: "黒", En: "Black"}, Size: "L", Picture: "art:shirt/222222"}
	return []pickup.Suggestion{
		{SKU: scarf, Reason: retail.SuggestTogether, Shelf: "A-02-1", Place: "売場 1階・入口", Free: 6, AsOf: inMinutes(-1), Yen: 4290},
		{SKU: knit, Reason: retail.SuggestColor, Shelf: "A-04-1", Place: "売場 2階・左奥", Free: 2, AsOf: inMinutes(-1), Yen: 7990},
	}, nil
}

// Suggested takes it.
func (fakeCounter) Suggested(context.Context, retail.OrderID, pickup.Suggestion, bool) error {
	return nil
}

// UndoHandover gives the goods back to their place.
func (f fakeCounter) UndoHandover(context.Context, pickup.CounterView) (pickup.CounterView, error) {
	v := counterView(retail.PickupOK)
	v.Proof = retail.ByIdentity
	return v, nil
}

// Refuse books nothing.
func (f fakeCounter) Refuse(_ context.Context, v pickup.CounterView, _, _ int, _ retail.RefuseReason) (pickup.CounterView, error) {
	return v, nil
}

// Later keeps it in mind.
func (f fakeCounter) Later(v pickup.CounterView, line, qty int, left []string) pickup.CounterView {
	v.Later, v.Left = []retail.Portion{{Line: line, Qty: qty}}, left
	return v
}

// Reveal shows the sample customer.
func (f fakeCounter) Reveal(context.Context, retail.OrderID, string) (retail.Customer, error) {
	return f.view.Order.Customer, nil
}

// Approve notes the manager.
func (f fakeCounter) Approve(v pickup.CounterView, manager retail.Staff) pickup.CounterView {
	v.Approver = manager
	return v
}

// Callers are the customers of the picture.
func (f fakeCounter) Callers(context.Context) ([]pickup.Caller, error) { return f.here, nil }

// TakeCall takes it.
func (fakeCounter) TakeCall(context.Context, retail.OrderID) error { return nil }

// fakeDesk is a terminal at the counter.
type fakeDesk struct{ stand pickup.Standing }

// Standing gives what it was made with.
func (d fakeDesk) Standing(context.Context) (pickup.Standing, error) { return d.stand, nil }

// Arrive does nothing.
func (fakeDesk) Arrive(context.Context) error { return nil }

// Depart does nothing.
func (fakeDesk) Depart() {}

// Managers are two.
func (fakeDesk) Managers(context.Context) ([]shift.Person, error) {
	return []shift.Person{
		{Staff: retail.Staff{ID: "m-1", Name: "伊藤", NameEn: "Ito", Role: retail.RoleManager}},
		{Staff: retail.Staff{ID: "m-2", Name: "高橋", NameEn: "Takahashi", Role: retail.RoleManager}},
	}, nil
}

// Approve takes any PIN.
func (fakeDesk) Approve(context.Context, retail.StaffID, string) (retail.Staff, error) {
	return retail.Staff{ID: "m-1", Name: "伊藤", NameEn: "Ito"}, nil
}

// ApproveBadge takes any badge.
func (fakeDesk) ApproveBadge(context.Context, string) (retail.Staff, error) {
	return retail.Staff{ID: "m-1", Name: "伊藤", NameEn: "Ito"}, nil
}

func counterScene(name string, svc fakeCounter, r page.Handover, then func(page.Screen, *window)) scene {
	return deskScene(name, svc, fakeDesk{stand: pickup.Standing{Online: true}}, r, then)
}

func deskScene(name string, svc fakeCounter, desk fakeDesk, r page.Handover, then func(page.Screen, *window)) scene {
	return scene{Name: name, Route: r, Then: then, Build: func(w page.Window) page.Screen { return counterui.NewHandover(w, svc, desk, r) }}
}

func init() {
	open := page.Handover{Order: "o-4821"}
	ok := counterView(retail.PickupOK)
	all := counterView(retail.PickupOK)
	all.Bags, all.Count = []pickup.BagView{{No: 1, Done: true}, {No: 2, Done: true}}, 2
	due := counterView(retail.PickupOK)
	due.Order.Pay, due.Due, due.Paid = retail.Payment{State: retail.PayAtPickup, TotalTaxIn: 5390, DueTaxIn: 5390}, 5390, false
	who := counterView(retail.PickupOK)
	who.Proof = retail.ByIdentity
	dear := counterView(retail.PickupOK)
	dear.Policy.IDFrom = 1
	proxy := counterView(retail.PickupOK)
	proxy.Delegation, proxy.Proxy, proxy.ProxyName = 1, true, "ヤマダ ヨシエ"
	scenes = append(scenes,
		counterScene("counter-proxy", fakeCounter{view: proxy}, open, nil),
		counterScene("counter-proxy-name", fakeCounter{view: proxy}, open, func(_ page.Screen, w *window) {
			w.tap(w.cat.T("counter.do.proxy"))
			w.tap(w.cat.T("counter.delegated.name"))
		}))
	bag := func(s page.Screen, w *window) { w.settle(); s.Scan(scanner.Code{Kind: scanner.KindBag}) }
	shown := counterScene("counter", fakeCounter{view: ok}, open, nil)
	shown.Contrast = true
	scenes = append(
		scenes, shown,
		counterScene("counter-scanner", fakeCounter{}, page.Handover{}, nil),
		counterScene("counter-here", fakeCounter{here: []pickup.Caller{
			{ID: "o-4821", Number: "4821", Name: "ヤマダ", Since: inMinutes(-3), Slot: "B-12", Pieces: 3},
			{ID: "o-4822", Number: "4822", Name: "サトウ", Since: inMinutes(-6), Slot: "A-03", Pieces: 1, Due: 5390, Taker: "鈴木", TakerEn: "Suzuki"},
		}}, page.Handover{}, nil),
		counterScene("counter-notice", fakeCounter{scan: pickup.Shown{Answer: pickup.CounterNotHere}}, page.Handover{}, bag),
		counterScene("counter-all", fakeCounter{view: all}, open, nil),
		counterScene("counter-pay", fakeCounter{view: due}, open, nil),
		counterScene("counter-receipt", fakeCounter{view: due}, open, func(_ page.Screen, w *window) { w.tap(w.cat.T("counter.do.pay")); w.tap("7") }),
		counterScene("counter-by-name", fakeCounter{view: who}, open, nil),
		counterScene("counter-identity", fakeCounter{view: who}, open, func(_ page.Screen, w *window) {
			w.tap(w.cat.T("counter.do.identity"))
			w.tap(w.cat.T("counter.identity.name_phone"))
		}),
		counterScene("counter-document-asked", fakeCounter{view: dear}, open, nil),
		counterScene("counter-document", fakeCounter{view: dear}, open, func(_ page.Screen, w *window) {
			w.tap(w.cat.T("counter.do.identity"))
			w.tap(w.cat.T("counter.document.licence"))
		}),
		counterScene("counter-bag-foreign", fakeCounter{view: ok, scan: pickup.Shown{Answer: pickup.CounterBagForeign, Other: "4822"}}, open, bag),
		counterScene("counter-done", fakeCounter{view: all}, open, func(_ page.Screen, w *window) { w.tap(w.cat.T("counter.do.handover")) }),
	)
	some := func(w *window) { w.tap(w.cat.T("part.link")); w.tap("ケーブルニット") }
	given := counterView(retail.PickupUsed)
	given.Undo = &retail.Handover{}
	given.Pieces = 3
	scenes = append(scenes,
		counterScene("counter-part", fakeCounter{view: all}, open, func(_ page.Screen, w *window) { some(w) }),
		counterScene("counter-part-later", fakeCounter{view: all}, open, func(_ page.Screen, w *window) { some(w); w.tap(w.cat.T("part.later")) }),
		counterScene("counter-part-refused", fakeCounter{view: all}, open, func(_ page.Screen, w *window) { some(w); w.tap(w.cat.T("part.refuse.size")) }),
		counterScene("counter-part-chosen", fakeCounter{view: all}, open, func(_ page.Screen, w *window) { some(w); w.tap(w.cat.T("part.later")); w.tap(w.cat.T("part.do")) }),
		counterScene("counter-part-done", fakeCounter{view: all}, open, func(_ page.Screen, w *window) {
			some(w)
			w.tap(w.cat.T("part.later"))
			w.tap(w.cat.T("part.do"))
			w.tap(w.cat.T("counter.do.handover"))
		}),
		counterScene("counter-undo", fakeCounter{view: given}, open, nil),
		counterScene("counter-suggest", fakeCounter{view: all}, open, func(_ page.Screen, w *window) {
			w.tap(w.cat.T("suggest.link"))
			w.tap(w.cat.T("suggest.bought"))
		}),
	)
	sake := counterView(retail.PickupOK)
	sake.Order.Lines[1].Name, sake.Order.Lines[1].Size, sake.Order.Lines[1].MinAge = "純米吟醸", "720ml", 20
	sight := sake
	sight.Policy.AgeBySight = true
	check := func(w *window) { w.tap(w.cat.T("counter.do.age")) }
	scenes = append(scenes,
		counterScene("counter-age", fakeCounter{view: sake}, open, nil),
		counterScene("counter-age-check", fakeCounter{view: sight}, open, func(_ page.Screen, w *window) { check(w) }),
		counterScene("counter-age-chosen", fakeCounter{view: sake}, open, func(_ page.Screen, w *window) { check(w); w.tap(w.cat.T("counter.document.licence")) }),
		counterScene("counter-age-kept", fakeCounter{view: sake}, open, func(_ page.Screen, w *window) { check(w); w.tap(w.cat.T("counter.age.none")) }),
	)
	digits := counterScene("counter-digits", fakeCounter{}, page.Handover{}, func(_ page.Screen, w *window) {
		w.tap(w.cat.T("counter.digits.short"))
		for _, d := range []string{"1", "2", "3", "4", "5"} {
			w.tap(d)
		}
	})
	digits.Only = page.Handheld
	locked := func(_ page.Screen, w *window) {
		if !w.Shape().Tablet() {
			w.tap(w.cat.T("counter.digits.short"))
		}
		for _, d := range "123456729" {
			w.tap(string(d))
		}
	}
	wait := fakeCounter{scan: pickup.Shown{Answer: pickup.CounterLocked, Wait: 4 * time.Minute}}
	scenes = append(scenes, counterScene("counter-locked", wait, page.Handover{}, locked), counterScene("counter-locked-allowed", wait, page.Handover{}, func(s page.Screen, w *window) {
		locked(s, w)
		w.tap(w.cat.T("approve.do"))
	}))
	scenes = append(scenes, digits)
	for _, a := range retail.PickupAnswers() {
		if a != retail.PickupOK {
			scenes = append(scenes, counterScene("counter-"+a.String(), fakeCounter{view: counterView(a)}, open, nil))
		}
	}
}

// fakeWrong is an order whose goods were wrong.
type fakeWrong struct{ out bool }

// Wrong gives the order of the pictures.
func (f fakeWrong) Wrong(context.Context, retail.OrderID) (pickup.WrongView, error) {
	o := order4821(retail.HandedOver)
	for i := range o.Lines {
		o.Lines[i].Picked = o.Lines[i].Qty
	}
	return pickup.WrongView{Order: o, Name: "ヤマダ", Out: f.out, Lines: o.Lines}, nil
}

// Goods are a navy shirt.
func (fakeWrong) Goods(context.Context, scanner.Code) (retail.SKU, error) {
	return retail.SKU{ID: "OX-2041-NV-M", Name: "オックスフォードシャツ", NameEn: "Oxford shirt", Color: retail.Color{Word: "紺", En: "Navy"}, Size: "M"}, nil
}

// ReportWrong takes it.
func (fakeWrong) ReportWrong(context.Context, retail.WrongReport) error { return nil }

func init() {
	show := func(out bool) func(page.Window) page.Screen {
		return func(w page.Window) page.Screen {
			return counterui.NewWrongGoods(w, fakeWrong{out}, page.WrongGoods{Order: "o-4821"})
		}
	}
	scenes = append(scenes,
		scene{Name: "wrong", Route: page.WrongGoods{}, Build: show(false)},
		scene{Name: "wrong-chosen", Route: page.WrongGoods{}, Build: show(true), Then: func(s page.Screen, w *window) {
			w.settle()
			w.tap("ケーブルニット")
			s.Scan(scanner.Code{Kind: scanner.KindGTIN})
		}},
	)
}
