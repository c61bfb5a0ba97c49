package chaostest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"strconv"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/retail"
	"miseban/app/terminal"
)

// Environment of the test program when it is the terminal.
const (
	envWorker = "MISEBAN_CHAOS_WORKER" // data folder
	envSeed   = "MISEBAN_CHAOS_WORKER_SEED"
)

// Words that the terminal says to its parent, each at the beginning of a line.
const (
	sayReady = "READY"
	sayDid   = "DID"   // dseq, id, kind, order: the action has returned
	sayFault = "FAULT" // something that must not happen
)

// worker is a terminal on which staff work as fast as they can until the
// process is killed. It ends when its parent does.
func worker(ctx context.Context, dir string) int {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0) // the parent is gone
	}()
	seed, err := strconv.ParseUint(os.Getenv(envSeed), 10, 64)
	if err != nil {
		return fault(err)
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	core, err := terminal.Open(ctx, dir, "", log)
	if err != nil {
		return fault(err)
	}
	if core.DB.Salvaged != nil {
		return fault(errors.New("the database was found damaged"))
	}
	d, err := newDay(ctx, core, seed)
	if err != nil {
		return fault(err)
	}
	core.Start(ctx, func([]retail.OrderID) {})
	fmt.Fprintln(os.Stdout, sayReady)
	if err := d.signIn(ctx); err != nil {
		return fault(err)
	}
	for {
		if err := d.step(ctx); err != nil && retail.CodeOf(err) != retail.CodeRefused && !errors.Is(err, errFull) {
			return fault(err)
		}
	}
}

func fault(err error) int {
	fmt.Fprintln(os.Stdout, sayFault, err)
	return 1
}

// day is what a member of staff does, as it falls.
type day struct {
	clerk
	rng   *rand.Rand
	goods []retail.SKU
	last  int64 // dseq that was told last
}

func newDay(ctx context.Context, core *terminal.Core, seed uint64) (*day, error) {
	d := &day{clerk: clerk{Core: core}, rng: rand.New(rand.NewPCG(seed, 2)), goods: newWebShop(0).goods}
	p, err := core.DB.Outbox(ctx, 1)
	if len(p.Lines) > 0 {
		d.last = p.Lines[0].Command.Dseq
	}
	d.did = func() error { return d.tell(ctx) }
	return d, err
}

// lately is more than what one action records.
const lately = 8

// tell tells the parent what the terminal has taken down since.
func (d *day) tell(ctx context.Context) error {
	p, err := d.DB.Outbox(ctx, lately)
	if err != nil {
		return err
	}
	text := ""
	last := d.last
	for _, l := range p.Lines { // newest first
		if c := l.Command; c.Dseq > d.last {
			text = fmt.Sprintf("%s %d %s %s %s\n", sayDid, c.Dseq, c.ID, c.Kind, c.Body.About().ID) + text
			last = max(last, c.Dseq)
		}
	}
	d.last = last
	_, err = os.Stdout.WriteString(text)
	return err
}

// one tells whether something happens that happens once in n times.
func (d *day) one(n int) bool { return d.rng.IntN(n) == 0 }

// step does the next thing: an order is picked and staged, or one that waits
// is handed over.
func (d *day) step(ctx context.Context) error {
	if d.one(2) {
		if id, err := d.next(ctx, pickup.TabStaged, pickup.TabNotified); err != nil || id != "" {
			return errors.Join(err, d.customer(ctx, id))
		}
	}
	id, err := d.next(ctx, pickup.TabReceived)
	if err != nil {
		return err
	}
	if id == "" {
		if id, err = d.next(ctx, pickup.TabStaged, pickup.TabNotified); err != nil || id != "" {
			return errors.Join(err, d.customer(ctx, id))
		}
		time.Sleep(time.Millisecond) // an empty queue: look again
		return nil
	}
	return d.work(ctx, id)
}

// next returns one of the most urgent orders of some tabs, "" when there is
// none.
func (d *day) next(ctx context.Context, tabs ...pickup.Tab) (retail.OrderID, error) {
	for _, tab := range tabs {
		q, err := d.Pickup.Queue(ctx, tab)
		if err != nil {
			return "", err
		}
		if n := len(q.Rows); n > 0 {
			return q.Rows[d.rng.IntN(min(n, 4))].ID, nil
		}
	}
	return "", nil
}

// customer comes for an order.
func (d *day) customer(ctx context.Context, id retail.OrderID) error {
	if id == "" {
		return nil
	}
	if d.one(20) {
		_, err := d.Pickup.Reveal(ctx, id, "phone")
		if err := d.after(err); err != nil {
			return err
		}
	}
	return d.handOver(ctx, id)
}

// work picks an order with all that goes wrong in a shop, and stages it.
func (d *day) work(ctx context.Context, id retail.OrderID) error {
	if err := d.after(d.Pickup.Claim(ctx, id, d.one(10))); err != nil {
		return err
	}
	for {
		v, err := d.Pickup.Pick(ctx, id)
		if err != nil {
			return err
		}
		if v.Now() == nil {
			break
		}
		switch {
		case d.one(60):
			return d.after(d.Pickup.Release(ctx, id))
		case d.one(200):
			return d.after(d.Pickup.Decline(ctx, id, "decline.damaged"))
		}
		if err := d.line(ctx, id, v); err != nil {
			return err
		}
	}
	o, err := d.DB.Order(ctx, id)
	if err != nil {
		return err
	}
	if o.PickedPieces() == 0 {
		return d.after(d.Pickup.Decline(ctx, id, "decline.nothing"))
	}
	return d.stage(ctx, id, 1+d.rng.IntN(4)/3)
}

// line does one thing to the line in hand.
func (d *day) line(ctx context.Context, id retail.OrderID, v pickup.PickView) error {
	l := v.Now()
	switch {
	case d.one(12): // something else from the shelf
		_, err := d.Pickup.Scan(ctx, id, scanned(d.goods[d.rng.IntN(len(d.goods))].JAN))
		return d.after(err)
	case d.one(30):
		_, err := d.Pickup.Short(ctx, id, l.No, retail.ShortReasons()[d.rng.IntN(len(retail.ShortReasons()))])
		if err := d.after(err); err != nil || !d.one(2) {
			return err
		}
		_, err = d.Pickup.LookAgain(ctx, id, l.No)
		return d.after(err)
	case d.one(10):
		_, err := d.Pickup.Skip(ctx, id, l.No)
		return err
	case d.one(15):
		_, err := d.Pickup.TypeCode(ctx, id, l.JAN, retail.LabelDamaged)
		return d.after(err)
	}
	_, err := d.Pickup.Scan(ctx, id, scanned(l.JAN))
	if err := d.after(err); err != nil || !d.one(20) {
		return err
	}
	_, err = d.Pickup.UndoLast(ctx, id)
	return d.after(err)
}
