package hubdb

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

const (
	keepTail  = time.Second      // how long changes are kept at the most
	longTail  = 16               // changes of one feed that are worth keeping
	pagesOnce = 4                // feeds that are read at the same time; more would only wait for a processor
	answerIn  = 20 * time.Second // for one look at the database
)

// pages hands out pages. When something happens in a shop all of its terminals
// ask for the same page within a few milliseconds: whoever comes while the
// database is being asked about the feed waits for the next question, which is
// put for all of them at once, and is about one instant. The newest changes are
// kept for a moment: a change never changes, so they are what a page of that
// instant holds as long as the chain says that the feed still goes on from them.
type pages struct {
	places chan struct{} // for each feed that may be read at once

	mu    sync.Mutex
	desks map[wire.Scope]*desk
	swept time.Time // when desks that nobody uses were last cleared away
	quiet time.Time // nothing that was read before is kept
}

// desk is where those wait who ask for pages of one feed.
type desk struct {
	waits []*asker
	busy  bool // somebody works for them
	tail  tail
}

// asker is one who asks for a page.
type asker struct {
	after  wire.Cursor
	limit  int
	device retail.DeviceID
	done   chan struct{} // closed when page and err are known
	page   wire.Page
	err    error
}

// tail is the newest changes of a feed, without a gap.
type tail struct {
	rows []row
	at   time.Time // when the newest came
	base string    // the chain hash before the first
}

// row is a change as the feed has it.
type row struct {
	wire.Change
	last  int64 // where its transaction ends
	chain string
}

// from and to are the cursors between which the tail holds everything.
func (t tail) from() int64 { return t.rows[0].Seq - 1 }
func (t tail) to() int64   { return t.rows[len(t.rows)-1].Seq }

// chainAt is the chain hash at a number within the tail.
func (t tail) chainAt(seq int64) string {
	if seq == t.from() {
		return t.base
	}
	return t.rows[seq-t.rows[0].Seq].chain
}

// join adds rows that follow base. When they do not go on from the tail they
// take its place, unless it is further.
func (t *tail) join(base string, rows []row, now time.Time) {
	if len(rows) == 0 {
		return
	}
	goesOn := false
	if len(t.rows) > 0 {
		if rows[len(rows)-1].Seq <= t.to() {
			return
		}
		goesOn = t.to() == rows[0].Seq-1 && t.chainAt(t.to()) == base && now.Sub(t.at) < keepTail
	}
	if !goesOn {
		t.rows, t.base = nil, base
	}
	all := slices.Concat(t.rows, rows) // whoever has a copy of the tail goes on reading the old rows
	if over := len(all) - longTail; over > 0 {
		t.base, all = all[over-1].chain, slices.Clone(all[over:])
	}
	t.rows, t.at = all, now
}

func newPages() pages {
	return pages{places: make(chan struct{}, pagesOnce), desks: map[wire.Scope]*desk{}}
}

// forget drops all changes, and keeps none for a while: a person is forgotten,
// in a transaction that has not ended yet.
func (s *pages) forget(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.desks {
		k.tail = tail{}
	}
	s.quiet = now.Add(keepTail)
}

// keep adds changes that were read, or written, since the instant.
func (s *pages) keep(scope wire.Scope, base string, rows []row, since, now time.Time) {
	if len(rows) == 0 || len(rows) > longTail {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.desks[scope]; k != nil && !since.Before(s.quiet) {
		k.tail.join(base, rows, now)
	}
}

// queue puts somebody into the row for a feed and tells whether nobody works for
// it yet.
func (s *pages) queue(scope wire.Scope, a *asker, now time.Time) (idle bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(s.swept) >= keepTail {
		s.swept = now
		for scope, k := range s.desks {
			if !k.busy && now.Sub(k.tail.at) >= keepTail {
				delete(s.desks, scope)
			}
		}
	}
	k := s.desks[scope]
	if k == nil {
		k = &desk{}
		s.desks[scope] = k
	}
	k.waits = append(k.waits, a)
	idle = !k.busy
	k.busy = true
	return idle
}

// next returns who waits for the feed, some at a time, and the changes that are
// kept of it; nobody when the work is done.
func (s *pages) next(scope wire.Scope, now time.Time) ([]*asker, tail) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.desks[scope]
	n := min(len(k.waits), devicesOnce)
	all := k.waits[:n:n]
	if k.waits = k.waits[n:]; len(k.waits) == 0 {
		k.waits = nil
	}
	if now.Sub(k.tail.at) >= keepTail {
		k.tail = tail{at: k.tail.at}
	}
	k.busy = n > 0
	return all, k.tail
}

// Page returns what changed after the cursor. See hub.Store.
func (d *DB) Page(ctx context.Context, scope wire.Scope, after wire.Cursor, limit int, device retail.DeviceID) (wire.Page, error) {
	a := &asker{after: after, limit: limit, device: device, done: make(chan struct{})}
	if d.pages.queue(scope, a, d.clock.Now()) {
		// Not here: the stack that a database needs would stay with whoever asks.
		go d.answerAll(scope)
	}
	select {
	case <-a.done:
		return a.page, a.err
	case <-ctx.Done():
		return wire.Page{}, d.fault("hubdb.Page", ctx.Err())
	}
}

// answerAll works for those who ask for a feed until nobody is left.
func (d *DB) answerAll(scope wire.Scope) {
	runtime.Gosched() // the shop's other terminals are on their way: one question for all
	d.pages.places <- struct{}{}
	defer func() { <-d.pages.places }()
	for {
		all, known := d.pages.next(scope, d.clock.Now())
		if len(all) == 0 {
			return
		}
		if err := d.answer(scope, known, all); err != nil {
			for _, a := range all {
				a.page, a.err = wire.Page{}, err
			}
		}
		for _, a := range all {
			close(a.done)
		}
	}
}

// answer fills in the pages. A panic is everybody's fault: nobody else would
// work for those who wait.
func (d *DB) answer(scope wire.Scope, known tail, all []*asker) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = retail.E(retail.CodeInternal, "hubdb.Page", "", fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	ctx := context.Background() // the end of one of them must not reach the others
	if !d.e.groups {            // nobody may wait for a network for ever
		within, cancel := context.WithTimeout(ctx, answerIn)
		defer cancel()
		ctx = within
	}
	r := reading{d: d, ctx: ctx, scope: scope, began: d.clock.Now(), tail: known}
	at, err := d.moment(ctx, scope, all)
	if err != nil {
		return err
	}
	r.moment = at
	for _, a := range all {
		a.page, a.err = r.page(a)
	}
	return nil
}
