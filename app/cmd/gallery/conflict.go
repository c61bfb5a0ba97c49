package main

import (
	"context"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/pickupui"
	"miseban/app/internal/ui/pickupui/pickuptest"
	"miseban/app/internal/ui/syncui"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
)

// fakeFleet is the shop's terminals.
type fakeFleet struct{ stand pickup.Standing }

// Terminals are four, one of them away for long.
func (fakeFleet) Terminals(context.Context) ([]pickup.Terminal, error) {
	t := func(id, name string) pickup.Terminal {
		return pickup.Terminal{Terminal: retail.Terminal{ID: retail.DeviceID(id), Name: name}}
	}
	all := []pickup.Terminal{t("d-1", "ハンディ2"), t("d-2", "カウンター1"), t("d-3", "ハンディ1"), t("d-4", "ハンディ3")}
	all[0].Here = true
	all[1].Counter, all[1].Until = true, inMinutes(225)
	all[3].Away, all[3].Unsent = inMinutes(-26*60), 4
	return all, nil
}

// Contacts tells that one of them is without a line.
func (fakeFleet) Contacts(context.Context) (pickup.Contacts, error) {
	return pickup.Contacts{At: at, Of: map[retail.DeviceID]pickup.Contact{
		"d-1": {Arrived: 1204, Seen: at}, "d-2": {Arrived: 986, Seen: at}, "d-3": {Arrived: 2306, Unsent: 4, Seen: inMinutes(-3)},
		"d-4": {Arrived: 1877, Unsent: 4, Seen: inMinutes(-26 * 60)},
	}}, nil
}

// Standing gives what it was made with.
func (f fakeFleet) Standing(context.Context) (pickup.Standing, error) { return f.stand, nil }

// Take does nothing.
func (fakeFleet) Take(context.Context, bool) error { return nil }

// Revoke does nothing.
func (fakeFleet) Revoke(context.Context, retail.DeviceID) error { return nil }

// offline is a light that went out so long ago.
func offline(since time.Duration, unsent int, build func(page.Window) page.Screen) func(page.Window) page.Screen {
	return func(w page.Window) page.Screen {
		g := w.(*window)
		g.light = widgets.SyncText(g.cat, widgets.SyncOffline, since, unsent, 0)
		return build(w)
	}
}

// init draws one picture for each conflict of the protocol, by its number
// there. Of 10 and 12 there is nothing to see but the work as it was.
func init() {
	handover := page.Handover{Order: "o-4821"}
	elsewhere := pickup.Standing{Held: true, Holder: "カウンター1", Token: 3, Until: inMinutes(200)}
	alone := counterView(retail.PickupOK)
	alone.Desk = elsewhere
	desk := func(name string, then func(page.Screen, *window)) scene {
		s := deskScene(name, fakeCounter{view: alone}, fakeDesk{stand: elsewhere}, handover, then)
		s.Build = offline(12*time.Minute, 3, s.Build)
		return s
	}
	scanner := deskScene("conflict-04-scanner", fakeCounter{}, fakeDesk{stand: elsewhere}, page.Handover{}, nil)
	scanner.Build = offline(12*time.Minute, 3, scanner.Build)
	mine := deskScene("conflict-04-counter", fakeCounter{}, fakeDesk{stand: pickup.Standing{Mine: true, Held: true, Holder: "カウンター1"}}, page.Handover{}, nil)
	mine.Build = offline(12*time.Minute, 3, mine.Build)
	records := func(name string, s syncui.Summary, unsent int) scene {
		s.Recorded, s.LastRecorded, s.LastArrived = 1204, at.Add(-time.Minute), at
		s.Arrived, s.Unsent = 1204-unsent, unsent
		return scene{Name: name, Route: page.Records{}, Build: recordsOf(ledger{s, entries(unsent)}, widgets.SyncConnected)}
	}
	terminals := func(name string, stand pickup.Standing, then func(page.Screen, *window)) scene {
		return scene{Name: name, Route: page.Terminals{}, Then: then, Build: func(w page.Window) page.Screen {
			return syncui.NewTerminals(w, fakeFleet{stand}, page.Terminals{})
		}}
	}
	lost := order(pickuptest.Yamada, func(s *pickuptest.Service) { s.Order.Lines[0].Picked = 1; s.Claimer = "鈴木" })
	canceled := order(func() *retail.Order { return pickuptest.Cancel(pickuptest.Watanabe()) }, nil)
	half := order(pickuptest.Yamada, func(s *pickuptest.Service) { s.Order.Lines[0].Picked = 1 })
	late := queueScene("conflict-07", page.Queue{}, fakeQueue{})
	late.Build = offline(5*time.Hour, 12, late.Build)
	extend := queueScene("conflict-06", page.Queue{Tab: uint8(pickup.TabNotified), Order: "o-4822"}, fakeQueue{state: retail.Notified})
	extend.Then = func(_ page.Screen, w *window) {
		if !w.Shape().Tablet() {
			w.tap("4822")
		}
	}
	scenes = append(
		scenes,
		scene{Name: "conflict-01", Route: page.Pick{}, Build: lost.pick},
		exceptionScene("conflict-01-inbox", fakeQueue{x: retail.ExPickedWithoutClaim}, nil),
		scene{Name: "conflict-02", Route: page.Stop{}, Build: canceled.stop},
		exceptionScene("conflict-03", fakeQueue{x: retail.ExOversold}, nil),
		exceptionScene("conflict-03-remedy", fakeQueue{x: retail.ExOversold}, tapped("inbox.record")),
		desk("conflict-04", nil), desk("conflict-04-approve", inTurn(tapped("approve.do"), func(_ page.Screen, w *window) { w.tap(w.name("伊藤", "Ito")); w.tap("1"); w.tap("2") })),
		scanner, mine,
		exceptionScene("conflict-04-inbox", fakeQueue{x: retail.ExDoubleHandover}, nil),
		exceptionScene("conflict-05", fakeQueue{x: retail.ExRecount}, nil),
		countScene("conflict-05-count", fakeQueue{x: retail.ExRecount}, nil),
		extend,
		queueScene("conflict-06-list", page.Queue{Tab: uint8(pickup.TabNotified)}, fakeQueue{state: retail.Notified}),
		late, exceptionScene("conflict-07-inbox", fakeQueue{x: retail.ExAway}, nil),
		records("conflict-08", syncui.Summary{Skew: 7 * time.Minute, Counter: "カウンター1", CounterMine: false}, 0),
		terminals("conflict-09", pickup.Standing{Online: true, Held: true, Holder: "カウンター1"}, nil),
		terminals("conflict-09-ask", pickup.Standing{Online: true, Held: true, Holder: "カウンター1"}, tapped("revoke.short")),
		scene{Name: "conflict-09-list", Route: page.Checklist{}, Build: func(w page.Window) page.Screen {
			return pickupui.NewChecklist(w, fakeQueue{}, page.Checklist{})
		}},
		scene{Name: "conflict-10", Route: page.Pick{}, Build: half.pick},
		records("conflict-11", syncui.Summary{Resend: 282, ResendOf: 420}, 2),
		records("conflict-12", syncui.Summary{}, 3),
		records("conflict-13", syncui.Summary{Answer: retail.CodeUpgrade}, 0),
		exceptionScene("conflict-14", fakeQueue{x: retail.ExNotAllowed}, nil),
	)
}
