package hubdb

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// keepRefunds is how long what a web shop has heard of is remembered: longer than
// an order can come back into its feed.
const keepRefunds = 400 * 24 * time.Hour

// writeRefunds keeps every refund that an order's row tells of, the first time it
// is there and not held: also one that goes out of its feed, for a mirror takes in at once what
// happened to it before. What was told stays told.
func (x *tx) writeRefunds() error {
	for _, c := range x.dirty {
		if c.entity != retail.EntityOrder || !strings.Contains(c.data, `"refunds":[`) {
			continue
		}
		var o retail.Order
		if err := json.Unmarshal([]byte(c.data), &o); err != nil {
			return retail.E(retail.CodeInvalid, "hubdb.writeRefunds", "", err)
		}
		for _, r := range o.Refunds {
			if !r.Held.IsZero() {
				continue
			}
			sku := retail.SKUID("")
			if l := o.Line(r.Line); l != nil {
				sku = l.SKU
			}
			err := x.exec(`INSERT INTO refund (key, channel, order_id, external, store, number, amount, why, at, sku, qty, told)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (key) DO NOTHING`,
				r.Key, o.Channel, string(o.ID), o.External, string(o.Store), o.Number, int64(r.AmountTaxIn), r.Why.String(), millis(r.At), string(sku), int64(r.Qty))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// Refunds returns what a web shop is to be told. See hub.RefundStore.
func (d *DB) Refunds(ctx context.Context, channel string, limit int) ([]hub.RefundDue, error) {
	out := []hub.RefundDue{}
	err := d.query(ctx, func(rows scanner) error {
		r := hub.RefundDue{Channel: channel}
		var at int64
		err := rows.Scan(&r.Key, &r.OrderID, &r.Order, &r.Store, &r.Number, &r.AmountTaxIn, wordOf(&r.Why), &at, &r.SKU, &r.Qty)
		r.At = instant(at)
		out = append(out, r)
		return err
	}, `SELECT key, order_id, external, store, number, amount, why, at, sku, qty FROM refund
		WHERE told = 0 AND channel = ? ORDER BY at, key LIMIT ? + 0`, channel, int64(limit))
	return out, err
}

// RefundTold notes that a web shop has one. See hub.RefundStore.
func (d *DB) RefundTold(ctx context.Context, channel, key string) error {
	_, err := d.Update(ctx, nil, func(t hub.Tx) error {
		x, now := t.(*tx), d.clock.Now()
		var told int64
		err := x.scan(x.row("SELECT told FROM refund WHERE key = ? AND channel = ?"+d.e.lock, key, channel), &told)
		if missing(err) {
			return retail.E(retail.CodeNotFound, "hubdb.RefundTold", "", nil)
		}
		if err != nil || told > 0 {
			return err
		}
		if err := x.exec("UPDATE refund SET told = ? WHERE key = ?", max(1, millis(now)), key); err != nil {
			return err
		}
		return x.exec("DELETE FROM refund WHERE told > 0 AND told < ?", millis(now.Add(-keepRefunds)))
	})
	return err
}

// RefundsUntold counts what no web shop has heard of. See hub.RefundStore.
func (d *DB) RefundsUntold(ctx context.Context, before time.Time) (map[string]int, error) {
	return d.byChannel(ctx, "SELECT channel, count(*) FROM refund WHERE told = 0 AND at < ? GROUP BY channel ORDER BY channel", before)
}

// byChannel counts what channels were not told: query gives each its number, of what
// is older than the instant.
func (d *DB) byChannel(ctx context.Context, query string, before time.Time) (map[string]int, error) {
	out := map[string]int{}
	err := d.query(ctx, func(rows scanner) error {
		var channel string
		var n int
		err := rows.Scan(&channel, &n)
		out[channel] = n
		return err
	}, query, millis(before))
	return out, err
}

var _ hub.RefundStore = (*DB)(nil)
