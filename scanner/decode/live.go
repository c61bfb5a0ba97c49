package decode

import (
	"slices"
	"strings"
	"sync"
)

// Live reads the frames of a camera one after the other and says which codes
// count. A code counts at once when enough lines of one frame agree on it, and
// when as many lines agree over the last five frames; a two-dimensional code
// counts with its first read, its error correction has seen to that.
//
// A code that counted and is still in view is told again with every frame (who
// listens guards against repeats), but it no longer ends the search: so the
// second row of a book is found beside the first. Live is for one goroutine at
// a time; Beside makes one for another. A frame in which nothing is read costs
// no memory, and one that makes a decoder panic is one in which nothing is read.
type Live struct {
	reader *Reader
	*ballot
	out []Result
}

// ballot is what the frames before said.
type ballot struct {
	formats Format
	mu      sync.Mutex
	past    [memory][]vote // what single lines said, in frames where they were too few
	next    int            // place in past of the frame that comes
	known   [memory]Result // codes that counted lately
	until   [memory]int    // by known: the last frame in which it is known
	times   [memory]int    // by known: in how many frames it was read so far
	frames  int
}

// memory is for how many frames a reading is remembered.
const memory = 5

// NewLive returns a Live for the formats.
func NewLive(formats Format) *Live {
	b := &ballot{formats: formats}
	for i := range b.past {
		b.past[i] = make([]vote, 0, 8)
	}
	return b.open()
}

// Beside returns a Live for another goroutine: frames are read by either, and
// what they say counts together.
func (l *Live) Beside() *Live { return l.open() }

// open returns a Live of the ballot.
func (b *ballot) open() *Live {
	l := &Live{ballot: b}
	l.renew()
	return l
}

// renew takes a reader that nothing has happened to.
func (l *Live) renew() {
	l.reader = New(l.formats)
	l.reader.old = l.isKnown
}

// Reset forgets what was seen: for a camera that is pointed at something else.
func (b *ballot) Reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.past {
		b.past[i] = b.past[i][:0]
	}
	b.known, b.until, b.times = [memory]Result{}, [memory]int{}, [memory]int{}
}

// Frame reads the next frame and returns the codes that count, none as nil.
// The slice is valid until the next call.
func (l *Live) Frame(img Luma) (out []Result) {
	defer func() {
		if recover() != nil { // no decoder is trusted to survive every picture
			l.renew()
			out = nil
		}
	}()
	l.begin()
	got := l.reader.Frame(img)
	return l.judge(got, l.reader.votes)
}

// begin counts a frame.
func (b *ballot) begin() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.frames++
}

// judge adds to what counts in a frame that for which single lines of several
// frames stand.
func (l *Live) judge(got []Result, votes []vote) []Result {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.out = append(l.out[:0], got...)
	now := l.past[l.next][:0]
	for i := range votes {
		v := &votes[i]
		if v.void || v.Lines >= v.need() {
			continue // it is in got
		}
		now = append(now, *v)
	}
	l.past[l.next] = now
	l.next = (l.next + 1) % memory
	for i := range now {
		if v := &now[i]; l.agreed(v) && l.reader.settle(v) {
			v.spell()
			v.Frames = l.seen(v)
			l.out = append(l.out, v.Result)
		}
	}
	l.out = slices.DeleteFunc(l.out, l.isPart)
	for i := range l.out {
		l.remember(&l.out[i])
	}
	if len(l.out) == 0 {
		return nil
	}
	return l.out
}

// agreed tells whether enough lines of the frames in memory say the same, and
// no other number has as many; of an ITF no longer one has any. What is so short that print looks like it must be
// certain in one frame: the print stays where it is from frame to frame. So must
// be what differs from a code that counted lately in some of its digits: modules
// of a pixel and a half are read wrong alike again and again.
func (b *ballot) agreed(v *vote) bool {
	if v.short() {
		return false
	}
	for i := range b.known {
		if k := &b.known[i]; b.until[i] >= b.frames && misreads(v, k.Text) {
			return false
		}
	}
	lines, rival := 0, 0
	for i := range b.past {
		for j := range b.past[i] {
			switch p := &b.past[i][j]; {
			case v.cut(p):
				return false
			case p.kind != v.kind:
			case p.is(v):
				lines += p.Lines
			default:
				rival += p.Lines
			}
		}
	}
	return lines >= v.need() && lines > rival
}

// seen is in how many of the frames in memory any line read the same.
func (b *ballot) seen(v *vote) int {
	n := 0
	for i := range b.past {
		if slices.ContainsFunc(b.past[i], func(p vote) bool { return p.kind == v.kind && p.is(v) }) {
			n++
		}
	}
	return n
}

// remember keeps a code that counted as known for some frames, and tells it in how
// many it was read since it came into view.
func (b *ballot) remember(r *Result) {
	r.Frames = max(r.Frames, 1)
	oldest := 0
	for i := range b.known {
		if b.known[i].Format == r.Format && b.known[i].Text == r.Text {
			if b.until[i] >= b.frames {
				b.times[i]++
				r.Frames = max(r.Frames, b.times[i])
			}
			b.until[i], b.times[i] = b.frames+memory, r.Frames
			return
		}
		if b.until[i] < b.until[oldest] {
			oldest = i
		}
	}
	b.known[oldest], b.until[oldest], b.times[oldest] = *r, b.frames+memory, r.Frames
}

// isPart tells whether an ITF is a part of a longer one that counted lately.
func (b *ballot) isPart(r Result) bool {
	for i := range b.known {
		k := &b.known[i]
		if r.Format == ITF && k.Format == ITF && b.until[i] >= b.frames && len(k.Text) > len(r.Text) && strings.Contains(k.Text, r.Text) {
			return true
		}
	}
	return false
}

// isKnown tells whether a code counted lately.
func (b *ballot) isKnown(f Format, text []byte) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.known {
		if b.until[i] >= b.frames && b.known[i].Format == f && b.known[i].Text == string(text) {
			return true
		}
	}
	return false
}
