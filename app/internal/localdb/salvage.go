package localdb

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"miseban/app/sqlite"
)

// Salvage tells what was done about a damaged work.db.
type Salvage struct {
	Kept  string // the damaged file, put aside for whoever looks into it
	Lines int    // outbox lines that were read from it and from the hourly copy
	Rows  int    // other rows that were read
	Bad   int    // rows or stretches that could not be read
}

// tableOutbox holds what the terminal recorded.
const tableOutbox = "outbox"

// salvaged are the tables whose rows are carried over, outbox first. Cursors
// are not: every scope comes again as a snapshot.
var salvaged = []string{
	tableOutbox, "orders", tablePerson, "order_bag", "order_sku", tableExceptions, tableStock, "known", "wrong_pin", "signed_in", "setting",
	"count_scan", "count_part", tableStocktake, tableCountLine, tableTransfers,
	tablePrint,
}

// salvage puts a damaged work.db aside, makes a new one, and carries over row
// by row what can still be read, then what only the hourly copy has.
func salvage(ctx context.Context, o Options) (*sqlite.DB, *Salvage, error) {
	path := filepath.Join(o.Dir, WorkFile)
	s := &Salvage{Kept: fmt.Sprintf("%s.damaged-%s", path, o.Clock.Now().UTC().Format("20060102T150405.000"))}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(path+suffix, s.Kept+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, nil, err
		}
	}
	work, err := openWork(ctx, o.Dir)
	if err != nil {
		return nil, nil, err
	}
	for _, from := range []string{s.Kept, filepath.Join(o.Dir, CopyFile)} {
		if _, err := os.Stat(from); err != nil {
			continue
		}
		if err := s.carry(ctx, work.Write, from); err != nil {
			return nil, nil, errors.Join(err, work.Close())
		}
	}
	if err := doubtPrints(ctx, work.Write); err != nil {
		return nil, nil, errors.Join(err, work.Close())
	}
	return work, s, nil
}

// carry reads every table of the file by itself; what fails is counted.
func (s *Salvage) carry(ctx context.Context, dst *sql.DB, path string) error {
	src, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?_pragma=query_only(1)")
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }() // only read
	src.SetMaxOpenConns(1)
	tx, err := dst.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var strays []stray
	for _, table := range salvaged {
		n, bad, left, err := carryTable(ctx, tx, src, table)
		if err != nil {
			return err
		}
		strays = append(strays, left...)
		s.Bad += bad
		if table == tableOutbox {
			s.Lines += n
		} else {
			s.Rows += n
		}
	}
	if err := carryDevice(ctx, tx, src); err != nil {
		return err
	}
	n, err := carryStrays(ctx, tx, strays)
	if err != nil {
		return err
	}
	s.Lines += n
	return tx.Commit()
}

// maxGap is how far behind an unreadable row the next readable one is looked for.
const maxGap = 4096

// stray is an unsent line that another file has under another number, or not
// at all: its own number is taken.
type stray struct {
	cols []string
	row  []any
}

// strayed tells whether a row that was not taken over is an unsent line.
func strayed(table string, cols []string, row []any) bool {
	verdict := slices.Index(cols, "verdict")
	return table == tableOutbox && verdict >= 0 && row[verdict] == nil
}

// carryStrays gives each line whose id is not there a number above all that
// were given out. The ids stay, so nothing can count twice.
func carryStrays(ctx context.Context, tx *sql.Tx, strays []stray) (n int, err error) {
	for _, s := range strays {
		var last int64
		if err := tx.QueryRowContext(ctx, "SELECT dseq FROM device").Scan(&last); err != nil {
			return n, err
		}
		s.row[slices.Index(s.cols, "dseq")] = last + 1
		k, err := insert(ctx, tx, tableOutbox, s.cols, s.row)
		if err != nil {
			return n, err
		}
		if k == 0 {
			continue // it is there under another number
		}
		n++
		_, err = tx.ExecContext(ctx, "UPDATE device SET dseq = ?, recorded = max(recorded, (SELECT count(*) FROM outbox))", last+1)
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// insert writes a row unless one with its key is there; k is 1 or 0.
func insert(ctx context.Context, tx *sql.Tx, table string, cols []string, row []any) (k int64, err error) {
	q := fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s) ON CONFLICT DO NOTHING", table, strings.Join(cols, ", "),
		strings.TrimSuffix(strings.Repeat("?, ", len(cols)), ", "))
	res, err := tx.ExecContext(ctx, q, row...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// carryTable copies rows in the order of rowid. After an unreadable one it
// goes on behind it; bad counts the stretches. strays are unsent lines whose
// number, or whose id, is taken.
func carryTable(ctx context.Context, tx *sql.Tx, src *sql.DB, table string) (n, bad int, strays []stray, err error) {
	last, gap := int64(0), 0
	for gap <= maxGap {
		row, rowid, cols, rerr := nextRow(ctx, src, table, last, gap > 0)
		switch {
		case isNoRows(rerr) && gap == 0:
			return n, bad, strays, nil
		case rerr != nil && ctx.Err() != nil:
			return n, bad, strays, ctx.Err()
		case rerr != nil:
			if gap == 0 {
				bad++
			}
			gap++
			last++
			continue
		}
		gap, last = 0, rowid
		k, ierr := insert(ctx, tx, table, cols, row)
		switch {
		case ierr != nil:
			bad++ // a row that no longer fits its table
		case k == 0 && strayed(table, cols, row):
			strays = append(strays, stray{cols, row})
		}
		n += int(k)
	}
	return n, bad, strays, nil
}

// nextRow reads the row behind rowid last; exact reads only rowid last + 1,
// which jumps over a damaged page.
func nextRow(ctx context.Context, src *sql.DB, table string, last int64, exact bool) ([]any, int64, []string, error) {
	q := "SELECT rowid, * FROM " + table + " WHERE rowid > ? ORDER BY rowid LIMIT 1"
	if exact {
		q = "SELECT rowid, * FROM " + table + " WHERE rowid = ? + 1"
	}
	rows, err := src.QueryContext(ctx, q, last)
	if err != nil {
		return nil, 0, nil, err
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return nil, 0, nil, err
	}
	if !rows.Next() {
		return nil, 0, nil, cmp.Or(rows.Err(), sql.ErrNoRows)
	}
	row := make([]any, len(cols))
	dst := make([]any, len(cols))
	for i := range row {
		dst[i] = &row[i]
	}
	if err := rows.Scan(dst...); err != nil {
		return nil, 0, nil, err
	}
	rowid, ok := row[0].(int64)
	if !ok {
		return nil, 0, nil, errors.New("localdb: rowid is no number")
	}
	return row[1:], rowid, cols[1:], rows.Err()
}

// carryDevice takes over the counters, each as the largest known.
func carryDevice(ctx context.Context, tx *sql.Tx, src *sql.DB) error {
	var v struct {
		dseq, recorded, acked, ackedAt, deviceLast, stable, hubTime, clockOff, staffAt int64
		staff                                                                          string
	}
	err := src.QueryRowContext(ctx, `SELECT dseq, recorded, acked, acked_at, device_last, stable, hub_time, clock_off, staff, staff_at FROM device`).
		Scan(&v.dseq, &v.recorded, &v.acked, &v.ackedAt, &v.deviceLast, &v.stable, &v.hubTime, &v.clockOff, &v.staff, &v.staffAt)
	if err == nil {
		_, err = tx.ExecContext(ctx, `UPDATE device SET dseq = max(dseq, ?), recorded = max(recorded, ?), acked = max(acked, ?),
			acked_at = max(acked_at, ?), device_last = max(device_last, ?), stable = max(stable, ?), hub_time = max(hub_time, ?),
			clock_off = CASE clock_off WHEN 0 THEN ? ELSE clock_off END, staff = CASE staff WHEN '' THEN ? ELSE staff END,
			staff_at = max(staff_at, ?)`,
			v.dseq, v.recorded, v.acked, v.ackedAt, v.deviceLast, v.stable, v.hubTime, v.clockOff, v.staff, v.staffAt)
		if err != nil {
			return err
		}
	}
	// The counters themselves may be gone; the lines still say what was given out.
	_, err = tx.ExecContext(ctx, `UPDATE device SET dseq = max(dseq, (SELECT COALESCE(max(dseq), 0) FROM outbox)),
		recorded = max(recorded, (SELECT count(*) FROM outbox))`)
	return err
}
