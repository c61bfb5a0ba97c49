package decode

import (
	"cmp"
	"math"
	"slices"
)

// stroke is a straight edge between dark and bright.
type stroke struct {
	a, b point // its ends; along a to b, bright is on the left (with y downwards: a to b is out turned by a quarter)
	out  point // direction to the bright side
	n    int   // places at which the edge was seen
	step float64
	far  float64 // how far from its ends it may meet others
}

// tracer finds straight edges: it follows what scan lines cross.
type tracer struct {
	strokes []stroke
	seen    []uint8 // eight directions of edges, for each two by two pixels
	marks   []int32 // what to take back from seen
	wide    int
	path    []point
	budget  int  // places that may still be looked at
	picky   bool // edges that do not go straight on are left alone; a shaken frame's do not
}

const (
	minStroke  = 12.0 // pixels: eight modules of one and a half
	maxStrokes = 3000
)

// find follows the edges of a picture, from its middle outwards, and looks at
// no more than about so many places.
func (t *tracer) find(img *Luma, budget int) {
	t.strokes = t.strokes[:0]
	t.wide = img.W/2 + 1
	n := t.wide * (img.H/2 + 1)
	if cap(t.seen) < n {
		t.seen = make([]uint8, n)
	}
	for _, i := range t.marks {
		if int(i) < len(t.seen) {
			t.seen[i] = 0
		}
	}
	t.seen, t.marks = t.seen[:n], t.marks[:0]
	least := noisy(img)
	step := max(5, min(img.W, img.H)/80)
	t.budget = budget / 2
	for k := range img.H / step {
		if y := img.H/2 + (k+1)/2*step*(1-k%2*2); y >= 0 && y < img.H && t.budget > 0 {
			t.scan(img, y*img.Stride, 1, img.W, least, func(k int) point { return point{float64(k), float64(y)} })
		}
	}
	t.budget += budget / 2
	for k := range img.W / step {
		if x := img.W/2 + (k+1)/2*step*(1-k%2*2); x >= 0 && x < img.W && t.budget > 0 {
			t.scan(img, x, img.Stride, img.H, least, func(k int) point { return point{float64(x), float64(k)} })
		}
	}
	t.sort()
}

// sort puts the edges in the order of where they begin, from left to right.
func (t *tracer) sort() {
	slices.SortFunc(t.strokes, func(a, b stroke) int { return cmp.Compare(a.a.x, b.a.x) })
}

// swap makes of the edges those of the picture's negative.
func (t *tracer) swap() {
	for i := range t.strokes {
		s := &t.strokes[i]
		s.a, s.b, s.out = s.b, s.a, s.out.mul(-1)
	}
	t.sort()
}

// noisy is the least difference between pixels that says more than noise.
func noisy(img *Luma) int {
	var count [256]int
	n := 0
	for y := 3; y < img.H; y += 16 {
		row := img.Pix[y*img.Stride:][:img.W]
		for x := 2; x < len(row); x += 3 {
			d := int(row[x]) - int(row[x-2])
			if d < 0 {
				d = -d
			}
			count[d]++
			n++
		}
	}
	n /= 2
	for d, c := range count {
		if n -= c; n < 0 {
			return max(10, min(60, 4*d))
		}
	}
	return 10
}

// scan follows each edge that one row or column crosses.
func (t *tracer) scan(img *Luma, at, by, n, least int, place func(int) point) {
	pix := img.Pix[at:]
	last := 0
	for k := 2; k < n-2; k++ {
		d := int(pix[(k+1)*by]) - int(pix[(k-1)*by])
		size := d
		if size < 0 {
			size = -size
		}
		if size < least {
			last = 0
			continue
		}
		next := int(pix[(k+2)*by]) - int(pix[k*by])
		if d < 0 {
			next = -next
		}
		if size >= next && size > last { // the steepest place
			t.follow(img, place(k), least)
		}
		last = size
		if next < 0 {
			last = 0
		}
	}
}

// slope is the direction in which it grows bright, and how steeply.
func slope(img *Luma, p point) (point, float64) {
	x, y := int(p.x+0.5), int(p.y+0.5)
	if x < 1 || y < 1 || x >= img.W-1 || y >= img.H-1 {
		return point{}, 0
	}
	i := y*img.Stride + x
	q, s := img.Pix, img.Stride
	g := func(k int) float64 { return float64(q[k]) }
	gx := g(i+1-s) + 2*g(i+1) + g(i+1+s) - g(i-1-s) - 2*g(i-1) - g(i-1+s)
	gy := g(i+s-1) + 2*g(i+s) + g(i+s+1) - g(i-s-1) - 2*g(i-s) - g(i-s+1)
	n := math.Sqrt(gx*gx + gy*gy)
	if n == 0 {
		return point{}, 0
	}
	return point{gx / n, gy / n}, n / 8
}

// octant numbers the directions of edges.
func octant(d point) uint8 {
	k := uint8(0)
	if d.x < 0 {
		k |= 1
	}
	if d.y < 0 {
		k |= 2
	}
	if math.Abs(d.x) < math.Abs(d.y) {
		k |= 4
	}
	return 1 << k
}

// follow traces the edge at p both ways.
func (t *tracer) follow(img *Luma, p point, least int) {
	out, steep := slope(img, p)
	if steep < float64(least)/3 {
		return
	}
	if t.known(p, out) || len(t.strokes) >= maxStrokes {
		return
	}
	p, rise := crest(img, p, out)
	if rise == 0 || t.known(p, out) {
		return
	}
	if t.picky && !straightOn(img, p, out, rise) {
		t.budget--
		return
	}
	// Both ways, each with what the other found of the direction.
	t.path = append(t.path[:0], p)
	t.walk(img, p, out, 1, rise)
	half := len(t.path)
	dir := out
	if half > 4 {
		dir = square(t.path[half-1].sub(t.path[0]).unit(), out)
	}
	slices.Reverse(t.path)
	t.walk(img, p, dir, -1, rise)
	t.budget -= len(t.path) + 2
	t.mark(img, dir)
	if len(t.path) < 6 {
		return
	}
	a, b, ok := line(t.path)
	if !ok {
		return
	}
	long := b.sub(a).len()
	if long < minStroke {
		return
	}
	d := b.sub(a).unit()
	n := square(d, out)
	if d.cross(n) > 0 { // one sense for all: bright on the left of a to b
		a, b = b, a
	}
	t.strokes = append(t.strokes, stroke{a: a, b: b, out: n, n: len(t.path), step: rise, far: max(4, min(0.12*long, farthest))})
}

// straightOn tells whether an edge goes straight on to one side at the least, as
// far as half of the shortest stroke is long: most of those of print do not.
func straightOn(img *Luma, p, out point, rise float64) bool {
	for _, way := range [2]float64{1, -1} {
		dir := point{-out.y * way, out.x * way}
		q, last := p, p
		ok := true
		for _, k := range [2]float64{minStroke / 4, minStroke / 4} {
			next := q.along(dir, k)
			if !img.inside(next) {
				ok = false
				break
			}
			at, r := crest(img, next, out)
			if off := at.sub(next).dot(out); r < 0.4*rise || off > 2 || off < -2 {
				ok = false
				break
			}
			dir = at.sub(last).unit()
			q, last = at, q
		}
		if ok {
			return true
		}
	}
	return false
}

// known tells whether the edge at p was followed before.
func (t *tracer) known(p, out point) bool {
	return t.seen[int(p.y)/2*t.wide+int(p.x)/2]&octant(out) != 0
}

// mark remembers the path, a pixel to both sides and for directions that noise
// makes of its own: an edge that is followed from each line that crosses it
// would crowd out the others.
func (t *tracer) mark(img *Luma, dir point) {
	turned := dir.mul(0.3)
	a, b := dir.add(point{-turned.y, turned.x}), dir.add(point{turned.y, -turned.x})
	bits := octant(dir) | octant(a) | octant(b)
	for _, q := range t.path {
		for k := -1.0; k <= 1; k++ {
			p := q.along(dir, k)
			if !img.inside(p) {
				continue
			}
			i := int(p.y)/2*t.wide + int(p.x)/2
			if t.seen[i]&bits != bits {
				t.seen[i] |= bits
				t.marks = append(t.marks, int32(i))
			}
		}
	}
}

// square is the direction at right angles to d that points as like does.
func square(d, like point) point {
	n := point{-d.y, d.x}
	if n.dot(like) < 0 {
		n = n.mul(-1)
	}
	return n
}

// crest moves p across the edge to where it is steepest; rise is how much
// brighter one side is, 0 where there is no edge.
func crest(img *Luma, p, out point) (point, float64) {
	var v [7]float64
	img.across(p, out, &v)
	best, sum := 0.0, 0.0
	k := 0
	for i := 1; i < 7; i++ {
		near := 1.0
		if i == 1 || i == 6 {
			near = 0.7 // a neighbor edge must be clearer to be taken for this one
		}
		if d := (v[i] - v[i-1]) * near; d > best {
			best, k = d, i
		}
	}
	if best <= 0 {
		return p, 0
	}
	var at, rise float64
	for i := max(1, k-1); i <= min(6, k+1); i++ {
		if d := v[i] - v[i-1]; d > 0 {
			at += d * (float64(i) - 3.5)
			sum += d
		}
	}
	rise = sum
	return p.along(out, at/sum), rise
}

// walk follows the edge from p to one side and appends its places to the path.
func (t *tracer) walk(img *Luma, p, out point, way float64, rise float64) {
	const step = 1.5
	dir := point{-out.y * way, out.x * way}
	start, from := len(t.path), p
	missed := 0
	for len(t.path)-start < 2000 {
		next := p.along(dir, step)
		if !img.inside(next) {
			return
		}
		q, r := crest(img, next, out)
		off := q.sub(next).dot(out)
		limit := 1.6
		if len(t.path)-start > 6 {
			limit = 1.1
		}
		if r < 0.4*rise || math.Abs(off) > limit {
			if missed++; missed > 2 {
				return
			}
			p = next
			continue
		}
		missed = 0
		rise += 0.1 * (min(r, 2*rise) - rise)
		t.path = append(t.path, q)
		p = next.along(out, 0.5*off)
		// The direction over what was seen, the longer the steadier.
		if n := len(t.path) - start; n == 3 || n >= 5 {
			back := from
			if n > 40 {
				back = t.path[len(t.path)-40]
			}
			if d := q.sub(back); d.len() > 3 {
				d = d.unit()
				dir = dir.mul(0.6).add(d.mul(0.4)).unit()
				out = square(dir, out)
			}
		}
	}
}

// line fits a straight line through places and returns its ends: those of the
// places that lie on it.
func line(path []point) (a, b point, ok bool) {
	var mid, d point
	keep := math.Inf(1)
	for range 3 {
		var n, sx, sy, xx, xy, yy float64
		for _, p := range path {
			if d != (point{}) && math.Abs(p.sub(mid).cross(d)) > keep {
				continue
			}
			n, sx, sy = n+1, sx+p.x, sy+p.y
			xx, xy, yy = xx+p.x*p.x, xy+p.x*p.y, yy+p.y*p.y
		}
		if n < 5 {
			return a, b, false
		}
		mid = point{sx / n, sy / n}
		xx, xy, yy = xx/n-mid.x*mid.x, xy/n-mid.x*mid.y, yy/n-mid.y*mid.y
		turn := math.Atan2(2*xy, xx-yy) / 2
		d.y, d.x = math.Sincos(turn)
		keep = max(0.5, 1.5*math.Sqrt(max(0, (xx+yy)/2-math.Hypot((xx-yy)/2, xy))))
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, p := range path {
		if k := p.sub(mid).dot(d); math.Abs(p.sub(mid).cross(d)) <= max(keep, 1) {
			lo, hi = min(lo, k), max(hi, k)
		}
	}
	return mid.along(d, lo), mid.along(d, hi), hi > lo
}
