package csvfile_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/app/sample"
	"miseban/sync/bridge/csvfile"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
)

// noon is a Tuesday in opening hours: 2026-11-24 12:00 in Japan.
var noon = time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)

// shop is a real hub with the sample chain on a real SQLite file.
type shop struct {
	*csvfile.Intake
	hub *hub.Hub
	db  *hubdb.DB
}

func open(t testing.TB, mapping string, world *sample.World) shop {
	t.Helper()
	ctx := context.Background()
	clock := retail.ClockFunc(func() time.Time { return noon })
	db, err := hubdb.Open(ctx, filepath.Join(t.TempDir(), "hub.db"), clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	h, err := hub.Build(ctx, hub.Options{
		Store: db, Clock: clock, IDs: retail.UUIDv7{}, Rand: rand.Reader, Secret: bytes.Repeat([]byte{7}, 32), PickupKey: key, PickupID: 1,
		Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	if world != nil {
		if _, err := h.PutSites(ctx, world.Sites); err != nil {
			t.Fatal(err)
		}
		if _, err := h.PutSKUs(ctx, world.SKUs); err != nil {
			t.Fatal(err)
		}
	}
	profiles, err := csvfile.Profiles(mapping)
	if err != nil {
		t.Fatal(err)
	}
	return shop{&csvfile.Intake{Sink: h, Keep: db, Profiles: profiles, Clock: clock}, h, db}
}

// take imports data and wants no error.
func (s shop) take(t testing.TB, name string, data []byte) csvfile.Report {
	t.Helper()
	rep, err := s.Import(context.Background(), name, "", data)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return rep
}

// order reads an order back from the hub.
func (s shop) order(t testing.TB, channel, number string) retail.Order {
	t.Helper()
	o, err := s.hub.OrderByExternal(context.Background(), channel, number)
	if err != nil {
		t.Fatalf("order %s: %v", number, err)
	}
	return o
}

// waiting returns the rows in quarantine.
func (s shop) waiting(t testing.TB) []csvfile.Bad {
	t.Helper()
	rows, err := s.db.BadRows(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
