package hubdb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// metaFollows is the name in meta of the shop that this database is the relay of.
const metaFollows = "relay"

// Follow makes this the database of a relay. See hub.RelayStore.
func (d *DB) Follow(ctx context.Context, store retail.SiteID) error {
	_, err := d.Update(ctx, []wire.Scope{wire.StoreScope(store)}, func(t hub.Tx) error {
		x := t.(*tx)
		m, err := x.Home(store)
		if err != nil {
			return err
		}
		if m.No == 0 && m.State == "" {
			if err := x.PutHome(hub.Home{Store: store, State: wire.HomeSettled}, false); err != nil {
				return err
			}
		}
		return x.exec("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", metaFollows, string(store))
	})
	if err == nil {
		d.follows.Store(&store)
	}
	return err
}

// followed reads which shop this database is the relay of.
func (d *DB) followed(ctx context.Context) error {
	var store retail.SiteID
	err := d.fault("hubdb.Open", d.one(ctx, "SELECT value FROM meta WHERE name = ?", metaFollows).Scan(&store))
	if missing(err) {
		return nil
	}
	if err == nil {
		d.follows.Store(&store)
	}
	return err
}

// Quiet keeps this transaction out of the log.
func (x *tx) Quiet() { x.out = nil }

// Entry says which entry of a relay's log what follows belongs to.
func (x *tx) Entry(seq int64) { x.entry = seq }

// item is a command or a movement that belongs to an entry of a relay's log.
type item struct {
	store retail.SiteID
	log   int64 // 0: the entry that this transaction makes
	kind  string
	id    retail.CommandID
	n     int
}

func (x *tx) belongs(store retail.SiteID, kind string, id retail.CommandID, n int) {
	if x.entry > 0 || x.out != nil {
		x.items = append(x.items, item{store, x.entry, kind, id, n})
	}
}

// writeLog appends the transaction to the log of the relay's shop.
func (x *tx) writeLog() error {
	var seq int64
	if x.out != nil {
		var err error
		if seq, err = x.logged(*x.d.follows.Load()); err != nil {
			return err
		}
	}
	rows := make([][]any, 0, len(x.items))
	for _, i := range x.items {
		if i.log == 0 {
			i.log = seq
		}
		if i.log > 0 {
			rows = append(rows, []any{string(i.store), i.log, i.kind, string(i.id), int64(i.n)})
		}
	}
	return x.bulk("INSERT INTO relay_item (store, log, kind, id, n)", " ON CONFLICT (store, log, kind, id, n) DO NOTHING", rows)
}

// logged writes the entry and returns its number, 0 when there is nothing to
// tell.
func (x *tx) logged(store retail.SiteID) (int64, error) {
	const op = "hubdb.logged"
	e, scope := x.out, wire.StoreScope(store)
	for _, c := range x.dirty {
		if c.scope != scope {
			continue
		}
		r := wire.EntryRow{Entity: c.entity, Key: c.key, Op: c.op, By: c.by}
		if c.op == wire.OpPut {
			r.Data = json.RawMessage(c.data)
		}
		e.Rows = append(e.Rows, r)
	}
	for _, c := range x.keys {
		if c.o != nil && c.o.Store == store {
			e.Orders = append(e.Orders, wire.EntryOrder{ID: c.o.ID, Email: c.o.Customer.Email, Source: c.source, Times: int(c.times)})
		}
	}
	for _, r := range x.cmds {
		if r.Store == store {
			e.Commands = append(e.Commands, entryCommand(*r))
		}
	}
	for _, m := range x.moves {
		e.Moves = append(e.Moves, wire.EntryMove{Movement: m})
	}
	if e.Empty() {
		return 0, nil
	}
	var last wire.Mark
	if err := x.scan(x.row("SELECT seq, h FROM home WHERE store = ?", string(store)), &last.Seq, &last.H); err != nil {
		return 0, err
	}
	e.Seq, e.At = last.Seq+1, x.d.clock.Now()
	body, err := json.Marshal(e)
	if err != nil {
		return 0, retail.E(retail.CodeInvalid, op, "", err)
	}
	sum := sha256.Sum256(append([]byte(last.H+" "+strconv.FormatInt(e.Seq, 10)+" "), body...))
	e.H = hex.EncodeToString(sum[:8])
	if err := x.exec("INSERT INTO relay_log (seq, h, at, body) VALUES (?, ?, ?, ?)", e.Seq, e.H, millis(e.At), body); err != nil {
		return 0, err
	}
	return e.Seq, x.exec("UPDATE home SET seq = ?, h = ? WHERE store = ?", e.Seq, e.H, string(store))
}

func entryCommand(r hub.Record) wire.EntryCommand {
	return wire.EntryCommand{
		Device: r.Device, Dseq: r.Dseq, ID: r.ID, Kind: r.Kind, At: r.At, Received: r.Received, Verdict: r.Verdict, Code: r.Code, Raw: r.Raw,
	}
}

// noteDevice notes how far the commands of a device are judged.
func (x *tx) noteDevice(d hub.Device) {
	if x.out == nil || d.ID != retail.HubDevice && d.Store != *x.d.follows.Load() {
		return
	}
	now := entryDevice(d)
	for i := range x.out.Devices {
		if x.out.Devices[i].ID == d.ID {
			x.out.Devices[i] = now
			return
		}
	}
	x.out.Devices = append(x.out.Devices, now)
}

func entryDevice(d hub.Device) wire.EntryDevice {
	return wire.EntryDevice{ID: d.ID, Last: d.LastDseq, Left: d.Left, Seen: d.LastSeen, Gone: d.Revoked}
}

// Log returns entries of the log. See hub.RelayStore.
func (d *DB) Log(ctx context.Context, after int64, limit int) ([]wire.Entry, error) {
	const op = "hubdb.Log"
	var out []wire.Entry
	err := d.query(ctx, func(rows scanner) error {
		var e wire.Entry
		var h string
		var seq int64
		var body []byte
		if err := rows.Scan(&seq, &h, &body); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &e); err != nil {
			return retail.E(retail.CodeDamaged, op, "", err)
		}
		e.Seq, e.H = seq, h
		out = append(out, e)
		return nil
	}, "SELECT seq, h, body FROM relay_log WHERE seq > ? ORDER BY seq LIMIT ? + 0", after, int64(limit))
	if err == nil && len(out) > 0 && out[0].Seq != after+1 {
		return nil, hub.ErrCompacted
	}
	return out, err
}

// TrimLog forgets old entries.
func (d *DB) TrimLog(ctx context.Context, upTo int64, before time.Time) error {
	_, err := d.Update(ctx, nil, func(t hub.Tx) error {
		return t.(*tx).exec("DELETE FROM relay_log WHERE seq <= ? AND at < ?", upTo, millis(before))
	})
	return err
}

// metaCursor begins the names in meta of the cursors of feeds that come down.
const metaCursor = "cursor:"

// Cursor returns how far a feed was brought down.
func (d *DB) Cursor(ctx context.Context, scope wire.Scope) (wire.Cursor, error) {
	const op = "hubdb.Cursor"
	var text string
	var c wire.Cursor
	err := d.fault(op, d.one(ctx, "SELECT value FROM meta WHERE name = ?", metaCursor+string(scope)).Scan(&text))
	if missing(err) {
		return c, nil
	}
	if err == nil && json.Unmarshal([]byte(text), &c) != nil {
		err = retail.E(retail.CodeDamaged, op, "", nil)
	}
	return c, err
}

// SetCursor notes it.
func (d *DB) SetCursor(ctx context.Context, scope wire.Scope, c wire.Cursor) error {
	text, err := json.Marshal(c)
	if err != nil {
		return retail.E(retail.CodeInternal, "hubdb.SetCursor", "", err)
	}
	_, err = d.Update(ctx, nil, func(t hub.Tx) error {
		return t.(*tx).exec("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
			metaCursor+string(scope), string(text))
	})
	return err
}
