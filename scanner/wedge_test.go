package scanner

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

var t0 = time.Date(2026, 4, 1, 10, 0, 0, 0, time.UTC)

const ms = time.Millisecond

// line drives a Wedge on a made clock.
type line struct {
	w     *Wedge
	now   time.Time
	field Field
	got   []string
	ends  []Ending
}

func newLine() *line {
	l := &line{now: t0}
	l.w = NewWedge(WedgeRules{}, func(b Burst) {
		l.got, l.ends = append(l.got, b.Text), append(l.ends, b.End)
	})
	return l
}

func (l *line) wait(d time.Duration) *line { l.now = l.now.Add(d); return l }

func (l *line) keys(s string, each time.Duration) *line {
	for i, r := range []rune(s) {
		if i > 0 {
			l.wait(each)
		}
		l.w.Rune(r, l.now, l.field)
		if e, ok := l.field.(*textBox); ok {
			e.text += string(r)
		}
	}
	return l
}

// idle lets time pass while the window looks at the line every 25 ms.
func (l *line) idle(d time.Duration) *line {
	for end := l.now.Add(d); l.now.Before(end); {
		l.wait(25 * ms)
		l.w.Flush(l.now)
	}
	return l
}

// habit lets three scans come that a key ends.
func (l *line) habit() *line {
	for range usual {
		l.keys("4901234567894", ms)
		l.w.Enter(l.now)
		l.wait(500 * ms)
	}
	return l
}

type textBox struct{ text string }

func (e *textBox) Snapshot() func() { old := e.text; return func() { e.text = old } }

func TestWedge(t *testing.T) {
	const jan = "4901234567894"
	cases := map[string]struct {
		drive func(*line)
		want  []string
	}{
		"all in one tick, Enter":   {func(l *line) { l.keys(jan, 0); l.w.Enter(l.now) }, []string{jan}},
		"5 ms a key, Tab":          {func(l *line) { l.keys(jan, 5*ms); l.w.Tab(l.now) }, []string{jan}},
		"30 ms a key":              {func(l *line) { l.keys(jan, 30*ms).wait(30 * ms); l.w.Enter(l.now) }, []string{jan}},
		"no suffix, idle":          {func(l *line) { l.keys(jan, 2*ms).idle(150 * ms) }, []string{jan}},
		"person, 120 ms a key":     {func(l *line) { l.keys("12345678", 120*ms).wait(120 * ms); l.w.Enter(l.now) }, nil},
		"person, 60 ms a key":      {func(l *line) { l.keys("12345678", 60*ms).wait(60 * ms); l.w.Enter(l.now) }, nil},
		"person, idle":             {func(l *line) { l.keys("12345678", 90*ms).idle(300 * ms) }, nil},
		"three characters":         {func(l *line) { l.keys("123", 0); l.w.Enter(l.now) }, nil},
		"Return before the digits": {func(l *line) { l.w.Enter(l.now); l.wait(13*ms).keys(jan, 0).idle(150 * ms) }, []string{jan}},
		"Return early, twice": {func(l *line) {
			l.w.Enter(l.now)
			l.keys(jan, 0)
			l.w.Enter(l.now)
			l.keys("49123456", 0).idle(150 * ms)
		}, []string{jan, "49123456"}},
		"control characters":        {func(l *line) { l.keys("\x02"+jan+"\x03\u200b\ufeff", 0); l.w.Enter(l.now) }, []string{jan}},
		"GS is kept":                {func(l *line) { l.keys("]C110ABC\x1d21X", 0); l.w.Enter(l.now) }, []string{"]C110ABC\x1d21X"}},
		"line break as a character": {func(l *line) { l.keys(jan+"\r\n"+jan+"\n", 0) }, []string{jan, jan}},
		"pause cuts without polling, slow line": {func(l *line) {
			l.keys("49123456", 20*ms).wait(150*ms).keys("234567894", 20*ms)
			l.w.Enter(l.now)
		}, []string{"49123456", "234567894"}},
		"four keys rolled by quick fingers": {func(l *line) { l.keys("1234", 25*ms).wait(30 * ms); l.w.Enter(l.now) }, nil},
		"a key held down":                   {func(l *line) { l.keys("00000000", 30*ms).idle(200 * ms) }, nil},
		"program hangs in the middle": {func(l *line) {
			l.keys("490123", 1*ms).wait(300*ms).keys("4567894", 1*ms)
			l.w.Enter(l.now)
		}, []string{jan}},
		"program hangs, one look before the rest": {func(l *line) {
			l.keys("490123", 1*ms).wait(5 * ms)
			l.w.Flush(l.now)
			l.wait(300 * ms)
			l.w.Flush(l.now)
			l.wait(1*ms).keys("4567894", 1*ms)
			l.w.Enter(l.now)
		}, []string{jan}},
		"program hangs after the first character": {func(l *line) {
			l.keys(jan[:1], 0).wait(150*ms).keys(jan[1:], 0)
			l.w.Enter(l.now)
		}, []string{jan}},
		"program hangs after the second, one look before the rest": {func(l *line) {
			l.keys(jan[:2], ms).idle(25 * ms).wait(200 * ms)
			l.w.Flush(l.now)
			l.keys(jan[2:], 2*ms)
			l.w.Enter(l.now)
		}, []string{jan}},
		"a key, then a scan, while the program is awake": {func(l *line) {
			l.keys("7", 0).idle(100*ms).wait(5*ms).keys(jan, 2*ms)
			l.w.Enter(l.now)
		}, []string{jan}},
		"hangs twice": {func(l *line) {
			l.keys("49012", 1*ms).wait(300*ms).keys("34567", 1*ms).wait(300*ms).keys("894", 1*ms)
			l.w.Enter(l.now)
		}, []string{jan}},
		"two pauses while the program is awake": {func(l *line) {
			l.keys("49012", 1*ms).idle(75*ms).wait(60*ms).keys("34567", 1*ms).idle(75*ms).wait(60*ms).keys("894", 1*ms)
			l.w.Enter(l.now)
		}, []string{"4901234567"}},
		"pause in a slow scan, where scans end with a key": {func(l *line) {
			l.habit().keys("]E0490", 14*ms).idle(300*ms).keys("1234567894", 14*ms)
			l.w.Enter(l.now)
		}, []string{jan, jan, jan, "]E0" + jan}},
		"pause after the first character of an AIM identifier": {func(l *line) {
			l.habit().keys("]", 0).idle(200*ms).keys("E01234567890128", ms)
			l.w.Enter(l.now)
		}, []string{jan, jan, jan, "]E01234567890128"}},
		"a person's key before a scan, where scans end with a key": {func(l *line) {
			l.habit().keys("7", 0).idle(200*ms).keys(jan, ms)
			l.w.Enter(l.now)
		}, []string{jan, jan, jan, jan}},
		"program hangs early in a slow scan": {func(l *line) {
			l.keys("490", 20*ms).wait(200*ms).keys("1234567894", 20*ms)
			l.w.Enter(l.now)
		}, []string{jan}},
		"quick fingers pause, where scans end with a key": {func(l *line) {
			l.habit().keys("123", 25*ms).idle(200*ms).keys("456", 25*ms)
			l.w.Enter(l.now)
		}, []string{jan, jan, jan}},
		"person's Enter long after": {func(l *line) {
			l.keys(jan, 0).idle(700 * ms)
			if l.w.Enter(l.now) {
				l.got = append(l.got, "took a person's Enter")
			}
		}, []string{jan}},
		"clock goes back": {func(l *line) { l.keys("490123", ms).wait(-time.Hour).keys("4567894", 0); l.w.Enter(l.now) }, []string{jan}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			l := newLine()
			c.drive(l)
			if !slices.Equal(l.got, c.want) {
				t.Errorf("got %q, want %q", l.got, c.want)
			}
		})
	}
}

// A program that hangs for long cuts no scan, for half a code may be a code; and
// what it waits for ends.
func TestWedgeHangsForLong(t *testing.T) {
	const jan = "4901234567894"
	for name, c := range map[string]struct {
		drive func(*line)
		want  []string
	}{
		"program hangs for most of a second, and looks before it hears": {func(l *line) {
			l.habit().keys("]C1010490123456789410L789", ms).wait(800 * ms)
			l.w.Flush(l.now)
			l.wait(20 * ms)
			l.w.Flush(l.now)
			l.keys("1", 0)
			l.w.Enter(l.now)
		}, []string{jan, jan, jan, "]C1010490123456789410L7891"}},
		"the same after two characters, with nothing known of the scanner": {func(l *line) {
			l.keys(jan[:2], ms).wait(900 * ms)
			l.w.Flush(l.now)
			l.keys(jan[2:], 2*ms)
			l.w.Enter(l.now)
		}, []string{jan}},
		"a radio falters for a second, where scans end with a key": {func(l *line) {
			l.habit().keys("490", ms).idle(time.Second).keys("1234567894", ms)
			l.w.Enter(l.now)
		}, []string{jan, jan, jan, jan}},
		"the key that ends scans was switched off": {func(l *line) {
			l.habit().keys(jan, ms).idle(2*time.Second).keys(jan, ms).idle(150 * ms)
		}, []string{jan, jan, jan, jan, jan}},
		"hangs for longer than anybody waits": {func(l *line) {
			l.keys("490123", ms).wait(3*time.Second).keys("49012345", ms)
			l.w.Enter(l.now)
		}, []string{"490123", "49012345"}},
		"two keys at once, then a person goes on": {func(l *line) {
			l.keys("12", 5*ms).wait(300*ms).keys("3456", 120*ms).wait(120 * ms)
			l.w.Enter(l.now)
		}, nil},
	} {
		l := newLine()
		if c.drive(l); !slices.Equal(l.got, c.want) {
			t.Errorf("%s: got %q, want %q", name, l.got, c.want)
		}
	}
}

func TestWedgeLongBurstIsDroppedWhole(t *testing.T) {
	l := newLine()
	for range maxText + 1 {
		l.w.Rune('7', l.now, nil)
	}
	if l.w.Enter(l.now) || len(l.got) != 0 {
		t.Fatalf("reported %d scans of a burst that is too long", len(l.got))
	}
	l.keys("4901234567894", 0)
	if !l.w.Enter(l.now) {
		t.Fatal("the scan after it is lost")
	}
}

func TestWedgeThousandBursts(t *testing.T) {
	for _, gap := range []time.Duration{0, 1 * ms, 40 * ms} {
		l := newLine()
		var want []string
		for i := range 1000 {
			body := fmt.Sprintf("49%010d", i)
			code := body + string(rune(checkDigit(body)))
			want = append(want, code)
			l.keys(code, 60*ms/13).wait(60 * ms / 13)
			l.w.Enter(l.now)
			l.wait(gap)
			l.w.Flush(l.now)
		}
		if !slices.Equal(l.got, want) {
			t.Fatalf("gap %v: %d of 1000 arrived", gap, len(l.got))
		}
	}
}

func TestWedgeRestoresFields(t *testing.T) {
	l := newLine()
	e, other := &textBox{"たな"}, &textBox{"x"}
	l.field = e
	l.keys("4901234", 0)
	l.field = other // the focus moves in the middle of a burst
	l.keys("567894", 0)
	if !l.w.Enter(l.now) {
		t.Fatal("no scan")
	}
	if e.text != "たな" || other.text != "x" {
		t.Errorf("fields hold %q and %q", e.text, other.text)
	}
	l.field = e
	l.keys("12345", 150*ms)
	if l.w.Enter(l.now) || e.text != "たな12345" {
		t.Errorf("a person's text became %q", e.text)
	}
	l.wait(time.Second).keys("4901234567894", 2*ms).idle(150 * ms)
	if e.text != "たな12345" || len(l.got) != 2 {
		t.Errorf("after an idle end: %q, %d scans", e.text, len(l.got))
	}
}

func TestWedgeStep(t *testing.T) {
	l := newLine()
	for i, r := range "49012345" {
		s := l.w.Rune(r, l.now.Add(time.Duration(i)*ms), nil)
		if s.Fresh != (i == 0) || s.Scanning != (i >= 3) {
			t.Errorf("rune %d: %+v", i, s)
		}
	}
}

// FuzzWedge: any mix of keys, pauses and looks; a scan never holds fewer than
// the shortest, a control character, or text that was not typed in that order;
// and a clean scan after it always arrives.
func FuzzWedge(f *testing.F) {
	f.Add([]byte("4901234567894\n"), uint64(1))
	f.Add([]byte("abc\t\x1d\x00\xff49"), uint64(7))
	f.Fuzz(func(t *testing.T, keys []byte, seed uint64) {
		rng := rand.New(rand.NewPCG(seed, 1))
		l := newLine()
		var typed []rune
		for _, k := range keys {
			l.wait(time.Duration(rng.IntN(4)*rng.IntN(60)) * ms)
			switch {
			case k == '\n':
				l.w.Enter(l.now)
			case k == '\t':
				l.w.Tab(l.now)
			case k == 0:
				l.w.Flush(l.now)
			default:
				typed = append(typed, rune(k))
				l.w.Rune(rune(k), l.now, nil)
			}
		}
		l.idle(2 * time.Second) // where scans end with a key, what a machine typed is waited for that long
		rest := typed
		for _, s := range l.got {
			if len([]rune(s)) < 4 {
				t.Fatalf("scan of %q", s)
			}
			for _, r := range s {
				i := slices.Index(rest, r)
				if i < 0 || r < ' ' && r != gs {
					t.Fatalf("%q was not typed", s)
				}
				rest = rest[i+1:]
			}
		}
		before := len(l.got)
		l.keys("4901234567894", 3*ms)
		l.w.Enter(l.now)
		if len(l.got) != before+1 || l.got[before] != "4901234567894" {
			t.Fatal("the clean scan at the end is lost")
		}
	})
}

func BenchmarkWedge(b *testing.B) {
	l := newLine()
	for b.Loop() {
		l.keys("4901234567894", ms)
		l.w.Enter(l.now)
		l.got, l.ends = l.got[:0], l.ends[:0]
	}
}

// TestLateKey: where scans end with a key, one whose radio falters is not cut, and
// a key that comes after the silence is not a person's.
func TestLateKey(t *testing.T) {
	start := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	var got []Burst
	w := NewWedge(WedgeRules{}, func(b Burst) { got = append(got, b) })
	at := start
	typed := func(text string) {
		for _, r := range text {
			at = at.Add(4 * time.Millisecond)
			w.Rune(r, at, nil)
		}
	}
	pause := func(d time.Duration) {
		for end := at.Add(d); at.Before(end); at = at.Add(20 * time.Millisecond) {
			w.Flush(at)
		}
	}
	typed("4901234567894")
	pause(150 * time.Millisecond)
	if len(got) != 1 || got[0].End != EndIdle {
		t.Fatalf("a scanner that nothing is known of: %+v", got)
	}
	if !w.Enter(at) {
		t.Error("the key of the scan before is taken for a person's")
	}
	if w.Enter(at.Add(time.Second)) {
		t.Error("a person's Enter is swallowed")
	}
	got = nil
	for range 3 {
		pause(time.Second)
		typed("4901234567894")
		if !w.Enter(at) {
			t.Fatal("no scan")
		}
	}
	pause(time.Second)
	typed("490123")
	pause(300 * time.Millisecond)
	typed("4567894")
	pause(300 * time.Millisecond)
	if !w.Enter(at) || len(got) != 4 || got[3].Text != "4901234567894" || got[3].End != EndEnter {
		t.Errorf("a scan that faltered twice: %+v", got[3:])
	}
	pause(time.Second)
	typed("4901234567894")
	pause(2 * time.Second)
	if len(got) != 5 || got[4].End != EndIdle {
		t.Errorf("without its key it ends after a while: %+v", got[4:])
	}
}
