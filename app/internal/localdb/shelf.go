package localdb

import (
	"context"
	"encoding/json"
	"slices"

	"miseban/app/retail"
)

var (
	qGetCheck = hot(`SELECT data FROM known WHERE entity = 'shelf_check' AND key = ?`)
	qAddMove  = hot(`INSERT INTO own_move (dseq, n, sku, data) VALUES (?, ?, ?, ?)`)
)

// qOwnAbout are the commands about things of a kind that the hub's state does not
// contain yet.
const qOwnAbout = `SELECT o.role, o.command FROM outbox o, device d
	WHERE o.dseq > d.device_last AND o.entity = ? AND COALESCE(o.verdict, '') <> 'rejected' AND o.was <> 'rejected' `

// ownLine is one of them.
type ownLine struct {
	role retail.Role
	cmd  retail.Command
}

func readOwnLine(scan func(...any) error) (l ownLine, err error) {
	var role, text string
	if err := scan(&role, &text); err != nil {
		return l, err
	}
	if err := l.role.UnmarshalText([]byte(role)); err != nil {
		return l, err
	}
	return l, json.Unmarshal([]byte(text), &l.cmd)
}

// over lays what was done here over a check as the hub has it, nil for none.
func over(k *retail.ShelfCheck, lines []ownLine) *retail.ShelfCheck {
	for _, l := range lines {
		d, err := decide(retail.State{Role: l.role, Check: k}, l.cmd)
		if err == nil && d.Check != nil {
			d.Check.Pending = true
			k = d.Check
		}
	}
	return k
}

// shelfCheck loads a check as it stood before a command.
func (t *wtx) shelfCheck(ctx context.Context, id string, before int64) (*retail.ShelfCheck, error) {
	var k *retail.ShelfCheck
	var row retail.ShelfCheck
	if ok, err := t.load(ctx, qGetCheck, id, &row); err != nil {
		return nil, err
	} else if ok {
		k = &row
	}
	rows, err := t.tx.QueryContext(ctx, qOwnAbout+`AND o.ref = ? AND o.dseq < ? ORDER BY o.dseq`, retail.EntityShelfCheck.String(), id, before)
	lines, err := collect("localdb.shelfCheck", rows, err, readOwnLine)
	return over(k, lines), err
}

// ShelfChecks returns the checks of shelves that this shop asked for or was asked
// for, the newest first, with what was done here since.
func (d *DB) ShelfChecks(ctx context.Context) ([]retail.ShelfCheck, error) {
	const op = "localdb.ShelfChecks"
	all, err := allKnown[retail.ShelfCheck](ctx, d, op, retail.EntityShelfCheck)
	if err != nil {
		return nil, err
	}
	rows, err := d.query(ctx, qOwnAbout+`ORDER BY o.dseq`, retail.EntityShelfCheck.String())
	lines, err := collect(op, rows, err, readOwnLine)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		id := retail.ShelfCheckID(l.cmd.Body.About().ID)
		i := slices.IndexFunc(all, func(k retail.ShelfCheck) bool { return k.ID == id })
		if i >= 0 {
			all[i] = *over(&all[i], []ownLine{l})
		} else if k := over(nil, []ownLine{l}); k != nil {
			all = append(all, *k)
		}
	}
	slices.SortFunc(all, func(a, b retail.ShelfCheck) int { return b.AskedAt.Compare(a.AskedAt) })
	return all, nil
}

// noteMoves keeps what a command moved here until the hub's state contains it.
func (t *wtx) noteMoves(ctx context.Context, dseq int64, moves []retail.Movement) error {
	for _, m := range moves {
		data, err := json.Marshal(m)
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, qAddMove, dseq, m.N, m.Key.SKU, string(data)); err != nil {
			return err
		}
	}
	return nil
}

// OwnMoves returns what was moved of a SKU here and is not in the hub's state
// yet, the newest first.
func (d *DB) OwnMoves(ctx context.Context, sku retail.SKUID) ([]retail.Movement, error) {
	rows, err := d.query(ctx, `SELECT data FROM own_move WHERE sku = ? ORDER BY dseq DESC, n DESC`, sku)
	return collect("localdb.OwnMoves", rows, err, decode[retail.Movement])
}
