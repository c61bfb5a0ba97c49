package localdb_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"miseban/app/credential"
	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

func makeHold(k *localdbtest.Kit, id retail.HoldID, at retail.SiteID) retail.Command {
	return k.Command(retail.KindHold, retail.MakeHold{
		Hold: id, At: at, Number: "4821", Tag: "HD-" + string(id), Pay: retail.PayLater,
		Customer: retail.Customer{Name: "神田川 都", Kana: localdbtest.Kana, Phone: "09012345678", Member: "M-77"},
		Lines:    []retail.HoldLine{{SKU: localdbtest.SKUID(0), Class: retail.Regular, Name: "シャツ", Qty: 2}},
	})
}

func TestHoldOverlay(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Feed(t, localdbtest.Level(localdbtest.SKUID(0), 5, 0))
	k.Record(t, makeHold(k, "h-1", localdbtest.Store))
	h, err := k.DB.Hold(ctx, "h-1")
	if err != nil || h.State != retail.HoldAsked || !h.Pending || h.Customer.Kana != localdbtest.Kana || h.Customer.Member != "M-77" {
		t.Fatalf("made here: %+v, %v", h.Hold, err)
	}
	if l, err := k.DB.Stock(ctx, localdbtest.SKUID(0)); err != nil || l.Held != 2 || l.Available() != 3 {
		t.Errorf("level %+v, %v", l, err)
	}
	cmds, _, err := k.DB.Pending(ctx, 10, 1<<20)
	if err != nil || len(cmds) != 1 || cmds[0].Body.(retail.MakeHold).Customer.Phone != "09012345678" {
		t.Errorf("what is sent: %+v, %v", cmds, err)
	}
	db := k.Reopen(t)
	if err := db.Copy(ctx); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(k.Dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range files {
		b, err := os.ReadFile(p)
		if err != nil {
			continue // a folder
		}
		for _, secret := range []string{localdbtest.Kana, "09012345678", "M-77", "神田川"} {
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("%s holds %q in plain", filepath.Base(p), secret)
			}
		}
	}
	// The hub has not heard of it and says something else: it stays, judged anew.
	k.Feed(t, localdbtest.Level(localdbtest.SKUID(0), 9, 0))
	if h, err = db.HoldByTag(ctx, "HD-h-1"); err != nil || !h.Pending || h.Customer.Phone != "09012345678" {
		t.Errorf("after a page: %+v, %v", h.Hold, err)
	}
	// The hub answers.
	said := *h.Hold.Clone()
	said.State, said.Until = retail.HoldHeld, k.Now.Add(48*time.Hour)
	k.FeedUpTo(t, 1, localdbtest.Put(retail.EntityHold, "h-1", said))
	if h, err = db.Hold(ctx, "h-1"); err != nil || h.Pending || h.State != retail.HoldHeld || h.Customer.Phone != "09012345678" {
		t.Errorf("answered: %+v, %v", h.Hold, err)
	}
	k.Record(t, k.Command(retail.KindHoldKeep, retail.KeepHold{Hold: "h-1", Line: 1, Qty: 2, Code: "4", Entry: retail.Scanned, Place: "K-1"}))
	if h, err = db.Hold(ctx, "h-1"); err != nil || !h.Pending || h.Aside() != 2 || h.Customer.Phone == "" {
		t.Errorf("put by: %+v, %v", h.Hold, err)
	}
	if p, err := db.Outbox(ctx, 10); err != nil || p.Lines[0].Number != "4821" {
		t.Errorf("in the list of what was done: %+v, %v", p.Lines, err)
	}
	said.State, said.EndedAt = retail.HoldReleased, k.Now
	k.FeedUpTo(t, 2, localdbtest.Put(retail.EntityHold, "h-1", said))
	if n, err := db.PurgePeople(ctx, k.Now.Add(time.Hour)); n != 1 || err != nil {
		t.Errorf("%d forgotten, %v", n, err)
	}
	if h, err = db.Hold(ctx, "h-1"); err != nil || h.Customer != (retail.Customer{}) {
		t.Errorf("forgotten: %+v, %v", h.Customer, err)
	}
	k.FeedUpTo(t, 2, localdb.Change{Entity: retail.EntityHold, Key: "h-1", Del: true})
	if _, err := db.Hold(ctx, "h-1"); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("out of the feed: %v", err)
	}
}

// TestHoldWithALostKey: who it was for is lost with the key, the hold is not.
func TestHoldWithALostKey(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Record(t, makeHold(k, "h-1", "S02"))
	if err := k.DB.Close(); err != nil {
		t.Fatal(err)
	}
	o := k.Options(t)
	var err error
	if o.Sealer, err = credential.NewSealer(bytes.Repeat([]byte{6}, 32)); err != nil {
		t.Fatal(err)
	}
	db, err := localdb.Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Adopt(ctx, true); err != nil {
		t.Fatal(err)
	}
	cmds, _, err := db.Pending(ctx, 10, 1<<20)
	if err != nil || len(cmds) != 1 || cmds[0].Body.(retail.MakeHold).Hold != "h-1" {
		t.Errorf("what is sent: %+v, %v", cmds, err)
	}
}
