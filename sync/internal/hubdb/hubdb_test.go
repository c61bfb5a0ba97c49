package hubdb_test

import (
	"os"
	"path/filepath"
	"testing"

	"miseban/app/retail"
	"miseban/sync/internal/hubdb"
	"miseban/sync/internal/hubtest"
)

func TestContract(t *testing.T) { hubtest.Contract(t) }

// TestGapsFound shows that the contract's gap test can fail.
func TestGapsFound(t *testing.T) { hubtest.GapsFound(t) }

func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hub.db")
	var epochs []string
	for range 2 {
		d, err := hubdb.Open(t.Context(), path, hubtest.NewClock())
		if err != nil {
			t.Fatal(err)
		}
		epochs = append(epochs, d.Epoch())
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if epochs[0] == "" || epochs[0] != epochs[1] {
		t.Errorf("epochs %q: want the same twice", epochs)
	}
}

func TestForeignFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hub.db")
	if err := os.WriteFile(path, []byte("this is a letter, not a database; it must stay as it is"), 0o600); err != nil {
		t.Fatal(err)
	}
	if d, err := hubdb.Open(t.Context(), path, hubtest.NewClock()); err == nil {
		t.Error("a file of another program was opened:", d.Close())
	}
}

func TestNoServer(t *testing.T) {
	_, err := hubdb.Open(t.Context(), "postgres://nobody@127.0.0.1:1/none?connect_timeout=2", hubtest.NewClock())
	if retail.CodeOf(err) == 0 {
		t.Error("a server that is not there was opened")
	}
}
