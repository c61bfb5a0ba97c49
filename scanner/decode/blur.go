package decode

import "math"

// A code out of focus has no edges where its bars are: neighbouring bars melt
// into one hump. What can still be said is which digits, blurred as much as
// this code is, would look like it. That takes long, so only still pictures are
// read so.

const (
	perMod = 2              // samples of a module
	window = 7 * perMod     // of a digit
	slack  = 1.5            // modules that a digit may lie off its place
	shifts = 13             // places in that slack
	lag    = 2 * slack / 12 // between them
)

// blurs are the widths of blur that are tried: standard deviations in modules.
var blurs = [...]float64{0.35, 0.55, 0.75, 0.95, 1.15}

// templates are the digits as blur shows them: 0 for white, 1 for black; sets
// A, B and C.
var templates = makeTemplates()

func makeTemplates() (out [len(blurs)][30][window]float32) {
	for s, sigma := range blurs {
		for set := range 3 {
			for n := range 10 {
				// Every digit left of the middle begins behind a bar and before a
				// space, right of it the other way round. What comes next to that
				// is not known.
				before, after := 1.0, 0.0
				if set == 2 {
					before, after = 0, 1
				}
				m := []float64{0.5, 0.5, before}
				m = append(m, modulesOf(set, n)...)
				m = append(m, after, 0.5, 0.5)
				blurred(m, 3, sigma, &out[s][set*10+n])
			}
		}
	}
	return out
}

// modulesOf are the seven modules of a digit of set A, B or C, 1 for black.
func modulesOf(set, n int) []float64 {
	w := digitWidths[n]
	black := 0.0
	if set == 1 {
		w = [4]float32{w[3], w[2], w[1], w[0]}
	}
	if set == 2 {
		black = 1
	}
	var out []float64
	for _, v := range w {
		for range int(v) {
			out = append(out, black)
		}
		black = 1 - black
	}
	return out
}

// blurred samples seven modules from the given one on.
func blurred(m []float64, from int, sigma float64, out *[window]float32) {
	for k := range out {
		x := float64(from) + (float64(k)+.5)/perMod
		var v float64
		for j, b := range m {
			if b != 0 {
				v += b * (normal((float64(j+1)-x)/sigma) - normal((float64(j)-x)/sigma))
			}
		}
		out[k] = float32(v)
	}
}

// normal is the cumulative standard normal distribution.
func normal(x float64) float64 { return 0.5 * (1 + math.Erf(x/math.Sqrt2)) }

// segment is a stretch of a line that may be a blurred code: from the first
// bar to the last.
type segment struct{ from, to float32 }

// segments finds stretches between quiet zones in which bars are close.
func segments(at []float32, n int, each func(segment)) {
	for i := 0; i+1 < len(at); i += 2 {
		before := at[i]
		if i > 0 {
			before -= at[i-1]
		}
		if before < 4 {
			continue
		}
		widest := float32(0)
		for j := i + 1; j < len(at) && j <= i+61; j += 2 {
			if j > i+1 {
				widest = max(widest, at[j-1]-at[j-2])
			}
			after := float32(n) - at[j]
			if j+1 < len(at) {
				after = at[j+1] - at[j]
			}
			l := at[j] - at[i]
			if j < i+17 || l < 60 || after < 0.055*l || before < 0.055*l {
				continue
			}
			if widest < 0.065*l {
				each(segment{at[i], at[j]})
			}
			break
		}
	}
}

// blurredLine reads the stretches of a line that may be EAN-13 codes.
func (r *Reader) blurredLine(b *beam) bool {
	sure := false
	at := r.edges.extrema(b.p)
	segments(at, len(b.p), func(s segment) {
		if r.hopes--; r.hopes < 0 {
			return
		}
		for _, back := range [2]bool{false, true} {
			if r.blurredAt(b, s, back) {
				sure = true
			}
		}
	})
	return sure
}

// blurredAt reads one stretch.
func (r *Reader) blurredAt(b *beam, s segment, back bool) bool {
	v, ok := b.darkness(s, back, &r.dark)
	if !ok {
		return false
	}
	best := float32(never)
	var g guess
	for n, i := range [len(blurs)]int{2, 0, 1, 3, 4} {
		// What does not look like digits with some blur does not with more.
		if n == 1 && best > hopeless {
			return false
		}
		var one guess
		if cost := v.weigh(i, &one); cost < best {
			best, g = cost, one
		}
	}
	if best > 0.06*12 {
		return false
	}
	at := [2]float32{s.from, s.to}
	return r.followBlurred(b, at, &g, back)
}

// hopeless is a cost of digits, blurred as most codes are, at which no other
// blur is tried.
const hopeless = 1.6 * 0.06 * 12

// stretch is a sampled segment: darkness from 0 to about 1, with slack modules
// on both sides.
type stretch struct {
	d    []float32
	gain float32
}

const margin = perMod*3/2 + 4

// darkness samples a segment at perMod samples a module, with the brightness of
// the quiet zones as white.
func (b *beam) darkness(s segment, back bool, buf *[]float32) (stretch, bool) {
	m := (s.to - s.from) / 95
	if m < 0.65 {
		return stretch{}, false
	}
	level := func(mid float32) (float32, bool) {
		lo, hi := max(0, int(mid-1.3*m)), min(len(b.p)-1, int(mid+1.3*m))
		if hi < lo {
			return 0, false
		}
		var sum float32
		for _, v := range b.p[lo : hi+1] {
			sum += v
		}
		return sum / float32(hi-lo+1), true
	}
	left, ok1 := level(s.from - 3.5*m)
	right, ok2 := level(s.to + 3.5*m)
	if !ok1 || !ok2 {
		return stretch{}, false
	}
	dark := func(from, to float32) float32 {
		v := float32(255)
		for _, p := range b.p[max(0, int(from)):min(len(b.p), int(to)+1)] {
			v = min(v, p)
		}
		return v
	}
	mid := (s.from + s.to) / 2
	bl, br := dark(s.from, mid), dark(mid, s.to)
	if left-bl < 15 || right-br < 15 {
		return stretch{}, false
	}
	n := 95*perMod + 2*margin
	if cap(*buf) < n {
		*buf = make([]float32, n)
	}
	d := (*buf)[:n]
	for k := range d {
		u := (float32(k-margin) + 0.5) / (95 * perMod)
		if back {
			u = 1 - u
		}
		x := s.from + u*(s.to-s.from)
		i := int(math.Floor(float64(x)))
		if i < 0 || i+1 >= len(b.p) {
			d[k] = 0
			continue
		}
		f := x - float32(i)
		v := b.p[i]*(1-f) + b.p[i+1]*f
		d[k] = (left + (right-left)*u - v) / (left - bl + (right-br-left+bl)*u)
	}
	return stretch{d: d, gain: 1}, true
}

// place is the first sample of a digit, shifted by so many lags.
func place(digit, shift int) float32 {
	m := 3 + 7*digit
	if digit >= 6 {
		m += 5
	}
	return float32(m*perMod+margin) + (float32(shift)-float32(shifts/2))*lag*perMod
}

// fit is how badly a template fits at a place, with the best share of darkness.
func (v *stretch) fit(at float32, t *[window]float32) float32 {
	i := int(at)
	f := at - float32(i)
	d := v.d[i : i+window+1]
	var vt, tt, vv float32
	for k := range t {
		x := d[k]*(1-f) + d[k+1]*f
		vt += x * t[k]
		tt += t[k] * t[k]
		vv += x * x
	}
	a := min(1.35, max(0.75, vt/tt)) * v.gain
	return (vv - 2*a*vt + a*a*tt) * (1.0 / window)
}

// weigh fits the digits, blurred so much, one after the other: each may lie off
// its place, but not far off the place that its neighbour had. It fills the
// guess and returns the cost of the best digits.
func (v *stretch) weigh(blur int, g *guess) float32 {
	g.n = 1
	var cost [12][shifts]float32
	var all [12][shifts][20]float32
	for d := range 12 {
		for o := range shifts {
			at := place(d, o)
			best := float32(never)
			for c := range 20 {
				if d >= 6 && c >= 10 {
					all[d][o][c] = never
					continue
				}
				t := c
				if d >= 6 {
					t = 20 + c
				}
				x := v.fit(at, &templates[blur][t])
				all[d][o][c] = x
				best = min(best, x)
			}
			cost[d][o] = best
		}
	}
	var from [12][shifts]int
	sum := cost[0]
	for d := 1; d < 12; d++ {
		var next [shifts]float32
		for o := range shifts {
			best, at := float32(never), o
			for p := max(0, o-2); p <= min(shifts-1, o+2); p++ {
				step := float32(o-p) * 0.004
				if c := sum[p] + step*step*60 + max(step, -step); c < best {
					best, at = c, p
				}
			}
			next[o], from[d][o] = best+cost[d][o], at
		}
		sum = next
	}
	end := 0
	for o := range sum {
		if sum[o] < sum[end] {
			end = o
		}
	}
	total := sum[end]
	for d := 11; d >= 0; d-- {
		g.cost[d] = all[d][end]
		end = from[d][end]
	}
	return total
}

// What a blurred reading must be like, by the number of lines behind it.
const (
	blurredCost   = 0.030
	blurredForced = 0.002
)

func blurredMargin(lines int) float32 {
	switch {
	case lines >= 5:
		return 0.0027
	case lines >= 3:
		return 0.0034
	}
	return never
}

// followBlurred adds what a line says to what its neighbours said.
func (r *Reader) followBlurred(b *beam, at [2]float32, g *guess, back bool) bool {
	t, fresh := r.track(&r.hazy, &shape13, b, at[0], at[1]-at[0], back)
	if t == nil {
		return false
	}
	if fresh {
		t.guess = *g
		return false
	}
	t.guess.add(g, 0.5)
	if t.done || t.guess.n < 3 {
		return false
	}
	n, ok := shape13.solve(&t.guess, 2*blurredMargin(3))
	if !ok || n.cost > blurredCost || n.forced > blurredForced || n.margin < blurredMargin(t.guess.n) || r.formats&EAN13 == 0 && n.digits[0] != 0 {
		return false
	}
	t.done = true
	_, sure := r.vote(EAN13, n.digits[:n.n], b, at[0], at[1], need(EAN13))
	return sure
}

// haze looks for blurred codes.
func (r *Reader) haze(img Luma, e effort) bool {
	r.hazy, r.hopes = r.hazy[:0], math.MaxInt
	cx, cy := float64(img.W-1)/2, float64(img.H-1)/2
	for d := range 4 {
		s := lay(img, d, e.lines)
		for k := -e.lines / 2; k <= e.lines/2; k++ {
			off := float64(k) * s.step
			b, buf, ok := img.draw(r.buf, cx-s.dy*off, cy+s.dx*off, s.dx, s.dy, 5)
			r.buf = buf
			if !ok {
				continue
			}
			r.lines++
			b.dir, b.line = d, r.lines
			if r.blurredLine(&b) {
				return true
			}
		}
	}
	return false
}

const (
	// hazeLines are drawn across what looks most like bars in a camera frame.
	hazeLines = 7
	// hazeMost is how many stretches of them are compared with blurred digits:
	// each takes a millisecond or two.
	hazeMost = 3
)

// hazeAhead looks for a blurred code where a camera frame has most bars: a frame
// has no time for more.
func (r *Reader) hazeAhead(img Luma) {
	r.hazy, r.hopes = r.hazy[:0], hazeMost
	r.aim.look(img)
	s, marks, ok := r.aim.next(img, 0)
	if !ok {
		return
	}
	cx, cy := float64(img.W-1)/2, float64(img.H-1)/2
	for range hazeLines {
		off, ok := marks.take(&s)
		if !ok {
			return
		}
		b, buf, ok := img.draw(r.buf, cx-s.dy*off, cy+s.dx*off, s.dx, s.dy, 5)
		r.buf = buf
		if !ok {
			continue
		}
		r.lines++
		b.dir, b.line = s.dir, r.lines
		if r.blurredLine(&b) {
			return
		}
	}
}
