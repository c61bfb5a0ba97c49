package agent

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"miseban/sync/wire"
)

// Timing of the event stream.
const (
	eventsBegin = 15 * time.Second // until its first word
	eventsDead  = time.Minute      // silence after which it is given up
	eventsFirst = 30 * time.Second // bound of the first reconnect, so that a whole chain spreads
	eventsMost  = 5 * time.Minute
)

// errSilent is the cause when the event stream was given up.
var errSilent = errors.New("agent: the event stream fell silent")

// eventLoop listens for hints that a scope has moved. Losing one costs at the
// most a minute, until the next poll.
func (a *Agent) eventLoop(ctx context.Context) {
	retry := &backoff{rand: a.o.Rand, first: eventsFirst, most: eventsMost}
	for ctx.Err() == nil {
		heard, err := a.listen(ctx)
		a.deaf.Add(1)
		if heard {
			a.deaf.Store(1)
			retry.reset()
			a.touch(wire.StoreScope(a.o.Shop)) // finds out whether the hub is away
		}
		if a.blocked(heard, err) {
			a.o.Log.Info("agent: event streams do not come through, asking instead", "err", err)
			if err = a.askInstead(ctx); err == nil {
				continue
			}
		}
		sleep(ctx, retry.next(a.failed(ctx, "events", err)), unlessAsked(err, a.eventsWake))
	}
}

// listenAgain lets the event loop try at once when the hub answers, and the
// stream failed more than once: its waiting has grown with every failure of a
// line that is good now. The first wait stands, so that a chain spreads after a
// restart of its hub.
func (a *Agent) listenAgain(now time.Time) {
	if a.deaf.Load() < 2 {
		return
	}
	a.mu.Lock()
	often := now.Sub(a.listenAt) < backEvery && !a.listenAt.IsZero()
	if !often {
		a.listenAt = now
	}
	a.mu.Unlock()
	if !often {
		poke(a.eventsWake)
	}
}

// listen reads the stream until it ends; heard tells that something came on it:
// the hub says a word at once.
func (a *Agent) listen(ctx context.Context) (heard bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	res, err := a.link.call(ctx, http.MethodGet, wire.PathEvents+"?"+wire.QueryPages+"=1", nil)
	if err != nil {
		return false, err
	}
	defer res.Body.Close()
	alive := time.AfterFunc(eventsBegin, func() { cancel(errSilent) })
	defer alive.Stop()
	a.contact()
	next := wire.ReadEvents(res.Body)
	for {
		name, data, err := next()
		if err != nil {
			return heard, errors.Join(err, context.Cause(ctx))
		}
		alive.Reset(eventsDead)
		if !heard {
			heard = true
			a.deaf.Store(0)
		}
		a.happened(name, data)
	}
}

// happened takes in what an event says; of one that cannot be read only that
// something has moved.
func (a *Agent) happened(name string, data []byte) {
	if name == wire.EventPage {
		page, err := readPage(data)
		if err == nil {
			a.offer(page)
			return
		}
		a.o.Log.Info("agent: page", "err", err)
		a.touch(wire.StoreScope(a.o.Shop))
		return
	}
	var hint wire.Hint
	if json.Unmarshal(data, &hint) == nil && hint.Scope != "" {
		a.touch(hint.Scope)
	}
}
