package hubtest

import (
	"errors"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
	"miseban/sync/wire"
)

// terminals puts two terminals and what they gave.
func terminals(t *testing.T, s hub.Store, clock *Clock, dseqs ...int64) {
	t.Helper()
	update(t, s, func(tx hub.Tx) error {
		for i, n := range dseqs {
			id := retail.DeviceID([]string{"d1", "d2"}[i])
			d, err := tx.Device(id)
			if retail.CodeOf(err) == retail.CodeNotFound {
				d, err = hub.Device{ID: id, Store: shop}, nil
			}
			if err != nil {
				return err
			}
			for d.LastDseq < n {
				d.LastDseq++
				verdict := retail.Applied
				if d.LastDseq%2 == 0 {
					verdict = retail.AppliedException
				}
				err := tx.Record(&hub.Record{
					Device: id, Dseq: d.LastDseq, ID: retail.CommandID(string(id) + "-" + string(rune('a'+d.LastDseq))), Kind: "claim", Store: shop,
					At: clock.Now(), Received: clock.Now(), Verdict: verdict,
				})
				if err != nil {
					return err
				}
			}
			d.LastSeen = clock.Now()
			if err := tx.PutDevice(d); err != nil {
				return err
			}
		}
		return nil
	})
}

func stable(t *testing.T, s hub.Store, id retail.DeviceID) int64 {
	t.Helper()
	d, err := s.Device(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Page(t.Context(), store, wire.Cursor{}, 10, id)
	if err != nil || p.End.Stable != d.Stable {
		t.Fatalf("the page says %d, the device %d: %v", p.End.Stable, d.Stable, err)
	}
	return d.Stable
}

// copies: what a terminal may forget moves when a copy is finished, to what the
// copy contains, and never for a copy of a life that was lost.
func copies(t *testing.T, s hub.Store, clock *Clock) {
	ctx := t.Context()
	d, ok := s.(*hubdb.DB)
	if !ok {
		t.Skipf("%T makes no copies", s)
	}
	begin := func() string {
		t.Helper()
		c, err := d.BeginCopy(ctx, "there")
		if err != nil {
			t.Fatal(err)
		}
		return c.ID
	}
	terminals(t, s, clock, 3, 2)
	first := begin()
	terminals(t, s, clock, 5, 2)
	if n := stable(t, s, "d1"); n != 0 {
		t.Errorf("stable is %d with no copy finished", n)
	}
	if at, err := d.LastCopy(ctx); err != nil || !at.IsZero() {
		t.Errorf("last copy %v, %v", at, err)
	}
	if err := d.FinishCopy(ctx, first); err != nil {
		t.Fatal(err)
	}
	if one, two := stable(t, s, "d1"), stable(t, s, "d2"); one != 3 || two != 2 {
		t.Errorf("stable is %d and %d, want what stood when the copy was begun: 3 and 2", one, two)
	}
	if at, err := d.LastCopy(ctx); err != nil || !at.Equal(clock.Now()) {
		t.Errorf("last copy %v, %v", at, err)
	}
	terminals(t, s, clock, 6, 2) // PutDevice leaves it alone
	old, fresh := begin(), begin()
	terminals(t, s, clock, 7, 4)
	newest := begin()
	for id, want := range map[string]int64{newest: 7, old: 7} {
		if id == old {
			continue
		}
		if err := d.FinishCopy(ctx, id); err != nil || stable(t, s, "d1") != want {
			t.Errorf("stable is %d, want %d: %v", stable(t, s, "d1"), want, err)
		}
	}
	if err := d.FinishCopy(ctx, old); err != nil || stable(t, s, "d1") != 7 {
		t.Errorf("an older copy moved it back to %d: %v", stable(t, s, "d1"), err)
	}
	clock.Advance(time.Second)
	if ok, err := d.BeginLife(ctx, "", hub.Life{Began: clock.Now()}); err != nil || !ok {
		t.Fatal(ok, err)
	}
	for _, id := range []string{fresh, "nobody"} {
		if err := d.FinishCopy(ctx, id); retail.CodeOf(err) != retail.CodeNotFound {
			t.Errorf("finished %s: %v", id, err)
		}
	}
}

// life: a database gets a new epoch once for each that is lost, and remembers
// where its terminals stood.
func life(t *testing.T, s hub.Store, clock *Clock) {
	ctx := t.Context()
	copied := clock.Now()
	terminals(t, s, clock, 3, 2)
	put(t, s, "A")
	cursor := next(page(t, s, wire.Cursor{}, 10))
	clock.Advance(time.Hour)
	first := s.Epoch()
	for i, lost := range []string{"another", first, first} {
		ok, err := s.BeginLife(ctx, lost, hub.Life{Began: clock.Now(), Found: true})
		if err != nil || ok != (i == 1) {
			t.Errorf("try %d: began %v, %v", i, ok, err)
		}
	}
	l, err := s.Life(ctx)
	want := hub.Life{Epoch: s.Epoch(), Began: clock.Now().UTC(), Copied: copied.UTC(), Found: true}
	if err != nil || l != want || l.Epoch == first {
		t.Errorf("life %+v, %v; want %+v", l, err, want)
	}
	if _, err := s.Page(ctx, store, cursor, 10, ""); !errors.Is(err, hub.ErrEpoch) {
		t.Errorf("a cursor of the first life: %v", err)
	}
	if p := page(t, s, wire.Cursor{}, 10); p.Head.Epoch != l.Epoch {
		t.Errorf("a page of %q in %q", p.Head.Epoch, l.Epoch)
	}
	marks, err := s.Marks(ctx)
	if err != nil || len(marks) != 2 || marks[0] != (hub.Mark{Device: "d1", Dseq: 3, Seen: copied.UTC()}) {
		t.Errorf("marks %+v, %v", marks, err)
	}
	before := clock.Now()
	clock.Advance(-time.Minute)
	terminals(t, s, clock, 5, 2) // given before, sent after
	clock.Advance(2 * time.Minute)
	terminals(t, s, clock, 6, 2)
	late, err := s.Late(ctx, "d1", 3, before)
	if err != nil || late.Commands != 2 || len(late.Clashes) != 1 || late.Clashes[0] != "d1-e" {
		t.Errorf("late %+v, %v", late, err)
	}
}
