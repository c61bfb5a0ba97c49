package decode

// symbol is one code read from the runs of a line: what its characters are, by
// number in the table of its format, start and stop among them.
type symbol struct {
	format Format
	values []byte
	from   int     // first run
	runs   int     // how many
	cost   float32 // mean over the characters: how badly the widths fit
}

// likeEdges is how far the widths of a character are from a pattern, in
// modules, measured between like edges, which fat printing does not move.
func likeEdges(x []float32, w string) float32 {
	var sum float32
	for k := 0; k+1 < len(w); k++ {
		d := x[k] + x[k+1] - float32(w[k]-'0'+w[k+1]-'0')
		sum += d * d
	}
	return sum
}

// match finds the pattern nearest to the widths, and how much further the next
// one is.
func match(x []float32, patterns []string) (best int, cost, margin float32) {
	cost, second := float32(never), float32(never)
	for i, w := range patterns {
		c := likeEdges(x, w)
		if c >= second {
			continue
		}
		// Like edges cannot tell all patterns apart; the bars themselves can.
		var direct float32
		for k := range w {
			d := x[k] - float32(w[k]-'0')
			direct += d * d
		}
		if c += 0.3 * direct; c < cost {
			best, second, cost = i, cost, c
		} else if c < second {
			second = c
		}
	}
	return best, cost, second - cost
}

// scaled writes runs as widths that add up to so many modules.
func scaled(x []float32, r []float32, modules float32) (width float32) {
	for _, v := range r {
		width += v
	}
	f := modules / width
	for i, v := range r {
		x[i] = v * f
	}
	return width
}

// Limits of what still counts as a character.
const (
	worstChar = 1.1
	leastGap  = 0.25
	sameWidth = 0.22 // how much wider or narrower a character may be than the one before
)

// code128 reads a Code 128 that begins at run i (ISO/IEC 15417).
func (r *Reader) code128(runs []float32, i int) (symbol, bool) {
	s := symbol{format: Code128, values: r.values[:0], from: i}
	if i+6 > len(runs) {
		return s, false
	}
	var x [7]float32
	width := scaled(x[:6], runs[i:i+6], 11)
	start, cost, _ := match(x[:6], code128Patterns[103:106])
	if cost > worstChar || i > 0 && runs[i-1] < width*0.35 {
		return s, false
	}
	s.values = append(s.values, byte(103+start))
	total := cost
	for at := i + 6; at+6 <= len(runs); at += 6 {
		w := scaled(x[:6], runs[at:at+6], 11)
		if at+7 <= len(runs) && len(s.values) >= 3 { // might it be the end?
			end := scaled(x[:7], runs[at:at+7], 13)
			if near(end, width*13/11) && (at+7 == len(runs) || runs[at+7] > width*0.35) {
				if c := likeEdges(x[:7], code128Stop); c < worstChar {
					s.runs, s.cost = at+7-i, (total+c)/float32(len(s.values)+1)
					return s, checked128(s.values)
				}
			}
			scaled(x[:6], runs[at:at+6], 11)
		}
		if !near(w, width) {
			return s, false
		}
		v, c, gap := match(x[:6], code128Patterns[:103])
		if c > worstChar || gap < leastGap || len(s.values) > 100 {
			return s, false
		}
		s.values = append(s.values, byte(v))
		total += c
		width = w
	}
	return s, false
}

func near(w, last float32) bool { return w > last*(1-sameWidth) && w < last*(1+sameWidth) }

// checked128 tells whether the last value is the checksum of those before.
func checked128(values []byte) bool {
	sum := int(values[0])
	for i, v := range values[1 : len(values)-1] {
		sum += (i + 1) * int(v)
	}
	return sum%103 == int(values[len(values)-1])
}

// code93 reads a Code 93 that begins at run i (AIM USS-93).
func (r *Reader) code93(runs []float32, i int) (symbol, bool) {
	s := symbol{format: Code93, values: r.values[:0], from: i}
	if i+6 > len(runs) {
		return s, false
	}
	var x [6]float32
	width := scaled(x[:], runs[i:i+6], 9)
	if likeEdges(x[:], code93Patterns[47]) > worstChar || i > 0 && runs[i-1] < width*0.35 {
		return s, false
	}
	s.values = append(s.values, 47)
	var total float32
	for at := i + 6; at+6 <= len(runs); at += 6 {
		w := scaled(x[:], runs[at:at+6], 9)
		if !near(w, width) {
			return s, false
		}
		v, c, gap := match(x[:], code93Patterns[:])
		if c > worstChar || gap < leastGap || len(s.values) > 90 {
			return s, false
		}
		s.values = append(s.values, byte(v))
		total += c
		width = w
		if v == 47 {
			// One more bar of a module ends it.
			ok := len(s.values) >= 5 && at+7 <= len(runs) && runs[at+6] < width/9*2 &&
				(at+7 == len(runs) || runs[at+7] > width*0.35)
			s.runs, s.cost = at+7-i, total/float32(len(s.values))
			return s, ok && checked93(s.values)
		}
	}
	return s, false
}

// checked93 tells whether the two characters before the last are the checksums
// C and K of those before.
func checked93(values []byte) bool {
	data := values[1 : len(values)-1]
	for most, n := 20, 2; n > 0; most, n = 15, n-1 {
		if n == 1 {
			most = 15
		}
		end := len(data) - n
		sum, weight := 0, 1
		for i := end - 1; i >= 0; i-- {
			sum += weight * int(data[i])
			if weight++; weight > most {
				weight = 1
			}
		}
		if sum%47 != int(data[end]) {
			return false
		}
	}
	return true
}

// code39 reads a Code 39 that begins at run i (ISO/IEC 16388): nine runs a
// character, three of them wide, and a gap.
func (r *Reader) code39(runs []float32, i int) (symbol, bool) {
	s := symbol{format: Code39, values: r.values[:0], from: i}
	var width float32
	for at := i; at+9 <= len(runs); at += 10 {
		c := runs[at : at+9]
		var w float32
		for _, v := range c {
			w += v
		}
		if at == i {
			if at > 0 && runs[at-1] < w*0.28 {
				return s, false
			}
		} else if !near(w, width) || runs[at-1] > w*0.5 {
			return s, false
		}
		width = w
		v, fit := wide39(c)
		if v < 0 || at == i && v != star39 || len(s.values) > 80 {
			return s, false
		}
		s.cost += fit
		s.values = append(s.values, byte(v))
		if v == star39 && at > i {
			s.runs = at + 9 - i
			s.cost /= float32(len(s.values))
			return s, len(s.values) >= 3 && (at+9 == len(runs) || runs[at+9] > w*0.28)
		}
	}
	return s, false
}

const star39 = 43

// wide39 tells which character has its wide elements where these are. Bars and
// spaces are told apart each by themselves when the three widest do not do it.
func wide39(c []float32) (value int, fit float32) {
	key, gap := widest(c, 3)
	v := code39Index[key]
	if v < 0 || gap < 1.15 {
		return -1, 0
	}
	return int(v), max(0, 2-gap)
}

// widest returns the n widest runs as bits, the first run as the highest, and
// how many times wider the narrowest of them is than the widest of the rest.
func widest(c []float32, n int) (key uint16, gap float32) {
	// The widest so far, the widest of them first: n is three at the most.
	var top [3]float32
	var bit [3]uint16
	var rest float32
	for i, v := range c {
		b := uint16(1) << (len(c) - 1 - i)
		for k := range n {
			if v > top[k] {
				top[k], v = v, top[k]
				bit[k], b = b, bit[k]
			}
		}
		rest = max(rest, v)
	}
	for k := range n {
		key |= bit[k]
	}
	return key, top[n-1] / max(rest, 0.01)
}

// itf reads an Interleaved 2 of 5 that begins at run i (ISO/IEC 16390): pairs of
// digits, one in the bars, one in the spaces.
func (r *Reader) itf(runs []float32, i int) (symbol, bool) {
	s := symbol{format: ITF, values: r.values[:0], from: i}
	if i+17 > len(runs) {
		return s, false
	}
	n := (runs[i] + runs[i+1] + runs[i+2] + runs[i+3]) / 4
	for _, v := range runs[i : i+4] {
		if v < 0.4*n || v > 1.7*n {
			return s, false
		}
	}
	if i > 0 && runs[i-1] < 4.5*n {
		return s, false
	}
	var width float32
	for at := i + 4; at+3 <= len(runs); at += 10 {
		// The end: a wide bar, a narrow space, a narrow bar, then nothing.
		if at+3 == len(runs) || runs[at+3] > 4.5*n {
			ok := runs[at] > 1.5*runs[at+2] && runs[at] > 1.4*n && runs[at+1] < 1.8*n && runs[at+2] < 1.8*n
			s.runs = at + 3 - i
			s.cost /= float32(len(s.values))
			return s, ok && len(s.values) >= 6
		}
		if at+10 > len(runs) || len(s.values) > 60 {
			return s, false
		}
		var bars, spaces [5]float32
		var w float32
		for k := range bars {
			bars[k], spaces[k] = runs[at+2*k], runs[at+2*k+1]
			w += bars[k] + spaces[k]
		}
		if at > i+4 && !near(w, width) {
			return s, false
		}
		// The start is four narrow runs, of which a pair has at least 14: two
		// wide ones among them are the end of a pair, where a slanted line came in.
		if at == i+4 && 4*n > 0.37*w {
			return s, false
		}
		width = w
		for _, five := range [][]float32{bars[:], spaces[:]} {
			key, gap := widest(five, 2)
			d := itfIndex[key]
			if d < 0 || gap < 1.2 {
				return s, false
			}
			s.values = append(s.values, byte(d))
			s.cost += max(0, 2-gap)
		}
	}
	return s, false
}

// codabar reads an NW-7 that begins at run i (EN 798): seven runs a character,
// two or three of them wide, and a gap.
func (r *Reader) codabar(runs []float32, i int) (symbol, bool) {
	s := symbol{format: Codabar, values: r.values[:0], from: i}
	for at := i; at+7 <= len(runs); at += 8 {
		c := runs[at : at+7]
		var w float32
		for _, x := range c {
			w += x
		}
		if at == i && at > 0 && runs[at-1] < w*0.45 || at > i && runs[at-1] > w*0.6 {
			return s, false
		}
		v, fit := widthsCodabar(c)
		if v < 0 || len(s.values) > 60 {
			return s, false
		}
		frame := v >= 16
		if at == i {
			if !frame {
				return s, false
			}
		}
		s.values = append(s.values, byte(v))
		s.cost += fit
		if frame && at > i {
			s.runs = at + 7 - i
			s.cost /= float32(len(s.values))
			return s, len(s.values) >= 5 && (at+7 == len(runs) || runs[at+7] > w*0.45)
		}
	}
	return s, false
}

// widthsCodabar tells which character the widths are. Bars and spaces have each
// their own limit between narrow and wide.
func widthsCodabar(c []float32) (value int, fit float32) {
	best, second := -1, float32(0)
	var bestGap float32
	for _, n := range [2]int{2, 3} {
		key, gap := widest(c, n)
		v := int(codabarIndex[key])
		if v < 0 {
			continue
		}
		if gap > bestGap {
			best, second, bestGap = v, bestGap, gap
		} else {
			second = max(second, gap)
		}
	}
	if best < 0 || bestGap < 1.25 || second > 0.93*bestGap {
		return -1, 0
	}
	return best, max(0, 2-bestGap)
}
