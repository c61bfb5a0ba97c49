package decode

import "errors"

var errCodewords = errors.New("decode: the codewords of a Data Matrix make no sense")

// dmText reads the data codewords of a Data Matrix (ISO/IEC 16022:2006, 5.2).
// gozxing's own reading is not used: it takes text in another character set
// for Latin-1.
type dmText struct {
	in    []byte
	pos   int
	out   charsetText
	upper bool // the next character is of the upper half
	first int  // where a character stands that makes FNC1 the mark of GS1
	gs1   bool
	tail  string // what a macro ends with
	part  Part
}

// dmResult makes a result of data codewords.
func dmResult(codewords []byte) (res Result, ok bool) {
	t := dmText{in: codewords}
	if err := t.read(); err != nil {
		return res, false
	}
	res = Result{Format: DataMatrix, Text: t.out.text() + t.tail, GS1: t.gs1, Bytes: t.out.binary(), Part: t.part}
	return res, res.Text != ""
}

func (t *dmText) more() bool { return t.pos < len(t.in) }

func (t *dmText) read() error {
	for t.more() {
		c := t.in[t.pos]
		t.pos++
		var err error
		switch {
		case c == 0:
			return errCodewords
		case c <= 128:
			t.char(c - 1)
		case c == 129: // padding
			return nil
		case c <= 229:
			t.char('0' + (c-130)/10)
			t.char('0' + (c-130)%10)
		default:
			err = t.latch(c)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// latch obeys a codeword that is no character.
func (t *dmText) latch(c byte) error {
	switch c {
	case 230:
		return t.triples(setC40)
	case 231:
		return t.base256()
	case 232:
		t.fnc1()
	case 233:
		return t.append()
	case 234: // programs a reader
	case 235:
		t.upper = true
	case 236, 237:
		t.out.add("[)>\x1e0" + string('5'+rune(c-236)) + "\x1d")
		t.tail = "\x1e\x04"
	case 238:
		return t.triples(setX12)
	case 239:
		return t.triples(setText)
	case 240:
		t.edifact()
	case 241:
		return t.eci()
	case 254: // back to what is the case
		if t.more() {
			return errCodewords
		}
	default:
		return errCodewords
	}
	return nil
}

func (t *dmText) char(c byte) {
	if t.upper {
		c, t.upper = c+128, false
	}
	t.out.byte(c)
}

// fnc1 marks GS1 where it stands first, or first in a part of several; else it
// separates.
func (t *dmText) fnc1() {
	if t.pos-1 == t.first {
		t.gs1 = true
		return
	}
	t.out.byte(0x1d)
}

// append reads of which of several symbols this is one.
func (t *dmText) append() error {
	if t.pos+3 > len(t.in) {
		return errCodewords
	}
	c := t.in[t.pos]
	t.part = Part{Index: int(c >> 4), Count: 17 - int(c&15), ID: int(t.in[t.pos+1])<<8 | int(t.in[t.pos+2])}
	t.pos += 3
	if t.first == t.pos-4 {
		t.first = t.pos
	}
	return nil
}

// eci reads which character set follows (5.2.4.7).
func (t *dmText) eci() error {
	left := len(t.in) - t.pos
	if left < 1 {
		return errCodewords
	}
	c := int(t.in[t.pos])
	set, n := c-1, 1
	switch {
	case c > 191 && left > 2:
		set, n = (c-192)*64516+16383+(int(t.in[t.pos+1])-1)*254+int(t.in[t.pos+2])-1, 3
	case c > 127 && left > 1:
		set, n = (c-128)*254+127+int(t.in[t.pos+1])-1, 2
	case c < 1 || c > 127:
		return errCodewords
	}
	t.pos += n
	if t.first == t.pos-n-1 {
		t.first = t.pos
	}
	t.out.set(set)
	return nil
}

// base256 reads bytes, whose codewords are disguised (5.2.9 and annex B.1).
func (t *dmText) base256() error {
	next := func() int {
		v := int(t.in[t.pos]) - (149*(t.pos+1)%255 + 1)
		t.pos++
		return v & 255
	}
	if !t.more() {
		return errCodewords
	}
	n := next()
	switch {
	case n == 0:
		n = len(t.in) - t.pos
	case n >= 250:
		if !t.more() {
			return errCodewords
		}
		n = 250*(n-249) + next()
	}
	if t.pos+n > len(t.in) {
		return errCodewords
	}
	for range n {
		t.out.byte(byte(next()))
	}
	return nil
}

// edifact reads characters of six bits, four in three codewords.
func (t *dmText) edifact() {
	for len(t.in)-t.pos > 2 {
		bits := int(t.in[t.pos])<<16 | int(t.in[t.pos+1])<<8 | int(t.in[t.pos+2])
		for k := range 4 {
			c := byte(bits>>(18-6*k)) & 63
			if c == 31 { // back; what is left of the codeword says nothing
				t.pos += min(k+1, 3)
				return
			}
			if c&32 == 0 {
				c |= 64
			}
			t.char(c)
		}
		t.pos += 3
	}
}

// The sets of characters of which three are packed in two codewords: the basic
// set and the second and third shift (annex C).
type dmSet struct{ basic, third string }

var (
	shift2  = "!\"#$%&'()*+,-./:;<=>?@[\\]^_"
	setC40  = &dmSet{"\x00\x00\x00 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", "`abcdefghijklmnopqrstuvwxyz{|}~\x7f"}
	setText = &dmSet{"\x00\x00\x00 0123456789abcdefghijklmnopqrstuvwxyz", "`ABCDEFGHIJKLMNOPQRSTUVWXYZ{|}~\x7f"}
	setX12  = &dmSet{"\r*> 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", ""}
)

// triples reads characters of a set until it is left.
func (t *dmText) triples(set *dmSet) error {
	shift := 0
	for len(t.in)-t.pos > 1 {
		if t.in[t.pos] == 254 {
			t.pos++
			return nil
		}
		v := int(t.in[t.pos])<<8 + int(t.in[t.pos+1]) - 1
		t.pos += 2
		if v < 0 || v >= 64000 {
			return errCodewords
		}
		for _, c := range [3]int{v / 1600, v / 40 % 40, v % 40} {
			if err := t.value(set, &shift, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// value reads one character of three.
func (t *dmText) value(set *dmSet, shift *int, c int) error {
	was := *shift
	*shift = 0
	switch {
	case was == 0 && c < 3 && set.third != "":
		*shift = c + 1
	case was == 0:
		t.char(set.basic[c])
	case was == 1 && c < 32:
		t.char(byte(c))
	case was == 2 && c < len(shift2):
		t.char(shift2[c])
	case was == 2 && c == 27:
		t.out.byte(0x1d)
	case was == 2 && c == 30:
		t.upper = true
	case was == 3 && c < len(set.third):
		t.char(set.third[c])
	default:
		return errCodewords
	}
	return nil
}
