package hub_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

// caller is a terminal that speaks HTTP to a hub without a socket.
type caller struct {
	*world
	handler http.Handler
	key     ed25519.PrivateKey
	id      retail.DeviceID
	access  string
	from    string // its address
	nonces  int
}

// newCaller enrols a terminal of Shibuya.
func newCaller(w *world, handler http.Handler) *caller {
	w.t.Helper()
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	once, err := w.h.NewEnrolOnce(context.Background(), shibuya)
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := w.h.Enrol(context.Background(), wire.EnrolRequest{Code: hex.EncodeToString(once[:]), Public: pub})
	if err != nil {
		w.t.Fatal(err)
	}
	c := &caller{world: w, handler: handler, key: key, id: r.Device, from: "192.0.2.1:1000"}
	c.renew()
	return c
}

// renew gets a new access token.
func (c *caller) renew() {
	c.t.Helper()
	rec := c.do(http.MethodPost, wire.PathToken, c.challenge())
	var reply wire.TokenReply
	if err := json.Unmarshal(rec.Body.Bytes(), &reply); err != nil || rec.Code != http.StatusOK {
		c.t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	c.access = reply.Access
}

func (c *caller) challenge() []byte {
	c.nonces++
	req := wire.TokenRequest{Device: c.id, TS: c.clock.Now(), Nonce: fmt.Sprint("n", c.nonces)}
	req.Sig = ed25519.Sign(c.key, req.SigningInput())
	b, err := json.Marshal(req)
	if err != nil {
		c.t.Fatal(err)
	}
	return b
}

// do sends a request, with headers as name and value in turn.
func (c *caller) do(method, path string, body []byte, headers ...string) *httptest.ResponseRecorder {
	c.t.Helper()
	req := httptest.NewRequestWithContext(c.t.Context(), method, path, bytes.NewReader(body))
	req.RemoteAddr = c.from
	req.Header.Set(wire.HeaderProto, wire.Proto)
	if c.access != "" {
		req.Header.Set(wire.HeaderAccess, "Bearer "+c.access)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	c.handler.ServeHTTP(rec, req)
	if path != wire.PathOpenAPI { // every answer of every test stands in the document
		var p wire.Problem
		if rec.Code != http.StatusOK {
			_ = json.Unmarshal(rec.Body.Bytes(), &p) // what it is not, no document has
		}
		if doc := described(c.t); !doc.answers(method, req.URL.Path, rec.Code, p.Code) {
			c.t.Errorf("%s %s answered %d %q, which the document does not know", method, path, rec.Code, p.Code)
		}
	}
	return rec
}

// described is the document of any hub.
func described(t testing.TB) openAPI {
	once.Do(func() {
		w, _ := small(t)
		document, _ = served(t, w.h.Handler())
	})
	return document
}

var (
	once     sync.Once
	document openAPI
)

// code returns the problem code of an answer.
func code(t testing.TB, rec *httptest.ResponseRecorder) string {
	t.Helper()
	var p wire.Problem
	if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil {
		t.Fatalf("%d %q: %v", rec.Code, rec.Body, err)
	}
	return p.Code
}

// after returns Retry-After in seconds, -1 when there is none.
func after(rec *httptest.ResponseRecorder) int {
	n, err := strconv.Atoi(rec.Header().Get("Retry-After"))
	if err != nil {
		return -1
	}
	return n
}

func small(t testing.TB) (*world, hub.Store) {
	t.Helper()
	clock := hubtest.NewClock()
	s := hubtest.SQLite(t, clock)
	return newWorld(t, s, clock), s
}

// TestLimitOfOneTerminal: 60 at once, then 20 a second; whoever is told to come
// later and does is served, and the others never notice.
func TestLimitOfOneTerminal(t *testing.T) {
	w, _ := small(t)
	h := w.h.Handler()
	c, other := newCaller(w, h), newCaller(w, h)
	path := wire.PathChanges + "?scope=org"
	served := 0
	for range 61 {
		if rec := c.do(http.MethodGet, path, nil); rec.Code == http.StatusOK {
			served++
		} else if rec.Code != http.StatusTooManyRequests || code(t, rec) != wire.ProblemBusy || after(rec) != 1 {
			t.Fatalf("%d %s, Retry-After %d", rec.Code, rec.Body, after(rec))
		}
	}
	if served != 60 {
		t.Errorf("%d of 61 at once were served", served)
	}
	cmd, err := json.Marshal(w.command(1, retail.KindSignIn, retail.SignIn{}))
	if err != nil {
		t.Fatal(err)
	}
	push := []byte(`{"commands":[` + string(cmd) + `]}`)
	rec := c.do(http.MethodPost, wire.PathCommands, push)
	if rec.Code != http.StatusTooManyRequests {
		t.Fatalf("a push beyond the limit: %d", rec.Code)
	}
	if rec := other.do(http.MethodGet, path, nil); rec.Code != http.StatusOK {
		t.Errorf("another terminal of the same address: %d", rec.Code)
	}
	w.clock.Advance(time.Duration(after(rec)) * time.Second)
	if rec := c.do(http.MethodPost, wire.PathCommands, push); rec.Code != http.StatusOK || !strings.Contains(rec.Body.String(), `"applied"`) {
		t.Errorf("the push when it was told to come: %d %s", rec.Code, rec.Body)
	}
	served = 0
	for range 40 {
		if c.do(http.MethodGet, path, nil).Code == http.StatusOK {
			served++
		}
	}
	if served != 19 {
		t.Errorf("%d of 40 a second later were served, want 19 beside the push", served)
	}
}

// TestLimitOfOneAddress: whoever shows no token is counted by address, and an
// IPv6 network of 64 bits is one.
func TestLimitOfOneAddress(t *testing.T) {
	w, s := small(t)
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	h, err := hub.Build(t.Context(), hub.Options{
		Store: s, Clock: w.clock, IDs: retail.UUIDv7{}, Rand: rand.Reader, Secret: make([]byte, 32), PickupKey: key, Log: w.h.Log,
		Limits: hub.Limits{TokenRate: 0.25, TokenBurst: 2, EnrolRate: 2, EnrolBurst: 3},
	})
	if err != nil {
		t.Fatal(err)
	}
	c := &caller{world: w, handler: h.Handler()}
	for name, try := range map[string]struct {
		path         string
		burst, after int
		from         func(i int) string
	}{
		"token":   {wire.PathToken, 2, 4, func(int) string { return "192.0.2.7:1" }},
		"enrol":   {wire.PathEnrol, 3, 1, func(i int) string { return fmt.Sprintf("192.0.2.8:%d", i) }},
		"network": {wire.PathEnrol, 3, 1, func(i int) string { return fmt.Sprintf("[2001:db8:1:2::%d]:9", i) }},
	} {
		for i := range try.burst + 1 {
			c.from = try.from(i + 1)
			rec := c.do(http.MethodPost, try.path, []byte(`{}`))
			if limited := rec.Code == http.StatusTooManyRequests; limited != (i == try.burst) || limited && after(rec) != try.after {
				t.Errorf("%s, request %d: %d, Retry-After %d", name, i+1, rec.Code, after(rec))
			}
		}
	}
	for _, c.from = range []string{"127.0.0.1:7", "[::1]:7"} {
		for range 20 {
			if rec := c.do(http.MethodPost, wire.PathEnrol, []byte(`{}`)); rec.Code == http.StatusTooManyRequests {
				t.Fatalf("%s is limited", c.from)
			}
		}
	}
	c.from = "[2001:db8:1:3::1]:9"
	if rec := c.do(http.MethodPost, wire.PathEnrol, []byte(`{}`)); rec.Code == http.StatusTooManyRequests {
		t.Error("the neighbouring network is limited too")
	}
}

// TestOneStreamForEachTerminal: a newer event stream ends the older one, and
// nobody else's.
func TestOneStreamForEachTerminal(t *testing.T) {
	w, _ := small(t)
	srv := httptest.NewServer(w.h.Handler())
	defer srv.Close()
	open := func(c *caller) (io.ReadCloser, func() error) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+wire.PathEvents, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set(wire.HeaderAccess, "Bearer "+c.access)
		resp, err := http.DefaultClient.Do(req)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatal(resp, err)
		}
		return resp.Body, func() error { _, err := io.Copy(io.Discard, resp.Body); return err }
	}
	a, b := newCaller(w, w.h.Handler()), newCaller(w, w.h.Handler())
	old, drain := open(a)
	defer old.Close()
	others, drainOthers := open(b)
	defer others.Close()
	newer, drainNewer := open(a)
	defer newer.Close()
	if err := drain(); err != nil {
		t.Errorf("the older stream ended with %v", err)
	}
	ended := make(chan string, 2)
	go func() { _ = drainNewer(); ended <- "the newer one" }()
	go func() { _ = drainOthers(); ended <- "another terminal's" }()
	w.must(w.h.PutSites(t.Context(), []retail.Site{{ID: "HARAJUKU", No: 3, Kind: retail.Shop, Name: "原宿店"}}))
	select {
	case who := <-ended:
		t.Errorf("%s ended too", who)
	default:
	}
	w.h.Stop()
	for range 2 {
		<-ended
	}
}

// TestRoomForSnapshots: those that find no place are told about when one of the
// running ones is through.
func TestRoomForSnapshots(t *testing.T) {
	w, s := small(t)
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	slow := &slowStore{Store: s, clock: w.clock, took: 7500 * time.Millisecond, begun: make(chan struct{}, 9), end: make(chan struct{})}
	h, err := hub.Build(t.Context(), hub.Options{
		Store: slow, Clock: w.clock, IDs: retail.UUIDv7{}, Rand: rand.Reader, Secret: make([]byte, 32), PickupKey: key, Log: w.h.Log,
	})
	if err != nil {
		t.Fatal(err)
	}
	c := newCaller(w, h.Handler())
	path := wire.PathSnapshot + "org"
	first := make(chan int, 9)
	ask := func() { first <- c.do(http.MethodGet, path, nil).Code }
	go ask()
	<-slow.begun
	slow.end <- struct{}{}
	if got := <-first; got != http.StatusOK {
		t.Fatalf("a snapshot alone: %d", got)
	}
	for range 8 {
		go ask()
		<-slow.begun
	}
	if rec := c.do(http.MethodGet, path, nil); rec.Code != http.StatusServiceUnavailable || code(t, rec) != wire.ProblemBusy || after(rec) != 8 {
		t.Errorf("the ninth: %d %s, Retry-After %d; a snapshot takes 7.5 s", rec.Code, rec.Body, after(rec))
	}
	slow.took = 0
	for range 8 {
		slow.end <- struct{}{}
		if got := <-first; got != http.StatusOK {
			t.Errorf("one of eight: %d", got)
		}
	}
	go ask()
	<-slow.begun
	slow.end <- struct{}{}
	if got := <-first; got != http.StatusOK {
		t.Errorf("when there is room again: %d", got)
	}
}

// slowStore is a store whose snapshots wait to be ended.
type slowStore struct {
	hub.Store
	clock *hubtest.Clock
	took  time.Duration
	begun chan struct{}
	end   chan struct{}
}

func (s *slowStore) Snapshot(ctx context.Context, scope wire.Scope, d retail.DeviceID, put func(wire.Change) error) (wire.PageEnd, error) {
	s.begun <- struct{}{}
	<-s.end
	s.clock.Advance(s.took)
	return s.Store.Snapshot(ctx, scope, d, put)
}

// TestBodies: size, encoding and depth of what is sent, each with its answer.
func TestBodies(t *testing.T) {
	w, _ := small(t)
	c := newCaller(w, w.h.Handler())
	pack := func(enc string, b []byte) []byte {
		var out bytes.Buffer
		var z io.WriteCloser
		var err error
		if enc == "gzip" {
			z = gzip.NewWriter(&out)
		} else if z, err = zstd.NewWriter(&out); err != nil {
			t.Fatal(err)
		}
		if _, err := z.Write(b); errors.Join(err, z.Close()) != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	dseq := int64(0)
	push := func(body string) []byte {
		dseq++
		cmd := w.command(dseq, retail.KindSignIn, retail.SignIn{})
		b, err := json.Marshal(cmd)
		if err != nil {
			t.Fatal(err)
		}
		if body != "" {
			b = bytes.Replace(b, []byte(`"body":{}`), []byte(`"body":`+body), 1)
		}
		return []byte(`{"commands":[` + string(b) + `],"left":0}`)
	}
	again := func(body string) []byte { dseq--; return push(body) } // under the number of one that was not judged
	nested := func(n int) string { return strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n) }
	huge := []byte(`{"commands":[],"x":"` + strings.Repeat("0", 8<<20) + `"}`)
	for _, try := range []struct {
		name, enc, problem, verdict string
		body                        []byte
		status                      int
	}{
		{name: "as it is", body: push(""), status: 200, verdict: "applied"},
		{name: "zstd", enc: "zstd", body: pack("zstd", push("")), status: 200, verdict: "applied"},
		{name: "gzip", enc: "gzip", body: pack("gzip", push("")), status: 200, verdict: "applied"},
		{name: "identity", enc: "identity", body: push(""), status: 200, verdict: "applied"},
		{name: "an encoding of tomorrow", enc: "br", body: []byte("x"), status: 415, problem: wire.ProblemEncoding},
		{name: "too large", body: huge, status: 413, problem: wire.ProblemTooLarge},
		{name: "a bomb in zstd", enc: "zstd", body: pack("zstd", huge), status: 413, problem: wire.ProblemTooLarge},
		{name: "a bomb in gzip", enc: "gzip", body: pack("gzip", huge), status: 413, problem: wire.ProblemTooLarge},
		{name: "no zstd", enc: "zstd", body: push(""), status: 400, problem: wire.ProblemInvalid},
		{name: "no gzip", enc: "gzip", body: []byte("x"), status: 400, problem: wire.ProblemInvalid},
		{name: "cut gzip", enc: "gzip", body: pack("gzip", huge[:9999])[:20], status: 400, problem: wire.ProblemInvalid},
		{name: "no JSON", body: []byte("staff"), status: 400, problem: wire.ProblemInvalid},
		{name: "a body as deep as none of ours", body: again(nested(60)), status: 200, verdict: "quarantined"},
		{name: "deeper than is read at all", body: again(nested(20_000)), status: 400, problem: wire.ProblemInvalid},
	} {
		headers := []string{}
		if try.enc != "" {
			headers = []string{"Content-Encoding", try.enc}
		}
		rec := c.do(http.MethodPost, wire.PathCommands, try.body, headers...)
		switch {
		case rec.Code != try.status:
			t.Errorf("%s: %d %.200s, want %d", try.name, rec.Code, rec.Body, try.status)
		case try.problem != "" && code(t, rec) != try.problem:
			t.Errorf("%s: %s", try.name, rec.Body)
		case try.verdict != "" && !strings.Contains(rec.Body.String(), `"verdict":"`+try.verdict+`"`):
			t.Errorf("%s: %.300s, want %s", try.name, rec.Body, try.verdict)
		}
	}
	for _, path := range []string{wire.PathEnrol, wire.PathToken} {
		if rec := c.do(http.MethodPost, path, []byte(`{"x":`+nested(60)+`}`)); rec.Code != http.StatusBadRequest {
			t.Errorf("%s with a deep body: %d", path, rec.Code)
		}
	}
}
