package scanui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"miseban/assets/words"
	"miseban/scanner"
)

// tone is how a line is meant.
type tone uint8

const (
	good  tone = iota + 1 // as it should be
	care                  // works, and could be better
	bad                   // does not work
	plain                 // for information
)

// line is a sentence and what to do about it.
type line struct {
	Tone     tone
	Text, Do string
}

// controls are the names of the control characters (ASCII).
var controls = strings.Fields("NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US")

// visible shows what arrived, control characters by their names: «GS». No face
// of ours has pictures of them.
func visible(raw string) string {
	var b strings.Builder
	for _, r := range raw {
		switch {
		case r < ' ':
			b.WriteString("«" + controls[r] + "»")
		case r == 0x7f:
			b.WriteString("«DEL»")
		case unicode.Is(unicode.Cf, r):
			b.WriteString("«?»")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// rulesOf says what the chain settled, a line for each rule.
func rulesOf(c words.Catalog, r scanner.Rules) []line {
	var out []line
	for _, t := range r.Templates {
		key := "scan.rule.price"
		switch {
		case t.Lower:
			key = "scan.rule.lower"
		case t.Unit == scanner.ValueGram:
			key = "scan.rule.weight"
		}
		out = append(out, line{plain, t.Pattern, c.T(key)})
	}
	for _, s := range r.Slips {
		lengths := make([]string, len(s.Lengths))
		for i, n := range s.Lengths {
			lengths[i] = strconv.Itoa(n)
		}
		out = append(out, line{plain, c.T("scan.rule."+s.Kind.String(), "name", s.Name), c.T("scan.rule.digits", "n", strings.Join(lengths, "・"), "check", strings.ToUpper(s.Check.String()))})
	}
	if len(r.Templates) == 0 {
		out = append(out, line{plain, c.T("scan.rule.plu"), c.T("scan.rule.plu.sub")})
	}
	return out
}

// substitutes are what scanners send as text where GS is meant.
var substitutes = []string{"<GS>", "{GS}", "[GS]", "^]", "␝", "\\x1d", "<0x1D>"}

// every names characters one by one, all small or all capital letters at once.
func every(c words.Catalog, list []scanner.Lost) string {
	var small, capital, other []string
	for _, l := range list {
		switch {
		case l.Char == '\x1d':
		case l.Char >= 'a' && l.Char <= 'z':
			small = append(small, string(l.Char))
		case l.Char >= 'A' && l.Char <= 'Z':
			capital = append(capital, string(l.Char))
		default:
			other = append(other, string(l.Char))
		}
	}
	if len(small) == 26 {
		small = []string{c.T("scan.cal.small")}
	}
	if len(capital) == 26 {
		capital = []string{c.T("scan.cal.capital")}
	}
	return strings.Join(slices.Concat(small, capital, other), " ")
}

// pieces cuts a text into lines of n characters, twelve at the most.
func pieces(s string, n int) []string {
	var out []string
	for all := []rune(s); len(all) > 0; all = all[min(n, len(all)):] {
		if len(out) == 12 {
			return append(out, "…")
		}
		out = append(out, string(all[:min(n, len(all))]))
	}
	return out
}

func ms(n int64) string { return fmt.Sprintf("%d ms", n) }
