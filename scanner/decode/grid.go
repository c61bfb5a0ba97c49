package decode

// grid is the brightness of each module of a code.
type grid struct {
	w, h int
	v    []float32
	lo   []float32
	hi   []float32
	tmp  []float32
	dark []bool
}

func growf(b []float32, n int) []float32 {
	if cap(b) < n {
		return make([]float32, n)
	}
	return b[:n]
}

// size readies the grid for a code of w by h modules.
func (g *grid) size(w, h int) {
	n := w * h
	g.w, g.h = w, h
	g.v, g.lo, g.hi, g.tmp = growf(g.v, n), growf(g.lo, n), growf(g.hi, n), growf(g.tmp, n)
	if cap(g.dark) < n {
		g.dark = make([]bool, n)
	}
	g.dark = g.dark[:n]
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
	g.spread(g.v, g.lo, func(a, b float32) bool { return a < b })
	g.spread(g.v, g.hi, func(a, b float32) bool { return a > b })
	for i := range g.lo {
		g.lo[i] = (g.lo[i] + g.hi[i]) / 2
	}
	g.smooth(g.lo)
}

// spread writes to dst the extreme of src within reach.
func (g *grid) spread(src, dst []float32, more func(a, b float32) bool) {
	for y := range g.h {
		row := src[y*g.w:][:g.w]
		for x := range g.w {
			m := row[x]
			for k := max(0, x-reach); k <= min(g.w-1, x+reach); k++ {
				if more(row[k], m) {
					m = row[k]
				}
			}
			g.tmp[y*g.w+x] = m
		}
	}
	for x := range g.w {
		for y := range g.h {
			m := g.tmp[y*g.w+x]
			for k := max(0, y-reach); k <= min(g.h-1, y+reach); k++ {
				if v := g.tmp[k*g.w+x]; more(v, m) {
					m = v
				}
			}
			dst[y*g.w+x] = m
		}
	}
}

// smooth is the mean within reach.
func (g *grid) smooth(b []float32) {
	for y := range g.h {
		row := b[y*g.w:][:g.w]
		for x := range g.w {
			var s float32
			lo, hi := max(0, x-reach), min(g.w-1, x+reach)
			for k := lo; k <= hi; k++ {
				s += row[k]
			}
			g.tmp[y*g.w+x] = s / float32(hi-lo+1)
		}
	}
	for x := range g.w {
		for y := range g.h {
			var s float32
			lo, hi := max(0, y-reach), min(g.h-1, y+reach)
			for k := lo; k <= hi; k++ {
				s += g.tmp[k*g.w+x]
			}
			b[y*g.w+x] = s / float32(hi-lo+1)
		}
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
			g.dark[i] = v < g.lo[i]
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
