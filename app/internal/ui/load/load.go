// Package load is the one hop between background work and the screen: it runs a
// fetch off the UI goroutine and shows the result on it, unless the page is
// gone by then. Ticks for pages that repaint by the clock take the same hop.
package load

import (
	"context"
	"sync"
	"time"

	"miseban/app/retail"
)

// Dispatcher runs functions on the goroutine that may touch widgets, one after
// another in the order given.
type Dispatcher interface {
	Do(f func())
}

// Timer makes ticks; tests hand in one they fire themselves.
type Timer interface {
	// Every calls f about every d until stop is called. f runs on a goroutine
	// of the timer's and must not block.
	Every(d time.Duration, f func()) (stop func())
	// After calls f once, after d, unless stop is called first.
	After(d time.Duration, f func()) (stop func())
}

// RealTimer is the timer of the running app.
type RealTimer struct{}

// Every ticks by the machine's monotonic clock.
func (RealTimer) Every(d time.Duration, f func()) (stop func()) {
	t := time.NewTicker(d)
	done := make(chan struct{})
	var once sync.Once
	go func() {
		for {
			select {
			case <-t.C:
				f()
			case <-done:
				return
			}
		}
	}()
	return func() {
		once.Do(func() {
			t.Stop()
			close(done)
		})
	}
}

// After waits by the machine's monotonic clock.
func (RealTimer) After(d time.Duration, f func()) (stop func()) {
	t := time.AfterFunc(d, f)
	return func() { t.Stop() }
}

// Env is what every page of an app shares.
type Env struct {
	Do    Dispatcher
	Timer Timer
	Clock retail.Clock
	// Shown is called on the UI goroutine after something was shown that did not
	// come by Every; nil for nobody.
	Shown func()
}

// Page is the life of one page. Its zero value is not usable: see Open.
type Page struct {
	env    Env
	ctx    context.Context
	cancel context.CancelFunc
	stops  []func() // touched on the UI goroutine only
}

// Open begins a page's life; it ends with Close or when parent ends.
func Open(parent context.Context, env Env) *Page {
	ctx, cancel := context.WithCancel(parent)
	return &Page{env: env, ctx: ctx, cancel: cancel}
}

// Context ends with the page.
func (p *Page) Context() context.Context { return p.ctx }

// Clock is the app's clock.
func (p *Page) Clock() retail.Clock { return p.env.Clock }

// Gone tells whether the page has ended.
func (p *Page) Gone() bool { return p.ctx.Err() != nil }

// Close ends the page: nothing of it is shown any more. Call it on the UI
// goroutine.
func (p *Page) Close() {
	p.cancel()
	for _, stop := range p.stops {
		stop()
	}
	p.stops = nil
}

// Do runs f on the UI goroutine unless the page is gone by then. Services call
// it when something happened that the page shows.
func (p *Page) Do(f func()) {
	p.hop(func() {
		f()
		if p.env.Shown != nil {
			p.env.Shown()
		}
	})
}

// hop runs f on the UI goroutine unless the page is gone by then.
func (p *Page) hop(f func()) {
	p.env.Do.Do(func() {
		if !p.Gone() {
			f()
		}
	})
}

// Into runs fetch on a goroutine of its own and hands what it returns to show
// on the UI goroutine. fetch's context ends with the page; show is not called
// once the page is gone.
func Into[T any](p *Page, fetch func(context.Context) (T, error), show func(T, error)) {
	intoUntil(p.ctx, p, fetch, show)
}

// intoUntil is Into with a context that may end before the page does.
func intoUntil[T any](ctx context.Context, p *Page, fetch func(context.Context) (T, error), show func(T, error)) {
	go func() {
		v, err := fetch(ctx)
		p.Do(func() {
			if ctx.Err() == nil {
				show(v, err)
			}
		})
	}()
}

// Slot holds the newest of several loads for the same place, so that a slow
// answer never paints over a later question's. Its zero value is ready; use it
// on the UI goroutine.
type Slot struct{ cancel context.CancelFunc }

// Newest is Into, and gives up whatever the slot was still loading.
func Newest[T any](s *Slot, p *Page, fetch func(context.Context) (T, error), show func(T, error)) {
	if s.cancel != nil {
		s.cancel()
	}
	ctx, cancel := context.WithCancel(p.ctx)
	s.cancel = cancel
	intoUntil(ctx, p, fetch, func(v T, err error) {
		show(v, err)
		cancel()
	})
}

// Every calls f on the UI goroutine about every d with the present time, until
// the page ends. Call it on the UI goroutine.
func (p *Page) Every(d time.Duration, f func(now time.Time)) {
	stop := p.env.Timer.Every(d, func() { p.hop(func() { f(p.env.Clock.Now()) }) })
	p.stops = append(p.stops, stop)
}

// After calls f on the UI goroutine once, after d, unless the page ends or
// cancel is called first. Call both on the UI goroutine.
func (p *Page) After(d time.Duration, f func()) (cancel func()) {
	off := false
	stop := p.env.Timer.After(d, func() {
		p.Do(func() {
			if !off {
				off = true
				f()
			}
		})
	})
	p.stops = append(p.stops, stop)
	return func() {
		off = true
		stop()
	}
}
