package hub

import (
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// corrected is when a command was made, by the hub's clock. Within one run of
// the terminal's machine the time between making and sending is measured by a
// clock that nobody can set; else the terminal's own word stands, as corrected
// by what it knew then or, when it knew nothing (it was new, or had lost its
// database), by what it has measured since. Nothing was made in the future: leases
// must not be made longer by a wrong clock.
func corrected(c retail.Command, sent *wire.Moment, now time.Time) time.Time {
	at := c.At
	switch {
	case sent == nil:
	case sent.Boot != "" && sent.Boot == c.Stamp.Boot:
		// Longer than a year is no measurement, and would overflow.
		if ago := sent.MonoMS - c.Stamp.MonoMS; ago >= 0 && ago < maxAgo.Milliseconds() {
			at = now.Add(-time.Duration(ago) * time.Millisecond)
		}
	case c.Stamp.OffMS == 0:
		at = at.Add(-skewOf(sent, 0))
	}
	return notAfter(at, now)
}

// maxAgo is the longest time that is measured between making and sending.
const maxAgo time.Duration = 366 * 24 * time.Hour

// skewOf is how far the terminal's clock is ahead of the hub's, by the
// terminal's own measurement. One that says nothing of it leaves what was known.
func skewOf(sent *wire.Moment, known time.Duration) time.Duration {
	if sent == nil {
		return known
	}
	const most = int64(100 * 365 * 24 * time.Hour / time.Millisecond)
	return -time.Duration(max(-most, min(most, sent.OffMS))) * time.Millisecond
}

// ClockWrong tells that somebody should set the terminal's clock. Nothing waits
// for it: nothing is ordered by a terminal's clock, and times are corrected.
func (d Device) ClockWrong() bool { return d.Skew.Abs() > wire.MaxSkew }

// notAfter is when something happened: now, when nobody says or it lies ahead.
func notAfter(at, now time.Time) time.Time {
	if at.IsZero() || at.After(now) {
		return now
	}
	return at
}
