package localdb

import (
	"context"
	"encoding/json"

	"miseban/app/retail"
)

const tableWalk = "walk"

var (
	qGetWalk = hot(`SELECT data FROM walk WHERE entity = ? AND id = ?`)
	qPutWalk = hot(`INSERT INTO walk (entity, id, ver, data, base) VALUES (?, ?, 0, ?, '')
		ON CONFLICT (entity, id) DO UPDATE SET data = excluded.data, base = COALESCE(walk.base, walk.data)`)
)

const qHubWalk = `INSERT INTO walk (entity, id, ver, data) VALUES (?, ?, ?, ?)
	ON CONFLICT (entity, id) DO UPDATE SET ver = excluded.ver, data = excluded.data, base = NULL`

// walk loads a wave or a tote.
func (t *wtx) walk(ctx context.Context, e retail.Entity, id string, dst any) (bool, error) {
	var data []byte
	err := t.row(ctx, qGetWalk, e.String(), id).Scan(&data)
	if isNoRows(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, json.Unmarshal(data, dst)
}

// lookAtWave loads what the rules of waves look at. Which commands of others the
// hub has judged only the hub knows.
func (t *wtx) lookAtWave(ctx context.Context, c retail.Command, st *retail.State) (err error) {
	st.Walk, err = retail.LoadWave(c, retail.WaveHost{
		Wave: func(id retail.WaveID) (*retail.Wave, error) {
			var w retail.Wave
			ok, err := t.walk(ctx, retail.EntityWave, string(id), &w)
			if !ok {
				return nil, err
			}
			return &w, nil
		},
		Order: func(id retail.OrderID) (*retail.Order, error) { return t.order(ctx, string(id)) },
		Tote: func(code string) (*retail.Tote, error) {
			var x retail.Tote
			ok, err := t.walk(ctx, retail.EntityTote, code, &x)
			if !ok {
				return nil, err
			}
			return &x, nil
		},
		Level: func(k retail.StockKey) (retail.StockLevel, error) { return t.level(ctx, k) },
	})
	return err
}

// putOther writes an order that a command about something else changed.
func (t *wtx) putOther(ctx context.Context, o *retail.Order) error {
	old, err := t.order(ctx, string(o.ID))
	if err != nil {
		return err
	}
	return t.putOrder(ctx, old, o)
}

// keepWave writes a wave and totes over what the hub said.
func (t *wtx) keepWave(ctx context.Context, d *retail.Decision) error {
	if d.Wave != nil {
		if err := t.putWalk(ctx, retail.EntityWave, string(d.Wave.ID), d.Wave); err != nil {
			return err
		}
	}
	for _, x := range d.Totes {
		if err := t.putWalk(ctx, retail.EntityTote, x.Code, x); err != nil {
			return err
		}
	}
	return nil
}

func (t *wtx) putWalk(ctx context.Context, e retail.Entity, id string, row any) error {
	data, err := json.Marshal(row)
	if err != nil {
		return err
	}
	t.changed(e, id)
	_, err = t.exec(ctx, qPutWalk, e.String(), id, string(data))
	return err
}

// takeWalk writes a wave or a tote as the hub has it.
func (t *wtx) takeWalk(ctx context.Context, c Change) error {
	t.changed(c.Entity, c.Key)
	if c.Del {
		_, err := t.exec(ctx, `DELETE FROM walk WHERE entity = ? AND id = ?`, c.Entity.String(), c.Key)
		return err
	}
	_, err := t.exec(ctx, qHubWalk, c.Entity.String(), c.Key, c.Ver, string(c.Data))
	return err
}

// liftWaves takes what was done here off waves and totes.
func (t *wtx) liftWaves(ctx context.Context) error {
	ids, err := t.texts(ctx, `SELECT id FROM walk WHERE base IS NOT NULL AND entity = 'wave'`)
	if err != nil {
		return err
	}
	for _, id := range ids {
		t.changed(retail.EntityWave, id)
	}
	if _, err := t.exec(ctx, `DELETE FROM walk WHERE base = ''`); err != nil {
		return err
	}
	_, err = t.exec(ctx, `UPDATE walk SET data = base, base = NULL WHERE base IS NOT NULL`)
	return err
}

// Wave returns a wave, CodeNotFound when there is none.
func (d *DB) Wave(ctx context.Context, id retail.WaveID) (retail.Wave, error) {
	w, err := decode[retail.Wave](func(dst ...any) error {
		return d.one(ctx, qGetWalk, []any{retail.EntityWave.String(), id}, dst...)
	})
	return w, fault("localdb.Wave", err)
}

// Waves returns the waves of the shop that are not over, the oldest first.
func (d *DB) Waves(ctx context.Context) ([]retail.Wave, error) {
	rows, err := d.query(ctx, `SELECT data FROM walk WHERE entity = 'wave' AND json_extract(data, '$.state') <> 'closed'
		ORDER BY json_extract(data, '$.opened_at'), id`)
	return collect("localdb.Waves", rows, err, decode[retail.Wave])
}

// Tote returns whose goods a tote was last used for, CodeNotFound when nobody's.
func (d *DB) Tote(ctx context.Context, code string) (retail.Tote, error) {
	x, err := decode[retail.Tote](func(dst ...any) error {
		return d.one(ctx, qGetWalk, []any{retail.EntityTote.String(), code}, dst...)
	})
	return x, fault("localdb.Tote", err)
}

// Carried returns what this terminal did about some orders and a wave, as it
// may travel in TakeWave, oldest first: of the journal all that is there, or
// only what the hub's state here does not contain.
func (d *DB) Carried(ctx context.Context, wave retail.WaveID, orders []retail.OrderID, unsent bool) ([]retail.Command, error) {
	const op = "localdb.Carried"
	refs, err := json.Marshal(orders)
	if err != nil {
		return nil, fault(op, err)
	}
	since := int64(0)
	if unsent {
		if err := d.one(ctx, `SELECT device_last FROM device`, nil, &since); err != nil {
			return nil, fault(op, err)
		}
	}
	rows, err := d.query(ctx, `SELECT dseq, role, command FROM outbox WHERE dseq > ? AND was <> ?
		AND (verdict IS NULL OR verdict <> ?) AND (entity = 'wave' AND ref = ?
		OR entity = 'order' AND ref IN (SELECT value FROM json_each(?))) ORDER BY dseq`, since, retail.Rejected, retail.Rejected, wave, string(refs))
	if err != nil {
		return nil, fault(op, err)
	}
	lines, err := d.scanLines(rows)
	if err != nil {
		return nil, fault(op, err)
	}
	var out []retail.Command
	for _, l := range lines {
		if l.cmd.Kind.Carriable() {
			out = append(out, l.cmd)
		}
	}
	return out, nil
}
