package agent

import (
	"context"
	"math"
	"time"

	"miseban/sync/wire"
)

// Idle is the wait of a turn that found nothing to do: until something happens.
const Idle = time.Duration(math.MaxInt64)

// Steps is the agent's loops one turn at a time, in place of Run: whoever holds
// it decides when a turn comes, in one goroutine and in a time of its own. The
// turns are those of the loops. There is no event stream; Hint stands for it.
//
// A turn returns how long the loop would wait before the next one, 0 for not at
// all, and what went wrong, which has been dealt with.
type Steps struct {
	a             *Agent
	push          *pusher
	main, catalog *puller
}

// Steps begins as Run does. An error means that the database cannot be read.
// When the hub shuts this terminal out, cancel is called, as far as it is not
// nil, and Over is true; Options.Revoked is left to the caller.
func (a *Agent) Steps(ctx context.Context, cancel context.CancelFunc) (*Steps, error) {
	if cancel == nil {
		cancel = func() {}
	}
	if err := a.begin(ctx, cancel); err != nil {
		return nil, err
	}
	return &Steps{
		a: a, push: a.pusher(),
		main:    &puller{a: a, retry: a.retries(), scopes: a.mainScopes()},
		catalog: &puller{a: a, retry: a.retries(), scopes: sharedScopes},
	}, nil
}

// Push asks how far the hub knows this terminal's commands when that is open,
// or else sends one batch. It waits Idle when everything has a verdict.
func (s *Steps) Push(ctx context.Context) (time.Duration, error) {
	select {
	case <-s.a.pushWake:
		s.a.count(ctx)
	default:
	}
	return s.push.turn(ctx)
}

// Pull takes in what may have moved of org, this device and the shop.
func (s *Steps) Pull(ctx context.Context) (time.Duration, error) {
	drain(s.a.mainWake)
	return s.main.turn(ctx)
}

// PullCatalog takes the catalogue in when it may have moved. It waits Idle
// until the shop is here.
func (s *Steps) PullCatalog(ctx context.Context) (time.Duration, error) {
	drain(s.a.catalogWake)
	if !s.a.Status().Ready {
		return Idle, nil
	}
	return s.catalog.turn(ctx)
}

// Hint says that a scope may have moved, as the event stream does.
func (s *Steps) Hint(scope wire.Scope) { s.a.touch(scope) }

// Give hands over a page of the shop's feed, as the event stream does.
func (s *Steps) Give(page wire.Page) { s.a.offer(page) }

// Poll says that no hint came for a while: everything may have moved.
func (s *Steps) Poll() { s.a.touchAll() }

// Due tells which loops were called since their last turn.
func (s *Steps) Due() (push, pull, catalog bool) {
	return len(s.a.pushWake) > 0, len(s.a.mainWake) > 0, len(s.a.catalogWake) > 0
}

// Over tells that the hub refused this terminal for good.
func (s *Steps) Over() bool { return s.a.shutOut() }

func drain(c <-chan struct{}) {
	select {
	case <-c:
	default:
	}
}
