// Package localdb is the terminal's database and holds all of its SQL: the
// outbox, the state of the shop as the hub told it with what was done here
// since, and the catalogue. What staff do and its outbox line are always one
// transaction.
package localdb

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"miseban/app/retail"
	"miseban/app/sqlite"
)

//go:embed migrations
var migrations embed.FS

// Names of the files in the data folder.
const (
	WorkFile    = "work.db"
	CatalogFile = "catalog.db"
	// CopyFile is the hourly copy of WorkFile, see DB.Copy.
	CopyFile = "work.db.copy"
	// ReserveFile holds room that is given back when the disk is full.
	ReserveFile = "reserve"
	// PartsDir is a folder for parts of snapshots that are not in yet.
	PartsDir = "parts"
)

const (
	workAppID    = 0x4d53_4257 // "MSBW"
	catalogAppID = 0x4d53_4243 // "MSBC"
)

// Sealer keeps personal data unreadable where it rests; credential.Sealer is one.
type Sealer interface {
	// Seal encrypts plain for one row of one table.
	Seal(plain []byte, table, row string) []byte
	// Open decrypts what Seal made for the same table and row.
	Open(sealed []byte, table, row string) ([]byte, error)
}

// Options says how the database is opened.
type Options struct {
	Dir     string              // data folder, made when missing
	Sealer  Sealer              // for the customers of orders
	Clock   retail.Clock        // names the damaged file and the journal's times
	Store   retail.SiteID       // the shop of this terminal
	Stamp   func() retail.Stamp // what is known of the time now, for commands; may be nil
	Program string              // version of the program; another one than last time takes every scope again. Empty: do not look
	Destroy func() error        // destroys the device file in Wipe, may be nil
	Reserve int64               // bytes kept for a full disk, 16 MiB when zero, none when negative
}

// DB is the terminal's database. Its methods may be called from any goroutine.
type DB struct {
	o       Options
	work    *sqlite.DB
	wstmt   stmts
	rstmt   stmts
	events  hub
	reserve sync.Mutex

	cmu     sync.RWMutex // guards catalog against being replaced
	catalog *sqlite.DB
	cread   stmts

	indexing sync.Mutex // one at a time makes articles findable
	rank     styleRank  // the articles that are left to do

	here  hereStock
	reach reach
	sites siteList

	// Salvaged tells that work.db was found damaged at Open and was rebuilt.
	Salvaged *Salvage
}

// Open opens or makes both files. A damaged work.db is put aside and what can
// be read of it goes into a new one, see Salvaged; a damaged catalog.db is
// thrown away, the hub sends it again.
func Open(ctx context.Context, o Options) (*DB, error) {
	const op = "localdb.Open"
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, retail.E(retail.CodeInternal, op, "", err)
	}
	if o.Reserve == 0 {
		o.Reserve = reserveSize
	}
	d := &DB{o: o}
	work, err := openWork(ctx, o.Dir)
	if damaged(err) {
		work, d.Salvaged, err = salvage(ctx, o)
	}
	if err != nil {
		return nil, fault(op, err)
	}
	d.setWork(work)
	if err := d.prepare(ctx); err != nil {
		return nil, errors.Join(fault(op, err), work.Close())
	}
	if d.catalog, err = openCatalog(ctx, o.Dir); err != nil {
		return nil, errors.Join(fault(op, err), work.Close())
	}
	d.cread.db = d.catalog.Read
	if err := d.newProgram(ctx); err != nil {
		return nil, errors.Join(fault(op, err), d.Close())
	}
	d.keepReserve()
	return d, nil
}

func (d *DB) setWork(w *sqlite.DB) {
	d.work = w
	d.wstmt.db, d.rstmt.db = w.Write, w.Read
}

func openWork(ctx context.Context, dir string) (*sqlite.DB, error) {
	sub, err := fs.Sub(migrations, "migrations/work")
	if err != nil {
		return nil, err
	}
	w, err := sqlite.Open(ctx, sqlite.Options{
		Path: filepath.Join(dir, WorkFile), Durability: sqlite.Full, AppID: workAppID, Migrations: sub,
	})
	if err != nil {
		return nil, err
	}
	if err := w.Check(ctx); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

func openCatalog(ctx context.Context, dir string) (*sqlite.DB, error) {
	sub, err := fs.Sub(migrations, "migrations/catalog")
	if err != nil {
		return nil, err
	}
	o := sqlite.Options{
		Path: filepath.Join(dir, CatalogFile), Durability: sqlite.Normal, AppID: catalogAppID, Migrations: sub,
		// Codes are random: with 2 MiB their index leaves the cache and comes back for every part of a snapshot.
		// The best sellers, which every search reads first, lie in the first few megabytes of the articles.
		Cache: 32, ReadCache: 8000, Fold: 8000,
	}
	c, err := sqlite.Open(ctx, o)
	if !damaged(err) {
		return c, err
	}
	if err := removeDB(o.Path); err != nil {
		return nil, err
	}
	return sqlite.Open(ctx, o)
}

// CheckCatalog reads through catalog.db and throws it away when it is
// damaged: then it returns CodeDamaged, and the catalogue scope has no cursor
// any more. It takes about half a second and is meant for the background.
func (d *DB) CheckCatalog(ctx context.Context) error {
	const op = "localdb.CheckCatalog"
	d.cmu.RLock()
	err := d.catalog.Check(ctx)
	d.cmu.RUnlock()
	if !damaged(err) {
		return fault(op, err)
	}
	d.cmu.Lock()
	defer d.cmu.Unlock()
	d.cread.close()
	_ = d.catalog.Close() // a damaged file may not close cleanly; it goes away
	path := filepath.Join(d.o.Dir, CatalogFile)
	if rerr := removeDB(path); rerr != nil {
		return fault(op, rerr)
	}
	c, oerr := openCatalog(ctx, d.o.Dir)
	if oerr != nil {
		return fault(op, oerr)
	}
	d.catalog, d.cread.db = c, c.Read
	d.reach.changed(nil)
	d.events.publish(retail.Ref{Entity: retail.EntitySKU})
	return fault(op, err)
}

// Close closes both files and ends all subscriptions.
func (d *DB) Close() error {
	d.events.close()
	d.wstmt.close()
	d.rstmt.close()
	err := d.work.Close()
	d.cmu.Lock()
	defer d.cmu.Unlock()
	d.cread.close()
	return errors.Join(err, d.catalog.Close())
}

func removeDB(path string) error {
	var errs []error
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
