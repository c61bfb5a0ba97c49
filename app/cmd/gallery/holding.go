package main

import (
	"context"
	"time"

	"miseban/app/internal/holding"
	"miseban/app/internal/ui/holdingui"
	"miseban/app/internal/ui/page"
	"miseban/app/retail"
	"miseban/scanner"
)

// fakeHolds is the holds of a shop on an ordinary day.
type fakeHolds struct{}

func (fakeHolds) row(id, number string, state retail.HoldState, kept int) holding.Row {
	k := chain.SKUs[0]
	return holding.Row{Shelves: map[retail.SKUID]string{k.ID: "A-01-2"}, Hold: &retail.Hold{
		ID: retail.HoldID(id), Store: "S", Number: number, State: state, Tag: "H01A2B3C4",
		Customer: retail.Customer{Name: "佐々木 春", Kana: "ササキ ハル"}, MadeAt: at.Add(-time.Hour), Until: at.Add(30 * time.Hour), Made: "c",
		Lines: []retail.HoldLine{{No: 1, SKU: k.ID, Class: retail.Regular, Name: k.Name, Color: k.Color, Size: k.Size, Picture: k.Picture, PriceTaxIn: k.PriceTaxIn, Qty: 1, Kept: kept}},
	}}
}

func (f fakeHolds) Lists(context.Context) (holding.Lists, error) {
	back := f.row("b", "0917", retail.HoldExpired, 1)
	return holding.Lists{
		Keep: []holding.Row{f.web(f.row("a", "4821", retail.HoldHeld, 0))}, Tell: []holding.Row{f.told(f.row("t", "0042", retail.HoldHeld, 1), retail.NoticeNoAddress)},
		Back:  []holding.Row{back},
		Held:  []holding.Row{f.row("c", "3310", retail.HoldHeld, 1), f.there("7002", retail.HoldAsked)},
		Ended: []holding.Row{f.there("2216", retail.HoldDeclined), f.row("e", "1150", retail.HoldBroken, 0)},
	}, nil
}

// told is a hold of what came for a customer.
func (fakeHolds) told(h holding.Row, state retail.NoticeState) holding.Row {
	h.Notice = retail.Notice{State: state}
	h.Customer = retail.Customer{Name: "山本 悠斗", Kana: "ヤマモト ユウト"}
	return h
}

// evening is the same two hours before the shop shuts.
type evening struct{ fakeHolds }

func (f evening) Lists(context.Context) (holding.Lists, error) {
	tonight := f.row("n", "7718", retail.HoldHeld, 1)
	tonight.Until = at.Add(2 * time.Hour)
	return holding.Lists{
		Closing: true, Ending: []holding.Row{tonight}, Back: []holding.Row{f.row("b", "0917", retail.HoldExpired, 1)},
		Keep: []holding.Row{f.row("a", "4821", retail.HoldHeld, 0)}, Held: []holding.Row{f.row("c", "3310", retail.HoldHeld, 1)},
	}, nil
}

func (f fakeHolds) Hold(_ context.Context, id retail.HoldID) (holding.Row, error) {
	switch id {
	case "keep":
		return f.web(f.row("a", "4821", retail.HoldHeld, 0)), nil
	case "back":
		return f.row("b", "0917", retail.HoldExpired, 1), nil
	case "tell":
		return f.told(f.row("t", "0042", retail.HoldHeld, 1), retail.NoticeUnknown), nil
	case "told":
		h := f.told(f.row("t", "0042", retail.HoldHeld, 1), retail.NoticeSent)
		h.Place = "K-2"
		return h, nil
	case "floor-unpaid":
		return f.floor(f.there("4821", retail.HoldHeld), retail.CollectLater), nil
	case "floor":
		h := f.floor(f.row("t", "4821", retail.HoldHeld, 1), retail.HomeDelivery)
		h.Pay, h.PaidTaxIn, h.Place = retail.PaidAll, h.Floor.PartTaxIn, "K-2"
		return h, nil
	case "asked":
		return f.there("4827", retail.HoldAsked), nil
	case "declined":
		return f.there("4827", retail.HoldDeclined), nil
	}
	h := f.row("c", "3310", retail.HoldHeld, 1)
	h.Pay = retail.PaidAll
	return h, nil
}

// floor is a part of an order that a customer made in the shop.
func (fakeHolds) floor(h holding.Row, way retail.Way) holding.Row {
	h.Floor = &retail.Floor{Order: "f", Part: 1, Parts: 2, Way: way, BillTaxIn: 21_970, PartTaxIn: 12_980, Day: "2026-11-28", Hours: retail.Morning}
	h.Customer.Phone = "09012345678"
	h.Customer.Address = retail.Address{Postal: "1500042", Prefecture: "東京都", City: "渋谷区", Town: "宇田川町", Street: "1-2-3", Building: "みせの荘 201"}
	return h
}

// web is a hold that a customer asked for in a web shop.
func (fakeHolds) web(h holding.Row) holding.Row {
	h.Channel = "ec"
	return h
}

// there is a hold at another shop.
func (f fakeHolds) there(number string, state retail.HoldState) holding.Row {
	r := f.row(number, number, state, 0)
	r.Store, r.From, r.At, r.Pending = "N", "S", retail.Site{ID: "N", Name: "新宿店", NameEn: "Shinjuku"}, state == retail.HoldAsked
	return r
}

func (fakeHolds) Offer(_ context.Context, _ retail.SKUID, to retail.SiteID) (holding.Offer, error) {
	o := holding.Offer{SKU: chain.SKUs[0], Usual: 2}
	if to != "" {
		o.At = retail.Site{ID: to, Name: "新宿店", NameEn: "Shinjuku"}
	}
	for _, n := range []int{0, 1, 3, 7} {
		o.Days = append(o.Days, holding.Day{After: n, Until: at.Add(time.Duration(n) * 24 * time.Hour)})
	}
	return o, nil
}

func (fakeHolds) Make(context.Context, holding.Wish) (retail.HoldID, error) { return "c", nil }

func (fakeHolds) Keep(context.Context, retail.HoldID, string) (holding.Found, error) {
	return holding.Right, nil
}

func (fakeHolds) Back(context.Context, retail.HoldID, string, string) (holding.Found, error) {
	return holding.Right, nil
}

func (fakeHolds) Place(context.Context, retail.HoldID, string) (bool, error) { return true, nil }

func (fakeHolds) Collect(context.Context, retail.HoldID, holding.Shown, retail.StaffID) error {
	return nil
}

func (fakeHolds) Passed(context.Context, retail.HoldID, []string) (holding.Found, int, error) {
	return holding.Right, 1, nil
}

func (fakeHolds) Paid(context.Context, retail.HoldID, string) error { return nil }
func (fakeHolds) Ship(context.Context, retail.HoldID, string) error { return nil }
func (fakeHolds) Told(context.Context, retail.HoldID) error         { return nil }

func (fakeHolds) Renotice(context.Context, retail.HoldID) error { return nil }

func (fakeHolds) Short(context.Context, retail.HoldID, retail.ShortReason) error { return nil }

func (fakeHolds) Release(context.Context, retail.HoldID, string) error { return nil }

func (fakeHolds) Extend(context.Context, retail.HoldID) error { return nil }

// refused is a terminal that may not hand over alone while the line is away.
type refused struct{ fakeHolds }

func (refused) Collect(context.Context, retail.HoldID, holding.Shown, retail.StaffID) error {
	return retail.E(retail.CodeRefused, "gallery", holding.HintCounter, nil)
}

func init() {
	hold := func(name string, svc holdingui.Service, id retail.HoldID) scene {
		return scene{Name: name, Route: page.Hold{}, Build: func(w page.Window) page.Screen {
			return holdingui.NewHold(w, svc, printWell, fakeDesk{}, page.Hold{ID: id})
		}}
	}
	approve := hold("hold-approve", refused{}, "told")
	approve.Then = func(s page.Screen, w *window) {
		s.Scan(scanner.Code{Kind: scanner.KindBag, Fields: scanner.Fields{ID: "H01A2B3C4"}})
		w.settle()
		w.tap(w.name("伊藤", "Ito"))
		w.tap("1")
	}
	pad := func(key string) func(page.Screen, *window) {
		return func(_ page.Screen, w *window) { w.tap(w.Words().T(key)) }
	}
	by := func(name string, taps ...string) scene {
		s := hold(name, fakeHolds{}, "told")
		s.Then = func(_ page.Screen, w *window) {
			for _, key := range taps {
				word := key
				if w.Words().Has(key) {
					word = w.Words().T(key)
				}
				w.tap(word)
			}
		}
		return s
	}
	missing := hold("hold-short", fakeHolds{}, "keep")
	missing.Then = func(_ page.Screen, w *window) { w.tap(w.Words().T("holding.short")) }
	release := hold("hold-release", fakeHolds{}, "floor")
	release.Then = func(_ page.Screen, w *window) { w.tap(w.Words().T("holding.release")) }
	late := hold("hold-late", fakeHolds{}, "back")
	late.Then = func(_ page.Screen, w *window) { w.tap(w.Words().T("holding.late.here")) }
	lateTag := hold("hold-late-tag", fakeHolds{}, "back")
	lateTag.Then = func(s page.Screen, w *window) {
		s.Scan(scanner.Code{Kind: scanner.KindBag, Fields: scanner.Fields{ID: "H01A2B3C4"}})
		w.settle()
	}
	scenes = append(scenes, late, lateTag, missing, release,
		by("hold-hand-why", "holding.hand"), by("hold-hand-number", "holding.hand", "pick.hand.label_damaged", "4"),
		scene{Name: "holds", Route: page.Holds{}, Build: func(w page.Window) page.Screen { return holdingui.NewHolds(w, fakeHolds{}, page.Holds{}) }},
		scene{Name: "holds-evening", Route: page.Holds{}, Build: func(w page.Window) page.Screen { return holdingui.NewHolds(w, evening{}, page.Holds{}) }},
		hold("hold", fakeHolds{}, ""), hold("hold-keep", fakeHolds{}, "keep"), hold("hold-back", fakeHolds{}, "back"), hold("hold-tell", fakeHolds{}, "tell"),
		hold("hold-floor", fakeHolds{}, "floor"), hold("hold-floor-unpaid", fakeHolds{}, "floor-unpaid"),
		hold("hold-told", fakeHolds{}, "told"), hold("hold-asked", fakeHolds{}, "asked"), hold("hold-declined", fakeHolds{}, "declined"), approve,
		scene{Name: "hold-make", Route: page.MakeHold{}, Build: func(w page.Window) page.Screen {
			return holdingui.NewMakeHold(w, fakeHolds{}, page.MakeHold{})
		}},
		scene{Name: "hold-make-name", Route: page.MakeHold{}, Then: pad("who.name"), Build: func(w page.Window) page.Screen {
			return holdingui.NewMakeHold(w, fakeHolds{}, page.MakeHold{})
		}},
		scene{Name: "hold-make-there", Route: page.MakeHold{}, Build: func(w page.Window) page.Screen {
			return holdingui.NewMakeHold(w, fakeHolds{}, page.MakeHold{Store: "N"})
		}},
	)
}
