package pickupui

import (
	"testing"

	"miseban/app/internal/ui/page"
	"miseban/app/retail"
)

// TestOversoldRoute: less than was promised leads to whatever it is short for; of a
// count's entry that is the product, and its words speak of no order and no till.
func TestOversoldRoute(t *testing.T) {
	for name, tc := range map[string]struct {
		x     retail.Exception
		route page.Route
		key   string
	}{
		"an order":   {retail.Exception{Order: "o", SKU: "s"}, page.Pick{Order: "o"}, "queue.x.oversold"},
		"a transfer": {retail.Exception{Transfer: "t", SKU: "s"}, page.Transfer{ID: "t"}, "queue.x.oversold.transfer"},
		"a count":    {retail.Exception{SKU: "s"}, page.Product{SKU: "s"}, "queue.x.oversold.stock"},
	} {
		tc.x.Kind = retail.ExOversold
		if got := exceptionRoute(tc.x); got != tc.route {
			t.Errorf("%s: leads to %#v", name, got)
		}
		if got := entryKey(tc.x); got != tc.key {
			t.Errorf("%s: says %s", name, got)
		}
	}
}
