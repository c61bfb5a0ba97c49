package simulate

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"miseban/app/retail"
	"miseban/sync/agent"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
	"miseban/sync/notice"
	"miseban/sync/relay"
	"miseban/sync/wire"
)

// hubHost is the address of the chain's hub.
const hubHost = "hub"

// relayBox is a store relay: a hub of its own that stands in a shop, and what
// keeps it in step with the chain's hub.
type relayBox struct {
	w      *world
	shop   *shop
	dice   dice
	name   string // also its address
	n      int    // of the shop's boxes, from 1
	path   string
	secret []byte
	dev    retail.DeviceID
	key    ed25519.PrivateKey

	proc   *process // nil while it does not run
	step   *relay.Relay
	line   *line
	noted  bool // notices are written down outside of the database too
	ledger *notice.Ledger
	shut   func() error

	down   time.Time // without power until then
	calm   bool      // somebody stands beside it: what it asks arrives
	turns  [2]loop   // down and up
	hinted bool
}

// The turns of a relay.
const (
	goingDown = iota
	goingUp
)

// relays decides which shops have one, and sets them up: enrolled as docs/relay.md
// says, and in most shops the home from the first day on.
func (w *world) relays() error {
	d := roll(w.o.Seed, 7)
	some := d.IntN(5) < 2
	if m := w.o.Mutant; m != nil && (m.Relays || m.Scene != nil) {
		some = m.Relays
	}
	if !some {
		return nil
	}
	s := pick(d, w.shops)
	s.keep = keepLong
	if d.IntN(3) == 0 {
		s.keep = keepShort
	}
	for range 1 + (d.IntN(5)+2)/5 { // two in five have a second one
		b, err := s.newBox()
		if err != nil {
			return err
		}
		s.boxes = append(s.boxes, b)
	}
	if d.IntN(4) > 0 {
		if err := s.boxes[0].first(); err != nil {
			return err
		}
	}
	for _, b := range s.boxes {
		b.begin()
	}
	w.moves(s)
	return nil
}

// newBox enrols a relay for the shop and starts it.
func (s *shop) newBox() (*relayBox, error) {
	w, n := s.w, len(s.boxes)+1
	b := &relayBox{w: w, shop: s, n: n, name: fmt.Sprintf("%s-R%d", s.site.ID, n), dice: roll(w.o.Seed, 200+10*uint64(s.site.No)+uint64(n)), secret: make([]byte, 32)}
	_, _ = b.dice.Read(b.secret)
	b.noted = !b.dice.one(3)
	dir := filepath.Join(w.dir, b.name)
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	b.path = filepath.Join(dir, "hub.db")
	kind := n
	if m := w.o.Mutant; m != nil && m.OneEpoch {
		kind = 0
	}
	empty, err := blank(kind)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(b.path, empty, 0o600); err != nil {
		return nil, err
	}
	var public ed25519.PublicKey
	if public, b.key, err = ed25519.GenerateKey(b.dice); err != nil {
		return nil, err
	}
	once, err := w.hub.hub().NewRelayOnce(w.ctx, s.site.ID)
	if err != nil {
		return nil, err
	}
	e, err := w.hub.hub().Enrol(w.ctx, wire.EnrolRequest{Code: hex.EncodeToString(once[:]), Public: public, Name: b.name, As: wire.KindRelay})
	if err != nil {
		return nil, err
	}
	b.dev = e.Device
	return b, b.open()
}

// url is where its terminals find it.
func (b *relayBox) url() string { return "https://" + b.name }

// open starts the program on its database.
func (b *relayBox) open() error {
	w := b.w
	p, err := w.openBooks(b.path)
	if err != nil {
		return err
	}
	b.proc = p
	if err := p.db.Follow(w.ctx, b.shop.site.ID); err != nil {
		return err
	}
	clock := w.clock()
	if b.noted {
		if b.ledger, b.shut, err = hubserve.OpenLedger(w.ctx, hubserve.Options{Data: filepath.Dir(b.path), Clock: clock, Log: w.log}, p.db); err != nil {
			return err
		}
	}
	b.line = b.newLine()
	b.turns = [2]loop{}
	var store hub.Store = watched{p.db, w, b.name}
	m := w.o.Mutant
	if m != nil && m.Store != nil {
		store = m.Store(store)
	}
	if m != nil && m.Relay != nil {
		store = m.Relay(store)
	}
	var books hub.Store = p.db
	if m != nil && m.OneEpoch {
		books = store
	}
	b.step = relay.New(relay.Options{
		Chain: agent.NewCaller(agent.Options{
			Device: b.dev, Key: b.key, Hub: "https://" + hubHost, Clock: agent.NewHubClock(clock, 0), Transport: b.line, Log: w.log,
		}),
		Problem: agent.Problem, Device: b.dev, Store: b.shop.site.ID, Books: books, Clock: clock, Rand: b.dice.Float64,
		Here: func() wire.Place { return wire.Place{URL: b.url(), Pins: [][]byte{make([]byte, 32)}} },
		Keep: b.shop.keep, Pause: b.pause, Log: w.log,
	})
	o := hub.Options{
		Store: store, Clock: clock, IDs: w.ids, Rand: b.dice, Secret: b.secret, Pins: [][]byte{make([]byte, 32)}, Log: w.log,
		Rule: w.books.watch(b.name, b), Self: b.dev, Upstream: b.step, URL: b.url,
	}
	if b.ledger != nil {
		o.Ledger = b.ledger
	}
	if p.hub, err = hub.Build(w.ctx, o); err != nil {
		return err
	}
	b.step.Hub = p.hub
	p.handler = p.hub.Handler()
	if m != nil && m.Handler != nil {
		p.handler = m.Handler(p.handler, store)
	}
	var d notice.Desk = p.hub
	if m != nil && m.Desk != nil {
		d = m.Desk(d)
	}
	p.worker = &notice.Worker{Desk: desk{d, w.hub.post, false}, Mailer: relay.Mailer{Relay: b.step}, Clock: clock, Log: w.log, Chain: "sim", Ledger: b.ledger}
	return p.worker.Recover(w.ctx)
}

// How long a relay keeps its log once it is up, and who ordered. It is longer
// than a line is cut, as days are cut here when it is short, and than copies of
// the chain's hub are old: what both have forgotten comes back from nowhere.
const (
	keepShort = 40 * time.Hour
	keepLong  = 6 * 24 * time.Hour
)

// newLine is the line out of the shop as the running program has it.
func (b *relayBox) newLine() *line {
	l := &line{w: b.w, name: b.name, dice: b.dice, at: b.w.station}
	l.open = func(string) bool { return b.line == l && !b.cut() }
	l.sent = func(r *http.Request, n int) {
		if r.URL.Path == wire.PathRelayMirror && n > 200 && l.dice.one(4) {
			b.call(goingDown, b.dice.between(time.Second, time.Minute))
		}
	}
	l.calm = func() bool { return b.calm }
	return l
}

// cut tells whether the line out of its shop is cut.
func (b *relayBox) cut() bool { return b.w.now.Before(b.shop.cut) }

// away tells whether it answers nobody.
func (b *relayBox) away() bool { return b.proc == nil || b.w.now.Before(b.down) }

// serve lets it answer a terminal.
func (b *relayBox) serve(a *answer, r *http.Request) { b.proc.handler.ServeHTTP(a, r) }

// past is its database; nobody puts older copies of it in place.
func (b *relayBox) past() (hub.Store, int) { return b.proc.db, b.w.hub.rewinds }

// close ends the program; everything is committed.
func (b *relayBox) close() {
	if b.proc != nil {
		_ = b.proc.db.Close() // as its power may go at any time
		b.proc, b.line = nil, nil
	}
	if b.ledger != nil {
		_ = b.shut() // every line is on the disk
		b.ledger = nil
	}
}

// restart ends the program and starts it again.
func (b *relayBox) restart() {
	b.close()
	if b.w.must("start "+b.name, b.open()) {
		b.soon()
	}
}

// pause lets time pass while a letter is under way. Whoever waits too long sees
// the program end.
func (b *relayBox) pause(_ context.Context, d time.Duration) bool {
	w, p := b.w, b.proc
	if w.depth >= maxDepth || b.dice.one(4) {
		return false
	}
	w.depth++
	w.until(w.now.Add(b.dice.between(d, 20*time.Minute)))
	w.depth--
	return b.proc == p && w.failed == nil
}

// first brings the home to it before the shop opens.
func (b *relayBox) first() error {
	w := b.w
	b.calm = true
	defer func() { b.calm = false }()
	if _, err := w.hub.hub().MoveHome(w.ctx, b.shop.site.ID, b.dev); err != nil {
		return err
	}
	for range 3 {
		if err := errors.Join(b.step.Down(w.ctx), b.step.Up(w.ctx)); err != nil {
			return err
		}
		b.step.Poll()
	}
	if m, err := w.hub.store().Home(w.ctx, b.shop.site.ID); err != nil || m.Device != b.dev || m.State != wire.HomeSettled {
		return fmt.Errorf("%s did not become home: %+v %w", b.name, m, err)
	}
	return nil
}

// begin plans what it does by itself.
func (b *relayBox) begin() {
	b.soon()
	b.every(15*time.Minute, 50*time.Minute, func() {
		b.beat()
		p := b.proc
		_, err := p.worker.Round(b.w.ctx)
		if b.proc != p || b.w.failed != nil {
			return
		}
		if err != nil {
			b.w.counts["notices that waited for the line"]++
		}
		b.call(goingUp, b.dice.between(time.Second, time.Minute))
	})
	b.every(2*time.Hour, 5*time.Hour, func() {
		w, h := b.w, b.proc.hub
		w.must("contacts of a relay", h.KeepContacts(w.ctx))
		_, err := h.LookForTerminals(w.ctx)
		w.must("look for terminals of a relay", err)
		_, err = h.Remind(w.ctx)
		w.must("remind at a relay", err)
		_, err = h.LookForWarm(w.ctx)
		w.must("look for warm goods at a relay", err)
		_, err = h.Owe(w.ctx)
		w.must("owe at a relay", err)
		_, err = h.Overdue(w.ctx)
		w.must("overdue at a relay", err)
		_, err = h.Retire(w.ctx, w.now.Add(-retireAfter))
		w.must("retire at a relay", err)
		_, err = h.Purge(w.ctx, w.now.Add(-b.shop.keep))
		w.must("purge at a relay", err)
		b.call(goingUp, b.dice.between(time.Second, time.Minute))
	})
	b.every(4*time.Hour, 10*time.Hour, func() {
		n, err := b.proc.db.Compact(b.w.ctx, b.w.now.Add(-5*time.Hour), 1000)
		if b.w.must("compact a relay", err) && n > 0 {
			b.w.fault("feeds compacted", b.name, "%d changes", n)
		}
	})
	b.every(3*time.Hour, 8*time.Hour, b.backup)
}

// beat gives its ledger's sign of life.
func (b *relayBox) beat() {
	if b.ledger != nil {
		b.w.must("ledger of a relay", hubserve.Beat(b.w.ctx, b.w.clock(), b.proc.db, b.ledger))
	}
}

// backup makes a copy as far as its terminals hear of it: nobody puts it back.
func (b *relayBox) backup() {
	c, err := b.proc.db.BeginCopy(b.w.ctx, "sim")
	if b.w.must("backup of a relay", err) {
		b.w.must("backup of a relay", b.proc.db.FinishCopy(b.w.ctx, c.ID))
	}
}

// every plans something again and again while it runs.
func (b *relayBox) every(from, to time.Duration, do func()) {
	var again func()
	again = func() {
		if b.w.still {
			return
		}
		if !b.away() {
			do()
			b.shop.hint()
		}
		b.w.after(b.dice.between(from, to), again)
	}
	b.w.after(b.dice.between(0, to), again)
}

// soon plans both turns.
func (b *relayBox) soon() {
	for i := range b.turns {
		b.call(i, b.dice.between(time.Second, 5*time.Minute))
	}
}

// call plans a turn, unless one comes sooner.
func (b *relayBox) call(i int, in time.Duration) {
	l, p := &b.turns[i], b.proc
	at := b.w.now.Add(in)
	if p == nil || !l.next.IsZero() && !l.next.After(at) {
		return
	}
	l.next = at
	b.w.after(in, func() {
		if b.proc == p && l.next.Equal(at) {
			l.next = time.Time{}
			b.turn(i)
		}
	})
}

// turn runs one turn; they come one at a time.
func (b *relayBox) turn(i int) {
	w, p := b.w, b.proc
	if b.turns[goingDown].busy || b.turns[goingUp].busy {
		b.call(i, b.dice.between(time.Second, 10*time.Second))
		return
	}
	if b.away() {
		b.call(i, max(time.Second, b.down.Sub(w.now)))
		return
	}
	b.turns[i].busy = true
	var err error
	if i == goingDown {
		if w.quiet || b.dice.one(3) {
			b.step.Poll()
		}
		err = b.step.Down(w.ctx)
	} else {
		err = b.step.Up(w.ctx)
	}
	if b.proc != p || w.failed != nil { // it was killed meanwhile
		return
	}
	b.turns[i].busy = false
	wait := b.dice.between(10*time.Minute, 45*time.Minute)
	if err != nil {
		w.counts["turns of relays that failed"]++
		w.say(b.name, "%s did not work: %s", [...]string{"down", "up"}[i], excuse(err))
		wait = b.dice.between(10*time.Second, 15*time.Minute)
	} else if i == goingDown {
		b.call(goingUp, b.dice.between(time.Second, time.Minute))
	}
	b.call(i, wait)
}

// excuse names a fault of a turn in words that are the same in every run.
func excuse(err error) string {
	if p, ok := agent.Problem(err); ok {
		return p.Code
	}
	return retail.CodeOf(err).String()
}

// hint lets the chain's hub say that there is news. Some hints are lost.
func (b *relayBox) hint() {
	if b.away() || b.hinted || b.cut() || !b.w.quiet && b.dice.one(4) {
		return
	}
	b.hinted = true
	b.w.after(b.dice.between(20*time.Millisecond, 3*time.Minute), func() {
		b.hinted = false
		if !b.away() {
			b.step.Hint(wire.Hint{Scope: wire.ErrandScope(b.shop.site.ID)})
			b.call(goingDown, 0)
		}
	})
}
