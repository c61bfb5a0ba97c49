package hubdb_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/bridge/csvfile"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

// TestPurgeAndTamper: nothing of the customer is left in the file, not even in
// what the engine no longer uses; and the chain still tells when a row is
// changed, before and after.
func TestPurgeAndTamper(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hub.db")
	clock := hubtest.NewClock()
	s, err := hubdb.Open(t.Context(), path, clock)
	if err != nil {
		t.Fatal(err)
	}
	scope := wire.StoreScope(auditShop)
	update := func(f func(hub.Tx) error) {
		t.Helper()
		if _, err := s.Update(t.Context(), []wire.Scope{scope}, f); err != nil {
			t.Fatal(err)
		}
	}
	gone, kept := hubtest.Order("1", clock), hubtest.Order("2", clock)
	gone.State, gone.Customer.Phone = retail.HandedOver, "09011112222"
	update(func(x hub.Tx) error { return x.PutOrder(gone, "c") })
	update(func(x hub.Tx) error { return x.PutOrder(kept, "c") })
	update(func(x hub.Tx) error { return x.Del(scope, retail.EntityOrder, string(gone.ID), "") })
	clock.Advance(time.Hour)
	update(func(x hub.Tx) error { return x.Forget(gone.ID) })
	sound := func() bool {
		t.Helper()
		a, err := hub.AuditOf(t.Context(), s, false)
		if err != nil {
			t.Fatal(err)
		}
		return a.Sound
	}
	if !sound() {
		t.Fatal("the audit does not hold after the purge")
	}
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string][3]string{
		"a purged row":          {`"qty":1`, `"qty":2`, string(gone.ID)},
		"people put back":       {`"customer":{}`, `"customer":{"name":"鈴木"}`, string(gone.ID)},
		"people of another row": {`"name":"山田 太郎"`, `"name":"鈴木 一郎"`, string(kept.ID)},
	} {
		t.Run(name, func(t *testing.T) {
			for i, pair := range [][2]string{{spoil[0], spoil[1]}, {spoil[1], spoil[0]}} {
				if _, err := raw.ExecContext(t.Context(), "UPDATE change SET data = replace(data, ?, ?) WHERE key = ?", pair[0], pair[1], spoil[2]); err != nil {
					t.Fatal(err)
				}
				if sound() != (i == 1) {
					t.Errorf("sound after step %d is %v", i, i != 1)
				}
			}
		})
	}
	for _, close := range []func() error{raw.Close, s.Close} {
		if err := close(); err != nil {
			t.Error(err)
		}
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(file, []byte("09011112222")) || !bytes.Contains(file, []byte("09012344821")) {
		t.Error("the phone number is still in the file, or another's is not")
	}
}

func TestPurgeBad(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		d := s.(*hubdb.DB)
		row := csvfile.Bad{ID: "a", Profile: "eccube", File: "a.csv", Row: 2, Text: "山田", Cells: []string{"山田"}, Header: []string{"名"}, At: clock.Now()}
		if err := d.KeepBad(t.Context(), []csvfile.Bad{row}); err != nil {
			t.Fatal(err)
		}
		clock.Advance(time.Hour)
		fresh := row
		fresh.ID, fresh.At = "b", clock.Now()
		if err := d.KeepBad(t.Context(), []csvfile.Bad{fresh}); err != nil {
			t.Fatal(err)
		}
		if n, err := d.PurgeBad(t.Context(), clock.Now()); n != 1 || err != nil {
			t.Errorf("purged %d, %v", n, err)
		}
		if err := d.KeepBad(t.Context(), []csvfile.Bad{row}); err != nil { // it does not come again
			t.Fatal(err)
		}
		if rows, err := d.BadRows(t.Context(), nil); err != nil || len(rows) != 1 || rows[0].ID != "b" {
			t.Errorf("left %+v, %v", rows, err)
		}
	})
}
