package terminal

import (
	"context"
	"time"
)

// Times of the housekeeping.
const (
	lookEvery = time.Minute
	copyEvery = time.Hour
	// copyLatest is when work.db is copied although staff are at work; a copy
	// holds them up for a blink.
	copyLatest = 4 * time.Hour
	// keepPeople is how long the customer of an order that is over stays here.
	keepPeople = 48 * time.Hour
	// keepCounts is how long the journal of a stocktake that is over stays here.
	keepCounts = 14 * 24 * time.Hour
	// keepPrints is how long a label can be printed again. What stands on it may
	// name a customer.
	keepPrints = 3 * 24 * time.Hour
)

// house is what the housekeeping remembers.
type house struct {
	core   *Core
	quiet  func() bool // nobody is at work
	copied time.Time
	purged time.Time
}

// keepHouse copies the database, forgets customers and watches the disk until
// ctx ends.
func keepHouse(ctx context.Context, c *Core) {
	h := house{core: c, quiet: func() bool {
		_, in := c.Shift.Actor()
		return !in || c.Shift.Idle()
	}}
	t := time.NewTicker(lookEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C: // not before: the start belongs to the queue
		}
		h.round(ctx, time.Now(), c.Clock.Now())
	}
}

// round does what is due. own is the terminal's clock, hub is the hub's as far
// as it is known.
func (h *house) round(ctx context.Context, own, hub time.Time) {
	c := h.core
	c.keepCounter(ctx)
	c.tally(ctx)
	fault := func(what string, err error) {
		if err != nil && ctx.Err() == nil {
			c.log.Warn("terminal: "+what, "err", err)
		}
	}
	free, low, err := c.DB.FreeSpace()
	fault("free space", err)
	if was := c.low.Swap(low); low && !was {
		c.log.Warn("terminal: little room is left on the disk", "bytes", free)
	}
	if since := own.Sub(h.purged); since >= copyEvery || since < 0 {
		h.purged = own
		_, err := c.DB.PurgePeople(ctx, hub.Add(-keepPeople))
		fault("purge", err)
		_, err = c.DB.DropCounts(ctx, hub.Add(-keepCounts).UnixMilli())
		fault("drop counts", err)
		fault("drop prints", c.DB.DropPrints(ctx, hub.Add(-keepPrints)))
	}
	since := own.Sub(h.copied)
	if since >= 0 && since < copyEvery || since < copyLatest && !h.copied.IsZero() && !h.quiet() {
		return
	}
	if h.copied.IsZero() && !h.quiet() {
		h.copied = own.Add(-copyEvery) // the program began under somebody's hands
		return
	}
	h.copied = own
	fault("copy", c.DB.Copy(ctx))
}

// tally sends on what was counted and is in no tally: the program may have died
// over it.
func (c *Core) tally(ctx context.Context) {
	if err := c.Count.Tally(ctx); err != nil && ctx.Err() == nil {
		c.log.Error("terminal: tally", "err", err)
	}
}
