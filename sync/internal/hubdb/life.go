package hubdb

import (
	"context"
	"database/sql"
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
	err := d.query(ctx, func(rows *sql.Rows) error {
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
	err := d.query(ctx, func(rows *sql.Rows) error {
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

// Copy is a copy of the database that was begun.
type Copy struct {
	ID    string
	Begun time.Time
	marks map[retail.DeviceID]int64
}

// BeginCopy notes where every device stands before the database is copied: a
// copy that is begun afterwards contains at least that.
func (d *DB) BeginCopy(ctx context.Context, place string) (Copy, error) {
	c := Copy{ID: uuid.NewString(), Begun: d.clock.Now()}
	_, err := d.Update(ctx, nil, func(t hub.Tx) error {
		x := t.(*tx)
		c.marks = map[retail.DeviceID]int64{}
		for _, old := range []string{
			"DELETE FROM backup_mark WHERE backup IN (SELECT id FROM backup WHERE begun < ?)", "DELETE FROM backup WHERE begun < ?",
		} {
			if err := x.exec(old, millis(c.Begun.Add(-keepCopies))); err != nil {
				return err
			}
		}
		if err := x.exec("INSERT INTO backup (id, begun, finished, place) VALUES (?, ?, 0, ?)", c.ID, millis(c.Begun), place); err != nil {
			return err
		}
		if err := x.exec("INSERT INTO backup_mark (backup, device, dseq) SELECT CAST(? AS TEXT), id, last_dseq FROM device", c.ID); err != nil {
			return err
		}
		return x.each(func(rows *sql.Rows) error {
			var id retail.DeviceID
			var n int64
			err := rows.Scan(&id, &n)
			c.marks[id] = n
			return err
		}, "SELECT device, dseq FROM backup_mark WHERE backup = ?", c.ID)
	})
	return c, err
}

// keepCopies is how long it is remembered that a copy was made.
const keepCopies = 90 * 24 * time.Hour

// FinishCopy says that a copy is whole and will be kept: terminals may forget
// what is in it. CodeNotFound: no copy of this life was begun under the id.
func (d *DB) FinishCopy(ctx context.Context, id string) error {
	const op = "hubdb.FinishCopy"
	_, err := d.Update(ctx, nil, func(t hub.Tx) error {
		x := t.(*tx)
		var begun, born int64
		if err := x.scan(x.row(`SELECT b.begun, COALESCE((SELECT l.began FROM life l JOIN meta m ON m.name = 'epoch' AND m.value = l.epoch), 0)
			FROM backup b WHERE b.id = ?`, id), &begun, &born); err != nil {
			return err
		}
		if begun < born { // what it was to be a copy of was put back meanwhile
			return retail.E(retail.CodeNotFound, op, "", nil)
		}
		if err := x.exec("UPDATE backup SET finished = ? WHERE id = ?", millis(d.clock.Now()), id); err != nil {
			return err
		}
		return x.exec(`UPDATE device SET stable = (SELECT b.dseq FROM backup_mark b WHERE b.backup = ? AND b.device = device.id)
			WHERE EXISTS (SELECT 1 FROM backup_mark b WHERE b.backup = ? AND b.device = device.id AND b.dseq > device.stable)`, id, id)
	})
	return err
}

// LastCopy returns when the newest finished copy of this life was begun, zero
// when there is none.
func (d *DB) LastCopy(ctx context.Context) (time.Time, error) {
	var ms int64
	err := d.one(ctx, "SELECT COALESCE(max(begun), 0) FROM backup WHERE finished > 0").Scan(&ms)
	return instant(ms), d.fault("hubdb.LastCopy", err)
}

// beatName begins the names of ledgers in meta.
const beatName = "ledger:"

// Beats returns the ledgers of notices that worked with this database lately,
// by id, with the last beat of each; see Beat.
func (d *DB) Beats(ctx context.Context) (map[string]int64, error) {
	out := map[string]int64{}
	err := d.query(ctx, func(rows *sql.Rows) error {
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
