package textsearch

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// index is what a full-text index keeps of a product: the tokens of its fields.
func index(size string, fields ...string) []string {
	var out []string
	for _, f := range fields {
		out = append(out, Tokens(f)...)
		out = append(out, "|") // a phrase never spans fields
	}
	return append(out, SizeToken(size))
}

// in tells whether the tokens hold a phrase, as a full-text index finds it.
func (p Phrase) in(tokens []string) bool {
	for i := range tokens {
		if i+len(p.Tokens) > len(tokens) {
			return false
		}
		ok := true
		for j, want := range p.Tokens {
			have := tokens[i+j]
			last := j == len(p.Tokens)-1
			ok = ok && (have == want || last && p.Prefix && strings.HasPrefix(have, want))
		}
		if ok {
			return true
		}
	}
	return false
}

func (w Way) in(tokens []string) bool {
	return !slices.ContainsFunc(w, func(p Phrase) bool { return !p.in(tokens) })
}

func (q Query) finds(tokens []string) bool {
	for _, t := range q.Terms {
		for _, ways := range t.Asks() {
			if !slices.ContainsFunc(ways, func(w Way) bool { return w.in(tokens) }) {
				return false
			}
		}
	}
	return len(q.Terms) > 0
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"ｶｰﾃﾞｨｶﾞﾝ": "かーでいがん", "カーディガン": "かーでいがん", "かーでぃがん": "かーでいがん", "ＫＮ－２０４１": "kn-2041", "Ｔシャツ": "tしやつ",
		"セ―タ−": "せーたー", "①": "1", "㍍": "めーとる", "ヴ": "ゔ", "靴下": "靴下",
	} {
		if got := Fold(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestTokens(t *testing.T) {
	for in, want := range map[string]string{
		"靴下":           "靴下 下",
		"綿の靴下":         "綿の の靴 靴下 下",
		"Tシャツ":         "t しや やつ つ",
		"KN-2041":      "kn 2041",
		"KN2041":       "kn2041 kn 2041",
		"ローファー 22.5cm": "ろー ーふ ふあ あー ー 22.5cm 22.5 cm",
		"・・、":          "",
	} {
		if got := strings.Join(Tokens(in), " "); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestQueries(t *testing.T) {
	cardigan := index("M", "ウールカーディガン", "ウールカーディガン", "Wool cardigan", "東京デニム", "KN-2041", "ネイビー")
	socks := index("23-25", "綿の靴下", "メンノクツシタ", "Cotton socks", "足もと", "SK-77", "白")
	shirt := index("L", "ｵｯｸｽﾌｫｰﾄﾞｼﾔﾂ", "", "Oxford shirt", "", "SH-1001", "ホワイト")
	for _, c := range []struct {
		typed  string
		tokens []string
		want   bool
	}{
		{"靴下", socks, true},
		{"靴", socks, true},
		{"下", socks, true},
		{"くつした", socks, true},
		{"kutsushita", socks, true},
		{"kutsus", socks, true},
		{"ソックス", socks, true},
		{"soc", socks, true},
		{"白い靴下", socks, false},
		{"白 靴下", socks, true},
		{"白靴下", socks, true},
		{"ホワイト", socks, true},
		{"カーディ", cardigan, true},
		{"かーでぃがん ねいび", cardigan, true},
		{"カーデ", cardigan, true},
		{"紺", cardigan, true},
		{"紺 m", cardigan, true},
		{"紺 l", cardigan, false},
		{"knit", cardigan, false},
		{"kn-20", cardigan, true},
		{"KN2041", cardigan, false},
		{"東京デニム", cardigan, true},
		{"シャツ", shirt, true},
		{"しろシャツ", shirt, true},
		{"白シャツ", shirt, true},
		{"white shirt", shirt, true},
		{"オックスフォード", shirt, true},
		{"靴下", shirt, false},
		{"", shirt, false},
		{"・", shirt, false},
	} {
		if got := Parse(c.typed).finds(c.tokens); got != c.want {
			t.Errorf("%q: %v, want %v: %+v", c.typed, got, c.want, Parse(c.typed))
		}
	}
}

func TestKana(t *testing.T) {
	for in, want := range map[string]string{
		"kutsushita": "くつした", "kutusita": "くつした", "nitto": "につと", "shatsu": "しやつ", "kon": "こん", "kaban": "かばん", "sak": "さ", "honn": "ほんん",
		"xyz": "", "shirt": "", "k": "", "1": "", "zz": "", "nn": "",
	} {
		if got, ok := Kana(in); got != want && (want != "" || ok) {
			t.Errorf("%s: %s %v, want %s", in, got, ok, want)
		}
	}
}

// TestEveryPieceIsFound: whatever stretch of a Japanese word is typed, the word is
// found; and with one character wrong, missing, too many or swapped it is found
// by a slip.
func TestEveryPieceIsFound(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	letters := []rune("靴下綿東京白黒シャツカディガンくつしたーのウル")
	for range 3000 {
		word := make([]rune, 4+rnd.IntN(6))
		for i := range word {
			word[i] = letters[rnd.IntN(len(letters))]
		}
		tokens := index("M", string(word))
		a := rnd.IntN(len(word))
		b := a + 1 + rnd.IntN(len(word)-a)
		piece := Fold(string(word[a:b]))
		if p := phrase(piece); !p.in(tokens) {
			t.Fatalf("%s in %s: %v in %v", piece, string(word), p, tokens)
		}
		wrong := slip(rnd, []rune(Fold(string(word))))
		if wrong == "" {
			continue
		}
		term := Term{Typed: wrong, Alike: []string{wrong}}
		found := slices.ContainsFunc(term.Slips(), func(w Way) bool { return w.in(tokens) })
		if !found || !Near(Fold(string(word)), wrong) {
			t.Fatalf("%s for %s: found %v, near %v", wrong, string(word), found, Near(Fold(string(word)), wrong))
		}
	}
}

// slip returns a word with one slip of the finger, empty when it would be none.
func slip(rnd *rand.Rand, w []rune) string {
	i := rnd.IntN(len(w))
	out := slices.Clone(w)
	switch rnd.IntN(4) {
	case 0:
		out[i] = 'ぬ'
	case 1:
		out = slices.Delete(out, i, i+1)
	case 2:
		out = slices.Insert(out, i, 'ぬ')
	case 3:
		return "" // swapped neighbours spoil three bigrams: long words only
	}
	if string(out) == string(w) || len(out) < 5 {
		return ""
	}
	return string(out)
}

func TestNear(t *testing.T) {
	for _, c := range []struct {
		text, word string
		want       bool
	}{
		{"うーるかーでいがん", "かーでがん", true},
		{"うーるかーでいがん", "かーでいがん", true},
		{"うーるかーでいがん", "かでがん", false},
		{"cardigan", "cardigna", true},
		{"cardigan", "cradigan", true},
		{"cardigan", "shirt", false},
		{"", "くつ", false},
	} {
		if got := Near(c.text, c.word); got != c.want {
			t.Errorf("%s in %s: %v", c.word, c.text, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"白シャツ M", "kutsus", "KN-2041", "22.5", "ｶｰﾃﾞｨｶﾞﾝ", "t-shirt", "\xff\x00", "ーー", "nn'"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q := Parse(s)
		if len(q.Terms) > maxTerms {
			t.Fatal(len(q.Terms))
		}
		for _, term := range q.Terms {
			if len(term.Ways) == 0 || term.Typed == "" {
				t.Fatalf("%q: %+v", s, term)
			}
			for _, p := range slices.Concat(append(slices.Concat(term.Asks()...), append(term.Ways, term.Slips()...)...)...) {
				if len(p.Tokens) == 0 || slices.ContainsFunc(p.Tokens, func(x string) bool {
					return x == "" || strings.ContainsAny(x, "\" *\x00") || !utf8.ValidString(x)
				}) {
					t.Fatalf("%q: %+v", s, p)
				}
			}
		}
		for _, tok := range append(Tokens(s), SizeToken(s)) {
			if tok == "" || strings.ContainsAny(tok, "\" *\x00") {
				t.Fatalf("%q: %q", s, tok)
			}
		}
	})
}

func ExampleParse() {
	for _, t := range Parse("白シャツ").Terms {
		fmt.Println(t.Typed, t.Alike)
	}
	// Output:
	// 白 [白 ほわいと しろ white]
	// しやつ [しやつ shirt]
}

// TestPartsFindNoLess: a colour and what has it, asked for apart, find all that the
// word whole finds in one of its ways.
func TestPartsFindNoLess(t *testing.T) {
	for _, typed := range []string{"白靴下", "紺手袋", "赤帽子", "緑茶碗"} {
		term := Parse(typed).Terms[0]
		if len(term.Asks()) != 2 {
			t.Errorf("%s is asked for as %v", typed, term.Asks())
		}
		for _, fields := range [][]string{{typed}, {"限定の" + typed + "です"}, {typed[3:], typed[:3]}, {typed[3:], "white", "black", "navy", "red", "green"}} {
			tokens := index("M", fields...)
			whole := slices.ContainsFunc(term.Ways, func(w Way) bool { return w.in(tokens) })
			if found := (Query{Terms: []Term{term}}).finds(tokens); whole && !found {
				t.Errorf("%s in %q: its parts are not found", typed, fields)
			}
		}
	}
}
