package decode

import "math"

// grid is the brightness of each module of a code.
type grid struct {
	w, h  int
	v     []float32
	level []float32 // what is darker is dark
	tmp   []float32
	sums  []float32
	lo    []uint32 // bits of the darkest around each module
	hi    []uint32 // likewise of the brightest, turned
	bits  []uint32
	rows  []uint32
	line  []uint32
	dark  []bool
}

// sized is the slice with so many elements, whatever they hold.
func sized[T any](b []T, n int) []T {
	if cap(b) < n {
		return make([]T, n)
	}
	return b[:n]
}

// size readies the grid for a code of w by h modules.
func (g *grid) size(w, h int) {
	n := w * h
	g.w, g.h = w, h
	g.v, g.level, g.tmp, g.sums = sized(g.v, n), sized(g.level, n), sized(g.tmp, n), sized(g.sums, n)
	g.lo, g.hi, g.bits, g.rows = sized(g.lo, n), sized(g.hi, n), sized(g.bits, n), sized(g.rows, n)
	g.line, g.dark = sized(g.line, w+2*reach), sized(g.dark, n)
}

// area is the mean brightness about p: of one place for tiny modules, else of
// nine over the inner part of the module.
func area(img *Luma, p point, module float64) float64 {
	if module < 2.5 {
		return img.light(p)
	}
	d := module / 5
	return (2*img.light(p) +
		img.light(point{p.x - d, p.y - d}) + img.light(point{p.x + d, p.y - d}) +
		img.light(point{p.x - d, p.y + d}) + img.light(point{p.x + d, p.y + d})) / 6
}

// reach is how far around a module its surroundings decide what is dark.
const reach = 3

// levels finds what is darkest and brightest around each module, and smooths
// it: light falls off over a code, and ink spreads.
func (g *grid) levels() {
	// Brightness is never negative, so its bits are in the order of what they stand
	// for, and the brightest is the darkest of the opposites.
	for i, v := range g.v {
		g.bits[i] = math.Float32bits(max(0, v))
	}
	g.darkest(g.lo)
	for i, v := range g.bits {
		g.bits[i] = ^v
	}
	g.darkest(g.hi)
	for i := range g.lo {
		g.level[i] = (math.Float32frombits(g.lo[i]) + math.Float32frombits(^g.hi[i])) / 2
	}
	g.smooth(g.level)
}

// darkest writes to dst the least of the bits within reach.
func (g *grid) darkest(dst []uint32) {
	p := g.line[:g.w+2*reach]
	for y := range g.h {
		row := g.bits[y*g.w:][:g.w]
		copy(p[reach:], row)
		for k := range reach { // what lies beyond an edge is as what lies there
			p[k], p[len(p)-1-k] = row[0], row[g.w-1]
		}
		for i := range len(p) - 1 { // of two, of four, of seven
			p[i] = min(p[i], p[i+1])
		}
		for i := range len(p) - 3 {
			p[i] = min(p[i], p[i+2])
		}
		out := g.rows[y*g.w:][:g.w]
		for i := range out {
			out[i] = min(p[i], p[i+reach])
		}
	}
	for y := range g.h {
		out := dst[y*g.w:][:g.w]
		from := max(0, y-reach)
		copy(out, g.rows[from*g.w:])
		for k := from + 1; k <= min(g.h-1, y+reach); k++ {
			for x, v := range g.rows[k*g.w:][:g.w] {
				out[x] = min(out[x], v)
			}
		}
	}
}

// smooth is the mean within reach.
func (g *grid) smooth(b []float32) {
	for y := range g.h {
		averaged(g.tmp[y*g.w:][:g.w], b[y*g.w:][:g.w])
	}
	sums := g.sums[:g.w]
	clear(sums)
	add := func(y int, sign float32) {
		for x, v := range g.tmp[y*g.w:][:g.w] {
			sums[x] += sign * v
		}
	}
	for y := range min(reach, g.h) {
		add(y, 1)
	}
	for y := range g.h {
		if y+reach < g.h {
			add(y+reach, 1)
		}
		if y > reach {
			add(y-reach-1, -1)
		}
		f := 1 / float32(min(g.h-1, y+reach)-max(0, y-reach)+1)
		for x, v := range sums {
			b[y*g.w+x] = v * f
		}
	}
}

// averaged writes to dst the means of src within reach.
func averaged(dst, src []float32) {
	var s float32
	for _, v := range src[:min(reach, len(src))] {
		s += v
	}
	for x := range dst {
		if x+reach < len(src) {
			s += src[x+reach]
		}
		if x > reach {
			s -= src[x-reach-1]
		}
		dst[x] = s / float32(min(len(src)-1, x+reach)-max(0, x-reach)+1)
	}
}

// decide tells dark from bright. A lens spreads each module over its
// neighbors; sharp is how much of their mean is taken off again.
func (g *grid) decide(sharp float32) {
	for y := range g.h {
		for x := range g.w {
			i := y*g.w + x
			v := g.v[i]
			if sharp > 0 {
				var s, n float32
				if x > 0 {
					s, n = s+g.v[i-1], n+1
				}
				if x < g.w-1 {
					s, n = s+g.v[i+1], n+1
				}
				if y > 0 {
					s, n = s+g.v[i-g.w], n+1
				}
				if y < g.h-1 {
					s, n = s+g.v[i+g.w], n+1
				}
				v += sharp * (v - s/n)
			}
			g.dark[i] = v < g.level[i]
		}
	}
}

// mirror changes a square grid about the diagonal from the lower left.
func (g *grid) mirror() {
	n := g.w
	for y := range n {
		for x := range n - 1 - y {
			i, j := y*n+x, (n-1-x)*n+n-1-y
			g.dark[i], g.dark[j] = g.dark[j], g.dark[i]
		}
	}
}

// transpose changes rows and columns of a square grid.
func (g *grid) transpose() {
	n := g.w
	for y := range n {
		for x := range y {
			i, j := y*n+x, x*n+y
			g.dark[i], g.dark[j] = g.dark[j], g.dark[i]
		}
	}
}
