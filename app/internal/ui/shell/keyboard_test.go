package shell_test

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"miseban/app/internal/ui/widgets"
)

// focused puts a field into the window and gives it the focus; entered is what a
// person's Enter handed over.
func (r *rig) focused() (f *widgets.Field, entered *[]string) {
	entered = &[]string{}
	f = widgets.NewField("", func(s string) { *entered = append(*entered, s) })
	other := widgets.NewField("", nil)
	r.win.SetContent(widgets.VBox(8, f, other))
	r.win.Canvas().Focus(f)
	return f, entered
}

// press is a key with its character, as the window's driver tells of it.
func (r *rig) press(f *widgets.Field, c rune) {
	name := fyne.KeyName(string(c))
	if c >= 'a' && c <= 'z' {
		name = fyne.KeyName(string(c - 'a' + 'A'))
	}
	f.KeyDown(&fyne.KeyEvent{Name: name})
	f.TypedRune(c)
	f.KeyUp(&fyne.KeyEvent{Name: name})
}

// type types a text, each key after a pause.
func (r *rig) typed(f *widgets.Field, text string, each time.Duration) {
	for _, c := range text {
		r.wait(each)
		r.press(f, c)
		r.pump.Run()
	}
}

// wait lets time go by while the window looks at the line.
func (r *rig) wait(d time.Duration) {
	for ; d > 30*time.Millisecond; d -= 30 * time.Millisecond {
		r.clock.Advance(30 * time.Millisecond)
		r.pump.Run()
	}
	r.clock.Advance(d)
	r.pump.Run()
}

func (r *rig) key(f *widgets.Field, name fyne.KeyName) {
	f.KeyDown(&fyne.KeyEvent{Name: name})
	f.TypedKey(&fyne.KeyEvent{Name: name})
	f.KeyUp(&fyne.KeyEvent{Name: name})
	r.pump.Run()
}

// A scan runs through a field that has the focus and leaves no trace: text,
// cursor and selection are as before, and its Enter, Tab or silence does nothing.
func TestAScanLeavesAFieldAsItWas(t *testing.T) {
	ends := map[string]func(r *rig, f *widgets.Field){
		"Enter":   func(r *rig, f *widgets.Field) { r.key(f, fyne.KeyReturn) },
		"Tab":     func(r *rig, f *widgets.Field) { r.key(f, fyne.KeyTab) },
		"silence": func(r *rig, _ *widgets.Field) { r.wait(240 * time.Millisecond) },
	}
	for name, end := range ends {
		for _, each := range []time.Duration{0, time.Millisecond, 20 * time.Millisecond} {
			t.Run(name+" "+each.String(), func(t *testing.T) {
				r := newRig(t)
				f, entered := r.focused()
				f.SetText("たなA-01")
				f.CursorColumn = 2
				shift := &fyne.KeyEvent{Name: desktop.KeyShiftLeft}
				f.KeyDown(shift)
				for range 2 {
					f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
				}
				f.KeyUp(shift)
				if f.SelectedText() != "A-" {
					t.Fatalf("selected %q", f.SelectedText())
				}
				for range 3 {
					r.typed(f, "4901234567894", each)
					r.clock.Advance(each)
					end(r, f)
				}
				if f.Text != "たなA-01" || f.CursorColumn != 4 || f.SelectedText() != "A-" {
					t.Errorf("the field holds %q, cursor at %d, selected %q", f.Text, f.CursorColumn, f.SelectedText())
				}
				if len(*entered) > 0 || r.win.Canvas().Focused() != f {
					t.Errorf("entered %q, focus on %v", *entered, r.win.Canvas().Focused())
				}
				if got := r.top().scans; !slices.Equal(got, []string{"4901234567894", "4901234567894", "4901234567894"}) {
					t.Errorf("the screen got %q", got)
				}
			})
		}
	}
}

// What a person types stays, is no scan, and is handed over by Enter, also right
// after a scan.
func TestAPersonTypesIntoAField(t *testing.T) {
	for _, each := range []time.Duration{90 * time.Millisecond, 200 * time.Millisecond} {
		r := newRig(t)
		f, entered := r.focused()
		r.typed(f, "4821", each)
		r.wait(150 * time.Millisecond)
		r.typed(f, "4901234567894", time.Millisecond)
		r.key(f, fyne.KeyReturn)
		r.typed(f, "ab", each)
		r.wait(each)
		r.key(f, fyne.KeyReturn)
		if !slices.Equal(*entered, []string{"4821ab"}) || len(r.top().scans) != 1 {
			t.Errorf("%v: entered %q, scans %q", each, *entered, r.top().scans)
		}
	}
	r := newRig(t)
	f, entered := r.focused()
	r.typed(f, "0312345678", 45*time.Millisecond)
	r.clock.Advance(30 * time.Millisecond)
	r.key(f, fyne.KeyReturn)
	if !slices.Equal(*entered, []string{"0312345678"}) || len(r.top().scans) > 0 {
		t.Errorf("a quick typist: entered %q, scans %q", *entered, r.top().scans)
	}
	r.key(f, fyne.KeyTab)
	if r.win.Canvas().Focused() == f {
		t.Error("a person's Tab moves on")
	}
}

// An input method that holds characters gets its Enter and its Backspace.
func TestAFieldLeavesTheInputMethodItsKeys(t *testing.T) {
	r := newRig(t)
	f, entered := r.focused()
	f.SetText("x")
	f.CursorColumn = 1
	for _, c := range "KANA" {
		r.wait(120 * time.Millisecond)
		f.KeyDown(&fyne.KeyEvent{Name: fyne.KeyName(string(c))})
		f.KeyUp(&fyne.KeyEvent{Name: fyne.KeyName(string(c))})
		r.pump.Run()
	}
	f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	r.key(f, fyne.KeyReturn)
	for _, c := range "かな文字" {
		f.TypedRune(c)
	}
	r.wait(150 * time.Millisecond)
	if f.Text != "xかな文字" || len(*entered) > 0 || len(r.top().scans) > 0 {
		t.Fatalf("the field holds %q, entered %q, scans %q", f.Text, *entered, r.top().scans)
	}
	r.key(f, fyne.KeyReturn)
	if !slices.Equal(*entered, []string{"xかな文字"}) {
		t.Errorf("entered %q", *entered)
	}
}

// GS arrives as Ctrl and the key of the bracket, with a field or without.
func TestTheSeparatorAsAShortcut(t *testing.T) {
	gs := &desktop.CustomShortcut{KeyName: fyne.KeyRightBracket, Modifier: fyne.KeyModifierControl}
	const want = "0104901234567894\x1d10AB"
	r := newRig(t)
	f, _ := r.focused()
	r.typed(f, "010490123456", time.Millisecond)
	r.typed(f, "7894", time.Millisecond)
	f.TypedShortcut(gs)
	r.typed(f, "10AB", time.Millisecond)
	r.key(f, fyne.KeyReturn)
	canvas, ok := r.win.Canvas().(fyne.Shortcutable)
	if !ok {
		t.Fatal("the canvas takes no shortcuts")
	}
	r.win.Canvas().Unfocus()
	for i, c := range "010490123456789410AB" {
		if i == 16 {
			canvas.TypedShortcut(gs)
		}
		r.win.Canvas().OnTypedRune()(c)
	}
	r.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := r.top().scans; !slices.Equal(got, []string{want, want}) || f.Text != "" {
		t.Errorf("the screen got %q, the field %q", got, f.Text)
	}
}

// With Shift a letter is a letter and any other key unknown; with Ctrl or Alt
// nothing is typed.
func TestAScanWithShift(t *testing.T) {
	r := newRig(t)
	f, _ := r.focused()
	shift := &fyne.KeyEvent{Name: desktop.KeyShiftLeft}
	for _, c := range `https://x.jp/?A=1&B="2"` {
		r.clock.Advance(2 * time.Millisecond)
		if c == '&' || c == '"' || c == '?' || c == ':' || c >= 'A' && c <= 'Z' {
			f.KeyDown(shift)
			name := map[rune]fyne.KeyName{'&': "7", '"': "'", '?': "/", ':': ";"}[c]
			if name == "" {
				name = fyne.KeyName(string(c))
			}
			f.KeyDown(&fyne.KeyEvent{Name: name})
			f.TypedRune(c)
			f.KeyUp(&fyne.KeyEvent{Name: name})
			f.KeyUp(shift)
			continue
		}
		r.press(f, c)
	}
	r.key(f, fyne.KeyReturn)
	if got := r.top().scans; !slices.Equal(got, []string{`https://x.jp/?A=1&B="2"`}) || f.Text != "" {
		t.Errorf("the screen got %q, the field %q", got, f.Text)
	}
}
