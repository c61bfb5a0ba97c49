package retail

import "time"

// Clock tells the time. Everything that needs "now" asks for one, so that
// tests and the simulator own the time.
type Clock interface {
	// Now returns the present instant, as the hub would tell it: a terminal
	// corrects its own clock by the offset it measured against the hub.
	Now() time.Time
}

// ClockFunc lets an ordinary function be a Clock.
type ClockFunc func() time.Time

// Now calls the function.
func (f ClockFunc) Now() time.Time { return f() }

// Japan is the zone of the shops. Japan has no summer time, so a fixed offset
// serves on devices without zone data too.
var Japan = time.FixedZone("JST", 9*60*60)
