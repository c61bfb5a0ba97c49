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
	shown = 50   // articles in a list: nobody reads on, they type on
	read  = 120  // candidates that are compared with what was typed
	most  = 4000 // candidates that a filter may pass over
)

// Hit is an article of a list.
type Hit struct {
	retail.Style
	// Fits are the variants that have the colour and size that were asked for, as
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
// article number, a JAN or the beginning of one. Nothing typed lists what fits the
// filter, and nothing without one.
func (s *Service) Search(ctx context.Context, text string, f Filter) (Results, error) {
	if err := s.ready(ctx, f); err != nil {
		return Results{}, err
	}
	if digits, ok := digitsOf(text); ok {
		r, err := s.byDigits(ctx, digits, f)
		if err != nil || len(r.Hits) > 0 {
			return r, err
		}
	}
	q := textsearch.Parse(text)
	if len(q.Terms) == 0 && f.None() {
		return Results{}, nil
	}
	v := newSieve(q, f)
	ask := v.ask(read, most)
	if v.narrow() || len(v.terms) > 2 {
		ask.Want = shown + 1 // each costs several that are passed over, and who says much means it
	}
	r, err := s.find(ctx, v, ask)
	if err != nil || len(r.Hits) > 0 {
		return r, err
	}
	return s.meant(ctx, v)
}

// digitsOf is a text of four digits or more as they stand in a JAN.
func digitsOf(text string) (string, bool) {
	d := textsearch.Code(text)
	return d, len(d) >= 4 && len(d) <= 13 && strings.Trim(d, "0123456789") == ""
}

func (s *Service) byDigits(ctx context.Context, digits string, f Filter) (Results, error) {
	want := shown
	if !f.None() {
		want = read // the filter passes over some
	}
	found, err := s.store.StylesByDigits(ctx, digits, want)
	if err != nil {
		return Results{}, err
	}
	p := picker{s: s, ctx: ctx, v: newSieve(textsearch.Query{}, f)}
	for _, c := range found {
		p.keep(c)
	}
	return p.results(len(found) == want)
}

// find lists what the index finds for the question.
func (s *Service) find(ctx context.Context, v *sieve, ask textsearch.Ask) (Results, error) {
	p := picker{s: s, ctx: ctx, v: v}
	all, err := s.store.FindStyles(ctx, ask, p.keep)
	if err != nil {
		return Results{}, err
	}
	return p.results(!all)
}

// meant looks for what one slip of the finger may have meant, in one word after
// the other. A word that something has is no slip: nothing has it together with
// the others.
func (s *Service) meant(ctx context.Context, v *sieve) (Results, error) {
	for i := range v.terms {
		t := v.terms[i]
		if known, err := s.known(ctx, t.Term); err != nil {
			return Results{}, err
		} else if known {
			continue
		}
		bare := *v
		bare.terms = slices.Delete(slices.Clone(v.terms), i, i+1)
		p, seen := picker{s: s, ctx: ctx, v: &bare}, map[string]bool{}
		for _, w := range t.Slips() {
			ask := bare.ask(shown-len(p.kept), most/8)
			ask.Terms = append(ask.Terms, []textsearch.Way{w})
			ask.Words = func(words string) bool {
				return slices.ContainsFunc(t.Alike, func(w string) bool { return textsearch.Near(words, w) })
			}
			_, err := s.store.FindStyles(ctx, ask, func(c retail.FoundStyle) bool {
				fresh := !seen[c.Code]
				seen[c.Code] = true
				return fresh && p.keep(c)
			})
			if err != nil {
				return Results{}, err
			}
			if len(p.kept) >= shown {
				break
			}
		}
		if r, err := p.results(false); err != nil || len(r.Hits) > 0 {
			r.Meant = true
			return r, err
		}
	}
	return Results{}, nil
}

// known tells whether any article has the word, or each part of it.
func (s *Service) known(ctx context.Context, t textsearch.Term) (bool, error) {
	for _, ways := range t.Asks() {
		has := false
		_, err := s.store.FindStyles(ctx, textsearch.Ask{Terms: [][]textsearch.Way{ways}, Want: 1, Most: 1}, func(retail.FoundStyle) bool {
			has = true
			return true
		})
		if err != nil || !has {
			return false, err
		}
	}
	return true, nil
}

// picker keeps the candidates that fit.
type picker struct {
	s    *Service
	ctx  context.Context //nolint:containedctx // it lives no longer than the call
	v    *sieve
	kept []candidate
	err  error
}

type candidate struct {
	Hit
	score int
}

// keep takes a candidate in and tells whether it fits.
func (p *picker) keep(c retail.FoundStyle) bool {
	fits, ok := p.v.fits(c)
	if !ok || p.err != nil {
		return false
	}
	k := candidate{Hit: Hit{Style: c.Style, Fits: fits}, score: p.v.score(c)}
	if ok, p.err = p.s.stocked(p.ctx, p.v.f, fits, c.Style); !ok {
		return false
	}
	p.kept = append(p.kept, k)
	return true
}

// stocked tells whether any of the variants that fit can be had where the filter
// wants it. It asks the memory alone, for the catalogue is being read.
func (s *Service) stocked(ctx context.Context, f Filter, fits []int, st retail.Style) (bool, error) {
	if !f.Here && !f.Reach {
		return true, nil
	}
	ids := chosen(fits, st)
	counts, err := s.store.AvailableHere(ctx, ids)
	if err != nil || slices.ContainsFunc(counts, func(n int) bool { return n > 0 }) {
		return err == nil, err
	}
	if f.Here {
		return false, nil
	}
	may, err := s.store.MayReach(ctx, ids)
	return slices.Contains(may, true), err
}

// ready brings up to date what stocked asks, and what passes over unread what
// nobody has.
func (s *Service) ready(ctx context.Context, f Filter) error {
	if !f.Here && !f.Reach {
		return nil
	}
	if _, err := s.store.AvailableHere(ctx, nil); err != nil || f.Here {
		return err
	}
	_, err := s.store.MayReach(ctx, nil)
	return err
}

// results puts the best of the candidates in order and tells what of them is here.
func (p *picker) results(more bool) (Results, error) {
	if p.err != nil {
		return Results{}, p.err
	}
	if err := p.reach(); err != nil {
		return Results{}, err
	}
	slices.SortStableFunc(p.kept, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	out := Results{More: more || len(p.kept) > shown, Hits: make([]Hit, min(shown, len(p.kept)))}
	for i := range out.Hits {
		out.Hits[i] = p.kept[i].Hit
	}
	return out, p.s.shelves(p.ctx, out.Hits)
}

// reach leaves out what nobody can give after all, when that is wanted: the memory
// may have been wrong. It comes after the index is done with: both are in one file.
func (p *picker) reach() error {
	if !p.v.f.Reach || p.v.f.Here {
		return nil
	}
	var ids []retail.SKUID
	ends := make([]int, len(p.kept))
	for i, k := range p.kept {
		ids = append(ids, chosen(k.Fits, k.Style)...)
		ends[i] = len(ids)
	}
	here, err := p.s.store.AvailableHere(p.ctx, ids)
	if err != nil {
		return err
	}
	there, err := p.s.store.InReach(p.ctx, ids)
	if err != nil {
		return err
	}
	kept, from := p.kept[:0], 0
	for i, end := range ends {
		if slices.ContainsFunc(here[from:end], func(n int) bool { return n > 0 }) || slices.Contains(there[from:end], true) {
			kept = append(kept, p.kept[i])
		}
		from = end
	}
	p.kept = kept
	return nil
}

// shelves tells of each hit how much is here, and where the first of it lies.
func (s *Service) shelves(ctx context.Context, hits []Hit) error {
	var ids, lies []retail.SKUID
	ends := make([]int, len(hits))
	for i, h := range hits {
		ids = append(ids, chosen(h.Fits, h.Style)...)
		ends[i] = len(ids)
	}
	counts, err := s.store.AvailableHere(ctx, ids)
	if err != nil {
		return err
	}
	of, from := map[retail.SKUID]int{}, 0
	for i, end := range ends {
		hits[i].Here = 0
		for j, n := range counts[from:end] {
			if hits[i].Here == 0 && n > 0 {
				lies, of[ids[from+j]] = append(lies, ids[from+j]), i
			}
			hits[i].Here += n
		}
		from = end
	}
	if len(lies) == 0 {
		return nil
	}
	shelves, err := s.store.ShelvesHere(ctx, lies)
	for id, shelf := range shelves {
		hits[of[id]].Shelf = shelf
	}
	return err
}

// nameOf is the folded name of an article: the first of its words.
func nameOf(c retail.FoundStyle) string {
	name, _, ok := strings.Cut(c.Words, "\n")
	if !ok {
		return textsearch.Fold(c.Name)
	}
	return name
}

// score says how well an article is what was typed; the database put the best
// sellers first, and equals stay so.
func (s *sieve) score(c retail.FoundStyle) int {
	if len(s.terms) == 0 {
		return 0
	}
	n, name := 0, nameOf(c)
	for _, t := range s.terms {
		switch {
		case strings.ContainsAny(t.code, "0123456789") && t.code == textsearch.Code(c.Code):
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
