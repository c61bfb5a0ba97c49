package hubdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Heads returns where every scope stands.
func (d *DB) Heads(ctx context.Context) ([]wire.Hint, error) {
	var out []wire.Hint
	if err := d.readEpoch(ctx, "hubdb.Heads"); err != nil { // another process may have begun a new life
		return nil, err
	}
	err := d.query(ctx, func(rows scanner) error {
		var h wire.Hint
		err := rows.Scan(&h.Scope, &h.Head)
		out = append(out, h)
		return err
	}, "SELECT id, head FROM scope UNION ALL SELECT 'errand:' || store, rev FROM home")
	return out, err
}

// Row reads one row of a feed.
func (d *DB) Row(ctx context.Context, scope wire.Scope, entity retail.Entity, key string, into any) (bool, error) {
	var data string
	err := d.fault("hubdb.Row", d.one(ctx, "SELECT data FROM entity WHERE scope = ? AND entity = ? AND key = ? AND live = 1",
		string(scope), entity.String(), key).Scan(&data))
	if missing(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, json.Unmarshal([]byte(data), into)
}

// Rows hands over every row of an entity.
func (d *DB) Rows(ctx context.Context, scope wire.Scope, entity retail.Entity, each func(string, []byte) error) error {
	return d.query(ctx, func(rows scanner) error {
		var key, data string
		if err := rows.Scan(&key, &data); err != nil {
			return err
		}
		return each(key, []byte(data))
	}, "SELECT key, data FROM entity WHERE scope = ? AND entity = ? AND live = 1 ORDER BY key", string(scope), entity.String())
}

// view is a transaction that reads one instant.
type view struct {
	d     *DB
	t     *sql.Tx
	ctx   context.Context
	fresh *[]string // statements met for the first time
}

func (d *DB) view(ctx context.Context, f func(view) error) error {
	t, err := d.e.read.BeginTx(ctx, d.e.view)
	if err != nil {
		return d.fault("hubdb.view", err)
	}
	var fresh []string
	err = errors.Join(f(view{d, t, ctx, &fresh}), t.Rollback())
	for _, query := range fresh { // not before: whoever reads holds a connection, and all may be held
		if err == nil {
			_, err = d.reader(ctx, query) //nolint:sqlclosecheck // Close closes it
		}
	}
	return err
}

func (v view) stmt(query string) (*sql.Stmt, error) {
	v.d.mu.Lock()
	s := v.d.reads[query]
	v.d.mu.Unlock()
	if s != nil {
		return v.t.StmtContext(v.ctx, s), nil
	}
	*v.fresh = append(*v.fresh, query)
	return v.t.PrepareContext(v.ctx, v.d.e.bind(query))
}

func (v view) scan(into []any, query string, args ...any) error {
	s, err := v.stmt(query) //nolint:sqlclosecheck // ends with the transaction
	if err == nil {
		err = s.QueryRowContext(v.ctx, args...).Scan(into...)
	}
	return v.d.fault("hubdb.view", err)
}

func (v view) each(scan func(scanner) error, query string, args ...any) error {
	s, err := v.stmt(query) //nolint:sqlclosecheck // ends with the transaction
	if err != nil {
		return v.d.fault("hubdb.view", err)
	}
	rows, err := s.QueryContext(v.ctx, args...)
	return v.d.each(rows, err, scan)
}

// head returns where the scope stands; one that was never written to stands at
// the beginning.
func (v view) head(scope wire.Scope) (f feed, err error) {
	err = v.scan([]any{&f.head, &f.chain, &f.min, &f.base}, `SELECT
		COALESCE(s.head, 0), COALESCE(s.chain, ''), COALESCE(s.min_seq, 0), COALESCE(s.min_chain, '')
		FROM meta m LEFT JOIN scope s ON s.id = ? WHERE m.name = 'epoch'`, string(scope))
	return f, err
}

// end makes the end line: how far this instant contains the device's commands,
// and how far a finished copy does.
func (v view) end(seq int64, chain string, more bool, device retail.DeviceID) (wire.PageEnd, error) {
	e := wire.PageEnd{End: seq, H: chain, More: more, Now: v.d.clock.Now()}
	var revoked int64
	err := v.scan([]any{&e.DeviceLast, &e.Stable, &revoked}, "SELECT last_dseq, stable, revoked FROM device WHERE id = ?", string(device))
	if missing(err) {
		err = nil
	}
	if err == nil && revoked != 0 {
		err = errRevoked
	}
	return e, err
}

// Snapshot hands over every row of a scope. See hub.Store.
func (d *DB) Snapshot(ctx context.Context, scope wire.Scope, device retail.DeviceID, put func(wire.Change) error) (wire.PageEnd, error) {
	var end wire.PageEnd
	err := d.view(ctx, func(v view) error {
		f, err := v.head(scope)
		if err != nil {
			return err
		}
		err = v.each(func(rows scanner) error {
			c, data := wire.Change{Op: wire.OpPut, Seq: f.head}, ""
			if err := rows.Scan(wordOf(&c.Entity), &c.Key, &c.Ver, &data); err != nil {
				return err
			}
			c.Data = json.RawMessage(data)
			return put(c)
		}, "SELECT entity, key, ver, data FROM entity WHERE scope = ? AND live = 1 ORDER BY entity, key", string(scope))
		if err != nil {
			return err
		}
		end, err = v.end(f.head, f.chain, false, device)
		return err
	})
	return end, err
}

// Digest adds up every row of a scope. See hub.Store.
func (d *DB) Digest(ctx context.Context, scope wire.Scope) (wire.Digest, int64, error) {
	var sum wire.Digester
	var f feed
	err := d.view(ctx, func(v view) error {
		var err error
		if f, err = v.head(scope); err != nil {
			return err
		}
		return v.each(func(rows scanner) error {
			var entity, key string
			var ver int64
			err := rows.Scan(&entity, &key, &ver)
			sum.Row(entity, key, ver)
			return err
		}, "SELECT entity, key, ver FROM entity WHERE scope = ? AND live = 1", string(scope))
	})
	return sum.Digest(), f.head, err
}

// word scans the stable word of an enumeration.
type word struct {
	to interface{ UnmarshalText([]byte) error }
}

func wordOf(to interface{ UnmarshalText([]byte) error }) word { return word{to} }

// Scan reads the word.
func (w word) Scan(src any) error {
	switch s := src.(type) {
	case string:
		return w.to.UnmarshalText([]byte(s))
	case []byte:
		return w.to.UnmarshalText(s)
	}
	return retail.E(retail.CodeDamaged, "hubdb.word", "", nil)
}
