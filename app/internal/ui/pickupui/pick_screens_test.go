package pickupui

import (
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/byhand"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/pickupui/pickuptest"
	"miseban/app/retail"
	"miseban/scanner"
)

var (
	_ PickService     = (*pickup.Service)(nil)
	_ ShortageService = (*pickup.Service)(nil)
	_ StageService    = (*pickup.Service)(nil)
	_ StopService     = (*pickup.Service)(nil)
)

// code is a scan of goods.
func code(t testing.TB, raw string) scanner.Code {
	t.Helper()
	c := scanner.Classify(raw, scanner.Options{})
	if !c.Kind.Goods() {
		t.Fatalf("%s is read as %v", raw, c.Kind)
	}
	return c
}

func place(id string) scanner.Code {
	return scanner.Code{Kind: scanner.KindPlace, Text: "PL-" + id, Fields: scanner.Fields{ID: id}}
}

func bag(id string) scanner.Code {
	return scanner.Code{Kind: scanner.KindBag, Text: "BG-" + id, Fields: scanner.Fields{ID: id}}
}

// work is a scene of the working screens: what the order is, which screen, and
// what happens on it.
type work struct {
	name string
	svc  func() *pickuptest.Service
	open func(w page.Window, s *pickuptest.Service) page.Screen
	then func(t testing.TB, f *pagetest.Fake)
}

func openPick(w page.Window, s *pickuptest.Service) page.Screen {
	return NewPick(w, s, page.Pick{Order: s.Order.ID})
}

func openShortage(w page.Window, s *pickuptest.Service) page.Screen {
	return NewShortage(w, s, page.Shortage{Order: s.Order.ID, Line: 1})
}

func openStage(w page.Window, s *pickuptest.Service) page.Screen {
	return NewStage(w, s, nil, page.Stage{Order: s.Order.ID})
}

func openStop(w page.Window, s *pickuptest.Service) page.Screen {
	return NewStop(w, s, page.Stop{Order: s.Order.ID})
}

func yamada() *pickuptest.Service { return pickuptest.New(pickuptest.Yamada()) }

func socks() *pickuptest.Service { return pickuptest.New(pickuptest.Socks6()) }

// picked is Yamada's order with every piece found and, for staging, two bags.
func picked() *pickuptest.Service {
	s := yamada()
	for i := range s.Order.Lines {
		s.Order.Lines[i].Picked = 1
	}
	s.Want = 2
	return s
}

func canceled() *pickuptest.Service {
	s := pickuptest.New(pickuptest.Cancel(pickuptest.Watanabe()))
	return s
}

func scan(codes ...string) func(testing.TB, *pagetest.Fake) {
	return func(t testing.TB, f *pagetest.Fake) {
		for _, c := range codes {
			f.Screen.Scan(code(t, c))
		}
	}
}

var works = []work{
	{"pick", yamada, openPick, nil},
	{"pick-many", socks, openPick, scan(pickuptest.Socks)},
	{"pick-taken", func() *pickuptest.Service { s := yamada(); s.Claimer = "鈴木"; return s }, openPick, nil},
	{"pick-right", yamada, openPick, scan(pickuptest.ShirtM)},
	{"pick-after", yamada, openPick, func(t testing.TB, f *pagetest.Fake) {
		scan(pickuptest.ShirtM)(t, f)
		f.Settle()
		f.Clock.Advance(2 * time.Second)
	}},
	{"pick-last", func() *pickuptest.Service { s := picked(); s.Order.Lines[2].Picked = 0; return s }, openPick, scan(pickuptest.Tote)},
	{"pick-wrong-size", yamada, openPick, scan(pickuptest.ShirtL)},
	{"pick-wrong-color", yamada, openPick, scan(pickuptest.ShirtBlue)},
	{"pick-wrong-item", yamada, openPick, scan(pickuptest.Mug)},
	{"pick-foreign", func() *pickuptest.Service { s := yamada(); s.Elsewhere = "4822"; return s }, openPick, scan(pickuptest.Mug)},
	{"pick-enough", func() *pickuptest.Service { s := yamada(); s.Order.Lines[1].Picked = 1; return s }, openPick, scan(pickuptest.KnitL)},
	{"pick-case", socks, openPick, scan(pickuptest.SocksCase)},
	{"pick-unknown", yamada, openPick, scan(pickuptest.Nobody)},
	{"pick-note", yamada, openPick, func(_ testing.TB, f *pagetest.Fake) { f.Screen.Scan(place("A-01-2")) }},
	{"pick-lines", func() *pickuptest.Service {
		s := yamada()
		s.Order.Lines[1].Short = 1
		return s
	}, openPick, func(_ testing.TB, f *pagetest.Fake) {
		if !f.Shape().Tablet() {
			f.Tap(f.Words().T("pick.of", "n", 2))
		}
	}},
	{"pick-hand", yamada, openPick, func(_ testing.TB, f *pagetest.Fake) { f.Tap(f.Words().T("pick.scan")) }},
	{"pick-hand-digits", yamada, openPick, func(_ testing.TB, f *pagetest.Fake) {
		s := f.Screen.(*pickScreen)
		s.hand, s.mode = byhand.Model{Reason: retail.NoLabel, Digits: "4999001000"}, pickHand
		s.render()
	}},
	{"pick-settled", picked, openPick, nil},
	{"pick-part", func() *pickuptest.Service {
		s := picked()
		s.Order.Lines[2].Picked, s.Order.Lines[2].Short = 0, 1
		return s
	}, openPick, nil},
	{"pick-none", func() *pickuptest.Service {
		s := yamada()
		for i := range s.Order.Lines {
			s.Order.Lines[i].Short = 1
		}
		return s
	}, openPick, nil},
	{"shortage", yamada, openShortage, nil},
	{"shortage-chosen", yamada, openShortage, func(_ testing.TB, f *pagetest.Fake) { f.Tap(f.Words().T("pick.short.not_found")) }},
	{"stage", picked, openStage, nil},
	{"stage-bag", picked, openStage, func(_ testing.TB, f *pagetest.Fake) {
		f.Screen.Scan(place("B-12"))
		f.Screen.Scan(bag("0001"))
		f.Settle()
		f.Clock.Advance(11 * time.Second)
	}},
	{"stage-other", picked, openStage, func(_ testing.TB, f *pagetest.Fake) { f.Tap(f.Words().T("pick.stage.other")) }},
	{"stage-taken", picked, openStage, func(_ testing.TB, f *pagetest.Fake) { f.Screen.Scan(place("B-11")) }},
	{"stage-done", func() *pickuptest.Service { s := picked(); s.Want = 1; return s }, openStage, func(_ testing.TB, f *pagetest.Fake) {
		f.Screen.Scan(place("B-12"))
		f.Screen.Scan(bag("0001"))
	}},
	{"stage-rest", func() *pickuptest.Service {
		s := picked()
		s.Order.State, s.Order.Slot, s.Order.Bags = retail.Notified, "B-12", make([]retail.Bag, 2)
		s.Order.Notice.State = retail.NoticeSent
		return s
	}, openStage, nil},
	{"stop", canceled, openStop, nil},
	{"stop-work", canceled, openStop, func(t testing.TB, f *pagetest.Fake) {
		f.Tap(f.Words().T("pick.putback.begin"))
	}},
	{"stop-done", func() *pickuptest.Service {
		s := canceled()
		s.Order.Lines[1].PutBack = 1
		return s
	}, openStop, func(_ testing.TB, f *pagetest.Fake) { f.Screen.Scan(place("A-04-2")) }},
}

// shown opens a scene and brings it where its picture is taken.
func shown(t testing.TB, x work, f *pagetest.Fake) {
	t.Helper()
	svc := x.svc()
	f.Show(func(w page.Window) page.Screen { return x.open(w, svc) })
	f.Settle()
	if x.then != nil {
		x.then(t, f)
	}
}
