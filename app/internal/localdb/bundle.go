package localdb

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Bundle returns the snapshot of a shared scope that is being taken in, and how
// many of its parts are in; nil when none is.
func (d *DB) Bundle(ctx context.Context, scope wire.Scope) (*wire.Manifest, int, error) {
	const op = "localdb.Bundle"
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	var text string
	var done int
	err := d.catalog.Read.QueryRowContext(ctx, `SELECT manifest, done FROM bundle WHERE scope = ?`, scope).Scan(&text, &done)
	if isNoRows(err) {
		return nil, 0, nil
	}
	m := &wire.Manifest{}
	if err == nil {
		err = json.Unmarshal([]byte(text), m)
	}
	if err == nil && done > len(m.Parts) {
		err = retail.E(retail.CodeDamaged, op, "", nil)
	}
	return m, done, fault(op, err)
}

// BeginBundle begins to take a snapshot in. One that was begun before is given
// up; what the scope held stays in use until EndBundle.
func (d *DB) BeginBundle(ctx context.Context, m wire.Manifest) error {
	text, err := json.Marshal(m)
	if err != nil {
		return fault("localdb.BeginBundle", err)
	}
	return fault("localdb.BeginBundle", d.inCatalog(ctx, func(tx *sql.Tx) error {
		gen := `SELECT COALESCE(max(gen), 0) + 1 FROM sku`
		if m.Scope == wire.ScopeStock {
			gen = `SELECT gen + 1 FROM stock_state`
			if err := clearStock(ctx, tx, `gen <> (SELECT gen FROM stock_state)`); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO bundle (scope, manifest, gen, done) VALUES (?, ?, (`+gen+`), 0)
			ON CONFLICT (scope) DO UPDATE SET manifest = excluded.manifest, gen = excluded.gen, done = 0`, m.Scope, string(text))
		return err
	}))
}

// errPart is the cause when a part does not follow those that are in.
var errPart = errors.New("localdb: a part out of order")

// ApplyPart takes in part n, the one after those that are in, in one
// transaction that also notes it. CodeRefused: it is another's turn.
func (d *DB) ApplyPart(ctx context.Context, m wire.Manifest, n int, data []byte) error {
	const op = "localdb.ApplyPart"
	return fault(op, d.inCatalog(ctx, func(tx *sql.Tx) error {
		gen, err := begun(ctx, tx, m.Scope, n)
		if err != nil {
			return err
		}
		switch m.Parts[n].Enc {
		case wire.EncRows:
			err = putRows(ctx, tx, data, gen)
		case wire.EncStock:
			err = d.putPack(ctx, tx, data, gen)
		default:
			err = retail.E(retail.CodeUpgrade, op, "", fmt.Errorf("a part in %q", m.Parts[n].Enc))
		}
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE bundle SET done = done + 1 WHERE scope = ?`, m.Scope)
		return err
	}))
}

// begun returns the generation of the snapshot whose part n comes next.
func begun(ctx context.Context, tx *sql.Tx, scope wire.Scope, n int) (gen int64, err error) {
	var done int
	err = tx.QueryRowContext(ctx, `SELECT gen, done FROM bundle WHERE scope = ?`, scope).Scan(&gen, &done)
	if isNoRows(err) || err == nil && done != n {
		err = retail.E(retail.CodeRefused, "localdb.begun", "", errPart)
	}
	return gen, err
}

// maxRow is the longest row of a feed that is read.
const maxRow = 4 << 20

// putRows takes rows of the catalogue in. What a search of the catalogue needs
// besides is built here and in applyCatalogPage, through putSKUs.
func putRows(ctx context.Context, tx *sql.Tx, data []byte, gen int64) error {
	z, err := zstd.NewReader(bytes.NewReader(data), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(256<<20))
	if err != nil {
		return err
	}
	defer z.Close()
	var rows []Change
	sc := bufio.NewScanner(io.Reader(z))
	sc.Buffer(make([]byte, 64<<10), maxRow)
	for sc.Scan() {
		var c struct {
			Entity string          `json:"t"` // may be one that this program does not know
			Key    string          `json:"k"`
			Ver    int64           `json:"ver"`
			Data   json.RawMessage `json:"d"`
		}
		if err := json.Unmarshal(sc.Bytes(), &c); err != nil {
			return err
		}
		switch c.Entity {
		case retail.EntitySKU.String():
			rows = append(rows, Change{Entity: retail.EntitySKU, Key: c.Key, Ver: c.Ver, Data: c.Data})
		case retail.EntityPostal.String():
			rows = append(rows, Change{Entity: retail.EntityPostal, Key: c.Key, Ver: c.Ver, Data: c.Data})
		}
	}
	if err := sc.Err(); err != nil {
		return err
	}
	var fresh bool
	if err := tx.QueryRowContext(ctx, `SELECT NOT EXISTS (SELECT 1 FROM sku WHERE gen < ?)`, gen).Scan(&fresh); err != nil {
		return err
	}
	if err := putPostal(ctx, tx, rows, gen); err != nil {
		return err
	}
	return putSKUs(ctx, tx, rows, gen, fresh)
}

// EndBundle makes the parts the scope's state and sets its cursor.
func (d *DB) EndBundle(ctx context.Context, m wire.Manifest) error {
	const op = "localdb.EndBundle"
	err := d.inCatalog(ctx, func(tx *sql.Tx) error {
		gen, err := begun(ctx, tx, m.Scope, len(m.Parts))
		if err != nil {
			return err
		}
		end := endCatalog
		if m.Scope == wire.ScopeStock {
			end = endStock
		}
		if err := end(ctx, tx, gen); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM bundle WHERE scope = ?`, m.Scope); err != nil {
			return err
		}
		return setCatalogCursor(ctx, tx, string(m.Scope), Cursor(m.Cursor()))
	})
	if err == nil {
		d.slim(ctx)
		d.reach.changed(nil)
		d.events.publish(retail.Ref{Entity: sharedEntity(m.Scope)})
	}
	return fault(op, err)
}

func sharedEntity(scope wire.Scope) retail.Entity {
	if scope == wire.ScopeStock {
		return retail.EntityStockCut
	}
	return retail.EntitySKU
}

// endCatalog forgets what the new catalogue does not have.
func endCatalog(ctx context.Context, tx *sql.Tx, gen int64) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM code WHERE sku IN (SELECT id FROM sku WHERE gen <> ?)`, gen); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM postal WHERE gen <> ?`, gen); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM sku WHERE gen <> ?`, gen)
	return err
}
