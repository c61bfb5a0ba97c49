package localdb_test

import (
	"context"
	"iter"
	"testing"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

// TestPostalTable: it comes with the snapshot of the catalogue and follows its feed,
// and what the next snapshot does not have is gone.
func TestPostalTable(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	areas := func(code retail.PostalCode) []retail.PostalArea {
		t.Helper()
		list, err := k.DB.PostalAreas(ctx, code)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	row := func(list ...retail.PostalArea) localdb.Change {
		return localdbtest.Put(retail.EntityPostal, list[0].Code.District(), retail.PostalDistrict{Areas: list})
	}
	udagawa := retail.PostalArea{Code: "1500042", Prefecture: "東京都", City: "渋谷区", Town: "宇田川町"}
	if areas("1500042") != nil {
		t.Error("no table, no address")
	}
	take := func(end localdb.Cursor, rows ...localdb.Change) {
		t.Helper()
		if err := localdbtest.TakeCatalog(ctx, k.DB, end, seq(append(rows, localdbtest.Put(retail.EntitySKU, "A", localdbtest.Product(0))))); err != nil {
			t.Fatal(err)
		}
	}
	first := localdb.Cursor{Epoch: "e", Seq: 1, H: "a"}
	take(first, row(udagawa), row(retail.PostalArea{Code: "0600001", Prefecture: "北海道", City: "札幌市中央区"}))
	if got := areas("1500042"); len(got) != 1 || got[0] != udagawa || areas("1500043") != nil || areas("150") != nil {
		t.Errorf("%+v", got)
	}
	jinnan := retail.PostalArea{Code: "1500041", Prefecture: "東京都", City: "渋谷区", Town: "神南"}
	gone := localdb.Change{Entity: retail.EntityPostal, Key: "060", Del: true, Ver: 9}
	page := localdb.Page{Scope: "catalog", From: first, Changes: []localdb.Change{row(jinnan, udagawa), gone}, End: localdb.Bound{Cursor: localdb.Cursor{Epoch: "e", Seq: 3, H: "b"}}}
	if err := k.DB.ApplyPage(ctx, page); err != nil {
		t.Fatal(err)
	}
	if len(areas("1500041")) != 1 || len(areas("1500042")) != 1 || areas("0600001") != nil {
		t.Error("it follows the feed")
	}
	sum, _, err := k.DB.Digest(ctx, "catalog")
	if err != nil || len(sum) != 2 {
		t.Errorf("the digest tells of SKUs and districts: %v, %v", sum, err)
	}
	take(localdb.Cursor{Epoch: "e", Seq: 9, H: "c"})
	if areas("1500042") != nil {
		t.Error("what the next snapshot does not have is gone")
	}
}

func seq(rows []localdb.Change) iter.Seq2[localdb.Change, error] {
	return func(yield func(localdb.Change, error) bool) {
		for _, c := range rows {
			if !yield(c, nil) {
				return
			}
		}
	}
}
