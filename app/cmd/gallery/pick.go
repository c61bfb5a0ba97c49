package main

import (
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/pickupui"
	"miseban/app/internal/ui/pickupui/pickuptest"
	"miseban/app/retail"
	"miseban/scanner"
)

// working is the order of a picture and what was done to it before.
type working func() *pickuptest.Service

// order is a pick in work, changed before the screen opens.
func order(o func() *retail.Order, change func(s *pickuptest.Service)) working {
	return func() *pickuptest.Service {
		s := pickuptest.New(o())
		if change != nil {
			change(s)
		}
		return s
	}
}

// found makes the first n lines found, the rest missing.
func found(n int) func(s *pickuptest.Service) {
	return func(s *pickuptest.Service) {
		for i := range s.Order.Lines {
			l := &s.Order.Lines[i]
			if i < n {
				l.Picked = l.Qty
			} else {
				l.Short = l.Qty
			}
		}
		s.Want = 2
	}
}

func (x working) pick(w page.Window) page.Screen {
	s := x()
	return pickupui.NewPick(w, s, page.Pick{Order: s.Order.ID})
}

func (x working) shortage(w page.Window) page.Screen {
	s := x()
	return pickupui.NewShortage(w, s, page.Shortage{Order: s.Order.ID, Line: 1})
}

func (x working) offer(w page.Window) page.Screen {
	s := x()
	return pickupui.NewOffer(w, s, page.Offer{Order: s.Order.ID, Line: 1})
}

// missing gives the shirt up, the others are found.
func missing(answers ...retail.Answer) func(s *pickuptest.Service) {
	return func(s *pickuptest.Service) {
		found(3)(s)
		l := &s.Order.Lines[0]
		l.Picked, l.Short, l.Alloc, l.Reason = 0, l.Qty, 0, retail.NotFound
		s.Order.State, s.Order.Answers = retail.Short, answers
	}
}

func (x working) stage(w page.Window) page.Screen {
	s := x()
	return pickupui.NewStage(w, s, nil, page.Stage{Order: s.Order.ID})
}

func (x working) tagged(w page.Window) page.Screen {
	s := x()
	return pickupui.NewStage(w, s, printAway, page.Stage{Order: s.Order.ID})
}

func (x working) stop(w page.Window) page.Screen {
	s := x()
	return pickupui.NewStop(w, s, page.Stop{Order: s.Order.ID})
}

// chilled is an order of which a pudding was taken from its case so long ago, and lies in
// a tote of its own.
func chilled(out time.Duration) working {
	return order(pickuptest.Kobayashi, func(s *pickuptest.Service) {
		s.Order.Lines[0].Picked, s.Order.Lines[1].Picked = 1, 1
		s.Cold = []pickup.ColdView{{Temp: retail.Chilled, From: pickuptest.At.Add(-out), Limit: 20 * time.Minute, Slot: "C-01"}}
		s.Tote = pickup.ToteView{Code: "T-07", Temp: retail.Chilled}
	})
}

// frozenTote has a tote with ice cream in hand.
var frozenTote = order(pickuptest.Kobayashi, func(s *pickuptest.Service) {
	s.Order.Lines[0].Picked, s.Order.Lines[2].Picked = 1, 1
	s.Tote = pickup.ToteView{Code: "T-08", Temp: retail.Frozen}
})

// goods scans what is printed on an item.
func goods(codes ...string) func(page.Screen, *window) {
	return func(s page.Screen, w *window) {
		for _, c := range codes {
			s.Scan(scanner.Classify(c, scanner.Options{}))
			w.settle()
		}
	}
}

// labels scans labels of ours, a place or bags.
func labels(kind scanner.Kind, ids ...string) func(page.Screen, *window) {
	return func(s page.Screen, w *window) {
		for _, id := range ids {
			s.Scan(scanner.Code{Kind: kind, Text: id, Fields: scanner.Fields{ID: id}})
			w.settle()
		}
	}
}

// tapped taps the words of a key.
func tapped(keys ...string) func(page.Screen, *window) {
	return func(_ page.Screen, w *window) {
		for _, k := range keys {
			w.tap(w.cat.T(k))
		}
	}
}

// inTurn does one after another.
func inTurn(steps ...func(page.Screen, *window)) func(page.Screen, *window) {
	return func(s page.Screen, w *window) {
		for _, do := range steps {
			do(s, w)
		}
	}
}

func waited(d time.Duration) func(page.Screen, *window) {
	return func(_ page.Screen, w *window) { w.advance(d) }
}

func init() {
	yamada := order(pickuptest.Yamada, nil)
	socks := order(pickuptest.Socks6, nil)
	all := order(pickuptest.Yamada, found(3))
	foreign := order(pickuptest.Yamada, func(s *pickuptest.Service) { s.Elsewhere = "4822" })
	enough := order(pickuptest.Yamada, func(s *pickuptest.Service) { s.Order.Lines[1].Picked = 1 })
	taken := order(pickuptest.Yamada, func(s *pickuptest.Service) { s.Claimer = "鈴木" })
	single := order(pickuptest.Yamada, func(s *pickuptest.Service) { found(3)(s); s.Want = 1 })
	staged := order(pickuptest.Yamada, func(s *pickuptest.Service) {
		found(3)(s)
		s.Order.State, s.Order.Slot, s.Order.Bags, s.Order.Notice.State = retail.Notified, "B-12", make([]retail.Bag, 2), retail.NoticeSent
	})
	canceled := order(func() *retail.Order { return pickuptest.Cancel(pickuptest.Watanabe()) }, nil)
	extra := order(pickuptest.Watanabe, func(s *pickuptest.Service) { s.Order.Lines[0].Picked = 2 })
	pick := func(name string, x working, then func(page.Screen, *window)) scene {
		return scene{Name: name, Route: page.Pick{}, Build: x.pick, Then: then, Contrast: true}
	}
	scenes = append(scenes,
		pick("pick", yamada, nil),
		pick("pick-right", yamada, goods(pickuptest.ShirtM)),
		pick("pick-after", yamada, inTurn(goods(pickuptest.ShirtM), waited(2*time.Second))),
		pick("pick-last", order(pickuptest.Yamada, func(s *pickuptest.Service) { found(3)(s); s.Order.Lines[2].Picked = 0 }), goods(pickuptest.Tote)),
		pick("pick-wrong", yamada, goods(pickuptest.ShirtL)),
		pick("pick-wrong-color", yamada, goods(pickuptest.ShirtBlue)),
		pick("pick-wrong-item", yamada, goods(pickuptest.Mug)),
		pick("pick-other-order", foreign, goods(pickuptest.Mug)),
		pick("pick-enough", enough, goods(pickuptest.KnitL)),
		pick("pick-expired", yamada, goods("]C101"+retail.PadGTIN(pickuptest.ShirtM)+"17261119")),
		pick("pick-cold", chilled(6*time.Minute), nil),
		pick("pick-cold-soon", chilled(14*time.Minute), nil),
		pick("pick-cold-late", chilled(27*time.Minute), nil),
		pick("pick-cold-right", chilled(6*time.Minute), goods(pickuptest.Pudding)),
		pick("pick-zone", frozenTote, goods(pickuptest.Pudding)),
		pick("pick-tote", order(pickuptest.Kobayashi, nil), labels(scanner.KindTote, "T-07")),
		pick("pick-tote-foreign", order(pickuptest.Kobayashi, func(s *pickuptest.Service) { s.Taken["T-03"] = "4819" }), labels(scanner.KindTote, "T-03")),
		pick("pick-case", socks, goods(pickuptest.SocksCase)),
		pick("pick-unknown", yamada, goods(pickuptest.Nobody)),
		pick("pick-not-an-item", yamada, labels(scanner.KindPlace, "A-01-2")),
		pick("pick-taken", taken, nil),
		pick("pick-hand", yamada, tapped("pick.scan")),
		pick("pick-hand-digits", yamada, tapped("pick.scan", "pick.hand.no_label")),
		pick("pick-settled", all, nil),
		pick("pick-part", order(pickuptest.Yamada, found(2)), nil),
		pick("pick-none", order(pickuptest.Yamada, found(0)), nil),
		scene{Name: "pick-lines", Route: page.Pick{}, Build: yamada.pick, Only: page.Handheld, Then: func(_ page.Screen, w *window) {
			w.tap(w.cat.T("pick.of", "n", 3))
		}},
		scene{Name: "shortage", Route: page.Shortage{}, Build: yamada.shortage},
		scene{Name: "shortage-chosen", Route: page.Shortage{}, Build: yamada.shortage, Then: tapped("pick.short.not_found"), Contrast: true},
		scene{Name: "offer", Route: page.Offer{}, Build: order(pickuptest.Yamada, missing()).offer},
		scene{Name: "offer-chosen", Route: page.Offer{}, Build: order(pickuptest.Yamada, missing()).offer, Contrast: true, Then: goods(pickuptest.ShirtBlue)},
		scene{Name: "offer-how", Route: page.Offer{}, Build: order(pickuptest.Yamada, missing()).offer, Then: inTurn(goods(pickuptest.ShirtBlue), tapped("offer.do"))},
		scene{Name: "offer-done", Route: page.Offer{}, Build: order(pickuptest.Yamada, missing()).offer, Then: inTurn(goods(pickuptest.ShirtBlue), tapped("offer.do", "offer.how.phone"), waited(11*time.Second))},
		scene{Name: "offer-tried", Route: page.Offer{}, Build: order(pickuptest.Yamada, missing(
			retail.Answer{Cmd: "1", Line: 1, Qty: 1, Choice: retail.ChooseNothing, How: retail.AskedByPhone, At: pickuptest.At.Add(-40 * time.Minute)},
			retail.Answer{Cmd: "2", Line: 1, Qty: 1, Choice: retail.ChooseNothing, How: retail.AskedByPhone, At: pickuptest.At.Add(-10 * time.Minute)},
		)).offer},
		scene{Name: "stage", Route: page.Stage{}, Build: all.stage},
		scene{Name: "stage-printer", Route: page.Stage{}, Build: all.tagged},
		scene{
			Name: "stage-bag", Route: page.Stage{}, Build: all.stage, Contrast: true,
			Then: inTurn(labels(scanner.KindPlace, "B-12"), labels(scanner.KindBag, "0001"), waited(11*time.Second)),
		},
		scene{Name: "stage-other", Route: page.Stage{}, Build: all.stage, Then: tapped("pick.stage.other")},
		scene{Name: "stage-taken", Route: page.Stage{}, Build: all.stage, Then: labels(scanner.KindPlace, "B-11")},
		scene{Name: "stage-done", Route: page.Stage{}, Build: single.stage, Then: inTurn(labels(scanner.KindPlace, "B-12"), labels(scanner.KindBag, "0001"))},
		scene{Name: "stage-before", Route: page.Stage{}, Build: staged.stage},
		scene{Name: "stop", Route: page.Stop{}, Build: canceled.stop, Contrast: true},
		scene{Name: "stop-extra", Route: page.Stop{}, Build: extra.stop},
		scene{Name: "stop-work", Route: page.Stop{}, Build: canceled.stop, Then: tapped("pick.putback.begin")},
		scene{Name: "stop-hand", Route: page.Stop{}, Build: canceled.stop, Then: tapped("pick.putback.begin", "pick.putback.did")},
		scene{Name: "stop-done", Route: page.Stop{}, Build: order(func() *retail.Order { return pickuptest.Cancel(pickuptest.Watanabe()) }, func(s *pickuptest.Service) {
			s.Order.Lines[1].PutBack = 1
		}).stop, Then: labels(scanner.KindPlace, "A-04-2")},
	)
}
