package retail

import "time"

// Prices are what goods cost besides PriceTaxIn, the price on the tag in a shop
// (店頭価格). Zero: there is none of its own.
type Prices struct {
	ECTaxIn     Yen        `json:"price_ec_tax_in,omitempty"`     // in the web shop
	MemberTaxIn Yen        `json:"price_member_tax_in,omitempty"` // for members, in shops
	Promotion   *Promotion `json:"promotion,omitempty"`           // the one that runs, or the next
}

// Promotion is a price for a time (キャンペーン), in shops.
type Promotion struct {
	Name       string    `json:"name"`
	PriceTaxIn Yen       `json:"price_tax_in"`
	From       time.Time `json:"from,omitzero"` // zero: since ever
	Until      time.Time `json:"until,omitzero"`
}

// Runs tells whether the promotion holds at the instant; there may be none.
func (p *Promotion) Runs(at time.Time) bool {
	return p != nil && !at.Before(p.From) && (p.Until.IsZero() || at.Before(p.Until))
}

// ShopTaxIn is what goods with a tag price cost in a shop at the instant.
func (p Prices) ShopTaxIn(tag Yen, at time.Time) Yen {
	if p.Promotion.Runs(at) {
		return p.Promotion.PriceTaxIn
	}
	return tag
}

// Disagree tells that shop and web shop ask different prices at the instant.
func (p Prices) Disagree(tag Yen, at time.Time) bool {
	return p.ECTaxIn != 0 && p.ECTaxIn != p.ShopTaxIn(tag, at)
}

// PriceClash is what was seen when prices did not agree, all with tax.
type PriceClash struct {
	TagTaxIn  Yen `json:"tag_tax_in,omitempty"` // as printed on the tag, zero when it was not looked at
	ShopTaxIn Yen `json:"shop_tax_in"`
	ECTaxIn   Yen `json:"ec_tax_in,omitempty"`
}

// PriceCheck is the body of KindPriceCheck: somebody held a tag against the
// prices and raises that they differ (価格チェック).
type PriceCheck struct {
	SKU SKUID `json:"sku"`
	PriceClash
}

// priceTask is the one entry of the inbox about a SKU's prices.
func priceTask(sku SKUID) ExceptionID { return ExceptionID("price-" + string(sku)) }

// About returns the entry of the inbox.
func (b PriceCheck) About() Ref { return Ref{Entity: EntityException, ID: string(priceTask(b.SKU))} }

// decidePriceCheck opens an entry that belongs to who raised it until it is
// given to somebody. One that is open already learns what was seen last.
func decidePriceCheck(st State, c Command, b PriceCheck) Decision {
	d := Decision{Verdict: Applied}
	if b.SKU == "" || b.TagTaxIn < 0 || b.ShopTaxIn < 0 || b.ECTaxIn < 0 {
		d.clash(st, c, ExStateClash, 0, 0)
		return d
	}
	d.raise(st, c, ExPrice, 0, 0)
	x := &d.Raise[0]
	x.ID, x.SKU, x.Prices, x.Assignee = priceTask(b.SKU), b.SKU, &b.PriceClash, c.Staff
	if old := st.Exception; old != nil && old.Open() {
		x.OpenedAt, x.Due, x.Assignee = old.OpenedAt, old.Due, old.Assignee
		x.People = append(append([]Step(nil), old.People...), x.People...)
	}
	return d
}
