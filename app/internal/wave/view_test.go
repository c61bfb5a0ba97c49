package wave

import (
	"context"
	"testing"
	"time"

	"miseban/app/retail"
)

// shelves is a shop of which this test needs a round, its orders and its shelves.
type shelves struct {
	Store  // no other work is asked for
	orders map[retail.OrderID]*retail.Order
	wave   retail.Wave
	at     map[retail.SKUID]string
}

func (s *shelves) Wave(context.Context, retail.WaveID) (retail.Wave, error) { return s.wave, nil }
func (s *shelves) Waves(context.Context) ([]retail.Wave, error)             { return nil, nil }

func (s *shelves) Order(_ context.Context, id retail.OrderID) (*retail.Order, error) {
	return s.orders[id], nil
}

func (s *shelves) Orders(context.Context, func(*retail.Order) bool) error { return nil }

func (s *shelves) Stock(_ context.Context, sku retail.SKUID) (retail.StockLevel, error) {
	return retail.StockLevel{Shelf: s.at[sku], OnHand: 9}, nil
}

func (s *shelves) Chain(context.Context) (retail.Chain, error) { return retail.Chain{}, nil }

func (s *shelves) LoadSkips(context.Context) (map[retail.WaveID][]retail.SKUID, error) {
	return nil, nil
}

// nobody acts with the terminal T1.
type nobody struct{}

func (nobody) Actor() (retail.Actor, bool) { return retail.Actor{Device: "T1"}, true }

// TestCold: what is kept cold is walked after the rest, what is frozen last, and the
// clock of what must be put away soonest stands in the view, whoever's goods they are.
func TestCold(t *testing.T) {
	start := time.Date(2026, 11, 20, 11, 0, 0, 0, retail.Japan)
	line := func(no int, sku retail.SKUID, temp retail.Temperature) retail.Line {
		return retail.Line{No: no, SKU: sku, Qty: 1, Fresh: retail.Fresh{Temp: temp}}
	}
	a := &retail.Order{ID: "a", Wave: "w", State: retail.Picking, Lines: []retail.Line{line(1, "ice", retail.Frozen), line(2, "milk", retail.Chilled)}}
	b := &retail.Order{ID: "b", Wave: "w", State: retail.Picking, Lines: []retail.Line{line(1, "socks", 0)}}
	s := &shelves{
		orders: map[retail.OrderID]*retail.Order{"a": a, "b": b},
		wave: retail.Wave{
			ID: "w", State: retail.WaveWalking, Walkers: []retail.Walker{{Device: "T1"}},
			Orders: []retail.WaveOrder{{Order: "a", Letter: "A"}, {Order: "b", Letter: "B"}},
		},
		at: map[retail.SKUID]string{"ice": "A-01-1", "milk": "A-02-1", "socks": "C-09-9"},
	}
	svc := New(s, nobody{}, retail.ClockFunc(func() time.Time { return start }), nil)
	v, err := svc.View(t.Context(), "w")
	if err != nil {
		t.Fatal(err)
	}
	if v.Cold != nil || len(v.Stops) != 3 || v.Stops[0].SKU != "socks" || v.Stops[1].SKU != "milk" || v.Stops[2].SKU != "ice" {
		t.Errorf("cold %+v, stops %+v", v.Cold, v.Stops)
	}
	spell := func(temp retail.Temperature, after time.Duration) retail.ColdSpell {
		return retail.ColdSpell{Temp: temp, N: 1, From: start.Add(after)}
	}
	a.Cold = []retail.ColdSpell{spell(retail.Chilled, 0)}                                               // until 11:20
	b.Cold = []retail.ColdSpell{spell(retail.Frozen, 5*time.Minute), {Temp: retail.Chilled, To: start}} // until 11:15
	if v, err = svc.View(t.Context(), "w"); err != nil {
		t.Fatal(err)
	}
	if want := (Cold{Letter: "B", Temp: retail.Frozen, From: start.Add(5 * time.Minute), Limit: 10 * time.Minute}); v.Cold == nil || *v.Cold != want {
		t.Errorf("the clock is %+v, want %+v", v.Cold, want)
	}
}
