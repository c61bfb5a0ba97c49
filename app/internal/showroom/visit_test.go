package showroom_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"miseban/app/internal/catalog"
	"miseban/app/internal/showroom"
	"miseban/app/retail"
	"miseban/assets/words"
)

// clock stands still until it is moved.
type clock struct{ now time.Time }

// Now is the moment it stands at.
func (c *clock) Now() time.Time { return c.now }

func newClock() *clock { return &clock{time.Date(2026, 11, 21, 10, 42, 0, 0, retail.Japan)} }

// TestIdle: nobody is asked while they look; after 45 s they are, for 15 s; the
// waiting page and a visit that waits for us are asked nothing.
func TestIdle(t *testing.T) {
	c := newClock()
	v := showroom.NewVisit(c)
	c.now = c.now.Add(time.Hour)
	if left, over := v.Idle(); left != 0 || over {
		t.Errorf("the waiting page asks: %v %v", left, over)
	}
	v.Go(showroom.Home{})
	for _, s := range []struct {
		after, left time.Duration
		over        bool
	}{{0, 0, false}, {44 * time.Second, 0, false}, {45 * time.Second, 15 * time.Second, false}, {59 * time.Second, time.Second, false}, {time.Minute, 0, true}, {time.Hour, -59 * time.Minute, true}} {
		at := showroom.NewVisit(c)
		at.Go(showroom.Home{})
		began := c.now
		c.now = began.Add(s.after)
		if left, over := at.Idle(); left != s.left || over != s.over {
			t.Errorf("after %v: %v %v, want %v %v", s.after, left, over, s.left, s.over)
		}
		at.Pause(true)
		if left, over := at.Idle(); left != 0 || over {
			t.Errorf("paused after %v: %v %v", s.after, left, over)
		}
		at.Pause(false)
		if left, over := at.Idle(); left != 0 || over {
			t.Errorf("after the pause: %v %v", left, over)
		}
		c.now = began
	}
	v.Touch()
	c.now = c.now.Add(-time.Hour) // the clock was put right
	if left, over := v.Idle(); left != 0 || over {
		t.Errorf("a clock put back asks: %v %v", left, over)
	}
}

// TestWipe: whatever a customer did, the next one finds a tablet as new.
func TestWipe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newClock()
		v := showroom.NewVisit(c)
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			it := showroom.Item{Style: rapid.StringN(1, 4, -1).Draw(t, "style"), SKU: "s"}
			switch rapid.IntRange(0, 6).Draw(t, "step") {
			case 0:
				v.Go(showroom.Search{Text: it.Style})
			case 1:
				v.Go(showroom.Grid{Filter: catalog.Filter{Size: "M"}})
			case 2:
				v.Favorite(it)
			case 3:
				v.Compare(it)
			case 4:
				v.Back()
			case 5:
				v.Lang = words.En
			case 6:
				v.Pause(true)
			}
			if len(v.Compared) > 2 {
				t.Fatalf("%d are compared", len(v.Compared))
			}
			if v.Top() == nil {
				t.Fatal("there is no page")
			}
		}
		v.Wipe()
		fresh := showroom.NewVisit(c)
		if v.Lang != fresh.Lang || len(v.Favorites)+len(v.Compared) != 0 || v.Top() != fresh.Top() || v.Below() != fresh.Below() {
			t.Fatalf("%+v is left", v)
		}
		v.Go(showroom.Home{})
		c.now = c.now.Add(showroom.AskAfter)
		if left, _ := v.Idle(); left == 0 {
			t.Fatal("the pause of the visit before holds on")
		}
	})
}

// TestPages: the waiting page is never come back to, the first one ends the way.
func TestPages(t *testing.T) {
	v := showroom.NewVisit(newClock())
	v.Go(showroom.ArticlePage{Style: "OX"}) // a scan while the tablet waits
	if v.Back(); v.Top() != (showroom.Home{}) {
		t.Errorf("%#v under the first page", v.Top())
	}
	v.Go(showroom.Search{})
	v.Put(showroom.Search{Text: "シャツ"})
	v.Go(showroom.ArticlePage{Style: "OX"})
	if v.Below() != (showroom.Search{Text: "シャツ"}) {
		t.Errorf("back leads to %#v", v.Below())
	}
	for range 100 {
		v.Go(showroom.ArticlePage{Style: "OX"})
	}
	n := 0
	for ; v.Top() != (showroom.Home{}) && n < 1000; n++ {
		v.Back()
	}
	if n >= 100 || n < 2 {
		t.Errorf("%d steps back to the first page", n)
	}
}

// TestNoted: an article is noted once and dropped by the second touch; of three
// that are compared the two last stay.
func TestNoted(t *testing.T) {
	v := showroom.NewVisit(newClock())
	v.Favorite(showroom.Item{Style: "A"})
	v.Favorite(showroom.Item{Style: "B"})
	if !v.IsFavorite("A") || !v.IsFavorite("B") || v.IsFavorite("C") {
		t.Errorf("%v are noted", v.Favorites)
	}
	if v.Favorite(showroom.Item{Style: "A", SKU: "A-M"}); v.IsFavorite("A") {
		t.Error("the second touch did not drop it")
	}
	for _, s := range []string{"A", "B", "A", "C"} {
		v.Compare(showroom.Item{Style: s})
	}
	if len(v.Compared) != 2 || v.Compared[0].Style != "A" || v.Compared[1].Style != "C" {
		t.Errorf("%v are compared", v.Compared)
	}
}
