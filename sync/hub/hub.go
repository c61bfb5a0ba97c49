package hub

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Options is what a hub is built from.
type Options struct {
	Store     Store
	Clock     retail.Clock
	IDs       retail.IDs
	Rand      io.Reader          // crypto/rand.Reader in real life
	Secret    []byte             // 32 bytes: signs access tokens, makes typed pickup codes
	PickupKey ed25519.PrivateKey // signs pickup codes
	PickupID  uint8              // the key's number in pickup codes
	Next      *retail.PickupKey  // the pickup key that comes, see Signer
	Dropped   []uint8            // pickup keys that are believed no longer
	Pins      [][]byte           // SHA-256 of the SPKI of the certificate, now and next
	Limits    Limits             // zero: those of the protocol
	Log       *slog.Logger
	Ledger    Ledger // what was started of the notices; nil when nobody wrote it down
	// Rule judges in the place of retail.Decide, for those who watch or spoil it; nil in real life.
	Rule func(retail.State, retail.Command) retail.Decision
	// URL is where terminals find this hub; may be nil.
	URL func() string
	// Public is the base address of the customers' pages, "" where there are none.
	Public string
	// Self makes this hub a store relay: the device it is enrolled as. A relay
	// has no pickup key.
	Self retail.DeviceID
	// Upstream is the chain's hub, of a relay.
	Upstream Upstream
	// Mail sends a notice that a relay hands over; nil refuses.
	Mail func(context.Context, wire.MailRequest) wire.MailOutcome
}

// Upstream is the chain's hub as a relay needs it. Faults are CodeOffline while
// it cannot be reached.
type Upstream interface {
	// Enrol makes a device a terminal of the relay's shop.
	Enrol(ctx context.Context, req wire.EnrolRequest) (wire.EnrolReply, error)
	// PickupCode returns the pickup code of an order, which only the chain's hub
	// can sign.
	PickupCode(ctx context.Context, o retail.Order) (wire.CodeReply, error)
	// Pass hands a request about what only the chain knows, the stock of its other
	// shops, on to the chain's hub, and the answer back.
	Pass(w http.ResponseWriter, r *http.Request) error
	// CutSince returns since when the chain's hub is out of reach, the zero time
	// while it is not.
	CutSince() time.Time
}

// Hub is the server without its socket: it judges, feeds and answers. Build
// makes one.
type Hub struct {
	Options
	rule       func(retail.State, retail.Command) retail.Decision // retail.Decide, but in tests
	feed       *broker
	meter      meter
	unreminded resting // orders whose customer is not reminded for now
	present    presence
	blame      blame
	bulk       bulk
	proposals  proposals
	weekly     weekly
	shops      shops
	lives      lives
	limits     *limits
	openapi    document
	digests    digests
	members    members
	pinned     atomic.Pointer[[][]byte] // Pins since, nil when they are the same
	signer     atomic.Pointer[Signer]
	settling   sync.Mutex
	began      time.Time // guarded by settling
	stopOnce   sync.Once
	stopped    chan struct{} // closed by Stop
}

// Build returns a hub and makes sure that terminals know its pickup key.
func Build(ctx context.Context, o Options) (*Hub, error) {
	h := &Hub{
		Options: o, rule: retail.Decide, feed: newBroker(), meter: newMeter(), limits: newLimits(o.Limits),
		stopped: make(chan struct{}), began: o.Clock.Now(),
		bulk: bulk{stock: usualBounds},
	}
	h.signer.Store(&Signer{ID: o.PickupID, Key: o.PickupKey, Next: o.Next, Dropped: o.Dropped})
	if o.Rule != nil {
		h.rule = o.Rule
	}
	if h.relay() {
		return h, nil // what it knows of the chain comes down
	}
	var c retail.Chain
	if _, err := o.Store.Row(ctx, wire.ScopeOrg, retail.EntityChain, chainKey, &c); err != nil {
		return nil, err
	}
	if err := h.PutChain(ctx, c); err != nil {
		return nil, err
	}
	return h, nil
}

// chainKey is the key of the one Chain row.
const chainKey = "chain"

// Stop ends every wait for changes, so that a server can be shut down; what is
// being judged is finished.
func (h *Hub) Stop() {
	h.stopOnce.Do(func() {
		close(h.stopped)
		h.limits.endStreams()
	})
}

// update runs one transaction and tells the terminals.
func (h *Hub) update(ctx context.Context, scopes []wire.Scope, f func(Tx) error) error {
	hints, err := h.Store.Update(ctx, scopes, f)
	if err == nil && len(hints) > 0 {
		h.feed.publish(hints)
		h.Store.Say(News{Heads: hints})
	}
	return err
}

// rows reads every row of an entity of a scope.
func rows[T any](ctx context.Context, s Store, scope wire.Scope, entity retail.Entity) ([]T, error) {
	var out []T
	err := s.Rows(ctx, scope, entity, func(_ string, data []byte) error {
		var v T
		if err := json.Unmarshal(data, &v); err != nil {
			return retail.E(retail.CodeDamaged, "hub.rows", "", err)
		}
		out = append(out, v)
		return nil
	})
	return out, err
}
