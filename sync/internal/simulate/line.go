package simulate

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"miseban/sync/hub"
	"miseban/sync/wire"
)

// station is a hub at the end of a line.
type station interface {
	away() bool
	// serve lets it answer a request.
	serve(a *answer, r *http.Request)
	// past is its database as it is, and how often older copies of it were put back.
	past() (hub.Store, int)
}

// line carries the requests of one terminal or relay to hubs, in the same
// goroutine, and does to them what lines do.
type line struct {
	w    *world
	name string
	dice dice
	open func(host string) bool       // whether anything gets through
	at   func(host string) station    // who is there
	old  func() bool                  // too old a program sends; may be nil
	calm func() bool                  // nothing happens to it now; may be nil
	sent func(r *http.Request, n int) // after a request of n bytes was answered well

	last map[wire.Scope][]byte // an earlier answer of each feed
	to   station               // who was asked last
	put  int                   // how often an older copy of it had been put back then
}

// Faults of the line.
var (
	errNoLine = errors.New("simulate: no line")
	errCutOff = io.ErrUnexpectedEOF
)

// maxDepth is how many requests may be under way inside each other.
const maxDepth = 4

// RoundTrip carries one request.
func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	w := l.w
	to := l.at(r.URL.Host)
	if to == nil || to.away() || !l.open(r.URL.Host) {
		return nil, errNoLine
	}
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		_ = r.Body.Close()
	}
	if l.old != nil && l.old() {
		r.Header.Set(wire.HeaderProto, "0.9")
	}
	if l.calm != nil && l.calm() {
		return l.deliver(to, r, body).response(r), nil
	}
	token := r.URL.Path == wire.PathToken
	lossy := w.o.Mutant != nil && r.URL.Path == w.o.Mutant.Lost && !w.quiet && l.dice.one(2)
	if !w.quiet && l.dice.one(60) {
		w.fault("request lost", l.name, "%s", what(r))
		return nil, errNoLine
	}
	if !token {
		l.slow("request delayed", r)
	}
	l.to = to
	_, l.put = to.past()
	a := l.deliver(to, r, body)
	if a == nil {
		return nil, errNoLine
	}
	if !w.quiet {
		a = l.spoil(to, r, body, a)
	}
	if !token {
		l.slow("answer delayed", r)
	}
	if a == nil || lossy {
		return nil, errNoLine
	}
	if m := w.o.Mutant; m != nil && m.Answer != nil {
		body := m.Answer(r, bytes.Clone(a.body.Bytes()))
		a.body.Reset()
		a.body.Write(body)
	}
	return a.response(r), nil
}

// slow lets time pass, in which others go on, and sometimes much of it.
func (l *line) slow(kind string, r *http.Request) {
	w := l.w
	if w.depth >= maxDepth {
		return
	}
	d := l.dice.between(time.Millisecond, 80*time.Millisecond)
	if !w.quiet && l.dice.one(60) {
		d = l.dice.between(time.Second, 90*time.Second)
		w.fault(kind, l.name, "%s by %v", what(r), d.Round(time.Second))
	}
	w.depth++
	w.until(w.now.Add(d))
	w.depth--
}

// spoil does to an answer what lines do; nil is an answer that is lost.
func (l *line) spoil(to station, r *http.Request, body []byte, a *answer) *answer {
	w := l.w
	push := r.URL.Path == wire.PathCommands || r.URL.Path == wire.PathRelayMirror
	feed := wire.Scope(r.URL.Query().Get("scope"))
	earlier := l.last[feed]
	if feed != "" && a.status == http.StatusOK {
		if l.last == nil {
			l.last = map[wire.Scope][]byte{}
		}
		if earlier == nil || l.dice.one(3) {
			l.last[feed] = bytes.Clone(a.body.Bytes())
		}
	}
	switch l.dice.IntN(150) {
	case 0, 1, 2:
		w.fault("answer lost", l.name, "%s", what(r))
		return nil
	case 3, 4:
		w.fault("request doubled", l.name, "%s", what(r))
		if b := l.deliver(to, r, body); b != nil {
			return b
		}
	case 5, 6:
		if push {
			d := l.dice.between(time.Second, 10*time.Minute)
			w.fault("request again later", l.name, "%s after %v", what(r), d.Round(time.Second))
			again := r.Clone(w.ctx)
			w.after(d, func() {
				if !to.away() {
					w.say(l.name, "an old %s comes again", what(r))
					l.deliver(to, again, body)
				}
			})
		}
	case 7:
		if n := a.body.Len(); n > 0 {
			w.fault("answer cut off", l.name, "%s", what(r))
			a.body.Truncate(l.dice.IntN(n))
			a.cut = true
		}
	case 8:
		if earlier != nil {
			w.fault("answer mixed up", l.name, "%s", what(r))
			a.body.Reset()
			a.body.Write(earlier)
		}
	}
	return a
}

// deliver lets a hub answer; nil when it is away.
func (l *line) deliver(to station, r *http.Request, body []byte) *answer {
	w := l.w
	if to.away() {
		return nil
	}
	w.counts["requests "+strings.Split(r.URL.Path, "/")[2]]++
	req := r.Clone(w.ctx)
	req.Body, req.ContentLength, req.RequestURI = newBody(body), int64(len(body)), r.URL.RequestURI()
	req.Header.Del("Accept-Encoding")
	a := &answer{header: http.Header{}, status: http.StatusOK}
	func() {
		defer func() {
			if p := recover(); p == http.ErrAbortHandler { //nolint:errorlint // the very value
				a.cut = true
			} else if p != nil {
				panic(p)
			}
		}()
		to.serve(a, req)
	}()
	if a.status != http.StatusOK {
		w.counts["answers "+strconv.Itoa(a.status)]++
		w.say(l.name, "%s: %d %s", what(r), a.status, a.problem())
	} else if l.sent != nil {
		l.sent(r, len(body))
	}
	return a
}

// what names a request for the trace.
func what(r *http.Request) string {
	s := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/v1/")
	if q := r.URL.Query(); q.Has("scope") {
		s += " " + q.Get("scope") + " after " + q.Get("after")
	}
	return s
}

// answer is what a hub said.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
	cut    bool
}

// Header returns the header to be sent.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader sets the status.
func (a *answer) WriteHeader(status int) { a.status = status }

// Write adds to the body.
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

// problem is the code of a refusal; what else it says may name lives of a
// database, which are others in every run.
func (a *answer) problem() string {
	var p wire.Problem
	_ = json.Unmarshal(a.body.Bytes(), &p) // a refusal without a code has none
	return p.Code
}

// response is what the terminal gets of it.
func (a *answer) response(r *http.Request) *http.Response {
	var body io.Reader = bytes.NewReader(a.body.Bytes())
	if a.cut {
		body = io.MultiReader(body, cutOff{})
	}
	return &http.Response{
		StatusCode: a.status, Status: strconv.Itoa(a.status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header.Clone(), Body: io.NopCloser(body), ContentLength: -1, Request: r,
	}
}

// cutOff ends a body in its middle.
type cutOff struct{}

// Read fails.
func (cutOff) Read([]byte) (int, error) { return 0, errCutOff }

func newBody(b []byte) io.ReadCloser { return io.NopCloser(bytes.NewReader(b)) }
