package retail

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestCodeTries: five wrong codes cost a minute, each further one twice as long, an hour
// at the most; two hours later nobody remembers.
func TestCodeTries(t *testing.T) {
	now, tries := noon, CodeTries{}
	wrong := func(want time.Duration) {
		t.Helper()
		var ok bool
		if tries, ok = tries.Try(now); !ok || tries.Wait != want {
			t.Fatalf("wrong code %d: %v, waits %v, want %v", tries.Wrong, ok, tries.Wait, want)
		}
	}
	for range MaxCodeTries - 1 {
		wrong(0)
	}
	for _, wait := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		wrong(wait * time.Minute)
		now = now.Add(wait*time.Minute - time.Second)
		if at, ok := tries.Try(now); ok || at.Wait != time.Second {
			t.Fatalf("typed in the wait: %+v", at)
		}
		now = now.Add(time.Second)
	}
	if now = now.Add(ForgetTriesAfter); tries.At(now) != (CodeTries{}) {
		t.Errorf("remembered: %+v", tries.At(now))
	}
}

// TestRightCodeForgivesFew: who has a code of their own cannot guess at others for ever,
// and who mistypes now and then never waits.
func TestRightCodeForgivesFew(t *testing.T) {
	tries, n := CodeTries{}, 0
	for tries.Wait == 0 && n < 50 {
		for range MaxCodeTries - 1 {
			if tries, _ = tries.Try(noon); tries.Wait > 0 {
				break
			}
			n++
		}
		if tries.Wait == 0 {
			tries, _ = tries.Try(noon)
			tries = tries.Right()
		}
	}
	if n >= 10 {
		t.Errorf("%d guesses between right codes", n)
	}
	tries = CodeTries{}
	for range 50 {
		for range 2 {
			tries, _ = tries.Try(noon)
		}
		tries, _ = tries.Try(noon)
		if tries = tries.Right(); tries.Wrong != 0 || tries.Wait != 0 {
			t.Fatalf("a clumsy finger: %+v", tries)
		}
	}
}

// TestCodeTriesClock: whatever becomes of the clock, a wait takes at least its time by a
// clock that goes forward, and ends.
func TestCodeTriesClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now, tries := noon, CodeTries{Wrong: MaxCodeTries + rapid.IntRange(0, 9).Draw(t, "more"), Seen: noon}
		tries, _ = tries.Try(now)
		wait, passed := tries.Wait, time.Duration(0)
		for i := 0; ; i++ {
			if back := rapid.IntRange(0, 3).Draw(t, "set back"); back == 0 && i < 20 {
				now = now.Add(-time.Duration(rapid.IntRange(1, 5_000_000).Draw(t, "seconds")) * time.Second)
			} else {
				step := time.Duration(rapid.IntRange(1, 600).Draw(t, "forward")) * time.Second
				now, passed = now.Add(step), passed+step
			}
			after, ok := tries.Try(now)
			if ok {
				break
			}
			if tries = after; passed > wait+time.Hour || tries.Wait > wait {
				t.Fatalf("%v passed of %v, and %v left", passed, wait, tries.Wait)
			}
		}
		if passed < wait {
			t.Fatalf("free after %v of %v", passed, wait)
		}
	})
}
