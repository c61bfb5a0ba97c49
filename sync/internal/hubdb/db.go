package hubdb

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

//go:embed migrations/*.sql
var migrations embed.FS

// engine is what differs between SQLite and PostgreSQL.
type engine struct {
	write, read *sql.DB
	bind        func(string) string // placeholders as the engine wants them
	lock        string              // ends a SELECT that locks its row
	view        *sql.TxOptions      // of a transaction that reads one instant
	code        func(error) retail.Code
	again       func(error) bool                                   // the transaction lost against another: run it again
	path        string                                             // of the file, empty on PostgreSQL
	listen      string                                             // address for connections of its own, where several processes share the database
	groups      bool                                               // one writer: concurrent transactions share a commit
	days        bool                                               // feeds and commands lie in partitions by day
	fold        func(context.Context, time.Duration) (bool, error) // empties the log beside the file; nil without one
	close       func() error
}

// DB is the hub's database. It fills hub.Store.
type DB struct {
	e     engine
	clock retail.Clock
	// logMost is how large the log beside a file may grow, foldWait how long those
	// who read are waited for to empty it.
	logMost  int64
	foldWait time.Duration
	epoch    atomic.Value // string
	line     groups       // of those who write, where the engine has one writer
	news     news
	pages    pages
	// follows is the shop that this is the relay of, nil on the chain's hub.
	follows atomic.Pointer[retail.SiteID]

	mu       sync.Mutex
	prepared map[string]*sql.Stmt // on e.write, by the text written here
	reads    map[string]*sql.Stmt // on e.read
}

var _ hub.Store = (*DB)(nil)

// Open opens the database and brings it to the newest schema. dsn is
// postgres://… or the path of a SQLite file, which is made when it is missing.
func Open(ctx context.Context, dsn string, clock retail.Clock) (*DB, error) {
	open := openSQLite
	if isPostgres(dsn) {
		open = openPostgres
	}
	e, err := open(ctx, dsn)
	if err != nil {
		return nil, err
	}
	d := newDB(e, clock)
	if err := d.begin(ctx); err != nil {
		return nil, errors.Join(err, e.close())
	}
	return d, nil
}

func newDB(e engine, clock retail.Clock) *DB {
	return &DB{e: e, logMost: logMost, foldWait: foldWait, clock: clock, prepared: map[string]*sql.Stmt{}, pages: newPages()}
}

// begin writes what every database of a hub has from its first moment.
func (d *DB) begin(ctx context.Context) error {
	const op = "hubdb.Open"
	_, err := d.Update(ctx, nil, func(t hub.Tx) error {
		x := t.(*tx)
		if err := x.exec("INSERT INTO meta (name, value) VALUES ('epoch', ?) ON CONFLICT (name) DO NOTHING", uuid.NewString()); err != nil {
			return err
		}
		return x.exec(`INSERT INTO device (id, store, name, model, app, public, secret, revoked, last_dseq, left_over, last_seen)
			VALUES (?, '', '', '', '', ?, ?, 0, 0, 0, 0) ON CONFLICT (id) DO NOTHING`, string(retail.HubDevice), []byte{}, []byte{})
	})
	if err != nil {
		return err
	}
	if err := d.readEpoch(ctx, op); err != nil {
		return err
	}
	return d.followed(ctx)
}

func (d *DB) readEpoch(ctx context.Context, op string) error {
	var epoch string
	err := d.e.read.QueryRowContext(ctx, "SELECT value FROM meta WHERE name = 'epoch'").Scan(&epoch)
	d.epoch.Store(epoch)
	return d.fault(op, err)
}

// Path is the file of the database, empty on PostgreSQL.
func (d *DB) Path() string { return d.e.path }

// Epoch names this life of the database.
func (d *DB) Epoch() string {
	epoch, _ := d.epoch.Load().(string)
	return epoch
}

// Close closes the database.
func (d *DB) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	var errs []error
	for _, known := range []map[string]*sql.Stmt{d.prepared, d.reads} {
		for _, s := range known {
			errs = append(errs, s.Close())
		}
		clear(known)
	}
	return errors.Join(append(errs, d.e.close())...)
}

// tries is how often a transaction runs that loses against others.
const tries = 8

// Update runs f in one transaction that holds the scopes. See hub.Store.
func (d *DB) Update(ctx context.Context, scopes []wire.Scope, f func(hub.Tx) error) ([]wire.Hint, error) {
	sorted := slices.Clone(scopes)
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	run := d.piped
	if d.e.groups {
		run = d.together
	}
	for n := 1; ; n++ {
		hints, err := run(ctx, sorted, f)
		if u := unborn(nil); errors.As(err, &u) && n < tries {
			if err = d.bear(ctx, u); err == nil {
				continue
			}
		}
		if err != nil && d.e.again(err) && n < tries && ctx.Err() == nil {
			continue
		}
		return hints, err
	}
}

// known returns the statement if it was prepared before.
func (d *DB) known(query string) *sql.Stmt {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.prepared[query]
}

// learn prepares the statements that a transaction met for the first time. It
// is called after the transaction, and holds nothing while it waits: SQLite has
// one connection that writes, and whoever has it asks known.
func (d *DB) learn(ctx context.Context, queries []string) {
	for _, q := range queries {
		if d.known(q) != nil {
			continue
		}
		s, err := d.e.write.PrepareContext(ctx, d.e.bind(q)) //nolint:sqlclosecheck // Close closes it
		if err != nil {
			return // nothing is lost: the next transaction prepares its own
		}
		d.mu.Lock()
		if d.prepared[q] == nil {
			d.prepared[q], s = s, nil
		}
		d.mu.Unlock()
		if s != nil { // another was quicker
			_ = s.Close()
		}
	}
}

// query reads outside of a transaction; scan is called for every row.
func (d *DB) query(ctx context.Context, scan func(scanner) error, query string, args ...any) error {
	s, err := d.reader(ctx, query) //nolint:sqlclosecheck // Close closes it
	if err != nil {
		return d.fault("hubdb.query", err)
	}
	rows, err := s.QueryContext(ctx, args...)
	return d.each(rows, err, scan)
}

// each calls scan for every row and closes the rows.
func (d *DB) each(rows *sql.Rows, err error, scan func(scanner) error) error {
	const op = "hubdb.query"
	if err != nil {
		return d.fault(op, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return d.fault(op, err)
		}
	}
	return d.fault(op, rows.Err())
}

// one reads one row outside of a transaction.
func (d *DB) one(ctx context.Context, query string, args ...any) *sql.Row {
	s, err := d.reader(ctx, query) //nolint:sqlclosecheck // Close closes it
	if err != nil {
		return d.e.read.QueryRowContext(ctx, d.e.bind(query), args...) // says it once more
	}
	return s.QueryRowContext(ctx, args...)
}

// reader is the statement as it is prepared for those who read.
func (d *DB) reader(ctx context.Context, query string) (*sql.Stmt, error) {
	d.mu.Lock()
	s := d.reads[query]
	d.mu.Unlock()
	if s != nil {
		return s, nil
	}
	s, err := d.e.read.PrepareContext(ctx, d.e.bind(query)) //nolint:sqlclosecheck // Close closes it
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	other := d.reads[query]
	if other == nil {
		if d.reads == nil {
			d.reads = map[string]*sql.Stmt{}
		}
		d.reads[query] = s
	}
	d.mu.Unlock()
	if other != nil { // another was quicker
		_ = s.Close() //nolint:sqlclosecheck // the other one stays open
		return other, nil
	}
	return s, nil
}

// numbered turns the placeholders of a statement into PostgreSQL's $1, $2, ….
func numbered(query string) string {
	if !strings.Contains(query, "?") {
		return query
	}
	var b strings.Builder
	n := 0
	for i := range len(query) {
		if query[i] != '?' {
			b.WriteByte(query[i])
			continue
		}
		n++
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(n))
	}
	return b.String()
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func schema() fs.FS {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return sub
}
