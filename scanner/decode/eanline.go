package decode

import "math"

// track is what several lines of one direction say of the same place.
type track struct {
	shape *family
	guess guess
	dir   int
	back  bool
	width float32
	x, y  float64
	line  int // the last line in it
	lines int
	done  bool
}

// What a reading of one line, and of several together, must be like.
const (
	lineMargin  = 0.04
	lineForced  = 0.003
	trackLines  = 3
	trackCost   = 0.30
	trackMargin = 0.045
	trackForced = 0.04
)

// Blur makes every digit fit badly, however many lines say the same. Where many
// do, and no other number comes near, the digits may fit worse.
const (
	manyLines   = 5
	manyGuesses = 8
)

var many = limits{cost: 0.37, margin: 0.07, forced: 0.03}

// eanLine looks for codes of the EAN family between the edges of a line.
func (r *Reader) eanLine(b *beam, at []float32) bool {
	sure := false
	runs := len(at) - 1
	for i := 0; i+33 <= runs; i += 2 {
		if r.formats&(EAN13|UPCA) != 0 && i+59 <= runs && shape13.fits(at, i) && r.eanAt(b, at, &shape13, i) {
			sure = true
		}
		if r.formats&EAN8 != 0 && i+43 <= runs && shape8.fits(at, i) && r.eanAt(b, at, &shape8, i) {
			sure = true
		}
		if r.formats&UPCE != 0 && r.upce(b, at, i) {
			sure = true
		}
	}
	return sure
}

// eanAt reads one place of a line.
func (r *Reader) eanAt(b *beam, at []float32, f *family, i int) bool {
	var runs [59]float32
	c := runs[:f.runs]
	for k := range c {
		c[k] = at[i+k+1] - at[i+k]
	}
	bias, width := f.bias(c), at[i+f.runs]-at[i]
	if m := width / f.modules; bias > 0.7*m || bias < -0.7*m {
		return false
	}
	if v := r.again(b, at, f, i, c, bias); v != nil {
		r.addOn(v, b, at, i, f, v.back)
		return r.near && v.bestBeside() == "" // to look closer at what stands beside it
	}
	sure := false
	for k := range 2 {
		back := r.back13 != (k == 1) // codes lie alike
		// The guards tell how fat the bars are; blur makes them lie.
		var best reading
		found, chosen := false, 0
		for n, share := range [3]float32{1, 0, 0.5} {
			g := &r.tries[n]
			*g = guess{}
			f.weigh(g, c, back, bias*share)
			got, ok := f.read(g, f.line())
			if !ok {
				continue
			}
			if !found || got.cost < best.cost {
				best, found, chosen = got, true, n
			}
			if best.n > 0 && best.meets(f.line()) {
				break
			}
		}
		if !found {
			continue
		}
		plain := best.n > 0 && best.meets(f.line())
		if plain && r.elect(f, best, b, at, i, back, 1) {
			sure = true
		}
		if plain && best.cost < plainCost && best.margin >= plainMargin {
			r.back13 = back // it says nothing the other way round
			if !sure {
				r.follow(b, at, f, i, &r.tries[chosen], back, width)
			}
			return sure
		}
		if r.follow(b, at, f, i, &r.tries[chosen], back, width) {
			sure = true
		}
	}
	return sure
}

// What a reading is like that leaves no doubt.
const (
	plainCost   = 0.1
	plainMargin = 2 * trackMargin
)

// again tells whether a line reads the code that counted last once more, at the
// same place: then it says nothing new.
func (r *Reader) again(b *beam, at []float32, f *family, i int, c []float32, bias float32) *vote {
	v := r.sure
	if v == nil || v.kind != f.format || v.dir != b.dir {
		return nil
	}
	width := float64(at[i+f.runs] - at[i])
	x, y := b.at(float64(at[i]+at[i+f.runs]) / 2)
	if math.Abs(width-v.width) > 0.1*v.width || math.Abs((x-v.X)*b.dx+(y-v.Y)*b.dy) > 0.5*v.width {
		return nil
	}
	g := &r.tries[0]
	*g = guess{}
	f.weigh(g, c, v.back, bias)
	n := f.free(g)
	if !n.valid || n.n != v.n || n.cost > f.worst*float32(f.digits) || string(n.digits[:n.n]) != string(v.key[:v.n]) {
		return nil
	}
	v.Lines++
	return v
}

// line is what a reading of one line must be like to be enough.
func (f *family) line() limits { return limits{f.worst, lineMargin, lineForced} }

// lines is what one of several lines together must be like.
func (f *family) lines() limits { return limits{min(trackCost, f.worst), trackMargin, trackForced} }

// elect votes for a number.
func (r *Reader) elect(f *family, n reading, b *beam, at []float32, i int, back bool, lines int) bool {
	if f.format == EAN13 && r.formats&EAN13 == 0 && n.digits[0] != 0 {
		return false
	}
	v, sure := r.vote(f.format, n.digits[:n.n], b, at[i], at[i+f.runs], lines)
	if v != nil {
		v.back = back
		r.addOn(v, b, at, i, f, back)
	}
	return sure
}

// follow adds what a line says to what its neighbours said of the same place:
// together they may say what none of them says alone.
func (r *Reader) follow(b *beam, at []float32, f *family, i int, g *guess, back bool, width float32) bool {
	t, fresh := r.track(&r.tracks, f, b, at[i], width, back)
	if t == nil {
		return false
	}
	if fresh {
		t.guess = *g
		return false
	}
	if t.line != b.line {
		t.line = b.line
		t.lines++
	}
	t.guess.add(g, 6)
	if t.done || t.lines < trackLines {
		return false
	}
	n, ok := f.read(&t.guess, f.lines())
	ok = ok && n.n > 0 && n.meets(f.lines())
	if !ok && f.format == EAN13 && t.lines >= manyLines && t.guess.n >= manyGuesses {
		n, ok = f.read(&t.guess, many)
		ok = ok && n.n > 0 && n.meets(many)
	}
	if !ok {
		return false
	}
	t.done = true
	return r.elect(f, n, b, at, i, back, need(f.format)) // several lines stand behind it
}

// add adds what another line says, each digit at most so much.
func (g *guess) add(o *guess, most float32) {
	for d := range g.cost {
		for n := range g.cost[d] {
			g.cost[d][n] += min(o.cost[d][n], most)
		}
	}
	g.n++
}

// track finds the place of which neighbours of a line told, or begins a new one.
func (r *Reader) track(list *[]track, f *family, b *beam, from, width float32, back bool) (t *track, fresh bool) {
	x, y := b.at(float64(from + width/2))
	for k := range *list {
		o := &(*list)[k]
		if o.shape == f && o.dir == b.dir && o.back == back && math.Abs(float64(o.width-width)) < 0.12*float64(width) &&
			math.Hypot(o.x-x, o.y-y) < float64(width) {
			return o, false
		}
	}
	if len(*list) == cap(*list) {
		return nil, false
	}
	*list = append(*list, track{shape: f, dir: b.dir, back: back, width: width, x: x, y: y, line: b.line, lines: 1})
	return &(*list)[len(*list)-1], true
}

// upce reads a UPC-E that begins at run i: three runs, six digits, six runs. It
// has no check digit of its own, only the sets of its digits.
func (r *Reader) upce(b *beam, at []float32, i int) bool {
	end := i + 33
	m := (at[end] - at[i]) / 51
	if m < 0.7 || i > 0 && at[i]-at[i-1] < 4*m || end+1 < len(at) && at[end+1]-at[end] < 4*m {
		return false
	}
	for _, back := range [2]bool{false, true} {
		var c [33]float32
		for k := range c {
			c[k] = at[i+k+1] - at[i+k]
			if back {
				c[k] = at[end-k] - at[end-k-1]
			}
		}
		if key, ok := digitsUPCE(&c, m); ok {
			_, sure := r.vote(UPCE, key[:], b, at[i], at[end], 1)
			return sure
		}
	}
	return false
}

// digitsUPCE reads the six digits, ten more for those of set B.
func digitsUPCE(c *[33]float32, m float32) (key [6]byte, ok bool) {
	for _, k := range [9]int{0, 1, 2, 27, 28, 29, 30, 31, 32} {
		if v := c[k]; v < 0.3*m || v > 1.9*m {
			return key, false
		}
	}
	bars := (c[0] + c[2] + c[28] + c[30] + c[32]) / 5
	bias := (bars - (c[1]+c[27]+c[29]+c[31])/4) / 2
	var total float32
	for d := range key {
		k := 3 + 4*d
		if s := c[k] + c[k+1] + c[k+2] + c[k+3]; s < 5.6*m || s > 8.4*m {
			return key, false
		}
		n, cost, lead := nearest(c[k:k+4], -bias)
		if cost > 1.2 || lead < 0.3 {
			return key, false
		}
		key[d] = n
		total += cost
	}
	return key, total <= 6*0.5
}

// nearest finds the digit of set A, ten more for set B, that is nearest to four
// widths of which the first is a space. The first and the third are wider than
// they should be by bias, the others narrower.
func nearest(c []float32, bias float32) (digit byte, cost, lead float32) {
	x := [4]float32{max(0.1, c[0]-bias), max(0.1, c[1]+bias), max(0.1, c[2]-bias), max(0.1, c[3]+bias)}
	f := 7 / (x[0] + x[1] + x[2] + x[3])
	for j := range x {
		x[j] *= f
	}
	cost, second := float32(never), float32(never)
	for n := range 20 {
		w := digitWidths[n%10]
		if n >= 10 {
			w = [4]float32{w[3], w[2], w[1], w[0]}
		}
		v := apart(x[0]-w[0], x[1]-w[1], x[2]-w[2], x[3]-w[3])
		if v < cost {
			digit, cost, second = byte(n), v, cost
		} else {
			second = min(second, v)
		}
	}
	return digit, cost, second - cost
}
