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
		keep keeper
		want string
	}{{nil, keeper{}, "@im=none"}, {[]string{"-ime"}, keeper{}, "@im=fcitx"}, {nil, keeper{"inputmethod": "on"}, "@im=fcitx"}, {nil, keeper{"inputmethod": "off"}, "@im=none"}} {
		o, _, err := Flags(c.args, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		env := map[string]string{"XMODIFIERS": "@im=fcitx"}
		if err := BypassInputMethod(&o, c.keep, func(k, v string) error { env[k] = v; return nil }); err != nil || env["XMODIFIERS"] != c.want || *inputMethod(o) != (c.want == "@im=fcitx") {
			t.Errorf("%q, %v: %q, %v", c.args, c.keep, env["XMODIFIERS"], err)
		}
	}
	cause := errors.New("no environment")
	if err := BypassInputMethod(&Options{}, keeper{}, func(string, string) error { return cause }); !errors.Is(err, cause) {
		t.Error(err)
	}
}

// keeper keeps settings in memory.
type keeper map[string]string

func (k keeper) String(key string) string    { return k[key] }
func (k keeper) SetString(key, value string) { k[key] = value }
