package localdb

import "context"

// newProgram looks whether this program last worked on these files. Another one
// may know rows, and fields of rows, that were left out: every scope comes again
// as a snapshot, and is worked with as it is until then. The outbox stays.
func (d *DB) newProgram(ctx context.Context) error {
	if d.o.Program == "" {
		return nil
	}
	var last string
	if err := d.one(ctx, `SELECT program FROM device`, nil, &last); err != nil || last == d.o.Program {
		return err
	}
	if err := d.resetCatalog(ctx, scopeCatalog); err != nil { // first: work.db remembers that all was done
		return err
	}
	return d.write(ctx, "localdb.newProgram", func(ctx context.Context, t *wtx) error {
		if _, err := t.exec(ctx, `UPDATE cursor SET epoch = '', h = ''`); err != nil {
			return err
		}
		_, err := t.exec(ctx, `UPDATE device SET program = ?`, d.o.Program)
		return err
	})
}
