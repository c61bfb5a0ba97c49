package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"

	"miseban/app/retail"
)

// lockFile is held by the one program that works in a data folder.
const lockFile = "lock.db"

// Lock takes a data folder for this process alone until release is called or
// the process ends, however it ends: the lock is SQLite's own on a file of its
// own, so it works on every system that SQLite does. CodeBusy with "hint.in_use"
// means that another process has the folder.
func Lock(ctx context.Context, dir string) (release func() error, err error) {
	return LockFile(ctx, filepath.Join(dir, lockFile))
}

// LockFile is Lock for one file of that kind, which is made when it is missing.
func LockFile(ctx context.Context, path string) (release func() error, err error) {
	const op = "sqlite.Lock"
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?_txlock=exclusive&_pragma=busy_timeout(0)")
	if err != nil {
		return nil, retail.E(retail.CodeInternal, op, "", err)
	}
	db.SetMaxOpenConns(1)
	tx, err := db.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		code, hint := ErrCode(err), ""
		if code == retail.CodeBusy {
			hint = "hint.in_use"
		}
		return nil, errors.Join(retail.E(code, op, hint, err), db.Close())
	}
	return func() error { return errors.Join(tx.Rollback(), db.Close()) }, nil
}
