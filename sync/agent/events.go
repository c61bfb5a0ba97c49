package agent

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
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
		if heard {
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

// listen reads the stream until it ends; heard tells that something came on it:
// the hub says a word at once.
func (a *Agent) listen(ctx context.Context) (heard bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	res, err := a.link.call(ctx, http.MethodGet, wire.PathEvents, nil)
	if err != nil {
		return false, err
	}
	defer res.Body.Close()
	alive := time.AfterFunc(eventsBegin, func() { cancel(errSilent) })
	defer alive.Stop()
	a.contact()
	sc := bufio.NewScanner(res.Body)
	for sc.Scan() {
		alive.Reset(eventsDead)
		heard = true
		line := sc.Bytes()
		data, ok := bytes.CutPrefix(line, []byte("data:"))
		if !ok {
			continue // a name, an id, a heartbeat or the end of an event
		}
		var hint wire.Hint
		if json.Unmarshal(bytes.TrimSpace(data), &hint) == nil && hint.Scope != "" {
			a.touch(hint.Scope)
		}
	}
	err = sc.Err()
	if err == nil {
		err = io.EOF
	}
	return heard, errors.Join(err, context.Cause(ctx))
}
