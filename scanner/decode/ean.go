package decode

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
	mid     int // run at which the middle guard begins, -1 for none
	digits  int
}

var (
	shape13 = family{EAN13, 59, 95, 27, 12}
	shape8  = family{EAN8, 43, 67, 19, 8}
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

// fits tells whether runs from i on may be a code of the shape: guards where
// they belong and digits as wide as digits are.
func (f *family) fits(r []float32, i int) bool {
	c := r[i : i+f.runs]
	var w float32
	for _, v := range c {
		w += v
	}
	m := w / f.modules
	if m < 0.7 {
		return false
	}
	thin := func(v float32) bool { return v > 0.2*m && v < 2.2*m }
	if !thin(c[0]) || !thin(c[1]) || !thin(c[2]) || !thin(c[f.runs-3]) || !thin(c[f.runs-2]) || !thin(c[f.runs-1]) {
		return false
	}
	var g float32
	for _, v := range c[f.mid : f.mid+5] {
		if !thin(v) {
			return false
		}
		g += v
	}
	if g < 3.7*m || g > 6.3*m {
		return false
	}
	for d := range f.digits {
		k := f.start(d)
		if s := c[k] + c[k+1] + c[k+2] + c[k+3]; s < 4.2*m || s > 10.2*m {
			return false
		}
	}
	return (i == 0 || r[i-1] > 2.5*m) && (i+f.runs >= len(r) || r[i+f.runs] > 2.5*m)
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
		left := d < f.digits/2
		for n := range digitWidths {
			w := &digitWidths[n]
			g.cost[d][n] += apart(x[0]-w[0], x[1]-w[1], x[2]-w[2], x[3]-w[3])
			if left && f.format == EAN13 {
				g.cost[d][10+n] += apart(x[0]-w[3], x[1]-w[2], x[2]-w[1], x[3]-w[0])
			} else {
				g.cost[d][10+n] = never
			}
		}
	}
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

// solve finds the number that fits best: digits, sets and check digit agree. ok
// is false when none does, or another fits almost as well.
func (f *family) solve(g *guess) (reading, bool) {
	best, second := reading{cost: never}, float32(never)
	take := func(first int, sets uint8) {
		total, code, next, ok := f.pick(g, first, sets)
		if !ok {
			return
		}
		if total < best.cost {
			second = min(best.cost, next)
			best = reading{cost: total}
			if first >= 0 {
				best.digits[0], best.n = byte(first), 1
			}
			for _, d := range code[:f.digits] {
				best.digits[best.n] = d
				best.n++
			}
		} else {
			second = min(second, total)
		}
	}
	if f.format == EAN8 {
		take(-1, 0)
	} else {
		for first, sets := range firstDigit {
			take(first, sets)
		}
	}
	var free float32
	for d := range f.digits {
		least := g.cost[d][0]
		for _, c := range g.cost[d][1:] {
			least = min(least, c)
		}
		free += least
	}
	scale := 1 / float32(g.n*f.digits)
	best.forced = (best.cost - free) * scale
	best.margin = (second - best.cost) * scale
	best.cost *= scale
	return best, best.n > 0
}

// pick chooses the digits for one arrangement of sets: the best, mended where
// that costs least until the check digit is right. next is the cost of the
// second best number of the same arrangement.
func (f *family) pick(g *guess, first int, sets uint8) (total float32, code [12]byte, next float32, ok bool) {
	sum := max(0, first) // weight 1 in an EAN-13
	weight := func(d int) int {
		if (f.digits-1-d)%2 == 0 {
			return 1
		}
		return 3
	}
	// By residue of the sum modulo 10: the cheapest way to reach it, digit by
	// digit, and the second cheapest.
	type way struct {
		cost  [2]float32
		digit [12]uint8 // of the cheapest
	}
	var now, then [10]way
	for i := range now {
		now[i].cost = [2]float32{never, never}
	}
	now[sum%10].cost[0] = 0
	for d := range f.digits {
		set := 0
		if d < f.digits/2 && f.format == EAN13 && sets>>(5-d)&1 == 1 {
			set = 10
		}
		for i := range then {
			then[i].cost = [2]float32{never, never}
		}
		for r := range now {
			if now[r].cost[0] >= never {
				continue
			}
			for n := range 10 {
				c := g.cost[d][set+n]
				t := &then[(r+n*weight(d))%10]
				cost := now[r].cost[0] + c
				switch {
				case cost < t.cost[0]:
					t.cost[1] = min(t.cost[0], now[r].cost[1]+c)
					t.cost[0] = cost
					t.digit = now[r].digit
					t.digit[d] = byte(n)
				default:
					t.cost[1] = min(t.cost[1], cost)
				}
			}
		}
		now = then
	}
	w := &now[0]
	return w.cost[0], w.digit, w.cost[1], w.cost[0] < never
}
