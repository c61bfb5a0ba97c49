package hub_test

import (
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
)

// TestPurge: who ordered is forgotten when it is time and not before, an open
// order keeps its customer, and the same order from the web shop again brings
// nobody back.
func TestPurge(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		over, open, late := w.order(shibuya, "1"), w.order(shinjuku, "2"), w.order(shibuya, "3")
		if err := w.h.CancelOrder(ctx, "ec", "1", "web_shop", w.clock.Now()); err != nil {
			t.Fatal(err)
		}
		given := *hubtest.Order("1", w.clock)
		given.Store = shibuya
		w.clock.Advance(time.Hour)
		purge := func(want int) {
			t.Helper()
			if _, err := w.h.Retire(ctx, w.clock.Now()); err != nil {
				t.Fatal(err)
			}
			if n, err := w.h.Purge(ctx, w.clock.Now().Add(-time.Hour)); n != want || err != nil {
				t.Errorf("purged %d, %v; want %d", n, err, want)
			}
			if a, err := hub.AuditOf(ctx, w.s, false); err != nil || !a.Sound {
				t.Errorf("audit %+v, %v", a, err)
			}
		}
		purge(0)
		w.clock.Advance(time.Minute)
		purge(1)
		purge(0)
		if o := w.load(over.ID); o.Customer != (retail.Customer{}) || o.State != retail.Canceled || o.Number != over.Number {
			t.Errorf("purged: %+v", o)
		}
		for _, id := range []retail.OrderID{open.ID, late.ID} {
			if o := w.load(id); o.Customer.Email == "" || o.Customer.Name == "" {
				t.Errorf("open: %+v", o.Customer)
			}
		}
		out, err := w.h.ReceiveOrders(ctx, []retail.Order{given})
		if err != nil || out[0].Result != hub.Unchanged {
			t.Errorf("again: %+v, %v", out, err)
		}
		if o := w.load(over.ID); o.Customer != (retail.Customer{}) {
			t.Errorf("the web shop brought it back: %+v", o.Customer)
		}

		// Not collected, and back on its shelf: that is an end as well.
		dev := w.enrol(shibuya).Device
		w.push(dev, 0,
			w.command(1, retail.KindPick, retail.PickItem{Order: late.ID, Line: 1, SKU: "SK-1", Qty: 1, Code: "1", Entry: retail.Scanned}),
			w.command(2, retail.KindStageBag, retail.StageBag{Order: late.ID, Slot: "B-1", Label: "L1", No: 1}),
			w.command(3, retail.KindStage, retail.StageOrder{Order: late.ID}))
		w.clock.Advance(8 * 24 * time.Hour)
		if n, err := w.h.Overdue(ctx); n != 1 || err != nil {
			t.Fatalf("expired %d, %v: %+v", n, err, w.load(late.ID))
		}
		w.clock.Advance(2 * time.Hour)
		purge(1) // the first order, touched again by the web shop
		if o := w.load(late.ID); o.Customer.Name == "" {
			t.Error("the goods still lie ready and nobody knows for whom")
		}
		w.push(dev, 0, w.command(4, retail.KindPutBack, retail.PutBackItem{Order: late.ID, Line: 1, Qty: 1}))
		w.clock.Advance(2 * time.Hour)
		purge(1)
		if o := w.load(late.ID); o.Customer != (retail.Customer{}) || o.State != retail.Expired {
			t.Errorf("put back: %+v", o)
		}
	})
}
