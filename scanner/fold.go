package scanner

import (
	"strings"
	"unicode"
)

// gs is the group separator that GS1 codes put behind elements of open length.
const gs = '\x1d'

// clean drops control and format characters except GS, folds full-width forms
// and the marks that a Japanese input method puts for - . /, and trims spaces.
// Bytes that are not UTF-8 become U+FFFD, which no code contains.
func clean(raw string) string {
	if plain(raw) {
		return strings.TrimSpace(raw)
	}
	var b strings.Builder
	b.Grow(len(raw))
	for _, r := range raw {
		switch {
		case r == gs:
		case r >= 0xFF01 && r <= 0xFF5E:
			r -= 0xFEE0
		case r == 0x3000:
			r = ' '
		case r == 'ー' || r == '−' || r == '‐' || r == '―' || r == '–':
			r = '-'
		case r == '。':
			r = '.'
		case r == '・':
			r = '/'
		case unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r):
			continue
		}
		b.WriteRune(r)
	}
	return strings.Trim(b.String(), " ")
}

func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// normal is clean and upper case, the form our own codes are compared in: Caps
// Lock turns the letters of a wedge scanner round. Only ASCII letters change.
func normal(s string) string { return upper(clean(s)) }

func upper(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, s)
}

// bareDigits removes the spaces and hyphens people type between groups of
// digits, if nothing but digits is left; otherwise the text stays as it is.
func bareDigits(s string) string {
	t := strings.NewReplacer(" ", "", "-", "").Replace(s)
	if allDigits(t) {
		return t
	}
	return s
}
