package localdb_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

// Size of the shop that the figures are given for.
const (
	benchOrders = 10_000
	benchSKUs   = 100_000
)

func percentiles(b *testing.B, d []time.Duration) {
	slices.Sort(d)
	b.ReportMetric(float64(d[len(d)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(d[len(d)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(float64(d[len(d)-1].Microseconds()), "max-µs")
}

// BenchmarkScan measures what a scan costs the database: the code looked up,
// the pick judged and stored, fsync included.
func BenchmarkScan(b *testing.B) {
	ctx := context.Background()
	k := localdbtest.New(b)
	k.Catalog(b, benchSKUs)
	k.Feed(b, k.Orders(benchOrders)...)
	var took []time.Duration
	i := 0
	for b.Loop() {
		id := k.OrderID(i % benchOrders)
		c := k.Pick(id, 1+i/benchOrders%2)
		start := time.Now()
		if _, _, err := k.DB.SKUByGTIN(ctx, localdbtest.GTIN(i%benchSKUs)); err != nil {
			b.Fatal(err)
		}
		if _, err := k.DB.Record(ctx, retail.RoleStaff, c); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
		i++
	}
	percentiles(b, took)
}

func BenchmarkCatalogSnapshot(b *testing.B) {
	k := localdbtest.New(b)
	for b.Loop() {
		k.Catalog(b, benchSKUs)
	}
	b.ReportMetric(float64(benchSKUs)*float64(b.N)/b.Elapsed().Seconds(), "SKUs/s")
}

func BenchmarkLoadOpenOrders(b *testing.B) {
	k := localdbtest.New(b)
	k.Feed(b, k.Orders(benchOrders)...)
	for b.Loop() {
		n := 0
		if err := k.DB.OpenOrders(context.Background(), func(*retail.Order) bool { n++; return true }); err != nil || n != benchOrders {
			b.Fatal(n, err)
		}
	}
}

// BenchmarkUnsent counts what is unsent after a long time without the hub; the
// sync light asks after each scan.
func BenchmarkUnsent(b *testing.B) {
	k := localdbtest.New(b)
	k.Feed(b, k.Orders(benchOrders/2)...)
	for i := range benchOrders {
		k.Record(b, k.Pick(k.OrderID(i%(benchOrders/2)), 1+i/(benchOrders/2)))
	}
	for b.Loop() {
		if n, _, err := k.DB.UnsentSince(context.Background()); err != nil || n != benchOrders {
			b.Fatal(n, err)
		}
	}
}
