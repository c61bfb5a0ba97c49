package sqlite_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"miseban/app/retail"
	"miseban/app/sqlite"
)

const appID = 0x6d697362

func schema(n int) fstest.MapFS {
	m := fstest.MapFS{"00001_first.sql": {Data: []byte("-- +goose Up\nCREATE TABLE a (x INTEGER PRIMARY KEY) STRICT;\n")}}
	if n > 1 {
		m["00002_second.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nALTER TABLE a ADD COLUMN y TEXT;\n")}
	}
	return m
}

func open(t *testing.T, path string, n int) *sqlite.DB {
	t.Helper()
	d, err := sqlite.Open(context.Background(), sqlite.Options{Path: path, Durability: sqlite.Full, AppID: appID, Migrations: schema(n)})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestOpenMigratesWithACopyFirst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "店 work.db")
	d := open(t, path, 1)
	if _, err := d.Write.Exec("INSERT INTO a VALUES (7)"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Read.Exec("INSERT INTO a VALUES (8)"); err == nil {
		t.Error("a reader wrote")
	}
	var sync, mode string
	if err := d.Write.QueryRow("PRAGMA synchronous").Scan(&sync); err != nil || sync != "2" {
		t.Errorf("synchronous = %q, %v; want 2 (FULL)", sync, err)
	}
	if err := d.Write.QueryRow("PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
		t.Errorf("journal_mode = %q, %v; want wal", mode, err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d = open(t, path, 2)
	defer d.Close()
	if _, err := os.Stat(path + ".before-2"); err != nil {
		t.Error("no copy was made before migrating:", err)
	}
	var x int
	if err := d.Read.QueryRow("SELECT x FROM a WHERE y IS NULL").Scan(&x); err != nil || x != 7 {
		t.Errorf("x = %d, %v after migrating; want 7", x, err)
	}
	if err := d.Check(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestOpenRefusesForeignAndNewerFiles(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "x.db")
	if err := open(t, path, 2).Close(); err != nil {
		t.Fatal(err)
	}
	_, err := sqlite.Open(ctx, sqlite.Options{Path: path, Durability: sqlite.Full, AppID: 99, Migrations: schema(2)})
	if retail.CodeOf(err) != retail.CodeInvalid {
		t.Errorf("foreign file: %v", err)
	}
	if _, err = sqlite.Open(ctx, sqlite.Options{Path: path, Durability: sqlite.Full, AppID: appID, Migrations: schema(1)}); err == nil {
		t.Error("a newer schema was accepted")
	}
}
