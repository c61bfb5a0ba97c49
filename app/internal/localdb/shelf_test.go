package localdb_test

import (
	"slices"
	"testing"

	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

// TestShelfChecks: what is asked and answered here shows at once, as 仮, and is
// the hub's word when that comes.
func TestShelfChecks(t *testing.T) {
	k := localdbtest.New(t)
	sku := localdbtest.SKUID(1)
	k.Feed(t, localdbtest.Level(sku, 2, 0))
	ask := k.Command(retail.KindAskShelf, retail.AskShelf{Check: "k-1", To: "S02", SKU: sku, Seen: 4})
	k.Record(t, ask)
	if list, err := k.DB.ShelfChecks(t.Context()); err != nil || len(list) != 1 || !list[0].Pending || list[0].To != "S02" {
		t.Fatalf("%+v %v", list, err)
	}
	mine := retail.ShelfCheck{ID: "k-1", From: localdbtest.Store, To: "S02", SKU: sku, AskedAt: ask.At, Due: ask.At.Add(retail.ShelfTime)}
	theirs := retail.ShelfCheck{ID: "k-2", From: "S02", To: localdbtest.Store, SKU: sku, AskedAt: ask.At.Add(1), Due: ask.At.Add(retail.ShelfTime)}
	k.FeedUpTo(t, 1, localdbtest.Put(retail.EntityShelfCheck, "k-1", mine), localdbtest.Put(retail.EntityShelfCheck, "k-2", theirs))
	list, err := k.DB.ShelfChecks(t.Context())
	if err != nil || len(list) != 2 || list[0].ID != "k-2" || list[0].Pending || list[1].Pending {
		t.Fatalf("%+v %v", list, err)
	}
	k.Record(t, k.Command(retail.KindAnswerShelf, retail.AnswerShelf{Check: "k-2", SKU: sku, Answer: retail.ShelfNone}))
	ds := k.Record(t, k.Command(retail.KindAnswerShelf, retail.AnswerShelf{Check: "k-2", SKU: sku, Answer: retail.ShelfHas, Qty: 1}))
	if ds[0].Code != retail.AlreadySo {
		t.Errorf("a second answer: %+v", ds[0])
	}
	list, _ = k.DB.ShelfChecks(t.Context())
	if list[0].Answer != retail.ShelfNone || !list[0].Pending {
		t.Errorf("%+v", list[0])
	}
	if l, _ := k.DB.Stock(t.Context(), sku); !l.Doubt {
		t.Error("goods that are not there may be promised")
	}
	if n, err := k.DB.AvailableHere(t.Context(), []retail.SKUID{sku}); err != nil || n[0] != 0 {
		t.Errorf("%v %v", n, err)
	}
}

// TestOwnMoves: what was moved here is told until the hub's state contains it.
func TestOwnMoves(t *testing.T) {
	k := localdbtest.New(t)
	sku := localdbtest.SKUID(1)
	k.Feed(t, localdbtest.Level(sku, 4, 0))
	k.Record(t, k.Command(retail.KindReclass, retail.Reclass{SKU: sku, From: retail.Regular, To: retail.Display, Qty: 1, Reason: retail.ReclassDisplay}))
	moves, err := k.DB.OwnMoves(t.Context(), sku)
	if err != nil || len(moves) != 2 || moves[1].OnHand != -1 || moves[0].Key.Class != retail.Display {
		t.Fatalf("%+v %v", moves, err)
	}
	available := func(want int) {
		t.Helper()
		if n, err := k.DB.AvailableHere(t.Context(), []retail.SKUID{"nothing", sku}); err != nil || !slices.Equal(n, []int{0, want}) {
			t.Errorf("%v %v, want %d", n, err, want)
		}
	}
	available(3)
	k.FeedUpTo(t, 0, localdbtest.Level(localdbtest.SKUID(2), 9, 0)) // the hub has not heard of it
	if moves, _ = k.DB.OwnMoves(t.Context(), sku); len(moves) != 2 {
		t.Errorf("%d left", len(moves))
	}
	available(3)
	k.FeedUpTo(t, 1, localdbtest.Level(sku, 3, 0))
	if moves, _ = k.DB.OwnMoves(t.Context(), sku); len(moves) != 0 {
		t.Errorf("told twice: %+v", moves)
	}
	available(3)
	k.FeedUpTo(t, 1, localdbtest.Level(sku, 0, 0))
	available(0)
}
