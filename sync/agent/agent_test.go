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
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// memory is a terminal's database that keeps only what the agent sees of it.
type memory struct {
	mu      sync.Mutex
	out     []retail.Command
	verdict map[int64]retail.Verdict
	cursor  map[wire.Scope]wire.Cursor
	rows    map[wire.Scope]map[string]string
	rewound []int64
	renum   []int64
	hubTime time.Time
}

func newMemory() *memory {
	return &memory{verdict: map[int64]retail.Verdict{}, cursor: map[wire.Scope]wire.Cursor{}, rows: map[wire.Scope]map[string]string{}}
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
			delete(m.verdict, d)
		}
	}
	return nil
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
	m.rows[h.Scope] = got
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
}

func newFakeHub() *fakeHub {
	return &fakeHub{
		clock: time.Now, refuse: map[string]*refusal{}, epoch: "e1", ids: map[int64]retail.CommandID{},
		head: map[wire.Scope]int64{},
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
	case r.URL.Path == wire.PathCommands:
		return h.answer(200, h.judge(r), 0), nil
	case r.URL.Path == wire.PathEvents:
		h.streams++
		res := h.answer(200, nil, 0)
		res.Body = &stream{ctx: r.Context(), hints: h.hints}
		return res, nil
	case r.URL.Path == wire.PathChanges:
		return h.page(r), nil
	case strings.HasPrefix(r.URL.Path, wire.PathSnapshot):
		scope := wire.Scope(strings.TrimPrefix(r.URL.Path, wire.PathSnapshot))
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
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		panic(err)
	}
	reply := wire.PushReply{Epoch: h.epoch, Now: h.clock()}
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
			Device: "d-1", Shop: "S01", Key: key, Hub: "https://hub", Store: m, Clock: NewHubClock(own, 0),
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

func TestBootstrapThenPushInBatches(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	h.head[shop] = 5
	m.record(1203)
	run(t, m, h, nil, func(a *Agent) {
		s := a.Status()
		if s.Line != Online || !s.Ready || s.Unsent != 0 || s.Pushed.IsZero() || s.Pulled.IsZero() {
			t.Errorf("status %+v", s)
		}
		if m.judged() != 1203 || !slices.Equal(h.batches, []int{500, 500, 203}) || !slices.Equal(h.lefts, []int{703, 203, 0}) {
			t.Errorf("%d verdicts, batches %v, left %v", m.judged(), h.batches, h.lefts)
		}
		var order []string
		for _, r := range h.asked {
			if scope, ok := strings.CutPrefix(r, "GET "+wire.PathSnapshot); ok {
				order = append(order, scope)
			}
		}
		if !slices.Equal(order, []string{"org", "device:d-1", "store:S01", "catalog"}) {
			t.Errorf("scopes came in the order %v", order)
		}
		if n, _ := h.count("POST " + wire.PathToken); n != 1 {
			t.Errorf("%d tokens asked for; want 1", n)
		}
		m.record(1)
		a.Recorded()
		synctest.Wait()
		if m.judged() != 1204 {
			t.Error("a new line did not leave at once")
		}
	})
}

func TestHintPullsAtOnceAndThePollIsTheNet(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	h.head[shop] = 1
	run(t, m, h, nil, func(a *Agent) {
		h.set(func() { h.head[shop] = 3 })
		h.hints <- "event: head\nid: 3\ndata: {\"scope\":\"store:S01\",\"head\":3}\n\n"
		synctest.Wait()
		if c := m.at(shop); c.Seq != 3 || m.count(shop) != 3 {
			t.Errorf("after the hint: %+v, %d rows; want 3 and 3", c, m.count(shop))
		}
		h.set(func() { h.head[shop] = 4 }) // and the hint is lost
		wait(pollEvery + time.Second)
		if c := m.at(shop); c.Seq != 4 {
			t.Errorf("after a minute: %+v; want 4", c)
		}
	})
}

func TestRetriesSpreadAndTheLineComesBack(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	h.down = true
	m.record(3)
	run(t, m, h, nil, func(a *Agent) {
		wait(10 * time.Minute)
		if s := a.Status(); s.Line != Offline || s.Unsent != 3 {
			t.Errorf("status %+v", s)
		}
		n, gaps := h.count("POST " + wire.PathToken)
		if n < 60 || n > 200 { // three loops at 15 s, one at up to 5 min
			t.Errorf("%d tries in ten minutes", n)
		}
		if slices.Max(gaps) > retryMost {
			t.Errorf("a pause of %v", slices.Max(gaps))
		}
		h.set(func() { h.down = false })
		wait(retryMost)
		if s := a.Status(); s.Line != Online || s.Unsent != 0 {
			t.Errorf("status when it is back %+v", s)
		}
		if h.opened() != 1 {
			t.Errorf("%d event streams; the one must not wait for its own retry", h.opened())
		}
		h.set(func() { h.down = true })
		wait(2 * time.Minute)
		s := a.Status()
		if s.Line != Offline || !s.Since.Equal(s.Contact) {
			t.Errorf("offline since %v, last contact %v", s.Since, s.Contact)
		}
	})
}

func TestSilentStreamIsGivenUp(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	run(t, m, h, nil, func(*Agent) {
		for range 5 {
			h.hints <- ": still here\n\n"
			wait(25 * time.Second)
		}
		if h.opened() != 1 {
			t.Errorf("%d streams although it is alive", h.opened())
		}
		wait(eventsDead + eventsFirst + time.Second)
		if h.opened() != 2 {
			t.Errorf("%d streams after silence; want 2", h.opened())
		}
	})
}

func TestFaultsOfTheProtocol(t *testing.T) {
	t.Run("restored from a backup", func(t *testing.T) {
		m, h := newMemory(), newFakeHub()
		m.record(10)
		run(t, m, h, nil, func(a *Agent) {
			h.set(func() { h.epoch, h.last = "e2", 4; h.ids = map[int64]retail.CommandID{} })
			wait(pollEvery + retryMost)
			if h.last != 10 || m.judged() != 10 || !slices.Contains(m.rewound, 4) {
				t.Errorf("the hub has %d again, %d verdicts, rewound %v", h.last, m.judged(), m.rewound)
			}
			if c := m.at(shop); c.Epoch != "e2" {
				t.Errorf("cursor %+v", c)
			}
			if a.Status().Line != Online {
				t.Errorf("status %+v", a.Status())
			}
		})
	})
	t.Run("the terminal lost commands", func(t *testing.T) {
		m, h := newMemory(), newFakeHub()
		h.last, h.ids = 2, map[int64]retail.CommandID{1: "other-1", 2: "other-2"}
		m.record(3)
		run(t, m, h, nil, func(*Agent) {
			if !slices.Equal(m.renum, []int64{2}) || h.last != 5 || h.ids[3] != "c-1" {
				t.Errorf("renumbered %v, the hub has %v", m.renum, h.ids)
			}
		})
	})
	t.Run("compacted", func(t *testing.T) {
		m, h := newMemory(), newFakeHub()
		m.cursor[shop] = wire.Cursor{Epoch: "e1", Seq: 1, H: "h1"}
		h.head[shop], h.kept = 9, 5
		for _, other := range []wire.Scope{wire.ScopeOrg, "device:d-1", wire.ScopeCatalog} {
			h.head[other] = 5
		}
		run(t, m, h, nil, func(*Agent) {
			if c := m.at(shop); c.Seq != 9 {
				t.Errorf("cursor %+v; want a snapshot at 9", c)
			}
		})
	})
	t.Run("too old", func(t *testing.T) {
		m, h := newMemory(), newFakeHub()
		no := &refusal{status: 426, problem: wire.Problem{Code: wire.ProblemUpgrade}}
		h.refuse[wire.PathChanges], h.refuse[wire.PathSnapshot], h.refuse[wire.PathEvents] = no, no, no
		m.record(2)
		run(t, m, h, nil, func(a *Agent) {
			wait(time.Hour)
			if s := a.Status(); s.Line != Upgrade || s.Unsent != 0 || m.judged() != 2 {
				t.Errorf("status %+v, %d verdicts: what was done must still leave", s, m.judged())
			}
			if n, _ := h.count("GET "); n > 40 {
				t.Errorf("%d requests in an hour", n)
			}
		})
	})
	t.Run("busy", func(t *testing.T) {
		m, h := newMemory(), newFakeHub()
		m.record(1)
		h.refuse[wire.PathCommands] = &refusal{status: 503, problem: wire.Problem{Code: wire.ProblemBusy}, after: 40 * time.Second}
		run(t, m, h, nil, func(a *Agent) {
			wait(5 * time.Minute)
			_, gaps := h.count("POST " + wire.PathCommands)
			if len(gaps) == 0 || slices.Min(gaps) < 40*time.Second {
				t.Errorf("gaps %v; the hub asked for 40 s", gaps)
			}
			if a.Status().Line != Online {
				t.Errorf("status %+v: a busy hub is not offline", a.Status())
			}
		})
	})
	t.Run("revoked", func(t *testing.T) {
		m, h := newMemory(), newFakeHub()
		run(t, m, h, nil, func(a *Agent) {
			wiped := 0
			a.o.Revoked = func(context.Context) { wiped++ }
			h.set(func() {
				h.refuse["/"] = &refusal{status: 403, problem: wire.Problem{Code: wire.ProblemRevoked}}
			})
			wait(pollEvery + retryMost)
			if a.Status().Line != Revoked || wiped != 1 {
				t.Errorf("status %+v, wiped %d times", a.Status(), wiped)
			}
		})
	})
}

func TestClockIsCorrectedByTheHub(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	h.clock = func() time.Time { return time.Now().Add(-90 * time.Minute) } // the terminal is fast
	run(t, m, h, nil, func(a *Agent) {
		s := a.Status()
		if s.Line != Online || s.Offset != -90*time.Minute {
			t.Errorf("status %+v", s)
		}
		if got := a.o.Clock.Now(); !got.Equal(h.clock()) {
			t.Errorf("hub clock %v; want %v", got, h.clock())
		}
		if !m.hubTime.Equal(h.clock()) {
			t.Errorf("hub time seen %v; want %v", m.hubTime, h.clock())
		}
	})
}

func TestCutFeedIsNotApplied(t *testing.T) {
	for _, text := range []string{
		"",
		`{"scope":"org","epoch":"e1","from":0,"h":""}` + "\n",
		`{"scope":"org","epoch":"e1","from":0,"h":""}` + "\n" + `{"s":1,"t":"site","k":"a","op":"put","ver":1,"d":{}}` + "\n",
	} {
		f, err := newFeedReader(strings.NewReader(text))
		if err == nil {
			for _, rerr := range f.each {
				err = rerr
			}
		}
		if !errors.Is(err, wire.ErrCut) {
			t.Errorf("%q: %v; want cut", text, err)
		}
	}
}
