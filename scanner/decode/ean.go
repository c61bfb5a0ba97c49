package decode

import "slices"

// The digits of EAN codes as widths of four runs, in modules: set A as it
// stands left of the middle, beginning with a space; C has the same widths and
// begins with a bar; B is A backwards (GS1 General Specifications, 5.2.1.2).
var digitWidths = [10][4]float32{
	{3, 2, 1, 1},
	{2, 2, 2, 1},
	{2, 1, 2, 2},
	{1, 4, 1, 1},
	{1, 1, 3, 2},
	{1, 2, 3, 1},
	{1, 1, 1, 4},
	{1, 3, 1, 2},
	{1, 2, 1, 3},
	{3, 1, 1, 2},
}

// firstDigit is which of the six left digits of an EAN-13 are of set B, the
// first as the highest bit, by the digit that stands before them.
var firstDigit = [10]uint8{0x00, 0x0B, 0x0D, 0x0E, 0x13, 0x19, 0x1C, 0x15, 0x16, 0x1A}

// family is the shape of an EAN code.
type family struct {
	format  Format
	runs    int
	modules float32
	mid     int // run at which the middle guard begins
	digits  int
	quiet   float32 // least width of the quiet zones, in modules
	worst   float32 // cost of a digit, at most
}

// An EAN-8 has nothing but a check digit to be known by, and every run of digits
// of an EAN-13 has the rhythm of one: so its white must be wider than a space in
// a digit, and its digits must fit better. Those that are not too blurred to be
// read at all have costs below 0.1.
var (
	shape13 = family{EAN13, 59, 95, 27, 12, 2.5, 0.32}
	shape8  = family{EAN8, 43, 67, 19, 8, 4, 0.22}
)

// start is the run at which a digit begins.
func (f *family) start(digit int) int {
	i := 3 + 4*digit
	if digit >= f.digits/2 {
		i += 5
	}
	return i
}

// guess is what each digit of a code may be and how badly that fits: 0 to 9
// for set A or C, 10 to 19 for set B.
type guess struct {
	cost [12][20]float32
	n    int // lines in it
}

const never = 1e6

// fits tells whether the runs between edges from i on may be a code of the
// shape: quiet zones, guards where they belong and digits as wide as digits are.
func (f *family) fits(at []float32, i int) bool {
	end := i + f.runs
	m := (at[end] - at[i]) / f.modules
	if m < 0.7 || i > 0 && at[i]-at[i-1] < f.quiet*m || end+1 < len(at) && at[end+1]-at[end] < f.quiet*m {
		return false
	}
	least, most := 0.2*m, 2.2*m
	for _, k := range [...]int{i, i + 1, i + 2, end - 3, end - 2, end - 1, i + f.mid, i + f.mid + 1, i + f.mid + 2, i + f.mid + 3, i + f.mid + 4} {
		if v := at[k+1] - at[k]; v <= least || v >= most {
			return false
		}
	}
	if g := at[i+f.mid+5] - at[i+f.mid]; g < 3.7*m || g > 6.3*m {
		return false
	}
	for d := range f.digits {
		k := i + f.start(d)
		if s := at[k+4] - at[k]; s < 4.2*m || s > 10.2*m {
			return false
		}
	}
	return true
}

// bias is how many pixels bars are wider than they should be, by the guards.
func (f *family) bias(c []float32) float32 {
	bars := (c[0] + c[2] + c[f.mid+1] + c[f.mid+3] + c[f.runs-3] + c[f.runs-1]) / 6
	spaces := (c[1] + c[f.mid] + c[f.mid+2] + c[f.mid+4] + c[f.runs-2]) / 5
	return (bars - spaces) / 2
}

// weigh adds what the runs of one line say about each digit.
func (f *family) weigh(g *guess, c []float32, back bool, bias float32) {
	g.n++
	for d := range f.digits {
		var x [4]float32
		var sum float32
		k := f.start(d)
		bar := k%2 == 0
		for j := range x {
			at := k + j
			if back {
				at = f.runs - 1 - at
			}
			b := bias
			if bar != (j%2 == 0) {
				b = -bias
			}
			x[j] = max(0.1, c[at]-b)
			sum += x[j]
		}
		for j := range x {
			x[j] *= 7 / sum
		}
		f.compare(g, d, &x)
	}
}

// compare adds how far four widths are from those of every digit: apart, with
// what does not depend on the widths worked out before.
func (f *family) compare(g *guess, d int, x *[4]float32) {
	y, own := shaped(x)
	c := &g.cost[d]
	both := f.format == EAN13 && d < 6
	for n := range digitShapes {
		s := &digitShapes[n]
		far := own + s.own
		c[n] += max(0, far-2*(y[0]*s.w[0]+y[1]*s.w[1]+y[2]*s.w[2]+y[3]*s.w[3]))
		if both {
			c[10+n] += max(0, far-2*(y[0]*s.w[3]+y[1]*s.w[2]+y[2]*s.w[1]+y[3]*s.w[0]))
		} else {
			c[10+n] = never
		}
	}
}

// digitShape is a digit of set A or C, and apart(w, 0); B is as far from 0.
type digitShape struct {
	w   [4]float32
	own float32
}

var digitShapes = makeDigitShapes()

func makeDigitShapes() (out [10]digitShape) {
	for n := range out {
		w := digitWidths[n]
		_, own := shaped(&w)
		out[n] = digitShape{w, own}
	}
	return out
}

// shaped returns what apart makes of a distance x: half of its slope there, and
// its value. So apart(x-w) is shaped(x) less twice the slope times w and with
// shaped(w).
func shaped(x *[4]float32) (slope [4]float32, value float32) {
	const each, like = 0.35, 0.65
	a, b, c := like*(x[0]+x[1]), like*(x[1]+x[2]), like*(x[2]+x[3])
	slope = [4]float32{each*x[0] + a, each*x[1] + a + b, each*x[2] + b + c, each*x[3] + c}
	return slope, slope[0]*x[0] + slope[1]*x[1] + slope[2]*x[2] + slope[3]*x[3]
}

// apart is how far widths are from a digit's. Distances from edge to like edge
// do not suffer when bars are printed too fat; they count more.
func apart(a, b, c, d float32) float32 {
	return 0.35*(a*a+b*b+c*c+d*d) + 0.65*((a+b)*(a+b)+(b+c)*(b+c)+(c+d)*(c+d))
}

// reading is a number that a guess may stand for.
type reading struct {
	digits [13]byte
	n      int
	cost   float32 // mean of the digits
	margin float32 // how much worse, by the mean of the digits, the next best number is
	forced float32 // how much better, likewise, the digits fit that no number has
}

// limits are what a reading must be like.
type limits struct{ cost, margin, forced float32 }

// meets tells whether a reading is within the limits.
func (n *reading) meets(l limits) bool {
	return n.cost <= l.cost && n.margin >= l.margin && n.forced <= l.forced
}

// read is solve for who only asks whether the number is within the limits: most
// guesses tell that without going through the numbers. Two numbers differ in two
// places at the least, a place being digit and set. So where the best of all
// places are a number, the two that are least sure tell how much worse the next
// best number is, at the least; where they are none, the least sure one tells how
// much worse than they the best number is. A reading outside of the limits has
// its cost, or one that is too small, and nothing else.
func (f *family) read(g *guess, l limits) (out reading, ok bool) {
	free := f.free(g)
	whole := float32(g.n * f.digits)
	out.cost = free.cost / whole
	switch {
	case out.cost > worst:
		return out, false
	case out.cost > l.cost, !free.valid && free.lead > l.forced*whole:
		return out, true
	case !free.valid || free.lead+free.lead2 < l.margin*whole:
		return f.solve(g, l.margin)
	}
	out.digits, out.n = free.digits, free.n
	out.margin = (free.lead + free.lead2) / whole
	return out, true
}

// places are the best digits of all places, each for itself.
type places struct {
	digits      [13]byte
	n           int
	cost        float32
	lead, lead2 float32 // how much worse the second best of a place is: of the two least sure
	valid       bool    // they are a number
}

func (f *family) free(g *guess) (out places) {
	out.lead, out.lead2 = never, never
	code := out.digits[:0]
	most := 10
	if f.format == EAN13 {
		code, most = out.digits[:1], 20
	}
	sets, sum := uint8(0), 0
	for d := range f.digits {
		if d == 6 {
			most = 10
		}
		best, second, at := float32(never), float32(never), 0
		for n, c := range g.cost[d][:most] {
			if c < best {
				best, second, at = c, best, n
			} else if c < second {
				second = c
			}
		}
		out.cost += best
		if next := second - best; next < out.lead {
			out.lead, out.lead2 = next, out.lead
		} else if next < out.lead2 {
			out.lead2 = next
		}
		if at >= 10 {
			sets |= 1 << (5 - d)
			at -= 10
		}
		code = append(code, byte(at))
		sum += at * f.weight(d)
	}
	out.n = len(code)
	if f.format == EAN13 {
		first := slices.Index(firstDigit[:], sets)
		if first < 0 {
			return out
		}
		out.digits[0] = byte(first)
		sum += first
	}
	out.valid = sum%10 == 0
	return out
}

// choice is what one digit of a set of a guess may be: the best, and how much
// worse the second best is.
type choice struct {
	digit      byte
	cost, lead float32
}

// choices are those of every digit, by set: A or C, then B.
func (f *family) choices(g *guess) (out [12][2]choice) {
	sets := 1
	if f.format == EAN13 {
		sets = 2
	}
	for d := range f.digits {
		for set := range sets {
			best, second, digit := float32(never), float32(never), 0
			for n, c := range g.cost[d][10*set : 10*set+10] {
				if c < best {
					best, second, digit = c, best, n
				} else if c < second {
					second = c
				}
			}
			out[d][set] = choice{byte(digit), best, second - best}
		}
		if sets == 1 {
			out[d][1].cost = never
		}
	}
	return out
}

// set is which set a digit is of, 1 for B.
func (f *family) set(digit int, sets uint8) int {
	if f.format == EAN13 && digit < 6 {
		return int(sets >> (5 - digit) & 1)
	}
	return 0
}

// worst is the mean cost of digits at which no reading is of use.
const worst = 0.4

// solve finds the number that fits best: digits, sets and check digit agree. ok
// is false when none fits. A margin above enough is not told exactly.
func (f *family) solve(g *guess, enough float32) (reading, bool) {
	all := f.choices(g)
	whole := float32(g.n * f.digits)
	var free float32
	for d := range f.digits {
		free += min(all[d][0].cost, all[d][1].cost)
	}
	if free > worst*whole {
		return reading{}, false
	}
	var bounds [10]float32
	first := 0
	for i, sets := range firstDigit {
		for d := range f.digits {
			bounds[i] += all[d][f.set(d, sets)].cost
		}
		if bounds[i] < bounds[first] {
			first = i
		}
		if f.format == EAN8 {
			break
		}
	}
	if bounds[first] > worst*whole {
		return reading{}, false
	}
	best, second := reading{cost: never}, float32(never)
	take := func(first int) {
		number, sets := first, firstDigit[first]
		if f.format == EAN8 {
			number = -1
		}
		total, code, next, ok := f.pick(g, &all, number, sets, bounds[first], enough*whole)
		switch {
		case !ok:
		case total < best.cost:
			second = min(best.cost, next)
			best = reading{cost: total}
			if number >= 0 {
				best.digits[0], best.n = byte(number), 1
			}
			best.n += copy(best.digits[best.n:], code[:f.digits])
		default:
			second = min(second, total)
		}
	}
	take(first)
	for i := range bounds {
		if i == first || f.format == EAN8 {
			continue
		}
		if bounds[i] < best.cost+enough*whole {
			take(i)
		} else {
			second = min(second, bounds[i])
		}
	}
	best.forced = (best.cost - free) / whole
	best.margin = (second - best.cost) / whole
	best.cost /= whole
	return best, best.n > 0
}

// pick chooses the digits for one arrangement of sets: the best, mended where
// that costs least until the check digit is right. next is the cost of the
// second best number of the same arrangement, or a cost that it exceeds and
// that is more than enough above the best.
func (f *family) pick(g *guess, all *[12][2]choice, first int, sets uint8, bound, enough float32) (total float32, code [12]byte, next float32, ok bool) {
	sum := max(0, first) // weight 1 in an EAN-13
	// Two digits must change for the check digit to stay right.
	lead, lead2 := float32(never), float32(never)
	for d := range f.digits {
		c := &all[d][f.set(d, sets)]
		code[d] = c.digit
		sum += int(c.digit) * f.weight(d)
		if c.lead < lead {
			lead, lead2 = c.lead, lead
		} else if c.lead < lead2 {
			lead2 = c.lead
		}
	}
	if bound >= never {
		return 0, code, 0, false
	}
	if sum%10 == 0 && lead+lead2 >= enough {
		return bound, code, bound + lead + lead2, true
	}
	return f.mend(g, max(0, first), sets)
}

// weight is that of a digit in the sum that ends in 0.
func (f *family) weight(digit int) int {
	if (f.digits-1-digit)%2 == 0 {
		return 1
	}
	return 3
}

// mend finds the two cheapest numbers whose check digit is right. It goes
// through the digits and keeps, for each remainder of their sum by 10, the
// cheapest way to it and the cost of the second.
func (f *family) mend(g *guess, first int, sets uint8) (total float32, code [12]byte, next float32, ok bool) {
	type way struct{ cost, second float32 }
	var now [10]way
	var taken [12][10]byte // by digit and remainder: the digit on the cheapest way
	for i := range now {
		now[i] = way{never, never}
	}
	now[first%10].cost = 0
	for d := range f.digits {
		var then [10]way
		for i := range then {
			then[i] = way{never, never}
		}
		w, costs := f.weight(d), g.cost[d][10*f.set(d, sets):]
		for r := range now {
			if now[r].cost >= never {
				continue
			}
			to := r
			for n, c := range costs[:10] {
				t := &then[to]
				if cost := now[r].cost + c; cost < t.cost {
					t.second = min(t.cost, now[r].second+c)
					t.cost, taken[d][to] = cost, byte(n)
				} else {
					t.second = min(t.second, cost)
				}
				if to += w; to >= 10 {
					to -= 10
				}
			}
		}
		now = then
	}
	r := 0
	for d := f.digits - 1; d >= 0; d-- {
		code[d] = taken[d][r]
		r = (r + 30 - int(code[d])*f.weight(d)) % 10
	}
	return now[0].cost, code, now[0].second, now[0].cost < never
}
