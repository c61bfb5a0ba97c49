package hubdb_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

// two opens one PostgreSQL schema twice, as two hub processes do.
func two(t *testing.T) (dsn string, a, b *hubdb.DB) {
	t.Helper()
	dsn = hubtest.Schema(t)
	open := func() *hubdb.DB {
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
	return dsn, open(), open()
}

// soon fails the test when ok does not become true.
func soon(t *testing.T, what string, ok func() bool) {
	t.Helper()
	limit := time.After(20 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatal("not in time:", what)
		}
	}
}

func noFault(t *testing.T) func(error) {
	return func(err error) { t.Log("line:", err) }
}

// TestNewsReachOthers: what one process says reaches the other whole, however
// much it is, and not itself.
func TestNewsReachOthers(t *testing.T) {
	_, a, b := two(t)
	ctx, cancel := context.WithCancel(t.Context())
	heads, words := map[wire.Scope]int64{}, map[retail.DeviceID]int{}
	heard := make(chan hub.News, 1000)
	ended := make(chan struct{}, 2)
	go func() {
		b.Listen(ctx, func(n hub.News) { heard <- n }, noFault(t))
		ended <- struct{}{}
	}()
	go func() {
		a.Listen(ctx, func(n hub.News) { t.Errorf("heard itself: %+v", n) }, noFault(t))
		ended <- struct{}{}
	}()
	soon(t, "both listen", func() bool {
		a.Say(hub.News{Heads: []wire.Hint{{Scope: "store:first", Head: 1}}})
		select {
		case <-heard:
			return true
		default:
			return false
		}
	})
	for i := range 600 {
		a.Say(hub.News{
			Heads: []wire.Hint{{Scope: wire.Scope(fmt.Sprint("store:店", i)), Head: int64(i)}, {Scope: "store:0", Head: int64(i)}},
			Words: []hub.Word{{Device: retail.DeviceID(fmt.Sprint("d-", i)), Unsent: i}},
		})
	}
	soon(t, "all of it", func() bool {
		select {
		case n := <-heard:
			for _, h := range n.Heads {
				heads[h.Scope] = h.Head
			}
			for _, w := range n.Words {
				words[w.Device] = w.Unsent
			}
		default:
		}
		return len(heads) >= 601 && len(words) == 600 && heads["store:0"] == 599 && words["d-599"] == 599
	})
	cancel()
	<-ended
	<-ended
}

// TestOneLeads: of two processes one does the job; when its line to the database
// breaks it stops within a second and the other goes on, and so when it ends.
func TestOneLeads(t *testing.T) {
	dsn, a, b := two(t)
	at := make(chan string, 100)
	run := func(name string, d *hubdb.DB) (stop func()) {
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			d.Lead(ctx, "job", func(ctx context.Context) {
				at <- name + " begins"
				<-ctx.Done()
				at <- name + " ends"
			}, noFault(t))
		}()
		return func() { cancel(); <-ended }
	}
	next := func(want string) {
		t.Helper()
		select {
		case got := <-at:
			if got != want {
				t.Fatalf("%s, want %s", got, want)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("nothing happens, want: %s", want)
		}
	}
	stopA := run("a", a)
	next("a begins")
	stopB := run("b", b)
	admin, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	var cut int
	if err := admin.QueryRowContext(t.Context(), `SELECT count(pg_terminate_backend(pid)) FROM pg_locks
		WHERE locktype = 'advisory' AND granted AND ((classid::bigint << 32) | objid::bigint) = hashtextextended('miseban ' || current_schema() || ' job', 0)`).Scan(&cut); err != nil || cut != 1 {
		t.Fatalf("%d lines cut, %v", cut, err)
	}
	// The lock is free at once, and a notices within a second: b may have begun
	// before a ends, or a may get it back.
	switch first := take(t, at); first {
	case "b begins":
		next("a ends")
	case "a ends":
		if take(t, at) == "a begins" {
			stopA()
			next("a ends")
			next("b begins")
		}
	default:
		t.Fatal(first)
	}
	stopA()
	stopB()
	next("b ends")
}

// take waits for what happens next.
func take(t *testing.T, at <-chan string) string {
	t.Helper()
	select {
	case got := <-at:
		return got
	case <-time.After(20 * time.Second):
		t.Fatal("nobody leads")
		return ""
	}
}

// TestAgree: the first value stands until it is replaced.
func TestAgree(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, _ *hubtest.Clock) {
		d := s.(*hubdb.DB)
		for _, c := range []struct {
			value   string
			replace bool
			want    string
		}{{"one", false, "one"}, {"two", false, "one"}, {"two", true, "two"}, {"one", false, "two"}} {
			if got, err := d.Agree(t.Context(), "key test", c.value, c.replace); got != c.want || err != nil {
				t.Errorf("%+v: %q, %v", c, got, err)
			}
		}
	})
}
