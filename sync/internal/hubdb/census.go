package hubdb

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// heardChunk is how many terminals one transaction of Heard writes: a push of
// one of them waits for the others.
const heardChunk = 200

// Heard writes down when terminals were last heard of, and what they said. What
// a later push wrote is left alone.
func (d *DB) Heard(ctx context.Context, devices []hub.Device) error {
	for len(devices) > 0 {
		n := min(heardChunk, len(devices))
		part := devices[:n]
		devices = devices[n:]
		_, err := d.Update(ctx, nil, func(t hub.Tx) error {
			x := t.(*tx)
			for _, dev := range part {
				err := x.exec("UPDATE device SET last_seen = ?, unsent = ?, app = ? WHERE id = ? AND last_seen <= ?",
					millis(dev.LastSeen), int64(dev.Unsent), dev.App, string(dev.ID), millis(dev.LastSeen))
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Census counts what waits for somebody, as of one instant.
func (d *DB) Census(ctx context.Context, shops []retail.SiteID) (hub.Census, error) {
	c := hub.Census{Orders: map[retail.SiteID]int{}, Notices: map[retail.NoticeState]int{}}
	err := d.view(ctx, func(v view) error {
		for _, shop := range shops {
			if err := v.openExceptions(&c, shop); err != nil {
				return err
			}
		}
		err := v.each(func(rows scanner) error {
			var shop retail.SiteID
			n := 0
			err := rows.Scan(&shop, &n)
			c.Orders[shop] = n
			return err
		}, "SELECT store, count(*) FROM order_key WHERE done = 0 GROUP BY store")
		if err != nil {
			return err
		}
		for _, part := range []string{"'queued', 'sending'", "'unknown', 'failed', 'no_address'"} { // as the two indices have it
			err = v.each(func(rows scanner) error {
				var state retail.NoticeState
				n := 0
				err := rows.Scan(wordOf(&state), &n)
				c.Notices[state] = n
				return err
			}, "SELECT notice, count(*) FROM order_key WHERE notice IN ("+part+") GROUP BY notice")
			if err != nil {
				return err
			}
		}
		if err := v.scan([]any{&c.BadRows}, "SELECT count(*) FROM quarantine WHERE dropped = 0"); err != nil {
			return err
		}
		var copied int64
		err = v.scan([]any{&copied}, "SELECT COALESCE(max(begun), 0) FROM backup WHERE finished > 0")
		c.Copied = instant(copied)
		return err
	})
	return c, err
}

// openExceptions reads those of a shop. The JSON is ours: a quotation mark in a
// text of it stands behind a backslash, so the pattern meets the field alone.
func (v view) openExceptions(c *hub.Census, shop retail.SiteID) error {
	return v.each(func(rows scanner) error {
		var data string
		if err := rows.Scan(&data); err != nil {
			return err
		}
		var x retail.Exception
		if err := json.Unmarshal([]byte(data), &x); err != nil {
			return retail.E(retail.CodeDamaged, "hubdb.Census", "", err)
		}
		if x.Open() {
			x.Store = shop
			c.Open = append(c.Open, x)
		}
		return nil
	}, `SELECT data FROM entity WHERE scope = ? AND entity = ? AND live = 1 AND data NOT LIKE '%"closed_at":"%'`,
		string(wire.StoreScope(shop)), retail.EntityException.String())
}

// Size returns the bytes of the database, and of the log beside it that is not
// folded in yet (SQLite's; 0 on PostgreSQL, which keeps one for all databases).
func (d *DB) Size(ctx context.Context) (data, log int64, err error) {
	const op = "hubdb.Size"
	if d.e.path == "" {
		err = d.e.read.QueryRowContext(ctx, "SELECT pg_database_size(current_database())").Scan(&data)
		return data, 0, d.fault(op, err)
	}
	for name, n := range map[string]*int64{d.e.path: &data, d.e.path + "-wal": &log} {
		info, err := os.Stat(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return 0, 0, retail.E(retail.CodeInternal, op, "", err)
		}
		if err == nil {
			*n = info.Size()
		}
	}
	return data, log, nil
}

// Fold empties the log beside an embedded database, so that nothing that was
// removed can be read in it. False: somebody reads or writes, try again.
func (d *DB) Fold(ctx context.Context) (bool, error) {
	if d.e.fold == nil {
		return true, nil
	}
	return d.e.fold(ctx, 0)
}
