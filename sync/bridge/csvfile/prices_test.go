package csvfile

import (
	"testing"

	"miseban/app/retail"
)

func TestPrices(t *testing.T) {
	read := func(s retail.SKU, cells map[string]string) (retail.SKU, Reason) {
		r := record{plan: &plan{Profile: &Profile{}, at: map[string][][]int{}}}
		for k, v := range cells {
			r.at[k] = [][]int{{len(r.cells)}}
			r.cells = append(r.cells, v)
		}
		why := r.prices(&s)
		return s, why
	}
	s, why := read(retail.SKU{TaxRate: 10, Prices: retail.Prices{MemberTaxIn: 900}}, map[string]string{
		"price.ec": "6,990", "promo.price": "5990", "promo.name": "秋のフェア", "promo.from": "2026/11/20", "promo.until": "2026-11-25",
	})
	p := s.Promotion
	if !why.IsZero() || s.ECTaxIn != 6990 || s.MemberTaxIn != 900 || p == nil || p.PriceTaxIn != 5990 || p.Until.In(retail.Japan).Day() != 26 || p.Name != "秋のフェア" {
		t.Errorf("%+v %+v %+v", s.Prices, p, why)
	}
	if s, _ := read(s, map[string]string{"price.ec": ""}); s.ECTaxIn != 0 || s.Promotion == nil {
		t.Errorf("an empty column: %+v", s.Prices)
	}
	for key, v := range map[string]string{"price.ec": "cheap", "price.member": "-1"} {
		if _, why := read(s, map[string]string{key: v}); why.Fault != BadNumber {
			t.Errorf("%s %s: %+v", key, v, why)
		}
	}
	if _, why := read(s, map[string]string{"promo.price": "10", "promo.from": "soon"}); why.Fault != BadDate {
		t.Errorf("%+v", why)
	}
}
