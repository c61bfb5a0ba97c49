package hubdb

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

const groupScope = wire.Scope("store:SHIBUYA")

// member is one Update of a test of groups.
type member struct {
	ctx   context.Context
	key   string             // of the row that it writes
	after func(hub.Tx) error // what it does then, nil for nothing
	err   error              // how it ended
	panic any                // likewise
	in    *group             // in which it ran
	ended chan struct{}      // it returned
}

func groupDB(t *testing.T) *DB {
	t.Helper()
	clock := retail.ClockFunc(func() time.Time { return time.Unix(1e9, 0) })
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "hub.db"), clock)
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

// crowd runs the members in one group: the first holds the turn until all of
// the others wait for it.
func crowd(t *testing.T, d *DB, members ...*member) {
	t.Helper()
	began, goOn := make(chan struct{}), make(chan struct{})
	for i, m := range members {
		m.ended = make(chan struct{})
		if m.ctx == nil {
			m.ctx = t.Context()
		}
		go func() {
			defer close(m.ended)
			defer func() { m.panic = recover() }()
			_, m.err = d.Update(m.ctx, []wire.Scope{groupScope}, func(tx hub.Tx) error {
				m.in = d.line.open
				if i == 0 {
					close(began)
					<-goOn
				}
				if _, err := tx.Put(groupScope, retail.EntitySlot, m.key, retail.StagingSlot{Code: m.key}, ""); err != nil || m.after == nil {
					return err
				}
				return m.after(tx)
			})
		}()
		if i == 0 {
			<-began
		} else {
			waiting(d, i)
		}
	}
	close(goOn)
	for _, m := range members {
		<-m.ended
	}
}

// waiting waits until n Updates wait for the turn.
func waiting(d *DB, n int) {
	for have := -1; have != n; runtime.Gosched() {
		d.line.mu.Lock()
		have = len(d.line.waits)
		d.line.mu.Unlock()
	}
}

// kept are the keys of the feed, numbered without a gap.
func kept(t *testing.T, d *DB) string {
	t.Helper()
	p, err := d.Page(t.Context(), groupScope, wire.Cursor{}, 100, "")
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for i, c := range p.Changes {
		if c.Seq != int64(i+1) {
			t.Errorf("change %d stands at %d", c.Seq, i+1)
		}
		keys = append(keys, c.Key)
	}
	return strings.Join(keys, " ")
}

func TestGroupSharesACommitAndNoFaults(t *testing.T) {
	d := groupDB(t)
	boom := errors.New("boom")
	ctx, cancel := context.WithCancel(t.Context())
	a, b, c, e, f, g := &member{key: "a"}, &member{key: "b", after: func(hub.Tx) error { return boom }},
		&member{key: "c"}, &member{key: "e", after: func(hub.Tx) error { panic("ouch") }},
		&member{key: "f", ctx: ctx, after: func(hub.Tx) error { cancel(); return nil }}, &member{key: "g"}
	crowd(t, d, a, b, c, e, f, g)
	if a.err != nil || c.err != nil || g.err != nil {
		t.Errorf("the sound ones: %v, %v, %v", a.err, c.err, g.err)
	}
	if !errors.Is(b.err, boom) || e.panic != "ouch" || !errors.Is(f.err, context.Canceled) {
		t.Errorf("the others: %v, panic %v, %v", b.err, e.panic, f.err)
	}
	for _, m := range []*member{b, c, e, f, g} {
		if m.in != a.in {
			t.Errorf("%s did not run in the group of the first", m.key)
		}
	}
	if got := kept(t, d); got != "a c g" {
		t.Errorf("kept %q, want a c g", got)
	}
}

// TestGroupFirstFails: the first member has no savepoint; those behind it begin
// a group of their own.
func TestGroupFirstFails(t *testing.T) {
	d := groupDB(t)
	boom := errors.New("boom")
	a, b, c := &member{key: "a", after: func(hub.Tx) error { return boom }}, &member{key: "b"}, &member{key: "c"}
	crowd(t, d, a, b, c)
	if !errors.Is(a.err, boom) || b.err != nil || c.err != nil || b.in != c.in {
		t.Errorf("%v, %v, %v; groups %p %p", a.err, b.err, c.err, b.in, c.in)
	}
	if got := kept(t, d); got != "b c" {
		t.Errorf("kept %q, want b c", got)
	}
}

// TestGroupFailsWhole: when the commit fails, and when a member loses the whole
// transaction, nothing has happened for anybody, and everybody is told.
func TestGroupFailsWhole(t *testing.T) {
	d := groupDB(t)
	if _, err := d.e.write.ExecContext(t.Context(), `CREATE TABLE parent (id INTEGER PRIMARY KEY);
		CREATE TABLE child (id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)`); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]string{"at the commit": "INSERT INTO child VALUES (7)", "before it": "ROLLBACK"} {
		t.Run(name, func(t *testing.T) {
			a, c := &member{key: "a"}, &member{key: "c"}
			b := &member{key: "b"}
			if spoil == "ROLLBACK" { // as SQLite does it by itself when the disk is full
				b.after = func(x hub.Tx) error { return errors.Join(x.(*tx).exec(spoil), errors.New("disk full")) }
				crowd(t, d, a, b) // those behind it would begin anew
			} else {
				b.after = func(x hub.Tx) error { return x.(*tx).exec(spoil) }
				crowd(t, d, a, b, c)
			}
			if a.err == nil || b.err == nil || a.in != b.in || c.in != nil && c.err == nil {
				t.Errorf("%v, %v, %v", a.err, b.err, c.err)
			}
			if got := kept(t, d); got != "" {
				t.Errorf("kept %q, want nothing", got)
			}
		})
	}
	crowd(t, d, &member{key: "x"}, &member{key: "y"})
	if got := kept(t, d); got != "x y" {
		t.Errorf("afterwards %q, want x y", got)
	}
}

// TestGroupWaiterLeaves: a caller whose time is up while it waits is answered at
// once, and the turn goes past it.
func TestGroupWaiterLeaves(t *testing.T) {
	d := groupDB(t)
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error)
	a := &member{key: "a"}
	a.after = func(hub.Tx) error {
		go func() {
			_, err := d.Update(ctx, []wire.Scope{groupScope}, func(hub.Tx) error { return errors.New("ran") })
			gone <- err
		}()
		waiting(d, 1)
		cancel()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			return fmt.Errorf("the waiter heard %w", err)
		}
		return nil
	}
	crowd(t, d, a)
	if got := kept(t, d); a.err != nil || got != "a" {
		t.Errorf("%v, kept %q", a.err, got)
	}
}

// TestGroupIsBounded: a group takes in no more than its most.
func TestGroupIsBounded(t *testing.T) {
	d := groupDB(t)
	var all []*member
	for i := range groupMost + 2 {
		all = append(all, &member{key: fmt.Sprintf("k%04d", i)})
	}
	crowd(t, d, all...)
	if all[0].in != all[groupMost-1].in || all[0].in == all[groupMost].in {
		t.Error("the group does not end where it should")
	}
}
