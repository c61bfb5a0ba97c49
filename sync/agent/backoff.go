package agent

import (
	"context"
	"time"
)

// backoff spreads retries: a random time up to a bound that doubles with each
// failure ("full jitter").
type backoff struct {
	rand  func() float64 // in [0, 1)
	first time.Duration
	most  time.Duration
	fails int
}

// next returns how long to wait after one more failure: after atLeast, which
// the hub asked for, or at once, a random time. Whoever was told to come in five
// seconds must not all come in that one.
func (b *backoff) next(atLeast time.Duration) time.Duration {
	bound := b.most
	if b.fails < 16 {
		bound = min(b.most, b.first<<b.fails)
	}
	b.fails++
	return atLeast + time.Duration(b.rand()*float64(bound))
}

func (b *backoff) reset() { b.fails = 0 }

// woke is why a sleep was over.
type woke uint8

const (
	timeUp woke = iota + 1
	called
	ended
)

// sleep waits until the time is up, somebody calls, or the context ends.
func sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) woke {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ended
	case <-t.C:
		return timeUp
	case <-wake:
		return called
	}
}

// poke sends on a channel of one place without waiting.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
