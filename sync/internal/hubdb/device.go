package hubdb

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

const (
	deviceColumns = `SELECT id, store, name, model, app, public, secret, revoked, last_dseq, stable, left_over, last_seen, unsent, skew_ms,
		astray, astray_at, kind FROM device `
	deviceByID     = deviceColumns + "WHERE id = ?"
	commandColumns = "SELECT device, dseq, id, kind, store, at, received, verdict, code, seq, raw FROM cmd "
	// By its key, which says the day: not every partition is looked through.
	byID    = commandColumns + "WHERE id = ? AND received = (SELECT received FROM cmd_key WHERE id = ?)"
	byDseq  = commandColumns + "WHERE id = (SELECT id FROM cmd_key WHERE device = ? AND dseq = ?) AND received = (SELECT received FROM cmd_key WHERE device = ? AND dseq = ?)"
	byAlias = commandColumns + "WHERE id = (SELECT id FROM cmd_alias WHERE device = ? AND dseq = ?)"
)

func readDevice(row func(...any) error) (hub.Device, error) {
	var d hub.Device
	var revoked, seen, skew, astray int64
	err := row(&d.ID, &d.Store, &d.Name, &d.Model, &d.App, &d.Public, &d.Secret, &revoked, &d.LastDseq, &d.Stable, &d.Left, &seen, &d.Unsent,
		&skew, &d.Astray, &astray, &d.Kind)
	d.Revoked, d.LastSeen = revoked != 0, instant(seen)
	d.Skew, d.AstrayAt = time.Duration(skew)*time.Millisecond, instant(astray)
	return d, err
}

func readRecord(row func(...any) error) (hub.Record, error) {
	var r hub.Record
	var at, received int64
	err := row(&r.Device, &r.Dseq, &r.ID, &r.Kind, &r.Store, &at, &received, wordOf(&r.Verdict), wordOf(&r.Code), &r.Seq, &r.Raw)
	r.At, r.Received = instant(at), instant(received)
	return r, err
}

// Device returns a terminal, locked until the end of the transaction.
func (x *tx) Device(id retail.DeviceID) (hub.Device, error) {
	if e := x.early.devices[id]; e != nil {
		delete(x.early.devices, id) // next time it may be another
		return e.take(x)
	}
	d, err := readDevice(x.row(deviceByID+x.d.e.lock, string(id)))
	return d, x.d.fault("hubdb.Device", err)
}

// Devices returns every terminal that is not revoked.
func (x *tx) Devices() ([]hub.Device, error) {
	var out []hub.Device
	err := x.each(collect(&out), deviceColumns+"WHERE revoked = 0 AND id <> ? ORDER BY id", string(retail.HubDevice))
	return out, err
}

// PutDevice writes a terminal.
func (x *tx) PutDevice(d hub.Device) error {
	delete(x.early.devices, d.ID)
	x.noteDevice(d)
	return x.exec(`INSERT INTO device (id, store, name, model, app, public, secret, revoked, last_dseq, left_over, last_seen,
		unsent, skew_ms, astray, astray_at, kind)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET store = excluded.store, name = excluded.name,
		model = excluded.model, app = excluded.app, revoked = excluded.revoked, last_dseq = excluded.last_dseq,
		left_over = excluded.left_over, last_seen = excluded.last_seen, unsent = excluded.unsent, skew_ms = excluded.skew_ms,
		astray = excluded.astray, astray_at = excluded.astray_at`,
		string(d.ID), string(d.Store), d.Name, d.Model, d.App, bytesOf(d.Public), bytesOf(d.Secret), flag(d.Revoked),
		d.LastDseq, int64(d.Left), millis(d.LastSeen), int64(d.Unsent), d.Skew.Milliseconds(), int64(d.Astray), millis(d.AstrayAt), string(d.Kind))
}

// bytesOf is what stands in a column that holds no NULL.
func bytesOf(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// KnownID returns the record under the id.
func (x *tx) KnownID(id retail.CommandID) (hub.Record, error) {
	if r := x.byID[id]; r != nil {
		return *r, nil
	}
	if e := x.early.known[id]; e != nil {
		delete(x.early.known, id)
		return e.take(x)
	}
	r, err := readRecord(x.row(byID, string(id), string(id)))
	return r, x.d.fault("hubdb.KnownID", err)
}

// KnownDseq returns the record under the dseq.
func (x *tx) KnownDseq(device retail.DeviceID, dseq int64) (hub.Record, error) {
	if r := x.byDseq[dseqKey{device, dseq}]; r != nil {
		return *r, nil
	}
	r, err := readRecord(x.row(byDseq, string(device), dseq, string(device), dseq))
	if errors.Is(err, sql.ErrNoRows) {
		r, err = readRecord(x.row(byAlias, string(device), dseq))
	}
	return r, x.d.fault("hubdb.KnownDseq", err)
}

// Record keeps a judged command.
func (x *tx) Record(r *hub.Record) error {
	x.cmds = append(x.cmds, r)
	x.byID[r.ID] = r
	x.byDseq[dseqKey{r.Device, r.Dseq}] = r
	x.belongs(r.Store, "c", r.ID, 0)
	return nil
}

// Alias notes that a known command came again under another dseq.
func (x *tx) Alias(device retail.DeviceID, dseq int64, id retail.CommandID) error {
	if r := x.byID[id]; r != nil {
		x.byDseq[dseqKey{device, dseq}] = r
	}
	if x.out != nil {
		x.out.Again = append(x.out.Again, wire.EntryAlias{Device: device, Dseq: dseq, ID: id})
	}
	return x.exec("INSERT INTO cmd_alias (device, dseq, id) VALUES (?, ?, ?) ON CONFLICT (device, dseq) DO UPDATE SET id = excluded.id", string(device), dseq, string(id))
}

// PutEnrolCode keeps the hash of a one-time code and forgets old ones.
func (x *tx) PutEnrolCode(hash string, store retail.SiteID, kind hub.DeviceKind, expires time.Time) error {
	if err := x.exec("DELETE FROM enrol_code WHERE expires < ?", millis(expires.Add(-24*time.Hour))); err != nil {
		return err
	}
	return x.exec("INSERT INTO enrol_code (hash, store, kind, expires, used) VALUES (?, ?, ?, ?, 0)", hash, string(store), string(kind), millis(expires))
}

// UseEnrolCode burns the code.
func (x *tx) UseEnrolCode(hash string, kind hub.DeviceKind, now time.Time) (retail.SiteID, error) {
	var store retail.SiteID
	err := x.scan(x.row("UPDATE enrol_code SET used = ? WHERE hash = ? AND kind = ? AND used = 0 AND expires > ? RETURNING store",
		millis(now), hash, string(kind), millis(now)), &store)
	return store, err
}

// Keys returns what staff sign in with.
func (x *tx) Keys() ([]hub.StaffKeys, error) {
	var out []hub.StaffKeys
	err := x.each(func(rows scanner) error {
		var k hub.StaffKeys
		err := rows.Scan(&k.Staff, &k.Salt, &k.PIN, &k.Badge)
		out = append(out, k)
		return err
	}, "SELECT staff, salt, pin, badge FROM staff_key ORDER BY staff")
	return out, err
}

// PutKeys writes what a member of staff signs in with.
func (x *tx) PutKeys(k hub.StaffKeys) error {
	return x.exec(`INSERT INTO staff_key (staff, salt, pin, badge) VALUES (?, ?, ?, ?) ON CONFLICT (staff) DO UPDATE
		SET salt = excluded.salt, pin = excluded.pin, badge = excluded.badge`, string(k.Staff), bytesOf(k.Salt), bytesOf(k.PIN), k.Badge)
}

// Device returns a terminal or the hub's own device.
func (d *DB) Device(ctx context.Context, id retail.DeviceID) (hub.Device, error) {
	dev, err := readDevice(d.one(ctx, deviceByID, string(id)).Scan)
	return dev, d.fault("hubdb.Device", err)
}

// Devices returns every terminal.
func (d *DB) Devices(ctx context.Context) ([]hub.Device, error) {
	var out []hub.Device
	err := d.query(ctx, collect(&out), deviceColumns+"WHERE id <> ? ORDER BY id", string(retail.HubDevice))
	return out, err
}

// DevicesOf returns every terminal and relay of a shop.
func (d *DB) DevicesOf(ctx context.Context, store retail.SiteID) ([]hub.Device, error) {
	var out []hub.Device
	err := d.query(ctx, collect(&out), deviceColumns+"WHERE store = ? ORDER BY id", string(store))
	return out, err
}

func collect(out *[]hub.Device) func(scanner) error {
	return func(rows scanner) error {
		d, err := readDevice(rows.Scan)
		*out = append(*out, d)
		return err
	}
}

// Command returns what was judged under a dseq.
func (d *DB) Command(ctx context.Context, device retail.DeviceID, dseq int64) (hub.Record, error) {
	r, err := readRecord(d.one(ctx, byDseq, string(device), dseq, string(device), dseq).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		r, err = readRecord(d.one(ctx, byAlias, string(device), dseq).Scan)
	}
	return r, d.fault("hubdb.Command", err)
}
