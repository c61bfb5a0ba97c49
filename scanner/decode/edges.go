package decode

// edges finds where bars begin and end, finer than a pixel: out[0] is where the
// first bar begins, out[1] where it ends, and so on.
type edges struct {
	out    []float32
	lo, hi []float32 // darkest and brightest of each block
}

const block = 32 // steps

// extrema puts each edge in the middle between neighbouring extremes: it reads
// bars that blur has made faint.
func (e *edges) extrema(p []float32) []float32 {
	e.out = e.out[:0]
	if len(p) < 2 {
		return e.out
	}
	e.contrast(p)
	var (
		rising   bool
		known    bool
		from     int // of the last extreme
		loI, hiI int
		loV, hiV = p[0], p[0]
		fromV    float32
	)
	for i := 1; i < len(p); i++ {
		v, need := p[i], e.need(i)
		if !known {
			if v < loV {
				loV, loI = v, i
			}
			if v > hiV {
				hiV, hiI = v, i
			}
			switch {
			case v > loV+need:
				known, rising, from, fromV, hiI, hiV = true, true, loI, loV, i, v
			case v < hiV-need:
				known, rising, from, fromV, loI, loV = true, false, hiI, hiV, i, v
			}
			continue
		}
		if rising {
			if v > hiV {
				hiV, hiI = v, i
			} else if v < hiV-need {
				e.cross(p, from, fromV, hiI, hiV)
				from, fromV, rising, loI, loV = hiI, hiV, false, i, v
			}
			continue
		}
		if v < loV {
			loV, loI = v, i
		} else if v > loV+need {
			e.cross(p, from, fromV, loI, loV)
			from, fromV, rising, hiI, hiV = loI, loV, true, i, v
		}
	}
	if known && rising {
		e.cross(p, from, fromV, hiI, hiV)
	} else if known {
		e.cross(p, from, fromV, loI, loV)
	}
	return e.out
}

// contrast measures each block.
func (e *edges) contrast(p []float32) {
	e.lo, e.hi = e.lo[:0], e.hi[:0]
	for len(p) > 0 {
		part := p[:min(block, len(p))]
		p = p[len(part):]
		lo, hi := part[0], part[0]
		for _, v := range part[1:] {
			lo, hi = min(lo, v), max(hi, v)
		}
		e.lo, e.hi = append(e.lo, lo), append(e.hi, hi)
	}
	// Each block with its neighbours; what was is kept in two variables.
	lo, hi := e.lo[0], e.hi[0]
	for b := range e.lo {
		l, h := min(lo, e.lo[b]), max(hi, e.hi[b])
		lo, hi = e.lo[b], e.hi[b]
		if b+1 < len(e.lo) {
			l, h = min(l, e.lo[b+1]), max(h, e.hi[b+1])
		}
		e.lo[b], e.hi[b] = l, h
	}
}

// need is how much the brightness must turn before it counts as another
// extreme.
func (e *edges) need(i int) float32 {
	b := i / block
	return max(5, 0.08*(e.hi[b]-e.lo[b]))
}

// cross adds the edge between two extremes. An edge from dark to bright before
// any bar is left out.
func (e *edges) cross(p []float32, i int, vi float32, j int, vj float32) {
	mid := (vi + vj) / 2
	if vj > vi && len(e.out) == 0 {
		return
	}
	for ; i < j; i++ {
		a, b := p[i], p[i+1]
		if vj < vi && a >= mid && b < mid || vj > vi && a <= mid && b > mid {
			e.out = append(e.out, float32(i)+(a-mid)/(a-b))
			return
		}
	}
}

// threshold puts edges where the brightness crosses its mean over window steps:
// it reads narrow bars beside wide ones under uneven light.
func (e *edges) threshold(p []float32, window int) []float32 {
	e.out = e.out[:0]
	const turn = 1.5
	half := window / 2
	var sum float32
	lo, hi := 0, 0
	for ; hi < min(len(p), half); hi++ {
		sum += p[hi]
	}
	black := false
	for i, v := range p {
		if hi < len(p) {
			sum += p[hi]
			hi++
		}
		if i-lo > half {
			sum -= p[lo]
			lo++
		}
		mean := sum / float32(hi-lo)
		if black && v <= mean+turn || !black && v >= mean-turn {
			continue
		}
		at := float32(i)
		if i > 0 && p[i-1] != v {
			at = float32(i-1) + max(0, min(1, (p[i-1]-mean)/(p[i-1]-v)))
		}
		e.out = append(e.out, at)
		black = !black
	}
	return e.out
}
