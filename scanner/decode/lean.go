package decode

import "math"

// A code that a level or upright line read once, and its neighbours did not, is
// often one that leans, or whose paper is speckled: lines straight across its
// bars, each the mean of three or five, read what single ones at an angle do not. Few
// are needed, so this comes before the picture is looked at for bars.
const (
	leansMost = 3 // codes of a picture that are looked at so
	leanCells = 4 // places along the code that must show its bars
)

// leaning draws lines across the bars of what was read once, and tells whether
// it is certain now.
func (r *Reader) leaning(img Luma, v *vote, e effort) bool {
	if v == nil || need(v.kind) < 3 || v.leant || v.void || r.leans == leansMost {
		return false
	}
	v.leant = true
	r.leans++
	sin, cos, ok := leansTo(img, v)
	if !ok {
		return false
	}
	cx, cy := float64(img.W-1)/2, float64(img.H-1)/2
	s := sweep{
		dx: cos, dy: sin, dir: leanDir + r.leans,
		reach: math.Abs(sin)*float64(img.W)/2 + math.Abs(cos)*float64(img.H)/2,
	}
	mid := s.dx*(v.Y-cy) - s.dy*(v.X-cx)
	for k, d := range [...]float64{11, -11, 24, -24, 0} {
		if r.scan(img, &s, mid+d, 3+k%2*2, e, extremes) {
			return true
		}
	}
	return false
}

// leanDir is above every number that aimed lines give their directions.
const leanDir = 16

// leansTo is the direction in which most of the brightness of a code changes.
func leansTo(img Luma, v *vote) (sin, cos float64, ok bool) {
	var s, c float64
	n := 0
	for at := -0.4 * v.width; at <= 0.4*v.width; at += aimCell {
		x, y := int(v.X+at*v.dx)-aimCell/2, int(v.Y+at*v.dy)-aimCell/2
		if x < 1 || y < 1 || x+aimCell >= img.W || y+aimCell >= img.H {
			continue
		}
		if p, ok := stripes(img, x, y); ok {
			s, c, n = s+float64(p.sin2), c+float64(p.cos2), n+1
		}
	}
	if n < leanCells {
		return 0, 0, false
	}
	sin, cos = math.Sincos(math.Atan2(s, c) / 2)
	return sin, cos, true
}
