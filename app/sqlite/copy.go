package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"miseban/app/retail"
)

// CopyFile writes a consistent copy of a file that another connection, or
// another program, may be writing to (VACUUM INTO), and returns when it is on
// the disk. Writers do not wait for it. What was at to is replaced; the copy is
// readable for its owner alone.
func CopyFile(ctx context.Context, from, to string) error {
	const op = "sqlite.CopyFile"
	if _, err := os.Stat(from); err != nil {
		return retail.E(retail.CodeNotFound, op, "", err)
	}
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return retail.E(retail.CodeRefused, op, "", err)
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) // SQLite writes into an empty file
	if err != nil {
		return retail.E(retail.CodeRefused, op, "", err)
	}
	db, err := sql.Open("sqlite", dsn(Options{Path: from, Durability: Normal}, false))
	if err != nil {
		return errors.Join(retail.E(retail.CodeInternal, op, "", err), f.Close())
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", to)
	if err = errors.Join(err, db.Close()); err != nil {
		return retail.E(ErrCode(err), op, "", errors.Join(err, f.Close(), os.Remove(to)))
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return retail.E(retail.CodeRefused, op, "", err)
	}
	return nil
}

// OpenCopy opens a file that nobody writes to, only to read, and leaves nothing
// beside it. A log beside it is not read.
func OpenCopy(ctx context.Context, path string, appID int32) (*sql.DB, error) {
	return openOnly(ctx, "sqlite.OpenCopy", path,
		"file:"+(&url.URL{Path: path}).EscapedPath()+"?mode=ro&immutable=1&_pragma=query_only(1)&_pragma=cell_size_check(1)", appID)
}

// Sound runs quick_check over an open file: CodeDamaged with what SQLite found.
func Sound(ctx context.Context, db *sql.DB) error {
	var out string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&out); err != nil {
		return retail.E(ErrCode(err), "sqlite.Sound", "hint.damaged", err)
	}
	if out != "ok" {
		return retail.E(retail.CodeDamaged, "sqlite.Sound", "hint.damaged", errors.New(out))
	}
	return nil
}

// SyncFolder makes new names in a folder last. Windows knows no such thing.
func SyncFolder(dir string) error {
	d, err := os.Open(filepath.Clean(dir))
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrInvalid) {
		err = nil
	}
	return errors.Join(err, d.Close())
}
