package decode

import (
	"slices"
	"sync"
	"testing"
)

func seen(f Format, text string, lines int) vote {
	v := vote{Result: Result{Format: f, Text: text, Lines: lines}, kind: f, settled: true}
	v.n = copy(v.key[:], text)
	return v
}

// Single lines of several frames count together, those of long ago and those
// that are disputed do not.
func TestLiveAgreesOverFrames(t *testing.T) {
	const a, b, carton = "4901234567894", "4901234567887", "14901234567891"
	for name, c := range map[string]struct {
		frames [][]vote
		want   int // frame at which a counts, -1 for never
	}{
		"two lines in two frames": {[][]vote{{seen(EAN13, a, 1)}, {}, {}, {}, {seen(EAN13, a, 1)}}, 4},
		"too long ago":            {[][]vote{{seen(EAN13, a, 1)}, {}, {}, {}, {}, {seen(EAN13, a, 1)}}, -1},
		"another number":          {[][]vote{{seen(EAN13, a, 1)}, {seen(EAN13, b, 1)}}, -1},
		"disputed":                {[][]vote{{seen(EAN13, a, 1)}, {seen(EAN13, b, 1)}, {seen(EAN13, b, 1), seen(EAN13, a, 1)}}, -1},
		"two to one":              {[][]vote{{seen(EAN13, b, 1)}, {seen(EAN13, a, 1)}, {seen(EAN13, a, 1)}}, 2},
		"three are needed":        {[][]vote{{seen(ITF, carton, 1)}, {seen(ITF, carton, 1)}}, -1},
		"too short for frames":    {[][]vote{{seen(ITF, a[:6], 4)}, {seen(ITF, a[:6], 4)}, {seen(ITF, a[:6], 4)}}, -1},
		"three of two frames":     {[][]vote{{seen(ITF, carton, 2)}, {seen(ITF, carton, 1)}}, 1},
		"cut short":               {[][]vote{{seen(ITF, carton[2:], 2)}, {seen(ITF, carton[2:], 2)}}, -1},
		"a part of a longer one":  {[][]vote{{seen(ITF, "12"+carton, 1)}, {seen(ITF, carton, 2)}, {seen(ITF, carton, 2)}}, -1},
	} {
		t.Run(name, func(t *testing.T) {
			l := NewLive(Product)
			at := -1
			for i, votes := range c.frames {
				l.frames++
				for _, r := range l.judge(nil, votes) {
					if (r.Text == a || r.Text == carton) && at < 0 {
						at = i
					} else {
						t.Errorf("frame %d: %+v", i, r)
					}
				}
			}
			if at != c.want {
				t.Errorf("counted at frame %d, want %d", at, c.want)
			}
		})
	}
}

// A code that counted does not hide the one beside it.
func TestLiveFindsTheSecondRow(t *testing.T) {
	const upper, lower = "9784872348880", "1920081045006"
	s := shot{module: 2.4, blur: 0.5, noise: 2, seed: 5}
	frame, below := s.photo(t, EAN13, upper, 640, 200), s.photo(t, EAN13, lower, 640, 200)
	frame.Pix, frame.H = append(frame.Pix, below.Pix...), 400
	l := NewLive(Product)
	found := map[string]int{}
	for i := range 2 {
		for _, r := range l.Frame(frame) {
			if _, again := found[r.Text]; !again {
				found[r.Text] = i
			}
		}
	}
	if len(found) != 2 || found[upper] != 0 && found[lower] != 0 {
		t.Fatal(found)
	}
	l.Reset()
	if got := l.Frame(frame); len(got) == 0 {
		t.Error("nothing is read after Reset")
	}
}

// TestLiveBeside: two goroutines that read frames in turn count together.
func TestLiveBeside(t *testing.T) {
	const a = "4901234567894"
	l := NewLive(Product)
	beside := l.Beside()
	l.begin()
	if got := l.judge(nil, []vote{seen(EAN13, a, 1)}); got != nil {
		t.Fatal(got)
	}
	beside.begin()
	if got := beside.judge(nil, []vote{seen(EAN13, a, 1)}); len(got) != 1 || got[0].Text != a {
		t.Errorf("two lines of two readers: %+v", got)
	}
	if !l.isKnown(EAN13, []byte(a)) {
		t.Error("one does not know what the other saw")
	}
	var wg sync.WaitGroup
	frame := shot{module: 2.4, noise: 2, seed: 5}.photo(t, EAN13, a, 640, 200)
	for _, live := range [2]*Live{l, beside} {
		wg.Go(func() {
			for range 20 {
				if got := live.Frame(frame); len(got) != 1 {
					t.Errorf("read %+v", got)
				}
			}
		})
	}
	wg.Wait()
}

// TestTooSmallSaysNothing: a frame in which nothing can be does not say again what
// single lines of the one before said.
func TestTooSmallSaysNothing(t *testing.T) {
	l := NewLive(EAN13)
	l.reader.votes = append(l.reader.votes, seen(EAN13, "4901234567894", 1))
	for range memory {
		if got := l.Frame(Luma{Pix: []byte{0}, Stride: 1, W: 1, H: 1}); got != nil {
			t.Fatalf("read %+v in one pixel", got)
		}
	}
}

// TestLiveSurvivesAPanic: a picture that breaks a decoder costs that frame
// alone.
func TestLiveSurvivesAPanic(t *testing.T) {
	l := NewLive(EAN13)
	l.reader.old = func(Format, []byte) bool { panic("broken") }
	photo := shot{module: 2.5}.photo(t, EAN13, "4901234567894", 640, 360)
	if got := l.Frame(photo); got != nil {
		t.Errorf("a frame that breaks says %v", got)
	}
	if got := l.Frame(photo); len(got) != 1 {
		t.Errorf("afterwards nothing is read: %v", got)
	}
}

// A line or two of later frames that read some digits of a code otherwise, as
// modules of a pixel and a half make them do again and again, are no other code.
func TestMisreadOfKnownCode(t *testing.T) {
	number := func(text string) vote {
		v := vote{Result: Result{Format: EAN13, Lines: 1}, kind: EAN13, n: len(text), line: 1}
		for i := range text {
			v.key[i] = text[i] - '0'
		}
		return v
	}
	for _, c := range []struct {
		name, first, then string
		want              bool
	}{
		{"some digits differ", "4552437628693", "1511437628693", false},
		{"another code", "4552437628693", "4901234567894", true},
		{"a book's second row", "9784872348880", "1920081045006", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := NewLive(EAN13)
			l.begin()
			if got := l.judge([]Result{{Format: EAN13, Text: c.first, Lines: 2}}, nil); len(got) != 1 {
				t.Fatal(got)
			}
			var got []Result
			for range 2 {
				l.begin()
				got = l.judge(nil, []vote{number(c.then)})
			}
			if told := len(got) == 1 && got[0].Text == c.then; told != c.want {
				t.Errorf("%s, then twice %s: %+v", c.first, c.then, got)
			}
		})
	}
}

// Two numbers that lines read in one place and that differ in some digits are one
// code: that which more lines read counts.
func TestMisreadInOnePicture(t *testing.T) {
	r := New(EAN13)
	b := beam{dx: 1, line: 1}
	vote := func(text string, lines int, y float64) {
		key := make([]byte, len(text))
		for i := range text {
			key[i] = text[i] - '0'
		}
		for range lines {
			b.line++
			b.y += 5
			r.vote(EAN13, key, &b, 100, 300, 1)
		}
		b.y = y
	}
	vote("4552437628693", 5, 0)
	vote("1511437628693", 2, 900)
	vote("4552437628624", 2, 900) // the same digits, on another label
	var got []string
	for _, res := range r.accepted() {
		got = append(got, res.Text)
	}
	if len(got) != 2 || got[0] != "4552437628693" || got[1] != "4552437628624" {
		t.Errorf("read %q", got)
	}
}

// A reading says in how many frames it was seen: those that its lines came
// together over, and those since; a code that was away begins anew.
func TestLiveCountsFrames(t *testing.T) {
	const a = "4901234567894"
	l := NewLive(Product)
	var got []int
	for _, lines := range []int{1, 0, 1, 2, 2, 0, 0, 0, 0, 0, 0, 2} {
		l.frames++
		var sure []Result
		var votes []vote
		switch {
		case lines > 1:
			sure = []Result{{Format: EAN13, Text: a, Lines: lines}}
		case lines == 1:
			votes = []vote{seen(EAN13, a, 1)}
		}
		n := 0
		for _, r := range l.judge(sure, votes) {
			n = r.Frames
		}
		got = append(got, n)
	}
	if want := []int{0, 0, 2, 3, 4, 0, 0, 0, 0, 0, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
