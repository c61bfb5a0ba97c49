package decode

// Codes of narrow and wide elements suffer from blur and fat printing: a wide
// space may measure less than a narrow bar. What is narrow and what is wide
// among the bars and among the spaces of a code, its first character tells,
// for it is known.

// levels are the widths of narrow and wide elements of a code: of bars, then of
// spaces.
type levels [2][2]float32

// twoWidths is a symbology of narrow and wide elements.
type twoWidths struct {
	format Format
	runs   int      // of a character
	wide   []uint16 // which of them are wide, by character
	starts []byte   // characters that may stand first and last
	quiet  float32  // least width of the quiet zones, in characters
	gap    float32  // greatest width of the space between characters, likewise
	least  int      // characters, first and last among them
	most   int
}

var (
	shape39  = twoWidths{Code39, 9, code39Wide[:], []byte{star39}, 0.28, 0.5, 3, 80}
	shapeNW7 = twoWidths{Codabar, 7, codabarWide[:], []byte{16, 17, 18, 19}, 0.45, 0.6, 5, 60}
)

// learn takes the levels from a character of which is known what is wide.
func (s *twoWidths) learn(c []float32, wide uint16) (l levels, ok bool) {
	// The first bar, narrow in all of them, looks wider beside the quiet zone.
	var n [2][2]float32
	for k, v := range c {
		if k == 0 {
			continue
		}
		w := wide >> (s.runs - 1 - k) & 1
		l[k%2][w] += v
		n[k%2][w]++
	}
	for kind := range l {
		for w := range l[kind] {
			if n[kind][w] == 0 {
				return l, false
			}
			l[kind][w] /= n[kind][w]
		}
		if ratio := l[kind][1] / l[kind][0]; ratio < 1.2 || ratio > 4.5 {
			return l, false
		}
	}
	// Each element nearer to its own level than to the other.
	for k, v := range c {
		if k == 0 {
			continue
		}
		w := wide >> (s.runs - 1 - k) & 1
		if mid := (l[k%2][0] + l[k%2][1]) / 2; v > mid != (w == 1) {
			return l, false
		}
	}
	return l, true
}

// nearest finds the character whose elements are nearest to the runs; the code
// may grow and shrink along the line.
func (s *twoWidths) nearest(c []float32, l *levels) (value int, fit float32, ok bool) {
	best, second := float32(never), float32(never)
	var sum float32
	for _, v := range c {
		sum += v
	}
	for i, wide := range s.wide {
		var expected float32
		for k := range c {
			expected += l[k%2][wide>>(s.runs-1-k)&1]
		}
		f := sum / expected
		if f < 0.8 || f > 1.25 {
			continue
		}
		var cost float32
		for k, v := range c {
			d := v/f - l[k%2][wide>>(s.runs-1-k)&1]
			cost += d * d
		}
		if cost < best {
			value, best, second = i, cost, best
		} else {
			second = min(second, cost)
		}
	}
	// In steps between narrow and wide: two elements differ at least.
	m := (l[0][1] - l[0][0] + l[1][1] - l[1][0]) / 2
	best, second = best/(m*m), second/(m*m)
	return value, best, best < 0.9 && second-best > 0.7 && second > 2*best
}

// read reads a code that begins at run i.
func (s *twoWidths) read(values []byte, runs []float32, i int) (symbol, bool) {
	if i+s.runs > len(runs) {
		return symbol{}, false
	}
	for _, start := range s.starts {
		l, ok := s.learn(runs[i:i+s.runs], s.wide[start])
		if !ok {
			continue
		}
		if sym, ok := s.readWith(values, runs, i, &l, start); ok {
			return sym, true
		}
	}
	return symbol{}, false
}

func (s *twoWidths) readWith(values []byte, runs []float32, i int, l *levels, start byte) (symbol, bool) {
	sym := symbol{format: s.format, values: append(values[:0], start), from: i}
	var width float32
	for at := i; at+s.runs <= len(runs); at += s.runs + 1 {
		c := runs[at : at+s.runs]
		var w float32
		for _, v := range c {
			w += v
		}
		if at == i {
			if at > 0 && runs[at-1] < w*s.quiet {
				return sym, false
			}
			width = w
			continue
		}
		if runs[at-1] > w*s.gap || len(sym.values) >= s.most {
			return sym, false
		}
		v, _, ok := s.nearest(c, l)
		if !ok || s.format == Code39 && !near(w, width) {
			return sym, false
		}
		width = w
		sym.values = append(sym.values, byte(v))
		for _, end := range s.starts {
			if byte(v) == end {
				sym.runs = at + s.runs - i
				quiet := at+s.runs == len(runs) || runs[at+s.runs] > w*s.quiet
				return sym, quiet && len(sym.values) >= s.least
			}
		}
	}
	return sym, false
}
