package catalog

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"miseban/app/internal/textsearch"
	"miseban/app/retail"
)

// Facet is a value that what was found can be narrowed down to.
type Facet struct {
	Word string
	En   string // of a colour
	Hex  string // of a colour
	N    int    // articles that have it
}

// Facets are the values to narrow down to, the most common first; sizes in their
// order.
type Facets struct {
	Categories, Brands, Colors, Sizes []Facet
	Low, High                         retail.Yen
	More                              bool // there is more than was counted
}

// counted is how many articles Facets looks at.
const counted = 600

// Facets counts what a search finds, for the sheet that narrows it down; without a
// text and a filter the goods that sell best.
func (s *Service) Facets(ctx context.Context, text string, f Filter) (Facets, error) {
	v := newSieve(textsearch.Parse(text), f)
	c := map[string]map[string]*Facet{"category": {}, "brand": {}, "color": {}, "size": {}}
	note := func(kind, word, en, hex string) {
		if word == "" {
			return
		}
		if c[kind][word] == nil {
			c[kind][word] = &Facet{Word: word, En: en, Hex: hex}
		}
		c[kind][word].N++
	}
	var out Facets
	if err := s.ready(ctx, f); err != nil {
		return out, err
	}
	var fault error
	all, err := s.store.FindStyles(ctx, v.ask(counted, most), func(st retail.FoundStyle) bool {
		fits, ok := v.fits(st)
		if !ok || fault != nil {
			return false
		}
		if ok, fault = s.stocked(ctx, f, fits, st.Style); !ok {
			return false
		}
		note("category", st.Category, "", "")
		note("brand", st.Brand, "", "")
		seen := map[string]bool{}
		for i, k := range st.Variants {
			if len(fits) > 0 && !slices.Contains(fits, i) {
				continue
			}
			if !seen["c"+k.Color.Word] {
				note("color", k.Color.Word, k.Color.En, k.Color.Hex)
			}
			if !seen["s"+k.Size] {
				note("size", k.Size, "", "")
			}
			seen["c"+k.Color.Word], seen["s"+k.Size] = true, true
			if out.Low == 0 || k.PriceTaxIn < out.Low {
				out.Low = k.PriceTaxIn
			}
			out.High = max(out.High, k.PriceTaxIn)
		}
		return true
	})
	list := func(kind string) []Facet {
		var l []Facet
		for _, f := range c[kind] {
			l = append(l, *f)
		}
		slices.SortFunc(l, func(a, b Facet) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Word, b.Word)) })
		return l
	}
	out.Categories, out.Brands, out.Colors, out.Sizes, out.More = list("category"), list("brand"), list("color"), list("size"), !all
	slices.SortStableFunc(out.Sizes, func(a, b Facet) int { return bySize(a.Word, b.Word) })
	return out, errors.Join(err, fault)
}

// lastKept is how many searches are remembered.
const lastKept = 6

// Memory keeps what was looked for last on this terminal.
type Memory interface {
	LoadSearches(ctx context.Context) ([]string, error)
	StoreSearches(ctx context.Context, texts []string) error
}

// Last returns what was looked for last here, the newest first.
func (s *Service) Last(ctx context.Context) ([]string, error) {
	if s.memory == nil {
		return nil, nil
	}
	list, err := s.memory.LoadSearches(ctx)
	if retail.CodeOf(err) == retail.CodeNotFound {
		return nil, nil
	}
	return list, err
}

// Remember notes what somebody looked for who then opened an article.
func (s *Service) Remember(ctx context.Context, text string) error {
	if s.memory == nil || text == "" {
		return nil
	}
	last, err := s.Last(ctx)
	if err != nil {
		return err
	}
	list := []string{text}
	for _, t := range last {
		if t != text && len(list) < lastKept {
			list = append(list, t)
		}
	}
	return s.memory.StoreSearches(ctx, list)
}
