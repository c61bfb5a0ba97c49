package hub_test

import (
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
)

const counting = retail.StocktakeID("area-20261121-A-01-1")

// tally is a tally of SK-1, counted in the minute before.
func tally(qty int, n int64, done bool) retail.Tally {
	return retail.Tally{Stocktake: counting, Kind: retail.AreaCount, Area: "A-01", Done: done, Lines: []retail.TallyLine{
		{SKU: "SK-1", Class: retail.Regular, Qty: qty, N: n, FirstMS: 60_000, PriceTaxIn: 100},
	}}
}

func yes(qty, off int, why retail.VarianceReason) retail.ApproveCount {
	return retail.ApproveCount{Stocktake: counting, SKU: "SK-1", Class: retail.Regular, Qty: qty, Off: off, Reason: why}
}

// line is the one line that the hub has of the stocktake.
func (w *world) line() retail.CountLine {
	w.t.Helper()
	all, err := w.h.CountLines(w.t.Context(), shibuya)
	if err != nil || len(all) != 1 {
		w.t.Fatal(all, err)
	}
	return all[0]
}

// Three terminals count one area; two of them come in late, one after the
// figure was booked.
func TestStocktakeOfSeveralTerminals(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		w := newWorld(t, s, clock)
		a, b, c := w.enrol(shibuya).Device, w.enrol(shibuya).Device, w.enrol(shibuya).Device
		w.push(a, 0, w.command(1, retail.KindTally, tally(4, 4, true)))
		late := w.command(1, retail.KindTally, tally(2, 2, true)) // its line is away for an hour
		r := w.push(b, 0, w.command(1, retail.KindTally, tally(6, 6, false)), w.command(2, retail.KindApproveCount, yes(10, 0, 0)))
		if r.Results[1].Code != retail.AreaOpen {
			t.Errorf("booked while somebody counts: %+v", r.Results)
		}
		r = w.push(b, 0, w.command(3, retail.KindTally, tally(6, 6, true)), w.command(4, retail.KindApproveCount, yes(10, 0, 0)))
		if r.Results[1].Verdict != retail.Applied || r.Results[1].Code != 0 {
			t.Errorf("%+v", r.Results)
		}
		if l := w.line(); l.State != retail.LineBooked || l.Qty() != 10 || len(l.Parts) != 2 {
			t.Errorf("%+v", l)
		}
		if l := w.level(); l.OnHand != 10 || l.CountedAt.IsZero() {
			t.Errorf("%+v", l)
		}
		all, err := w.h.Stocktakes(t.Context(), shibuya)
		if err != nil || len(all) != 1 || all[0].Areas[0].State != retail.AreaDone || all[0].Totals.Right != 1 {
			t.Errorf("%+v, %v", all, err)
		}
		clock.Advance(time.Hour)
		w.push(c, 0, late)
		if l := w.line(); l.State != retail.LineMoved || l.First() != 12 {
			t.Errorf("%+v", l)
		}
		if x := w.exceptions(shibuya); len(x) != 1 || x[0].Kind != retail.ExRecount || x[0].SKU != "SK-1" {
			t.Errorf("%+v", x)
		}
	})
}

// A sale that comes in between tally and approval is told, and asks for a new
// count when it was too near.
func TestStocktakeAndSales(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		w := newWorld(t, s, clock)
		a := w.enrol(shibuya).Device
		w.push(a, 0, w.command(1, retail.KindTally, tally(9, 9, true)))
		if l := w.line(); l.Expected != 10 || l.Off() != -1 {
			t.Errorf("%+v", l)
		}
		clock.Advance(time.Hour)
		w.sale("later", clock.Now(), 2)
		if r := w.push(a, 0, w.command(2, retail.KindApproveCount, yes(9, -1, retail.VarianceLost))); r.Results[0].Verdict != retail.Applied || r.Results[0].Code != 0 {
			t.Errorf("%+v", r.Results)
		}
		if l := w.level(); l.OnHand != 7 {
			t.Errorf("%d on hand: 9 were counted, and 2 sold afterwards", l.OnHand)
		}
	})
}

// What was counted leaves the feed with its stocktake; its totals stay.
func TestStocktakeRetires(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		w := newWorld(t, s, clock)
		a := w.enrol(shibuya).Device
		w.push(a, 0, w.command(1, retail.KindTally, tally(9, 9, true)), w.command(2, retail.KindCloseCount, retail.CloseCount{Stocktake: counting, LeftOpen: 1}))
		if n, err := w.h.Retire(t.Context(), clock.Now()); n != 0 || err != nil {
			t.Errorf("retired %d, %v", n, err)
		}
		clock.Advance(time.Hour)
		if n, err := w.h.Retire(t.Context(), clock.Now()); n != 1 || err != nil {
			t.Errorf("retired %d, %v; want the line", n, err)
		}
		if all, err := w.h.Stocktakes(t.Context(), shibuya); len(all) != 1 || err != nil {
			t.Errorf("%+v, %v", all, err)
		}
		clock.Advance(200 * 24 * time.Hour)
		if n, err := w.h.Retire(t.Context(), clock.Now().Add(-48*time.Hour)); n != 1 || err != nil {
			t.Errorf("retired %d, %v; want the stocktake", n, err)
		}
	})
}

// A relay's stocktake is on the chain's hub as it is in the shop.
func TestStocktakeBehindARelay(t *testing.T) {
	eachPair(t, func(t *testing.T, p *pair) {
		counter := p.seller()
		p.move()
		there := &seller{w: p.below, dev: counter.dev}
		if r := there.at(p.clock.Now(), retail.KindTally, tally(10, 9, true)); r.Verdict != retail.Applied {
			t.Errorf("%+v", r)
		}
		p.up()
		p.agree()
		if all, err := p.h.CountLines(t.Context(), shibuya); len(all) != 1 || all[0].Qty() != 10 || err != nil {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

// A stocktake that nobody ends has an owner in the inbox after a day, once, and none
// of its figures is thrown away; when all of it is decided the hub ends it.
func TestStocktakeLeft(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		w := newWorld(t, s, clock)
		a := w.enrol(shibuya).Device
		w.push(a, 0, w.command(1, retail.KindTally, tally(9, 9, true)))
		sweep := func(after time.Duration) retail.Stocktake {
			t.Helper()
			clock.Advance(after)
			if _, err := w.h.Retire(t.Context(), clock.Now().Add(-30*24*time.Hour)); err != nil {
				t.Fatal(err)
			}
			all, err := w.h.Stocktakes(t.Context(), shibuya)
			if err != nil || len(all) != 1 {
				t.Fatal(all, err)
			}
			return all[0]
		}
		if sweep(20 * time.Hour); len(w.exceptions(shibuya)) != 0 {
			t.Errorf("asked while somebody may still count: %+v", w.exceptions(shibuya))
		}
		for range 2 {
			if got := sweep(5 * time.Hour); got.State != retail.StocktakeOpen {
				t.Error("ended with a figure that nobody approved")
			}
		}
		if x := w.exceptions(shibuya); len(x) != 1 || x[0].Kind != retail.ExCountLeft || x[0].Count != counting || x[0].Qty != 1 {
			t.Fatalf("%+v", x)
		}
		r := w.push(a, 0, w.command(2, retail.KindApproveCount, yes(9, -1, retail.VarianceLost)))
		if r.Results[0].Verdict != retail.Applied {
			t.Fatalf("%+v", r.Results)
		}
		if got := sweep(8 * 24 * time.Hour); got.State != retail.StocktakeClosed || got.ClosedBy != "" {
			t.Errorf("all is decided, and nobody ended it: %+v", got)
		}
		for _, x := range w.exceptions(shibuya) {
			if x.Open() {
				t.Errorf("still asked: %+v", x)
			}
		}
	})
}
