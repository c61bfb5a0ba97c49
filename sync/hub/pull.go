package hub

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

const (
	heartbeat    = 25 * time.Second // of the event stream
	maxWait      = 55               // seconds of a long poll
	snapshotTime = 5 * time.Minute  // for a whole snapshot on a bad line
)

// pull is what a terminal asks of a feed.
type pull struct {
	scope wire.Scope
	after wire.Cursor
	limit int
	wait  time.Duration
	sum   bool // the digest too, when the page is the last one
}

// readPull reads the query of a pull.
func readPull(q url.Values) (pull, error) {
	p := pull{scope: wire.Scope(q.Get("scope")), limit: wire.MaxPage}
	p.after = wire.Cursor{Epoch: q.Get("epoch"), H: q.Get("h")}
	bad := problem(http.StatusBadRequest, wire.ProblemInvalid)
	number := func(name string, most int64) (int64, error) {
		if !q.Has(name) {
			return 0, nil
		}
		n, err := strconv.ParseInt(q.Get(name), 10, 64)
		if err != nil || n < 0 {
			return 0, bad
		}
		return min(n, most), nil
	}
	var err error
	if p.after.Seq, err = number("after", 1<<62); err != nil {
		return p, err
	}
	limit, err := number("limit", wire.MaxPage)
	if err != nil {
		return p, err
	}
	if limit > 0 {
		p.limit = int(limit)
	}
	wait, err := number("wait", maxWait)
	p.wait, p.sum = time.Duration(wait)*time.Second, q.Get("digest") == "1"
	return p, err
}

func (h *Hub) serveChanges(w http.ResponseWriter, r *http.Request, d Device) error {
	p, err := readPull(r.URL.Query())
	if err != nil {
		return err
	}
	if err := h.mayRead(r.Context(), d, p.scope); err != nil {
		return err
	}
	if h.relay() && p.scope == wire.ScopeStock {
		return h.Upstream.Pass(w, r)
	}
	if p.scope == wire.ScopeStock {
		p.limit = min(p.limit, cutsAPage)
	}
	page, err := h.page(r.Context(), w, p, d.ID)
	if err == nil && p.sum {
		page, err = h.summed(r.Context(), p, page, d.ID)
	}
	if err == nil && p.scope == wire.ScopeStock {
		err = h.followStock(r.Context(), page)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	var text bytes.Buffer
	if _, err := page.WriteTo(&text); err != nil {
		return err
	}
	if sendPage(w, r, text.Bytes()) != nil {
		return abort(r.Context())
	}
	return nil
}

// abort ends an answer that has begun: the terminal sees that it was cut off.
func abort(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	panic(http.ErrAbortHandler)
}

// page reads a page, and waits for one when there is nothing yet.
func (h *Hub) page(ctx context.Context, w http.ResponseWriter, p pull, id retail.DeviceID) (wire.Page, error) {
	if p.wait == 0 {
		return h.readPage(ctx, p, id)
	}
	deadline(w, p.wait+answerWithin)
	s := h.feed.subscribe([]wire.Scope{p.scope})
	defer s.close()
	timer := time.NewTimer(p.wait)
	defer timer.Stop()
	for {
		page, err := h.readPage(ctx, p, id)
		if err != nil || len(page.Changes) > 0 {
			return page, err
		}
		select {
		case <-s.C:
		case <-timer.C:
			return page, nil
		case <-h.stopped:
			return page, nil
		case <-ctx.Done():
			return page, ctx.Err()
		}
	}
}

func (h *Hub) serveSnapshot(w http.ResponseWriter, r *http.Request, d Device) error {
	scope := wire.Scope(r.PathValue("scope"))
	if err := h.mayRead(r.Context(), d, scope); err != nil {
		return err
	}
	if h.relay() && scope == wire.ScopeStock {
		return h.Upstream.Pass(w, r)
	}
	done, err := h.startSnapshot()
	if err != nil {
		return err
	}
	defer done()
	if err := h.astray(r, d, scope); err != nil {
		return err
	}
	if wire.Shared(scope) && (d.Kind != DeviceRelay || scope != wire.ScopeCatalog) { // a relay keeps the rows
		return h.serveManifest(w, r, scope)
	}
	deadline(w, snapshotTime)
	w.Header().Set("Content-Type", "application/x-ndjson")
	out, err := compressed(w, r)
	if err != nil {
		return err
	}
	buf := bufio.NewWriterSize(out, 64<<10)
	enc := json.NewEncoder(buf)
	if enc.Encode(wire.PageHead{Scope: scope, Epoch: h.Store.Epoch()}) != nil {
		return abort(r.Context())
	}
	var sum wire.Digester
	end, err := h.Store.Snapshot(r.Context(), scope, d.ID, func(c wire.Change) error {
		sum.Row(c.Entity.String(), c.Key, c.Ver)
		return enc.Encode(c)
	})
	if err != nil {
		if r.Context().Err() == nil {
			h.Log.Error("hub: snapshot", "scope", scope, "err", err)
		}
		return abort(r.Context())
	}
	end.Digest = sum.Digest()
	if enc.Encode(end) != nil || buf.Flush() != nil || out.Close() != nil {
		return abort(r.Context())
	}
	return nil
}

// serveEvents streams hints that scopes have moved, as server-sent events.
// Hints may be lost; what they hint at cannot.
func (h *Hub) serveEvents(w http.ResponseWriter, r *http.Request, d Device) error {
	scopes, err := h.listens(r.Context(), d)
	if err != nil {
		return err
	}
	replaced, done := h.limits.openStream(d.ID)
	defer done()
	s := h.feed.subscribe(scopes)
	defer s.close()
	h.meter.streams.Inc()
	defer h.meter.streams.Dec()
	w.Header().Set("Content-Type", "text/event-stream")
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	// What has moved so far; a feed that is not known yet is told as soon as it is.
	for text := ": miseban\n\n" + hintsOf(s); flush(w, text); {
		select {
		case <-r.Context().Done():
			return nil
		case <-h.stopped:
			return nil
		case <-replaced:
			return nil
		case <-s.C:
			text = hintsOf(s)
		case <-tick.C:
			if !h.still(r.Context(), d.ID) {
				return nil // it asks again and is told
			}
			text = ": still here\n\n"
		}
	}
	return nil
}

// hintsOf returns what has moved since the last call as the text of events.
func hintsOf(s *subscriber) string {
	var text strings.Builder
	for _, hint := range s.take() {
		if b, err := json.Marshal(hint); err == nil { // two plain fields
			fmt.Fprintf(&text, "event: head\nid: %d\ndata: %s\n\n", hint.Head, b)
		}
	}
	return text.String()
}

// flush writes text to an event stream and tells whether somebody reads it.
func flush(w http.ResponseWriter, text string) bool {
	if text == "" {
		return true
	}
	deadline(w, answerWithin+heartbeat)
	_, err := w.Write([]byte(text))
	return err == nil && http.NewResponseController(w).Flush() == nil
}

// still tells whether the terminal may go on listening.
func (h *Hub) still(ctx context.Context, id retail.DeviceID) bool {
	_, err := h.terminal(ctx, id)
	return err == nil
}
