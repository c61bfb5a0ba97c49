package decode

import (
	"strings"
	"unicode/utf8"
)

// gs1Text takes the mark of a GS1-128 off a text: gozxing puts the AIM
// identifier before it when FNC1 stands first.
func gs1Text(text string) (string, bool) {
	text = latin1(text)
	if rest, ok := strings.CutPrefix(text, "]C1"); ok {
		return rest, true
	}
	return text, false
}

// latin1 is a text of which gozxing left the upper half of Latin-1 as bytes.
func latin1(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	out := make([]rune, len(text))
	for i := range len(text) {
		out[i] = rune(text[i])
	}
	return string(out)
}
