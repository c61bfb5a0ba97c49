package decode

import (
	"slices"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/aztec"
)

// matrix reads two-dimensional codes.
type matrix struct {
	readers []struct {
		format Format
		reader gozxing.Reader
	}
	qr              *qrCode
	dm              *dataMatrix
	lower           [3][]byte // the picture at a half, a quarter and an eighth
	flip, rim       []byte
	half, sharp, up []byte
	src             source
}

func newMatrix(formats Format) matrix {
	var m matrix
	if formats&DataMatrix != 0 {
		m.dm = new(dataMatrix)
	}
	if formats&QR != 0 {
		m.qr = new(qrCode)
	}
	add := func(f Format, r gozxing.Reader) {
		if formats&f != 0 {
			m.readers = append(m.readers, struct {
				format Format
				reader gozxing.Reader
			}{f, r})
		}
	}
	add(Aztec, aztec.NewAztecReader())
	return m
}

// look is a way to see a picture.
type look uint8

const (
	asIs look = iota
	halved
	global
	sharpened
	doubled
	inverted
)

// patientLooks are tried on a still picture; liveLooks take turns, so that a
// frame costs two at the most.
var (
	patientLooks = [...]look{asIs, halved, sharpened, global, doubled, inverted}
	liveLooks    = [...][2]look{{asIs, sharpened}, {asIs, halved}, {asIs, doubled}, {asIs, sharpened}, {asIs, global}, {asIs, inverted}}
)

// read tries the ways to see a picture until one shows a code.
func (m *matrix) read(img Luma, e effort, frame int) []Result {
	ways := patientLooks[:]
	if !e.patient {
		ways = liveLooks[frame%len(liveLooks)][:]
	}
	out := m.own(img, nil, e, frame)
	for _, rd := range m.readers {
		for _, w := range ways {
			if res, ok := m.one(img, rd.format, rd.reader, w); ok {
				out = append(out, res)
				break
			}
		}
	}
	return out
}

// own looks for codes by our own means: at the picture's own size, at a half
// and at a quarter, then in its negative, which is every third
// frame's turn, as are codes that are not flat; then at twice the size.
func (m *matrix) own(img Luma, out []Result, e effort, frame int) []Result {
	if m.dm == nil && m.qr == nil {
		return out
	}
	both := e.patient || frame%3 == 0
	e.bent = e.patient || frame%3 == 1
	views := [...]struct{ negative, larger bool }{{}, {true, false}, {false, true}, {true, true}}
	turned := img
	for i, v := range views {
		l := img
		if v.negative {
			if !both || m.qr == nil {
				continue
			}
			if i == 1 {
				turned, m.flip = negate(img, m.flip)
			}
			l = turned
		}
		switch {
		case !v.larger:
			out = m.sizes(l, out, e, m.dm != nil && !v.negative, both)
		case len(out) == 0 && e.patient && min(img.W, img.H) >= 18 && img.W*img.H <= 1<<20:
			out = m.larger(l, out, e, v.negative)
		}
		if slices.ContainsFunc(out, func(r Result) bool { return r.Format == QR || !e.all }) {
			break
		}
	}
	return out
}

// larger looks at a picture at twice its size, in a bright frame: codes that
// fill it, and those with modules of a pixel.
func (m *matrix) larger(img Luma, out []Result, e effort, negative bool) []Result {
	const rim = 8
	l, buf := framed(img, m.rim, rim)
	m.rim = buf
	l, m.up = double(l, m.up)
	n := len(out)
	out = m.sizes(l, out, e, m.dm != nil && !negative && img.W*img.H < 200*200, true)
	for i := range out[n:] {
		r := &out[n+i]
		r.X, r.Y = r.X/2-rim, r.Y/2-rim
	}
	return out
}

// framed returns the picture with so many bright pixels on each side.
func framed(l Luma, buf []byte, rim int) (Luma, []byte) {
	w, h := l.W+2*rim, l.H+2*rim
	buf = grow(buf, w*h)
	for i := range buf {
		buf[i] = 255
	}
	for y := range l.H {
		copy(buf[(y+rim)*w+rim:], l.Pix[y*l.Stride:][:l.W])
	}
	return Luma{buf, w, w, h}, buf
}

// sizes looks at a picture and at its halves until there is a code. Data Matrix
// is looked for bright on dark as well if both is set, and in a still picture at a
// half first: what can be read there costs a third of what it does at full size.
func (m *matrix) sizes(img Luma, out []Result, e effort, dm, both bool) []Result {
	var at [3]Luma
	at[0] = img
	size := func(k int) *Luma {
		for i := 1; i <= k; i++ {
			if at[i].Pix == nil {
				at[i], m.lower[i-1] = half(at[i-1], m.lower[i-1])
			}
		}
		return &at[k]
	}
	n := len(out)
	if m.qr != nil {
		for k := range at {
			if out = m.qr.read(size(k), out, float64(int(1)<<k), e); len(out) > n {
				break
			}
		}
	}
	if !dm {
		return out
	}
	m.dm.quads, m.dm.tracer.picky = m.dm.quads[:0], e.patient
	looks := dmFrame[:]
	switch {
	case len(out) > n: // beside another code
		looks = dmFrame[:1]
	case e.patient:
		looks = dmStill[:]
	}
	n = len(out)
	for i, k := range looks {
		turned := both && !(k.quick && e.patient)
		if out = m.dm.read(*size(k.size), out, float64(int(1)<<k.size), looks[i].pains, e.all, turned); len(out) > n {
			break
		}
	}
	return out
}

// dmLook is a look for Data Matrix at one size: the picture's own, a half of it
// or a quarter.
type dmLook struct {
	size int
	pains
	quick bool // others follow that miss nothing
}

var (
	dmFrame = [...]dmLook{{0, atOnce, false}, {0, inPassing, false}, {1, inPassing, false}, {2, inPassing, false}}
	dmStill = [...]dmLook{{1, quickly, true}, {0, inPassing, true}, {0, patiently, false}, {1, patiently, false}, {2, patiently, false}}
)

// negate returns the negative of a picture.
func negate(l Luma, buf []byte) (Luma, []byte) {
	buf = grow(buf, l.W*l.H)
	for y := range l.H {
		src, d := l.Pix[y*l.Stride:][:l.W], buf[y*l.W:][:l.W]
		for x, v := range src {
			d[x] = 255 - v
		}
	}
	return Luma{buf, l.W, l.W, l.H}, buf
}

func (m *matrix) one(img Luma, f Format, r gozxing.Reader, w look) (res Result, ok bool) {
	defer func() {
		if recover() != nil { // gozxing is not trusted to survive every picture
			ok = false
		}
	}()
	scale := 1.0
	switch w {
	case halved:
		if img.W < 80 || img.H < 80 {
			return res, false
		}
		img, m.half = half(img, m.half)
		scale = 2
	case sharpened:
		img, m.sharp = sharpen(img, m.sharp)
	case doubled:
		if img.W*img.H > 1<<20 {
			return res, false
		}
		img, m.up = double(img, m.up)
		scale = 0.5
	case asIs, global, inverted:
	}
	m.src = source{Luma: img, whole: m.src.whole}
	var src gozxing.LuminanceSource = &m.src
	if w == inverted {
		src = src.Invert()
	}
	var bin gozxing.Binarizer
	if w == global {
		bin = gozxing.NewGlobalHistgramBinarizer(src)
	} else {
		bin = gozxing.NewHybridBinarizer(src)
	}
	bmp, err := gozxing.NewBinaryBitmap(bin)
	if err != nil {
		return res, false
	}
	r.Reset()
	got, err := r.Decode(bmp, nil)
	if err != nil {
		return res, false
	}
	res = Result{Format: f, Text: got.GetText()}
	for _, p := range got.GetResultPoints() {
		if p != nil {
			res.X += p.GetX() * scale / float64(len(got.GetResultPoints()))
			res.Y += p.GetY() * scale / float64(len(got.GetResultPoints()))
		}
	}
	return res, res.Text != ""
}

func grow(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n)
	}
	return b[:n]
}

// half returns the picture at half its size.
func half(l Luma, buf []byte) (Luma, []byte) {
	w, h := l.W/2, l.H/2
	buf = grow(buf, w*h)
	for y := range h {
		a, b := l.Pix[2*y*l.Stride:][:2*w], l.Pix[(2*y+1)*l.Stride:][:2*w]
		d := buf[y*w:][:w]
		for x := range d {
			d[x] = byte((int(a[2*x]) + int(a[2*x+1]) + int(b[2*x]) + int(b[2*x+1]) + 2) >> 2)
		}
	}
	return Luma{buf, w, w, h}, buf
}

// double returns the picture at twice its size.
func double(l Luma, buf []byte) (Luma, []byte) {
	w, h := 2*l.W, 2*l.H
	buf = grow(buf, w*h)
	for y := range h {
		a := l.Pix[y/2*l.Stride:][:l.W]
		b := l.Pix[min(l.H-1, y/2+y%2)*l.Stride:][:l.W]
		d := buf[y*w:][:w]
		for x := range a {
			z := min(l.W-1, x+1)
			s := int(a[x]) + int(b[x])
			d[2*x], d[2*x+1] = byte(s/2), byte((s+int(a[z])+int(b[z]))/4)
		}
	}
	return Luma{buf, w, w, h}, buf
}

// sharpen returns the picture with its edges raised, 3x3.
func sharpen(l Luma, buf []byte) (Luma, []byte) {
	buf = grow(buf, l.W*l.H)
	for y := range l.H {
		src, d := l.Pix[y*l.Stride:][:l.W], buf[y*l.W:][:l.W]
		copy(d, src)
		if y == 0 || y == l.H-1 {
			continue
		}
		up, down := l.Pix[(y-1)*l.Stride:], l.Pix[(y+1)*l.Stride:]
		for x := 1; x < l.W-1; x++ {
			d[x] = byte(max(0, min(255, 5*int(src[x])-int(src[x-1])-int(src[x+1])-int(up[x])-int(down[x]))))
		}
	}
	return Luma{buf, l.W, l.W, l.H}, buf
}
