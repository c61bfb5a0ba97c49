// Package line cuts the bytes of a scanner into codes. A scanner on a serial or
// TCP line sends each code and a line end behind it; how the bytes are cut into
// reads on the way says nothing.
package line

import "time"

// Ends is the set of what ends a code.
type Ends uint8

// The ends. A line break of two characters is one end: empty codes do not exist.
const (
	CR   Ends = 1 << iota // 0x0D
	LF                    // 0x0A
	Tab                   // 0x09
	Idle                  // silence, for a scanner that sends no line end
)

// Marks is every character that ends a code: what a line is read by when nothing
// else was settled.
const Marks = CR | LF | Tab

// Rules say how bytes become codes. A zero field takes its default.
type Rules struct {
	// Ends is what ends a code; Marks by default.
	Ends Ends
	// Silence ends a code where Ends has Idle; 200 ms by default.
	Silence time.Duration
	// Stale is the silence inside a code after which the rest of it is no longer
	// waited for: what came is dropped, so that it is not joined to the next code.
	// 3 s by default.
	Stale time.Duration
	// Void is a byte that spoils the code under way, up to its end: whoever makes
	// the bytes knows that some were lost. 0 for none.
	Void byte
	// Max is the longest code in bytes; 4096 by default, more than any code we
	// know. A longer one is dropped whole.
	Max int
}

const (
	defaultSilence = 200 * time.Millisecond
	defaultStale   = 3 * time.Second
	defaultMax     = 4096
)

// WithDefaults fills in what was not said.
func (r Rules) WithDefaults() Rules {
	if r.Ends == 0 {
		r.Ends = Marks
	}
	if r.Silence <= 0 {
		r.Silence = defaultSilence
	}
	if r.Stale <= 0 {
		r.Stale = defaultStale
	}
	if r.Max <= 0 {
		r.Max = defaultMax
	}
	return r
}

// Splitter holds the code that is under way. It has no clock and no goroutine:
// each call carries its time.
type Splitter struct {
	rules Rules
	emit  func(text string)
	buf   []byte
	over  bool // too long or spoilt: dropped up to its end
	last  time.Time
}

// New returns a Splitter that gives each whole code to emit, in the goroutine of
// the call that ended it.
func New(rules Rules, emit func(text string)) *Splitter {
	return &Splitter{rules: rules.WithDefaults(), emit: emit}
}

// Write takes bytes that arrived at the time. NUL is dropped: a serial line
// makes it of a break.
func (s *Splitter) Write(p []byte, at time.Time) {
	if s.Pending() && at.Sub(s.last) >= s.rules.Stale {
		s.Reset()
	}
	s.last = at
	for _, b := range p {
		switch {
		case s.ends(b):
			s.end()
		case b == 0:
		case b == s.rules.Void:
			s.over = true
		case len(s.buf) < s.rules.Max:
			s.buf = append(s.buf, b)
		default:
			s.over = true
		}
	}
}

func (s *Splitter) ends(b byte) bool {
	switch b {
	case '\r':
		return s.rules.Ends&CR != 0
	case '\n':
		return s.rules.Ends&LF != 0
	case '\t':
		return s.rules.Ends&Tab != 0
	}
	return false
}

// Pending reports whether a code is under way.
func (s *Splitter) Pending() bool { return len(s.buf) > 0 || s.over }

// Wait is how long from the latest byte Silent must be called, 0 for never.
func (s *Splitter) Wait() time.Duration {
	if s.rules.Ends&Idle == 0 || !s.Pending() {
		return 0
	}
	return s.rules.Silence
}

// Silent ends a code when nothing has come for Silence, where that is an end.
func (s *Splitter) Silent(at time.Time) {
	if wait := s.Wait(); wait > 0 && at.Sub(s.last) >= wait {
		s.end()
	}
}

// Reset forgets half a code, for a line that is cut.
func (s *Splitter) Reset() { s.buf, s.over = s.buf[:0], false }

// end gives the code out, unless it is too long or has nothing to read.
func (s *Splitter) end() {
	text, over := "", s.over
	if !over && readable(s.buf) {
		text = string(s.buf)
	}
	s.Reset()
	if text != "" {
		s.emit(text)
	}
}

// readable tells a code from noise: it has more than control characters.
func readable(p []byte) bool {
	for _, b := range p {
		if b > ' ' && b != 0x7f {
			return true
		}
	}
	return false
}
