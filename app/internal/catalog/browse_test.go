package catalog_test

import (
	"slices"
	"testing"

	"miseban/app/internal/catalog"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

// TestBrowse lists all goods of a sort, narrowed down as a search is, and tells
// whether there are more than were wanted.
func TestBrowse(t *testing.T) {
	w := newWorld(t, "OX|オックスフォードシャツ|白 紺|M L|5990|青葉堂|シャツ", "TN|ニット|白|M|7990|青葉堂|ニット", "LN|リネンシャツ|白|L|6990|青葉堂|シャツ")
	codes := func(f catalog.Filter, want int) (string, bool) {
		hits, more, err := w.svc.Browse(t.Context(), f, want)
		if err != nil {
			t.Fatal(err)
		}
		all := ""
		for _, h := range hits {
			all += h.Code
		}
		return all, more
	}
	for _, c := range []struct {
		f    catalog.Filter
		want int
		all  string
		more bool
	}{
		{catalog.Filter{}, 10, "OXTNLN", false},
		{catalog.Filter{Category: "シャツ"}, 10, "OXLN", false},
		{catalog.Filter{Category: "シャツ"}, 1, "OX", true},
		{catalog.Filter{Category: "シャツ", Size: "M"}, 10, "OX", false},
		{catalog.Filter{From: 6000, To: 6999}, 10, "LN", false},
		{catalog.Filter{Category: "くつ"}, 10, "", false},
	} {
		if all, more := codes(c.f, c.want); all != c.all || more != c.more {
			t.Errorf("%+v: %s %v, want %s %v", c.f, all, more, c.all, c.more)
		}
	}
}

// TestMarks: here comes before elsewhere, and only what fits counts.
func TestMarks(t *testing.T) {
	w := newWorld(t, "OX|オックスフォードシャツ|白|M L|5990|青葉堂|シャツ", "TN|ニット|白|M|7990|青葉堂|ニット")
	level := retail.StockLevel{StockKey: retail.StockKey{Site: localdbtest.Store, SKU: "OX-白-M", Class: retail.Regular}, OnHand: 2}
	w.Feed(t, localdbtest.Put(retail.EntityStock, "OX-白-M", level))
	hits, _, err := w.svc.Browse(t.Context(), catalog.Filter{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	large, _, err := w.svc.Browse(t.Context(), catalog.Filter{Size: "L"}, 10)
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.svc.Marks(t.Context(), append(hits, large...))
	if want := []catalog.Where{catalog.InShop, catalog.Nowhere, catalog.Nowhere}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v %v, want %v", got, err, want)
	}
}
