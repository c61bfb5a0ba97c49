package csvfile

import (
	"testing"

	"miseban/app/retail"
)

// TestWeighedGoods: as what a piece is sold and the price of 100 g come with the master,
// how much was ordered with the order.
func TestWeighedGoods(t *testing.T) {
	meat := retail.SKU{TaxRate: 8, PriceTaxIn: 594, Fresh: retail.Fresh{Grams: 300, Per100TaxIn: 198}}
	row := func(cells ...string) record {
		return record{plan: &plan{Profile: &Profile{}, at: map[string][][]int{"grams": {{0}}, "price.100g": {{1}}, "line.grams": {{2}}, "line.price": {{3}}}}, cells: cells}
	}
	for _, tc := range []struct {
		grams, price string
		want         retail.Fresh
		fault        Fault
	}{
		{"500", "", retail.Fresh{Grams: 500, Per100TaxIn: 198}, ""},
		{"", "210", retail.Fresh{Grams: 300, Per100TaxIn: 210}, ""},
		{"0", "", retail.Fresh{Per100TaxIn: 198}, ""},
		{"-1", "", meat.Fresh, BadNumber},
		{"1kg", "", meat.Fresh, BadNumber},
		{"", "cheap", meat.Fresh, BadNumber},
	} {
		s := meat
		if why := row(tc.grams, tc.price, "", "").weighed(&s); why.Fault != tc.fault || tc.fault == "" && s.Fresh != tc.want {
			t.Errorf("%q %q: %+v %+v", tc.grams, tc.price, s.Fresh, why)
		}
	}
	for _, tc := range []struct {
		grams, price string
		want         int
		yen          retail.Yen
	}{{"", "", 300, 594}, {"450", "", 450, 891}, {"450", "900", 450, 594}} {
		l := retail.Line{PriceTaxIn: meat.PriceTaxIn, Fresh: meat.Fresh}
		if why := row("", "", tc.grams, tc.price).ordered(&l, &meat); !why.IsZero() || l.Grams != tc.want || l.PriceTaxIn != tc.yen {
			t.Errorf("%q %q: %d g, %d yen, %+v", tc.grams, tc.price, l.Grams, l.PriceTaxIn, why)
		}
	}
	l := retail.Line{PriceTaxIn: 100}
	if why := row("", "", "450", "").ordered(&l, &retail.SKU{PriceTaxIn: 100}); !why.IsZero() || l.Grams != 0 {
		t.Errorf("a shirt was ordered by weight: %+v", l)
	}
}
