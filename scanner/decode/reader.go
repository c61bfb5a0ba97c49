package decode

// Result is one code of a picture.
type Result struct {
	Format Format
	Text   string // as printed; FNC1 as GS (0x1D) where it separates
	AddOn  string // the two or five digits beside an EAN code
	GS1    bool   // the symbology says that the content is a GS1 element string
	Bytes  []byte // of a two-dimensional code with binary content, else nil
	Part   Part   // of which of several codes this is one
	X, Y   float64
	Lines  int     // how many scan lines agreed, 0 for two-dimensional codes
	Frames int     // in how many frames it was read since it came into view: Live only
	reach  float64 // of a two-dimensional code: from its middle to a corner, pixels
}

// Part is one of several codes that hold one text together (structured append).
// A code that stands alone has a Count of zero.
type Part struct {
	Index, Count int // from zero
	ID           int // what the parts have in common
}

// Reader reads codes. It keeps what it needs between pictures, so a picture in
// which there is nothing costs no memory; it is for one goroutine at a time.
type Reader struct {
	formats Format
	buf     []float32
	row     []byte // a level or upright line
	edges   edges
	sharp   []float32 // a line without some of its blur
	runs    []float32
	back    []float32
	values  []byte
	judges  judges
	tries   [3]guess
	votes   []vote
	pairs   []pair // halves of DataBar codes
	tracks  []track
	hazy    []track // of blurred codes
	hopes   int     // stretches that may still be looked at for them
	aim     aim
	first   []Result  // what plain.first read, instead of votes
	lower   [2][]byte // a large picture at a half, a quarter and so on
	dark    []float32
	matrix  matrix
	plain   plain
	frames  int
	lines   int                       // drawn in this picture
	fresh   bool                      // the last line read what it had not read before, but nothing certain
	latest  *vote                     // that
	sure    *vote                     // the code that became certain last
	back13  bool                      // EAN codes are read against their lines: the last one was
	near    bool                      // something stands beside an EAN code
	patient bool                      // the picture is a still one
	doubts  int                       // how often such a line was looked at closely
	leans   int                       // how many codes were looked at across their bars
	spelt   []byte                    // what old is asked for
	old     func(Format, []byte) bool // codes that do not end a search; may be nil
}

// most is how many readings and places of a picture are kept: more than a shelf
// has, and a limit to what clutter costs.
const most = 48

// New returns a reader of the formats.
func New(formats Format) *Reader {
	return &Reader{
		formats: formats, judges: newJudges(), values: make([]byte, 0, longest),
		votes: make([]vote, 0, most), pairs: make([]pair, 0, most), tracks: make([]track, 0, most), hazy: make([]track, 0, most),
		aim:    aim{cells: make([]patch, 0, 4096)},
		matrix: newMatrix(formats), plain: newPlain(formats),
	}
}

// effort is how much is tried.
type effort struct {
	dirs    int // directions of scan lines over half a turn
	lines   int // in each direction
	aimed   int // in each direction that has bars
	window  int // of the second way to find edges
	all     bool
	patient bool // also what takes long on a picture without codes
	bent    bool // also square codes that are not flat
	marks   bool // of square codes, Data Matrix alone
	beside  bool // a square code was read: what stands beside it is as sharp
}

var (
	live  = effort{dirs: 8, lines: 48, aimed: 10, window: 140}
	still = effort{dirs: 8, lines: 64, aimed: 2*aimEach + 1, window: 140, all: true, patient: true}
)

// Frame reads a camera frame: it ends with the first code that is certain.
func (r *Reader) Frame(img Luma) []Result {
	r.frames++
	return r.read(img, live)
}

// Still reads a picture: every code in it, and with all that helps.
func (r *Reader) Still(img Luma) []Result { return r.read(img, still) }

// read looks first for what is held well, bars and then squares, and only when
// that is not all for what takes long. The search of a frame ends with the first
// code that is new, that of a still picture when the rest of it is blank, as far
// as a short look tells.
func (r *Reader) read(img Luma, e effort) []Result {
	r.votes = r.votes[:0] // of the picture before, which Live would count again
	if img.W < 8 || img.H < 8 || len(img.Pix) < (img.H-1)*img.Stride+img.W {
		return nil
	}
	if r.formats&striped == 0 {
		square := r.matrix.glance(img, nil, e, r.frames)
		return r.matrix.rest(img, square, e, r.frames)
	}
	view, scale := r.reduced(img, e)
	found := r.stage(view, e, (*Reader).easy)
	if r.matrix.none() {
		return r.stripes(img, view, scale, e, found)
	}
	if !e.all && found {
		if out := r.accepted(); r.anyNew(out) {
			return out
		}
	}
	square := r.matrix.glance(img, nil, e, r.frames)
	if !e.all && r.anyNew(square) {
		return append(r.accepted(), square...)
	}
	blank := !found && e.patient && !r.aim.moreThan(square, scale) // of bars
	if blank && len(square) == 0 {
		square = r.matrix.rest(img, square, e, r.frames)
	}
	if found || blank && len(square) > 0 {
		return append(r.codes(scale), square...)
	}
	e.beside = len(square) > 0
	out := r.stripes(img, view, scale, e, found)
	if !blank && (len(out) == 0 || !e.all && !r.anyNew(out)) {
		square = r.matrix.rest(img, square, e, r.frames)
	}
	return append(out, square...)
}

// stripes goes on looking for bars after the first stage, with all there is.
func (r *Reader) stripes(img, view Luma, scale float64, e effort, found bool) []Result {
	if !found {
		found = r.stage(view, e, (*Reader).hard)
	}
	if !found && scale > 1 && len(r.codes(scale)) == 0 {
		view, scale = img, 1
		_ = r.stage(view, e, (*Reader).easy) || r.stage(view, e, (*Reader).hard)
	}
	out := r.codes(scale)
	if e.patient && !e.beside && len(out) == 0 {
		out = r.plain.read(img, r.formats)
	}
	return out
}

// stage does a part of the search for bars and tells whether a code is certain. A
// still picture that makes this code panic is one in which there is none; for
// frames, Live sees to that.
func (r *Reader) stage(img Luma, e effort, search func(*Reader, Luma, effort) bool) (found bool) {
	if !e.patient {
		return search(r, img, e)
	}
	defer func() {
		if recover() != nil {
			r.votes, r.first, found = r.votes[:0], nil, false
		}
	}()
	return search(r, img, e)
}

// codes are the codes of bars that were found, in a picture of which one so many
// times smaller was looked at.
func (r *Reader) codes(scale float64) []Result {
	out := r.first
	if out == nil {
		out = r.accepted()
	}
	for i := range out {
		out[i].X, out[i].Y = out[i].X*scale, out[i].Y*scale
	}
	return out
}

// large is above how many pixels a picture is read at a half of its size, or
// less, before it is read whole: nobody holds a code so close that its bars need
// more, and noise is less there.
const large = 3 << 20

// reduced is a still picture at the size at which bars are looked for first, and
// how many times smaller that is.
func (r *Reader) reduced(img Luma, e effort) (view Luma, scale float64) {
	view, scale = img, 1
	for i := 0; e.patient && view.W*view.H > large; i = 1 - i {
		view, r.lower[i] = half(view, r.lower[i])
		scale *= 2
	}
	return view, scale
}

// anyNew tells whether there is a code for which a search may end.
func (r *Reader) anyNew(found []Result) bool {
	for i := range found {
		r.spelt = append(r.spelt[:0], found[i].Text...)
		if r.old == nil || !r.old(found[i].Format, r.spelt) {
			return true
		}
	}
	return false
}

// leastRuns is what the shortest code has.
const leastRuns = 19

// cross reads the runs between edges, forwards and backwards.
func (r *Reader) cross(b *beam, at []float32) bool {
	if len(at) < leastRuns+1 {
		return false
	}
	sure := false
	if r.formats&(eans|UPCE) != 0 {
		sure = r.eanLine(b, at)
	}
	if r.formats&(Code128|Code39|Code93|ITF|Codabar|DataBar) == 0 {
		return sure
	}
	if len(at)%2 == 1 { // ends with a space
		at = at[:len(at)-1]
	}
	r.runs, r.back = r.runs[:0], r.back[:0]
	for i := 1; i < len(at); i++ {
		r.runs = append(r.runs, at[i]-at[i-1])
	}
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
				if s, ok = r.code39(runs, i); !ok && r.patient {
					s, ok = shape39.read(r.values, runs, i)
				}
			case Code93:
				s, ok = r.code93(runs, i)
			case ITF:
				s, ok = r.itf(runs, i)
			case Codabar:
				if s, ok = r.codabar(runs, i); !ok && r.patient {
					s, ok = shapeNW7.read(r.values, runs, i)
				}
			}
			if !ok {
				continue
			}
			from, to := at[i], at[i+s.runs]
			if back {
				from, to = at[len(at)-1-i-s.runs], at[len(at)-1-i]
			}
			if _, ok := r.vote(f, s.values, b, from, to, 1); ok {
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
