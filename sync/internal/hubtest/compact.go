package hubtest

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

func compact(t *testing.T, s hub.Store, before time.Time, keep int64, want int64) {
	t.Helper()
	if n, err := s.Compact(t.Context(), before, keep); err != nil || n != want {
		t.Fatalf("%d changes forgotten (%v), want %d", n, err, want)
	}
}

func sound(t *testing.T, s hub.Store) {
	t.Helper()
	a, err := hub.AuditOf(t.Context(), s, false)
	if err != nil || !a.Sound {
		t.Fatalf("audit %+v, %v", a.Scopes, err)
	}
}

// compaction: old changes go in whole transactions; cursors that lay on them are
// told so, all others go on, rows and audit stay.
func compaction(t *testing.T, s hub.Store, clock *Clock) {
	const all = math.MaxInt64
	put(t, s, "A", "B", "C") // 1 to 3
	first := next(page(t, s, wire.Cursor{}, 1))
	update(t, s, func(tx hub.Tx) error { return tx.Del(store, retail.EntitySlot, "C", "") }, store) // 4
	old := next(page(t, s, first, 1))
	clock.Advance(time.Hour)
	put(t, s, "D") // 5
	compact(t, s, clock.Now(), all, 4)
	compact(t, s, clock.Now(), all, 0)
	for name, c := range map[string]struct {
		at   wire.Cursor
		want error
	}{
		"from the beginning": {wire.Cursor{}, hub.ErrCompacted},
		"behind":             {first, hub.ErrCompacted},
		"just there":         {old, nil},
		"on another past":    {wire.Cursor{Epoch: old.Epoch, Seq: old.Seq, H: first.H}, hub.ErrRewound},
	} {
		if p, err := s.Page(t.Context(), store, c.at, 10, ""); !errors.Is(err, c.want) || err == nil && (len(p.Changes) != 1 || p.Changes[0].Key != "D") {
			t.Errorf("%s: %v, want %v; changes %+v", name, err, c.want, p.Changes)
		}
	}
	keys := ""
	end, err := s.Snapshot(t.Context(), store, "", func(c wire.Change) error { keys += c.Key; return nil })
	if err != nil || keys != "ABD" || end.End != 5 {
		t.Errorf("snapshot %q up to %d, %v", keys, end.End, err)
	}
	sound(t, s)
	put(t, s, "B", "C") // one that changes, one that had ended: both from before the feed's beginning
	sound(t, s)
	clock.Advance(time.Hour)
	compact(t, s, clock.Now(), all, 3)
	if p := page(t, s, wire.Cursor{Epoch: tip(t, s).Epoch, Seq: 7, H: tip(t, s).H}, 10); len(p.Changes) != 0 {
		t.Errorf("at the head of an empty log: %+v", p.Changes)
	}
	sound(t, s)

	many := make([]string, 2500) // more than one step of the compaction, in one transaction
	for i := range many {
		many[i] = fmt.Sprintf("M%04d", i)
	}
	put(t, s, many...)
	put(t, s, "X")
	compact(t, s, time.Time{}, 2, 0) // a transaction goes whole or not at all
	compact(t, s, time.Time{}, 1, 2500)
	sound(t, s)
}

// tip is the cursor at the head of the feed.
func tip(t *testing.T, s hub.Store) wire.Cursor {
	t.Helper()
	end, err := s.Snapshot(t.Context(), store, "", func(wire.Change) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return wire.Cursor{Epoch: s.Epoch(), Seq: end.End, H: end.H}
}

// compactions: whatever is written, ended and forgotten in whatever order, the
// audit holds and a reader that is not behind sees every change once.
func compactions(t *testing.T, s hub.Store, clock *Clock) {
	r := rand.New(rand.NewPCG(7, 11))
	var at wire.Cursor
	rows := map[string]int{}
	for step := range 120 {
		update(t, s, func(tx hub.Tx) error {
			for range 1 + r.IntN(4) {
				key := fmt.Sprint("k", r.IntN(12))
				if r.IntN(3) == 0 {
					if err := tx.Del(store, retail.EntitySlot, key, ""); err != nil {
						return err
					}
					continue
				}
				if _, err := tx.Put(store, retail.EntitySlot, key, retail.StagingSlot{Code: key, Order: step}, ""); err != nil {
					return err
				}
			}
			return nil
		}, store)
		clock.Advance(time.Minute)
		if r.IntN(3) == 0 { // the reader comes by, and only then is something forgotten
			for more := true; more; {
				p := page(t, s, at, 3)
				for _, c := range p.Changes {
					if delete(rows, c.Key); c.Op == wire.OpPut {
						rows[c.Key] = 1
					}
				}
				at, more = next(p), p.End.More
			}
			if _, err := s.Compact(t.Context(), clock.Now().Add(-time.Duration(r.IntN(9))*time.Minute), int64(r.IntN(20))); err != nil {
				t.Fatal(err)
			}
			sound(t, s)
			n := 0
			if _, err := s.Snapshot(t.Context(), store, "", func(c wire.Change) error { n += rows[c.Key]; return nil }); err != nil || n != len(rows) {
				t.Fatalf("step %d: the reader has %d rows, the snapshot %d of them (%v)", step, len(rows), n, err)
			}
		}
	}
}
