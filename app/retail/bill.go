package retail

import (
	"cmp"
	"slices"
)

// Charge is so many pieces of one price on a bill. Price is of one piece, with tax
// in it or without as the chain's TaxRule says.
type Charge struct {
	Price Yen
	Rate  TaxRate
	Qty   int
}

// Off is what is taken off the price of goods of one tax rate before tax is
// reckoned (クーポン). Price is above zero, with tax or without like a Charge.
type Off struct {
	Name  string  `json:"name"`
	Price Yen     `json:"price"`
	Rate  TaxRate `json:"rate"`
}

// shippingRate is the tax rate of bringing goods to somebody, food included
// (National Tax Agency, 軽減税率 Q&A: 送料 is no food).
const shippingRate TaxRate = 10

// RateSum is what a bill holds of one tax rate (税率ごとの合計).
type RateSum struct {
	Rate     TaxRate `json:"rate"`
	SumTaxIn Yen     `json:"sum_tax_in"`
	Tax      Yen     `json:"tax"` // in SumTaxIn
}

// Bill is what a basket comes to (お会計).
type Bill struct {
	Pieces int `json:"pieces"`
	// Goods, Off and Shipping have tax in them or not, as the chain's TaxRule says.
	Goods      Yen       `json:"goods"`
	Off        Yen       `json:"off,omitempty"`
	Shipping   Yen       `json:"shipping,omitempty"`
	Rates      []RateSum `json:"rates"` // the highest rate first
	TotalTaxIn Yen       `json:"total_tax_in"`
	// Points pay a part of the total: they lower what is paid, and no tax.
	Points   Yen `json:"points,omitempty"`
	PayTaxIn Yen `json:"pay_tax_in"`
}

// Tax is the consumption tax in the total.
func (b Bill) Tax() Yen {
	var sum Yen
	for _, r := range b.Rates {
		sum += r.Tax
	}
	return sum
}

// Bill reckons charges. Tax is rounded once for each rate, on its sum, never by line
// or piece (National Tax Agency, インボイス制度 Q&A 57). What is taken off stops at
// what there is of its rate, points at the total.
func (t TaxRule) Bill(charges []Charge, off []Off, shipping, points Yen) Bill {
	var b Bill
	sums := map[TaxRate]Yen{}
	for _, c := range charges {
		b.Pieces += c.Qty
		b.Goods += c.Price * Yen(c.Qty)
		sums[c.Rate] += c.Price * Yen(c.Qty)
	}
	for _, o := range off {
		less := min(max(o.Price, 0), sums[o.Rate])
		b.Off += less
		sums[o.Rate] -= less
	}
	if b.Shipping = shipping; shipping > 0 {
		sums[shippingRate] += shipping
	}
	for r, sum := range sums {
		s := RateSum{Rate: r, SumTaxIn: sum, Tax: t.tax(r, sum)}
		if t.Outside {
			s.SumTaxIn += s.Tax
		}
		b.TotalTaxIn += s.SumTaxIn
		b.Rates = append(b.Rates, s)
	}
	slices.SortFunc(b.Rates, func(x, y RateSum) int { return cmp.Compare(y.Rate, x.Rate) })
	b.Points = min(max(points, 0), b.TotalTaxIn)
	b.PayTaxIn = b.TotalTaxIn - b.Points
	return b
}
