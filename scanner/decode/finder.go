package decode

// finders looks for the corners of a QR code: squares that any line through
// their middle crosses as dark, bright, dark, bright, dark with widths
// 1 1 3 1 1 (ISO/IEC 18004, 6.3.3). gozxing is only asked when there may be one,
// so a frame without costs no memory.
type finders struct {
	hits []spot
}

// spot is a place where lines crossed such widths.
type spot struct {
	x, y, size float32
	n          int
}

// enough tells whether the picture may hold a QR code.
func (f *finders) enough(img Luma) bool {
	f.hits = f.hits[:0]
	step := max(1, min(4, img.H/180))
	for y := step / 2; y < img.H; y += step {
		f.row(img, y)
	}
	n := 0
	for _, h := range f.hits {
		if h.n >= 2 {
			n++
		}
	}
	return n >= 3
}

// row looks along one row; what is dark is decided by the mean of a window.
func (f *finders) row(img Luma, y int) {
	const wide = 48
	p := img.Pix[y*img.Stride : y*img.Stride+img.W]
	var run [5]int // the last five runs, the newest last
	runs, length := 0, 0
	sum, lo, hi := 0, 0, 0
	for ; hi < min(len(p), wide); hi++ {
		sum += int(p[hi])
	}
	dark := false
	for x, v := range p {
		if hi < len(p) {
			sum += int(p[hi])
			hi++
		}
		if x-lo > wide {
			sum -= int(p[lo])
			lo++
		}
		n := hi - lo
		is := int(v)*n < sum-4*n || dark && int(v)*n < sum+4*n
		if is == dark {
			length++
			continue
		}
		copy(run[:], run[1:])
		run[4] = length
		runs++
		if dark && runs >= 5 {
			f.check(img, run, x, y)
		}
		dark, length = is, 1
	}
}

// check notes the middle of five runs that end before x, if they are a corner's.
func (f *finders) check(img Luma, run [5]int, x, y int) {
	total := run[0] + run[1] + run[2] + run[3] + run[4]
	if total < 7 {
		return
	}
	m := float32(total) / 7
	like := func(n int, want float32) bool {
		d := float32(n) - want*m
		return d < 0.6*m*max(1, want/2) && -d < 0.6*m*max(1, want/2)
	}
	if !like(run[0], 1) || !like(run[1], 1) || !like(run[2], 3) || !like(run[3], 1) || !like(run[4], 1) {
		return
	}
	cx := float32(x-run[4]-run[3]) - float32(run[2])/2
	if !upright(img, int(cx), y, m) {
		return
	}
	for i := range f.hits {
		h := &f.hits[i]
		if dx, dy := h.x-cx, h.y-float32(y); dx*dx+dy*dy < 9*m*m {
			h.n++
			return
		}
	}
	if len(f.hits) < 256 {
		f.hits = append(f.hits, spot{cx, float32(y), m, 1})
	}
}

// upright tells whether the column through the middle is dark, then bright,
// then dark on both sides, as far as modules are wide.
func upright(img Luma, x, y int, m float32) bool {
	if x < 0 || x >= img.W {
		return false
	}
	middle := int(img.Pix[y*img.Stride+x])
	for _, way := range [2]int{-1, 1} {
		bright, n := middle, 0
		for k := 1; k < int(6*m)+2; k++ {
			at := y + way*k
			if at < 0 || at >= img.H {
				break
			}
			if v := int(img.Pix[at*img.Stride+x]); v > bright {
				bright, n = v, k
			}
		}
		if bright < middle+20 || n == 0 {
			return false
		}
	}
	return true
}
