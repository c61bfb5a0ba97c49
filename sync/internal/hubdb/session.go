package hubdb

import (
	"context"
	"database/sql"
)

// scanner is a row that is still to be read.
type scanner interface {
	Scan(into ...any) error
}

// session runs the statements of one transaction. Their texts are as they are
// written here, with ? in the place of each value.
type session interface {
	// exec runs a statement. A fault of it may only be told by what follows: by
	// whatever is read next, or by sync.
	exec(query string, args ...any) error
	// row reads one row.
	row(query string, args ...any) func(...any) error
	// each hands over every row; scan runs no statements.
	each(scan func(scanner) error, query string, args ...any) error
	// ahead reads rows no later than the next statement that returns some. What
	// scan finds out must not be asked for before sync.
	ahead(scan func(scanner) error, query string, args ...any) error
	// sync returns when all of it has run.
	sync() error
	// begun tells whether anything has run.
	begun() bool
}

// stepwise runs each statement as it comes, prepared once for all transactions.
type stepwise struct {
	ctx   context.Context
	d     *DB
	t     *sql.Tx
	bound map[string]*sql.Stmt
	fresh []string // statements met for the first time
}

func (s *stepwise) stmt(query string) (*sql.Stmt, error) {
	if p := s.bound[query]; p != nil {
		return p, nil
	}
	if p := s.d.known(query); p != nil {
		s.bound[query] = s.t.StmtContext(s.ctx, p)
		return s.bound[query], nil
	}
	p, err := s.t.PrepareContext(s.ctx, s.d.e.bind(query))
	if err != nil {
		return nil, err
	}
	s.bound[query] = p
	s.fresh = append(s.fresh, query)
	return p, nil
}

func (s *stepwise) exec(query string, args ...any) error {
	p, err := s.stmt(query) //nolint:sqlclosecheck // ends with the transaction
	if err == nil {
		_, err = p.ExecContext(s.ctx, args...)
	}
	return err
}

func (s *stepwise) row(query string, args ...any) func(...any) error {
	p, err := s.stmt(query) //nolint:sqlclosecheck // ends with the transaction
	if err != nil {
		return func(...any) error { return err }
	}
	return p.QueryRowContext(s.ctx, args...).Scan
}

func (s *stepwise) each(scan func(scanner) error, query string, args ...any) error {
	p, err := s.stmt(query) //nolint:sqlclosecheck // ends with the transaction
	if err != nil {
		return err
	}
	rows, err := p.QueryContext(s.ctx, args...)
	return s.d.each(rows, err, scan)
}

func (s *stepwise) ahead(scan func(scanner) error, query string, args ...any) error {
	return s.each(scan, query, args...)
}

func (s *stepwise) sync() error { return nil }

func (s *stepwise) begun() bool { return true }
