package hubdb

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// The log beside the file ends although there is never a moment in which nobody
// reads: SQLite by itself would only add to it, for as long as the hub runs.
func TestTheLogEnds(t *testing.T) {
	clock := &steps{now: time.Unix(1_800_000_000, 0)}
	path := filepath.Join(t.TempDir(), "hub.db")
	d, err := Open(t.Context(), path, clock)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	d.logMost, d.foldWait = 512<<10, 10*time.Second // a busy machine holds readers up
	ctx, cancel := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for ctx.Err() == nil {
				_, _ = d.Page(ctx, "store:1", wire.Cursor{}, 200, "x")
			}
		})
	}
	var last int64
	ended := 0
	for n := range 240 {
		_, err := d.Update(ctx, []wire.Scope{"store:1"}, func(tx hub.Tx) error {
			for i := range 20 {
				l := retail.StockLevel{StockKey: retail.StockKey{Site: "1", SKU: retail.SKUID(fmt.Sprint(n*20 + i)), Class: retail.Regular}, OnHand: n}
				if err := tx.PutLevel(l, ""); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		clock.step(foldRest / 8)
		if info, err := os.Stat(path + "-wal"); err == nil {
			if info.Size() < last {
				ended++
			}
			last = info.Size()
		}
	}
	cancel()
	readers.Wait()
	t.Logf("ended %d times", ended)
	if ended < 2 {
		t.Errorf("the log ended %d times while it grew by many times its bound", ended)
	}
}

// steps is a clock that is moved by hand.
type steps struct {
	mu  sync.Mutex
	now time.Time
}

// Now returns where the clock stands.
func (s *steps) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *steps) step(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}
