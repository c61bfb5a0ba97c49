package textsearch

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Query is what was typed: every Term must be found.
type Query struct{ Terms []Term }

// Term is one word of a query, in every way in which it may be written.
type Term struct {
	Typed string   // folded
	Ways  []Way    // any of them
	Alike []string // folded words that mean the same, the typed one first
	// parts are, of a colour and what has it in one word, the ways of both: what has
	// the word whole has them too.
	parts [][]Way
}

// Asks is what an index has to be asked for the term: all of it must be found, each
// in one of its ways.
func (t Term) Asks() [][]Way {
	if t.parts != nil {
		return t.parts
	}
	return [][]Way{t.Ways}
}

// Way is phrases that all must be found.
type Way []Phrase

// Phrase is tokens that follow one another. With Prefix the last one may go on.
type Phrase struct {
	Tokens []string
	Prefix bool
}

// Ask is what a search asks of an index.
type Ask struct {
	Terms [][]Way // each must be found in one of its ways
	Want  int     // as many are enough
	Most  int     // as many are looked at
	// Words tells by the folded words of an article whether it is worth looking at;
	// nil takes each.
	Words func(folded string) bool
	// Low and High bound the price with tax of at least one variant; a High of zero
	// does not. What is outside is not read at all.
	Low, High int64
	// Here wants at least one variant that this shop can sell now, within the price;
	// with Reach another site may have it. What has none is not read at all. Both go
	// by what was in memory when it was asked, and pass nothing over that has one.
	Here, Reach bool
}

// maxTerms bounds a query: nobody types more, and a pasted page costs no time.
const (
	maxTerms = 6
	maxRunes = 100
)

// Parse reads what was typed, as far as it was typed.
func Parse(text string) Query {
	if utf8.RuneCountInString(text) > maxRunes {
		text = string([]rune(text)[:maxRunes])
	}
	var q Query
	for _, word := range strings.Fields(plain(text)) {
		if t, ok := whole(word); ok {
			q.Terms = append(q.Terms, t)
			continue
		}
		parts := runs(word, true)
		if len(parts) > 1 && !slices.ContainsFunc(parts, func(r run) bool { return r.japanese }) {
			q.Terms = append(q.Terms, joined(word, parts))
			continue
		}
		for _, r := range parts {
			q.Terms = append(q.Terms, term(r))
		}
	}
	if len(q.Terms) > maxTerms {
		q.Terms = q.Terms[:maxTerms]
	}
	return q
}

// whole is a typed word that has synonyms as it stands: オフ白, t-shirt.
func whole(word string) (Term, bool) {
	f := Fold(word)
	if len(alike(f)) < 2 {
		return Term{}, false
	}
	return meaning(f), true
}

// joined is a word of letters and digits with something between: an article
// number, or a size.
func joined(word string, parts []run) Term {
	t := Term{Typed: Fold(word), Alike: []string{Fold(word)}, Ways: []Way{{{Tokens: []string{SizeToken(word)}}}, {{Tokens: []string{Code(word)}, Prefix: true}}}}
	var all Way
	for _, r := range parts {
		all = append(all, phrase(r.text))
	}
	t.Ways = append(t.Ways, all)
	return t
}

func term(r run) Term {
	t := meaning(r.text)
	if r.japanese {
		if color, rest := colored(r.text); color != "" {
			if len(t.Alike) == 1 {
				t.parts = [][]Way{meaning(color).Ways, meaning(rest).Ways}
			}
			for _, c := range alike(color) {
				for _, w := range alike(rest) {
					t.Ways = append(t.Ways, Way{known(c, color), known(w, rest)})
				}
			}
		}
		return t
	}
	t.Ways = append(t.Ways, Way{{Tokens: []string{SizeToken(r.text)}}})
	if kana, ok := Kana(r.text); ok {
		for _, w := range alike(kana) {
			t.Alike = append(t.Alike, w)
			t.Ways = append(t.Ways, Way{known(w, kana)})
		}
	}
	return t
}

// colored parts a colour of one kanji from what has it: 白靴下.
func colored(word string) (color, rest string) {
	r, n := utf8.DecodeRuneInString(word)
	if !strings.ContainsRune(colors, r) || utf8.RuneCountInString(word) < 3 {
		return "", ""
	}
	return word[:n], word[n:]
}

const colors = "白黒赤青紺緑茶紫金銀"

// meaning is a folded word with what means the same.
func meaning(word string) Term {
	t := Term{Typed: word, Alike: alike(word)}
	for _, w := range t.Alike {
		t.Ways = append(t.Ways, Way{known(w, word)})
	}
	return t
}

// known is phrase of a word that means the same as what was typed: only that
// itself may go on. A Latin word that is open costs as much as it finds.
func known(w, typed string) Phrase {
	p := phrase(w)
	if last := p.Tokens[len(p.Tokens)-1]; w != typed && last[0] < utf8.RuneSelf {
		p.Prefix = false
	}
	return p
}

// phrase is how a folded word is looked for; as it may not be typed to its end
// the last token may go on.
func phrase(word string) Phrase {
	var tokens []string
	rs := runs(word, false)
	for _, r := range rs {
		if r.japanese {
			g := grams(r.text)
			tokens = append(tokens, g[:max(1, len(g)-1)]...) // the last character alone is in the bigram before
		} else {
			tokens = append(tokens, r.text)
		}
	}
	last := rs[len(rs)-1]
	return Phrase{Tokens: tokens, Prefix: !last.japanese || utf8.RuneCountInString(last.text) == 1}
}

// Slips returns for a term that finds nothing what may be meant: a way for each
// place where a character may be wrong, missing or too many. What they find has
// still to be compared with Near.
func (t Term) Slips() []Way {
	var out []Way
	words := []string{t.Typed}
	if kana, ok := Kana(t.Typed); ok {
		words = append(words, kana)
	}
	for _, w := range words {
		rs := []rune(Code(w))
		switch {
		case len(rs) < shortest:
		case !classOf(rs[0]).japanese():
			out = append(out, Way{{Tokens: []string{string(rs[:max(2, len(rs)-2)])}, Prefix: true}}, Way{{Tokens: []string{string(rs[:2])}, Prefix: true}})
		default:
			out = append(out, slips(grams(string(rs))[:len(rs)-1])...)
		}
	}
	return out
}

// shortest is from how many characters on a slip is forgiven: in fewer, too much
// would be meant.
const shortest = 3

// slips leaves out each pair of neighbouring bigrams, which is what one wrong
// character spoils, the last ones first: it was typed last.
func slips(grams []string) []Way {
	var out []Way
	for i := len(grams); i >= 0; i-- {
		var parts Way
		if left := grams[:max(0, i-1)]; len(left) > 0 {
			parts = append(parts, Phrase{Tokens: left})
		}
		if right := grams[min(i+1, len(grams)):]; len(right) > 0 {
			parts = append(parts, Phrase{Tokens: right})
		}
		if len(parts) > 0 {
			out = append(out, parts)
		}
	}
	return out
}

// Near tells whether a folded text holds the word with at most one character
// wrong, missing, too many, or two that changed places.
func Near(text, word string) bool {
	w := []rune(word)
	prev2, prev, now := make([]int, len(w)+1), make([]int, len(w)+1), make([]int, len(w)+1)
	for i := range prev {
		prev[i] = i
	}
	var before rune
	for _, r := range text {
		now[0] = 0 // the word may begin anywhere
		for i := 1; i <= len(w); i++ {
			cost := 1
			if w[i-1] == r {
				cost = 0
			}
			now[i] = min(prev[i-1]+cost, prev[i]+1, now[i-1]+1)
			if i > 1 && w[i-1] == before && w[i-2] == r {
				now[i] = min(now[i], prev2[i-2]+1)
			}
		}
		if now[len(w)] <= 1 {
			return true
		}
		prev2, prev, now = prev, now, prev2
		before = r
	}
	return prev[len(w)] <= 1
}

// Says tells whether a folded text holds the term in one of its writings.
func (t Term) Says(text string) bool {
	return slices.ContainsFunc(t.Alike, func(w string) bool { return strings.Contains(text, w) })
}
