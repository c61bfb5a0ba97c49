package terminal

import (
	"runtime"

	"miseban/app/internal/ui/shell"
)

// noInputMethod is how Xlib is told to keep keys to itself (XSetLocaleModifiers):
// no program by that name answers, so it composes with dead keys alone.
const noInputMethod = "@im=none"

// BypassInputMethod has keys come to the window without a detour, unless -ime was
// given or the settings, in keep, say so: an input method on X (fcitx5, ibus) gets every key first, on or off, and
// hands it back late, as kana, or not at all, so that scans of a scanner that types
// do not arrive whole (docs/adr/0032). It is to be called before the window library
// is started, which looks at the setting once; it notes in o how that was.
func BypassInputMethod(o *Options, keep shell.Keeper, setenv func(key, value string) error) error {
	if runtime.GOOS != "linux" {
		return nil
	}
	if o.InputMethod = o.InputMethod || shell.NewSettings(keep, o.Shape, 0, 0).InputMethod(); o.InputMethod {
		return nil
	}
	return setenv("XMODIFIERS", noInputMethod)
}

// inputMethod is how the keys of this run are, for the settings page; nil where
// that is not for us to choose.
func inputMethod(o Options) *bool {
	if runtime.GOOS != "linux" {
		return nil
	}
	return &o.InputMethod
}
