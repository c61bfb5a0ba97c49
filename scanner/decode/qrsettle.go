package decode

// settle measures how a code lies that is not flat, cloth or a bent sleeve: from
// the corners outwards, each place is shifted, with those beside it that are
// known, to where its modules are darkest and brightest. Between two modules
// all is gray.
func (q *qrCode) settle(img *Luma, m *projection, version int) {
	const apart = 4.0 // modules, about
	n := float64(17 + 4*version)
	k := int((n-7)/apart) + 1
	q.bent.reset(k, k)
	for i := range k {
		at := 3.5 + (n-7)*float64(i)/float64(k-1)
		q.bent.us, q.bent.vs = append(q.bent.us, at), append(q.bent.vs, at)
	}
	for far := 1; far < 2*k; far++ {
		for i := range k * k {
			if x, y := i%k, i/k; corner3(x, y, k) == far {
				q.bent.off[i] = q.focus(img, m, n, q.bent.us[x], q.bent.vs[y], q.beside(x, y, k, far))
			}
		}
	}
}

// corner3 is how many places lie between a place and the nearest of the three
// corners.
func corner3(x, y, k int) int {
	return min(x+y, k-1-x+y, x+k-1-y)
}

// beside is the mean shift of the places beside one that are nearer to a corner.
func (q *qrCode) beside(x, y, k, far int) (off point) {
	n := 0.0
	for j := max(0, y-1); j <= min(k-1, y+1); j++ {
		for i := max(0, x-1); i <= min(k-1, x+1); i++ {
			if corner3(i, j, k) < far {
				off, n = off.add(q.bent.off[j*k+i]), n+1
			}
		}
	}
	if n == 0 {
		return off
	}
	return off.mul(1 / n)
}

// focus looks near a shift for the one at which the modules about u, v differ
// most.
func (q *qrCode) focus(img *Luma, m *projection, n, u, v float64, off point) point {
	const about = 3.0
	var at [64]point
	count := 0
	for y := max(0.5, float64(int(v))+0.5-about); y <= min(n-0.5, v+about); y++ {
		for x := max(0.5, float64(int(u))+0.5-about); x <= min(n-0.5, u+about) && count < len(at); x++ {
			at[count] = m.at(x, y)
			count++
		}
	}
	contrast := func(off point) float64 {
		var sum, square float64
		for _, p := range at[:count] {
			w := img.light(p.add(off))
			sum += w
			square += w * w
		}
		return square - sum*sum/float64(count)
	}
	across, down := m.at(u+0.5, v).sub(m.at(u-0.5, v)), m.at(u, v+0.5).sub(m.at(u, v-0.5))
	best := off
	top := 1.02 * contrast(off)
	for _, step := range [...]float64{0.3, 0.15} {
		mid := best
		for k := range 9 {
			p := mid.along(across, step*float64(k%3-1)).along(down, step*float64(k/3-1))
			if s := contrast(p); s > top {
				top, best = s, p
			}
		}
	}
	return best
}
