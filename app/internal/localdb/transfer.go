package localdb

import (
	"context"
	"encoding/json"

	"miseban/app/retail"
)

const tableTransfers = "transfers"

var (
	qGetTransfer = hot(`SELECT data FROM transfers WHERE id = ?`)
	qPutTransfer = hot(`INSERT INTO transfers (id, ver, over_at, data, base) VALUES (?, 0, ?, ?, '')
		ON CONFLICT (id) DO UPDATE SET over_at = excluded.over_at, data = excluded.data, base = COALESCE(transfers.base, transfers.data)`)
)

const qHubTransfer = `INSERT INTO transfers (id, ver, over_at, data) VALUES (?, ?, ?, ?)
	ON CONFLICT (id) DO UPDATE SET ver = excluded.ver, over_at = excluded.over_at, data = excluded.data, base = NULL`

// held is a transfer as this terminal has it.
type held struct {
	*retail.Transfer
	pending bool // something was done here that the hub's word does not contain yet (仮)
}

// transferJSON renders a transfer without the customer who waits for it.
func transferJSON(t *retail.Transfer) (string, error) {
	bare := *t
	if t.For != nil {
		f := *t.For
		f.Customer = retail.Customer{}
		bare.For = &f
	}
	b, err := json.Marshal(&bare)
	return string(b), err
}

// transferOver is when the last thing happened to a transfer that is over, else 0.
func transferOver(t *retail.Transfer) int64 {
	if !t.Over() || len(t.Steps) == 0 {
		return 0
	}
	return ms(t.Steps[len(t.Steps)-1].At)
}

// transfer loads a transfer without its customer, nil when there is none.
func (t *wtx) transfer(ctx context.Context, id string) (*retail.Transfer, error) {
	var tr retail.Transfer
	ok, err := t.load(ctx, qGetTransfer, id, &tr)
	if !ok {
		return nil, err
	}
	return &tr, nil
}

// lookAtTransfer loads a transfer and the stock that the command is about.
func (t *wtx) lookAtTransfer(ctx context.Context, c retail.Command, id string, st *retail.State) error {
	var err error
	if st.Transfer, err = t.transfer(ctx, id); err != nil {
		return err
	}
	if c.Kind == retail.KindFinishTransfer && st.Transfer != nil && st.Transfer.For != nil {
		if err := t.nameWaiter(ctx, st.Transfer); err != nil {
			return err
		}
	}
	for _, k := range c.TransferLevels(st.Transfer) {
		l, err := t.level(ctx, k)
		if err != nil {
			return err
		}
		st.Levels = append(st.Levels, l)
	}
	return nil
}

// putTransfer writes a transfer over what the hub said. Only the command that
// began it knows the customer.
func (t *wtx) putTransfer(ctx context.Context, tr *retail.Transfer) error {
	data, err := transferJSON(tr)
	if err != nil {
		return err
	}
	t.changed(retail.EntityTransfer, string(tr.ID))
	if _, err := t.exec(ctx, qPutTransfer, tr.ID, transferOver(tr), data); err != nil {
		return err
	}
	return t.putWaiter(ctx, tr, false)
}

// putWaiter seals the customer of a transfer. What is not told stays, unless the
// row is the hub's.
func (t *wtx) putWaiter(ctx context.Context, tr *retail.Transfer, whole bool) error {
	if tr.For == nil || tr.For.Customer == (retail.Customer{}) {
		if !whole {
			return nil
		}
		_, err := t.exec(ctx, `DELETE FROM person WHERE id = ?`, tr.ID)
		return err
	}
	sealed, err := t.d.seal(&retail.Order{ID: retail.OrderID(tr.ID), Customer: tr.For.Customer})
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, qHubPerson, tr.ID, sealed)
	return err
}

// nameWaiter puts the customer back into a transfer that a rule looks at: what
// has come is kept under that name.
func (t *wtx) nameWaiter(ctx context.Context, tr *retail.Transfer) error {
	o := retail.Order{ID: retail.OrderID(tr.ID)}
	var sealed []byte
	err := t.row(ctx, qGetPerson, tr.ID).Scan(&sealed)
	if err != nil && !isNoRows(err) {
		return err
	}
	err = t.d.unseal(&o, sealed)
	tr.For.Customer = o.Customer
	return err
}

// takeTransfer writes a transfer as the hub has it.
func (t *wtx) takeTransfer(ctx context.Context, c Change) error {
	t.changed(retail.EntityTransfer, c.Key)
	if c.Del {
		for _, q := range []string{`DELETE FROM person WHERE id = ?`, `DELETE FROM transfers WHERE id = ?`} {
			if _, err := t.exec(ctx, q, c.Key); err != nil {
				return err
			}
		}
		return nil
	}
	var tr retail.Transfer
	if err := json.Unmarshal(c.Data, &tr); err != nil {
		return err
	}
	tr.ID = retail.TransferID(c.Key)
	data, err := transferJSON(&tr)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, qHubTransfer, c.Key, c.Ver, transferOver(&tr), data); err != nil {
		return err
	}
	return t.putWaiter(ctx, &tr, true)
}

// liftTransfers takes what was done here off the transfers.
func (t *wtx) liftTransfers(ctx context.Context) error {
	ids, err := t.texts(ctx, `SELECT id FROM transfers WHERE base IS NOT NULL`)
	if err != nil {
		return err
	}
	for _, id := range ids {
		t.changed(retail.EntityTransfer, id)
		base, err := t.base(ctx, tableTransfers, id)
		if err != nil {
			return err
		}
		if base == "" {
			for _, q := range []string{`DELETE FROM person WHERE id = ?`, `DELETE FROM transfers WHERE id = ?`} {
				if _, err := t.exec(ctx, q, id); err != nil {
					return err
				}
			}
			continue
		}
		var tr retail.Transfer
		if err := json.Unmarshal([]byte(base), &tr); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE transfers SET over_at = ?, data = base, base = NULL WHERE id = ?`, transferOver(&tr), id); err != nil {
			return err
		}
	}
	return nil
}

// purgeTransfers forgets the customers of transfers that were over before the
// instant.
func (t *wtx) purgeTransfers(ctx context.Context, before int64) (int, error) {
	ids, err := t.texts(ctx, `SELECT p.id FROM person p JOIN transfers o ON o.id = p.id WHERE o.over_at > 0 AND o.over_at < ?`, before)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		if _, err := t.exec(ctx, `DELETE FROM person WHERE id = ?`, id); err != nil {
			return 0, err
		}
		t.changed(retail.EntityTransfer, id)
	}
	return len(ids), nil
}

const qTransferCols = `SELECT x.id, x.data, p.sealed, x.base IS NOT NULL FROM transfers x LEFT JOIN person p ON p.id = x.id `

func (d *DB) scanTransfer(scan func(...any) error) (held, error) {
	var id string
	var data, sealed []byte
	var t held
	if err := scan(&id, &data, &sealed, &t.pending); err != nil {
		return t, err
	}
	if err := json.Unmarshal(data, &t.Transfer); err != nil {
		return t, err
	}
	t.ID = retail.TransferID(id)
	o := retail.Order{ID: retail.OrderID(id)}
	err := d.unseal(&o, sealed)
	if t.For != nil {
		t.For.Customer = o.Customer
	}
	return t, err
}

// Transfer returns a transfer with its customer, CodeNotFound when there is
// none. pending tells that something was done here to it that the hub's word
// does not contain yet (仮).
func (d *DB) Transfer(ctx context.Context, id retail.TransferID) (t *retail.Transfer, pending bool, err error) {
	h, err := d.scanTransfer(func(dst ...any) error { return d.one(ctx, qTransferCols+`WHERE x.id = ?`, []any{id}, dst...) })
	return h.Transfer, h.pending, fault("localdb.Transfer", err)
}

// Transfers calls yield with every transfer of the shop, customers included, in
// no order, until it returns false.
func (d *DB) Transfers(ctx context.Context, yield func(t *retail.Transfer, pending bool) bool) error {
	rows, err := d.query(ctx, qTransferCols)
	all, err := collect("localdb.Transfers", rows, err, d.scanTransfer)
	for _, h := range all {
		if !yield(h.Transfer, h.pending) {
			break
		}
	}
	return err
}
