package hubtest

import (
	"context"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// reminders: who was told and not reminded of the deadline is found by it.
func reminders(t *testing.T, s hub.Store, clock *Clock) {
	put := func(id retail.OrderID, in time.Duration, state retail.NoticeState, reminded bool) {
		o := retail.Order{
			ID: id, Store: shop, Number: string(id), Channel: "ec", External: string(id), State: retail.Notified, PlacedAt: clock.Now(), Deadline: clock.Now().Add(in),
			Notice: retail.Notice{State: state},
		}
		if reminded {
			o.Reminded = o.Deadline
		}
		update(t, s, func(tx hub.Tx) error { return tx.PutOrder(&o, "cmd") }, store)
	}
	list := func(limit int) (out string) {
		t.Helper()
		all, err := s.OrdersToRemind(context.Background(), clock.Now(), clock.Now().Add(48*time.Hour), limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range all {
			if out += string(o.ID) + " "; o.Store != shop || !o.Deadline.After(clock.Now()) {
				t.Errorf("%+v", o)
			}
		}
		return out
	}
	put("r-2", 30*time.Hour, retail.NoticeSent, false)
	put("r-1", 20*time.Hour, retail.NoticeSent, false)
	put("r-told", 20*time.Hour, retail.NoticeTold, false)
	put("r-done", 20*time.Hour, retail.NoticeSent, true)
	put("r-past", -time.Hour, retail.NoticeSent, false)
	put("r-far", 60*time.Hour, retail.NoticeSent, false)
	if got := list(10); got != "r-1 r-2 " {
		t.Errorf("due: %s", got)
	}
	if got := list(1); got != "r-1 " {
		t.Errorf("the first: %s", got)
	}
	put("r-1", 20*time.Hour, retail.NoticeSent, true)
	put("r-done", 25*time.Hour, retail.NoticeSent, false) // of a deadline that was moved since
	if got := list(10); got != "r-done r-2 " {
		t.Errorf("after one was: %s", got)
	}
}

// refunds: what an order's row says is owed is told once to the web shop of its
// channel, also when the row is written again or is out of its feed.
func refunds(t *testing.T, s hub.Store, clock *Clock) {
	ctx := context.Background()
	put := func(id retail.OrderID, channel string, owed ...retail.Refund) {
		t.Helper()
		o := retail.Order{
			ID: id, Store: shop, Number: "4821", Channel: channel, External: "W-" + string(id), State: retail.Canceled, PlacedAt: clock.Now(),
			Lines: []retail.Line{{No: 1, SKU: "SK-1", Qty: 2}}, Refunds: owed,
		}
		update(t, s, func(tx hub.Tx) error { return tx.PutOrder(&o, "cmd") }, store)
	}
	list := func(limit int) (out string) {
		t.Helper()
		all, err := s.Refunds(ctx, "ec", limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all {
			out += r.Key + " "
		}
		return out
	}
	whole := retail.Refund{Key: "k-1", AmountTaxIn: 3300, Why: retail.RefundCustomer, At: clock.Now()}
	put("o-1", "ec")
	if got := list(10); got != "" {
		t.Errorf("owed without a reason: %s", got)
	}
	put("o-1", "ec", whole)
	put("o-2", "other", retail.Refund{Key: "k-2", AmountTaxIn: 1, Why: retail.RefundShop, At: clock.Now()})
	clock.Advance(time.Minute)
	put("o-3", "ec", retail.Refund{Key: "k-3", AmountTaxIn: 500, Why: retail.RefundRefused, At: clock.Now(), Line: 1, Qty: 1})
	if got := list(10); got != "k-1 k-3 " {
		t.Errorf("all: %s", got)
	}
	if got := list(1); got != "k-1 " {
		t.Errorf("the first: %s", got)
	}
	all, err := s.Refunds(ctx, "ec", 10)
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v %v", all, err)
	}
	if r := all[0]; r.Order != "W-o-1" || r.OrderID != "o-1" || r.Store != shop || r.Number != "4821" || r.AmountTaxIn != 3300 || r.Why != retail.RefundCustomer || !r.At.Equal(whole.At) || r.SKU != "" {
		t.Errorf("%+v", r)
	}
	if r := all[1]; r.SKU != "SK-1" || r.Qty != 1 || r.Why != retail.RefundRefused {
		t.Errorf("%+v", r)
	}
	if n, err := s.RefundsUntold(ctx, clock.Now()); err != nil || n["ec"] != 1 || n["other"] != 1 {
		t.Errorf("untold: %v %v", n, err)
	}
	for range 2 {
		if err := s.RefundTold(ctx, "ec", "k-1"); err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range []string{"k-2", "k-9"} {
		if err := s.RefundTold(ctx, "ec", key); retail.CodeOf(err) != retail.CodeNotFound {
			t.Errorf("%s: %v", key, err)
		}
	}
	put("o-1", "ec", whole, retail.Refund{Key: "k-4", AmountTaxIn: 2, Why: retail.RefundRefused, At: clock.Now(), Line: 1, Qty: 1})
	update(t, s, func(tx hub.Tx) error { return tx.Del(store, retail.EntityOrder, "o-3", "") }, store)
	update(t, s, func(tx hub.Tx) error { // as a mirror does
		o := retail.Order{ID: "o-5", Store: shop, Channel: "ec", External: "W-5", State: retail.Canceled, PlacedAt: clock.Now(), Refunds: []retail.Refund{{Key: "k-5", AmountTaxIn: 1, Why: retail.RefundShop, At: clock.Now()}}}
		if err := tx.PutOrder(&o, "cmd"); err != nil {
			return err
		}
		return tx.Del(store, retail.EntityOrder, "o-5", "")
	}, store)
	if got := list(10); got != "k-3 k-4 k-5 " {
		t.Errorf("written again: %s", got)
	}
	heldRefunds(t, s, clock, put, list)
}

// heldRefunds: what is held is found when its time has come, and is told once it is let
// go of; what was taken off before is told to nobody.
func heldRefunds(t *testing.T, s hub.Store, clock *Clock, put func(retail.OrderID, string, ...retail.Refund), list func(int) string) {
	t.Helper()
	until := clock.Now().Add(10 * time.Minute)
	of := func(key string, held time.Time) retail.Refund {
		return retail.Refund{Key: key, AmountTaxIn: 5, Why: retail.RefundShort, At: clock.Now(), Line: 1, Qty: 1, By: "c-1", Held: held}
	}
	due := func(at time.Time, want int) {
		t.Helper()
		if refs, err := s.OrdersToOwe(context.Background(), at, 10); err != nil || len(refs) != want || want > 0 && (refs[0].ID != "o-6" || refs[0].Store != shop) {
			t.Errorf("held until %v, at %v: %+v %v", until, at, refs, err)
		}
	}
	before := list(10)
	put("o-6", "ec", of("k-6", until))
	put("o-7", "ec", of("k-7", until.Add(time.Hour)))
	due(until.Add(-time.Second), 0)
	due(until, 1)
	put("o-7", "ec")
	if got := list(10); got != before {
		t.Errorf("told while it was held: %s", got)
	}
	put("o-6", "ec", of("k-6", time.Time{}))
	due(until.Add(2*time.Hour), 0)
	if got := list(10); got != before+"k-6 " {
		t.Errorf("let go of: %s", got)
	}
}
