package hubdb

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"miseban/sync/hub"
)

const (
	// leadEvery is how often a process that does not lead asks, and one that does
	// makes sure.
	leadEvery = time.Second
	// leadWithin is how long the database may take to answer who leads.
	leadWithin = 3 * time.Second
)

// Lead runs f as long as this process is the one of all on the database that does
// the job of the name, and waits to be it, until ctx ends. The context of f ends
// when that is no longer sure, which it notices within leadEvery: for so long two
// may be at it when a line breaks, so what f does must bear that. What it wrote
// before, another may go on from.
// An embedded database has one process, which does every job.
func (d *DB) Lead(ctx context.Context, name string, f func(context.Context), lost func(error)) {
	if d.e.listen == "" {
		f(ctx)
		return
	}
	for ctx.Err() == nil {
		err := d.lead(ctx, name, f)
		if err != nil && ctx.Err() == nil {
			lost(d.fault("hubdb.Lead", err))
		}
		sleep(ctx)
	}
}

// lead takes the advisory lock of the job on a connection of its own. PostgreSQL
// gives it back when that connection ends, and so when the process dies; where
// the machine vanishes, its keepalives notice within some 15 seconds.
func (d *DB) lead(ctx context.Context, name string, f func(context.Context)) error {
	c, err := pgx.Connect(ctx, d.e.listen)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close(context.WithoutCancel(ctx)) }()
	ask := func(text string, args ...any) (ok bool, err error) {
		ctx, cancel := context.WithTimeout(ctx, leadWithin)
		defer cancel()
		err = c.QueryRow(ctx, text, args...).Scan(&ok)
		return ok, err
	}
	if _, err := c.Exec(ctx, "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 3"); err != nil {
		return err
	}
	mine := false
	for !mine {
		mine, err = ask("SELECT pg_try_advisory_lock(hashtextextended('miseban ' || current_schema() || ' ' || $1, 0))", name)
		if err != nil {
			return err
		}
		if !mine && !sleep(ctx) {
			return ctx.Err()
		}
	}
	job, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { defer close(ended); f(job) }()
	defer func() { stop(); <-ended }()
	for sleep(ctx) {
		if _, err := ask("SELECT true"); err != nil {
			return err
		}
		select {
		case <-ended: // f had nothing more to do
			return nil
		default:
		}
	}
	return ctx.Err()
}

// sleep waits for leadEvery and tells whether ctx still runs.
func sleep(ctx context.Context) bool {
	t := time.NewTimer(leadEvery)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// Agree returns what the processes on the database hold for the value of the
// name: the first one's, unless replace puts this one in its place.
func (d *DB) Agree(ctx context.Context, name, value string, replace bool) (string, error) {
	agreed := ""
	_, err := d.Update(ctx, nil, func(t hub.Tx) error {
		x := t.(*tx)
		how := "value = meta.value"
		if replace {
			how = "value = excluded.value"
		}
		row := x.row("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET "+how+" RETURNING value", name, value)
		return x.scan(row, &agreed)
	})
	return agreed, err
}

// Shared tells whether several processes may work on the database.
func (d *DB) Shared() bool { return d.e.listen != "" }
