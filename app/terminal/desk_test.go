package terminal

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"
	"time"

	"miseban/app/credential"
	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/pickup"
	"miseban/app/internal/shift"
	"miseban/app/retail"
	"miseban/sync/hubserve"
)

// TestApproval: a manager answers for one act by PIN or badge; nobody is signed
// in by it, and wrong PINs count as at sign-in. Who is taken out by head office
// may not go on.
func TestApproval(t *testing.T) {
	ctx, k := t.Context(), localdbtest.New(t)
	secret := bytes.Repeat([]byte{7}, 32)
	staff := map[retail.StaffID]retail.Role{"m": retail.RoleManager, "s": retail.RoleStaff}
	var rows, secrets []localdb.Change
	for id, role := range staff {
		salt := bytes.Repeat([]byte{1}, 16)
		rows = append(rows, localdbtest.Put(retail.EntityStaff, string(id), retail.Staff{ID: id, Name: string(id), Role: role, Active: true}))
		secrets = append(secrets, localdbtest.Put(retail.EntitySecret, string(id), retail.StaffSecret{
			Staff: id, Salt: salt, PIN: credential.Bind(secret, credential.PINKey("1234", salt)), Badge: credential.BadgeKey(secret, "badge-"+string(id)),
		}))
	}
	for scope, changes := range map[string][]localdb.Change{"org": rows, "device:" + string(localdbtest.Device): secrets} {
		p := localdb.Page{Scope: scope, Changes: changes, End: localdb.Bound{Cursor: localdb.Cursor{Epoch: "e1", Seq: 9, H: "h"}}}
		if err := k.DB.ApplyPage(ctx, p); err != nil {
			t.Fatal(err)
		}
	}
	s := shift.New(shiftStore{k.DB}, shift.Terminal{Device: localdbtest.Device, Store: localdbtest.Store, Secret: secret},
		retail.ClockFunc(func() time.Time { return k.Now }), retail.UUIDv7{})
	if who, err := s.Managers(ctx); err != nil || len(who) != 1 || who[0].ID != "m" {
		t.Errorf("managers %v, %v", who, err)
	}
	if _, err := s.Approve(ctx, "s", "1234"); retail.CodeOf(err) != retail.CodeNotAllowed {
		t.Errorf("staff approved: %v", err)
	}
	if _, err := s.ApproveBadge(ctx, "badge-s"); retail.CodeOf(err) != retail.CodeNotAllowed {
		t.Errorf("staff approved by badge: %v", err)
	}
	if st, err := s.ApproveBadge(ctx, "badge-m"); err != nil || st.ID != "m" {
		t.Errorf("%v, %v", st, err)
	}
	if st, err := s.Approve(ctx, "m", "1234"); err != nil || st.ID != "m" {
		t.Errorf("%v, %v", st, err)
	}
	for range shift.MaxTries - 1 {
		if _, err := s.Approve(ctx, "m", "0000"); retail.HintOf(err) != "hint.pin_wrong" {
			t.Fatal(err)
		}
	}
	if _, err := s.Approve(ctx, "m", "0000"); retail.CodeOf(err) != retail.CodeLocked {
		t.Errorf("one wrong PIN too many: %v", err)
	}
	if _, err := s.Approve(ctx, "m", "1234"); retail.CodeOf(err) != retail.CodeLocked {
		t.Errorf("locked, and approved: %v", err)
	}
	if _, in := s.Actor(); in {
		t.Error("an approval signed somebody in")
	}

	c := &Core{Shift: s, DB: k.DB, Device: &credential.Device{Store: localdbtest.Store}}
	if c.away(ctx) {
		t.Error("nobody is signed in, and may not work here")
	}
	if _, err := s.SignIn(ctx, "s", "1234"); err != nil || c.away(ctx) {
		t.Fatalf("signed in, and may not work here: %v", err)
	}
	gone := localdbtest.Put(retail.EntityStaff, "s", retail.Staff{ID: "s", Name: "s", Role: retail.RoleStaff})
	p := localdb.Page{Scope: "org", From: localdb.Cursor{Epoch: "e1", Seq: 9, H: "h"}, Changes: []localdb.Change{gone}, End: localdb.Bound{Cursor: localdb.Cursor{Epoch: "e1", Seq: 10, H: "i"}}}
	if err := k.DB.ApplyPage(ctx, p); err != nil || !c.away(ctx) {
		t.Errorf("taken out by head office, and still at work: %v", err)
	}
}

// atWork is somebody signed in on a terminal.
type atWork struct{ who retail.Actor }

// Actor is always there.
func (a atWork) Actor() (retail.Actor, bool) { return a.who, true }

// TestOneCounterOfAShop: of two terminals at a real hub the first becomes the
// counter, the other sees who is, and takes it over at a manager's word. What
// is given up is free.
func TestOneCounterOfAShop(t *testing.T) {
	ctx := t.Context()
	hub := startHub(t, filepath.Join(t.TempDir(), "hub"), "127.0.0.1:0")
	shop := sampleShop(t, hub)
	manager := managerOf(t, hub, shop)
	var cores []*Core
	var desks []*pickup.Desk
	for range 2 {
		dir := t.TempDir()
		enrolIn(t, hub, shop, dir)
		c := live(t, dir)
		t.Cleanup(func() { _ = c.Close() })
		a := retail.Actor{Staff: manager, Auth: retail.AuthPIN, Device: c.Device.ID}
		d := pickup.NewDesk(c.DB, atWork{a}, hubLine{c}, pickup.Place{Device: c.Device.ID, Store: shop, Fixed: true}, c.Clock, retail.UUIDv7{})
		cores, desks = append(cores, c), append(desks, d)
	}
	for _, c := range cores {
		waitFor(t, "the line", func() bool { return hubLine{c}.Online() && c.Agent.Status().Ready })
	}
	stands := func(i int, ok func(pickup.Standing) bool) func() bool {
		return func() bool {
			s, err := desks[i].Standing(context.WithoutCancel(ctx))
			return err == nil && ok(s)
		}
	}
	mine := func(s pickup.Standing) bool { return s.Mine && s.Online }
	other := func(s pickup.Standing) bool { return s.Held && !s.Mine }
	keep := func(i int) {
		t.Helper()
		if err := desks[i].Keep(ctx); err != nil {
			t.Fatal(err)
		}
	}
	keep(0)
	waitFor(t, "the first is the counter", stands(0, mine))
	waitFor(t, "the second knows it", stands(1, other))
	keep(1)
	if n, err := cores[1].DB.Unsent(ctx); err != nil || n != 0 {
		t.Errorf("the second asked for what the first has: %d unsent, %v", n, err)
	}
	if err := desks[1].Take(ctx, true); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the manager's word", stands(1, mine))
	waitFor(t, "the first knows it", stands(0, other))
	if err := desks[1].Leave(ctx); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "nobody is the counter", stands(0, func(s pickup.Standing) bool { return !s.Held }))
}

// managerOf is a manager who works at the shop.
func managerOf(t *testing.T, hub *hubserve.Server, shop retail.SiteID) retail.Staff {
	t.Helper()
	all, err := hub.Hub.Staff(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Role >= retail.RoleManager && s.WorksAt(shop) {
			return s
		}
	}
	t.Fatal("no manager")
	return retail.Staff{}
}
