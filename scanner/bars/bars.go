// Package bars draws the bar codes that miseban prints: as widths, for whoever
// has ink. What is read from them is scanner's business.
package bars

import (
	"errors"
	"fmt"
	"strings"
)

// Bars are the widths of bars and spaces in turn, a bar first, in modules. The
// quiet zone is not in them.
type Bars []int

// Modules is the width of all of it.
func (b Bars) Modules() int {
	n := 0
	for _, w := range b {
		n += w
	}
	return n
}

// Quiet is the width in modules that must stay white on either side: the most
// that any of the symbologies here wants (EAN-13: 11).
const Quiet = 11

// ErrText is returned for text that the symbology does not carry, a wrong check
// digit too.
var ErrText = errors.New("bars: text cannot be written in this symbology")

// eanDigits are the widths of the digits of EAN in set A (ISO/IEC 15420); set B is
// the same backwards, and set C begins with a bar.
var eanDigits = [10]string{"3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112"}

// eanSets says which digits on the left are of set B, by the first digit.
var eanSets = [10]string{"AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"}

// EAN draws JAN-13 or JAN-8; digits end with the check digit.
func EAN(digits string) (Bars, error) {
	if len(digits) != 13 && len(digits) != 8 || !numeric(digits) || digits[len(digits)-1] != checkDigit(digits[:len(digits)-1]) {
		return nil, fmt.Errorf("%w: EAN %q", ErrText, digits)
	}
	sets, left, right := "AAAA", digits[:4], digits[4:]
	if len(digits) == 13 {
		sets, left, right = eanSets[digits[0]-'0'], digits[1:7], digits[7:]
	}
	b := widths(nil, "111")
	for i := range left {
		w := eanDigits[left[i]-'0']
		if sets[i] == 'B' {
			w = backwards(w)
		}
		b = widths(b, w)
	}
	b = widths(b, "11111")
	for i := range right {
		b = widths(b, eanDigits[right[i]-'0'])
	}
	return widths(b, "111"), nil
}

// itfDigits are the digits of interleaved 2 of 5 (ISO/IEC 16390), w for wide.
var itfDigits = [10]string{"nnwwn", "wnnnw", "nwnnw", "wwnnn", "nnwnw", "wnwnn", "nwwnn", "nnnww", "wnnwn", "nwnwn"}

// ITF14 draws the 14 digits of a case; the last is the check digit.
func ITF14(digits string) (Bars, error) {
	if len(digits) != 14 || !numeric(digits) || digits[13] != checkDigit(digits[:13]) {
		return nil, fmt.Errorf("%w: ITF-14 %q", ErrText, digits)
	}
	b := widths(nil, "1111")
	for i := 0; i < 14; i += 2 {
		for j := range 5 {
			b = append(b, wide(itfDigits[digits[i]-'0'][j]), wide(itfDigits[digits[i+1]-'0'][j]))
		}
	}
	return append(b, 3, 1, 1), nil
}

// codabar are the characters of NW-7 (EN 798) and their elements.
const codabar = "0123456789-$:/.+ABCD"

var codabarElements = [20]string{
	"nnnnnww", "nnnnwwn", "nnnwnnw", "wwnnnnn", "nnwnnwn", "wnnnnwn", "nwnnnnw", "nwnnwnn", "nwwnnnn", "wnnwnnn",
	"nnnwwnn", "nnwwnnn", "wnnnwnw", "wnwnnnw", "wnwnwnn", "nnwnwnw", "nnwwnwn", "nwnwnnw", "nnnwnww", "nnnwwwn",
}

// NW7 draws text that begins and ends with one of A to D.
func NW7(text string) (Bars, error) {
	letter := func(c byte) bool { return c >= 'A' && c <= 'D' }
	if len(text) < 3 || !letter(text[0]) || !letter(text[len(text)-1]) || strings.Trim(text[1:len(text)-1], codabar[:16]) != "" {
		return nil, fmt.Errorf("%w: NW-7 %q", ErrText, text)
	}
	var b Bars
	for i := range text {
		if i > 0 {
			b = append(b, 1)
		}
		elements := codabarElements[strings.IndexByte(codabar, text[i])]
		for j := range elements {
			b = append(b, wide(elements[j]))
		}
	}
	return b, nil
}

// code128 are the widths of the values of Code 128 (ISO/IEC 15417), 103 to 105
// the starts.
var code128 = strings.Fields(`212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212
	112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212
	322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331
	132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111
	314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211
	221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121
	111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232`)

const (
	fnc1    = 102
	codeB   = 100 // from set C to B
	codeC   = 99  // from set B to C
	startB  = 104
	startC  = 105
	stop128 = "2331112"
	// GS is the separator of element strings, drawn as FNC1.
	GS = '\x1d'
)

// GS1128 draws an element string without brackets, GS behind elements of open
// length: FNC1 comes first by itself.
func GS1128(elements string) (Bars, error) { return draw128(elements, true) }

// Code128 draws printable ASCII.
func Code128(text string) (Bars, error) { return draw128(text, false) }

func draw128(text string, gs1 bool) (Bars, error) {
	if text == "" {
		return nil, fmt.Errorf("%w: Code 128 %q", ErrText, text)
	}
	for i := range len(text) {
		if c := text[i]; (c < ' ' || c > '~') && !(gs1 && c == GS) {
			return nil, fmt.Errorf("%w: Code 128 %q", ErrText, text)
		}
	}
	var values []int
	set := 0
	choose := func(next int) {
		switch {
		case set == next:
			return
		case set == 0:
			values = append(values, next)
		case next == startC:
			values = append(values, codeC)
		default:
			values = append(values, codeB)
		}
		set = next
	}
	digits := func(i int) int {
		n := 0
		for i+n < len(text) && text[i+n] >= '0' && text[i+n] <= '9' {
			n++
		}
		return n
	}
	for i := 0; i < len(text); {
		n := digits(i)
		if n >= 4 && (n%2 == 0 || set == startC) || set == startC && n >= 2 {
			choose(startC)
		} else if text[i] != GS {
			choose(startB)
		}
		if gs1 && i == 0 {
			values = append(values, fnc1)
		}
		switch {
		case text[i] == GS:
			values = append(values, fnc1)
			i++
		case set == startC:
			values = append(values, int(text[i]-'0')*10+int(text[i+1]-'0'))
			i += 2
		default:
			values = append(values, int(text[i]-' '))
			i++
		}
	}
	sum := values[0]
	for i, v := range values[1:] {
		sum += (i + 1) * v
	}
	var b Bars
	for _, v := range append(values, sum%103) {
		b = widths(b, code128[v])
	}
	return widths(b, stop128), nil
}

func widths(b Bars, w string) Bars {
	for i := range len(w) {
		b = append(b, int(w[i]-'0'))
	}
	return b
}

// wide is the width of an element: a wide one is three modules.
func wide(e byte) int {
	if e == 'w' {
		return 3
	}
	return 1
}

func backwards(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

func numeric(s string) bool { return strings.Trim(s, "0123456789") == "" }

// checkDigit is the one of GS1: weights 3 and 1 from the right.
func checkDigit(body string) byte {
	sum := 0
	for i := range len(body) {
		d := int(body[len(body)-1-i] - '0')
		if i%2 == 0 {
			d *= 3
		}
		sum += d
	}
	return byte('0' + (10-sum%10)%10)
}
