package decode

import (
	"cmp"
	"math"
	"slices"
)

// dmSize is a size of Data Matrix symbols, in modules, how many regions it is
// divided into, and its codewords: those with data in all, those for correction
// in each block, and the blocks (ISO/IEC 16022:2006, table 7; ISO/IEC
// 21471:2020 for the longer ones).
type dmSize struct{ rows, cols, down, across, data, check, blocks int }

var dmSizes = []dmSize{
	{10, 10, 1, 1, 3, 5, 1},
	{12, 12, 1, 1, 5, 7, 1},
	{14, 14, 1, 1, 8, 10, 1},
	{16, 16, 1, 1, 12, 12, 1},
	{18, 18, 1, 1, 18, 14, 1},
	{20, 20, 1, 1, 22, 18, 1},
	{22, 22, 1, 1, 30, 20, 1},
	{24, 24, 1, 1, 36, 24, 1},
	{26, 26, 1, 1, 44, 28, 1},
	{32, 32, 2, 2, 62, 36, 1},
	{36, 36, 2, 2, 86, 42, 1},
	{40, 40, 2, 2, 114, 48, 1},
	{44, 44, 2, 2, 144, 56, 1},
	{48, 48, 2, 2, 174, 68, 1},
	{52, 52, 2, 2, 204, 42, 2},
	{64, 64, 4, 4, 280, 56, 2},
	{72, 72, 4, 4, 368, 36, 4},
	{80, 80, 4, 4, 456, 48, 4},
	{88, 88, 4, 4, 576, 56, 4},
	{96, 96, 4, 4, 696, 68, 4},
	{104, 104, 4, 4, 816, 56, 6},
	{120, 120, 6, 6, 1050, 68, 6},
	{132, 132, 6, 6, 1304, 62, 8},
	{144, 144, 6, 6, 1558, 62, 10},
	{8, 18, 1, 1, 5, 7, 1},
	{8, 32, 1, 2, 10, 11, 1},
	{12, 26, 1, 1, 16, 14, 1},
	{12, 36, 1, 2, 22, 18, 1},
	{16, 36, 1, 2, 32, 24, 1},
	{16, 48, 1, 2, 49, 28, 1},
	{8, 48, 1, 2, 18, 15, 1},
	{8, 64, 1, 4, 24, 18, 1},
	{8, 80, 1, 4, 32, 22, 1},
	{8, 96, 1, 4, 38, 28, 1},
	{8, 120, 1, 6, 49, 32, 1},
	{8, 144, 1, 6, 63, 36, 1},
	{12, 64, 1, 4, 43, 27, 1},
	{12, 88, 1, 4, 64, 36, 1},
	{16, 64, 1, 4, 62, 36, 1},
	{20, 36, 1, 2, 44, 28, 1},
	{20, 44, 1, 2, 56, 34, 1},
	{20, 64, 1, 4, 84, 42, 1},
	{22, 48, 1, 2, 72, 38, 1},
	{24, 48, 1, 2, 80, 41, 1},
	{24, 64, 1, 4, 108, 46, 1},
	{26, 40, 1, 2, 70, 38, 1},
	{26, 48, 1, 2, 90, 42, 1},
	{26, 64, 1, 4, 118, 50, 1},
}

// border tells what the module in column x and row y is if it belongs to the
// border of a region: 1 dark, -1 bright, 0 for one that carries data.
func (z *dmSize) border(x, y int) int {
	w, h := z.cols/z.across, z.rows/z.down
	i, j := x%w, y%h
	switch {
	case i == 0 || j == h-1:
		return 1
	case j == 0:
		return 1 - 2*(i&1)
	case i == w-1:
		return 1 - 2*((h-1-j)&1)
	}
	return 0
}

// dataMatrix finds and reads Data Matrix symbols: two straight edges that meet
// and are dark inside, then the two borders that alternate, which give the
// number of modules and the fourth corner.
type dataMatrix struct {
	tracer tracer
	trail  trail
	corner []elbow
	widths [64]float64
	grid   grid
	bent   mesh
	words  dmReader
	flip   []byte
	quads  [][4]point // where symbols were read
}

// pains are how much is tried at one size of a picture.
type pains struct {
	budget int  // places of edges that are looked at
	most   int  // corners
	tries  int  // of those that are most like a symbol's
	broken bool // symbols of which the alternating borders are damaged as well
}

// A frame is looked at first as far as a symbol near its middle needs: most are
// held there, and are read in a third of the time; a miss takes a tenth more.
var (
	atOnce    = pains{budget: 6_000, most: 200, tries: 4}
	inPassing = pains{budget: 20_000, most: 400, tries: 8}
	quickly   = pains{budget: 12_000, most: 300, tries: 6}
	patiently = pains{budget: 120_000, most: 1200, tries: 120, broken: true}
)

// read looks for symbols in a picture, dark on bright and, if both is set, the
// other way round. Places are multiplied by scale.
func (d *dataMatrix) read(img Luma, out []Result, scale float64, by pains, all, both bool) []Result {
	if img.W < 16 || img.H < 16 {
		return out
	}
	d.tracer.find(&img, by.budget)
	n := len(out)
	out = d.meetings(&img, out, scale, by, all)
	if both && len(out) == n { // the edges are the same, their sides change
		d.tracer.swap()
		img, d.flip = negate(img, d.flip)
		out = d.meetings(&img, out, scale, by, all)
	}
	return out
}

// meetings tries the corners at which edges meet.
func (d *dataMatrix) meetings(img *Luma, out []Result, scale float64, by pains, all bool) []Result {
	d.corner = d.tracer.elbows(d.corner[:0], by.most)
	d.rank(img)
	n := len(out)
	for _, k := range [...]float64{1, 0.75, 1.3} { // a module is as wide as the solid border is thick, or ink bled
		if out = d.pass(img, out, scale, k, all, by.tries); len(out) > n {
			break
		}
	}
	if by.broken && len(out) == n {
		out = d.pass(img, out, scale, 0, all, by.tries)
	}
	return out
}

// rank puts the corners in order, those first that are most like a symbol's.
func (d *dataMatrix) rank(img *Luma) {
	kept := d.corner[:0]
	for _, el := range d.corner {
		if d.measure(img, &el) {
			el.worth = worth(img, &el)
			kept = append(kept, el)
		}
	}
	slices.SortStableFunc(kept, func(a, b elbow) int { return cmp.Compare(b.worth, a.worth) })
	d.corner = kept
}

// worth tells how much a corner is like a symbol's, from 0 to 1: borders of one
// thickness, about as long as each other, and beside them modules that change.
func worth(img *Luma, e *elbow) float64 {
	right, up := e.right.sub(e.at), e.up.sub(e.at)
	a, b := right.len()/e.wide, up.len()/e.high
	even := min(e.wide, e.high) / max(e.wide, e.high)
	square := 0.5 + 0.5*min(a, b)/max(a, b)
	n := changes(img, e.at.add(up.unit().mul(1.5*e.high)), right, a, e.contrast) +
		changes(img, e.at.add(right.unit().mul(1.5*e.wide)), up, b, e.contrast)
	return even * square * (0.2 + 0.8*min(1, n/(0.25*(a+b))))
}

// changes counts how often it turns dark or bright along d from p on, where
// there are n modules.
func changes(img *Luma, p, d point, n, contrast float64) (count float64) {
	turn, way := img.light(p), 0
	for k := 0.5; k < n; k += 0.5 {
		v := img.light(p.along(d, k/n))
		switch {
		case way >= 0 && v < turn-0.35*contrast:
			count, way, turn = count+1, -1, v
		case way <= 0 && v > turn+0.35*contrast:
			count, way, turn = count+1, 1, v
		case way >= 0 && v > turn, way <= 0 && v < turn:
			turn = v
		}
	}
	return count
}

// measure finds how thick the borders at a corner are, and tells whether both
// are about equally so.
func (d *dataMatrix) measure(img *Luma, e *elbow) bool {
	right, up := e.right.sub(e.at), e.up.sub(e.at)
	w1, c1 := thickness(img, e.at, e.right, square(right.unit(), up), d.widths[:])
	if w1 == 0 {
		return false
	}
	w2, c2 := thickness(img, e.at, e.up, square(up.unit(), right), d.widths[:])
	if w2 == 0 || max(w1, w2) > 2.5*min(w1, w2) {
		return false
	}
	if !closed(img, e.at, e.right, square(right.unit(), up), w1, c1) || !closed(img, e.at, e.up, square(up.unit(), right), w2, c2) {
		return false
	}
	e.wide, e.high, e.contrast = w2, w1, min(c1, c2)
	return true
}

// pass tries so many corners with modules k times as wide as their borders; with
// none, by the lengths of the solid borders alone. Where there is a symbol there
// may be more: then it tries several times as many, as long as all are wanted.
func (d *dataMatrix) pass(img *Luma, out []Result, scale, k float64, all bool, tries int) []Result {
	more := tries
	for i := range d.corner {
		el := &d.corner[i]
		if d.known(el.at.mul(scale)) {
			continue
		}
		if tries--; tries < 0 {
			break
		}
		res, quad, ok := d.symbol(img, el, k)
		if !ok {
			continue
		}
		for k := range quad {
			quad[k] = quad[k].mul(scale)
			res.X += quad[k].x / 4
			res.Y += quad[k].y / 4
		}
		mid := point{res.X, res.Y}
		if d.known(mid) {
			continue
		}
		res.reach = quad[0].sub(mid).len()
		d.quads = append(d.quads, quad)
		out = append(out, res)
		if !all {
			break
		}
		tries, more = tries+3*more, 0
	}
	return out
}

// known tells whether a place belongs to a symbol that was read already.
func (d *dataMatrix) known(p point) bool {
	for i := range d.quads {
		if within(&d.quads[i], p, 3) {
			return true
		}
	}
	return false
}

// within tells whether p lies in a quadrilateral or less than slack beside it.
func within(q *[4]point, p point, slack float64) bool {
	var mid point
	for _, c := range q {
		mid = mid.add(c.mul(0.25))
	}
	for i := range q {
		a, b := q[i], q[(i+1)%4]
		n := square(b.sub(a).unit(), mid.sub(a))
		if p.sub(a).dot(n) < -slack {
			return false
		}
	}
	return true
}

// symbol reads the symbol at an elbow.
func (d *dataMatrix) symbol(img *Luma, e *elbow, k float64) (res Result, quad [4]point, ok bool) {
	right, up := e.right.sub(e.at), e.up.sub(e.at)
	if k == 0 {
		cols, rows := int(right.len()/e.wide+0.5), int(up.len()/e.high+0.5)
		return d.sizes(img, [4]point{e.up, e.up.add(right), e.right, e.at}, cols, rows, max(2, min(cols, rows)/4), e.contrast)
	}
	least := min(right.len(), up.len()) / 7 // eight modules at the least
	tops := d.trail.find(img, e.up, right.unit(), up.mul(-1), min(e.wide*k, least), right.len(), e.contrast)
	if tops[0].count == 0 {
		return res, quad, false
	}
	rights := d.trail.find(img, e.right, up.unit(), right.mul(-1), min(e.high*k, least), up.len(), e.contrast)
	if rights[0].count == 0 {
		return res, quad, false
	}
	return d.sides(img, e, &tops, &rights)
}

// sides tries what the two alternating borders may be.
func (d *dataMatrix) sides(img *Luma, e *elbow, tops, rights *[3]side) (res Result, quad [4]point, ok bool) {
	for i := range tops {
		for j := range rights {
			t, r := &tops[i], &rights[j]
			if t.count == 0 || r.count == 0 {
				continue
			}
			x, meets := meet(e.up, t.dir, e.right, r.dir)
			if !meets {
				continue
			}
			// Where the borders meet is also where each of them ends.
			ut, ur := t.end/float64(t.count), r.end/float64(r.count)
			if math.Abs(x.sub(e.up).len()-t.end) > 2.5*ut || math.Abs(x.sub(e.right).len()-r.end) > 2.5*ur {
				continue
			}
			if res, quad, ok = d.sizes(img, [4]point{e.up, x, e.right, e.at}, t.count, r.count, 2, e.contrast); ok {
				return res, quad, true
			}
		}
	}
	return res, quad, false
}

// sizes tries the sizes near what was counted, give or take slack, the likeliest
// first.
func (d *dataMatrix) sizes(img *Luma, quad [4]point, cols, rows, slack int, contrast float64) (res Result, _ [4]point, ok bool) {
	type choice struct {
		size  *dmSize
		score float64
		quad  [4]point
	}
	var tries [3]choice
	for i := range dmSizes {
		z := &dmSizes[i]
		c := choice{size: z, quad: quad}
		if abs(z.rows-rows) > slack || abs(z.cols-cols) > slack {
			if z.rows == z.cols || abs(z.cols-rows) > slack || abs(z.rows-cols) > slack {
				continue
			}
			c.quad = [4]point{quad[2], quad[1], quad[0], quad[3]} // a long symbol in a mirror stands upright
		}
		c.score, _ = d.score(img, z, &c.quad, contrast)
		for k := range tries {
			if c.score > tries[k].score {
				copy(tries[k+1:], tries[k:])
				tries[k] = c
				break
			}
		}
	}
	for k := range tries {
		c := &tries[k]
		if c.size == nil || c.score < 0.12 {
			break
		}
		d.refine(img, c.size, &c.quad, contrast)
		if _, right := d.score(img, c.size, &c.quad, contrast); right < 0.78 || right < 0.9 && c.size.rows*c.size.cols < 200 {
			continue
		}
		if res, ok = d.decode(img, c.size, &c.quad); ok {
			return res, c.quad, true
		}
	}
	return res, quad, false
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// score tells how well the border of a symbol fits: the mean of differences
// that must be positive, and how many of them are.
func (d *dataMatrix) score(img *Luma, z *dmSize, quad *[4]point, contrast float64) (mean, right float64) {
	m := corners(float64(z.cols), float64(z.rows), *quad)
	var sum float64
	n, good := 0, 0
	count := func(diff float64) {
		v := diff / contrast
		if v > 0.08 {
			good++
		}
		sum += max(-0.5, min(1, v))
		n++
	}
	w, h := float64(z.cols), float64(z.rows)
	last := 0.0
	for i := range z.cols {
		u := float64(i) + 0.5
		v := img.light(m.at(u, 0.5))
		if i > 0 {
			count((v - last) * float64(2*(i&1)-1))
		}
		last = v
		count(img.light(m.at(u, h+0.8)) - img.light(m.at(u, h-0.5)))
	}
	for j := range z.rows {
		u := h - float64(j) - 0.5
		v := img.light(m.at(w-0.5, u))
		if j > 0 {
			count((v - last) * float64(2*(j&1)-1))
		}
		last = v
		count(img.light(m.at(-0.8, u)) - img.light(m.at(0.5, u)))
	}
	return sum / float64(n), float64(good) / float64(n)
}

// refine moves the corners to where the border fits best.
func (d *dataMatrix) refine(img *Luma, z *dmSize, quad *[4]point, contrast float64) {
	best, _ := d.score(img, z, quad, contrast)
	across := quad[1].sub(quad[0]).mul(1 / float64(z.cols))
	down := quad[3].sub(quad[0]).mul(1 / float64(z.rows))
	for _, step := range [...]float64{0.5, 0.25, 0.12} {
		for range 2 {
			moved := false
			for _, c := range [4]int{1, 0, 2, 3} {
				for _, by := range [4]point{across.mul(step), across.mul(-step), down.mul(step), down.mul(-step)} {
					was := quad[c]
					quad[c] = was.add(by)
					if s, _ := d.score(img, z, quad, contrast); s > best+1e-9 {
						best, moved = s, true
					} else {
						quad[c] = was
					}
				}
			}
			if !moved {
				break
			}
		}
	}
}

// sharpness is how much of a module's neighbors is taken off, in turn.
var sharpness = [...]float32{0.3, 0, 0.8}

// decode samples the modules and reads what they say.
func (d *dataMatrix) decode(img *Luma, z *dmSize, quad *[4]point) (res Result, ok bool) {
	m := corners(float64(z.cols), float64(z.rows), *quad)
	d.grid.size(z.cols, z.rows)
	module := quad[1].sub(quad[0]).len() / float64(z.cols)
	d.bent.fit(img, z, &m)
	for y := range z.rows {
		for x := range z.cols {
			d.grid.v[y*z.cols+x] = float32(area(img, d.bent.at(&m, float64(x)+0.5, float64(y)+0.5), module))
		}
	}
	d.grid.levels()
	for _, sharp := range sharpness {
		d.grid.decide(sharp)
		for _, flipped := range [2]bool{false, true} {
			if flipped && z.rows != z.cols {
				continue
			}
			if flipped { // a mirrored code has its elbow in the same corner, rows and columns changed
				d.grid.mirror()
			}
			words, wrong := d.words.read(z, d.grid.dark)
			if flipped {
				d.grid.mirror()
			}
			if !trusted(z, wrong) {
				continue
			}
			if res, ok = dmResult(words); ok {
				return res, true
			}
		}
	}
	return res, false
}

// trusted tells whether a symbol with so many wrong codewords is one. Chance
// mends the modules of the smallest too easily.
func trusted(z *dmSize, wrong int) bool {
	return wrong >= 0 && (z.check > 7 || wrong <= z.check/2-1)
}
