package hub_test

import (
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
)

// TestLookForWarm: the hub finds chilled goods that nobody put away, tells it once and
// somebody, by the limit of the chain; when a terminal is heard that had put them away in
// time, nobody has to look any more.
func TestLookForWarm(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		w := newWorld(t, s, clock)
		ctx := t.Context()
		w.must(w.h.PutSKUs(ctx, []retail.SKU{{ID: "SK-1", Name: "牛乳", Fresh: retail.Fresh{Temp: retail.Chilled}}}))
		if err := w.h.PutChain(ctx, retail.Chain{Name: "青果", Cold: retail.ColdPolicy{Chilled: 30}}); err != nil {
			t.Fatal(err)
		}
		d := w.draft(shibuya, "1")
		d.Lines[0].Temp = retail.Chilled
		out, err := w.h.ReceiveOrders(ctx, []retail.Order{d})
		if err != nil {
			t.Fatal(err)
		}
		o := w.load(out[0].Order)
		k := w.seller()
		k.do(retail.KindPick, retail.PickItem{Order: o.ID, Line: 1, SKU: "SK-1", Qty: 1, Entry: retail.Scanned})
		look := func(want int) {
			t.Helper()
			if n, err := w.h.LookForWarm(ctx); err != nil || n != want {
				t.Fatalf("%d orders, %v; want %d", n, err, want)
			}
		}
		entry := func() retail.Exception {
			t.Helper()
			for _, x := range w.exceptions(shibuya) {
				if x.Kind == retail.ExColdLong {
					return x
				}
			}
			return retail.Exception{}
		}
		clock.Advance(25 * time.Minute)
		look(0)
		put := clock.Now()
		clock.Advance(10 * time.Minute)
		look(1)
		look(0)
		if x := entry(); x.Order != o.ID || x.Assignee == "" || !x.Open() {
			t.Fatalf("%+v", x)
		}
		k.at(put, retail.KindStageBag, retail.StageBag{Order: o.ID, Slot: "C-1", Label: "bag-1", No: 1})
		o = w.load(o.ID)
		if x := entry(); x.Open() && x.ID != "" || o.Spell(retail.Chilled).Late {
			t.Errorf("%+v, %+v", x, o.Cold)
		}
		look(0)
	})
}
