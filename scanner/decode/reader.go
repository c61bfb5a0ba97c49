package decode

import (
	"math"
	"strings"
)

// Result is one code of a picture.
type Result struct {
	Format Format
	Text   string // as printed; FNC1 as GS (0x1D) where it separates
	AddOn  string // the two or five digits beside an EAN code
	GS1    bool   // the symbology says that the content is a GS1 element string
	Bytes  []byte // of a two-dimensional code with binary content, else nil
	X, Y   float64
	Lines  int // how many scan lines agreed, 0 for two-dimensional codes
}

// Reader reads codes. It keeps what it needs between pictures, so a picture in
// which there is nothing costs no memory; it is for one goroutine at a time.
type Reader struct {
	formats Format
	buf     []float32
	edges   edges
	runs    []float32
	back    []float32
	values  []int
	judges  judges
	votes   []vote
	tracks  []track
	hazy    []track // of blurred codes
	dark    []float32
	matrix  matrix
	plain   plain
	frames  int
	old     func(*Result) bool // codes that do not end a search; may be nil
}

// vote is a reading and how many lines agree on it.
type vote struct {
	Result
	dirs uint16 // directions in which it was seen
}

// New returns a reader of the formats.
func New(formats Format) *Reader {
	return &Reader{formats: formats, judges: newJudges(), values: make([]int, 0, 128), matrix: newMatrix(formats), plain: newPlain(formats)}
}

// effort is how much is tried.
type effort struct {
	dirs    int // directions of scan lines over half a turn
	lines   int // in each direction
	window  int // of the second way to find edges
	all     bool
	patient bool // also what takes long on a picture without codes
}

var (
	live  = effort{dirs: 8, lines: 48, window: 140}
	still = effort{dirs: 8, lines: 64, window: 140, all: true, patient: true}
)

// Frame reads a camera frame: it ends with the first code that is certain.
func (r *Reader) Frame(img Luma) []Result {
	r.frames++
	return r.read(img, live)
}

// Still reads a picture: every code in it, and with all that helps.
func (r *Reader) Still(img Luma) []Result { return r.read(img, still) }

func (r *Reader) read(img Luma, e effort) []Result {
	if img.W < 8 || img.H < 8 || len(img.Pix) < (img.H-1)*img.Stride+img.W {
		return nil
	}
	var out []Result
	if r.formats&striped != 0 {
		out = r.bars(img, e)
		if !e.all && r.anyNew(out) {
			return out
		}
		if e.patient {
			out = r.plain.read(img, out, r.formats)
		}
	}
	return append(out, r.matrix.read(img, e, r.frames)...)
}

// anyNew tells whether there is a code for which a search may end.
func (r *Reader) anyNew(found []Result) bool {
	for i := range found {
		if r.old == nil || !r.old(&found[i]) {
			return true
		}
	}
	return false
}

// bars looks for codes of bars.
func (r *Reader) bars(img Luma, e effort) []Result {
	r.votes, r.tracks = r.votes[:0], r.tracks[:0]
	cx, cy := float64(img.W-1)/2, float64(img.H-1)/2
	for k := 0; k <= e.lines/2; k++ { // from the middle outwards, in all directions
		for d := range e.dirs {
			// Level, upright, then the diagonals, then between them.
			sin, cos := math.Sincos(float64(turn[d*8/e.dirs]) * math.Pi / 8)
			reach := math.Abs(sin)*float64(img.W)/2 + math.Abs(cos)*float64(img.H)/2
			step := 2 * reach / float64(e.lines+1)
			for _, side := range [2]float64{1, -1} {
				if k == 0 && side < 0 {
					continue
				}
				off := side * float64(k) * step
				if math.Abs(off) >= reach-2 {
					continue
				}
				avg := 1
				if k%2 == 1 {
					avg = 3
				}
				b, buf, ok := img.draw(r.buf, cx-sin*off, cy+cos*off, cos, sin, avg)
				r.buf = buf
				if !ok {
					continue
				}
				b.dir, b.off = d, off
				if r.line(&b, e) && !e.all {
					return r.accepted()
				}
			}
		}
	}
	out := r.accepted()
	if len(out) == 0 && e.patient && r.formats&(EAN13|UPCA) != 0 {
		r.haze(img, e)
		out = r.accepted()
	}
	return out
}

// haze looks for blurred codes.
func (r *Reader) haze(img Luma, e effort) {
	r.hazy = r.hazy[:0]
	cx, cy := float64(img.W-1)/2, float64(img.H-1)/2
	for d := range 4 {
		sin, cos := math.Sincos(float64(turn[d]) * math.Pi / 8)
		reach := math.Abs(sin)*float64(img.W)/2 + math.Abs(cos)*float64(img.H)/2
		step := 2 * reach / float64(e.lines+1)
		for k := -e.lines / 2; k <= e.lines/2; k++ {
			off := float64(k) * step
			b, buf, ok := img.draw(r.buf, cx-sin*off, cy+cos*off, cos, sin, 5)
			r.buf = buf
			if !ok {
				continue
			}
			b.dir, b.off = d, off
			if r.blurredLine(&b) {
				return
			}
		}
	}
}

// turn is the order of the directions, in eighths of half a turn.
var turn = [8]int{0, 4, 2, 6, 1, 5, 3, 7}

// line reads what one scan line crosses and tells whether a code is certain.
func (r *Reader) line(b *beam, e effort) bool {
	if r.cross(b, r.edges.extrema(b.p)) {
		return true
	}
	return r.cross(b, r.edges.threshold(b.p, e.window))
}

// leastRuns is what the shortest code has.
const leastRuns = 19

// cross reads the runs between edges, forwards and backwards.
func (r *Reader) cross(b *beam, at []float32) bool {
	if len(at) < leastRuns+1 {
		return false
	}
	r.runs = r.runs[:0]
	for i := 1; i < len(at); i++ {
		r.runs = append(r.runs, at[i]-at[i-1])
	}
	if len(r.runs)%2 == 0 { // ends with a space of unknown width
		r.runs = r.runs[:len(r.runs)-1]
	}
	sure := false
	if r.formats&(eans|UPCE) != 0 {
		sure = r.eanLine(b, at)
	}
	if r.formats&(Code128|Code39|Code93|ITF|Codabar|DataBar) == 0 {
		return sure
	}
	r.back = r.back[:0]
	for i := len(r.runs) - 1; i >= 0; i-- {
		r.back = append(r.back, r.runs[i])
	}
	for _, back := range [2]bool{false, true} {
		runs := r.runs
		if back {
			runs = r.back
		}
		if r.symbols(b, at, runs, back) {
			sure = true
		}
	}
	return sure
}

// symbols looks for codes other than EAN among runs that begin with a bar.
func (r *Reader) symbols(b *beam, at, runs []float32, back bool) bool {
	sure := false
	for i := 0; i+leastRuns <= len(runs); i += 2 {
		if r.formats&DataBar != 0 && r.dataBar(b, at, runs, i, back) {
			sure = true
		}
		if i > 0 && runs[i-1] < runs[i]+runs[i+1] { // no quiet zone
			continue
		}
		for _, f := range [...]Format{Code128, Code39, Code93, ITF, Codabar} {
			if r.formats&f == 0 {
				continue
			}
			var s symbol
			var ok bool
			switch f { //nolint:exhaustive // those of the list
			case Code128:
				s, ok = r.code128(runs, i)
			case Code39:
				s, ok = r.code39(runs, i)
			case Code93:
				s, ok = r.code93(runs, i)
			case ITF:
				s, ok = r.itf(runs, i)
			case Codabar:
				s, ok = r.codabar(runs, i)
			}
			if !ok {
				continue
			}
			text, meta := r.judges.text(r.judges.draw(s))
			if text == "" {
				continue
			}
			res := Result{Format: f, Text: text}
			if f == Code128 {
				res.Text, res.GS1 = gs1Text(text, meta)
			}
			res.X, res.Y = middle(b, at, i, s.runs, back)
			if r.vote(res, b) {
				sure = true
			}
			i += s.runs/2*2 - 2 // behind it
			break
		}
	}
	return sure
}

// middle is where the middle of n runs from i on lies in the picture.
func middle(b *beam, at []float32, i, n int, back bool) (x, y float64) {
	k := i + n/2
	if back {
		k = len(at) - 1 - k
	}
	return b.at(float64(at[min(max(k, 0), len(at)-1)]))
}

// need is how many lines must agree before a code of the format counts: more
// where nothing but the widths themselves guards against a wrong read.
func need(f Format) int {
	switch f { //nolint:exhaustive // the others have check digits that are always there
	case ITF, Codabar, Code39:
		return 3
	}
	return 2
}

// vote counts one more line that reads the code, and tells whether it is
// certain now.
func (r *Reader) vote(res Result, b *beam) bool {
	for i := range r.votes {
		v := &r.votes[i]
		if v.Format == res.Format && v.Text == res.Text {
			v.Lines++
			v.dirs |= 1 << b.dir
			if v.AddOn == "" {
				v.AddOn = res.AddOn
			}
			return v.Lines >= need(v.Format) && (r.old == nil || !r.old(&v.Result))
		}
	}
	res.Lines = 1
	r.votes = append(r.votes, vote{Result: res, dirs: 1 << b.dir})
	return false
}

// accepted returns the codes on which enough lines agree. A number that is part
// of a longer one of the same format at the same place was cut off.
func (r *Reader) accepted() []Result {
	var out []Result
	for i := range r.votes {
		v := &r.votes[i]
		if v.Lines < need(v.Format) {
			continue
		}
		part := false
		for j := range r.votes {
			o := &r.votes[j]
			if i != j && o.Lines >= need(o.Format) && o.Format == v.Format && len(o.Text) > len(v.Text) && strings.Contains(o.Text, v.Text) {
				part = true
			}
		}
		if !part {
			out = append(out, v.Result)
		}
	}
	return out
}
