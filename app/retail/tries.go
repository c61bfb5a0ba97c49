package retail

import "time"

// Typed pickup codes can be guessed, so wrong ones are counted on each terminal.
const (
	// MaxCodeTries is how many wrong codes may be typed before one has to wait.
	MaxCodeTries = 5
	// CodeWait is the first wait; each further wrong code doubles it, up to CodeWaitMax.
	CodeWait    = time.Minute
	CodeWaitMax = time.Hour
	// ForgetTriesAfter is how long after the last one wrong codes count.
	ForgetTriesAfter = 2 * time.Hour
	// forgivenTries is how many wrong codes a right one takes off: not all, or a code of
	// one's own would buy guesses at others.
	forgivenTries = 2
)

// CodeTries is how many wrong pickup codes were typed on a terminal of late. The wait is
// what is left of it when it was Seen, not an end: a clock that is set back makes it
// neither shorter nor longer. The zero value is a terminal on which all were right.
type CodeTries struct {
	Wrong int           `json:"wrong,omitempty"`
	Wait  time.Duration `json:"wait,omitempty"` // nanoseconds
	Seen  time.Time     `json:"seen,omitzero"`
}

// At is how it stands at the instant.
func (t CodeTries) At(now time.Time) CodeTries {
	passed := max(0, now.Sub(t.Seen))
	if passed >= ForgetTriesAfter {
		return CodeTries{}
	}
	if left := t.Wait - passed; t.Wait > 0 {
		t.Wait = max(0, left)
		t.Seen = now
	} else if now.Before(t.Seen) {
		t.Seen = now
	}
	return t
}

// Try counts a code before anybody knows whether it is right: ok is false while one has
// to wait, and Wait says for how long. Who pulls the plug has tried all the same.
func (t CodeTries) Try(now time.Time) (after CodeTries, ok bool) {
	if t = t.At(now); t.Wait > 0 {
		return t, false
	}
	t.Wrong++
	t.Seen = now
	if over := t.Wrong - MaxCodeTries; over >= 0 {
		t.Wait = min(CodeWait<<min(over, 10), CodeWaitMax)
	}
	return t, true
}

// Right is how it stands when the code that was just counted is right.
func (t CodeTries) Right() CodeTries {
	t.Wrong, t.Wait = max(0, t.Wrong-1-forgivenTries), 0
	return t
}
