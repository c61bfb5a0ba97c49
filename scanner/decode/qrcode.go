package decode

import (
	"math"
	"slices"

	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// qrCode finds and reads QR codes: three corners at a right angle, seen from
// wherever, then the patterns between them, which give the size and show how
// the code lies.
type qrCode struct {
	finders finders
	triples []triple
	grid    grid
	bent    mesh
	from    [16]point
	to      [16]point
	weight  [16]float64
	words   []byte
	data    []byte
	block   [255]byte
}

// leastTiming is how much of the timing patterns must be right; chance gives 0.
const leastTiming = 0.25

// triple is three corners that may belong to one code.
type triple struct {
	top, right, down int // in finders.hits
	cost             float64
	lies             bool // there is what a code has between its corners
}

// read looks for codes in a picture that is dark on bright. Places are
// multiplied by scale.
func (q *qrCode) read(img *Luma, out []Result, scale float64, e effort) []Result {
	if img.W < 18 || img.H < 18 {
		return out
	}
	n := len(out)
	if e.patient && scale == 1 {
		if res, ok := q.upright(img); ok {
			return append(out, res)
		}
	}
	most := 12
	if e.patient {
		most = 60
	}
	var list []triple
	for _, second := range [2]bool{false, true} {
		q.finders.find(img, second)
		if !second && e.all && q.finders.step(img) > 1 {
			continue // so few rows may miss a small code beside a large one
		}
		q.match()
		list = q.triples[:min(len(q.triples), most)]
		out = q.flat(img, list, out, scale, e, false)
		if len(out) > n && (!e.all || !q.finders.others(out[n:], scale)) {
			return out
		}
	}
	if e.bent && len(out) == n { // takes long, and most codes are flat
		out = q.flat(img, list, out, scale, e, true)
	}
	return out
}

// flat tries triples of corners, or with bent those again that lay as a code does
// and could not be read, as codes that are not flat.
func (q *qrCode) flat(img *Luma, list []triple, out []Result, scale float64, e effort, bent bool) []Result {
	for i := range list {
		t := &list[i]
		h := q.finders.hits
		if h[t.top].used || h[t.right].used || h[t.down].used || bent && !t.lies {
			continue
		}
		res, mid, lies, ok := q.code(img, h[t.top].point, h[t.right].point, h[t.down].point, bent)
		t.lies = lies
		if !ok {
			continue
		}
		h[t.top].used, h[t.right].used, h[t.down].used = true, true, true
		res.X, res.Y, res.reach = mid.x*scale, mid.y*scale, res.reach*scale
		if !same(out, &res) {
			out = append(out, res)
		}
		if !e.all {
			break
		}
	}
	return out
}

// same tells whether the code was read at another size of the picture.
func same(found []Result, res *Result) bool {
	for i := range found {
		f := &found[i]
		if f.Format == res.Format && f.Text == res.Text && math.Hypot(f.X-res.X, f.Y-res.Y) < 12 {
			return true
		}
	}
	return false
}

// match lists the corners that may belong together, the likeliest first.
func (q *qrCode) match() {
	q.triples = q.triples[:0]
	h := q.finders.hits
	if len(h) > 24 { // clutter: those that most rows crossed, for their size
		slices.SortFunc(h, func(a, b spot) int {
			return int(64 * (float64(b.n)/b.module - float64(a.n)/a.module))
		})
		h = h[:24]
	}
	for i := range h {
		for j := i + 1; j < len(h); j++ {
			for k := j + 1; k < len(h); k++ {
				for _, t := range [3]triple{{top: i, right: j, down: k}, {top: j, right: k, down: i}, {top: k, right: i, down: j}} {
					if t.plausible(h) {
						q.triples = append(q.triples, t)
					}
				}
			}
		}
	}
	slices.SortFunc(q.triples, func(a, b triple) int {
		switch {
		case a.cost < b.cost:
			return -1
		case a.cost > b.cost:
			return 1
		}
		return 0
	})
}

// plausible tells whether the first may be the upper left of three corners, and
// finds how odd they look then. The side between the others is a diagonal: the
// longest, unless the code leans much.
func (t *triple) plausible(h []spot) bool {
	a, b, c := &h[t.top], &h[t.right], &h[t.down]
	small, large := min(a.module, b.module, c.module), max(a.module, b.module, c.module)
	if large > 2.2*small {
		return false
	}
	u, v := b.sub(a.point), c.sub(a.point)
	if u.cross(v) < 0 {
		t.right, t.down, u, v = t.down, t.right, v, u
	}
	lu, lv, across := u.len(), v.len(), u.sub(v).len()
	cos := math.Abs(u.dot(v)) / (lu * lv)
	if min(lu, lv) < 10*small || max(lu, lv) > 180*large || cos > 0.75 || max(lu, lv) > min(2.6*min(lu, lv), 1.15*across) {
		return false
	}
	// Sides are measured in modules of the picture's lines, which are longer
	// than those of a code that is turned.
	t.cost = cos + math.Log(max(lu, lv)/min(lu, lv)) + 2*math.Log(large/small) + 0.002*(lu+lv)/small
	if max(lu, lv) > across {
		t.cost++
	}
	return true
}

// code reads the code with these corners; lies tells that there is one as far as
// the patterns between them say, read or not.
func (q *qrCode) code(img *Luma, top, right, down point, bent bool) (res Result, mid point, lies, ok bool) {
	u, v := right.sub(top), down.sub(top)
	var sees [3]pose
	for i, c := range [3]point{top, right, down} {
		wide, ok1 := q.width(img, c, u.unit())
		high, ok2 := q.width(img, c, v.unit())
		if !ok1 || !ok2 {
			return res, mid, false, false
		}
		sees[i] = pose{c, u.unit().mul(wide), v.unit().mul(high)}
	}
	// Where a code leans, modules shrink so that the mean of both ends that
	// counts is the geometric one.
	mu := math.Sqrt(sees[0].u.len() * sees[1].u.len())
	mv := math.Sqrt(sees[0].v.len() * sees[2].v.len())
	side := (u.len()/mu + v.len()/mv) / 2
	if side < 10 || side > 180 {
		return res, mid, false, false
	}
	guess := int(math.Round((side + 7 - 17) / 4))
	type lie struct {
		m       projection
		version int
		timing  float64
	}
	var found [5]lie
	n := 0
	for off := -2; off <= 2; off++ {
		version := guess + off
		if version < 1 || version > 40 || abs(off) > 1 && version < 7 {
			continue
		}
		if m, timing := q.lay(img, &sees, version); timing > leastTiming {
			found[n] = lie{m, version, timing}
			n++
		}
	}
	slices.SortFunc(found[:n], func(a, b lie) int { return int(100 * (b.timing - a.timing)) })
	for i := range found[:n] {
		l := &found[i]
		if res, ok = q.sample(img, &l.m, l.version, bent); ok {
			n := float64(17+4*l.version) / 2
			mid = l.m.at(n, n)
			res.reach = l.m.at(0, 0).sub(mid).len()
			return res, mid, true, true
		}
	}
	return res, mid, n > 0, false
}

// pose is how a corner lies: its middle and its modules.
type pose struct{ at, u, v point }

// width measures one corner along d.
func (q *qrCode) width(img *Luma, c, d point) (float64, bool) {
	m, whole := 0.0, 0.0
	for i := range q.finders.hits {
		if h := &q.finders.hits[i]; h.point == c {
			m, whole = h.module*max(math.Abs(d.x), math.Abs(d.y)), h.whole
		}
	}
	r, ok := reachFrom(img, c, d, m, whole)
	return r.wide() / 7, ok
}

// lay finds how a code of the version lies on its corners, and how much of the
// timing patterns is where it must be (ISO/IEC 18004, 6.3.5).
func (q *qrCode) lay(img *Luma, sees *[3]pose, version int) (m projection, timing float64) {
	dim := float64(17 + 4*version)
	n := 0
	add := func(x, y float64, p point, w float64) {
		q.from[n], q.to[n], q.weight[n] = point{x, y}, p, w
		n++
	}
	for i := range sees {
		c := &sees[i]
		x, y := float64(i&1)*(dim-7), float64(i>>1)*(dim-7)
		add(x+3.5, y+3.5, c.at, 2)
		if quad, good := outline(img, c.at, c.u, c.v); good {
			for k, p := range quad {
				add(x+7*float64((k+1)/2%2), y+7*float64(k/2), p, 1)
			}
		}
	}
	if n < 9 { // less than two outlines: the fourth corner as if seen from far
		add(dim-3.5, dim-3.5, sees[1].at.add(sees[2].at).sub(sees[0].at), 0.5)
	}
	m, ok := fit(q.from[:n], q.to[:n], q.weight[:n])
	if !ok {
		return m, 0
	}
	timing = q.timing(img, &m, version)
	if timing <= leastTiming {
		return m, timing
	}
	if version > 1 { // the alignment pattern says where the far corner is
		at := dim - 6.5
		if p, found := q.align(img, &m, at, at, 4); found {
			add(at, at, p, 12)
			if far, ok := fit(q.from[:n], q.to[:n], q.weight[:n]); ok {
				if t := q.timing(img, &far, version); t >= timing-0.1 {
					return far, t
				}
			}
		}
	}
	return m, timing
}

// outline finds the four outer corners of a finder pattern, clockwise from the
// upper left; u and v are its modules.
func outline(img *Luma, c, u, v point) (quad [4]point, ok bool) {
	var at, dir [4]point
	for i, s := range [4][2]point{{v.mul(-1), u}, {u, v}, {v, u.mul(-1)}, {u.mul(-1), v.mul(-1)}} {
		var path [6]point
		n := 0
		out := s[0].len()
		d := s[0].unit()
		for k := range path {
			from := c.along(s[1], float64(k)-2.5)
			if t, good := lastEdge(img, from, d, out); good {
				path[n] = from.along(d, t)
				n++
			}
		}
		if n < 5 {
			return quad, false
		}
		a, b, good := line(path[:n])
		if !good {
			return quad, false
		}
		at[i], dir[i] = a, b.sub(a)
	}
	for i := range quad {
		j := (i + 3) % 4
		if quad[i], ok = meet(at[i], dir[i], at[j], dir[j]); !ok {
			return quad, false
		}
		if quad[i].sub(c).len() > 8*max(u.len(), v.len()) {
			return quad, false
		}
	}
	return quad, true
}

// lastEdge finds where the dark ring ends, about three and a half modules out.
func lastEdge(img *Luma, from, d point, m float64) (float64, bool) {
	var v [24]float64
	step := max(0.3, m/6)
	n := min(len(v), int(2.6*m/step))
	first := 2.6 * m
	lo, hi := 0, 0
	for i := range n {
		v[i] = img.light(from.along(d, first+float64(i)*step))
	}
	for i := range n {
		if t := float64(i) * step; v[i] < v[lo] && t < 1.4*m {
			lo = i
		}
	}
	hi = lo
	for i := lo; i < n; i++ {
		if v[i] > v[hi] {
			hi = i
		}
	}
	if v[hi]-v[lo] < 8 {
		return 0, false
	}
	return first + step*meets(v[:], lo, hi, (v[lo]+v[hi])/2), true
}

// timing is how much of the timing patterns alternates as it must.
func (q *qrCode) timing(img *Luma, m *projection, version int) float64 {
	n := 17 + 4*version
	good, all := 0.0, 0.0
	for _, upright := range [2]bool{false, true} {
		last := 0.0
		for i := 7; i <= n-8; i++ {
			x, y := float64(i)+0.5, 6.5
			if upright {
				x, y = y, x
			}
			v := img.light(m.at(x, y))
			if i > 7 {
				if all++; (v-last)*float64(2*(i&1)-1) > 2 {
					good++
				}
			}
			last = v
		}
	}
	// As many right as wrong is chance.
	return 2*good/all - 1
}

// align looks for an alignment pattern about u, v, within so many modules.
func (q *qrCode) align(img *Luma, m *projection, u, v, far float64) (best point, ok bool) {
	across, down := m.at(u+0.5, v).sub(m.at(u-0.5, v)), m.at(u, v+0.5).sub(m.at(u, v-0.5))
	mid := m.at(u, v)
	top, at := 0.0, mid
	for r := 0.0; r <= far && top < 0.5; r++ { // outwards, ring by ring
		for y := -r; y <= r; y += 0.5 {
			for x := -r; x <= r; x += 0.5 {
				if max(math.Abs(x), math.Abs(y)) <= r-1 {
					continue
				}
				p := mid.along(across, x).along(down, y)
				if s := bull(img, p, across, down); s > top {
					top, at = s, p
				}
			}
		}
	}
	for _, step := range [...]float64{0.25, 0.12} {
		from := at
		for k := range 9 {
			p := from.along(across, step*float64(k%3-1)).along(down, step*float64(k/3-1))
			if s := bull(img, p, across, down); s > top {
				top, at = s, p
			}
		}
	}
	return at, top > 0.35
}

// bull tells how much p looks like the middle of an alignment pattern: a dark
// module, a bright ring, a dark ring; 1 is perfect, 0 is anything else.
func bull(img *Luma, p, across, down point) float64 {
	mid := img.light(p)
	var ring, edge float64
	lo, hi := 255.0, 0.0
	worst := 255.0
	for k := range 8 {
		x, y := float64((k+k/4)%3-1), float64((k+k/4)/3-1)
		v := img.light(p.along(across, x).along(down, y))
		ring += v / 8
		worst = min(worst, v)
		hi = max(hi, v)
		w := img.light(p.along(across, 2*x).along(down, 2*y))
		edge += w / 8
		lo = min(lo, w)
	}
	lo = min(lo, mid)
	if hi-lo < 10 || worst < mid {
		return 0
	}
	return (min(ring-mid, ring-edge) + 0.3*(worst-mid)) / (hi - lo)
}

// sample reads the modules of a code that is flat, or of one that is not.
func (q *qrCode) sample(img *Luma, m *projection, version int, bent bool) (res Result, ok bool) {
	if bent {
		q.settle(img, m, version)
	} else {
		q.warp(img, m, version)
	}
	return q.modules(img, m, version)
}

// modules reads the modules where the projection and the mesh say they are.
func (q *qrCode) modules(img *Luma, m *projection, version int) (res Result, ok bool) {
	n := 17 + 4*version
	q.grid.size(n, n)
	module := m.at(float64(n), float64(n)).sub(m.at(0, 0)).len() / float64(n) / math.Sqrt2
	for y := range n {
		for x := range n {
			q.grid.v[y*n+x] = float32(area(img, q.bent.at(m, float64(x)+0.5, float64(y)+0.5), module))
		}
	}
	q.grid.levels()
	for _, sharp := range sharpness {
		q.grid.decide(sharp)
		if res, ok = q.ask(version); ok {
			return res, true
		}
	}
	return res, false
}

// warp measures how far the alignment patterns of a large code are from where
// they would be on a flat one.
func (q *qrCode) warp(img *Luma, m *projection, version int) {
	q.bent.off = q.bent.off[:0]
	v, err := decoder.Version_GetVersionForNumber(version)
	if version < 7 || err != nil {
		return
	}
	at := v.GetAlignmentPatternCenters()
	last := len(at) - 1
	q.bent.reset(len(at), len(at))
	for _, c := range at {
		q.bent.us, q.bent.vs = append(q.bent.us, float64(c)+0.5), append(q.bent.vs, float64(c)+0.5)
	}
	for j, y := range q.bent.vs {
		for i, x := range q.bent.us {
			if i == 0 && j == 0 || i == 0 && j == last || i == last && j == 0 {
				continue // a finder pattern lies there
			}
			if p, ok := q.align(img, m, x, y, 1); ok {
				q.bent.off[j*len(at)+i] = p.sub(m.at(x, y))
			}
		}
	}
}
