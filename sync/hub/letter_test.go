package hub_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

// writing is a rule by which every count writes letters of the shop to another
// one, and every letter that is judged there writes an answer.
func writing(bodies ...retail.Body) func(retail.State, retail.Command) retail.Decision {
	return func(st retail.State, c retail.Command) retail.Decision {
		d := retail.Decide(st, c)
		switch c.Body.(type) {
		case retail.Count:
			for i, b := range bodies {
				d.Letters = append(d.Letters, retail.Letter{
					ID: retail.LetterIDFor(c.ID, i), From: c.Store, To: shinjuku, Kind: kindOf(b), At: c.At, Body: b,
				})
			}
		case retail.Sale:
			if c.Store == shinjuku {
				d.Letters = append(d.Letters, retail.Letter{
					ID: retail.LetterIDFor(c.ID, 0), From: c.Store, To: shibuya, Kind: retail.KindSale, At: c.At, Body: sold(1),
				})
			}
		}
		return d
	}
}

// stocked is how many pieces of SK-9 both shops begin with: a sale of more is
// for somebody to settle.
const stocked = 100

func (w *world) stocked() {
	w.t.Helper()
	w.must(w.h.SetStock(context.Background(), []hub.StockRow{
		{Site: shibuya, SKU: "SK-9", OnHand: stocked}, {Site: shinjuku, SKU: "SK-9", OnHand: stocked},
	}))
}

func sold(n int) retail.Sale { return retail.Sale{SKU: "SK-9", Class: retail.Regular, Qty: n} }

func kindOf(b retail.Body) retail.Kind {
	switch b.(type) {
	case retail.Sale:
		return retail.KindSale
	case retail.Expire:
		return retail.KindExpire
	}
	return 0
}

// counted makes the shop write its letters.
func (w *world) counted(dseq int64, dev retail.DeviceID) {
	w.t.Helper()
	r := w.push(dev, 0, w.command(dseq, retail.KindCount, retail.Count{SKU: "SK-2", Class: retail.Regular}))
	if len(r.Results) != 1 || r.Results[0].Verdict != retail.Applied {
		w.t.Fatalf("count: %+v", r)
	}
}

func (w *world) onHand(shop retail.SiteID, sku retail.SKUID) int {
	w.t.Helper()
	var l retail.StockLevel
	if _, err := w.s.Row(context.Background(), wire.StoreScope(shop), retail.EntityStock, retail.LevelRef(sku, retail.Regular), &l); err != nil {
		w.t.Fatal(err)
	}
	return l.OnHand - stocked
}

func (w *world) delivered(want int) {
	w.t.Helper()
	if n, err := w.h.Deliver(context.Background()); n != want || err != nil {
		w.t.Errorf("%d letters delivered (%v), want %d", n, err, want)
	}
}

func TestLettersArriveOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.stocked()
		w.h.Plant(writing(sold(2), sold(3)))
		dev := w.enrol(shibuya).Device
		w.counted(1, dev)
		if n := w.onHand(shinjuku, "SK-9"); n != 0 {
			t.Fatalf("%d on hand before anything was delivered", n)
		}
		w.delivered(4) // both, and the answer to each
		w.delivered(0)
		if a, b := w.onHand(shinjuku, "SK-9"), w.onHand(shibuya, "SK-9"); a != -5 || b != -2 {
			t.Errorf("on hand %d there and %d here, want -5 and -2", a, b)
		}
		if n := len(w.exceptions(shinjuku)) + len(w.exceptions(shibuya)); n != 0 {
			t.Errorf("%d exceptions", n)
		}
	})
}

// dying is a store whose process dies as it writes down what f did.
type dying struct {
	hub.Store
	mu   sync.Mutex
	left int // transactions until it dies, or negative
}

var errDied = errors.New("died")

func (d *dying) Update(ctx context.Context, scopes []wire.Scope, f func(hub.Tx) error) ([]wire.Hint, error) {
	return d.Store.Update(ctx, scopes, func(tx hub.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		d.left--
		if d.left == -1 {
			return errDied
		}
		return nil
	})
}

func TestLettersOutliveADeathOverThem(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		d := &dying{Store: s, left: 1 << 30}
		w := newWorld(t, d, clock)
		w.stocked()
		w.h.Plant(writing(sold(2), sold(3)))
		w.counted(1, w.enrol(shibuya).Device)
		for n := range 4 {
			d.mu.Lock()
			d.left = n
			d.mu.Unlock()
			if _, err := w.h.Deliver(t.Context()); !errors.Is(err, errDied) && n < 2 {
				t.Errorf("round %d: %v", n, err)
			}
		}
		d.left = 1 << 30
		if _, err := w.h.Deliver(t.Context()); err != nil {
			t.Fatal(err)
		}
		if a, b := w.onHand(shinjuku, "SK-9"), w.onHand(shibuya, "SK-9"); a != -5 || b != -2 {
			t.Errorf("on hand %d there and %d here, want -5 and -2", a, b)
		}
	})
}

func TestTwoDeliverNoneTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var bodies []retail.Body
		for range 20 {
			bodies = append(bodies, sold(1))
		}
		w.stocked()
		w.h.Plant(writing(bodies...))
		w.counted(1, w.enrol(shibuya).Device)
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if _, err := w.h.Deliver(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		w.delivered(0)
		if a, b := w.onHand(shinjuku, "SK-9"), w.onHand(shibuya, "SK-9"); a != -20 || b != -20 {
			t.Errorf("on hand %d there and %d here, want -20 each", a, b)
		}
	})
}

// TestLettersAreNeverSilence: what cannot be judged has an entry in an inbox.
func TestLettersAreNeverSilence(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.stocked()
		w.h.Plant(writing(
			retail.UnknownBody{Word: "from_tomorrow", V: 3, Raw: json.RawMessage(`{"x":1}`)},
			retail.Expire{Order: "nobody"}, // turned down without a word
			sold(1),
		))
		dev := w.enrol(shibuya).Device
		w.counted(1, dev)
		w.delivered(4)
		kinds := func(shop retail.SiteID) (out []retail.ExceptionKind) {
			for _, x := range w.exceptions(shop) {
				out = append(out, x.Kind)
			}
			return out
		}
		if got := kinds(shinjuku); !slices.Equal(got, []retail.ExceptionKind{retail.ExUnknown, retail.ExUnknown}) {
			t.Errorf("in the inbox there: %v", got)
		}
		if n := w.onHand(shinjuku, "SK-9"); n != -1 {
			t.Errorf("the letter behind them was not delivered: %d", n)
		}
		w.h.Plant(func(st retail.State, c retail.Command) retail.Decision {
			d := writing(sold(1))(st, c)
			for i := range d.Letters {
				d.Letters[i].To = "NOWHERE"
			}
			return d
		})
		w.counted(2, dev)
		w.delivered(1)
		if got := kinds(shibuya); !slices.Equal(got, []retail.ExceptionKind{retail.ExUnknown}) {
			t.Errorf("a letter to nowhere, in the inbox here: %v", got)
		}
		w.delivered(0)
	})
}

func TestLettersWakeWhoDelivers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.stocked()
		w.h.Plant(writing(sold(1)))
		dev := w.enrol(shibuya).Device
		there, stop := w.h.Watch(wire.StoreScope(shinjuku))
		defer stop()
		ctx, cancel := context.WithCancel(t.Context())
		var job sync.WaitGroup
		job.Go(func() { w.h.RunLetters(ctx) })
		defer job.Wait()
		defer cancel()
		w.counted(1, dev)
		<-there // it would take letterPoll, and the test's patience, without the hint
		for w.onHand(shinjuku, "SK-9") != -1 {
			<-there
		}
	})
}
