package wave

import (
	"context"

	"miseban/app/retail"
)

// label reads what the code on the right goods says of them, as on the pick page: of
// weighed goods the weight and what they cost by it. False: they may not be picked,
// f.Match says why.
func (s *Service) label(ctx context.Context, f *Found, share *Share, qty int) (bool, error) {
	f.Tag = retail.Tagged(f.Code.Fields.AI, s.clock.Now())
	o, err := s.store.Order(ctx, share.Order)
	if err != nil {
		return false, err
	}
	l := o.Line(share.Line)
	if l == nil || l.Grams == 0 {
		return true, nil
	}
	chain, err := s.store.Chain(ctx)
	if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return false, err
	}
	grams, yen := f.Code.Measure()
	t, kind := chain.Weigh.Weigh(l, qty, retail.Measure{Grams: grams, Price: retail.Yen(yen)})
	if kind == retail.MatchNoWeight && len(s.codes().Templates) == 0 {
		return true, nil
	}
	f.Tag.Grams, f.Tag.FinalTaxIn = t.Grams, t.FinalTaxIn
	f.Least, f.Most = chain.Weigh.Bounds(l.Grams * qty)
	if kind != retail.MatchRight {
		f.Match = kind
		return false, nil
	}
	return true, nil
}
