package hubdb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"

	"miseban/app/retail"
	"miseban/sync/bridge/csvfile"
	"miseban/sync/hub"
)

var _ csvfile.Quarantine = (*DB)(nil)

// some is how many values stand in one IN (…): fewer are filled up with the
// last, so that there is one text for the statement.
const some = 200

var marks = strings.TrimSuffix(strings.Repeat("?,", some), ",")

// parts calls f with the values in fixed-size parts.
func parts(values []string, f func(args []any) error) error {
	for len(values) > 0 {
		n := min(some, len(values))
		args := make([]any, some)
		for i := range args {
			args[i] = values[min(i, n-1)]
		}
		values = values[n:]
		if err := f(args); err != nil {
			return err
		}
	}
	return nil
}

// KeepBad stores rows of a file that could not be taken in. A row that is there
// keeps its place and gets the new reason; a dropped one stays dropped.
func (d *DB) KeepBad(ctx context.Context, rows []csvfile.Bad) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := d.Update(ctx, nil, func(t hub.Tx) error {
		x := t.(*tx)
		heads := map[string]bool{}
		for _, r := range rows {
			if err := x.keepBad(r, heads); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

func (x *tx) keepBad(r csvfile.Bad, heads map[string]bool) error {
	header, err := jsonText(r.Header)
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(header))
	id := hex.EncodeToString(sum[:8])
	if !heads[id] {
		heads[id] = true
		if err := x.exec("INSERT INTO quarantine_header (id, cells) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", id, header); err != nil {
			return err
		}
	}
	cells, err := jsonText(r.Cells)
	if err != nil {
		return err
	}
	reason, err := jsonText(r.Reason)
	if err != nil {
		return err
	}
	return x.exec(`INSERT INTO quarantine (id, dropped, profile, file, line, waits, body, cells, header, reason, at)
		VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, file = excluded.file, line = excluded.line WHERE quarantine.dropped = 0`,
		r.ID, r.Profile, r.File, r.Row, r.Group, r.Text, cells, id, reason, millis(r.At))
}

func jsonText(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", retail.E(retail.CodeInvalid, "hubdb.jsonText", "", err)
	}
	return string(b), nil
}

const badColumns = `SELECT q.id, q.profile, q.file, q.line, q.waits, q.body, q.cells, h.cells, q.reason, q.at
	FROM quarantine q JOIN quarantine_header h ON h.id = q.header WHERE q.dropped = 0`

func (d *DB) badRows(ctx context.Context, query string, args ...any) ([]csvfile.Bad, error) {
	var out []csvfile.Bad
	err := d.query(ctx, func(rows scanner) error {
		var b csvfile.Bad
		var cells, header, reason string
		var at int64
		if err := rows.Scan(&b.ID, &b.Profile, &b.File, &b.Row, &b.Group, &b.Text, &cells, &header, &reason, &at); err != nil {
			return err
		}
		b.At = instant(at)
		err := errors.Join(
			json.Unmarshal([]byte(cells), &b.Cells), json.Unmarshal([]byte(header), &b.Header), json.Unmarshal([]byte(reason), &b.Reason))
		if err != nil {
			return retail.E(retail.CodeDamaged, "hubdb.badRows", "", err)
		}
		out = append(out, b)
		return nil
	}, query, args...)
	return out, err
}

const badOrder = " ORDER BY q.at, q.file, q.line, q.id"

// BadRows returns the rows in quarantine, oldest first; with ids only those.
func (d *DB) BadRows(ctx context.Context, ids []string) ([]csvfile.Bad, error) {
	if len(ids) == 0 {
		return d.badRows(ctx, badColumns+badOrder)
	}
	return d.badParts(ctx, "q.id", ids)
}

// GroupRows returns the rows of groups, in the order of the file.
func (d *DB) GroupRows(ctx context.Context, groups []string) ([]csvfile.Bad, error) {
	return d.badParts(ctx, "q.waits", groups)
}

func (d *DB) badParts(ctx context.Context, column string, values []string) ([]csvfile.Bad, error) {
	var out []csvfile.Bad
	err := parts(values, func(args []any) error {
		rows, err := d.badRows(ctx, badColumns+" AND "+column+" IN ("+marks+")"+badOrder, args...)
		out = append(out, rows...)
		return err
	})
	return out, err
}

// ReleaseBad deletes rows that were taken in after all, by id and by group.
func (d *DB) ReleaseBad(ctx context.Context, ids, groups []string) error {
	for column, values := range map[string][]string{"id": ids, "waits": groups} {
		err := parts(values, func(args []any) error {
			where := " FROM quarantine WHERE dropped = 0 AND " + column + " IN (" + marks + ")"
			var n int64
			if err := d.one(ctx, "SELECT count(*)"+where, args...).Scan(&n); err != nil || n == 0 {
				return d.fault("hubdb.ReleaseBad", err)
			}
			_, err := d.Update(ctx, nil, func(t hub.Tx) error { return t.(*tx).exec("DELETE"+where, args...) })
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// DropBad takes rows out for good and returns how many there were. What they
// held is gone; their ids stay, so that the same rows do not come again.
func (d *DB) DropBad(ctx context.Context, ids []string) (int, error) {
	rows, err := d.BadRows(ctx, ids)
	if err != nil || len(ids) == 0 || len(rows) == 0 {
		return 0, err
	}
	_, err = d.Update(ctx, nil, func(t hub.Tx) error {
		return parts(ids, func(args []any) error {
			return t.(*tx).exec(`UPDATE quarantine SET dropped = 1, body = '', cells = 'null', waits = '', reason = '{}'
				WHERE id IN (`+marks+")", args...)
		})
	})
	return len(rows), err
}

// ForgetBad deletes the rows of a file from a row on.
func (d *DB) ForgetBad(ctx context.Context, file string, from int) error {
	_, err := d.Update(ctx, nil, func(t hub.Tx) error {
		return t.(*tx).exec("DELETE FROM quarantine WHERE dropped = 0 AND file = ? AND line >= ?", file, from)
	})
	return err
}

// FileByHash returns the file with the content.
func (d *DB) FileByHash(ctx context.Context, hash string) (csvfile.File, bool, error) {
	return d.file(ctx, "SELECT name, hash, size, rows, at FROM import_seen WHERE hash = ?", hash)
}

// FileByName returns the newest file of the name.
func (d *DB) FileByName(ctx context.Context, name string) (csvfile.File, bool, error) {
	return d.file(ctx, "SELECT name, hash, size, rows, at FROM import_file WHERE name = ?", name)
}

func (d *DB) file(ctx context.Context, query string, arg any) (f csvfile.File, ok bool, err error) {
	var at int64
	err = d.fault("hubdb.file", d.one(ctx, query, arg).Scan(&f.Name, &f.Hash, &f.Size, &f.Rows, &at))
	if missing(err) {
		return f, false, nil
	}
	f.At = instant(at)
	return f, err == nil, err
}

// SeeFile remembers a file that was read.
func (d *DB) SeeFile(ctx context.Context, f csvfile.File) error {
	_, err := d.Update(ctx, nil, func(t hub.Tx) error {
		x := t.(*tx)
		if err := x.exec(`INSERT INTO import_seen (hash, name, size, rows, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING`,
			f.Hash, f.Name, f.Size, f.Rows, millis(f.At)); err != nil {
			return err
		}
		return x.exec(`INSERT INTO import_file (name, hash, size, rows, at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, size = excluded.size, rows = excluded.rows, at = excluded.at`,
			f.Name, f.Hash, f.Size, f.Rows, millis(f.At))
	})
	return err
}
