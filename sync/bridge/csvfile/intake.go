package csvfile

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// Intake reads files into the hub. It is not safe for use by several
// goroutines at once.
type Intake struct {
	Sink     Sink
	Keep     Quarantine
	Profiles []*Profile // see Profiles
	Clock    retail.Clock
	Progress func(done, total int) // called now and then with rows; may be nil
}

func (in *Intake) progress(done, total int) {
	if in.Progress != nil {
		in.Progress(done, total)
	}
}

// Report is what became of a file.
type Report struct {
	File    string
	Profile string
	Kind    Kind
	Enc     Encoding
	Rows    int  // in the file, without its header
	Again   bool // the same content was read before: only what waited in quarantine was tried again
	Grown   int  // rows that were there at the last reading

	New, Changed, Unchanged int // orders; of other kinds Changed counts what is different now
	Pending                 int // orders whose shop is to answer yet (仮)
	Good                    int // rows of other kinds that were taken in
	Canceled                int // orders
	Foreign                 int // orders that are not for pickup, or not (any more) to be worked on
	Unpaid                  int // orders that the web shop has no money for yet
	Held                    int // orders that wait in quarantine
	Bad                     []Bad
}

// count books an outcome; false for a refusal.
func (r *Report) count(out hub.ReceiveOutcome) bool {
	switch out.Result {
	case hub.New:
		r.New++
	case hub.Changed:
		r.Changed++
	case hub.Unchanged:
		r.Unchanged++
	case hub.Pending:
		r.Pending++
	case hub.Refused:
		return false
	}
	return true
}

// Import reads one file. profile names one, or is empty to find it by the
// header. An error means that the file as a whole could not be read, or that
// the hub failed on the way: repeating is safe.
func (in *Intake) Import(ctx context.Context, name, profile string, data []byte) (Report, error) {
	rep := Report{File: name}
	hash := hashOf(data)
	if first, seen, err := in.Keep.FileByHash(ctx, hash); err != nil {
		return rep, err
	} else if seen {
		return in.again(ctx, rep, first.Name)
	}
	t, err := ReadTable(data)
	if err != nil {
		return rep, retail.E(retail.CodeInvalid, "csvfile.Import", "hint.import_file", err)
	}
	pl, err := choose(in.Profiles, profile, t.Header)
	if err != nil {
		return rep, err
	}
	rep.Profile, rep.Kind, rep.Enc, rep.Rows = pl.Name, pl.Kind, t.Enc, len(t.Rows)
	b, err := in.newBatch(ctx, pl, t.Header, records(t, pl, name), &rep)
	if err != nil {
		return rep, err
	}
	if b.from, err = in.grown(ctx, name, data, t); err != nil {
		return rep, err
	}
	if rep.Grown = b.from; b.from > 0 {
		if err := in.Keep.ForgetBad(ctx, name, t.Rows[0].No+b.from); err != nil {
			return rep, err
		}
	}
	if err := b.run(ctx); err != nil {
		return rep, err
	}
	return rep, in.Keep.SeeFile(ctx, File{Name: name, Size: int64(len(data)), Hash: hash, Rows: len(t.Rows), At: b.now})
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// records lays the plan over every row.
func records(t *Table, pl *plan, name string) []record {
	recs := make([]record, len(t.Rows))
	var c cutter
	for i, row := range t.Rows {
		r := record{plan: pl, file: name, row: row.No, full: func() (string, []string) {
			if !row.OK {
				return t.Text(row), nil
			}
			return t.Text(row), t.Cells(row)
		}}
		if row.OK {
			r.cells = t.pick(row, pl.cols, &c)
		} else if at := pl.at["order"]; len(at) > 0 {
			if torn := t.torn(row); pl.cols[at[0][0]] < len(torn) {
				r.guess = code(torn[pl.cols[at[0][0]]])
			}
		}
		recs[i] = r
	}
	return recs
}

// stored makes a record of a row in quarantine.
func stored(pl *plan, bad Bad) record {
	r := record{plan: pl, file: bad.File, row: bad.Row, full: func() (string, []string) { return bad.Text, bad.Cells }}
	_, r.sure, _ = cutGroup(bad.Group)
	if len(bad.Cells) == pl.width {
		r.cells = make([]string, len(pl.cols))
		for i, c := range pl.cols {
			r.cells[i] = bad.Cells[c]
		}
	}
	return r
}

// grown returns how many rows an earlier, shorter version of the file held:
// the file begins with the very bytes of that version. A row is counted only
// with its line end, for a last row without one may have been cut off.
func (in *Intake) grown(ctx context.Context, name string, data []byte, t *Table) (int, error) {
	old, ok, err := in.Keep.FileByName(ctx, name)
	if err != nil || !ok || old.Size <= 0 || old.Size >= int64(len(data)) || hashOf(data[:old.Size]) != old.Hash {
		return 0, err
	}
	mark := len(data) - len(t.data) // bytes of the byte order mark
	if mark < 0 || mark > len(markUTF8) {
		return 0, nil
	}
	n := 0
	for n < len(t.Rows) && mark+t.Rows[n].end <= int(old.Size) {
		n++
	}
	return n, nil
}

// run hands the batch on by its kind and stores what was bad.
func (b *batch) run(ctx context.Context) error {
	var err error
	switch b.Kind {
	case Orders:
		err = b.orders(ctx)
	case Products:
		err = b.products(ctx)
	case Stock:
		err = b.stock(ctx)
	case Shops:
		err = b.sites(ctx)
	case Sales:
		err = b.sales(ctx)
	case Deliveries:
		err = b.deliveries(ctx)
	}
	if err != nil {
		return err
	}
	b.rep.Bad = append(b.rep.Bad, b.bad...)
	slices.SortStableFunc(b.rep.Bad, func(x, y Bad) int { return x.Row - y.Row })
	return b.in.Keep.KeepBad(ctx, b.bad)
}

// again reads a file that was read before, under this name or another: nothing
// changes but that its rows in quarantine are tried once more.
func (in *Intake) again(ctx context.Context, rep Report, first string) (Report, error) {
	rep.Again = true
	all, err := in.Keep.BadRows(ctx, nil)
	if err != nil {
		return rep, err
	}
	var ids []string
	for _, b := range all {
		if b.File == first || b.File == rep.File {
			ids = append(ids, b.ID)
		}
	}
	if len(ids) == 0 {
		return rep, nil
	}
	return in.retry(ctx, rep, ids)
}

// Retry tries rows of the quarantine again with what the hub knows now; without
// ids all of them. Rows of one order are tried together.
func (in *Intake) Retry(ctx context.Context, ids []string) (Report, error) {
	return in.retry(ctx, Report{}, ids)
}

func (in *Intake) retry(ctx context.Context, rep Report, ids []string) (Report, error) {
	rows, err := in.Keep.BadRows(ctx, ids)
	if err != nil {
		return rep, err
	}
	var groups []string
	for _, r := range rows {
		if r.Group != "" && !slices.Contains(groups, r.Group) {
			groups = append(groups, r.Group)
		}
	}
	more, err := in.Keep.GroupRows(ctx, groups)
	if err != nil {
		return rep, err
	}
	for _, m := range more {
		if !slices.ContainsFunc(rows, func(r Bad) bool { return r.ID == m.ID }) {
			rows = append(rows, m)
		}
	}
	for _, part := range alike(rows) {
		if err := in.retryPart(ctx, &rep, part); err != nil {
			return rep, err
		}
	}
	return rep, nil
}

// alike parts rows by profile and header.
func alike(rows []Bad) [][]Bad {
	var out [][]Bad
	for _, r := range rows {
		i := slices.IndexFunc(out, func(p []Bad) bool { return p[0].Profile == r.Profile && slices.Equal(p[0].Header, r.Header) })
		if i < 0 {
			out = append(out, nil)
			i = len(out) - 1
		}
		out[i] = append(out[i], r)
	}
	return out
}

// retryPart takes in rows of one profile and header.
func (in *Intake) retryPart(ctx context.Context, rep *Report, rows []Bad) error {
	pl, err := choose(in.Profiles, rows[0].Profile, rows[0].Header)
	if OfFile(err) { // the mapping file has lost the profile: they wait on
		rep.Bad = append(rep.Bad, rows...)
		return nil
	}
	if err != nil {
		return err
	}
	slices.SortStableFunc(rows, func(x, y Bad) int { return x.Row - y.Row })
	var recs []record
	var ids []string
	for _, r := range rows {
		if r.Reason.Fault == Repeated { // its order went on without it
			rep.Bad = append(rep.Bad, r)
			continue
		}
		ids = append(ids, r.ID)
		recs = append(recs, stored(pl, r))
	}
	rep.Profile, rep.Kind, rep.Rows = pl.Name, pl.Kind, rep.Rows+len(recs)
	b, err := in.newBatch(ctx, pl, rows[0].Header, recs, rep)
	if err != nil {
		return err
	}
	if err := b.run(ctx); err != nil {
		return err
	}
	var free []string
	for _, id := range ids {
		if !slices.ContainsFunc(b.bad, func(x Bad) bool { return x.ID == id }) {
			free = append(free, id)
		}
	}
	return in.Keep.ReleaseBad(ctx, free, nil)
}
