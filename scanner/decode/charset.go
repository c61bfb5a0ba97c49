package decode

import (
	"bytes"
	"unicode/utf8"

	"github.com/makiuchi-d/gozxing/common"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// eciSets are the character sets by their numbers (AIM ECI, part 3, register).
var eciSets = map[int]encoding.Encoding{
	0: charmap.CodePage437, 1: charmap.ISO8859_1, 2: charmap.CodePage437, 3: charmap.ISO8859_1, 4: charmap.ISO8859_2,
	5: charmap.ISO8859_3, 6: charmap.ISO8859_4, 7: charmap.ISO8859_5, 8: charmap.ISO8859_6, 9: charmap.ISO8859_7,
	10: charmap.ISO8859_8, 11: charmap.ISO8859_9, 12: charmap.ISO8859_10, 15: charmap.ISO8859_13, 16: charmap.ISO8859_14,
	17: charmap.ISO8859_15, 18: charmap.ISO8859_16, 20: japanese.ShiftJIS, 21: charmap.Windows1250,
	22: charmap.Windows1251, 23: charmap.Windows1252, 24: charmap.Windows1256,
	25: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 26: encoding.Nop, 27: encoding.Nop,
	28: traditionalchinese.Big5, 29: simplifiedchinese.GB18030, 30: korean.EUCKR, 170: encoding.Nop,
}

// binarySet is the number that says that bytes are no text.
const binarySet = 899

// charsetText is text that comes as bytes, in one character set after another.
type charsetText struct {
	done []byte // as UTF-8
	part []byte // of the present set
	all  []byte
	eci  int // 0 none, else its number and one
}

func (t *charsetText) byte(c byte) { t.part = append(t.part, c) }

func (t *charsetText) add(s string) { t.part = append(t.part, s...) }

// set changes the character set.
func (t *charsetText) set(eci int) {
	t.flush()
	t.eci = eci + 1
}

func (t *charsetText) flush() {
	t.all = append(t.all, t.part...)
	t.done = append(t.done, decoded(t.part, t.eci-1)...)
	t.part = t.part[:0]
}

func (t *charsetText) text() string {
	t.flush()
	return string(t.done)
}

// binary returns the bytes where they are not the text itself.
func (t *charsetText) binary() []byte {
	t.flush()
	if string(t.all) == string(t.done) {
		return nil
	}
	return t.all
}

// decoded turns bytes of a character set, -1 for an unknown one, into UTF-8.
func decoded(b []byte, eci int) []byte {
	set, ok := eciSets[eci]
	if !ok || eci == 26 && !utf8.Valid(b) {
		if eci == binarySet {
			set = charmap.ISO8859_1
		} else if set = guessed(b); set == nil {
			return b
		}
	}
	out, err := set.NewDecoder().Bytes(b)
	if err == nil && !ok && bytes.ContainsRune(out, utf8.RuneError) { // a wrong guess
		out, err = charmap.ISO8859_1.NewDecoder().Bytes(b)
	}
	if err != nil {
		return b
	}
	return out
}

// guessed is the character set that bytes look as if they were of, nil for
// UTF-8 and ASCII: UTF-8, Shift_JIS or Latin-1.
func guessed(b []byte) encoding.Encoding {
	if utf8.Valid(b) {
		return nil
	}
	set, err := common.StringUtils_guessCharset(b, nil)
	if err != nil {
		return charmap.ISO8859_1
	}
	return set
}
