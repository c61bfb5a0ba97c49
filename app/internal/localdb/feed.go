package localdb

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Scope names as the feed has them; a shop's scope is "store:" and its code.
const (
	scopeCatalog = "catalog"
	storePrefix  = "store:"
)

// inCatalogFile tells that a scope and its cursor are in catalog.db.
func inCatalogFile(scope string) bool { return wire.Shared(wire.Scope(scope)) }

// Change is the full new row of one thing of a scope, or its end.
type Change struct {
	Entity retail.Entity
	Key    string
	Del    bool
	Ver    int64
	Data   []byte // JSON, nil when Del
}

// Cursor is how far a scope was taken in; the zero Cursor is its beginning. One
// without an epoch cannot be followed: see DB.ResetCursor.
type Cursor struct {
	Epoch string
	Seq   int64
	H     string // chain hash at Seq
}

// Bound is where a page or snapshot ends. DeviceLast is the last dseq of this
// device that the state contains, Stable the last one in a backup of the hub.
type Bound struct {
	Cursor     Cursor
	DeviceLast int64
	Stable     int64
	Now        time.Time // the hub's clock
}

// Page is one page of changes of a scope.
type Page struct {
	Scope   string
	From    Cursor // must be the stored cursor
	Changes []Change
	End     Bound
}

// Snapshot is a scope as a whole. End is asked for after the last row.
type Snapshot struct {
	Scope string
	Rows  iter.Seq2[Change, error]
	End   func() Bound
}

// ErrCursor is the cause when a page does not begin where the scope stands.
var ErrCursor = errors.New("localdb: page does not begin at the cursor")

const (
	qCursor    = `SELECT epoch, seq, h FROM cursor WHERE scope = ?`
	qSetCursor = `INSERT INTO cursor (scope, epoch, seq, h) VALUES (?, ?, ?, ?)
		ON CONFLICT (scope) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, h = excluded.h`
	// A cursor that names no life of the hub leads nowhere; the rows are here.
	qLoseCursor = `UPDATE cursor SET epoch = '', h = '' WHERE scope = ?`

	qHubOrder = `INSERT INTO orders (id, ver, state, handover, over_at, data) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET ver = excluded.ver, state = excluded.state, handover = excluded.handover,
		over_at = excluded.over_at, data = excluded.data, base = NULL`
	qHubPerson = `INSERT INTO person (id, sealed) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed`
	qHubStock  = `INSERT INTO stock (id, ver, key, sku, shelf, avail, data) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET ver = excluded.ver, key = excluded.key, sku = excluded.sku, shelf = excluded.shelf, avail = excluded.avail,
		data = excluded.data, base = NULL`
	qHubException = `INSERT INTO exceptions (id, ver, open, opened, data) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET ver = excluded.ver, open = excluded.open, opened = excluded.opened,
		data = excluded.data, base = NULL`
	qHubKnown = `INSERT INTO known (entity, key, ver, scope, data) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (entity, key) DO UPDATE SET ver = excluded.ver, scope = excluded.scope, data = excluded.data`
)

// Cursor returns how far a scope was taken in, the zero Cursor when not at all.
func (d *DB) Cursor(ctx context.Context, scope string) (Cursor, error) {
	var c Cursor
	if inCatalogFile(scope) {
		return d.catalogCursor(ctx, scope)
	}
	err := d.one(ctx, qCursor, []any{scope}, &c.Epoch, &c.Seq, &c.H)
	if isNoRows(err) {
		err = nil
	}
	return c, fault("localdb.Cursor", err)
}

// ResetCursor forgets how far a scope was taken in: its next state comes as a
// snapshot. The rows stay until then, and its cursor has no epoch, but is not
// zero: there is something to work with.
func (d *DB) ResetCursor(ctx context.Context, scope string) error {
	const op = "localdb.ResetCursor"
	if inCatalogFile(scope) {
		return d.resetCatalog(ctx, scope)
	}
	return d.write(ctx, op, func(ctx context.Context, t *wtx) error {
		_, err := t.exec(ctx, qLoseCursor, scope)
		return err
	})
}

// ApplyPage takes a page of a scope in, with its cursor, in one transaction,
// and replays what the hub's state does not contain yet on top. A page that
// does not begin at the scope's cursor is CodeRefused with the cause ErrCursor
// and changes nothing.
func (d *DB) ApplyPage(ctx context.Context, p Page) error {
	const op = "localdb.ApplyPage"
	if p.Scope == scopeCatalog {
		return d.applyCatalogPage(ctx, p)
	}
	if idle, err := d.nothingNew(ctx, p); err != nil || idle {
		return fault(op, err)
	}
	return d.write(ctx, op, func(ctx context.Context, t *wtx) error {
		var have Cursor
		err := t.row(ctx, qCursor, p.Scope).Scan(&have.Epoch, &have.Seq, &have.H)
		if err != nil && !isNoRows(err) {
			return err
		}
		if have != p.From {
			return retail.E(retail.CodeRefused, op, "", ErrCursor)
		}
		return t.take(ctx, p.Scope, p.Changes, p.End, false)
	})
}

// nothingNew tells that a page changes nothing at all, so that a poll does not
// cost a write to the disk.
func (d *DB) nothingNew(ctx context.Context, p Page) (bool, error) {
	if len(p.Changes) > 0 || p.End.Cursor != p.From {
		return false, nil
	}
	have, err := d.Cursor(ctx, p.Scope)
	if err != nil || have != p.From {
		return false, err
	}
	if !strings.HasPrefix(p.Scope, storePrefix) {
		return true, nil
	}
	var last, stable int64
	err = d.one(ctx, `SELECT device_last, stable FROM device`, nil, &last, &stable)
	return last == p.End.DeviceLast && stable == p.End.Stable, err
}

// ApplySnapshot replaces everything of a scope in one transaction and replays
// what the hub's state does not contain yet on top. What all terminals share
// comes in parts instead, see BeginBundle.
func (d *DB) ApplySnapshot(ctx context.Context, s Snapshot) error {
	const op = "localdb.ApplySnapshot"
	var rows []Change // read whole before the writer is taken
	for c, err := range s.Rows {
		if err != nil {
			return err
		}
		rows = append(rows, c)
	}
	end := s.End()
	return d.write(ctx, op, func(ctx context.Context, t *wtx) error {
		return t.take(ctx, s.Scope, rows, end, true)
	})
}

// take writes the hub's rows of a scope. Only the scope of a shop has an overlay.
func (t *wtx) take(ctx context.Context, scope string, rows []Change, end Bound, whole bool) error {
	store := strings.HasPrefix(scope, storePrefix)
	if store {
		if err := t.reclaim(ctx, end.DeviceLast); err != nil {
			return err
		}
		if err := t.lift(ctx); err != nil {
			return err
		}
	}
	if whole {
		if err := t.clear(ctx, scope, store); err != nil {
			return err
		}
	}
	for _, c := range rows {
		if err := t.takeRow(ctx, scope, c); err != nil {
			return err
		}
	}
	if _, err := t.exec(ctx, qSetCursor, scope, end.Cursor.Epoch, end.Cursor.Seq, end.Cursor.H); err != nil {
		return err
	}
	if !store {
		return nil
	}
	if _, err := t.exec(ctx, `UPDATE device SET device_last = ?, stable = ?`, end.DeviceLast, end.Stable); err != nil {
		return err
	}
	if err := t.replay(ctx, end.DeviceLast); err != nil {
		return err
	}
	t.outboxChanged()
	return t.prune(ctx)
}

func (t *wtx) clear(ctx context.Context, scope string, store bool) error {
	if _, err := t.exec(ctx, `DELETE FROM known WHERE scope = ?`, scope); err != nil {
		return err
	}
	for _, e := range kept {
		t.changed(e, "")
	}
	if !store {
		return nil
	}
	for _, table := range []string{tableOrders, tablePerson, "order_bag", "order_sku", tableExceptions, tableStock, tableStocktake, tableCountLine, tableTransfers, tableHolds, tableWalk} {
		if _, err := t.exec(ctx, `DELETE FROM `+table); err != nil {
			return err
		}
	}
	t.changed(retail.EntityOrder, "")
	t.changed(retail.EntityException, "")
	t.changed(retail.EntityStock, "")
	t.changed(retail.EntityHold, "")
	t.changed(retail.EntityStocktake, "")
	t.changed(retail.EntityTransfer, "")
	t.changed(retail.EntityWave, "")
	return nil
}

// takeRow writes one row as the hub has it. A row of a kind that this program
// does not know is left out; the scope is taken again after an upgrade.
func (t *wtx) takeRow(ctx context.Context, scope string, c Change) error {
	switch c.Entity {
	case retail.EntityOrder:
		return t.takeOrder(ctx, c)
	case retail.EntityException:
		return t.takeException(ctx, c)
	case retail.EntityStock:
		return t.takeStock(ctx, c)
	case retail.EntityHold:
		return t.takeHold(ctx, c)
	case retail.EntitySlot, retail.EntitySite, retail.EntityStaff, retail.EntityTerminal, retail.EntityChain, retail.EntitySecret, retail.EntityLease,
		retail.EntityCodes, retail.EntityShelfCheck, retail.EntityStaffCall:
		t.changed(c.Entity, c.Key)
		if c.Del {
			_, err := t.exec(ctx, `DELETE FROM known WHERE entity = ? AND key = ?`, c.Entity.String(), c.Key)
			return err
		}
		_, err := t.exec(ctx, qHubKnown, c.Entity.String(), c.Key, c.Ver, scope, string(c.Data))
		return err
	case retail.EntityStocktake, retail.EntityCountLine:
		return t.takeCount(ctx, c)
	case retail.EntityTransfer:
		return t.takeTransfer(ctx, c)
	case retail.EntityWave, retail.EntityTote:
		return t.takeWalk(ctx, c)
	case retail.EntitySKU, retail.EntityStockCut, retail.EntityPostal:
	}
	return nil
}

func (t *wtx) takeOrder(ctx context.Context, c Change) error {
	old, err := t.order(ctx, c.Key)
	if err != nil {
		return err
	}
	t.changed(retail.EntityOrder, c.Key)
	if c.Del {
		if err := t.index(ctx, c.Key, old, nil); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `DELETE FROM person WHERE id = ?`, c.Key); err != nil {
			return err
		}
		_, err = t.exec(ctx, `DELETE FROM orders WHERE id = ?`, c.Key)
		return err
	}
	var o retail.Order
	if err := json.Unmarshal(c.Data, &o); err != nil {
		return err
	}
	o.ID = retail.OrderID(c.Key)
	data, err := orderJSON(&o)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, qHubOrder, c.Key, c.Ver, o.State, o.Pickup.Handover.String(), overAt(&o), data); err != nil {
		return err
	}
	if o.Customer == (retail.Customer{}) && o.Proxy == "" {
		_, err = t.exec(ctx, `DELETE FROM person WHERE id = ?`, c.Key)
	} else {
		var sealed []byte
		if sealed, err = t.d.seal(&o); err != nil {
			return err
		}
		_, err = t.exec(ctx, qHubPerson, c.Key, sealed)
	}
	if err != nil {
		return err
	}
	return t.index(ctx, c.Key, old, &o)
}

func (t *wtx) takeException(ctx context.Context, c Change) error {
	t.changed(retail.EntityException, c.Key)
	if c.Del {
		_, err := t.exec(ctx, `DELETE FROM exceptions WHERE id = ?`, c.Key)
		return err
	}
	var x retail.Exception
	if err := json.Unmarshal(c.Data, &x); err != nil {
		return err
	}
	_, err := t.exec(ctx, qHubException, c.Key, c.Ver, x.Open(), ms(x.OpenedAt), string(c.Data))
	return err
}

func (t *wtx) takeStock(ctx context.Context, c Change) error {
	if c.Del {
		t.changed(retail.EntityStock, "")
		_, err := t.exec(ctx, `DELETE FROM stock WHERE key = ?`, c.Key)
		return err
	}
	var l retail.StockLevel
	if err := json.Unmarshal(c.Data, &l); err != nil {
		return err
	}
	t.changed(retail.EntityStock, string(l.SKU))
	_, err := t.exec(ctx, qHubStock, stockID(l.StockKey), c.Ver, c.Key, l.SKU, l.Shelf, promise(l), string(c.Data))
	return err
}
