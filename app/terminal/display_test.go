package terminal

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/test"

	"miseban/app/retail"
)

// handled is a window whose driver tells its native handle.
type handled struct {
	fyne.Window
	context any
	shown   bool
}

func (h *handled) Show()                   { h.shown = true }
func (h *handled) RunNative(f func(c any)) { f(h.context) }

// broken is an app whose display cannot be reached.
type broken struct{ fyne.App }

func (broken) NewWindow(string) fyne.Window { panic("NotInitialized") }

func TestShow(t *testing.T) {
	for name, c := range map[string]struct {
		context any
		ok      bool
	}{
		"X with GLX":              {driver.X11WindowContext{WindowHandle: 7}, true},
		"X without GLX":           {driver.X11WindowContext{}, false},
		"Windows":                 {driver.WindowsWindowContext{HWND: 7}, true},
		"Windows without driver":  {driver.WindowsWindowContext{}, false},
		"a driver that tells nil": {driver.UnknownContext{}, true},
	} {
		w := &handled{context: c.context}
		err := show(w)
		if (err == nil) != c.ok || !w.shown {
			t.Errorf("%s: shown %v, %v", name, w.shown, err)
		}
		if err != nil && (retail.CodeOf(err) != retail.CodeRefused || !strings.Contains(Plain(err), "OpenGL が使えません")) {
			t.Errorf("%s: %q", name, Plain(err))
		}
	}
}

func TestNewWindow(t *testing.T) {
	app := test.NewTempApp(t)
	if w, err := newWindow(app); err != nil || w == nil {
		t.Fatal(w, err)
	}
	w, err := newWindow(broken{app})
	if w != nil || retail.CodeOf(err) != retail.CodeRefused {
		t.Fatal(w, err)
	}
	for _, part := range []string{"画面に届きません", "The display cannot be reached", "(NotInitialized)"} {
		if !strings.Contains(Plain(err), part) {
			t.Errorf("%q does not say %q", Plain(err), part)
		}
	}
}

func TestCheckDisplay(t *testing.T) {
	env := func(kv map[string]string) func(string) string { return func(k string) string { return kv[k] } }
	if err := CheckDisplay(env(nil)); err == nil || !strings.Contains(Plain(err), "DISPLAY") {
		t.Error(err)
	}
	for _, k := range []string{"DISPLAY", "WAYLAND_DISPLAY"} {
		if err := CheckDisplay(env(map[string]string{k: ":0"})); err != nil {
			t.Error(k, err)
		}
	}
}
