package hubdb_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

const (
	auditShop   retail.SiteID   = "SHIBUYA"
	auditDevice retail.DeviceID = "d-1"
)

// fill writes books that agree: one order that has a piece promised and
// another one picked, and the two commands that led there.
func fill(t *testing.T, s hub.Store, clock retail.Clock) {
	t.Helper()
	key := retail.StockKey{Site: auditShop, SKU: "mug", Class: retail.Regular}
	_, err := s.Update(t.Context(), []wire.Scope{wire.StoreScope(auditShop)}, func(x hub.Tx) error {
		level := retail.StockLevel{StockKey: key}
		for i, m := range []retail.Movement{
			{Cmd: "from-the-till", Kind: retail.MoveAdjust, OnHand: 9},
			{Cmd: "c-1", Kind: retail.MoveAllocate, Allocated: 2},
			{Cmd: "c-2", Kind: retail.MovePick, Picked: 1},
		} {
			m.Key, m.N, m.At = key, i, clock.Now()
			level = level.Apply(m)
			if err := x.Move(m); err != nil {
				return err
			}
		}
		if err := x.PutLevel(level, "c-2"); err != nil {
			return err
		}
		o := retail.Order{
			ID: "o-1", Store: auditShop, State: retail.Picking,
			Lines: []retail.Line{{No: 1, SKU: key.SKU, Qty: 2, Picked: 1, Alloc: 2}},
		}
		if err := x.PutOrder(&o, "c-2"); err != nil {
			return err
		}
		for i, id := range []retail.CommandID{"c-1", "c-2"} {
			r := hub.Record{Device: auditDevice, Dseq: int64(i) + 1, ID: id, Kind: "pick", Store: auditShop, Verdict: retail.Applied, Raw: []byte(`{"body":{"order":"o-1"}}`)}
			if err := x.Record(&r); err != nil {
				return err
			}
		}
		return x.PutDevice(hub.Device{ID: auditDevice, Store: auditShop, Name: "ハンディ1", LastDseq: 2, LastSeen: clock.Now()})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fillOld writes a row and forgets its change.
func fillOld(t *testing.T, s hub.Store, clock *hubtest.Clock) {
	t.Helper()
	scope := wire.StoreScope(auditShop)
	_, err := s.Update(t.Context(), []wire.Scope{scope}, func(x hub.Tx) error {
		_, err := x.Put(scope, retail.EntitySlot, "OLD", retail.StagingSlot{Code: "OLD"}, "")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	clock.Advance(time.Hour)
	if n, err := s.Compact(t.Context(), clock.Now(), 1000); n != 1 || err != nil {
		t.Fatal(n, err)
	}
}

func TestBooksAgree(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		fill(t, s, clock)
		a, err := hub.AuditOf(t.Context(), s, true)
		if err != nil {
			t.Fatal(err)
		}
		if !a.Sound || a.Levels != 1 || a.Orders["picking"] != 1 || len(a.Commands) != 2 || a.Commands[1].Order != "o-1" {
			t.Errorf("%+v", a)
		}
	})
}

// TestBooksTamperedWith spoils one book after the other; the audit must name it.
func TestBooksTamperedWith(t *testing.T) {
	for name, c := range map[string]struct {
		spoil string
		found func(hub.Audit) bool
	}{
		"row edited that no kept change speaks of": {
			`UPDATE entity SET data = replace(data, '"code":"OLD"', '"code":"NEW"')`,
			func(a hub.Audit) bool { return len(a.Scopes[0].Astray) == 1 },
		},
		"row lost that no kept change speaks of": {
			`DELETE FROM entity WHERE key = 'OLD'`, func(a hub.Audit) bool { return len(a.Scopes[0].Astray) == 1 },
		},
		"level": {
			`UPDATE entity SET data = replace(data, '"on_hand":9', '"on_hand":8') WHERE entity = 'stock'`,
			func(a hub.Audit) bool {
				return len(a.Stock) == 1 && a.Stock[0].Level.OnHand == 8 && a.Stock[0].Moved.OnHand == 9
			},
		},
		"movement booked twice": {
			`INSERT INTO movement (cmd, n, site, sku, class, kind, on_hand, allocated, picked, doubt, order_id, staff, at, device)
				SELECT 'c-1', 7, site, sku, class, kind, on_hand, allocated, picked, doubt, order_id, staff, at, device FROM movement WHERE cmd = 'c-2'`,
			func(a hub.Audit) bool { return len(a.Stock) == 1 && a.Stock[0].Moved.Picked == 2 },
		},
		"movement without a command": {
			`UPDATE movement SET cmd = 'c-9' WHERE cmd = 'c-2'`,
			func(a hub.Audit) bool { return len(a.Orphans) == 1 && a.Orphans[0] == "c-9" },
		},
		"order that promises more": {
			`UPDATE entity SET data = replace(data, '"alloc":2', '"alloc":3') WHERE entity = 'order'`,
			func(a hub.Audit) bool { return len(a.Stock) == 1 && a.Stock[0].Orders.Allocated == 3 },
		},
		"command lost": {
			`DELETE FROM cmd WHERE dseq = 1`, func(a hub.Audit) bool { return len(gapsOf(a)) == 1 && gapsOf(a)[0] == 1 },
		},
		"last command lost": {
			`DELETE FROM cmd WHERE dseq = 2`, func(a hub.Audit) bool { return len(gapsOf(a)) == 1 && gapsOf(a)[0] == 2 },
		},
		"row edited": {
			`UPDATE entity SET data = replace(data, '"number":""', '"number":"1"') WHERE entity = 'order'`,
			func(a hub.Audit) bool { return len(a.Scopes[0].Astray) == 1 },
		},
		"change edited": {
			`UPDATE change SET data = replace(data, '"qty":2', '"qty":3')`, func(a hub.Audit) bool { return a.Scopes[0].Walked != a.Scopes[0].Chain && broken(a, 3, false) },
		},
		"change lost": {
			`DELETE FROM change WHERE seq = 2`, func(a hub.Audit) bool { return a.Scopes[0].Gaps == 1 && broken(a, 2, true) },
		},
		"last change lost": {
			`DELETE FROM change WHERE seq = 3`, func(a hub.Audit) bool { return a.Scopes[0].Gaps == 1 && broken(a, 3, true) },
		},
		"link edited": {
			`UPDATE change SET chain = '0123456789abcdef' WHERE seq = 2`, func(a hub.Audit) bool { return broken(a, 2, false) },
		},
		"where the feed stands": {
			`UPDATE scope SET chain = '0123456789abcdef'`, func(a hub.Audit) bool { return broken(a, 4, true) },
		},
		"number of a known command lost": {
			`UPDATE device SET last_dseq = 3 WHERE id = 'd-1'`, func(a hub.Audit) bool { return len(gapsOf(a)) == 1 && gapsOf(a)[0] == 3 },
		},
	} {
		t.Run(name, func(t *testing.T) {
			eachFile(t, func(t *testing.T, dsn string, raw *sql.DB) {
				clock := hubtest.NewClock()
				s, err := hubdb.Open(t.Context(), dsn, clock)
				if err != nil {
					t.Fatal(err)
				}
				fillOld(t, s, clock)
				fill(t, s, clock)
				if r, err := raw.ExecContext(t.Context(), c.spoil); err != nil {
					t.Fatal(err)
				} else if n, err := r.RowsAffected(); err != nil || n == 0 {
					t.Fatal("nothing was spoiled", n, err)
				}
				read, err := hubdb.OpenRead(t.Context(), dsn, clock)
				if err != nil {
					t.Fatal(err)
				}
				a, err := hub.AuditOf(t.Context(), read, false)
				if err != nil {
					t.Fatal(err)
				}
				if a.Sound || !c.found(a) {
					t.Errorf("not found: %+v", a)
				}
				for _, close := range []func() error{read.Close, raw.Close, s.Close} {
					if err := close(); err != nil {
						t.Error(err)
					}
				}
			})
		})
	}
}

// eachFile runs a test with a database of each engine and a way around the hub
// into it.
func eachFile(t *testing.T, f func(t *testing.T, dsn string, raw *sql.DB)) {
	t.Run("sqlite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "hub.db")
		raw, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		f(t, path, raw)
	})
	t.Run("postgres", func(t *testing.T) {
		dsn := hubtest.Schema(t)
		raw, err := sql.Open("pgx", dsn)
		if err != nil {
			t.Fatal(err)
		}
		f(t, dsn, raw)
	})
}

// broken tells whether the chain first breaks at a change.
func broken(a hub.Audit, seq int64, lost bool) bool {
	b := a.Scopes[0].Broken
	return b != nil && b.Seq == seq && b.Lost == lost
}

func gapsOf(a hub.Audit) []int64 {
	for _, d := range a.Devices {
		if d.ID == auditDevice {
			return d.Gaps
		}
	}
	return nil
}

// TestOpenReadWritesNothing also when asked to.
func TestOpenReadWritesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hub.db")
	if _, err := hubdb.OpenRead(t.Context(), path, hubtest.NewClock()); retail.CodeOf(err) != retail.CodeNotFound {
		t.Error("a file that is not there:", err)
	}
	s, err := hubdb.Open(t.Context(), path, hubtest.NewClock())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	read, err := hubdb.OpenRead(t.Context(), path, hubtest.NewClock())
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	if _, err := read.Update(t.Context(), []wire.Scope{wire.ScopeOrg}, func(hub.Tx) error { return nil }); err == nil {
		t.Error("it wrote")
	}
	if read.Epoch() != s.Epoch() {
		t.Errorf("epoch %q, want %q", read.Epoch(), s.Epoch())
	}
}
