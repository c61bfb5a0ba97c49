package terminal

import (
	"errors"
	"io"
	"runtime"
	"testing"
)

// Keys reach the window without an input method unless it was asked for.
func TestBypassInputMethod(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("MISSING: X; input methods of other systems are not kept out")
	}
	for _, c := range []struct {
		args []string
		want string
	}{{nil, "@im=none"}, {[]string{"-ime"}, "@im=fcitx"}} {
		o, _, err := Flags(c.args, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		env := map[string]string{"XMODIFIERS": "@im=fcitx"}
		if err := BypassInputMethod(o, func(k, v string) error { env[k] = v; return nil }); err != nil || env["XMODIFIERS"] != c.want {
			t.Errorf("%q: %q, %v", c.args, env["XMODIFIERS"], err)
		}
	}
	cause := errors.New("no environment")
	if err := BypassInputMethod(Options{}, func(string, string) error { return cause }); !errors.Is(err, cause) {
		t.Error(err)
	}
}
