package localdb

import (
	"context"

	"miseban/app/retail"
)

// OpenHolds returns the holds that are not over, or of which goods still lie put
// by, in no order and without their customers.
func (d *DB) OpenHolds(ctx context.Context) ([]*retail.Hold, error) {
	rows, err := d.query(ctx, `SELECT data FROM holds WHERE over_at = 0`)
	return collect("localdb.OpenHolds", rows, err, decode[*retail.Hold])
}

// OpenTransfers returns the transfers that are not over, in no order and without
// their customers.
func (d *DB) OpenTransfers(ctx context.Context) ([]*retail.Transfer, error) {
	rows, err := d.query(ctx, `SELECT data FROM transfers WHERE over_at = 0`)
	return collect("localdb.OpenTransfers", rows, err, decode[*retail.Transfer])
}
