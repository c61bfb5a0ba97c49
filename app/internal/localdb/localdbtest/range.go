package localdbtest

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"miseban/app/internal/localdb"
	"miseban/app/retail"
	"miseban/sync/wire"
)

// The words of Range. What comes first is most common: 靴下 and デニム are in
// every tenth article, as a search for them must bear.
var (
	rangeKinds = [][2]string{
		{"靴下", "クツシタ"},
		{"シャツ", "シャツ"},
		{"カーディガン", "カーディガン"},
		{"スニーカー", "スニーカー"},
		{"ニット", "ニット"},
		{"パンツ", "パンツ"},
		{"スカート", "スカート"},
		{"トートバッグ", "トートバッグ"},
		{"ワンピース", "ワンピース"},
		{"手袋", "テブクロ"},
	}
	rangeCloths = [][2]string{
		{"デニム", "denim"},
		{"コットン", "cotton"},
		{"リネン", "linen"},
		{"ウール", "wool"},
		{"オックスフォード", "oxford"},
		{"ボーダー", "border"},
		{"ストライプ", "stripe"},
		{"クルー", "crew"},
		{"ショート", "short"},
		{"ロング", "long"},
	}
	rangeBrands = []string{"東京デニム", "青葉堂", "ミナト", "北国ニット", "セトウチ", "オカザキ", "ハーバー", "つむぎ屋", "ルミエ", "カワセ"}
	rangeColors = []retail.Color{
		{Word: "白", En: "white", Hex: "#F8F6F1"},
		{Word: "黒", En: "black", Hex: "#1B1B1B"},
		{Word: "ネイビー", En: "navy", Hex: "#26304D"},
		{Word: "赤", En: "red", Hex: "#B3262E"},
		{Word: "グレー", En: "grey", Hex: "#8C8C8C"},
	}
	rangeSizes = []string{"S", "M", "L", "XL"}
)

// perStyle is how many SKUs an article of Range has: 3 colours in 4 sizes.
const perStyle = 12

// RangeSKU returns the i-th SKU of a range of goods in which names, colours and
// sizes are as mixed as in a shop's.
func RangeSKU(i int) retail.SKU {
	style, v := i/perStyle, i%perStyle
	kind, cloth, brand := rangeKinds[style%10], rangeCloths[style/10%10], rangeBrands[style/100%10]
	series := style / 1000
	c := rangeColors[(style+v/4)%len(rangeColors)]
	g := GTIN(i)
	return retail.SKU{
		ID: retail.SKUID(fmt.Sprintf("r%07d", i)), JAN: g[1:], Codes: []retail.ItemCode{{GTIN: g, Qty: 1}}, Style: fmt.Sprintf("R%d-%04d", series, style%10000),
		Name: fmt.Sprintf("%s%s %d", cloth[0], kind[0], series), NameEn: cloth[1], Kana: kind[1], Brand: brand, Category: kind[0],
		Color: c, Size: rangeSizes[v%4], PriceTaxIn: retail.Yen(990 + style*7919%90*100), TaxRate: 10, Picture: "art:shirt/" + c.Hex[1:], Rank: 1 + i*7919%1_000_003,
	}
}

// Range gives the database a catalogue of n SKUs and makes it findable, and the
// shop stock of one article in five.
func (k *Kit) Range(t testing.TB, n int) {
	t.Helper()
	ctx := context.Background()
	rows := func(yield func(localdb.Change, error) bool) {
		for i := range n {
			s := RangeSKU(i)
			if !yield(Put(retail.EntitySKU, string(s.ID), s), nil) {
				return
			}
		}
	}
	if err := TakeCatalog(ctx, k.DB, localdb.Cursor{Epoch: "e1", Seq: int64(n), H: "c"}, rows); err != nil {
		t.Fatal(err)
	}
	for more := true; more; {
		var err error
		if more, err = k.DB.IndexStyles(ctx); err != nil {
			t.Fatal(err)
		}
	}
	stock := func(yield func(localdb.Change, error) bool) {
		for i := range n {
			if (i/perStyle*2654435761>>8)%5 == 0 && !yield(Level(RangeSKU(i).ID, i%9, i%3), nil) {
				return
			}
		}
	}
	end := localdb.Bound{Cursor: localdb.Cursor{Epoch: "e1", Seq: int64(n), H: "s"}}
	if err := k.DB.ApplySnapshot(ctx, localdb.Snapshot{Scope: Scope, Rows: stock, End: func() localdb.Bound { return end }}); err != nil {
		t.Fatal(err)
	}
	k.Cursor = end.Cursor
}

// RangeSites returns n shops, the kit's own among them, in a grid about it; every
// twenty-fifth is a warehouse.
func RangeSites(n int) []retail.Site {
	out := make([]retail.Site, n)
	for i := range out {
		out[i] = retail.Site{
			ID: retail.SiteID(fmt.Sprintf("S%02d", i+1)), No: uint32(i + 1), Kind: retail.Shop, Name: fmt.Sprintf("%d号店", i+1), //nolint:gosec // a small number
			Lat: 35.6 + float64(i%20)*0.01, Lng: 139.6 + float64(i/20)*0.02, Opens: "10:00", Closes: "20:00",
		}
		if i%25 == 24 {
			out[i].Kind = retail.Warehouse
		}
	}
	return out
}

// Chain gives the database n sites, and what each of them has of the first skus
// SKUs of Range.
func (k *Kit) Chain(t testing.TB, n, skus int) {
	t.Helper()
	ctx := context.Background()
	sites := RangeSites(n)
	ids := make([]retail.SiteID, n)
	rows := make([]localdb.Change, n)
	for i, s := range sites {
		ids[i], rows[i] = s.ID, Put(retail.EntitySite, string(s.ID), s)
	}
	end := localdb.Bound{Cursor: localdb.Cursor{Epoch: "e1", Seq: int64(n), H: "o"}}
	one := func(yield func(localdb.Change, error) bool) {
		for _, c := range rows {
			if !yield(c, nil) {
				return
			}
		}
	}
	if err := k.DB.ApplySnapshot(ctx, localdb.Snapshot{Scope: string(wire.ScopeOrg), Rows: one, End: func() localdb.Bound { return end }}); err != nil {
		t.Fatal(err)
	}
	var parts [][]byte
	m := wire.Manifest{Scope: wire.ScopeStock, Epoch: "e1", Seq: 1, H: "p"}
	const perPart = 20_000
	for first := 0; first < skus; first += perPart {
		data := stockPart(t, k.Now, ids, first, min(skus, first+perPart))
		m.Parts, parts = append(m.Parts, wire.Part{Bytes: int64(len(data)), Enc: wire.EncStock}), append(parts, data)
	}
	if err := Take(ctx, k.DB, m, parts...); err != nil {
		t.Fatal(err)
	}
}

// stockPart packs what sites have of the SKUs from first on.
func stockPart(t testing.TB, at time.Time, ids []retail.SiteID, first, end int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := wire.NewStockWriter(&b, at, ids)
	if err != nil {
		t.Fatal(err)
	}
	figures := make([]wire.StockFigure, len(ids))
	for i := first; i < end; i++ {
		for s := range figures {
			n := int32((i*31+s*17)%13 - 4)                                                                                                       //nolint:gosec // a small number
			figures[s] = wire.StockFigure{Site: uint32(s), OnHand: max(0, n), Kept: max(0, n-3), Moved: int32(at.Unix()/60) - int32((i+s)%9000)} //nolint:gosec // small numbers
		}
		if err := w.Put(wire.StockRow{SKU: RangeSKU(i).ID, Figures: figures}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
