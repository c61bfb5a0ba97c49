package hub

import (
	"bytes"
	"container/list"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// bulk is what a hub process knows of the shared scopes.
type bulk struct {
	building sync.Mutex // one snapshot is made at a time
	cache    blobCache
	stock    stockBounds
}

// bundle returns the snapshot of a shared scope that terminals can follow from.
// It is made here and now only when there is none: see RunBulk.
func (h *Hub) bundle(ctx context.Context, scope wire.Scope) (wire.Manifest, error) {
	m, err := h.followed(ctx, scope)
	if !lost(err) {
		return m, err
	}
	h.bulk.building.Lock()
	defer h.bulk.building.Unlock()
	if m, err = h.followed(ctx, scope); !lost(err) { // somebody made it meanwhile
		return m, err
	}
	if err := h.build(ctx, scope); err != nil {
		return m, err
	}
	return h.followed(ctx, scope)
}

// followed returns the newest snapshot, and a fault that is lost when nobody
// can go on from it.
func (h *Hub) followed(ctx context.Context, scope wire.Scope) (wire.Manifest, error) {
	m, err := h.Store.Bundle(ctx, scope)
	if err == nil {
		_, err = h.Store.Page(ctx, scope, m.Cursor(), 1, "")
	}
	return m, err
}

func lost(err error) bool {
	return retail.CodeOf(err) == retail.CodeNotFound || errors.Is(err, ErrCompacted) || errors.Is(err, ErrRewound)
}

// build makes a new snapshot from the rows. Called with building held.
func (h *Hub) build(ctx context.Context, scope wire.Scope) error {
	if scope == wire.ScopeStock {
		if err := h.tellStock(ctx, true); !errors.Is(err, errBeaten) {
			return err
		}
		return nil
	}
	p, err := newRowParts(ctx, h, scope)
	if err != nil {
		return err
	}
	end, err := h.Store.Snapshot(ctx, scope, "", p.put)
	if err != nil {
		return err
	}
	if err := p.end(); err != nil {
		return err
	}
	m := wire.Manifest{Scope: scope, Seq: end.End, H: end.H, Parts: p.parts}
	if m.Parts == nil {
		m.Parts = []wire.Part{}
	}
	return h.update(ctx, nil, func(tx Tx) error { return tx.PutBundle(m) })
}

// renewAfter is how many changes of a shared scope lie behind its snapshot at
// the most before a new one is made; a tenth of its rows, if that is more.
const renewAfter = 500

// Renew makes a new snapshot of the catalogue when there is none or much has
// changed since.
func (h *Hub) Renew(ctx context.Context) error {
	h.bulk.building.Lock()
	defer h.bulk.building.Unlock()
	m, err := h.followed(ctx, wire.ScopeCatalog)
	if err != nil && !lost(err) {
		return err
	}
	if err == nil {
		var rows int64
		for _, p := range m.Parts {
			rows += p.Rows
		}
		heads, err := h.Store.Heads(ctx)
		if err != nil {
			return err
		}
		behind := int64(0)
		for _, head := range heads {
			if head.Scope == wire.ScopeCatalog {
				behind = head.Head - m.Seq
			}
		}
		if behind <= max(renewAfter, rows/10) {
			return nil
		}
	}
	return h.build(ctx, wire.ScopeCatalog)
}

// RunBulk keeps the snapshots of the shared scopes new, and tells the stock
// feed what changed every so often, until ctx ends.
func (h *Hub) RunBulk(ctx context.Context, every time.Duration) {
	for {
		err := errors.Join(h.Renew(ctx), h.cutDue(ctx, every))
		if err != nil && ctx.Err() == nil {
			h.Log.Error("hub: snapshots of shared scopes", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
		}
	}
}

// cutDue cuts unless another process has just done it.
func (h *Hub) cutDue(ctx context.Context, every time.Duration) error {
	if h.relay() { // it has the books of one shop only
		return nil
	}
	var last stockCut
	there, err := h.Store.Row(ctx, wire.ScopeStock, retail.EntityStockCut, wire.StockCutKey, &last)
	if err != nil || there && h.Clock.Now().Sub(last.At) < every/2 {
		return err
	}
	return h.CutStock(ctx)
}

func (h *Hub) serveManifest(w http.ResponseWriter, r *http.Request, scope wire.Scope) error {
	deadline(w, snapshotTime)
	m, err := h.bundle(r.Context(), scope)
	if err != nil {
		return err
	}
	out, err := compressed(w, r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	if json.NewEncoder(out).Encode(m) != nil || out.Close() != nil {
		return abort(r.Context())
	}
	return nil
}

// serveBlob answers with a blob or a range of it (RFC 9110 section 14). Its name
// is its content, so whoever caches it may keep it for good.
func (h *Hub) serveBlob(w http.ResponseWriter, r *http.Request, _ Device) error {
	sha := r.PathValue("sha")
	if _, err := hex.DecodeString(sha); err != nil || len(sha) != 64 || strings.ToLower(sha) != sha {
		return problem(http.StatusNotFound, wire.ProblemGone)
	}
	data, err := h.bulk.cache.get(sha, func() ([]byte, error) { return h.Store.Blob(r.Context(), sha) })
	if retail.CodeOf(err) == retail.CodeNotFound {
		if h.relay() {
			return h.Upstream.Pass(w, r) // of the stock of all sites
		}
		return problem(http.StatusNotFound, wire.ProblemGone)
	}
	if err != nil {
		return err
	}
	deadline(w, snapshotTime)
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("ETag", `"`+sha+`"`)
	http.ServeContent(bites{w}, r, "", time.Time{}, bytes.NewReader(data))
	return nil
}

// serveStock answers with what every site has of a SKU now.
func (h *Hub) serveStock(w http.ResponseWriter, r *http.Request, _ Device) error {
	live := wire.LiveStock{SKU: retail.SKUID(r.PathValue("sku")), Now: h.Clock.Now(), Sites: []retail.SiteStock{}}
	if strings.ContainsRune(string(live.SKU), 0) {
		return problem(http.StatusBadRequest, wire.ProblemInvalid)
	}
	if h.relay() {
		return h.Upstream.Pass(w, r)
	}
	levels, err := h.Store.StockOf(r.Context(), live.SKU)
	if err != nil {
		return err
	}
	heard, err := h.shops.heard(r.Context(), h)
	if err != nil {
		return err
	}
	for _, l := range levels {
		s := wire.PackLevel(l).On(l.Site)
		s.Heard = heard[l.Site]
		live.Sites = append(live.Sites, s)
	}
	send(w, http.StatusOK, live)
	return nil
}

// cacheBytes is how many bytes of blobs a hub process keeps in memory.
const cacheBytes = 32 << 20

// blobCache holds the blobs that were asked for last.
type blobCache struct {
	mu   sync.Mutex
	held map[string]*list.Element
	used list.List // of blob, the last asked for in front
	size int
}

type blob struct {
	sha  string
	data []byte
}

// get returns a blob, read once as long as it is held.
func (c *blobCache) get(sha string, read func() ([]byte, error)) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.held[sha]; e != nil {
		c.used.MoveToFront(e)
		return e.Value.(blob).data, nil
	}
	data, err := read() // a crowd that asks for the same waits here, and one reads
	if err != nil {
		return nil, err
	}
	if c.held == nil {
		c.held = map[string]*list.Element{}
	}
	c.held[sha] = c.used.PushFront(blob{sha, data})
	for c.size += len(data); c.size > cacheBytes && c.used.Len() > 1; {
		e := c.used.Back()
		b := c.used.Remove(e).(blob)
		c.size -= len(b.data)
		delete(c.held, b.sha)
	}
	return data, nil
}

// Rebuild makes the snapshots of all shared scopes anew, whatever there is.
func (h *Hub) Rebuild(ctx context.Context) error {
	h.bulk.building.Lock()
	defer h.bulk.building.Unlock()
	return errors.Join(h.build(ctx, wire.ScopeCatalog), h.build(ctx, wire.ScopeStock))
}
