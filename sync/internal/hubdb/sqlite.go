package hubdb

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"regexp"
	"time"

	modern "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"miseban/app/retail"
	"miseban/app/sqlite"
)

// appID marks the hub's files ("Mhub").
const appID = 0x4d687562

func openSQLite(ctx context.Context, path string) (engine, error) {
	f, err := sqlite.Open(ctx, sqlite.Options{
		Path: path, Durability: sqlite.Full, AppID: appID, Migrations: strict{schema()}, Readers: 8,
		// Keys are random: with SQLite's own 2 MiB a chain's orders leave the cache and come back all the time.
		Cache: 64, Fold: 8000,
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
type strict struct{ fs.FS }

var (
	bigint   = regexp.MustCompile(`\bBIGINT\b`)
	bytea    = regexp.MustCompile(`\bBYTEA\b`)
	tableEnd = regexp.MustCompile(`(?m)^\);`)
)

// Open reads the file whole and rewrites its types.
func (s strict) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || info.IsDir() {
		return f, err
	}
	text, err := io.ReadAll(f)
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	text = bigint.ReplaceAll(text, []byte("INTEGER"))
	text = bytea.ReplaceAll(text, []byte("BLOB"))
	text = tableEnd.ReplaceAll(text, []byte(") STRICT;"))
	return &textFile{Reader: bytes.NewReader(text), name: name}, nil
}

// ReadDir lists the embedded folder.
func (s strict) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(s.FS, name) }

// textFile is a rewritten migration: file and its own description.
type textFile struct {
	*bytes.Reader
	name string
}

func (f *textFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *textFile) Close() error               { return nil }
func (f *textFile) Name() string               { return f.name }
func (f *textFile) Mode() fs.FileMode          { return 0o444 }
func (f *textFile) ModTime() time.Time         { return time.Time{} }
func (f *textFile) IsDir() bool                { return false }
func (f *textFile) Sys() any                   { return nil }
