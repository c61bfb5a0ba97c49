package terminal

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"miseban/app/credential"
	"miseban/app/internal/localdb"
	"miseban/app/internal/syncstore"
	"miseban/app/retail"
	"miseban/sync/agent"
	"miseban/sync/hubserve"
	"miseban/sync/wire"
)

var realClock = retail.ClockFunc(time.Now)

// line is a terminal without its screens: device, database, agent.
type line struct {
	dev  *credential.Device
	dir  string
	db   *localdb.DB
	a    *agent.Agent
	own  retail.Clock      // realClock when nil
	log  *slog.Logger      // none when nil
	via  http.RoundTripper // in place of the pinned line, may be nil
	stop func()
}

// enrol makes a terminal of a shop with a code of the hub, over real TLS.
func enrol(t *testing.T, hub *hubserve.Server, shop retail.SiteID) *line {
	t.Helper()
	ctx := context.Background()
	code, err := hub.NewEnrolCode(ctx, shop)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := wire.ParseEnrolCode(code.String())
	if err != nil {
		t.Fatal(err)
	}
	dev, err := credential.NewDevice()
	if err != nil {
		t.Fatal(err)
	}
	e, err := agent.Enrol(ctx, parsed, dev.Key, agent.Wish{Model: "test"}, realClock)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := agent.Enrol(ctx, parsed, dev.Key, agent.Wish{}, realClock); retail.CodeOf(err) != retail.CodeNotAllowed {
		t.Errorf("a code worked twice: %v", err)
	}
	parsed.Pin[0] ^= 1
	if _, err := agent.Enrol(ctx, parsed, dev.Key, agent.Wish{}, realClock); retail.CodeOf(err) != retail.CodeRefused {
		t.Errorf("another certificate was trusted: %v", err)
	}
	dev.ID, dev.Name, dev.Store, dev.Secret, dev.Hub, dev.Pins = e.Device, e.Name, e.Store, e.Secret, e.Hub, e.Pins
	l := &line{dev: dev, dir: t.TempDir()}
	if err := dev.Save(l.dir); err != nil {
		t.Fatal(err)
	}
	l.start(t)
	t.Cleanup(func() { l.stop() })
	return l
}

// start opens the database and sets the agent going; stop ends both.
func (l *line) start(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	sealer, err := credential.NewSealer(l.dev.Wrap)
	if err != nil {
		t.Fatal(err)
	}
	l.db, err = localdb.Open(ctx, localdb.Options{
		Dir: l.dir, Sealer: sealer, Clock: realClock, Store: l.dev.Store, Reserve: -1,
		Destroy: func() error { return credential.Destroy(l.dir) },
	})
	if err != nil {
		t.Fatal(err)
	}
	db := l.db
	own, log := l.own, l.log
	if own == nil {
		own = realClock
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	l.a = agent.New(agent.Options{
		Device: l.dev.ID, Shop: l.dev.Store, Key: l.dev.Key, Hub: l.dev.Hub, Pins: l.dev.Pins,
		Store: syncstore.Store{DB: db}, Clock: agent.NewHubClock(own, 0),
		Rand: func() float64 { return rand.Float64() / 20 }, // retries quickly
		Log:  log, Transport: l.via, Parts: filepath.Join(l.dir, localdb.PartsDir),
		Pinned: func(pins [][]byte) error {
			d := *l.dev
			d.Pins = pins
			return d.Save(l.dir)
		},
		Revoked: func(ctx context.Context) {
			if err := db.Wipe(ctx, true); err != nil {
				t.Error(err)
			}
		},
	})
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := l.a.Run(ctx); err != nil {
			t.Error(err)
		}
	}()
	a := l.a
	changes, forget := db.Subscribe()
	go func() {
		for r := range changes {
			if r.Entity == 0 {
				a.Recorded()
			}
		}
	}()
	l.stop = func() {
		forget()
		cancel()
		<-done
		_ = db.Close() // a wiped one is closed already
	}
}

// until waits for the status to become as wanted.
func (l *line) until(t *testing.T, what string, ok func(agent.Status) bool) agent.Status {
	t.Helper()
	changes, cancel := l.a.Watch()
	defer cancel()
	limit := time.After(60 * time.Second)
	for {
		select {
		case s := <-changes:
			if ok(s) {
				return s
			}
		case <-limit:
			t.Fatalf("%s: not within a minute, status %+v", what, l.a.Status())
		}
	}
}

// order brings new orders to the hub and returns their ids.
func order(t *testing.T, hub *hubserve.Server, shop retail.SiteID, n int) (ids []retail.OrderID) {
	t.Helper()
	ctx := context.Background()
	var lines []retail.Line
	err := hub.Hub.Store.Rows(ctx, wire.ScopeCatalog, retail.EntitySKU, func(_ string, data []byte) error {
		var s retail.SKU
		if err := json.Unmarshal(data, &s); err != nil || len(lines) == 2*n {
			return err
		}
		lines = append(lines, retail.Line{SKU: s.ID, JAN: s.JAN, Name: s.Name, PriceTaxIn: s.PriceTaxIn, TaxRate: s.TaxRate, Qty: 1 + len(lines)%2})
		return nil
	})
	if err != nil || len(lines) < 2*n {
		t.Fatalf("%d products, %v", len(lines), err)
	}
	var orders []retail.Order
	for i := range n {
		now := time.Now()
		orders = append(orders, retail.Order{
			Store: shop, Channel: "test", External: fmt.Sprint("T-", i), PlacedAt: now, PromisedAt: now.Add(time.Hour),
			Customer: retail.Customer{Name: "山田 花子", Kana: "ヤマダ ハナコ", Phone: "09011112222"},
			Pay:      retail.Payment{State: retail.PayAtPickup, TotalTaxIn: 1000, DueTaxIn: 1000}, Lines: lines[2*i : 2*i+2],
		})
	}
	out, err := hub.Hub.ReceiveOrders(ctx, orders)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range out {
		if o.Err != nil {
			t.Fatal(o.Err)
		}
		ids = append(ids, o.Order)
	}
	return ids
}

// has waits until an order is on the terminal.
func (l *line) has(t *testing.T, id retail.OrderID) {
	t.Helper()
	changes, cancel := l.db.Subscribe()
	defer cancel()
	limit := time.After(30 * time.Second)
	for {
		if o, err := l.db.Order(context.Background(), id); err == nil && o.Customer.Kana != "" {
			return
		}
		select {
		case <-changes:
		case <-limit:
			t.Fatalf("order %s does not come", id)
		}
	}
}

// work picks everything of an order, stages it and hands it over.
func (l *line) work(t *testing.T, id retail.OrderID) int {
	t.Helper()
	ctx := context.Background()
	o, err := l.db.Order(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	staff, err := l.db.StaffHere(ctx)
	if err != nil || len(staff) == 0 {
		t.Fatal("no staff", err)
	}
	var bodies []retail.Body
	var kinds []retail.Kind
	add := func(k retail.Kind, b retail.Body) { kinds, bodies = append(kinds, k), append(bodies, b) }
	add(retail.KindClaim, retail.ClaimOrder{Order: id})
	for _, line := range o.Lines {
		add(retail.KindPick, retail.PickItem{Order: id, Line: line.No, SKU: line.SKU, Qty: line.Qty, Code: line.JAN, Entry: retail.Scanned})
	}
	label := "bag-" + string(id)
	add(retail.KindStageBag, retail.StageBag{Order: id, Slot: "A-01", Label: label, No: 1})
	add(retail.KindStage, retail.StageOrder{Order: id})
	if o.Pay.DueTaxIn > 0 {
		add(retail.KindCollect, retail.Collect{Order: id, AmountTaxIn: o.Pay.DueTaxIn})
	}
	add(retail.KindHandover, retail.HandOver{Order: id, Proof: retail.Proof(1), Bags: []string{label}})
	for i := range kinds {
		c := retail.Command{
			ID: retail.CommandID(retail.UUIDv7{}.NewID()), Kind: kinds[i], At: time.Now(), Store: l.dev.Store,
			Device: l.dev.ID, Staff: staff[0].ID, Auth: retail.AuthPIN, Body: bodies[i],
		}
		ds, err := l.db.Record(ctx, staff[0].Role, c)
		if err != nil {
			t.Fatal(err)
		}
		if ds[0].Verdict != retail.Applied {
			t.Fatalf("%v: %v %v", kinds[i], ds[0].Verdict, ds[0].Code)
		}
	}
	return len(kinds)
}

func startHub(t *testing.T, dir, listen string) *hubserve.Server {
	t.Helper()
	s, err := hubserve.Start(context.Background(), hubserve.Options{Data: dir, Listen: listen, Hosts: []string{"127.0.0.1"}, Sample: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// drained waits until the hub has judged everything.
func (l *line) drained(t *testing.T) {
	t.Helper()
	l.until(t, "push", func(s agent.Status) bool {
		n, err := l.db.Unsent(context.Background())
		return err == nil && n == 0 && s.Line == agent.Online && s.Unsent == 0
	})
}

// TestNothingIsLostOrDoubledWhenTheHubComesAndGoes enrols over real TLS, takes
// everything in, works with the hub, without it, through a restart of the
// terminal, and with the hub again, and then compares the books.
func TestNothingIsLostOrDoubledWhenTheHubComesAndGoes(t *testing.T) {
	ctx := context.Background()
	hubDir := filepath.Join(t.TempDir(), "hub")
	hub := startHub(t, hubDir, "127.0.0.1:0")
	addr := hub.Addr
	shop := sampleShop(t, hub)
	l := enrol(t, hub, shop)
	l.until(t, "bootstrap", func(s agent.Status) bool { return s.Ready && s.Line == agent.Online })
	todo := order(t, hub, shop, 4)
	for _, id := range todo {
		l.has(t, id)
	}
	n := l.work(t, todo[0])
	l.drained(t)
	if err := hub.Close(); err != nil {
		t.Fatal(err)
	}
	n += l.work(t, todo[1])
	l.until(t, "offline", func(s agent.Status) bool { return s.Line == agent.Offline && s.Unsent > 0 })
	l.stop()
	l.start(t)
	n += l.work(t, todo[2])
	if got, err := l.db.Unsent(ctx); err != nil || got == 0 {
		t.Fatalf("unsent %d, %v: what was done offline is not kept", got, err)
	}
	if err := l.db.Wipe(ctx, false); retail.CodeOf(err) != retail.CodeUnsent {
		t.Fatalf("wiped with something unsent: %v", err)
	}
	hub = startHub(t, hubDir, addr)
	defer func() {
		if err := hub.Close(); err != nil {
			t.Error(err)
		}
	}()
	l.drained(t)
	n += l.work(t, todo[3])
	l.drained(t)
	compare(t, hub, l, todo, n)

	// The catalogue is whole, and the hub's answer is what the terminal shows.
	l.until(t, "catalogue", func(agent.Status) bool {
		c, err := l.db.Cursor(ctx, string(wire.ScopeCatalog))
		return err == nil && c.Seq > 0
	})
	if k, err := l.db.SKUCount(ctx); err != nil || k < 2000 {
		t.Errorf("catalogue of %d SKUs, %v", k, err)
	}

	// Revoked: it wipes itself.
	if err := hub.Hub.Revoke(ctx, l.dev.ID); err != nil {
		t.Fatal(err)
	}
	l.a.Recorded()
	l.until(t, "revoked", func(s agent.Status) bool { return s.Line == agent.Revoked })
	l.stop()
	if _, err := credential.Load(l.dir); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("the device file outlived the revocation: %v", err)
	}
}

func sampleShop(t *testing.T, hub *hubserve.Server) retail.SiteID {
	t.Helper()
	var shop retail.SiteID
	err := hub.Hub.Store.Rows(context.Background(), wire.ScopeOrg, retail.EntitySite, func(key string, _ []byte) error {
		if _, err := hub.NewEnrolCode(context.Background(), retail.SiteID(key)); err == nil && shop == "" {
			shop = retail.SiteID(key)
		}
		return nil
	})
	if err != nil || shop == "" {
		t.Fatal("no shop in the sample chain", err)
	}
	return shop
}

// compare checks that hub and terminal have the same orders and stock, that
// the hub heard everything once, and that each order was handed over once.
func compare(t *testing.T, hub *hubserve.Server, l *line, ids []retail.OrderID, commands int) {
	t.Helper()
	ctx := context.Background()
	d, err := hub.Hub.Store.Device(ctx, l.dev.ID)
	if err != nil || d.LastDseq != int64(commands) {
		t.Errorf("the hub heard %d commands, %v; want %d", d.LastDseq, err, commands)
	}
	seen := map[retail.CommandID]bool{}
	for i := range commands {
		r, err := hub.Hub.Store.Command(ctx, l.dev.ID, int64(i+1))
		if err != nil || seen[r.ID] || r.Verdict != retail.Applied {
			t.Errorf("command %d: %v %v %v, twice %v", i+1, r.Kind, r.Verdict, err, seen[r.ID])
		}
		seen[r.ID] = true
	}
	deadline := time.Now().Add(30 * time.Second)
	for _, id := range ids {
		for {
			fault := differ(t, hub, l, id)
			if fault == "" {
				break
			}
			if time.Now().After(deadline) {
				t.Errorf("order %s: %s", id, fault)
				break
			}
			time.Sleep(20 * time.Millisecond) // the pull follows the push
		}
	}
}

func differ(t *testing.T, hub *hubserve.Server, l *line, id retail.OrderID) string {
	t.Helper()
	ctx := context.Background()
	there, err := hub.Hub.Store.Order(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	here, err := l.db.Order(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if here.State != there.State || here.State != retail.HandedOver || here.Handover.Cmd != there.Handover.Cmd || len(here.Steps) != len(there.Steps) {
		return fmt.Sprintf("here %v with %d steps, there %v with %d", here.State, len(here.Steps), there.State, len(there.Steps))
	}
	for _, line := range here.Lines {
		mine, err := l.db.Stock(ctx, line.SKU)
		if err != nil {
			t.Fatal(err)
		}
		var its retail.StockLevel
		ok, err := hub.Hub.Store.Row(ctx, wire.StoreScope(l.dev.Store), retail.EntityStock, string(line.SKU)+"/"+retail.Regular.String(), &its)
		if err != nil || !ok {
			t.Fatalf("no level of %s at the hub: %v", line.SKU, err)
		}
		if mine.OnHand != its.OnHand || mine.Picked != its.Picked || mine.Allocated != its.Allocated {
			return fmt.Sprintf("stock of %s: here %+v, there %+v", line.SKU, mine, its)
		}
	}
	return ""
}
