package hubtest

import (
	"database/sql"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
)

// paths is where the stores lie that were opened here.
var paths sync.Map

// CopyOf opens a copy of a store on SQLite as it is now: a backup that somebody
// put in its place.
func CopyOf(t testing.TB, s hub.Store, clock *Clock) *hubdb.DB {
	t.Helper()
	where, ok := paths.Load(s)
	if !ok {
		t.Fatalf("a copy of a %T that was not opened here", s)
	}
	path := filepath.Join(t.TempDir(), "copy.db")
	from, err := sql.Open("sqlite", where.(string))
	if err != nil {
		t.Fatal(err)
	}
	_, err = from.ExecContext(t.Context(), "VACUUM INTO ?", path)
	if err = errors.Join(err, from.Close()); err != nil {
		t.Fatal(err)
	}
	return open(t, path, clock)
}
