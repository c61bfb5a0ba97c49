package agent

import (
	"context"
	"errors"
	"strconv"
	"time"

	"miseban/sync/wire"
)

// Timing of asking in place of the event stream.
const (
	askWait = 25               // seconds that the hub keeps a question
	askFor  = 10 * time.Minute // then the stream is tried again
	askStep = time.Second      // between two questions, while the answer is taken in
)

// blocked tells whether something on the way keeps event streams back although
// the hub answers: a proxy that buffers sends nothing on, or says no by itself.
func (a *Agent) blocked(heard bool, err error) bool {
	if heard || a.Status().Line != Online {
		return false
	}
	var r *refusal
	if errors.As(err, &r) {
		return r.problem.Code == "" // not the hub's own word
	}
	return errors.Is(err, errSilent)
}

// askInstead asks whether the shop has moved, one question after the other, for
// a while. What moved is taken in by whoever pulls; the other scopes are asked
// for once a minute, as always.
func (a *Agent) askInstead(ctx context.Context) error {
	scope := wire.StoreScope(a.o.Shop)
	for end := time.Now().Add(askFor); ctx.Err() == nil && time.Now().Before(end); { //nolint:forbidigo // how long, not when
		from, err := a.o.Store.Cursor(ctx, scope)
		if err != nil {
			return err
		}
		moved := from.Epoch == ""
		if !moved {
			q := after(scope, from, 1)
			q.Set("wait", strconv.Itoa(askWait))
			page, err := a.link.page(ctx, q)
			switch {
			case said(err, wire.ProblemEpoch, wire.ProblemRewound, wire.ProblemCompacted):
				moved = true
			case err != nil:
				return err
			default:
				a.contact()
				moved = len(page.Changes) > 0
			}
		}
		if moved {
			a.touch(scope)
			sleep(ctx, askStep, nil)
		}
	}
	return nil
}
