package localdb

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// kept are the kinds of rows that are taken in as they are, in any scope of
// work.db.
var kept = []retail.Entity{
	retail.EntitySlot, retail.EntitySite, retail.EntityStaff, retail.EntityTerminal, retail.EntityChain, retail.EntitySecret,
	retail.EntityLease, retail.EntityCodes, retail.EntityShelfCheck, retail.EntityStaffCall,
}

// Digest returns what the hub's rows of a scope come to as they lie here, kind
// by kind of those that are kept, and how far the scope was taken in then. What
// was done here since is not in it.
func (d *DB) Digest(ctx context.Context, scope string) (wire.Digest, Cursor, error) {
	const op = "localdb.Digest"
	if scope == scopeCatalog {
		d.cmu.RLock()
		defer d.cmu.RUnlock()
		sum, c, err := digest(ctx, d.catalog.Read, scope, []string{retail.EntitySKU.String(), retail.EntityPostal.String()},
			`SELECT 'sku', id, ver FROM sku WHERE ? <> '' UNION ALL SELECT 'postal', district, ver FROM postal`)
		return sum, c, fault(op, err)
	}
	kinds := make([]string, 0, len(kept)+5)
	for _, e := range kept {
		kinds = append(kinds, e.String())
	}
	q := `SELECT entity, key, ver FROM known WHERE scope = ?`
	if strings.HasPrefix(scope, storePrefix) {
		kinds = append(kinds, retail.EntityOrder.String(), retail.EntityException.String(), retail.EntityStock.String(),
			retail.EntityStocktake.String(), retail.EntityCountLine.String(), retail.EntityTransfer.String(), retail.EntityHold.String(),
			retail.EntityWave.String(), retail.EntityTote.String())
		q += ` UNION ALL SELECT 'order', id, ver FROM orders WHERE base IS NULL OR base <> ''
			UNION ALL SELECT 'exception', id, ver FROM exceptions WHERE base IS NULL OR base <> ''
			UNION ALL SELECT 'stock', key, ver FROM stock WHERE base IS NULL OR base <> ''
			UNION ALL SELECT 'stocktake', id, ver FROM stocktake WHERE base IS NULL OR base <> ''
			UNION ALL SELECT 'count_line', id, ver FROM count_line WHERE base IS NULL OR base <> ''
			UNION ALL SELECT 'transfer', id, ver FROM transfers WHERE base IS NULL OR base <> ''
			UNION ALL SELECT 'hold', id, ver FROM holds WHERE base IS NULL OR base <> ''
			UNION ALL SELECT entity, id, ver FROM walk WHERE base IS NULL OR base <> ''`
	}
	sum, c, err := digest(ctx, d.work.Read, scope, kinds, q)
	return sum, c, fault(op, err)
}

// digest reads cursor and rows as of one instant.
func digest(ctx context.Context, db *sql.DB, scope string, kinds []string, q string) (sum wire.Digest, c Cursor, err error) {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, c, err
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	err = tx.QueryRowContext(ctx, qCursor, scope).Scan(&c.Epoch, &c.Seq, &c.H)
	if err != nil && !isNoRows(err) {
		return nil, c, err
	}
	rows, err := tx.QueryContext(ctx, q, scope)
	if err != nil {
		return nil, c, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var d wire.Digester
	for _, k := range kinds {
		d.Kind(k)
	}
	for rows.Next() {
		var entity, key string
		var ver int64
		if err := rows.Scan(&entity, &key, &ver); err != nil {
			return nil, c, err
		}
		d.Row(entity, key, ver)
	}
	return d.Digest(), c, rows.Err()
}
