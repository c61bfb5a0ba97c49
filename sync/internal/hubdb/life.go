package hubdb

import (
	"context"
	"time"

	"github.com/google/uuid"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// Life returns how this life of the database began.
func (d *DB) Life(ctx context.Context) (hub.Life, error) {
	var l hub.Life
	var began, copied int64
	err := d.fault("hubdb.Life", d.one(ctx, `SELECT l.epoch, l.began, l.copied, l.found, l.ledger FROM life l
		JOIN meta m ON m.name = 'epoch' AND m.value = l.epoch`).Scan(&l.Epoch, &began, &copied, &l.Found, &l.Ledger))
	if missing(err) {
		return hub.Life{}, nil
	}
	l.Began, l.Copied = instant(began), instant(copied)
	return l, err
}

// BeginLife gives the database a new epoch. See hub.Store.
func (d *DB) BeginLife(ctx context.Context, lost string, l hub.Life) (began bool, err error) {
	var now string
	_, err = d.Update(ctx, nil, func(t hub.Tx) error {
		x := t.(*tx)
		began = false
		if err := x.scan(x.row("SELECT value FROM meta WHERE name = 'epoch'"+d.e.lock), &now); err != nil {
			return err
		}
		if lost != "" && lost != now {
			return nil // somebody else was quicker
		}
		if l.Copied.IsZero() {
			if l.Copied, err = x.newest(); err != nil {
				return err
			}
		}
		began, now = true, uuid.NewString()
		if err := x.exec("UPDATE meta SET value = ? WHERE name = 'epoch'", now); err != nil {
			return err
		}
		if err := x.exec("INSERT INTO life (epoch, began, copied, found, ledger) VALUES (?, ?, ?, ?, ?)",
			now, millis(l.Began), millis(l.Copied), flag(l.Found), flag(l.Ledger)); err != nil {
			return err
		}
		if err := x.exec("UPDATE order_news SET told = '' WHERE told <> ''"); err != nil { // a copy does not know what was told since
			return err
		}
		return x.exec(`INSERT INTO life_device (epoch, device, dseq, seen)
			SELECT m.value, d.id, d.last_dseq, d.last_seen FROM device d JOIN meta m ON m.name = 'epoch'`)
	})
	if err == nil {
		d.epoch.Store(now)
	}
	return began, err
}

// newest is the last instant that the database knows of.
func (x *tx) newest() (time.Time, error) {
	var ms int64
	err := x.scan(x.row(`SELECT max(at) FROM (SELECT COALESCE(max(received), 0) AS at FROM cmd
		UNION ALL SELECT COALESCE(max(begun), 0) FROM backup UNION ALL SELECT COALESCE(max(last_seen), 0) FROM device) known`), &ms)
	return instant(ms), err
}

// Marks returns where every terminal stood when this life began.
func (d *DB) Marks(ctx context.Context) ([]hub.Mark, error) {
	var out []hub.Mark
	err := d.query(ctx, func(rows scanner) error {
		var m hub.Mark
		var seen int64
		err := rows.Scan(&m.Device, &m.Dseq, &seen)
		m.Seen = instant(seen)
		out = append(out, m)
		return err
	}, `SELECT l.device, l.dseq, l.seen FROM life_device l JOIN meta m ON m.name = 'epoch' AND m.value = l.epoch
		WHERE l.device <> ? ORDER BY l.device`, string(retail.HubDevice))
	return out, err
}

// Late returns what a device gave before the instant and sent behind dseq.
func (d *DB) Late(ctx context.Context, device retail.DeviceID, dseq int64, before time.Time) (hub.Late, error) {
	var late hub.Late
	err := d.query(ctx, func(rows scanner) error {
		var id retail.CommandID
		var verdict retail.Verdict
		err := rows.Scan(&id, wordOf(&verdict))
		late.Commands++
		if verdict == retail.AppliedException || verdict == retail.Quarantined {
			late.Clashes = append(late.Clashes, id)
		}
		return err
	}, "SELECT id, verdict FROM cmd WHERE device = ? AND dseq > ? AND at < ? ORDER BY dseq", string(device), dseq, millis(before))
	return late, err
}

// beatName begins the names of ledgers in meta.
const beatName = "ledger:"

// Beats returns the ledgers of notices that worked with this database lately,
// by id, with the last beat of each; see Beat.
func (d *DB) Beats(ctx context.Context) (map[string]int64, error) {
	out := map[string]int64{}
	err := d.query(ctx, func(rows scanner) error {
		var name string
		var n int64
		err := rows.Scan(&name, &n)
		out[name[len(beatName):]] = n
		return err
	}, "SELECT name, CAST(value AS BIGINT) FROM meta WHERE name LIKE 'ledger:%'")
	return out, err
}

// Beat writes a sign of life of a ledger, Unix milliseconds. It is written here
// before it is written there: a database that knows an older one than the ledger
// is an older copy.
func (d *DB) Beat(ctx context.Context, ledger string, at int64) error {
	_, err := d.Update(ctx, nil, func(t hub.Tx) error {
		x := t.(*tx)
		if err := x.exec("DELETE FROM meta WHERE name LIKE 'ledger:%' AND CAST(value AS BIGINT) < ?", at-keepCopies.Milliseconds()); err != nil {
			return err
		}
		return x.exec("INSERT INTO meta (name, value) VALUES (?, CAST(CAST(? AS BIGINT) AS TEXT)) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
			beatName+ledger, at)
	})
	return err
}
