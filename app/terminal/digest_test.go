package terminal

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"miseban/app/internal/localdb"
	"miseban/app/retail"
	"miseban/sync/agent"
	"miseban/sync/wire"
)

// TestDamagedRowsComeBack damages rows of the terminal's files behind its back,
// in every way that leaves a sound file: within the hour it finds out, takes
// those scopes again, keeps what staff did, and says so to the log and the hub.
func TestDamagedRowsComeBack(t *testing.T) {
	ctx := context.Background()
	var logged logs
	hub := startHub(t, filepath.Join(t.TempDir(), "hub"), "127.0.0.1:0")
	defer func() {
		if err := hub.Close(); err != nil {
			t.Error(err)
		}
	}()
	l := enrol(t, hub, sampleShop(t, hub))
	l.until(t, "bootstrap", func(s agent.Status) bool { return s.Ready })
	l.stop()
	var ahead atomic.Int64
	l.own = retail.ClockFunc(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
	l.log = slog.New(slog.NewTextHandler(&logged, nil))
	l.start(t)
	l.until(t, "bootstrap", func(s agent.Status) bool { return s.Ready && s.Line == agent.Online })
	open := order(t, hub, l.dev.Store, 3)
	for _, id := range open {
		l.has(t, id)
	}
	n := l.work(t, open[0])
	l.drained(t)
	l.until(t, "catalogue", func(agent.Status) bool {
		c, err := l.db.Cursor(ctx, string(wire.ScopeCatalog))
		return err == nil && c.Seq > 0
	})
	skus, err := l.db.SKUCount(ctx)
	if err != nil {
		t.Fatal(err)
	}

	damage(t, filepath.Join(l.dir, localdb.WorkFile),
		`DELETE FROM orders WHERE id = '`+string(open[1])+`'`,              // lost
		`UPDATE orders SET ver = ver - 1 WHERE id = '`+string(open[2])+`'`, // of another version
		`DELETE FROM stock`, // all of a kind
		`INSERT INTO exceptions (id, ver, open, opened, data) VALUES ('x-9', 1, 1, 1, '{}')`, // nobody's
		`DELETE FROM known WHERE entity = 'staff'`,
	)
	damage(t, filepath.Join(l.dir, localdb.CatalogFile), `DELETE FROM sku WHERE id IN (SELECT id FROM sku LIMIT 3)`)
	ahead.Store(int64(2 * time.Hour))
	l.a.SyncNow()
	// A shop that moves while it is asked about is compared with its next page.
	stop := time.AfterFunc(10*time.Second, l.a.SyncNow)
	defer stop.Stop()
	l.until(t, "three scopes to be found astray", func(s agent.Status) bool { return s.Astray == 3 })
	l.has(t, open[1])
	l.until(t, "every row to be back", func(agent.Status) bool {
		k, err := l.db.SKUCount(ctx)
		staff, serr := l.db.StaffHere(ctx)
		return errors.Join(err, serr) == nil && k == skus && len(staff) > 0
	})
	for _, id := range open[1:] {
		n += l.work(t, id)
	}
	l.drained(t)
	compare(t, hub, l, open, n)
	d, err := hub.Hub.Store.Device(ctx, l.dev.ID)
	if err != nil || d.Astray != 3 || d.AstrayAt.IsZero() {
		t.Errorf("the hub knows of %d, last at %v, %v", d.Astray, d.AstrayAt, err)
	}
	for _, scope := range []string{"org", "catalog", "store:" + string(l.dev.Store)} {
		if !strings.Contains(logged.String(), "scope="+scope) {
			t.Errorf("%s is not in the log:\n%s", scope, logged.String())
		}
	}
}

// damage runs statements on a file that others have open.
func damage(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if r, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		} else if n, err := r.RowsAffected(); err != nil || n == 0 {
			t.Fatalf("%s: %d rows, %v", s, n, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// logs is a log that is read while others write it.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
