package decode

import (
	"cmp"
	"math"
	"slices"
)

// elbow is where the two solid borders of a Data Matrix meet.
type elbow struct {
	at, right, up point   // the corner and the far ends of the borders, seen as printed
	wide, high    float64 // about how large a module is, along right and along up
	contrast      float64
	worth         float64 // how much it is like a symbol's
}

// farthest is how many pixels apart an edge's end and where it meets another may
// lie at the most.
const farthest = 24

// elbows joins strokes that meet at a corner that is dark inside: there one
// ends and another begins, for bright is on the left of all.
func (t *tracer) elbows(out []elbow, most int) []elbow {
	for i := range t.strokes {
		a := &t.strokes[i]
		from, _ := slices.BinarySearchFunc(t.strokes, a.b.x-a.far-farthest, func(s stroke, x float64) int { return cmp.Compare(s.a.x, x) })
		for j := from; j < len(t.strokes) && t.strokes[j].a.x <= a.b.x+a.far+farthest && len(out) < most; j++ {
			b := &t.strokes[j]
			apart := b.a.sub(a.b)
			if far := a.far + b.far; i == j || math.Abs(apart.x) > far || math.Abs(apart.y) > far {
				continue
			}
			if e, ok := join(a, b); ok {
				out = append(out, e)
			}
		}
	}
	return out
}

func join(a, b *stroke) (e elbow, ok bool) {
	da, db := a.b.sub(a.a), b.b.sub(b.a)
	la, lb := da.len(), db.len()
	if math.Abs(da.dot(db)) > 0.8*la*lb || max(la, lb) > 20*min(la, lb) {
		return e, false
	}
	x, ok := meet(a.a, da, b.a, db)
	if !ok || x.sub(a.b).len() > a.far || x.sub(b.a).len() > b.far {
		return e, false
	}
	if a.out.dot(b.b.sub(x)) >= 0 || b.out.dot(a.a.sub(x)) >= 0 {
		return e, false
	}
	e = elbow{at: x, right: a.a, up: b.b, contrast: min(a.step, b.step)}
	if a.a.sub(x).cross(b.b.sub(x)) > 0 {
		e.right, e.up = b.b, a.a
	}
	return e, true
}

// thickness is how wide the border from at to end is where it is thinnest, and
// how much brighter it is outside; 0 if it is no border.
func thickness(img *Luma, at, end, in point, widths []float64) (wide, contrast float64) {
	d := end.sub(at)
	long := d.len()
	step := max(0.5, long/200)
	got, bad := 0, 0
	n := min(len(widths), int(long/1.5))
	for i := range n {
		k := (i*7 + 3) % n // here and there, so that what is no border shows soon
		if n%7 == 0 {
			k = i
		}
		p := at.add(d.mul((float64(k) + 0.5) / float64(n)))
		bright := img.light(p.along(in, -1.5))
		dark := bright
		if v := img.light(p.along(in, 1)); bright-v < 6 {
			if bad++; bad > 4+n/8 {
				return 0, 0
			}
			continue
		}
		for s := 0.5; s <= long/6; s += step {
			v := img.light(p.along(in, s))
			dark = min(dark, v)
			if mid := (bright + dark) / 2; v > mid {
				before := img.light(p.along(in, s-step))
				contrast += bright - dark
				widths[got] = s - step*(v-mid)/max(1, v-before)
				got++
				break
			}
		}
	}
	if got < 3 {
		return 0, 0
	}
	w := widths[:got]
	slices.Sort(w)
	return w[len(w)/4], contrast / float64(got)
}

// closed tells whether the border from at ends at end: behind it is bright.
func closed(img *Luma, at, end, in point, module, contrast float64) bool {
	d := end.sub(at).unit()
	dark := img.light(at.add(end).mul(0.5).along(in, module/2))
	for _, k := range [2]float64{1, 1.6} {
		if img.light(end.along(d, k*max(module, 2)).along(in, module/2)) > dark+0.3*contrast {
			return true
		}
	}
	return false
}

// side is a border of alternating modules: where it leads and how many it has.
type side struct {
	dir   point
	end   float64 // pixels from its beginning to the far corner
	count int
	score float64
}

// trail looks for alternating borders.
type trail struct {
	v, sum []float64
	cuts   []float64
	amps   []float64
}

// find looks for the alternating border that leaves from at, about towards dir,
// with the code on the side in. The best with different counts come first.
func (t *trail) find(img *Luma, at, dir, in point, module, long, contrast float64) (best [3]side) {
	const wide = 0.38 // radians to both sides
	step := 0.5 * module / long
	found := wide
	for k := 0; float64(k)*step < min(wide, found+0.15); k++ {
		for _, way := range [2]float64{1, -1} {
			if k == 0 && way < 0 {
				continue
			}
			sin, cos := math.Sincos(way * float64(k) * step)
			d := point{dir.x*cos - dir.y*sin, dir.x*sin + dir.y*cos}
			n := square(d, in)
			s := t.run(img, at.along(n, module/2), d, module, long, contrast)
			s.score *= 1 - 0.3*float64(k)*step
			if s.count > 0 && s.score > best[0].score {
				found = float64(k) * step
			}
			keepSide(&best, s)
		}
	}
	return best
}

// keepSide puts s among the best, one for each count.
func keepSide(best *[3]side, s side) {
	if s.count == 0 {
		return
	}
	for i := range best {
		if best[i].count == s.count {
			if s.score > best[i].score {
				best[i] = s
			}
			for ; i > 0 && best[i].score > best[i-1].score; i-- {
				best[i], best[i-1] = best[i-1], best[i]
			}
			return
		}
	}
	for i := range best {
		if s.score > best[i].score {
			copy(best[i+1:], best[i:])
			best[i] = s
			return
		}
	}
}

// run reads the alternation along d from p on.
func (t *trail) run(img *Luma, p, d point, module, long, contrast float64) (s side) {
	h := max(0.5, module/4)
	from := -2 * module
	t.v, t.sum = t.v[:0], append(t.sum[:0], 0)
	for _, to := range [2]float64{8 * module, 1.8*long + 5*module} {
		for k := len(t.v); k <= int((to-from)/h); k++ {
			v := img.light(p.along(d, from+float64(k)*h))
			t.v = append(t.v, v)
			t.sum = append(t.sum, t.sum[k]+v)
		}
		// Most directions are wrong; that shows at once.
		if !t.cut(module, h, from, contrast) || t.steady(module) < 4 {
			return s
		}
	}
	return t.count(d, module, contrast)
}

// steady is how many runs from the beginning are about a module wide.
func (t *trail) steady(module float64) int {
	for i := 1; i < len(t.cuts); i++ {
		if w := t.cuts[i] - t.cuts[i-1]; w < 0.3*module || w > 2.2*module {
			return i - 1
		}
	}
	return len(t.cuts) - 1
}

// cut finds where the brightness crosses its own mean over two modules, from
// the first dark module on.
func (t *trail) cut(module, h, from, contrast float64) bool {
	w := int(module/h + 0.5)
	t.cuts, t.amps = append(t.cuts[:0], 0), t.amps[:0]
	dark, amp, zero, before := true, 0.0, 0.0, 0.0
	least := 0.07 * contrast
	begin := int((0.35*module - from) / h)
	for k := begin; k < len(t.v); k++ {
		lo, hi := max(0, k-w), min(len(t.v), k+w+1)
		off := t.v[k] - (t.sum[hi]-t.sum[lo])/float64(hi-lo)
		if k == begin && off > 0 {
			return false
		}
		if k > begin && (off > 0) != (before > 0) {
			zero = from + (float64(k)-off/(off-before))*h
		}
		before = off
		if dark && off > least || !dark && off < -least {
			t.cuts, t.amps = append(t.cuts, zero), append(t.amps, amp)
			dark, amp = !dark, 0
			if len(t.cuts) > 300 {
				break
			}
		}
		amp = max(amp, math.Abs(off))
	}
	t.amps = append(t.amps, amp)
	return len(t.cuts) > 4
}

// count follows the runs as long as they are one module wide.
func (t *trail) count(d point, module, contrast float64) (s side) {
	u := module
	good := 0
	var score, dev float64
	for i := 1; i < len(t.cuts); i++ {
		w := t.cuts[i] - t.cuts[i-1]
		if w < 0.35*u || w > 1.7*u {
			break
		}
		if i > 1 {
			pair := (t.cuts[i] - t.cuts[i-2]) / 2
			if pair < 0.72*u || pair > 1.35*u {
				break
			}
			dev += math.Abs(pair-u) / u
			u += 0.3 * (pair - u)
		} else {
			u += 0.3 * (w - u)
		}
		score += min(1, 2*t.amps[i-1]/contrast)
		good = i
	}
	if good%2 == 0 { // ends with a bright run: the border goes on, damaged
		good--
		score -= 2
	}
	if good < 7 {
		return s
	}
	s.dir = d
	s.count = good + 1
	// The middle of the last dark module, and a module and a half.
	s.end = (t.cuts[good]+t.cuts[good-1])/2 + 1.5*u
	if good+1 < len(t.cuts) && t.cuts[good+1]-t.cuts[good] < 1.5*u {
		score -= 2 // no quiet zone
	}
	s.score = score * (1 - min(0.9, 2*dev/float64(good)))
	return s
}
