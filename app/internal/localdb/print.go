package localdb

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"miseban/app/retail"
)

// tablePrint holds the labels that this terminal prints.
const tablePrint = "print_job"

const qPrintCols = `SELECT id, title, label, state, cause, tries, made_at, at FROM print_job `

func (d *DB) scanPrint(scan func(...any) error) (retail.PrintJob, error) {
	var j retail.PrintJob
	var sealed []byte
	var made, at int64
	if err := scan(&j.ID, &j.Title, &sealed, &j.State, &j.Cause, &j.Tries, &made, &at); err != nil {
		return j, err
	}
	j.MadeAt, j.At = fromMS(made), fromMS(at)
	var err error
	if j.Label, err = d.o.Sealer.Open(sealed, tablePrint, string(j.ID)); err != nil {
		j.Label = nil // sealed with a key that is lost: the list shows its title, and it cannot be drawn
	}
	return j, nil
}

// AddPrints puts labels into the queue, all or none.
func (d *DB) AddPrints(ctx context.Context, jobs ...retail.PrintJob) error {
	return d.write(ctx, "localdb.AddPrints", func(ctx context.Context, t *wtx) error {
		for _, j := range jobs {
			if err := t.addPrint(ctx, j); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *wtx) addPrint(ctx context.Context, j retail.PrintJob) error {
	_, err := t.exec(ctx, `INSERT INTO print_job (id, title, label, state, cause, tries, made_at, at) VALUES (?, ?, ?, ?, ?, 0, ?, ?)`,
		j.ID, j.Title, t.d.o.Sealer.Seal(j.Label, tablePrint, string(j.ID)), retail.PrintQueued, retail.PrintCause(0), ms(j.MadeAt), ms(j.MadeAt))
	return err
}

// NextPrint returns the oldest label that is still to be sent, CodeNotFound when
// there is none.
func (d *DB) NextPrint(ctx context.Context) (retail.PrintJob, error) {
	const op = "localdb.NextPrint"
	list, err := d.prints(ctx, op, `WHERE state IN ('queued', 'failed') ORDER BY no LIMIT 1`)
	if err == nil && len(list) == 0 {
		err = notFound(op, "label")
	}
	if err != nil {
		return retail.PrintJob{}, err
	}
	return list[0], nil
}

// Print returns one label, CodeNotFound when there is none.
func (d *DB) Print(ctx context.Context, id retail.PrintID) (retail.PrintJob, error) {
	const op = "localdb.Print"
	list, err := d.prints(ctx, op, `WHERE id = ?`, id)
	if err == nil && len(list) == 0 {
		err = notFound(op, string(id))
	}
	if err != nil {
		return retail.PrintJob{}, err
	}
	return list[0], nil
}

// Prints returns the newest labels, newest first.
func (d *DB) Prints(ctx context.Context, limit int) ([]retail.PrintJob, error) {
	return d.prints(ctx, "localdb.Prints", `ORDER BY no DESC LIMIT ? + 0`, limit)
}

func (d *DB) prints(ctx context.Context, op, where string, args ...any) ([]retail.PrintJob, error) {
	rows, err := d.query(ctx, qPrintCols+where, args...)
	return collect(op, rows, err, d.scanPrint)
}

// MovePrint brings a label into its next state; once it returns, that outlives a
// loss of power. CodeRefused: it cannot follow the state the label is in.
func (d *DB) MovePrint(ctx context.Context, id retail.PrintID, next retail.PrintState, cause retail.PrintCause, at time.Time) error {
	return d.write(ctx, "localdb.MovePrint", func(ctx context.Context, t *wtx) error {
		return t.movePrint(ctx, id, next, cause, at)
	})
}

func (t *wtx) movePrint(ctx context.Context, id retail.PrintID, next retail.PrintState, cause retail.PrintCause, at time.Time) error {
	const op = "localdb.MovePrint"
	var state retail.PrintState
	err := t.row(ctx, `SELECT state FROM print_job WHERE id = ?`, id).Scan(&state)
	switch {
	case isNoRows(err):
		return notFound(op, string(id))
	case err != nil:
		return err
	case !state.CanBecome(next):
		return retail.E(retail.CodeRefused, op, "hint.print_moved", errors.New(state.String()+" to "+next.String()))
	}
	_, err = t.exec(ctx, `UPDATE print_job SET state = ?, cause = ?, at = ?, tries = tries + ? WHERE id = ?`,
		next, cause, ms(at), tried(next), id)
	return err
}

// tried is 1 where the state says that the printer was asked.
func tried(s retail.PrintState) int {
	if s == retail.PrintSending || s == retail.PrintFailed {
		return 1
	}
	return 0
}

// PrintAgain queues a copy of a label under a new ID. One of which nobody knew
// whether it was printed is settled by that. CodeRefused: it is still to be sent,
// or is being sent, so that there would be two of it.
func (d *DB) PrintAgain(ctx context.Context, id, as retail.PrintID, at time.Time) error {
	const op = "localdb.PrintAgain"
	return d.write(ctx, op, func(ctx context.Context, t *wtx) error {
		j, err := d.scanPrint(t.row(ctx, qPrintCols+`WHERE id = ?`, id).Scan)
		switch {
		case isNoRows(err):
			return notFound(op, string(id))
		case err != nil:
			return err
		case j.State.Waits() || j.State == retail.PrintSending:
			return retail.E(retail.CodeRefused, op, "hint.print_waits", nil)
		case j.State == retail.PrintUnknown:
			if err := t.movePrint(ctx, id, retail.PrintDropped, retail.PrintAgain, at); err != nil {
				return err
			}
		}
		return t.addPrint(ctx, retail.PrintJob{ID: as, Title: j.Title, Label: j.Label, MadeAt: at})
	})
}

// BreakPrints says of every label that was being sent that nobody knows: the
// program begins, and what it was at when it ended it cannot know.
func (d *DB) BreakPrints(ctx context.Context, at time.Time) (n int64, err error) {
	err = d.write(ctx, "localdb.BreakPrints", func(ctx context.Context, t *wtx) error {
		res, err := t.exec(ctx, `UPDATE print_job SET state = ?, cause = ?, at = ? WHERE state = ?`,
			retail.PrintUnknown, retail.PrintStopped, ms(at), retail.PrintSending)
		if err != nil {
			return err
		}
		n, err = res.RowsAffected()
		return err
	})
	return n, err
}

// DropPrints forgets labels that are done with, or wait for nothing any more,
// since before an instant.
func (d *DB) DropPrints(ctx context.Context, before time.Time) error {
	return d.write(ctx, "localdb.DropPrints", func(ctx context.Context, t *wtx) error {
		_, err := t.exec(ctx, `DELETE FROM print_job WHERE at < ? AND state <> ?`, ms(before), retail.PrintSending)
		return err
	})
}

// doubtPrints is BreakPrints for a salvaged file: it may say of a label that it
// waits because it is older than the print.
func doubtPrints(ctx context.Context, work *sql.DB) error {
	_, err := work.ExecContext(ctx, `UPDATE print_job SET state = ?, cause = ? WHERE state IN (?, ?, ?)`,
		retail.PrintUnknown, retail.PrintStopped, retail.PrintSending, retail.PrintQueued, retail.PrintFailed)
	return err
}

// LoadPrinter reads where labels are printed into v. CodeNotFound: nobody said.
func (d *DB) LoadPrinter(ctx context.Context, v any) error {
	return d.LoadSetting(ctx, SettingPrinter, v)
}

// StorePrinter keeps where labels are printed.
func (d *DB) StorePrinter(ctx context.Context, v any) error {
	return d.StoreSetting(ctx, SettingPrinter, v)
}
