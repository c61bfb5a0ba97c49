package terminal

import (
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"miseban/app/internal/floor"
	"miseban/app/retail"
	"miseban/app/sample"
	"miseban/sync/hubserve"
)

// tablets are showroom tablets of one shop that have taken everything in.
func tablets(t *testing.T, hub *hubserve.Server, shop retail.SiteID, n int) (all []*Core, dirs []string) {
	t.Helper()
	for range n {
		dir := t.TempDir()
		enrolIn(t, hub, shop, dir)
		c := live(t, dir)
		t.Cleanup(func() { _ = c.Close() })
		waitFor(t, "the catalogue", func() bool { return c.lastPiece(t) != "" })
		all, dirs = append(all, c), append(dirs, dir)
	}
	return all, dirs
}

// sampleGoods are the SKUs of the sample chain.
var sampleGoods = sync.OnceValue(func() (ids []retail.SKUID) {
	for _, s := range sample.New(1, time.Now()).SKUs {
		ids = append(ids, s.ID)
	}
	return ids
})

// lastPiece is a SKU of which this shop may promise one more, as far as is known here.
func (c *Core) lastPiece(t *testing.T) retail.SKUID {
	t.Helper()
	ids := sampleGoods()
	here, err := c.DB.StockHere(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if l, ok := here[id]; ok && l.Available() == 1 {
			if _, err := c.DB.SKU(t.Context(), id); err == nil { // the catalogue may come after the stock
				return id
			}
		}
	}
	return ""
}

// orders puts a SKU into a tablet's basket and orders it for whoever it is.
func (c *Core) orders(t *testing.T, sku retail.SKUID, way retail.Way, who retail.Customer) floor.Slip {
	t.Helper()
	b := floor.New(c.DB, c.Device.ID, c.Clock, retail.UUIDv7{})
	if err := b.Put(t.Context(), sku); err != nil {
		t.Fatal(err)
	}
	all, err := b.Choices(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	// A carrier takes the goods from the warehouse where it is believed to have some, which the hour decides.
	i := slices.IndexFunc(all, func(x floor.Choice) bool { return x.Way == way && (x.Here || way == retail.HomeDelivery) })
	if i < 0 {
		t.Fatalf("%v cannot be had: %+v", way, all)
	}
	b.Choose(1, all[i])
	slip, err := b.Place(t.Context(), floor.Order{Customer: who})
	if err != nil {
		t.Fatal(err)
	}
	return slip
}

// TestLastPieceOnTwoTablets: two tablets without a hub sell the last piece. One order
// stands, of the other somebody of the shop is told, by whom it is to be called, with
// ways out; the books promise the piece once.
func TestLastPieceOnTwoTablets(t *testing.T) {
	ctx, dir := t.Context(), filepath.Join(t.TempDir(), "hub")
	hub := startHub(t, dir, "127.0.0.1:0")
	addr, shop := hub.Addr, sampleShop(t, hub)
	both, _ := tablets(t, hub, shop, 2)
	if err := hub.Close(); err != nil {
		t.Fatal(err)
	}
	sku := both[0].lastPiece(t)
	var slips []floor.Slip
	for i, c := range both {
		slips = append(slips, c.orders(t, sku, retail.CollectLater, retail.Customer{Kana: []string{"サトウ", "スズキ"}[i], Phone: "0312345678"}))
		if l, err := c.DB.Stock(ctx, sku); err != nil || l.Available() != 0 {
			t.Errorf("%d left on the tablet that sold it, %v", l.Available(), err)
		}
	}
	hub = startHub(t, dir, addr)
	defer func() { _ = hub.Close() }()
	states := func() (out []retail.HoldState) {
		for i, c := range both {
			h, err := c.DB.Hold(ctx, slips[i].Holds[0])
			if err != nil || h.Pending {
				return nil
			}
			out = append(out, h.State)
		}
		return out
	}
	waitFor(t, "an answer for both", func() bool { return states() != nil })
	got := states()
	slices.Sort(got)
	if !slices.Contains(got, retail.HoldDeclined) || got[0] == got[1] {
		t.Fatalf("two orders of one piece are %v", got)
	}
	waitFor(t, "the task", func() bool { return len(both[0].declined(t)) == 1 })
	x := both[0].declined(t)[0]
	lost := slices.IndexFunc(slips, func(s floor.Slip) bool { return s.Holds[0] == x.Hold })
	if lost < 0 || x.Number != slips[lost].Number || x.Due.IsZero() || len(x.Kind.Remedies()) < 2 {
		t.Errorf("the task %+v, remedies %v", x, x.Kind.Remedies())
	}
	if l, err := both[0].DB.Stock(ctx, sku); err != nil || l.Available() < 0 {
		t.Errorf("%+v is promised more than once, %v", l, err)
	}
}

// declined are the open entries of the inbox about goods that nobody can give.
func (c *Core) declined(t *testing.T) []retail.Exception {
	t.Helper()
	all, err := c.DB.Exceptions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(x retail.Exception) bool { return x.Kind != retail.ExHoldDeclined || !x.Open() })
}

// TestOrderLeavesNobodyBehind: the name, telephone and address of an order are in no
// file of the tablet, neither while the order waits for the hub, nor once it is sent
// and the next customer stands there.
func TestOrderLeavesNobodyBehind(t *testing.T) {
	ctx, dir := t.Context(), filepath.Join(t.TempDir(), "hub")
	hub := startHub(t, dir, "127.0.0.1:0")
	addr, shop := hub.Addr, sampleShop(t, hub)
	all, dirs := tablets(t, hub, shop, 1)
	c := all[0]
	if err := hub.Close(); err != nil {
		t.Fatal(err)
	}
	who := customer
	who.Email, who.Note = "", ""
	who.Address = retail.Address{Postal: "1500042", Prefecture: "東京都", City: "渋谷区", Town: "綾小路町", Street: "八千代八番地", Building: "麗華子マンション"}
	words := append(slices.Clone(personal), "綾小路町", "八千代八番地", "マンション") // postal codes stand in the table of all
	slip := c.orders(t, c.lastPiece(t), retail.HomeDelivery, who)
	look := func(when string) {
		t.Helper()
		if err := c.DB.Copy(ctx); err != nil {
			t.Fatal(err)
		}
		number := false
		for path, data := range everything(t, dirs[0]) {
			if got := found(data, words); len(got) > 0 {
				t.Errorf("%s: %s has %v", when, path, got)
			}
			number = number || len(found(data, []string{slip.Number})) > 0
		}
		if !number {
			t.Errorf("%s: the number of the order is in no file: the look finds nothing", when)
		}
	}
	look("while it waits")
	hub = startHub(t, dir, addr)
	defer func() { _ = hub.Close() }()
	waitFor(t, "the push", func() bool { n, err := c.DB.Unsent(ctx); return err == nil && n == 0 })
	waitFor(t, "the answer", func() bool {
		h, err := c.DB.Hold(ctx, slip.Holds[0])
		return err == nil && !h.Pending
	})
	look("once it is sent")
	c.Show.Visit.Wipe()
	if err := c.Show.Empty(ctx); err != nil {
		t.Fatal(err)
	}
	look("after the visit")
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	for path, data := range everything(t, dirs[0]) {
		if got := found(data, words); len(got) > 0 {
			t.Errorf("after the end: %s has %v", path, got)
		}
	}
}
