package agent

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/klauspost/compress/zstd"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// memory is a terminal's database that keeps only what the agent sees of it.
type memory struct {
	mu      sync.Mutex
	out     []retail.Command
	verdict map[int64]retail.Verdict
	was     map[int64]retail.Verdict // of a life of the hub that was lost
	cursor  map[wire.Scope]wire.Cursor
	rows    map[wire.Scope]map[string]string
	rewound []int64
	renum   []int64
	hubTime time.Time
	sum     map[wire.Scope]string // digest of its sites

	begun map[wire.Scope]*wire.Manifest
	parts map[wire.Scope][]string
	packs []string
	dir   string // for parts, "" for memory
}

func newMemory() *memory {
	return &memory{verdict: map[int64]retail.Verdict{}, was: map[int64]retail.Verdict{}, cursor: map[wire.Scope]wire.Cursor{}, rows: map[wire.Scope]map[string]string{}, sum: map[wire.Scope]string{}}
}

func (m *memory) record(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for range n {
		d := int64(len(m.out) + 1)
		m.out = append(m.out, retail.Command{
			ID: retail.CommandID(fmt.Sprint("c-", d)), Dseq: d, V: 1, Kind: retail.KindSignIn, Store: "S01", Device: "d-1", Body: retail.SignIn{},
		})
	}
}

func (m *memory) at(s wire.Scope) wire.Cursor {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cursor[s]
}

func (m *memory) judged() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.verdict)
}

func (m *memory) count(s wire.Scope) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.rows[s])
}

func (m *memory) Pending(_ context.Context, n, _ int) ([]retail.Command, int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []retail.Command
	for _, c := range m.out {
		if m.verdict[c.Dseq] == 0 {
			list = append(list, c)
		}
	}
	k := min(n, len(list))
	return list[:k], len(list) - k, nil
}

func (m *memory) SaveVerdicts(_ context.Context, rs []wire.Result, _ time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range rs {
		m.verdict[r.Dseq] = r.Verdict
	}
	return nil
}

func (m *memory) Rewind(_ context.Context, last int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rewound = append(m.rewound, last)
	for d := range m.verdict {
		if d > last {
			m.was[d] = m.verdict[d]
			delete(m.verdict, d)
		}
	}
	return nil
}

func (m *memory) Again(context.Context) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for d := range m.was {
		if m.verdict[d] == 0 {
			n++
		}
	}
	return n, nil
}

func (m *memory) Rejected(_ context.Context, from, to int64) ([]wire.Result, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []wire.Result
	for _, c := range m.out {
		if c.Dseq >= from && c.Dseq <= to && m.was[c.Dseq] == retail.Rejected {
			out = append(out, wire.Result{Dseq: c.Dseq, ID: c.ID, Verdict: retail.Rejected, Code: retail.WrongState})
		}
	}
	return out, nil
}

func (m *memory) Renumber(_ context.Context, last int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.renum = append(m.renum, last)
	for i := range m.out {
		m.out[i].Dseq += last
	}
	return nil
}

func (m *memory) UnsentSince(context.Context) (int, time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.out) - len(m.verdict), time.Time{}, nil
}

func (m *memory) Cursor(_ context.Context, s wire.Scope) (wire.Cursor, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cursor[s], nil
}

func (m *memory) Digest(_ context.Context, s wire.Scope) (wire.Digest, wire.Cursor, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return wire.Digest{"site": m.sum[s]}, m.cursor[s], nil
}

func (m *memory) ResetCursor(_ context.Context, s wire.Scope) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.cursor, s)
	return nil
}

func (m *memory) ApplyPage(_ context.Context, from wire.Cursor, p wire.Page) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cursor[p.Head.Scope] != from {
		return retail.E(retail.CodeRefused, "memory.ApplyPage", "", nil)
	}
	for _, c := range p.Changes {
		m.rows[p.Head.Scope][c.Key] = string(c.Data)
	}
	m.cursor[p.Head.Scope] = wire.Cursor{Epoch: p.Head.Epoch, Seq: p.End.End, H: p.End.H}
	return nil
}

func (m *memory) ApplySnapshot(_ context.Context, h wire.PageHead, rows iter.Seq2[wire.Change, error], end func() wire.PageEnd) error {
	got := map[string]string{}
	for c, err := range rows {
		if err != nil {
			return err
		}
		got[c.Key] = string(c.Data)
	}
	e := end()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rows[h.Scope], m.sum[h.Scope] = got, "new"
	m.cursor[h.Scope] = wire.Cursor{Epoch: h.Epoch, Seq: e.End, H: e.H}
	return nil
}

func (m *memory) SeenHub(_ context.Context, now time.Time, _ time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if now.After(m.hubTime) {
		m.hubTime = now
	}
	return nil
}

// fakeHub answers the protocol from memory, as the test wants it. It is the
// transport itself, so that nothing real is waited for.
type fakeHub struct {
	mu      sync.Mutex
	clock   func() time.Time
	down    bool
	refuse  map[string]*refusal // by path prefix
	epoch   string
	last    int64
	ids     map[int64]retail.CommandID
	head    map[wire.Scope]int64
	kept    int64    // changes before it are compacted
	asked   []string // method and path of every request, in order
	at      []time.Time
	lefts   []int
	batches []int
	hints   chan string
	streams int
	mute    bool         // a proxy keeps event streams back
	sum     string       // digest of sites in every scope
	sums    int          // how often it was asked for
	astray  []string     // what terminals confessed
	packed  int          // pushes that came compressed
	asIs    bool         // it undoes no encoding
	sent    *wire.Moment // with the last push
	pushed  []wire.PushRequest

	blobs  map[wire.Scope][]string // parts of shared scopes
	cutAt  int                     // bytes after which a blob is cut off, 0 never
	ranges []string                // asked for of blobs
}

func newFakeHub() *fakeHub {
	return &fakeHub{
		clock: time.Now, refuse: map[string]*refusal{}, epoch: "e1", ids: map[int64]retail.CommandID{},
		head: map[wire.Scope]int64{}, sum: "new",
	}
}

func (h *fakeHub) RoundTrip(r *http.Request) (*http.Response, error) {
	h.mu.Lock()
	h.asked, h.at = append(h.asked, r.Method+" "+r.URL.Path), append(h.at, h.clock())
	if h.down {
		h.mu.Unlock()
		return nil, errors.New("connection refused")
	}
	for prefix, no := range h.refuse {
		if strings.HasPrefix(r.URL.Path, prefix) {
			h.mu.Unlock()
			return h.answer(no.status, no.problem, int(no.after/time.Second)), nil
		}
	}
	defer h.mu.Unlock()
	switch {
	case r.URL.Path == wire.PathToken:
		return h.answer(200, wire.TokenReply{Access: "a", Expires: h.clock().Add(15 * time.Minute), Now: h.clock()}, 0), nil
	case r.URL.Path == wire.PathCommands && r.Header.Get("Content-Encoding") != "" && h.asIs:
		h.packed++
		return h.answer(415, wire.Problem{Code: wire.ProblemEncoding}, 0), nil
	case r.URL.Path == wire.PathCommands:
		return h.answer(200, h.judge(r), 0), nil
	case r.URL.Path == wire.PathEvents:
		h.streams++
		res := h.answer(200, nil, 0)
		body := &stream{ctx: r.Context(), hints: h.hints, rest: []byte(": miseban\n\n")}
		if h.mute {
			body.hints, body.rest = nil, nil
		}
		res.Body = body
		return res, nil
	case r.URL.Path == wire.PathChanges:
		q := r.URL.Query()
		for n, _ := strconv.Atoi(q.Get("wait")); n > 0 && q.Get("after") == fmt.Sprint(h.head[wire.Scope(q.Get("scope"))]); n-- {
			h.mu.Unlock()
			time.Sleep(time.Second) // virtual
			h.mu.Lock()
		}
		return h.page(r), nil
	case strings.HasPrefix(r.URL.Path, wire.PathBlob):
		return h.blob(r), nil
	case strings.HasPrefix(r.URL.Path, wire.PathSnapshot):
		scope := wire.Scope(strings.TrimPrefix(r.URL.Path, wire.PathSnapshot))
		if wire.Shared(scope) {
			return h.answer(200, h.manifest(scope), 0), nil
		}
		if kinds := r.Header.Get(wire.HeaderAstray); kinds != "" {
			h.astray = append(h.astray, string(scope)+" "+kinds)
		}
		return h.feed(wire.Page{
			Head:    wire.PageHead{Scope: scope, Epoch: h.epoch},
			Changes: []wire.Change{{Entity: retail.EntitySite, Key: "k", Op: wire.OpPut, Data: json.RawMessage(`{}`)}},
			End:     wire.PageEnd{End: h.head[scope], H: fmt.Sprint("h", h.head[scope])},
		}, true), nil
	}
	return h.answer(404, wire.Problem{Code: wire.ProblemInvalid}, 0), nil
}

func (h *fakeHub) page(r *http.Request) *http.Response {
	q := r.URL.Query()
	scope := wire.Scope(q.Get("scope"))
	after, err := strconv.ParseInt(q.Get("after"), 10, 64)
	if err != nil {
		return h.answer(400, wire.Problem{Code: wire.ProblemInvalid}, 0)
	}
	if q.Get("epoch") != h.epoch {
		return h.answer(409, wire.Problem{Code: wire.ProblemEpoch}, 0)
	}
	if after < h.kept {
		return h.answer(410, wire.Problem{Code: wire.ProblemCompacted}, 0)
	}
	p := wire.Page{Head: wire.PageHead{Scope: scope, Epoch: h.epoch, From: after}}
	if after < h.head[scope] {
		p.Changes = []wire.Change{{Seq: after + 1, Entity: retail.EntitySite, Key: fmt.Sprint("k", after+1), Op: wire.OpPut, Data: json.RawMessage(`{}`)}}
	}
	end := min(after+1, h.head[scope])
	p.End = wire.PageEnd{End: end, H: fmt.Sprint("h", end), More: end < h.head[scope], DeviceLast: h.last}
	if q.Get("digest") == "1" && !p.End.More {
		h.sums++
		p.End.Digest = wire.Digest{"site": h.sum, "hologram": "1"}
	}
	return h.feed(p, false)
}

// feed renders a page; with a row of a kind from the future among the others.
func (h *fakeHub) feed(p wire.Page, future bool) *http.Response {
	var b bytes.Buffer
	if _, err := p.WriteTo(&b); err != nil {
		panic(err)
	}
	text := b.String()
	if future {
		text = strings.Replace(text, "\n", "\n"+`{"s":1,"t":"hologram","k":"x","op":"put","ver":1,"d":{}}`+"\n", 1)
	}
	res := h.answer(200, nil, 0)
	res.Body = io.NopCloser(strings.NewReader(text))
	return res
}

func (h *fakeHub) judge(r *http.Request) wire.PushReply {
	var req wire.PushRequest
	var body io.Reader = r.Body
	if r.Header.Get("Content-Encoding") == "zstd" {
		h.packed++
		z, err := zstd.NewReader(r.Body, zstd.WithDecoderConcurrency(1))
		if err != nil {
			panic(err)
		}
		defer z.Close()
		body = z
	}
	if err := json.NewDecoder(body).Decode(&req); err != nil {
		panic(err)
	}
	reply := wire.PushReply{Epoch: h.epoch, Now: h.clock()}
	h.sent, h.pushed = req.Sent, append(h.pushed, req)
	if len(req.Commands) > 0 {
		h.lefts, h.batches = append(h.lefts, req.Left), append(h.batches, len(req.Commands))
	}
	for _, c := range req.Commands {
		known, ok := h.ids[c.Dseq]
		switch {
		case ok && known != c.ID:
			reply.Fork = true
		case !ok && c.Dseq != h.last+1:
			reply.Gap = true
		default:
			h.ids[c.Dseq], h.last = c.ID, max(h.last, c.Dseq)
			reply.Results = append(reply.Results, wire.Result{Dseq: c.Dseq, ID: c.ID, Verdict: retail.Applied})
			continue
		}
		break
	}
	reply.Last = h.last
	return reply
}

func (h *fakeHub) answer(status int, v any, after int) *http.Response {
	rec := httptest.NewRecorder()
	rec.Header().Set(wire.HeaderNow, h.clock().Format(time.RFC3339Nano))
	if after > 0 {
		rec.Header().Set("Retry-After", strconv.Itoa(after))
	}
	rec.WriteHeader(status)
	if v != nil {
		if err := json.NewEncoder(rec).Encode(v); err != nil {
			panic(err)
		}
	}
	return rec.Result()
}

func (h *fakeHub) set(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f()
}

// opened returns how many event streams were opened.
func (h *fakeHub) opened() (n int) {
	h.set(func() { n = h.streams })
	return n
}

// count returns how many requests began so, and the times of all but the first.
func (h *fakeHub) count(what string) (n int, gaps []time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var last time.Time
	for i, a := range h.asked {
		if strings.HasPrefix(a, what) {
			if n++; n > 1 {
				gaps = append(gaps, h.at[i].Sub(last))
			}
			last = h.at[i]
		}
	}
	return n, gaps
}

// stream is an event stream that says what is sent on hints.
type stream struct {
	ctx   context.Context
	hints chan string
	rest  []byte
}

func (s *stream) Read(b []byte) (int, error) {
	if len(s.rest) == 0 {
		select {
		case <-s.ctx.Done():
			return 0, s.ctx.Err()
		case text, ok := <-s.hints:
			if !ok {
				return 0, io.EOF
			}
			s.rest = []byte(text)
		}
	}
	n := copy(b, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

func (s *stream) Close() error { return nil }

const shop = wire.Scope("store:S01")

// run sets an agent going in a bubble of its own time, lets act act, and ends it.
func run(t *testing.T, m *memory, h *fakeHub, own retail.Clock, act func(a *Agent)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h.hints = make(chan string, 10) // a channel belongs to the bubble it is made in
		if own == nil {
			own = retail.ClockFunc(time.Now)
		}
		_, key, err := ed25519.GenerateKey(bytes.NewReader(make([]byte, 64)))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		a := New(Options{
			Device: "d-1", Shop: "S01", Key: key, Hub: "https://hub", Store: m, Parts: m.dir, Clock: NewHubClock(own, 0),
			Rand: func() float64 { return 0.999 }, Log: slog.New(slog.DiscardHandler), Transport: h,
		})
		done := make(chan struct{})
		go func() {
			defer close(done)
			if err := a.Run(ctx); err != nil {
				t.Error(err)
			}
		}()
		synctest.Wait()
		act(a)
		cancel()
		<-done
	})
}

func wait(d time.Duration) {
	time.Sleep(d) // virtual
	synctest.Wait()
}
