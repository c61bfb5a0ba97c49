package hubdb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"miseban/app/retail"
	"miseban/app/sqlite"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// keepCopies is how long it is remembered that a copy was made.
const keepCopies = 90 * 24 * time.Hour

// Copy is a copy of the database that was begun.
type Copy struct {
	ID    string
	Begun time.Time
	state copyState
}

// copyState is how much a database holds; nothing of it ever becomes less.
type copyState struct {
	last  map[retail.DeviceID]int64
	heads map[wire.Scope]int64
}

// Contents is what a copy was found to hold.
type Contents struct {
	Bytes    int64
	Devices  int
	Commands int
	Newest   time.Time // the last that it knows of
}

// BeginCopy notes where every device stands before the database is copied: a
// copy that is begun afterwards contains at least that.
func (d *DB) BeginCopy(ctx context.Context, place string) (Copy, error) {
	c := Copy{ID: uuid.NewString(), Begun: d.clock.Now()}
	_, err := d.Update(ctx, nil, func(t hub.Tx) error {
		x := t.(*tx)
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
		return x.exec("INSERT INTO backup_mark (backup, device, dseq) SELECT CAST(? AS TEXT), id, last_dseq FROM device", c.ID)
	})
	if err != nil {
		return c, err
	}
	c.state, err = d.state(ctx, c.ID)
	return c, err
}

// state reads where devices stood when a copy was begun, and where feeds stand
// now: the copy is begun later.
func (d *DB) state(ctx context.Context, id string) (copyState, error) {
	s := copyState{map[retail.DeviceID]int64{}, map[wire.Scope]int64{}}
	err := d.query(ctx, func(rows scanner) error {
		var device retail.DeviceID
		var n int64
		err := rows.Scan(&device, &n)
		s.last[device] = n
		return err
	}, "SELECT device, dseq FROM backup_mark WHERE backup = ?", id)
	if err != nil {
		return s, err
	}
	heads, err := d.Heads(ctx)
	for _, h := range heads {
		s.heads[h.Scope] = h.Head
	}
	return s, err
}

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

// LastCopy returns when the newest finished copy was begun, zero when there is
// none.
func (d *DB) LastCopy(ctx context.Context) (time.Time, error) {
	var ms int64
	err := d.one(ctx, "SELECT COALESCE(max(begun), 0) FROM backup WHERE finished > 0").Scan(&ms)
	return instant(ms), d.fault("hubdb.LastCopy", err)
}

// CopyTo writes the copy of a SQLite database to a path and proves it: whole by
// SQLite's own check, and holding at least what stood in the database when it
// was begun. It has its name only when all of that is so and it is on the disk.
// CodeInvalid: the database is no file.
func (d *DB) CopyTo(ctx context.Context, c Copy, path string) (Contents, error) {
	const op = "hubdb.CopyTo"
	if d.e.path == "" {
		return Contents{}, retail.E(retail.CodeInvalid, op, "", errors.New("not a SQLite database"))
	}
	part := path + ".part"
	if err := sqlite.CopyFile(ctx, d.e.path, part); err != nil {
		return Contents{}, err
	}
	got, err := c.prove(ctx, part)
	if err != nil {
		return got, errors.Join(err, os.Remove(part))
	}
	err = os.Rename(part, path)
	if err == nil {
		err = sqlite.SyncFolder(filepath.Dir(path))
	}
	if err != nil {
		return got, retail.E(retail.CodeRefused, op, "", err)
	}
	return got, nil
}

// prove compares a copy with what was there when it was begun.
func (c Copy) prove(ctx context.Context, path string) (Contents, error) {
	const op = "hubdb.prove"
	got, state, err := look(ctx, path)
	if err != nil {
		return got, err
	}
	for id, n := range c.state.last {
		if state.last[id] < n {
			return got, retail.E(retail.CodeDamaged, op, "", fmt.Errorf("the copy has %s up to %d, the database had %d", id, state.last[id], n))
		}
	}
	for scope, n := range c.state.heads {
		if state.heads[scope] < n {
			return got, retail.E(retail.CodeDamaged, op, "", fmt.Errorf("the copy has %s up to %d, the database had %d", scope, state.heads[scope], n))
		}
	}
	return got, nil
}

// LookAt checks a copy, or any SQLite file of a hub that nobody writes to, and
// says what it holds. CodeDamaged, CodeInvalid for another program's, and
// CodeNotFound.
func LookAt(ctx context.Context, path string) (Contents, error) {
	got, _, err := look(ctx, path)
	return got, err
}

func look(ctx context.Context, path string) (got Contents, state copyState, err error) {
	const op = "hubdb.LookAt"
	state = copyState{map[retail.DeviceID]int64{}, map[wire.Scope]int64{}}
	info, err := os.Stat(path)
	if err != nil {
		return got, state, retail.E(retail.CodeNotFound, op, "", err)
	}
	got.Bytes = info.Size()
	r, err := sqlite.OpenCopy(ctx, path, appID)
	if err != nil {
		return got, state, err
	}
	d := newDB(engine{read: r, bind: func(q string) string { return q }, code: sqliteCode, close: r.Close}, nil)
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := sqlite.Sound(ctx, r); err != nil {
		return got, state, err
	}
	var newest int64
	err = d.query(ctx, func(rows scanner) error {
		var id retail.DeviceID
		var n, seen int64
		err := rows.Scan(&id, &n, &seen)
		state.last[id], newest = n, max(newest, seen)
		return err
	}, "SELECT id, last_dseq, last_seen FROM device")
	if err != nil {
		return got, state, err
	}
	err = d.query(ctx, func(rows scanner) error {
		var h wire.Hint
		err := rows.Scan(&h.Scope, &h.Head)
		state.heads[h.Scope] = h.Head
		return err
	}, "SELECT id, head FROM scope")
	if err != nil {
		return got, state, err
	}
	var received int64
	err = d.fault(op, d.one(ctx, "SELECT count(*), COALESCE(max(received), 0) FROM cmd").Scan(&got.Commands, &received))
	got.Devices, got.Newest = len(state.last), instant(max(newest, received))
	return got, state, err
}
