package simulate

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"miseban/app/credential"
	"miseban/app/headless"
	"miseban/app/retail"
	"miseban/sync/agent"
	"miseban/sync/wire"
)

// terminal is a handheld of a shop.
type terminal struct {
	w    *world
	shop *shop
	name string
	dice dice
	// events is what comes on the event stream.
	events   dice
	counting dice // of stocktakes
	spots    dice // of counts of one SKU that wait
	calls    dice // of customers who are here
	bags     dice // of bags that are moved and looked for
	desk     dice // of what goes wrong at the counter
	proxies  dice // of who comes for the customer
	bells    dice // of customers at tablets who call
	// extra is what is done about goods, see goods.
	extra  dice
	checks int // shelves asked for
	dir    string
	runs   int // how often the program was started, so that each finds a folder of its own
	dev    *credential.Device
	app    *headless.Terminal // nil while it does not run
	line   *line
	// docks is what staff do about goods from outside the chain.
	docks dice
	// moves is what staff do about goods between shops.
	moves dice
	// keeping is what they do about goods that are kept for customers.
	keeping dice
	missing dice // of goods kept that nobody finds
	// floor is which of them customers order themselves, and how they pay.
	floor    dice
	walks    dice // of rounds with several orders
	cools    dice // for chilled and frozen goods
	ages     dice // of goods with an age
	weighs   dice // for what packs weigh
	arrivals dice // for what came for customers
	asking   dice // of customers who are asked about missing goods
	fresh    dice // of wrong goods and of groceries

	skew     time.Duration // its own clock minus the right one
	cut      time.Time     // no line until then
	outdated time.Time     // too old a program until then
	gone     bool          // revoked and wiped, or never to come back
	hinted   bool
	stale    string // the end of a page that came by itself and too late
	unknown  bool   // the hub does not know it

	loops  [3]loop
	old    map[headless.File]string // folders with earlier copies of its files
	picked []ownPick
	feeds  map[wire.Scope]wire.Cursor
	heard  map[retail.StockKey]int // moves in the hub's log when it last took its shop's feed in
	harmed time.Time               // when it last lost its database
}

// ownPick is a pick made on this terminal.
type ownPick struct {
	order retail.OrderID
	line  int
	qty   int
	cmd   retail.CommandID
}

// loop is one of the agent's loops between two turns.
type loop struct {
	busy bool
	next time.Time // planned turn, zero for none
}

// The agent's loops.
const (
	pushing = iota
	pulling
	fetching
)

func (s *shop) newTerminal() error {
	w := s.w
	t := &terminal{
		w: w, shop: s, name: fmt.Sprintf("%s-T%d", s.site.ID, len(s.terminals)+1), dice: roll(w.o.Seed, 1000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		events:  roll(w.o.Seed, 30_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		extra:   roll(w.o.Seed, 40_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		moves:   roll(w.o.Seed, 50_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		calls:   roll(w.o.Seed, 70_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		fresh:   roll(w.o.Seed, 120_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		bells:   roll(w.o.Seed, 230_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		bags:    roll(w.o.Seed, 130_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		keeping: roll(w.o.Seed, 80_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		missing: roll(w.o.Seed, 250_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		spots:   roll(w.o.Seed, 240_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		floor:   roll(w.o.Seed, 90_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		old:     map[headless.File]string{}, heard: map[retail.StockKey]int{},
		counting: roll(w.o.Seed, 50_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		walks:    roll(w.o.Seed, 90_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		weighs:   roll(w.o.Seed, 270_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		cools:    roll(w.o.Seed, 240_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		ages:     roll(w.o.Seed, 260_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		arrivals: roll(w.o.Seed, 100_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		desk:     roll(w.o.Seed, 150_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		proxies:  roll(w.o.Seed, 280_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		asking:   roll(w.o.Seed, 110_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
		docks:    roll(w.o.Seed, 160_000+uint64(len(s.terminals))*10+uint64(s.site.No)),
	}
	t.dir = filepath.Join(w.dir, t.name+"-0")
	if err := os.Mkdir(t.dir, 0o700); err != nil {
		return err
	}
	if t.dice.one(3) {
		t.skew = t.dice.between(-4*time.Minute, 4*time.Minute)
	}
	if t.dice.one(8) {
		t.skew = t.dice.between(-26*time.Hour, 26*time.Hour)
	}
	if err := t.enrol(); err != nil {
		return err
	}
	s.terminals = append(s.terminals, t)
	if err := t.begin(); err != nil {
		return err
	}
	if s.looksOn {
		w.after(t.dice.between(time.Minute, time.Hour), t.poll)
		return nil
	}
	w.after(t.dice.between(time.Minute, 2*time.Hour), t.work)
	w.after(t.dice.between(time.Minute, time.Hour), t.poll)
	w.after(t.moves.between(time.Minute, 2*time.Hour), t.transfers)
	w.after(t.calls.between(time.Minute, 2*time.Hour), t.answer)
	w.after(t.keeping.between(time.Minute, time.Hour), t.keepers)
	w.after(t.arrivals.between(time.Minute, time.Hour), t.receivers)
	w.after(t.asking.between(time.Minute, 3*time.Hour), t.asks)
	w.after(t.bags.between(time.Hour, 4*time.Hour), t.places)
	w.after(t.desk.between(time.Hour, 9*time.Hour), t.counterWork)
	w.after(t.bells.between(time.Hour, 5*time.Hour), t.tablet)
	w.after(t.docks.between(time.Hour, 4*time.Hour), t.unload)
	return nil
}

// enrol makes it a terminal of its shop, over the hub as a manager does it.
func (t *terminal) enrol() error {
	w := t.w
	h, url := t.shop.door()
	if h == nil {
		return errNoDoor
	}
	once, err := w.hub.hub().NewEnrolOnce(w.ctx, t.shop.site.ID)
	if err != nil {
		return err
	}
	dev := &credential.Device{Wrap: make([]byte, 32), Hub: url}
	var public ed25519.PublicKey
	if public, dev.Key, err = ed25519.GenerateKey(t.dice); err != nil {
		return err
	}
	if _, err := t.dice.Read(dev.Wrap); err != nil {
		return err
	}
	if t.dev != nil {
		dev.Wrap = t.dev.Wrap
	}
	t.shop.calm(true)
	e, err := h.Enrol(w.ctx, wire.EnrolRequest{Code: hex.EncodeToString(once[:]), Public: public, Model: "sim", Name: t.name})
	t.shop.calm(false)
	if err != nil {
		return err
	}
	dev.ID, dev.Name, dev.Store, dev.Secret, dev.Pins = e.Device, e.Name, e.Store, e.Secret, e.Pins
	t.dev = dev
	t.w.books.enrolled(t)
	return nil
}

// errNoDoor says that no terminal can be enrolled now.
var errNoDoor = errors.New("simulate: nobody is there to enrol a terminal")

// another brings one more terminal into the shop, when it can be enrolled.
func (s *shop) another() {
	if h, _ := s.door(); h != nil {
		s.w.must("a new terminal", s.newTerminal())
	}
}

// begin starts the program on its folder.
func (t *terminal) begin() error {
	t.line = t.newLine()
	t.loops = [3]loop{}
	t.feeds = map[wire.Scope]wire.Cursor{}
	app, err := headless.Open(t.w.ctx, headless.Options{
		Dir: t.dir, Device: t.dev, Clock: retail.ClockFunc(func() time.Time { return t.w.now.Add(t.skew) }),
		Rand: t.dice.Float64, Transport: t.line, Log: t.w.log,
		Around: func(s agent.Store) agent.Store {
			if m := t.w.o.Mutant; m != nil && m.Terminal != nil {
				s = m.Terminal(s)
			}
			return &witness{Store: s, t: t}
		},
	})
	if err != nil {
		return fmt.Errorf("%s: %w", t.name, err)
	}
	t.app = app
	t.stir()
	return nil
}

// newLine is the line of the program that runs now; it ends with it.
func (t *terminal) newLine() *line {
	w := t.w
	l := &line{w: w, name: t.name, dice: t.dice, at: w.station, old: func() bool { return w.now.Before(t.outdated) }}
	l.open = func(host string) bool {
		return t.line == l && !w.now.Before(t.cut) && (host != hubHost || !w.now.Before(t.shop.cut))
	}
	l.sent = func(r *http.Request, n int) {
		if r.URL.Path == wire.PathCommands && n > 60 {
			t.shop.hint()
			t.shop.told()
		}
	}
	return l
}

// stir plans a turn of every loop that was called.
func (t *terminal) stir() {
	if t.app == nil {
		return
	}
	push, pull, fetch := t.app.Due()
	for i, due := range []bool{push, pull, fetch} {
		if due {
			t.call(i, t.dice.between(5*time.Millisecond, 300*time.Millisecond))
		}
	}
}

// call plans a turn of a loop, unless one comes sooner.
func (t *terminal) call(i int, in time.Duration) {
	l, app := &t.loops[i], t.app
	at := t.w.now.Add(in)
	if l.busy || !l.next.IsZero() && !l.next.After(at) {
		return
	}
	l.next = at
	t.w.after(in, func() {
		if t.app == app && l.next.Equal(at) && !l.busy {
			t.turn(i)
		}
	})
}

// turn runs one turn of a loop.
func (t *terminal) turn(i int) {
	l, app := &t.loops[i], t.app
	l.next, l.busy = time.Time{}, true
	var wait time.Duration
	var err error
	switch i {
	case pushing:
		wait, err = app.Push(t.w.ctx)
	case pulling:
		wait, err = app.Pull(t.w.ctx)
	case fetching:
		wait, err = app.PullCatalog(t.w.ctx)
	}
	if t.app != app || t.w.failed != nil { // it was killed meanwhile
		return
	}
	l.busy = false
	if app.Over() {
		t.wipe()
		return
	}
	if err != nil {
		t.w.counts["turns that failed"]++
		if app.Agent.Status().Line == agent.Unknown {
			t.unknown = true
		}
		// Without a line a terminal asks every few seconds; here less often, for it hears nothing new.
		wait = max(wait, t.dice.between(5*time.Second, 40*time.Minute))
		if t.w.quiet {
			wait = max(wait, t.dice.between(5*time.Second, 30*time.Second))
		}
		t.call(i, wait)
		t.stir()
		return
	}
	if i == pushing && wait == 0 {
		t.call(i, t.dice.between(time.Millisecond, 50*time.Millisecond))
	}
	t.stir()
}

// poll asks although no hint came.
func (t *terminal) poll() {
	if t.app != nil {
		if t.w.quiet || t.dice.one(4) {
			t.app.Poll()
		} else {
			t.app.Hint(t.shop.scope())
		}
		t.stir()
		if t.w.quiet { // the real loop begins with a turn, here nobody may have called it since the program began
			t.call(pushing, 5*time.Millisecond)
		}
	}
	if t.unknown && !t.gone {
		if h, _ := t.shop.door(); h != nil {
			t.again()
		}
	}
	if !t.gone {
		every := t.dice.between(30*time.Minute, 3*time.Hour)
		if t.w.quiet {
			every = t.dice.between(60*time.Minute, 90*time.Minute)
		}
		t.w.after(every, t.poll)
	}
}

// again enrols a terminal anew that its hub forgot.
func (t *terminal) again() {
	t.unknown = false
	t.w.fault("enrolled again", t.name, "")
	if !t.w.must("enrol", t.enrol()) || !t.w.must("adopt", t.app.Adopt(t.w.ctx, false)) {
		return
	}
	t.restart("")
}

// kill ends the program without ceremony and starts it again on what its files
// held at that moment. pre may change the files before.
func (t *terminal) restart(what string, pre ...func(dir string) error) {
	if t.app == nil {
		return
	}
	if what != "" {
		t.w.fault(what, t.name, "")
	}
	t.runs++
	old, dir := t.dir, filepath.Join(t.w.dir, fmt.Sprintf("%s-%d", t.name, t.runs))
	if !t.w.must("restart", os.Mkdir(dir, 0o700)) {
		return
	}
	for _, f := range []headless.File{headless.Work, headless.Catalog, headless.Backup} {
		if !t.w.must("restart", f.Copy(old, dir)) {
			return
		}
	}
	app := t.app
	t.app, t.dir = nil, dir
	_ = app.Close() // nobody looks at what that writes
	if dev, err := credential.Load(old); err == nil && dev.ID == t.dev.ID {
		t.dev = dev // it was sent to another hub
		t.w.must("restart", dev.Save(dir))
	}
	_ = os.RemoveAll(old)
	for _, p := range pre {
		if !t.w.must("restart", p(dir)) {
			return
		}
	}
	if err := t.begin(); err != nil {
		t.w.fail("%s does not start again: %w", t.name, err)
	}
}

// keep puts a copy of a file aside, for a loss to come.
func (t *terminal) keep(f headless.File) {
	if t.app == nil {
		return
	}
	dir := filepath.Join(t.w.dir, "old-"+t.name+"-"+string(f))
	if err := os.MkdirAll(dir, 0o700); t.w.must("keep", err) && t.w.must("keep", f.Copy(t.dir, dir)) {
		t.old[f] = dir
	}
}

// wipe is what a terminal does that was shut out.
func (t *terminal) wipe() {
	if t.app == nil {
		return
	}
	t.w.say(t.name, "wipes itself")
	t.w.books.dropped(t, nil, "wiped with its terminal")
	err := t.app.Wipe(t.w.ctx, true)
	t.app, t.gone = nil, true
	if !t.w.must("wipe", err) {
		return
	}
	left, err := os.ReadDir(t.dir)
	if t.w.must("wipe", err) && len(left) > 0 {
		t.w.fail("%s wiped itself and left %v", t.name, left)
	}
}

// heal brings it back for good.
func (t *terminal) heal() {
	t.cut, t.outdated = time.Time{}, time.Time{}
	if t.app == nil {
		return
	}
	t.loops[pushing].next, t.loops[pulling].next = time.Time{}, time.Time{}
	t.app.Poll()
	for i := range t.loops {
		t.call(i, t.dice.between(time.Second, 10*time.Minute))
	}
}

// witness looks at what the agent writes into the terminal's database.
type witness struct {
	agent.Store
	t *terminal
}
