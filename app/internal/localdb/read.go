package localdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"miseban/app/retail"
)

const qOrderCols = `SELECT o.id, o.data, p.sealed FROM orders o LEFT JOIN person p ON p.id = o.id `

func (d *DB) scanOrder(scan func(...any) error) (*retail.Order, error) {
	var id string
	var data, sealed []byte
	if err := scan(&id, &data, &sealed); err != nil {
		return nil, err
	}
	var o retail.Order
	if err := json.Unmarshal(data, &o); err != nil {
		return nil, err
	}
	o.ID = retail.OrderID(id)
	return &o, d.unseal(&o, sealed)
}

func (d *DB) oneOrder(ctx context.Context, op, where string, args ...any) (*retail.Order, error) {
	o, err := d.scanOrder(func(dst ...any) error { return d.one(ctx, qOrderCols+where, args, dst...) })
	if err != nil {
		return nil, fault(op, err)
	}
	return o, nil
}

// Order returns an order with its customer, CodeNotFound when there is none.
func (d *DB) Order(ctx context.Context, id retail.OrderID) (*retail.Order, error) {
	return d.oneOrder(ctx, "localdb.Order", `WHERE o.id = ?`, id)
}

// OrderByHandover returns the order that a pickup code means.
func (d *DB) OrderByHandover(ctx context.Context, h retail.HandoverID) (*retail.Order, error) {
	const op = "localdb.OrderByHandover"
	if h.IsZero() {
		return nil, notFound(op, "no handover id")
	}
	return d.oneOrder(ctx, op, `WHERE o.handover = ?`, h.String())
}

// OrderByBag returns the order whose bag carries the label. Labels are used
// again: an order that still waits comes before one that is over.
func (d *DB) OrderByBag(ctx context.Context, label string) (*retail.Order, error) {
	return d.oneOrder(ctx, "localdb.OrderByBag",
		`WHERE o.id IN (SELECT id FROM order_bag WHERE label = ?) ORDER BY o.over_at > 0, o.over_at DESC LIMIT 1`, label)
}

// Orders calls yield with every order of the shop, customer included, until it
// returns false. The order of calls means nothing.
func (d *DB) Orders(ctx context.Context, yield func(*retail.Order) bool) error {
	return d.eachOrder(ctx, "localdb.Orders", ``, yield)
}

// OpenOrders is Orders without those that are over.
func (d *DB) OpenOrders(ctx context.Context, yield func(*retail.Order) bool) error {
	return d.eachOrder(ctx, "localdb.OpenOrders", `WHERE o.over_at = 0`, yield)
}

// OrdersWaiting calls yield with every order whose goods lie ready.
func (d *DB) OrdersWaiting(ctx context.Context, yield func(*retail.Order) bool) error {
	return d.eachOrder(ctx, "localdb.OrdersWaiting", `WHERE o.state IN (?, ?, ?)`, yield, retail.Staged, retail.Notified, retail.Expired)
}

func (d *DB) eachOrder(ctx context.Context, op, where string, yield func(*retail.Order) bool, args ...any) (err error) {
	rows, err := d.query(ctx, qOrderCols+where, args...)
	if err != nil {
		return fault(op, err)
	}
	defer func() { err = errors.Join(err, fault(op, rows.Err()), rows.Close()) }()
	for rows.Next() {
		o, err := d.scanOrder(rows.Scan)
		if err != nil {
			return fault(op, err)
		}
		if !yield(o) {
			return nil
		}
	}
	return nil
}

// OrdersNeeding returns the ids of orders with an open line of the SKU.
func (d *DB) OrdersNeeding(ctx context.Context, sku retail.SKUID) ([]retail.OrderID, error) {
	const op = "localdb.OrdersNeeding"
	rows, err := d.query(ctx, `SELECT id FROM order_sku WHERE sku = ? ORDER BY id`, sku)
	return collect(op, rows, err, func(scan func(...any) error) (retail.OrderID, error) {
		var id retail.OrderID
		return id, scan(&id)
	})
}

// collect reads all rows of a query.
func collect[T any](op string, rows *sql.Rows, err error, read func(func(...any) error) (T, error)) (out []T, _ error) {
	if err != nil {
		return nil, fault(op, err)
	}
	defer rows.Close()
	for rows.Next() {
		v, err := read(rows.Scan)
		if err != nil {
			return nil, fault(op, err)
		}
		out = append(out, v)
	}
	return out, fault(op, rows.Err())
}

// decode reads one JSON column.
func decode[T any](scan func(...any) error) (T, error) {
	var v T
	var data []byte
	if err := scan(&data); err != nil {
		return v, err
	}
	return v, json.Unmarshal(data, &v)
}

// Stock returns this shop's level of regular goods of a SKU.
func (d *DB) Stock(ctx context.Context, sku retail.SKUID) (retail.StockLevel, error) {
	key := retail.StockKey{Site: d.o.Store, SKU: sku, Class: retail.Regular}
	l, err := decode[retail.StockLevel](func(dst ...any) error { return d.one(ctx, qGetStock, []any{stockID(key)}, dst...) })
	return l, fault("localdb.Stock", err)
}

// StockHere returns this shop's levels of regular goods of SKUs; one that it never
// had is missing.
func (d *DB) StockHere(ctx context.Context, ids []retail.SKUID) (map[retail.SKUID]retail.StockLevel, error) {
	const op = "localdb.StockHere"
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = stockID(retail.StockKey{Site: d.o.Store, SKU: id, Class: retail.Regular})
	}
	list, err := json.Marshal(keys)
	if err != nil {
		return nil, fault(op, err)
	}
	rows, err := d.query(ctx, `SELECT s.data FROM json_each(?) j JOIN stock s ON s.id = j.value`, string(list))
	levels, err := collect(op, rows, err, decode[retail.StockLevel])
	out := make(map[retail.SKUID]retail.StockLevel, len(levels))
	for _, l := range levels {
		out[l.SKU] = l
	}
	return out, err
}

// ShelvesHere tells where regular goods of SKUs lie in this shop; one that lies
// nowhere is missing.
func (d *DB) ShelvesHere(ctx context.Context, ids []retail.SKUID) (map[retail.SKUID]string, error) {
	const op = "localdb.ShelvesHere"
	out := make(map[retail.SKUID]string, len(ids))
	keys := make([]string, len(ids))
	of := make(map[string]retail.SKUID, len(ids))
	for i, id := range ids {
		keys[i] = stockID(retail.StockKey{Site: d.o.Store, SKU: id, Class: retail.Regular})
		of[keys[i]] = id
	}
	list, err := json.Marshal(keys)
	if err != nil {
		return nil, fault(op, err)
	}
	rows, err := d.query(ctx, `SELECT s.id, s.shelf FROM json_each(?) j JOIN stock s ON s.id = j.value WHERE s.shelf > ''`, string(list))
	if err != nil {
		return nil, fault(op, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, shelf string
		if err := rows.Scan(&id, &shelf); err != nil {
			return nil, fault(op, err)
		}
		out[of[id]] = shelf
	}
	return out, fault(op, rows.Err())
}

// StockClasses returns this shop's levels of a SKU in every class it has.
func (d *DB) StockClasses(ctx context.Context, sku retail.SKUID) ([]retail.StockLevel, error) {
	rows, err := d.query(ctx, `SELECT data FROM stock WHERE sku = ? ORDER BY id`, sku)
	return collect("localdb.StockClasses", rows, err, decode[retail.StockLevel])
}

// StockAt returns the levels whose shelf code begins with prefix, in the order
// of the shelf: "A-01-" is a whole aisle, "A-01-2" one shelf.
func (d *DB) StockAt(ctx context.Context, prefix string) ([]retail.StockLevel, error) {
	rows, err := d.query(ctx, `SELECT data FROM stock WHERE shelf >= ? AND shelf < ? ORDER BY shelf, sku`, prefix, prefix+"\U0010ffff")
	return collect("localdb.StockAt", rows, err, decode[retail.StockLevel])
}

// Exceptions returns the open entries of the inbox, oldest first.
func (d *DB) Exceptions(ctx context.Context) ([]retail.Exception, error) {
	rows, err := d.query(ctx, `SELECT data FROM exceptions WHERE open = 1 ORDER BY opened, id`)
	return collect("localdb.Exceptions", rows, err, decode[retail.Exception])
}

// CountsWaiting returns those of the SKUs of which a count waits for another person.
func (d *DB) CountsWaiting(ctx context.Context, ids []retail.SKUID) (map[retail.SKUID]bool, error) {
	const op = "localdb.CountsWaiting"
	tasks := make([]retail.ExceptionID, len(ids))
	for i, id := range ids {
		tasks[i] = retail.SpotTask(id, retail.Regular)
	}
	list, err := json.Marshal(tasks)
	if err != nil {
		return nil, fault(op, err)
	}
	rows, err := d.query(ctx, `SELECT x.data FROM json_each(?) j JOIN exceptions x ON x.id = j.value WHERE x.open = 1`, string(list))
	all, err := collect(op, rows, err, decode[retail.Exception])
	out := map[retail.SKUID]bool{}
	for _, x := range all {
		if x.Waits() {
			out[x.SKU] = true
		}
	}
	return out, err
}

// Exception returns an entry of the inbox, open or closed.
func (d *DB) Exception(ctx context.Context, id retail.ExceptionID) (retail.Exception, error) {
	x, err := decode[retail.Exception](func(dst ...any) error { return d.one(ctx, qGetException, []any{id}, dst...) })
	return x, fault("localdb.Exception", err)
}

// Slots returns the staging places of the shop, nearest first.
func (d *DB) Slots(ctx context.Context) ([]retail.StagingSlot, error) {
	rows, err := d.query(ctx, `SELECT data FROM known WHERE entity = 'slot'
		ORDER BY json_extract(data, '$.order'), json_extract(data, '$.code')`)
	return collect("localdb.Slots", rows, err, decode[retail.StagingSlot])
}

// OrdersInBags calls yield with every order that has bags and was not handed over.
func (d *DB) OrdersInBags(ctx context.Context, yield func(*retail.Order) bool) error {
	return d.eachOrder(ctx, "localdb.OrdersInBags", `WHERE o.state <> ? AND o.id IN (SELECT id FROM order_bag)`, yield, retail.HandedOver)
}
