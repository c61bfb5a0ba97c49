package hubdb

import (
	"time"

	"miseban/app/retail"
)

// writeMoves appends the transaction's movements to the ledger.
func (x *tx) writeMoves() error {
	if err := x.bulk("INSERT INTO movement_told "+moveColumns, " ON CONFLICT (cmd, n) DO NOTHING", moveRows(x.told)); err != nil {
		return err
	}
	return x.bulk("INSERT INTO movement "+moveColumns, "", moveRows(x.moves))
}

const moveColumns = "(cmd, n, site, sku, class, kind, on_hand, allocated, picked, doubt, order_id, staff, at, device, incoming, transfer_id, held, hold_id)"

func moveRows(moves []retail.Movement) [][]any {
	rows := make([][]any, len(moves))
	for i, m := range moves {
		rows[i] = []any{
			string(m.Cmd), int64(m.N), string(m.Key.Site), string(m.Key.SKU), m.Key.Class.String(), m.Kind.String(),
			int64(m.OnHand), int64(m.Allocated), int64(m.Picked), flag(m.Doubt), string(m.Order), string(m.Staff), millis(m.At),
			string(m.Device), int64(m.Incoming), string(m.Transfer), int64(m.Held), string(m.Hold),
		}
	}
	return rows
}

// Told keeps a movement that another hub booked, beside the ledger.
func (x *tx) Told(m retail.Movement) error {
	x.told = append(x.told, m)
	return nil
}

// Moves returns the movements of a level at or after the instant.
func (x *tx) Moves(key retail.StockKey, since time.Time) ([]retail.Movement, error) {
	var out []retail.Movement
	err := x.each(func(rows scanner) error {
		m := retail.Movement{Key: key}
		var at int64
		if err := rows.Scan(&m.Cmd, &m.N, &m.Kind, &m.OnHand, &m.Allocated, &m.Picked, &m.Order, &m.Staff, &m.Device, &at, &m.Incoming, &m.Transfer, &m.Held, &m.Hold); err != nil {
			return err
		}
		m.At = instant(at)
		out = append(out, m)
		return nil
	}, `SELECT cmd, n, kind, on_hand, allocated, picked, order_id, staff, device, at, incoming, transfer_id, held, hold_id FROM movement
		WHERE site = ? AND sku = ? AND class = ? AND at >= ?
		UNION SELECT cmd, n, kind, on_hand, allocated, picked, order_id, staff, device, at, incoming, transfer_id, held, hold_id FROM movement_told
		WHERE site = ? AND sku = ? AND class = ? AND at >= ? ORDER BY at, cmd, n`,
		string(key.Site), string(key.SKU), key.Class.String(), millis(since), string(key.Site), string(key.SKU), key.Class.String(), millis(since))
	if err != nil {
		return nil, err
	}
	for _, m := range x.moves { // not yet written
		if m.Key == key && !m.At.Before(since) {
			out = append(out, m)
		}
	}
	return out, nil
}

// Unpicked returns the orders of the shop that are not yet put by.
func (x *tx) Unpicked(store retail.SiteID) ([]*retail.Order, error) {
	var ids []retail.OrderID
	err := x.each(func(rows scanner) error {
		var id retail.OrderID
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT id FROM order_key WHERE store = ? AND done = 0 AND state IN ('received', 'picking', 'short') ORDER BY id`, string(store))
	if err != nil {
		return nil, err
	}
	known := map[retail.OrderID]bool{}
	for _, id := range ids {
		known[id] = true
	}
	for _, c := range x.keys { // not yet written
		if c.o.Store == store && !known[c.o.ID] {
			ids = append(ids, c.o.ID)
		}
	}
	var out []*retail.Order
	for _, id := range ids {
		c, err := x.order(id)
		if err != nil {
			return nil, err
		}
		if c.o != nil && (c.o.State == retail.Received || c.o.State == retail.Picking || c.o.State == retail.Short) {
			out = append(out, c.o.Clone())
		}
	}
	return out, nil
}
