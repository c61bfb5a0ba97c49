package decode

// edges finds where bars begin and end, finer than a pixel: out[0] is where the
// first bar begins, out[1] where it ends, and so on.
type edges struct {
	out    []float32
	lo, hi []float32 // darkest and brightest of each block
	least  []float32 // how much the brightness must turn in it
	spans  [][2]byte // darkest and brightest, of a line of bytes
	leasts []byte    // how much its brightness must turn
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
		rising, known bool
		from          int // the last extreme
		fromV         = p[0]
		at            int // the furthest since
		atV           = p[0]
		lowest        int // before the first extreme is known
		lowestV       = p[0]
	)
	for b, least := range e.least {
		for i, end := b*block, min(len(p), (b+1)*block); i < end; i++ {
			v := p[i]
			switch {
			case !known:
				if v < lowestV {
					lowest, lowestV = i, v
				}
				if v > atV {
					at, atV = i, v
				}
				if v > lowestV+least {
					known, rising, from, fromV, at, atV = true, true, lowest, lowestV, i, v
				} else if v < atV-least {
					known, rising, from, fromV, at, atV = true, false, at, atV, i, v
				}
			case rising:
				if v > atV {
					at, atV = i, v
				} else if v < atV-least {
					e.cross(p, from, fromV, at, atV)
					from, fromV, rising, at, atV = at, atV, false, i, v
				}
			default:
				if v < atV {
					at, atV = i, v
				} else if v > atV+least {
					e.cross(p, from, fromV, at, atV)
					from, fromV, rising, at, atV = at, atV, true, i, v
				}
			}
		}
	}
	if known {
		e.cross(p, from, fromV, at, atV)
	}
	return e.out
}

// contrast decides for each block how much the brightness must turn there
// before it counts as another extreme: by the darkest and the brightest of it
// and its neighbours.
func (e *edges) contrast(p []float32) {
	e.lo, e.hi, e.least = e.lo[:0], e.hi[:0], e.least[:0]
	for len(p) > 0 {
		part := p[:min(block, len(p))]
		p = p[len(part):]
		lo, hi := part[0], part[0]
		for _, v := range part[1:] {
			if v < lo {
				lo = v
			}
			if v > hi {
				hi = v
			}
		}
		e.lo, e.hi = append(e.lo, lo), append(e.hi, hi)
	}
	for b := range e.lo {
		l, h := e.lo[b], e.hi[b]
		if b > 0 {
			l, h = min(l, e.lo[b-1]), max(h, e.hi[b-1])
		}
		if b+1 < len(e.lo) {
			l, h = min(l, e.lo[b+1]), max(h, e.hi[b+1])
		}
		e.least = append(e.least, max(5, 0.08*(h-l)))
	}
}

// cross adds the edge between two extremes. An edge from dark to bright before
// any bar is left out.
func (e *edges) cross(p []float32, i int, vi float32, j int, vj float32) {
	mid := (vi + vj) / 2
	if vj < vi {
		for ; i < j; i++ {
			if a, b := p[i], p[i+1]; a >= mid && b < mid {
				e.out = append(e.out, float32(i)+(a-mid)/(a-b))
				return
			}
		}
		return
	}
	if len(e.out) == 0 {
		return
	}
	for ; i < j; i++ {
		if a, b := p[i], p[i+1]; a <= mid && b > mid {
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
