package simulate

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"maps"
	"os"
	"slices"
	"time"

	"miseban/app/retail"
)

// Options says what is simulated.
type Options struct {
	Seed   uint64
	Dir    string    // scratch folder of all runs, on a RAM disk
	Mutant *Mutant   // a fault planted on purpose, nil for none
	Trace  io.Writer // what happens, line by line; nil for nobody
	// Races plays docs/races.md: one shop in which anything is said of any order, as
	// it stands, so that every cell is met. What lies on shelves is not looked at.
	Races bool
}

// Result is what became of one seed.
type Result struct {
	Seed       uint64
	Days       int
	Events     int64
	Commands   int
	Counts     map[string]int // what happened, by kind
	Faults     map[string]int // what was injected, by kind
	Exceptions map[string]int // entries of the inbox, by kind
	Verdicts   map[string]int // of the hub, by word
	Races      races          // how often each cell of docs/races.md was met
	Hash       [32]byte       // of everything that happened
	Took       time.Duration
	Err        error // what did not hold, or why it could not run
}

// world is one simulation.
type world struct {
	o    Options
	ctx  context.Context
	dir  string
	log  *slog.Logger
	dice dice
	ids  ids
	now  time.Time
	plan plan

	end    time.Time // when the faults end
	quiet  bool      // the healing time: every line works
	still  bool      // its last hour: the hub does nothing by itself any more
	idle   time.Time // nobody works and nothing goes wrong until then, but what a Mutant.Scene plans
	depth  int       // how many requests are under way inside each other
	events int64
	most   int64 // events that there may be before somebody is taken to go in circles
	failed error

	hub   *hubSide
	shops []*shop
	web   *webShop
	books books

	wide    bool // customers have all goods kept, not the scarce ones alone
	dock    dock
	keepIDs ids

	counts, faults map[string]int
	races          races
	sum            hash.Hash
}

// Run simulates one seed.
func Run(ctx context.Context, o Options) Result {
	w := &world{
		o: o, ctx: ctx, log: slog.New(slog.DiscardHandler), dice: roll(o.Seed, 1), now: start, most: busiest,
		counts: map[string]int{}, faults: map[string]int{}, races: races{}, sum: sha256.New(),
	}
	w.ids = ids{w, roll(o.Seed, 2)}
	w.dock.w = w
	w.keepIDs = ids{w, roll(o.Seed, 22)}
	w.wide = roll(o.Seed, 23).one(2)
	days := []int{1, 1, 1, 1, 2, 3}[w.dice.IntN(6)]
	if o.Races {
		days = 1
	}
	began := time.Now() //nolint:forbidigo // how long the machine took
	err := w.run(days)
	r := Result{
		Seed: o.Seed, Days: days, Events: w.events, Commands: len(w.books.did), Counts: w.counts, Races: w.races, Faults: w.faults, Err: err,
		Exceptions: w.books.exceptions, Verdicts: w.books.verdicts, Took: time.Since(began), //nolint:forbidigo // as above
	}
	w.sum.Sum(r.Hash[:0])
	return r
}

// healing is how long everything works at the end before the books are compared.
const healing = 12 * time.Hour

func (w *world) run(days int) (err error) {
	if w.dir, err = os.MkdirTemp(w.o.Dir, "seed-"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(w.dir) }() // scratch
	w.books = newBooks(w)
	defer w.close()
	if w.o.Races {
		return w.runRaces()
	}
	if err := w.build(); err != nil {
		return fmt.Errorf("setup: %w", err)
	}
	w.end = start.Add(time.Duration(days) * 24 * time.Hour)
	w.until(w.end)
	if w.failed == nil {
		w.heal()
	}
	if w.failed == nil {
		w.check()
	}
	return w.failed
}

// close lets go of every file.
func (w *world) close() {
	for _, s := range w.shops {
		for _, b := range s.boxes {
			b.close()
		}
		for _, t := range s.terminals {
			if t.app != nil {
				_ = t.app.Close() // the folder is thrown away
			}
		}
	}
	if w.hub != nil {
		w.hub.close()
	}
}

// fail notes the first thing that does not hold; the simulation ends with it.
func (w *world) fail(format string, args ...any) {
	if w.failed == nil {
		w.failed = fmt.Errorf(format, args...)
		w.say("FAILED", "%v", w.failed)
	}
}

// must fails when something of the simulation itself does not work.
func (w *world) must(what string, err error) bool {
	if err != nil {
		w.fail("%s: %w", what, err)
	}
	return err == nil
}

// say writes a line of the trace: when, who, what.
func (w *world) say(who, format string, args ...any) {
	line := fmt.Sprintf("%s %-8s %s\n", w.now.In(retail.Japan).Format("2 15:04:05.000"), who, fmt.Sprintf(format, args...))
	_, _ = io.WriteString(w.sum, line)
	if w.o.Trace != nil {
		_, _ = io.WriteString(w.o.Trace, line)
	}
}

// fault counts an injected fault and writes it down.
func (w *world) fault(kind, who, format string, args ...any) {
	w.faults[kind]++
	w.say(who, "! %s %s", kind, fmt.Sprintf(format, args...))
}

// build sets the chain up.
func (w *world) build() error {
	w.hub = newHubSide(w)
	if err := w.hub.open(); err != nil {
		return err
	}
	n := []int{1, 1, 1, 1, 1, 1, 2, 2, 2, 3}[w.dice.IntN(10)]
	for i := range n {
		w.shops = append(w.shops, newShop(w, i))
	}
	if err := w.hub.fill(w.shops); err != nil {
		return err
	}
	w.web = &webShop{w: w}
	if err := w.relays(); err != nil {
		return fmt.Errorf("relay: %w", err)
	}
	for _, s := range w.shops {
		for range 2 + w.dice.IntN(max(1, 4-n)) {
			if err := s.newTerminal(); err != nil {
				return err
			}
		}
	}
	w.web.begin()
	w.hub.begin()
	w.dock.begin()
	w.mischief()
	if m := w.o.Mutant; m != nil && m.Scene != nil {
		m.Scene(w)
	}
	return nil
}

// heal lets every line work until nobody has anything left to say.
func (w *world) heal() {
	w.say("world", "-- healing")
	w.quiet = true
	w.most = w.events + restful
	w.hub.up()
	w.dock.tell(w.dock.plans...)
	for _, s := range w.shops {
		s.cut = time.Time{}
		for _, b := range s.boxes {
			b.down = time.Time{}
			b.soon()
		}
		for _, t := range s.terminals {
			t.heal()
		}
	}
	w.until(w.now.Add(healing - 2*time.Hour))
	w.still = true
	w.until(w.now.Add(2 * time.Hour))
}

// keys returns the keys of a map in order.
func keys[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
