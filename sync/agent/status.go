package agent

import (
	"context"
	"sync"
	"time"

	"miseban/sync/wire"
)

// Line is how the line to the hub stands.
type Line uint8

// Values of Line.
const (
	// Connecting: not heard of the hub yet, and not failed yet.
	Connecting Line = iota + 1
	// Online: the last thing tried worked.
	Online
	// Offline: the hub cannot be reached. Staff go on.
	Offline
	// Upgrade: this program is too old to take the hub's news; what staff do
	// is still sent.
	Upgrade
	// Revoked: the hub shut this terminal out for good.
	Revoked
	// Unknown: the hub has never heard of this terminal. Staff go on, nothing
	// can be sent until it is enrolled again.
	Unknown
)

// String returns the word of the value.
func (l Line) String() string {
	if l < Connecting || l > Unknown {
		return "invalid"
	}
	return [...]string{"connecting", "online", "offline", "upgrade", "revoked", "unknown"}[l-1]
}

// Status is how the line to the hub stands, for the sync light and the page
// 記録と送信. Times are the hub's; zero means never.
type Status struct {
	Line    Line
	Since   time.Time // of Line; Offline counts from the last contact
	Contact time.Time // when the hub last answered
	Pushed  time.Time // when it last judged something
	Pulled  time.Time // when the shop's state was last known to be new
	Unsent  int
	Oldest  time.Time // of the unsent
	// Resend of ResendOf commands that the hub had judged before it was restored
	// from a copy are sent again; both are 0 when it knows them all.
	Resend, ResendOf int
	Ready            bool          // the shop's state is here: work can begin
	Loading          Progress      // of the snapshot that is being taken in
	Offset           time.Duration // hub clock minus own clock
	// Upstream is since when the shop's relay, which this terminal talks to, is
	// cut off from the chain's hub: the shop goes on, the rest of the chain is not
	// told. Zero while it is not, and without a relay.
	Upstream time.Time
	Astray   int // how often rows were found not to be the hub's, since the start
}

// ClockWrong tells that this machine's clock is so far off the hub's that
// somebody should set it. Nothing stops: times are corrected.
func (s Status) ClockWrong() bool { return s.Offset.Abs() > wire.MaxSkew }

// board holds the Status and tells who watches.
type board struct {
	mu   sync.Mutex
	now  Status
	subs map[chan Status]struct{}
}

// Status returns how the line stands now.
func (a *Agent) Status() Status {
	a.board.mu.Lock()
	defer a.board.mu.Unlock()
	return a.board.now
}

// Watch returns a channel that holds the newest Status whenever it changed. It
// never holds up the agent. cancel ends it.
func (a *Agent) Watch() (changes <-chan Status, cancel func()) {
	c := make(chan Status, 1)
	b := &a.board
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.subs == nil {
		b.subs = map[chan Status]struct{}{}
	}
	b.subs[c] = struct{}{}
	c <- b.now
	return c, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if _, ok := b.subs[c]; ok {
			delete(b.subs, c)
			close(c)
		}
	}
}

// update changes the status, tells the watchers if it is another, and returns
// what it was.
func (b *board) update(change func(*Status)) (before Status) {
	b.mu.Lock()
	defer b.mu.Unlock()
	before = b.now
	change(&b.now)
	if b.now == before {
		return before
	}
	for c := range b.subs {
		select {
		case <-c: // an older one that nobody took
		default:
		}
		c <- b.now
	}
	return before
}

// contact notes that the hub answered, and lets everybody try when it had been
// away.
func (a *Agent) contact() {
	now := a.o.Clock.Now()
	before := a.board.update(func(s *Status) {
		s.Contact, s.Offset = now, a.o.Clock.Offset()
		if s.Line == Connecting || s.Line == Offline || s.Line == Unknown {
			s.Line, s.Since = Online, now
		}
	})
	if before.Line == Offline || before.Line == Unknown {
		a.back(now)
	}
	a.listenAgain(now)
}

// missed notes that the hub could not be reached.
func (a *Agent) missed() {
	now := a.o.Clock.Now()
	a.board.update(func(s *Status) {
		if s.Line == Connecting || s.Line == Online {
			s.Line, s.Since = Offline, now
			if !s.Contact.IsZero() {
				s.Since = s.Contact
			}
		}
	})
}

func (a *Agent) setLine(l Line) {
	now := a.o.Clock.Now()
	a.board.update(func(s *Status) {
		if s.Line != l && s.Line != Revoked {
			s.Line, s.Since = l, now
		}
	})
}

// count refreshes the unsent figures.
func (a *Agent) count(ctx context.Context) {
	a.counting.Lock()
	defer a.counting.Unlock()
	n, oldest, err := a.o.Store.UnsentSince(ctx)
	if err != nil {
		return // the next one counts again
	}
	again, err := a.o.Store.Again(ctx)
	if err != nil {
		return
	}
	a.board.update(func(s *Status) {
		s.Unsent, s.Oldest = n, oldest
		if s.ResendOf = max(s.ResendOf, again); again == 0 {
			s.ResendOf = 0
		}
		s.Resend = s.ResendOf - again
	})
}
