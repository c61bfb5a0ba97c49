package chaostest

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"miseban/app/internal/localdb"
	"miseban/app/retail"
	"miseban/app/sqlite"
)

// Environment of the test.
const (
	envPoints = "MISEBAN_KILL_POINTS" // how many, 20 when unset
	envRoll   = "MISEBAN_CHAOS_SEED"  // what the dice begin with, the time when unset
)

// phase is what is going on when something is killed.
type phase uint8

const (
	terminalWorks phase = iota
	terminalStarts
	terminalCatchesUp
	hubWorks
	hubStarts
	hubCatchesUp
	bothWork
	phases
)

func (p phase) String() string {
	return [...]string{"terminal at work", "terminal starting", "terminal catching up", "hub at work", "hub starting", "hub catching up", "both at work"}[p]
}

// Instants of the kills, counted from the moment that a side is ready, or for
// the starting ones from the moment that it was begun.
const (
	killWithin  = 150 * time.Millisecond
	startWithin = 120 * time.Millisecond
)

// TestChaos lets staff work without a pause while hub and terminal are killed
// (kill -9) at any instant: whatever the terminal has confirmed is still there
// after each start, and in the end on the hub, once.
func TestChaos(t *testing.T) {
	points := setting(t, envPoints, 20)
	seed := setting(t, envRoll, uint64(time.Now().UnixNano()%1_000_000_007))
	t.Logf("%s=%d", envRoll, seed)
	began := time.Now()
	c := newChaos(t, seed)
	ready := time.Now()
	for c.point = range points {
		p := phase(c.dice.IntN(int(phases)))
		c.kills[p]++
		c.strike(p)
		if t.Failed() {
			t.Fatalf("at point %d, %v", c.point+1, p)
		}
	}
	struck := time.Since(ready)
	lost, doubled := c.end()
	counts := ""
	for p := range phases {
		counts += fmt.Sprintf("\n  %4d %v", c.kills[p], p)
	}
	t.Logf("seed %d: %d points in %v, with start and proof %v:%s\n%d of those starting were not ready yet\n%d actions confirmed, %d commands recorded, %d lost, %d doubled; %d customers told, nobody twice", seed, points,
		struck.Round(time.Millisecond), time.Since(began).Round(time.Millisecond), counts, c.early, c.confirmed, c.recorded, lost, doubled, c.told)
}

func setting(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s=%s is no number", name, text)
	}
	return n
}

// chaos is a shop in which everything dies.
type chaos struct {
	t      testing.TB
	dice   *rand.Rand
	seed   uint64
	point  uint64
	starts uint64
	kills  [phases]int
	hub    *hubProcess
	post   *postOffice
	web    *webShop
	recent []webOrder // may still be canceled
	device retail.DeviceID

	terminal *process
	dir      string
	work     *sql.DB // the terminal's database, read beside it

	mu        sync.Mutex
	said      map[int64]retail.CommandID // confirmed, by number
	orders    map[retail.OrderID]int     // confirmed actions by order
	confirmed int
	faults    []string

	known    map[int64]retail.CommandID // seen in the outbox at any time
	recorded int
	early    int // killed before it was ready
	told     int // customers
}

func newChaos(t *testing.T, seed uint64) *chaos {
	t.Helper()
	c := &chaos{
		t: t, seed: seed, dice: rand.New(rand.NewPCG(seed, 3)), web: newWebShop(seed),
		said: map[int64]retail.CommandID{}, orders: map[retail.OrderID]int{}, known: map[int64]retail.CommandID{},
	}
	c.post = openPostOffice(t)
	c.hub = newHub(t, c.post.url())
	c.arrive(60)
	k := newTablet(t, c.hub)
	k.must(k.signIn(t.Context()))
	k.counter()
	first := c.recent[0].id()
	await(t, 20*time.Second, "orders are on the terminal", func() bool { return k.has(first) })
	k.drain(c.hub)
	c.dir, c.device = k.dir, k.Device.ID
	k.close()
	var err error
	if c.work, err = sqlite.OpenRead(t.Context(), filepath.Join(c.dir, localdb.WorkFile), workID); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.work.Close() })
	c.startTerminal()
	c.ready()
	t.Cleanup(func() {
		c.terminal.kill()
		if t.Failed() {
			t.Log("the terminal's last words:\n" + c.terminal.last())
		}
	})
	return c
}

// workID is the application_id of the terminal's database ("MSBW").
const workID = 0x4d53_4257

// arrive lets new orders come in, and the web shop cancel one in ten of the
// last ones.
func (c *chaos) arrive(n int) {
	c.t.Helper()
	var gone []webOrder
	for _, o := range c.recent {
		if c.dice.IntN(10) == 0 {
			gone = append(gone, o)
		}
	}
	c.recent = c.web.orders(n)
	c.hub.drop(c.web.csv(c.recent, placed))
	if len(gone) > 0 {
		c.hub.drop(c.web.csv(gone, canceled))
	}
}

// startTerminal starts the terminal and does not wait for it.
func (c *chaos) startTerminal() {
	c.t.Helper()
	c.starts++
	cmd := exec.CommandContext(context.Background(), os.Args[0])
	cmd.Env = append(os.Environ(), "LANG=ja_JP.UTF-8", envWorker+"="+c.dir, fmt.Sprintf("%s=%d", envSeed, c.seed+c.starts))
	if _, err := cmd.StdinPipe(); err != nil { // it ends when this end is closed
		c.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout // what a program says that dies is a fault
	c.terminal = startProcess(c.t, cmd, out, c.hear)
}

// hear takes what the terminal says.
func (c *chaos) hear(line string) (ready bool) {
	word, rest, _ := strings.Cut(line, " ")
	c.mu.Lock()
	defer c.mu.Unlock()
	switch word {
	case sayReady:
		return true
	case sayDid:
		f := strings.Fields(rest)
		dseq, err := strconv.ParseInt(f[0], 10, 64)
		if err != nil || len(f) < 3 {
			c.faults = append(c.faults, line)
			return false
		}
		c.said[dseq] = retail.CommandID(f[1])
		c.confirmed++
		if len(f) > 3 {
			c.orders[retail.OrderID(f[3])]++
		}
	default:
		c.faults = append(c.faults, line)
	}
	return false
}

// ready waits until staff work.
func (c *chaos) ready() {
	c.t.Helper()
	if !c.terminal.await(20 * time.Second) {
		c.t.Fatal("the terminal did not come up:\n" + c.terminal.last())
	}
}

// pause lets the world go on for a random time.
func (c *chaos) pause(within time.Duration) {
	time.Sleep(time.Duration(1 + c.dice.Int64N(int64(within))))
}

// strike kills somebody in a phase and lets them start again.
func (c *chaos) strike(p phase) {
	c.t.Helper()
	if c.point%3 == 0 && c.open() < 40 {
		c.arrive(25)
	}
	switch p {
	case terminalWorks:
		c.pause(killWithin)
		c.killTerminal()
		c.startTerminal()
	case terminalStarts:
		c.killTerminal()
		c.startTerminal()
		c.pause(startWithin)
		c.early += c.terminal.early()
		c.killTerminal()
		c.startTerminal()
	case terminalCatchesUp:
		c.hub.kill()
		c.pause(killWithin)
		c.hub.start()
		c.hub.ready()
		c.pause(killWithin)
		c.killTerminal()
		c.startTerminal()
	case hubWorks:
		c.pause(killWithin)
		c.killHub()
		c.hub.start()
	case hubStarts:
		c.killHub()
		c.hub.start()
		c.pause(startWithin)
		c.early += c.hub.early()
		c.killHub()
		c.hub.start()
	case hubCatchesUp:
		c.hub.kill()
		c.pause(killWithin)
		c.hub.start()
		c.hub.ready()
		c.pause(killWithin)
		c.killHub()
		c.hub.start()
	case bothWork:
		c.pause(killWithin)
		if c.dice.IntN(2) == 0 {
			c.hub.kill()
			c.killTerminal()
			c.killHub()
		} else {
			c.killTerminal()
			c.killHub()
		}
		c.startTerminal()
		c.hub.start()
	}
	c.ready()
	c.hub.ready()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range c.faults {
		c.t.Error("the terminal said:", f)
	}
}

// open is how many orders wait to be picked on the terminal.
func (c *chaos) open() int {
	c.t.Helper()
	var n int
	if err := c.work.QueryRowContext(c.t.Context(), "SELECT count(*) FROM orders WHERE state IN ('received', 'picking')").Scan(&n); err != nil {
		c.t.Fatal(err)
	}
	return n
}

// killTerminal kills the terminal and looks into what it left behind.
func (c *chaos) killTerminal() {
	c.t.Helper()
	c.terminal.kill()
	whole(c.t, c.work)
	rows, err := c.work.QueryContext(c.t.Context(), "SELECT dseq, id FROM outbox ORDER BY dseq")
	if err != nil {
		c.t.Fatal(err)
	}
	defer rows.Close()
	here := map[int64]retail.CommandID{}
	var first, last int64
	for rows.Next() {
		var id retail.CommandID
		before := last
		if err := rows.Scan(&last, &id); err != nil {
			c.t.Fatal(err)
		}
		if first == 0 {
			first = last
		} else if last != before+1 {
			c.t.Errorf("the outbox goes from %d to %d", before, last)
		}
		here[last] = id
	}
	if err := rows.Err(); err != nil {
		c.t.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for dseq, id := range c.said { // what is before the first was judged, see end
		if dseq >= first && here[dseq] != id {
			c.t.Errorf("LOST: %d %s was confirmed and is not in the terminal's outbox (%q)", dseq, id, here[dseq])
		}
	}
	for dseq, id := range here {
		if before, ok := c.known[dseq]; ok && before != id {
			c.t.Errorf("number %d was %s and is %s now", dseq, before, id)
		}
		c.known[dseq] = id
	}
}

// whole demands that a database is not damaged.
func whole(t testing.TB, db *sql.DB) {
	t.Helper()
	var text string
	if err := db.QueryRowContext(t.Context(), "PRAGMA quick_check(1)").Scan(&text); err != nil || text != "ok" {
		t.Error("quick_check:", text, err)
	}
}

// hubID is the application_id of the hub's database ("Mhub").
const hubID = 0x4d687562

// killHub kills the hub: its database is whole, and it has every command that
// the terminal holds a verdict for.
func (c *chaos) killHub() {
	c.t.Helper()
	c.hub.kill()
	// The terminal first: what it has a verdict for by now was judged before.
	acked, err := ids(c.t.Context(), c.work, "SELECT id FROM outbox WHERE verdict IS NOT NULL")
	if err != nil {
		c.t.Fatal(err)
	}
	db, err := sqlite.OpenRead(c.t.Context(), filepath.Join(c.hub.data, "hub.db"), hubID)
	if err != nil {
		c.t.Fatal(err)
	}
	defer db.Close()
	whole(c.t, db)
	judged, err := ids(c.t.Context(), db, "SELECT id FROM cmd WHERE device = '"+string(c.device)+"'")
	if err != nil {
		c.t.Fatal(err)
	}
	for id := range acked {
		if !judged[id] {
			c.t.Errorf("LOST: %s has a verdict on the terminal and is not on the hub", id)
		}
	}
}

func ids(ctx context.Context, db *sql.DB, query string) (map[retail.CommandID]bool, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[retail.CommandID]bool{}
	for rows.Next() {
		var id retail.CommandID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out[id] = true
	}
	return out, rows.Err()
}

// end lets everything arrive and compares hub, terminal, and what was
// confirmed.
func (c *chaos) end() (lost, doubled int) {
	c.t.Helper()
	c.killTerminal()
	k := &tablet{t: c.t, dir: c.dir}
	k.open()
	k.drain(c.hub)
	a := k.drain(c.hub) // nothing moves any more
	last, recorded := k.outbox()
	c.recorded = recorded
	maps.Copy(c.known, last)
	maps.Copy(c.known, c.said)
	lost, doubled = matches(c.t, a, c.device, c.known, recorded)
	second := newTablet(c.t, c.hub)
	k.drain(c.hub)
	same(c.t, k.rows(), second.rows())
	for id := range c.orders {
		if c.seen(id) && !second.has(id) {
			c.t.Errorf("order %s was worked on and is not on the hub", id)
		}
	}
	effects(c.t, a.of(c.device), second)
	c.told = c.post.twice(c.t)
	states := fmt.Sprint(a.Orders)
	c.t.Logf("orders at the end: %s; %d stock levels agree", states, a.Levels)
	return lost, doubled
}

// seen tells whether the id is an order's: staff also sign in.
func (c *chaos) seen(id retail.OrderID) bool { return len(id) == 36 }

// effects demands that what the commands did is there, and each of it once: as
// many scans on an order as were booked and not taken back, and the handover
// under the command that made it.
func effects(t testing.TB, commands []auditCommand, k *tablet) {
	t.Helper()
	scans := map[retail.OrderID]int{}
	given := map[retail.OrderID]retail.CommandID{}
	for _, c := range commands {
		switch {
		case c.Verdict != retail.Applied || c.Code != 0:
		case c.Kind == retail.KindPick.String():
			scans[c.Order]++
		case c.Kind == retail.KindUndoPick.String():
			scans[c.Order]--
		case c.Kind == retail.KindHandover.String():
			given[c.Order] = c.ID
		}
		if c.Verdict == retail.AppliedException { // the order ended meanwhile: what it did to it stands in the exception
			delete(scans, c.Order)
			scans[c.Order] = -1 << 20
		}
	}
	err := k.DB.Orders(context.Background(), func(o *retail.Order) bool {
		n := 0
		for _, l := range o.Lines {
			n += len(l.Picks)
		}
		if want := scans[o.ID]; want >= 0 && n != want {
			t.Errorf("order %s shows %d scans, %d were booked", o.Number, n, want)
		}
		if id := given[o.ID]; id != "" && (o.Handover == nil || o.Handover.Cmd != id) {
			t.Errorf("order %s does not show its handover %s: %+v", o.Number, id, o.Handover)
		}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
}
