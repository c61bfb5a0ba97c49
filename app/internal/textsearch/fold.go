package textsearch

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// class is what a character is to a search.
type class uint8

const (
	between class = iota // blanks and punctuation: parts words
	han
	hiragana
	katakana
	latin
	digit
)

// japanese tells that runs are cut into bigrams.
func (c class) japanese() bool { return c == han || c == hiragana || c == katakana }

func classOf(r rune) class {
	switch {
	case r >= '0' && r <= '9':
		return digit
	case r == 'ー':
		return katakana
	case r == '々' || r == '〆' || unicode.Is(unicode.Han, r):
		return han
	case unicode.Is(unicode.Hiragana, r):
		return hiragana
	case unicode.Is(unicode.Katakana, r):
		return katakana
	case unicode.IsLetter(r):
		return latin
	}
	return between
}

// Fold returns the form in which words are compared: Unicode NFKC, lower case,
// hiragana for katakana, large kana for small, and one mark for long vowels.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'ァ' && r <= 'ヶ' {
			r -= 'ァ' - 'ぁ'
		}
		if large, ok := largeKana[r]; ok {
			return large
		}
		return r
	}, plain(s))
}

// plain is Fold with kana as they were, for what has still to be told apart.
func plain(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	before := between
	return strings.Map(func(r rune) rune {
		switch r {
		case '―', '─', '‐', '‑', '–', '—', '−', '-', '~', '〜':
			if before == katakana || before == hiragana {
				r = 'ー'
			}
		}
		before = classOf(r)
		return r
	}, s)
}

var largeKana = map[rune]rune{
	'ぁ': 'あ', 'ぃ': 'い', 'ぅ': 'う', 'ぇ': 'え', 'ぉ': 'お', 'っ': 'つ', 'ゃ': 'や', 'ゅ': 'ゆ', 'ょ': 'よ', 'ゎ': 'わ', 'ゕ': 'か', 'ゖ': 'け',
}

// run is a stretch of characters that belong together.
type run struct {
	text     string
	japanese bool
}

// runs cuts a text where characters part words. Where Japanese and Latin meet is
// a cut too; with scripts also where kanji, hiragana and katakana do, which is
// how people who type without spaces part their words: 白シャツ.
func runs(s string, scripts bool) []run {
	var out []run
	start, was := -1, between
	s = plain(s)
	end := func(i int) {
		if start >= 0 {
			out = append(out, run{Fold(s[start:i]), was.japanese()})
		}
		start = -1
	}
	for i, r := range s {
		c := classOf(r)
		if c == between && (r == '.' && was == digit) && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' {
			continue // 22.5
		}
		if c == digit && was == latin || c == latin && was == digit {
			was = c
			continue
		}
		if c == between || c.japanese() != was.japanese() || scripts && c != was && c.japanese() {
			end(i)
		}
		if c != between && start < 0 {
			start = i
		}
		was = c
	}
	end(len(s))
	return out
}
