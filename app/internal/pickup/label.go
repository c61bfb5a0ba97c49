package pickup

import (
	"context"

	"miseban/app/retail"
)

// label reads what the code on the right goods says of them: lot and date, and of
// weighed goods the weight and what they cost by it. A pack that is too light, too
// heavy, or says neither, is turned down. Where the chain has no codes with a weight or
// a price in them, packs count as ordered.
func (s *Service) label(ctx context.Context, f *Found, l *retail.Line) error {
	f.Tag = retail.Tagged(f.Code.Fields.AI, s.clock.Now())
	if l.Grams == 0 {
		return nil
	}
	chain, err := s.store.Chain(ctx)
	if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return err
	}
	grams, yen := f.Code.Measure()
	t, kind := chain.Weigh.Weigh(l, f.Qty, retail.Measure{Grams: grams, Price: retail.Yen(yen)})
	if kind == retail.MatchNoWeight && len(s.codes().Templates) == 0 {
		return nil
	}
	f.Tag.Grams, f.Tag.FinalTaxIn = t.Grams, t.FinalTaxIn
	if kind != retail.MatchRight {
		f.Kind = kind
	}
	f.Least, f.Most = chain.Weigh.Bounds(l.Grams * f.Qty)
	return nil
}
