package decode

import "math"

// quick is how many lines the first look at a picture has, level and upright.
const quick = 9

// The second look has lines so many pixels apart, over so much of the picture's
// height and width.
const (
	rowStep  = 10.0
	rowShare = 0.64
)

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

// easy looks for codes of bars where most are: a few level and upright lines,
// for most pictures are taken by somebody who wants them read, and lines across
// what looks like bars. It tells whether a code is certain.
func (r *Reader) easy(img Luma, e effort) bool {
	r.votes, r.tracks, r.pairs, r.lines, r.doubts, r.leans = r.votes[:0], r.tracks[:0], r.pairs[:0], 0, 0, 0
	r.patient, r.near, r.sure, r.aim.done, r.first = e.patient, false, nil, false, nil
	found := r.glance(img, e, extremes) || r.glance(img, e, means) || r.rows(img, e)
	if !found && e.patient {
		if r.first = r.plain.first(img, r.formats); r.first != nil {
			return true
		}
	}
	if !found || e.all && r.half() {
		found = r.aimed(img, e, both) || found
	}
	return found
}

// hard looks for codes of bars with many lines in all directions; and a still
// picture out of focus gets a look for what is blurred.
func (r *Reader) hard(img Luma, e effort) bool {
	if r.search(img, e, e.dirs, both) {
		return true
	}
	if e.beside && e.patient {
		return r.aimed(img, e, sharper)
	}
	if r.formats&(EAN13|UPCA) != 0 && e.patient && r.haze(img, e) {
		return true
	}
	if r.aimed(img, e, sharper) || e.patient && r.search(img, e, 4, sharper) {
		return true
	}
	if r.formats&(EAN13|UPCA) != 0 && !e.patient {
		r.hazeAhead(img)
	}
	return false
}

// glance draws a few level and upright lines. On a still picture it goes on
// over the picture when a code is found: there may be others beside it.
func (r *Reader) glance(img Luma, e effort, by method) bool {
	way := [2]sweep{lay(img, 0, quick), lay(img, 1, quick)}
	found := [2]bool{}
	for k := 0; k <= quick/2; k++ {
		for d := range way {
			if found[1-d] {
				continue // codes lie alike
			}
			if r.twin(img, &way[d], k, 1, e, by) {
				found[d] = true
				if !e.all {
					return true
				}
			}
		}
	}
	return found[0] || found[1]
}

// rows draws more level and upright lines through the middle of a picture: they
// cost so little that this is done before the picture is looked at for what is
// like bars.
func (r *Reader) rows(img Luma, e effort) bool {
	way := [2]sweep{lay(img, 0, quick), lay(img, 1, quick)}
	step, begin := rowStep, rowStep
	if !e.patient { // the lines between them in the next frame
		step, begin = 2.5*rowStep, (1+1.5*float64(r.frames&1))*rowStep
	}
	for off := begin; ; off += step {
		left := false
		for d := range way {
			if off > rowShare*way[d].reach {
				continue
			}
			left = true
			way[d].step = off
			if !r.twin(img, &way[d], 1, 1, e, both) {
				continue
			}
			if e.all {
				r.others(img, d, e)
			}
			return true
		}
		if !left {
			return false
		}
	}
}

// others looks along a direction in which there is a code for more.
func (r *Reader) others(img Luma, d int, e effort) {
	s := lay(img, d, quick)
	for k := range quick/2 + 1 {
		r.twin(img, &s, k, 1, e, extremes)
	}
}

// search draws many lines in all directions until a code is found; on a still
// picture it then looks along its direction for others.
func (r *Reader) search(img Luma, e effort, dirs int, by method) bool {
	every, from := 1, 0
	if !e.patient { // half of the lines now, the others in the next frame
		every, from = 2, r.frames&1
	}
	for k := from; k <= e.lines/2; k += every {
		for d := range dirs {
			s := lay(img, d, e.lines)
			avg := 1
			if k/every%2 == 1 || by == sharper {
				avg = 3
			} else if every > 1 && d < 2 && by == both {
				continue // rows drew such
			}
			if !r.twin(img, &s, k, avg, e, by) {
				continue
			}
			if e.all {
				r.others(img, d, e)
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
	if !r.fresh || r.doubts > 24 || !e.patient && r.doubts > 8 {
		return false
	}
	r.doubts++
	// Closer than gap it would not count as another line.
	gap, v := 2.0, r.latest
	if v != nil {
		gap = v.gap()
	}
	for _, d := range [...]float64{4, -4, 8, -8, 14, -14, 28, -28} {
		if math.Abs(d) > gap && r.scan(img, s, off+d, avg, e, by) {
			return true
		}
	}
	return s.dir < 2 && r.leaning(img, v, e)
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

// half tells whether of a code that counts something is missing: the other row of
// a Japanese book or of a tag, or the digits beside the number of a magazine.
func (r *Reader) half() bool {
	rows, missing := 0, false
	for i := range r.votes {
		v := &r.votes[i]
		if v.kind != EAN13 || !r.counts(v) {
			continue
		}
		n := v.key[:v.n]
		missing = missing || isMagazine(n) && v.bestBeside() == ""
		if inRows(n) && (n[0] != 9 || n[3] == 4) { // 4 is Japan's
			rows++
		}
	}
	return missing || rows == 1
}

// isMagazine tells whether a number is that of a Japanese magazine or of a
// periodical: its issue stands beside it.
func isMagazine(n []byte) bool {
	return n[0] == 4 && n[1] == 9 && n[2] == 1 || n[0] == 9 && n[1] == 7 && n[2] == 7
}

// method is how the edges of a line are found.
type method uint8

const (
	extremes method = iota // between neighbouring extremes
	means                  // where the brightness crosses its mean
	both                   // one and the other
	sharper                // after taking back some of the blur
)

// scan reads one line and tells whether a code is certain now.
func (r *Reader) scan(img Luma, s *sweep, off float64, avg int, e effort, by method) bool {
	r.fresh, r.latest = false, nil
	if avg == 1 && by != sharper && (s.dx == 0 || s.dy == 0) {
		return r.scanStraight(img, s, off, e, by)
	}
	cx, cy := float64(img.W-1)/2, float64(img.H-1)/2
	b, buf, ok := img.draw(r.buf, cx-s.dy*off, cy+s.dx*off, s.dx, s.dy, avg)
	r.buf = buf
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

// scanStraight is scan for level and upright lines as they are.
func (r *Reader) scanStraight(img Luma, s *sweep, off float64, e effort, by method) bool {
	b, ok := r.straight(img, s, off)
	if !ok {
		return false
	}
	r.lines++
	b.dir, b.line = s.dir, r.lines
	if by != means {
		at := r.edges.turns(r.row, fine)
		if r.cross(&b, at) || !r.fresh && r.roughly(&b, len(at)) {
			return true
		}
	}
	return by != extremes && r.cross(&b, r.edges.means(r.row, e.window))
}

// roughly reads a level or upright line once more, without what turns little,
// when that leaves fewer edges.
func (r *Reader) roughly(b *beam, edges int) bool {
	if edges <= leastRuns {
		return false
	}
	at := r.edges.turns(r.row, rough)
	return len(at) < edges && r.cross(b, at)
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
