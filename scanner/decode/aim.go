package decode

import "math"

// aim finds the directions in which a picture has bars: where they are, the
// brightness changes up and down many times, and always along one line. So a
// low and long code is crossed whole at any angle.
type aim struct {
	cells []patch
	bins  [aimBins]float32
	all   [aimBins]float32 // before directions were taken out
	done  bool             // the picture was looked at
}

// patch is a square of the picture that looks like bars.
type patch struct {
	x, y float32 // its middle
	bin  int     // direction across the bars
	cos2 float32 // the same, as the sine and cosine of twice its angle
	sin2 float32
}

const (
	aimBins = 36 // of half a turn
	aimCell = 20 // pixels
	aimMost = 3  // directions in which to look
	aimEach = 40 // lines in one of them
)

// look finds the cells with bars and tells how many directions have some.
func (a *aim) look(img Luma) {
	if a.done {
		a.bins = a.all
		return
	}
	a.done = true
	a.cells, a.bins = a.cells[:0], [aimBins]float32{}
	for y := 1; y+aimCell < img.H; y += aimCell {
		for x := 1; x+aimCell < img.W; x += aimCell {
			if c, ok := stripes(img, x, y); ok && len(a.cells) < cap(a.cells) {
				a.bins[c.bin]++
				a.cells = append(a.cells, c)
			}
		}
	}
	a.all = a.bins
}

// stripes tells whether a cell has bars, and where they run.
func stripes(img Luma, x0, y0 int) (patch, bool) {
	var xx, yy, xy, sx, sy, ax, ay int
	for y := y0; y < y0+aimCell; y += 2 {
		row := img.Pix[y*img.Stride+x0-1:][:aimCell+2]
		up, down := img.Pix[(y-1)*img.Stride+x0:][:aimCell], img.Pix[(y+1)*img.Stride+x0:][:aimCell]
		for x := (y >> 1) & 1; x < aimCell; x += 2 {
			gx, gy := int(row[x+2])-int(row[x]), int(down[x])-int(up[x])
			xx += gx * gx
			yy += gy * gy
			xy += gx * gy
			sx += gx
			sy += gy
			ax += max(gx, -gx)
			ay += max(gy, -gy)
		}
	}
	const samples = aimCell * aimCell / 4
	all := xx + yy
	if all < samples*64 || max(sx, -sx)+max(sy, -sy) > (ax+ay)*5/10 {
		return patch{}, false // flat, or one edge
	}
	c, s := float64(xx-yy), float64(2*xy)
	if along := math.Hypot(c, s); along < 0.6*float64(all) {
		return patch{}, false // no direction
	}
	angle := math.Atan2(s, c) / 2 // of the way across
	if angle < 0 {
		angle += math.Pi
	}
	l := math.Hypot(c, s)
	return patch{
		x: float32(x0 + aimCell/2), y: float32(y0 + aimCell/2), bin: int(angle*aimBins/math.Pi) % aimBins,
		cos2: float32(c / l), sin2: float32(s / l),
	}, true
}

// best takes the direction that most cells have, with its neighbours, out of
// the bins.
func (a *aim) best() (sin, cos float64, bin int, ok bool) {
	most := float32(0)
	for i := range a.bins {
		if n := a.bins[i] + a.bins[(i+1)%aimBins] + a.bins[(i+aimBins-1)%aimBins]; n > most {
			most, bin = n, i
		}
	}
	if most < 4 {
		return 0, 0, 0, false
	}
	var s, c float64
	for i := range a.cells {
		if near := &a.cells[i]; a.beside(near.bin, bin) {
			s, c = s+float64(near.sin2), c+float64(near.cos2)
		}
	}
	for _, i := range [3]int{0, 1, aimBins - 1} {
		a.bins[(bin+i)%aimBins] = 0
	}
	angle := math.Atan2(s, c) / 2
	sin, cos = math.Sincos(angle)
	return sin, cos, bin, true
}

// beside tells whether a bin is another or next to it.
func (a *aim) beside(bin, other int) bool {
	d := (bin - other + aimBins) % aimBins
	return d <= 1 || d == aimBins-1
}

// next lays lines in the direction that most cells have of those not tried, the
// n-th, and counts the cells that each crosses.
func (a *aim) next(img Luma, n int) (s sweep, m crossings, ok bool) {
	sin, cos, bin, ok := a.best()
	if !ok {
		return s, m, false
	}
	reach := math.Abs(sin)*float64(img.W)/2 + math.Abs(cos)*float64(img.H)/2
	s = sweep{cos, sin, reach, reach / (aimEach + 1), 8 + n}
	a.lines(img, &s, bin, &m)
	return s, m, true
}

// crossings are how many cells with bars the lines of a direction cross.
type crossings [2*aimEach + 1]uint8

// take takes the line out that crosses most, and returns where it lies; ok is
// false when none is worth it.
func (m *crossings) take(s *sweep) (off float64, ok bool) {
	best := 0
	for k := range m {
		if m[k] > m[best] {
			best = k
		}
	}
	if m[best] < 2 {
		return 0, false
	}
	m[best] = 0
	return float64(best-aimEach) * s.step, true
}

// drop takes the neighbours of a line out: they would say the same again.
func (m *crossings) drop(s *sweep, off float64) {
	best := int(math.Round(off/s.step)) + aimEach
	for k := max(0, best-3); k <= min(len(m)-1, best+3); k++ {
		m[k] = 0
	}
}

// lines marks which of the lines of a direction cross cells that have it.
func (a *aim) lines(img Luma, s *sweep, bin int, out *crossings) {
	cx, cy := float64(img.W-1)/2, float64(img.H-1)/2
	for i := range a.cells {
		c := &a.cells[i]
		if !a.beside(c.bin, bin) {
			continue
		}
		off := s.dx*(float64(c.y)-cy) - s.dy*(float64(c.x)-cx)
		from, to := int(math.Ceil((off-aimCell/2)/s.step)), int(math.Floor((off+aimCell/2)/s.step))
		for k := max(from, -aimEach); k <= min(to, aimEach); k++ {
			if out[k+aimEach] < 255 {
				out[k+aimEach]++
			}
		}
	}
}

// aimed draws lines across what looks like bars, those first that cross most
// of it, and tells whether a code is certain.
func (r *Reader) aimed(img Luma, e effort, by method) bool {
	r.aim.look(img)
	found, avg := false, 1
	if by == sharper {
		avg = 3
	}
	for n := range aimMost {
		s, marks, ok := r.aim.next(img, n)
		if !ok {
			break
		}
		for range e.aimed {
			off, ok := marks.take(&s)
			if !ok {
				break
			}
			if r.scan(img, &s, off, avg, e, by) || r.confirm(img, &s, off, avg, e, by) {
				found = true
				r.around(img, &s, off, e)
				if !e.all {
					return true
				}
				marks.drop(&s, off)
			}
		}
	}
	return found
}

// striking is how many cells of about one direction are worth a long search, after
// lines were drawn across them: a code of 300 pixels has twice as many, print about
// a square code seldom has so many.
const striking = 30

// moreThan tells whether a picture that was looked at may hold bars besides the
// square codes that were read. Their places are those of a picture so many times
// larger.
func (a *aim) moreThan(read []Result, scale float64) bool {
	var bins [aimBins]int
cells:
	for i := range a.cells {
		c := &a.cells[i]
		for k := range read {
			if s := &read[k]; math.Hypot(float64(c.x)*scale-s.X, float64(c.y)*scale-s.Y) < s.reach+aimCell*scale {
				continue cells
			}
		}
		bins[c.bin]++
	}
	for i, n := range bins {
		if n+bins[(i+1)%aimBins]+bins[(i+aimBins-1)%aimBins] >= striking {
			return true
		}
	}
	return false
}
