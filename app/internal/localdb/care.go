package localdb

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"miseban/app/retail"
	"miseban/app/sqlite"
)

const (
	reserveSize = 16 << 20
	// LowSpace is the free room in bytes below which staff are warned.
	LowSpace = 200 << 20
)

// keepReserve makes the file that is given up when the disk is full. It is
// made only while there is plenty of room; its absence is no fault.
func (d *DB) keepReserve() {
	d.reserve.Lock()
	defer d.reserve.Unlock()
	path := filepath.Join(d.o.Dir, ReserveFile)
	if st, err := os.Stat(path); d.o.Reserve < 0 || err == nil && st.Size() == d.o.Reserve {
		return
	}
	if free, err := sqlite.FreeSpace(d.o.Dir); err != nil || free < LowSpace {
		return
	}
	// Random bytes: a file system that compresses would keep nothing free.
	b := make([]byte, d.o.Reserve)
	_, _ = rand.Read(b)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		_ = os.Remove(path) // half a reserve is none
	}
}

// releaseReserve gives the reserve up and tells whether there was one.
func (d *DB) releaseReserve() bool {
	d.reserve.Lock()
	defer d.reserve.Unlock()
	return os.Remove(filepath.Join(d.o.Dir, ReserveFile)) == nil
}

// FreeSpace returns how many bytes are free for the database, the reserve
// included, and whether staff must be warned.
func (d *DB) FreeSpace() (free int64, low bool, err error) {
	free, err = sqlite.FreeSpace(d.o.Dir)
	if err != nil {
		return 0, false, retail.E(retail.CodeInternal, "localdb.FreeSpace", "", err)
	}
	if _, serr := os.Stat(filepath.Join(d.o.Dir, ReserveFile)); serr != nil {
		return free, d.o.Reserve > 0 || free < LowSpace, nil // it was used up
	}
	return free + d.o.Reserve, free < LowSpace, nil
}

// Copy writes the hourly copy of work.db and renews the reserve. The copy is
// what Open salvages from beside the damaged file.
func (d *DB) Copy(ctx context.Context) error {
	d.keepReserve()
	return fault("localdb.Copy", d.work.CopyTo(ctx, filepath.Join(d.o.Dir, CopyFile)))
}

// Wipe closes the database and deletes everything of it, the device file
// first, so that what is sealed can never be read again. While anything is
// unsent, or was counted and is in no tally, it is CodeUnsent, unless the hub revoked this terminal.
func (d *DB) Wipe(ctx context.Context, revoked bool) error {
	const op = "localdb.Wipe"
	if !revoked {
		n, err := d.Unsent(ctx)
		if err != nil {
			return err
		}
		left, err := d.untallied(ctx)
		if err != nil {
			return fault(op, err)
		}
		if n+left > 0 {
			return retail.E(retail.CodeUnsent, op, "hint.unsent", nil)
		}
	}
	var errs []error
	if d.o.Destroy != nil {
		errs = append(errs, d.o.Destroy())
	}
	_ = d.Close() // what cannot be closed is deleted all the same
	for _, pattern := range []string{WorkFile + "*", CatalogFile + "*", ReserveFile, PartsDir + "/*", PartsDir} {
		paths, err := filepath.Glob(filepath.Join(globQuote(d.o.Dir), pattern))
		errs = append(errs, err)
		for _, p := range paths {
			if err := os.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
				errs = append(errs, err)
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return retail.E(retail.CodeInternal, op, "", err)
	}
	return nil
}

// Adopt readies the database of a terminal that was enrolled anew at the same
// shop: what was done here stays, to be sent again under the new name, and
// everything that the hub said comes again as a snapshot. People that were
// sealed with a key that is lost are forgotten; the hub sends them too.
func (d *DB) Adopt(ctx context.Context, keyLost bool) error {
	return d.write(ctx, "localdb.Adopt", func(ctx context.Context, t *wtx) error {
		queries := []string{`DELETE FROM cursor`, `DELETE FROM known WHERE scope LIKE 'device:%'`}
		if keyLost {
			queries = append(queries, `DELETE FROM `+tablePerson)
		}
		for _, q := range queries {
			if _, err := t.exec(ctx, q); err != nil {
				return err
			}
		}
		t.changed(retail.EntitySite, "")
		return nil
	})
}

// globQuote makes a folder's name stand for itself in a pattern.
func globQuote(dir string) string {
	var out []rune
	for _, r := range dir {
		if r == '*' || r == '?' || r == '[' {
			out = append(out, '[', r, ']')
			continue
		}
		out = append(out, r)
	}
	return string(out)
}
