package stocktakeui

import (
	"testing"

	"miseban/app/internal/stocktake"
	"miseban/app/retail"
)

// TestLeftOver: goods of a list whose label nobody can read are counted by a tap on
// their row, and no row stays once they are.
func TestLeftOver(t *testing.T) {
	sku := retail.SKU{ID: "k"}
	v := stocktake.Counting{Left: []stocktake.Item{{SKU: &sku, Ref: "k:regular", Class: retail.Regular}}}
	i, ok := leftOver(v, "k:regular")
	if !ok || i.SKU == nil || i.SKU.ID != "k" || i.Class != retail.Regular {
		t.Fatalf("%+v, %v", i, ok)
	}
	i.Qty = 2
	merge(&v, i)
	if _, ok = leftOver(v, "k:regular"); ok || v.Pieces != 2 {
		t.Errorf("counted, and still asked for: %+v", v)
	}
}
