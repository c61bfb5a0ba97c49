package catalog_test

import (
	"context"
	"fmt"
	"testing"

	"miseban/app/internal/catalog"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

// shapes are what staff type, each shape of a query a few times otherwise, so
// that no answer is the one before. SYNC.md §8 names the first six.
var shapes = []struct {
	name  string
	texts []string
}{
	{"one", []string{"靴", "手", "シ", "デ", "ニ"}},
	{"begun", []string{"カーディ", "スニーカ", "オックスフ", "トートバ", "ワンピー"}},
	{"two", []string{"カーディガン ネイ", "スニーカー ホワイ", "シャツ ブラッ", "ニット グレ", "パンツ ネイ"}},
	{"three", []string{"東京デニム 赤 靴下", "青葉堂 白 シャツ", "ミナト 黒 ニット", "ルミエ ネイビー パンツ", "カワセ 赤 手袋"}},
	{"common", []string{"デニム", "靴下", "コットン", "シャツ", "リネン"}},
	{"nothing", []string{"冷蔵庫", "万年筆", "ぺんぎん", "まくら", "灰皿"}},
	{"slip", []string{"カーデガン", "スニーカア", "オクスフォード", "トートバック", "ワンヒース"}},
	{"romaji", []string{"shatsu", "nitto", "pantsu", "sukaato", "kutsushita"}},
	{"latin", []string{"whit", "denim", "navy", "ox", "strip"}},
	{"glued", []string{"白シャツ", "黒靴下", "赤ニット", "紺パンツ", "白手袋"}},
	{"style", []string{"R0-0042", "r1-07", "R2", "0042", "R0-1"}},
	{"jan", []string{"49000", "4900000012", "490000009", "4900000", "49000000777"}},
	{"size", []string{"シャツ M", "靴下 L", "ニット XL", "パンツ S", "スカート M"}},
}

// BenchmarkTypeAhead is what a search costs after each character, from the text
// to the list with this shop's stock.
func BenchmarkTypeAhead(b *testing.B) {
	for _, n := range localdbtest.Sizes(b) {
		k := localdbtest.New(b)
		k.Range(b, n)
		svc := catalog.New(k.DB, &world{}, retail.ClockFunc(k.Clock))
		for _, shape := range shapes {
			b.Run(fmt.Sprintf("skus=%d/%s", n, shape.name), func(b *testing.B) {
				benchSearch(b, svc, catalog.Filter{}, shape.texts)
			})
		}
		if n <= 100_000 { // the blocks of more take minutes to make
			k.Chain(b, 300, n)
		}
		for name, f := range map[string]catalog.Filter{
			"here": {Here: true}, "size": {Size: "M"}, "price": {From: 5000, To: 6000},
			"brand": {Brand: "ルミエ"}, "reach": {Reach: true}, "all": {Here: true, Size: "M", From: 2000, Brand: "ミナト"},
		} {
			b.Run(fmt.Sprintf("skus=%d/filter-%s", n, name), func(b *testing.B) {
				benchSearch(b, svc, f, []string{"靴", "シャツ", "デニム", "ニット", "カー"})
			})
		}
	}
}

func benchSearch(b *testing.B, svc *catalog.Service, f catalog.Filter, texts []string) {
	b.Helper()
	var s localdbtest.Stopwatch
	if _, err := svc.Search(context.Background(), texts[0], f); err != nil { // the first one reads what is here
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		s.Time(func() {
			if _, err := svc.Search(context.Background(), texts[i%len(texts)], f); err != nil {
				b.Fatal(err)
			}
		})
	}
	s.Report(b)
}
