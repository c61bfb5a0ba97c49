package csvfile_test

import (
	"context"
	"strings"
	"testing"

	"miseban/app/retail"
	"miseban/app/sample"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// What the tills sold lowers the stock once, and what was promised to an order
// becomes somebody's task.
func TestSales(t *testing.T) {
	world := sample.New(1, noon)
	s := open(t, "", world)
	ctx := context.Background()
	site, sku := world.Sites[0], world.SKUs[0]
	if _, err := s.hub.SetStock(ctx, []hub.StockRow{{Site: site.ID, SKU: sku.ID, OnHand: 5}}); err != nil {
		t.Fatal(err)
	}
	file := "店舗,レシート番号,行番号,商品コード,数量,売上日時\n" +
		site.Name + ",R-1,1," + sku.JAN + ",2,2026/11/24 11:30\n" +
		site.Name + ",R-1,2," + sku.JAN + ",1,2026/11/24 11:30:10\n" +
		site.Name + ",R-2,1," + sku.JAN + ",-1,2026/11/24 11:40\n" +
		site.Name + ",R-3,1,," + "1,2026/11/24 11:40\n" +
		site.Name + ",R-3,2," + sku.JAN + ",1,2026/11/24\n" +
		"月面店,R-4,1," + sku.JAN + ",1,2026/11/24 11:40\n"
	for n, want := range []int{3, 0} {
		rep, err := s.Import(ctx, strings.Repeat("x", n)+"sales.csv", "", []byte(file+strings.Repeat("\n", n)))
		if err != nil || rep.Changed != want {
			t.Fatalf("reading %d: %d new, want %d, %v", n+1, rep.Changed, want, err)
		}
		if len(rep.Bad) != 3 {
			t.Fatalf("%d bad rows: %+v", len(rep.Bad), rep.Bad)
		}
	}
	var l retail.StockLevel
	ok, err := s.db.Row(ctx, wire.StoreScope(site.ID), retail.EntityStock, retail.LevelRef(sku.ID, retail.Regular), &l)
	if !ok || err != nil || l.OnHand != 3 {
		t.Fatalf("%+v, %v", l, err)
	}
}
