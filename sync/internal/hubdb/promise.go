package hubdb

import (
	"encoding/json"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Sends returns the transfers by which the shop is to send pieces of the SKU. See
// hub.PromiseTx.
func (x *tx) Sends(store retail.SiteID, sku retail.SKUID) ([]*retail.Transfer, error) {
	scope := wire.StoreScope(store)
	var ids []string
	err := x.each(func(rows scanner) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, "SELECT key FROM entity WHERE scope = ? AND entity = 'transfer' AND live = 1 ORDER BY key", string(scope))
	if err != nil {
		return nil, err
	}
	return rowsOf(x, scope, retail.EntityTransfer, ids, func(t *retail.Transfer) bool { return t.From == store && t.Sending(sku) })
}

// rowsOf loads those rows of an entity that fit: of the ids, and of what this
// transaction has not written yet.
func rowsOf[T any](x *tx, scope wire.Scope, entity retail.Entity, ids []string, fits func(*T) bool) (out []*T, err error) {
	known := map[string]bool{}
	for _, id := range ids {
		known[id] = true
	}
	for _, c := range x.dirty {
		if c.scope == scope && c.entity == entity && !known[c.key] {
			ids = append(ids, c.key)
		}
	}
	for _, id := range ids {
		row := new(T)
		ok, err := x.Row(scope, entity, id, row)
		if err != nil {
			return nil, err
		}
		if ok && fits(row) {
			out = append(out, row)
		}
	}
	return out, nil
}

// People returns every member of staff. See hub.PromiseTx.
func (x *tx) People() ([]retail.Staff, error) {
	var out []retail.Staff
	err := x.each(func(rows scanner) error {
		var data string
		var s retail.Staff
		err := rows.Scan(&data)
		if err == nil {
			err = json.Unmarshal([]byte(data), &s)
		}
		out = append(out, s)
		return err
	}, "SELECT data FROM entity WHERE scope = ? AND entity = ? AND live = 1 ORDER BY key", string(wire.ScopeOrg), retail.EntityStaff.String())
	return out, err
}
