package terminal

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"miseban/app/credential"
	"miseban/app/internal/catalog"
	"miseban/app/internal/floor"
	"miseban/app/internal/holding"
	"miseban/app/internal/localdb"
	"miseban/app/internal/photo"
	"miseban/app/internal/pickup"
	"miseban/app/internal/printing"
	"miseban/app/internal/shift"
	"miseban/app/internal/showroom"
	"miseban/app/internal/staging"
	"miseban/app/internal/stocktake"
	"miseban/app/internal/syncstore"
	"miseban/app/internal/transferring"
	"miseban/app/internal/wave"
	"miseban/app/retail"
	"miseban/sync/agent"
	"miseban/sync/lan"
	"miseban/sync/wire"
)

// Core is an enrolled terminal without its window: data, services, and the
// line to the hub.
type Core struct {
	Device   *credential.Device
	DB       *localdb.DB
	Pickup   *pickup.Service
	Holding  *holding.Service
	Wave     *wave.Service
	Staging  *staging.Service
	Shift    *shift.Service
	Desk     *pickup.Desk
	Catalog  *catalog.Service
	Count    *stocktake.Service
	Transfer *transferring.Service
	Print    *printing.Service
	Show     *showroom.Service
	Bell     *showroom.Bell
	Photos   *photo.Service
	Agent    *agent.Agent
	Clock    *agent.HubClock
	// Wiped is called once nothing of this terminal is left, because the hub
	// shut it out. Set it before Start; may be nil.
	Wiped func()

	reading atomic.Pointer[reading]

	dir      string
	contacts contacts
	arrived  chan struct{} // has one when the catalogue may have to be indexed
	low      atomic.Bool   // little room is left on the disk
	log      *slog.Logger
	stop     context.CancelFunc
	wg       sync.WaitGroup
}

// Enrolled tells whether the data folder belongs to an enrolled terminal.
func Enrolled(dir string) bool {
	_, err := credential.Load(dir)
	return retail.CodeOf(err) != retail.CodeNotFound
}

// Open opens an enrolled terminal: CodeNotFound when it is not enrolled. hub
// replaces the enrolled address when it is not empty. Call Start to go on line.
func Open(ctx context.Context, dir, hub string, log *slog.Logger) (*Core, error) {
	own := retail.ClockFunc(time.Now)
	return open(ctx, dir, hub, log, own, agent.NewHubClock(own, 0))
}

// OpenAt is Open with another clock than the machine's: a test's, that lives
// through days in a moment.
func OpenAt(ctx context.Context, dir string, log *slog.Logger, own retail.Clock) (*Core, error) {
	clock := agent.NewHubClock(own, 0)
	clock.Uptime = func() (string, time.Duration) { return "", 0 } // the machine's is of no use to that clock
	return open(ctx, dir, "", log, own, clock)
}

func open(ctx context.Context, dir, hub string, log *slog.Logger, own retail.Clock, clock *agent.HubClock) (*Core, error) {
	d, err := credential.Load(dir)
	if err != nil {
		return nil, err
	}
	if hub != "" {
		d.Hub = hub
	}
	sealer, err := credential.NewSealer(d.Wrap)
	if err != nil {
		return nil, err
	}
	db, err := localdb.Open(ctx, localdb.Options{
		Dir: dir, Sealer: sealer, Clock: own, Store: d.Store, Stamp: clock.Stamp,
		Program: Version + " " + wire.Proto,
		Destroy: func() error { return errors.Join(credential.Destroy(dir), os.RemoveAll(pictureFolder(dir))) },
	})
	if err != nil {
		return nil, err
	}
	offset, err := db.ClockOffset(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	clock.Assume(offset)
	c := &Core{Device: d, DB: db, Clock: clock, arrived: make(chan struct{}, 1), dir: dir, log: log}
	if err := c.learnCodes(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	term := shift.Terminal{Device: d.ID, Store: d.Store, Secret: d.Secret}
	c.Shift = shift.New(shiftStore{db}, term, c.Clock, retail.UUIDv7{})
	c.Desk = pickup.NewDesk(db, c.Shift, hubLine{c}, pickup.Place{Device: d.ID, Store: d.Store}, c.Clock, retail.UUIDv7{})
	c.Pickup = pickup.New(db, c.Shift, c.Clock, retail.UUIDv7{}).At(c.Desk).Reads(c.Codes)
	c.Transfer = transferring.New(db, c.Shift, c.Clock, retail.UUIDv7{}, c.Codes)
	c.Count = stocktake.New(db, c.Shift, hubLine{c}, d.ID, c.Clock, retail.UUIDv7{})
	c.Catalog = catalog.New(db, stockHub{c}, c.Clock).At(c.Shift, db, retail.UUIDv7{}, db)
	c.Show = showroom.New(c.Catalog, db, d.ID, c.Clock)
	c.Show.Take(floor.New(db, d.ID, c.Clock, retail.UUIDv7{}))
	c.Bell = showroom.NewBell(db, c.Shift, hubLine{c}.Online, d.ID, c.Clock, retail.UUIDv7{})
	c.Staging = staging.New(db, c.Shift, c.Clock, retail.UUIDv7{})
	c.Wave = wave.New(waveStore{db}, c.Shift, c.Clock, retail.UUIDv7{}).Reads(c.Codes)
	c.Holding = holding.New(holdingStore{db}, c.Shift, c.Clock, retail.UUIDv7{}, c.vouch)
	c.Print = printing.New(db, c.Clock, retail.UUIDv7{}, log)
	c.Photos = photo.New(photoStore{db}, photoLine{c}, photo.RoomOf(photo.DefaultRoom), log)
	c.Agent = agent.New(agent.Options{
		Device: d.ID, Shop: d.Store, Key: d.Key, Hub: d.Hub, Pins: d.Pins, App: Version,
		Store: syncstore.Store{DB: db}, Parts: filepath.Join(dir, localdb.PartsDir), Clock: c.Clock, Rand: rand.Float64, Log: log,
		Revoked: c.revoked, Pinned: c.pinned, Moved: c.moved, Find: lan.Find,
	})
	return c, nil
}

// Start goes on line and tells changed what moved: orders by id, none for
// "anything". It returns at once; Close ends it. changed is called from a
// goroutine of its own, one call at a time.
func (c *Core) Start(ctx context.Context, changed func(ids []retail.OrderID)) {
	ctx, c.stop = context.WithCancel(ctx)
	refs, cancel := c.DB.Subscribe()
	c.wg.Go(func() {
		if err := c.Agent.Run(ctx); err != nil {
			c.log.Error("terminal: agent", "err", err)
		}
	})
	c.wg.Go(func() {
		<-ctx.Done()
		cancel()
	})
	c.wg.Go(func() { c.follow(ctx, refs, changed) })
	c.wg.Go(func() { keepHouse(ctx, c) })
	c.wg.Go(func() { c.index(ctx) })
	c.wg.Go(func() { c.Photos.Run(ctx) })
	c.wg.Go(func() {
		if err := c.Print.Run(ctx); err != nil && ctx.Err() == nil {
			c.log.Error("terminal: printing", "err", err)
		}
	})
	c.reindex()
}

// index makes the articles of a catalogue that came findable, whenever one did.
func (c *Core) index(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.arrived:
		}
		for more := true; more && ctx.Err() == nil; {
			var err error
			if more, err = c.DB.IndexStyles(ctx); err != nil && ctx.Err() == nil {
				c.log.Error("terminal: index of the catalogue", "err", err)
			}
		}
		if _, err := c.DB.AvailableHere(ctx, nil); err != nil && ctx.Err() == nil { // the first search need not wait for it
			c.log.Error("terminal: what is here", "err", err)
		}
		if _, err := c.DB.MayReach(ctx, nil); err != nil && ctx.Err() == nil {
			c.log.Error("terminal: what is in reach", "err", err)
		}
	}
}

// reindex wakes index; it may be at work already.
func (c *Core) reindex() {
	select {
	case c.arrived <- struct{}{}:
	default:
	}
}

// follow keeps the board in step with the database and passes on what moved.
func (c *Core) follow(ctx context.Context, refs <-chan retail.Ref, changed func([]retail.OrderID)) {
	for ref := range refs {
		batch := []retail.Ref{ref}
		for more := true; more; {
			select {
			case r, ok := <-refs:
				if more = ok; ok {
					batch = append(batch, r)
				}
			default:
				more = false
			}
		}
		ids, all, told := c.sort(batch)
		if !told {
			continue
		}
		if all {
			ids = nil
			if err := c.learnCodes(ctx); err != nil && ctx.Err() == nil {
				c.log.Error("terminal: codes", "err", err)
			}
		}
		if all || len(ids) > 0 {
			if err := c.Pickup.Changed(ctx, ids...); err != nil && ctx.Err() == nil {
				c.log.Error("terminal: board", "err", err)
			}
		}
		changed(ids)
	}
}

// sort tells which orders a batch is about, whether anything may have moved,
// and whether a screen need know. News of the outbox wakes the agent.
func (c *Core) sort(batch []retail.Ref) (ids []retail.OrderID, all, told bool) {
	for _, r := range batch {
		if r.Entity == retail.EntitySKU {
			c.Photos.Wake()
		}
		switch {
		case r.Entity == 0:
			c.Agent.Recorded()
			continue
		case r.Entity == retail.EntityOrder && r.ID != "":
			ids = append(ids, retail.OrderID(r.ID))
		case (r.Entity == retail.EntitySKU || r.Entity == retail.EntityStockCut) && r.ID == "": // a whole catalogue came, or can be searched
			c.reindex()
			all = true
		case r.ID == "" || r.Entity != retail.EntityStock && r.Entity != retail.EntityException && r.Entity != retail.EntityLease &&
			r.Entity != retail.EntityStocktake && r.Entity != retail.EntityTransfer && r.Entity != retail.EntityTote:
			all = true
		}
		told = true
	}
	return ids, all, told
}

// moved keeps where the hub is that is home of this shop from now on.
func (c *Core) moved(_ context.Context, to wire.Place) error {
	d, err := credential.Load(c.dir)
	if err != nil {
		return err
	}
	d.Hub, d.Pins = to.URL, to.Pins
	return d.Save(c.dir)
}

// revoked is called when the hub shut this terminal out: nothing of it may
// stay readable.
func (c *Core) revoked(ctx context.Context) {
	if err := c.DB.Wipe(ctx, true); err != nil {
		c.log.Error("terminal: wipe", "err", err)
	}
	c.stop()
	if c.Wiped != nil {
		c.Wiped()
	}
}

// pinned keeps the pins of the hub's certificates in the device file. The file
// is read again: an address given on the command line is no part of it.
func (c *Core) pinned(pins [][]byte) error {
	d, err := credential.Load(c.dir)
	if err != nil {
		return err
	}
	d.Pins = pins
	return d.Save(c.dir)
}

// Unenrol takes this device out of service. It is CodeUnsent while anything is
// unsent.
func (c *Core) Unenrol(ctx context.Context) error {
	if err := c.DB.Wipe(ctx, false); err != nil {
		return err
	}
	return c.Close()
}

// Close goes off line and closes the data.
func (c *Core) Close() error {
	if c.stop != nil {
		c.stop()
		c.wg.Wait()
	}
	return c.DB.Close()
}
