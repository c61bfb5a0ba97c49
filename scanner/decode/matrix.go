package decode

import (
	"math"
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
	shares          bool      // Data Matrix is one of several kinds that are looked for
	lower           [3][]byte // the picture at a half, a quarter and an eighth
	flip, rim       []byte
	half, sharp, up []byte
	src             source
}

func newMatrix(formats Format) matrix {
	var m matrix
	if formats&DataMatrix != 0 {
		m.dm, m.shares = new(dataMatrix), formats != DataMatrix
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

// none tells whether nothing square is looked for.
func (m *matrix) none() bool { return m.qr == nil && m.dm == nil && len(m.readers) == 0 }

// glance looks for codes as most are seen, dark on bright, at the picture's own
// size, at a half and at a quarter. Codes that are not flat are looked for in every
// third frame.
func (m *matrix) glance(img Luma, out []Result, e effort, frame int) []Result {
	e.bent = e.patient || frame%3 == 1
	var looks []dmLook
	both := m.both(e, frame)
	switch {
	case m.dm == nil:
	case e.patient:
		looks = dmStill[:dmQuick]
	case m.shares:
		looks, both = dmTurns[frame%len(dmTurns)], frame/len(dmTurns)%2 == 0
	default:
		looks = dmFrame[:]
	}
	return outermost(m.sizes(img, out, e, looks, both))
}

// outermost leaves out square codes that stand within another, as some are printed
// in the middle of a large QR code: the outer one is what the paper shows, as with
// a code of bars that lies within another.
func outermost(found []Result) []Result {
	if len(found) < 2 {
		return found
	}
	inner := func(r Result) bool {
		return slices.ContainsFunc(found, func(o Result) bool {
			return r.reach < 0.7*o.reach && math.Hypot(r.X-o.X, r.Y-o.Y)+0.7*r.reach < o.reach
		})
	}
	var out []Result
	for _, r := range found {
		if !inner(r) {
			out = append(out, r)
		}
	}
	return out
}

// both tells whether codes bright on dark are looked for as well, which is every
// third frame's turn.
func (m *matrix) both(e effort, frame int) bool { return e.patient || frame%3 == 0 }

// rest looks for what glance did not find: in the negative, and in a still picture
// with more patience and at twice the size. Then gozxing tries its ways to see a
// picture.
func (m *matrix) rest(img Luma, out []Result, e effort, frame int) []Result {
	if m.dm != nil || m.qr != nil {
		out = outermost(m.own(img, out, e, frame))
	}
	ways := patientLooks[:]
	if !e.patient {
		ways = liveLooks[frame%len(liveLooks)][:]
	}
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

// own looks for what glance did not find by our own means.
func (m *matrix) own(img Luma, out []Result, e effort, frame int) []Result {
	enough := func() bool {
		return slices.ContainsFunc(out, func(r Result) bool { return r.Format == QR || !e.all })
	}
	both := m.both(e, frame)
	e.bent = e.patient || frame%3 == 1
	if e.patient && m.dm != nil && len(out) == 0 {
		out = m.sizes(img, out, effort{all: e.all, patient: true, marks: true}, dmStill[dmQuick:], both)
	}
	turned := img
	for i, v := range [...]struct{ negative, larger bool }{{true, false}, {false, true}, {true, true}} {
		if enough() {
			break
		}
		l := img
		if v.negative {
			if !both || m.qr == nil {
				continue
			}
			if i == 0 {
				turned, m.flip = negate(img, m.flip)
			}
			l = turned
		}
		switch {
		case !v.larger:
			out = m.sizes(l, out, e, nil, both)
		case len(out) == 0 && e.patient && min(img.W, img.H) >= 18 && img.W*img.H <= 1<<20:
			out = m.larger(l, out, e, v.negative)
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
	var looks []dmLook
	if m.dm != nil && !negative && img.W*img.H < 200*200 {
		looks = dmStill[:]
	}
	out = m.sizes(l, out, e, looks, true)
	for i := range out[n:] {
		r := &out[n+i]
		r.X, r.Y, r.reach = r.X/2-rim, r.Y/2-rim, r.reach/2
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
// gets the looks, bright on dark as well if both is set; beside another code it
// gets a short one.
func (m *matrix) sizes(img Luma, out []Result, e effort, looks []dmLook, both bool) []Result {
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
	if m.qr != nil && !e.marks {
		for k := range at {
			if out = m.qr.read(size(k), out, float64(int(1)<<k), e); len(out) > n {
				break
			}
		}
	}
	if len(looks) == 0 {
		return out
	}
	m.dm.quads, m.dm.tracer.picky = m.dm.quads[:0], e.patient
	if len(out) > n {
		looks = dmBeside(e)
	}
	n = len(out)
	for _, k := range looks {
		turned := both && !(k.quick && e.patient)
		if out = m.dm.read(*size(k.size), out, float64(int(1)<<k.size), k.pains, e.all, turned); len(out) > n {
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
	dmMore  = [...]dmLook{{1, quickly, false}, {0, inPassing, false}}
	dmStill = [...]dmLook{{1, quickly, true}, {0, inPassing, true}, {0, patiently, false}, {1, patiently, false}, {2, patiently, false}}
)

// dmQuick is how many of the looks at a still picture come before those that take
// long. What can be read at a half of the size costs a third there.
const dmQuick = 2

// dmBeside are the looks beside a code of another kind: a frame gets the shortest,
// the next frame comes soon; of a still picture all codes are wanted.
func dmBeside(e effort) []dmLook {
	if e.patient {
		return dmMore[:]
	}
	return dmFrame[:1]
}

// dmTurns are the looks that take turns in frames where other codes are looked
// for as well: a miss takes a third of what all of them do, and a symbol that
// only one of them reads is read two frames later at the most.
var dmTurns = [...][]dmLook{dmFrame[:1], dmFrame[:2], {dmFrame[0], dmFrame[2], dmFrame[3]}}

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
