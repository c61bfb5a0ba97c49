package hubdb

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// compactStep is about how many changes one transaction of Compact takes, so
// that the shop's terminals do not wait for it.
const compactStep = 1000

// Compact forgets old changes of the feeds. See hub.Store.
func (d *DB) Compact(ctx context.Context, before time.Time, keep int64) (int64, error) {
	if err := d.layDays(ctx); err != nil {
		return 0, err
	}
	var scopes []wire.Scope
	err := d.query(ctx, func(rows scanner) error {
		var s wire.Scope
		err := rows.Scan(&s)
		scopes = append(scopes, s)
		return err
	}, `SELECT s.id FROM scope s JOIN change c ON c.scope = s.id AND c.seq = s.min_seq + 1
		WHERE c.at < ? OR s.head - s.min_seq > ? ORDER BY s.id`, millis(before), keep)
	if err != nil {
		return 0, err
	}
	var total int64
	for _, s := range scopes {
		for {
			var n int64
			_, err := d.Update(ctx, []wire.Scope{s}, func(t hub.Tx) (err error) {
				n, err = t.(*tx).compact(s, before, keep)
				return err
			})
			total += n
			if err != nil {
				return total, err
			}
			if n == 0 {
				break
			}
		}
	}
	return total, d.dropDays(ctx, before)
}

// compact moves the beginning of a feed on and returns by how much.
func (x *tx) compact(scope wire.Scope, before time.Time, keep int64) (int64, error) {
	f := x.feeds[scope]
	if err := x.sync(); err != nil {
		return 0, err
	}
	var end int64 // of the oldest transaction that is kept
	err := x.scan(x.row("SELECT last FROM change WHERE scope = ? AND seq = ?", string(scope), f.min+1), &end)
	if missing(err) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	end = max(end, min(f.min+compactStep, f.head))
	var to sql.NullInt64
	err = x.scan(x.row(`SELECT max(seq) FROM change WHERE scope = ? AND seq > ? AND seq <= ? AND seq = last AND (at < ? OR seq <= ?)`,
		string(scope), f.min, end, millis(before), f.head-keep), &to)
	if err != nil || !to.Valid {
		return 0, err
	}
	chain := ""
	if err := x.scan(x.row("SELECT chain FROM change WHERE scope = ? AND seq = ?", string(scope), to.Int64), &chain); err != nil {
		return 0, err
	}
	err = x.each(func(rows scanner) error {
		r, err := readStanding(rows)
		f.rows.add(r)
		return err
	}, `SELECT e.entity, e.key, e.ver, e.live <> 0, e.data FROM change c
		JOIN entity e ON e.scope = c.scope AND e.entity = c.entity AND e.key = c.key AND e.seq = c.seq
		WHERE c.scope = ? AND c.seq > ? AND c.seq <= ?`, string(scope), f.min, to.Int64)
	if err != nil {
		return 0, err
	}
	if !x.d.e.days { // there they go with their day
		if err := x.exec("DELETE FROM change WHERE scope = ? AND seq <= ?", string(scope), to.Int64); err != nil {
			return 0, err
		}
	}
	n := to.Int64 - f.min
	f.min = to.Int64
	return n, x.exec("UPDATE scope SET min_seq = ?, min_chain = ?, min_rows = ? WHERE id = ?", f.min, chain, f.rows.text(), string(scope))
}

// readStanding reads the digest of a row of a feed as it stands.
func readStanding(rows scanner) (digest, error) {
	var c cell
	if err := rows.Scan(wordOf(&c.entity), &c.key, &c.ver, &c.live, &c.old); err != nil {
		return digest{}, err
	}
	return c.standing(), nil
}

// standing is the digest of the row as it is stored.
func (c *cell) standing() digest {
	return sha256.Sum256(fmt.Appendf(nil, "%s %s %x", c.entity, c.key, c.stamp()))
}

// digest is a digest of rows; those of many are summed up modulo 2^256, in any
// order, and one can be taken out again.
type digest [sha256.Size]byte

func (d *digest) add(o digest) {
	carry := 0
	for i := len(d) - 1; i >= 0; i-- {
		carry += int(d[i]) + int(o[i])
		d[i] = byte(carry)
		carry >>= 8
	}
}

func (d *digest) take(o digest) {
	borrow := 0
	for i := len(d) - 1; i >= 0; i-- {
		borrow += int(d[i]) - int(o[i])
		d[i] = byte(borrow)
		borrow >>= 8
	}
}

// text is the digest in hex, "" for that of no rows.
func (d digest) text() string {
	if d == (digest{}) {
		return ""
	}
	return hex.EncodeToString(d[:])
}

// Scan reads what text wrote.
func (d *digest) Scan(src any) error {
	text, ok := src.(string)
	b, err := hex.DecodeString(text)
	if !ok || err != nil || len(b) != 0 && len(b) != len(d) {
		return retail.E(retail.CodeDamaged, "hubdb.digest", "", err)
	}
	*d = digest{}
	copy(d[:], b)
	return nil
}
