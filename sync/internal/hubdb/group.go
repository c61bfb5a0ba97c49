package hubdb

import (
	"context"
	"database/sql"
	"os"
	"slices"
	"sync"
	"time"

	"miseban/sync/hub"
	"miseban/sync/wire"
)

// Limits of one group.
const (
	groupMost = 512                  // transactions in one commit
	groupFor  = 4 * time.Millisecond // from its begin until nobody else may join
)

const (
	// logMost is how large SQLite's log may grow before it is emptied: while there
	// is always somebody who reads, SQLite never does so by itself.
	logMost  = 64 << 20
	lookEach = 64                     // commits between two looks at its size
	foldWait = 100 * time.Millisecond // for those who read
	foldRest = 10 * time.Second       // before it is tried again
)

// groups lets concurrent Updates of a database with one writer share a commit.
// Whoever has the turn runs his own func, in a savepoint of the transaction that
// is open, and hands the turn on; who finds nobody waiting, or the group full,
// commits it and tells all of it. So a lonely Update commits at once, and those
// that come while a commit waits for the disk make up the next group.
type groups struct {
	mu    sync.Mutex
	taken bool
	waits []chan struct{} // for the turn, first come first

	// Belongs to who has the turn:
	open    *group
	commits int
	folded  time.Time // when emptying the log was last tried
}

// group is the transactions that one commit makes lasting.
type group struct {
	t       *sql.Tx
	begun   time.Time
	members int
	bound   map[string]*sql.Stmt
	fresh   []string
	done    chan struct{} // closed when err is known
	err     error
}

// take waits for the turn.
func (l *groups) take(ctx context.Context) error {
	l.mu.Lock()
	if !l.taken {
		l.taken = true
		l.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	l.waits = append(l.waits, turn)
	l.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := slices.Index(l.waits, turn); i >= 0 {
		l.waits = slices.Delete(l.waits, i, i+1)
		return ctx.Err()
	}
	return nil // the turn came at the same moment, and must be handed on properly
}

// next hands the turn to who waits longest and tells whether there is one.
// Called with mu held.
func (l *groups) next() bool {
	if len(l.waits) == 0 {
		return false
	}
	close(l.waits[0])
	l.waits = l.waits[1:]
	return true
}

// together runs f within a group. See Update.
func (d *DB) together(ctx context.Context, scopes []wire.Scope, f func(hub.Tx) error) (hints []wire.Hint, err error) {
	if err := d.line.take(ctx); err != nil {
		return nil, d.fault("hubdb.Update", err)
	}
	var g *group
	var x *tx
	func() {
		defer d.handOn() // also when f panics
		g, x, hints, err = d.join(ctx, scopes, f)
	}()
	if err != nil {
		return nil, err
	}
	<-g.done // also when ctx ends: what became of it must be told
	if g.err != nil {
		return nil, g.err
	}
	x.lasting()
	return hints, nil
}

// join runs f in the open group, or begins one. When it fails nothing of it is
// left in the group.
func (d *DB) join(ctx context.Context, scopes []wire.Scope, f func(hub.Tx) error) (*group, *tx, []wire.Hint, error) {
	const op = "hubdb.Update"
	if err := ctx.Err(); err != nil {
		return nil, nil, nil, d.fault(op, err)
	}
	// SQLite gives up the whole transaction when a statement is interrupted: the
	// end of one caller must not reach the others.
	whole := context.WithoutCancel(ctx)
	if d.line.open == nil {
		t, err := d.e.write.BeginTx(whole, nil)
		if err != nil {
			return nil, nil, nil, d.fault(op, err)
		}
		d.line.open = &group{t: t, begun: d.clock.Now(), bound: map[string]*sql.Stmt{}, done: make(chan struct{})}
	}
	g := d.line.open
	first := g.members == 0 // it is alone so far, and needs no savepoint
	if !first {
		if err := g.exec(whole, "SAVEPOINT member"); err != nil {
			return nil, nil, nil, d.spoil(g, op, err)
		}
	}
	done := false
	defer func() {
		if !done {
			d.undo(whole, g, first)
		}
	}()
	s := &stepwise{ctx: whole, d: d, t: g.t, bound: g.bound}
	x := newTx(whole, d, s)
	hints, err := x.run(scopes, f)
	g.fresh = append(g.fresh, s.fresh...)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, nil, d.fault(op, err)
	}
	if !first {
		if err := g.exec(whole, "RELEASE member"); err != nil {
			return nil, nil, nil, d.fault(op, err)
		}
	}
	done = true
	g.members++
	return g, x, hints, nil
}

func (g *group) exec(ctx context.Context, text string) error {
	_, err := g.t.ExecContext(ctx, text)
	return err
}

// undo takes back what a member did.
func (d *DB) undo(ctx context.Context, g *group, first bool) {
	if first {
		_ = g.t.Rollback()
		d.line.open = nil
		return
	}
	if err := g.exec(ctx, "ROLLBACK TO member; RELEASE member"); err != nil {
		_ = d.spoil(g, "hubdb.Update", err) // a full disk or the like ended the whole transaction
	}
}

// spoil ends a group that can no longer be committed: its members hear why.
func (d *DB) spoil(g *group, op string, err error) error {
	_ = g.t.Rollback()
	g.err = d.fault(op, err)
	close(g.done)
	d.line.open = nil
	return g.err
}

// handOn gives the turn to the next one, after a commit when nobody may join.
func (d *DB) handOn() {
	l := &d.line
	if g := l.open; g == nil || g.members < groupMost && d.clock.Now().Sub(g.begun) < groupFor {
		l.mu.Lock()
		handed := l.next()
		l.mu.Unlock()
		if handed {
			return
		}
	}
	if g := l.open; g != nil {
		l.open = nil
		g.err = d.fault("hubdb.Update", g.t.Commit())
		if g.err == nil && len(g.fresh) > 0 {
			d.learn(context.Background(), g.fresh)
		}
		close(g.done)
		d.trimLog()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken = l.next()
}

// trimLog empties a log that has grown too large. It is called by who has the
// turn, so nobody else writes.
func (d *DB) trimLog() {
	l, now := &d.line, d.clock.Now()
	if l.commits++; l.commits%lookEach != 0 || now.Sub(l.folded) < foldRest {
		return
	}
	if info, err := os.Stat(d.e.path + "-wal"); err != nil || info.Size() < d.logMost {
		return
	}
	l.folded = now
	_, _ = d.e.fold(context.Background(), d.foldWait) // next time, then
}
