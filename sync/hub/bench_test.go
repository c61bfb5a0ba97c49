package hub_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
)

// engines runs a benchmark on each engine.
func engines(b *testing.B, f func(b *testing.B, w *world)) {
	b.Run("sqlite", func(b *testing.B) {
		clock := hubtest.NewClock()
		f(b, newWorld(b, hubtest.SQLite(b, clock), clock))
	})
	b.Run("postgres", func(b *testing.B) {
		clock := hubtest.NewClock()
		f(b, newWorld(b, hubtest.OnPostgres(b, clock), clock))
	})
}

// BenchmarkPush is one command per push, as a terminal in a quiet shop sends
// them: claims of orders.
func BenchmarkPush(b *testing.B) {
	for _, size := range []int{1, 50} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			engines(b, func(b *testing.B, w *world) { benchPush(b, w, size) })
		})
	}
}

func benchPush(b *testing.B, w *world, size int) {
	dev := w.enrol(shibuya).Device
	var orders []retail.Order
	for i := range 100 {
		orders = append(orders, w.order(shibuya, fmt.Sprint("B-", i)))
	}
	var dseq int64
	var took []time.Duration
	for b.Loop() {
		raws := make([]json.RawMessage, size)
		for i := range raws {
			dseq++
			c := w.command(dseq, retail.KindClaim, retail.ClaimOrder{Order: orders[int(dseq)%len(orders)].ID})
			raw, err := json.Marshal(c)
			if err != nil {
				b.Fatal(err)
			}
			raws[i] = raw
		}
		begun := time.Now()
		if _, err := w.h.Push(context.Background(), dev, raws, 0); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	b.ReportMetric(float64(size*len(took))/b.Elapsed().Seconds(), "commands/s")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkReceiveOrders takes new orders in, 2,000 at a time.
func BenchmarkReceiveOrders(b *testing.B) {
	engines(b, func(b *testing.B, w *world) {
		const batch = 2000
		n := 0
		for b.Loop() {
			list := make([]retail.Order, batch)
			for i := range list {
				n++
				list[i] = *hubtest.Order(fmt.Sprintf("EC-%07d", n), w.clock)
				list[i].Number, list[i].Lines[0].SKU = "", retail.SKUID(fmt.Sprint("SK-", n%500))
			}
			out, err := w.h.ReceiveOrders(context.Background(), list)
			if err != nil || out[batch-1].Result != hub.New {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "orders/s")
	})
}
