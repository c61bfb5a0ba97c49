package csvfile_test

import (
	"context"
	"testing"

	"miseban/app/retail"
	"miseban/app/sample"
	"miseban/sync/wire"
)

// What is announced is expected in the shop, rows of one article add up, a later file
// changes the articles it names, and a row of the quarantine joins its delivery.
func TestDeliveries(t *testing.T) {
	world := sample.New(1, noon)
	s := open(t, "", world)
	ctx := context.Background()
	site, a, b := world.Sites[0], world.SKUs[0], world.SKUs[1]
	header := "店舗,入荷予定番号,商品コード,予定数,入荷予定日,仕入先\n"
	row := func(sku retail.SKU, qty string) string {
		return site.Name + ",N-1," + sku.JAN + "," + qty + ",2026/11/26,みせばん商事\n"
	}
	coming := func(sku retail.SKU) int {
		t.Helper()
		var l retail.StockLevel
		if _, err := s.db.Row(ctx, wire.StoreScope(site.ID), retail.EntityStock, retail.LevelRef(sku.ID, retail.Regular), &l); err != nil {
			t.Fatal(err)
		}
		return l.Incoming
	}
	for _, x := range []struct {
		name, text string
		bad, a, b  int
	}{
		{"1.csv", header + row(a, "2") + row(a, "3") + row(b, "x") + site.Name + ",N-1,,1,,\n", 2, 5, 0},
		{"2.csv", header + row(b, "4"), 0, 5, 4},
		{"3.csv", header + row(a, "0") + row(b, "6"), 0, 0, 6},
		{"3b.csv", header + row(a, "0") + row(b, "6") + row(b, "1"), 0, 0, 7},
	} {
		rep, err := s.Import(ctx, x.name, "", []byte(x.text))
		if err != nil || len(rep.Bad) != x.bad {
			t.Fatalf("%s: %v, bad %+v", x.name, err, rep.Bad)
		}
		if coming(a) != x.a || coming(b) != x.b {
			t.Errorf("%s: %d and %d are coming, want %d and %d", x.name, coming(a), coming(b), x.a, x.b)
		}
	}
	d, err := s.hub.DeliveryOf(ctx, site.ID, "N-1")
	if err != nil || d.Sender != "みせばん商事" || !d.Delivered() || d.Plan != "N-1" || d.Due.In(retail.Japan).Day() != 26 {
		t.Errorf("%+v, %v", d, err)
	}
}
