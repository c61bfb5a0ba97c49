package relay

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// Chain is the line to the chain's hub; agent.Caller fills it in. A refusal is
// read with Options.Problem.
type Chain interface {
	// Do sends in, nil for none, and reads the answer into out, nil for none.
	Do(ctx context.Context, method, path string, in, out any) error
	// Stream hands the JSON texts of an answer to next, one after the other.
	Stream(ctx context.Context, path string, next func(decode func(any) error) error) error
	// Page asks for what changed in a feed after the cursor.
	Page(ctx context.Context, scope wire.Scope, from wire.Cursor) (wire.Page, error)
	// Snapshot asks for a whole feed.
	Snapshot(ctx context.Context, scope wire.Scope) ([]wire.Change, wire.Cursor, error)
	// Pass hands a request on, and the answer back.
	Pass(w http.ResponseWriter, r *http.Request) error
	// Listen hands over hints until the stream ends.
	Listen(ctx context.Context, hint func(wire.Hint)) error
}

// Options is what a relay is built from.
type Options struct {
	Chain   Chain
	Problem func(error) (wire.Problem, bool) // what the chain's hub said when it refused: agent.Problem
	Device  retail.DeviceID                  // the relay, as it is enrolled
	Store   retail.SiteID
	Books   hub.Store
	Clock   retail.Clock
	Rand    func() float64    // in [0, 1), spreads retries
	Here    func() wire.Place // where terminals find this relay
	Keep    time.Duration     // how long a line of the log is kept once it is up, two weeks when zero
	// Pause waits before something is asked again, and tells whether to ask: ctx has
	// not ended. Nil waits by the machine's clock.
	Pause func(ctx context.Context, d time.Duration) bool
	Log   *slog.Logger
}

// keepLog is Options.Keep unless it is set.
const keepLog = 14 * 24 * time.Hour

// Relay brings the hub of a shop and the chain's hub in step. It is the
// hub.Upstream of its own hub. Make it with New; Hub must be set before use.
type Relay struct {
	Options
	Hub *hub.Hub

	turn sync.Mutex // Down and Up come one at a time
	at   *cursor    // how far the chain's hub has the log, nil while nobody knows

	mu      sync.Mutex
	contact time.Time // when the chain's hub last answered
	cut     time.Time // since when it does not, zero while it does
	dirty   map[wire.Scope]bool
	all     bool // every feed may have moved
	wake    chan struct{}
}

// cursor is how far the chain's hub has the log, and of which life.
type cursor struct {
	epoch string
	mark  wire.Mark
}

// New builds a relay. Set Hub before it is used.
func New(o Options) *Relay {
	if o.Keep <= 0 {
		o.Keep = keepLog
	}
	if o.Pause == nil {
		o.Pause = func(ctx context.Context, d time.Duration) bool { return timeUp(ctx, d, nil) }
	}
	return &Relay{Options: o, dirty: map[wire.Scope]bool{}, all: true, wake: make(chan struct{}, 1)}
}

var _ hub.Upstream = (*Relay)(nil)

// CutSince returns since when the chain's hub is out of reach, the zero time
// while it is not.
func (r *Relay) CutSince() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.cut
}

// Enrol makes a device a terminal of the shop, at the chain's hub.
func (r *Relay) Enrol(ctx context.Context, req wire.EnrolRequest) (wire.EnrolReply, error) {
	var reply wire.EnrolReply
	err := r.do(ctx, "POST", wire.PathRelayEnrol, req, &reply)
	if p, ok := r.Problem(err); ok && (p.Code == wire.ProblemCode || p.Code == wire.ProblemInvalid) {
		return reply, retail.E(retail.CodeNotAllowed, "relay.Enrol", "hint.enrol_code", err)
	}
	if err != nil {
		return reply, err
	}
	r.touch(wire.ScopeOrg, wire.DeviceScope(reply.Device))
	return reply, nil
}

// PickupCode returns the pickup code of an order.
func (r *Relay) PickupCode(ctx context.Context, o retail.Order) (wire.CodeReply, error) {
	var reply wire.CodeReply
	err := r.do(ctx, "POST", wire.PathRelayCode, wire.CodeRequest{Order: o.ID, Reissue: o.Pickup.Reissue, Expires: o.Pickup.Expires}, &reply)
	return reply, err
}

// Pass hands a request of a terminal on to the chain's hub.
func (r *Relay) Pass(w http.ResponseWriter, req *http.Request) error {
	return r.noted(req.Context(), r.Chain.Pass(w, req))
}

// do asks the chain's hub and notes whether it is there.
func (r *Relay) do(ctx context.Context, method, path string, in, out any) error {
	return r.noted(ctx, r.Chain.Do(ctx, method, path, in, out))
}

// noted notes what an answer, or none, says of the line.
func (r *Relay) noted(ctx context.Context, err error) error {
	_, answered := r.Problem(err)
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err == nil || answered:
		r.contact, r.cut = r.Clock.Now(), time.Time{}
	case retail.CodeOf(err) == retail.CodeOffline && ctx.Err() == nil && r.cut.IsZero():
		r.cut = r.contact
		if r.cut.IsZero() {
			r.cut = r.Clock.Now()
		}
		r.Log.Warn("relay: the chain's hub is out of reach; the shop goes on", "err", err)
	}
	return err
}

// touch notes that feeds of the chain may have moved and wakes Run.
func (r *Relay) touch(scopes ...wire.Scope) {
	r.mu.Lock()
	for _, s := range scopes {
		r.dirty[s] = true
	}
	r.mu.Unlock()
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Hint says that something of the chain may have moved, as the event stream
// does.
func (r *Relay) Hint(h wire.Hint) {
	if h.Scope == wire.ScopeStock {
		r.Hub.Pass(h) // it is not kept here: terminals ask through this relay
		return
	}
	r.touch(h.Scope)
}

// Poll says that no hint came for a while: everything may have moved.
func (r *Relay) Poll() {
	r.mu.Lock()
	r.all = true
	r.mu.Unlock()
	r.touch()
}

// said tells whether the chain's hub refused with the code.
func (r *Relay) said(err error, code string) bool {
	p, ok := r.Problem(err)
	return ok && p.Code == code
}
