package agent

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/subtle"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/zstd"

	"miseban/app/retail"
	"miseban/sync/wire"
)

const (
	dialTimeout  = 5 * time.Second
	headTimeout  = 30 * time.Second // until an answer begins
	pushTimeout  = 45 * time.Second
	pageTimeout  = 2 * time.Minute
	tokenMargin  = time.Minute // a token is renewed that long before its end
	problemBytes = 64 << 10
	mostAfter    = 5 * time.Minute // longer than that no hub is believed
)

// errPin is the cause when the hub's certificate is not the one we know.
var errPin = errors.New("agent: the hub's certificate is not the pinned one")

// pinned returns a transport that speaks TLS 1.3 only with a server whose
// certificate's key has one of the pins; names and authorities play no part.
func pinned(trusted func(pin []byte) bool) *http.Transport {
	return &http.Transport{
		DialContext:           (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   dialTimeout,
		ResponseHeaderTimeout: headTimeout,
		IdleConnTimeout:       90 * time.Second,
		MaxIdleConnsPerHost:   4,
		DisableCompression:    true, // zstd and gzip are undone in body
		ForceAttemptHTTP2:     true,
		HTTP2:                 &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second},
		TLSClientConfig: &tls.Config{
			MinVersion:         tls.VersionTLS13,
			InsecureSkipVerify: true, //nolint:gosec // the pin below is what is verified
			VerifyConnection: func(cs tls.ConnectionState) error {
				if len(cs.PeerCertificates) == 0 || !trusted(wire.PinOf(cs.PeerCertificates[0].RawSubjectPublicKeyInfo)) {
					return errPin
				}
				return nil
			},
		},
	}
}

// oneOf tells whether a pin is among the known ones, in constant time.
func oneOf(pins [][]byte) func([]byte) bool {
	return func(pin []byte) bool {
		ok := 0
		for _, p := range pins {
			ok |= subtle.ConstantTimeCompare(p, pin)
		}
		return ok == 1
	}
}

// refusal is an answer of the hub that is not 2xx.
type refusal struct {
	status  int
	problem wire.Problem
	after   time.Duration // Retry-After
}

// Error names the problem for the log.
func (r *refusal) Error() string {
	return fmt.Sprintf("agent: hub answered %d %s", r.status, r.problem.Code)
}

// said tells whether the hub refused with one of the problem codes.
func said(err error, codes ...string) bool {
	var r *refusal
	if !errors.As(err, &r) {
		return false
	}
	for _, c := range codes {
		if r.problem.Code == c {
			return true
		}
	}
	return false
}

// retryAfter is what the hub asked to wait, or 0.
func retryAfter(err error) time.Duration {
	var r *refusal
	if errors.As(err, &r) {
		return r.after
	}
	return 0
}

// unlessAsked returns the channel that may end a wait early, or none when the
// hub asked for the wait: whoever comes sooner is only sent away again.
func unlessAsked(err error, wake <-chan struct{}) <-chan struct{} {
	if retryAfter(err) > 0 {
		return nil
	}
	return wake
}

// link sends requests as one device and holds its access token.
type link struct {
	client   *http.Client
	hub      string
	device   retail.DeviceID
	key      ed25519.PrivateKey
	clock    *HubClock
	trust    *trust // may be nil
	log      *slog.Logger
	heard    func(hub time.Time)   // after every answer that tells the hub's time
	upstream func(since time.Time) // what wire.HeaderUpstream says, may be nil
	unsent   func() int            // what wire.HeaderUnsent says, may be nil
	app      string                // what wire.HeaderApp says

	moved   atomic.Pointer[string] // another base URL since
	settled atomic.Pointer[string] // where the home has moved to, nil while it has not

	mu      sync.Mutex
	access  string
	expires time.Time
	asIs    bool // the hub undoes no encoding of what it is sent
}

// call sends a request, with headers as name and value in turn, and returns the
// answer when it is 2xx. The caller closes its body. An expired token is renewed
// once.
func (l *link) call(ctx context.Context, method, path string, body any, headers ...string) (*http.Response, error) {
	var payload []byte
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		payload = b
	}
	token, err := l.token(ctx, "")
	if err != nil {
		return nil, err
	}
	res, err := l.pack(ctx, method, path, payload, token, headers...)
	if !said(err, wire.ProblemToken) {
		return res, err
	}
	if token, err = l.token(ctx, token); err != nil {
		return nil, err
	}
	return l.pack(ctx, method, path, payload, token, headers...)
}

// packFrom is the size from which a body is worth being compressed.
const packFrom = 4 << 10

// pack sends a large body compressed, and as it is when the hub cannot read
// that: then for good.
func (l *link) pack(ctx context.Context, method, path string, payload []byte, token string, headers ...string) (*http.Response, error) {
	l.mu.Lock()
	asIs := l.asIs
	l.mu.Unlock()
	if asIs || len(payload) < packFrom {
		return l.send(ctx, method, path, payload, token, headers...)
	}
	z, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	packed := z.EncodeAll(payload, nil)
	if err := z.Close(); err != nil {
		return nil, err
	}
	res, err := l.send(ctx, method, path, packed, token, append(slices.Clone(headers), "Content-Encoding", "zstd")...)
	if !said(err, wire.ProblemEncoding, wire.ProblemInvalid) {
		return res, err
	}
	res, plainErr := l.send(ctx, method, path, payload, token, headers...)
	if plainErr == nil {
		l.mu.Lock()
		l.asIs = true
		l.mu.Unlock()
	}
	return res, plainErr
}

// send sends one request, with the headers given as name and value in turn.
func (l *link) send(ctx context.Context, method, path string, payload []byte, token string, headers ...string) (*http.Response, error) {
	var body io.Reader
	if payload != nil {
		body = bytes.NewReader(payload)
	}
	req, err := http.NewRequestWithContext(ctx, method, l.base()+path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set(wire.HeaderProto, wire.Proto)
	req.Header.Set("Accept-Encoding", "zstd, gzip")
	if payload != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	if token != "" {
		req.Header.Set(wire.HeaderAccess, "Bearer "+token)
		if l.unsent != nil {
			req.Header.Set(wire.HeaderUnsent, strconv.Itoa(l.unsent()))
			req.Header.Set(wire.HeaderApp, l.app)
		}
	}
	sent := l.clock.own.Now()
	res, err := l.client.Do(req)
	if err != nil {
		return nil, retail.E(retail.CodeOffline, "agent.send", "hint.hub_unreachable", err)
	}
	if now, perr := time.Parse(time.RFC3339Nano, res.Header.Get(wire.HeaderNow)); perr == nil {
		if l.clock.measure(now, sent, l.clock.own.Now()) && l.heard != nil {
			l.heard(now)
		}
	}
	if l.upstream != nil {
		since, _ := time.Parse(time.RFC3339, res.Header.Get(wire.HeaderUpstream)) // the zero time when it says nothing
		l.upstream(since)
	}
	if res.StatusCode/100 == 2 {
		return res, nil
	}
	defer res.Body.Close()
	r := &refusal{status: res.StatusCode}
	if b, rerr := io.ReadAll(io.LimitReader(res.Body, problemBytes)); rerr == nil {
		_ = json.Unmarshal(b, &r.problem) // a proxy's page has no problem code, its status remains
	}
	if n, aerr := strconv.Atoi(res.Header.Get("Retry-After")); aerr == nil && n > 0 {
		r.after = min(time.Duration(n)*time.Second, mostAfter)
	}
	return nil, r
}

// token returns an access token that is good for a while yet, and not stale,
// which the hub has just refused.
func (l *link) token(ctx context.Context, stale string) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.access != "" && l.access != stale && l.clock.Now().Before(l.expires.Add(-tokenMargin)) {
		return l.access, nil
	}
	// The first try may fail only for the terminal's clock; its answer tells
	// the hub's.
	reply, err := l.challenge(ctx)
	if said(err, wire.ProblemToken) {
		reply, err = l.challenge(ctx)
	}
	if err != nil {
		return "", err
	}
	l.access, l.expires = reply.Access, reply.Expires
	return l.access, nil
}

// challenge proves to the hub that this terminal holds its key.
func (l *link) challenge(ctx context.Context) (wire.TokenReply, error) {
	var reply wire.TokenReply
	nonce := make([]byte, 16)
	_, _ = rand.Read(nonce) // never fails: crypto/rand ends the process instead
	req := wire.TokenRequest{Device: l.device, TS: l.clock.Now(), Nonce: hex.EncodeToString(nonce)}
	req.Sig = ed25519.Sign(l.key, req.SigningInput())
	payload, err := json.Marshal(req)
	if err != nil {
		return reply, err
	}
	res, err := l.send(ctx, http.MethodPost, wire.PathToken, payload, "") //nolint:bodyclose // closed by decodeBody
	if err != nil {
		return reply, err
	}
	if err := decodeBody(res, &reply); err != nil {
		return reply, err
	}
	if l.trust != nil {
		if err := l.trust.follow(res.TLS, reply.Pins); err != nil {
			l.log.Warn("agent: pins of the hub", "err", err)
		}
	}
	return reply, nil
}

// decodeBody reads a whole JSON answer and closes it.
func decodeBody(res *http.Response, dst any) error {
	r, done, err := body(res)
	if err != nil {
		return err
	}
	defer done()
	if err := json.NewDecoder(r).Decode(dst); err != nil {
		return retail.E(retail.CodeOffline, "agent.decodeBody", "hint.hub_unreachable", err)
	}
	return nil
}

// body returns the answer's content with its encoding undone, and what closes it.
func body(res *http.Response) (io.Reader, func(), error) {
	shut := func() { _ = res.Body.Close() } // read to the end or given up
	switch enc := res.Header.Get("Content-Encoding"); enc {
	case "":
		return res.Body, shut, nil
	case "gzip":
		z, err := gzip.NewReader(res.Body)
		if err != nil {
			shut()
			return nil, nil, err
		}
		return z, shut, nil
	case "zstd":
		z, err := zstd.NewReader(res.Body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(256<<20))
		if err != nil {
			shut()
			return nil, nil, err
		}
		return z, func() { z.Close(); shut() }, nil
	default:
		shut()
		return nil, nil, fmt.Errorf("agent: unknown encoding %q", enc)
	}
}
