// Package pagetest is a window for tests of screens: it records what a screen
// asks for, shows the screen on a test canvas of its shape, and lets the test
// own the UI goroutine and the time.
package pagetest

import (
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/load/loadtest"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/art"
	"miseban/assets/words"
)

// At is when every Fake starts: the moment of the design's pictures.
var At = time.Date(2026, 11, 21, 10, 45, 0, 0, retail.Japan)

// Fake is a page.Window that remembers. Its fields may be read and reset by
// the test.
type Fake struct {
	Went     []page.Route // Go
	Replaced []page.Route
	Backs    int
	Homes    int
	Locks    int
	Switches int
	Played   []assets.Sound
	Failed   []error
	Cameras  int  // how often the camera was opened
	Eye      bool // there is one
	WhoIs    page.Who
	Light    widgets.SyncData

	Pump   *loadtest.Pump
	Clock  *loadtest.Clock
	Screen page.Screen
	Window fyne.Window

	t      testing.TB
	env    load.Env
	shape  page.Shape
	cat    words.Catalog
	thumbs *widgets.Thumbs
}

var _ page.Window = (*Fake)(nil)

// New makes a window at the moment At with the theme put on.
func New(t testing.TB, shape page.Shape, lang words.Lang, mode theme.Mode) *Fake {
	return NewScaled(t, shape, lang, mode, 1)
}

// NewScaled is New with a text scale of 1.0 to 1.6.
func NewScaled(t testing.TB, shape page.Shape, lang words.Lang, mode theme.Mode, scale float32) *Fake {
	t.Helper()
	test.NewTempApp(t)
	th, err := theme.New(theme.Options{Mode: mode, Scale: scale, ReduceMotion: true})
	if err != nil {
		t.Fatal(err)
	}
	fyne.CurrentApp().Settings().SetTheme(th)
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	f := &Fake{t: t, shape: shape, cat: all.In(lang)}
	f.env, f.Pump, f.Clock = loadtest.Env(At)
	f.WhoIs = page.Who{Shop: "渋谷店", Staff: "佐藤", Terminal: "カウンター1", Role: retail.RoleStaff}
	if lang == words.En {
		f.WhoIs = page.Who{Shop: "Shibuya", Staff: "Sato", Terminal: "Counter 1", Role: retail.RoleStaff}
	}
	f.Light = widgets.SyncText(f.cat, widgets.SyncConnected, 0, 0, 0)
	life := load.Open(context.Background(), f.env)
	t.Cleanup(life.Close)
	f.thumbs = widgets.NewThumbs(life, 400, func(_ context.Context, key string, px int) (image.Image, error) {
		kind, hex, err := art.ParseRef(key)
		if err != nil {
			return nil, err
		}
		return art.Draw(kind, hex, px), nil
	})
	return f
}

// Size is the shape's size in dp.
func (f *Fake) Size() fyne.Size {
	if f.shape == page.Handheld {
		return fyne.NewSize(360, 640)
	}
	return fyne.NewSize(1280, 800)
}

// Show builds the screen and puts it on the canvas; the test's end closes it.
func (f *Fake) Show(build func(w page.Window) page.Screen) page.Screen {
	f.t.Helper()
	f.Screen = build(f)
	f.Window = test.NewWindow(container.NewStack(f.Screen.Content()))
	f.Window.SetPadded(false)
	f.Window.Resize(f.Size())
	f.t.Cleanup(func() {
		f.Screen.Close()
		f.Window.Close()
	})
	return f.Screen
}

// Until runs what comes to the screen until done tells true; after 10 s
// without anything coming the test fails.
func (f *Fake) Until(done func() bool) {
	f.t.Helper()
	for !done() {
		f.Pump.Next(f.t)
	}
}

// UntilSeen runs what comes to the screen until the text can be read.
func (f *Fake) UntilSeen(text string) {
	f.t.Helper()
	f.Until(func() bool { return f.Sees(text) })
}

// Settle runs what comes to the screen until nothing has come for a moment.
// It is for pictures; what a test states needs Until.
func (f *Fake) Settle() {
	for quiet := 0; quiet < 4; quiet++ {
		time.Sleep(40 * time.Millisecond)
		if f.Pump.Run() > 0 {
			quiet = 0
		}
	}
}

// Sees tells whether the text can be read somewhere on the canvas. Lines that
// were broken are joined, and blanks are not told apart.
func (f *Fake) Sees(text string) bool { return strings.Contains(f.Read(), squeeze(text)) }

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' || r == '\u3000' {
			return -1
		}
		return r
	}, s)
}

// Read is every visible text of the canvas in painting order, without blanks.
func (f *Fake) Read() string {
	var b strings.Builder
	read(f.Window.Content(), &b)
	return b.String()
}

func read(o fyne.CanvasObject, b *strings.Builder) {
	if !o.Visible() {
		return
	}
	if t, ok := o.(*canvas.Text); ok {
		b.WriteString(squeeze(t.Text))
	}
	for _, c := range children(o) {
		read(c, b)
	}
}

func children(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case fyne.Widget:
		return test.WidgetRenderer(o).Objects()
	}
	return nil
}

// Tap taps the smallest thing that says the text, as a finger would; the test
// fails when nothing does.
func (f *Fake) Tap(text string) {
	f.t.Helper()
	if o := find(f.Window.Content(), squeeze(text)); o != nil {
		o.Tapped(&fyne.PointEvent{})
		return
	}
	f.t.Fatalf("nothing to tap says %q; the screen says %s", text, f.Read())
}

// find returns the innermost tappable thing whose words hold the text; of
// several the last one, which is on top.
func find(o fyne.CanvasObject, text string) fyne.Tappable {
	if !o.Visible() {
		return nil
	}
	kids := children(o)
	for i := len(kids) - 1; i >= 0; i-- {
		if t := find(kids[i], text); t != nil {
			return t
		}
	}
	t, ok := o.(fyne.Tappable)
	if !ok {
		return nil
	}
	var b strings.Builder
	read(o, &b)
	if !strings.Contains(b.String(), text) {
		return nil
	}
	return t
}

// Golden compares the canvas with testdata/name.xml. What differs is written to
// testdata/failed; MISEBAN_GOLDEN=write accepts what is drawn now.
func (f *Fake) Golden(name string) {
	f.t.Helper()
	f.Settle()
	got := test.RenderToMarkup(f.Window.Canvas())
	path := filepath.Join("testdata", name+".xml")
	if os.Getenv("MISEBAN_GOLDEN") == "write" {
		f.write(path, got)
		return
	}
	want, err := os.ReadFile(path)
	if err == nil && string(want) == got {
		return
	}
	failed := filepath.Join("testdata", "failed", name+".xml")
	f.write(failed, got)
	f.t.Errorf("%s is drawn otherwise (%v): see %s; MISEBAN_GOLDEN=write accepts it", path, err, failed)
}

func (f *Fake) write(path, text string) {
	f.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		f.t.Fatal(err)
	}
}

// Capture writes the canvas at twice its size to the folder.
func (f *Fake) Capture(dir, name string) {
	f.t.Helper()
	f.Settle()
	if c, ok := f.Window.Canvas().(test.WindowlessCanvas); ok {
		scale := float32(2)
		if f.shape != page.Handheld {
			scale = 1
		}
		c.SetScale(scale)
		f.Window.Resize(f.Size())
		f.Settle()
	}
	out, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		f.t.Fatal(err)
	}
	defer out.Close()
	if err := png.Encode(out, f.Window.Canvas().Capture()); err != nil {
		f.t.Fatal(err)
	}
}

// Go records a route.
func (f *Fake) Go(r page.Route) { f.Went = append(f.Went, r) }

// Replace records a route.
func (f *Fake) Replace(r page.Route) { f.Replaced = append(f.Replaced, r) }

// Back counts.
func (f *Fake) Back() { f.Backs++ }

// Home counts.
func (f *Fake) Home() { f.Homes++ }

// Lock counts.
func (f *Fake) Lock() { f.Locks++ }

// SwitchWords counts.
func (f *Fake) SwitchWords() { f.Switches++ }

// Words is the catalogue asked for.
func (f *Fake) Words() words.Catalog { return f.cat }

// Shape is the shape asked for.
func (f *Fake) Shape() page.Shape { return f.shape }

// Env is the test's dispatcher, timer and clock.
func (f *Fake) Env() load.Env { return f.env }

// Thumbs draws the pictures of goods.
func (f *Fake) Thumbs() *widgets.Thumbs { return f.thumbs }

// Play records a sound.
func (f *Fake) Play(s assets.Sound) { f.Played = append(f.Played, s) }

// Camera counts, where there is one.
func (f *Fake) Camera() bool {
	if f.Eye {
		f.Cameras++
	}
	return f.Eye
}

// HasCamera is Eye.
func (f *Fake) HasCamera() bool { return f.Eye }

// Sync is Light.
func (f *Fake) Sync() widgets.SyncData { return f.Light }

// Who is WhoIs.
func (f *Fake) Who() page.Who { return f.WhoIs }

// Fail records an error.
func (f *Fake) Fail(err error) { f.Failed = append(f.Failed, err) }
