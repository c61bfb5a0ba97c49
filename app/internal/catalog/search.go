package catalog

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"miseban/app/internal/textsearch"
	"miseban/app/retail"
)

const (
	shown = 50  // articles in a list: nobody reads on, they type on
	read  = 200 // candidates that are compared with what was typed
	most  = 3200
)

// Filter narrows a search down. The zero Filter lets everything through.
type Filter struct {
	Words []string // each must be found as well: a category, a brand, a colour
	Size  string   // as printed
	// From and To bound the price with tax; a To of zero does not.
	From, To retail.Yen
	Here     bool // only what this shop can sell now
}

// Hit is an article of a list.
type Hit struct {
	retail.Style
	// Fits are the variants that have the colour and size that were typed, as
	// places in Variants; empty when neither was.
	Fits []int
	// Here is what may be promised of Fits in this shop, of all variants when Fits
	// is empty.
	Here  int
	Shelf string // of the first of these that lies somewhere
}

// Best returns the variant that the list shows.
func (h Hit) Best() retail.Variant {
	if len(h.Fits) > 0 {
		return h.Variants[h.Fits[0]]
	}
	return h.Variants[0]
}

// Results are what a search found.
type Results struct {
	Hits []Hit
	// Meant tells that nothing has what was typed and that these have something
	// very like it.
	Meant bool
	More  bool // there are more than are listed
}

// Search finds goods by what staff have typed so far: words, kana, romaji, an
// article number, a JAN or the beginning of one. Nothing typed finds nothing.
func (s *Service) Search(ctx context.Context, text string, f Filter) (Results, error) {
	if digits, ok := digitsOf(text); ok {
		found, err := s.store.StylesByDigits(ctx, digits, shown)
		if err != nil || len(found) > 0 {
			return s.results(ctx, textsearch.Query{}, f, found, err)
		}
	}
	q := textsearch.Parse(text)
	if len(q.Terms) == 0 {
		return Results{}, nil
	}
	r, err := s.widening(ctx, q, f, waysOf(q))
	if err != nil || len(r.Hits) > 0 {
		return r, err
	}
	return s.meant(ctx, q, f)
}

// digitsOf is a text of four digits or more as they stand in a JAN.
func digitsOf(text string) (string, bool) {
	d := textsearch.Code(text)
	return d, len(d) >= 4 && len(d) <= 13 && strings.Trim(d, "0123456789") == ""
}

func waysOf(q textsearch.Query) [][]textsearch.Way {
	out := make([][]textsearch.Way, len(q.Terms))
	for i, t := range q.Terms {
		out[i] = t.Ways
	}
	return out
}

// widening reads more candidates as long as the filter leaves too few of them.
func (s *Service) widening(ctx context.Context, q textsearch.Query, f Filter, terms [][]textsearch.Way) (Results, error) {
	for _, w := range f.Words {
		terms = append(terms, waysOf(textsearch.Parse(w))...)
	}
	if f.Size != "" {
		terms = append(terms, []textsearch.Way{{{Tokens: []string{textsearch.SizeToken(f.Size)}}}})
	}
	for n := read; ; n *= 4 {
		found, err := s.store.FindStyles(ctx, terms, n)
		r, err := s.results(ctx, q, f, found, err)
		if err != nil || len(r.Hits) >= shown || len(found) < n || n >= most {
			r.More = r.More || len(found) == n
			return r, err
		}
	}
}

// meant looks for what one slip of the finger may have meant, in one word after
// the other.
func (s *Service) meant(ctx context.Context, q textsearch.Query, f Filter) (Results, error) {
	for i, t := range q.Terms {
		seen := map[string]bool{}
		var near []retail.FoundStyle
		for _, w := range t.Slips() {
			terms := waysOf(q)
			terms[i] = []textsearch.Way{w}
			found, err := s.store.FindStyles(ctx, terms, read)
			if err != nil {
				return Results{}, err
			}
			for _, c := range found {
				if !seen[c.Code] && slices.ContainsFunc(t.Alike, func(w string) bool { return textsearch.Near(c.Words, w) }) {
					seen[c.Code] = true
					near = append(near, c)
				}
			}
			if len(near) >= shown {
				break
			}
		}
		if r, err := s.results(ctx, textsearch.Query{}, f, near, nil); err != nil || len(r.Hits) > 0 {
			r.Meant = true
			return r, err
		}
	}
	return Results{}, nil
}

// results puts the candidates in order and tells what of them is here.
func (s *Service) results(ctx context.Context, q textsearch.Query, f Filter, found []retail.FoundStyle, err error) (Results, error) {
	if err != nil {
		return Results{}, err
	}
	type scored struct {
		retail.FoundStyle
		fits  []int
		score int
	}
	all := make([]scored, 0, len(found))
	for _, c := range found {
		k := scored{FoundStyle: c, fits: fits(q, f, c.Style), score: score(q, c)}
		if k.fits == nil && (f.From > 0 || f.To > 0 || f.Size != "") {
			continue
		}
		all = append(all, k)
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	var out Results
	for len(all) > 0 && len(out.Hits) < shown {
		n := min(shown, len(all))
		part := all[:n]
		all = all[n:]
		var ids []retail.SKUID
		for _, k := range part {
			for _, i := range chosen(k.fits, k.Style) {
				ids = append(ids, k.Variants[i].SKU)
			}
		}
		here, err := s.store.StockHere(ctx, ids)
		if err != nil {
			return Results{}, err
		}
		for _, k := range part {
			h := Hit{Style: k.Style, Fits: k.fits}
			for _, i := range chosen(k.fits, k.Style) {
				l, ok := here[k.Variants[i].SKU]
				h.Here += l.Available()
				if ok && (h.Shelf == "" || l.Available() > 0 && h.Here == l.Available()) {
					h.Shelf = l.Shelf
				}
			}
			if f.Here && h.Here == 0 {
				continue
			}
			if len(out.Hits) == shown {
				out.More = true
				break
			}
			out.Hits = append(out.Hits, h)
		}
	}
	out.More = out.More || len(all) > 0
	return out, nil
}

// chosen are the places of the variants that fit, of all when none was asked for.
func chosen(fits []int, s retail.Style) []int {
	if len(fits) > 0 {
		return fits
	}
	all := make([]int, len(s.Variants))
	for i := range all {
		all[i] = i
	}
	return all
}

// fits are the variants that have every colour and size among the words, and the
// size and price of the filter; nil when no word is about a colour or size.
func fits(q textsearch.Query, f Filter, s retail.Style) []int {
	var about []textsearch.Term
	for _, t := range q.Terms {
		if slices.ContainsFunc(s.Variants, func(v retail.Variant) bool { return variantSays(t, v) }) && !t.Says(textsearch.Fold(s.Name)) {
			about = append(about, t)
		}
	}
	if len(about) == 0 && f.Size == "" && f.From == 0 && f.To == 0 {
		return nil
	}
	var out []int
	for i, v := range s.Variants {
		ok := v.PriceTaxIn >= f.From && (f.To == 0 || v.PriceTaxIn <= f.To)
		ok = ok && (f.Size == "" || textsearch.SizeToken(v.Size) == textsearch.SizeToken(f.Size))
		for _, t := range about {
			ok = ok && variantSays(t, v)
		}
		if ok {
			out = append(out, i)
		}
	}
	return out
}

// variantSays tells whether a word is the colour or the size of a variant.
func variantSays(t textsearch.Term, v retail.Variant) bool {
	size := textsearch.SizeToken(v.Size)
	return v.Size != "" && slices.ContainsFunc(t.Alike, func(w string) bool { return textsearch.SizeToken(w) == size }) ||
		v.Color.Word != "" && (t.Says(textsearch.Fold(v.Color.Word)) || v.Color.En != "" && t.Says(textsearch.Fold(v.Color.En)))
}

// score says how well an article is what was typed; the database put the best
// sellers first, and equals stay so.
func score(q textsearch.Query, c retail.FoundStyle) int {
	n, name := 0, textsearch.Fold(c.Name)
	for _, t := range q.Terms {
		switch {
		case textsearch.Code(t.Typed) == textsearch.Code(c.Code):
			n += 8
		case strings.HasPrefix(name, t.Typed):
			n += 3
		case strings.Contains(name, t.Typed):
			n += 2
		case strings.Contains(c.Words, t.Typed):
			n++
		}
	}
	return n
}
