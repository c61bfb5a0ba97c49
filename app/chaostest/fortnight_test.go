package chaostest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"miseban/app/internal/localdb"
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

// Days without a line, and orders that are worked on in each of them.
const (
	fortnight = 14
	daily     = 8
)

// fort is a shop whose terminal loses its line.
type fort struct {
	t      *testing.T
	clock  *handClock
	s      *hubserve.Server
	k      *tablet
	orders []hub.ReceiveOutcome
	full   int // orders that found no place
}

// TestFortnight is a terminal without a line for fourteen days, on which staff
// work every day: all of it is judged in the order in which it was done, nothing
// is dropped, and what lies back more than a week is shown to somebody.
func TestFortnight(t *testing.T) {
	ctx := t.Context()
	f := &fort{t: t, clock: &handClock{now: time.Now().Truncate(time.Second)}, k: &tablet{t: t, dir: t.TempDir()}}
	var err error
	f.s, err = hubserve.Start(ctx, hubserve.Options{Data: t.TempDir(), Listen: "127.0.0.1:0", Hosts: []string{"127.0.0.1"}, Sample: true, Clock: f.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.s.Close() })
	t.Cleanup(f.k.close)
	f.receive()
	f.enrol()
	begun := f.clock.Now()
	f.begin(false)
	for day := range fortnight {
		f.work(day)
		f.clock.advance(begun.Add(time.Duration(day+1) * 24 * time.Hour).Sub(f.clock.Now()))
	}
	unsent, err := f.k.DB.Unsent(ctx)
	if err != nil || unsent < 300 {
		t.Fatal("too little was done to prove anything:", unsent, err)
	}
	p, err := f.k.DB.Outbox(ctx, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	f.k.close()
	back := f.clock.Now()
	f.begin(true)
	await(t, time.Minute, "everything is judged", func() bool {
		n, err := f.k.DB.Unsent(ctx)
		return err == nil && n == 0 && f.k.Agent.Status().Line == agent.Online
	})
	verdicts, late := f.judged(p.Lines, back)
	t.Logf("14 days without a line: %d commands, all judged in order, %d facts older than a week: %v; %d orders found no free place",
		unsent, late, verdicts, f.full)
}

// receive takes the orders of the fortnight in.
func (f *fort) receive() {
	f.t.Helper()
	var orders []retail.Order
	now := f.clock.Now()
	for i, o := range newWebShop(3).orders(fortnight * daily) {
		order := retail.Order{
			Store: shop, Channel: channel, External: fmt.Sprintf("F%04d", i), PlacedAt: now, PromisedAt: now.Add(2 * time.Hour),
			Deadline: now.Add(40 * 24 * time.Hour), Customer: retail.Customer{Name: o.Family, Kana: o.Kana},
			Pay: retail.Payment{State: retail.Prepaid, TotalTaxIn: 1000},
		}
		for n, l := range o.lines {
			order.Lines = append(order.Lines, retail.Line{No: n + 1, SKU: l.sku.ID, JAN: l.sku.JAN, Name: l.sku.Name, TaxRate: 10, Qty: l.qty})
		}
		orders = append(orders, order)
	}
	var err error
	if f.orders, err = f.s.Hub.ReceiveOrders(f.t.Context(), orders); err != nil {
		f.t.Fatal(err)
	}
}

// begin opens the terminal, with a line or without.
func (f *fort) begin(online bool) {
	f.t.Helper()
	core, err := terminal.OpenAt(f.t.Context(), f.k.dir, slog.New(slog.DiscardHandler), f.clock)
	if err != nil {
		f.t.Fatal(err)
	}
	f.k.clerk = clerk{Core: core}
	if online {
		core.Start(context.Background(), func([]retail.OrderID) {})
	}
}

// enrol makes the terminal, lets it take in the shop, and cuts its line.
func (f *fort) enrol() {
	f.t.Helper()
	ctx := f.t.Context()
	code, err := f.s.NewEnrolCode(ctx, shop)
	if err != nil {
		f.t.Fatal(err)
	}
	if err := terminal.Enrol(ctx, f.k.dir, code.String()); err != nil {
		f.t.Fatal(err)
	}
	f.begin(true)
	await(f.t, 60*time.Second, "the shop is on the terminal", func() bool {
		for _, scope := range []wire.Scope{wire.ScopeOrg, wire.StoreScope(shop), wire.ScopeCatalog, wire.DeviceScope(f.k.Device.ID)} {
			if f.k.cursor(scope) == 0 {
				return false
			}
		}
		return f.k.has(f.orders[len(f.orders)-1].Order)
	})
	f.k.must(f.k.signIn(ctx))
	await(f.t, 30*time.Second, "the sign-in was judged", func() bool { n, err := f.k.DB.Unsent(ctx); return err == nil && n == 0 })
	f.k.close()
}

// work is a day of staff. On the third day customers change their minds.
func (f *fort) work(day int) {
	f.t.Helper()
	ctx := f.t.Context()
	f.k.must(f.k.signIn(ctx))
	for _, r := range f.orders[day*daily : (day+1)*daily] {
		f.clock.advance(20 * time.Minute)
		f.k.must(f.k.pick(ctx, r.Order))
		f.clock.advance(10 * time.Minute)
		if err := f.k.stage(ctx, r.Order, 1); errors.Is(err, errFull) {
			f.full++
		} else if err != nil {
			f.t.Fatal(err)
		}
	}
	if day != 2 {
		return
	}
	for _, r := range f.orders[:3] {
		if _, err := f.s.Hub.Apply(ctx, retail.KindCancel, retail.Cancel{Order: r.Order, Why: "customer"}); err != nil {
			f.t.Fatal(err)
		}
	}
}

// judged demands that the hub has every command in its order, and that somebody
// hears of each fact that was older than a week when the line was back.
func (f *fort) judged(lines []localdb.OutboxLine, back time.Time) (verdicts map[retail.Verdict]int, late int) {
	f.t.Helper()
	a, err := hub.AuditOf(f.t.Context(), f.s.Hub.Store, true)
	if err != nil || !a.Sound {
		f.t.Errorf("the hub's books do not agree: %v, stock %v", err, a.Stock)
	}
	judged := map[int64]hub.CommandAudit{}
	for _, c := range a.Commands {
		if c.Device == f.k.Device.ID {
			judged[c.Dseq] = c
		}
	}
	verdicts = map[retail.Verdict]int{}
	var before int64
	for _, l := range slices.Backward(lines) { // oldest first
		c, j := l.Command, judged[l.Command.Dseq]
		if j.ID != c.ID || c.Dseq != before+1 {
			f.t.Fatalf("command %d %s after %d: on the hub %+v", c.Dseq, c.ID, before, j)
		}
		before = c.Dseq
		verdicts[j.Verdict]++
		if j.Verdict == retail.Quarantined {
			f.t.Errorf("%d %v was quarantined: %v", c.Dseq, c.Kind, j.Code)
		}
		if back.Sub(c.At) <= retail.LateAfter || c.Kind.Nature() != retail.Fact || c.Kind == retail.KindSignIn {
			continue
		}
		late++
		if j.Verdict == retail.Applied && j.Order != "" && j.Code == 0 {
			f.t.Errorf("%d %v of %v was applied and nobody hears that it is so old", c.Dseq, c.Kind, c.At)
		}
	}
	if len(judged) != len(lines) || late < 100 {
		f.t.Errorf("%d recorded, %d judged, %d of them facts older than a week", len(lines), len(judged), late)
	}
	for _, r := range f.orders[:3] {
		if o, err := f.s.Hub.Order(f.t.Context(), r.Order); err != nil || o.State != retail.Canceled {
			f.t.Errorf("a canceled order is %v: %v", o.State, err)
		}
	}
	return verdicts, late
}
