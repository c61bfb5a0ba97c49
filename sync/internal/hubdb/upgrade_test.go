package hubdb

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"

	"miseban/app/retail"
	"miseban/app/sqlite"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// firstUpgrade is the schema of the oldest hub that may be in a shop.
const firstUpgrade = 6

// TestUpgradeEndsLikeFresh: a database of every older schema, with rows in it,
// ends with the tables of a new one, its books hold, and a copy was made first.
func TestUpgradeEndsLikeFresh(t *testing.T) {
	fresh := groupDB(t)
	for i := range 9 {
		_, err := fresh.Update(t.Context(), []wire.Scope{groupScope}, func(tx hub.Tx) error {
			if i%3 == 2 {
				return tx.Del(groupScope, retail.EntitySlot, fmt.Sprint("k", i-1), "")
			}
			_, err := tx.Put(groupScope, retail.EntitySlot, fmt.Sprint("k", i%5), retail.StagingSlot{Order: i}, "")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	want := tables(t, fresh.e.read)
	source := filepath.Join(t.TempDir(), "fresh.db")
	if _, err := fresh.e.write.ExecContext(t.Context(), "VACUUM INTO ?", source); err != nil {
		t.Fatal(err)
	}
	newest := int64(len(versions(t)))
	for version := int64(firstUpgrade); version < newest; version++ {
		t.Run(fmt.Sprint("from ", version), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "hub.db")
			older(t, path, source, version)
			d, err := Open(t.Context(), path, fresh.clock)
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			if got := tables(t, d.e.read); !slices.Equal(got, want) {
				t.Errorf("upgraded:\n%s\nfresh:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			if a, err := hub.AuditOf(t.Context(), d, false); err != nil || !a.Sound {
				t.Errorf("audit %+v, %v", a, err)
			}
			if d.Epoch() != fresh.Epoch() {
				t.Error("the upgrade began another epoch")
			}
			before, err := sqlite.OpenRead(t.Context(), fmt.Sprintf("%s.before-%d", path, newest), appID)
			if err != nil {
				t.Fatal("no copy was made first:", err)
			}
			defer before.Close()
			var n int64
			if err := before.QueryRowContext(t.Context(), "SELECT max(version_id) FROM goose_db_version").Scan(&n); err != nil || n != version {
				t.Errorf("the copy has schema %d (%v), want %d", n, err, version)
			}
		})
	}
}

func versions(t *testing.T) []os.DirEntry {
	t.Helper()
	list, err := migrations.ReadDir("migrations")
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// older makes a database of an older schema with the rows of the source.
func older(t *testing.T, path, source string, version int64) {
	t.Helper()
	ctx := context.Background()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	p, err := goose.NewProvider(goose.DialectSQLite3, db, strict())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(ctx, version); err != nil {
		t.Fatal(err)
	}
	exec := func(text string) {
		t.Helper()
		if _, err := db.ExecContext(ctx, text); err != nil {
			t.Fatal(text, err)
		}
	}
	exec(fmt.Sprint("PRAGMA application_id = ", appID))
	exec("ATTACH '" + source + "' AS source")
	for _, line := range tables(t, db) {
		table, columns, ok := strings.Cut(line, ": ")
		if !ok || table == "goose_db_version" || table == "sqlite_sequence" || strings.HasPrefix(table, "index") {
			continue
		}
		names := namesOf(columns)
		exec("INSERT INTO main." + table + " (" + names + ") SELECT " + names + " FROM source." + table)
	}
	exec("DETACH source")
}

// namesOf are the names of columns as tables lists them.
func namesOf(columns string) string {
	var names []string
	for c := range strings.SplitSeq(columns, ", ") {
		name, _, _ := strings.Cut(c, " ")
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// tables lists the columns of every table, and the indexes.
func tables(t *testing.T, db *sql.DB) (out []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `
		SELECT m.name || ': ' || group_concat(c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || coalesce(c.dflt_value, '-') || ' ' || c.pk, ', ' ORDER BY c.name)
			FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' GROUP BY m.name
		UNION ALL SELECT 'index ' || coalesce(sql, name) FROM sqlite_master WHERE type = 'index' ORDER BY 1`)
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
