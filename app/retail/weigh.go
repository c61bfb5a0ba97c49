package retail

import (
	"cmp"
	"slices"
)

// WeighPolicy is how far packs of weighed goods (量り売り) of a chain may be from what
// was ordered, and what the price in its in-store codes is. Zeros count as the
// defaults.
type WeighPolicy struct {
	Under int `json:"under,omitempty"` // percent a pack may be lighter, 10; WeighAny: any
	Over  int `json:"over,omitempty"`  // percent a pack may be heavier, 10; WeighAny: any
	// Net: the price in in-store codes is without tax, which is put on it.
	Net bool `json:"net,omitempty"`
	// Rounding is what becomes of fractions of a yen of a price by weight, or of the
	// tax that is put on a price.
	Rounding Rounding `json:"rounding,omitempty"`
}

// WeighAny as a percentage of WeighPolicy sets no limit.
const WeighAny = -1

// Full is the policy with the defaults in the place of zeros.
func (p WeighPolicy) Full() WeighPolicy {
	p.Under, p.Over = cmp.Or(p.Under, 10), cmp.Or(p.Over, 10)
	return p
}

// Bounds are the least and the most grams that so many ordered grams may turn out to
// be. most is 0 where there is no limit.
func (p WeighPolicy) Bounds(grams int) (least, most int) {
	p = p.Full()
	if p.Under > 0 {
		least = (grams*(100-min(p.Under, 100)) + 99) / 100
	}
	if p.Over > 0 {
		most = grams * (100 + p.Over) / 100
	}
	return least, most
}

// Measure is what a code says of the weight and the price of the goods under it
// (scanner.Code.Measure). Zeros: it says nothing of it.
type Measure struct {
	Grams int
	Price Yen // with tax or without, as WeighPolicy.Net says
}

// Tag is what the code on picked goods said of them, kept with the pick.
type Tag struct {
	// Grams is what the pieces of the pick weigh together, and FinalTaxIn what they
	// cost by it: of weighed goods alone. 0: nobody knows, they count as ordered.
	Grams      int `json:"grams,omitempty"`
	FinalTaxIn Yen `json:"final_tax_in,omitempty"`
	// Lot is their lot (GS1 AI 10), and Last the last day that they may be given out
	// (AI 17, else 15) as 2026-11-30.
	Lot  string `json:"lot,omitempty"`
	Last string `json:"last,omitempty"`
}

const (
	maxGrams    = 1_000_000
	maxFinal    = 10_000_000
	maxLotBytes = 20 // of AI 10, GS1 General Specifications 3.4.1
)

// of is the tag as far as it can be one of goods of the line: whoever wrote it, the
// price of goods that are not weighed does not change.
func (t Tag) of(l *Line) Tag {
	if l.Grams == 0 || t.Grams < 1 || t.Grams > maxGrams || t.FinalTaxIn < 0 || t.FinalTaxIn > maxFinal {
		t.Grams, t.FinalTaxIn = 0, 0
	}
	if len(t.Lot) > maxLotBytes {
		t.Lot = ""
	}
	if _, ok := lastDay(t.Last); !ok {
		t.Last = ""
	}
	return t
}

// Weigh reads what qty pieces of a weighed line weigh and cost. The price is the
// weight at the price of the order; where a code says the price alone, that is it, and
// the weight follows. MatchRight: they may be picked; else MatchTooLight,
// MatchTooHeavy or MatchNoWeight.
func (p WeighPolicy) Weigh(l *Line, qty int, m Measure) (Tag, MatchKind) {
	var t Tag
	yen, grams := l.unitPrice()
	switch {
	case m.Grams > 0:
		t.Grams, t.FinalTaxIn = m.Grams, p.Rounding.of(Yen(m.Grams)*yen, grams)
	case m.Price > 0 && yen > 0:
		t.FinalTaxIn = m.Price
		if p.Net {
			t.FinalTaxIn = p.Rounding.of(m.Price*Yen(100+int(l.TaxRate)), 100)
		}
		t.Grams = int(RoundHalf.of(t.FinalTaxIn*grams, yen))
	default:
		return t, MatchNoWeight
	}
	if l.Of > 0 { // the customer never pays more than for what they ordered
		t.FinalTaxIn = min(t.FinalTaxIn, l.PriceTaxIn*Yen(qty))
	}
	least, most := p.Bounds(l.Grams * qty)
	switch {
	case t.Grams < max(least, 1):
		return t, MatchTooLight
	case most > 0 && t.Grams > most, t.Grams > maxGrams:
		return t, MatchTooHeavy
	}
	return t, MatchRight
}

// unitPrice is what so many grams of a weighed line cost, with tax. A substitute
// costs what its missing line did at most, so its own price of 100 g does not count.
func (l *Line) unitPrice() (yen, grams Yen) {
	if l.Per100TaxIn > 0 && l.Of == 0 {
		return l.Per100TaxIn, 100
	}
	return l.PriceTaxIn, Yen(l.Grams)
}

// Kept is how many pieces of the line the customer gets, or has.
func (l Line) Kept() int { return max(0, min(l.Picked-l.PutBack-l.Unwanted, l.Qty-l.Refused)) }

// Final is what n pieces of the line weigh and cost as they were picked. Where more
// were picked than n, nobody knows which of them stay: the cheapest count. What was
// picked without a weight counts as ordered.
func (l Line) Final(n int) (grams int, taxIn Yen) {
	var all []Tag
	for _, p := range l.Picks {
		for i := range p.Qty {
			t := Tag{Grams: l.Grams, FinalTaxIn: l.PriceTaxIn}
			if p.Grams > 0 {
				t.Grams = p.Grams*(i+1)/p.Qty - p.Grams*i/p.Qty
				t.FinalTaxIn = p.FinalTaxIn*Yen(i+1)/Yen(p.Qty) - p.FinalTaxIn*Yen(i)/Yen(p.Qty)
			}
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b Tag) int {
		return cmp.Or(cmp.Compare(a.FinalTaxIn, b.FinalTaxIn), cmp.Compare(a.Grams, b.Grams))
	})
	for _, t := range all[:min(n, len(all))] {
		grams, taxIn = grams+t.Grams, taxIn+t.FinalTaxIn
	}
	return grams, taxIn
}

// weighed follows what a command made of an order: what is due at the counter is what
// the picked packs cost, as they are. It runs after every command about an order, so
// that none can forget it. What was paid in a web shop is settled there, by what it is
// told (OrderNews).
func weighed(d Decision) Decision {
	o := d.Order
	if o == nil || d.Verdict == Rejected || o.Pay.State != PayAtPickup || o.State.Over() {
		return d
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.Grams == 0 {
			continue
		}
		n := l.Kept()
		_, taxIn := l.Final(n)
		o.pay(l, taxIn-l.PriceTaxIn*Yen(n))
	}
	return d
}

// pay makes what is due at the counter more by want because of the line, instead of
// what it was before. It is never less than nothing.
func (o *Order) pay(l *Line, want Yen) {
	by := max(want-l.WeighedTaxIn, -o.Pay.DueTaxIn)
	l.WeighedTaxIn += by
	o.Pay.DueTaxIn += by
	o.Pay.TotalTaxIn += by
}
