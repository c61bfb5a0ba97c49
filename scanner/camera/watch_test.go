package camera

import (
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"miseban/scanner"
	"miseban/scanner/decode"
)

// clock is the time of a test; in a bubble of synctest it costs none.
type clock struct{}

func (clock) Now() time.Time                         { return time.Now() }
func (clock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// folder writes frames where Files finds them.
func folder(t testing.TB, frames ...image.Image) string {
	t.Helper()
	dir := t.TempDir()
	for i, img := range frames {
		out, err := os.Create(filepath.Join(dir, string(rune('a'+i/26))+string(rune('a'+i%26))+".png"))
		if err == nil {
			err = errors.Join(png.Encode(out, img), out.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// repeat is n times the same frame.
func repeat(img image.Image, n int) []image.Image { return slices.Repeat([]image.Image{img}, n) }

// TestFramesBecomeScans goes from a folder of frames to what counts: goods, a
// pause, the same goods again, a customer's code.
func TestFramesBecomeScans(t *testing.T) {
	token, err := scanner.NewPickupToken(make([]byte, scanner.TokenBytes))
	if err != nil {
		t.Fatal(err)
	}
	item, none := shelf(t, jan, 3, 640, 360), blank(640, 360)
	dir := folder(t, slices.Concat(repeat(none, 2), repeat(item, 5), repeat(none, 16), repeat(item, 3), repeat(phone(t, token, 4, 640, 360), 2))...)
	synctest.Test(t, func(t *testing.T) {
		cam, err := Files{Clock: clock{}, Rate: 10, Once: true}.Open(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		repeats := 0
		gone := make(chan error, 1)
		w := Start(cam, Options{Formats: Goods, Workers: 2, Lost: func(err error) { gone <- err }, Seen: func(s Sighting) {
			if s.Repeat {
				repeats++
				return
			}
			c := s.Code(scanner.SourceCamera, scanner.Options{})
			told = append(told, c.Kind.String()+" "+c.Text)
			if c.Source != scanner.SourceCamera || c.At.IsZero() || c.Confidence.Lines == 0 {
				t.Errorf("a code without what stands behind it: %+v", c)
			}
		}})
		if err := <-gone; scanner.ReasonOf(err) != scanner.ReasonGone {
			t.Errorf("at the end: %v", err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		want := []string{"gtin " + jan, "gtin " + jan, "pickup-token " + token}
		if !slices.Equal(told, want) {
			t.Errorf("told %q, want %q", told, want)
		}
		if n := w.Counts(); n.Frames != 28 || n.Decoded+n.Dropped != 28 || repeats == 0 {
			t.Errorf("frames %+v, %d repeats", n, repeats)
		}
	})
}

// flood is a camera that is quicker than anybody reads; it counts its frames.
type flood struct {
	img    *image.Gray
	total  int
	sent   int
	out    atomic.Int32 // not released
	most   atomic.Int32
	closed atomic.Bool
	frame  func(n int) *image.Gray
}

func (c *flood) Device() Device              { return Device{ID: "flood"} }
func (c *flood) Size() (w, h int)            { return c.img.Rect.Dx(), c.img.Rect.Dy() }
func (c *flood) Controls() map[Control]Range { return nil }
func (c *flood) Set(Control, int) error      { return nil }
func (c *flood) Close() error {
	c.closed.Store(true)
	return nil
}

func (c *flood) Next(ctx context.Context) (*Frame, error) {
	if c.sent == c.total {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	c.sent++
	img := c.img
	if c.frame != nil {
		img = c.frame(c.sent)
	}
	c.most.Store(max(c.most.Load(), c.out.Add(1)))
	return &Frame{Luma: decode.FromImage(img), Number: uint64(c.sent), At: time.Now(), free: func() { c.out.Add(-1) }}, nil
}

// TestFramesDoNotPileUp: only the newest frame waits, the last one is read, and
// nothing is left when the watch is closed.
func TestFramesDoNotPileUp(t *testing.T) {
	empty, item := blank(320, 200), shelf(t, jan, 2, 320, 200)
	synctest.Test(t, func(t *testing.T) {
		cam := &flood{img: empty, total: 200, frame: func(n int) *image.Gray {
			if n == 200 {
				return item
			}
			return empty
		}}
		var seen atomic.Int32
		w := Start(cam, Options{Formats: decode.EAN13, Workers: 5, Seen: func(Sighting) { seen.Add(1) }})
		synctest.Wait()
		n := w.Counts()
		if n.Frames != 200 || n.Dropped+n.Decoded != 200 || n.Dropped == 0 {
			t.Errorf("%+v", n)
		}
		if seen.Load() != 1 {
			t.Errorf("the newest frame was read %d times", seen.Load())
		}
		if most := cam.most.Load(); most > 1+1+mostWorkers {
			t.Errorf("%d frames were held at once", most)
		}
		if err := w.Close(); err != nil || !cam.closed.Load() || cam.out.Load() != 0 {
			t.Errorf("closed %v, %d frames not released, %v", cam.closed.Load(), cam.out.Load(), err)
		}
	}) // the bubble fails when a goroutine is left
}

// TestThePictureToLookAt: it is told of once until it is fetched, and what was
// fetched stays as it is.
func TestThePictureToLookAt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cam := &flood{img: blank(320, 200), total: 50, frame: func(n int) *image.Gray {
			img := blank(320, 200)
			img.SetGray(160, 100, color.Gray{Y: byte(n)})
			return img
		}}
		shown := make(chan struct{}, 100)
		w := &Watch{}
		v := &w.view
		v.resize(320, 200, 1)
		var images []*image.RGBA
		for range 3 {
			f, err := cam.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if v.paint(f) {
				shown <- struct{}{}
			}
		}
		if len(shown) != 1 {
			t.Errorf("told %d times before anybody looked", len(shown))
		}
		for n := 4; n < 8; n++ {
			img := v.take()
			was := img.RGBAAt(160, 100).R
			f, err := cam.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !v.paint(f) || img.RGBAAt(160, 100).R != was {
				t.Error("the picture changed while it was looked at")
			}
			if !slices.Contains(images, img) {
				images = append(images, img)
			}
		}
		if len(images) != 2 {
			t.Errorf("%d pictures were made for a camera", len(images))
		}
	})
}

// TestExpect: the screen asks for something else, and the next frames are read
// for it.
func TestExpect(t *testing.T) {
	item := shelf(t, jan, 2, 320, 200)
	synctest.Test(t, func(t *testing.T) {
		cam, err := Files{Clock: clock{}}.Open(t.Context(), folder(t, item))
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		n := 0
		w := Start(cam, Options{Formats: Labels, Seen: func(s Sighting) {
			mu.Lock()
			defer mu.Unlock()
			if !s.Repeat {
				n++
			}
		}})
		has := func(want int, when string) {
			t.Helper()
			time.Sleep(time.Second)
			mu.Lock()
			defer mu.Unlock()
			if n != want {
				t.Errorf("%s: told %d times, want %d", when, n, want)
			}
		}
		has(0, "labels only")
		w.Expect(Goods)
		has(1, "goods")
		w.Again()
		has(2, "asked for again")
		w.Forget()
		has(3, "forgotten")
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// TestOnlyWhatIsInViewIsRead: a code beside what staff see is none of theirs.
func TestOnlyWhatIsInViewIsRead(t *testing.T) {
	img := blank(900, 300)
	draw := func(from *image.Gray, at image.Point) {
		for y := range from.Rect.Dy() {
			copy(img.Pix[img.PixOffset(at.X, at.Y+y):], from.Pix[y*from.Stride:][:from.Rect.Dx()])
		}
	}
	draw(shelf(t, jan, 2, 300, 300), image.Pt(0, 0))
	draw(shelf(t, "4909876543214", 2, 300, 300), image.Pt(300, 0))
	var seen []string
	w := &Watch{opt: Options{Seen: func(s Sighting) { seen = append(seen, s.Text) }}, newest: make(chan *Frame, 3)}
	w.Expect(decode.EAN13)
	w.View(100, 100, 1)
	for range cap(w.newest) {
		w.newest <- &Frame{Luma: decode.FromImage(img), At: time.Now()}
	}
	close(w.newest)
	w.work()
	if len(seen) == 0 || slices.Contains(seen, jan) {
		t.Errorf("read %q", seen)
	}
}

// TestOneItemIsOne: an item that lies before the camera counts once, however
// long; taken away and shown again it is another one.
func TestOneItemIsOne(t *testing.T) {
	g := guard{}
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	item := decode.Result{Format: decode.EAN13, Text: jan}
	counts := 0
	show := func(at time.Duration) {
		if repeat, ok := g.take(item, noon.Add(at)); ok && !repeat {
			counts++
		}
	}
	for i := range 10_000 / 40 {
		show(time.Duration(i*40) * time.Millisecond)
	}
	show(11_400 * time.Millisecond)
	if counts != 1 {
		t.Errorf("counted %d times in eleven seconds before the camera", counts)
	}
	show(12_900 * time.Millisecond)
	if counts != 2 {
		t.Errorf("counted %d times after 1.5 s out of view, want 2", counts)
	}
}

// TestTheGuard: whatever else is in view, no code counts twice while it is.
func TestTheGuard(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := guard{}
		at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		last := map[string]time.Time{}
		for range rapid.IntRange(1, 200).Draw(t, "frames") {
			at = at.Add(time.Duration(rapid.IntRange(1, 900).Draw(t, "ms")) * time.Millisecond)
			text := rapid.SampledFrom([]string{jan, "9784872348880", "1920081045006"}).Draw(t, "text")
			repeat, ok := g.take(decode.Result{Format: decode.EAN13, Text: text}, at)
			was, before := last[text]
			if held := before && at.Sub(was) < GuardFor; !ok || held != repeat {
				t.Fatalf("%s seen %v ago: repeat = %v", text, at.Sub(was), repeat)
			}
			last[text] = at
		}
	})
}

// TestDoubtfulCodesMustBeKnown: clutter looks like the short ones, and a part of
// an ITF like a whole one.
func TestDoubtfulCodesMustBeKnown(t *testing.T) {
	asked := 0
	g := guard{known: func(r decode.Result) bool { asked++; return r.Text == "49123456" }}
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for range 2 {
		if _, ok := g.take(decode.Result{Format: decode.EAN8, Text: "96385074"}, now); ok {
			t.Error("a code that nobody knows counts")
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times for one sighting", asked)
	}
	if _, ok := g.take(decode.Result{Format: decode.EAN8, Text: "49123456"}, now); !ok {
		t.Error("a code of ours does not count")
	}
	if _, ok := g.take(decode.Result{Format: decode.EAN13, Text: jan}, now); !ok || asked != 2 {
		t.Error("a long code was asked for")
	}
	if _, ok := g.take(decode.Result{Format: decode.ITF, Text: "0829220876"}, now); ok || asked != 3 {
		t.Error("a part of an ITF counts")
	}
}

// BenchmarkWatch is a frame from the camera to "nothing in it", with a picture
// to look at, one worker.
func BenchmarkWatch(b *testing.B) {
	img := blank(1280, 720)
	for i := range img.Pix {
		img.Pix[i] = byte(90 + i%97 + i/1280%31)
	}
	lock := make(chan struct{})
	cam := &steady{img: img, next: lock}
	w := Start(cam, Options{Formats: Goods, Workers: 1})
	w.View(640, 360, 1)
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		lock <- struct{}{}
		for w.decoded.Load() <= uint64(i) {
			time.Sleep(100 * time.Microsecond)
		}
		w.Picture()
	}
	b.StopTimer()
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
}

// steady is a camera that sends the same frame when asked.
type steady struct {
	flood
	img   *image.Gray
	next  chan struct{}
	frame Frame
}

func (c *steady) Next(ctx context.Context) (*Frame, error) {
	select {
	case <-c.next:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	c.frame = Frame{Luma: decode.FromImage(c.img), At: time.Now()}
	return &c.frame, nil
}
