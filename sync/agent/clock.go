package agent

import (
	"sync/atomic"
	"time"

	"miseban/app/retail"
)

// HubClock is the hub's clock as far as this terminal knows it: its own clock
// and the offset last measured. It is a retail.Clock.
type HubClock struct {
	own retail.Clock
	off atomic.Int64
}

// NewHubClock returns a HubClock with the offset measured last time.
func NewHubClock(own retail.Clock, offset time.Duration) *HubClock {
	c := &HubClock{own: own}
	c.off.Store(int64(offset))
	return c
}

// Now returns the present instant as the hub would tell it.
func (c *HubClock) Now() time.Time { return c.own.Now().Add(c.Offset()) }

// Offset returns the hub's clock minus the terminal's own.
func (c *HubClock) Offset() time.Duration { return time.Duration(c.off.Load()) }

// maxTrip is the longest exchange that an offset is measured by.
const maxTrip = 5 * time.Second

// measure takes the hub's time in an answer that came between two instants of
// the terminal's own clock, and tells whether it was good enough to use.
func (c *HubClock) measure(hub, sent, received time.Time) bool {
	trip := received.Sub(sent)
	if trip < 0 || trip > maxTrip {
		return false
	}
	c.off.Store(int64(hub.Sub(sent.Add(trip / 2))))
	return true
}
