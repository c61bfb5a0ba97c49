package hubdb

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"miseban/app/retail"
	"miseban/app/sqlite"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// OpenRead opens a database that is there already, only to read, beside the hub
// that may be running on it. CodeInvalid: its schema is not this program's.
func OpenRead(ctx context.Context, dsn string, clock retail.Clock) (*DB, error) {
	const op = "hubdb.OpenRead"
	e := engine{bind: numbered, code: postgresCode, view: &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}}
	var err error
	if isPostgres(dsn) {
		e.read, err = sql.Open("pgx", dsn)
	} else {
		e.read, err = sqlite.OpenRead(ctx, dsn, appID)
		e.path, e.bind, e.code, e.view = dsn, func(q string) string { return q }, sqliteCode, nil
	}
	if err != nil {
		return nil, retail.E(e.code(err), op, "", err)
	}
	e.again, e.close = func(error) bool { return false }, e.read.Close
	e.write = e.read
	d := newDB(e, clock)
	if err := d.fits(ctx); err != nil {
		return nil, errors.Join(err, e.close())
	}
	if err := d.readEpoch(ctx, op); err != nil {
		return nil, errors.Join(err, e.close())
	}
	return d, nil
}

func isPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

// fits checks that the schema is this program's.
func (d *DB) fits(ctx context.Context) error {
	const op = "hubdb.OpenRead"
	files, err := fs.Glob(schema(), "*.sql")
	if err != nil {
		return retail.E(retail.CodeInternal, op, "", err)
	}
	var have int
	if err := d.one(ctx, "SELECT max(version_id) FROM goose_db_version").Scan(&have); err != nil {
		return d.fault(op, err)
	}
	if have != len(files) {
		return retail.E(retail.CodeInvalid, op, "", fmt.Errorf("schema %d, this program has %d", have, len(files)))
	}
	return nil
}

// Books reads everything that an audit compares. See hub.Store.
func (d *DB) Books(ctx context.Context, b hub.Books) error {
	return d.view(ctx, func(v view) error {
		for _, read := range []func(view, hub.Books) error{bookDevices, bookCommands, bookOrders, bookHolds, bookTransfers, bookStock, bookScopes} {
			if err := read(v, b); err != nil {
				return err
			}
		}
		return nil
	})
}

func bookDevices(v view, b hub.Books) error {
	return v.each(func(rows scanner) error {
		d, err := readDevice(rows.Scan)
		return errors.Join(err, b.Device(d))
	}, deviceColumns+"ORDER BY id")
}

func bookCommands(v view, b hub.Books) error {
	// One of a command that is not there says nothing.
	err := v.each(func(rows scanner) error {
		var a hub.Alias
		err := rows.Scan(&a.Device, &a.Dseq, &a.ID)
		return errors.Join(err, b.Alias(a))
	}, "SELECT a.device, a.dseq, a.id FROM cmd_alias a JOIN cmd c ON c.id = a.id ORDER BY a.device, a.dseq")
	if err != nil {
		return err
	}
	err = v.each(func(rows scanner) error {
		r, err := readRecord(rows.Scan)
		return errors.Join(err, b.Command(r))
	}, commandColumns+"ORDER BY device, dseq")
	if err != nil {
		return err
	}
	err = v.each(eachID(b.Double), "SELECT id FROM cmd GROUP BY id HAVING count(*) > 1 ORDER BY id")
	if err != nil {
		return err
	}
	// What another system says of the stock is booked without a command.
	return v.each(eachID(b.Orphan), `SELECT DISTINCT m.cmd FROM movement m LEFT JOIN cmd c ON c.id = m.cmd
		WHERE c.id IS NULL AND m.kind <> '`+retail.MoveAdjust.String()+`' ORDER BY m.cmd`)
}

func eachID(tell func(retail.CommandID) error) func(scanner) error {
	return func(rows scanner) error {
		var id retail.CommandID
		if err := rows.Scan(&id); err != nil {
			return err
		}
		return tell(id)
	}
}

func bookOrders(v view, b hub.Books) error {
	return v.each(func(rows scanner) error {
		c, err := readOrder(rows.Scan)
		if err != nil {
			return err
		}
		return b.Order(c.o)
	}, `SELECT k.state, k.email, k.source, k.times, e.data FROM order_key k
		JOIN entity e ON e.scope = 'store:' || k.store AND e.entity = 'order' AND e.key = k.id
		WHERE k.state <> '`+elsewhere+`' ORDER BY k.id`)
}

func bookHolds(v view, b hub.Books) error {
	if b.Hold == nil {
		return nil
	}
	return v.each(func(rows scanner) error {
		var data string
		var h retail.Hold
		if err := rows.Scan(&data); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(data), &h); err != nil {
			return retail.E(retail.CodeDamaged, "hubdb.Books", "", err)
		}
		return b.Hold(&h)
	}, `SELECT e.data FROM hold_key k JOIN entity e ON e.scope = 'store:' || k.store AND e.entity = 'hold' AND e.key = k.id || ''
		WHERE k.own = 1 AND e.live = 1 ORDER BY k.store, k.id`)
}

func bookTransfers(v view, b hub.Books) error {
	if b.Transfer == nil {
		return nil
	}
	return v.each(func(rows scanner) error {
		var scope, data string
		var t retail.Transfer
		if err := rows.Scan(&scope, &data); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(data), &t); err != nil {
			return retail.E(retail.CodeDamaged, "hubdb.Books", "", err)
		}
		return b.Transfer(&t, retail.SiteID(strings.TrimPrefix(scope, string(wire.StoreScope("")))))
	}, "SELECT scope, data FROM entity WHERE entity = 'transfer' ORDER BY scope, key")
}

func bookStock(v view, b hub.Books) error {
	err := v.each(func(rows scanner) error {
		var data string
		var l retail.StockLevel
		if err := rows.Scan(&data); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(data), &l); err != nil {
			return retail.E(retail.CodeDamaged, "hubdb.Books", "", err)
		}
		return b.Level(l)
	}, "SELECT data FROM entity WHERE entity = 'stock' ORDER BY scope, key")
	if err != nil {
		return err
	}
	return v.each(func(rows scanner) error {
		var m retail.Movement
		err := rows.Scan(&m.Key.Site, &m.Key.SKU, wordOf(&m.Key.Class), &m.OnHand, &m.Allocated, &m.Held, &m.Picked, &m.Incoming)
		return errors.Join(err, b.Moved(m))
	}, `SELECT site, sku, class, CAST(sum(on_hand) AS BIGINT), CAST(sum(allocated) AS BIGINT), CAST(sum(held) AS BIGINT), CAST(sum(picked) AS BIGINT),
		CAST(sum(incoming) AS BIGINT) FROM movement GROUP BY site, sku, class ORDER BY site, sku, class`)
}

func bookScopes(v view, b hub.Books) error {
	var all []hub.ScopeAudit
	var kept []digest // of the rows older than what each feed keeps
	err := v.each(func(rows scanner) error {
		var s hub.ScopeAudit
		var d digest
		err := rows.Scan(&s.Scope, &s.Head, &s.Chain, &s.From, &s.Walked, &d)
		all, kept = append(all, s), append(kept, d)
		return err
	}, "SELECT id, head, chain, min_seq, min_chain, min_rows FROM scope ORDER BY id")
	if err != nil {
		return err
	}
	for i, s := range all {
		if err := walk(v, &s, kept[i]); err != nil {
			return err
		}
		if err := b.Scope(s); err != nil {
			return err
		}
	}
	return nil
}

// stamp tells two states of a row apart.
func stamp(op wire.Op, ver int64, data string) [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%s %d %s", op, ver, data))
}

// stamp is the state of the row as it is stored. The hub keeps the data of a row
// that the feed ended; terminals never saw it so.
func (c *cell) stamp() [sha256.Size]byte {
	if c.live {
		return stamp(wire.OpPut, c.ver, c.old)
	}
	return stamp(wire.OpDel, c.ver, "")
}

// maxAstray is how many rows of a feed are listed.
const maxAstray = 100

// walk goes through a feed from its first kept change on and compares what it
// left behind with the rows as they stand; older are the rows that no kept
// change speaks of, summed up.
func walk(v view, s *hub.ScopeAudit, older digest) error {
	last := map[place][sha256.Size]byte{}
	seq, n := s.From, int64(0)
	err := v.each(func(rows scanner) error {
		c, data, salt, digest, chain, before := cell{}, "", "", "", "", seq
		if err := rows.Scan(&seq, wordOf(&c.entity), &c.key, &c.op, &c.ver, &data, &salt, &digest, &chain); err != nil {
			return err
		}
		n++
		if s.Broken == nil && seq != before+1 {
			s.Broken = &hub.Break{Seq: before + 1, Lost: true}
		}
		rest := data
		switch {
		case salt != "":
			var people string
			rest, people = splitRow(c.entity, data)
			digest = sealed(salt, people)
		case digest != "":
			s.Purged++
		}
		s.Walked = link(s.Walked, &c, rest, digest)
		if s.Broken == nil && s.Walked != chain {
			s.Broken = &hub.Break{Seq: seq, Entity: c.entity.String(), Key: c.key}
		}
		last[place{entity: c.entity, key: c.key}] = stamp(c.op, c.ver, data)
		return nil
	}, "SELECT seq, entity, key, op, ver, data, salt, seal, chain FROM change WHERE scope = ? AND seq > ? ORDER BY seq", string(s.Scope), s.From)
	if err != nil {
		return err
	}
	s.Gaps = int(s.Head - s.From - n)
	if s.Broken == nil && (seq != s.Head || s.Walked != s.Chain) { // the last ones are gone, or where the feed stands was edited
		s.Broken = &hub.Break{Seq: min(seq, s.Head) + 1, Lost: true}
	}
	astray := func(at place) {
		if len(s.Astray) < maxAstray {
			s.Astray = append(s.Astray, at.entity.String()+" "+at.key)
		}
	}
	err = v.each(func(rows scanner) error {
		c := cell{}
		if err := rows.Scan(wordOf(&c.entity), &c.key, &c.ver, &c.live, &c.old, &c.seq); err != nil {
			return err
		}
		if c.seq <= s.From {
			older.take(c.standing())
			return nil
		}
		at := place{entity: c.entity, key: c.key}
		if last[at] != c.stamp() {
			astray(at)
		}
		delete(last, at)
		return nil
	}, "SELECT entity, key, ver, live <> 0, data, seq FROM entity WHERE scope = ? ORDER BY entity, key", string(s.Scope))
	for at := range last {
		astray(at) // told to terminals, and not here
	}
	if older != (digest{}) {
		s.Astray = append(s.Astray, fmt.Sprintf("rows up to change %d", s.From))
	}
	return err
}
