package catalog

import (
	"context"
	"slices"

	"miseban/app/internal/textsearch"
	"miseban/app/retail"
)

// Browse lists the articles that fit a filter, the best sellers first, up to want
// of them, and tells whether there are more. Of each it tells nothing of stock:
// that is asked for those in view, see Marks.
func (s *Service) Browse(ctx context.Context, f Filter, want int) (hits []Hit, more bool, err error) {
	if err := s.ready(ctx, f); err != nil {
		return nil, false, err
	}
	v := newSieve(textsearch.Query{}, f)
	p := picker{s: s, ctx: ctx, v: v}
	all, err := s.store.FindStyles(ctx, v.ask(want, 4*want), p.keep)
	if err == nil {
		err = p.err
	}
	if err == nil {
		err = p.reach()
	}
	if err != nil {
		return nil, false, err
	}
	hits = make([]Hit, len(p.kept))
	for i, k := range p.kept {
		hits[i] = k.Hit
	}
	return hits, !all, nil
}

// Where is from where an article can be had.
type Where uint8

// Values of Where.
const (
	// Nowhere: nobody is known to have it.
	Nowhere Where = iota
	// There: another site can give it.
	There
	// InShop: this shop can give it.
	InShop
)

// Marks tells of each article of a list from where it can be had, in the colours
// and sizes that were asked for.
func (s *Service) Marks(ctx context.Context, hits []Hit) ([]Where, error) {
	var ids []retail.SKUID
	ends := make([]int, len(hits))
	for i, h := range hits {
		ids = append(ids, chosen(h.Fits, h.Style)...)
		ends[i] = len(ids)
	}
	here, err := s.store.AvailableHere(ctx, ids)
	if err != nil {
		return nil, err
	}
	there, err := s.store.InReach(ctx, ids)
	if err != nil {
		return nil, err
	}
	out, from := make([]Where, len(hits)), 0
	for i, end := range ends {
		switch {
		case slices.ContainsFunc(here[from:end], func(n int) bool { return n > 0 }):
			out[i] = InShop
		case slices.Contains(there[from:end], true):
			out[i] = There
		}
		from = end
	}
	return out, nil
}
