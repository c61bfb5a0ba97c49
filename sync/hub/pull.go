package hub

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

const (
	maxWait      = 55              // seconds of a long poll
	snapshotTime = 5 * time.Minute // for a whole snapshot on a bad line
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
	h.took(d.ID, p.scope, page)
	w.Header().Set("Content-Type", "application/x-ndjson")
	text, err := page.Append(nil)
	if err != nil {
		return err
	}
	if sendPage(w, r, text) != nil {
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
	if err := h.here(r.Context(), scope); err != nil {
		return err
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
	return h.stream(w, r, func(put func(any) error) error {
		if err := put(wire.PageHead{Scope: scope, Epoch: h.Store.Epoch()}); err != nil {
			return err
		}
		var sum wire.Digester
		end, err := h.Store.Snapshot(r.Context(), scope, d.ID, func(c wire.Change) error {
			sum.Row(c.Entity.String(), c.Key, c.Ver)
			return put(c)
		})
		if err != nil {
			return err
		}
		end.Digest = sum.Digest()
		return put(end)
	})
}

// stream sends lines of JSON for as long as there are some. A fault cuts the
// answer off, so that nobody takes it for a whole one.
func (h *Hub) stream(w http.ResponseWriter, r *http.Request, lines func(put func(any) error) error) error {
	deadline(w, snapshotTime)
	w.Header().Set("Content-Type", "application/x-ndjson")
	out, err := compressed(w, r)
	if err != nil {
		return err
	}
	buf := bufio.NewWriterSize(out, 16<<10)
	enc := json.NewEncoder(buf)
	err = lines(func(line any) error { return enc.Encode(line) })
	if err != nil && r.Context().Err() == nil {
		h.Log.Error("hub: stream", "path", r.URL.Path, "err", err)
	}
	if err != nil || buf.Flush() != nil || out.Close() != nil {
		return abort(r.Context())
	}
	return nil
}
