package hubtest

import (
	"testing"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// digest: what the rows of a scope come to follows from the rows alone, not
// from how they came to be, and is what a terminal adds up that took them in.
func digest(t *testing.T, s hub.Store, _ *Clock) {
	of := func() wire.Digest {
		t.Helper()
		d, head, err := s.Digest(t.Context(), store)
		if err != nil {
			t.Fatal(err)
		}
		var mine wire.Digester
		end, err := s.Snapshot(t.Context(), store, "", func(c wire.Change) error {
			mine.Row(c.Entity.String(), c.Key, c.Ver)
			return nil
		})
		if err != nil || end.End != head {
			t.Fatalf("snapshot ends at %d, digest at %d, %v", end.End, head, err)
		}
		if kinds := mine.Digest().Astray(d); len(kinds) > 0 || len(d) != len(mine.Digest()) {
			t.Errorf("the snapshot comes to %v, the digest is %v", mine.Digest(), d)
		}
		return d
	}
	if d := of(); len(d) != 0 {
		t.Errorf("an empty scope comes to %v", d)
	}
	put(t, s, "A", "B")
	two := of()
	put(t, s, "B", "A") // new versions, in another order
	if d := of(); len(d.Astray(two)) != 1 {
		t.Errorf("%v came to the same in other versions", d)
	}
	update(t, s, func(tx hub.Tx) error { return tx.Del(store, retail.EntitySlot, "B", "") }, store)
	one := of()
	put(t, s, "C")
	update(t, s, func(tx hub.Tx) error { return tx.Del(store, retail.EntitySlot, "C", "") }, store)
	if d := of(); len(d.Astray(one)) != 0 {
		t.Errorf("a row that came and went: %v, was %v", d, one)
	}
	var none wire.Digester
	none.Kind(retail.EntityOrder.String())
	if kinds := none.Digest().Astray(one); len(kinds) != 0 {
		t.Errorf("a kind without rows differs from one that is not there: %v", kinds)
	}
}
