package pickup

import (
	"context"
	"slices"
	"time"

	"miseban/app/retail"
)

// maxSuggestions is how many goods are suggested at the most: more is a catalogue.
const maxSuggestions = 3

// Suggestion is something that the customer of an order may like as well (ついで買い),
// and that this shop has on its shelf.
type Suggestion struct {
	retail.SKU
	Reason retail.SuggestReason
	Shelf  string
	Place  string
	Free   int       // pieces that nobody is promised
	AsOf   time.Time // of Free
	Yen    retail.Yen
}

// Suggestions are goods for the customer of an order, the best reason first: what others
// order with theirs, then other colours of it. Goods that are not there, or that not
// everybody may buy, are none. It reads what the terminal holds, without the hub.
func (s *Service) Suggestions(ctx context.Context, id retail.OrderID) ([]Suggestion, error) {
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return nil, err
	}
	var goods []retail.SKUID
	for _, l := range o.Lines {
		goods = append(goods, l.SKU)
	}
	with := retail.Together{}
	if err := s.store.Orders(ctx, func(x *retail.Order) bool {
		if x.ID != o.ID {
			with.Add(x)
		}
		return true
	}); err != nil {
		return nil, err
	}
	var out []Suggestion
	add := func(sku retail.SKUID, reason retail.SuggestReason) error {
		known := slices.ContainsFunc(out, func(x Suggestion) bool { return x.ID == sku })
		if len(out) == maxSuggestions || known || slices.Contains(goods, sku) {
			return nil
		}
		x, err := s.onShelf(ctx, sku)
		if err != nil || x == nil {
			return err
		}
		x.Reason = reason
		out = append(out, *x)
		return nil
	}
	for _, sku := range with.With(goods) {
		if err := add(sku, retail.SuggestTogether); err != nil {
			return nil, err
		}
	}
	for _, sku := range goods {
		others, err := s.otherColors(ctx, sku)
		if err != nil {
			return nil, err
		}
		for _, k := range others {
			if err := add(k, retail.SuggestColor); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// onShelf is an article that lies on its shelf for anybody, nil otherwise.
func (s *Service) onShelf(ctx context.Context, id retail.SKUID) (*Suggestion, error) {
	k, err := s.store.SKU(ctx, id)
	if retail.CodeOf(err) == retail.CodeNotFound || err == nil && k.MinAge > 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	level, err := s.store.Stock(ctx, id)
	if retail.CodeOf(err) == retail.CodeNotFound || err == nil && level.Available() == 0 {
		return nil, nil
	}
	x := &Suggestion{SKU: k, Shelf: level.Shelf, Place: level.Place, Free: level.Available(), AsOf: level.AsOf, Yen: k.ShopTaxIn(k.PriceTaxIn, s.clock.Now())}
	return x, err
}

// otherColors are the other colours of an article in the same size.
func (s *Service) otherColors(ctx context.Context, id retail.SKUID) (out []retail.SKUID, err error) {
	k, err := s.store.SKU(ctx, id)
	if retail.CodeOf(err) == retail.CodeNotFound || err == nil && k.Style == "" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := s.store.SKUsOfStyle(ctx, k.Style)
	for _, x := range all {
		if x.Size == k.Size && x.Color.Word != k.Color.Word {
			out = append(out, x.ID)
		}
	}
	return out, err
}

// Suggested writes down that something was suggested to the customer, and whether they
// buy it. The till sells it.
func (s *Service) Suggested(ctx context.Context, id retail.OrderID, x Suggestion, bought bool) error {
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.do(ctx, "pickup.Suggested", o, retail.KindSuggested, retail.Suggested{Order: id, SKU: x.ID, Reason: x.Reason, Bought: bought})
	return err
}
