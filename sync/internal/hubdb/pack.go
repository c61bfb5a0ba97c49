package hubdb

import (
	"context"
	"encoding/json"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// How large a part of a pack becomes.
const (
	partRows  = 400
	partBytes = 1 << 20
)

// packer gathers parts.
type packer struct {
	wire.Entry
	rows, bytes int
	send        func(wire.Entry) error
}

// added hands the part over when it is large enough.
func (p *packer) added(bytes int) error {
	p.rows++
	p.bytes += bytes
	if p.rows < partRows && p.bytes < partBytes {
		return nil
	}
	return p.flush()
}

func (p *packer) flush() error {
	if p.rows == 0 {
		return nil
	}
	err := p.send(p.Entry)
	p.Entry, p.rows, p.bytes = wire.Entry{}, 0, 0
	return err
}

// Pack hands over a whole shop. See hub.RelayStore.
func (d *DB) Pack(ctx context.Context, store retail.SiteID, base int64, moves bool, part func(wire.Entry) error) (map[retail.Entity][]string, hub.Home, error) {
	live := map[retail.Entity][]string{}
	m := hub.Home{Store: store}
	err := d.view(ctx, func(v view) error {
		row, err := readHome(v.t.QueryRowContext(v.ctx, v.d.e.bind(homeColumns+"WHERE store = ?"), string(store)).Scan)
		if err == nil {
			m = row
		} else if err = v.d.fault("hubdb.Pack", err); !missing(err) {
			return err
		}
		p := &packer{send: part}
		for _, step := range []func() error{
			func() error { return p.entities(v, store, live, moves) },
			func() error { return p.commands(v, store, base, moves) },
			func() error { return p.known(v, store, moves) },
			func() error { return p.devices(v, store, moves) },
			func() error { return p.waits(v, store) },
			func() error { return p.moves(v, store, base, moves) },
			func() error { return p.letters(v, store, moves) },
		} {
			if err := step(); err != nil {
				return err
			}
			if err := p.flush(); err != nil {
				return err
			}
		}
		return nil
	})
	return live, m, err
}

// entities packs the rows. Who takes the home need not hear of orders that are over
// and forgotten; a mirror that was restored from a copy may have them as they were
// long before, and with whole hears of all.
func (p *packer) entities(v view, store retail.SiteID, live map[retail.Entity][]string, whole bool) error {
	return v.each(func(rows scanner) error {
		r := wire.EntryRow{Op: wire.OpPut}
		o := wire.EntryOrder{}
		var in, purged int64
		var data string
		if err := rows.Scan(wordOf(&r.Entity), &r.Key, &data, &in, &o.Email, &o.Source, &o.Times, &purged); err != nil {
			return err
		}
		if purged != 0 && in == 0 && !whole { // what it has of goods still counts
			var over retail.Order
			if err := json.Unmarshal([]byte(data), &over); err != nil {
				return retail.E(retail.CodeDamaged, "hubdb.Pack", "", err)
			}
			if over.Returned() {
				return nil
			}
		}
		if in == 0 && long(r.Entity, data, v.d.clock.Now().Add(-keepPast)) {
			return nil
		}
		if in != 0 {
			live[r.Entity] = append(live[r.Entity], r.Key)
		}
		r.Data = json.RawMessage(data)
		p.Rows = append(p.Rows, r)
		if r.Entity == retail.EntityOrder {
			o.ID = retail.OrderID(r.Key)
			p.Orders = append(p.Orders, o)
		}
		return p.added(len(data))
	}, `SELECT e.entity, e.key, e.data, e.live, COALESCE(k.email, ''), COALESCE(k.source, ''), COALESCE(k.times, 0), COALESCE(k.purged, 0)
		FROM entity e LEFT JOIN order_key k ON e.entity = 'order' AND k.id = e.key
		WHERE e.scope = ? AND (e.live = 1 OR e.entity = 'order' AND k.state <> '`+elsewhere+`' OR e.entity IN ('transfer', 'hold')) ORDER BY e.entity, e.key`, string(wire.StoreScope(store)))
}

// keepPast is how long what is over between two shops goes with the books: a fact
// from a terminal that was offline, or the other shop's word of it, may still be
// about it.
const keepPast = 60 * 24 * time.Hour

// long tells whether a transfer or hold that is out of its feed was over before
// the instant.
func long(entity retail.Entity, data string, before time.Time) bool {
	switch entity { //nolint:exhaustive // orders are kept by what is known of them
	case retail.EntityTransfer:
		var t retail.Transfer
		return json.Unmarshal([]byte(data), &t) != nil || len(t.Steps) == 0 || t.Steps[len(t.Steps)-1].At.Before(before)
	case retail.EntityHold:
		var h retail.Hold
		return json.Unmarshal([]byte(data), &h) != nil || h.EndedAt.Before(before)
	}
	return false
}

// commands packs what the other side must know of commands: with whole all that
// entries behind base judged, else which of the shop's terminals' are known.
func (p *packer) commands(v view, store retail.SiteID, base int64, whole bool) error {
	const columns = "SELECT c.device, c.dseq, c.id, c.kind, c.store, c.at, c.received, c.verdict, c.code, c.seq, "
	read := func(rows scanner) error {
		var log int64
		r, err := readRecord(func(into ...any) error { return rows.Scan(append(into, &log)...) })
		if err != nil {
			return err
		}
		c := entryCommand(r)
		c.Log = log
		p.Commands = append(p.Commands, c)
		return p.added(len(r.Raw) + 100)
	}
	if whole {
		err := v.each(read, columns+`c.raw, i.log FROM relay_item i JOIN cmd c ON c.id = i.id
			WHERE i.store = ? AND i.kind = 'c' AND i.log > ? ORDER BY i.log, c.device, c.dseq`, string(store), base)
		if err != nil {
			return err
		}
		// What other hubs judged before may be missing in a copy from before the move.
		return v.each(read, columns+`c.raw, CAST(0 AS BIGINT) FROM cmd c JOIN device d ON d.id = c.device AND d.kind = '' AND d.id <> 'hub'
			WHERE c.store = ? AND NOT EXISTS (SELECT 1 FROM relay_item i WHERE i.store = c.store AND i.kind = 'c' AND i.id = c.id)
			ORDER BY c.device, c.dseq`, string(store))
	}
	return v.each(read, columns+`CASE WHEN w.dseq IS NULL THEN ? ELSE c.raw END, CAST(0 AS BIGINT) FROM cmd c
		JOIN device d ON d.id = c.device AND d.kind = '' AND d.id <> 'hub'
		LEFT JOIN cmd_waiting w ON w.device = c.device AND w.dseq = c.dseq WHERE c.store = ? ORDER BY c.device, c.dseq`, []byte{}, string(store))
}

// known packs which commands of hubs were judged, for who is to judge from now
// on: they may be told of again. With whole it packs which errands were done.
func (p *packer) known(v view, store retail.SiteID, whole bool) error {
	query, args := "SELECT id FROM errand_done ORDER BY 1", []any(nil)
	if !whole {
		query = `SELECT c.id FROM cmd c LEFT JOIN device d ON d.id = c.device WHERE c.store = ? AND (c.device = 'hub' OR d.kind <> '')
			UNION SELECT e.id FROM errand_done e ORDER BY 1`
		args = append(args, string(store))
	}
	return v.each(func(rows scanner) error {
		var id retail.CommandID
		if err := rows.Scan(&id); err != nil {
			return err
		}
		p.Known = append(p.Known, id)
		return p.added(40)
	}, query, args...)
}

func (p *packer) devices(v view, store retail.SiteID, own bool) error {
	err := v.each(func(rows scanner) error {
		d, err := readDevice(rows.Scan)
		if err != nil {
			return err
		}
		if d.ID == retail.HubDevice && !own || d.Kind != hub.DeviceTerminal {
			return nil
		}
		e := entryDevice(d)
		e.Gone = e.Gone && own // downwards the roster says who is shut out
		p.Devices = append(p.Devices, e)
		return p.added(100)
	}, deviceColumns+"WHERE store = ? OR id = 'hub' ORDER BY id", string(store))
	if err != nil {
		return err
	}
	return v.each(func(rows scanner) error {
		var a wire.EntryAlias
		if err := rows.Scan(&a.Device, &a.Dseq, &a.ID); err != nil {
			return err
		}
		p.Again = append(p.Again, a)
		return p.added(100)
	}, "SELECT a.device, a.dseq, a.id FROM cmd_alias a JOIN device d ON d.id = a.device WHERE d.store = ? ORDER BY a.device, a.dseq", string(store))
}

func (p *packer) waits(v view, store retail.SiteID) error {
	return v.each(func(rows scanner) error {
		var w wire.EntryWait
		if err := rows.Scan(&w.Order, &w.Device, &w.Dseq); err != nil {
			return err
		}
		p.Waits = append(p.Waits, w)
		return p.added(100)
	}, `SELECT w.order_id, w.device, w.dseq FROM cmd_waiting w JOIN cmd c ON c.device = w.device AND c.dseq = w.dseq
		WHERE c.store = ? ORDER BY w.order_id, w.device, w.dseq`, string(store))
}

// ledgerFor is of how long a relay that takes a home is told the movements: a
// count is held against those around it, however late it comes in. Nobody is
// away for longer.
const ledgerFor = 45 * 24 * time.Hour

// moves packs movements: with whole those that entries behind base booked, else
// those that a late count may have to be held against.
func (p *packer) moves(v view, store retail.SiteID, base int64, whole bool) error {
	const columns = "SELECT m.cmd, m.n, m.site, m.sku, m.class, m.kind, m.on_hand, m.allocated, m.picked, m.doubt, m.order_id, m.staff, m.device, m.at, m.incoming, m.transfer_id, m.held, m.hold_id, "
	read := func(rows scanner) error {
		var m wire.EntryMove
		var doubt, at int64
		err := rows.Scan(&m.Cmd, &m.N, &m.Key.Site, &m.Key.SKU, wordOf(&m.Key.Class), wordOf(&m.Kind), &m.OnHand, &m.Allocated, &m.Picked,
			&doubt, &m.Order, &m.Staff, &m.Device, &at, &m.Incoming, &m.Transfer, &m.Held, &m.Hold, &m.Log)
		if err != nil {
			return err
		}
		m.Doubt, m.At = doubt != 0, instant(at)
		p.Moves = append(p.Moves, m)
		return p.added(200)
	}
	if whole {
		return v.each(read, columns+`i.log FROM relay_item i JOIN movement m ON m.cmd = i.id AND m.n = i.n
			WHERE i.store = ? AND i.kind = 'm' AND i.log > ? ORDER BY i.log, m.cmd, m.n`, string(store), base)
	}
	return v.each(read, columns+`0 FROM movement m
		WHERE m.site = ? AND m.at >= (SELECT max(at) FROM movement WHERE site = ?) - ? ORDER BY m.at, m.cmd, m.n`,
		string(store), string(store), ledgerFor.Milliseconds())
}

// Mirror keeps a command as a relay judged it.
func (x *tx) Mirror(r *hub.Record) error {
	known, err := x.KnownID(r.ID)
	switch {
	case missing(err):
		return x.Record(r)
	case err != nil:
		return err
	case known.Device != r.Device: // judged here too, on a copy from before the move
		if err := x.Alias(r.Device, r.Dseq, r.ID); err != nil {
			return err
		}
	}
	x.belongs(r.Store, "c", r.ID, 0)
	return x.exec("UPDATE cmd SET verdict = ?, code = ? WHERE id = ?", r.Verdict.String(), r.Code.String(), string(r.ID))
}

// Unwind takes out what belongs to entries behind base.
func (x *tx) Unwind(store retail.SiteID, base int64) ([]hub.Record, error) {
	var out []hub.Record
	err := x.each(func(rows scanner) error {
		r, err := readRecord(rows.Scan)
		out = append(out, r)
		return err
	}, `SELECT c.device, c.dseq, c.id, c.kind, c.store, c.at, c.received, c.verdict, c.code, c.seq, c.raw
		FROM relay_item i JOIN cmd c ON c.id = i.id WHERE i.store = ? AND i.kind = 'c' AND i.log > ? ORDER BY i.log, c.device, c.dseq`,
		string(store), base)
	if err != nil {
		return nil, err
	}
	for _, r := range out {
		if err := x.exec("DELETE FROM cmd_waiting WHERE device = ? AND dseq = ?", string(r.Device), r.Dseq); err != nil {
			return nil, err
		}
		if err := x.exec("DELETE FROM cmd WHERE id = ?", string(r.ID)); err != nil {
			return nil, err
		}
	}
	err = x.exec(`DELETE FROM movement WHERE EXISTS (SELECT 1 FROM relay_item i
		WHERE i.store = ? AND i.kind = 'm' AND i.log > ? AND i.id = movement.cmd AND i.n = movement.n)`, string(store), base)
	if err != nil {
		return nil, err
	}
	return out, x.exec("DELETE FROM relay_item WHERE store = ? AND log > ?", string(store), base)
}

// JudgedSince takes out what this hub judged for a shop after the instant.
func (x *tx) JudgedSince(store retail.SiteID, since time.Time) ([]hub.Record, error) {
	var out []hub.Record
	err := x.each(func(rows scanner) error {
		r, err := readRecord(rows.Scan)
		out = append(out, r)
		return err
	}, `SELECT c.device, c.dseq, c.id, c.kind, c.store, c.at, c.received, c.verdict, c.code, c.seq, c.raw
		FROM cmd c JOIN device d ON d.id = c.device WHERE c.store = ? AND c.received > ? AND d.kind = ''
		ORDER BY c.seq, c.device, c.dseq`, string(store), millis(since))
	if err != nil {
		return nil, err
	}
	for _, r := range out {
		if err := x.exec("DELETE FROM movement WHERE cmd = ?", string(r.ID)); err != nil {
			return nil, err
		}
		if r.Device == retail.HubDevice {
			continue // its numbers have no gaps
		}
		for _, query := range []string{"DELETE FROM cmd_waiting WHERE device = ? AND dseq = ?", "DELETE FROM cmd WHERE device = ? AND dseq = ?"} {
			if err := x.exec(query, string(r.Device), r.Dseq); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// Undo takes out one command and its movements.
func (x *tx) Undo(id retail.CommandID) error {
	for _, query := range []string{"DELETE FROM cmd WHERE id = ? AND device <> 'hub'", "DELETE FROM movement WHERE cmd = ?", "DELETE FROM relay_item WHERE id = ?"} {
		if err := x.exec(query, string(id)); err != nil {
			return err
		}
	}
	return nil
}

// Unbooked returns what is missing in the ledger of a shop.
func (x *tx) Unbooked(store retail.SiteID) ([]retail.Movement, error) {
	missing := map[retail.StockKey]retail.Movement{}
	var order []retail.StockKey
	add := func(k retail.StockKey, onHand, allocated, held, picked, incoming int) {
		m, known := missing[k]
		if !known {
			m.Key = k
			order = append(order, k)
		}
		m.OnHand, m.Allocated, m.Held = m.OnHand+onHand, m.Allocated+allocated, m.Held+held
		m.Picked, m.Incoming = m.Picked+picked, m.Incoming+incoming
		missing[k] = m
	}
	err := x.each(func(rows scanner) error {
		var data string
		var l retail.StockLevel
		if err := rows.Scan(&data); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(data), &l); err != nil {
			return retail.E(retail.CodeDamaged, "hubdb.Unbooked", "", err)
		}
		add(l.StockKey, l.OnHand, l.Allocated, l.Held, l.Picked, l.Incoming)
		return nil
	}, "SELECT data FROM entity WHERE scope = ? AND entity = 'stock' ORDER BY key", string(wire.StoreScope(store)))
	if err != nil {
		return nil, err
	}
	err = x.each(func(rows scanner) error {
		k := retail.StockKey{Site: store}
		var onHand, allocated, held, picked, incoming int
		if err := rows.Scan(&k.SKU, wordOf(&k.Class), &onHand, &allocated, &held, &picked, &incoming); err != nil {
			return err
		}
		add(k, -onHand, -allocated, -held, -picked, -incoming)
		return nil
	}, `SELECT sku, class, CAST(sum(on_hand) AS BIGINT), CAST(sum(allocated) AS BIGINT), CAST(sum(held) AS BIGINT), CAST(sum(picked) AS BIGINT),
		CAST(sum(incoming) AS BIGINT) FROM movement WHERE site = ? GROUP BY sku, class ORDER BY sku, class`, string(store))
	if err != nil {
		return nil, err
	}
	var out []retail.Movement
	for _, k := range order {
		if m := missing[k]; m.OnHand != 0 || m.Allocated != 0 || m.Held != 0 || m.Picked != 0 || m.Incoming != 0 {
			out = append(out, m)
		}
	}
	return out, nil
}

// LiveKeys returns the keys of the rows of a shop that are in its feed.
func (x *tx) LiveKeys(store retail.SiteID) (map[retail.Entity][]string, error) {
	out := map[retail.Entity][]string{}
	err := x.each(func(rows scanner) error {
		var e retail.Entity
		var key string
		err := rows.Scan(wordOf(&e), &key)
		out[e] = append(out[e], key)
		return err
	}, "SELECT entity, key FROM entity WHERE scope = ? AND live = 1 ORDER BY entity, key", string(wire.StoreScope(store)))
	return out, err
}

// Unwait lets what a shop did with an order wait no longer.
func (x *tx) Unwait(order retail.OrderID, store retail.SiteID) error {
	return x.exec(`DELETE FROM cmd_waiting WHERE order_id = ? AND EXISTS
		(SELECT 1 FROM cmd c WHERE c.device = cmd_waiting.device AND c.dseq = cmd_waiting.dseq AND c.store = ?)`, string(order), string(store))
}
