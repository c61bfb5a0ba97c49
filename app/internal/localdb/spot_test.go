package localdb_test

import (
	"context"
	"testing"

	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

// TestCountThatWaits: without a line the terminal keeps what one person counted and the
// books as they are, by the chain's policy; another person's count ends it, and what the
// hub says of both stands.
func TestCountThatWaits(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Feed(t, localdbtest.Level("shirt", 10, 0), localdbtest.Put(retail.EntityChain, "chain", retail.Chain{Counts: retail.CountPolicy{AgainPieces: 5}}))
	count := func(staff retail.StaffID, qty int) retail.Decision {
		t.Helper()
		c := k.Command(retail.KindCount, retail.Count{SKU: "shirt", Class: retail.Regular, Qty: qty})
		c.Staff = staff
		return k.Record(t, c)[0]
	}
	want := func(onHand int, waits bool) {
		t.Helper()
		l, err := k.DB.Stock(ctx, "shirt")
		all, werr := k.DB.CountsWaiting(ctx, []retail.SKUID{"coat", "shirt"})
		if err != nil || werr != nil || l.OnHand != onHand || all["shirt"] != waits || all["coat"] {
			t.Fatalf("%d on hand, waiting %v; %v, %v", l.OnHand, all, err, werr)
		}
	}
	if d := count("s-1", 6); d.Code != 0 { // four are not many in this chain
		t.Fatalf("%+v", d)
	}
	want(6, false)
	if d := count("s-1", 0); d.Code != retail.CountAgainFirst {
		t.Fatalf("%+v", d)
	}
	want(6, true)
	k.Reopen(t)
	want(6, true)
	if d := count("s-1", 0); d.Code != retail.CountAgainFirst {
		t.Fatalf("the same person: %+v", d)
	}
	if d := count("s-2", 0); d.Code != 0 {
		t.Fatalf("another person: %+v", d)
	}
	want(0, false)
	// The hub had heard of two sales that the terminal had not: it took the first two, and
	// the others wait there.
	x := retail.Exception{ID: retail.SpotTask("shirt", retail.Regular), Kind: retail.ExRecount, SKU: "shirt", OpenedAt: k.Now}
	x.Spot = &retail.CountLine{SKU: "shirt", Class: retail.Regular, State: retail.LineCounted, Expected: 8, Parts: []retail.LinePart{{Staff: "s-1"}}}
	k.FeedUpTo(t, 4, localdbtest.Level("shirt", 8, 0), localdbtest.Put(retail.EntityException, string(x.ID), x))
	want(8, true)
}
