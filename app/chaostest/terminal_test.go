package chaostest

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"slices"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/app/terminal"
	"miseban/sync/agent"
	"miseban/sync/wire"
)

// tablet is a real terminal without its window, in the test's own process.
type tablet struct {
	clerk
	t   testing.TB
	dir string
}

// newTablet enrols a terminal and waits until all of the shop is on it.
func newTablet(t testing.TB, h *hubProcess) *tablet {
	t.Helper()
	k := &tablet{t: t, dir: t.TempDir()}
	if err := terminal.Enrol(t.Context(), k.dir, h.enrolCode()); err != nil {
		t.Fatal(err)
	}
	k.open()
	scopes := []wire.Scope{wire.ScopeOrg, wire.ScopeCatalog, wire.StoreScope(shop), wire.DeviceScope(k.Device.ID)}
	await(t, 30*time.Second, "the shop is on the terminal", func() bool {
		return !slices.ContainsFunc(scopes, func(s wire.Scope) bool { return k.cursor(s) == 0 })
	})
	return k
}

// open opens the terminal, online.
func (k *tablet) open() {
	k.t.Helper()
	core, err := terminal.Open(k.t.Context(), k.dir, "", slog.New(slog.DiscardHandler))
	if err != nil {
		k.t.Fatal(err)
	}
	if core.DB.Salvaged != nil {
		k.t.Fatal("the database was found damaged")
	}
	k.clerk = clerk{Core: core}
	core.Start(context.Background(), func([]retail.OrderID) {})
	k.t.Cleanup(k.close)
}

// counter makes this terminal the one of its shop that hands over without a
// line.
func (k *tablet) counter() {
	k.t.Helper()
	ctx := context.Background()
	k.must(k.Desk.Take(ctx, false))
	await(k.t, 20*time.Second, "this terminal is the counter", func() bool {
		s, err := k.Desk.Standing(ctx)
		return err == nil && s.Mine
	})
}

// close closes the terminal; a second call does nothing.
func (k *tablet) close() {
	k.t.Helper()
	if k.Core == nil {
		return
	}
	if err := k.Close(); err != nil {
		k.t.Error(err)
	}
	k.Core = nil
}

func (k *tablet) cursor(s wire.Scope) int64 {
	c, err := k.DB.Cursor(context.Background(), string(s))
	if err != nil {
		k.t.Fatal(err)
	}
	return c.Seq
}

// must fails the test at an error of what staff did.
func (k *tablet) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// order returns an order as the terminal shows it.
func (k *tablet) order(id retail.OrderID) *retail.Order {
	k.t.Helper()
	o, err := k.DB.Order(context.Background(), id)
	if err != nil {
		k.t.Fatal(err)
	}
	return o
}

// has tells whether the terminal knows the order.
func (k *tablet) has(id retail.OrderID) bool {
	_, err := k.DB.Order(context.Background(), id)
	return err == nil
}

// drain waits until the hub has judged everything and the terminal holds the
// hub's state.
func (k *tablet) drain(h *hubProcess) audit {
	k.t.Helper()
	k.Agent.Recorded() // as 「今すぐ送る」 does
	await(k.t, time.Minute, "everything is sent", func() bool {
		n, err := k.DB.Unsent(context.Background())
		return err == nil && n == 0 && k.Agent.Status().Line == agent.Online
	})
	a := h.sound()
	await(k.t, time.Minute, "the hub's state is here", func() bool { return k.cursor(wire.StoreScope(shop)) >= a.head() })
	return a
}

// rows is everything that the terminal shows of its shop: JSON by name.
func (k *tablet) rows() map[string]string {
	k.t.Helper()
	ctx := context.Background()
	out := map[string]string{}
	put := func(name string, v any) {
		b, err := json.Marshal(v)
		if err != nil {
			k.t.Fatal(err)
		}
		out[name] = string(b)
	}
	if err := k.DB.Orders(ctx, func(o *retail.Order) bool { put("order "+string(o.ID), o); return true }); err != nil {
		k.t.Fatal(err)
	}
	levels, err := k.DB.StockAt(ctx, "")
	if err != nil {
		k.t.Fatal(err)
	}
	for _, l := range levels {
		put("stock "+string(l.SKU)+" "+l.Class.String(), l)
	}
	open, err := k.DB.Exceptions(ctx)
	if err != nil {
		k.t.Fatal(err)
	}
	for _, x := range open {
		put("exception "+string(x.ID), x)
	}
	return out
}

// same demands that two terminals show the same.
func same(t testing.TB, a, b map[string]string) {
	t.Helper()
	names := maps.Clone(a)
	maps.Copy(names, b)
	faults := 0
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if a[name] == b[name] {
			continue
		}
		if faults++; faults <= 5 {
			t.Errorf("%s\n one %s\n two %s", name, a[name], b[name])
		}
	}
	if faults > 5 {
		t.Errorf("%d rows differ", faults)
	}
}

// outbox returns the ids of the terminal's commands by dseq, as far as it
// still keeps them, and how many it ever recorded.
func (k *tablet) outbox() (ids map[int64]retail.CommandID, recorded int) {
	k.t.Helper()
	p, err := k.DB.Outbox(context.Background(), 1_000_000)
	if err != nil {
		k.t.Fatal(err)
	}
	ids = map[int64]retail.CommandID{}
	for _, l := range p.Lines {
		ids[l.Command.Dseq] = l.Command.ID
	}
	return ids, p.Recorded
}

// matches compares what a terminal recorded with what the hub judged: the same
// commands, each once, under the same numbers. It returns how many are lost and
// how many doubled.
func matches(t testing.TB, a audit, id retail.DeviceID, known map[int64]retail.CommandID, recorded int) (lost, doubled int) {
	t.Helper()
	judged := map[retail.CommandID]int{}
	byDseq := map[int64]retail.CommandID{}
	for _, c := range a.of(id) {
		judged[c.ID]++
		byDseq[c.Dseq] = c.ID
	}
	for _, n := range judged {
		doubled += n - 1
	}
	doubled += max(0, len(judged)-recorded)
	for dseq, want := range known {
		switch {
		case judged[want] == 0:
			lost++
			t.Errorf("command %d %s is not on the hub", dseq, want)
		case byDseq[dseq] != want:
			t.Errorf("number %d is %s here and %s on the hub", dseq, want, byDseq[dseq])
		}
	}
	if len(judged) != recorded {
		t.Errorf("%d commands recorded, %d judged", recorded, len(judged))
	}
	return max(lost, recorded-len(judged)), doubled
}
