package localdb_test

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/textsearch"
	"miseban/app/retail"
)

// article is a style as tests write it: colours and sizes with blanks between.
type article struct {
	code, name, kana, en, brand, colors, sizes string
	rank                                       int
}

func (a article) skus() iter.Seq[retail.SKU] {
	return func(yield func(retail.SKU) bool) {
		for _, c := range strings.Fields(a.colors) {
			for _, z := range strings.Fields(a.sizes) {
				s := retail.SKU{
					ID: retail.SKUID(a.code + "-" + c + "-" + z), Style: a.code, Name: a.name, Kana: a.kana, NameEn: a.en, Brand: a.brand,
					Color: retail.Color{Word: c}, Size: z, PriceTaxIn: 1000, Rank: a.rank,
				}
				if !yield(s) {
					return
				}
			}
		}
	}
}

// take gives the terminal a catalogue of articles.
func take(t testing.TB, k *localdbtest.Kit, seq int64, all iter.Seq[article]) {
	t.Helper()
	rows := func(yield func(localdb.Change, error) bool) {
		for a := range all {
			for s := range a.skus() {
				if !yield(localdbtest.Put(retail.EntitySKU, string(s.ID), s), nil) {
					return
				}
			}
		}
	}
	if err := localdbtest.TakeCatalog(context.Background(), k.DB, localdb.Cursor{Epoch: "e1", Seq: seq, H: "c"}, rows); err != nil {
		t.Fatal(err)
	}
}

// index makes everything findable and returns in how many parts.
func index(t testing.TB, k *localdbtest.Kit) (parts int) {
	t.Helper()
	for {
		parts++
		more, err := k.DB.IndexStyles(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			return parts
		}
	}
}

func find(t testing.TB, k *localdbtest.Kit, text string) string {
	t.Helper()
	var terms [][]textsearch.Way
	for _, term := range textsearch.Parse(text).Terms {
		terms = append(terms, term.Asks()...)
	}
	var codes []string
	_, err := k.DB.FindStyles(context.Background(), textsearch.Ask{Terms: terms, Want: 50, Most: 50}, func(f retail.FoundStyle) bool {
		codes = append(codes, f.Code)
		return true
	})
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return strings.Join(codes, " ")
}

var wardrobe = []article{
	{"SK-77", "綿の靴下", "メンノクツシタ", "Cotton socks", "足もと", "白 紺", "23-25 25-27", 3},
	{"KN-2041", "ウールカーディガン", "", "Wool cardigan", "東京デニム", "ネイビー キャメル", "S M L", 1},
	{"OX-1", "ｵｯｸｽﾌｫｰﾄﾞｼｬﾂ", "", "", "", "ホワイト", "M", 2},
	{"SK-78", "ビジネスソックス", "", "", "", "黒", "25-27", 0},
}

func TestFindStyles(t *testing.T) {
	k := localdbtest.New(t)
	if got := find(t, k, "靴下"); got != "" {
		t.Errorf("an empty catalogue has %s", got)
	}
	take(t, k, 1, slices.Values(wardrobe))
	if parts := index(t, k); parts != 1 {
		t.Errorf("indexed in %d parts", parts)
	}
	for typed, want := range map[string]string{
		"靴下": "SK-77 SK-78", "くつ": "SK-77", "くつした": "SK-77 SK-78", "kutsushita": "SK-77 SK-78", "ソックス": "SK-77 SK-78", "白靴下": "SK-77", "紺 m": "KN-2041",
		"カーデ": "KN-2041", "ox-": "OX-1", "kn2041": "KN-2041", "KN-2041": "KN-2041", "オックスフォード 白": "OX-1", "cardi": "KN-2041", "25-27": "SK-77 SK-78",
		"ない": "", "東京 デニム ｷｬﾒﾙ": "KN-2041",
		// A phrase does not span fields: 東京デニム and KN.
		"デニムkn": "KN-2041", "ムネ": "",
	} {
		if got := find(t, k, typed); got != want {
			t.Errorf("%s: %q, want %q", typed, got, want)
		}
	}
}

// TestStylesFollowTheFeed: what the feed changes is found at once, and a newer
// catalogue replaces an older one while it goes on being searched.
func TestStylesFollowTheFeed(t *testing.T) {
	k := localdbtest.New(t)
	take(t, k, 10, slices.Values(wardrobe))
	index(t, k)
	from := localdb.Cursor{Epoch: "e1", Seq: 10, H: "c"}
	page := func(changes ...localdb.Change) {
		t.Helper()
		to := localdb.Cursor{Epoch: "e1", Seq: from.Seq + 1, H: fmt.Sprint("h", from.Seq)}
		p := localdb.Page{Scope: "catalog", From: from, Changes: changes, End: localdb.Bound{Cursor: to}}
		if err := k.DB.ApplyPage(context.Background(), p); err != nil {
			t.Fatal(err)
		}
		from = to
	}
	renamed := wardrobe[0]
	renamed.name = "麻の足袋"
	for s := range renamed.skus() {
		page(localdbtest.Put(retail.EntitySKU, string(s.ID), s))
	}
	if got := find(t, k, "足袋"); got != "SK-77" || find(t, k, "綿の") != "" {
		t.Errorf("renamed: 足袋 %q, 綿の %q", got, find(t, k, "綿の"))
	}
	fresh := article{"NW-1", "新しい足袋", "", "", "", "黒", "M", 0}
	for s := range fresh.skus() {
		page(localdbtest.Put(retail.EntitySKU, string(s.ID), s))
	}
	if got := find(t, k, "足袋"); got != "SK-77 NW-1" {
		t.Errorf("a new article: %q", got)
	}
	cheaper := fresh
	for s := range cheaper.skus() {
		s.PriceTaxIn = 500
		page(localdbtest.Put(retail.EntitySKU, string(s.ID), s))
	}
	if s, err := k.DB.Style(context.Background(), "NW-1"); err != nil || s.Variants[0].PriceTaxIn != 500 {
		t.Errorf("%+v %v", s, err)
	}
	for s := range renamed.skus() {
		page(localdb.Change{Entity: retail.EntitySKU, Key: string(s.ID), Del: true})
	}
	if got := find(t, k, "足袋"); got != "NW-1" {
		t.Errorf("after the other one was dropped: %q", got)
	}
	if _, err := k.DB.Style(context.Background(), "SK-77"); retail.CodeOf(err) != retail.CodeNotFound {
		t.Error(err)
	}
	take(t, k, 30, slices.Values([]article{{"NW-1", "新しい足袋", "", "", "", "黒", "M", 9}, {"TB-9", "足袋カバー", "", "", "", "黒", "M", 1}}))
	if got := find(t, k, "足袋"); got != "NW-1" {
		t.Errorf("the index before it follows: %q", got)
	}
	index(t, k)
	if got := find(t, k, "足袋"); got != "TB-9 NW-1" || find(t, k, "カーデ") != "" {
		t.Errorf("the newer catalogue: %q, and of the older %q", got, find(t, k, "カーデ"))
	}
}

// TestIndexGoesOn: cut off in the middle, the rest is done later, and changes
// that come meanwhile are not lost.
func TestIndexGoesOn(t *testing.T) {
	k := localdbtest.New(t)
	take(t, k, 1, some(1200))
	if more, err := k.DB.IndexStyles(context.Background()); !more || err != nil {
		t.Fatal(more, err)
	}
	if got := len(strings.Fields(find(t, k, "ny-"))); got != 50 {
		t.Errorf("%d of the best sellers are found", got)
	}
	from, to := localdb.Cursor{Epoch: "e1", Seq: 1, H: "c"}, localdb.Cursor{Epoch: "e1", Seq: 2, H: "d"}
	for s := range (article{"ZZ-1", "途中の品", "", "", "", "黒", "M", 0}).skus() {
		p := localdb.Page{Scope: "catalog", From: from, Changes: []localdb.Change{localdbtest.Put(retail.EntitySKU, string(s.ID), s)}, End: localdb.Bound{Cursor: to}}
		if err := k.DB.ApplyPage(context.Background(), p); err != nil {
			t.Fatal(err)
		}
	}
	k.Reopen(t)
	if parts := index(t, k); parts != 2 {
		t.Errorf("the rest in %d parts", parts)
	}
	for _, code := range []string{"ny-0", "ny-1199", "ZZ-1"} {
		if got := find(t, k, code); !strings.Contains(" "+got+" ", " "+strings.ToUpper(code)+" ") {
			t.Errorf("%s is not found: %q", code, got)
		}
	}
}

// TestIndexIsLaidTogether: the parts in which an index was written are one when it
// is through, also after a newer catalogue, and an older program's is laid together
// once.
func TestIndexIsLaidTogether(t *testing.T) {
	k := localdbtest.New(t)
	raw, err := sql.Open("sqlite", filepath.Join(k.Dir, localdb.CatalogFile))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	parts := func() (n int) {
		t.Helper()
		if err := raw.QueryRow(`SELECT count(DISTINCT segid) FROM style_index_idx`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for seq := range int64(2) {
		take(t, k, 10*seq+1, some(1700))
		if index(t, k); parts() != 1 {
			t.Errorf("catalogue %d: the index has %d parts", seq+1, parts())
		}
		if got := len(strings.Fields(find(t, k, "靴下"))); got != 50 {
			t.Errorf("catalogue %d: %d found", seq+1, got)
		}
	}
	from, to := localdb.Cursor{Epoch: "e1", Seq: 11, H: "c"}, localdb.Cursor{Epoch: "e1", Seq: 12, H: "d"}
	for s := range (article{"ZZ-1", "あとの品", "", "", "", "黒", "M", 0}).skus() {
		p := localdb.Page{Scope: "catalog", From: from, Changes: []localdb.Change{localdbtest.Put(retail.EntitySKU, string(s.ID), s)}, End: localdb.Bound{Cursor: to}}
		if err := k.DB.ApplyPage(context.Background(), p); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := raw.Exec(`UPDATE style_state SET all_in = 1`); err != nil { // as that one left it
		t.Fatal(err)
	}
	if before := parts(); before != 2 {
		t.Fatalf("a change makes %d parts", before)
	}
	if index(t, k); parts() != 1 || find(t, k, "ZZ-1") != "ZZ-1" {
		t.Errorf("%d parts, and %q", parts(), find(t, k, "ZZ-1"))
	}
}

// some yields n articles of a believable shop, best seller first.
func some(n int) iter.Seq[article] {
	goods := []string{"カーディガン", "オックスフォードシャツ", "靴下", "デニムパンツ", "マグカップ", "帆布トート", "ウールストール", "スニーカー", "急須", "ハンカチ", "リネンシャツ", "ダウンジャケット"}
	makes := []string{"ウール", "綿", "麻", "洗える", "軽量", "防水", "有機", "定番", "限定", "手織り", "北欧", "和柄"}
	brands := []string{"見世野", "東京デニム", "足もと", "里のたくわえ", "青葉", "KAZE", "Nord"}
	colors := []string{"白 紺", "黒", "ネイビー キャメル", "赤 グレー", "ベージュ", "緑 生成り 藍"}
	sizes := []string{"S M L", "M", "22.5 23.0 23.5", "フリー"}
	return func(yield func(article) bool) {
		for i := range n {
			a := article{
				code: fmt.Sprint("NY-", i), name: makes[i/7%len(makes)] + goods[i%len(goods)], brand: brands[i/3%len(brands)],
				colors: colors[i/5%len(colors)], sizes: sizes[i/11%len(sizes)], rank: i + 1,
			}
			if !yield(a) {
				return
			}
		}
	}
}

// BenchmarkTypeAheadFind measures the query of each key typed, for the shapes of
// queries that a shop has. MISEBAN_STYLES sets how many articles there are; they
// have four SKUs each on average.
func BenchmarkTypeAheadFind(b *testing.B) {
	n := 25_000
	if s := os.Getenv("MISEBAN_STYLES"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	k := localdbtest.New(b)
	take(b, k, 1, some(n))
	start := time.Now()
	index(b, k)
	b.Logf("%d articles indexed in %v", n, time.Since(start))
	for _, typed := range []string{"靴", "カーディ", "カーディガン ネイ", "東京デニム 赤 靴下", "デニム", "ぬぬぬ", "白靴下 m", "kutsush", "NY-20"} {
		b.Run(strings.ReplaceAll(typed, " ", "+"), func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				t := time.Now()
				find(b, k, typed)
				took = append(took, time.Since(t))
			}
			percentiles(b, took)
		})
	}
}
