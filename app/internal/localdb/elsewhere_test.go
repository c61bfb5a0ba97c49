package localdb_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
	"miseban/sync/wire"
)

var stockSites = []retail.SiteID{"S2", localdbtest.Store, "S1", "W1"}

// pack packs figures by SKU and place in stockSites, as the hub does.
func pack(t testing.TB, at time.Time, rows map[retail.SKUID][]wire.StockFigure) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := wire.NewStockWriter(&b, at, stockSites)
	if err != nil {
		t.Fatal(err)
	}
	for _, sku := range slices.Sorted(maps.Keys(rows)) {
		if err := w.Put(wire.StockRow{SKU: sku, Figures: rows[sku]}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func stockManifest(seq int64, packs ...[]byte) wire.Manifest {
	m := wire.Manifest{Scope: wire.ScopeStock, Epoch: "e1", Seq: seq, H: fmt.Sprint("h", seq)}
	for _, p := range packs {
		m.Parts = append(m.Parts, wire.Part{Bytes: int64(len(p)), Enc: wire.EncStock})
	}
	return m
}

// cut makes the page that follows a cursor, with one cut.
func cut(t testing.TB, from wire.Cursor, at time.Time) (wire.Page, wire.Cursor) {
	t.Helper()
	b, err := json.Marshal(wire.StockCut{At: at})
	if err != nil {
		t.Fatal(err)
	}
	end := wire.Cursor{Epoch: from.Epoch, Seq: from.Seq + 1, H: fmt.Sprint("h", from.Seq+1)}
	return wire.Page{
		Head:    wire.PageHead{Scope: wire.ScopeStock, Epoch: from.Epoch, From: from.Seq, H: from.H},
		Changes: []wire.Change{{Seq: end.Seq, Entity: retail.EntityStockCut, Key: wire.StockCutKey, Op: wire.OpPut, Data: b}},
		End:     wire.PageEnd{End: end.Seq, H: end.H},
	}, end
}

// TestStockElsewhereFollowsTheHub lets figures change at random over snapshots
// and cuts, with restarts between, and asks for every SKU each time.
func TestStockElsewhereFollowsTheHub(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	rnd := rand.New(rand.NewPCG(5, 6))
	now := localdbtest.Start
	truth := map[retail.SKUID]map[uint32]wire.StockFigure{}
	sku := func(n int) retail.SKUID { return retail.SKUID(fmt.Sprintf("SK-%03d", n)) }
	change := func(n int) map[retail.SKUID][]wire.StockFigure {
		news := map[retail.SKUID][]wire.StockFigure{}
		for range n {
			id, site := sku(rnd.IntN(60)), uint32(rnd.IntN(len(stockSites)))
			f := wire.StockFigure{Site: site, OnHand: int32(rnd.IntN(5)), Moved: int32(now.Unix() / 60)}
			if rnd.IntN(6) == 0 {
				f = wire.StockFigure{Site: site}
			}
			if truth[id] == nil {
				truth[id] = map[uint32]wire.StockFigure{}
			}
			truth[id][site] = f
			news[id] = wire.MergeFigures(news[id], []wire.StockFigure{f}, true)
		}
		return news
	}
	if s, at, err := k.DB.StockElsewhere(ctx, "SK-001"); err != nil || s != nil || !at.IsZero() {
		t.Fatal("before the first snapshot:", s, at, err)
	}
	var at wire.Cursor
	for round := range 60 {
		now = now.Add(7 * time.Minute)
		news := change(1 + rnd.IntN(20))
		if round%17 == 0 {
			all := map[retail.SKUID][]wire.StockFigure{}
			for id, figures := range truth {
				for _, f := range figures {
					all[id] = wire.MergeFigures(all[id], []wire.StockFigure{f}, false)
				}
			}
			low, high := map[retail.SKUID][]wire.StockFigure{}, map[retail.SKUID][]wire.StockFigure{}
			for id, figures := range all {
				if half := low; len(figures) > 0 {
					if id >= sku(30) {
						half = high
					}
					half[id] = figures
				}
			}
			parts := [][]byte{pack(t, now, low), pack(t, now, high)}
			m := stockManifest(at.Seq+1, parts...)
			if err := localdbtest.Take(ctx, k.DB, m, parts...); err != nil {
				t.Fatal(err)
			}
			at = m.Cursor()
		} else {
			page, end := cut(t, at, now)
			if err := k.DB.ApplyStock(ctx, at, page, [][]byte{pack(t, now, news)}); err != nil {
				t.Fatal(err)
			}
			if err := k.DB.ApplyStock(ctx, at, page, nil); retail.CodeOf(err) != retail.CodeRefused || !errors.Is(err, localdb.ErrCursor) {
				t.Fatal("a page came twice:", err)
			}
			at = end
		}
		if round%9 == 0 {
			k.Reopen(t)
		}
		ids := make([]retail.SKUID, 60)
		for n := range ids {
			ids[n] = sku(n)
		}
		if round%5 != 0 { // it may find what several rounds brought
			if _, err := k.DB.MayReach(ctx, nil); err != nil {
				t.Fatal(err)
			}
			exact, err := k.DB.InReach(ctx, ids)
			if err != nil {
				t.Fatal(err)
			}
			may, err := k.DB.MayReach(ctx, ids)
			if err != nil || !slices.Equal(may, exact) {
				t.Fatalf("round %d: in memory %v, in the file %v, %v", round, may, exact, err)
			}
			for n, is := range exact {
				if is != slices.ContainsFunc(stockSites, func(id retail.SiteID) bool {
					f := truth[sku(n)][uint32(slices.Index(stockSites, id))] //nolint:gosec // four sites
					return id != localdbtest.Store && f.OnHand > f.Kept
				}) {
					t.Fatalf("round %d: %s is in reach %v: %+v", round, sku(n), is, truth[sku(n)])
				}
			}
		}
		for n := range 60 {
			got, asOf, err := k.DB.StockElsewhere(ctx, sku(n))
			if err != nil || !asOf.Equal(now.Truncate(time.Minute)) && !asOf.Equal(now) {
				t.Fatal(asOf, now, err)
			}
			var want []retail.SiteStock
			for site, f := range truth[sku(n)] {
				if id := stockSites[site]; id != localdbtest.Store && !f.None() {
					want = append(want, f.On(id))
				}
			}
			slices.SortFunc(want, func(a, b retail.SiteStock) int { return bytes.Compare([]byte(a.Site), []byte(b.Site)) })
			same := func(a, b retail.SiteStock) bool {
				return a.Site == b.Site && a.OnHand == b.OnHand && a.Available == b.Available && a.Moved.IsZero() == b.Moved.IsZero()
			}
			if !slices.EqualFunc(got, want, same) {
				t.Fatalf("round %d, %s: %v, want %v", round, sku(n), got, want)
			}
		}
	}
}

func TestABundleGoesOnAfterARestart(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Catalog(t, 10)
	one, _, err := localdbtest.RowPart(localdbtest.Products(4))
	if err != nil {
		t.Fatal(err)
	}
	m := wire.Manifest{Scope: wire.ScopeCatalog, Epoch: "e2", Seq: 20, H: "h", Parts: []wire.Part{{Enc: wire.EncRows}, {Enc: wire.EncRows}}}
	if err := k.DB.BeginBundle(ctx, m); err != nil {
		t.Fatal(err)
	}
	if err := k.DB.ApplyPart(ctx, m, 0, one); err != nil {
		t.Fatal(err)
	}
	k.Reopen(t)
	got, done, err := k.DB.Bundle(ctx, wire.ScopeCatalog)
	if err != nil || got == nil || done != 1 || got.Cursor() != m.Cursor() {
		t.Fatal(got, done, err)
	}
	for _, n := range []int{0, 2} {
		if err := k.DB.ApplyPart(ctx, m, n, one); retail.CodeOf(err) != retail.CodeRefused {
			t.Errorf("part %d after one: %v", n, err)
		}
	}
	if err := k.DB.EndBundle(ctx, m); retail.CodeOf(err) != retail.CodeRefused {
		t.Error("ended before its last part:", err)
	}
	if n, err := k.DB.SKUCount(ctx); err != nil || n != 10 {
		t.Errorf("%d SKUs are in use meanwhile, %v", n, err)
	}
	if err := k.DB.ApplyPart(ctx, m, 1, []byte("no part")); err == nil {
		t.Error("what is no part was taken in")
	}
	empty, _, err := localdbtest.RowPart(localdbtest.Products(0))
	if err != nil {
		t.Fatal(err)
	}
	if err := k.DB.ApplyPart(ctx, m, 1, empty); err != nil {
		t.Fatal(err)
	}
	if err := k.DB.EndBundle(ctx, m); err != nil {
		t.Fatal(err)
	}
	if n, err := k.DB.SKUCount(ctx); err != nil || n != 4 {
		t.Errorf("%d SKUs after the snapshot of 4, %v", n, err)
	}
	if got, _, err := k.DB.Bundle(ctx, wire.ScopeCatalog); err != nil || got != nil {
		t.Errorf("still being taken in: %+v, %v", got, err)
	}
	if c, err := k.DB.Cursor(ctx, "catalog"); err != nil || wire.Cursor(c) != m.Cursor() {
		t.Error(c, err)
	}
}

func TestAPartOfTheFutureWaitsForTheProgram(t *testing.T) {
	k := localdbtest.New(t)
	m := wire.Manifest{Scope: wire.ScopeStock, Epoch: "e", Parts: []wire.Part{{Enc: "stock2"}}}
	if err := localdbtest.Take(context.Background(), k.DB, m, []byte("x")); retail.CodeOf(err) != retail.CodeUpgrade {
		t.Error(err)
	}
}

// TestPowerLossRollsTheCatalogueBack puts catalog.db back to an older state, as
// a disk may that was not told to make it lasting: what is there and the cursors
// go back together, so the next pages lead to the same end, and work.db, which
// is lasting, is not concerned.
func TestPowerLossRollsTheCatalogueBack(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Feed(t, k.Orders(2)...)
	k.Catalog(t, 5)
	one := []wire.StockFigure{{Site: 0, OnHand: 1}}
	base := pack(t, localdbtest.Start, map[retail.SKUID][]wire.StockFigure{"A": one})
	m := stockManifest(1, base)
	if err := localdbtest.Take(ctx, k.DB, m, base); err != nil {
		t.Fatal(err)
	}
	if err := k.DB.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(k.Dir, localdb.CatalogFile)
	older, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	open := func() {
		t.Helper()
		if k.DB, err = localdb.Open(ctx, k.Options(t)); err != nil {
			t.Fatal(err)
		}
	}
	open()
	follow := func() {
		t.Helper()
		for {
			c, err := k.DB.Cursor(ctx, "stock")
			if err != nil {
				t.Fatal(err)
			}
			if c.Seq == 4 {
				break
			}
			page, _ := cut(t, wire.Cursor(c), localdbtest.Start.Add(time.Duration(c.Seq)*time.Hour))
			figures := []wire.StockFigure{{Site: uint32(c.Seq % 3), OnHand: int32(c.Seq) * 10}}
			err = k.DB.ApplyStock(ctx, wire.Cursor(c), page, [][]byte{pack(t, localdbtest.Start, map[retail.SKUID][]wire.StockFigure{"A": figures})})
			if err != nil {
				t.Fatal(err)
			}
		}
		c, err := k.DB.Cursor(ctx, "catalog")
		if err != nil {
			t.Fatal(err)
		}
		for ; c.Seq < 8; c.Seq++ {
			p := localdb.Page{
				Scope: "catalog", From: c, Changes: []localdb.Change{localdbtest.Put(retail.EntitySKU, fmt.Sprint("N", c.Seq), localdbtest.Product(int(c.Seq)))},
				End: localdb.Bound{Cursor: localdb.Cursor{Epoch: c.Epoch, Seq: c.Seq + 1, H: c.H}},
			}
			if err := k.DB.ApplyPage(ctx, p); err != nil {
				t.Fatal(err)
			}
		}
	}
	look := func() string {
		t.Helper()
		s, at, err := k.DB.StockElsewhere(ctx, "A")
		n, cerr := k.DB.SKUCount(ctx)
		if err := errors.Join(err, cerr); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(s, at.UTC(), n)
	}
	follow()
	want := look()
	k.Record(t, k.Claim(k.OrderID(0)))
	if err := k.DB.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, older, 0o600); err != nil {
		t.Fatal(err)
	}
	open()
	if look() == want {
		t.Fatal("nothing was rolled back")
	}
	follow()
	if got := look(); got != want {
		t.Errorf("after the roll-back %s, before %s", got, want)
	}
	if n, err := k.DB.Unsent(ctx); err != nil || n != 1 {
		t.Errorf("%d unsent, %v", n, err)
	}
}

func BenchmarkStockElsewhere(b *testing.B) {
	ctx := context.Background()
	k := localdbtest.New(b)
	rows := map[retail.SKUID][]wire.StockFigure{}
	for n := range 5000 {
		for site := range uint32(len(stockSites)) {
			rows[localdbtest.SKUID(n)] = append(rows[localdbtest.SKUID(n)], wire.StockFigure{Site: site, OnHand: int32(n % 7), Moved: 29_000_000})
		}
	}
	data := pack(b, localdbtest.Start, rows)
	if err := localdbtest.Take(ctx, k.DB, stockManifest(1, data), data); err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		n += 37
		if s, _, err := k.DB.StockElsewhere(ctx, localdbtest.SKUID(n%5000)); err != nil || len(s) == 0 {
			b.Fatal(s, err)
		}
	}
}
