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
