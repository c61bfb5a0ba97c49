package load

import "context"

// Turns lets one piece of work wait for the one before it, so that two quick scans
// are judged in their order. Its zero value is ready; use it on the UI goroutine.
type Turns struct {
	busy bool
	rest []func()
}

// InTurn is Into when everything before it is shown. What was begun is finished
// even when the page ends meanwhile: it is work that staff did.
func InTurn[T any](t *Turns, p *Page, fetch func(context.Context) (T, error), show func(T, error)) {
	t.rest = append(t.rest, func() {
		Into(p, func(ctx context.Context) (T, error) { return fetch(context.WithoutCancel(ctx)) }, func(v T, err error) {
			show(v, err)
			t.busy = false
			t.next()
		})
	})
	t.next()
}

func (t *Turns) next() {
	if t.busy || len(t.rest) == 0 {
		return
	}
	begin := t.rest[0]
	t.rest, t.busy = t.rest[1:], true
	begin()
}
