package scanner

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// AnyKey stands for a key of which is not known what it types: a mark with Shift
// held, or a key of a layout that the caller does not know.
const AnyKey = utf8.RuneError

// An input method hands a character on within some milliseconds; a scan whose
// characters are all there is given out when nothing more came for this long.
// Where its keys were not all told of, it takes longer.
const (
	handedOn = 30 * time.Millisecond
	surely   = 40 * time.Millisecond
)

// strokes are the keys that were pressed for one scan.
type strokes struct {
	keys        []rune // what each types by itself, letters as capitals; AnyKey
	first, last time.Time
	rolled      int // keys that went down while another was held
	end         Ending
}

// tape is what was pressed and has not come as characters yet, one scan after
// the other; only the last one may have no end.
type tape struct {
	list       []strokes
	down       []rune
	told       bool // keys were told of at all
	unanswered int  // keys since the last character: an input method may hold them
}

func (t *tape) empty() bool { return len(t.list) == 0 }

// waiting reports that a scan has ended by its keys and not by its characters.
func (t *tape) waiting() bool { return len(t.list) > 0 && t.list[0].end != 0 }

func (t *tape) last() time.Time {
	if t.empty() {
		return time.Time{}
	}
	return t.list[len(t.list)-1].last
}

func (t *tape) reset() { t.list = t.list[:0] }

// open is the scan whose keys are being pressed, nil between two.
func (t *tape) open() *strokes {
	if n := len(t.list); n > 0 && t.list[n-1].end == 0 {
		return &t.list[n-1]
	}
	return nil
}

// Press takes a key that went down, before its character: r is the character
// that the key gives by itself on this keyboard, or AnyKey; GS where a shortcut
// stands for it. Keys that never give a character (Shift, arrows), those of other
// shortcuts, and repeats of a key that is held are not told.
func (w *Wedge) Press(r rune, at time.Time) {
	w.keys.told = true
	r = []rune(upper(string(r)))[0]
	if w.Pending() && w.since(at) > w.rules.Gap {
		if w.stalled(at) {
			w.skip(at)
		} else {
			w.finish(EndIdle)
		}
	}
	w.deal(at)
	w.look, w.hung = time.Time{}, false
	s := w.keys.open()
	if s == nil {
		w.keys.list = append(w.keys.list, strokes{first: at, last: at})
		s = w.keys.open()
	}
	if len(w.keys.down) > 0 {
		s.rolled++
	}
	if at.After(s.last) {
		s.last = at
	}
	if len(s.keys) < w.rules.MaxRunes {
		s.keys = append(s.keys, r)
	}
	w.keys.down = append(w.keys.down, r)
	if r != AnyKey && r != gs {
		w.keys.unanswered++
	}
}

// Release takes a key that came up, as Press had it.
func (w *Wedge) Release(r rune) {
	r = []rune(upper(string(r)))[0]
	if i := slices.Index(w.keys.down, r); i >= 0 {
		w.keys.down = slices.Delete(w.keys.down, i, i+1)
	} else {
		w.keys.down = w.keys.down[:0] // Shift came or went between: the key has another name now
	}
}

// Composing reports whether keys were pressed that gave no character: an input
// method holds them, and the next Enter or Backspace is meant for it.
func (w *Wedge) Composing() bool { return w.keys.unanswered > 0 }

// byHand reports that the keys speak against a scan: too slow, or rolled over by
// fingers. Characters without keys, where keys are told of, come from an input
// method; eight digits and more of those are a scan all the same, for a system
// may hide the keys that its input method takes.
func (w *Wedge) byHand() bool {
	if !w.keys.told {
		return false
	}
	s := w.keys.open()
	if s == nil {
		return len(w.buf) < short || !allDigits(clean(string(w.buf)))
	}
	took := s.last.Sub(s.first) - w.skipped
	rolling := s.rolled*4 >= len(s.keys) && took > time.Duration(len(s.keys)-1)*superhuman
	return rolling || !w.rules.machine(max(len(w.buf), len(s.keys)), took)
}

// late takes an ending whose keys have been pressed and whose characters have
// not all come. late is false when they have, or when keys are not told of.
func (w *Wedge) late(at time.Time, by Ending) (late, taken bool) {
	s := w.keys.open()
	if s == nil || !w.keys.waiting() && covers(fold(w.buf), s.keys) {
		return false, false
	}
	if !w.rules.machine(len(s.keys), s.last.Sub(s.first)) && !w.fast() {
		w.Reset() // a person and an input method; the characters come without these keys
		return true, false
	}
	s.end = by
	w.deal(at)
	return true, true
}

// deal gives out the scans whose keys and characters are both there.
func (w *Wedge) deal(at time.Time) (given bool) {
	for w.keys.waiting() {
		s, text := w.keys.list[0], fold(w.buf)
		n, all := align(text, s.keys)
		if all == nil || n < len(text) && len(w.keys.list) == 1 {
			if len(w.keys.list) == 1 && len(text) > 0 && at.Sub(w.last) >= surely && plainRunes(text) && explains(s.keys, text) {
				return w.part() || given
			}
			break
		}
		if rest := text[n:]; len(rest) == 0 && at.Sub(w.last) < handedOn || len(rest) > 0 && !w.next(rest) {
			break
		}
		w.keys.list = slices.Delete(w.keys.list, 0, 1)
		_, all = align(w.buf, s.keys)
		w.give(Burst{Text: string(all), First: s.first, Last: s.last, End: s.end}, slices.Clone(w.buf[n:]))
		given = true
	}
	return given
}

// next reports that characters begin the scan after the first. Some agree, not
// one: a display that stamps two strokes of a key with the same millisecond
// tells of one only, and the last characters of a scan could be taken for the
// first of the next.
func (w *Wedge) next(rest []rune) bool {
	if len(w.keys.list) < 2 {
		return false
	}
	k := w.keys.list[1].keys
	n := min(len(k), len(rest))
	_, all := align(rest[:n], k[:n])
	return n >= min(4, len(k)) && all != nil
}

// part gives out what waits after a silence.
func (w *Wedge) part() bool {
	list, text := slices.Clone(w.keys.list), fold(w.buf)
	w.keys.reset()
	if last := list[len(list)-1]; last.end == 0 && !w.rules.machine(len(last.keys), last.last.Sub(last.first)) {
		list = list[:len(list)-1] // a key of a person after the scan
	}
	if len(text) == 0 || w.overflow {
		w.clear() // an input method holds it, or it is no code
		return false
	}
	cuts, sure := divide(text, list)
	plain := plainRunes(text)
	if plain && !sure {
		w.give(Burst{Text: string(w.buf), First: list[0].first, Last: w.last, End: EndIdle, Trust: TrustNone}, nil)
		return true
	}
	var out []Burst
	for i, s := range list {
		b := Burst{First: s.first, Last: s.last, End: s.end}
		if b.End == 0 {
			b.End = EndIdle
		}
		if plain {
			b.Text = string(weave(w.buf[cuts[i]:cuts[i+1]], s.keys))
		} else {
			b.Text, b.Trust = string(s.keys), TrustKeys
		}
		out = append(out, b)
	}
	w.give(out[0], nil)
	for _, b := range out[1:] {
		w.emit(b)
	}
	return true
}

// weave puts separators that came as keys alone where they belong.
func weave(text, keys []rune) []rune {
	if n, all := align(text, keys); n == len(text) && all != nil {
		return all
	}
	return text
}

// divide finds where the characters of several scans part, when there is one way
// only. A single scan has all of them.
func divide(text []rune, list []strokes) (cuts []int, sure bool) {
	if len(list) == 1 {
		count := func(t []rune) int { return strings.Count(string(t), string(gs)) }
		n, all := align(text, list[0].keys)
		return []int{0, len(text)}, n == len(text) && all != nil || count(text) == count(list[0].keys)
	}
	const most = 600
	if len(text) > most || len(list) > 4 {
		return nil, false
	}
	ways := 0
	var walk func(from, i int, path []int)
	walk = func(from, i int, path []int) {
		if i == len(list) {
			if from == len(text) {
				ways++
				cuts = slices.Clone(path)
			}
			return
		}
		for to := from + 1; to <= len(text) && ways < 2; to++ {
			if explains(list[i].keys, text[from:to]) {
				walk(to, i+1, append(path, to))
			}
		}
	}
	walk(0, 0, []int{0})
	return cuts, ways == 1
}

// explains reports whether characters may be those of the keys, of which repeated
// ones can be missing.
func explains(keys, text []rune) bool {
	if !covers(text, keys) {
		return false
	}
	if slices.Contains(keys, AnyKey) {
		return true
	}
	for _, r := range text {
		if !slices.Contains(keys, r) {
			return false
		}
	}
	return true
}

// covers reports whether the characters of all keys that are known are there, in
// their order.
func covers(text, keys []rune) bool {
	i := 0
	for _, k := range keys {
		if k == AnyKey {
			continue
		}
		for i < len(text) && text[i] != k {
			i++
		}
		if i == len(text) {
			return false
		}
		i++
	}
	return true
}

// align lays characters along keys and returns how many of them were used, and
// all with the separators that only the keys tell of; nil when they differ.
func align(text, keys []rune) (used int, all []rune) {
	all = make([]rune, 0, len(keys))
	for _, k := range keys {
		switch {
		case used < len(text) && (k == AnyKey || k == text[used] || k == fold(text[used : used+1])[0]):
			all = append(all, text[used])
			used++
		case k == gs:
			all = append(all, gs)
		default:
			return used, nil
		}
	}
	return used, all
}

// fold makes characters comparable with keys: capitals, and full-width forms as
// the ones they stand for.
func fold(text []rune) []rune {
	out := make([]rune, len(text))
	for i, r := range text {
		if s := []rune(upper(clean(string(r)))); len(s) == 1 {
			r = s[0]
		}
		out[i] = r
	}
	return out
}

func plainRunes(text []rune) bool {
	for _, r := range text {
		if r > '~' {
			return false
		}
	}
	return true
}
