package terminal

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/agent"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// TestAwayTooLong: a terminal works offline until the hub has forgotten the
// changes behind its cursor. It is told so, takes a snapshot, and what it did is
// judged as ever.
func TestAwayTooLong(t *testing.T) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "hub")
	s := startHub(t, dir, "127.0.0.1:0")
	addr, shop := s.Addr, sampleShop(t, s)
	l := enrol(t, s, shop)
	l.until(t, "bootstrap", func(st agent.Status) bool { return st.Ready && st.Line == agent.Online })
	open := order(t, s, shop, 2)
	for _, id := range open {
		l.has(t, id)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	n := l.work(t, open[0])
	cursor := func() int64 {
		at, err := l.db.Cursor(ctx, string(wire.StoreScope(shop)))
		if err != nil {
			t.Fatal(err)
		}
		return at.Seq
	}
	before := cursor()
	l.stop()

	s = startHub(t, dir, addr)
	defer s.Close()
	if _, err := s.Hub.PutSlots(ctx, []retail.StagingSlot{{Code: "Z-99", Store: shop}}); err != nil {
		t.Fatal(err)
	}
	if k, err := s.Hub.Store.Compact(ctx, time.Now().Add(time.Hour), math.MaxInt64); err != nil || k == 0 {
		t.Fatalf("%d changes forgotten, %v", k, err)
	}
	if _, err := s.Hub.Store.Page(ctx, wire.StoreScope(shop), wire.Cursor{Epoch: s.Hub.Store.Epoch(), Seq: before}, 10, l.dev.ID); !errors.Is(err, hub.ErrCompacted) {
		t.Fatalf("the cursor can still be followed: %v", err)
	}
	l.start(t)
	l.drained(t)
	l.until(t, "snapshot", func(agent.Status) bool { return cursor() > before })
	n += l.work(t, open[1])
	l.drained(t)
	compare(t, s, l, open, n)
	if a, err := hub.AuditOf(ctx, s.Hub.Store, false); err != nil || !a.Sound {
		t.Errorf("audit %+v, %v", a.Scopes, err)
	}
}
