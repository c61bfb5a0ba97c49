package camera

import (
	"slices"
	"sync"
	"time"

	"miseban/scanner"
	"miseban/scanner/decode"
)

// Sighting is a code that is in view.
type Sighting struct {
	scanner.Reading
	// Repeat: it was told already and has been in view since, or nearly so. It
	// does not count again.
	Repeat bool
}

// GuardFor is for how long a code must be out of view before it is told again.
const GuardFor = 1500 * time.Millisecond

// guard tells an item that stays before the camera from the next one of the
// same: a code counts once, and again when it was out of view for a while, or
// when staff say that they have another.
type guard struct {
	known func(decode.Result) bool
	mu    sync.Mutex
	codes []guarded
}

// guarded is a code that was seen lately.
type guarded struct {
	format  decode.Format
	text    string
	at      time.Time // seen last
	open    bool      // the next time counts
	foreign bool      // a doubtful code that is not known
}

// take judges what a frame showed. ok is false for what is to be kept quiet.
func (g *guard) take(r decode.Result, at time.Time) (repeat, ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.codes = slices.DeleteFunc(g.codes, func(c guarded) bool { return at.Sub(c.at) >= GuardFor })
	for i := range g.codes {
		c := &g.codes[i]
		if c.format != r.Format || c.text != r.Text {
			continue
		}
		if at.After(c.at) {
			c.at = at
		}
		repeat = !c.open
		c.open = false
		return repeat, !c.foreign
	}
	c := guarded{format: r.Format, text: r.Text, at: at}
	if g.known != nil && Doubtful(r.Format) {
		c.foreign = !g.known(r)
	}
	g.codes = append(g.codes, c)
	return false, !c.foreign
}

// again lets everything in view count once more.
func (g *guard) again() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i := range g.codes {
		g.codes[i].open = true
	}
}

// reset forgets what was seen.
func (g *guard) reset() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.codes = nil
}
