package hub_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"reflect"
	"slices"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

// pair is a chain's hub and a relay of 渋谷店 on books of its own, with a line
// between them that is drawn by hand.
type pair struct {
	*world
	dev   hub.Device // the relay at the chain's hub
	below *world     // the relay
	no    int64
}

// newPair enrols a relay and brings the home to it.
func newPair(t *testing.T, chain, below hub.Store, clock *hubtest.Clock) *pair {
	t.Helper()
	p := &pair{world: newWorld(t, chain, clock)}
	ctx := context.Background()
	once, err := p.h.NewRelayOnce(ctx, shibuya)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := p.h.Enrol(ctx, wire.EnrolRequest{Code: hex.EncodeToString(once[:]), Public: p.pub, As: wire.KindRelay})
	if err != nil {
		t.Fatal(err)
	}
	if p.dev, err = chain.Device(ctx, reply.Device); err != nil || p.dev.Kind != hub.DeviceRelay {
		t.Fatal(p.dev, err)
	}
	p.below = &world{t: t, s: below, clock: clock, pub: p.pub}
	p.start(below)
	return p
}

// start builds the relay's hub over its books.
func (p *pair) start(below hub.Store) {
	p.t.Helper()
	if err := below.Follow(context.Background(), shibuya); err != nil {
		p.t.Fatal(err)
	}
	h, err := hub.Build(context.Background(), hub.Options{
		Store: below, Clock: p.clock, IDs: retail.UUIDv7{}, Rand: rand.Reader, Secret: make([]byte, 32),
		Log: slog.New(slog.DiscardHandler), Self: p.dev.ID,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.below.h, p.below.s = h, below
}

// move brings the home to the relay.
func (p *pair) move() {
	p.t.Helper()
	ctx := context.Background()
	m, err := p.h.MoveHome(ctx, shibuya, p.dev.ID)
	if err != nil {
		p.t.Fatal(err)
	}
	p.no = m.No
	p.down()
	if err := p.h.Pack(ctx, p.dev, func(part wire.PackPart) error { return p.below.h.TakePart(ctx, shibuya, part) }); err != nil {
		p.t.Fatal(err)
	}
	home, err := p.h.Report(ctx, p.dev, p.report())
	if err != nil || home.State != wire.HomeSettled || home.Device != p.dev.ID {
		p.t.Fatal(home, err)
	}
}

func (p *pair) report() wire.RelayReport {
	m, err := p.below.s.Home(context.Background(), shibuya)
	if err != nil {
		p.t.Fatal(err)
	}
	return wire.RelayReport{No: m.No, Home: true, Epoch: p.below.s.Epoch(), Log: m.At, Here: wire.Place{URL: "https://relay:1"}}
}

// down brings down who works where, the terminals and the errands.
func (p *pair) down() {
	p.t.Helper()
	ctx := context.Background()
	for _, scope := range []wire.Scope{wire.ScopeOrg, wire.ScopeCatalog} {
		var rows []wire.Change
		_, err := p.s.Snapshot(ctx, scope, "", func(c wire.Change) error { rows = append(rows, c); return nil })
		if err == nil {
			err = p.below.h.PutFeed(ctx, scope, rows, true)
		}
		if err != nil {
			p.t.Fatal(err)
		}
	}
	roster, err := p.h.Roster(ctx, shibuya)
	if err == nil {
		err = p.below.h.PutMembers(ctx, shibuya, roster)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	m, err := p.below.s.Home(ctx, shibuya)
	if err != nil || m.Device != p.dev.ID {
		return
	}
	list, err := p.s.Errands(ctx, shibuya, m.Done, 1000)
	if err == nil {
		err = p.below.h.DoErrands(ctx, shibuya, p.s.Epoch(), list)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// receive takes an order in at the chain's hub; it is 仮.
func (p *pair) receive(external string) {
	p.t.Helper()
	o := *hubtest.Order(external, p.clock)
	o.Store = shibuya
	out, err := p.h.ReceiveOrders(context.Background(), []retail.Order{o})
	if err != nil || out[0].Result != hub.Pending {
		p.t.Fatal(out, err)
	}
}

// page is the next page of the relay's log.
func (p *pair) page(limit int) wire.MirrorPage {
	p.t.Helper()
	ctx := context.Background()
	m, err := p.s.Home(ctx, shibuya)
	if err != nil {
		p.t.Fatal(err)
	}
	list, err := p.below.s.Log(ctx, m.At.Seq, limit)
	if err != nil {
		p.t.Fatal(err)
	}
	return wire.MirrorPage{No: p.no, Epoch: p.below.s.Epoch(), From: m.At, Entries: list}
}

// up sends the whole log.
func (p *pair) up() {
	p.t.Helper()
	for {
		page := p.page(3)
		if len(page.Entries) == 0 {
			return
		}
		if _, err := p.h.Mirror(context.Background(), p.dev, page); err != nil {
			p.t.Fatal(err)
		}
	}
}

// whole sends the whole shop.
func (p *pair) whole(base int64) {
	p.t.Helper()
	ctx := context.Background()
	err := p.below.h.Whole(ctx, shibuya, base, func(part wire.PackPart) error {
		_, err := p.h.Mirror(ctx, p.dev, wire.MirrorPage{No: p.no, Epoch: p.below.s.Epoch(), Pack: &part})
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

// rowsOf reads a shop's feed as it stands.
func rowsOf(t testing.TB, s hub.Store) map[string]string {
	t.Helper()
	out := map[string]string{}
	_, err := s.Snapshot(context.Background(), wire.StoreScope(shibuya), "", func(c wire.Change) error {
		out[c.Entity.String()+" "+c.Key] = string(c.Data)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// agree checks that both sides have the same shop and sound books.
func (p *pair) agree() {
	p.t.Helper()
	a, b := rowsOf(p.t, p.s), rowsOf(p.t, p.below.s)
	if !reflect.DeepEqual(a, b) {
		for k := range b {
			if a[k] != b[k] {
				p.t.Errorf("%s\n chain %s\n relay %s", k, a[k], b[k])
			}
		}
		p.t.Errorf("rows: %d at the chain's hub, %d at the relay", len(a), len(b))
	}
	for name, s := range map[string]hub.Store{"chain": p.s, "relay": p.below.s} {
		audit, err := hub.AuditOf(context.Background(), s, true)
		if err != nil {
			p.t.Fatal(err)
		}
		if !audit.Sound {
			text, _ := json.MarshalIndent(audit, "", " ")
			p.t.Errorf("the books of the %s do not hold:\n%s", name, text)
		}
	}
}

// verdicts lists the commands of the shop's terminals as a hub has them.
func verdicts(t testing.TB, s hub.Store) (out []string) {
	t.Helper()
	audit, err := hub.AuditOf(context.Background(), s, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range audit.Commands {
		out = append(out, string(c.ID)+" "+c.Verdict.String()+" "+c.Code.String())
	}
	slices.Sort(out)
	return out
}

func eachPair(t *testing.T, f func(t *testing.T, p *pair)) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		f(t, newPair(t, s, hubtest.SQLite(t, clock), clock))
	})
}

func TestRelay(t *testing.T) {
	eachPair(t, func(t *testing.T, p *pair) {
		ctx := t.Context()
		before := p.order(shibuya, "A-1")
		term := p.enrol(shibuya)
		early := p.command(1, retail.KindClaim, retail.ClaimOrder{Order: before.ID})
		p.push(term.Device, 0, early)
		p.move()
		p.agree()

		// The chain's hub judges no more: whatever it wants waits, once.
		raw, _ := json.Marshal(p.command(2, retail.KindRelease, retail.Release{Order: before.ID}))
		if _, err := p.h.Push(ctx, term.Device, []json.RawMessage{raw}, 0); err == nil {
			t.Fatal("two homes: the chain's hub still judges")
		}
		o := *hubtest.Order("A-2", p.clock)
		o.Store = shibuya
		for i, want := range []hub.ReceiveResult{hub.Pending, hub.Unchanged} {
			out, err := p.h.ReceiveOrders(ctx, []retail.Order{o})
			if err != nil || out[0].Result != want {
				t.Fatalf("time %d: %v %v, want %v", i, out, err, want)
			}
		}
		if err := p.h.CancelOrder(ctx, before.Channel, before.External, "customer", p.clock.Now()); err != nil {
			t.Fatal(err)
		}
		if err := p.h.CancelOrder(ctx, before.Channel, before.External, "customer", p.clock.Now()); err != nil {
			t.Fatal(err)
		}
		p.must(p.h.SetStock(ctx, []hub.StockRow{{Site: shibuya, SKU: "SK-1", OnHand: 25}}))
		p.must(p.h.PutSlots(ctx, []retail.StagingSlot{{Code: "B-1", Store: shibuya}}))
		if w, err := p.h.Waiting(ctx, shibuya); err != nil || len(w) != 4 {
			t.Fatalf("%d errands wait, %v; want 4", len(w), err)
		}
		if got := p.load(before.ID); got.State != retail.Received && got.State != retail.Picking {
			t.Errorf("the chain's hub canceled by itself: %s", got.State)
		}

		// The shop is cut off. A push whose answer was lost before the move comes again here.
		if r := p.below.push(term.Device, 0, early); len(r.Results) != 1 || r.Results[0].Verdict != retail.Applied || r.Last != 1 {
			t.Fatalf("a known command: %+v", r)
		}
		r := p.below.push(term.Device, 0, p.command(2, retail.KindPick, retail.PickItem{Order: before.ID, Line: 1, SKU: before.Lines[0].SKU, Qty: 1, Code: "x"}))
		if len(r.Results) != 1 || r.Results[0].Verdict != retail.Applied {
			t.Fatalf("pick at the relay: %+v", r)
		}

		// The line is back.
		p.up()
		p.down()
		p.down()
		p.up()
		p.agree()
		id := retail.OrderIDFor(o.Channel, o.External)
		got := p.below.load(id)
		if got.State != retail.Received || got.Number == "" || got.Customer.Email != o.Customer.Email {
			t.Errorf("the order at the relay: %+v", got)
		}
		if mirror := p.load(id); !reflect.DeepEqual(mirror, got) {
			t.Errorf("mirror\n %+v\n relay\n %+v", mirror, got)
		}
		if got := p.load(before.ID); got.State != retail.Canceled {
			t.Errorf("the canceled order is %s", got.State)
		}
		if w, err := p.h.Waiting(ctx, shibuya); err != nil || len(w) != 0 {
			t.Errorf("still 仮: %v %v", w, err)
		}
		if out, err := p.h.ReceiveOrders(ctx, []retail.Order{o}); err != nil || out[0].Result != hub.Unchanged {
			t.Errorf("the order again: %v %v", out, err)
		}
	})
}

func TestMirrorRefuses(t *testing.T) {
	eachPair(t, func(t *testing.T, p *pair) {
		ctx := t.Context()
		term := p.enrol(shibuya)
		p.move()
		for n := range 4 {
			p.below.push(term.Device, 0, p.command(int64(n+1), retail.KindSignIn, retail.SignIn{}))
		}
		first := p.page(2)
		if _, err := p.h.Mirror(ctx, p.dev, first); err != nil {
			t.Fatal(err)
		}
		refused := func(what string, page wire.MirrorPage) {
			t.Helper()
			before := verdicts(t, p.s)
			if _, err := p.h.Mirror(ctx, p.dev, page); err == nil {
				t.Errorf("%s was taken", what)
			}
			if after := verdicts(t, p.s); !slices.Equal(before, after) {
				t.Errorf("%s left something behind", what)
			}
		}
		refused("a page twice", first)
		next := p.page(2)
		old := next
		old.No--
		refused("a page of an old home", old)
		fork := next
		fork.From.H = "0000000000000000"
		refused("a page of another past", fork)
		life := next
		life.Epoch = "another"
		refused("a page of another life", life)
		gap := next
		gap.Entries = gap.Entries[1:]
		refused("a page with a gap", gap)
		p.up()
		p.agree()
	})
}

func TestHomeGoesBack(t *testing.T) {
	eachPair(t, func(t *testing.T, p *pair) {
		ctx := t.Context()
		term := p.enrol(shibuya)
		o := p.order(shibuya, "A-1")
		p.move()
		p.below.push(term.Device, 0, p.command(1, retail.KindClaim, retail.ClaimOrder{Order: o.ID}))
		later := *hubtest.Order("A-9", p.clock)
		later.Store = shibuya
		if _, err := p.h.ReceiveOrders(ctx, []retail.Order{later}); err != nil {
			t.Fatal(err)
		}
		if _, err := p.h.MoveHome(ctx, shibuya, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := p.below.h.Close(ctx, shibuya); err != nil {
			t.Fatal(err)
		}
		raw, _ := json.Marshal(p.command(2, retail.KindRelease, retail.Release{Order: o.ID}))
		for name, h := range map[string]*hub.Hub{"chain": p.h, "relay": p.below.h} {
			if _, err := h.Push(ctx, term.Device, []json.RawMessage{raw}, 0); err == nil {
				t.Errorf("on the way: the %s judges", name)
			}
		}
		page := p.page(1000)
		page.Final = true
		if _, err := p.h.Mirror(ctx, p.dev, page); err != nil {
			t.Fatal(err)
		}
		if err := p.h.CatchUp(ctx); err != nil {
			t.Fatal(err)
		}
		if r := p.pushRaw(term.Device, 0, raw); len(r.Results) != 1 || r.Last != 2 {
			t.Fatalf("at the chain's hub again: %+v", r)
		}
		if got := p.load(retail.OrderIDFor(later.Channel, later.External)); got.State != retail.Received {
			t.Errorf("what waited: %s", got.State)
		}
		if _, err := p.h.Mirror(ctx, p.dev, page); err == nil {
			t.Error("the old home may still write")
		}
		audit, err := hub.AuditOf(ctx, p.s, false)
		if err != nil || !audit.Sound {
			t.Error("the books of the chain's hub do not hold", err)
		}
		// And to the relay once more, on the books that it has.
		if m, err := p.below.s.Home(ctx, shibuya); err != nil || !m.Closed {
			t.Fatal(m, err)
		}
		home, err := p.h.Report(ctx, p.dev, wire.RelayReport{No: p.no, Epoch: p.below.s.Epoch()})
		if err != nil || home.Device != "" {
			t.Fatal(home, err)
		}
		if err := p.below.h.Gone(ctx, shibuya, home); err != nil {
			t.Fatal(err)
		}
		p.move()
		p.below.push(term.Device, 0, p.command(3, retail.KindClaim, retail.ClaimOrder{Order: o.ID}))
		p.up()
		p.agree()
	})
}

func TestRelayFromAnOlderCopy(t *testing.T) {
	eachPair(t, func(t *testing.T, p *pair) {
		ctx := t.Context()
		term := p.enrol(shibuya)
		o := p.order(shibuya, "A-1")
		p.move()
		p.below.push(term.Device, 0, p.command(1, retail.KindClaim, retail.ClaimOrder{Order: o.ID}))
		p.up()
		copied := copyOf(t, p)
		// Lost with the relay: a pick, which the chain's hub has, and an order that came.
		p.below.push(term.Device, 0, p.command(2, retail.KindPick, retail.PickItem{Order: o.ID, Line: 1, SKU: o.Lines[0].SKU, Qty: 1, Code: "x"}))
		p.receive("A-2")
		p.down()
		p.up()
		before := verdicts(t, p.s)
		m, err := p.s.Home(ctx, shibuya)
		if err != nil {
			t.Fatal(err)
		}
		p.start(copied)
		if _, err := copied.BeginLife(ctx, "", hub.Life{Began: p.clock.Now()}); err != nil {
			t.Fatal(err)
		}
		at, err := copied.Home(ctx, shibuya)
		if err != nil {
			t.Fatal(err)
		}
		page := wire.MirrorPage{No: p.no, Epoch: copied.Epoch(), From: at.At}
		if _, err := p.h.Mirror(ctx, p.dev, page); err == nil {
			t.Fatal("a relay of another life writes on")
		}
		p.whole(min(m.At.Seq, at.At.Seq))
		p.down()
		p.up()
		p.agree()
		if after := verdicts(t, p.s); !slices.Equal(before, after) {
			t.Errorf("commands\n before %v\n after  %v", before, after)
		}
		if got := p.load(o.ID); got.PickedPieces() != 1 {
			t.Errorf("%d pieces picked, want 1", got.PickedPieces())
		}
	})
}

func TestChainFromAnOlderCopy(t *testing.T) {
	clock := hubtest.NewClock()
	p := newPair(t, hubtest.SQLite(t, clock), hubtest.SQLite(t, clock), clock)
	ctx := t.Context()
	term := p.enrol(shibuya)
	o := p.order(shibuya, "A-1")
	p.move()
	p.below.push(term.Device, 0, p.command(1, retail.KindClaim, retail.ClaimOrder{Order: o.ID}))
	p.up()
	copied := hubtest.CopyOf(t, p.s, clock)
	p.below.push(term.Device, 0, p.command(2, retail.KindPick, retail.PickItem{Order: o.ID, Line: 1, SKU: o.Lines[0].SKU, Qty: 1, Code: "x"}))
	p.receive("A-2")
	p.down()
	p.up()
	before := verdicts(t, p.s)
	if _, err := copied.BeginLife(ctx, "", hub.Life{Began: p.clock.Now()}); err != nil {
		t.Fatal(err)
	}
	h, err := hub.Build(ctx, hub.Options{Store: copied, Clock: clock, IDs: retail.UUIDv7{}, Rand: rand.Reader, Secret: make([]byte, 32), PickupKey: p.h.PickupKey, PickupID: 1, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	p.h, p.s = h, copied
	p.up() // from where its copy stands
	p.agree()
	if after := verdicts(t, p.s); !slices.Equal(before, after) {
		t.Errorf("commands\n before %v\n after  %v", before, after)
	}
	// Older than the log goes back: the whole shop, with what the ledger lacks.
	if err := p.below.s.TrimLog(ctx, 1<<40, clock.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	p.below.push(term.Device, 0, p.command(3, retail.KindPick, retail.PickItem{Order: o.ID, Line: 1, SKU: o.Lines[0].SKU, Qty: 1, Code: "y"}))
	if err := p.below.s.TrimLog(ctx, 1<<40, clock.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	m, err := p.s.Home(ctx, shibuya)
	if err != nil {
		t.Fatal(err)
	}
	p.below.push(term.Device, 0, p.command(4, retail.KindSignIn, retail.SignIn{}))
	if _, err := p.below.s.Log(ctx, m.At.Seq, 10); !errors.Is(err, hub.ErrCompacted) {
		t.Fatalf("a log with a hole: %v", err)
	}
	p.whole(m.At.Seq)
	p.agree()
}

func copyOf(t *testing.T, p *pair) hub.Store { return hubtest.CopyOf(t, p.below.s, p.clock) }
