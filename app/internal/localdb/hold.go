package localdb

import (
	"context"
	"encoding/json"
	"errors"

	"miseban/app/retail"
)

const tableHolds = "holds"

var (
	qGetHold = hot(`SELECT data FROM holds WHERE id = ?`)
	qPutHold = hot(`INSERT INTO holds (id, ver, tag, over_at, data, base) VALUES (?, 0, ?, ?, ?, '')
		ON CONFLICT (id) DO UPDATE SET tag = excluded.tag, over_at = excluded.over_at, data = excluded.data, base = COALESCE(holds.base, holds.data)`)
)

const qHubHold = `INSERT INTO holds (id, ver, tag, over_at, data) VALUES (?, ?, ?, ?, ?)
	ON CONFLICT (id) DO UPDATE SET ver = excluded.ver, tag = excluded.tag, over_at = excluded.over_at, data = excluded.data, base = NULL`

// Hold is a hold as this terminal has it.
type Hold struct {
	*retail.Hold
	// Pending: something of it was done here that no hub has answered yet (仮).
	Pending bool
}

// holdJSON renders a hold without its customer.
func holdJSON(h *retail.Hold) (string, error) {
	bare := *h
	bare.Customer = retail.Customer{}
	b, err := json.Marshal(&bare)
	return string(b), err
}

func holdOver(h *retail.Hold) int64 {
	if !h.State.Ended() || h.Aside() > 0 {
		return 0
	}
	return max(1, ms(h.EndedAt))
}

// hold loads a hold without its customer, nil when there is none.
func (t *wtx) hold(ctx context.Context, id string) (*retail.Hold, error) {
	var h retail.Hold
	ok, err := t.load(ctx, qGetHold, id, &h)
	if !ok {
		return nil, err
	}
	return &h, nil
}

// putHold writes a hold over what the hub said. Only the command that made it
// knows the customer.
func (t *wtx) putHold(ctx context.Context, h *retail.Hold) error {
	data, err := holdJSON(h)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, qPutHold, h.ID, h.Tag, holdOver(h), data); err != nil {
		return err
	}
	t.changed(retail.EntityHold, string(h.ID))
	if h.Customer == (retail.Customer{}) {
		return nil
	}
	return t.putCustomer(ctx, h)
}

func (t *wtx) putCustomer(ctx context.Context, h *retail.Hold) error {
	sealed, err := t.d.seal(&retail.Order{ID: retail.OrderID(h.ID), Customer: h.Customer})
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, qHubPerson, h.ID, sealed)
	return err
}

func (t *wtx) takeHold(ctx context.Context, c Change) error {
	t.changed(retail.EntityHold, c.Key)
	if c.Del {
		if _, err := t.exec(ctx, `DELETE FROM person WHERE id = ?`, c.Key); err != nil {
			return err
		}
		_, err := t.exec(ctx, `DELETE FROM holds WHERE id = ?`, c.Key)
		return err
	}
	var h retail.Hold
	if err := json.Unmarshal(c.Data, &h); err != nil {
		return err
	}
	h.ID = retail.HoldID(c.Key)
	data, err := holdJSON(&h)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, qHubHold, c.Key, c.Ver, h.Tag, holdOver(&h), data); err != nil {
		return err
	}
	if h.Customer == (retail.Customer{}) {
		_, err := t.exec(ctx, `DELETE FROM person WHERE id = ?`, c.Key)
		return err
	}
	return t.putCustomer(ctx, &h)
}

// liftHolds takes what was done here off the holds.
func (t *wtx) liftHolds(ctx context.Context) error {
	ids, err := t.texts(ctx, `SELECT id FROM holds WHERE base IS NOT NULL`)
	if err != nil {
		return err
	}
	for _, id := range ids {
		t.changed(retail.EntityHold, id)
		base, err := t.base(ctx, tableHolds, id)
		if err != nil {
			return err
		}
		if base == "" {
			for _, q := range []string{`DELETE FROM person WHERE id = ?`, `DELETE FROM holds WHERE id = ?`} {
				if _, err := t.exec(ctx, q, id); err != nil {
					return err
				}
			}
			continue
		}
		var h retail.Hold
		if err := json.Unmarshal([]byte(base), &h); err != nil {
			return err
		}
		_, err = t.exec(ctx, `UPDATE holds SET tag = ?, over_at = ?, data = base, base = NULL WHERE id = ?`, h.Tag, holdOver(&h), id)
		if err != nil {
			return err
		}
	}
	return nil
}

// lookAtHold loads a hold with what its rules may look at.
func (t *wtx) lookAtHold(ctx context.Context, c retail.Command, st *retail.State) error {
	var err error
	if st.Hold, err = t.hold(ctx, c.Body.About().ID); err != nil {
		return err
	}
	for _, k := range c.HoldLevels(st.Hold) {
		l, err := t.level(ctx, k)
		if err != nil {
			return err
		}
		st.Levels = append(st.Levels, l)
	}
	return t.lookAtCalendar(ctx, c, st)
}

// lookAtCalendar loads when the shop is open and what the chain promises.
func (t *wtx) lookAtCalendar(ctx context.Context, c retail.Command, st *retail.State) error {
	const q = `SELECT data FROM known WHERE entity = 'site' AND key = ?`
	if _, err := t.load(ctx, q, string(c.Store), &st.Site); err != nil {
		return err
	}
	var chain retail.Chain
	_, err := t.load(ctx, `SELECT data FROM known WHERE entity = 'chain' AND key <> ?`, "", &chain)
	st.Policy, st.Pickups, st.Shorts, st.Counts, st.Cold = chain.Holds, chain.Pickups, chain.Shorts, chain.Counts, chain.Cold
	return err
}

const qHoldCols = `SELECT h.id, h.data, p.sealed, h.base IS NOT NULL FROM holds h LEFT JOIN person p ON p.id = h.id `

func (d *DB) scanHold(scan func(...any) error) (Hold, error) {
	var id string
	var data, sealed []byte
	var h Hold
	if err := scan(&id, &data, &sealed, &h.Pending); err != nil {
		return h, err
	}
	if err := json.Unmarshal(data, &h.Hold); err != nil {
		return h, err
	}
	h.ID = retail.HoldID(id)
	o := retail.Order{ID: retail.OrderID(id)}
	err := d.unseal(&o, sealed)
	h.Customer = o.Customer
	return h, err
}

// Hold returns a hold with its customer, CodeNotFound when there is none.
func (d *DB) Hold(ctx context.Context, id retail.HoldID) (Hold, error) {
	h, err := d.scanHold(func(dst ...any) error { return d.one(ctx, qHoldCols+`WHERE h.id = ?`, []any{id}, dst...) })
	return h, fault("localdb.Hold", err)
}

// HoldByTag returns the hold whose goods carry the tag.
func (d *DB) HoldByTag(ctx context.Context, tag string) (Hold, error) {
	h, err := d.scanHold(func(dst ...any) error {
		return d.one(ctx, qHoldCols+`WHERE h.tag = ? AND h.tag <> '' ORDER BY h.over_at > 0, h.over_at DESC LIMIT 1`, []any{tag}, dst...)
	})
	return h, fault("localdb.HoldByTag", err)
}

// Holds returns every hold of the shop, customers included, in no order.
func (d *DB) Holds(ctx context.Context) ([]Hold, error) {
	const op = "localdb.Holds"
	rows, err := d.query(ctx, qHoldCols)
	return collect(op, rows, err, d.scanHold)
}

// purgeHolds forgets the customers of holds that were over before the instant.
func (t *wtx) purgeHolds(ctx context.Context, before int64) (int, error) {
	ids, err := t.texts(ctx, `SELECT p.id FROM person p JOIN holds h ON h.id = p.id WHERE h.over_at > 0 AND h.over_at < ?`, before)
	for _, id := range ids {
		if err != nil {
			break
		}
		_, err = t.exec(ctx, `DELETE FROM person WHERE id = ?`, id)
		t.changed(retail.EntityHold, id)
	}
	if err != nil {
		return 0, err
	}
	// What was told stands there no longer than it has to.
	_, err = t.exec(ctx, `UPDATE outbox SET command = json_remove(command, '$.sealed')
		WHERE kind IN ('hold', 'transfer_ask') AND verdict IS NOT NULL AND acked_at < ? AND json_extract(command, '$.sealed') IS NOT NULL`, before)
	return len(ids), errors.Join(err)
}
