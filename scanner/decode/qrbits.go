package decode

// qrText reads the data codewords of a QR code (ISO/IEC 18004, 7.4). gozxing's
// own reading is not used: it gives up on a character set it does not know, and
// does not give back bytes that are no text.
type qrText struct {
	in   []byte
	pos  int // in bits
	out  charsetText
	eci  int
	fnc1 bool // percent signs of alphanumeric text stand for FNC1
	res  Result
	fail bool
}

// qrResult makes a result of data codewords.
func qrResult(codewords []byte, version int) (Result, bool) {
	t := qrText{in: codewords, eci: -1, res: Result{Format: QR}}
	for t.segment(version) {
	}
	t.res.Text, t.res.Bytes = t.out.text(), t.out.binary()
	return t.res, !t.fail && t.res.Text != ""
}

// bits takes the next n bits.
func (t *qrText) bits(n int) int {
	if t.pos+n > 8*len(t.in) {
		t.fail, t.pos = true, 8*len(t.in)
		return 0
	}
	v := 0
	for range n {
		v = v<<1 | int(t.in[t.pos/8]>>(7-t.pos%8)&1)
		t.pos++
	}
	return v
}

// segment reads up to the next mode and tells whether there may be more.
func (t *qrText) segment(version int) bool {
	if t.fail || 8*len(t.in)-t.pos < 4 {
		return false
	}
	long := 0
	if version > 26 {
		long = 2
	} else if version > 9 {
		long = 1
	}
	switch t.bits(4) {
	case 0: // the end
		return false
	case 1:
		t.numeric(t.bits(10 + 2*long))
	case 2:
		t.alphanumeric(t.bits(9 + 2*long))
	case 3:
		sequence := t.bits(8)
		t.res.Part = Part{Index: sequence >> 4, Count: sequence&15 + 1, ID: t.bits(8)}
	case 4:
		n := t.bits(8 + 8*min(long, 1))
		for ; n > 0 && !t.fail; n-- {
			t.out.byte(byte(t.bits(8)))
		}
	case 5:
		t.fnc1, t.res.GS1 = true, true
	case 7:
		t.set()
	case 8:
		t.kanji(t.bits(8+2*long), 20, 0xc0, func(v int) int {
			if v < 0x1f00 {
				return v + 0x8140
			}
			return v + 0xc140
		})
	case 9: // FNC1 second: an industry's form, whose number comes first
		t.fnc1 = true
		t.bits(8)
	case 13:
		if t.bits(4) == 1 {
			t.kanji(t.bits(8+2*long), 29, 0x60, func(v int) int {
				if v < 0x0a00 {
					return v + 0xa1a1
				}
				return v + 0xa6a1
			})
		}
	default:
		t.fail = true
	}
	return true
}

// set reads the number of a character set.
func (t *qrText) set() {
	v := t.bits(8)
	switch {
	case v&0x80 == 0:
	case v&0xc0 == 0x80:
		v = v&0x3f<<8 | t.bits(8)
	case v&0xe0 == 0xc0:
		v = v&0x1f<<16 | t.bits(16)
	default:
		t.fail = true
	}
	t.eci = v
	t.out.set(v)
}

func (t *qrText) numeric(n int) {
	for n > 0 && !t.fail {
		k := min(n, 3)
		v := t.bits([...]int{0, 4, 7, 10}[k])
		div := [...]int{0, 1, 10, 100}[k]
		if v >= 10*div {
			t.fail = true
		}
		for ; div > 0; div /= 10 {
			t.out.byte('0' + byte(v/div%10))
		}
		n -= k
	}
}

const alphanumerics = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

func (t *qrText) alphanumeric(n int) {
	percent := false // one was read and waits: two stand for one
	char := func(v int) {
		c := alphanumerics[v]
		switch {
		case !t.fnc1 || c != '%' && !percent:
			t.out.byte(c)
		case c == '%' && !percent:
			percent = true
			return
		case c == '%':
			t.out.byte('%')
		default:
			t.out.byte(0x1d)
			t.out.byte(c)
		}
		percent = false
	}
	for ; n > 0 && !t.fail; n -= 2 {
		if n == 1 {
			if v := t.bits(6); v < 45 {
				char(v)
			} else {
				t.fail = true
			}
			break
		}
		if v := t.bits(11); v < 45*45 {
			char(v / 45)
			char(v % 45)
		} else {
			t.fail = true
		}
	}
	if percent {
		t.out.byte(0x1d)
	}
}

// kanji reads characters of two bytes each, which are of the character set.
func (t *qrText) kanji(n, set, row int, place func(int) int) {
	was := t.eci
	t.out.set(set)
	for ; n > 0 && !t.fail; n-- {
		v := t.bits(13)
		w := place(v/row<<8 | v%row)
		t.out.byte(byte(w >> 8))
		t.out.byte(byte(w))
	}
	t.out.set(was)
}
