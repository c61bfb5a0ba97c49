package floor_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"miseban/app/internal/floor"
	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

// store is the terminal's database with a chain around it.
type store struct {
	*localdb.DB
	others map[retail.SKUID][]retail.SiteStock
	at     time.Time
	chain  retail.Chain
}

var sites = []retail.Site{
	{ID: localdbtest.Store, Kind: retail.Shop, Name: "渋谷店", Opens: "10:00", Closes: "20:00", Lat: 35.659, Lng: 139.700},
	{ID: "far", Kind: retail.Shop, Name: "横浜店", Opens: "10:00", Closes: "20:00", Lat: 35.466, Lng: 139.622},
	{ID: "near", Kind: retail.Shop, Name: "新宿店", Opens: "10:00", Closes: "20:00", Lat: 35.690, Lng: 139.700},
	{ID: "wh", Kind: retail.Warehouse, Name: "倉庫", Lat: 35.9, Lng: 139.5},
}

func (s store) Site(context.Context) (retail.Site, error)    { return sites[0], nil }
func (s store) Sites(context.Context) ([]retail.Site, error) { return sites, nil }
func (s store) Chain(context.Context) (retail.Chain, error)  { return s.chain, nil }

func (s store) StockElsewhere(_ context.Context, id retail.SKUID) ([]retail.SiteStock, time.Time, error) {
	return s.others[id], s.at, nil
}

func has(site retail.SiteID, n int, at time.Time) retail.SiteStock {
	return retail.SiteStock{Site: site, OnHand: n, Available: n, Moved: at, Heard: at}
}

func shop(t *testing.T) (*localdbtest.Kit, store, *floor.Basket) {
	t.Helper()
	k := localdbtest.New(t)
	k.Catalog(t, 4)
	k.Feed(t, localdbtest.Level(localdbtest.SKUID(0), 2, 0))
	s := store{DB: k.DB, at: k.Now, others: map[retail.SKUID][]retail.SiteStock{
		localdbtest.SKUID(0): {has("near", 9, k.Now)},
		localdbtest.SKUID(1): {has("far", 20, k.Now), has("near", 20, k.Now)},
		localdbtest.SKUID(2): {has("near", 9, k.Now), has("wh", 50, k.Now)},
	}}
	return k, s, floor.New(s, localdbtest.Device, retail.ClockFunc(k.Clock), retail.UUIDv7{})
}

func ways(list []floor.Choice) string {
	var out []string
	for _, c := range list {
		out = append(out, c.Way.String()+"@"+string(c.Site.ID))
	}
	return strings.Join(out, " ")
}

// TestWaysToGetGoods: at once where they lie here, else by a carrier, out of the
// warehouse first; to be collected at the nearest shop first.
func TestWaysToGetGoods(t *testing.T) {
	ctx := context.Background()
	_, _, b := shop(t)
	for i, want := range []string{
		"carry_out@S01 delivery@S01 collect@S01 collect@near",
		"delivery@near collect@near collect@far",
		"delivery@wh collect@near",
	} {
		if err := b.Put(ctx, localdbtest.SKUID(i)); err != nil {
			t.Fatal(err)
		}
		all, err := b.Choices(ctx, i+1)
		if got := ways(all); err != nil || got != want {
			t.Errorf("%d: %s, want %s (%v)", i, got, want, err)
		}
	}
	if err := b.Put(ctx, localdbtest.SKUID(3)); retail.HintOf(err) != "hint.floor_none" {
		t.Errorf("nobody has it: %v", err)
	}
	if err := b.Set(ctx, 1, 2); err != nil || b.Pieces() != 4 {
		t.Errorf("two of it are here: %v", err)
	}
	if err := b.Put(ctx, localdbtest.SKUID(0)); retail.HintOf(err) != "hint.floor_few" || b.Pieces() != 4 {
		t.Errorf("three are not: %v", err)
	}
	if err := b.Set(ctx, 1, 0); err != nil || b.Pieces() != 2 {
		t.Errorf("taken out: %v", err)
	}
}

// TestOneBasketManyWays: one basket with all three ways becomes one hold for each,
// under one number, and together they say what the bill says.
func TestOneBasketManyWays(t *testing.T) {
	ctx := context.Background()
	k, _, b := shop(t)
	for _, i := range []int{0, 1, 2} {
		if err := b.Put(ctx, localdbtest.SKUID(i)); err != nil {
			t.Fatal(err)
		}
	}
	all, err := b.Choices(ctx, 2)
	if err != nil {
		t.Fatal(err)
	}
	b.Choose(2, all[1]) // collect at near
	sum, err := b.Sum(ctx)
	if err != nil || len(sum.Groups) != 3 || sum.Bill.Pieces != 3 {
		t.Fatalf("%+v, %v", sum, err)
	}
	o := floor.Order{}
	for _, c := range []struct {
		hint string
		then func()
	}{
		{"hint.floor_name", func() { o.Customer.Kana = "やまだ " }},
		{"hint.floor_phone", func() { o.Customer.Phone = "0312345678" }},
		{"hint.floor_address", func() {
			o.Customer.Address = retail.Address{Postal: "1500042", Prefecture: "東京都", City: "渋谷区", Town: "宇田川町", Street: "1-2-3"}
		}},
	} {
		if _, err := b.Place(ctx, o); retail.HintOf(err) != c.hint {
			t.Errorf("want %s: %v", c.hint, err)
		}
		c.then()
	}
	o.Day, o.Hours = "2026-11-28", retail.Morning
	slip, err := b.Place(ctx, o)
	if err != nil || len(slip.Number) != 4 || len(slip.Holds) != 3 {
		t.Fatalf("%+v, %v", slip, err)
	}
	var parts retail.Yen
	for i, id := range slip.Holds {
		h, err := k.DB.Hold(ctx, id)
		if err != nil || h.Number != slip.Number || h.Floor.Parts != 3 || h.Floor.Part != i+1 || h.Floor.BillTaxIn != sum.Bill.PayTaxIn || h.Customer.Kana != "ヤマダ" {
			t.Fatalf("%+v, %v", h.Hold, err)
		}
		parts += h.Floor.PartTaxIn
		switch sent := h.Floor.Way == retail.HomeDelivery; {
		case sent && (h.Customer.Address != o.Customer.Address || h.Floor.Hours != retail.Morning || h.Store != "wh"):
			t.Errorf("sent to %+v", h.Customer)
		case !sent && (h.Customer.Address != (retail.Address{}) || h.Floor.Day != ""):
			t.Errorf("nobody needs the address: %+v", h.Customer)
		}
	}
	if parts != sum.Bill.PayTaxIn {
		t.Errorf("the parts come to %d, the bill to %d", parts, sum.Bill.PayTaxIn)
	}
	if err := b.Wipe(ctx); err != nil || b.Pieces() != 0 {
		t.Errorf("wiped: %v", err)
	}
	if _, err := b.Place(ctx, o); retail.HintOf(err) != "hint.floor_empty" {
		t.Errorf("an empty basket: %v", err)
	}
}

// TestShippingOfTheBasket: only deliveries count towards it, and to its limit.
func TestShippingOfTheBasket(t *testing.T) {
	ctx := context.Background()
	_, s, _ := shop(t)
	s.chain.Floor = retail.FloorPolicy{ShippingTaxIn: 550, FreeFromTaxIn: 2 * localdbtest.Product(1).PriceTaxIn}
	b := floor.New(s, localdbtest.Device, retail.ClockFunc(func() time.Time { return s.at }), retail.UUIDv7{})
	for range 2 {
		if err := b.Put(ctx, localdbtest.SKUID(0)); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []retail.Yen{0, 550, 0} {
		sum, err := b.Sum(ctx)
		if err != nil || sum.Bill.Shipping != want {
			t.Errorf("%d, want %d: %v", sum.Bill.Shipping, want, err)
		}
		if err := b.Put(ctx, localdbtest.SKUID(1)); err != nil {
			t.Fatal(err)
		}
	}
}
