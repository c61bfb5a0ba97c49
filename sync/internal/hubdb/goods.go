package hubdb

import (
	"context"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// LastMoves returns the newest movements of a level. See hub.GoodsStore.
func (d *DB) LastMoves(ctx context.Context, key retail.StockKey, limit int) ([]retail.Movement, error) {
	var out []retail.Movement
	err := d.query(ctx, func(rows scanner) error {
		m := retail.Movement{Key: key}
		var at, doubt int64
		err := rows.Scan(&m.Cmd, &m.N, &m.Kind, &m.OnHand, &m.Allocated, &m.Picked, &doubt, &m.Order, &m.Staff, &m.Device, &at, &m.Incoming, &m.Transfer, &m.Held, &m.Hold)
		m.At, m.Doubt = instant(at), doubt != 0
		out = append(out, m)
		return err
	}, `SELECT cmd, n, kind, on_hand, allocated, picked, doubt, order_id, staff, device, at, incoming, transfer_id, held, hold_id FROM movement
		WHERE site = ? AND sku = ? AND class = ? ORDER BY at DESC, cmd DESC, n DESC LIMIT ?`,
		string(key.Site), string(key.SKU), key.Class.String(), int64(limit))
	return out, err
}

// Sold returns what sites sold. See hub.GoodsStore.
func (d *DB) Sold(ctx context.Context, since time.Time, each func(hub.SoldAt) error) error {
	return d.query(ctx, func(rows scanner) error {
		var s hub.SoldAt
		if err := rows.Scan(&s.SKU, &s.Site, &s.Qty); err != nil {
			return err
		}
		return each(s)
	}, `SELECT sku, site, CAST(-SUM(on_hand) AS BIGINT) FROM movement WHERE at >= ? AND class = 'regular' AND kind IN ('sale', 'handover')
		GROUP BY sku, site HAVING SUM(on_hand) < 0 ORDER BY sku, site`, millis(since))
}
