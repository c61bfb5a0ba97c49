package decode

// beside is what lines read beside an EAN code, and how many of them agree.
type beside struct {
	digits [5]byte
	n      int
	lines  int
	line   int // the last line that said so
}

// Widths of a code beside an EAN code, in runs and in modules: a guard of three
// runs, digits of four, two between them (GS1 General Specifications, 5.2.2).
const (
	runs2, modules2 = 13, 20
	runs5, modules5 = 31, 47
)

// sets5 is which of five digits are of set B, the first as the highest bit, by
// the check of the digits.
var sets5 = [10]uint8{0x18, 0x14, 0x12, 0x11, 0x0C, 0x06, 0x03, 0x0A, 0x09, 0x05}

// addOn reads the two or five digits beside an EAN code whose first run is i.
func (r *Reader) addOn(v *vote, b *beam, at []float32, i int, f *family, back bool) {
	m := (at[i+f.runs] - at[i]) / f.modules
	// The runs behind the right guard, as they would be read from left to right.
	var c [runs5 + 2]float32
	n := 0
	for ; n < len(c); n++ {
		k := i + f.runs + n
		if back {
			k = i - 1 - n
		}
		if k < 0 || k+1 >= len(at) {
			break
		}
		c[n] = at[k+1] - at[k]
	}
	if n < 1+runs2 || c[0] < 4*m || c[0] > 16*m {
		return
	}
	r.near = r.near || plausible(c[1:4], m)
	digits, ok := readBeside(c[1:n], m, 5)
	if !ok {
		digits, ok = readBeside(c[1:n], m, 2)
	}
	if ok && b.shows(at, i, f, back, digits.runs(), m) {
		v.addBeside(digits, b.line)
	}
}

// shows tells whether the picture shows some white behind an add-on of so many
// runs: two digits may be the beginning of five where it ends.
func (b *beam) shows(at []float32, i int, f *family, back bool, runs int, m float32) bool {
	const white = 2 // modules
	if back {
		return at[i-1-runs]-white*m >= rim
	}
	return at[i+f.runs+1+runs]+white*m <= float32(b.steps-rim)
}

// runs is how many an add-on has.
func (b *beside) runs() int {
	if b.n == 5 {
		return runs5
	}
	return runs2
}

// plausible tells whether three runs may be the guard of an add-on.
func plausible(c []float32, m float32) bool {
	s := c[0] + c[1] + c[2]
	return s > 2.6*m && s < 5.6*m && c[2] > c[1] && c[0] < 2*m && c[1] < 2*m
}

// readBeside reads so many digits from the runs of an add-on; m is about the
// width of a module.
func readBeside(c []float32, m float32, count int) (out beside, ok bool) {
	runs, modules := runs2, float32(modules2)
	if count == 5 {
		runs, modules = runs5, modules5
	}
	if len(c) < runs || len(c) > runs && c[runs] < 4*m {
		return out, false
	}
	var width float32
	for _, v := range c[:runs] {
		width += v
	}
	own := width / modules
	if own < 0.75*m || own > 1.3*m || !plausible(c, own) {
		return out, false
	}
	m = own
	// How much wider spaces are than they should be, by those of one module.
	bars, spaces := c[0], c[1]
	for d := 1; d < count; d++ {
		spaces += c[3+6*d-2]
		bars += c[3+6*d-1]
	}
	bias := (spaces - bars) / float32(2*count)
	if bias > 0.6*m || bias < -0.6*m {
		return out, false
	}
	var sets uint8
	for d := range count {
		k := 3 + 6*d
		if s := c[k] + c[k+1] + c[k+2] + c[k+3]; s < 5.2*m || s > 9*m {
			return out, false
		}
		digit, cost, lead := nearest(c[k:k+4], bias)
		if cost > 1.2 || lead < 0.2 {
			return out, false
		}
		sets = sets<<1 | digit/10
		out.digits[d] = digit % 10
	}
	out.n = count
	return out, sets == out.sets()
}

// sets is which digits have to be of set B.
func (b *beside) sets() uint8 {
	d := &b.digits
	if b.n == 2 {
		return (d[0]*10 + d[1]) % 4
	}
	return sets5[(3*(int(d[0])+int(d[2])+int(d[4]))+9*(int(d[1])+int(d[3])))%10]
}

// addBeside counts a line that reads an add-on.
func (v *vote) addBeside(o beside, line int) {
	for i := range v.beside {
		s := &v.beside[i]
		if s.n == 0 {
			*s = o
		}
		if s.n == o.n && s.digits == o.digits {
			if s.lines == 0 || s.line != line {
				s.lines++
				s.line = line
			}
			return
		}
	}
}

// bestBeside is the add-on on which two lines or more agree, and most.
func (v *vote) bestBeside() string {
	best, rival := &v.beside[0], 0
	for i := range v.beside[1:] {
		s := &v.beside[i+1]
		if s.lines > best.lines {
			best, s = s, best
		}
		rival = max(rival, s.lines)
	}
	if best.lines < 2 || best.lines <= rival {
		return ""
	}
	var out [5]byte
	for i, d := range best.digits {
		out[i] = '0' + d
	}
	return string(out[:best.n])
}
