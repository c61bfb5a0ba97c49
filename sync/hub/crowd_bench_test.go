package hub_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"miseban/app/retail"
)

// BenchmarkCrowd is terminals that push one command each at the same time, as
// fast as they get their verdicts: alone, and 64 of them.
func BenchmarkCrowd(b *testing.B) {
	for _, n := range []int{1, 64} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			engines(b, func(b *testing.B, w *world) { crowd(b, w, n) })
		})
	}
}

func crowd(b *testing.B, w *world, pushers int) {
	devs, orders := make([]retail.DeviceID, pushers), make([]retail.OrderID, pushers)
	for i := range devs {
		shop := []retail.SiteID{shibuya, shinjuku}[i%2]
		devs[i], orders[i] = w.enrol(shop).Device, w.order(shop, fmt.Sprint("B-", i)).ID
	}
	took := make([][]time.Duration, pushers)
	work := make(chan struct{})
	var wg sync.WaitGroup
	b.ResetTimer()
	for i, dev := range devs {
		wg.Go(func() {
			var dseq int64
			for range work {
				dseq++
				raw, err := json.Marshal(w.command(dseq, retail.KindClaim, retail.ClaimOrder{Order: orders[i]}))
				if err != nil {
					b.Error(err)
					return
				}
				begun := time.Now()
				if _, err := w.h.Push(context.Background(), dev, []json.RawMessage{raw}, 0); err != nil {
					b.Error(err)
					return
				}
				took[i] = append(took[i], time.Since(begun))
			}
		})
	}
	for range b.N {
		work <- struct{}{}
	}
	close(work)
	wg.Wait()
	all := slices.Concat(took...)
	slices.Sort(all)
	b.ReportMetric(float64(len(all))/b.Elapsed().Seconds(), "commands/s")
	b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
}
