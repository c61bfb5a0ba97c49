package shell_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"miseban/app/internal/asked"
	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/load/loadtest"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/shell"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// screen is a screen that remembers what it was told.
type screen struct {
	route  page.Route
	scans  []string
	closed bool
	synced int // how often the light was shown anew
}

func (s *screen) Content() fyne.CanvasObject { return canvas.NewRectangle(theme.C(theme.Bg)) }
func (s *screen) Scan(c scanner.Code)        { s.scans = append(s.scans, c.Text) }
func (s *screen) Changed([]retail.OrderID)   {}
func (s *screen) Synced()                    { s.synced++ }
func (s *screen) Close()                     { s.closed = true }

// desk is a session that the test signs in and out.
type desk struct {
	in     bool
	idle   bool
	auto   bool
	unable error
}

func (d *desk) Actor() (retail.Actor, bool) { return retail.Actor{}, d.in }
func (d *desk) Touch()                      {}
func (d *desk) Idle() bool                  { return d.in && d.idle }
func (d *desk) Lock(_ context.Context, auto bool) error {
	if d.unable != nil {
		return d.unable
	}
	d.in, d.auto = false, auto
	return nil
}

// keeper keeps settings in memory.
type keeper map[string]string

func (k keeper) String(key string) string    { return k[key] }
func (k keeper) SetString(key, value string) { k[key] = value }

type rig struct {
	t       *testing.T
	shell   *shell.Shell
	win     fyne.Window
	pump    *loadtest.Pump
	clock   *loadtest.Clock
	hub     *putRight // the same as the hub tells it
	desk    *desk
	keep    keeper
	set     *shell.Settings
	screens []*screen
	sounds  []assets.Sound
	waiting int
	alarm   pickup.Alarm
	asks    asked.Board
	light   widgets.SyncData
	cameras lens
	here    []pickup.Caller
	take    func(context.Context, retail.OrderID) error
	build   func(page.Window) page.Screen // in place of the screen that remembers; nil for that one
}

func newRig(t *testing.T) *rig {
	t.Helper()
	test.NewTempApp(t)
	env, pump, clock := loadtest.Env(time.Date(2026, 11, 21, 10, 0, 0, 0, retail.Japan))
	book, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, pump: pump, clock: clock, desk: &desk{in: true}, keep: keeper{}, win: test.NewTempWindow(t, nil)}
	r.hub = &putRight{own: clock}
	env.Clock = r.hub
	r.set = shell.NewSettings(r.keep, page.Handheld, 0, 0)
	r.shell = shell.New(context.Background(), shell.Config{
		Window: r.win, Words: book, Env: env, Steady: clock, Session: r.desk, Settings: r.set,
		Pictures: func(context.Context, string, int) (image.Image, error) {
			return image.NewRGBA(image.Rect(0, 0, 1, 1)), nil
		},
		Play:     func(s assets.Sound) { r.sounds = append(r.sounds, s) },
		Sync:     func(words.Catalog) widgets.SyncData { return r.light },
		Who:      func(words.Catalog) page.Who { return page.Who{} },
		Waiting:  func() int { return r.waiting },
		Alarm:    func() pickup.Alarm { return r.alarm },
		Asks:     func() asked.Board { return r.asks },
		Enrolled: func() bool { return true },
		Callers:  func() []pickup.Caller { return r.here },
		TakeCall: func(ctx context.Context, id retail.OrderID) error { return r.take(ctx, id) },
		Cameras:  &r.cameras,
		Build: func(w page.Window, route page.Route) page.Screen {
			if r.build != nil {
				return r.build(w)
			}
			s := &screen{route: route}
			r.screens = append(r.screens, s)
			return s
		},
		Log: slog.New(slog.DiscardHandler),
	})
	t.Cleanup(r.shell.Close)
	return r
}

// putRight is a clock that is put right now and then.
type putRight struct {
	own retail.Clock
	off time.Duration
}

func (p *putRight) Now() time.Time { return p.own.Now().Add(p.off) }

// top is the screen built last that is still open.
func (r *rig) top() *screen {
	r.t.Helper()
	for _, s := range slices.Backward(r.screens) {
		if !s.closed {
			return s
		}
	}
	r.t.Fatal("no screen is open")
	return nil
}

// wedge types a code as a scanner does: 13 digits and Enter in 40 ms.
func (r *rig) wedge(code string) {
	for _, c := range code {
		r.win.Canvas().OnTypedRune()(c)
		r.clock.Advance(3 * time.Millisecond)
	}
	r.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyReturn})
	r.pump.Run()
}

// The hub's clock is put right whenever it answers, also between two keys.
func TestTheHubsClockCutsNoScan(t *testing.T) {
	for _, by := range []time.Duration{5 * time.Second, -5 * time.Second, time.Hour} {
		r := newRig(t)
		top := r.top()
		for i, c := range "4901234567894" {
			if i == 6 {
				r.hub.off += by
			}
			r.win.Canvas().OnTypedRune()(c)
			r.clock.Advance(3 * time.Millisecond)
		}
		r.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyReturn})
		r.pump.Run()
		if !slices.Equal(top.scans, []string{"4901234567894"}) {
			t.Errorf("put right by %v: got %q", by, top.scans)
		}
	}
}

func TestScansGoToTheScreenOnTop(t *testing.T) {
	r := newRig(t)
	below := r.top()
	r.shell.Go(page.Pick{Order: "o"})
	top := r.top()
	r.wedge("4901234567894")
	if !slices.Equal(top.scans, []string{"4901234567894"}) || len(below.scans) > 0 {
		t.Errorf("top got %v, the one below %v", top.scans, below.scans)
	}
	r.clock.Advance(time.Second)
	for _, c := range "4901234" { // a person types: not a scan
		r.win.Canvas().OnTypedRune()(c)
		r.clock.Advance(200 * time.Millisecond)
		r.pump.Run()
	}
	if len(top.scans) != 1 {
		t.Errorf("slow typing was taken for a scan: %v", top.scans)
	}
}

// The rows of a book are one scan, whichever comes first; one row alone waits no
// longer than a blink.
func TestTheRowsOfABookAreOneScan(t *testing.T) {
	r := newRig(t)
	for _, rows := range [][]string{{"9784872348880", "1920081045006"}, {"1920081045006", "9784872348880"}, {"9784872348880"}} {
		r.top().scans = nil
		for _, row := range rows {
			r.wedge(row)
			r.clock.Advance(5 * time.Millisecond)
		}
		for range 4 {
			r.clock.Advance(30 * time.Millisecond)
			r.pump.Run()
		}
		if got := r.top().scans; !slices.Equal(got, []string{"9784872348880"}) {
			t.Errorf("%v: the screen got %v", rows, got)
		}
		r.clock.Advance(5 * time.Second)
		r.pump.Run()
	}
}

func TestPastingACodeIsScanningIt(t *testing.T) {
	r := newRig(t)
	clip := test.NewClipboard()
	clip.SetContent("4901234567894\n")
	canvas, ok := r.win.Canvas().(fyne.Shortcutable)
	if !ok {
		t.Fatal("the canvas takes no shortcuts")
	}
	canvas.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip})
	if got := r.top().scans; !slices.Equal(got, []string{"4901234567894"}) {
		t.Errorf("pasted, the screen got %v", got)
	}
}

func TestBackBuildsTheScreenBelowAnew(t *testing.T) {
	r := newRig(t)
	first := r.top()
	r.shell.Go(page.Stage{Order: "o"})
	r.shell.Back()
	if !first.closed || r.top().route != (page.Queue{}) {
		t.Errorf("after back: first closed %v, top %v", first.closed, r.top().route)
	}
	r.shell.Back()
	if r.top().route != (page.Queue{}) {
		t.Error("the first screen was left")
	}
}

func TestWorkGoesOnAfterTheLock(t *testing.T) {
	r := newRig(t)
	r.shell.Go(page.Pick{Order: "o"})
	r.desk.idle = true
	r.clock.Advance(time.Second)
	r.pump.Run()
	if r.top().route != (page.SignIn{}) || !r.desk.auto {
		t.Fatalf("an unattended terminal shows %v", r.top().route)
	}
	r.desk.in, r.desk.idle = true, false
	r.shell.Enter()
	if r.top().route != (page.Pick{Order: "o"}) {
		t.Errorf("the next person finds %v, want the pick in hand", r.top().route)
	}
	r.shell.Back()
	if r.top().route != (page.Queue{}) {
		t.Errorf("below it lies %v", r.top().route)
	}
}

func TestALockThatFailsIsSaidAndChangesNothing(t *testing.T) {
	r := newRig(t)
	r.desk.unable = retail.E(retail.CodeDiskFull, "test", "", errors.New("full"))
	r.shell.Lock()
	if r.top().route != (page.Queue{}) || !slices.Contains(r.sounds, assets.SoundWrong) {
		t.Errorf("top %v, sounds %v", r.top().route, r.sounds)
	}
}

func TestSwitchingWordsRebuildsWhatIsOpen(t *testing.T) {
	r := newRig(t)
	r.shell.Go(page.Records{})
	if r.shell.Words().Lang() != words.Ja {
		t.Fatal("the first language is not Japanese")
	}
	r.shell.SwitchWords()
	if r.shell.Words().Lang() != words.En || r.keep["lang"] != "en" || r.top().route != (page.Records{}) {
		t.Errorf("lang %v, kept %q, top %v", r.shell.Words().Lang(), r.keep["lang"], r.top().route)
	}
}

func TestAnOrderIsHeardUntilBegun(t *testing.T) {
	r := newRig(t)
	r.alarm = pickup.Alarm{Level: retail.AlertStaff, Orders: 1, Every: 3 * time.Minute, First: pickup.Row{ID: "o-1", Number: "4821", PickBy: r.clock.Now()}}
	pass := func(d time.Duration) {
		for ; d > 0; d -= 20 * time.Second {
			r.clock.Advance(20 * time.Second)
			r.pump.Run()
		}
	}
	pass(9 * time.Minute)
	if got := len(r.sounds); got != 3 {
		t.Errorf("heard %d times in nine minutes, want 3", got)
	}
	r.set.SetSound(assets.SoundNewOrder, false)
	pass(3 * time.Minute)
	r.set.SetSound(assets.SoundNewOrder, true)
	r.alarm = pickup.Alarm{}
	pass(6 * time.Minute)
	if got := len(r.sounds); got != 3 {
		t.Errorf("heard %d times although switched off or begun", got)
	}
}

func TestSettingsAreKept(t *testing.T) {
	k := keeper{}
	s := shell.NewSettings(k, page.Counter, words.En, 0)
	s.SetMode(theme.Dark)
	s.SetScale(1.4)
	s.SetStill(true)
	s.SetSound(assets.SoundWrong, false)
	again := shell.NewSettings(k, page.Counter, 0, 0)
	got := fmt.Sprint(again.Lang(), again.Mode() == theme.Dark, again.Scale(), again.Still(), again.Sound(assets.SoundWrong), again.Sound(assets.SoundRight))
	if got != "en true 1.4 true false true" {
		t.Errorf("kept %s", got)
	}
	if flag := shell.NewSettings(k, page.Counter, 0, 1.2); flag.Scale() != 1.2 {
		t.Errorf("the flag -scale was not taken: %v", flag.Scale())
	}
}
