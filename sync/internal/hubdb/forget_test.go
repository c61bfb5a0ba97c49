package hubdb_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

const forgotten, remembered = "09011113333", "09012344821"

// forget takes two orders in, ends one of them and forgets its customer.
func forget(t *testing.T, s *hubdb.DB, clock *hubtest.Clock, before func()) {
	t.Helper()
	scope := wire.StoreScope(auditShop)
	update := func(f func(hub.Tx) error) {
		t.Helper()
		if _, err := s.Update(t.Context(), []wire.Scope{scope}, f); err != nil {
			t.Fatal(err)
		}
	}
	gone, kept := hubtest.Order("1", clock), hubtest.Order("2", clock)
	gone.State, gone.Customer.Phone = retail.HandedOver, forgotten
	update(func(x hub.Tx) error { return x.PutOrder(gone, "c") })
	update(func(x hub.Tx) error { return x.PutOrder(kept, "c") })
	update(func(x hub.Tx) error { return x.Del(scope, retail.EntityOrder, string(gone.ID), "") })
	before()
	clock.Advance(time.Hour)
	update(func(x hub.Tx) error { return x.Forget(gone.ID) })
	if done, err := s.Fold(t.Context()); !done || err != nil {
		t.Fatalf("fold: %v, %v", done, err)
	}
}

// TestForgottenWhileTheHubRuns: who was forgotten is in neither file of a hub
// that goes on running; closing it is not what cleans up.
func TestForgottenWhileTheHubRuns(t *testing.T) {
	clock, path := hubtest.NewClock(), filepath.Join(t.TempDir(), "hub.db")
	s, err := hubdb.Open(t.Context(), path, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	holds := func(secret string) bool {
		t.Helper()
		for _, name := range []string{path, path + "-wal"} {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(b, []byte(secret)) {
				return true
			}
		}
		return false
	}
	forget(t, s, clock, func() {
		if !holds(forgotten) {
			t.Fatal("the search finds nothing before the purge")
		}
	})
	if holds(forgotten) || !holds(remembered) {
		t.Errorf("forgotten %v, remembered %v", holds(forgotten), holds(remembered))
	}
}

// TestForgottenOnPostgres: no row of any table holds who was forgotten. What
// PostgreSQL itself keeps of dead rows and in its log is not ours to see.
func TestForgottenOnPostgres(t *testing.T) {
	clock, dsn := hubtest.NewClock(), hubtest.Schema(t)
	s, err := hubdb.Open(t.Context(), dsn, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	raw, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	holds := func(secret string) (in []string) {
		t.Helper()
		rows, err := raw.QueryContext(t.Context(), "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var tables []string
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				t.Fatal(err)
			}
			tables = append(tables, name)
		}
		if err := rows.Err(); err != nil || len(tables) < 10 {
			t.Fatal(tables, err)
		}
		for _, name := range tables {
			n := 0
			q := "SELECT count(*) FROM " + name + " t WHERE t::text LIKE '%' || $1 || '%'"
			if err := raw.QueryRowContext(t.Context(), q, secret).Scan(&n); err != nil {
				t.Fatal(err)
			}
			if n > 0 {
				in = append(in, name)
			}
		}
		return in
	}
	forget(t, s, clock, func() {
		if len(holds(forgotten)) == 0 {
			t.Fatal("the search finds nothing before the purge")
		}
	})
	if in := holds(forgotten); len(in) > 0 || len(holds(remembered)) == 0 {
		t.Errorf("who was forgotten is in %v; remembered in %v", in, holds(remembered))
	}
}
