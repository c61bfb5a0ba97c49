package load

import "context"

// Turns lets one piece of work wait for the one before it, so that two quick scans
// are judged in their order. Its zero value is ready; use it on the UI goroutine.
type Turns struct {
	busy bool
	rest []waiting
}

// waiting is a turn that has not come.
type waiting struct {
	scan  bool
	begin func()
}

// Turn is one piece of work. Ready, which may be nil, is called on the UI goroutine
// when its turn comes; Fetch, which may be nil, then runs on a goroutine of its own,
// and Show gets what it returned.
type Turn[T any] struct {
	Scan  bool // it goes with DropScans
	Ready func()
	Fetch func(context.Context) (T, error)
	Show  func(T, error)
}

// Take is Into when everything before it is shown. What was begun is finished even
// when the page ends meanwhile: it is work that staff did.
func Take[T any](t *Turns, p *Page, x Turn[T]) {
	t.rest = append(t.rest, waiting{x.Scan, func() {
		if x.Ready != nil {
			x.Ready()
		}
		if x.Fetch == nil {
			t.done()
			return
		}
		Into(p, func(ctx context.Context) (T, error) { return x.Fetch(context.WithoutCancel(ctx)) }, func(v T, err error) {
			x.Show(v, err)
			t.done()
		})
	}})
	t.next()
}

// InTurn is Take of work that is nothing but done and shown.
func InTurn[T any](t *Turns, p *Page, fetch func(context.Context) (T, error), show func(T, error)) {
	Take(t, p, Turn[T]{Fetch: fetch, Show: show})
}

// DropScans forgets the scans that wait: whoever made them had not seen yet that the
// one before was wrong.
func (t *Turns) DropScans() {
	kept := t.rest[:0]
	for _, x := range t.rest {
		if !x.scan {
			kept = append(kept, x)
		}
	}
	t.rest = kept
}

func (t *Turns) done() {
	t.busy = false
	t.next()
}

func (t *Turns) next() {
	if t.busy || len(t.rest) == 0 {
		return
	}
	begin := t.rest[0].begin
	t.rest, t.busy = t.rest[1:], true
	begin()
}
