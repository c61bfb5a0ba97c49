package hubdb

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// WaitersToPurge returns transfers out of the feeds that still say who the
// customer is. See hub.Store. Few transfers are for a customer, and of those the
// customer is soon forgotten: they are found by looking.
func (d *DB) WaitersToPurge(ctx context.Context, before time.Time, limit int) ([]hub.TransferRef, error) {
	var out []hub.TransferRef
	err := d.query(ctx, func(rows scanner) error {
		var scope, key, data string
		if err := rows.Scan(&scope, &key, &data); err != nil || len(out) == limit {
			return err
		}
		var t retail.Transfer
		if err := json.Unmarshal([]byte(data), &t); err != nil {
			return retail.E(retail.CodeDamaged, "hubdb.WaitersToPurge", "", err)
		}
		store := retail.SiteID(strings.TrimPrefix(scope, string(wire.StoreScope(""))))
		if t.For != nil && t.EndedBefore(store, before) {
			out = append(out, hub.TransferRef{ID: retail.TransferID(key), Store: store})
		}
		return nil
	}, `SELECT scope, key, data FROM entity WHERE entity = 'transfer' AND live = 0 AND data LIKE '%"for":{%' ORDER BY scope, key`)
	return out, err
}

// ForgetWaiter removes the customer from a transfer that is out of its feed. See
// hub.Tx.
func (x *tx) ForgetWaiter(r hub.TransferRef) error {
	const op = "hubdb.ForgetWaiter"
	at := place{wire.StoreScope(r.Store), retail.EntityTransfer, string(r.ID)}
	row, err := x.cell(at)
	if err != nil || row.live || row.data == "" {
		return err
	}
	if x.feeds[at.scope] == nil || row.dirty {
		return retail.E(retail.CodeInternal, op, "", fmt.Errorf("transfer %s is not held, or written to as well", r.ID))
	}
	var t retail.Transfer
	if err := json.Unmarshal([]byte(row.data), &t); err != nil {
		return retail.E(retail.CodeDamaged, op, "", err)
	}
	if t.For == nil {
		return nil
	}
	delete(x.cells, at)
	x.d.pages.forget(x.d.clock.Now())
	if err := x.forgetChanges(at); err != nil {
		return err
	}
	rest, _ := splitRow(at.entity, row.data)
	if err := x.exec("UPDATE entity SET data = ? WHERE scope = ? AND entity = 'transfer' AND key = ?", rest, string(at.scope), at.key); err != nil {
		return err
	}
	known, err := x.KnownID(t.For.Made)
	if err != nil {
		if missing(err) {
			return nil
		}
		return err
	}
	delete(x.byID, t.For.Made)
	return x.exec("UPDATE cmd SET raw = ? WHERE id = ?", scrub(known.Raw), string(t.For.Made))
}
