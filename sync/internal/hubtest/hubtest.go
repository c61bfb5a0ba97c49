// Package hubtest is the contract of the hub's storage, and what tests of the
// hub need: a store on each engine and a clock of their own.
package hubtest

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
)

// Postgres is the environment variable that names a server to test on.
const Postgres = "MISEBAN_TEST_POSTGRES"

// Clock is a clock that stands still until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock at an ordinary Saturday morning.
func NewClock() *Clock {
	return &Clock{now: time.Date(2026, 11, 21, 10, 0, 0, 0, retail.Japan)}
}

// Now returns where the clock stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Each runs a test on a new store of each engine: on SQLite always, on
// PostgreSQL where one is named.
func Each(t *testing.T, f func(t *testing.T, s hub.Store, clock *Clock)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		clock := NewClock()
		f(t, SQLite(t, clock), clock)
	})
	t.Run("postgres", func(t *testing.T) {
		clock := NewClock()
		f(t, OnPostgres(t, clock), clock)
	})
}

// SQLite opens a store in a folder of the test.
func SQLite(t testing.TB, clock *Clock) *hubdb.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "hub.db"), clock)
}

// OnPostgres opens a store in a schema of its own, or skips the test.
func OnPostgres(t testing.TB, clock *Clock) *hubdb.DB {
	t.Helper()
	return open(t, Schema(t), clock)
}

// Schema makes an empty schema for the test and returns the address that leads
// into it; it skips the test where no server is named.
func Schema(t testing.TB) string {
	t.Helper()
	dsn := os.Getenv(Postgres)
	if dsn == "" {
		t.Skip(Postgres + " is not set: NOT TESTED ON POSTGRESQL (.ci/postgres go test … starts one)")
	}
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	name := "t" + hex.EncodeToString([]byte{byte(rand.Uint32()), byte(rand.Uint32()), byte(rand.Uint32()), byte(rand.Uint32())})
	admin, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := admin.ExecContext(t.Context(), "CREATE SCHEMA "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, err := admin.ExecContext(context.Background(), "DROP SCHEMA "+name+" CASCADE")
		if err := errors.Join(err, admin.Close()); err != nil {
			t.Error(err)
		}
	})
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}

func open(t testing.TB, dsn string, clock *Clock) *hubdb.DB {
	t.Helper()
	d, err := hubdb.Open(context.Background(), dsn, clock)
	if err != nil {
		t.Fatal(err)
	}
	paths.Store(d, dsn)
	t.Cleanup(func() {
		paths.Delete(d)
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}
