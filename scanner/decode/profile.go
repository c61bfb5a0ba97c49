package decode

import "math"

// beam is one scan line: brightness along it, and where it lies.
type beam struct {
	p      []float32 // brightness of each step of one pixel, 0 to 255
	x, y   float64   // of the first step
	dx, dy float64   // of one step
	dir    int       // number of its direction
	line   int       // its own number
	steps  int       // how many, with the white before and behind
}

// at is where the line is after so many steps.
func (b *beam) at(step float64) (x, y float64) { return b.x + b.dx*step, b.y + b.dy*step }

// off is how far the line lies from the origin.
func (b *beam) off() float64 { return b.dx*b.y - b.dy*b.x }

// draw reads the line through (px, py) in the direction (dx, dy) into buf, as
// the mean of avg parallel lines one pixel apart. ok is false when too little
// of it lies in the picture.
func (l Luma) draw(buf []float32, px, py, dx, dy float64, avg int) (b beam, rest []float32, ok bool) {
	const least = 60
	reach := float64(avg / 2)
	t0, t1 := -1e9, 1e9
	clip := func(p, d, lo, hi float64) bool {
		if math.Abs(d) < 1e-9 {
			return p >= lo && p <= hi
		}
		a, z := (lo-p)/d, (hi-p)/d
		if a > z {
			a, z = z, a
		}
		t0, t1 = math.Max(t0, a), math.Min(t1, z)
		return true
	}
	mx, my := reach*math.Abs(dy)+1e-3, reach*math.Abs(dx)+1e-3
	if !clip(px, dx, mx, float64(l.W-1)-mx) || !clip(py, dy, my, float64(l.H-1)-my) || t1-t0 < least {
		return beam{}, buf, false
	}
	n := int(t1-t0) + 1
	if cap(buf) < n+2*rim {
		buf = make([]float32, n+2*rim+256)
	}
	whole := buf[:n+2*rim]
	clear(whole)
	p := whole[rim : rim+n]
	x0, y0 := px+dx*t0, py+dy*t0
	for a := -(avg / 2); a <= avg/2; a++ {
		l.add(p, x0-dy*float64(a), y0+dx*float64(a), dx, dy)
	}
	if avg > 1 {
		f := 1 / float32(avg/2*2+1)
		for i := range p {
			p[i] *= f
		}
	}
	left, right := p[0], p[n-1]
	for i := range min(n, 48) {
		left, right = max(left, p[i]), max(right, p[n-1-i])
	}
	for i := range rim {
		whole[i], whole[len(whole)-1-i] = left, right
	}
	return beam{p: whole, steps: len(whole), x: x0 - rim*dx, y: y0 - rim*dy, dx: dx, dy: dy}, buf, true
}

// rim is how many steps of white stand before and behind each line: a picture
// may end where a code does.
const rim = 24

// add adds the brightness along a line to p, between pixels by their distance.
func (l Luma) add(p []float32, x, y, dx, dy float64) {
	switch {
	case math.Abs(dy) < 1e-9:
		row := min(max(int(y+.5), 0), l.H-1)
		from := max(int(x), 0)
		src := l.Pix[row*l.Stride+from : row*l.Stride+l.W]
		for i, v := range src[:min(len(p), len(src))] {
			p[i] += float32(v)
		}
	case math.Abs(dx) < 1e-9:
		col := min(max(int(x+.5), 0), l.W-1)
		o := max(int(y), 0)*l.Stride + col
		for i := range p {
			if o >= len(l.Pix) {
				break
			}
			p[i] += float32(l.Pix[o])
			o += l.Stride
		}
	default:
		l.slant(p, x, y, dx, dy)
	}
}

// slant is add for a line at an angle, in 16.16 fixed point.
func (l Luma) slant(p []float32, x, y, dx, dy float64) {
	fx, fy := uint(max(0, x)*65536), uint(max(0, y)*65536)
	sx, sy := uint(int(dx*65536)), uint(int(dy*65536)) // two's complement steps back
	w, h, stride := uint(l.W-1), uint(l.H-1), uint(l.Stride)
	pix := l.Pix
	var last float32
	for i := range p {
		ix, iy := fx>>16, fy>>16
		if ix < w && iy < h {
			o := iy*stride + ix
			below := o + stride
			if below+1 < uint(len(pix)) && o < below { // tells the compiler that all four are there
				ax, ay := int32(fx>>8&255), int32(fy>>8&255)
				a, b := int32(pix[o]), int32(pix[below])
				a = a<<8 + (int32(pix[o+1])-a)*ax
				b = b<<8 + (int32(pix[below+1])-b)*ax
				last = float32(a<<8+(b-a)*ay) * (1.0 / 65536)
			}
		}
		p[i] += last
		fx += sx
		fy += sy
	}
}
