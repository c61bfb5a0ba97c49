package counterui

import (
	"context"

	"miseban/app/internal/ui/load"
)

// turns lets one piece of work wait for the one before it.
type turns struct {
	busy bool
	rest []func()
}

func (t *turns) next() {
	if t.busy || len(t.rest) == 0 {
		return
	}
	begin := t.rest[0]
	t.rest = t.rest[1:]
	t.busy = true
	begin()
}

// inTurn runs fetch off the UI goroutine when everything before it is shown;
// ready, which may be nil, is called just before it. What was begun is finished
// even when the screen closes meanwhile: it is work that staff did.
func inTurn[T any](h *handover, fetch func(context.Context) (T, error), show func(T, error), ready func()) {
	h.turns.rest = append(h.turns.rest, func() {
		if ready != nil {
			ready()
		}
		load.Into(h.p, func(ctx context.Context) (T, error) { return fetch(context.WithoutCancel(ctx)) }, func(v T, err error) {
			h.turns.busy = false
			show(v, err)
			h.turns.next()
		})
	})
	h.turns.next()
}
