// Package sqlite opens, migrates, copies and checks SQLite files the one way
// we do it: WAL, one writer, a pool of readers that cannot write.
package sqlite

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
	"strconv"

	"github.com/pressly/goose/v3"
	modern "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"miseban/app/retail"
)

// Durability is what a commit survives.
type Durability string

// Values of Durability (https://www.sqlite.org/pragma.html#pragma_synchronous).
const (
	// Full survives the loss of power: for whatever cannot be fetched again.
	Full Durability = "FULL"
	// Normal survives the death of the process: for what can be rebuilt.
	Normal Durability = "NORMAL"
)

// Options says how a file is opened.
type Options struct {
	Path       string     // of the file; its folder must exist
	Durability Durability //
	AppID      int32      // application_id of the file; another program's file is refused
	Migrations fs.FS      // *.sql of goose at its root, forward only
	Readers    int        // connections of the read pool, 4 when zero
	Cache      int        // MiB of pages that the writer keeps in memory, 2 when zero
	ReadCache  int        // KiB of pages that each reader keeps in memory, 2,000 when zero
	Fold       int        // pages that the log holds before it is folded into the file, 1000 when zero
}

// DB is an open file: Write has exactly one connection, Read only queries.
type DB struct {
	Write *sql.DB
	Read  *sql.DB
	Path  string
}

// Open opens or makes the file and brings it to the newest schema. Before a
// file that holds data is migrated it is copied to Path + ".before-<version>".
func Open(ctx context.Context, o Options) (*DB, error) {
	const op = "sqlite.Open"
	w, err := sql.Open("sqlite", dsn(o, false))
	if err != nil {
		return nil, retail.E(retail.CodeInternal, op, "", err)
	}
	w.SetMaxOpenConns(1)
	d := &DB{Write: w, Path: o.Path}
	if err := d.identify(ctx, o.AppID); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	if err := d.migrate(ctx, o.Migrations); err != nil {
		return nil, errors.Join(retail.E(ErrCode(err), op, "", err), w.Close())
	}
	r, err := sql.Open("sqlite", dsn(o, true))
	if err != nil {
		return nil, errors.Join(retail.E(retail.CodeInternal, op, "", err), w.Close())
	}
	n := o.Readers
	if n == 0 {
		n = 4
	}
	r.SetMaxOpenConns(n)
	r.SetMaxIdleConns(n)
	d.Read = r
	return d, nil
}

// OpenRead opens a file that is there already, only to read, beside whoever
// writes to it. CodeNotFound: there is none; CodeInvalid: it is another
// program's.
func OpenRead(ctx context.Context, path string, appID int32) (*sql.DB, error) {
	return openOnly(ctx, "sqlite.OpenRead", path, dsn(Options{Path: path, Durability: Normal}, true), appID)
}

// openOnly opens a file that is there, and ours, to read.
func openOnly(ctx context.Context, op, path, dsn string, appID int32) (*sql.DB, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, retail.E(retail.CodeNotFound, op, "", err)
	}
	r, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, retail.E(retail.CodeInternal, op, "", err)
	}
	var id int32
	err = r.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id)
	switch {
	case err != nil:
		err = retail.E(ErrCode(err), op, "", err)
	case id != appID:
		err = retail.E(retail.CodeInvalid, op, "", fmt.Errorf("%s belongs to another program (application_id %d)", path, id))
	default:
		return r, nil
	}
	return nil, errors.Join(err, r.Close())
}

// busyTimeout is how long a statement waits for others, in milliseconds.
const busyTimeout = "busy_timeout(5000)"

func dsn(o Options, readOnly bool) string {
	q := url.Values{}
	q.Set("_txlock", "immediate")
	pragmas := []string{
		busyTimeout, "journal_mode(WAL)", "synchronous(" + string(o.Durability) + ")", "foreign_keys(1)",
		"temp_store(MEMORY)", "trusted_schema(0)", "cell_size_check(1)", "secure_delete(1)", "wal_autocheckpoint(" + strconv.Itoa(cmp.Or(o.Fold, 1000)) + ")",
	}
	if readOnly {
		q.Set("_txlock", "deferred")
		pragmas = append(pragmas, "query_only(1)")
		if o.ReadCache > 0 {
			pragmas = append(pragmas, "cache_size(-"+strconv.Itoa(o.ReadCache)+")")
		}
	} else if o.Cache > 0 {
		pragmas = append(pragmas, "cache_size(-"+strconv.Itoa(o.Cache<<10)+")")
	}
	for _, p := range pragmas {
		q.Add("_pragma", p)
	}
	return "file:" + (&url.URL{Path: o.Path}).EscapedPath() + "?" + q.Encode()
}

// identify sets or checks application_id, so that no foreign file is touched.
func (d *DB) identify(ctx context.Context, want int32) error {
	const op = "sqlite.Open"
	var id int32
	var tables int
	if err := d.Write.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return retail.E(ErrCode(err), op, "", err)
	}
	if id == want {
		return nil
	}
	if err := d.Write.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil {
		return retail.E(ErrCode(err), op, "", err)
	}
	if id != 0 || tables > 0 {
		return retail.E(retail.CodeInvalid, op, "", fmt.Errorf("%s belongs to another program (application_id %d)", d.Path, id))
	}
	_, err := d.Write.ExecContext(ctx, "PRAGMA application_id = "+strconv.Itoa(int(want)))
	return err
}

func (d *DB) migrate(ctx context.Context, fsys fs.FS) error {
	p, err := goose.NewProvider(goose.DialectSQLite3, d.Write, fsys)
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > want {
		return fmt.Errorf("schema %d is newer than this program's %d", have, want)
	}
	if have == want {
		return nil
	}
	if have > 0 {
		if err := d.CopyTo(ctx, fmt.Sprintf("%s.before-%d", d.Path, want)); err != nil {
			return err
		}
	}
	_, err = p.Up(ctx)
	return err
}

// CopyTo writes a consistent copy of the file (VACUUM INTO), replacing what is
// at path only when the copy is whole.
func (d *DB) CopyTo(ctx context.Context, path string) error {
	tmp := path + ".part"
	if err := os.Remove(tmp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := d.Write.ExecContext(ctx, "VACUUM INTO ?", tmp); err != nil {
		return err
	}
	f, err := os.Open(filepath.Clean(tmp))
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}

// Check runs quick_check and returns CodeDamaged with what SQLite found.
func (d *DB) Check(ctx context.Context) error { return Sound(ctx, d.Write) }

// Close checkpoints the WAL and closes both sides. A DB whose two sides are one
// was opened only to look, and is just closed.
func (d *DB) Close() error {
	if d.Write == d.Read {
		return d.Read.Close()
	}
	rerr := d.Read.Close()
	_, werr := d.Write.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
	return errors.Join(rerr, werr, d.Write.Close())
}

// ErrCode tells what kind of fault a SQLite error is, by its result code
// (https://www.sqlite.org/rescode.html).
func ErrCode(err error) retail.Code {
	var e *modern.Error
	switch {
	case err == nil:
		return 0
	case errors.Is(err, sql.ErrNoRows):
		return retail.CodeNotFound
	case !errors.As(err, &e):
		return retail.CodeOf(err)
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_FULL:
		return retail.CodeDiskFull
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return retail.CodeDamaged
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return retail.CodeBusy
	}
	return retail.CodeInternal
}
