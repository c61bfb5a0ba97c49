package csvfile

import "miseban/app/retail"

// maxGrams is the most that one piece of weighed goods may be ordered as.
const maxGrams = 100_000

// grams reads a weight in grams; nothing is 0.
func (r record) grams(key string) (int, Reason) {
	v := r.raw(key)
	if v == "" {
		return 0, Reason{}
	}
	n, ok := number(v)
	if !ok || n < 0 || n > maxGrams {
		return 0, because(BadNumber, "value", v)
	}
	return int(n), Reason{}
}

// weighed fills as what one piece of weighed goods (量り売り) is sold, and the price of
// 100 g. An empty cell leaves what the hub knows; 0 g: they are not weighed.
func (r record) weighed(s *retail.SKU) Reason {
	n, why := r.grams("grams")
	if !why.IsZero() {
		return why
	}
	if r.raw("grams") != "" {
		s.Grams = n
	}
	if r.raw("price.100g") == "" {
		return Reason{}
	}
	s.Per100TaxIn, _, why = r.price("price.100g", "tax", s.TaxRate)
	return why
}

// ordered fills how much of weighed goods the customer ordered as one piece. Where the
// file has no price of the line it costs by weight what the master says.
func (r record) ordered(l *retail.Line, s *retail.SKU) Reason {
	n, why := r.grams("line.grams")
	if !why.IsZero() || n == 0 || s.Grams == 0 || n == s.Grams {
		return why
	}
	l.Grams = n
	if r.raw("line.price") == "" {
		l.PriceTaxIn = s.PriceTaxIn * retail.Yen(n) / retail.Yen(s.Grams)
		if s.Per100TaxIn > 0 {
			l.PriceTaxIn = s.Per100TaxIn * retail.Yen(n) / 100
		}
	}
	return Reason{}
}
