package localdb_test

import (
	"context"
	"testing"
	"time"

	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

func TestEventsComeAfterTheCommitAndNeverBlock(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	slow, cancel := k.DB.Subscribe()
	defer cancel()
	k.Feed(t, k.Orders(600)...)
	k.Record(t, k.Claim(k.OrderID(0)))
	for range 50 { // nobody reads meanwhile
		k.Record(t, k.Pick(k.OrderID(0), 1))
	}
	var got []retail.Ref
	for len(got) < 3 {
		select {
		case r := <-slow:
			got = append(got, r)
			if o, err := k.DB.Order(ctx, k.OrderID(0)); err != nil || o.Lines[0].Picked != 50 {
				t.Fatalf("told before the commit: %+v, %v", o, err)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("only %v", got)
		}
	}
	// 1,800 changes and 51 commands are a handful of events.
	n := len(got)
	for more := true; more; {
		select {
		case <-slow:
			n++
		case <-time.After(200 * time.Millisecond):
			more = false
		}
	}
	if n > 520 {
		t.Errorf("%d events: they do not coalesce", n)
	}
	cancel()
	for range slow { //nolint:revive // ends because it is closed
	}
}

func TestOrgAndSignIn(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	staff := func(id, name string, stores ...retail.SiteID) retail.Staff {
		return retail.Staff{ID: retail.StaffID(id), Name: name, Role: retail.RoleStaff, Stores: stores, Active: true}
	}
	k.Feed(t,
		localdbtest.Put(retail.EntityStaff, "s-1", staff("s-1", "佐藤", localdbtest.Store)),
		localdbtest.Put(retail.EntityStaff, "s-2", staff("s-2", "鈴木", "S02")),
		localdbtest.Put(retail.EntityStaff, "s-3", staff("s-3", "伊藤")),
		localdbtest.Put(retail.EntitySecret, "s-1", retail.StaffSecret{Staff: "s-1", Badge: []byte("badge-1")}),
		localdbtest.Put(retail.EntitySite, "S01", retail.Site{ID: "S01", No: 1, Kind: retail.Shop, Name: "本店"}),
		localdbtest.Put(retail.EntityChain, "chain", retail.Chain{Name: "みせばん"}),
		localdbtest.Put(retail.EntitySlot, "B-12", retail.StagingSlot{Code: "B-12", Store: "S01", Order: 2}),
		localdbtest.Put(retail.EntitySlot, "C-01", retail.StagingSlot{Code: "C-01", Store: "S01", Order: 1}),
	)
	if here, err := k.DB.StaffHere(ctx); err != nil || len(here) != 2 || here[0].Name != "伊藤" {
		t.Errorf("staff here %+v, %v", here, err)
	}
	if s, err := k.DB.StaffByBadge(ctx, []byte("badge-1")); err != nil || s.ID != "s-1" {
		t.Errorf("badge: %+v, %v", s, err)
	}
	if _, err := k.DB.StaffByBadge(ctx, nil); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("no badge: %v", err)
	}
	if s, err := k.DB.Site(ctx); err != nil || s.No != 1 {
		t.Errorf("site %+v, %v", s, err)
	}
	if c, err := k.DB.Chain(ctx); err != nil || c.Name != "みせばん" {
		t.Errorf("chain %+v, %v", c, err)
	}
	if s, err := k.DB.Slots(ctx); err != nil || len(s) != 2 || s[0].Code != "C-01" {
		t.Errorf("slots %+v, %v", s, err)
	}
	if err := k.DB.SetWrongPINs(ctx, "s-1", 4, k.Now); err != nil {
		t.Fatal(err)
	}
	if err := k.DB.SetSignedIn(ctx, "s-1", k.Now); err != nil {
		t.Fatal(err)
	}
	k.Record(t, k.Command(retail.KindSignIn, retail.SignIn{}))
	db := k.Reopen(t)
	if n, at, err := db.WrongPINs(ctx, "s-1"); err != nil || n != 4 || !at.Equal(localdbtest.Start) {
		t.Errorf("wrong PINs after a restart: %d %v %v", n, at, err)
	}
	if id, _, err := db.SignedIn(ctx); err != nil || id != "s-1" {
		t.Errorf("signed in after a restart: %q, %v", id, err)
	}
	if ids, err := db.LastSignedIn(ctx); err != nil || len(ids) != 1 || ids[0] != localdbtest.Staff {
		t.Errorf("last signed in: %v, %v", ids, err)
	}
	if err := db.SetWrongPINs(ctx, "s-1", 0, k.Now); err != nil {
		t.Fatal(err)
	}
	if n, _, _ := db.WrongPINs(ctx, "s-1"); n != 0 {
		t.Errorf("wrong PINs %d after forgetting", n)
	}
	if err := db.SeenHub(ctx, localdbtest.Start, time.Second); err != nil {
		t.Fatal(err)
	}
	if err := db.SeenHub(ctx, localdbtest.Start.Add(-time.Hour), 2*time.Second); err != nil {
		t.Fatal(err)
	}
	hub, _ := db.HubTime(ctx)
	off, err := db.ClockOffset(ctx)
	if err != nil || hub != localdbtest.Start.UnixMilli() || off != 2*time.Second {
		t.Errorf("hub time %d, offset %v, %v: the largest hub time went back", hub, off, err)
	}
}
