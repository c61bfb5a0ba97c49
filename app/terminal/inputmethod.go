package terminal

import "runtime"

// noInputMethod is how Xlib is told to keep keys to itself (XSetLocaleModifiers):
// no program by that name answers, so it composes with dead keys alone.
const noInputMethod = "@im=none"

// BypassInputMethod has keys come to the window without a detour, unless -ime was
// given: an input method on X (fcitx5, ibus) gets every key first, on or off, and
// hands it back late, as kana, or not at all, so that scans of a scanner that types
// do not arrive whole (docs/adr/0032). It is to be called before the window library
// is started, which looks at the setting once.
func BypassInputMethod(o Options, setenv func(key, value string) error) error {
	if o.InputMethod || runtime.GOOS != "linux" {
		return nil
	}
	return setenv("XMODIFIERS", noInputMethod)
}
