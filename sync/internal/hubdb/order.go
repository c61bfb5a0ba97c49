package hubdb

import (
	"context"
	"encoding/json"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// orderCell is an order within a transaction, with what stands beside its row.
type orderCell struct {
	o      *retail.Order // with the e-mail; nil when there is none
	source string
	times  int64
	dirty  bool
	was    orderKey // as it was read
	news   string   // the mark of what its web shop is to know of it, as it was read
}

// orderKey is what orders are looked for by, as far as a command may change it.
type orderKey struct {
	store         retail.SiteID
	number        string
	state, notice string
	deadline      int64
	reminded      int64
	cold          int64
	owes          int64
	done          bool
	email, source string
	times         int64
}

// key is what the order is looked for by now.
func (c *orderCell) key() orderKey {
	k := orderKey{
		store: c.o.Store, number: c.o.Number, state: c.o.State.String(), deadline: millis(c.o.Deadline), reminded: millis(c.o.Reminded), cold: millis(c.o.ColdSince()), owes: millis(c.o.HeldUntil()), done: c.o.State.Over(),
		email: c.o.Customer.Email, source: c.source, times: c.times,
	}
	if c.o.Notice.State != 0 {
		k.notice = c.o.Notice.State.String()
	}
	return k
}

// ended tells whether nothing more will come of the order.
func (c *orderCell) ended() bool {
	return c.o.State.Over() || c.o.State == retail.Expired && c.o.Returned()
}

const orderByID = `SELECT k.state, k.email, k.source, k.times, e.data FROM order_key k
	JOIN entity e ON e.scope = 'store:' || k.store AND e.entity = 'order' AND e.key = k.id WHERE k.id = ?`

func readOrder(row func(...any) error) (*orderCell, error) {
	var c orderCell
	var state, email, data string
	if err := row(&state, &email, &c.source, &c.times, &data); err != nil {
		return nil, err
	}
	c.o = &retail.Order{}
	if err := json.Unmarshal([]byte(data), c.o); err != nil {
		return nil, retail.E(retail.CodeDamaged, "hubdb.Order", "", err)
	}
	c.o.Customer.Email = email
	if c.was = c.key(); c.ended() || state != c.was.state { // the row says when it ended, or that it did elsewhere
		c.was = orderKey{}
	}
	return &c, nil
}

func (x *tx) order(id retail.OrderID) (*orderCell, error) {
	if c := x.orders[id]; c != nil {
		return c, nil
	}
	var r orderRow
	var err error
	if e := x.early.orders[id]; e != nil {
		delete(x.early.orders, id)
		r, err = e.take(x)
	} else {
		r, err = readOrderRow(x.row(orderRowByID, string(id)))
	}
	if err = x.d.fault("hubdb.Order", err); err != nil {
		if !missing(err) {
			return nil, err
		}
		r.order = &orderCell{}
	}
	x.orders[id] = r.order
	if r.row != nil && x.cells[r.row.place] == nil {
		x.cells[r.row.place] = r.row
	}
	return r.order, nil
}

// orderRow is an order with its row of the feed.
type orderRow struct {
	order *orderCell
	row   *cell
}

const orderRowByID = `SELECT k.state, k.email, k.source, k.times, e.data, e.ver, e.live, e.seq FROM order_key k
	JOIN entity e ON e.scope = 'store:' || k.store AND e.entity = 'order' AND e.key = k.id WHERE k.id = ?`

func readOrderRow(row func(...any) error) (orderRow, error) {
	var c cell
	var live int64
	o, err := readOrder(func(into ...any) error {
		err := row(append(into, &c.ver, &live, &c.seq)...)
		c.old = *into[len(into)-1].(*string)
		return err
	})
	if err != nil {
		return orderRow{}, err
	}
	c.place = place{wire.StoreScope(o.o.Store), retail.EntityOrder, string(o.o.ID)}
	c.live, c.data = live != 0, c.old
	n, err := newsOf(o.o)
	o.news = n.mark
	return orderRow{o, &c}, err
}

// Order returns an order of any shop.
func (x *tx) Order(id retail.OrderID) (*retail.Order, error) {
	c, err := x.order(id)
	if err != nil {
		return nil, err
	}
	return c.o, nil
}

// PutOrder writes an order, its e-mail beside the feed.
func (x *tx) PutOrder(o *retail.Order, by retail.CommandID) error {
	c, err := x.order(o.ID)
	if err != nil {
		return err
	}
	at := place{wire.StoreScope(o.Store), retail.EntityOrder, string(o.ID)}
	if c.o == nil && x.cells[at] == nil { // nothing to read: no order, no row
		x.cells[at] = &cell{place: at}
	}
	row, err := x.cell(at)
	if err != nil {
		return err
	}
	sent := *o
	sent.Customer.Email = ""
	row.val = &sent
	c.o = o
	x.write(c)
	return x.change(row, wire.OpPut, by)
}

func (x *tx) write(c *orderCell) {
	if !c.dirty {
		c.dirty = true
		x.keys = append(x.keys, c)
	}
}

// Source returns the fingerprint of what was last taken in for the order.
func (x *tx) Source(id retail.OrderID) (string, int, error) {
	if c := x.orders[id]; c != nil {
		return c.source, int(c.times), nil
	}
	var mark string
	var times int64
	err := x.scan(x.row("SELECT source, times FROM order_key WHERE id = ?", string(id)), &mark, &times)
	if missing(err) {
		x.orders[id] = &orderCell{}
		return "", 0, nil
	}
	return mark, int(times), err
}

// SetSource records the fingerprint.
func (x *tx) SetSource(id retail.OrderID, mark string, times int) error {
	c, err := x.order(id)
	if err != nil {
		return err
	}
	c.source, c.times = mark, int64(times)
	if c.o != nil {
		x.write(c)
	}
	return nil
}

// NumberTaken tells whether an open order of the shop has the number.
func (x *tx) NumberTaken(store retail.SiteID, number string) (bool, error) {
	for _, c := range x.keys { // not yet written
		if c.o.Store == store && c.o.Number == number && !c.o.State.Over() {
			return true, nil
		}
	}
	var n int64
	err := x.scan(x.row("SELECT 1 FROM order_key WHERE store = ? AND number = ? AND done = 0 LIMIT 1", string(store), number), &n)
	if missing(err) {
		return false, nil
	}
	return err == nil, err
}

// OpenOrders counts the open orders of the shop, those of this transaction not
// among them.
func (x *tx) OpenOrders(store retail.SiteID) (int, error) {
	var n int
	err := x.scan(x.row("SELECT count(*) FROM order_key WHERE store = ? AND done = 0", string(store)), &n)
	return n, err
}

// writeKeys writes what orders are looked for by.
func (x *tx) writeKeys() error {
	now := x.d.clock.Now()
	rows := make([][]any, 0, len(x.keys))
	for _, c := range x.keys {
		o, k := c.o, c.key()
		var ended int64
		if c.ended() {
			ended = millis(now)
		} else if k == c.was {
			continue // most steps of picking change nothing of it
		}
		rows = append(rows, []any{
			string(o.ID), string(o.Store), o.Channel, o.External, o.Number, k.state, k.notice,
			k.deadline, flag(k.done), ended, k.email, c.source, c.times, int64(0), k.reminded, k.cold, k.owes,
		})
	}
	return x.bulk("INSERT INTO order_key (id, store, channel, external, number, state, notice, deadline, done, ended, email, source, times, purged, reminded, cold, owes)",
		` ON CONFLICT (id) DO UPDATE SET store = excluded.store, number = excluded.number, state = excluded.state,
		notice = excluded.notice, deadline = excluded.deadline, done = excluded.done, ended = excluded.ended,
		email = excluded.email, source = excluded.source, times = excluded.times, purged = 0, reminded = excluded.reminded, cold = excluded.cold, owes = excluded.owes`, rows)
}

// elsewhere is the state of an order that ended at another hub; see EndedElsewhere.
const elsewhere = "elsewhere"

// IsElsewhere tells whether that was noted. See hub.RelayTx.
func (x *tx) IsElsewhere(id retail.OrderID) (bool, error) {
	var state string
	err := x.scan(x.row("SELECT state FROM order_key WHERE id = ?", string(id)), &state)
	if missing(err) {
		return false, nil
	}
	return state == elsewhere, err
}

// EndedElsewhere notes that an order ended at another hub, which has forgotten it.
func (x *tx) EndedElsewhere(id retail.OrderID) error {
	return x.exec(`UPDATE order_key SET state = '`+elsewhere+`', notice = '', done = 1, ended = CASE WHEN ended > 0 THEN ended ELSE ? END WHERE id = ?`,
		millis(x.d.clock.Now()), string(id))
}

// Order returns an order with the customer's e-mail.
func (d *DB) Order(ctx context.Context, id retail.OrderID) (*retail.Order, error) {
	c, err := readOrder(d.one(ctx, orderByID, string(id)).Scan)
	if err = d.fault("hubdb.Order", err); missing(err) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return c.o, nil
}

// rowsOfOrders joins the rows of the orders that order_key k finds. The empty text
// lets no engine begin with the rows: without statistics SQLite reads millions
// of stock levels for a handful of notices.
const rowsOfOrders = `JOIN entity e ON e.scope = 'store:' || k.store AND e.entity = 'order' AND e.key = k.id || ''`

// OrdersByNotice returns orders whose notice stands so, oldest first.
func (d *DB) OrdersByNotice(ctx context.Context, state retail.NoticeState) ([]retail.Order, error) {
	var out []retail.Order
	// The word stands in the text so that the partial index fits.
	err := d.query(ctx, func(rows scanner) error {
		c, err := readOrder(rows.Scan)
		if err == nil {
			out = append(out, *c.o)
		}
		return err
	}, `SELECT k.state, k.email, k.source, k.times, e.data FROM order_key k
		`+rowsOfOrders+`
		WHERE k.notice = '`+state.String()+`' AND k.store NOT IN `+notJudged+` ORDER BY k.deadline, k.id`)
	return out, err
}

// onShelf is of whom the index order_deadline knows. It stands in the text beside
// the one state that is asked for, or SQLite does not see that the index fits.
const onShelf = `state IN ('staged', 'notified')`

// OrdersPastDeadline returns orders in the state, one of those on a shelf, whose
// deadline has passed.
func (d *DB) OrdersPastDeadline(ctx context.Context, state retail.OrderState, before time.Time, limit int) ([]hub.OrderRef, error) {
	return d.refs(ctx, `SELECT id, store FROM order_key WHERE state = '`+state.String()+`' AND `+onShelf+` AND deadline < ? AND store NOT IN `+notJudged+`
		ORDER BY deadline LIMIT ? + 0`, millis(before), int64(limit))
}

// OrdersToRemind returns orders whose customers are to be reminded. See hub.Store.
func (d *DB) OrdersToRemind(ctx context.Context, after, before time.Time, limit int) ([]hub.OrderDue, error) {
	var out []hub.OrderDue
	err := d.query(ctx, func(rows scanner) error {
		var r hub.OrderDue
		var deadline int64
		err := rows.Scan(&r.ID, &r.Store, &deadline)
		r.Deadline = instant(deadline)
		out = append(out, r)
		return err
	}, `SELECT id, store, deadline FROM order_key WHERE state = 'notified' AND `+onShelf+` AND notice = 'sent' AND reminded <> deadline
		AND deadline > ? AND deadline < ? AND store NOT IN `+notJudged+` ORDER BY deadline, id LIMIT ? + 0`, millis(after), millis(before), int64(limit))
	return out, err
}

// OrdersOutOfCold returns orders with goods that are out of the cold. See hub.Store.
func (d *DB) OrdersOutOfCold(ctx context.Context, before time.Time, limit int) ([]hub.OrderRef, error) {
	return d.refs(ctx, `SELECT id, store FROM order_key WHERE cold > 0 AND cold < ? AND store NOT IN `+notJudged+`
		ORDER BY cold, id LIMIT ? + 0`, millis(before), int64(limit))
}

// OrdersToOwe returns orders of which something was held. See hub.Store.
func (d *DB) OrdersToOwe(ctx context.Context, until time.Time, limit int) ([]hub.OrderRef, error) {
	return d.refs(ctx, `SELECT id, store FROM order_key WHERE owes > 0 AND owes <= ? AND store NOT IN `+notJudged+` ORDER BY owes LIMIT ? + 0`,
		millis(until), int64(limit))
}

// OrdersToRetire returns orders in a feed that ended before the instant.
func (d *DB) OrdersToRetire(ctx context.Context, before time.Time, limit int) ([]hub.OrderRef, error) {
	return d.refs(ctx, `SELECT k.id, k.store FROM order_key k
		`+rowsOfOrders+` AND e.live = 1
		WHERE k.ended > 0 AND k.purged = 0 AND k.ended < ? AND k.store NOT IN `+notJudged+` LIMIT ? + 0`, millis(before), int64(limit))
}

func (d *DB) refs(ctx context.Context, query string, args ...any) ([]hub.OrderRef, error) {
	var out []hub.OrderRef
	err := d.query(ctx, func(rows scanner) error {
		var r hub.OrderRef
		err := rows.Scan(&r.ID, &r.Store)
		out = append(out, r)
		return err
	}, query, args...)
	return out, err
}

// SKUByCode returns the SKU with the code.
func (d *DB) SKUByCode(ctx context.Context, gtin string) (retail.SKUID, error) {
	var id retail.SKUID
	err := d.one(ctx, "SELECT sku FROM sku_code WHERE gtin = ?", gtin).Scan(&id)
	return id, d.fault("hubdb.SKUByCode", err)
}
