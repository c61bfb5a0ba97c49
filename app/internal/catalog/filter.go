package catalog

import (
	"slices"

	"miseban/app/internal/textsearch"
	"miseban/app/retail"
)

// Filter narrows a search down; all of it must fit. The zero Filter lets
// everything through. Alone, without a text, it lists what fits, the goods that
// sell best first.
type Filter struct {
	Category, Brand string // as the catalogue writes them
	Color           string // in any writing: 白 finds ホワイト
	Size            string // as printed
	// From and To bound the price with tax; a To of zero does not.
	From, To retail.Yen
	Here     bool // only what this shop can sell now
	Reach    bool // only what this shop or another site can give
}

// None tells that nothing is narrowed down.
func (f Filter) None() bool { return f == Filter{} }

// sieve is a query and a filter made ready to be held against many articles.
type sieve struct {
	f     Filter
	terms []asked
	color *textsearch.Term // of the filter
	size  string           // token of the filter
	folds map[string]string
	sizes map[string]string
}

// asked is a word of the query with what it is compared by.
type asked struct {
	textsearch.Term
	code  string
	sizes []string        // tokens of the sizes that it may mean
	color map[string]bool // whether a colour's word is meant by it
}

func newSieve(q textsearch.Query, f Filter) *sieve {
	s := &sieve{f: f, folds: map[string]string{}, sizes: map[string]string{}}
	for _, t := range q.Terms {
		a := asked{Term: t, code: textsearch.Code(t.Typed), color: map[string]bool{}}
		for _, w := range t.Alike {
			a.sizes = append(a.sizes, textsearch.SizeToken(w))
		}
		s.terms = append(s.terms, a)
	}
	if f.Size != "" {
		s.size = textsearch.SizeToken(f.Size)
	}
	if c := textsearch.Parse(f.Color); len(c.Terms) > 0 {
		s.color = &c.Terms[0]
	}
	return s
}

// ask is what the database is asked for what passes the sieve.
func (s *sieve) ask(want, most int) textsearch.Ask {
	return textsearch.Ask{
		Terms: s.ways(), Want: want, Most: most, Low: int64(s.f.From), High: int64(s.f.To),
		Here: s.f.Here || s.f.Reach, Reach: s.f.Reach && !s.f.Here,
	}
}

// ways is what the index is asked for: the words, and of the filter what it knows.
func (s *sieve) ways() [][]textsearch.Way {
	var out [][]textsearch.Way
	for _, t := range s.terms {
		out = append(out, t.Asks()...)
	}
	for _, w := range []string{s.f.Category, s.f.Brand, s.f.Color} {
		out = append(out, waysOf(textsearch.Parse(w))...)
	}
	if s.size != "" {
		out = append(out, []textsearch.Way{{{Tokens: []string{s.size}}}})
	}
	return out
}

func waysOf(q textsearch.Query) [][]textsearch.Way {
	var out [][]textsearch.Way
	for _, t := range q.Terms {
		out = append(out, t.Asks()...)
	}
	return out
}

// narrow tells that the filter may leave out what the index finds.
func (s *sieve) narrow() bool {
	f := s.f
	f.Category, f.Brand = "", "" // seldom: the index finds them as words
	return !f.None()
}

// fits are the places of the variants that have every colour and size among the
// words and what the filter wants; ok is false when the article is not wanted at
// all. When nothing was said of colours, sizes and prices there are none and all
// fit.
func (s *sieve) fits(st retail.FoundStyle) (fits []int, ok bool) {
	if s.f.Category != "" && st.Category != s.f.Category || s.f.Brand != "" && st.Brand != s.f.Brand {
		return nil, false
	}
	var about []*asked
	for i := range s.terms {
		t := &s.terms[i]
		if slices.ContainsFunc(st.Variants, func(v retail.Variant) bool { return s.says(t, v) }) && !t.Says(nameOf(st)) {
			about = append(about, t)
		}
	}
	if len(about) == 0 && s.size == "" && s.color == nil && s.f.From == 0 && s.f.To == 0 {
		return nil, true
	}
	for i, v := range st.Variants {
		ok := v.PriceTaxIn >= s.f.From && (s.f.To == 0 || v.PriceTaxIn <= s.f.To)
		ok = ok && (s.size == "" || s.sizeOf(v.Size) == s.size) && (s.color == nil || s.colored(*s.color, v.Color))
		for _, t := range about {
			ok = ok && s.says(t, v)
		}
		if ok {
			fits = append(fits, i)
		}
	}
	if len(fits) == 0 && (len(about) == 0 || s.narrow()) {
		return nil, false
	}
	return fits, true
}

// says tells whether a word is the colour or the size of a variant.
func (s *sieve) says(t *asked, v retail.Variant) bool {
	if v.Size != "" && slices.Contains(t.sizes, s.sizeOf(v.Size)) {
		return true
	}
	is, known := t.color[v.Color.Word]
	if !known {
		is = s.colored(t.Term, v.Color)
		t.color[v.Color.Word] = is
	}
	return is
}

func (s *sieve) colored(t textsearch.Term, c retail.Color) bool {
	return c.Word != "" && (t.Says(s.fold(c.Word)) || c.En != "" && t.Says(s.fold(c.En)))
}

func (s *sieve) fold(w string) string {
	f, ok := s.folds[w]
	if !ok {
		f = textsearch.Fold(w)
		s.folds[w] = f
	}
	return f
}

func (s *sieve) sizeOf(w string) string {
	z, ok := s.sizes[w]
	if !ok {
		z = textsearch.SizeToken(w)
		s.sizes[w] = z
	}
	return z
}

// chosen are the SKUs that fit, all of them when none was asked for.
func chosen(fits []int, s retail.Style) []retail.SKUID {
	out := make([]retail.SKUID, 0, len(s.Variants))
	for i, v := range s.Variants {
		if len(fits) == 0 || slices.Contains(fits, i) {
			out = append(out, v.SKU)
		}
	}
	return out
}
