package hubdb

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
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
	s   session

	feeds  map[wire.Scope]*feed
	cells  map[place]*cell
	dirty  []*cell // in the order of their first change
	orders map[retail.OrderID]*orderCell
	keys   []*orderCell // to be written into order_key
	moves  []retail.Movement
	told   []retail.Movement // booked by another hub
	cmds   []*hub.Record
	byID   map[retail.CommandID]*hub.Record
	byDseq map[dseqKey]*hub.Record

	out   *wire.Entry // of the relay's log, nil when this transaction does not belong there
	entry int64       // of another hub's log, that is being mirrored
	items []item

	letters bool            // some were written
	bundles []wire.Manifest // to be written when it is known where their scopes end

	began time.Time
	wrote []written
	early early
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
	held  bool // it is there, and locked
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

func newTx(ctx context.Context, d *DB, s session) *tx {
	return &tx{
		ctx: ctx, d: d, s: s, began: d.clock.Now(),
		feeds: map[wire.Scope]*feed{}, cells: map[place]*cell{},
		orders: map[retail.OrderID]*orderCell{}, byID: map[retail.CommandID]*hub.Record{}, byDseq: map[dseqKey]*hub.Record{},
	}
}

// run holds the scopes, calls f and writes what it left behind.
func (x *tx) run(scopes []wire.Scope, f func(hub.Tx) error) ([]wire.Hint, error) {
	if err := x.hold(scopes); err != nil {
		return nil, err
	}
	err := f(x)
	if err == nil {
		err = x.sync()
	}
	if unborn := x.unborn(); len(unborn) > 0 && x.s.begun() {
		return nil, unborn // whatever f found, it held nothing
	}
	if err != nil {
		return nil, err
	}
	return x.flush()
}

// unborn is scopes that nobody has written to yet.
type unborn []wire.Scope

// Error names the fault.
func (u unborn) Error() string { return fmt.Sprintf("hubdb: scopes %v do not exist", []wire.Scope(u)) }

func (x *tx) unborn() unborn {
	var out unborn
	for s, f := range x.feeds {
		if !f.held {
			out = append(out, s)
		}
	}
	return out
}

// bear makes scopes, in a transaction of its own: who holds one must have held it
// before the first look at anything.
func (d *DB) bear(ctx context.Context, scopes unborn) error {
	_, err := d.Update(ctx, nil, func(t hub.Tx) error {
		slices.Sort(scopes)
		for _, s := range scopes {
			if err := t.(*tx).exec("INSERT INTO scope (id, head, chain) VALUES (?, 0, '') ON CONFLICT (id) DO NOTHING", string(s)); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// sync waits until all statements have run.
func (x *tx) sync() error { return x.d.fault("hubdb.sync", x.s.sync()) }

// hold locks the scopes until the end. Where they stand is known after the next
// sync; one that does not exist cannot be held, see unborn.
func (x *tx) hold(scopes []wire.Scope) error {
	for _, s := range scopes {
		f := &feed{}
		err := x.s.ahead(func(row scanner) error {
			f.held = true
			return row.Scan(&f.head, &f.chain, &f.min, &f.rows)
		}, "SELECT head, chain, min_seq, min_rows FROM scope WHERE id = ?"+x.d.e.lock, string(s))
		if err != nil {
			return x.d.fault("hubdb.hold", err)
		}
		if !f.held && x.s.begun() { // there is no other writer
			if err := x.exec("INSERT INTO scope (id, head, chain) VALUES (?, 0, '')", string(s)); err != nil {
				return err
			}
			f.held = true
		}
		x.feeds[s] = f
	}
	if shop := x.d.follows.Load(); shop != nil && x.feeds[wire.StoreScope(*shop)] != nil {
		x.out = &wire.Entry{}
	}
	return nil
}

func (x *tx) exec(query string, args ...any) error {
	return x.d.fault("hubdb.exec", x.s.exec(query, args...))
}

// row is one row that is still to be scanned.
func (x *tx) row(query string, args ...any) func(...any) error { return x.s.row(query, args...) }

func (x *tx) scan(row func(...any) error, into ...any) error {
	return x.d.fault("hubdb.scan", row(into...))
}

func (x *tx) each(scan func(scanner) error, query string, args ...any) error {
	return x.d.fault("hubdb.each", x.s.each(scan, query, args...))
}

// cell returns the row, read from the database the first time.
func (x *tx) cell(at place) (*cell, error) {
	if c := x.cells[at]; c != nil {
		return c, nil
	}
	if c := x.early.cells[at]; c != nil {
		x.cells[at] = c
		return c, x.sync()
	}
	c := &cell{place: at}
	err := x.d.fault("hubdb.cell", c.read(x.row(cellByKey, cellKey(at)...)))
	if err != nil && !missing(err) {
		return nil, err
	}
	x.cells[at] = c
	return c, nil
}

const cellByKey = "SELECT ver, live, data, seq FROM entity WHERE scope = ? AND entity = ? AND key = ?"

func cellKey(at place) []any { return []any{string(at.scope), at.entity.String(), at.key} }

// read fills the cell from its row.
func (c *cell) read(row func(...any) error) error {
	var live int64
	err := row(&c.ver, &live, &c.old, &c.seq)
	c.live, c.data = live != 0, c.old
	return err
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
	return c.decode(into)
}

// Kept reads one row, also one that is out of its feed.
func (x *tx) Kept(scope wire.Scope, entity retail.Entity, key string, into any) (bool, error) {
	c, err := x.cell(place{scope, entity, key})
	if err != nil || c.data == "" && c.val == nil {
		return false, err
	}
	return c.decode(into)
}

// decode reads the row as the transaction has it.
func (c *cell) decode(into any) (bool, error) {
	data := []byte(c.data)
	if c.val != nil {
		var err error
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
