package localdb_test

import (
	"context"
	"testing"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
)

// TestAnotherProgramTakesEverythingAgain: a program that may know more rows, and
// more of their fields, does not follow the old cursors; it works with what is
// here until the hub can be asked, and nothing of the outbox moves.
func TestAnotherProgramTakesEverythingAgain(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Feed(t, k.Orders(2)...)
	k.Record(t, k.Claim(k.OrderID(0)))
	catalog := localdb.Cursor{Epoch: "e1", Seq: 7, H: "h7"}
	err := localdbtest.TakeCatalog(ctx, k.DB, catalog, localdbtest.Products(0))
	if err != nil {
		t.Fatal(err)
	}
	open := func(program string) {
		t.Helper()
		if err := k.DB.Close(); err != nil {
			t.Fatal(err)
		}
		o := k.Options(t)
		o.Program = program
		if k.DB, err = localdb.Open(ctx, o); err != nil {
			t.Fatal(err)
		}
	}
	follows := func() (n int) {
		t.Helper()
		for _, scope := range []string{localdbtest.Scope, "catalog"} {
			c, err := k.DB.Cursor(ctx, scope)
			if err != nil || c == (localdb.Cursor{}) {
				t.Errorf("%s: %+v, %v; the terminal must not begin from nothing", scope, c, err)
			}
			if c.Epoch != "" {
				n++
			}
		}
		return n
	}
	for i, step := range []struct {
		program string
		follows int
	}{{"1.0", 0}, {"1.0", 2}, {"1.1", 0}, {"", 2}, {"1.1", 2}, {"1.0", 0}} {
		if open(step.program); follows() != step.follows {
			t.Errorf("step %d, program %q: %d cursors are followed, want %d", i, step.program, follows(), step.follows)
		}
		if n, err := k.DB.Unsent(ctx); err != nil || n != 1 {
			t.Errorf("step %d: %d unsent, %v", i, n, err)
		}
		if o, err := k.DB.Order(ctx, k.OrderID(0)); err != nil || o.Claim == nil {
			t.Errorf("step %d: what was done is not seen: %+v, %v", i, o, err)
		}
		// The snapshots come.
		if err := localdbtest.TakeCatalog(ctx, k.DB, catalog, localdbtest.Products(0)); err != nil {
			t.Fatal(err)
		}
		err := k.DB.ApplySnapshot(ctx, localdb.Snapshot{
			Scope: localdbtest.Scope, End: func() localdb.Bound { return localdb.Bound{Cursor: k.Cursor} },
			Rows: func(yield func(localdb.Change, error) bool) {
				for _, r := range k.Orders(2) {
					if !yield(r, nil) {
						return
					}
				}
			},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
