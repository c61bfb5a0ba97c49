package localdb_test

import (
	"context"
	"strings"
	"testing"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

func TestRecordIsAtomicAndOutlivesReopening(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Feed(t, k.Orders(3)...)
	o := k.OrderID(0)
	k.Record(t, k.Claim(o), k.Pick(o, 1))
	db := k.Reopen(t)
	got, err := db.Order(ctx, o)
	if err != nil || got.State != retail.Picking || got.Lines[0].Picked != 1 || got.Customer.Kana != localdbtest.Kana {
		t.Fatalf("after reopening: %+v, %v", got, err)
	}
	if n, err := db.Unsent(ctx); err != nil || n != 2 {
		t.Errorf("unsent = %d, %v; want 2", n, err)
	}
	cmds, left, err := db.Pending(ctx, 1, 1<<20)
	if err != nil || len(cmds) != 1 || cmds[0].Dseq != 1 || cmds[0].Kind != retail.KindClaim || left != 1 {
		t.Errorf("pending = %v, left %d, %v", cmds, left, err)
	}
	// A colleague's claim rejects all of the call, and no number is used up.
	c := k.Claim(o)
	c.Staff, c.Device = "s-9", "d-9"
	ds, err := db.Record(ctx, retail.RoleStaff, k.Pick(o, 1), c)
	if err != nil || len(ds) != 2 || ds[1].Verdict != retail.Rejected || ds[1].Code != retail.ClaimedBy {
		t.Fatalf("decisions %+v, %v", ds, err)
	}
	if n, _ := db.Unsent(ctx); n != 2 {
		t.Errorf("unsent = %d after a rejection; want 2", n)
	}
	if got, _ := db.Order(ctx, o); got.Lines[0].Picked != 1 {
		t.Errorf("picked = %d after a rejection; want 1", got.Lines[0].Picked)
	}
	level, err := db.Stock(ctx, got.Lines[0].SKU)
	if err != nil || level.Picked != 1 {
		t.Errorf("stock %+v, %v; want one picked", level, err)
	}
}

func TestCommandThatTheHubCouldNeverTakeIsRefused(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Feed(t, k.Orders(1)...)
	c := k.Pick(k.OrderID(0), 1)
	b := c.Body.(retail.PickItem)
	b.Code = strings.Repeat("9", 300<<10)
	c.Body = b
	if _, err := k.DB.Record(ctx, retail.RoleStaff, c); retail.CodeOf(err) != retail.CodeInvalid {
		t.Errorf("recorded: %v", err)
	}
	if n, err := k.DB.Unsent(ctx); err != nil || n != 0 {
		t.Errorf("%d unsent, %v", n, err)
	}
	if ds := k.Record(t, k.Pick(k.OrderID(0), 1)); ds[0].Order.Lines[0].Picked != 1 {
		t.Errorf("the next one: %+v", ds)
	}
}

// TestRecordStampsCommands: a command says what was known of the time, and what
// of the shop's feed was seen, when it was made.
func TestRecordStampsCommands(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Feed(t, k.Orders(1)...)
	stamp := retail.Stamp{Boot: "b7", MonoMS: 5000, OffMS: -140}
	o := k.Options(t)
	o.Stamp = func() retail.Stamp { return stamp }
	if err := k.DB.Close(); err != nil {
		t.Fatal(err)
	}
	var err error
	if k.DB, err = localdb.Open(ctx, o); err != nil {
		t.Fatal(err)
	}
	first := k.Cursor
	k.Record(t, k.Claim(k.OrderID(0)))
	k.Feed(t, k.Orders(2)...)
	stamp.MonoMS = 6000
	k.Record(t, k.Claim(k.OrderID(1)))
	cmds, _, err := k.DB.Pending(ctx, 10, 1<<20)
	if err != nil || len(cmds) != 2 {
		t.Fatal(cmds, err)
	}
	for i, at := range []localdb.Cursor{first, k.Cursor} {
		want := retail.Stamp{Boot: "b7", MonoMS: 5000 + 1000*int64(i), OffMS: -140}
		if c := cmds[i]; c.Stamp != want || c.Base != (retail.Base{Epoch: at.Epoch, Seq: at.Seq}) || at.Seq == 0 {
			t.Errorf("command %d: %+v, %+v; want %+v at %+v", i, c.Stamp, c.Base, want, at)
		}
	}
	if first == k.Cursor {
		t.Error("the feed did not move")
	}
}
