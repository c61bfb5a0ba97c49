package catalog_test

import (
	"context"
	"testing"
	"time"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

// TestProposalsLeaveOutWhatIsAsked: two colleagues do not ask for the same pieces:
// what one of them began is no proposal any more, nor is what is being packed; what
// was declined is one again.
func TestProposalsLeaveOutWhatIsAsked(t *testing.T) {
	for name, x := range map[string]struct {
		out   retail.TransferState
		asked int
		want  int // pieces proposed
	}{
		"nobody asked":     {0, 0, 2},
		"asked for one":    {retail.TransferAsked, 1, 1},
		"asked for both":   {retail.TransferAsked, 2, 0},
		"being packed":     {retail.TransferPicking, 2, 0},
		"declined":         {retail.TransferDeclined, 2, 2},
		"left: hub counts": {retail.InTransit, 2, 2},
	} {
		w := newWorld(t, "OX-2041|シャツ|白|M|5990")
		if x.out != 0 {
			w.Feed(t, asking(x.out, x.asked))
		}
		got, err := w.svc.Proposals(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, p := range got.List {
			if p.SKU == "OX-2041-白-M" {
				n += p.Qty
			}
		}
		if n != x.want {
			t.Errorf("%s: %d proposed, want %d", name, n, x.want)
		}
	}
}

// asking is a transfer of the shirt from S2 to this shop.
func asking(out retail.TransferState, n int) localdb.Change {
	return localdbtest.Put(retail.EntityTransfer, "t", retail.Transfer{
		ID: "t", From: "S2", To: localdbtest.Store, By: localdbtest.Store, Number: "T-1",
		Lines: []retail.TransferLine{{SKU: "OX-2041-白-M", Class: retail.Regular, Asked: n}},
		Out:   retail.TransferOut{State: out}, In: retail.TransferIn{State: retail.TransferAsked},
	})
}

// TestDue: staff can say when goods come: on the first day that a transfer to this
// shop names, and not that of one that is over or goes elsewhere.
func TestDue(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, retail.Japan) }
	w := newWorld(t, "OX-2041|シャツ|白|M|5990")
	for i, x := range []struct {
		to    retail.SiteID
		out   retail.TransferState
		due   time.Time
		first time.Time // that is said from then on
	}{
		{localdbtest.Store, retail.InTransit, time.Time{}, time.Time{}},
		{"S2", retail.InTransit, day(20), time.Time{}},
		{localdbtest.Store, retail.TransferDeclined, day(21), time.Time{}},
		{localdbtest.Store, retail.InTransit, day(27), day(27)},
		{localdbtest.Store, retail.InTransit, day(25), day(25)},
	} {
		id := string(rune('a' + i))
		w.Feed(t, localdbtest.Put(retail.EntityTransfer, id, retail.Transfer{
			ID: retail.TransferID(id), From: "S3", To: x.to, By: "S3", Due: x.due,
			Lines: []retail.TransferLine{{SKU: "OX-2041-白-M", Class: retail.Regular, Asked: 2, Sent: 2}},
			Out:   retail.TransferOut{State: x.out}, In: retail.TransferIn{State: retail.TransferAsked},
		}))
		s, err := w.svc.Stand(context.Background(), "OX-2041-白-M")
		if err != nil || !s.Due.Equal(x.first) {
			t.Errorf("%d: %v, %v; want %v", i, s.Due, err, x.first)
		}
	}
}
