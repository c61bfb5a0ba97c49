package agent

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Caller is requests to a hub as one enrolled device, without the loops of an
// Agent: for a store relay, which talks to the chain's hub in turns of its own.
type Caller struct {
	l      *link
	device retail.DeviceID
}

// NewCaller makes one. Of the options Store, Shop, Rand and the callbacks but
// Pinned are not used.
func NewCaller(o Options) *Caller {
	trust := &trust{keep: o.Pinned}
	trust.pins.Store(&o.Pins)
	tr := o.Transport
	if tr == nil {
		tr = pinned(trust.has)
	}
	return &Caller{device: o.Device, l: &link{
		client: &http.Client{Transport: tr}, hub: o.Hub, device: o.Device, key: o.Key, clock: o.Clock, app: o.App, trust: trust, log: o.Log,
	}}
}

// Device is whose line it is.
func (l *Caller) Device() retail.DeviceID { return l.device }

// Problem returns what a hub said when it refused; ok is false for any other
// fault.
func Problem(err error) (p wire.Problem, ok bool) {
	var r *refusal
	if errors.As(err, &r) {
		return r.problem, r.problem.Code != ""
	}
	return p, false
}

// RetryAfter is what the hub asked to wait, or 0.
func RetryAfter(err error) time.Duration { return retryAfter(err) }

// Do sends in, nil for none, and reads the answer into out, nil for none.
func (l *Caller) Do(ctx context.Context, method, path string, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, pageTimeout)
	defer cancel()
	res, err := l.l.call(ctx, method, path, in) //nolint:bodyclose // closed by decodeBody
	if err != nil {
		return err
	}
	if out == nil {
		_, err = io.Copy(io.Discard, res.Body)
		return errors.Join(err, res.Body.Close())
	}
	return decodeBody(res, out)
}

// Stream asks for JSON texts one after the other and hands each to next, which
// decodes it.
func (l *Caller) Stream(ctx context.Context, path string, next func(decode func(any) error) error) error {
	ctx, cancel := context.WithTimeout(ctx, snapshotTimeout)
	defer cancel()
	res, err := l.l.call(ctx, http.MethodGet, path, nil) //nolint:bodyclose // closed by done
	if err != nil {
		return err
	}
	r, done, err := body(res)
	if err != nil {
		return err
	}
	defer done()
	dec := json.NewDecoder(r)
	for dec.More() {
		if err := next(dec.Decode); err != nil {
			return err
		}
	}
	return nil
}

// Page asks for what changed in a feed after the cursor.
func (l *Caller) Page(ctx context.Context, scope wire.Scope, from wire.Cursor) (wire.Page, error) {
	return l.l.page(ctx, after(scope, from, wire.MaxPage))
}

// Snapshot asks for a whole feed.
func (l *Caller) Snapshot(ctx context.Context, scope wire.Scope) ([]wire.Change, wire.Cursor, error) {
	ctx, cancel := context.WithTimeout(ctx, snapshotTimeout)
	defer cancel()
	f, done, err := l.l.feed(ctx, wire.PathSnapshot+url.PathEscape(string(scope)))
	if err != nil {
		return nil, wire.Cursor{}, err
	}
	defer done()
	var rows []wire.Change
	for c, err := range f.each {
		if err != nil {
			return nil, wire.Cursor{}, err
		}
		rows = append(rows, c)
	}
	return rows, wire.Cursor{Epoch: f.head.Epoch, Seq: f.end.End, H: f.end.H}, nil
}

// Listen hands over hints that feeds have moved until the stream ends. It always
// returns an error.
func (l *Caller) Listen(ctx context.Context, hint func(wire.Hint)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	res, err := l.l.call(ctx, http.MethodGet, wire.PathEvents, nil)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	alive := time.AfterFunc(eventsDead, func() { cancel(errSilent) })
	defer alive.Stop()
	sc := bufio.NewScanner(res.Body)
	for sc.Scan() {
		alive.Reset(eventsDead)
		data, ok := bytes.CutPrefix(sc.Bytes(), []byte("data:"))
		if !ok {
			continue
		}
		var h wire.Hint
		if json.Unmarshal(bytes.TrimSpace(data), &h) == nil && h.Scope != "" {
			hint(h)
		}
	}
	err = sc.Err()
	if err == nil {
		err = io.EOF
	}
	return errors.Join(err, context.Cause(ctx))
}

// Close lets go of connections that are kept.
func (l *Caller) Close() {
	if c, ok := l.l.client.Transport.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// passed are the headers of a request and of its answer that Pass hands on.
var passed = []string{"Accept-Encoding", "Range", "If-Range", "If-None-Match"}

// Pass hands a request without a body on to the hub and its answer back, also a
// refusal. An error means that there is no answer, and nothing was written.
func (l *Caller) Pass(w http.ResponseWriter, r *http.Request) error {
	var headers []string
	for _, name := range passed {
		if v := r.Header.Get(name); v != "" {
			headers = append(headers, name, v)
		}
	}
	res, err := l.l.call(r.Context(), r.Method, r.URL.RequestURI(), nil, headers...)
	var refused *refusal
	if errors.As(err, &refused) {
		w.Header().Set("Content-Type", "application/json")
		if refused.after > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(refused.after/time.Second)))
		}
		w.WriteHeader(refused.status)
		_ = json.NewEncoder(w).Encode(refused.problem) // whoever asked has gone
		return nil
	}
	if err != nil {
		return err
	}
	defer res.Body.Close()
	for _, name := range []string{"Content-Type", "Content-Encoding", "Content-Length", "Content-Range", "Accept-Ranges", "ETag", "Vary", "Cache-Control"} {
		if v := res.Header.Get(name); v != "" {
			w.Header().Set(name, v)
		}
	}
	w.WriteHeader(res.StatusCode)
	if _, err := io.Copy(w, res.Body); err != nil && r.Context().Err() == nil {
		panic(http.ErrAbortHandler) // the terminal sees that it was cut off
	}
	return nil
}
