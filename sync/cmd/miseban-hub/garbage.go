package main

import (
	"context"
	"math"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// Thousands of open connections are memory that is not garbage, and looking
// through it is a quarter of the processor when it is done for each third that
// is added. So a hub collects seldom while there is room, and often where there
// is none left.
const (
	room       = 230 << 20 // bytes of heap and stacks that a hub uses rather than processor
	leastSpare = 30        // percent
	mostSpare  = 200
	tuneEvery  = 5 * time.Second
)

// spare is how much may be added to what lives, in percent, before it is looked
// through: live bytes of heap, and stacks.
func spare(live, stacks uint64) int {
	free := float64(room) - float64(live) - float64(stacks)
	return int(max(leastSpare, min(mostSpare, math.Floor(free/float64(live+stacks+1)*10)*10)))
}

// tuneGarbage keeps the collector at spare until ctx ends.
func tuneGarbage(ctx context.Context) {
	const live, stacks = "/gc/heap/live:bytes", "/memory/classes/heap/stacks:bytes"
	now := leastSpare
	debug.SetGCPercent(now)
	t := time.NewTicker(tuneEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		s := []metrics.Sample{{Name: live}, {Name: stacks}}
		metrics.Read(s)
		if s[0].Value.Kind() != metrics.KindUint64 || s[1].Value.Kind() != metrics.KindUint64 {
			return // not this runtime's any more
		}
		if want := spare(s[0].Value.Uint64(), s[1].Value.Uint64()); want != now {
			now = want
			debug.SetGCPercent(now)
		}
	}
}
