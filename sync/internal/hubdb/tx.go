package hubdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// tx is one transaction. Rows of feeds are written at its end, once each and
// in one go, however often they changed on the way: a feed only ever shows
// what a whole transaction left behind.
type tx struct {
	ctx context.Context
	d   *DB
	t   *sql.Tx

	bound  map[string]*sql.Stmt
	fresh  []string // statements met for the first time
	feeds  map[wire.Scope]*feed
	cells  map[place]*cell
	dirty  []*cell // in the order of their first change
	orders map[retail.OrderID]*orderCell
	keys   []*orderCell // to be written into order_key
	moves  []retail.Movement
	cmds   []*hub.Record
	byID   map[retail.CommandID]*hub.Record
	byDseq map[dseqKey]*hub.Record

	out   *wire.Entry // of the relay's log, nil when this transaction does not belong there
	entry int64       // of another hub's log, that is being mirrored
	items []item

	bundles []wire.Manifest // to be written when it is known where their scopes end

	began time.Time
	wrote []written
}

// written is what the transaction added to a feed.
type written struct {
	scope wire.Scope
	base  string // the chain hash before it
	rows  []row
}

type dseqKey struct {
	device retail.DeviceID
	dseq   int64
}

// feed is where a locked scope stands.
type feed struct {
	head  int64
	chain string
	min   int64  // changes up to here are gone, see compact.go
	base  string // the chain hash at min
	rows  digest // of the rows that did not change since min
}

// place names a row of a feed.
type place struct {
	scope  wire.Scope
	entity retail.Entity
	key    string
}

// cell is a row of a feed within the transaction.
type cell struct {
	place
	ver   int64
	seq   int64  // of the last change, as stored
	live  bool   // as stored
	old   string // JSON as stored, empty for a new row
	val   any    // present value
	data  string // JSON of val once it is known
	op    wire.Op
	dirty bool
	by    retail.CommandID
}

// present tells whether the row is there as the transaction sees it.
func (c *cell) present() bool {
	if c.dirty {
		return c.op == wire.OpPut
	}
	return c.live
}

func newTx(ctx context.Context, d *DB, t *sql.Tx) *tx {
	return &tx{
		ctx: ctx, d: d, t: t, began: d.clock.Now(),
		bound: map[string]*sql.Stmt{}, feeds: map[wire.Scope]*feed{}, cells: map[place]*cell{},
		orders: map[retail.OrderID]*orderCell{}, byID: map[retail.CommandID]*hub.Record{}, byDseq: map[dseqKey]*hub.Record{},
	}
}

// run holds the scopes, calls f and writes what it left behind.
func (x *tx) run(scopes []wire.Scope, f func(hub.Tx) error) ([]wire.Hint, error) {
	if err := x.hold(scopes); err != nil {
		return nil, err
	}
	if err := f(x); err != nil {
		return nil, err
	}
	return x.flush()
}

// hold locks the scopes until the end and makes those that do not exist.
func (x *tx) hold(scopes []wire.Scope) error {
	for _, s := range scopes {
		f := &feed{}
		row := x.row(`INSERT INTO scope (id, head, chain) VALUES (?, 0, '')
			ON CONFLICT (id) DO UPDATE SET head = scope.head RETURNING head, chain, min_seq, min_rows`, string(s))
		if err := x.scan(row, &f.head, &f.chain, &f.min, &f.rows); err != nil {
			return err
		}
		x.feeds[s] = f
	}
	if shop := x.d.follows.Load(); shop != nil && x.feeds[wire.StoreScope(*shop)] != nil {
		x.out = &wire.Entry{}
	}
	return nil
}

func (x *tx) stmt(query string) (*sql.Stmt, error) {
	if s := x.bound[query]; s != nil {
		return s, nil
	}
	if s := x.d.known(query); s != nil {
		x.bound[query] = x.t.StmtContext(x.ctx, s)
		return x.bound[query], nil
	}
	s, err := x.t.PrepareContext(x.ctx, x.d.e.bind(query))
	if err != nil {
		return nil, err
	}
	x.bound[query] = s
	x.fresh = append(x.fresh, query)
	return s, nil
}

func (x *tx) exec(query string, args ...any) error {
	s, err := x.stmt(query) //nolint:sqlclosecheck // ends with the transaction
	if err == nil {
		_, err = s.ExecContext(x.ctx, args...)
	}
	return x.d.fault("hubdb.exec", err)
}

// row is one row that is still to be scanned.
func (x *tx) row(query string, args ...any) func(...any) error {
	s, err := x.stmt(query) //nolint:sqlclosecheck // ends with the transaction
	if err != nil {
		return func(...any) error { return err }
	}
	return s.QueryRowContext(x.ctx, args...).Scan
}

func (x *tx) scan(row func(...any) error, into ...any) error {
	return x.d.fault("hubdb.scan", row(into...))
}

func (x *tx) each(scan func(*sql.Rows) error, query string, args ...any) error {
	s, err := x.stmt(query) //nolint:sqlclosecheck // ends with the transaction
	if err != nil {
		return x.d.fault("hubdb.each", err)
	}
	rows, err := s.QueryContext(x.ctx, args...)
	return x.d.each(rows, err, scan)
}

// cell returns the row, read from the database the first time.
func (x *tx) cell(at place) (*cell, error) {
	if c := x.cells[at]; c != nil {
		return c, nil
	}
	c := &cell{place: at}
	err := x.scan(x.row("SELECT ver, live, data, seq FROM entity WHERE scope = ? AND entity = ? AND key = ?",
		string(at.scope), at.entity.String(), at.key), &c.ver, &c.live, &c.old, &c.seq)
	if err != nil && !missing(err) {
		return nil, err
	}
	c.data = c.old
	x.cells[at] = c
	return c, nil
}

// change notes that the row is to be written at the end.
func (x *tx) change(c *cell, op wire.Op, by retail.CommandID) error {
	if x.feeds[c.scope] == nil {
		return retail.E(retail.CodeInternal, "hubdb.change", "", fmt.Errorf("scope %s is not held", c.scope))
	}
	if !c.dirty {
		c.dirty = true
		x.dirty = append(x.dirty, c)
	}
	c.op, c.by = op, by
	return nil
}

// Row reads one row of a feed.
func (x *tx) Row(scope wire.Scope, entity retail.Entity, key string, into any) (bool, error) {
	c, err := x.cell(place{scope, entity, key})
	if err != nil || !c.present() {
		return false, err
	}
	data := []byte(c.data)
	if c.val != nil {
		if data, err = json.Marshal(c.val); err != nil {
			return false, err
		}
	}
	return true, json.Unmarshal(data, into)
}

// Put writes a row of a feed.
func (x *tx) Put(scope wire.Scope, entity retail.Entity, key string, row any, by retail.CommandID) (bool, error) {
	c, err := x.cell(place{scope, entity, key})
	if err != nil {
		return false, err
	}
	b, err := json.Marshal(row)
	if err != nil {
		return false, retail.E(retail.CodeInvalid, "hubdb.Put", "", err)
	}
	if c.present() && c.data == string(b) {
		return false, nil
	}
	c.data, c.val = string(b), nil
	return true, x.change(c, wire.OpPut, by)
}

// Del ends a row of a feed.
func (x *tx) Del(scope wire.Scope, entity retail.Entity, key string, by retail.CommandID) error {
	c, err := x.cell(place{scope, entity, key})
	if err != nil || !c.present() {
		return err
	}
	return x.change(c, wire.OpDel, by)
}

// levelKey is the key of a stock level in its shop's feed.
func levelKey(k retail.StockKey) string { return string(k.SKU) + "/" + k.Class.String() }

// Level returns a stock level.
func (x *tx) Level(key retail.StockKey) (retail.StockLevel, error) {
	c, err := x.cell(place{wire.StoreScope(key.Site), retail.EntityStock, levelKey(key)})
	if err != nil {
		return retail.StockLevel{}, err
	}
	if l, ok := c.val.(retail.StockLevel); ok {
		return l, nil
	}
	l := retail.StockLevel{StockKey: key}
	if c.data != "" {
		if err := json.Unmarshal([]byte(c.data), &l); err != nil {
			return l, retail.E(retail.CodeDamaged, "hubdb.Level", "", err)
		}
	}
	return l, nil
}

// PutLevel writes a stock level.
func (x *tx) PutLevel(l retail.StockLevel, by retail.CommandID) error {
	c, err := x.cell(place{wire.StoreScope(l.Site), retail.EntityStock, levelKey(l.StockKey)})
	if err != nil {
		return err
	}
	c.val = l
	return x.change(c, wire.OpPut, by)
}

// Move appends a movement to the ledger.
func (x *tx) Move(m retail.Movement) error {
	x.moves = append(x.moves, m)
	x.belongs(m.Key.Site, "m", m.Cmd, m.N)
	return nil
}

// SetCodes replaces the scan codes of a SKU. A code that another SKU had goes
// over to this one: the newest word of the master data stands.
func (x *tx) SetCodes(id retail.SKUID, codes []retail.ItemCode) error {
	if err := x.exec("DELETE FROM sku_code WHERE sku = ?", string(id)); err != nil {
		return err
	}
	for _, c := range codes {
		err := x.exec("INSERT INTO sku_code (gtin, sku) VALUES (?, ?) ON CONFLICT (gtin) DO UPDATE SET sku = excluded.sku",
			retail.PadGTIN(c.GTIN), string(id))
		if err != nil {
			return err
		}
	}
	return nil
}
