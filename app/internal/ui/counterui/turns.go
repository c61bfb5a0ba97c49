package counterui

import (
	"context"

	"miseban/app/internal/ui/load"
)

// inTurn is load.Take; ready, which may be nil, is called when its turn comes.
func inTurn[T any](h *handover, fetch func(context.Context) (T, error), show func(T, error), ready func()) {
	load.Take(&h.turns, h.p, load.Turn[T]{Ready: ready, Fetch: fetch, Show: show})
}
