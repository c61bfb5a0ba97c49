package hubdb

import (
	"context"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

const (
	keepPage  = time.Second // how long a page is kept at the most
	manyPages = 256         // when those that are too old are thrown out
	smallPage = 64          // changes of a page that is worth keeping
	readTries = 3
)

// pages are the last pages that were read. When something happens in a shop all
// of its terminals ask for the same page within a few milliseconds: one reads
// it, and the others find out whether it is still the last one, and how far it
// contains their own commands, as of one instant. A page is only given out again
// while its feed stands where the page ends; so nothing ever goes backwards.
type pages struct {
	mu    sync.Mutex
	m     map[pageKey]*pageRead
	quiet time.Time // nothing is kept until then
}

type pageKey struct {
	scope wire.Scope
	after wire.Cursor
	limit int
}

// pageRead is a page that somebody reads or has read.
type pageRead struct {
	done chan struct{} // closed when the rest is known
	at   time.Time
	kept bool
	page wire.Page
}

// take returns the page that somebody else reads or has read, but for old; or
// one that the caller must read, and then give to put.
func (s *pages) take(k pageKey, old *pageRead, now time.Time) (r *pageRead, mine bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r = s.m[k]; r != nil && r != old && now.Sub(r.at) < keepPage {
		return r, false
	}
	if len(s.m) >= manyPages {
		for k, r := range s.m {
			if now.Sub(r.at) >= keepPage {
				delete(s.m, k)
			}
		}
	}
	if s.m == nil {
		s.m = map[pageKey]*pageRead{}
	}
	r = &pageRead{done: make(chan struct{}), at: now}
	s.m[k] = r
	return r, true
}

// put gives the page to those who wait. Long ones, those that are not the last
// one of their feed and faults are everybody's own.
func (s *pages) put(k pageKey, r *pageRead, p wire.Page, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.page = p
	r.kept = err == nil && !p.End.More && len(p.Changes) <= smallPage && !r.at.Before(s.quiet)
	if !r.kept && s.m[k] == r {
		delete(s.m, k)
	}
	close(r.done)
}

// forget drops all pages, and keeps none for a while: a person is forgotten, in
// a transaction that has not ended yet.
func (s *pages) forget(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.m)
	s.quiet = now.Add(keepPage)
}

// Page returns what changed after the cursor. See hub.Store.
func (d *DB) Page(ctx context.Context, scope wire.Scope, after wire.Cursor, limit int, device retail.DeviceID) (wire.Page, error) {
	k := pageKey{scope, after, limit}
	var r *pageRead
	for range readTries {
		var mine bool
		if r, mine = d.pages.take(k, r, d.clock.Now()); mine {
			return d.readFor(ctx, k, r, device)
		}
		select {
		case <-r.done:
		case <-ctx.Done():
			return wire.Page{}, d.fault("hubdb.Page", ctx.Err())
		}
		if !r.kept {
			break
		}
		if p, last, err := d.lastPage(ctx, r.page, after, device); err != nil || last {
			return p, err
		}
	}
	return d.readPage(ctx, scope, after, limit, device)
}

// readFor reads the page that others wait for.
func (d *DB) readFor(ctx context.Context, k pageKey, r *pageRead, device retail.DeviceID) (p wire.Page, err error) {
	err = hub.ErrRewound // of a panic: nobody takes it
	defer func() { d.pages.put(k, r, p, err) }()
	p, err = d.readPage(ctx, k.scope, k.after, k.limit, device)
	return p, err
}

// lastPage returns the page for another device, when its feed still ends with
// it. One statement reads one instant: the feed's end and the device's.
func (d *DB) lastPage(ctx context.Context, p wire.Page, after wire.Cursor, device retail.DeviceID) (wire.Page, bool, error) {
	var f feed
	var epoch string
	var revoked int64
	err := d.one(ctx, `SELECT m.value, COALESCE(s.head, 0), COALESCE(s.chain, ''), COALESCE(s.min_seq, 0), COALESCE(d.last_dseq, 0), COALESCE(d.stable, 0), COALESCE(d.revoked, 0)
		FROM meta m LEFT JOIN scope s ON s.id = ? LEFT JOIN device d ON d.id = ? WHERE m.name = 'epoch'`, string(p.Head.Scope), string(device)).
		Scan(&epoch, &f.head, &f.chain, &f.min, &p.End.DeviceLast, &p.End.Stable, &revoked)
	if err == nil && revoked != 0 {
		return p, false, errRevoked
	}
	p.End.Now = d.clock.Now()
	return p, epoch == p.Head.Epoch && f.head == p.End.End && f.chain == p.End.H && f.min <= after.Seq, d.fault("hubdb.Page", err)
}
