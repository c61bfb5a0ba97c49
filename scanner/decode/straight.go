package decode

import "bytes"

// straight is a level or upright line of a picture as it is, one byte a step:
// nothing is converted or averaged, so it costs about a tenth of what a line at
// an angle does. Most codes are read by such lines.
//
// It copies the line to r.row and returns the beam that says where it lies; the
// beam has no brightness of its own. ok is false when the line does not lie in
// the picture or is too short.
func (r *Reader) straight(img Luma, s *sweep, off float64) (b beam, ok bool) {
	const least = 60
	cx, cy := float64(img.W-1)/2, float64(img.H-1)/2
	px, py := cx-s.dy*off, cy+s.dx*off
	n := img.W
	if s.dx == 0 {
		n = img.H
		ok = px >= 0 && px <= float64(img.W-1)
	} else {
		ok = py >= 0 && py <= float64(img.H-1)
	}
	if !ok || n < least {
		return b, false
	}
	if cap(r.row) < n+2*rim {
		r.row = make([]byte, n+2*rim+256)
	}
	whole := r.row[:n+2*rim]
	p := whole[rim : rim+n]
	if s.dx == 0 {
		b = beam{x: px, y: -rim, dy: 1, steps: len(whole)}
		for i, o := 0, int(px+0.5); i < len(p) && o < len(img.Pix); i, o = i+1, o+img.Stride {
			p[i] = img.Pix[o]
		}
	} else {
		b = beam{x: -rim, y: py, dx: 1, steps: len(whole)}
		copy(p, img.Pix[int(py+0.5)*img.Stride:])
	}
	left, right := p[0], p[n-1]
	for i := range min(n, 48) {
		left, right = max(left, p[i]), max(right, p[n-1-i])
	}
	for i := range rim {
		whole[i], whole[len(whole)-1-i] = left, right
	}
	r.row = whole
	r.edges.contrastBytes(whole)
	return b, true
}

// turns is extrema for a line of bytes of which the contrast is known: the
// brightness must turn by so many hundredths of it. Noise on a sharp code turns
// by more than the faint bars of a blurred one, so both are tried.
func (e *edges) turns(p []byte, percent int) []float32 {
	e.out = e.out[:0]
	if len(p) < 2 {
		return e.out
	}
	e.turn(percent)
	// Until the first extreme is known, both the lowest and the highest are kept.
	lowest, lowestV, at, atV := 0, int(p[0]), 0, int(p[0])
	i, known, rising := 0, false, false
	from, fromV := 0, 0
	for k := 0; k < len(e.leasts) && !known; k++ {
		least := int(e.leasts[k])
		for end := min(len(p), (k+1)*block); i < end; i++ {
			v := int(p[i])
			if v < lowestV {
				lowest, lowestV = i, v
			}
			if v > atV {
				at, atV = i, v
			}
			if v > lowestV+least {
				known, rising, from, fromV, at, atV = true, true, lowest, lowestV, i, v
			} else if v < atV-least {
				known, rising, from, fromV, at, atV = true, false, at, atV, i, v
			}
			if known {
				i++
				break
			}
		}
	}
	if !known {
		return e.out
	}
	for k := (i - 1) / block; k < len(e.leasts); k++ {
		least, end := int(e.leasts[k]), min(len(p), (k+1)*block)
		if lo, hi := int(e.spans[k][0]), int(e.spans[k][1]); i == k*block { // most blocks have no turn
			if rising && lo >= max(atV, hi)-least {
				if hi > atV {
					at, atV = i+bytes.IndexByte(p[i:end], byte(hi)), hi
				}
				i = end
			} else if !rising && hi <= min(atV, lo)+least {
				if lo < atV {
					at, atV = i+bytes.IndexByte(p[i:end], byte(lo)), lo
				}
				i = end
			}
		}
		for i < end {
			part := p[i:end]
			j := 0
			if rising {
				for ; j < len(part); j++ {
					v := int(part[j])
					if v > atV {
						at, atV = i+j, v
					} else if v < atV-least {
						break
					}
				}
			} else {
				for ; j < len(part); j++ {
					v := int(part[j])
					if v < atV {
						at, atV = i+j, v
					} else if v > atV+least {
						break
					}
				}
			}
			if i += j; i < end {
				e.crossBytes(p, from, fromV, at, atV)
				from, fromV, rising, at, atV = at, atV, !rising, i, int(p[i])
				i++
			}
		}
	}
	e.crossBytes(p, from, fromV, at, atV)
	return e.out
}

// contrastBytes is contrast for a line of bytes.
func (e *edges) contrastBytes(p []byte) {
	e.spans = e.spans[:0]
	for len(p) > 0 {
		part := p[:min(block, len(p))]
		p = p[len(part):]
		lo, hi := 255, 0
		for _, v := range part {
			lo, hi = min(lo, int(v)), max(hi, int(v))
		}
		e.spans = append(e.spans, [2]byte{byte(lo), byte(hi)})
	}
}

// Shares of the contrast by which the brightness must turn, in hundredths.
const (
	fine  = 8
	rough = 25
)

// turn decides for each block how much the brightness must turn there.
func (e *edges) turn(percent int) {
	e.leasts = e.leasts[:0]
	for b, s := range e.spans {
		l, h := s[0], s[1]
		if b > 0 {
			l, h = min(l, e.spans[b-1][0]), max(h, e.spans[b-1][1])
		}
		if b+1 < len(e.spans) {
			l, h = min(l, e.spans[b+1][0]), max(h, e.spans[b+1][1])
		}
		e.leasts = append(e.leasts, byte(max(5, int(h-l)*percent/100)))
	}
}

// crossBytes is cross for a line of bytes.
func (e *edges) crossBytes(p []byte, i, vi, j, vj int) {
	twice := vi + vj
	if vj < vi {
		for ; i < j; i++ {
			if a, b := 2*int(p[i]), 2*int(p[i+1]); a >= twice && b < twice {
				e.out = append(e.out, float32(i)+float32(a-twice)/float32(a-b))
				return
			}
		}
		return
	}
	if len(e.out) == 0 {
		return
	}
	for ; i < j; i++ {
		if a, b := 2*int(p[i]), 2*int(p[i+1]); a <= twice && b > twice {
			e.out = append(e.out, float32(i)+float32(a-twice)/float32(a-b))
			return
		}
	}
}

// means is threshold for a line of bytes.
func (e *edges) means(p []byte, window int) []float32 {
	e.out = e.out[:0]
	half := window / 2
	sum, lo, hi := 0, 0, 0
	for ; hi < min(len(p), half); hi++ {
		sum += int(p[hi])
	}
	black := false
	for i, c := range p {
		if hi < len(p) {
			sum += int(p[hi])
			hi++
		}
		if i-lo > half {
			sum -= int(p[lo])
			lo++
		}
		// Twice the brightness above the mean, times the pixels of the window; it
		// must differ by 1.5.
		n := hi - lo
		above := 2 * (int(c)*n - sum)
		if black && above <= 3*n || !black && above >= -3*n {
			continue
		}
		at := float32(i)
		if i > 0 && p[i-1] != c {
			mean := float32(sum) / float32(n)
			at = float32(i-1) + max(0, min(1, (float32(p[i-1])-mean)/(float32(p[i-1])-float32(c))))
		}
		e.out = append(e.out, at)
		black = !black
	}
	return e.out
}
