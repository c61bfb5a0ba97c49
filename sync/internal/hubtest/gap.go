package hubtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// GapChanges is the environment variable that says how many changes a run of
// the gap test writes to each store: few in the contract, 70,000 and more to be
// sure.
const GapChanges = "MISEBAN_GAP_CHANGES"

const (
	gapWriters = 16
	gapFew     = 1600
)

func gapChanges(t testing.TB) int {
	text := os.Getenv(GapChanges)
	if text == "" {
		return gapFew
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(GapChanges, err)
	}
	return n
}

// log is what the gap test writes to and reads from: feeds with a cursor each.
type log struct {
	feeds int
	write func(ctx context.Context, feed int, key string) error
	read  func(ctx context.Context, feed int) (keys []string, err error) // what came since the last read
}

// follow lets 16 writers fill the feeds while one reader goes round them, and
// returns how many changes were written, and how many never reached the reader.
func (l log) follow(t testing.TB, changes int) (written, missed int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	each := changes / gapWriters
	errs := make(chan error, gapWriters)
	var wg sync.WaitGroup
	for w := range gapWriters {
		wg.Go(func() {
			for i := range each {
				if err := l.write(ctx, (w+i)%l.feeds, fmt.Sprintf("w%d-%d", w, i)); err != nil {
					errs <- err
					cancel()
					return
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	seen := map[string]bool{}
	for last := false; ; {
		for feed := range l.feeds {
			keys, err := l.read(ctx, feed)
			if err != nil && ctx.Err() == nil {
				t.Fatal(err)
			}
			for _, k := range keys {
				if seen[k] {
					t.Fatalf("%s came twice", k)
				}
				seen[k] = true
			}
		}
		if last {
			break
		}
		select {
		case <-done:
			last = true // one more round: all is committed
		default:
		}
	}
	select {
	case err := <-errs:
		t.Fatal(err)
	default:
	}
	return each * gapWriters, each*gapWriters - len(seen)
}

// gaps: a reader that follows one feed, or many, while 16 write to them misses
// nothing, and finds every number once and in its order.
func gaps(t *testing.T, s hub.Store, _ *Clock) {
	for _, feeds := range []int{1, 60} {
		t.Run(strconv.Itoa(feeds), func(t *testing.T) {
			at := make([]wire.Cursor, feeds)
			scope := func(feed int) wire.Scope { return wire.Scope(fmt.Sprintf("store:G%d-%d", feeds, feed)) }
			l := log{
				feeds: feeds,
				write: func(ctx context.Context, feed int, key string) error {
					_, err := s.Update(ctx, []wire.Scope{scope(feed)}, func(tx hub.Tx) error {
						_, err := tx.Put(scope(feed), retail.EntitySlot, key, retail.StagingSlot{Code: key}, "")
						return err
					})
					return err
				},
				read: func(ctx context.Context, feed int) (keys []string, err error) {
					for more := true; more && err == nil; {
						var p wire.Page
						p, err = s.Page(ctx, scope(feed), at[feed], 500, "")
						for i, c := range p.Changes {
							if c.Seq != at[feed].Seq+int64(i)+1 {
								return keys, fmt.Errorf("%s: change %d after the cursor %d", scope(feed), c.Seq, at[feed].Seq)
							}
							keys = append(keys, c.Key)
						}
						if more = err == nil && p.End.More; err == nil {
							at[feed] = next(p)
						}
					}
					return keys, err
				},
			}
			written, missed := l.follow(t, gapChanges(t))
			t.Logf("%d feeds: %d of %d changes missed", feeds, missed, written)
			if missed != 0 {
				t.Errorf("%d of %d changes missed", missed, written)
			}
		})
	}
}

// GapsFound shows that the gap test can fail: the same writers and the same
// reader over numbers that a plain PostgreSQL sequence gives, taken before the
// commit, must miss some.
func GapsFound(t *testing.T) {
	db, err := sql.Open("pgx", Schema(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	db.SetMaxOpenConns(gapWriters + 1)
	db.SetMaxIdleConns(gapWriters + 1)
	if _, err := db.ExecContext(t.Context(), "CREATE TABLE plain (seq BIGSERIAL PRIMARY KEY, key TEXT NOT NULL)"); err != nil {
		t.Fatal(err)
	}
	var at int64
	l := log{
		feeds: 1,
		write: func(ctx context.Context, _ int, key string) error {
			tx, err := db.BeginTx(ctx, nil)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, "INSERT INTO plain (key) VALUES ($1)", key)
			if err == nil { // what a transaction has still to do
				_, err = tx.ExecContext(ctx, "SELECT pg_sleep(random() / 500)")
			}
			if err != nil {
				return errors.Join(err, tx.Rollback())
			}
			return tx.Commit()
		},
		read: func(ctx context.Context, _ int) (keys []string, err error) {
			rows, err := db.QueryContext(ctx, "SELECT seq, key FROM plain WHERE seq > $1 ORDER BY seq", at)
			if err != nil {
				return nil, err
			}
			defer rows.Close()
			for rows.Next() {
				var key string
				if err := rows.Scan(&at, &key); err != nil {
					return nil, err
				}
				keys = append(keys, key)
			}
			return keys, rows.Err()
		},
	}
	written, missed := l.follow(t, gapFew)
	t.Logf("a plain sequence: %d of %d changes missed", missed, written)
	if missed == 0 {
		t.Error("the gap test finds nothing even where numbers are taken before the commit")
	}
}

// sequence: a reader that follows a feed while many write to it misses nothing
// and sees nothing twice. Numbers that are taken before the commit fail here.
func sequence(t *testing.T, s hub.Store, _ *Clock) {
	const writers, each = 8, 25
	var wg sync.WaitGroup
	var failed atomic.Bool
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				_, err := s.Update(context.Background(), []wire.Scope{store}, func(tx hub.Tx) error {
					key := fmt.Sprintf("w%d-%d", w, i)
					_, err := tx.Put(store, retail.EntitySlot, key, retail.StagingSlot{Code: key}, "")
					return err
				})
				if err != nil {
					t.Error(err)
					failed.Store(true)
					return
				}
			}
		})
	}
	var at wire.Cursor
	seen := map[string]bool{}
	for len(seen) < writers*each && !failed.Load() {
		p, err := s.Page(t.Context(), store, at, 7, "")
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range p.Changes {
			if seen[c.Key] || c.Seq != at.Seq+int64(i)+1 {
				t.Fatalf("change %d of %s after cursor %d: twice or with a gap", c.Seq, c.Key, at.Seq)
			}
			seen[c.Key] = true
		}
		at = next(p)
	}
	wg.Wait()
	if at.Seq != writers*each {
		t.Errorf("the feed ends at %d, want %d", at.Seq, writers*each)
	}
}
