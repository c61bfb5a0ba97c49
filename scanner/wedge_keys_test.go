package scanner

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// stroke is one thing that a window is told of.
type stroke struct {
	at   time.Duration
	what byte // 'p' press, 'r' release, 'c' character, 'e' Enter
	r    rune
}

// host is a computer with an input method: keys are told of at once, characters
// when the input method hands them on. The window looks every 16 ms.
type host struct {
	list []stroke
	now  time.Duration
	kana bool // the characters of a scan come when its Enter has
	lag  func() time.Duration
	told time.Duration // no character overtakes another
	drop bool          // of two strokes of a key in one millisecond only one is told of
	seen map[rune]time.Duration
}

func (h *host) character(r rune, at time.Duration) {
	h.told = max(h.told, at)
	h.list = append(h.list, stroke{h.told, 'c', r})
}

func (h *host) scan(code string, each time.Duration) {
	if h.seen == nil {
		h.seen = map[rune]time.Duration{}
	}
	for _, r := range code {
		h.now += each
		if at, before := h.seen[r]; !h.drop || !before || at/ms != h.now/ms {
			h.list = append(h.list, stroke{h.now, 'p', r}, stroke{h.now, 'r', r})
			h.seen[r] = h.now
		}
		if !h.kana {
			h.character(r, h.now+h.lag())
		}
	}
	h.now += max(each, 1*ms)
	h.list = append(h.list, stroke{h.now, 'e', 0})
	if h.kana {
		at := h.now + h.lag()
		for _, r := range code {
			h.character(kana(r), at)
		}
	}
}

// kana is what a Japanese input method makes of a character by itself.
func kana(r rune) rune {
	switch {
	case r == 'A':
		return 'あ'
	case r > ' ' && r <= '~':
		return r + 0xFEE0
	}
	return r
}

// run plays it all into a Wedge and returns what came out.
func (h *host) run() []Burst {
	slices.SortStableFunc(h.list, func(a, b stroke) int { return int(a.at - b.at) })
	var got []Burst
	w := NewWedge(WedgeRules{}, func(b Burst) { got = append(got, b) })
	at, flushed := time.Duration(0), time.Duration(0)
	for i := 0; i < len(h.list) || at < h.now+time.Second; {
		at += 16 * ms
		now := t0.Add(at)
		for ; i < len(h.list) && h.list[i].at <= at; i++ {
			switch s := h.list[i]; s.what {
			case 'p':
				w.Press(s.r, now)
			case 'r':
				w.Release(s.r)
			case 'c':
				w.Rune(s.r, now, nil)
			case 'e':
				w.Enter(now)
			}
		}
		if at-flushed >= 30*ms && w.Pending() {
			w.Flush(now)
			flushed = at
		}
	}
	return got
}

func texts(list []Burst) (out []string) {
	for _, b := range list {
		out = append(out, b.Text)
	}
	return out
}

func someCodes(rng *rand.Rand, n int) []string {
	var out []string
	for i := range n {
		body := fmt.Sprintf("49%010d", rng.IntN(1e9))
		code := body + string(rune(checkDigit(body)))
		if i%5 == 4 {
			code, _ = NewPlace(fmt.Sprintf("B-%d", rng.IntN(1000)))
		}
		out = append(out, code)
	}
	return out
}

// Through an input method that is switched on and lets characters through some
// milliseconds later, every scan arrives whole, also back to back.
func TestWedgeThroughAnInputMethod(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 3))
		slow := time.Duration(rng.IntN(60)) * ms
		h := &host{lag: func() time.Duration { return slow/2 + time.Duration(rng.Int64N(int64(slow/2+1))) }}
		want := someCodes(rng, 12)
		for _, code := range want {
			h.scan(code, time.Duration(rng.IntN(20)+1)*ms)
			h.now += time.Duration(rng.IntN(3)*rng.IntN(60)) * ms
		}
		if got := texts(h.run()); !slices.Equal(got, want) {
			t.Fatalf("seed %d, lag %v:\n got %q\nwant %q", seed, slow, got, want)
		}
	}
}

// A display that stamps every stroke of a burst with one millisecond tells of a
// repeated key once. Apart from each other such scans arrive; in one heap they
// may be refused, and never become others.
func TestWedgeKeysNotToldOf(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 4))
		apart := seed%2 == 0
		h := &host{drop: true, lag: func() time.Duration { return 5*ms + time.Duration(rng.IntN(8))*ms }}
		want := someCodes(rng, 10)
		for _, code := range want {
			h.scan(code, 0)
			if apart {
				h.now += 60 * ms
			} else {
				h.now += time.Duration(rng.IntN(10)) * ms
			}
		}
		got := h.run()
		if apart && !slices.Equal(texts(got), want) {
			t.Fatalf("seed %d:\n got %q\nwant %q", seed, texts(got), want)
		}
		for _, b := range got {
			if b.Trust == TrustTyped && !slices.Contains(want, b.Text) {
				t.Fatalf("seed %d: %q was never scanned:\n%q", seed, b.Text, want)
			}
		}
	}
}

// With kana switched on, digits come in full width and our own codes are read
// from the keys; both come in a heap after their Enter.
func TestWedgeWithKana(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 5))
		h := &host{kana: true, lag: func() time.Duration { return time.Duration(rng.IntN(15)) * ms }}
		want := someCodes(rng, 10)
		want = append(want, "PL-A-01/"+must2(NewPlace("A-01"))[len("PL-A-01/"):])
		for _, code := range want {
			h.scan(code, time.Duration(rng.IntN(15)+1)*ms)
			h.now += 150 * ms
		}
		for i, b := range h.run() {
			if got := Classify(b.Text, Options{Typing: b.Typing()}); got.Text != want[i] || got.Kind == KindUnknown {
				t.Fatalf("seed %d: %q read as %v %q, want %q", seed, b.Text, got.Kind, got.Text, want[i])
			}
		}
	}
}

func must2(s string, err error) string {
	if err != nil {
		panic(err)
	}
	return s
}

// What the keys alone say is believed when it checks itself, and not otherwise.
func TestTrustOfKeys(t *testing.T) {
	place := must2(NewPlace("A-01"))
	for _, c := range []struct {
		text  string
		trust Trust
		kind  Kind
		fault Fault
	}{
		{place, TrustKeys, KindPlace, FaultNone},
		{"4901234567894", TrustKeys, KindUnknown, FaultInputMethod},
		{"10ABC12\x1d01", TrustKeys, KindUnknown, FaultInputMethod},
		{"4901234567894", TrustNone, KindUnknown, FaultJoined},
		{place, TrustNone, KindUnknown, FaultJoined},
	} {
		if got := Classify(c.text, Options{Typing: Typing{Trust: c.trust}}); got.Kind != c.kind || got.Fault != c.fault {
			t.Errorf("%q %v: %v %v", c.text, c.trust, got.Kind, got.Fault)
		}
	}
}

// A person who writes Japanese types slowly and gets many characters at once:
// nothing of it is a scan, and the Enter that takes it over is not a submit.
func TestWedgeAPersonWritesJapanese(t *testing.T) {
	l := newLine()
	for range 3 {
		for _, r := range "KONNICHIHA" {
			l.w.Press(r, l.now)
			l.wait(70 * ms)
			l.w.Release(r)
			l.idle(30 * ms)
		}
		if !l.w.Composing() || !l.w.Enter(l.now) {
			t.Fatal("the Enter for the input method was taken for a submit")
		}
		l.wait(10 * ms)
		for _, r := range "ABCDこんにちは" {
			l.w.Rune(r, l.now, nil)
		}
		l.idle(300 * ms)
		if l.w.Composing() || l.w.Enter(l.now) {
			t.Fatal("the Enter after it is a person's")
		}
		l.idle(300 * ms)
	}
	if len(l.got) > 0 {
		t.Errorf("scans of %q", l.got)
	}
}

// Quick fingers roll over the keys: what they type stays, and their Enter counts.
func TestWedgeQuickFingers(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		each time.Duration
	}{
		"ten keys rolled, 30 ms": {"0312345678", 30 * ms},
		"four keys, 20 ms":       {"4821", 20 * ms},
		"eight keys, 60 ms":      {"49123456", 60 * ms},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLine()
			var before rune
			for _, r := range c.text {
				l.w.Press(r, l.now)
				l.w.Rune(r, l.now, nil)
				if before != 0 {
					l.wait(5 * ms)
					l.w.Release(before)
				}
				before = r
				l.wait(c.each - 5*ms)
			}
			if l.w.Enter(l.now) || len(l.got) > 0 {
				t.Errorf("taken for a scan: %q", l.got)
			}
		})
	}
}

// A scanner that holds two keys at once is none the less fast.
func TestWedgeMachineRollsToo(t *testing.T) {
	l := newLine()
	var before rune
	for _, r := range "4901234567894" {
		l.w.Press(r, l.now)
		l.w.Rune(r, l.now, nil)
		if before != 0 {
			l.w.Release(before)
		}
		before = r
		l.wait(2 * ms)
	}
	if !l.w.Enter(l.now) || len(l.got) != 1 {
		t.Errorf("got %q", l.got)
	}
}

// The separator of GS1 comes as a key with Ctrl, at once, also when an input
// method holds the characters before it.
func TestWedgeSeparatorAsAKey(t *testing.T) {
	const want = "]C10104901234567894\x1d10AB\x1d21X"
	for _, lag := range []bool{false, true} {
		l := newLine()
		var late []rune
		for _, r := range want {
			l.w.Press(r, l.now)
			switch {
			case r == gs:
				l.w.Rune(gs, l.now, nil)
			case lag:
				late = append(late, r)
			default:
				l.w.Rune(r, l.now, nil)
			}
			l.w.Release(r)
			l.wait(2 * ms)
		}
		l.w.Enter(l.now)
		for _, r := range late {
			l.w.Rune(r, l.now, nil)
		}
		l.idle(200 * ms)
		if !slices.Equal(l.got, []string{want}) {
			t.Errorf("late %v: %q", lag, l.got)
		}
	}
}

// A program that hangs in the middle of a burst does not cut it in two, keys or not.
func TestWedgeHangsWithKeys(t *testing.T) {
	l := newLine()
	press := func(s string) {
		for _, r := range s {
			l.w.Press(r, l.now)
			l.w.Rune(r, l.now, nil)
			l.w.Release(r)
			l.wait(ms)
		}
	}
	press("490123")
	l.wait(300 * ms)
	press("4567894")
	if !l.w.Enter(l.now) || !slices.Equal(l.got, []string{"4901234567894"}) {
		t.Errorf("got %q", l.got)
	}
}

// FuzzWedgeKeys: whatever keys, characters and pauses come, nothing panics, no
// scan holds what was not typed, and a clean scan after it arrives.
func FuzzWedgeKeys(f *testing.F) {
	f.Add([]byte("p4c4p9c9p0c0p1c1e."), uint64(1))
	f.Add([]byte("p4p9p0p1e.c4c9c0c1p4p9p1e.c4c9c1"), uint64(2))
	f.Add([]byte("p\x00pAe.c\x81c\x82g.f.t."), uint64(3))
	f.Fuzz(func(t *testing.T, moves []byte, seed uint64) {
		rng := rand.New(rand.NewPCG(seed, 2))
		l := newLine()
		typed := strings.Builder{}
		for i := 0; i+1 < len(moves); i += 2 {
			l.wait(time.Duration(rng.IntN(4)*rng.IntN(40)) * ms)
			r := rune(moves[i+1])
			switch moves[i] {
			case 'p':
				l.w.Press(r, l.now)
				typed.WriteRune(r)
			case 'a':
				l.w.Press(AnyKey, l.now)
			case 'r':
				l.w.Release(r)
			case 'c':
				l.w.Rune(r, l.now, nil)
				typed.WriteRune(r)
			case 'g':
				l.w.Press(gs, l.now)
				l.w.Rune(gs, l.now, nil)
				typed.WriteRune(gs)
			case 'e':
				l.w.Enter(l.now)
			case 't':
				l.w.Tab(l.now)
			case 'f':
				l.w.Flush(l.now)
			}
		}
		l.idle(700 * ms)
		all := upper(typed.String())
		for _, s := range l.got {
			for _, r := range upper(s) {
				if !strings.ContainsRune(all, r) && r != AnyKey {
					t.Fatalf("%q was not typed: %q", s, all)
				}
			}
		}
		l.w.Reset()
		before := len(l.got)
		for _, r := range "4901234567894" {
			l.w.Press(r, l.now)
			l.w.Rune(r, l.now, nil)
			l.w.Release(r)
			l.wait(3 * ms)
		}
		l.w.Enter(l.now)
		if len(l.got) != before+1 || l.got[before] != "4901234567894" {
			t.Fatalf("the clean scan at the end is lost: %q", l.got[before:])
		}
	})
}
