package simulate

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"miseban/sync/wire"
)

// line carries the requests of one terminal to the hub, in the same goroutine,
// and does to them what lines do.
type line struct {
	t    *terminal
	last map[wire.Scope][]byte // an earlier answer of each feed
	put  int                   // how often an older copy of the hub had been put back when it was asked last
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
	w, t := l.t.w, l.t
	if w.now.Before(t.cut) || w.hub.away() || t.line != l {
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
	if w.now.Before(t.outdated) {
		r.Header.Set(wire.HeaderProto, "0.9")
	}
	token := r.URL.Path == wire.PathToken
	if !w.quiet && t.dice.one(60) {
		w.fault("request lost", t.name, "%s", what(r))
		return nil, errNoLine
	}
	if !token {
		l.slow("request delayed", r)
	}
	l.put = w.hub.rewinds
	a := l.deliver(r, body)
	if a == nil {
		return nil, errNoLine
	}
	if !w.quiet {
		a = l.spoil(r, body, a)
	}
	if !token {
		l.slow("answer delayed", r)
	}
	if a == nil {
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
	w, t := l.t.w, l.t
	if w.depth >= maxDepth {
		return
	}
	d := t.dice.between(time.Millisecond, 80*time.Millisecond)
	if !w.quiet && t.dice.one(60) {
		d = t.dice.between(time.Second, 90*time.Second)
		w.fault(kind, t.name, "%s by %v", what(r), d.Round(time.Second))
	}
	w.depth++
	w.until(w.now.Add(d))
	w.depth--
}

// spoil does to an answer what lines do; nil is an answer that is lost.
func (l *line) spoil(r *http.Request, body []byte, a *answer) *answer {
	w, t := l.t.w, l.t
	push := r.URL.Path == wire.PathCommands
	feed := wire.Scope(r.URL.Query().Get("scope"))
	earlier := l.last[feed]
	if feed != "" && a.status == http.StatusOK {
		if l.last == nil {
			l.last = map[wire.Scope][]byte{}
		}
		if earlier == nil || t.dice.one(3) {
			l.last[feed] = bytes.Clone(a.body.Bytes())
		}
	}
	switch t.dice.IntN(150) {
	case 0, 1, 2:
		w.fault("answer lost", t.name, "%s", what(r))
		return nil
	case 3, 4:
		w.fault("request doubled", t.name, "%s", what(r))
		if b := l.deliver(r, body); b != nil {
			return b
		}
	case 5, 6:
		if push {
			d := t.dice.between(time.Second, 10*time.Minute)
			w.fault("request again later", t.name, "%s after %v", what(r), d.Round(time.Second))
			again := r.Clone(w.ctx)
			w.after(d, func() {
				if !w.hub.away() {
					w.say(t.name, "an old %s comes again", what(r))
					l.deliver(again, body)
				}
			})
		}
	case 7:
		if n := a.body.Len(); n > 0 {
			w.fault("answer cut off", t.name, "%s", what(r))
			a.body.Truncate(t.dice.IntN(n))
			a.cut = true
		}
	case 8:
		if earlier != nil {
			w.fault("answer mixed up", t.name, "%s", what(r))
			a.body.Reset()
			a.body.Write(earlier)
		}
	}
	return a
}

// deliver lets a hub answer; nil when it is away.
func (l *line) deliver(r *http.Request, body []byte) *answer {
	w := l.t.w
	if w.hub.away() {
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
		w.hub.process().handler.ServeHTTP(a, req)
	}()
	if a.status != http.StatusOK {
		w.counts["answers "+strconv.Itoa(a.status)]++
		w.say(l.t.name, "%s: %d %s", what(r), a.status, bytes.TrimSpace(a.body.Bytes()))
	}
	if r.URL.Path == wire.PathCommands && a.status == http.StatusOK && len(body) > 60 {
		l.t.shop.hint()
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
