package decode

import "math"

// quick is how many lines the first look at a picture has, level and upright.
const quick = 9

// turn is the order of the directions, in eighths of half a turn: level,
// upright, the diagonals, then between them.
var turn = [8]int{0, 4, 2, 6, 1, 5, 3, 7}

// sweep is a set of parallel lines over a whole picture, from its middle
// outwards.
type sweep struct {
	dx, dy float64 // direction of the lines
	reach  float64 // how far the picture reaches across it
	step   float64
	dir    int
}

// lay lays so many lines over a picture.
func lay(img Luma, dir, lines int) sweep {
	sin, cos := math.Sincos(float64(turn[dir]) * math.Pi / 8)
	if dir < 2 {
		sin, cos = math.Round(sin), math.Round(cos)
	}
	reach := math.Abs(sin)*float64(img.W)/2 + math.Abs(cos)*float64(img.H)/2
	return sweep{cos, sin, reach, 2 * reach / float64(lines+1), dir}
}

// bars looks for codes of bars. First a few lines, for most pictures are taken
// by somebody who wants them read; then many, in all directions; and a still
// picture out of focus gets a look for what is blurred.
func (r *Reader) bars(img Luma, e effort) []Result {
	r.votes, r.tracks, r.pairs, r.lines, r.doubts = r.votes[:0], r.tracks[:0], r.pairs[:0], 0, 0
	r.patient, r.near, r.sure, r.aim.done = e.patient, false, nil, false
	found := r.glance(img, e)
	if !found {
		found = r.aimed(img, e, both)
	}
	if !found {
		found = r.search(img, e, e.dirs, both)
	}
	if !found && r.formats&(EAN13|UPCA) != 0 && e.patient {
		found = r.haze(img, e)
	}
	if !found {
		found = r.aimed(img, e, sharper) || e.patient && r.search(img, e, 4, sharper)
	}
	if !found && r.formats&(EAN13|UPCA) != 0 && !e.patient {
		r.hazeAhead(img)
	}
	return r.accepted()
}

// glance draws a few level and upright lines. On a still picture it goes on
// over the picture when a code is found: there may be others beside it.
func (r *Reader) glance(img Luma, e effort) bool {
	way := [2]sweep{lay(img, 0, quick), lay(img, 1, quick)}
	found := [2]bool{}
	for k := 0; k <= quick/2; k++ {
		for d := range way {
			if found[1-d] {
				continue // codes lie alike
			}
			if r.twin(img, &way[d], k, 1, e, extremes) {
				found[d] = true
				if !e.all {
					return true
				}
			}
		}
	}
	return found[0] || found[1]
}

// search draws many lines in all directions until a code is found; on a still
// picture it then looks along its direction for others.
func (r *Reader) search(img Luma, e effort, dirs int, by method) bool {
	for k := 0; k <= e.lines/2; k++ {
		for d := range dirs {
			s := lay(img, d, e.lines)
			avg := 1
			if k%2 == 1 || by == sharper {
				avg = 3
			}
			if !r.twin(img, &s, k, avg, e, by) {
				continue
			}
			if e.all {
				s = lay(img, d, quick)
				for k := range quick/2 + 1 {
					r.twin(img, &s, k, 1, e, extremes)
				}
			}
			return true
		}
	}
	return false
}

// twin draws the lines that are the k-th from the middle, on both sides, and
// tells whether a code is certain.
func (r *Reader) twin(img Luma, s *sweep, k, avg int, e effort, by method) bool {
	sure := false
	for _, side := range [2]float64{1, -1} {
		off := side * float64(k) * s.step
		if k == 0 && side < 0 || math.Abs(off) >= s.reach-2 {
			continue
		}
		if r.scan(img, s, off, avg, e, by) || r.confirm(img, s, off, avg, e, by) {
			r.around(img, s, off, e)
			if sure = true; !e.all {
				return true
			}
		}
	}
	return sure
}

// confirm draws lines close to one that read something new, until it is
// certain.
func (r *Reader) confirm(img Luma, s *sweep, off float64, avg int, e effort, by method) bool {
	if !r.fresh || r.doubts > 24 {
		return false
	}
	r.doubts++
	for _, d := range [...]float64{4, -4, 8, -8, 14, -14, 28, -28} {
		if r.scan(img, s, off+d, avg, e, by) {
			return true
		}
	}
	return false
}

// around looks close to a code of the EAN family that was just found, for what
// belongs to it: the digits beside it, and the second row of a book (GS1 Japan
// prints the price below, beginning with 192) or of an apparel tag.
func (r *Reader) around(img Luma, s *sweep, off float64, e effort) {
	v := r.sure
	if v == nil || v.kind != EAN13 {
		return
	}
	by := extremes
	if e.patient {
		by = both
	}
	if r.near {
		for k, d := range [...]float64{5, -5, 10, -10, 17, -17, 26, -26} {
			if v.bestBeside() != "" {
				break
			}
			r.scan(img, s, off+d, 1+2*(k%2), e, by)
		}
	}
	if !inRows(v.key[:v.n]) {
		return
	}
	for _, part := range [...]float64{0.15, -0.15, 0.3, -0.3, 0.45, -0.45, 0.6, -0.6, 0.8, -0.8} {
		if r.scan(img, s, off+part*v.width, 1, e, extremes) || r.confirm(img, s, off+part*v.width, 1, e, extremes) {
			if r.sure != v {
				return
			}
		}
	}
}

// inRows tells whether another code may stand above or below a number: books
// and what a shop numbers itself.
func inRows(n []byte) bool {
	return n[0] == 9 && n[1] == 7 && n[2] >= 8 || n[0] == 1 && n[1] == 9 && n[2] == 2 || n[0] == 2
}

// method is how the edges of a line are found.
type method uint8

const (
	extremes method = iota // between neighbouring extremes
	both                   // and where the brightness crosses its mean
	sharper                // after taking back some of the blur
)

// scan reads one line and tells whether a code is certain now.
func (r *Reader) scan(img Luma, s *sweep, off float64, avg int, e effort, by method) bool {
	cx, cy := float64(img.W-1)/2, float64(img.H-1)/2
	b, buf, ok := img.draw(r.buf, cx-s.dy*off, cy+s.dx*off, s.dx, s.dy, avg)
	r.buf = buf
	r.fresh = false
	if !ok {
		return false
	}
	r.lines++
	b.dir, b.line = s.dir, r.lines
	if by == sharper {
		return r.cross(&b, r.edges.extrema(r.crisp(b.p)))
	}
	return r.cross(&b, r.edges.extrema(b.p)) || by == both && r.cross(&b, r.edges.threshold(b.p, e.window))
}

// crisp takes back some blur from a line: what is dark beside something bright
// is made darker, for three widths of blur in turn.
func (r *Reader) crisp(p []float32) []float32 {
	const gain = 0.5
	d := 1 + r.lines%3
	r.sharp = append(r.sharp[:0], p...)
	for i := d; i+d < len(p); i++ {
		r.sharp[i] = p[i] + gain*(2*p[i]-p[i-d]-p[i+d])
	}
	return r.sharp
}
