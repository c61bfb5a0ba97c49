package terminal

import (
	"context"
	"encoding/json"
	"iter"
	"log/slog"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"miseban/app/credential"
	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/pickup"
	"miseban/app/retail"
	"miseban/app/sample"
	"miseban/scanner"
	"miseban/sync/wire"
)

// row is a row of a feed.
func row(e retail.Entity, key string, v any) localdb.Change {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return localdb.Change{Entity: e, Key: key, Ver: 1, Data: b}
}

// busyCore opens a terminal of a shop with so many open orders and SKUs, with
// 佐藤 signed in and the hub away, and returns the orders.
func busyCore(tb testing.TB, orders, skus int) (*Core, []retail.Order) {
	tb.Helper()
	ctx := context.Background()
	w, open := sample.Big(time.Now(), orders, skus)
	d, err := credential.NewDevice()
	if err != nil {
		tb.Fatal(err)
	}
	d.ID, d.Store, d.Secret, d.Hub, d.Pins = "d-1", sample.Shibuya, make([]byte, 32), "https://127.0.0.1:1", [][]byte{make([]byte, 32)}
	dir := tb.TempDir()
	if err := d.Save(dir); err != nil {
		tb.Fatal(err)
	}
	c, err := Open(ctx, dir, "", slog.New(slog.DiscardHandler))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := c.Close(); err != nil {
			tb.Error(err)
		}
	})
	sato := w.Staff[0]
	give := func(scope wire.Scope, rows iter.Seq[localdb.Change]) {
		err := c.DB.ApplySnapshot(ctx, localdb.Snapshot{
			Scope: string(scope),
			Rows: func(yield func(localdb.Change, error) bool) {
				for r := range rows {
					if !yield(r, nil) {
						return
					}
				}
			},
			End: func() localdb.Bound {
				return localdb.Bound{Cursor: localdb.Cursor{Epoch: "e", Seq: 1, H: "h"}, Now: time.Now()}
			},
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
	give(wire.ScopeOrg, slices.Values([]localdb.Change{
		row(retail.EntityStaff, string(sato.ID), sato.Staff), row(retail.EntitySite, string(sample.Shibuya), w.Sites[0]), row(retail.EntityChain, "chain", w.Chain),
	}))
	give(wire.DeviceScope(d.ID), slices.Values([]localdb.Change{
		row(retail.EntitySecret, string(sato.ID), retail.StaffSecret{Staff: sato.ID, Badge: credential.BadgeKey(d.Secret, sato.Badge)}),
	}))
	give(wire.StoreScope(d.Store), func(yield func(localdb.Change) bool) {
		for _, o := range open {
			if !yield(row(retail.EntityOrder, string(o.ID), o)) {
				return
			}
		}
		for _, l := range w.Stock {
			if !yield(row(retail.EntityStock, string(l.SKU)+"/"+l.Class.String(), l)) {
				return
			}
		}
	})
	err = localdbtest.TakeCatalog(ctx, c.DB, localdb.Cursor{Epoch: "e", Seq: 1, H: "h"}, func(yield func(localdb.Change, error) bool) {
		for _, s := range w.SKUs {
			if !yield(row(retail.EntitySKU, string(s.ID), s), nil) {
				return
			}
		}
	})
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := c.Shift.SignInBadge(ctx, sato.Badge); err != nil {
		tb.Fatal(err)
	}
	if q, err := c.Pickup.Queue(ctx, pickup.TabReceived); err != nil || len(q.Rows) != orders {
		tb.Fatalf("%d of %d orders in the queue, %v", len(q.Rows), orders, err)
	}
	return c, open
}

// BenchmarkScanVerdict measures a right scan on a terminal with 10,000 open
// orders and 100,000 SKUs: from the text of the scanner to the verdict stored,
// fsync included, and the pick page's figures. The target is 10 ms at the 99th
// percentile.
func BenchmarkScanVerdict(b *testing.B) {
	ctx := context.Background()
	c, open := busyCore(b, 10_000, 100_000)
	c.Start(ctx, func([]retail.OrderID) {})
	var took []time.Duration
	i := 0
	for b.Loop() {
		o := &open[i%len(open)]
		l := o.Lines[i/len(open)%len(o.Lines)]
		i++
		begun := time.Now()
		f, err := c.Pickup.Scan(ctx, o.ID, scanner.Classify(l.JAN, scanner.Options{Source: scanner.SourceWedge, At: begun}))
		took = append(took, time.Since(begun))
		if err != nil || f.Undo.Cmd == "" && f.Kind.Right() {
			b.Fatal(f.Kind, err)
		}
	}
	slices.Sort(took)
	at := func(p float64) float64 { return took[int(p*float64(len(took)-1))].Seconds() * 1000 }
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(at(1), "max-ms")
}

// TestNoScanIsLost fires 1,000 bursts of a hand scanner, one every 60 ms and
// each of them whole within that time: every one is judged and booked, once, in
// its order.
func TestNoScanIsLost(t *testing.T) {
	const bursts, spacing = 1000, 60 * time.Millisecond
	ctx := t.Context()
	c, open := busyCore(t, bursts/2, 2000)
	type want struct {
		order retail.OrderID
		jan   string
	}
	var wanted []want
	for _, o := range open {
		for _, l := range o.Lines {
			wanted = append(wanted, want{o.ID, l.JAN})
		}
	}
	n := 0
	wedge := scanner.NewWedge(scanner.WedgeRules{}, func(b scanner.Burst) {
		if n == len(wanted) {
			t.Fatal("one burst was reported twice")
		}
		w := wanted[n]
		n++
		if b.Text != w.jan {
			t.Fatalf("burst %d arrived as %q, was %q", n, b.Text, w.jan)
		}
		f, err := c.Pickup.Scan(ctx, w.order, scanner.Classify(b.Text, scanner.Options{Source: scanner.SourceWedge, At: b.Last}))
		if err != nil || !f.Kind.Right() || f.Undo.Cmd == "" {
			t.Fatalf("burst %d: %v, %v", n, f.Kind, err)
		}
	})
	dice := rand.New(rand.NewPCG(1, 1))
	at := time.Unix(1_800_000_000, 0)
	for _, w := range wanted {
		begun := at
		gap := time.Duration(dice.IntN(int(spacing))) / time.Duration(len(w.jan)+1) // from all at once to just in time
		for _, r := range w.jan {
			wedge.Rune(r, at, nil)
			at = at.Add(gap)
		}
		if !wedge.Enter(at) {
			t.Fatalf("burst %d was not known for a scan", n+1)
		}
		at = begun.Add(spacing)
	}
	p, err := c.DB.Outbox(ctx, bursts+10)
	if err != nil {
		t.Fatal(err)
	}
	booked := 0
	for _, l := range p.Lines {
		if l.Command.Kind == retail.KindPick {
			booked++
		}
	}
	if n != bursts || booked != bursts {
		t.Errorf("%d bursts, %d judged, %d booked", bursts, n, booked)
	}
}
