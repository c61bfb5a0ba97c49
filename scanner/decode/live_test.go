package decode

import (
	"sync"
	"testing"
)

func seen(f Format, text string, lines int) vote {
	v := vote{Result: Result{Format: f, Text: text, Lines: lines}, kind: f}
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
	if !l.isKnown(&Result{Format: EAN13, Text: a}) {
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

// TestLiveSurvivesAPanic: a picture that breaks a decoder costs that frame
// alone.
func TestLiveSurvivesAPanic(t *testing.T) {
	l := NewLive(EAN13)
	l.reader.old = func(*Result) bool { panic("broken") }
	photo := shot{module: 2.5}.photo(t, EAN13, "4901234567894", 640, 360)
	if got := l.Frame(photo); got != nil {
		t.Errorf("a frame that breaks says %v", got)
	}
	if got := l.Frame(photo); len(got) != 1 {
		t.Errorf("afterwards nothing is read: %v", got)
	}
}
