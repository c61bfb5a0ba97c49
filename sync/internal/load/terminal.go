package load

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/sync/hubserve"
	"miseban/sync/wire"
)

// terminal is one of the load: it holds one connection and knows only where it
// is in its shop's feed.
type terminal struct {
	r     *run
	n     int
	store retail.SiteID
	key   ed25519.PrivateKey
	id    retail.DeviceID

	client *http.Client

	mu      sync.Mutex
	at      int // which hub it speaks to
	access  string
	expires time.Time

	dseq   int64
	step   int
	taking sync.Mutex // guards cursor and pulls
	cursor wire.Cursor
	wake   chan struct{}  // a hint came
	taps   chan time.Time // commands to be made
	joined chan struct{}  // closed when the event stream is open
	pulls  []pulled
}

// pulled is when a terminal had taken its shop's feed in up to where.
type pulled struct {
	seq int64
	at  time.Time
}

// requestWithin bounds one request.
const requestWithin = 30 * time.Second

// newTerminal makes one with an address of its own: behind one address the hub
// would take it for an attack that thousands enrol in a second.
func newTerminal(r *run, n int) *terminal {
	from := &net.TCPAddr{IP: net.IPv4(127, byte(1+n/60_000), byte(1+n/250%240), byte(1+n%250))}
	tr := &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second, LocalAddr: from}).DialContext,
		TLSClientConfig:     hubserve.Pinned(r.pin),
		ForceAttemptHTTP2:   true,
		DisableCompression:  true,
		TLSHandshakeTimeout: 20 * time.Second,
		ReadBufferSize:      4 << 10,
		WriteBufferSize:     4 << 10,
	}
	if r.Hub != "" { // another machine cannot answer to a loopback address
		tr.DialContext = (&net.Dialer{Timeout: 10 * time.Second}).DialContext
	}
	return &terminal{
		r: r, n: n, at: n % len(r.addrs), store: storeOf(n % r.Stores), client: &http.Client{Transport: tr},
		wake: make(chan struct{}, 1), taps: make(chan time.Time, 1024), joined: make(chan struct{}),
	}
}

// call sends one request and returns the body of a 2xx answer; what the hub
// asks to wait for is waited for.
func (t *terminal) call(ctx context.Context, method, path string, body []byte, token bool) (*http.Response, error) {
	for {
		req, err := http.NewRequestWithContext(ctx, method, t.hub()+path, bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		req.Header.Set(wire.HeaderProto, wire.Proto)
		if token {
			access, err := t.token(ctx)
			if err != nil {
				return nil, err
			}
			req.Header.Set(wire.HeaderAccess, "Bearer "+access)
		}
		res, err := t.client.Do(req)
		if err != nil {
			return nil, err
		}
		if res.StatusCode/100 == 2 {
			return res, nil
		}
		text, _ := io.ReadAll(io.LimitReader(res.Body, 1<<10))
		_ = res.Body.Close()
		after, _ := strconv.Atoi(res.Header.Get("Retry-After"))
		if after == 0 || !pause(ctx, time.Duration(after)*time.Second) {
			return nil, fmt.Errorf("load: %s: %s %s", path, res.Status, text)
		}
	}
}

func (t *terminal) hub() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return "https://" + t.r.addrs[t.at]
}

// elsewhere turns to the next hub: this one did not answer.
func (t *terminal) elsewhere() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.at = (t.at + 1) % len(t.r.addrs)
}

// ask sends and reads a JSON answer.
func (t *terminal) ask(ctx context.Context, path string, body, into any, token bool) error {
	ctx, cancel := context.WithTimeout(ctx, requestWithin)
	defer cancel()
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	res, err := t.call(ctx, http.MethodPost, path, b, token)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	return json.NewDecoder(res.Body).Decode(into)
}

// enrol makes it a terminal of its shop.
func (t *terminal) enrol(ctx context.Context, code string) error {
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	t.key = key
	var reply wire.EnrolReply
	err = t.ask(ctx, wire.PathEnrol, wire.EnrolRequest{Code: code, Public: public, Name: fmt.Sprint("端末", t.n), Model: "load"}, &reply, false)
	t.id = reply.Device
	return err
}

// token returns the access token, renewed by a signed challenge when its time
// is nearly over.
func (t *terminal) token(ctx context.Context) (string, error) {
	t.mu.Lock()
	access, expires := t.access, t.expires
	t.mu.Unlock()
	now := t.r.Clock.Now()
	if now.Before(expires.Add(-time.Minute)) {
		return access, nil
	}
	req := wire.TokenRequest{Device: t.id, TS: now, Nonce: rand.Text()}
	req.Sig = ed25519.Sign(t.key, req.SigningInput())
	var reply wire.TokenReply
	if err := t.ask(ctx, wire.PathToken, req, &reply, false); err != nil {
		return "", err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.access, t.expires = reply.Access, reply.Expires
	return t.access, nil
}

// listen holds the event stream open and wakes the puller at each hint.
func (t *terminal) listen(ctx context.Context) {
	join := sync.OnceFunc(func() { close(t.joined) })
	for ctx.Err() == nil {
		if err := t.stream(ctx, join); ctx.Err() == nil {
			_ = err // the hub went away, or ended the stream
			t.elsewhere()
			pause(ctx, t.jitter())
		}
	}
}

// jitter spreads those that lost their hub at the same moment.
func (t *terminal) jitter() time.Duration {
	return 100*time.Millisecond + time.Duration(t.n%997)*time.Millisecond
}

func (t *terminal) stream(ctx context.Context, join func()) error {
	res, err := t.call(ctx, http.MethodGet, wire.PathEvents+"?"+wire.QueryPages+"=1", nil, true)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	scope := []byte(`"` + string(wire.StoreScope(t.store)) + `"`)
	next := wire.ReadEvents(res.Body)
	for {
		name, data, err := next()
		if err != nil {
			return err
		}
		join()
		if name == wire.EventPage && t.given(data) {
			continue
		}
		if len(data) > 0 && bytes.Contains(data, scope) {
			t.poke()
		}
	}
}

// given takes a page in that came by itself, if it goes on from here.
func (t *terminal) given(text []byte) bool {
	t.taking.Lock()
	defer t.taking.Unlock()
	at, _, err := follow(text, t.cursor)
	if err != nil {
		return false
	}
	t.move(at)
	return true
}

// move notes how far the feed was taken in. Called with taking held.
func (t *terminal) move(at wire.Cursor) {
	if at.Seq > t.cursor.Seq {
		t.pulls = append(t.pulls, pulled{at.Seq, t.r.Clock.Now()})
	}
	t.cursor = at
}

func (t *terminal) poke() {
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

// follow takes the shop's feed in whenever a hint came.
func (t *terminal) follow(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.wake:
		}
		for more := true; more && ctx.Err() == nil; {
			var err error
			if more, err = t.pull(ctx); err != nil && ctx.Err() == nil {
				t.r.failed.Add(1)
				pause(ctx, t.jitter())
				more = true
			}
		}
	}
}

// pull takes one page in.
func (t *terminal) pull(ctx context.Context) (more bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, requestWithin)
	defer cancel()
	t.taking.Lock()
	from := t.cursor
	t.taking.Unlock()
	// Nothing of a cursor or a scope of the load needs to be escaped.
	path := wire.PathChanges + "?scope=" + string(wire.StoreScope(t.store)) + "&epoch=" + from.Epoch +
		"&after=" + strconv.FormatInt(from.Seq, 10) + "&h=" + from.H + "&limit=" + strconv.Itoa(wire.MaxPage)
	res, err := t.call(ctx, http.MethodGet, path, nil, true)
	if err != nil {
		return false, err
	}
	defer res.Body.Close()
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if _, err := b.ReadFrom(res.Body); err != nil {
		return false, err
	}
	at, end, err := follow(b.Bytes(), from)
	if err != nil {
		return false, err
	}
	t.taking.Lock()
	defer t.taking.Unlock()
	if t.cursor == from { // else a page came by itself meanwhile
		t.move(at)
	}
	return end.More || t.cursor.Seq < at.Seq, nil
}

// work sends a command for each tap, one after the other, until it is answered.
func (t *terminal) work(ctx context.Context) {
	for tap := range t.taps {
		c := t.next()
		for ctx.Err() == nil {
			var reply wire.PushReply
			err := t.ask(ctx, wire.PathCommands, wire.PushRequest{Commands: []retail.Command{c}}, &reply, true)
			if err == nil && len(reply.Results) == 1 {
				t.r.acked(t, c, tap, reply.Results[0])
				break
			}
			if err == nil {
				err = fmt.Errorf("load: gap %v, fork %v at %d, the hub knows %d", reply.Gap, reply.Fork, c.Dseq, reply.Last)
				t.r.fault(err)
				return
			}
			t.r.failed.Add(1)
			t.elsewhere()
			pause(ctx, t.jitter()/4)
		}
	}
}

// next is the terminal's next command: each of its orders is claimed, picked,
// put into a bag, staged and handed over, then comes the next one.
func (t *terminal) next() retail.Command {
	id := retail.OrderIDFor("load", orderNumber(t.n, t.step/steps))
	bag := fmt.Sprintf("BG-%d-%d", t.n, t.step/steps)
	kinds := []retail.Kind{retail.KindClaim, retail.KindPick, retail.KindPick, retail.KindStageBag, retail.KindStage, retail.KindHandover}
	pick := func(line int) retail.Body {
		return retail.PickItem{Order: id, Line: line, SKU: skuID, Qty: 1, Code: skuJAN, Entry: retail.Scanned}
	}
	bodies := []retail.Body{
		retail.ClaimOrder{Order: id},
		pick(1),
		pick(2),
		retail.StageBag{Order: id, Slot: "A-01", Label: bag, No: 1},
		retail.StageOrder{Order: id},
		retail.HandOver{Order: id, Proof: retail.Proof(1), Bags: []string{bag}},
	}
	k := t.step % steps
	t.step++
	t.dseq++
	return retail.Command{
		ID: retail.CommandID(retail.UUIDv7{}.NewID()), Dseq: t.dseq, V: 1, Kind: kinds[k], At: t.r.Clock.Now(),
		Store: t.store, Staff: staffID, Auth: retail.AuthPIN, Body: bodies[k],
	}
}
