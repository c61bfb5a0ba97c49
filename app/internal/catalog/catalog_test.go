package catalog_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"miseban/app/internal/catalog"
	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
	"miseban/sync/wire"
)

// world is a terminal with a small range of goods.
type world struct {
	t testing.TB
	*localdbtest.Kit
	svc *catalog.Service
	now []retail.SiteStock // what the hub says; nil: there is no line

	moves []retail.Movement
}

// StockNow is the hub.
func (w *world) StockNow(context.Context, retail.SKUID) ([]retail.SiteStock, time.Time, error) {
	if w.now == nil {
		return nil, time.Time{}, retail.E(retail.CodeOffline, "test", "", nil)
	}
	return w.now, w.Now, nil
}

// MovesNow is the hub.
func (w *world) MovesNow(context.Context, retail.SKUID, retail.StockClass, int) ([]retail.Movement, bool, error) {
	if w.moves == nil {
		return nil, false, retail.E(retail.CodeOffline, "test", "", nil)
	}
	return w.moves, true, nil
}

// ProposalsNow is the hub.
func (w *world) ProposalsNow(context.Context) ([]retail.Proposal, time.Time, error) {
	return []retail.Proposal{{SKU: "OX-2041-白-M", From: "S2", To: localdbtest.Store, Qty: 2}, {SKU: "gone", From: localdbtest.Store, To: "S9", Qty: 5}}, w.Now, nil
}

// Actor is who is signed in.
func (w *world) Actor() (retail.Actor, bool) {
	return retail.Actor{Staff: retail.Staff{ID: localdbtest.Staff, Role: retail.RoleStaff}, Device: localdbtest.Device, Auth: retail.AuthPIN}, true
}

// goods are code, name, colours, sizes and price, then brand and category.
func newWorld(t testing.TB, goods ...string) *world {
	w := &world{t: t, Kit: localdbtest.New(t)}
	w.svc = catalog.New(w.DB, w, retail.ClockFunc(func() time.Time { return w.Now })).At(w, w.DB, retail.UUIDv7{}, w.DB)
	rows := func(yield func(localdb.Change, error) bool) {
		for i, g := range goods {
			f := strings.Split(g, "|")
			for _, c := range strings.Fields(f[2]) {
				for _, z := range strings.Fields(f[3]) {
					s := retail.SKU{ID: retail.SKUID(f[0] + "-" + c + "-" + z), Style: f[0], Name: f[1], Color: retail.Color{Word: c}, Size: z, Rank: i + 1}
					_, _ = fmt.Sscan(f[4], &s.PriceTaxIn)
					if len(f) > 5 {
						s.Brand, s.Category = f[5], f[6]
					}
					s.Codes = []retail.ItemCode{{GTIN: fmt.Sprintf("0490123%07d", i*100+len(z)), Qty: 1}}
					if !yield(localdbtest.Put(retail.EntitySKU, string(s.ID), s), nil) {
						return
					}
				}
			}
		}
	}
	if err := localdbtest.TakeCatalog(t.Context(), w.DB, localdb.Cursor{Epoch: "e1", Seq: 1, H: "c"}, rows); err != nil {
		t.Fatal(err)
	}
	for more := true; more; {
		var err error
		if more, err = w.DB.IndexStyles(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	sites := []retail.Site{
		{ID: localdbtest.Store, No: 1, Kind: retail.Shop, Name: "渋谷店", Lat: 35.659, Lng: 139.7005, Opens: "10:00", Closes: "20:00"},
		{ID: "S2", No: 2, Kind: retail.Shop, Name: "新宿店", Lat: 35.6896, Lng: 139.7006, Opens: "10:00", Closes: "21:00"},
		{ID: "S3", No: 3, Kind: retail.Shop, Name: "池袋店", Lat: 35.7295, Lng: 139.7109},
		{ID: "W1", No: 4, Kind: retail.Warehouse, Name: "倉庫", Lat: 35.66, Lng: 139.71},
		{ID: "S5", No: 5, Kind: retail.Shop, Name: "新しい店"},
	}
	var org []localdb.Change
	for _, s := range sites {
		org = append(org, localdbtest.Put(retail.EntitySite, string(s.ID), s))
	}
	p := localdb.Page{Scope: "org", Changes: org, End: localdb.Bound{Cursor: localdb.Cursor{Epoch: "e1", Seq: 5, H: "o"}}}
	if err := w.DB.ApplyPage(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	return w
}

// others lets another shop have two of each SKU, and this one a few.
func (w *world) others(t testing.TB, skus ...retail.SKUID) {
	t.Helper()
	var b bytes.Buffer
	pack, err := wire.NewStockWriter(&b, w.Now, []retail.SiteID{localdbtest.Store, "S2"})
	slices.Sort(skus)
	for _, id := range skus {
		err = errors.Join(err, pack.Put(wire.StockRow{SKU: id, Figures: []wire.StockFigure{{OnHand: 3}, {Site: 1, OnHand: 2}}}))
	}
	err = errors.Join(err, pack.Put(wire.StockRow{SKU: "only-here", Figures: []wire.StockFigure{{OnHand: 3}}}), pack.Flush())
	if err != nil {
		t.Fatal(err)
	}
	m := wire.Manifest{Scope: wire.ScopeStock, Epoch: "e1", Seq: 1, H: "s", Parts: []wire.Part{{Bytes: int64(b.Len()), Enc: wire.EncStock}}}
	if err := localdbtest.Take(t.Context(), w.DB, m, b.Bytes()); err != nil {
		t.Fatal(err)
	}
}

var wardrobe = []string{
	"OX-2041|オックスフォードシャツ|白 サックス 紺|S M L XL|7590||シャツ",
	"SK-77|綿の靴下|白 紺|23-25 25-27|990||靴下",
	"SH-2|麻の白シャツ|白|M L|12000|青葉堂|麻",
	"KN-2041|ウールカーディガン|ネイビー キャメル|S M L|9900",
	"SK-78|ビジネスソックス|黒|25-27|790||靴下",
}

// read writes hits as code[variants that fit]×here@shelf.
func read(r catalog.Results) string {
	var out []string
	for _, h := range r.Hits {
		var fits []string
		for _, i := range h.Fits {
			fits = append(fits, h.Variants[i].Color.Word+h.Variants[i].Size)
		}
		s := fmt.Sprintf("%s[%s]", h.Code, strings.Join(fits, " "))
		if h.Here > 0 || h.Shelf != "" {
			s += fmt.Sprintf("×%d@%s", h.Here, h.Shelf)
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestSearch(t *testing.T) {
	w := newWorld(t, wardrobe...)
	w.Feed(t, localdbtest.Level("OX-2041-白-M", 3, 1), localdbtest.Level("OX-2041-白-L", 5, 0), localdbtest.Level("SK-77-紺-25-27", 1, 1))
	w.others(t, "SH-2-白-M", "OX-2041-紺-L")
	for _, c := range []struct {
		typed  string
		filter catalog.Filter
		want   string
	}{
		{"", catalog.Filter{}, ""},
		{"シャツ", catalog.Filter{}, "OX-2041[]×7@A-01-L SH-2[]"},
		{"白シャツ M", catalog.Filter{}, "SH-2[白M] OX-2041[白M]×2@A-01-M"},
		{"しろ しゃつ", catalog.Filter{}, "OX-2041[白L 白M 白S 白XL]×7@A-01-L SH-2[]"},
		{"ox-2041", catalog.Filter{}, "OX-2041[]×7@A-01-L"},
		{"2041", catalog.Filter{}, "OX-2041[]×7@A-01-L KN-2041[]"},
		{"靴下", catalog.Filter{}, "SK-77[] SK-78[]"},
		{"靴下 25-27", catalog.Filter{}, "SK-77[白25-27 紺25-27] SK-78[黒25-27]"},
		{"カーデガン", catalog.Filter{}, "KN-2041[]"},
		{"おっくすふぉど", catalog.Filter{}, "OX-2041[]×7@A-01-L"},
		{"ふりそで", catalog.Filter{}, ""},
		{"25-27 カーデガン", catalog.Filter{}, ""}, // a slip, and nothing like it has the size
		{"白 カーデガン", catalog.Filter{}, ""},     // nor the colour
		{"キャメル カーデガン", catalog.Filter{}, "KN-2041[キャメルL キャメルM キャメルS]"},
		{"黒 シャツ", catalog.Filter{}, ""}, // no slip: there are shirts, and there is black
		{"白しゃつ XL", catalog.Filter{}, "OX-2041[白XL]"},
		{"シャツ", catalog.Filter{Here: true}, "OX-2041[]×7@A-01-L"},
		{"シャツ", catalog.Filter{From: 8000}, "SH-2[白L 白M]"},
		{"シャツ", catalog.Filter{To: 8000, Size: "xl"}, "OX-2041[サックスXL 白XL 紺XL]"},
		{"ソックス", catalog.Filter{Color: "ブラック"}, "SK-78[黒25-27]"},
		{"シャツ", catalog.Filter{Color: "白", Size: "M", Here: true}, "OX-2041[白M]×2@A-01-M"},
		{"白 シャツ", catalog.Filter{Size: "XL"}, "OX-2041[白XL]"},
		{"シャツ", catalog.Filter{Brand: "青葉堂"}, "SH-2[]"},
		{"シャツ", catalog.Filter{Category: "シャツ"}, "OX-2041[]×7@A-01-L"},
		{"", catalog.Filter{Category: "靴下"}, "SK-77[] SK-78[]"},
		{"", catalog.Filter{Here: true}, "OX-2041[]×7@A-01-L"},
		{"", catalog.Filter{Reach: true}, "OX-2041[]×7@A-01-L SH-2[]"},
		{"", catalog.Filter{Reach: true, Color: "紺"}, "OX-2041[紺L 紺M 紺S 紺XL]"},
		{"4901230000105", catalog.Filter{Here: true}, ""},
		{"490123000", catalog.Filter{}, "OX-2041[]×7@A-01-L SK-77[] SH-2[] KN-2041[] SK-78[]"},
	} {
		r, err := w.svc.Search(t.Context(), c.typed, c.filter)
		if got := read(r); got != c.want || err != nil {
			t.Errorf("%q %+v:\n got %s\nwant %s %v", c.typed, c.filter, got, c.want, err)
		}
	}
	if r, _ := w.svc.Search(t.Context(), "カーデガン", catalog.Filter{}); !r.Meant {
		t.Error("a slip is not told")
	}
	if r, _ := w.svc.Search(t.Context(), "シャツ", catalog.Filter{}); r.Meant || r.More {
		t.Errorf("%+v", r)
	}
}

// TestFilterReadsOn: a filter that only poor sellers pass finds them all the same.
func TestFilterReadsOn(t *testing.T) {
	var goods []string
	for i := range 600 {
		goods = append(goods, fmt.Sprintf("T-%d|手ぬぐい|白|F|%d", i, 100+i))
	}
	w := newWorld(t, goods...)
	r, err := w.svc.Search(t.Context(), "手ぬぐい", catalog.Filter{From: 690})
	if err != nil || len(r.Hits) != 10 || r.More {
		t.Errorf("%d hits, more %v, %v", len(r.Hits), r.More, err)
	}
	if r, _ := w.svc.Search(t.Context(), "手ぬぐい", catalog.Filter{}); len(r.Hits) != 50 || !r.More {
		t.Errorf("%d hits, more %v", len(r.Hits), r.More)
	}
}

// TestReachReadsOn: goods that sell poorly and are to be had are found among best
// sellers that are not, and the sheet that narrows down counts only them.
func TestReachReadsOn(t *testing.T) {
	var goods []string
	for i := range 600 {
		goods = append(goods, fmt.Sprintf("T-%d|手ぬぐい|白|F|%d", i, 100+i))
	}
	w := newWorld(t, goods...)
	for i := 590; i < 600; i++ {
		w.Feed(t, localdbtest.Level(retail.SKUID(fmt.Sprintf("T-%d-白-F", i)), 2, 0))
	}
	for name, f := range map[string]catalog.Filter{"reach": {Reach: true}, "here": {Here: true}} {
		r, err := w.svc.Search(t.Context(), "手ぬぐい", f)
		if err != nil || len(r.Hits) != 10 || r.More {
			t.Errorf("%s: %d hits, more %v, %v", name, len(r.Hits), r.More, err)
		}
		v, err := w.svc.Facets(t.Context(), "手ぬぐい", f)
		if err != nil || len(v.Sizes) != 1 || v.Sizes[0].N != 10 || v.Low != 690 || v.More {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
	}
}

func TestProduct(t *testing.T) {
	w := newWorld(t, wardrobe...)
	w.Feed(t, localdbtest.Level("OX-2041-白-M", 3, 1))
	p, err := w.svc.Product(t.Context(), "OX-2041")
	if err != nil || !slices.Equal(p.Sizes, []string{"S", "M", "L", "XL"}) || len(p.Colors) != 3 || p.Shop.Name != "渋谷店" {
		t.Fatalf("%+v %v", p, err)
	}
	c, z, ok := p.Find("OX-2041-白-M")
	v, made := p.At(c, z)
	if !ok || !made || v.SKU != "OX-2041-白-M" || p.Here[v.SKU].Available() != 2 {
		t.Errorf("%d %d %v %+v", c, z, ok, v)
	}
	if _, _, ok := p.Find("KN-2041-キャメル-M"); ok {
		t.Error("a stranger is found")
	}
	if _, err := w.svc.Product(t.Context(), "nothing"); retail.CodeOf(err) != retail.CodeNotFound {
		t.Error(err)
	}
	if code, sku, err := w.svc.Scanned(t.Context(), "04901230000105"); err != nil || code != "SK-77" || !strings.HasSuffix(string(sku), "25-27") {
		t.Errorf("%s %s %v", code, sku, err)
	}
}

func TestElsewhere(t *testing.T) {
	w := newWorld(t, wardrobe...)
	if _, err := w.svc.ElsewhereNow(t.Context(), "OX-2041-白-M"); retail.CodeOf(err) != retail.CodeOffline {
		t.Errorf("without a line the hub says %v", err)
	}
	e, err := w.svc.Elsewhere(t.Context(), "OX-2041-白-M")
	if err != nil || e.Live || len(e.Sites) != 0 || !e.At.IsZero() || len(e.Empty) != 4 {
		t.Errorf("without a line, nothing known: %+v %v", e, err)
	}
	w.now = []retail.SiteStock{
		{Site: "S3", OnHand: 2, Available: 1},
		{Site: "S2", OnHand: 4, Available: 4},
		{Site: "W1", OnHand: 90, Available: 90},
		{Site: "S5", OnHand: 1, Available: 1},
		{Site: localdbtest.Store, OnHand: 9, Available: 9},
		{Site: "gone", OnHand: 1, Available: 1},
	}
	e, err = w.svc.ElsewhereNow(t.Context(), "OX-2041-白-M")
	var names []string
	for _, o := range e.Sites {
		names = append(names, o.Site.Name)
	}
	if err != nil || !e.Live || !e.At.Equal(w.Now) || len(e.Empty) != 0 || strings.Join(names, " ") != "新宿店 池袋店 新しい店 倉庫" {
		t.Errorf("%v %+v %v", names, e, err)
	}
	if away := e.Sites[0].Away; math.Abs(away-3403) > 30 {
		t.Errorf("新宿店 is %.0f m away", away)
	}
	if e.Sites[2].Away >= 0 {
		t.Error("a shop without a place has a distance")
	}
}

// TestOwnFiguresAge: after three minutes of silence the figures of this shop are
// those of when the hub was last heard of; prices stay those of now.
func TestOwnFiguresAge(t *testing.T) {
	heard := localdbtest.Start
	for name, tc := range map[string]struct {
		heard, ago time.Duration
		known      time.Duration // after the first instant
	}{
		"never heard of":        {-1, 5 * time.Minute, 5 * time.Minute},
		"a minute ago":          {0, time.Minute, time.Minute},
		"three minutes ago":     {0, 3 * time.Minute, 3 * time.Minute},
		"longer ago":            {0, 4 * time.Minute, 0},
		"heard of again":        {10 * time.Minute, 12 * time.Minute, 12 * time.Minute},
		"and silent since then": {10 * time.Minute, 3 * time.Hour, 10 * time.Minute},
	} {
		w := newWorld(t, wardrobe...)
		if tc.heard >= 0 {
			if err := w.DB.SeenHub(t.Context(), heard.Add(tc.heard), 0); err != nil {
				t.Fatal(err)
			}
		}
		w.Now = heard.Add(tc.ago)
		p, err := w.svc.Product(t.Context(), "OX-2041")
		if err != nil || !p.Known.Equal(heard.Add(tc.known)) || !p.AsOf.Equal(w.Now) {
			t.Errorf("%s: known %v, read %v, %v", name, p.Known, p.AsOf, err)
		}
		s, err := w.svc.Stand(t.Context(), "OX-2041-白-M")
		if err != nil || !s.Known.Equal(p.Known) || s.Shop.ID != localdbtest.Store {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}

// TestKanaFindsWhatKanjiFinds: whoever has no input method types クツシタ on the pad,
// or kutsushita, and gets the list that 靴下 brings.
func TestKanaFindsWhatKanjiFinds(t *testing.T) {
	k := localdbtest.New(t)
	k.Range(t, 4000)
	svc := catalog.New(k.DB, &world{}, retail.ClockFunc(k.Clock))
	list := func(text string) (out []string) {
		r, err := svc.Search(t.Context(), text, catalog.Filter{})
		if err != nil || len(r.Hits) == 0 {
			t.Fatalf("%s: %d hits, %v", text, len(r.Hits), err)
		}
		for _, h := range r.Hits {
			if h.Category != "靴下" {
				t.Errorf("%s finds %s", text, h.Name)
			}
			out = append(out, h.Code)
		}
		slices.Sort(out)
		return out
	}
	want := list("靴下")
	for _, text := range []string{"クツシタ", "くつした", "kutsushita"} {
		if got := list(text); !slices.Equal(got, want) {
			t.Errorf("%s finds %v, 靴下 %v", text, got, want)
		}
	}
}
