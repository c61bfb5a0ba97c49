package localdb

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"miseban/app/retail"
)

// stmts prepares each statement once.
type stmts struct {
	db *sql.DB
	mu sync.RWMutex
	m  map[string]*sql.Stmt
}

// have returns a statement that was prepared, or nil.
func (s *stmts) have(q string) *sql.Stmt {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[q]
}

// get prepares a statement unless it was. It must not be called inside a
// transaction of a pool of one connection.
func (s *stmts) get(ctx context.Context, q string) (*sql.Stmt, error) {
	if st := s.have(q); st != nil {
		return st, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.m[q]; ok {
		return st, nil
	}
	st, err := s.db.PrepareContext(ctx, q) //nolint:sqlclosecheck // kept, closed with the database
	if err != nil {
		return nil, err
	}
	if s.m == nil {
		s.m = map[string]*sql.Stmt{}
	}
	s.m[q] = st
	return st, nil
}

func (s *stmts) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, st := range s.m {
		_ = st.Close() // nobody can use it any more either way
	}
	s.m = nil
}

// writes lists the statements of the hot path inside write transactions.
// There is one write connection, so they are prepared before one begins.
var writes []string

func hot(q string) string {
	writes = append(writes, q)
	return q
}

// wtx is a write transaction on work.db and what it changed.
type wtx struct {
	tx    *sql.Tx
	d     *DB
	refs  []retail.Ref
	named map[retail.Ref]struct{}
}

func (t *wtx) changed(e retail.Entity, id string) {
	r := retail.Ref{Entity: e, ID: id}
	if _, ok := t.named[r]; ok {
		return
	}
	if t.named == nil {
		t.named = map[retail.Ref]struct{}{}
	}
	t.named[r] = struct{}{}
	t.refs = append(t.refs, r)
}

// outboxChanged is the event without a thing: see DB.Subscribe.
func (t *wtx) outboxChanged() { t.changed(0, "") }

func (t *wtx) exec(ctx context.Context, q string, args ...any) (sql.Result, error) {
	if st := t.d.wstmt.have(q); st != nil {
		return t.tx.StmtContext(ctx, st).ExecContext(ctx, args...) //nolint:sqlclosecheck // ends with the transaction
	}
	return t.tx.ExecContext(ctx, q, args...)
}

func (t *wtx) row(ctx context.Context, q string, args ...any) *sql.Row {
	if st := t.d.wstmt.have(q); st != nil {
		return t.tx.StmtContext(ctx, st).QueryRowContext(ctx, args...) //nolint:sqlclosecheck // ends with the transaction
	}
	return t.tx.QueryRowContext(ctx, q, args...)
}

// errUndo makes write roll back and return no error.
var errUndo = errors.New("localdb: nothing to keep")

// write runs fn in one transaction of work.db and publishes what changed once
// it is committed. A page that is left in mid-write does not undo it. When the
// disk is full the reserve is given up and fn runs a second time.
func (d *DB) write(ctx context.Context, op string, fn func(context.Context, *wtx) error) error {
	ctx = context.WithoutCancel(ctx)
	t, err := d.tryWrite(ctx, fn)
	if diskFull(err) && d.releaseReserve() {
		t, err = d.tryWrite(ctx, fn)
	}
	if errors.Is(err, errUndo) {
		return nil
	}
	if err != nil {
		return fault(op, err)
	}
	d.here.changed(t.refs)
	d.sites.changed(t.refs)
	d.events.publish(t.refs...)
	return nil
}

func (d *DB) tryWrite(ctx context.Context, fn func(context.Context, *wtx) error) (*wtx, error) {
	tx, err := d.work.Write.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	t := &wtx{tx: tx, d: d}
	if err := fn(ctx, t); err != nil {
		if rerr := tx.Rollback(); rerr != nil && !errors.Is(rerr, sql.ErrTxDone) {
			err = errors.Join(err, rerr)
		}
		return nil, err
	}
	return t, tx.Commit()
}

// prepare readies the statements of the hot path.
func (d *DB) prepare(ctx context.Context) error {
	for _, q := range writes {
		if _, err := d.wstmt.get(ctx, q); err != nil { //nolint:sqlclosecheck // kept, closed with the database
			return err
		}
	}
	return nil
}

func (d *DB) query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	return d.rstmt.query(ctx, q, args...)
}

// one reads one row into dst.
func (d *DB) one(ctx context.Context, q string, args []any, dst ...any) error {
	return d.rstmt.one(ctx, q, args, dst...)
}

func (s *stmts) query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	st, err := s.get(ctx, q) //nolint:sqlclosecheck // prepared once, closed with the database
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

func (s *stmts) one(ctx context.Context, q string, args []any, dst ...any) error {
	st, err := s.get(ctx, q) //nolint:sqlclosecheck // prepared once, closed with the database
	if err != nil {
		return err
	}
	return st.QueryRowContext(ctx, args...).Scan(dst...)
}
