package cameraui_test

import (
	"context"
	"image"
	"log/slog"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"miseban/app/internal/ui/cameraui"
	"miseban/app/internal/ui/cameraui/cameratest"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets/words"
	"miseban/scanner"
	"miseban/scanner/camera"
)

// under is a screen that asks what the test says.
type under struct {
	page.Screen
	aim   page.Aim
	asks  bool
	scans []string
	body  *fyne.Container
	cam   *cameraui.Camera
	gone  int
	hand  int
}

func (u *under) Content() fyne.CanvasObject { return u.body }
func (u *under) Scan(c scanner.Code)        { u.scans = append(u.scans, c.Text) }
func (u *under) Changed([]retail.OrderID)   {}
func (u *under) Synced()                    {}
func (u *under) Close()                     { u.cam.Close() }

const (
	jan   = "4901234567894"
	title = "商品をスキャン"
)

// over opens a camera over a screen.
func over(t *testing.T, src *cameratest.Source) (*under, *pagetest.Fake) {
	t.Helper()
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	u := &under{asks: true, body: container.NewStack()}
	u.aim = page.Aim{Look: page.LookGoods, Title: title, Item: page.AimItem{Name: "シャツ", What: "白・M"}, ByHand: func() { u.hand++ }}
	f.Show(func(w page.Window) page.Screen {
		u.cam = cameraui.New(cameraui.Config{
			Window: w, Source: src, Aim: func() (page.Aim, bool) { return u.aim, u.asks }, Gone: func() { u.gone++ },
			Take: func(r scanner.Reading) { u.Scan(r.Code(scanner.SourceCamera, scanner.Options{})) }, Log: slog.New(slog.DiscardHandler),
		})
		u.body.Add(u.cam.Content())
		return u
	})
	return u, f
}

// until waits for the background.
func until(t *testing.T, f *pagetest.Fake, src *cameratest.Source, open int) {
	t.Helper()
	f.Until(func() bool { n, _ := src.Counts(); return n == open })
}

func picture() image.Image { return image.NewGray(image.Rect(0, 0, 64, 48)) }

// TestACodeGoesToTheScreen: the camera hands it down and steps aside, comes
// back after the answer, says that the same code does not count, and lets staff
// say that it does.
func TestACodeGoesToTheScreen(t *testing.T) {
	src := &cameratest.Source{Picture: picture()}
	u, f := over(t, src)
	f.UntilSeen("枠の中へ")
	if !f.Sees("シャツ") || u.cam.Behind() {
		t.Fatalf("the camera shows %s", f.Read())
	}
	src.See(jan, scanner.SymEAN13, pagetest.At, false)
	f.Until(func() bool { return len(u.scans) > 0 })
	if !u.cam.Behind() {
		t.Error("the camera stands before the answer")
	}
	f.Clock.Advance(1300 * time.Millisecond)
	f.Pump.Run()
	if u.cam.Behind() {
		t.Error("the camera does not come back")
	}
	src.See(jan, scanner.SymEAN13, pagetest.At, true)
	f.UntilSeen("数えていません")
	if len(u.scans) != 1 {
		t.Errorf("the same code counted: %q", u.scans)
	}
	f.Tap("もう1点")
	if src.AskedAgain() != 1 || f.Sees("数えていません") {
		t.Error("another of the same is not taken")
	}
	src.See(jan, scanner.SymEAN13, pagetest.At, true)
	f.UntilSeen("数えていません")
	f.Clock.Advance(1700 * time.Millisecond)
	f.Pump.Run()
	if f.Sees("数えていません") {
		t.Error("the repeat is said although nothing is in view")
	}
}

// TestNothingIsTakenWhileTheScreenAnswers: a wrong item must be acknowledged
// first, and the camera waits behind it.
func TestNothingIsTakenWhileTheScreenAnswers(t *testing.T) {
	src := &cameratest.Source{Picture: picture()}
	u, f := over(t, src)
	f.UntilSeen("枠の中へ")
	u.asks = false
	src.See(jan, scanner.SymEAN13, pagetest.At, false)
	f.Pump.Next(t)
	f.Clock.Advance(200 * time.Millisecond)
	f.Pump.Run()
	if len(u.scans) > 0 || !u.cam.Behind() {
		t.Errorf("scans %q, behind %v", u.scans, u.cam.Behind())
	}
	u.asks, u.aim.Look, u.aim.Title = true, page.LookLabels, "袋1をスキャン"
	f.Clock.Advance(200 * time.Millisecond)
	f.Pump.Run()
	if u.cam.Behind() || !f.Sees("袋1をスキャン") || src.Looks() != camera.Labels {
		t.Errorf("behind %v, looks for %v, says %s", u.cam.Behind(), src.Looks(), f.Read())
	}
	u.asks = false
	f.Clock.Advance(200 * time.Millisecond)
	f.Pump.Run()
	f.Clock.Advance(11 * time.Second)
	f.Pump.Run()
	if u.gone == 0 {
		t.Error("a screen that asks for nothing keeps the camera")
	}
}

// TestOneCodeIsAll: at the counter the answer stays in view.
func TestOneCodeIsAll(t *testing.T) {
	src := &cameratest.Source{Picture: picture()}
	u, f := over(t, src)
	u.aim.Once = true
	f.UntilSeen("枠の中へ")
	src.See(jan, scanner.SymEAN13, pagetest.At, false)
	f.Until(func() bool { return u.gone == 1 })
	if len(u.scans) != 1 {
		t.Errorf("scans %q", u.scans)
	}
}

// TestWhatIsWrongWithTheCamera is said in words, with the way round it and a
// way to try again.
func TestWhatIsWrongWithTheCamera(t *testing.T) {
	src := &cameratest.Source{Picture: picture()}
	src.Fail(&scanner.FeedError{Source: scanner.SourceCamera, Reason: scanner.ReasonPermission, Err: context.DeadlineExceeded})
	u, f := over(t, src)
	f.UntilSeen("カメラを使う許可がありません")
	if f.Sees("deadline") || !f.Sees("番号を入力") {
		t.Errorf("it says %s", f.Read())
	}
	f.Tap("番号を入力")
	if u.gone != 1 || u.hand != 1 {
		t.Errorf("gone %d, by hand %d", u.gone, u.hand)
	}
	src.Fail(nil)
	f.Tap("もう一度")
	f.UntilSeen("枠の中へ")
	src.Lose(&scanner.FeedError{Source: scanner.SourceCamera, Reason: scanner.ReasonGone})
	f.UntilSeen("カメラが外れました")
	until(t, f, src, 0)
}

// TestTheDeviceIsLetGo: when the window is left, when the camera is closed, and
// when it is closed before it was open.
func TestTheDeviceIsLetGo(t *testing.T) {
	src := &cameratest.Source{Picture: picture()}
	u, f := over(t, src)
	f.UntilSeen("枠の中へ")
	u.cam.Suspend()
	f.UntilSeen("カメラを止めています")
	until(t, f, src, 0)
	u.cam.Resume()
	f.UntilSeen("枠の中へ")
	if n, all := src.Counts(); n != 1 || all != 2 {
		t.Errorf("%d open of %d", n, all)
	}
	u.cam.Close()
	src.Await(0, 2)

	slow := &late{Source: &cameratest.Source{Picture: picture()}, begun: make(chan struct{}), start: make(chan struct{})}
	c := cameraui.New(cameraui.Config{Window: f, Source: slow, Aim: func() (page.Aim, bool) { return u.aim, true }, Log: slog.New(slog.DiscardHandler)})
	<-slow.begun
	c.Close()
	close(slow.start)
	slow.Await(0, 1)
}

// late is a camera that opens when the test says so.
type late struct {
	*cameratest.Source
	begun, start chan struct{}
}

func (l *late) Open(_ context.Context, o camera.Options) (cameraui.Eye, error) {
	close(l.begun)
	<-l.start
	return l.Source.Open(context.Background(), o)
}

// TestTorchAndZoom are there where the device has them.
func TestTorchAndZoom(t *testing.T) {
	src := &cameratest.Source{Picture: picture(), Has: map[camera.Control]camera.Range{camera.Torch: {Max: 1}, camera.Zoom: {Min: 100, Max: 500}}}
	_, f := over(t, src)
	f.UntilSeen("ズーム1")
	f.Tap("ライト")
	f.Tap("ズーム1")
	f.Until(func() bool { told := src.Told(); return told[camera.Torch] == 1 && told[camera.Zoom] == 200 })
	if !f.Sees("ズーム2") {
		t.Errorf("it says %s", f.Read())
	}
}

// TestAPictureIsShown, and showing it again makes nothing anew.
func TestAPictureIsShown(t *testing.T) {
	src := &cameratest.Source{Picture: picture()}
	_, f := over(t, src)
	f.UntilSeen("枠の中へ")
	f.Golden("camera-handheld")
}
