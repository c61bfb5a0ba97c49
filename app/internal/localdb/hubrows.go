package localdb

import (
	"context"

	"miseban/app/retail"
)

// HubRow is a row of the shop's state as the hub told it, without what was done
// here since.
type HubRow struct {
	Entity   retail.Entity
	Key      string // as the feed names it
	Ver      int64
	Data     string // JSON; an order's without its customer. Empty: the hub has not heard of the row
	Overlaid bool   // the view differs from it
}

// HubRows hands over the orders, exceptions and stock levels as the hub told
// them, and what is only read here, for whoever compares both sides.
func (d *DB) HubRows(ctx context.Context, each func(HubRow) error) error {
	const op = "localdb.HubRows"
	rows, err := d.query(ctx, `SELECT 'order', id, ver, COALESCE(base, data), base IS NOT NULL FROM orders
		UNION ALL SELECT 'exception', id, ver, COALESCE(base, data), base IS NOT NULL FROM exceptions
		UNION ALL SELECT 'stock', key, ver, COALESCE(base, data), base IS NOT NULL FROM stock
		UNION ALL SELECT 'stocktake', id, ver, COALESCE(base, data), base IS NOT NULL FROM stocktake
		UNION ALL SELECT 'count_line', id, ver, COALESCE(base, data), base IS NOT NULL FROM count_line
		UNION ALL SELECT 'transfer', id, ver, COALESCE(base, data), base IS NOT NULL FROM transfers
		UNION ALL SELECT 'hold', id, ver, COALESCE(base, data), base IS NOT NULL FROM holds
		UNION ALL SELECT entity, id, ver, COALESCE(base, data), base IS NOT NULL FROM walk
		UNION ALL SELECT entity, key, ver, data, 0 FROM known`)
	list, err := collect(op, rows, err, func(scan func(...any) error) (HubRow, error) {
		var r HubRow
		var word string
		if err := scan(&word, &r.Key, &r.Ver, &r.Data, &r.Overlaid); err != nil {
			return r, err
		}
		return r, r.Entity.UnmarshalText([]byte(word))
	})
	if err != nil {
		return err
	}
	for _, r := range list {
		if err := each(r); err != nil {
			return err
		}
	}
	return nil
}
