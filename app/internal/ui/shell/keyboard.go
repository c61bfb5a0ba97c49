package shell

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"miseban/app/internal/ui/widgets"
	"miseban/scanner"
)

// gs is the group separator of GS1 codes.
const gs = '\x1d'

// keyboard tells the Wedge what keys do, whether a field has the focus or
// nothing has.
type keyboard struct {
	wedge *scanner.Wedge
	now   func() time.Time
	held  map[fyne.KeyName]bool // of the keys that change others
}

var _ widgets.Keys = (*keyboard)(nil)

// modifiers are the keys that change others. Shift is told apart: with it a
// letter is still a letter.
var modifiers = map[fyne.KeyName]bool{
	desktop.KeyShiftLeft: true, desktop.KeyShiftRight: true,
	desktop.KeyControlLeft: false, desktop.KeyControlRight: false, desktop.KeyAltLeft: false, desktop.KeyAltRight: false,
	desktop.KeySuperLeft: false, desktop.KeySuperRight: false,
}

func newKeyboard(w *scanner.Wedge, now func() time.Time) *keyboard {
	return &keyboard{wedge: w, now: now, held: map[fyne.KeyName]bool{}}
}

// controls are the keys that stand, with Ctrl, for a control character: the
// separator of GS1, with the key that bears the bracket on another layout, and
// the ends of a line.
var controls = map[fyne.KeyName]rune{
	fyne.KeyRightBracket: gs, fyne.KeyLeftBracket: gs, fyne.KeyBackslash: gs,
	fyne.KeyM: '\r', fyne.KeyJ: '\n', fyne.KeyI: '\t',
}

// listen hears the keys while nothing has the focus. Where the driver tells of
// keys going down, it takes a Tab there: Fyne lets no Tab through without a
// focused widget.
func (k *keyboard) listen(c fyne.Canvas) {
	widgets.UseKeys(k)
	c.SetOnTypedRune(func(r rune) { k.Rune(r, nil) })
	c.SetOnTypedKey(func(e *fyne.KeyEvent) { k.Typed(e.Name) })
	if d, ok := c.(desktop.Canvas); ok {
		d.SetOnKeyDown(func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyTab {
				k.Typed(e.Name)
			}
			k.Down(e.Name)
		})
		d.SetOnKeyUp(func(e *fyne.KeyEvent) { k.Up(e.Name) })
	}
	for name := range controls {
		c.AddShortcut(&desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierControl}, func(s fyne.Shortcut) { k.Shortcut(s) })
	}
}

// Down takes a key.
func (k *keyboard) Down(name fyne.KeyName) {
	if _, is := modifiers[name]; is {
		k.held[name] = true
		return
	}
	if r, ok := k.key(name); ok {
		k.wedge.Press(r, k.now())
	}
}

// Up takes the end of a key.
func (k *keyboard) Up(name fyne.KeyName) {
	if _, is := modifiers[name]; is {
		delete(k.held, name)
		return
	}
	if r, ok := k.key(name); ok {
		k.wedge.Release(r)
	}
}

// key is the character of a key; ok is false for one that gives none.
func (k *keyboard) key(name fyne.KeyName) (r rune, ok bool) {
	shift := false
	for m := range k.held {
		if !modifiers[m] {
			return 0, false // a shortcut
		}
		shift = true
	}
	switch {
	case name == fyne.KeyUnknown:
		return scanner.AnyKey, true
	case name == fyne.KeySpace:
		return ' ', true
	case len(name) != 1:
		return 0, false
	case shift && (name[0] < 'A' || name[0] > 'Z'):
		return scanner.AnyKey, true
	}
	return rune(name[0]), true
}

// Rune takes a character.
func (k *keyboard) Rune(r rune, f scanner.Field) { k.wedge.Rune(r, k.now(), f) }

// Typed takes a key that acts.
func (k *keyboard) Typed(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyReturn, fyne.KeyEnter:
		return k.wedge.Enter(k.now())
	case fyne.KeyTab:
		return k.wedge.Tab(k.now())
	case fyne.KeyBackspace, fyne.KeyDelete:
		return k.wedge.Composing() // the input method's own, which Fyne is told of too
	}
	return false
}

// Shortcut takes a key with Ctrl.
func (k *keyboard) Shortcut(s fyne.Shortcut) bool {
	c, ok := s.(*desktop.CustomShortcut)
	if !ok || c.Modifier != fyne.KeyModifierControl {
		return false
	}
	r, ok := controls[c.KeyName]
	if !ok {
		return false
	}
	if r == gs {
		k.wedge.Press(gs, k.now())
		defer k.wedge.Release(gs)
	}
	k.wedge.Rune(r, k.now(), nil)
	return true
}
