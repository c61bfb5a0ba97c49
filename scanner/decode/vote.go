package decode

import (
	"bytes"
	"math"
	"strings"
)

// longest is how many characters a code of bars has at most, its start, stop
// and check characters among them.
const longest = 104

// vote is what lines read, and how many of them agree on it. Its text is known
// when enough of them do: gozxing is asked only then.
type vote struct {
	Result
	kind    Format        // of what was read: an EAN-13 may be reported as UPC-A
	key     [longest]byte // what was read: the digits, or numbers in the table of the format
	n       int
	line    int     // the last line that counted
	dir     int     // its direction
	dx, dy  float64 // likewise
	width   float64 // of the code, in pixels
	low     float64 // how far off the lines lie that counted
	high    float64
	back    bool // an EAN code that is read against its line
	leant   bool // lines were drawn across its bars
	settled bool // the decoder was asked
	void    bool // the decoder will not have it
	beside  [3]beside
}

// is tells whether two votes are for the same.
func (v *vote) is(o *vote) bool { return v.kind == o.kind && v.n == o.n && v.key == o.key }

// need is how many lines must agree before a code of the format counts: more
// where nothing but the widths themselves guards against a wrong read.
func need(f Format) int {
	switch f { //nolint:exhaustive // the others have check digits that are always there
	case ITF, Codabar, Code39:
		return 3
	}
	return 2
}

// need is how many lines must agree: more for what is so short that text or the
// modules of another code may look like it.
func (v *vote) need() int {
	if v.short() {
		return need(v.kind) + 2
	}
	return need(v.kind)
}

// short tells whether a code is so short that text looks like it, or may be a
// part of an ITF of 14 digits: a slanted line that leaves such a code at its top
// finds white there as beside it, and any pair may end as a code begins.
func (v *vote) short() bool {
	return v.kind == ITF && v.n < 14 || v.kind == Codabar && v.n < 7 || v.kind == Code39 && v.n < 6
}

// gap is how far apart lines must lie to count as two, in pixels: the modules
// of a two-dimensional code are as high as they are wide, and several lines
// through a row of them say the same.
func (v *vote) gap() float64 {
	if need(v.kind) > 2 {
		return min(12, 0.04*v.width)
	}
	return 2
}

// vote counts that a line reads the code as well, with the weight of so many
// lines, and tells whether the code is certain now. Two ways to find the edges
// of one line are one line.
func (r *Reader) vote(f Format, key []byte, b *beam, from, to float32, lines int) (v *vote, sure bool) {
	for i := range r.votes {
		o := &r.votes[i]
		if o.kind == f && o.n == len(key) && string(o.key[:o.n]) == string(key) {
			v = o
			break
		}
	}
	if v == nil {
		if len(r.votes) == cap(r.votes) {
			return nil, false // clutter: enough was said
		}
		r.votes = r.votes[:len(r.votes)+1]
		v = &r.votes[len(r.votes)-1]
		*v = vote{Result: Result{Format: f}, kind: f, n: len(key), line: -1}
		copy(v.key[:], key)
	}
	v.X, v.Y = b.at(float64(from+to) / 2)
	v.dx, v.dy, v.width = b.dx, b.dy, float64(to-from)
	if off := b.off(); v.line != b.line && (v.line < 0 || v.dir != b.dir || off < v.low-v.gap() || off > v.high+v.gap()) {
		if v.line < 0 || v.dir != b.dir {
			v.dir, v.low, v.high = b.dir, off, off
		}
		v.low, v.high, v.line = min(v.low, off), max(v.high, off), b.line
		v.Lines += lines
		r.fresh, r.latest = true, v
	}
	if sure = r.certain(v); sure {
		r.sure = v
	}
	return v, sure
}

// certain tells whether a code counts and nothing else needs to be looked for.
func (r *Reader) certain(v *vote) bool {
	if !r.counts(v) {
		return false
	}
	if r.old == nil {
		return true
	}
	r.spelt = v.text(r.spelt[:0])
	return !r.old(v.Format, r.spelt)
}

// counts tells whether enough lines agree, and asks the decoder what they say.
func (r *Reader) counts(v *vote) bool {
	if v.void || v.Lines < v.need() {
		return false
	}
	return r.settle(v)
}

// settle asks the decoder what the code is, once. The digits of an EAN code are its
// text, and its check digit was looked at; they are spelt out when it is accepted,
// for many a frame has a number that others contradict.
func (r *Reader) settle(v *vote) bool {
	if v.settled {
		return !v.void
	}
	v.settled = true
	if v.kind == EAN13 || v.kind == EAN8 {
		if v.kind == EAN13 && r.formats&UPCA != 0 && v.key[0] == 0 {
			v.Format = UPCA
		}
		return true
	}
	v.Text, v.GS1 = r.judges.say(v.kind, v.key[:v.n])
	v.void = strings.TrimSpace(v.Text) == "" // a Code 39 of a space is a fence
	return !v.void
}

// text appends what a settled vote says.
func (v *vote) text(out []byte) []byte {
	if v.kind != EAN13 && v.kind != EAN8 {
		return append(out, v.Text...)
	}
	digits := v.key[:v.n]
	if v.Format == UPCA {
		digits = digits[1:]
	}
	for _, d := range digits {
		out = append(out, '0'+d)
	}
	return out
}

// spell completes a settled vote.
func (v *vote) spell() {
	if v.Text == "" {
		v.Text = string(v.text(make([]byte, 0, 13)))
	}
}

// misreads tells whether an EAN code is likely to be what another looked like to
// some lines: most of its digits are the same.
func misreads[T string | []byte](v *vote, text T) bool {
	if v.kind != EAN13 && v.kind != EAN8 || len(text) > v.n || len(text) < v.n-1 {
		return false
	}
	same := 0
	for i := range len(text) {
		if text[i] == '0'+v.key[v.n-len(text)+i] {
			same++
		}
	}
	return same > len(text)/2 && (same < len(text) || len(text) < v.n && v.key[0] != 0)
}

// rivals tells whether two votes are for numbers that differ in some digits at
// one place: one of them is read wrong.
func (v *vote) rivals(o *vote) bool {
	if v.kind != o.kind || v.n != o.n || v.kind != EAN13 && v.kind != EAN8 {
		return false
	}
	var spelt [13]byte
	for i, d := range o.key[:o.n] {
		spelt[i] = '0' + d
	}
	return misreads(v, spelt[:o.n]) && math.Hypot(v.X-o.X, v.Y-o.Y) < 0.5*o.width
}

// within tells whether a code was read out of a part of another: a number cut
// off, or bars of a code that look like a shorter one.
func (v *vote) within(o *vote) bool {
	if o.Format == v.Format && len(o.Text) > len(v.Text) && v.Text != "" && strings.Contains(o.Text, v.Text) {
		return true // of one length are those that are not spelt yet
	}
	return v.width < 0.9*o.width && math.Hypot(v.X-o.X, v.Y-o.Y) < 0.55*o.width && math.Abs(v.dx*o.dx+v.dy*o.dy) > 0.9
}

// cut tells whether an ITF is a part of a longer one that any line read: white
// above a code looks like the end of it, but nothing makes a code longer.
func (v *vote) cut(o *vote) bool {
	return v.kind == ITF && o.kind == ITF && o.n > v.n && bytes.Contains(o.key[:o.n], v.key[:v.n])
}

// accepted returns the codes on which enough lines agree, without those that
// are within another, and without numbers that more lines read otherwise.
func (r *Reader) accepted() []Result {
	var out []Result
	for i := range r.votes {
		v := &r.votes[i]
		if !r.counts(v) {
			continue
		}
		part := false
		for j := range r.votes {
			if o := &r.votes[j]; i != j && (v.cut(o) || r.counts(o) && (v.within(o) || v.rivals(o) && o.Lines >= v.Lines)) {
				part = true
			}
		}
		if !part {
			v.spell()
			v.AddOn = v.bestBeside()
			out = append(out, v.Result)
		}
	}
	return out
}
