package decode

// mesh says how far a code departs from a flat one at the places where its
// borders or alignment patterns show it: paper bends, and lenses are not true.
type mesh struct {
	us, vs []float64 // columns and rows of the places, in modules
	off    []point   // in pixels, row by row
}

// reset readies the mesh for places at columns us and rows vs, without departure.
func (b *mesh) reset(columns, rows int) {
	b.us, b.vs, b.off = b.us[:0], b.vs[:0], b.off[:0]
	for range columns * rows {
		b.off = append(b.off, point{})
	}
}

// at is where u, v lies in the picture.
func (b *mesh) at(m *projection, u, v float64) point {
	p := m.at(u, v)
	if len(b.off) == 0 {
		return p
	}
	i, fu := cell(b.us, u)
	j, fv := cell(b.vs, v)
	w := len(b.us)
	up := b.off[j*w+i].mul(1 - fu).add(b.off[j*w+i+1].mul(fu))
	down := b.off[(j+1)*w+i].mul(1 - fu).add(b.off[(j+1)*w+i+1].mul(fu))
	return p.add(up.mul(1 - fv)).add(down.mul(fv))
}

// cell finds between which two places x lies, and how far along.
func cell(at []float64, x float64) (int, float64) {
	i := 0
	for i < len(at)-2 && x >= at[i+1] {
		i++
	}
	return i, min(max((x-at[i])/(at[i+1]-at[i]), -0.2), 1.2)
}

// fit measures a Data Matrix of several regions where their borders cross.
func (b *mesh) fit(img *Luma, z *dmSize, m *projection) {
	b.off = b.off[:0]
	if z.down*z.across < 2 {
		return
	}
	b.reset(z.across+1, z.down+1)
	w, h := z.cols/z.across, z.rows/z.down
	for i := range z.across + 1 {
		b.us = append(b.us, float64(i*w))
	}
	for j := range z.down + 1 {
		b.vs = append(b.vs, float64(j*h))
	}
	for j, v := range b.vs {
		for i, u := range b.us {
			if (i == 0 || i == z.across) && (j == 0 || j == z.down) {
				continue // the corners were fitted before
			}
			across, down := m.at(u+0.5, v).sub(m.at(u-0.5, v)), m.at(u, v+0.5).sub(m.at(u, v-0.5))
			b.off[j*len(b.us)+i] = shift(across, down, func(off point) float64 {
				return crossing(img, z, m, int(u), int(v), off)
			})
		}
	}
}

// shift looks for the shift of at most a module that fits best.
func shift(across, down point, fits func(point) float64) (best point) {
	top := fits(best)
	for _, step := range [...]float64{0.5, 0.25, 0.12} {
		mid := best
		for k := range 9 {
			if k == 4 {
				continue
			}
			off := mid.add(across.mul(step * float64(k%3-1))).add(down.mul(step * float64(k/3-1)))
			if s := fits(off); s > top+0.5 {
				top, best = s, off
			}
		}
	}
	return best
}

// crossing tells how well the borders about a crossing fit: how much brighter
// their bright modules are than the dark ones.
func crossing(img *Luma, z *dmSize, m *projection, u, v int, off point) float64 {
	const arm = 7
	var sum, n [2]float64
	add := func(x, y int) {
		if x < 0 || y < 0 || x >= z.cols || y >= z.rows {
			return
		}
		k := 0
		if c := z.border(x, y); c == 0 {
			return
		} else if c > 0 {
			k = 1
		}
		sum[k] += img.light(m.at(float64(x)+0.5, float64(y)+0.5).add(off))
		n[k]++
	}
	for k := -arm; k < arm; k++ {
		add(u-1, v+k)
		add(u, v+k)
		if k < -1 || k > 0 {
			add(u+k, v-1)
			add(u+k, v)
		}
	}
	if n[0] == 0 || n[1] == 0 {
		return 0
	}
	return sum[0]/n[0] - sum[1]/n[1]
}
