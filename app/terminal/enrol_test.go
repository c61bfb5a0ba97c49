package terminal

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"miseban/app/internal/localdb"
	"miseban/app/retail"
	"miseban/sync/agent"
	"miseban/sync/hubserve"
)

// waitFor waits for something that another goroutine brings about.
func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	limit := time.Now().Add(60 * time.Second)
	for !ok() {
		if time.Now().After(limit) {
			t.Fatal(what, "not within a minute")
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func copyFolder(t *testing.T, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

// live opens the terminal of a folder and goes on line.
func live(t *testing.T, dir string) *Core {
	t.Helper()
	c, err := Open(t.Context(), dir, "", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	c.Start(context.Background(), func([]retail.OrderID) {})
	return c
}

func (c *Core) did(t *testing.T, kind retail.Kind, body retail.Body) {
	t.Helper()
	_, err := c.DB.Record(t.Context(), retail.RoleManager, retail.Command{
		ID: retail.CommandID(retail.UUIDv7{}.NewID()), Kind: kind, At: time.Now(), Store: c.Device.Store, Device: c.Device.ID, Body: body,
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A hub that was restored from a copy older than the enrolment knows neither
// the terminal nor what it did. The terminal keeps all of it, is enrolled again,
// and everything arrives once.
func TestHubForgotTheTerminal(t *testing.T) {
	t.Run("enrolled again at the start", func(t *testing.T) {
		forgotten(t, func(hub *hubserve.Server, shop retail.SiteID, dir string, c *Core) {
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
			enrolIn(t, hub, shop, dir)
		})
	})
	t.Run("enrolled again at work", func(t *testing.T) {
		forgotten(t, func(hub *hubserve.Server, shop retail.SiteID, _ string, c *Core) {
			for _, shop := range []retail.SiteID{"", otherShop(t, hub, shop)} { // no code, and one that does not fit
				text := "E1 no code"
				if shop != "" {
					text = newCode(t, hub, shop)
				}
				if closed, err := c.EnrolAgain(t.Context(), text); closed || err == nil {
					t.Fatalf("%q: closed %v, %v", shop, closed, err)
				}
			}
			if n, err := c.DB.Unsent(t.Context()); err != nil || n != 1 {
				t.Errorf("%d unsent, %v: want 1, and the terminal at work", n, err)
			}
			if closed, err := c.EnrolAgain(t.Context(), newCode(t, hub, shop)); !closed || err != nil {
				t.Fatalf("closed %v, %v", closed, err)
			}
		})
	})
}

// newCode is an enrolment code of the shop.
func newCode(t *testing.T, hub *hubserve.Server, shop retail.SiteID) string {
	t.Helper()
	code, err := hub.NewEnrolCode(t.Context(), shop)
	if err != nil {
		t.Fatal(err)
	}
	return code.String()
}

// forgotten runs a terminal whose hub forgot it; again enrols it and ends c.
func forgotten(t *testing.T, again func(hub *hubserve.Server, shop retail.SiteID, dir string, c *Core)) {
	ctx := t.Context()
	hubDir, dir := filepath.Join(t.TempDir(), "hub"), t.TempDir()
	hub := startHub(t, hubDir, "127.0.0.1:0")
	addr, shop := hub.Addr, sampleShop(t, hub)
	id := order(t, hub, shop, 1)[0]
	if err := hub.Close(); err != nil {
		t.Fatal(err)
	}
	before := copyFolder(t, hubDir)

	hub = startHub(t, hubDir, addr)
	enrolIn(t, hub, shop, dir)
	c := live(t, dir)
	waitFor(t, "the order", func() bool { _, err := c.DB.Order(ctx, id); return err == nil })
	o, err := c.DB.Order(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	c.did(t, retail.KindClaim, retail.ClaimOrder{Order: id})
	c.did(t, retail.KindPick, retail.PickItem{Order: id, Line: 1, SKU: o.Lines[0].SKU, Qty: 1, Code: "x", Entry: retail.Scanned})
	waitFor(t, "the first push", func() bool { n, err := c.DB.Unsent(ctx); return err == nil && n == 0 })
	if err := hub.Close(); err != nil {
		t.Fatal(err)
	}
	c.did(t, retail.KindReveal, retail.Reveal{Order: id, Field: "name"}) // unsent

	hub = startHub(t, before, addr)
	defer func() {
		if err := hub.Close(); err != nil {
			t.Error(err)
		}
	}()
	c.Agent.Recorded()
	waitFor(t, "the hub does not know it", func() bool { return c.Agent.Status().Line == agent.Unknown })
	if n, err := c.DB.Unsent(ctx); err != nil || n != 1 || !Enrolled(dir) {
		t.Fatalf("%d unsent, %v, enrolled %v; want 1, kept", n, err, Enrolled(dir))
	}
	was := c.Device.ID

	again(hub, shop, dir, c)
	c = live(t, dir)
	defer func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}()
	if c.Device.ID == was {
		t.Error("it is the same device")
	}
	waitFor(t, "everything is sent again", func() bool {
		d, err := hub.Hub.Store.Device(ctx, c.Device.ID)
		return err == nil && d.LastDseq == 3
	})
	there, err := hub.Hub.Order(ctx, id)
	if err != nil || there.Lines[0].Picked != 1 || there.State != retail.Picking {
		t.Errorf("at the hub: picked %d, %v, %v; want 1, picking", there.Lines[0].Picked, there.State, err)
	}
	waitFor(t, "the view", func() bool {
		here, err := c.DB.Order(ctx, id)
		return err == nil && here.Lines[0].Picked == 1 && here.Customer.Kana == there.Customer.Kana
	})
	if err := Admit(ctx, dir, "", "no code at all", slog.New(slog.DiscardHandler)); err != nil {
		t.Errorf("a terminal that is known used its code: %v", err)
	}
}

// A terminal that was shut out holds nothing any more and says so to its window.
func TestRevokedTerminalEndsWhole(t *testing.T) {
	dir := t.TempDir()
	hub := startHub(t, filepath.Join(t.TempDir(), "hub"), "127.0.0.1:0")
	defer func() { _ = hub.Close() }()
	enrolIn(t, hub, sampleShop(t, hub), dir)
	c, err := Open(t.Context(), dir, "", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	wiped := make(chan struct{})
	c.Wiped = func() { close(wiped) }
	c.Start(context.Background(), func([]retail.OrderID) {})
	waitFor(t, "the line", func() bool { return c.Agent.Status().Line == agent.Online })
	if err := hub.Hub.Revoke(t.Context(), c.Device.ID); err != nil {
		t.Fatal(err)
	}
	c.did(t, retail.KindSignIn, retail.SignIn{})
	select {
	case <-wiped:
	case <-time.After(60 * time.Second):
		t.Fatal("not wiped within a minute")
	}
	c.wg.Wait() // nothing of it goes on
	if _, err := os.Stat(filepath.Join(dir, localdb.WorkFile)); Enrolled(dir) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("still enrolled %v, work.db: %v", Enrolled(dir), err)
	}
}

func enrolIn(t *testing.T, hub *hubserve.Server, shop retail.SiteID, dir string) {
	t.Helper()
	code, err := hub.NewEnrolCode(t.Context(), shop)
	if err != nil {
		t.Fatal(err)
	}
	if err := Admit(t.Context(), dir, "", code.String(), slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
}

func TestEnrolAtAnotherShopNeedsAllSent(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	hub := startHub(t, filepath.Join(t.TempDir(), "hub"), "127.0.0.1:0")
	defer func() { _ = hub.Close() }()
	shop := sampleShop(t, hub)
	other := otherShop(t, hub, shop)
	enrolIn(t, hub, shop, dir)
	c, err := Open(ctx, dir, "", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	c.did(t, retail.KindSignIn, retail.SignIn{})
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	code, err := hub.NewEnrolCode(ctx, other)
	if err != nil {
		t.Fatal(err)
	}
	if err := Enrol(ctx, dir, code.String()); retail.CodeOf(err) != retail.CodeUnsent || retail.HintOf(err) != "hint.unsent_shop" {
		t.Fatalf("another shop with something unsent: %v", err)
	}
	if c, err = Open(ctx, dir, "", slog.New(slog.DiscardHandler)); err != nil || c.Device.Store != shop {
		t.Fatal("the old enrolment is gone", err)
	}
	if n, err := c.DB.Unsent(ctx); err != nil || n != 1 {
		t.Errorf("%d unsent, %v; want 1", n, err)
	}
	if err := c.DB.SaveVerdicts(ctx, []localdb.Judged{{Dseq: 1, ID: pending(t, c), Verdict: retail.Applied}}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if code, err = hub.NewEnrolCode(ctx, other); err != nil {
		t.Fatal(err)
	}
	if err := Enrol(ctx, dir, code.String()); err != nil {
		t.Fatalf("another shop with all sent: %v", err)
	}
	c, err = Open(ctx, dir, "", slog.New(slog.DiscardHandler))
	if err != nil || c.Device.Store != other {
		t.Fatal(c, err)
	}
	p, err := c.DB.Outbox(ctx, 10)
	if err := errors.Join(err, c.Close()); err != nil || len(p.Lines) != 0 {
		t.Errorf("%d lines of the former shop, %v", len(p.Lines), err)
	}
}

func pending(t *testing.T, c *Core) retail.CommandID {
	t.Helper()
	cmds, _, err := c.DB.Pending(t.Context(), 1, 1)
	if err != nil || len(cmds) != 1 {
		t.Fatal(cmds, err)
	}
	return cmds[0].ID
}

func otherShop(t *testing.T, hub *hubserve.Server, not retail.SiteID) (other retail.SiteID) {
	t.Helper()
	sites, err := hub.Hub.Sites(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sites {
		if s.Kind == retail.Shop && s.ID != not {
			other = s.ID
		}
	}
	if other == "" {
		t.Fatal("one shop only")
	}
	return other
}
