package relay

import (
	"context"
	"time"

	"miseban/sync/wire"
)

// Timing of the loops.
const (
	pollEvery  = 20 * time.Second // when no hint comes
	upEvery    = time.Second      // what moves no feed gives no hint
	retryFirst = time.Second
	retryMost  = 15 * time.Second
)

// Run brings both sides in step until ctx ends.
func (r *Relay) Run(ctx context.Context) {
	done := make(chan struct{}, 3)
	for _, loop := range []func(context.Context){r.downLoop, r.upLoop, r.listenLoop} {
		go func() {
			loop(ctx)
			done <- struct{}{}
		}()
	}
	for range 3 {
		<-done
	}
}

func (r *Relay) downLoop(ctx context.Context) {
	fails := 0
	for ctx.Err() == nil {
		wait := pollEvery
		if err := r.Down(ctx); err != nil {
			wait = r.retry(ctx, "down", &fails, err)
		} else {
			fails = 0
		}
		if timeUp(ctx, wait, r.wake) {
			r.Poll()
		}
	}
}

func (r *Relay) upLoop(ctx context.Context) {
	moved, stop := r.Hub.Watch(wire.StoreScope(r.Store))
	defer stop()
	fails := 0
	for ctx.Err() == nil {
		wait := upEvery
		if err := r.Up(ctx); err != nil {
			timeUp(ctx, r.retry(ctx, "up", &fails, err), nil)
			continue
		}
		fails = 0
		timeUp(ctx, wait, moved)
	}
}

// listenLoop listens for hints. After each end everything may have moved.
func (r *Relay) listenLoop(ctx context.Context) {
	fails := 0
	for ctx.Err() == nil {
		began := r.Clock.Now()
		err := r.noted(ctx, r.Chain.Listen(ctx, r.Hint))
		if r.Clock.Now().Sub(began) > retryMost {
			fails = 0
		}
		if !timeUp(ctx, r.retry(ctx, "events", &fails, err), nil) {
			return
		}
		r.Poll()
	}
}

// retry returns how long to wait after one more failure: a random time up to a
// bound that doubles.
func (r *Relay) retry(ctx context.Context, what string, fails *int, err error) time.Duration {
	if ctx.Err() != nil {
		return 0
	}
	r.Log.Debug("relay: "+what, "err", err)
	bound := min(retryMost, retryFirst<<min(*fails, 10))
	*fails++
	return time.Duration(r.Rand() * float64(bound))
}

// timeUp waits and tells whether the time is up, and nobody called or ended it.
func timeUp(ctx context.Context, d time.Duration, wake <-chan struct{}) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-wake:
	case <-t.C:
		return true
	}
	return false
}
