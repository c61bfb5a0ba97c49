package chaostest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/app/terminal"
	"miseban/sync/agent"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
	"miseban/sync/wire"
)

// handClock is a clock that is moved by hand, for hub and terminals alike.
type handClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *handClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// TestFortnight is a terminal without a line for fourteen days, on which staff
// work every day: all of it is judged in the order in which it was done, nothing
// is dropped, and what lies back more than a week is shown to somebody.
func TestFortnight(t *testing.T) {
	ctx := t.Context()
	clock := &handClock{now: time.Now().Truncate(time.Second)}
	s, err := hubserve.Start(ctx, hubserve.Options{Data: t.TempDir(), Listen: "127.0.0.1:0", Hosts: []string{"127.0.0.1"}, Sample: true, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	const days, daily = 14, 8
	var orders []retail.Order
	for i, o := range newWebShop(3).orders(days * daily) {
		order := retail.Order{
			Store: shop, Channel: channel, External: fmt.Sprintf("F%04d", i), PlacedAt: clock.Now(), PromisedAt: clock.Now().Add(2 * time.Hour),
			Deadline: clock.Now().Add(40 * 24 * time.Hour), Customer: retail.Customer{Name: o.Family, Kana: o.Kana},
			Pay: retail.Payment{State: retail.Prepaid, TotalTaxIn: 1000},
		}
		for n, l := range o.lines {
			order.Lines = append(order.Lines, retail.Line{No: n + 1, SKU: l.sku.ID, JAN: l.sku.JAN, Name: l.sku.Name, TaxRate: 10, Qty: l.qty})
		}
		orders = append(orders, order)
	}
	received, err := s.Hub.ReceiveOrders(ctx, orders)
	if err != nil {
		t.Fatal(err)
	}
	k := &tablet{t: t, dir: t.TempDir()}
	code, err := s.NewEnrolCode(ctx, shop)
	if err != nil {
		t.Fatal(err)
	}
	if err := terminal.Enrol(ctx, k.dir, code.String()); err != nil {
		t.Fatal(err)
	}
	begin := func(online bool) {
		t.Helper()
		core, err := terminal.OpenAt(ctx, k.dir, slog.New(slog.DiscardHandler), clock)
		if err != nil {
			t.Fatal(err)
		}
		k.clerk = clerk{Core: core}
		if online {
			core.Start(context.Background(), func([]retail.OrderID) {})
		}
	}
	t.Cleanup(k.close)
	begin(true)
	await(t, 60*time.Second, "the shop is on the terminal", func() bool {
		for _, scope := range []wire.Scope{wire.ScopeOrg, wire.StoreScope(shop), wire.ScopeCatalog, wire.DeviceScope(k.Device.ID)} {
			if k.cursor(scope) == 0 {
				return false
			}
		}
		return k.has(received[len(received)-1].Order)
	})
	k.must(k.signIn(ctx))
	await(t, 30*time.Second, "the sign-in was judged", func() bool { n, err := k.DB.Unsent(ctx); return err == nil && n == 0 })
	k.close()

	// Fourteen days without a line.
	left := clock.Now()
	begin(false)
	full, days14 := 0, received
	for day := range days {
		k.must(k.signIn(ctx))
		for range daily {
			clock.advance(20 * time.Minute)
			id := days14[0].Order
			days14 = days14[1:]
			k.must(k.pick(ctx, id))
			clock.advance(10 * time.Minute)
			if err := k.stage(ctx, id, 1); errors.Is(err, errFull) {
				full++
			} else if err != nil {
				t.Fatal(err)
			}
		}
		if day == 2 { // meanwhile customers change their minds
			for _, r := range received[:3] {
				if _, err := s.Hub.Apply(ctx, retail.KindCancel, retail.Cancel{Order: r.Order, Why: "customer"}); err != nil {
					t.Fatal(err)
				}
			}
		}
		clock.advance(left.Add(time.Duration(day+1) * 24 * time.Hour).Sub(clock.Now()))
	}
	unsent, err := k.DB.Unsent(ctx)
	if err != nil || unsent < 300 {
		t.Fatal("too little was done to prove anything:", unsent, err)
	}
	p, err := k.DB.Outbox(ctx, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	k.close()

	// The line is back.
	back := clock.Now()
	begin(true)
	await(t, time.Minute, "everything is judged", func() bool {
		n, err := k.DB.Unsent(ctx)
		return err == nil && n == 0 && k.Agent.Status().Line == agent.Online
	})
	a, err := hub.AuditOf(ctx, s.Hub.Store, true)
	if err != nil || !a.Sound {
		t.Errorf("the hub's books do not agree: %v, stock %v", err, a.Stock)
	}
	judged := map[int64]hub.CommandAudit{}
	for _, c := range a.Commands {
		if c.Device == k.Device.ID {
			judged[c.Dseq] = c
		}
	}
	verdicts, late := map[retail.Verdict]int{}, 0
	var before int64
	for i := len(p.Lines) - 1; i >= 0; i-- { // oldest first
		c := p.Lines[i].Command
		j, ok := judged[c.Dseq]
		if !ok || j.ID != c.ID || c.Dseq != before+1 {
			t.Fatalf("command %d %s after %d: on the hub %+v", c.Dseq, c.ID, before, j)
		}
		before = c.Dseq
		verdicts[j.Verdict]++
		if j.Verdict == retail.Quarantined {
			t.Errorf("%d %v was quarantined: %v", c.Dseq, c.Kind, j.Code)
		}
		old := back.Sub(c.At) > retail.LateAfter && c.Kind.Nature() == retail.Fact && c.Kind != retail.KindSignIn
		if old {
			late++
		}
		if old && j.Verdict == retail.Applied && j.Order != "" && j.Code == 0 {
			t.Errorf("%d %v of %v was applied and nobody hears that it is so old", c.Dseq, c.Kind, c.At)
		}
	}
	if len(judged) != len(p.Lines) || late < 100 {
		t.Errorf("%d recorded, %d judged, %d of them facts older than a week", len(p.Lines), len(judged), late)
	}
	canceled := 0
	for _, r := range received[:3] {
		if o, err := s.Hub.Order(ctx, r.Order); err == nil && o.State == retail.Canceled {
			canceled++
		}
	}
	if canceled != 3 {
		t.Errorf("%d of 3 canceled orders are canceled", canceled)
	}
	t.Logf("14 days without a line: %d commands, all judged in order, %d facts older than a week: %v; %d orders found no free place",
		unsent, late, verdicts, full)
}
