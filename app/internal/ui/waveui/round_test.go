package waveui

import (
	"context"
	"sync/atomic"
	"testing"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/wave"
	"miseban/app/retail"
	"miseban/assets/words"
	"miseban/scanner"
)

// walker is a round whose scans are answered when the test says so.
type walker struct {
	Service // no other work is asked for
	view    wave.View
	found   chan wave.Found
	views   atomic.Int32
	aside   map[retail.OrderID]bool
}

func (w *walker) SetAside(o retail.OrderID)   { w.aside[o] = true }
func (w *walker) Aside(o retail.OrderID) bool { return w.aside[o] }

func (w *walker) View(context.Context, retail.WaveID) (wave.View, error) {
	w.views.Add(1)
	return w.view, nil
}

func (w *walker) Scan(context.Context, retail.WaveID, scanner.Code) (wave.Found, error) {
	return <-w.found, nil
}

// TestToteAside: that an order ended is said once, also when the page is opened anew.
func TestToteAside(t *testing.T) {
	v := wave.View{Wave: retail.Wave{ID: "w"}, Mine: true, Hand: &wave.Hand{Letter: "B"}, Total: 2, Totes: []wave.ToteView{{Letter: "A", Order: "o", Number: "4821", Ended: true}}}
	s := &walker{view: v, aside: map[retail.OrderID]bool{}}
	for _, said := range []string{"続けます", "のかごへ"} {
		t.Run(said, func(t *testing.T) {
			f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
			f.Show(func(w page.Window) page.Screen { return NewRound(w, s, page.Round{ID: "w"}) })
			f.UntilSeen(said)
			if !s.aside["o"] {
				f.Tap("わかりました。続けます")
				f.UntilSeen("のかごへ")
			}
		})
	}
}

// TestAnAnswerStays: a wrong tote stands on the screen until somebody has seen it.
// News that came while it was judged does not paint over it, and a scan that came
// right after it is not judged.
func TestAnAnswerStays(t *testing.T) {
	v := wave.View{Wave: retail.Wave{ID: "w"}, Mine: true, Hand: &wave.Hand{Letter: "B"}, Total: 2}
	s := &walker{view: v, found: make(chan wave.Found, 2)}
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return NewRound(w, s, page.Round{ID: "w"}) })
	f.UntilSeen("のかごへ")
	f.Screen.Scan(scanner.Code{Text: "T-4819"})
	f.Screen.Changed(nil) // the pick before was sent
	f.Screen.Scan(scanner.Code{Text: "T-4820"})
	s.found <- wave.Found{View: v, Answer: wave.ForeignTote, Owner: "4819"}
	f.UntilSeen("わかりました")
	f.Until(func() bool { return s.views.Load() == 2 })
	s.found <- wave.Found{View: v, Answer: wave.LayFirst}
	f.Screen.Changed(nil)
	f.Pump.Run()
	if !f.Sees("わかりました") {
		t.Error("the answer was painted over before anybody saw it")
	}
	f.Tap("わかりました")
	f.UntilSeen("のかごへ")
	if got := <-s.found; got.Answer != wave.LayFirst {
		t.Errorf("%v was left", got.Answer)
	}
	f.Screen.Scan(scanner.Code{Text: "T-4821"})
	s.found <- wave.Found{View: v, Answer: wave.ForeignTote, Owner: "4819"}
	f.UntilSeen("わかりました")
}
