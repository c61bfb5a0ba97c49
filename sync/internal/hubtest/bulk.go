package hubtest

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

func blobs(t *testing.T, s hub.Store, clock *Clock) {
	ctx := context.Background()
	if _, err := s.Bundle(ctx, wire.ScopeCatalog); retail.CodeOf(err) != retail.CodeNotFound {
		t.Fatal("a snapshot that nobody made:", err)
	}
	renew := func(scope wire.Scope, seq int64, held bool, names ...string) {
		t.Helper()
		var hold []wire.Scope
		if held {
			hold = append(hold, scope)
		}
		update(t, s, func(tx hub.Tx) error {
			m := wire.Manifest{Scope: scope, Seq: seq, H: "given"}
			for _, name := range names {
				if err := tx.PutBlob(scope, name, []byte("data of "+name)); err != nil {
					return err
				}
				m.Parts = append(m.Parts, wire.Part{Sha: name, Bytes: 7, Rows: 1, Enc: wire.EncRows})
			}
			if held {
				if _, err := tx.Put(scope, retail.EntityStockCut, "cut", names, ""); err != nil {
					return err
				}
			}
			return tx.PutBundle(m)
		}, hold...)
	}
	has := func(name string) bool {
		t.Helper()
		b, err := s.Blob(ctx, name)
		if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
			t.Fatal(err)
		}
		return err == nil && bytes.Equal(b, []byte("data of "+name))
	}
	renew(wire.ScopeCatalog, 7, false, "a", "b")
	renew(wire.ScopeStock, 99, true, "s")
	m, err := s.Bundle(ctx, wire.ScopeCatalog)
	if err != nil || m.Seq != 7 || m.H != "given" || m.Epoch != s.Epoch() || len(m.Parts) != 2 || m.Parts[0].Sha != "a" {
		t.Fatalf("%+v, %v", m, err)
	}
	// Of a scope that is held the snapshot stands where the transaction ends.
	m, err = s.Bundle(ctx, wire.ScopeStock)
	if err != nil || m.Seq != 1 || m.H == "given" {
		t.Fatalf("%+v, %v", m, err)
	}
	if p, err := s.Page(ctx, wire.ScopeStock, m.Cursor(), 10, ""); err != nil || len(p.Changes) != 0 {
		t.Errorf("nobody can go on from the snapshot: %+v, %v", p, err)
	}

	renew(wire.ScopeCatalog, 8, false, "b", "c")
	clock.Advance(hub.BlobsFor - time.Minute)
	renew(wire.ScopeCatalog, 9, false, "d")
	if !has("a") || !has("b") || !has("c") || !has("d") {
		t.Error("a blob went while terminals may be taking it in")
	}
	clock.Advance(2 * time.Minute)
	renew(wire.ScopeCatalog, 10, false, "e")
	if has("a") || !has("b") || !has("d") || !has("e") || !has("s") {
		t.Error("blobs are not kept for a day after they were last in use")
	}
}

// seen collects what StockSince hands over, and checks its order.
func seen(t testing.TB, s hub.Store, whole bool, most int) (hub.StockSince, map[string]wire.StockFigure) {
	t.Helper()
	got, last := map[string]wire.StockFigure{}, ""
	since, err := s.StockSince(context.Background(), whole, most, func(at hub.StockSince, figures []hub.StockAt) error {
		for _, f := range figures {
			key := fmt.Sprintf("%s\x00%05d", f.SKU, f.Site)
			if key <= last {
				t.Errorf("%s after %s", key, last)
			}
			last = key
			got[string(f.SKU)+"@"+string(at.Sites[f.Site])] = f.StockFigure
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return since, got
}

func stockSince(t *testing.T, s hub.Store, clock *Clock) {
	put := func(site retail.SiteID, sku retail.SKUID, class retail.StockClass, n int) {
		t.Helper()
		update(t, s, func(tx hub.Tx) error {
			return tx.PutLevel(retail.StockLevel{StockKey: retail.StockKey{Site: site, SKU: sku, Class: class}, OnHand: n, Safety: 1, AsOf: clock.Now()}, "c")
		}, wire.StoreScope(site))
	}
	keys := func(m map[string]wire.StockFigure) []string { return slices.Sorted(maps.Keys(m)) }
	cut := func(c hub.StockSince) {
		t.Helper()
		update(t, s, func(tx hub.Tx) error { return tx.SetStockCuts(c.Cuts) })
	}
	// Texts that sort otherwise in many a collation than in Go.
	skus := []retail.SKUID{"A-1", "A", "a", "A1", "シャツ", "Z"}
	for i, sku := range skus {
		put("S1", sku, retail.Regular, i+1)
		put("S2", sku, retail.Regular, i+2)
		put("S1", sku, retail.BGrade, 50)
	}
	since, got := seen(t, s, false, 1000)
	if !since.Whole || len(got) != 2*len(skus) || len(since.Sites) != 2 {
		t.Fatalf("before the first cut: %+v, %v", since, keys(got))
	}
	f := got["A1@S2"]
	if f.OnHand != 5 || f.Kept != 1 || int64(f.Moved) != clock.Now().Unix()/60 {
		t.Errorf("%+v", f)
	}
	cut(since)
	if since, got = seen(t, s, false, 1000); since.Whole || len(got) != 0 {
		t.Errorf("nothing changed: %+v, %v", since, keys(got))
	}
	put("S2", "a", retail.Regular, 77)
	put("S2", "a", retail.Regular, 78)
	put("S3", "a", retail.Regular, 1) // a new site: its feed from the beginning
	put("S1", "a", retail.BGrade, 51)
	update(t, s, func(tx hub.Tx) error {
		return tx.Del(wire.StoreScope("S1"), retail.EntityStock, "Z/regular", "c")
	}, wire.StoreScope("S1"))
	since, got = seen(t, s, false, 1000)
	if want := []string{"Z@S1", "a@S2", "a@S3"}; since.Whole || !slices.Equal(keys(got), want) || got["a@S2"].OnHand != 78 || !got["Z@S1"].None() {
		t.Errorf("changed: %+v %v; want %v", since, got, want)
	}
	if since, got = seen(t, s, false, 2); !since.Whole || len(got) != 2*len(skus) {
		t.Errorf("more than most: %+v, %v", since, keys(got))
	}
	cut(since)
	if _, got = seen(t, s, false, 1000); len(got) != 0 {
		t.Errorf("told twice: %v", keys(got))
	}
	if since, got = seen(t, s, true, 1000); !since.Whole || len(got) != 2*len(skus) {
		t.Errorf("whole: %+v, %v", since, keys(got))
	}
	levels, err := s.StockOf(context.Background(), "a")
	if err != nil || len(levels) != 3 || levels[1].Site != "S2" || levels[1].OnHand != 78 {
		t.Errorf("live: %+v, %v", levels, err)
	}
	if levels, err = s.StockOf(context.Background(), "nothing"); err != nil || len(levels) != 0 {
		t.Errorf("of nothing: %+v, %v", levels, err)
	}
}
