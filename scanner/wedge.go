package scanner

import (
	"time"
	"unicode"
	"unicode/utf8"
)

// WedgeRules tell a hand scanner that types like a keyboard from a person.
type WedgeRules struct {
	// Gap: a pause longer than this begins a new burst.
	Gap time.Duration
	// PerRune: a burst of n characters is a scan when it took no longer than
	// PerRune times n-1. For fewer than eight characters, which quick fingers
	// roll over the keys, it is 15 ms at the most.
	PerRune time.Duration
	// MinRunes is the shortest scan.
	MinRunes int
	// Idle: a burst without Enter or Tab ends after this much silence.
	Idle time.Duration
	// Stall: when the program itself hangs in the middle of a burst, a pause of up
	// to this long does not cut it in two; of up to three times as long where no
	// person could have typed it.
	Stall time.Duration
	// MaxRunes: a longer burst is dropped whole; half a code is never reported.
	MaxRunes int
}

// DefaultWedgeRules are the rules measured with real windows: scanners need
// 0 to 50 ms for 13 digits, people 100 ms and more for a key.
func DefaultWedgeRules() WedgeRules {
	return WedgeRules{
		Gap: 100 * time.Millisecond, PerRune: 35 * time.Millisecond, MinRunes: 4,
		Idle: 100 * time.Millisecond, Stall: 600 * time.Millisecond, MaxRunes: maxText,
	}
}

const (
	// superhuman is a speed per character that only a machine reaches.
	superhuman = 10 * time.Millisecond
	// A burst shorter than short needs shortPace for each character.
	short     = 8
	shortPace = 15 * time.Millisecond
	// Looks at the line prove that it is silent, and not that the program hung,
	// when so many of them are this far apart: at least lookMin, so that waiting
	// keys were read between them, and at most lookMax. A window takes a look and
	// its keys in any order when both wait.
	looks   = 3
	lookMin = 15 * time.Millisecond
	lookMax = 80 * time.Millisecond
	// What only a machine types is waited for so many times as long as Stall, where
	// its key is sure to come or the program slept: half a code may be a code.
	patience = 3
	// A program that is never awake for long takes this silence, in Stalls, for an end.
	endless = 2 * patience
)

// Ending is what ended a burst.
type Ending uint8

// The endings.
const (
	EndEnter Ending = iota + 1 // Enter, Return, or a line break as a character
	EndTab                     // Tab
	EndIdle                    // silence
)

var endingNames = names[Ending]{"ending", []string{"enter", "tab", "idle"}}

// String returns the stable name.
func (e Ending) String() string { return endingNames.of(e) }

// MarshalText writes the stable name, nothing for the zero value; it fails for a
// value outside the list.
func (e Ending) MarshalText() ([]byte, error) {
	if e == 0 {
		return nil, nil
	}
	return endingNames.text(e)
}

// UnmarshalText reads what MarshalText writes.
func (e *Ending) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*e = 0
		return nil
	}
	return endingNames.parse(b, e)
}

// Burst is one whole scan from a wedge.
type Burst struct {
	Text        string    // as typed; control characters dropped, GS kept
	First, Last time.Time // of its characters
	End         Ending
	Trust       Trust // how far Text is what the scanner sent
}

// Typing returns how the burst was typed.
func (b Burst) Typing() Typing {
	return Typing{End: b.End, Took: b.Last.Sub(b.First), Keys: utf8.RuneCountInString(b.Text), Trust: b.Trust}
}

// Typing is how a hand scanner typed a code.
type Typing struct {
	End   Ending        // what ended it
	Took  time.Duration // from the first character to the last
	Keys  int           // how many characters, those of an AIM identifier too
	Trust Trust
}

// Each is the time from one character to the next.
func (t Typing) Each() time.Duration { return t.Took / time.Duration(max(1, t.Keys-1)) }

// Trust is how far the text of a burst is what the scanner sent. The zero value
// is TrustTyped.
type Trust uint8

// The grades.
const (
	TrustTyped Trust = iota // the characters as they came
	// TrustKeys: an input method made other characters of them, the text is what
	// the keys alone say. Letters are capitals and marks may be missing: only a
	// code with a check of its own can be believed.
	TrustKeys
	// TrustNone: characters of more than one scan that cannot be parted.
	TrustNone
)

// Field is a text field that holds the focus while a scan may arrive. It must
// be comparable (a pointer).
type Field interface {
	// Snapshot is called before the first character of a burst is typed into
	// the field. It returns a function that puts text, cursor and selection back.
	Snapshot() (restore func())
}

// Step is what one character did.
type Step struct {
	// Fresh: the character began a new burst.
	Fresh bool
	// Scanning: the burst is by now long and fast enough to be a scan; a field
	// need not look anything up yet.
	Scanning bool
	// Ended: the character showed that an earlier burst was over, and that was
	// a scan; it has been reported.
	Ended bool
}

// Wedge finds scans in key strokes. It has no clock and no goroutine: each call
// carries its time, and all calls come from one goroutine (the window's).
// Whoever owns it calls Flush every 20 to 40 ms while Pending is true.
//
// Every focusable widget passes its characters to Rune before it uses them
// itself, and asks Enter or Tab before it submits or moves on. When a burst
// turns out to be a scan, the fields it ran through are restored first, then
// the scan is reported. Where the system tells of the keys themselves, they go
// to Press and Release: an input method delivers characters late, in heaps, and
// after the Enter that followed them, and only the keys say where one scan ends.
type Wedge struct {
	rules    WedgeRules
	emit     func(Burst)
	buf      []rune
	first    time.Time
	last     time.Time
	skipped  time.Duration // stalls inside the burst, not counted
	stalls   int           // how many
	look     time.Time     // the latest Flush since the last character, zero if none
	looked   int           // how many prove silence by now, it among them
	hung     bool          // since the last character the program slept for longer than lookMax
	overflow bool
	fields   []Field
	restores []func()
	keys     tape
	habit    int       // scans in a row that a key ended
	owed     time.Time // the last character of a scan that ended by silence: its key may be late
}

// usual is after how many scans in a row that a key ended the next one is
// expected to have its key too.
const usual = 3

// waits reports that a pause is no end: scans end with a key here, and the burst
// so far is faster than hands, or by now a scan that only lacks its key, or begins
// as an AIM identifier does and hardly anything that a person types.
func (w *Wedge) waits(at time.Time) bool {
	n := len(w.buf)
	if n == 0 || w.Composing() || w.keys.waiting() || w.habit < usual {
		return false
	}
	if n >= usual && w.machines() {
		return w.since(at) <= patience*w.rules.Stall
	}
	return w.since(at) <= w.rules.Stall && (w.fast() || w.buf[0] == ']' && w.machines())
}

// machines reports that the burst so far is faster than hands.
func (w *Wedge) machines() bool {
	return w.last.Sub(w.first)-w.skipped <= time.Duration(len(w.buf)-1)*superhuman
}

// lateKey reports a key that belongs to the scan which ended by silence just before.
func (w *Wedge) lateKey(at time.Time) bool {
	is := !w.owed.IsZero() && at.Sub(w.owed) <= w.rules.Stall
	w.owed = time.Time{}
	return is
}

// NewWedge returns a Wedge that reports each scan to emit, in the goroutine of
// the call that ended it. A zero rule takes its default.
func NewWedge(rules WedgeRules, emit func(Burst)) *Wedge {
	d := DefaultWedgeRules()
	pick := func(v *time.Duration, def time.Duration) {
		if *v <= 0 {
			*v = def
		}
	}
	pick(&rules.Gap, d.Gap)
	pick(&rules.PerRune, d.PerRune)
	pick(&rules.Idle, d.Idle)
	pick(&rules.Stall, d.Stall)
	if rules.MinRunes <= 0 {
		rules.MinRunes = d.MinRunes
	}
	if rules.MaxRunes <= 0 {
		rules.MaxRunes = d.MaxRunes
	}
	return &Wedge{rules: rules, emit: emit}
}

// Pending reports whether characters or keys wait for their end.
func (w *Wedge) Pending() bool { return len(w.buf) > 0 || !w.keys.empty() }

// Rune takes a typed character. f is the field that is about to receive it, nil
// if none has the focus. Line breaks and tabs that arrive as characters end the
// burst; other control characters but GS are dropped.
func (w *Wedge) Rune(r rune, at time.Time, f Field) Step {
	switch {
	case r == '\r' || r == '\n':
		return Step{Ended: w.end(at, EndEnter)}
	case r == '\t':
		return Step{Ended: w.end(at, EndTab)}
	case r != gs && (unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r)):
		return Step{Scanning: w.fast()}
	}
	var s Step
	if r == gs && w.Composing() {
		return s // told of as a key; the characters before it are still to come
	}
	w.keys.unanswered, w.owed = 0, time.Time{}
	if len(w.buf) > 0 && !w.keys.waiting() && w.since(at) > w.rules.Gap {
		if w.stalled(at) {
			w.skip(at)
		} else {
			s.Ended = w.finish(EndIdle)
		}
	}
	if len(w.buf) == 0 {
		w.first, s.Fresh = at, true
	}
	if f != nil {
		w.touch(f)
	}
	w.look, w.hung = time.Time{}, false
	if at.After(w.last) || s.Fresh {
		w.last = at
	}
	if len(w.buf) < w.rules.MaxRunes {
		w.buf = append(w.buf, r)
	} else {
		w.overflow = true
	}
	s.Ended = w.deal(at) || s.Ended
	s.Scanning = w.fast()
	return s
}

// Enter takes Enter or Return. It returns true when the key is not a person's:
// it ended a scan, whose text has been restored or will be with its last
// character, or it told an input method to hand over what it holds. The widget
// then does nothing. It returns false for a person's Enter, and, where keys are
// not told of, for one that arrives before its digits, as it does with an input
// method switched on; those digits are reported by Flush.
func (w *Wedge) Enter(at time.Time) bool { return w.end(at, EndEnter) }

// Tab takes the Tab key, like Enter.
func (w *Wedge) Tab(at time.Time) bool { return w.end(at, EndTab) }

// Flush ends a burst that has been silent for the idle time and reports whether
// it was a scan. It takes several looks shortly after each other: a program that
// hung for a moment must not mistake its own silence for the scanner's.
func (w *Wedge) Flush(at time.Time) bool {
	if !w.Pending() {
		return false
	}
	dealt := w.deal(at)
	if !w.Pending() {
		return dealt
	}
	if at.Sub(w.seen()) > lookMax {
		w.hung = true
	}
	switch apart := at.Sub(w.look); {
	case w.look.IsZero() || apart > lookMax:
		w.look, w.looked = at, 1
	case apart >= lookMin:
		w.look = at
		w.looked++
	}
	silent := w.since(at) >= w.rules.Idle && w.looked >= looks && !w.waits(at)
	return (silent || w.since(at) >= endless*w.rules.Stall) && w.finish(EndIdle) || dealt
}

// Reset forgets a burst that has not ended, for example when the screen locks.
// Fields keep what was typed.
func (w *Wedge) Reset() {
	w.keys.reset()
	w.clear()
}

// clear forgets the characters.
func (w *Wedge) clear() {
	w.buf, w.skipped, w.stalls, w.overflow = w.buf[:0], 0, 0, false
	w.look, w.hung = time.Time{}, false
	w.fields, w.restores = w.fields[:0], w.restores[:0]
}

// since is the silence before at, of characters and keys; a clock that goes back
// counts as none.
func (w *Wedge) since(at time.Time) time.Duration { return max(0, at.Sub(w.heard())) }

// heard is when the last character came, or the last key.
func (w *Wedge) heard() time.Time {
	if k := w.keys.last(); len(w.buf) == 0 || k.After(w.last) {
		return k
	}
	return w.last
}

// stalled reports that a long pause is the program's own: the burst so far is
// too fast for hands, and Flush, which would have ended it, did not come to run.
// One or two characters say nothing about speed; there, and when it is not the
// first time in a burst, the program must have been seen to hang, and a machine's
// speed between. The first time, and for what is too short to be a code by itself, a
// slow scanner's speed is enough.
func (w *Wedge) stalled(at time.Time) bool {
	n, asleep := len(w.buf), w.hung || at.Sub(w.seen()) > lookMax
	if w.waits(at) {
		return true
	}
	most := w.rules.Stall
	if asleep && n > 1 && w.machines() {
		most *= patience
	}
	if n == 0 || w.since(at) > most {
		return false
	}
	if w.stalls == 0 && asleep && n < short && w.last.Sub(w.first)-w.skipped <= time.Duration(n-1)*w.rules.PerRune {
		return true
	}
	return (w.stalls == 0 && (asleep || n >= 3) || asleep && n >= 4*w.stalls) && w.machines()
}

// skip leaves a stall out of the time that a burst took.
func (w *Wedge) skip(at time.Time) {
	w.skipped += w.since(at)
	w.stalls++
}

// seen is when the program last was awake: at a Flush, else at a character.
func (w *Wedge) seen() time.Time {
	if h := w.heard(); !w.look.After(h) {
		return h
	}
	return w.look
}

// fast reports whether the burst so far is a scan by length and speed.
func (w *Wedge) fast() bool {
	return !w.overflow && w.rules.machine(len(w.buf), w.last.Sub(w.first)-w.skipped) && !held(w.buf)
}

// machine reports whether so many characters in that time are a machine's.
func (r WedgeRules) machine(n int, took time.Duration) bool {
	pace := r.PerRune
	if n < short {
		pace = min(pace, shortPace)
	}
	return n >= r.MinRunes && took <= time.Duration(n-1)*pace
}

// held reports a key that is held down: no code is one character again and again.
func held(text []rune) bool {
	for _, r := range text {
		if r != text[0] {
			return false
		}
	}
	return true
}

// end takes a terminating key. When the line was silent for long before it, the
// burst has ended by itself and the key belongs to a person.
func (w *Wedge) end(at time.Time, by Ending) bool {
	composing := w.keys.unanswered > 0
	w.keys.unanswered = 0
	if !w.Pending() {
		return w.lateKey(at) || composing
	}
	if w.since(at) > w.rules.Gap && !w.stalled(at) {
		w.finish(EndIdle)
		return composing
	}
	if late, taken := w.late(at, by); late {
		return taken || composing
	}
	return w.finish(by) || composing
}

// finish takes what is there as one burst and reports whether it was a scan.
func (w *Wedge) finish(by Ending) bool {
	if w.keys.waiting() {
		return w.part()
	}
	hand := w.byHand()
	w.keys.reset()
	if !w.fast() || hand {
		w.clear()
		return false
	}
	w.give(Burst{Text: string(w.buf), First: w.first, Last: w.last, End: by}, nil)
	return true
}

// give restores the fields and reports a burst. rest are characters that belong
// to what comes after it; the fields have lost them, and get them no more.
func (w *Wedge) give(b Burst, rest []rune) {
	restores, last := w.restores, w.last
	if w.habit++; b.End == EndIdle {
		w.habit, w.owed = 0, w.last
	}
	w.restores = nil // a handler may type on; it must not reach these
	w.clear()
	if len(rest) > 0 {
		w.buf, w.first, w.last = append([]rune(nil), rest...), last, last
	}
	for _, restore := range restores {
		restore()
	}
	w.emit(b)
}

// touch takes a snapshot of a field the first time a burst reaches it.
func (w *Wedge) touch(f Field) {
	for _, known := range w.fields {
		if known == f {
			return
		}
	}
	if restore := f.Snapshot(); restore != nil {
		w.fields = append(w.fields, f)
		w.restores = append(w.restores, restore)
	}
}
