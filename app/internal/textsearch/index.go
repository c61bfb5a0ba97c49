package textsearch

import "strings"

// Tokens returns the tokens of a text, in its order: bigrams and the last
// character of a Japanese run; a Latin word or number whole, and where both make
// up one, also in parts (kn2041: kn2041, kn, 2041).
func Tokens(text string) []string {
	var out []string
	for _, r := range runs(text, false) {
		if !r.japanese {
			out = append(out, words(r.text)...)
			continue
		}
		out = append(out, grams(r.text)...)
	}
	return out
}

// grams returns the bigrams of a run and its last character.
func grams(s string) []string {
	rs := []rune(s)
	out := make([]string, 0, len(rs))
	for i := range rs {
		out = append(out, string(rs[i:min(i+2, len(rs))]))
	}
	return out
}

// words returns a run of letters and digits whole and in parts.
func words(s string) []string {
	out := []string{s}
	start := 0
	for i := 1; i <= len(s); i++ {
		if i == len(s) || number(s[i]) != number(s[i-1]) {
			if i-start < len(s) {
				out = append(out, s[start:i])
			}
			start = i
		}
	}
	return out
}

func number(b byte) bool { return b >= '0' && b <= '9' || b == '.' }

// sizeMark begins the token of a size, so that M is the size and no letter of a
// word.
const sizeMark = "="

// SizeToken returns the token that a product of the size is found by beside its
// words. Sizes are compared folded: ｆｒｅｅ is free.
func SizeToken(size string) string {
	return sizeMark + strings.Map(func(r rune) rune {
		if classOf(r) == between && r != '.' {
			return -1
		}
		return r
	}, Fold(size))
}

// Code returns the token of an article number, without what stands between its
// letters and digits: kn-2041 is kn2041.
func Code(s string) string {
	return strings.Map(func(r rune) rune {
		if classOf(r) == between {
			return -1
		}
		return r
	}, Fold(s))
}
