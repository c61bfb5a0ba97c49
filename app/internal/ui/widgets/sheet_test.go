package widgets

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"miseban/app/internal/ui/theme"
)

// looks are the themes every widget is drawn in.
var looks = []struct {
	name string
	opt  theme.Options
}{
	{"light", theme.Options{Mode: theme.Light, ReduceMotion: true}},
	{"dark", theme.Options{Mode: theme.Dark, ReduceMotion: true}},
	{"contrast", theme.Options{Mode: theme.Contrast, ReduceMotion: true}},
	{"large", theme.Options{Mode: theme.Light, Scale: 1.6, ReduceMotion: true}},
}

// use sets a theme for the test.
func use(t testing.TB, opt theme.Options) {
	t.Helper()
	th, err := theme.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	fyne.CurrentApp().Settings().SetTheme(th)
}

// onScreen puts an object on a bare window of w × h dp.
func onScreen(t testing.TB, o fyne.CanvasObject, w, h float32) fyne.Window {
	t.Helper()
	win := test.NewWindow(Page(nil, o, nil))
	t.Cleanup(win.Close)
	win.SetPadded(false)
	win.Resize(fyne.NewSize(w, h))
	return win
}

// TestSheets draws every widget. To look at them in every look, name a folder in
// MISEBAN_GALLERY_OUT.
func TestSheets(t *testing.T) {
	dir, looks := os.Getenv("MISEBAN_GALLERY_OUT"), looks
	if dir == "" {
		dir, looks = t.TempDir(), looks[:1]
	}
	for _, s := range sheets {
		for _, look := range looks {
			test.NewTempApp(t)
			use(t, look.opt)
			win := onScreen(t, s.build(), s.w, s.h)
			win.Canvas().(test.WindowlessCanvas).SetScale(s.scale)
			win.Resize(fyne.NewSize(s.w, s.h))
			save(t, filepath.Join(dir, "widget-"+s.name+"-"+look.name+".png"), win.Canvas().Capture())
		}
	}
}

func save(t *testing.T, path string, img image.Image) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}

// sheet is one page of widgets.
type sheet struct {
	name        string
	w, h, scale float32
	build       func() fyne.CanvasObject
}
