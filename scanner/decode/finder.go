package decode

import (
	"encoding/binary"
	"math"
	"slices"
)

// finders looks for the corners of a QR code: squares that any line through
// their middle crosses as dark, bright, dark, bright, dark with widths
// 1 1 3 1 1 (ISO/IEC 18004, 6.3.3).
type finders struct {
	hits  []spot
	words []uint64 // of the row that is looked at: its pixels, four in each
}

// spot is the middle of such a square.
type spot struct {
	point
	module float64 // how wide a module is, along lines of the picture
	whole  float64 // its contrast
	n      int     // how many rows crossed it
	used   bool    // belongs to a code that was read
}

// maxSpots limits what clutter costs.
const maxSpots = 96

// step is how far apart the rows of a picture are that are looked at.
func (f *finders) step(img *Luma) int { return max(1, min(3, img.H/160)) }

// find looks through every second of the rows of a picture that are looked at, the
// others are left to a second pass: most codes do not need them.
func (f *finders) find(img *Luma, second bool) {
	step := f.step(img)
	y := step / 2
	if second {
		y += step
	} else {
		f.hits = f.hits[:0]
	}
	for ; y < img.H && len(f.hits) < maxSpots; y += 2 * step {
		f.row(img, y)
	}
}

// others tells whether there is a corner outside of the codes that were read from
// some on. Within a code, its data look like one now and then.
func (f *finders) others(read []Result, scale float64) bool {
	return slices.ContainsFunc(f.hits, func(h spot) bool {
		return !h.used && !slices.ContainsFunc(read, func(r Result) bool {
			return h.sub(point{r.X / scale, r.Y / scale}).len() < r.reach/scale
		})
	})
}

// The mean by which a row's pixels are dark is that of so many around them, and
// is taken anew with every four pixels.
const (
	around = 48
	four   = 4
	turned = 3 // by how much a pixel must differ from it
)

// lanes spreads four pixels over the parts of a word; their sum is that of
// sumLanes, and what they are compared with is added to all at once.
func lanes(p []byte) uint64 {
	v := uint64(binary.LittleEndian.Uint32(p))
	v = (v | v<<16) & 0x0000_ffff_0000_ffff
	return (v | v<<8) & 0x00ff_00ff_00ff_00ff
}

const (
	eachLane = 0x0001_0001_0001_0001
	overLane = 0x0100_0100_0100_0100 // the bit that a sum of 256 and more has
)

func sumLanes(v uint64) int { return int(v * eachLane >> 48) }

// row looks along one row for where it turns dark and bright.
func (f *finders) row(img *Luma, y int) {
	p := img.Pix[y*img.Stride : y*img.Stride+img.W]
	f.words = sized(f.words, len(p)/four)
	words := f.words
	for i := range words {
		words[i] = lanes(p[i*four : i*four+four])
	}
	var at [6]float32 // the last edges, the newest last
	runs := 0
	sum, lo, hi := 0, 0, min(len(p), around/2)
	for _, v := range p[:hi] {
		sum += int(v)
	}
	dark, before := false, p[0]
	for x := 0; x < len(p); x += four {
		if end := x + around/2 + four; end <= len(p) {
			sum += sumLanes(words[end/four-1])
			hi = end
		} else {
			for ; hi < len(p); hi++ {
				sum += int(p[hi])
			}
		}
		if x > around/2 {
			sum -= sumLanes(words[lo/four])
			lo += four
		}
		mean := 0
		if n := hi - lo; n == around+four { // a division that is known costs less
			mean = int(uint(sum) / (around + four))
		} else {
			mean = sum / n
		}
		limit := mean - turned
		if dark {
			limit = mean + turned
		}
		if i := x / four; i < len(words) { // most have no edge
			over := words[i] + uint64(256-max(0, min(256, limit)))*eachLane
			if dark && over&overLane == 0 || !dark && over&overLane == overLane {
				before = p[x+four-1]
				continue
			}
		}
		for k, v := range p[x:min(len(p), x+four)] {
			if dark == (int(v) < limit) {
				before = v
				continue
			}
			at[0], at[1], at[2], at[3], at[4] = at[1], at[2], at[3], at[4], at[5]
			// Between the pixels, where the mean is met.
			at[5] = float32(x+k) - 0.5
			if v != before {
				at[5] = float32(x+k) - min(1, max(0, float32(int(v)-mean)/float32(int(v)-int(before))))
			}
			dark, before = !dark, v
			limit = 2*mean - limit
			if runs++; !dark && runs >= 6 {
				f.check(img, &at, y)
			}
		}
	}
}

// check notes the middle of the runs between six edges, if they are a corner's.
func (f *finders) check(img *Luma, at *[6]float32, y int) {
	total := at[5] - at[0]
	if total < 8 {
		return
	}
	m := total / 7
	like := func(i int, want float32) bool {
		d := at[i+1] - at[i] - want*m
		slack := 0.4 + 0.75*m*max(1, want/2)
		return d < slack && -d < slack
	}
	if !like(2, 3) || !like(0, 1) || !like(1, 1) || !like(3, 1) || !like(4, 1) {
		return
	}
	c := point{float64(at[2]+at[3]) / 2, float64(y)}
	for i := range f.hits {
		h := &f.hits[i]
		if d := h.sub(c); d.dot(d) < 4*h.module*h.module {
			h.n++
			return
		}
	}
	row := img.Pix[y*img.Stride:][:img.W]
	bright := min(row[int(at[1]+at[2])/2], row[int(at[3]+at[4])/2])
	whole := float64(bright) - float64(row[int(c.x)])
	if whole < 6 {
		return
	}
	if !ringed(img, c, float64(m), whole) {
		return
	}
	s, ok := square7(img, c, float64(m), whole)
	if !ok {
		return
	}
	for i := range f.hits {
		h := &f.hits[i]
		if d := h.sub(s.point); d.dot(d) < 4*h.module*h.module {
			h.n++
			return
		}
	}
	if len(f.hits) < maxSpots {
		f.hits = append(f.hits, s)
	}
}

// ringed tells whether the column through c is dark, bright and dark again on
// either side of it, with about the widths of a corner: a quick look, before it is
// measured between the pixels.
func ringed(img *Luma, c point, m, whole float64) bool {
	const slack = 1.5 // pixels
	x, y, far := int(c.x+0.5), int(c.y+0.5), int(8*m)+2
	noise := int(max(4, 0.2*whole))
	var at [2][3]float64
	for side, dir := range [2]int{-1, 1} {
		n := min(far, img.H-1-y)
		if dir < 0 {
			n = min(far, y)
		}
		o := y*img.Stride + x
		ext, edges := int(img.Pix[o]), 0
		for i := 1; i <= n && edges < 3; i++ {
			o += dir * img.Stride
			v := int(img.Pix[o])
			if up := edges%2 == 0; up == (v < ext) {
				ext = v
			} else if v-ext >= noise || ext-v >= noise {
				at[side][edges], ext = float64(i), v
				edges++
			}
		}
		if edges < 3 {
			return false
		}
	}
	u := (at[0][2] + at[1][2]) / 7
	for _, s := range at {
		for k := range 2 {
			if g := s[k+1] - s[k]; g < 0.3*u-slack || g > 2*u+slack {
				return false
			}
		}
	}
	inner := at[0][0] + at[1][0]
	return inner >= 1.6*u-2*slack && inner <= 4.4*u+2*slack
}

// square7 tells whether c is about the middle of a corner with modules of m
// pixels and so much contrast, and where its middle is.
func square7(img *Luma, c point, m, whole float64) (s spot, ok bool) {
	across, down := point{1, 0}, point{0, 1}
	var a, b reachOut
	for range 2 {
		if b, ok = reachFrom(img, c, down, m, whole); !ok {
			return s, false
		}
		c = c.along(down, b.off())
		if a, ok = reachFrom(img, c, across, m, whole); !ok {
			return s, false
		}
		c = c.along(across, a.off())
	}
	wide, high := a.wide(), b.wide()
	if wide > 2.7*high || high > 2.7*wide {
		return s, false
	}
	for _, d := range [2]point{{math.Sqrt2 / 2, math.Sqrt2 / 2}, {math.Sqrt2 / 2, -math.Sqrt2 / 2}} {
		if _, ok = reachFrom(img, c, d, m, whole); !ok {
			return s, false
		}
	}
	return spot{point: c, module: (wide + high) / 14, whole: whole, n: 1}, true
}

// reachOut is how far the three edges of a corner lie from its middle, on one
// side and on the other.
type reachOut struct{ fore, back [3]float64 }

func (r *reachOut) wide() float64 { return r.fore[2] + r.back[2] }

// off is how far the middle lies from where it was thought to be.
func (r *reachOut) off() float64 {
	return (r.fore[0] - r.back[0] + r.fore[1] - r.back[1] + r.fore[2] - r.back[2]) / 6
}

// reachFrom measures a corner along a line through its middle.
func reachFrom(img *Luma, c, d point, m, whole float64) (r reachOut, ok bool) {
	if r.fore, ok = outward(img, c, d, m, whole); !ok {
		return r, false
	}
	r.back, ok = outward(img, c, d.mul(-1), m, whole)
	if !ok {
		return r, false
	}
	// 1 1 3 1 1, as far as blur and bleeding ink leave it.
	u := r.wide() / 7
	inner := r.fore[0] + r.back[0]
	if inner < 1.6*u || inner > 4.4*u {
		return r, false
	}
	for _, s := range [2]*[3]float64{&r.fore, &r.back} {
		if g := s[1] - s[0]; g < 0.3*u || g > 2*u {
			return r, false
		}
		if g := s[2] - s[1]; g < 0.3*u || g > 2*u {
			return r, false
		}
	}
	return r, true
}

// outward finds the edges of a corner from its middle outwards: each lies in
// the middle between the brightest and darkest places beside it. Modules may be
// twice as wide as m, or a fraction.
func outward(img *Luma, c, d point, m, whole float64) (at [3]float64, ok bool) {
	var v [64]float64
	step := max(0.4, m/7)
	n := min(len(v), int(8*m/step)+1)
	noise := max(5, 0.3*whole) // what is more than noise
	from, ext, edges := 0, 0, 0
	for i := range n {
		v[i] = img.light(c.along(d, float64(i)*step))
		up := edges%2 == 0 // looking for where it grows bright
		if up == (v[i] < v[ext]) {
			ext = i // still darker, or still brighter
			continue
		}
		if math.Abs(v[i]-v[ext]) < noise {
			continue
		}
		// ext was the darkest or brightest place, the other side has begun.
		if edges > 0 {
			at[edges-1] = step * meets(v[:], from, ext, (v[from]+v[ext])/2)
		}
		from, ext = ext, i
		if edges++; edges == 3 {
			break
		}
	}
	if edges < 3 {
		return at, false
	}
	// Outside, the brightest place of the next module.
	for i := ext + 1; i < min(len(v), ext+int(m/step)+2); i++ {
		if v[i] = img.light(c.along(d, float64(i)*step)); v[i] > v[ext] {
			ext = i
		}
	}
	at[2] = step * meets(v[:], from, ext, (v[from]+v[ext])/2)
	return at, true
}

// meets is where v goes through a level between two places.
func meets(v []float64, from, to int, level float64) float64 {
	for i := from; i < to; i++ {
		if a, b := v[i], v[i+1]; (a < level) != (b < level) {
			return float64(i) + (level-a)/(b-a)
		}
	}
	return float64(from+to) / 2
}
