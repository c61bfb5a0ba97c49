package decode

import "math"

// point is a place in a picture; the middle of the first pixel is 0, 0.
type point struct{ x, y float64 }

func (p point) add(q point) point              { return point{p.x + q.x, p.y + q.y} }
func (p point) sub(q point) point              { return point{p.x - q.x, p.y - q.y} }
func (p point) mul(k float64) point            { return point{p.x * k, p.y * k} }
func (p point) dot(q point) float64            { return p.x*q.x + p.y*q.y }
func (p point) cross(q point) float64          { return p.x*q.y - p.y*q.x }
func (p point) len() float64                   { return math.Sqrt(p.x*p.x + p.y*p.y) }
func (p point) along(d point, k float64) point { return point{p.x + k*d.x, p.y + k*d.y} }

// unit returns the direction of p, the zero point for one that has none.
func (p point) unit() point {
	if n := p.len(); n > 0 {
		return p.mul(1 / n)
	}
	return point{}
}

// meet is where the line through p along d meets the one through q along e.
func meet(p, d, q, e point) (point, bool) {
	k := d.cross(e)
	if math.Abs(k) < 1e-9*d.len()*e.len() || k == 0 {
		return point{}, false
	}
	return p.along(d, q.sub(p).cross(e)/k), true
}

// light is the brightness between pixels; what lies outside is as the border.
func (l *Luma) light(p point) float64 {
	x, y := p.x, p.y
	if x < 0 || y < 0 || x >= float64(l.W-1) || y >= float64(l.H-1) {
		x, y = min(max(x, 0), float64(l.W-1)), min(max(y, 0), float64(l.H-1))
	}
	i, j := min(int(x), l.W-2), min(int(y), l.H-2)
	fx, fy := x-float64(i), y-float64(j)
	o := j*l.Stride + i
	a, b := l.Pix[o:o+2], l.Pix[o+l.Stride:o+l.Stride+2]
	up := float64(a[0]) + fx*float64(int(a[1])-int(a[0]))
	down := float64(b[0]) + fx*float64(int(b[1])-int(b[0]))
	return up + fy*(down-up)
}

// across is light at seven places, a step of d apart, of which p is the middle one.
func (l *Luma) across(p, d point, out *[7]float64) {
	a, z := p.along(d, -3), p.along(d, 3)
	w, h := float64(l.W-1), float64(l.H-1)
	if min(a.x, z.x) < 0 || min(a.y, z.y) < 0 || max(a.x, z.x) >= w || max(a.y, z.y) >= h {
		for i := range out {
			out[i] = l.light(p.along(d, float64(i)-3))
		}
		return
	}
	// In 16.16 fixed point: no place is outside, nor is its neighbour.
	x, y := uint(a.x*65536), uint(a.y*65536)
	dx, dy := uint(int(d.x*65536)), uint(int(d.y*65536)) // two's complement steps back
	pix, stride := l.Pix, uint(l.Stride)
	for i := range out {
		o := y>>16*stride + x>>16
		below := o + stride
		if o < below && below+1 < uint(len(pix)) { // tells the compiler that all four are there
			fx, fy := int(x>>8&255), int(y>>8&255)
			up, down := int(pix[o]), int(pix[below])
			up = up<<8 + (int(pix[o+1])-up)*fx
			down = down<<8 + (int(pix[below+1])-down)*fx
			out[i] = float64(up<<8+(down-up)*fy) * (1.0 / 65536)
		}
		x, y = x+dx, y+dy
	}
}

// inside tells whether a place lies in the picture.
func (l *Luma) inside(p point) bool {
	return p.x >= 0 && p.y >= 0 && p.x <= float64(l.W-1) && p.y <= float64(l.H-1)
}

// projection takes places on a flat code, in modules, to places in a picture.
type projection [8]float64

// at is where u, v lies in the picture.
func (m *projection) at(u, v float64) point {
	w := 1 / (m[6]*u + m[7]*v + 1)
	return point{(m[0]*u + m[1]*v + m[2]) * w, (m[3]*u + m[4]*v + m[5]) * w}
}

// corners returns the projection that takes a w by h rectangle to four corners,
// those of 0,0, w,0, w,h and 0,h (Heckbert, Fundamentals of Texture Mapping,
// 1989, 2.2.3).
func corners(w, h float64, p [4]point) projection {
	s := point{p[0].x - p[1].x + p[2].x - p[3].x, p[0].y - p[1].y + p[2].y - p[3].y}
	d1, d2 := p[1].sub(p[2]), p[3].sub(p[2])
	var g, k float64
	if den := d1.cross(d2); den != 0 {
		g, k = s.cross(d2)/den, d1.cross(s)/den
	}
	return projection{
		(p[1].x - p[0].x + g*p[1].x) / w, (p[3].x - p[0].x + k*p[3].x) / h, p[0].x,
		(p[1].y - p[0].y + g*p[1].y) / w, (p[3].y - p[0].y + k*p[3].y) / h, p[0].y,
		g / w, k / h,
	}
}

// fit returns the projection that takes the places from nearest to the places
// to, by least squares. There must be four at least.
func fit(from, to []point, weight []float64) (projection, bool) {
	var mid point
	for _, p := range to {
		mid = mid.add(p.mul(1 / float64(len(to))))
	}
	var wide, far float64
	for i := range to {
		wide = max(wide, to[i].sub(mid).len())
		far = max(far, from[i].len())
	}
	if wide == 0 || far == 0 {
		return projection{}, false
	}
	var a [8][9]float64
	for i := range from {
		u, v := from[i].x/far, from[i].y/far
		x, y := (to[i].x-mid.x)/wide, (to[i].y-mid.y)/wide
		for _, row := range [2][9]float64{{u, v, 1, 0, 0, 0, -u * x, -v * x, x}, {0, 0, 0, u, v, 1, -u * y, -v * y, y}} {
			for j := range 8 {
				for k := range 9 {
					a[j][k] += weight[i] * row[j] * row[k]
				}
			}
		}
	}
	m, ok := solve(&a)
	if !ok {
		return m, false
	}
	// Back to modules and pixels.
	g, h := m[6]/far, m[7]/far
	return projection{
		m[0]*wide/far + mid.x*g, m[1]*wide/far + mid.x*h, m[2]*wide + mid.x,
		m[3]*wide/far + mid.y*g, m[4]*wide/far + mid.y*h, m[5]*wide + mid.y,
		g, h,
	}, true
}

// solve solves eight equations by elimination.
func solve(a *[8][9]float64) (out projection, ok bool) {
	for c := range 8 {
		best := c
		for r := c + 1; r < 8; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[best][c]) {
				best = r
			}
		}
		if math.Abs(a[best][c]) < 1e-12 {
			return out, false
		}
		a[c], a[best] = a[best], a[c]
		for r := range 8 {
			if r == c {
				continue
			}
			k := a[r][c] / a[c][c]
			for j := c; j < 9; j++ {
				a[r][j] -= k * a[c][j]
			}
		}
	}
	for i := range out {
		out[i] = a[i][8] / a[i][i]
	}
	return out, true
}
