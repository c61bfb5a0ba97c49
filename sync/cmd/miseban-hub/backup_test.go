package main

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"miseban/app/retail"
	"miseban/sync/hubserve"
)

// TestCopyVerifyRestore goes through the commands as an operator does: copy,
// tamper, be told where, restore, be told that all is well.
func TestCopyVerifyRestore(t *testing.T) {
	data, to := t.TempDir(), filepath.Join(t.TempDir(), "copies")
	call := func(want int, args ...string) string {
		t.Helper()
		var b bytes.Buffer
		if code := run(t.Context(), args, &b, &b); code != want {
			t.Fatalf("%v: exit code %d, want %d\n%s", args, code, want, b.String())
		}
		return b.String()
	}
	call(exitFailed, "backup", "-data", data, "-to", to)
	s, err := hubserve.Start(t.Context(), hubserve.Options{Data: data, Listen: "127.0.0.1:0", Hosts: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"渋谷店", "渋谷本店"} {
		if _, err := s.Hub.PutSites(t.Context(), []retail.Site{{ID: "SHIBUYA", No: 1, Kind: retail.Shop, Name: name}}); err != nil {
			t.Fatal(err)
		}
	}
	if said := call(exitOK, "audit", "verify", "-data", data); !strings.Contains(said, "everything agrees") {
		t.Error(said)
	}
	call(exitUsage, "backup", "-data", data)
	said := call(exitOK, "backup", "-data", data, "-to", to)
	path, _, _ := strings.Cut(said, "\t")
	if _, err := os.Stat(path); err != nil {
		t.Fatal(said, err)
	}
	id := strings.TrimSpace(call(exitOK, "backup", "-data", data, "-begin"))
	call(exitOK, "backup", "-data", data, "-done", id)
	call(exitFailed, "backup", "-data", data, "-done", "nothing")
	if said := call(exitFailed, "restore", "-data", data, "-from", path); !strings.Contains(said, "another hub") {
		t.Error(said)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(data, "hub.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), `UPDATE change SET data = replace(data, '本店', '支店') WHERE scope = 'org' AND key = 'SHIBUYA'`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if said := call(exitFailed, "audit", "verify", "-data", data); !strings.Contains(said, "change ") || !strings.Contains(said, "SHIBUYA") {
		t.Error(said)
	}
	said = call(exitOK, "restore", "-data", data, "-from", path)
	for _, want := range []string{"復旧しました", "before-restore-", "二度送りません"} {
		if !strings.Contains(said, want) {
			t.Errorf("does not say %q:\n%s", want, said)
		}
	}
	call(exitOK, "audit", "verify", "-data", data)
	if said := call(exitOK, "restore", "-data", data, "-status"); !strings.Contains(said, "restored") {
		t.Error(said)
	}
	call(exitUsage, "restore", "-data", data, "-from", path, "-keys", "mine")
}
