package terminal

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/retail"
	"miseban/sync/browsertest"
	"miseban/sync/hubserve"
	"miseban/sync/wire"
)

// TestTheCustomerIsHere: a real browser opens the page that the notice leads to and
// taps 「着きました」; two real terminals ring; one takes the call, the other is told
// who did; the page says that staff are coming. MISEBAN_PICTURES keeps the pictures.
func TestTheCustomerIsHere(t *testing.T) {
	b := browsertest.Start(t)
	ctx := t.Context()
	s, err := hubserve.Start(ctx, hubserve.Options{
		Data: filepath.Join(t.TempDir(), "hub"), Listen: "127.0.0.1:0", Hosts: []string{"127.0.0.1"}, Sample: true, Log: slog.New(slog.DiscardHandler),
		Public: hubserve.Public{URL: "https://pickup.example.com", Listen: "127.0.0.1:0"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	shop := sampleShop(t, s)
	var site retail.Site
	if _, err := s.Hub.Store.Row(ctx, wire.ScopeOrg, retail.EntitySite, string(shop), &site); err != nil {
		t.Fatal(err)
	}
	site.Opens, site.Closes, site.Weekend, site.Closed = "", "", retail.Hours{}, retail.Closing{} // whatever time it is
	if _, err := s.Hub.PutSites(ctx, []retail.Site{site}); err != nil {
		t.Fatal(err)
	}
	id := order(t, s, shop, 1)[0]
	manager := managerOf(t, s, shop)
	var cores []*Core
	var desks []*pickup.Service
	for range 2 {
		dir := t.TempDir()
		enrolIn(t, s, shop, dir)
		c := live(t, dir)
		t.Cleanup(func() { _ = c.Close() })
		cores = append(cores, c)
		who := atWork{retail.Actor{Staff: manager, Auth: retail.AuthPIN, Device: c.Device.ID}}
		desks = append(desks, pickup.New(c.DB, who, c.Clock, retail.UUIDv7{}))
	}
	waitFor(t, "the order", func() bool { _, err := cores[0].DB.Order(ctx, id); return err == nil })
	o, err := cores[0].DB.Order(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range o.Lines {
		cores[0].did(t, retail.KindPick, retail.PickItem{Order: id, Line: l.No, SKU: l.SKU, Qty: l.Qty, Entry: retail.Scanned})
	}
	cores[0].did(t, retail.KindStageBag, retail.StageBag{Order: id, Slot: "B-12", Label: "bag-77", No: 1})
	cores[0].did(t, retail.KindStage, retail.StageOrder{Order: id})
	waitFor(t, "the goods", func() bool { o, err := s.Hub.Order(ctx, id); return err == nil && o.State.Waiting() })
	code, err := s.Hub.PickupCode(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	b.Size(390, 844, true)
	b.NoScripts()
	b.Prefer(false, "ja")
	b.Open(strings.Replace(code.Page, "https://pickup.example.com", "http://"+s.Public, 1))
	b.Until(func() bool { return strings.Contains(b.Text(), "ご用意できました") })
	b.Picture("call-1-open")
	b.Tap("着きました")
	b.Until(func() bool { return strings.Contains(b.Text(), "スタッフをお呼びしています") })
	b.Picture("call-2-ringing")
	callers := func(i int) []pickup.Caller {
		if err := desks[i].Changed(ctx); err != nil {
			t.Fatal(err)
		}
		list, err := desks[i].Callers(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	began := time.Now()
	for i := range cores {
		waitFor(t, "the ringing", func() bool { l := callers(i); return len(l) == 1 && l[0].Ringing() && l[0].ID == id })
	}
	t.Logf("both terminals rang %v after the page said so", time.Since(began).Round(time.Millisecond))
	if err := desks[0].TakeCall(ctx, id); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "who took it", func() bool { l := callers(1); return len(l) == 1 && !l[0].Ringing() })
	if err := desks[1].TakeCall(ctx, id); retail.HintOf(err) != "verdict.call_taken" {
		t.Errorf("taken twice: %v", err)
	}
	b.Open(strings.Replace(code.Page, "https://pickup.example.com", "http://"+s.Public, 1))
	b.Until(func() bool { return strings.Contains(b.Text(), "スタッフがまいります") })
	b.Picture("call-3-coming")
	for _, line := range b.Console() {
		t.Error(line)
	}
}
