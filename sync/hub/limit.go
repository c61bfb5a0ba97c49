package hub

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Limits is how much a hub takes at once. A limit never costs what staff did:
// who meets one is told when to come again, and does. Zero fields stand for
// those of SYNC protocol v1.
type Limits struct {
	DeviceRate  float64 // requests a second of one terminal
	DeviceBurst int
	TokenRate   float64 // requests a second of one address that shows no token
	TokenBurst  int
	EnrolRate   float64 // enrolments a second of one address
	EnrolBurst  int
	Snapshots   int // at once
	Pushes      int // at once, with their bodies in memory
	Queue       int // commands of pushes that are under way
}

// orDefault fills the zero fields. A whole chain may stand behind one address,
// so what tokens may cost is little work rather than few of them.
func (l Limits) orDefault() Limits {
	for _, f := range []struct {
		to *float64
		is float64
	}{{&l.DeviceRate, 20}, {&l.TokenRate, 100}, {&l.EnrolRate, 2}} {
		if *f.to == 0 {
			*f.to = f.is
		}
	}
	for _, n := range []struct {
		to *int
		is int
	}{{&l.DeviceBurst, 60}, {&l.TokenBurst, 1000}, {&l.EnrolBurst, 20}, {&l.Snapshots, 8}, {&l.Pushes, 256}, {&l.Queue, 4096}} {
		if *n.to == 0 {
			*n.to = n.is
		}
	}
	return l
}

// limits is the state of Limits.
type limits struct {
	Limits
	devices, tokens, enrols *buckets

	snapshots chan struct{} // a place for each snapshot that may run at once
	took      atomic.Int64  // what a snapshot took of late, nanoseconds
	pushes    chan struct{} // likewise for pushes
	queued    atomic.Int64  // commands of pushes that are under way

	mu      sync.Mutex
	streams map[retail.DeviceID]*stream // each terminal has one
}

func newLimits(l Limits) *limits {
	l = l.orDefault()
	return &limits{
		Limits: l, devices: newBuckets(l.DeviceRate, l.DeviceBurst), tokens: newBuckets(l.TokenRate, l.TokenBurst),
		enrols: newBuckets(l.EnrolRate, l.EnrolBurst), snapshots: make(chan struct{}, l.Snapshots),
		pushes: make(chan struct{}, l.Pushes), streams: map[retail.DeviceID]*stream{},
	}
}

// maxBuckets is how many callers are told apart; whoever comes beyond shares one.
const maxBuckets = 20_000

// buckets are the token buckets of many callers.
type buckets struct {
	rate  rate.Limit
	burst int
	mu    sync.Mutex
	m     map[string]*rate.Limiter
}

func newBuckets(perSecond float64, burst int) *buckets {
	return &buckets{rate: rate.Limit(perSecond), burst: burst, m: map[string]*rate.Limiter{}}
}

// wait returns 0 and takes one from the caller's bucket, or returns in how long
// there will be one.
func (b *buckets) wait(caller string, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.m[caller]
	if l == nil {
		if len(b.m) >= maxBuckets {
			for k, old := range b.m {
				if old.TokensAt(now) >= float64(b.burst) {
					delete(b.m, k) // full: forgetting it changes nothing
				}
			}
		}
		if len(b.m) >= maxBuckets {
			caller = ""
		}
		if l = b.m[caller]; l == nil {
			l = rate.NewLimiter(b.rate, b.burst)
			b.m[caller] = l
		}
	}
	r := l.ReserveN(now, 1)
	d := r.DelayFrom(now)
	if d > 0 {
		r.CancelAt(now)
	}
	return d
}

// address is whom a request without a token is counted for: an IPv4 address, or
// the network of 64 bits of an IPv6 one. It is empty for this machine itself:
// whoever is on it needs no door, and where a proxy on it passes connections on,
// all callers would share one count.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if ip = ip.Unmap(); ip.IsLoopback() {
		return ""
	}
	if ip.Is4() {
		return ip.String()
	}
	p, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return ip.String()
	}
	return p.String()
}

// slow tells a caller to come again later: 429.
func slow(in time.Duration) error {
	return answer{status: http.StatusTooManyRequests, Problem: wire.Problem{Code: wire.ProblemBusy}, after: in}
}

// full tells a caller that the hub has no room for the moment: 503.
func full(in time.Duration) error {
	return answer{status: http.StatusServiceUnavailable, Problem: wire.Problem{Code: wire.ProblemBusy}, after: in}
}

// few lets an address through that shows no token, within the limit.
func (h *Hub) few(b *buckets, f handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if from := address(r); from != "" {
			if d := b.wait(from, h.Clock.Now()); d > 0 {
				return slow(d)
			}
		}
		return f(w, r)
	}
}

// startSnapshot takes a place; done gives it back. Whoever finds none comes
// again when one of those that run should be through.
func (h *Hub) startSnapshot() (done func(), err error) {
	l := h.limits
	select {
	case l.snapshots <- struct{}{}:
	default:
		return nil, full(time.Duration(l.took.Load()))
	}
	began := h.Clock.Now()
	return func() {
		now := int64(h.Clock.Now().Sub(began))
		if was := l.took.Load(); was > 0 {
			now = (3*was + now) / 4
		}
		l.took.Store(now)
		<-l.snapshots
	}, nil
}

// startPush takes a place for a push that is still to be read.
func (h *Hub) startPush() (done func(), err error) {
	select {
	case h.limits.pushes <- struct{}{}:
		return func() { <-h.limits.pushes }, nil
	default:
		return nil, full(0)
	}
}

// enqueue counts the commands of a push that was read. A push that finds the
// queue empty is taken whatever its size.
func (h *Hub) enqueue(n int) (done func(), err error) {
	l := h.limits
	if before := l.queued.Add(int64(n)) - int64(n); before > 0 && before+int64(n) > int64(l.Queue) {
		l.queued.Add(int64(-n))
		return nil, full(0)
	}
	return func() { l.queued.Add(int64(-n)) }, nil
}

// Door lets each caller in so often and no more. It may be used from many
// goroutines.
type Door struct{ b *buckets }

// NewDoor returns a door for perSecond requests of each caller, burst at once.
func NewDoor(perSecond float64, burst int) Door { return Door{newBuckets(perSecond, burst)} }

// Wait returns 0 for a request that is let in, else in how long one will be.
func (d Door) Wait(caller string, now time.Time) time.Duration { return d.b.wait(caller, now) }
