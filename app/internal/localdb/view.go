package localdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"miseban/app/retail"
)

const (
	tableOrders     = "orders"
	tableExceptions = "exceptions"
	tableStock      = "stock"
)

// The rows of the view. The first write over what the hub said keeps that in
// base; the hub's own writes go through put… in feed.go, on rows without base.
var (
	qGetOrder = hot(`SELECT data FROM orders WHERE id = ?`)
	qPutOrder = hot(`INSERT INTO orders (id, ver, state, handover, over_at, data, base) VALUES (?, 0, ?, ?, ?, ?, '')
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, handover = excluded.handover, over_at = excluded.over_at,
		data = excluded.data, base = COALESCE(orders.base, orders.data)`)
	qGetPerson = hot(`SELECT sealed FROM person WHERE id = ?`)
	qAddBag    = hot(`INSERT INTO order_bag (label, id) VALUES (?, ?) ON CONFLICT DO NOTHING`)
	qDropBag   = hot(`DELETE FROM order_bag WHERE label = ? AND id = ?`)
	qAddSKU    = hot(`INSERT INTO order_sku (sku, id) VALUES (?, ?) ON CONFLICT DO NOTHING`)
	qDropSKU   = hot(`DELETE FROM order_sku WHERE sku = ? AND id = ?`)

	qGetException = hot(`SELECT data FROM exceptions WHERE id = ?`)
	qPutException = hot(`INSERT INTO exceptions (id, ver, open, opened, data, base) VALUES (?, 0, ?, ?, ?, '')
		ON CONFLICT (id) DO UPDATE SET open = excluded.open, opened = excluded.opened,
		data = excluded.data, base = COALESCE(exceptions.base, exceptions.data)`)

	qGetLease = hot(`SELECT data FROM known WHERE entity = 'lease' AND key = ?`)

	qGetStock  = hot(`SELECT data FROM stock WHERE id = ?`)
	qLiftStock = hot(`UPDATE stock SET data = base, base = NULL, shelf = ?, avail = ? WHERE id = ?`)
	qPutStock  = hot(`INSERT INTO stock (id, ver, key, sku, shelf, avail, data, base) VALUES (?, 0, '', ?, ?, ?, ?, '')
		ON CONFLICT (id) DO UPDATE SET shelf = excluded.shelf, avail = excluded.avail,
		data = excluded.data, base = COALESCE(stock.base, stock.data)`)
)

// person is what is sealed of an order.
type person struct {
	Customer retail.Customer `json:"customer"`
	Proxy    string          `json:"proxy,omitempty"`
}

const tablePerson = "person"

// orderJSON renders an order without its customer.
func orderJSON(o *retail.Order) (string, error) {
	bare := *o
	bare.Customer, bare.Proxy = retail.Customer{}, ""
	b, err := json.Marshal(&bare)
	return string(b), err
}

// unseal puts the customer back into the order. An order whose customer was
// purged has none.
func (d *DB) unseal(o *retail.Order, sealed []byte) error {
	if len(sealed) == 0 {
		return nil
	}
	b, err := d.o.Sealer.Open(sealed, tablePerson, string(o.ID))
	if err != nil {
		return err
	}
	var p person
	if err := json.Unmarshal(b, &p); err != nil {
		return err
	}
	o.Customer, o.Proxy = p.Customer, p.Proxy
	return nil
}

func (d *DB) seal(o *retail.Order) ([]byte, error) {
	b, err := json.Marshal(person{o.Customer, o.Proxy})
	if err != nil {
		return nil, err
	}
	return d.o.Sealer.Seal(b, tablePerson, string(o.ID)), nil
}

// order loads an order without its customer, nil when there is none.
func (t *wtx) order(ctx context.Context, id string) (*retail.Order, error) {
	var o retail.Order
	ok, err := t.load(ctx, qGetOrder, id, &o)
	if !ok {
		return nil, err
	}
	return &o, nil
}

func (t *wtx) load(ctx context.Context, q, id string, dst any) (bool, error) {
	var data []byte
	err := t.row(ctx, q, id).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, json.Unmarshal(data, dst)
}

func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMS(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n)
}

func overAt(o *retail.Order) int64 {
	if !o.State.Over() || len(o.Steps) == 0 {
		return 0
	}
	return ms(o.Steps[len(o.Steps)-1].At)
}

// putOrder writes an order over what the hub said. old is what stood before.
func (t *wtx) putOrder(ctx context.Context, old, o *retail.Order) error {
	data, err := orderJSON(o)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, qPutOrder, o.ID, o.State, o.Pickup.Handover.String(), overAt(o), data); err != nil {
		return err
	}
	t.changed(retail.EntityOrder, string(o.ID))
	return t.index(ctx, string(o.ID), old, o)
}

// index keeps order_bag and order_sku in step with an order that became
// another; either may be nil.
func (t *wtx) index(ctx context.Context, id string, old, now *retail.Order) error {
	if err := t.difference(ctx, id, bags(old), bags(now), qAddBag, qDropBag); err != nil {
		return err
	}
	return t.difference(ctx, id, needs(old), needs(now), qAddSKU, qDropSKU)
}

func (t *wtx) difference(ctx context.Context, id string, old, now []string, add, drop string) error {
	for _, k := range now {
		if !has(old, k) {
			if _, err := t.exec(ctx, add, k, id); err != nil {
				return err
			}
		}
	}
	for _, k := range old {
		if !has(now, k) {
			if _, err := t.exec(ctx, drop, k, id); err != nil {
				return err
			}
		}
	}
	return nil
}

func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// bags returns the labels by which an order can be found.
func bags(o *retail.Order) []string {
	if o == nil {
		return nil
	}
	var out []string
	for _, b := range o.Bags {
		out = append(out, b.Label)
	}
	return out
}

// needs returns the SKUs that are still to be picked for an order.
func needs(o *retail.Order) []string {
	if o == nil || o.State != retail.Received && o.State != retail.Picking && o.State != retail.Short {
		return nil
	}
	var out []string
	for _, l := range o.Lines {
		if l.Open() > 0 && !has(out, string(l.SKU)) {
			out = append(out, string(l.SKU))
		}
	}
	return out
}

func (t *wtx) exception(ctx context.Context, id string) (*retail.Exception, error) {
	var x retail.Exception
	ok, err := t.load(ctx, qGetException, id, &x)
	if !ok {
		return nil, err
	}
	return &x, nil
}

func (t *wtx) putException(ctx context.Context, x retail.Exception) error {
	data, err := json.Marshal(x)
	if err != nil {
		return err
	}
	t.changed(retail.EntityException, string(x.ID))
	_, err = t.exec(ctx, qPutException, x.ID, x.Open(), ms(x.OpenedAt), string(data))
	return err
}

// stockID is the primary key of a level.
func stockID(k retail.StockKey) string {
	return string(k.Site) + "\x1f" + string(k.SKU) + "\x1f" + k.Class.String()
}

// level loads a stock level, a blank one when there is none.
func (t *wtx) level(ctx context.Context, k retail.StockKey) (retail.StockLevel, error) {
	l := retail.StockLevel{StockKey: k}
	_, err := t.load(ctx, qGetStock, stockID(k), &l)
	return l, err
}

func (t *wtx) putLevel(ctx context.Context, l retail.StockLevel) error {
	data, err := json.Marshal(l)
	if err != nil {
		return err
	}
	t.changed(retail.EntityStock, string(l.SKU))
	_, err = t.exec(ctx, qPutStock, stockID(l.StockKey), l.SKU, l.Shelf, promise(l), string(data))
	return err
}

// promise is how much of a level a search may tell of.
func promise(l retail.StockLevel) int {
	if l.Class != retail.Regular {
		return 0
	}
	return l.Available()
}

// look loads what a rule may look at before it judges the command.
func (t *wtx) look(ctx context.Context, c retail.Command, role retail.Role) (retail.State, error) {
	st := retail.State{Role: role}
	var err error
	switch ref := c.Body.About(); ref.Entity { //nolint:exhaustive // commands are about no other things
	case retail.EntityOrder:
		if st.Order, err = t.order(ctx, ref.ID); err == nil && c.Kind.Calendar(st.Order) {
			err = t.lookAtCalendar(ctx, c, &st)
		}
		if err == nil {
			err = t.lookAtLevel(ctx, c, &st) // of a substitute
		}
	case retail.EntityException:
		st.Exception, err = t.exception(ctx, ref.ID)
	case retail.EntityStock:
		err = t.lookAtLevel(ctx, c, &st)
	case retail.EntityShelfCheck:
		if st.Check, err = t.shelfCheck(ctx, ref.ID, c.Dseq); err == nil {
			err = t.lookAtLevel(ctx, c, &st)
		}
	case retail.EntityStaffCall:
		st.Call, err = t.staffCall(ctx, ref.ID, c.Dseq)
	case retail.EntityTransfer:
		err = t.lookAtTransfer(ctx, c, ref.ID, &st)
	case retail.EntityStocktake:
		err = t.lookAtCount(ctx, c, ref.ID, &st)
	case retail.EntityHold:
		err = t.lookAtHold(ctx, c, &st)
	case retail.EntityWave: // the rest is looked up below
		if c.Kind.Calendar(nil) {
			err = t.lookAtCalendar(ctx, c, &st)
		}
	case retail.EntityLease:
		var l retail.Lease
		ok, lerr := t.load(ctx, qGetLease, ref.ID, &l)
		if err = lerr; ok {
			st.Lease = &l
		}
	}
	if err == nil {
		err = t.lookAtWave(ctx, c, &st)
	}
	return st, err
}

func (t *wtx) lookAtLevel(ctx context.Context, c retail.Command, st *retail.State) error {
	k, ok := c.Level()
	if !ok {
		return nil
	}
	l, err := t.level(ctx, k)
	if st.Level = &l; err != nil {
		return err
	}
	if id, ok := c.CountTask(); ok { // what waits of it, and from which difference on
		if st.Exception, err = t.exception(ctx, string(id)); err == nil {
			err = t.lookAtCalendar(ctx, c, st)
		}
	}
	return err
}

// apply judges a command on the view and writes its effect over it.
func (t *wtx) apply(ctx context.Context, c retail.Command, role retail.Role) (retail.Decision, error) {
	st, err := t.look(ctx, c, role)
	if err != nil {
		return retail.Decision{}, err
	}
	d, err := decide(st, c)
	if err != nil || d.Verdict == retail.Rejected {
		return d, err
	}
	return d, t.keep(ctx, c, st, &d)
}

// errRule is the cause when a rule broke down over a command.
var errRule = errors.New("localdb: fault in a rule")

// decide asks the rule. A fault in one is an error of this command alone: it
// must not end the program, nor keep the hub's news out for ever.
func decide(st retail.State, c retail.Command) (d retail.Decision, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = retail.E(retail.CodeInternal, "localdb.decide", "", fmt.Errorf("%w: %s: %v", errRule, c, r))
		}
	}()
	return retail.Decide(st, c), nil
}

// keep writes a decision down, in the order in which the hub does: what ends
// before what begins, for a task may end and begin again under one name. Who is
// the counter is not written: only the hub gives that away.
func (t *wtx) keep(ctx context.Context, c retail.Command, st retail.State, d *retail.Decision) error {
	levels, err := d.Book(c, func(k retail.StockKey) (retail.StockLevel, error) { return t.level(ctx, k) })
	if err != nil {
		return err
	}
	for _, l := range levels {
		if err := t.putLevel(ctx, l); err != nil {
			return err
		}
	}
	if err := t.noteMoves(ctx, c.Dseq, d.Moves); err != nil {
		return err
	}
	if d.Check != nil {
		t.changed(retail.EntityShelfCheck, string(d.Check.ID))
	}
	if d.Call != nil {
		t.changed(retail.EntityStaffCall, string(d.Call.ID))
	}
	if d.Order != nil {
		if err := t.putOrder(ctx, st.Order, d.Order); err != nil {
			return err
		}
	}
	for _, o := range d.Others {
		if err := t.putOther(ctx, o); err != nil {
			return err
		}
	}
	if err := t.keepWave(ctx, d); err != nil {
		return err
	}
	if d.Transfer != nil {
		if err := t.putTransfer(ctx, d.Transfer); err != nil {
			return err
		}
	}
	if err := t.keepCount(ctx, d); err != nil {
		return err
	}
	for _, h := range d.Holds {
		if err := t.putHold(ctx, h); err != nil {
			return err
		}
	}
	for _, id := range d.Close {
		x, err := t.exception(ctx, string(id))
		if err != nil {
			return err
		}
		if x == nil || !x.Open() {
			continue
		}
		x.ClosedAt, x.ClosedBy = c.At, c.Staff
		if err := t.putException(ctx, *x); err != nil {
			return err
		}
	}
	if d.Exception != nil {
		if err := t.putException(ctx, *d.Exception); err != nil {
			return err
		}
	}
	for _, x := range d.Raise {
		old, err := t.exception(ctx, string(x.ID))
		if err != nil {
			return err
		}
		if d.Exception == nil {
			x = x.On(old)
		}
		if err := t.putException(ctx, x); err != nil {
			return err
		}
	}
	return nil
}
