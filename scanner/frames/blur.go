package frames

import "math"

// soften blurs with a Gaussian of so many pixels; spare is as large as pix.
func soften(pix, spare []float32, w, h int, sigma float64) {
	kernel := gaussian(sigma)
	// Along the rows, into spare.
	r := len(kernel) - 1
	line := make([]float32, w+2*r)
	for y := range h {
		row := pix[y*w:][:w]
		copy(line[r:], row)
		for i := range r {
			line[i], line[r+w+i] = row[0], row[w-1]
		}
		out := spare[y*w:][:w]
		for x := range out {
			c := line[x : x+2*r+1]
			v := kernel[0] * c[r]
			for i := 1; i <= r; i++ {
				v += kernel[i] * (c[r-i] + c[r+i])
			}
			out[x] = v
		}
	}
	// Along the columns, a row at a time.
	for y := range h {
		out := pix[y*w:][:w]
		for x, v := range spare[y*w:][:w] {
			out[x] = kernel[0] * v
		}
		for i := 1; i <= r; i++ {
			k := kernel[i]
			a, b := spare[max(0, y-i)*w:][:w], spare[min(h-1, y+i)*w:][:w]
			for x := range out {
				out[x] += k * (a[x] + b[x])
			}
		}
	}
}

// gaussian is one half of a kernel, its middle first.
func gaussian(sigma float64) []float32 {
	k := make([]float32, int(3*sigma)+2)
	sum := 0.0
	for i := range k {
		v := math.Exp(-float64(i*i) / (2 * sigma * sigma))
		k[i] = float32(v)
		if i > 0 {
			v *= 2
		}
		sum += v
	}
	for i := range k {
		k[i] /= float32(sum)
	}
	return k
}

// tap is one place of a kernel.
type tap struct {
	x, y   int
	weight float32
}

// path is the kernel of a straight move of so many pixels.
func path(length, degrees float64) []tap {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	steps := int(2*length) + 2
	weights := map[[2]int]float64{}
	var order [][2]int
	for i := range steps {
		t := length * ((float64(i)+0.5)/float64(steps) - 0.5)
		x, y := t*cos, t*sin
		fx, fy := math.Floor(x), math.Floor(y)
		e, f := x-fx, y-fy
		for k, wt := range [4]float64{(1 - e) * (1 - f), e * (1 - f), (1 - e) * f, e * f} {
			at := [2]int{int(fx) + k%2, int(fy) + k/2}
			if _, known := weights[at]; !known {
				order = append(order, at)
			}
			weights[at] += wt / float64(steps)
		}
	}
	var out []tap
	for _, at := range order {
		if wt := weights[at]; wt > 1e-4 {
			out = append(out, tap{at[0], at[1], float32(wt)})
		}
	}
	return out
}

// smear moves pix while the shutter is open and returns dst.
func smear(dst, pix []float32, w, h int, length, degrees float64) []float32 {
	taps := path(length, degrees)
	for y := range h {
		out := dst[y*w:][:w]
		clear(out)
		for _, t := range taps {
			row := pix[max(0, min(h-1, y+t.y))*w:][:w]
			from, to := max(0, -t.x), min(w, w-t.x)
			for x := range from {
				out[x] += t.weight * row[0]
			}
			part := row[from+t.x : to+t.x]
			for x, v := range part {
				out[from+x] += t.weight * v
			}
			for x := to; x < w; x++ {
				out[x] += t.weight * row[w-1]
			}
		}
	}
	return dst
}
