package art

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"

	"golang.org/x/image/vector"
)

// canvas paints paths written as in SVG (M L H V C Q Z, lower case relative) on
// a picture. Coordinates are units of a 200 x 200 drawing; scale and origin turn
// them into pixels, so that every size is drawn and none is a scaled picture.
type canvas struct {
	img    *image.RGBA
	scale  float64
	dx, dy float64
	ras    vector.Rasterizer
	mask   *image.Alpha // clip, nil for none
}

type point struct{ x, y float64 }

// subpath is a run of straight lines in pixels.
type subpath struct {
	pts    []point
	closed bool
}

func newCanvas(size int, ground color.RGBA) *canvas {
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	draw.Draw(img, img.Bounds(), image.NewUniform(ground), image.Point{}, draw.Src)
	return &canvas{img: img, scale: float64(size) / 200}
}

// at draws f moved by x, y and enlarged by zoom, in units of what is outside.
func (c *canvas) at(x, y, zoom float64, f func()) {
	scale, dx, dy := c.scale, c.dx, c.dy
	c.dx, c.dy, c.scale = dx+x*scale, dy+y*scale, scale*zoom
	f()
	c.scale, c.dx, c.dy = scale, dx, dy
}

// within draws f, but only inside the path.
func (c *canvas) within(d string, f func()) {
	old := c.mask
	m := image.NewAlpha(c.img.Bounds())
	if c.load(c.flatten(d)) {
		c.ras.Draw(m, c.img.Bounds(), image.Opaque, image.Point{})
	}
	c.mask = m
	f()
	c.mask = old
}

// fill paints the inside of a path.
func (c *canvas) fill(d string, col color.RGBA) { c.paint(c.flatten(d), col) }

// line paints along a path, width units wide, with round corners and flat ends.
func (c *canvas) line(d string, col color.RGBA, width float64) {
	c.stroke(c.flatten(d), col, width, false)
}

// rounded is line with round ends.
func (c *canvas) rounded(d string, col color.RGBA, width float64) {
	c.stroke(c.flatten(d), col, width, true)
}

// shape fills a path and draws its line.
func (c *canvas) shape(d string, inside, col color.RGBA, width float64) {
	s := c.flatten(d)
	c.paint(s, inside)
	c.stroke(s, col, width, false)
}

// dashed paints along a path in dashes of on units with gaps of off units.
func (c *canvas) dashed(d string, col color.RGBA, width, on, off float64) {
	var out []subpath
	for _, s := range c.flatten(d) {
		out = append(out, dashes(s, on*c.scale, off*c.scale)...)
	}
	c.stroke(out, col, width, false)
}

// ellipse fills an ellipse; with a width of 0 it has no line.
func (c *canvas) ellipse(cx, cy, rx, ry float64, inside, col color.RGBA, width float64) {
	const steps = 64
	s := subpath{closed: true}
	for i := range steps {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / steps)
		s.pts = append(s.pts, c.pixel(cx+rx*cos, cy+ry*sin))
	}
	c.paint([]subpath{s}, inside)
	if width > 0 {
		c.stroke([]subpath{s}, col, width, false)
	}
}

// disc fills a circle.
func (c *canvas) disc(cx, cy, r float64, col color.RGBA) { c.ellipse(cx, cy, r, r, col, col, 0) }

// box fills a rectangle with corners of radius r.
func (c *canvas) box(x, y, w, h, r float64, inside, col color.RGBA, width float64) {
	s := subpath{closed: true}
	for q, corner := range [4]point{{x + w - r, y + h - r}, {x + r, y + h - r}, {x + r, y + r}, {x + w - r, y + r}} {
		for i := range 7 {
			sin, cos := math.Sincos(math.Pi / 2 * (float64(q) + float64(i)/6))
			s.pts = append(s.pts, c.pixel(corner.x+r*cos, corner.y+r*sin))
		}
	}
	c.paint([]subpath{s}, inside)
	if width > 0 {
		c.stroke([]subpath{s}, col, width, false)
	}
}

func (c *canvas) pixel(x, y float64) point { return point{c.dx + x*c.scale, c.dy + y*c.scale} }

// paint fills subpaths; areas that overlap are painted once.
func (c *canvas) paint(s []subpath, col color.RGBA) {
	src := image.NewUniform(col)
	if c.mask == nil {
		if r, ok := c.loadTight(s); ok {
			c.ras.Draw(c.img, r, src, image.Point{})
		}
		return
	}
	r, ok := c.loadTight(s)
	if !ok {
		return
	}
	cover := image.NewAlpha(r)
	c.ras.Draw(cover, r, image.Opaque, image.Point{})
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			i := cover.PixOffset(x, y)
			cover.Pix[i] = uint8(uint(cover.Pix[i]) * uint(c.mask.AlphaAt(x, y).A) / 255)
		}
	}
	draw.DrawMask(c.img, r, src, image.Point{}, cover, r.Min, draw.Over)
}

// load gives the subpaths to the rasterizer over the whole picture.
func (c *canvas) load(s []subpath) bool {
	b := c.img.Bounds()
	c.ras.Reset(b.Dx(), b.Dy())
	c.trace(s, 0, 0)
	return len(s) > 0
}

// loadTight gives them over no more of the picture than they cover.
func (c *canvas) loadTight(s []subpath) (image.Rectangle, bool) {
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range s {
		for _, q := range p.pts {
			minX, maxX = min(minX, q.x), max(maxX, q.x)
			minY, maxY = min(minY, q.y), max(maxY, q.y)
		}
	}
	if minX > maxX {
		return image.Rectangle{}, false
	}
	r := image.Rect(int(math.Floor(minX)), int(math.Floor(minY)), int(math.Ceil(maxX))+1, int(math.Ceil(maxY))+1)
	r = r.Intersect(c.img.Bounds())
	if r.Empty() {
		return r, false
	}
	c.ras.Reset(r.Dx(), r.Dy())
	c.trace(s, float64(r.Min.X), float64(r.Min.Y))
	return r, true
}

func (c *canvas) trace(s []subpath, ox, oy float64) {
	for _, p := range s {
		for i, q := range p.pts {
			if i == 0 {
				c.ras.MoveTo(float32(q.x-ox), float32(q.y-oy))
			} else {
				c.ras.LineTo(float32(q.x-ox), float32(q.y-oy))
			}
		}
		c.ras.ClosePath()
	}
}

// stroke paints a band along each subpath: one quadrilateral for a line and one
// disc for a corner, all turning the same way, so that they melt into one area.
func (c *canvas) stroke(s []subpath, col color.RGBA, width float64, round bool) {
	half := width * c.scale / 2
	var out []subpath
	for _, p := range s {
		n := len(p.pts)
		if n < 2 {
			continue
		}
		last := n - 1
		if p.closed {
			last = n
		}
		for i := range last {
			a, b := p.pts[i], p.pts[(i+1)%n]
			l := math.Hypot(b.x-a.x, b.y-a.y)
			if l == 0 {
				continue
			}
			nx, ny := -(b.y-a.y)/l*half, (b.x-a.x)/l*half
			out = append(out, subpath{pts: []point{
				{a.x - nx, a.y - ny}, {b.x - nx, b.y - ny}, {b.x + nx, b.y + ny}, {a.x + nx, a.y + ny},
			}})
			inner := i > 0 || p.closed
			if half > 0.4 && (inner || round) {
				out = append(out, corner(a, half))
			}
		}
		if round && !p.closed {
			out = append(out, corner(p.pts[n-1], half))
		}
	}
	c.paint(out, col)
}

// corner is a disc that turns the same way as the quadrilaterals of stroke.
func corner(at point, r float64) subpath {
	steps := 6 + int(r*2)
	s := subpath{pts: make([]point, 0, steps)}
	for i := range steps {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(steps))
		s.pts = append(s.pts, point{at.x + r*cos, at.y + r*sin})
	}
	return s
}

// dashes cuts a run of lines into pieces.
func dashes(s subpath, on, off float64) []subpath {
	pts := s.pts
	if s.closed && len(pts) > 0 {
		pts = append(append([]point{}, pts...), pts[0])
	}
	var out []subpath
	drawing, left := true, on
	piece := subpath{}
	for i := 0; i+1 < len(pts); i++ {
		a, b := pts[i], pts[i+1]
		l := math.Hypot(b.x-a.x, b.y-a.y)
		if drawing && len(piece.pts) == 0 {
			piece.pts = append(piece.pts, a)
		}
		done := 0.0
		for l-done > left {
			done += left
			p := point{a.x + (b.x-a.x)*done/l, a.y + (b.y-a.y)*done/l}
			if drawing {
				out = append(out, subpath{pts: append(piece.pts, p)})
				piece, left = subpath{}, off
			} else {
				piece, left = subpath{pts: []point{p}}, on
			}
			drawing = !drawing
		}
		left -= l - done
		if drawing {
			piece.pts = append(piece.pts, b)
		}
	}
	if drawing && len(piece.pts) > 1 {
		out = append(out, piece)
	}
	return out
}

// flatten reads a path and turns its curves into lines short enough for the
// size drawn. The paths are constants of this package; a test reads them all.
func (c *canvas) flatten(d string) []subpath {
	p := pathReader{s: d, c: c}
	return p.read()
}

type pathReader struct {
	s          string
	i          int
	c          *canvas
	out        []subpath
	now, start point // in units
}

func (p *pathReader) read() []subpath {
	var cmd byte
	for {
		p.skip()
		if p.i >= len(p.s) {
			return p.out
		}
		if strings.IndexByte("MLHVCQZmlhvcqz", p.s[p.i]) >= 0 {
			cmd = p.s[p.i]
			p.i++
		}
		p.step(cmd)
		if cmd == 'M' {
			cmd = 'L'
		}
		if cmd == 'm' {
			cmd = 'l'
		}
	}
}

func (p *pathReader) step(cmd byte) {
	rel := cmd >= 'a'
	base := point{}
	if rel {
		base = p.now
		cmd -= 'a' - 'A'
	}
	at := func() point { x := p.num(); y := p.num(); return point{base.x + x, base.y + y} }
	switch cmd {
	case 'M':
		p.now = at()
		p.start = p.now
		p.out = append(p.out, subpath{pts: []point{p.c.pixel(p.now.x, p.now.y)}})
	case 'L':
		p.lineTo(at())
	case 'H':
		p.lineTo(point{base.x + p.num(), p.now.y})
	case 'V':
		p.lineTo(point{p.now.x, base.y + p.num()})
	case 'C':
		a, b, e := at(), at(), at()
		p.curve(a, b, e)
	case 'Q':
		q, e, n := at(), at(), p.now
		p.curve(point{n.x + (q.x-n.x)*2/3, n.y + (q.y-n.y)*2/3}, point{e.x + (q.x-e.x)*2/3, e.y + (q.y-e.y)*2/3}, e)
	case 'Z':
		if n := len(p.out); n > 0 {
			p.out[n-1].closed = true
		}
		p.now = p.start
	default:
		panic("art: bad path " + p.s)
	}
}

func (p *pathReader) lineTo(to point) {
	s := &p.out[len(p.out)-1]
	if s.closed { // a line after Z begins anew at the start
		p.out = append(p.out, subpath{pts: []point{p.c.pixel(p.start.x, p.start.y)}})
		s = &p.out[len(p.out)-1]
	}
	s.pts = append(s.pts, p.c.pixel(to.x, to.y))
	p.now = to
}

func (p *pathReader) curve(a, b, e point) {
	n := p.now
	long := math.Hypot(a.x-n.x, a.y-n.y) + math.Hypot(b.x-a.x, b.y-a.y) + math.Hypot(e.x-b.x, e.y-b.y)
	steps := 2 + int(math.Sqrt(long*p.c.scale)*1.2)
	for i := 1; i <= steps; i++ {
		t := float64(i) / float64(steps)
		u := 1 - t
		f, g, h, k := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
		p.lineTo(point{f*n.x + g*a.x + h*b.x + k*e.x, f*n.y + g*a.y + h*b.y + k*e.y})
	}
	p.now = e
}

func (p *pathReader) skip() {
	for p.i < len(p.s) && (p.s[p.i] == ' ' || p.s[p.i] == ',' || p.s[p.i] == '\n') {
		p.i++
	}
}

// num reads one decimal number; at the end of the text, or at something else,
// the path is wrong.
func (p *pathReader) num() float64 {
	p.skip()
	neg := p.i < len(p.s) && p.s[p.i] == '-'
	if neg {
		p.i++
	}
	v, unit, digits := 0.0, 0.0, 0
	for ; p.i < len(p.s); p.i++ {
		ch := p.s[p.i]
		if ch == '.' && unit == 0 {
			unit = 0.1
			continue
		}
		if ch < '0' || ch > '9' {
			break
		}
		digits++
		if unit == 0 {
			v = v*10 + float64(ch-'0')
		} else {
			v += float64(ch-'0') * unit
			unit /= 10
		}
	}
	if digits == 0 {
		panic("art: bad path " + p.s)
	}
	if neg {
		return -v
	}
	return v
}
