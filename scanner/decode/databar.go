package decode

import (
	"math"

	"github.com/makiuchi-d/gozxing/oned/rss"
)

// A GS1 DataBar Omnidirectional is two pairs, each of them a character, a
// finder pattern and another character, the right pair mirrored (ISO/IEC 24724,
// 5). They stand side by side, or one above the other when it is stacked; so
// the pairs are read by themselves, and by different lines.

// pair is one half of a DataBar and how many lines agree on it.
type pair struct {
	value, check, finder int
	right, back          bool // a right half; read against the line
	lines, line          int
	x, y, m              float64 // where, and how wide a module is there
}

// Runs of a pair behind its guard: character, finder, character.
const (
	pairChar   = 8
	pairFinder = 5
	pairRuns   = 2*pairChar + pairFinder
)

// dataBarFinders are the finder patterns from the outside in (ISO/IEC 24724,
// table 2).
var dataBarFinders = [9][pairFinder]float32{
	{3, 8, 2, 1, 1},
	{3, 5, 5, 1, 1},
	{3, 3, 7, 1, 1},
	{3, 1, 9, 1, 1},
	{2, 7, 4, 1, 1},
	{2, 5, 6, 1, 1},
	{2, 3, 8, 1, 1},
	{1, 5, 7, 1, 1},
	{1, 3, 9, 1, 1},
}

// dataBarGroup is a row of the tables of characters: the sum of the odd
// elements, the widest odd and even element, how many values the other kind of
// elements has, and the first value (ISO/IEC 24724, tables 3 and 4).
type dataBarGroup struct{ odd, oddWidest, evenWidest, total, first int }

var (
	dataBarOuter = [5]dataBarGroup{{12, 8, 1, 1, 0}, {10, 6, 3, 10, 161}, {8, 4, 5, 34, 961}, {6, 3, 6, 70, 2015}, {4, 1, 8, 126, 2715}}
	dataBarInner = [4]dataBarGroup{{5, 2, 7, 4, 0}, {7, 4, 5, 20, 336}, {9, 6, 3, 48, 1036}, {11, 8, 1, 81, 1516}}
)

// dataBar reads the pairs whose guard has its bar at run i.
func (r *Reader) dataBar(b *beam, at, runs []float32, i int, back bool) bool {
	sure := false
	for _, right := range [2]bool{false, true} {
		// Before the left half stands a bar, before the right one, which is read
		// from its end, a bar and a space.
		from := i + 1
		if right {
			from++
		}
		if from+pairRuns > len(runs) {
			continue
		}
		p, ok := readPair(runs[from : from+pairRuns])
		if !ok || runs[i] > 2.2*float32(p.m) || right && runs[i+1] > 2.2*float32(p.m) {
			continue
		}
		p.right, p.back, p.line = right, back, b.line
		p.x, p.y = middle(b, at, i, pairRuns, back)
		if r.pair(p, b) {
			sure = true
		}
	}
	return sure
}

// pair counts a pair, and looks for its other half when enough lines agree.
func (r *Reader) pair(p pair, b *beam) bool {
	var here *pair
	for k := range r.pairs {
		o := &r.pairs[k]
		if o.value == p.value && o.check == p.check && o.finder == p.finder && o.right == p.right && o.back == p.back {
			here = o
			if o.line != b.line {
				o.line = b.line
				o.lines++
				r.fresh = true
			}
			break
		}
	}
	if here == nil {
		if len(r.pairs) == cap(r.pairs) {
			return false
		}
		p.lines = 1
		r.pairs = append(r.pairs, p)
		r.fresh = true
		return false
	}
	if here.lines < need(DataBar) {
		return false
	}
	sure := false
	for k := range r.pairs {
		o := &r.pairs[k]
		if o.lines < need(DataBar) || !matching(here, o) {
			continue
		}
		left, right := here, o
		if here.right {
			left, right = o, here
		}
		key := keyDataBar(left.value, right.value)
		m := float32(here.m)
		if v, ok := r.vote(DataBar, key[:], b, 0, 95*m, need(DataBar)); v != nil {
			v.X, v.Y = (left.x+right.x)/2, (left.y+right.y)/2
			sure = sure || ok
		}
	}
	return sure
}

// matching tells whether two pairs are the halves of one code.
func matching(a, b *pair) bool {
	if a.right == b.right || a.back == b.back || a.m > 1.3*b.m || b.m > 1.3*a.m || math.Hypot(a.x-b.x, a.y-b.y) > 80*a.m {
		return false
	}
	if a.right {
		a, b = b, a
	}
	want := 9*a.finder + b.finder
	if want > 72 {
		want--
	}
	if want > 8 {
		want--
	}
	return (a.check+16*b.check)%79 == want
}

// readPair reads the runs of a pair, its outer character first.
func readPair(c []float32) (p pair, ok bool) {
	sum := func(x []float32) (s float32) {
		for _, v := range x {
			s += v
		}
		return s
	}
	finder := c[pairChar : pairChar+pairFinder]
	width := sum(finder)
	m := width / 15
	// Of all bars and spaces that pass by, most end here.
	if m < 0.7 || finder[3]+finder[4] > 3*m || finder[0] > 4.2*m || finder[1]+finder[2] < 8*m {
		return p, false
	}
	outer, inner := sum(c[:pairChar]), sum(c[pairChar+pairFinder:])
	if outer < 13.5*m || outer > 18.5*m || inner < 12.7*m || inner > 17.3*m {
		return p, false
	}
	value, cost, second := -1, float32(never), float32(never)
	var bias float32 // of the elements of the kind of the first
	for v := range dataBarFinders {
		w := &dataBarFinders[v]
		var d float32
		for k := 0; k+1 < pairFinder; k++ {
			e := (finder[k]+finder[k+1])/m - w[k] - w[k+1]
			d += e * e
		}
		if d < cost {
			value, cost, second = v, d, cost
			bias = (finder[0]+finder[2]+finder[4]-m*(w[0]+w[2]+w[4]))/6 - (finder[1]+finder[3]-m*(w[1]+w[3]))/4
		} else {
			second = min(second, d)
		}
	}
	if cost > 2 || second-cost < 0.3 || bias > 0.6*m || bias < -0.6*m {
		return p, false
	}
	// The outer character ends where the finder begins, the inner one is read
	// towards it.
	var out, in [pairChar]float32
	for k := range out {
		fat := bias // the element before the finder is of the other kind
		if k%2 == 1 {
			fat = -bias
		}
		out[k] = (c[k] - fat) * 16 / outer
		in[k] = (c[pairRuns-1-k] - fat) * 15 / inner
	}
	a, checkA, ok := dataBarChar(&out, 16, dataBarOuter[:])
	if !ok {
		return p, false
	}
	z, checkZ, ok := dataBarChar(&in, 15, dataBarInner[:])
	if !ok {
		return p, false
	}
	return pair{value: 1597*a + z, check: checkA + 4*checkZ, finder: value, m: float64((outer + width + inner) / 46)}, true
}

// What the widths of a character must be like: how far from whole modules, and
// how much further the next best reading.
const (
	dataBarCost   = 0.9
	dataBarMargin = 0.3
)

// dataBarChar reads a character of eight elements that are so many modules
// wide. Which sums of its elements there are tells how to round them.
func dataBarChar(x *[pairChar]float32, modules int, groups []dataBarGroup) (value, check int, ok bool) {
	cost, second := float32(never), float32(never)
	for i := range groups {
		g := &groups[i]
		var odd, even [4]int
		c1, next1 := shareOut(x[0:], &odd, g.odd, g.oddWidest)
		c2, next2 := shareOut(x[1:], &even, modules-g.odd, g.evenWidest)
		c := c1 + c2
		second = min(second, c+min(next1, next2))
		if c >= cost {
			second = min(second, c)
			continue
		}
		cost, second = c, min(cost, second)
		// In one kind of elements at least one must be narrow, or two groups
		// would look alike: the even ones of outer, the odd ones of inner
		// characters.
		outer := modules == 16
		vOdd := rss.RSSUtils_getRSSvalue(odd[:], g.oddWidest, !outer)
		vEven := rss.RSSUtils_getRSSvalue(even[:], g.evenWidest, outer)
		if outer {
			value = vOdd*g.total + vEven + g.first
		} else {
			value = vEven*g.total + vOdd + g.first
		}
		checkOdd, checkEven := 0, 0
		for k := 3; k >= 0; k-- {
			checkOdd, checkEven = checkOdd*9+odd[k], checkEven*9+even[k]
		}
		check = checkOdd + 3*checkEven
	}
	return value, check, cost < dataBarCost && second-cost > dataBarMargin
}

// shareOut rounds every second of the widths so that they add up to a sum, none
// less than one or wider than the widest. It returns how much that changes them
// and how much more the next best way does.
func shareOut(x []float32, w *[4]int, sum, widest int) (cost, next float32) {
	left := sum
	for k := range w {
		w[k] = min(widest, max(1, int(x[2*k]+0.5)))
		left -= w[k]
	}
	// What a module more or less at an element costs.
	change := func(k, step int) float32 {
		to := w[k] + step
		if to < 1 || to > widest {
			return never
		}
		was, is := float32(w[k])-x[2*k], float32(to)-x[2*k]
		return is*is - was*was
	}
	for left != 0 {
		step := 1
		if left < 0 {
			step = -1
		}
		best, least := -1, float32(never)
		for k := range w {
			if d := change(k, step); d < least {
				best, least = k, d
			}
		}
		if best < 0 {
			return never, never
		}
		w[best] += step
		left -= step
	}
	next = never
	for k := range w {
		d := float32(w[k]) - x[2*k]
		cost += d * d
		for j := range w {
			if j != k {
				next = min(next, change(k, 1)+change(j, -1))
			}
		}
	}
	return cost, next
}

// keyDataBar are the thirteen digits of a code.
func keyDataBar(left, right int) (key [13]byte) {
	n := 4537077*left + right
	for i := len(key) - 1; i >= 0; i-- {
		key[i] = byte(n % 10)
		n /= 10
	}
	return key
}

// textDataBar is the GTIN of thirteen digits with its check digit.
func textDataBar(key []byte) string {
	var out [14]byte
	sum := 0
	for i, d := range key {
		out[i] = '0' + d
		if sum += int(d); i%2 == 0 {
			sum += 2 * int(d)
		}
	}
	out[13] = byte('0' + (10-sum%10)%10)
	return string(out[:])
}
