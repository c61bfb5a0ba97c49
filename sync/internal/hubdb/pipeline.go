package hubdb

import (
	"context"
	"errors"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// pipeline runs the statements of a transaction on PostgreSQL. What returns
// nothing is only put into a row, and sent together with the next statement that
// does, or with the commit: a push is two or three journeys to the database and
// not twenty. The server runs them in their order, each after the one before.
type pipeline struct {
	ctx   context.Context
	c     *pgx.Conn
	queue *pgx.Batch
	sent  bool  // something was
	fault error // ended the transaction
}

// texts are statements with PostgreSQL's placeholders.
var texts sync.Map

func numberedOnce(query string) string {
	if text, ok := texts.Load(query); ok {
		return text.(string)
	}
	text := numbered(query)
	texts.Store(query, text)
	return text
}

func newPipeline(ctx context.Context, c *pgx.Conn) *pipeline {
	p := &pipeline{ctx: ctx, c: c, queue: &pgx.Batch{}}
	p.queue.Queue("begin")
	return p
}

func (p *pipeline) exec(query string, args ...any) error {
	p.queue.Queue(numberedOnce(query), args...)
	return nil
}

func (p *pipeline) row(query string, args ...any) func(...any) error {
	return func(into ...any) error {
		var missed error // kept from the batch, which would prepare all of it anew after a fault
		p.queue.Queue(numberedOnce(query), args...).QueryRow(func(row pgx.Row) error {
			missed = row.Scan(into...)
			return nil
		})
		if err := p.sync(); err != nil {
			return err
		}
		return missed
	}
}

func (p *pipeline) each(scan func(scanner) error, query string, args ...any) error {
	if err := p.ahead(scan, query, args...); err != nil {
		return err
	}
	return p.sync()
}

func (p *pipeline) ahead(scan func(scanner) error, query string, args ...any) error {
	p.queue.Queue(numberedOnce(query), args...).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			if err := scan(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	return nil
}

// sync sends what is in the row and reads all answers.
func (p *pipeline) sync() error {
	if p.fault != nil || p.queue.Len() == 0 {
		return p.fault
	}
	queue := p.queue
	p.queue, p.sent = &pgx.Batch{}, true
	p.fault = p.c.SendBatch(p.ctx, queue).Close()
	return p.fault
}

// errNotCommitted says that the server ended the transaction in another way.
var errNotCommitted = errors.New("hubdb: the transaction was not committed")

// commit sends the rest and makes all of it lasting.
func (p *pipeline) commit() error {
	done := false
	p.queue.Queue("commit").Exec(func(tag pgconn.CommandTag) error {
		done = tag.String() == "COMMIT"
		return nil
	})
	if err := p.sync(); err != nil {
		return err
	}
	if !done {
		return errNotCommitted
	}
	return nil
}

func (p *pipeline) begun() bool { return p.sent }

// rollback undoes what was sent. A connection on which that fails is not used
// again.
func (p *pipeline) rollback() error {
	if !p.sent {
		return nil
	}
	_, err := p.c.Exec(context.WithoutCancel(p.ctx), "rollback")
	return err
}

// piped runs f in one transaction on a connection of its own. See Update.
func (d *DB) piped(ctx context.Context, scopes []wire.Scope, f func(hub.Tx) error) (hints []wire.Hint, err error) {
	const op = "hubdb.Update"
	c, err := d.e.write.Conn(ctx)
	if err != nil {
		return nil, d.fault(op, err)
	}
	defer func() { _ = c.Close() }() // back to the others
	var x *tx
	err = c.Raw(func(raw any) (err error) {
		own, ok := raw.(*stdlib.Conn)
		if !ok {
			return retail.E(retail.CodeRefused, op, "", errors.New("the file was opened only to read"))
		}
		p := newPipeline(ctx, own.Conn())
		done := false
		defer func() {
			if !done { // also when f panics
				if back := p.rollback(); back != nil {
					_ = p.c.Close(context.WithoutCancel(ctx))
				}
			}
		}()
		x = newTx(ctx, d, p)
		if hints, err = x.run(scopes, f); err != nil {
			return err
		}
		if err = p.commit(); err != nil {
			return d.fault(op, err)
		}
		done = true
		return nil
	})
	if err != nil {
		return nil, err
	}
	x.lasting()
	return hints, nil
}
