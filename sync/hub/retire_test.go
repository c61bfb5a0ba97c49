package hub_test

import (
	"context"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

// meddler is a store on which something happens right before the next
// transaction.
type meddler struct {
	hub.Store
	before func()
}

func (m *meddler) Update(ctx context.Context, scopes []wire.Scope, f func(hub.Tx) error) ([]wire.Hint, error) {
	if first := m.before; first != nil {
		m.before = nil
		first()
	}
	return m.Store.Update(ctx, scopes, f)
}

// TestRetireLeavesWhatWasReopened: an exception that is opened again after
// Retire has chosen it stays in the feed; the other one goes.
func TestRetireLeavesWhatWasReopened(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		m := &meddler{Store: s}
		w := newWorld(t, m, clock)
		scope := wire.StoreScope(shibuya)
		put := func(id retail.ExceptionID, closed time.Time) {
			t.Helper()
			_, err := s.Update(t.Context(), []wire.Scope{scope}, func(tx hub.Tx) error {
				x := retail.Exception{ID: id, Store: shibuya, Kind: retail.ExNotAllowed, OpenedAt: clock.Now(), ClosedAt: closed}
				_, err := tx.Put(scope, retail.EntityException, string(id), x, "")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		put("x-1", clock.Now())
		put("x-2", clock.Now())
		clock.Advance(time.Hour)
		m.before = func() { put("x-1", time.Time{}) }
		if n, err := w.h.Retire(t.Context(), clock.Now()); n != 1 || err != nil {
			t.Errorf("retired %d, %v; want 1", n, err)
		}
		if left := w.exceptions(shibuya); len(left) != 1 || left[0].ID != "x-1" || !left[0].Open() {
			t.Errorf("left: %+v", left)
		}
	})
}
