package hubdb

import (
	"context"
	"errors"
	"io/fs"
	"regexp"

	modern "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"miseban/app/retail"
	"miseban/app/sqlite"
)

// appID marks the hub's files ("Mhub").
const appID = 0x4d687562

func openSQLite(ctx context.Context, path string) (engine, error) {
	f, err := sqlite.Open(ctx, sqlite.Options{
		Path: path, Durability: sqlite.Full, AppID: appID, Migrations: strict(), Readers: 8,
		// Keys are random: with SQLite's own 2 MiB a chain's orders leave the cache and come back all the time. What
		// is not in it comes from the system's own cache of the file.
		Cache: 24, ReadCache: 512, Fold: 8000,
	})
	if err != nil {
		return engine{}, err
	}
	return engine{
		write: f.Write, read: f.Read, path: path, groups: true,
		bind:  func(q string) string { return q },
		code:  sqliteCode,
		again: func(err error) bool { return retail.CodeOf(err) == retail.CodeBusy },
		fold:  f.Fold,
		close: f.Close,
	}, nil
}

// sqliteCode also tells data that SQLite will never take.
func sqliteCode(err error) retail.Code {
	var e *modern.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xff {
		case lib.SQLITE_CONSTRAINT, lib.SQLITE_TOOBIG, lib.SQLITE_MISMATCH:
			return retail.CodeInvalid
		}
	}
	return sqlite.ErrCode(err)
}

// strict is the migrations as SQLite wants them.
func strict() fs.FS {
	return dialect{schema(), func(text []byte) []byte {
		text = bigint.ReplaceAll(only("sqlite", text), []byte("INTEGER"))
		text = bytea.ReplaceAll(text, []byte("BLOB"))
		return tableEnd.ReplaceAll(text, []byte(") STRICT;"))
	}}
}

var (
	bigint   = regexp.MustCompile(`\bBIGINT\b`)
	bytea    = regexp.MustCompile(`\bBYTEA\b`)
	tableEnd = regexp.MustCompile(`(?m)^\);`)
)
