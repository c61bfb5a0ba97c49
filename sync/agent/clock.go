package agent

import (
	"sync/atomic"
	"time"

	"miseban/app/retail"
)

// HubClock is the hub's clock as far as this terminal knows it: its own clock
// and the offset last measured. It is a retail.Clock.
type HubClock struct {
	// Uptime tells how long this machine runs, asleep or awake, and names that
	// run; an empty name says that nobody knows. NewHubClock sets the machine's
	// own; a simulator sets another before it begins.
	Uptime func() (boot string, since time.Duration)

	own retail.Clock
	off atomic.Int64
}

// NewHubClock returns a HubClock with the offset measured last time.
func NewHubClock(own retail.Clock, offset time.Duration) *HubClock {
	c := &HubClock{own: own, Uptime: machineUptime}
	c.off.Store(int64(offset))
	return c
}

// Assume sets the offset that was measured in an earlier run.
func (c *HubClock) Assume(offset time.Duration) { c.off.Store(int64(offset)) }

// Now returns the present instant as the hub would tell it.
func (c *HubClock) Now() time.Time { return c.own.Now().Add(c.Offset()) }

// Offset returns the hub's clock minus the terminal's own.
func (c *HubClock) Offset() time.Duration { return time.Duration(c.off.Load()) }

// Stamp returns what is known of the time now, for a command that is made now.
func (c *HubClock) Stamp() retail.Stamp {
	boot, up := c.Uptime()
	s := retail.Stamp{Boot: boot, OffMS: c.Offset().Milliseconds()}
	if boot != "" {
		s.MonoMS = up.Milliseconds()
	}
	return s
}

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
