package agent

import (
	"context"
	"time"

	"miseban/sync/wire"
)

// movedWait is how long a terminal waits that was sent to another hub: two that
// point at each other must not be asked in a circle.
const movedWait = time.Second

// base is where the hub is.
func (l *link) base() string {
	if to := l.moved.Load(); to != nil {
		return *to
	}
	return l.hub
}

// move sends everything to another hub from now on.
func (l *link) move(url string) {
	l.moved.Store(&url)
	l.mu.Lock()
	l.access = ""
	l.mu.Unlock()
	if c, ok := l.client.Transport.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// moved follows the home of the shop to another hub. The one that says so was
// believed until now, by its pin; from now on the pins that it named are.
func (a *Agent) moved(ctx context.Context, to wire.Place) time.Duration {
	if to.URL == "" || len(to.Pins) == 0 || to.URL == a.link.base() {
		return movedWait
	}
	if a.o.Moved != nil {
		if err := a.o.Moved(ctx, to); err != nil {
			a.o.Log.Error("agent: another hub is home, and it cannot be written down", "err", err)
			return retryMost
		}
	}
	a.o.Log.Info("agent: another hub is home of this shop", "url", to.URL)
	a.link.trust.pins.Store(&to.Pins)
	a.link.settled.Store(&to.URL)
	a.link.move(to.URL)
	a.restored()
	a.touchAll()
	poke(a.eventsWake)
	return movedWait
}

// upstream notes whether the relay that answers has lost the chain's hub.
func (a *Agent) upstream(since time.Time) {
	if a.Status().Upstream.Equal(since) {
		return
	}
	a.board.update(func(s *Status) { s.Upstream = since })
}

// findEvery is how often a hub that is out of reach is looked for nearby.
const findEvery = 30 * time.Second

// look looks for the hub in the terminal's own network when it is out of reach:
// the relay of the shop may have got another address. Whoever is found must show
// a pinned certificate like any other; an address that leads nowhere is left
// again for the one that was enrolled.
func (a *Agent) look(ctx context.Context) {
	now := a.o.Clock.Now()
	a.mu.Lock()
	due := a.o.Find != nil && !a.looking && now.Sub(a.looked) >= findEvery
	if due {
		a.looking, a.looked = true, now
	}
	a.mu.Unlock()
	if !due {
		return
	}
	go func() {
		found := a.o.Find(ctx, *a.link.trust.pins.Load())
		a.mu.Lock()
		a.looking = false
		a.mu.Unlock()
		to := a.link.first()
		for _, url := range found {
			if url != a.link.base() {
				to = url
			}
		}
		if to == a.link.base() || ctx.Err() != nil {
			return
		}
		a.o.Log.Info("agent: trying the hub at another address", "url", to)
		a.link.move(to)
		a.touchAll()
		poke(a.pushAgain)
		poke(a.eventsWake)
	}()
}

// first is the address that was enrolled, or where the home has moved to since.
func (l *link) first() string {
	if to := l.settled.Load(); to != nil {
		return *to
	}
	return l.hub
}
