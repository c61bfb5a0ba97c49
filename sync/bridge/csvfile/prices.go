package csvfile

import "miseban/app/retail"

// prices fills what a file says of prices beside the one on the tag: of the web
// shop, of members and of a promotion. A column that is empty takes its price
// away, one that the file does not have leaves it.
func (r record) prices(s *retail.SKU) Reason {
	for _, p := range []struct {
		key string
		at  *retail.Yen
	}{{"price.ec", &s.ECTaxIn}, {"price.member", &s.MemberTaxIn}} {
		if len(r.at[p.key]) == 0 {
			continue
		}
		yen, _, why := r.price(p.key, "tax", s.TaxRate)
		if !why.IsZero() {
			return why
		}
		*p.at = yen
	}
	return r.promotion(s)
}

func (r record) promotion(s *retail.SKU) Reason {
	if r.raw("promo.price") == "" {
		return Reason{}
	}
	p := retail.Promotion{Name: words(r.raw("promo.name"))}
	var why Reason
	if p.PriceTaxIn, _, why = r.price("promo.price", "tax", s.TaxRate); !why.IsZero() {
		return why
	}
	if v := r.raw("promo.from"); v != "" {
		t, _, ok := moment(v)
		if !ok {
			return because(BadDate, "value", v)
		}
		p.From = t
	}
	if v := r.raw("promo.until"); v != "" {
		t, day, ok := moment(v)
		if !ok {
			return because(BadDate, "value", v)
		}
		if day { // the last day of it
			t = t.AddDate(0, 0, 1)
		}
		p.Until = t
	}
	s.Promotion = &p
	return Reason{}
}
