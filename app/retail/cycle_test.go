package retail

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestCycleList(t *testing.T) {
	day := 24 * time.Hour
	with := func(sku SKUID, onHand int, counted time.Duration, f func(*StockLevel)) StockLevel {
		l := booked(sku, onHand)
		l.CountedAt = noon.Add(-counted)
		if f != nil {
			f(&l)
		}
		return l
	}
	levels := []StockLevel{
		with("dear", 5, 40*day, nil), with("dear-fresh", 5, day, nil), with("cheap-old", 2, 400*day, nil), with("cheap", 2, 10*day, nil),
		with("doubt", 1, day, func(l *StockLevel) { l.Doubt = true }), with("minus", -1, day, nil),
		with("empty", 1, day, func(l *StockLevel) { l.Picked, l.EmptyAt = 1, noon }), with("asked", 1, day, nil), with("none", 0, 900*day, nil),
		with("b", 5, 900*day, func(l *StockLevel) { l.Class = BGrade }),
	}
	price := func(s SKUID) Yen {
		if s == "dear" || s == "dear-fresh" {
			return 100_000
		}
		return 100
	}
	rapid.Check(t, func(rt *rapid.T) {
		list := CycleList(rapid.Permutation(levels).Draw(rt, "order"), price, func(s SKUID) bool { return s == "asked" }, noon, 6)
		var got []SKUID
		for _, x := range list {
			got = append(got, x.Level.SKU)
		}
		if want := []SKUID{"asked", "doubt", "minus", "empty", "cheap-old", "dear"}; !slices.Equal(got, want) {
			rt.Fatalf("%v, want %v", got, want)
		}
		if list[0].Why != CycleAsked || list[5].Why != CycleValue || list[4].Why != CycleOld || list[5].Worth != 500_000 {
			rt.Fatalf("%+v", list)
		}
	})
}

func TestEmptyShelf(t *testing.T) {
	l := booked("shirt", 2)
	step := func(want bool, m Movement) {
		t.Helper()
		if l = l.Apply(m); l.EmptyAt.IsZero() == want {
			t.Fatalf("after %+v: %+v", m, l)
		}
	}
	step(false, Movement{Kind: MovePick, Picked: 1, At: noon})
	step(true, Movement{Kind: MovePick, Picked: 1, At: noon})
	step(true, Movement{Kind: MoveHandover, OnHand: -2, Picked: -2, At: noon})
	step(false, Movement{Kind: MoveReceipt, OnHand: 1, At: noon})
	step(true, Movement{Kind: MovePick, Picked: 1, At: noon})
	step(false, Movement{Kind: MoveCount, At: noon})
	step(false, Movement{Kind: MoveSale, OnHand: -1, At: noon}) // a sale asks nobody
}

func TestShelfLists(t *testing.T) {
	l := booked("shirt", 2)
	l.AsOf, l.CountedAt = noon.Add(-100*24*time.Hour), noon.Add(-91*24*time.Hour)
	if !l.Stale(noon) || l.Negative() {
		t.Errorf("%+v", l)
	}
	l.CountedAt = noon.Add(-24 * time.Hour)
	if l.Stale(noon) {
		t.Error("it was counted yesterday")
	}
	if l.Picked = 3; !l.Negative() {
		t.Error("one more was picked than there are")
	}
}

func TestAccuracyByWeek(t *testing.T) {
	list := []Stocktake{
		{OpenedAt: time.Date(2026, 11, 15, 16, 0, 0, 0, time.UTC), Totals: CountTotals{Lines: 10, Right: 9}}, // Monday 1:00 in Japan
		{OpenedAt: time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC), Totals: CountTotals{Lines: 10, Right: 8, Off: 3}},
		{OpenedAt: time.Date(2026, 11, 15, 3, 0, 0, 0, time.UTC), Totals: CountTotals{Lines: 4, Right: 4}},
		{OpenedAt: time.Date(2025, 11, 15, 3, 0, 0, 0, time.UTC), Totals: CountTotals{Lines: 4, Right: 4}},
	}
	got := AccuracyByWeek(list, time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC), 3)
	if len(got) != 3 || got[2].Lines != 20 || got[2].Share() != 0.85 || got[2].Off != 3 || got[1].Share() != 1 || got[0].Share() != 0 {
		t.Errorf("%+v", got)
	}
}
