package relay_test

import (
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
)

// TestErrandsOfAnUnannouncedCopy: an older copy of the chain's hub was put in place
// and nobody said so, while the shop was cut off. It counts errands anew under the
// numbers of those that the relay did, and each of them is done.
func TestErrandsOfAnUnannouncedCopy(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.home()
	copied := hubtest.CopyOf(t, w.books, w.clock)
	first := w.order("A-1")
	w.settle()
	w.open(copied)
	second, again := w.order("A-2"), w.order("A-1")
	if again != first {
		t.Fatalf("A-1 is %s, was %s", again, first)
	}
	w.settle()
	for _, id := range []retail.OrderID{first, second} {
		if o, err := w.below.Order(ctx, id); err != nil || o == nil {
			t.Errorf("the relay has no order %s: %v", id, err)
		}
	}
	w.settle()
	w.agree()
}

// TestErrandsInAnotherOrder: after the chain's hub went back to a copy it was asked
// for an order, and then told once more of a sale that the relay had booked. That
// the relay has the sale does not mean that it has the order.
func TestErrandsInAnotherOrder(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.home()
	copied := hubtest.CopyOf(t, w.books, w.clock)
	w.sold(1)
	w.settle()
	_, err := copied.BeginLife(ctx, "", hub.Life{Began: w.clock.Now()})
	w.must(err)
	w.open(copied)
	id := w.order("A-1")
	w.sold(1)
	_, err = w.chain.MoveHome(ctx, shop, "")
	w.must(err)
	w.settle()
	w.must(w.chain.CatchUp(ctx))
	if m := w.at(w.books); m.Device != "" || m.Done != m.Errands {
		t.Errorf("the home: %+v", m)
	}
	if o, err := w.books.Order(ctx, id); err != nil || o == nil {
		t.Errorf("the order is gone: %v", err)
	}
	if n := w.left(w.books); n != 9 {
		t.Errorf("%d are left, want 9", n)
	}
}

// TestForgottenSinceTheCopy: what the chain's hub had in hand when it was copied
// is over, and forgotten at the relay too, when the copy is put in place.
func TestForgottenSinceTheCopy(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.home()
	id := w.order("A-1")
	w.settle()
	copied := hubtest.CopyOf(t, w.books, w.clock)
	w.must(w.chain.CancelOrder(ctx, "ec", "A-1", "customer", w.clock.Now()))
	w.settle()
	w.clock.Advance(90 * 24 * time.Hour)
	_, err := w.r.Hub.Retire(ctx, w.clock.Now())
	w.must(err)
	if n, err := w.r.Hub.Purge(ctx, w.clock.Now()); n != 1 || err != nil {
		t.Fatalf("purged %d, %v", n, err)
	}
	w.settle()
	w.must(w.below.TrimLog(ctx, w.at(w.below).At.Seq, w.clock.Now()))
	_, err = copied.BeginLife(ctx, "", hub.Life{Began: w.clock.Now()})
	w.must(err)
	w.open(copied)
	w.settle()
	w.settle()
	if o, err := w.books.Order(ctx, id); err != nil || o == nil || o.State != retail.Canceled {
		t.Errorf("the order at the chain's hub: %+v %v", o, err)
	}
	if m := w.at(w.books); m.Done != m.Errands {
		t.Errorf("errands wait for ever: %+v", m)
	}
	w.agree()
}

// left is how many pieces of SK-1 the shop has in the books.
func (w *world) left(s hub.Store) int {
	w.t.Helper()
	var l retail.StockLevel
	_, err := s.Update(w.t.Context(), nil, func(tx hub.Tx) (err error) {
		l, err = tx.Level(retail.StockKey{Site: shop, SKU: "SK-1", Class: retail.Regular})
		return err
	})
	w.must(err)
	return l.OnHand
}
