package hubdb

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"miseban/app/retail"
)

const (
	daysAhead = 3 // partitions that are made before their day begins
	day       = 24 * time.Hour
	// restChunk is how many rows of the partition without days one statement drops.
	restChunk = 5000
	// layWithin is how long making or dropping a partition waits for a lock: who
	// waits for it holds up everybody else, and there is time to try again.
	layWithin = "2s"
)

// daily are the tables that PostgreSQL keeps by day (migration 00015). Rows of a
// day that had no partition when it began lie in the table's rest.
var daily = []string{"change", "cmd"}

// layDays makes the partitions of the next days. A day that has begun may have
// rows in the rest and gets none.
func (d *DB) layDays(ctx context.Context) error {
	if !d.e.days {
		return nil
	}
	today := d.clock.Now().UTC().Truncate(day)
	for n := 1; n <= daysAhead; n++ {
		from := today.Add(time.Duration(n) * day)
		for _, table := range daily {
			name := table + "_d" + from.Format("20060102")
			var there bool
			if err := d.one(ctx, "SELECT to_regclass(?) IS NOT NULL", name).Scan(&there); err != nil {
				return d.fault("hubdb.layDays", err)
			}
			if there {
				continue
			}
			err := d.lay(ctx, fmt.Sprintf("CREATE TABLE IF NOT EXISTS %s PARTITION OF %s FOR VALUES FROM (%d) TO (%d)",
				name, table, from.UnixMilli(), from.Add(day).UnixMilli()))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// lay changes tables, or gives up soon.
func (d *DB) lay(ctx context.Context, text string) error {
	const op = "hubdb.lay"
	t, err := d.e.write.BeginTx(ctx, nil)
	if err != nil {
		return d.fault(op, err)
	}
	defer func() { _ = t.Rollback() }()
	for _, s := range []string{"SET LOCAL lock_timeout = '" + layWithin + "'", text} {
		if _, err := t.ExecContext(ctx, s); err != nil {
			return d.fault(op, err)
		}
	}
	return d.fault(op, t.Commit())
}

// dropDays drops the partitions of the feeds of which nothing is kept any more,
// and such rows of the rest. Commands are the audit and stay.
func (d *DB) dropDays(ctx context.Context, before time.Time) error {
	if !d.e.days {
		return nil
	}
	var old []string
	err := d.query(ctx, func(rows scanner) error {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		from, err := time.Parse("20060102", strings.TrimPrefix(name, "change_d"))
		if err == nil && !from.Add(day).After(before) {
			old = append(old, name)
		}
		return nil
	}, `SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
		WHERE i.inhparent = to_regclass('change') AND c.relname LIKE 'change\_d%' ORDER BY 1`)
	if err != nil {
		return err
	}
	for _, name := range old {
		var kept bool // a clock that was wrong may have put a row there that is not old
		err := d.e.read.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM "+name+" p JOIN scope s ON s.id = p.scope WHERE p.seq > s.min_seq)").Scan(&kept)
		if err != nil {
			return d.fault("hubdb.dropDays", err)
		}
		if kept {
			continue
		}
		if err := d.lay(ctx, "DROP TABLE "+name); err != nil {
			return err
		}
	}
	return d.dropRest(ctx)
}

func (d *DB) dropRest(ctx context.Context) error {
	for {
		r, err := d.e.write.ExecContext(ctx, `DELETE FROM change_rest WHERE ctid = ANY (ARRAY(
			SELECT p.ctid FROM change_rest p JOIN scope s ON s.id = p.scope WHERE p.seq <= s.min_seq LIMIT `+strconv.Itoa(restChunk)+`))`)
		if err != nil {
			return d.fault("hubdb.dropDays", err)
		}
		n, err := r.RowsAffected()
		if err != nil {
			return retail.E(retail.CodeInternal, "hubdb.dropDays", "", err)
		}
		if n < restChunk {
			return nil
		}
	}
}
