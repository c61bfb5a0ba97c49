// Package loadtest lets tests of pages own the UI goroutine and the time: what
// would run on Fyne's goroutine waits in a queue that the test empties, and
// timers fire when the test moves the clock.
package loadtest

import (
	"sync"
	"testing"
	"time"

	"miseban/app/internal/ui/load"
)

// Pump is a dispatcher whose queue the test runs. It is safe for use from any
// goroutine; Run and Next belong to the test's.
type Pump struct {
	queue chan func()
}

// NewPump makes an empty queue.
func NewPump() *Pump { return &Pump{queue: make(chan func(), 1024)} }

// Do queues f.
func (p *Pump) Do(f func()) { p.queue <- f }

// Run runs what is queued now and returns how many that were.
func (p *Pump) Run() int {
	n := 0
	for {
		select {
		case f := <-p.queue:
			f()
			n++
		default:
			return n
		}
	}
}

// Next waits for one function and runs it; after 10 s the test fails.
func (p *Pump) Next(t testing.TB) {
	t.Helper()
	select {
	case f := <-p.queue:
		f()
	case <-time.After(10 * time.Second):
		t.Fatal("nothing came to the screen")
	}
}

// Clock is a clock and timer that stand still until the test moves them.
type Clock struct {
	mu     sync.Mutex
	now    time.Time
	timers []*timer
}

type timer struct {
	due   time.Time
	every time.Duration
	f     func()
	off   bool
}

// NewClock starts at a moment.
func NewClock(at time.Time) *Clock { return &Clock{now: at} }

// Now is the moment the clock stands at.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Every fires each time the clock passes another d.
func (c *Clock) Every(d time.Duration, f func()) (stop func()) { return c.add(d, d, f) }

// After fires once when the clock has moved by d.
func (c *Clock) After(d time.Duration, f func()) (stop func()) { return c.add(d, 0, f) }

func (c *Clock) add(d, every time.Duration, f func()) func() {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &timer{due: c.now.Add(d), every: every, f: f}
	c.timers = append(c.timers, t)
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		t.off = true
	}
}

// Advance moves the clock and fires what falls due, in order.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	end := c.now.Add(d)
	for {
		next := c.earliest(end)
		if next == nil {
			break
		}
		c.now = next.due
		if next.every > 0 {
			next.due = next.due.Add(next.every)
		} else {
			next.off = true
		}
		c.mu.Unlock()
		next.f()
		c.mu.Lock()
	}
	c.now = end
	c.mu.Unlock()
}

func (c *Clock) earliest(end time.Time) *timer {
	var best *timer
	for _, t := range c.timers {
		if !t.off && !t.due.After(end) && (best == nil || t.due.Before(best.due)) {
			best = t
		}
	}
	return best
}

// Env is an environment whose queue and time the test owns.
func Env(at time.Time) (load.Env, *Pump, *Clock) {
	p, c := NewPump(), NewClock(at)
	return load.Env{Do: p, Timer: c, Clock: c}, p, c
}
