package simulate

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
	"miseban/sync/internal/hubdb"
	"miseban/sync/notice"
	"miseban/sync/wire"
)

// hubSide is the hub of the chain: one process, or two on one database.
type hubSide struct {
	w      *world
	dice   dice
	path   string
	secret []byte
	key    ed25519.PrivateKey
	twins  bool
	procs  []*process
	post   *post
	down   time.Time // away until then

	backups []backup
	rewinds int // how often an older copy was put back
	revoked map[retail.DeviceID]bool
	noted   bool           // notices are written down outside of the database too
	ledger  *notice.Ledger // where; nil while the hub is down
	shut    func() error   // closes it
}

// process is one running hub.
type process struct {
	db      *hubdb.DB
	hub     *hub.Hub
	handler http.Handler
	worker  *notice.Worker
}

// backup is a copy of the database.
type backup struct {
	at      time.Time
	db, wal []byte
	homes   int64                                // how often homes had moved
	said    map[retail.StockKey][]retail.StaffID // see books
}

func newHubSide(w *world) *hubSide {
	h := &hubSide{w: w, dice: roll(w.o.Seed, 3), path: filepath.Join(w.dir, "hub.db"), secret: make([]byte, 32), revoked: map[retail.DeviceID]bool{}}
	_, _ = h.dice.Read(h.secret)
	_, h.key, _ = ed25519.GenerateKey(h.dice)
	h.twins = h.dice.one(6)
	h.noted = !h.dice.one(3) && (w.o.Mutant == nil || !w.o.Mutant.KeepEpoch)
	h.post = &post{h: h, mails: map[retail.OrderID]int{}}
	return h
}

// blank is a database with its schema and nothing else, the n-th one: each began
// a life of its own. To migrate one for every seed would take longer than the
// seed.
func blank(n int) ([]byte, error) { return blanks[n]() }

var blanks = [...]func() ([]byte, error){sync.OnceValues(newBlank), sync.OnceValues(newBlank), sync.OnceValues(newBlank)}

func newBlank() ([]byte, error) {
	dir, err := os.MkdirTemp("", "miseban-sim-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // scratch
	path := filepath.Join(dir, "hub.db")
	db, err := hubdb.Open(context.Background(), path, retail.ClockFunc(func() time.Time { return start }))
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path) //nolint:gosec // the folder made above
}

// clock shows the virtual time.
func (w *world) clock() retail.Clock { return retail.ClockFunc(func() time.Time { return w.now }) }

// openBooks opens the database of a process.
func (w *world) openBooks(path string) (*process, error) {
	db, err := hubdb.Open(w.ctx, path, w.clock())
	return &process{db: db}, err
}

// open starts the processes; the first one makes the database.
func (h *hubSide) open() error {
	if _, err := os.Stat(h.path); errors.Is(err, fs.ErrNotExist) {
		b, err := blank(0)
		if err != nil {
			return err
		}
		if err := os.WriteFile(h.path, b, 0o600); err != nil {
			return err
		}
	}
	n := 1
	if h.twins {
		n = 2
	}
	for range n {
		if err := h.start(); err != nil {
			return err
		}
	}
	return nil
}

func (h *hubSide) start() error {
	w, clock := h.w, h.w.clock()
	p, err := w.openBooks(h.path)
	if err != nil {
		return err
	}
	h.procs = append(h.procs, p)
	if h.noted && h.ledger == nil {
		if h.ledger, h.shut, err = hubserve.OpenLedger(w.ctx, hubserve.Options{Data: w.dir, Clock: clock, Log: w.log}, p.db); err != nil {
			return err
		}
	}
	var store hub.Store = watched{p.db, w, "hub"}
	m := w.o.Mutant
	if m != nil && m.Store != nil {
		store = m.Store(store)
	}
	if m != nil && m.Chain != nil {
		store = m.Chain(store)
	}
	o := hub.Options{
		Store: store, Clock: clock, IDs: w.ids, Rand: h.dice, Secret: h.secret, PickupKey: h.key, PickupID: 1, Pins: [][]byte{make([]byte, 32)},
		Log: w.log, Rule: w.books.watch("hub", nil),
		URL: func() string { return "https://" + hubHost }, Mail: h.post.pass, Public: publicURL,
	}
	if h.ledger != nil {
		o.Ledger = h.ledger
	}
	p.hub, err = hub.Build(w.ctx, o)
	if err != nil {
		return err
	}
	p.handler = p.hub.Handler()
	if m != nil && m.Handler != nil {
		p.handler = m.Handler(p.handler, store)
	}
	var d notice.Desk = p.hub
	if m != nil && m.Desk != nil {
		d = m.Desk(d)
	}
	p.worker = &notice.Worker{Desk: desk{d, h.post, true}, Mailer: h.post, Clock: clock, Log: w.log, Chain: "sim", Ledger: h.ledger}
	return p.worker.Recover(w.ctx)
}

// hub is one of the running processes.
func (h *hubSide) process() *process {
	if len(h.procs) == 1 {
		return h.procs[0]
	}
	return pick(h.dice, h.procs)
}

func (h *hubSide) hub() *hub.Hub { return h.process().hub }

// serve lets one of the processes answer.
func (h *hubSide) serve(a *answer, r *http.Request) {
	defer func() {
		if h.post.died {
			h.post.died = false
			h.w.fault("hub crash while mailing for a relay", "hub", "")
			h.restart()
		}
	}()
	h.process().handler.ServeHTTP(a, r)
}

// past is the database, and how often an older copy was put back.
func (h *hubSide) past() (hub.Store, int) { return h.store(), h.rewinds }

// store is the database as it is, whatever is planted before it.
func (h *hubSide) store() hub.Store { return h.procs[0].db }

func (h *hubSide) close() {
	for _, p := range h.procs {
		_ = p.db.Close() // everything is committed
	}
	h.procs = nil
	if h.ledger != nil {
		_ = h.shut() // every line is on the disk
		h.ledger = nil
	}
}

// away tells whether nobody answers.
func (h *hubSide) away() bool { return h.w.now.Before(h.down) || len(h.procs) == 0 }

// up ends every outage.
func (h *hubSide) up() { h.down = time.Time{} }

// restart ends the processes and starts them again.
func (h *hubSide) restart() {
	h.close()
	h.w.must("start the hub", h.open())
}

// fill writes the chain into the database.
func (h *hubSide) fill(shops []*shop) error {
	ctx, b := h.w.ctx, h.hub()
	if err := b.PutChain(ctx, retail.Chain{Name: "sim"}); err != nil {
		return err
	}
	var sites []retail.Site
	var slots []retail.StagingSlot
	var staff []hub.StaffRow
	var stock []hub.StockRow
	for _, s := range shops {
		sites = append(sites, s.site)
		slots = append(slots, s.slots...)
		for _, p := range s.staff {
			staff = append(staff, hub.StaffRow{Staff: p})
		}
		for _, sku := range skus {
			stock = append(stock, hub.StockRow{Site: s.site.ID, SKU: sku.ID, OnHand: s.shelf[sku.ID], Shelf: "A-1"})
		}
		stock = append(stock, hub.StockRow{Site: s.site.ID, SKU: scarce, OnHand: s.shelf[scarce], Shelf: "K-1"})
		stock = append(stock, hub.StockRow{Site: s.site.ID, SKU: crate, OnHand: crates, Shelf: "Z-1"})
	}
	_, err := b.PutSites(ctx, sites)
	if err == nil {
		_, err = b.PutSlots(ctx, slots)
	}
	if err == nil {
		_, err = b.PutStaff(ctx, staff)
	}
	if err == nil {
		_, err = b.PutSKUs(ctx, skus)
	}
	if err == nil {
		_, err = b.SetStock(ctx, stock)
	}
	return err
}

// begin plans what the hub does by itself.
func (h *hubSide) begin() {
	h.every(10*time.Minute, 40*time.Minute, func() {
		for _, p := range h.procs { // as hub.Run does it: another process may have begun a new life
			if _, err := p.db.Heads(h.w.ctx); !h.w.must("heads", err) {
				return
			}
		}
		h.beat()
		_, err := h.procs[0].worker.Round(h.w.ctx)
		if errors.Is(err, errCrash) {
			h.w.fault("hub crash while mailing", "hub", "")
			h.restart()
			return
		}
		if errors.Is(err, errNoServer) {
			return
		}
		h.w.must("notices", err)
	})
	h.every(20*time.Minute, 90*time.Minute, func() {
		if h.w.must("errands", h.hub().CatchUp(h.w.ctx)) {
			past := h.w.now.Add(-keepLong)
			h.w.must("errands", errors.Join(h.store().TrimErrands(h.w.ctx, past), h.store().TrimLetters(h.w.ctx, past)))
		}
	})
	h.every(2*time.Hour, 5*time.Hour, func() {
		if !h.w.must("contacts", h.hub().KeepContacts(h.w.ctx)) {
			return
		}
		if _, err := h.hub().LookForTerminals(h.w.ctx); !h.w.must("look for terminals", err) {
			return
		}
		if n, err := h.hub().Remind(h.w.ctx); !h.w.must("remind", err) {
			return
		} else if n > 0 {
			h.w.counts["customers reminded"] += n
		}
		if n, err := h.hub().LookForWarm(h.w.ctx); !h.w.must("look for warm goods", err) {
			return
		} else if n > 0 {
			h.w.counts["orders out of the cold for too long"] += n
		}
		if n, err := h.hub().Owe(h.w.ctx); !h.w.must("owe", err) {
			return
		} else if n > 0 {
			h.w.counts["refunds that waited until a handover could not be taken back"] += n
		}
		if _, err := h.hub().Overdue(h.w.ctx); !h.w.must("overdue", err) {
			return
		}
		if _, err := h.hub().Retire(h.w.ctx, h.w.now.Add(-retireAfter)); !h.w.must("retire", err) {
			return
		}
		_, err := h.hub().Purge(h.w.ctx, h.w.now.Add(-purgeAfter))
		h.w.must("purge", err)
	})
	h.every(4*time.Hour, 10*time.Hour, func() {
		if m := h.w.o.Mutant; m != nil && m.Scene != nil {
			return // its terminals would take everything anew, and see nothing
		}
		if n, err := h.store().Compact(h.w.ctx, h.w.now.Add(-5*time.Hour), 1000); h.w.must("compact", err) && n > 0 {
			h.w.fault("feeds compacted", "hub", "%d changes", n)
		}
	})
	h.every(3*time.Hour, 8*time.Hour, h.backup)
	h.deliver(roll(h.w.o.Seed, 21))
}

// deliver brings what shops write to each other.
func (h *hubSide) deliver(d dice) {
	if !h.away() {
		if n, err := h.hub().Deliver(h.w.ctx); h.w.must("letters", err) && n > 0 {
			h.w.counts["letters delivered"] += n
			h.hintAll()
		}
	}
	h.w.after(d.between(time.Minute, 25*time.Minute), func() { h.deliver(d) })
}

// When orders leave the feed, and when their customers are forgotten.
const (
	retireAfter = 12 * time.Hour
	purgeAfter  = 18 * time.Hour
)

// every plans something again and again while the hub is there.
func (h *hubSide) every(a, b time.Duration, do func()) {
	var again func()
	again = func() {
		if h.w.still {
			return
		}
		if !h.away() {
			do()
			h.hintAll()
		}
		h.w.after(h.dice.between(a, b), again)
	}
	h.w.after(h.dice.between(0, b), again)
}

// hintAll tells every terminal that listens that its shop may have moved.
func (h *hubSide) hintAll() {
	for _, s := range h.w.shops {
		s.hint()
	}
}

// backup copies the database as it stands on the disk.
func (h *hubSide) backup() {
	b := backup{at: h.w.now, homes: h.homes(), said: maps.Clone(h.w.books.said)}
	db := h.procs[0].db
	c, err := db.BeginCopy(h.w.ctx, "sim")
	if !h.w.must("backup", err) {
		return
	}
	if b.db, err = os.ReadFile(h.path); !h.w.must("backup", err) {
		return
	}
	if b.wal, err = os.ReadFile(h.path + "-wal"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		h.w.must("backup", err)
	}
	if !h.dice.one(4) && !h.w.must("backup", db.FinishCopy(h.w.ctx, c.ID)) {
		return // else: it is there, and nobody said so
	}
	h.backups = append(h.backups, b)
	if len(h.backups) > 3 {
		h.backups = h.backups[1:]
	}
	h.w.say("hub", "backup")
	h.w.after(time.Minute, h.beat)
}

// beat gives the ledger's sign of life, which a hub gives every minute; here when
// it matters: after a copy, and before notices leave.
func (h *hubSide) beat() {
	if h.ledger != nil && !h.away() {
		h.w.must("ledger", hubserve.Beat(h.w.ctx, h.w.clock(), h.procs[0].db, h.ledger))
	}
}

// restore puts an older copy back, with or without saying so.
func (h *hubSide) restore(said bool) {
	if len(h.backups) == 0 {
		return
	}
	b := pick(h.dice, h.backups)
	if b.homes != h.homes() {
		return
	}
	kind := "hub restored"
	if !said {
		kind = "hub copied back without an epoch"
	}
	h.w.fault(kind, "hub", "to %v ago", h.w.now.Sub(b.at).Round(time.Minute))
	h.close()
	for suffix, data := range map[string][]byte{"": b.db, "-wal": b.wal} {
		if err := os.WriteFile(h.path+suffix, bytes.Clone(data), 0o600); !h.w.must("restore", err) {
			return
		}
	}
	_ = os.Remove(h.path + "-shm")
	h.backups = nil // those after it are of a life that is over
	h.rewinds++
	if said && (h.w.o.Mutant == nil || !h.w.o.Mutant.KeepEpoch) && !h.w.must("new life", h.anew(b)) {
		return
	}
	if !h.w.must("start the hub", h.open()) {
		return
	}
	h.w.books.restored(b.at, said || h.noted)
	h.w.books.waitedThen(b.said)
	for _, id := range keys(h.revoked) { // whoever restores a hub shuts out again who was shut out
		if err := h.hub().Revoke(h.w.ctx, id); retail.CodeOf(err) != retail.CodeNotFound {
			h.w.must("revoke again", err)
		}
	}
	h.w.web.replay()
	h.backup()
	for _, s := range h.w.shops { // who was enrolled after the copy is enrolled again, whoever knows it
		for _, t := range s.terminals {
			if _, err := h.store().Device(h.w.ctx, t.dev.ID); len(s.boxes) > 0 && retail.CodeOf(err) == retail.CodeNotFound {
				t.unknown = true
			}
		}
	}
}

// homes is how often homes have moved.
func (h *hubSide) homes() (n int64) {
	all, err := h.store().Homes(h.w.ctx)
	h.w.must("homes", err)
	for _, m := range all {
		n += 2 * m.No
		if m.State == wire.HomeMoving || m.State == wire.HomeReturning {
			n++
		}
	}
	return n
}

// knows tells whether the hub has judged a command.
func (h *hubSide) knows(id retail.CommandID) bool {
	return len(h.procs) > 0 && judgedIn(h.w, h.store(), id)
}

// judgedIn tells whether a command was judged in a database.
func judgedIn(w *world, s hub.Store, id retail.CommandID) (known bool) {
	_, err := s.Update(w.ctx, nil, func(tx hub.Tx) error {
		_, err := tx.KnownID(id)
		known = err == nil
		if retail.CodeOf(err) == retail.CodeNotFound {
			err = nil
		}
		return err
	})
	return w.must("look for a command", err) && known
}

// anew gives a copy that is put back a new life, as a restore does.
func (h *hubSide) anew(b backup) error {
	db, err := hubdb.Open(h.w.ctx, h.path, h.w.clock())
	if err != nil {
		return err
	}
	_, err = db.BeginLife(h.w.ctx, "", hub.Life{Began: h.w.now, Copied: b.at})
	return errors.Join(err, db.Close())
}
