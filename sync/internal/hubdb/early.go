package hubdb

import (
	"database/sql"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// early is what was asked for before it was needed, together with other things.
// Each answer serves the first who asks: whoever asks again may have written
// meanwhile.
type early struct {
	devices map[retail.DeviceID]*answer[hub.Device]
	homes   map[retail.SiteID]*answer[hub.Home]
	known   map[retail.CommandID]*answer[hub.Record]
	orders  map[retail.OrderID]*answer[orderRow]
	cells   map[place]*cell
}

// answer is one row, once it is there.
type answer[T any] struct {
	there bool
	value T
}

// take returns the row, or that there is none.
func (a *answer[T]) take(x *tx) (T, error) {
	err := x.sync()
	if err == nil && !a.there {
		err = x.d.fault("hubdb.early", sql.ErrNoRows)
	}
	return a.value, err
}

// Ahead asks at once for what a transaction will look at. See hub.Tx.
func (x *tx) Ahead(a hub.Ahead) error {
	if x.d.e.groups {
		return nil // a file answers as quickly one by one
	}
	e := &x.early
	if e.cells == nil {
		*e = early{
			devices: map[retail.DeviceID]*answer[hub.Device]{}, homes: map[retail.SiteID]*answer[hub.Home]{},
			known: map[retail.CommandID]*answer[hub.Record]{}, orders: map[retail.OrderID]*answer[orderRow]{}, cells: map[place]*cell{},
		}
	}
	lock := x.d.e.lock
	if err := request(x, e.devices, a.Device, readDevice, deviceByID+lock, string(a.Device)); err != nil {
		return err
	}
	if err := request(x, e.homes, a.Store, readHome, homeByStore+lock, string(a.Store)); err != nil {
		return err
	}
	for _, id := range a.Commands {
		if err := request(x, e.known, id, readRecord, byID, string(id), string(id)); err != nil {
			return err
		}
	}
	for _, id := range a.Orders {
		if err := request(x, e.orders, id, readOrderRow, orderRowByID, string(id)); err != nil {
			return err
		}
	}
	for _, id := range a.Staff {
		at := place{wire.ScopeOrg, retail.EntityStaff, string(id)}
		if e.cells[at] != nil {
			continue
		}
		c := &cell{place: at}
		e.cells[at] = c
		if err := x.s.ahead(func(row scanner) error { return c.read(row.Scan) }, cellByKey, cellKey(at)...); err != nil {
			return x.d.fault("hubdb.Ahead", err)
		}
	}
	return nil
}

// request asks for one row, unless it was asked for.
func request[K comparable, T any](x *tx, into map[K]*answer[T], key K, read func(func(...any) error) (T, error), query string, args ...any) error {
	var none K
	if key == none || into[key] != nil {
		return nil
	}
	a := &answer[T]{}
	into[key] = a
	err := x.s.ahead(func(row scanner) (err error) {
		a.there = true
		a.value, err = read(row.Scan)
		return err
	}, query, args...)
	return x.d.fault("hubdb.Ahead", err)
}
