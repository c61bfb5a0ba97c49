package localdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"miseban/app/retail"
)

const (
	qPutSKU = `INSERT INTO sku (id, ver, style, gen, data) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET ver = excluded.ver, style = excluded.style, gen = excluded.gen, data = excluded.data`
	qPutCode = `INSERT INTO code (gtin, sku, qty) VALUES (?, ?, ?)
		ON CONFLICT (gtin) DO UPDATE SET sku = excluded.sku, qty = excluded.qty`
	qDropCodes = `DELETE FROM code WHERE sku = ?`
)

// SKU returns a product of the catalogue.
func (d *DB) SKU(ctx context.Context, id retail.SKUID) (retail.SKU, error) {
	const op = "localdb.SKU"
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	s, err := decode[retail.SKU](func(dst ...any) error {
		return d.cread.one(ctx, `SELECT data FROM sku WHERE id = ?`, []any{id}, dst...)
	})
	return s, fault(op, err)
}

// SKUByGTIN returns the SKU that a code of 14 digits means, and how many
// pieces one scan of it stands for.
func (d *DB) SKUByGTIN(ctx context.Context, gtin14 string) (retail.SKU, int, error) {
	const op = "localdb.SKUByGTIN"
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	var qty int
	s, err := decode[retail.SKU](func(dst ...any) error {
		return d.cread.one(ctx, `SELECT s.data, c.qty FROM code c JOIN sku s ON s.id = c.sku WHERE c.gtin = ?`, []any{gtin14}, append(dst, &qty)...)
	})
	return s, qty, fault(op, err)
}

// SKUsOfStyle returns the colours and sizes of a style, by id.
func (d *DB) SKUsOfStyle(ctx context.Context, style string) ([]retail.SKU, error) {
	const op = "localdb.SKUsOfStyle"
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	rows, err := d.cread.query(ctx, `SELECT data FROM sku WHERE style = ? ORDER BY id`, style)
	return collect(op, rows, err, decode[retail.SKU])
}

// SKUCount returns how many SKUs the catalogue holds.
func (d *DB) SKUCount(ctx context.Context) (int, error) {
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	var n int
	err := d.catalog.Read.QueryRowContext(ctx, `SELECT count(*) FROM sku`).Scan(&n)
	return n, fault("localdb.SKUCount", err)
}

func (d *DB) catalogCursor(ctx context.Context, scope string) (Cursor, error) {
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	var c Cursor
	err := d.catalog.Read.QueryRowContext(ctx, qCursor, scope).Scan(&c.Epoch, &c.Seq, &c.H)
	if isNoRows(err) {
		err = nil
	}
	return c, fault("localdb.Cursor", err)
}

// inCatalog runs fn in one transaction of catalog.db.
func (d *DB) inCatalog(ctx context.Context, fn func(*sql.Tx) error) error {
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	tx, err := d.catalog.Write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		if rerr := tx.Rollback(); rerr != nil && !errors.Is(rerr, sql.ErrTxDone) {
			err = errors.Join(err, rerr)
		}
		return err
	}
	return tx.Commit()
}

func (d *DB) resetCatalog(ctx context.Context, scope string) error {
	return fault("localdb.ResetCursor", d.inCatalog(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, qLoseCursor, scope)
		return err
	}))
}

func setCatalogCursor(ctx context.Context, tx *sql.Tx, scope string, c Cursor) error {
	_, err := tx.ExecContext(ctx, qSetCursor, scope, c.Epoch, c.Seq, c.H)
	return err
}

func (d *DB) applyCatalogPage(ctx context.Context, p Page) error {
	const op = "localdb.ApplyPage"
	have, err := d.catalogCursor(ctx, p.Scope)
	if err != nil {
		return err
	}
	if have != p.From {
		return retail.E(retail.CodeRefused, op, "", ErrCursor)
	}
	if len(p.Changes) == 0 && p.End.Cursor == p.From {
		return nil
	}
	err = d.inCatalog(ctx, func(tx *sql.Tx) error {
		var gen int64
		if err := tx.QueryRowContext(ctx, `SELECT COALESCE(max(gen), 0) FROM sku`).Scan(&gen); err != nil {
			return err
		}
		styles, err := stylesTold(ctx, tx, p.Changes)
		if err != nil {
			return err
		}
		if err := putPostal(ctx, tx, p.Changes, gen); err != nil {
			return err
		}
		if err := putSKUs(ctx, tx, p.Changes, gen, false); err != nil {
			return err
		}
		if err := reindex(ctx, tx, styles); err != nil {
			return err
		}
		return setCatalogCursor(ctx, tx, p.Scope, p.End.Cursor)
	})
	if err != nil {
		return fault(op, err)
	}
	for _, c := range p.Changes {
		if c.Entity == retail.EntitySKU {
			d.events.publish(retail.Ref{Entity: retail.EntitySKU, ID: c.Key})
		}
	}
	return nil
}

// putSKUs writes SKUs. fresh tells that none of them is there yet.
func putSKUs(ctx context.Context, tx *sql.Tx, rows []Change, gen int64, fresh bool) error {
	put, perr := tx.PrepareContext(ctx, qPutSKU)     //nolint:sqlclosecheck // closed below
	code, cerr := tx.PrepareContext(ctx, qPutCode)   //nolint:sqlclosecheck // closed below
	drop, derr := tx.PrepareContext(ctx, qDropCodes) //nolint:sqlclosecheck // closed below
	err := errors.Join(perr, cerr, derr)
	if err == nil {
		err = putEach(ctx, tx, rows, gen, fresh, put, code, drop)
	}
	for _, st := range []*sql.Stmt{put, code, drop} {
		if st != nil {
			err = errors.Join(err, st.Close())
		}
	}
	return err
}

func putEach(ctx context.Context, tx *sql.Tx, rows []Change, gen int64, fresh bool, put, code, drop *sql.Stmt) error {
	for _, c := range rows {
		if c.Entity != retail.EntitySKU {
			continue
		}
		if !fresh {
			if _, err := drop.ExecContext(ctx, c.Key); err != nil {
				return err
			}
		}
		if c.Del {
			if _, err := tx.ExecContext(ctx, `DELETE FROM sku WHERE id = ?`, c.Key); err != nil {
				return err
			}
			continue
		}
		var s struct { // of a retail.SKU what is looked up by
			Style string            `json:"style"`
			Codes []retail.ItemCode `json:"codes"`
		}
		if err := json.Unmarshal(c.Data, &s); err != nil {
			return err
		}
		if _, err := put.ExecContext(ctx, c.Key, c.Ver, s.Style, gen, string(c.Data)); err != nil {
			return err
		}
		for _, k := range s.Codes {
			if _, err := code.ExecContext(ctx, k.GTIN, c.Key, k.Qty); err != nil {
				return err
			}
		}
	}
	return nil
}
