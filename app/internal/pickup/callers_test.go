package pickup_test

import (
	"testing"
	"time"

	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/pickup"
	"miseban/app/retail"
)

// TestCallers: customers who are here stand before all others, those who ring
// first; who takes a call stands at it, and a second one is refused.
func TestCallers(t *testing.T) {
	a, b := order("4821", "ヤマダ", time.Hour, shirtM), order("4822", "サトウ", 2*time.Hour, knit)
	b.State, b.Slot, b.Lines[0].Picked = retail.Staged, "B-02", 1
	w := newWorld(t, a, b)
	w.ready(a)
	if list, err := w.svc.Callers(ctx); err != nil || len(list) != 0 {
		t.Fatal(list, err)
	}
	if err := w.svc.TakeCall(ctx, b.ID); retail.HintOf(err) != "verdict.wrong_state" {
		t.Errorf("nobody called: %v", err)
	}
	call := func(o retail.Order, at retail.Arrival) {
		t.Helper()
		now, err := w.DB.Order(ctx, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		now.Arrival = &at
		w.Feed(t, localdbtest.Put(retail.EntityOrder, string(o.ID), now))
		if err := w.svc.Changed(ctx, o.ID); err != nil {
			t.Fatal(err)
		}
	}
	call(a, retail.Arrival{At: w.Now.Add(-5 * time.Minute), Called: w.Now.Add(-5 * time.Minute), Taken: w.Now, Staff: "s-2", Device: "d-2"})
	call(b, retail.Arrival{At: w.Now.Add(-time.Minute), Called: w.Now.Add(-time.Minute)})
	list, err := w.svc.Callers(ctx)
	if err != nil || len(list) != 2 || list[0].ID != b.ID || !list[0].Ringing() || list[0].Name != "サトウ" || list[1].Taker != "鈴木" || list[1].Mine {
		t.Fatalf("%+v, %v", list, err)
	}
	if err := w.svc.TakeCall(ctx, a.ID); retail.HintOf(err) != "verdict.call_taken" {
		t.Errorf("taken by a colleague: %v", err)
	}
	if err := w.svc.TakeCall(ctx, b.ID); err != nil {
		t.Fatal(err)
	}
	q, err := w.svc.Queue(ctx, pickup.TabStaged)
	if err != nil || len(q.Here) != 2 || q.Here[0].ID != a.ID || q.Rows[0].ID != a.ID || !q.Rows[1].Caller.Mine || q.Rows[1].Longer.IsZero() {
		t.Fatalf("%+v, %v", q, err)
	}
	w.Now = w.Now.Add(2 * time.Hour)
	if list, err := w.svc.Callers(ctx); err != nil || len(list) != 0 {
		t.Errorf("they have left: %+v, %v", list, err)
	}
}
