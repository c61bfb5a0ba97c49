package main

import (
	"context"
	"time"

	"miseban/app/internal/holding"
	"miseban/app/internal/ui/holdingui"
	"miseban/app/internal/ui/page"
	"miseban/app/retail"
)

// fakeHolds is the holds of a shop on an ordinary day.
type fakeHolds struct{}

func (fakeHolds) row(id, number string, state retail.HoldState, kept int) holding.Row {
	k := chain.SKUs[0]
	return holding.Row{Hold: &retail.Hold{
		ID: retail.HoldID(id), Store: "S", Number: number, State: state, Tag: "H01A2B3C4",
		Customer: retail.Customer{Name: "佐々木 春", Kana: "ササキ ハル"}, MadeAt: at.Add(-time.Hour), Until: at.Add(30 * time.Hour), Made: "c",
		Lines: []retail.HoldLine{{No: 1, SKU: k.ID, Class: retail.Regular, Name: k.Name, Color: k.Color, Size: k.Size, Qty: 1, Kept: kept}},
	}}
}

func (f fakeHolds) Lists(context.Context) (holding.Lists, error) {
	return holding.Lists{
		Today: []holding.Row{f.web(f.row("a", "4821", retail.HoldHeld, 0)), f.row("b", "0917", retail.HoldExpired, 1)},
		Held:  []holding.Row{f.row("c", "3310", retail.HoldHeld, 1), f.there("7002", retail.HoldAsked)},
		Ended: []holding.Row{f.there("2216", retail.HoldDeclined), f.row("e", "1150", retail.HoldBroken, 0)},
	}, nil
}

func (f fakeHolds) Hold(_ context.Context, id retail.HoldID) (holding.Row, error) {
	switch id {
	case "asked":
		return f.there("4827", retail.HoldAsked), nil
	case "declined":
		return f.there("4827", retail.HoldDeclined), nil
	}
	h := f.row("c", "3310", retail.HoldHeld, 1)
	h.Pay = retail.PaidAll
	return h, nil
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

func (fakeHolds) Back(context.Context, retail.HoldID, string) (holding.Found, error) {
	return holding.Right, nil
}
func (fakeHolds) Collect(context.Context, retail.HoldID, string) error { return nil }
func (fakeHolds) Release(context.Context, retail.HoldID) error         { return nil }
func (fakeHolds) Extend(context.Context, retail.HoldID) error          { return nil }

func init() {
	scenes = append(scenes,
		scene{Name: "holds", Route: page.Holds{}, Build: func(w page.Window) page.Screen { return holdingui.NewHolds(w, fakeHolds{}, page.Holds{}) }},
		scene{Name: "hold", Route: page.Hold{}, Build: func(w page.Window) page.Screen { return holdingui.NewHold(w, fakeHolds{}, printWell, page.Hold{}) }},
		scene{Name: "hold-asked", Route: page.Hold{}, Build: func(w page.Window) page.Screen {
			return holdingui.NewHold(w, fakeHolds{}, printWell, page.Hold{ID: "asked"})
		}},
		scene{Name: "hold-declined", Route: page.Hold{}, Build: func(w page.Window) page.Screen {
			return holdingui.NewHold(w, fakeHolds{}, printWell, page.Hold{ID: "declined"})
		}},
		scene{Name: "hold-make", Route: page.MakeHold{}, Build: func(w page.Window) page.Screen {
			return holdingui.NewMakeHold(w, fakeHolds{}, page.MakeHold{})
		}},
		scene{Name: "hold-make-there", Route: page.MakeHold{}, Build: func(w page.Window) page.Screen {
			return holdingui.NewMakeHold(w, fakeHolds{}, page.MakeHold{Store: "N"})
		}},
	)
}
