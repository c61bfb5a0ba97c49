package agent

import (
	"context"
	"crypto/ed25519"
	"errors"
	"iter"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Store is what the agent asks of the terminal's database.
type Store interface {
	// Pending returns the oldest unsent commands in dseq order, at most n and
	// about bytes of JSON, and how many more wait behind them.
	Pending(ctx context.Context, n, bytes int) (cmds []retail.Command, left int, err error)
	// SaveVerdicts stores the hub's answers.
	SaveVerdicts(ctx context.Context, results []wire.Result, at time.Time) error
	// Rewind brings the outbox in line with a hub that knows this device's
	// commands up to last.
	Rewind(ctx context.Context, last int64) error
	// Renumber gives the unsent commands the numbers from last + 1.
	Renumber(ctx context.Context, last int64) error
	// Again returns how many of the unsent commands a life of the hub had judged
	// that was lost.
	Again(ctx context.Context) (int, error)
	// Rejected returns the verdicts of those among the dseqs that it rejected.
	Rejected(ctx context.Context, from, to int64) ([]wire.Result, error)
	// UnsentSince returns how many commands have no verdict, and the oldest's time.
	UnsentSince(ctx context.Context) (int, time.Time, error)
	// Cursor returns how far a scope was taken in, the zero Cursor when not at all.
	Cursor(ctx context.Context, scope wire.Scope) (wire.Cursor, error)
	// Digest returns what the hub's rows of a scope come to here, for the kinds
	// of rows that are kept, and the cursor they were counted at.
	Digest(ctx context.Context, scope wire.Scope) (wire.Digest, wire.Cursor, error)
	// ResetCursor forgets it; the rows stay until the snapshot comes. A cursor
	// without an epoch may stay too: it is not followed.
	ResetCursor(ctx context.Context, scope wire.Scope) error
	// ApplyPage takes a page in with its cursor, in one transaction. A page
	// that does not begin at the cursor is CodeRefused.
	ApplyPage(ctx context.Context, from wire.Cursor, page wire.Page) error
	// ApplySnapshot replaces a scope. end is asked for after the last row.
	ApplySnapshot(ctx context.Context, head wire.PageHead, rows iter.Seq2[wire.Change, error], end func() wire.PageEnd) error
	BulkStore
	// SeenHub notes the hub's time and the clock offset.
	SeenHub(ctx context.Context, now time.Time, offset time.Duration) error
}

// Options says whose line it is.
type Options struct {
	Device retail.DeviceID
	Shop   retail.SiteID
	Key    ed25519.PrivateKey
	Hub    string   // base URL
	Pins   [][]byte // SPKI SHA-256 of the hub's certificates
	App    string   // version of the program
	Store  Store
	Parts  string // folder for parts of snapshots until they are taken in, made when missing; "" for memory
	Clock  *HubClock
	Rand   func() float64 // in [0, 1), spreads retries
	Log    *slog.Logger
	// Revoked is called once when the hub refuses this terminal for good; it
	// wipes. Run then returns. May be nil.
	Revoked func(context.Context)
	// Pinned keeps the pins of the hub's certificates when they change, before
	// they are trusted. When it fails the old ones stand. May be nil.
	Pinned func(pins [][]byte) error
	// Moved is called when another hub is home of this terminal's shop from now
	// on, before anything is said to it: it keeps where that is. May be nil.
	Moved func(context.Context, wire.Place) error
	// Find looks for hubs with one of the pins in this machine's network and
	// returns their base addresses; it may take seconds. May be nil.
	Find func(ctx context.Context, pins [][]byte) []string
	// Transport replaces the pinned TLS transport, for tests.
	Transport http.RoundTripper
}

// Agent keeps a terminal and its hub in step. Make it with New.
type Agent struct {
	o     Options
	link  *link
	board board
	parts spool

	pushWake    chan struct{} // something was recorded
	pushAgain   chan struct{} // the hub is back, or somebody wants it now: do not wait
	mainWake    chan struct{} // org, device or shop may have moved
	catalogWake chan struct{}
	eventsWake  chan struct{}

	counting sync.Mutex // an older count never replaces a newer one

	deaf atomic.Int32 // how often the event stream failed since it was last heard

	mu    sync.Mutex
	dirty map[wire.Scope]bool
	given []wire.Page // of the shop's feed, that came by themselves
	sums  map[wire.Scope]*check
	epoch string // of the last answer to a push
	last  int64  // how far the hub knew our commands then
	// askAgain: a feed told that the hub was restored. It stands beside epoch,
	// which the answer to a push that is under way would set again.
	askAgain bool
	backAt   time.Time
	listenAt time.Time // when the event loop was last told to try at once
	looked   time.Time // when the hub was last looked for nearby
	looking  bool
	revoked  bool
	ended    context.CancelFunc
}

// Timing of the loops.
const (
	pollEvery    = time.Minute // when no hint comes
	retryFirst   = time.Second // bound of the first retry
	retryMost    = 15 * time.Second
	upgradeEvery = 10 * time.Minute // how often an outdated program asks again
	unknownEvery = time.Minute      // how often a terminal asks a hub that does not know it
	backEvery    = 10 * time.Second // how often a hub that came back wakes everybody
)

// New builds the agent; Run sets it going.
func New(o Options) *Agent {
	a := &Agent{
		o: o, dirty: map[wire.Scope]bool{}, sums: map[wire.Scope]*check{},
		pushWake: make(chan struct{}, 1), pushAgain: make(chan struct{}, 1), mainWake: make(chan struct{}, 1),
		catalogWake: make(chan struct{}, 1), eventsWake: make(chan struct{}, 1),
	}
	trust := &trust{keep: o.Pinned}
	trust.pins.Store(&o.Pins)
	tr := o.Transport
	if tr == nil {
		tr = pinned(trust.has)
	}
	a.link = &link{
		client: &http.Client{Transport: tr}, hub: o.Hub, device: o.Device, key: o.Key, clock: o.Clock, trust: trust, log: o.Log,
		unsent: func() int { return a.Status().Unsent }, app: o.App, upstream: a.upstream,
	}
	a.parts.dir = o.Parts
	a.board.now = Status{Line: Connecting, Since: o.Clock.Now(), Offset: o.Clock.Offset()}
	return a
}

// Run sends and takes in until the context ends or the hub revokes the
// terminal. It returns nil in both cases, never because the hub is away, and an
// error only when the database cannot be read at the start.
func (a *Agent) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := a.begin(ctx, cancel); err != nil {
		return err
	}
	var wg sync.WaitGroup
	for _, loop := range []func(context.Context){a.pushLoop, a.mainLoop, a.catalogLoop, a.eventLoop} {
		wg.Go(func() { loop(ctx) })
	}
	wg.Wait()
	if c, ok := a.link.client.Transport.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
	if a.shutOut() && a.o.Revoked != nil {
		a.o.Revoked(context.WithoutCancel(ctx))
	}
	return nil
}

// begin is what comes before the loops. cancel ends them when the hub shuts
// this terminal out.
func (a *Agent) begin(ctx context.Context, cancel context.CancelFunc) error {
	a.mu.Lock()
	a.ended = cancel
	a.mu.Unlock()
	a.link.heard = func(hub time.Time) {
		if err := a.o.Store.SeenHub(ctx, hub, a.o.Clock.Offset()); err != nil && ctx.Err() == nil {
			a.o.Log.Warn("agent: hub time", "err", err)
		}
	}
	a.count(ctx)
	c, err := a.o.Store.Cursor(ctx, wire.StoreScope(a.o.Shop))
	if err != nil {
		return err
	}
	a.board.update(func(s *Status) { s.Ready = c != wire.Cursor{} })
	a.touchAll()
	return nil
}

// shutOut tells whether the hub refused this terminal for good.
func (a *Agent) shutOut() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.revoked
}

// Recorded tells the agent that something may be unsent. It leaves at once when
// the line is good, else with the next try: however much is recorded while the
// hub is away, nobody dials for each of it. What is shown of it does not wait
// for the sending, which may hang on a line that is gone.
func (a *Agent) Recorded() {
	a.count(context.Background())
	poke(a.pushWake)
}

func (a *Agent) mainScopes() []wire.Scope {
	return []wire.Scope{wire.ScopeOrg, wire.DeviceScope(a.o.Device), wire.StoreScope(a.o.Shop)}
}

// mark notes that scopes may have moved.
func (a *Agent) mark(scopes ...wire.Scope) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, s := range scopes {
		a.dirty[s] = true
	}
}

// touch notes that a scope may have moved and wakes who takes it in.
func (a *Agent) touch(s wire.Scope) {
	a.mark(s)
	if wire.Shared(s) {
		poke(a.catalogWake)
	} else {
		poke(a.mainWake)
	}
}

// untouch tells whether a scope may have moved, and forgets it.
func (a *Agent) untouch(s wire.Scope) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	was := a.dirty[s]
	delete(a.dirty, s)
	return was
}

func (a *Agent) touchAll() {
	for _, s := range a.mainScopes() {
		a.touch(s)
	}
	a.touch(wire.ScopeCatalog)
	a.touch(wire.ScopeStock)
}

// back lets everybody try at once when the hub is there again, but not over
// and over when it comes and goes.
func (a *Agent) back(now time.Time) {
	a.mu.Lock()
	often := now.Sub(a.backAt) < backEvery && !a.backAt.IsZero()
	if !often {
		a.backAt = now
	}
	a.mu.Unlock()
	if often {
		return
	}
	a.touchAll()
	a.pushNow()
	poke(a.eventsWake)
}

// pushNow lets the push loop try at once, whatever it waits for.
func (a *Agent) pushNow() {
	poke(a.pushWake)
	poke(a.pushAgain)
}

// SyncNow tries everything at once: somebody looks at it and asks for it.
func (a *Agent) SyncNow() {
	a.count(context.Background())
	a.touchAll()
	a.pushNow()
	poke(a.eventsWake)
}

// failed sorts a fault out: it returns how long to wait at least, and notes
// how the line stands.
func (a *Agent) failed(ctx context.Context, what string, err error) time.Duration {
	if ctx.Err() != nil {
		return 0
	}
	var r *refusal
	switch {
	case said(err, wire.ProblemRevoked):
		a.mu.Lock()
		a.revoked = true
		end := a.ended
		a.mu.Unlock()
		a.setLine(Revoked)
		a.o.Log.Warn("agent: the hub shut this terminal out")
		end()
		return 0
	case said(err, wire.ProblemUnknown):
		a.setLine(Unknown)
		a.o.Log.Warn("agent: the hub does not know this terminal", "device", a.o.Device)
		return unknownEvery
	case said(err, wire.ProblemHome) && errors.As(err, &r) && r.problem.Home != nil:
		a.contact()
		return a.moved(ctx, *r.problem.Home)
	case said(err, wire.ProblemUpgrade):
		a.contact()
		a.setLine(Upgrade)
		return upgradeEvery
	case errors.As(err, &r) && r.problem.Code != "":
		a.contact() // it is there, and has its reasons
	case retail.CodeOf(err) == retail.CodeOffline, errors.As(err, &r), errors.Is(err, wire.ErrCut):
		a.missed()
		a.look(ctx)
	}
	a.o.Log.Info("agent: "+what, "err", err)
	return retryAfter(err)
}

func (a *Agent) retries() *backoff {
	return &backoff{rand: a.o.Rand, first: retryFirst, most: retryMost}
}
