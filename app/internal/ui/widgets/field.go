package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"miseban/scanner"
)

// Keys hears every key and character before a focused widget uses it, so that a
// scan reaches the screen whatever has the focus; the shell's keyboard is one.
type Keys interface {
	// Down and Up take a key.
	Down(name fyne.KeyName)
	Up(name fyne.KeyName)
	// Rune takes a character that f is about to receive.
	Rune(r rune, f scanner.Field)
	// Typed takes a key that acts (Enter, Tab, Backspace) and reports that it was
	// the scanner's or the input method's: the widget then does nothing.
	Typed(name fyne.KeyName) bool
	// Shortcut takes a key with Ctrl, and reports the same.
	Shortcut(s fyne.Shortcut) bool
}

// keys are those of the program's window; without any, a field is a plain one.
var keys Keys = noKeys{}

// UseKeys names who hears the keys. Call it on the UI goroutine.
func UseKeys(k Keys) { keys = k }

type noKeys struct{}

func (noKeys) Down(fyne.KeyName)           {}
func (noKeys) Up(fyne.KeyName)             {}
func (noKeys) Rune(rune, scanner.Field)    {}
func (noKeys) Typed(fyne.KeyName) bool     { return false }
func (noKeys) Shortcut(fyne.Shortcut) bool { return false }

// Field is a line to type into, the only widget of ours that takes the focus. A
// scan that runs through it is taken out again: text, cursor and selection are
// what they were, and the screen gets the scan. Its Enter submits nothing and
// its Tab moves nowhere.
type Field struct {
	widget.Entry
	onEnter func(string)
}

var (
	_ scanner.Field   = (*Field)(nil)
	_ fyne.Tabbable   = (*Field)(nil)
	_ desktop.Keyable = (*Field)(nil)
)

// NewField makes a field; hint stands in it while it is empty. onEnter gets the
// text when a person presses Enter; it may be nil.
func NewField(hint string, onEnter func(string)) *Field {
	f := &Field{onEnter: onEnter}
	f.PlaceHolder = hint
	f.Scroll = fyne.ScrollHorizontalOnly
	f.ExtendBaseWidget(f)
	return f
}

// MinSize is a target for a finger.
func (f *Field) MinSize() fyne.Size {
	s := f.Entry.MinSize()
	return fyne.NewSize(max(s.Width, 96), max(s.Height, 56))
}

// AcceptsTab is true: Fyne would take the Tab of a scan for itself.
func (f *Field) AcceptsTab() bool { return true }

// KeyDown hears a key.
func (f *Field) KeyDown(e *fyne.KeyEvent) {
	keys.Down(e.Name)
	f.Entry.KeyDown(e)
}

// KeyUp hears the end of a key.
func (f *Field) KeyUp(e *fyne.KeyEvent) {
	keys.Up(e.Name)
	f.Entry.KeyUp(e)
}

// TypedRune types a character.
func (f *Field) TypedRune(r rune) {
	keys.Rune(r, f)
	f.Entry.TypedRune(r)
}

// TypedKey acts on a key of a person.
func (f *Field) TypedKey(e *fyne.KeyEvent) {
	if keys.Typed(e.Name) {
		return
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if f.onEnter != nil {
			f.onEnter(f.Text)
		}
	case fyne.KeyTab:
		if c := fyne.CurrentApp().Driver().CanvasForObject(f); c != nil {
			c.FocusNext()
		}
	default:
		f.Entry.TypedKey(e)
	}
}

// TypedShortcut acts on a key with Ctrl.
func (f *Field) TypedShortcut(s fyne.Shortcut) {
	if !keys.Shortcut(s) {
		f.Entry.TypedShortcut(s)
	}
}

// Snapshot returns what puts text, cursor and selection back.
func (f *Field) Snapshot() (restore func()) {
	text, column, chosen := f.Text, f.CursorColumn, []rune(f.SelectedText())
	return func() {
		f.SetText(text)
		f.choose(column, chosen)
	}
}

// choose puts the cursor where it was, at either end of what was selected.
func (f *Field) choose(column int, chosen []rune) {
	all, n := []rune(f.Text), len(chosen)
	from := column
	switch {
	case n == 0:
	case column >= n && string(all[column-n:column]) == string(chosen):
		from = column - n
	case column+n <= len(all) && string(all[column:column+n]) == string(chosen):
		from = column + n
	}
	f.CursorColumn = from
	f.Refresh()
	if from == column {
		return
	}
	step := fyne.KeyRight
	if from > column {
		step = fyne.KeyLeft
	}
	shift := &fyne.KeyEvent{Name: desktop.KeyShiftLeft}
	f.Entry.KeyDown(shift)
	for range n {
		f.Entry.TypedKey(&fyne.KeyEvent{Name: step})
	}
	f.Entry.KeyUp(shift)
}
