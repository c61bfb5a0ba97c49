package hubserve_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"miseban/sync/hubserve"
	"miseban/sync/internal/hubtest"
)

// TestKeysMustBeTheSame: a second hub on one database starts with a copy of the
// key folder, and is told so when its keys are others.
func TestKeysMustBeTheSame(t *testing.T) {
	dsn := hubtest.Schema(t)
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	start := func(data, keys string, adopt bool) error {
		s, err := hubserve.Start(t.Context(), hubserve.Options{Data: at(data), Keys: keys, DB: dsn, Listen: "127.0.0.1:0", AdoptKeys: adopt})
		if err != nil {
			return err
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return nil
	}
	if err := start("one", at("keys"), false); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(at("copy"), os.DirFS(at("keys"))); err != nil {
		t.Fatal(err)
	}
	if err := start("two", at("copy"), false); err != nil {
		t.Errorf("with a copy of the keys: %v", err)
	}
	err := start("three", "", false)
	if err == nil || !strings.Contains(err.Error(), "-keys") {
		t.Errorf("with keys of its own: %v", err)
	}
	if err := start("three", "", true); err != nil {
		t.Errorf("with keys that all are to take on: %v", err)
	}
	if err := start("four", at("copy"), false); err == nil {
		t.Error("the former keys are still good")
	}
}
