package localdb

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"miseban/app/retail"
)

const qKnown = `SELECT data FROM known WHERE entity = ? AND key = ?`

func known[T any](ctx context.Context, d *DB, op string, e retail.Entity, key string) (T, error) {
	v, err := decode[T](func(dst ...any) error { return d.one(ctx, qKnown, []any{e.String(), key}, dst...) })
	return v, fault(op, err)
}

func allKnown[T any](ctx context.Context, d *DB, op string, e retail.Entity) ([]T, error) {
	rows, err := d.query(ctx, `SELECT data FROM known WHERE entity = ? ORDER BY key`, e.String())
	return collect(op, rows, err, decode[T])
}

// StaffNamed returns a member of staff, active or not.
func (d *DB) StaffNamed(ctx context.Context, id retail.StaffID) (retail.Staff, error) {
	return known[retail.Staff](ctx, d, "localdb.StaffNamed", retail.EntityStaff, string(id))
}

// StaffHere returns the staff who may sign in at this shop, by name.
func (d *DB) StaffHere(ctx context.Context) ([]retail.Staff, error) {
	all, err := allKnown[retail.Staff](ctx, d, "localdb.StaffHere", retail.EntityStaff)
	var out []retail.Staff
	for _, s := range all {
		if s.WorksAt(d.o.Store) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b retail.Staff) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return out, err
}

// Secret returns what this terminal checks a PIN against.
func (d *DB) Secret(ctx context.Context, id retail.StaffID) (retail.StaffSecret, error) {
	return known[retail.StaffSecret](ctx, d, "localdb.Secret", retail.EntitySecret, string(id))
}

// StaffByBadge returns the member of staff whose badge has the keyed hash
// (credential.BadgeKey), CodeNotFound when nobody's has.
func (d *DB) StaffByBadge(ctx context.Context, hash []byte) (retail.Staff, error) {
	const op = "localdb.StaffByBadge"
	secrets, err := allKnown[retail.StaffSecret](ctx, d, op, retail.EntitySecret)
	if err != nil {
		return retail.Staff{}, err
	}
	for _, s := range secrets {
		if len(s.Badge) > 0 && bytes.Equal(s.Badge, hash) {
			return d.StaffNamed(ctx, s.Staff)
		}
	}
	return retail.Staff{}, notFound(op, "no such badge")
}

// TerminalNamed returns a terminal of the chain.
func (d *DB) TerminalNamed(ctx context.Context, id retail.DeviceID) (retail.Terminal, error) {
	return known[retail.Terminal](ctx, d, "localdb.TerminalNamed", retail.EntityTerminal, string(id))
}

// Terminals returns the terminals that are known here, by id.
func (d *DB) Terminals(ctx context.Context) ([]retail.Terminal, error) {
	return allKnown[retail.Terminal](ctx, d, "localdb.Terminals", retail.EntityTerminal)
}

// Chain returns what is known of the chain, CodeNotFound before the first sync.
func (d *DB) Chain(ctx context.Context) (retail.Chain, error) {
	const op = "localdb.Chain"
	all, err := allKnown[retail.Chain](ctx, d, op, retail.EntityChain)
	if err != nil {
		return retail.Chain{}, err
	}
	if len(all) == 0 {
		return retail.Chain{}, notFound(op, "chain")
	}
	return all[0], nil
}

// Counter returns who the hub says is the counter of this shop, the zero Lease
// when nobody ever was. What this terminal wishes stands in the outbox alone.
func (d *DB) Counter(ctx context.Context) (retail.Lease, error) {
	all, err := allKnown[retail.Lease](ctx, d, "localdb.Counter", retail.EntityLease)
	if err != nil || len(all) == 0 {
		return retail.Lease{}, err
	}
	return all[0], nil
}

// SignedIn returns who is signed in and since when, empty for nobody. It
// outlives the end of the program.
func (d *DB) SignedIn(ctx context.Context) (retail.StaffID, time.Time, error) {
	var id retail.StaffID
	var at int64
	err := d.one(ctx, `SELECT staff, staff_at FROM device`, nil, &id, &at)
	return id, fromMS(at), fault("localdb.SignedIn", err)
}

// SetSignedIn writes down who is signed in; empty is nobody.
func (d *DB) SetSignedIn(ctx context.Context, id retail.StaffID, at time.Time) error {
	return d.write(ctx, "localdb.SetSignedIn", func(ctx context.Context, t *wtx) error {
		_, err := t.exec(ctx, `UPDATE device SET staff = ?, staff_at = ?`, id, ms(at))
		t.changed(retail.EntityStaff, string(id))
		return err
	})
}

// LastSignedIn returns who signed in on this terminal lately, latest first.
func (d *DB) LastSignedIn(ctx context.Context) ([]retail.StaffID, error) {
	rows, err := d.query(ctx, `SELECT staff FROM signed_in ORDER BY at DESC, staff LIMIT 20`)
	return collect("localdb.LastSignedIn", rows, err, func(scan func(...any) error) (retail.StaffID, error) {
		var id retail.StaffID
		return id, scan(&id)
	})
}

// WrongPINs returns how many wrong PINs in a row were entered for who, and
// the instant that was stored with the count: until when nobody may try. who
// is a staff id, or a word for the terminal itself.
func (d *DB) WrongPINs(ctx context.Context, who string) (int, time.Time, error) {
	var n int
	var at int64
	err := d.one(ctx, `SELECT tries, last_at FROM wrong_pin WHERE who = ?`, []any{who}, &n, &at)
	if isNoRows(err) {
		err = nil
	}
	return n, fromMS(at), fault("localdb.WrongPINs", err)
}

// SetWrongPINs writes the count down; zero forgets it. Switching the terminal
// off and on again does not.
func (d *DB) SetWrongPINs(ctx context.Context, who string, n int, at time.Time) error {
	return d.write(ctx, "localdb.SetWrongPINs", func(ctx context.Context, t *wtx) error {
		if n == 0 {
			_, err := t.exec(ctx, `DELETE FROM wrong_pin WHERE who = ?`, who)
			return err
		}
		_, err := t.exec(ctx, `INSERT INTO wrong_pin (who, tries, last_at) VALUES (?, ?, ?)
			ON CONFLICT (who) DO UPDATE SET tries = excluded.tries, last_at = excluded.last_at`, who, n, ms(at))
		return err
	})
}
