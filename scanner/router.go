package scanner

import (
	"slices"
	"sync"
)

// Handler is a screen or a dialog that wants scans.
type Handler interface {
	// Scan takes a code; false means "not for me" and sends it to the fallback.
	Scan(Code) bool
}

// HandlerFunc makes a function a Handler.
type HandlerFunc func(Code) bool

// Scan calls f.
func (f HandlerFunc) Scan(c Code) bool { return f(c) }

// Router gives every scan to the handler on top of a stack, and to no other: a
// page under a dialog gets nothing. Scans are delivered one at a time, in the
// order they came. All methods are safe for use by several goroutines, also
// from inside a handler.
type Router struct {
	fallback func(Code)
	run      func(func())

	mu       sync.Mutex
	stack    []*entry
	queue    []Code
	held     int
	draining bool
}

type entry struct{ h Handler }

// NewRouter returns an empty Router. fallback gets what no handler takes (nil:
// dropped). run carries deliveries to the goroutine they belong in, in order,
// for example the window's; nil runs them in the goroutine that delivers.
func NewRouter(fallback func(Code), run func(func())) *Router {
	if fallback == nil {
		fallback = func(Code) {}
	}
	if run == nil {
		run = func(f func()) { f() }
	}
	return &Router{fallback: fallback, run: run}
}

// Push puts a handler on top. The returned function takes that handler off
// again, wherever in the stack it is by then; calling it twice is harmless.
func (r *Router) Push(h Handler) (pop func()) {
	e := &entry{h}
	r.mu.Lock()
	r.stack = append(r.stack, e)
	r.mu.Unlock()
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if i := slices.Index(r.stack, e); i >= 0 {
			r.stack = slices.Delete(r.stack, i, i+1)
		}
	}
}

// Hold keeps scans waiting while one page makes way for another, so that none
// lands on the page between. They are delivered, in order, when the returned
// function has been called; holds may overlap, and the last release counts.
func (r *Router) Hold() (release func()) {
	r.mu.Lock()
	r.held++
	r.mu.Unlock()
	var once sync.Once
	return func() {
		once.Do(func() {
			r.mu.Lock()
			r.held--
			r.mu.Unlock()
			r.run(r.drain)
		})
	}
}

// Deliver hands a scan to the handler on top. A scan delivered from inside a
// handler waits until that handler has returned.
func (r *Router) Deliver(c Code) {
	r.mu.Lock()
	r.queue = append(r.queue, c)
	r.mu.Unlock()
	r.run(r.drain)
}

// drain delivers what waits. Only one goroutine drains at a time; a handler
// that panics leaves the rest of the queue in order for the next delivery.
func (r *Router) drain() {
	r.mu.Lock()
	if r.draining {
		r.mu.Unlock()
		return
	}
	r.draining = true
	defer func() {
		r.draining = false
		r.mu.Unlock()
	}()
	for r.held == 0 && len(r.queue) > 0 {
		c := r.queue[0]
		r.queue = r.queue[1:]
		var top Handler
		if n := len(r.stack); n > 0 {
			top = r.stack[n-1].h
		}
		r.hand(top, c)
	}
}

// hand calls the handler without the lock.
func (r *Router) hand(h Handler, c Code) {
	r.mu.Unlock()
	defer r.mu.Lock()
	if h == nil || !h.Scan(c) {
		r.fallback(c)
	}
}
