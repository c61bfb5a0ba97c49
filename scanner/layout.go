package scanner

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// Layout undoes what a keyboard does to a scan: a wedge scanner presses the keys
// of its own layout, and the computer reads them by another. The zero value
// changes nothing. It is learned once for each device from the calibration code
// and stored with it; all fields are plain text.
type Layout struct {
	// Typed and Meant have the same number of characters: where the character
	// of Typed arrives, the code holds that of Meant.
	Typed string `json:"typed,omitempty"`
	Meant string `json:"meant,omitempty"`
	// Unclear are characters that arrive for more than one of the code. They
	// become U+FFFD, which no code contains: better unread than read wrong.
	Unclear string `json:"unclear,omitempty"`
	// CapsLock: small and capital letters are exchanged.
	CapsLock bool `json:"caps_lock,omitempty"`
	// Separator is what arrives for GS (0x1D), GS itself when it survives.
	// Empty in a learned layout means that GS is lost.
	Separator string `json:"separator,omitempty"`
	// Suffix is how a scan ends; zero if it was not seen.
	Suffix Ending `json:"suffix,omitzero"`
}

// USOnJIS is a scanner set to the US layout on a computer with a Japanese
// keyboard, JISOnUS the other way round, as keys typed into X say it (xkb-data
// 2.35.1). They are used for a device that was never calibrated, when a scan gives
// them away. The key of 0 with Shift gives ~ on a Japanese keyboard, as does that
// of +: what was meant is not clear.
func USOnJIS() Layout {
	return Layout{Typed: "\"&'(=^@`[{+:*)]}", Meant: "@^&*_=[{]}:'\"(\\|", Unclear: "~"}
}

// JISOnUS is a scanner set to Japanese on a computer with a US keyboard.
func JISOnUS() Layout {
	return Layout{Typed: "@^&*(_=+[{]}\\|:\"'", Meant: "\"&'()=^~@`[{]}+*:"}
}

// IsZero reports whether the layout changes nothing and was never learned.
func (l Layout) IsZero() bool { return l == Layout{} }

// Restore returns the text of the code for what arrived.
func (l Layout) Restore(s string) string {
	if l.Separator != "" && l.Separator != string(gs) {
		s = strings.ReplaceAll(s, l.Separator, string(gs))
	}
	if l.Typed == "" && l.Unclear == "" && !l.CapsLock {
		return s
	}
	back := make(map[rune]rune, len(l.Typed))
	meant := []rune(l.Meant)
	for i, r := range []rune(l.Typed) {
		if i < len(meant) {
			back[r] = meant[i]
		}
	}
	for _, r := range l.Unclear {
		back[r] = utf8.RuneError
	}
	return strings.Map(func(r rune) rune {
		if l.CapsLock {
			r = otherCase(r)
		}
		if m, changed := back[r]; changed {
			return m
		}
		return r
	}, s)
}

func otherCase(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
		return r ^ 0x20
	}
	return r
}

// Loss is how a character of a code gets lost on its way.
type Loss uint8

// The losses.
const (
	LossVanished Loss = iota + 1 // nothing arrives for it
	LossMerged                   // the same arrives for it and for another
)

var lossNames = names[Loss]{"loss", []string{"vanished", "merged"}}

// String returns the stable name.
func (l Loss) String() string { return lossNames.of(l) }

// Lost is one character that no layout can bring back.
type Lost struct {
	Char rune // as the code holds it; GS for the separator
	How  Loss
}

// ErrCalibration is returned for text that is not the calibration code, or not
// all of it.
var ErrCalibration = errors.New("scanner: not the whole calibration code")

const (
	calibrationHead = "MISEBAN1" // its last character is the version of the code
	calibrationTail = "END"
	small           = "abcdefghijklmnopqrstuvwxyz"
	digits          = "0123456789"
	// marks are all other characters of ASCII but the comma, which stays as it
	// is on every layout met and parts the calibration code.
	marks = "!\"#$%&'()*+-./:;<=>?@[\\]^_`{|}~"
)

// Calibration returns the text of the calibration code, to be printed as QR: a
// version, then every printable character of ASCII and GS, parted by commas.
func Calibration() string { return strings.Join(calibrationSlots(), ",") }

func calibrationSlots() []string {
	slots := []string{calibrationHead, small, upper(small), digits}
	for _, r := range marks {
		slots = append(slots, string(r))
	}
	return append(slots, string(gs), calibrationTail)
}

// IsCalibration reports whether text, as it arrived, is meant to be the
// calibration code, whole or not.
func IsCalibration(received string) bool {
	return strings.Contains(normal(received), calibrationHead+",")
}

// Learn compares what arrived for the calibration code with what it holds. The
// AIM identifier may stand before it; a line break or tab behind it is taken as
// the suffix, where a Wedge reports the Ending instead. lost are the characters
// that cannot be brought back, in the order of the code: printed codes that hold
// them cannot be read with this device as it is set. It fails with
// ErrCalibration.
func Learn(received string) (l Layout, lost []Lost, err error) {
	switch {
	case strings.HasSuffix(received, "\t"):
		l.Suffix = EndTab
	case strings.HasSuffix(received, "\r"), strings.HasSuffix(received, "\n"):
		l.Suffix = EndEnter
	}
	want, got := calibrationSlots(), strings.Split(clean(received), ",")
	if len(got) != len(want) {
		return Layout{}, nil, ErrCalibration
	}
	var p pairs
	lost, whole := l.letters(&p, got[1], got[2])
	if !whole || !p.run(digits, got[3]) {
		return Layout{}, nil, ErrCalibration
	}
	last := len(want) - 2
	for i := 4; i < last; i++ {
		r := []rune(got[i])
		switch mark := []rune(want[i])[0]; len(r) {
		case 0:
			lost = append(lost, Lost{mark, LossVanished})
		case 1:
			p.add(mark, r[0])
		default:
			return Layout{}, nil, ErrCalibration
		}
	}
	p.add(',', ',')
	lost = append(lost, l.separator(&p, got[last])...)
	l.Typed, l.Meant, l.Unclear = p.fold()
	for _, r := range p.meant {
		if strings.ContainsRune(l.Unclear, p.typedFor(r)) {
			lost = append(lost, Lost{r, LossMerged})
		}
	}
	if !strings.HasSuffix(upper(l.Restore(got[0])), calibrationHead) || upper(l.Restore(got[last+1])) != calibrationTail {
		return Layout{}, nil, ErrCalibration
	}
	return l, lost, nil
}

// letters learns Caps Lock and moved letters. A scanner that sends all letters
// in one case loses the other.
func (l *Layout) letters(p *pairs, low, high string) (lost []Lost, whole bool) {
	if low == high {
		kept, gone := upper(small), small
		if high != upper(high) {
			kept, gone = gone, kept
		}
		for _, r := range gone {
			lost = append(lost, Lost{r, LossMerged})
		}
		return lost, p.run(kept, high)
	}
	if low == upper(low) && high != upper(high) {
		l.CapsLock = true
		low, high = strings.Map(otherCase, low), strings.Map(otherCase, high)
	}
	return nil, p.run(small, low) && p.run(upper(small), high)
}

// separator learns what arrives for GS.
func (l *Layout) separator(p *pairs, got string) []Lost {
	r := []rune(got)
	switch {
	case len(r) == 0:
		return []Lost{{gs, LossVanished}}
	case len(r) == 1 && r[0] != gs && p.taken(r[0]):
		return []Lost{{gs, LossMerged}}
	}
	l.Separator = got
	return nil
}

// pairs are the characters of a code and what arrives for them.
type pairs struct{ meant, typed []rune }

func (p *pairs) add(meant, typed rune) {
	p.meant, p.typed = append(p.meant, meant), append(p.typed, typed)
}

// run adds neighbours; none of them may be missing.
func (p *pairs) run(meant, typed string) bool {
	m, t := []rune(meant), []rune(typed)
	if len(m) != len(t) {
		return false
	}
	for i := range m {
		p.add(m[i], t[i])
	}
	return true
}

func (p *pairs) taken(typed rune) bool { return p.count(typed) > 0 }

func (p *pairs) count(typed rune) int {
	n := 0
	for _, t := range p.typed {
		if t == typed {
			n++
		}
	}
	return n
}

func (p *pairs) typedFor(meant rune) rune {
	for i, m := range p.meant {
		if m == meant {
			return p.typed[i]
		}
	}
	return 0
}

// fold keeps what differs, and what is not clear.
func (p *pairs) fold() (typed, meant, unclear string) {
	for i, t := range p.typed {
		switch {
		case p.count(t) > 1:
			if !strings.ContainsRune(unclear, t) {
				unclear += string(t)
			}
		case t != p.meant[i]:
			typed, meant = typed+string(t), meant+string(p.meant[i])
		}
	}
	return typed, meant, unclear
}

// guess restores the text of a device that was never calibrated, when its first
// characters give the layout away: the bracket of the AIM identifier, or the
// colon of a web address.
func guess(text string) string {
	if text == "" || text[0] == ']' {
		return text
	}
	head := strings.ToLower(text[:min(len(text), 8)])
	switch {
	case text[0] == '[' && aimLike(text), strings.HasPrefix(head, "https+//"), strings.HasPrefix(head, "http+//"):
		return USOnJIS().Restore(text)
	case text[0] == '\\' && aimLike(text), strings.HasPrefix(head, "https'//"), strings.HasPrefix(head, "http'//"):
		return JISOnUS().Restore(text)
	}
	return text
}
