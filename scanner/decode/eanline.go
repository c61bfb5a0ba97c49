package decode

import "math"

// track is what several lines of one direction say of the same place.
type track struct {
	shape  *family
	guess  guess
	dir    int
	back   bool
	middle float32 // along the line
	off    float64 // of the line that came last
	width  float32
	x, y   float64
	done   bool
}

// What a reading of one line, and of several together, must be like.
const (
	lineCost    = 0.32
	lineMargin  = 0.04
	lineForced  = 0.003
	trackLines  = 3
	trackCost   = 0.30
	trackMargin = 0.045
	trackForced = 0.04
)

// eanLine looks for codes of the EAN family among the runs of a line.
func (r *Reader) eanLine(b *beam, at []float32) bool {
	sure := false
	for i := 0; i < len(r.runs); i += 2 {
		for _, f := range [2]*family{&shape13, &shape8} {
			want := f.format
			if want == EAN13 {
				want |= UPCA
			}
			if r.formats&want == 0 || i+f.runs > len(r.runs) || !f.fits(r.runs, i) {
				continue
			}
			if r.eanAt(b, at, f, i) {
				sure = true
			}
		}
		if r.formats&UPCE != 0 && i+33 <= len(r.runs) && r.upce(b, at, i) {
			sure = true
		}
	}
	return sure
}

// eanAt reads one place of a line.
func (r *Reader) eanAt(b *beam, at []float32, f *family, i int) bool {
	c := r.runs[i : i+f.runs]
	bias := f.bias(c)
	width := at[i+f.runs] - at[i]
	if m := width / f.modules; bias > 0.7*m || bias < -0.7*m {
		return false
	}
	sure := false
	for _, back := range [2]bool{false, true} {
		var g guess
		var best reading
		ok := false
		for _, share := range [3]float32{1, 0, 0.5} {
			var one guess
			f.weigh(&one, c, back, bias*share)
			if got, fine := f.solve(&one); fine && (!ok || got.cost < best.cost) {
				g, best, ok = one, got, true
			}
		}
		if !ok {
			continue
		}
		if best.cost < lineCost && best.margin > lineMargin && best.forced < lineForced && r.elect(f, best, b, at, i, back) {
			sure = true
		}
		if r.follow(b, at, f, i, &g, back, width) {
			sure = true
		}
	}
	return sure
}

// elect lets gozxing confirm a number and votes for it.
func (r *Reader) elect(f *family, n reading, b *beam, at []float32, i int, back bool) bool {
	text := r.judges.ean(f, n)
	if text == "" {
		return false
	}
	res := Result{Format: f.format, Text: text}
	if f.format == EAN13 && r.formats&UPCA != 0 && text[0] == '0' {
		res.Format, res.Text = UPCA, text[1:]
	} else if r.formats&f.format == 0 {
		return false
	}
	res.X, res.Y = middle(b, at, i, f.runs, false)
	if f.format == EAN13 {
		res.AddOn = r.addOn(at, i+f.runs, back, i)
	}
	return r.vote(res, b)
}

// follow adds what a line says to what its neighbours said of the same place:
// together they may say what none of them says alone.
func (r *Reader) follow(b *beam, at []float32, f *family, i int, g *guess, back bool, width float32) bool {
	mid := (at[i] + at[i+f.runs]) / 2
	x, y := b.at(float64(mid))
	var t *track
	for k := range r.tracks {
		o := &r.tracks[k]
		if o.shape == f && o.dir == b.dir && o.back == back && math.Abs(float64(o.width-width)) < 0.12*float64(width) &&
			math.Hypot(o.x-x, o.y-y) < float64(width) {
			t = o
			break
		}
	}
	if t == nil {
		if len(r.tracks) < 64 {
			r.tracks = append(r.tracks, track{shape: f, guess: *g, dir: b.dir, back: back, middle: mid, off: b.off, width: width, x: x, y: y})
		}
		return false
	}
	for d := range t.guess.cost {
		for n := range t.guess.cost[d] {
			t.guess.cost[d][n] += min(g.cost[d][n], 6)
		}
	}
	t.guess.n++
	if t.done || t.guess.n < trackLines {
		return false
	}
	n, ok := f.solve(&t.guess)
	if !ok || n.cost > trackCost || n.margin < trackMargin || n.forced > trackForced {
		return false
	}
	t.done = r.elect(f, n, b, at, i, back)
	if !t.done { // several lines stand behind it
		t.done = r.elect(f, n, b, at, i, back)
	}
	return t.done
}

// upce reads a UPC-E that begins at run i: three runs, six digits, six runs. It
// has no check digit of its own, only the sets of its digits.
func (r *Reader) upce(b *beam, at []float32, i int) bool {
	c := r.runs[i : i+33]
	width := at[i+33] - at[i]
	m := width / 51
	if m < 0.7 || i > 0 && r.runs[i-1] < 4*m || i+33 < len(r.runs) && r.runs[i+33] < 4*m {
		return false
	}
	for _, back := range [2]bool{false, true} {
		run := func(k int) float32 {
			if back {
				return c[32-k]
			}
			return c[k]
		}
		ok := true
		for _, k := range [9]int{0, 1, 2, 27, 28, 29, 30, 31, 32} {
			if v := run(k); v < 0.3*m || v > 1.9*m {
				ok = false
			}
		}
		if !ok {
			continue
		}
		bars := (run(0) + run(2) + run(28) + run(30) + run(32)) / 5
		bias := (bars - (run(1)+run(27)+run(29)+run(31))/4) / 2
		p := r.judges.begin()
		p.widths("111")
		var cost float32
		for d := 0; d < 6 && ok; d++ {
			var x [4]float32
			var sum float32
			for j := range x {
				v := run(3+4*d+j) + bias
				if j%2 == 1 {
					v = run(3+4*d+j) - bias
				}
				x[j] = max(0.1, v)
				sum += x[j]
			}
			if sum < 5.6*m || sum > 8.4*m {
				ok = false
				break
			}
			best, second := float32(never), float32(never)
			var w [4]float32
			for n := range 20 {
				q := digitWidths[n%10]
				if n >= 10 {
					q = [4]float32{q[3], q[2], q[1], q[0]}
				}
				f := 7 / sum
				v := apart(x[0]*f-q[0], x[1]*f-q[1], x[2]*f-q[2], x[3]*f-q[3])
				if v < best {
					best, second, w = v, best, q
				} else {
					second = min(second, v)
				}
			}
			if best > 1.2 || second-best < 0.3 {
				ok = false
			}
			cost += best
			for _, v := range w {
				p.run(int(v))
			}
		}
		if !ok || cost > 6*0.5 {
			continue
		}
		p.widths("111111")
		text, _ := r.judges.text(r.judges.upce)
		if text == "" {
			continue
		}
		res := Result{Format: UPCE, Text: text}
		res.X, res.Y = middle(b, at, i, 33, false)
		return r.vote(res, b)
	}
	return false
}

// addOn reads the two or five digits behind an EAN code, "" when there are
// none.
func (r *Reader) addOn(at []float32, end int, back bool, begin int) string { return "" }
