package decode

// Live reads the frames of a camera one after the other and says which codes
// count. A code counts at once when enough lines of one frame agree on it, and
// when as many lines agree over the last five frames; a two-dimensional code
// counts with its first read, its error correction has seen to that.
//
// A code that counted and is still in view is told again with every frame (who
// listens guards against repeats), but it no longer ends the search: so the
// second row of a book is found beside the first. Live is for one goroutine at
// a time. A frame in which nothing is read costs no memory.
type Live struct {
	reader *Reader
	past   [memory][]vote // what single lines said, in frames where they were too few
	next   int            // place in past of the frame that comes
	known  [memory]Result // codes that counted lately
	until  [memory]int    // by known: the last frame in which it is known
	frames int
	out    []Result
}

// memory is for how many frames a reading is remembered.
const memory = 5

// NewLive returns a Live for the formats.
func NewLive(formats Format) *Live {
	l := &Live{reader: New(formats)}
	for i := range l.past {
		l.past[i] = make([]vote, 0, 8)
	}
	l.reader.old = l.isKnown
	return l
}

// Reset forgets what was seen: for a camera that is pointed at something else.
func (l *Live) Reset() {
	for i := range l.past {
		l.past[i] = l.past[i][:0]
	}
	l.known, l.until = [memory]Result{}, [memory]int{}
}

// Frame reads the next frame and returns the codes that count, none as nil.
// The slice is valid until the next call.
func (l *Live) Frame(img Luma) []Result {
	l.frames++
	got := l.reader.Frame(img)
	return l.judge(got, l.reader.votes)
}

// judge adds to what counts in a frame that for which single lines of several
// frames stand.
func (l *Live) judge(got []Result, votes []vote) []Result {
	l.out = append(l.out[:0], got...)
	now := l.past[l.next][:0]
	for i := range votes {
		v := &votes[i]
		if v.Lines >= need(v.Format) {
			continue // it is in got
		}
		now = append(now, *v)
	}
	l.past[l.next] = now
	l.next = (l.next + 1) % memory
	for i := range now {
		if v := &now[i]; l.agreed(v) {
			l.out = append(l.out, v.Result)
		}
	}
	for i := range l.out {
		l.remember(&l.out[i])
	}
	if len(l.out) == 0 {
		return nil
	}
	return l.out
}

// agreed tells whether enough lines of the frames in memory say the same, and
// no other number has as many.
func (l *Live) agreed(v *vote) bool {
	lines, rival := 0, 0
	for i := range l.past {
		for j := range l.past[i] {
			switch p := &l.past[i][j]; {
			case p.Format != v.Format:
			case p.Text == v.Text:
				lines += p.Lines
			default:
				rival += p.Lines
			}
		}
	}
	return lines >= need(v.Format) && lines > rival
}

// remember keeps a code that counted as known for some frames.
func (l *Live) remember(r *Result) {
	oldest := 0
	for i := range l.known {
		if l.known[i].Format == r.Format && l.known[i].Text == r.Text {
			l.until[i] = l.frames + memory
			return
		}
		if l.until[i] < l.until[oldest] {
			oldest = i
		}
	}
	l.known[oldest], l.until[oldest] = *r, l.frames+memory
}

// isKnown tells whether a code counted lately.
func (l *Live) isKnown(r *Result) bool {
	for i := range l.known {
		if l.until[i] >= l.frames && l.known[i].Format == r.Format && l.known[i].Text == r.Text {
			return true
		}
	}
	return false
}
