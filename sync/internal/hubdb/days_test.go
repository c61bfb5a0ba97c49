package hubdb_test

import (
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

// raw opens a PostgreSQL schema beside the store.
func raw(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// column reads one column of texts.
func column(t *testing.T, db *sql.DB, query string) (out []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

const partitions = "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass('change') ORDER BY 1"

// TestDays: partitions are made before their day begins, a command is known
// whatever day it comes again, and old days go whole.
func TestDays(t *testing.T) {
	dsn, clock := hubtest.Schema(t), hubtest.NewClock()
	d, err := hubdb.Open(t.Context(), dsn, clock)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	db, scope := raw(t, dsn), wire.StoreScope(auditShop)
	n := int64(0)
	record := func(dseq int64, id string) error {
		_, err := d.Update(t.Context(), []wire.Scope{scope}, func(tx hub.Tx) error {
			_, err := tx.Put(scope, retail.EntitySlot, fmt.Sprint("k", dseq), retail.StagingSlot{Order: int(dseq)}, "")
			return errors.Join(err, tx.Record(&hub.Record{
				Device: auditDevice, Dseq: dseq, ID: retail.CommandID(id), Kind: "pick", Store: auditShop, Received: clock.Now(), Verdict: retail.Applied,
			}))
		})
		return err
	}
	for range 4 { // four days of work
		n++
		if err := record(n, fmt.Sprint("c-", n)); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Compact(t.Context(), clock.Now().Add(-14*24*time.Hour), math.MaxInt64); err != nil {
			t.Fatal(err)
		}
		clock.Advance(24 * time.Hour)
	}
	want := "change_d20261122 change_d20261123 change_d20261124 change_d20261125 change_d20261126 change_d20261127 change_rest"
	if got := strings.Join(column(t, db, partitions), " "); got != want {
		t.Errorf("partitions %s, want %s", got, want)
	}
	if got := column(t, db, "SELECT tableoid::regclass::text FROM cmd ORDER BY dseq"); fmt.Sprint(got) != "[cmd_rest cmd_d20261122 cmd_d20261123 cmd_d20261124]" {
		t.Errorf("commands lie in %v", got)
	}
	for name, err := range map[string]error{"known id": record(5, "c-1"), "known number": record(1, "c-9")} {
		if retail.CodeOf(err) != retail.CodeInvalid {
			t.Errorf("%s on another day: %v, want invalid", name, err)
		}
	}
	if c, err := d.Command(t.Context(), auditDevice, 2); err != nil || c.ID != "c-2" {
		t.Errorf("command of another day: %+v, %v", c, err)
	}

	n, err = d.Compact(t.Context(), time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC), math.MaxInt64)
	if err != nil || n != 3 {
		t.Fatalf("%d changes forgotten, %v", n, err)
	}
	if got := column(t, db, partitions); slices.Contains(got, "change_d20261122") || slices.Contains(got, "change_d20261123") || !slices.Contains(got, "change_d20261124") {
		t.Errorf("partitions afterwards: %v", got)
	}
	if got := column(t, db, "SELECT seq::text FROM change"); fmt.Sprint(got) != "[4]" {
		t.Errorf("changes afterwards: %v", got)
	}
	if a, err := hub.AuditOf(t.Context(), d, false); err != nil || !a.Scopes[len(a.Scopes)-1].Sound() {
		t.Errorf("audit %+v, %v", a.Scopes, err)
	}
	if err := record(5, "c-5"); err != nil {
		t.Errorf("the work does not go on: %v", err)
	}
}

// TestUpgradeOnPostgres: a database from before the partitions keeps its rows, and
// ends with the tables of a new one.
func TestUpgradeOnPostgres(t *testing.T) {
	const tables = `SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || coalesce(column_default, '-') FROM information_schema.columns
			WHERE table_schema = current_schema() AND table_name NOT LIKE 'goose%'
		UNION ALL SELECT replace(indexdef, current_schema() || '.', '') FROM pg_indexes WHERE schemaname = current_schema() AND tablename NOT LIKE 'goose%'
		UNION ALL SELECT conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND conrelid <> 0
		ORDER BY 1`
	fresh := hubtest.Schema(t)
	open := func(dsn string) *hubdb.DB {
		d, err := hubdb.Open(t.Context(), dsn, hubtest.NewClock())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
		return d
	}
	open(fresh)
	old := hubtest.Schema(t)
	db := raw(t, old)
	if err := hubdb.MigratePostgresTo(t.Context(), db, 14); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		`INSERT INTO change (scope, seq, last, entity, key, op, ver, data, chain, at, cmd) VALUES ('store:X', 1, 1, 'slot', 'A', 'put', 1, '{}', 'h', 1, 'c')`,
		`INSERT INTO cmd (device, dseq, id, kind, store, at, received, verdict, code, seq, raw) VALUES ('d', 1, 'c', 'pick', 'X', 1, 1, 'applied', '', 1, '')`,
	} {
		if _, err := db.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	d := open(old)
	if got, want := column(t, db, tables), column(t, raw(t, fresh), tables); !slices.Equal(got, want) {
		t.Errorf("upgraded:\n%s\nfresh:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if c, err := d.Command(t.Context(), "d", 1); err != nil || c.ID != "c" {
		t.Errorf("a command from before: %+v, %v", c, err)
	}
	if got := column(t, db, "SELECT key FROM change"); fmt.Sprint(got) != "[A]" {
		t.Errorf("changes from before: %v", got)
	}
}
