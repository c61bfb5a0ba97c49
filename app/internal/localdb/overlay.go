package localdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"miseban/app/retail"
)

const (
	// shownLines is how many judged outbox lines are kept to be shown.
	shownLines = 200
	// keepJournal is how long judged lines are kept that are in no backup of
	// the hub, by the hub's clock: a hub restored from an older copy gets them
	// again. A busy terminal writes some 20 MB in that time.
	keepJournal = 14 * 24 * time.Hour
	// keepStable is how long they are kept though they are in a backup: the
	// newest one may be the one that cannot be used.
	keepStable = 48 * time.Hour
)

// lift takes the overlay off: every row is again as the hub said.
func (t *wtx) lift(ctx context.Context) error {
	ids, err := t.texts(ctx, `SELECT id FROM orders WHERE base IS NOT NULL`)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := t.liftOrder(ctx, id); err != nil {
			return err
		}
	}
	ids, err = t.texts(ctx, `SELECT id FROM exceptions WHERE base IS NOT NULL`)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := t.liftException(ctx, id); err != nil {
			return err
		}
	}
	if err := t.liftHolds(ctx); err != nil {
		return err
	}
	if err := t.liftTransfers(ctx); err != nil {
		return err
	}
	if err := t.liftCounts(ctx); err != nil {
		return err
	}
	if err := t.liftWaves(ctx); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM own_move`); err != nil {
		return err
	}
	return t.liftStock(ctx)
}

func (t *wtx) liftStock(ctx context.Context) error {
	ids, err := t.texts(ctx, `SELECT DISTINCT sku FROM stock WHERE base IS NOT NULL`)
	if err != nil {
		return err
	}
	for _, sku := range ids {
		t.changed(retail.EntityStock, sku)
	}
	if _, err = t.exec(ctx, `DELETE FROM stock WHERE base = ''`); err != nil {
		return err
	}
	bases, err := t.texts(ctx, `SELECT base FROM stock WHERE base IS NOT NULL`)
	if err != nil {
		return err
	}
	for _, base := range bases {
		var l retail.StockLevel
		if err := json.Unmarshal([]byte(base), &l); err != nil {
			return err
		}
		if _, err := t.exec(ctx, qLiftStock, l.Shelf, promise(l), stockID(l.StockKey)); err != nil {
			return err
		}
	}
	return nil
}

func (t *wtx) liftOrder(ctx context.Context, id string) error {
	t.changed(retail.EntityOrder, id)
	view, err := t.order(ctx, id)
	if err != nil {
		return err
	}
	base, err := t.base(ctx, tableOrders, id)
	if err != nil {
		return err
	}
	if base == "" {
		if err := t.index(ctx, id, view, nil); err != nil {
			return err
		}
		_, err = t.exec(ctx, `DELETE FROM orders WHERE id = ?`, id)
		return err
	}
	var o retail.Order
	if err := json.Unmarshal([]byte(base), &o); err != nil {
		return err
	}
	_, err = t.exec(ctx, `UPDATE orders SET state = ?, handover = ?, over_at = ?, data = base, base = NULL WHERE id = ?`,
		o.State, o.Pickup.Handover.String(), overAt(&o), id)
	if err != nil {
		return err
	}
	return t.index(ctx, id, view, &o)
}

func (t *wtx) liftException(ctx context.Context, id string) error {
	t.changed(retail.EntityException, id)
	base, err := t.base(ctx, tableExceptions, id)
	if err != nil {
		return err
	}
	if base == "" {
		_, err = t.exec(ctx, `DELETE FROM exceptions WHERE id = ?`, id)
		return err
	}
	var x retail.Exception
	if err := json.Unmarshal([]byte(base), &x); err != nil {
		return err
	}
	_, err = t.exec(ctx, `UPDATE exceptions SET open = ?, opened = ?, data = base, base = NULL WHERE id = ?`, x.Open(), ms(x.OpenedAt), id)
	return err
}

func (t *wtx) base(ctx context.Context, table, id string) (string, error) {
	var s string
	err := t.row(ctx, `SELECT base FROM `+table+` WHERE id = ?`, id).Scan(&s)
	return s, err
}

// replay judges what the hub's state does not contain yet, in the order it was
// done, and writes its effects over it. What a hub rejected before it was
// restored stays rejected, see wire.PushRequest.
func (t *wtx) replay(ctx context.Context, deviceLast int64) error {
	lines, err := t.lines(ctx, `SELECT dseq, role, command FROM outbox WHERE dseq > ? AND was <> ? ORDER BY dseq`, deviceLast, retail.Rejected)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if _, err := t.apply(ctx, l.cmd, l.role); err != nil && !errors.Is(err, errRule) {
			return err
		}
	}
	return nil
}

// line is one outbox line, decoded.
type line struct {
	cmd  retail.Command
	role retail.Role
	size int // bytes as on the wire, about
}

func (t *wtx) lines(ctx context.Context, q string, args ...any) ([]line, error) {
	rows, err := t.tx.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	return t.d.scanLines(rows)
}

func (d *DB) scanLines(rows *sql.Rows) (out []line, err error) {
	defer func() { err = errors.Join(err, rows.Err(), rows.Close()) }()
	for rows.Next() {
		var l line
		var dseq int64
		var text []byte
		if err := rows.Scan(&dseq, &l.role, &text); err != nil {
			return nil, err
		}
		if l.cmd, err = d.readLine(text); err != nil {
			return nil, err
		}
		l.cmd.Dseq, l.size = dseq, len(text)
		out = append(out, l)
	}
	return out, nil
}

func (t *wtx) texts(ctx context.Context, q string, args ...any) (out []string, err error) {
	rows, err := t.tx.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Err(), rows.Close()) }()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// prune drops outbox lines that are judged, contained in the hub's state and
// long enough in a backup of the hub or too old to wait for one, but for the
// last few that are shown.
func (t *wtx) prune(ctx context.Context) error {
	// The oldest only, so that a page costs the same however long the journal is.
	_, err := t.exec(ctx, `DELETE FROM outbox WHERE dseq IN (
		SELECT x.dseq FROM (SELECT dseq, verdict, acked_at FROM outbox ORDER BY dseq LIMIT 500) x, device d
		WHERE x.verdict IS NOT NULL AND x.dseq <= min(d.device_last, d.dseq - ?) AND x.acked_at < d.hub_time - CASE WHEN x.dseq <= d.stable THEN ? ELSE ? END)`,
		shownLines, keepStable.Milliseconds(), keepJournal.Milliseconds())
	return err
}

// PurgePeople forgets the customers of orders and holds that were over before the given
// instant; the orders stay. It returns how many it forgot.
func (d *DB) PurgePeople(ctx context.Context, before time.Time) (int, error) {
	var n int64
	err := d.write(ctx, "localdb.PurgePeople", func(ctx context.Context, t *wtx) error {
		ids, err := t.texts(ctx, `SELECT p.id FROM person p JOIN orders o ON o.id = p.id WHERE o.over_at > 0 AND o.over_at < ?`, ms(before))
		if err != nil {
			return err
		}
		for _, id := range ids {
			if _, err := t.exec(ctx, `DELETE FROM person WHERE id = ?`, id); err != nil {
				return err
			}
			t.changed(retail.EntityOrder, id)
		}
		waited, err := t.purgeTransfers(ctx, ms(before))
		if err != nil {
			return err
		}
		held, err := t.purgeHolds(ctx, ms(before))
		n = int64(len(ids) + waited + held)
		return err
	})
	if err == nil {
		_, err = d.work.Fold(ctx, 0) // what was deleted stands in the log until then; busy: an hour later
	}
	return int(n), fault("localdb.PurgePeople", err)
}
