//go:build window

package windowtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"miseban/scanner"
)

// japanese starts a Japanese input method, as a computer for staff has one: fcitx5
// with Anthy, over XIM, the way that the window's library talks to it. The
// returned settings make a program use it; on turns it on for whatever has the
// focus. missing says what is not installed, if anything.
func japanese(t testing.TB) (env []string, on func(testing.TB), missing string) {
	t.Helper()
	for _, need := range [][2]string{{"fcitx5", "fcitx5"}, {"fcitx5-remote", "fcitx5"}, {"dbus-daemon", "dbus-daemon"}} {
		if _, err := exec.LookPath(need[0]); err != nil {
			return nil, nil, "MISSING: " + need[0] + " (Debian packages " + need[1] + " and fcitx5-anthy); no scan was typed beside an input method"
		}
	}
	home := t.TempDir()
	bus := "unix:path=" + filepath.Join(home, "bus")
	profile := filepath.Join(home, "fcitx5", "profile")
	if err := os.MkdirAll(filepath.Dir(profile), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(profile, []byte(`[Groups/0]
Name=Default
Default Layout=us
DefaultIM=anthy

[Groups/0/Items/0]
Name=keyboard-us
Layout=

[Groups/0/Items/1]
Name=anthy
Layout=

[GroupOrder]
0=Default
`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(profile), "config"), []byte("[Behavior]\nActiveByDefault=True\nShareInputState=All\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env = []string{"DBUS_SESSION_BUS_ADDRESS=" + bus, "XMODIFIERS=@im=fcitx", "LC_CTYPE=C.UTF-8"}
	own := append([]string{"HOME=" + home, "XDG_CONFIG_HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_CACHE_HOME=" + home, "XDG_RUNTIME_DIR=" + home}, env...)
	start(t, own, "dbus-daemon", "--session", "--nofork", "--address="+bus)
	await(t, "the bus is open", func() bool { _, err := os.Stat(filepath.Join(home, "bus")); return err == nil })
	start(t, own, "fcitx5")
	remote := func(args ...string) string {
		cmd := exec.Command("fcitx5-remote", args...)
		cmd.Env = append(os.Environ(), own...)
		out, err := cmd.Output()
		if err != nil {
			return ""
		}
		return strings.TrimSpace(string(out))
	}
	await(t, "the input method runs", func() bool { return remote() != "" })
	return env, func(t testing.TB) {
		t.Helper()
		await(t, "the input method is on", func() bool {
			remote("-s", "anthy")
			remote("-o")
			return remote() == "2" && remote("-n") == "anthy"
		})
	}, ""
}

// TestScansThroughInputMethod types scans while a Japanese input method listens,
// off and on, to a terminal that was started with -ime. Every key goes to it and
// back, so how many scans arrive whole depends on how busy the machine is, and of
// those it composes kana of few do: but none may be read as anything else than what
// was sent. What is typed without -ime, TestScansWhateverHasTheFocus tells.
func TestScansThroughInputMethod(t *testing.T) {
	n := min(scans(t), 400) / 10
	env, on, missing := japanese(t)
	if missing != "" {
		t.Skip(missing)
	}
	s := openShop(t)
	s.more = env
	log := filepath.Join(t.TempDir(), "scans.json")
	s.start("-ime", "-shape", "counter", "-enrol", s.enrolCode(), "-scanlog", log)
	s.settled()
	for _, phase := range []string{"off", "on"} {
		if phase == "on" {
			on(t)
		}
		before := len(heard(t, log))
		meant := map[string]bool{}
		for i := range n {
			code := mixed(i)
			meant[scanner.Classify(code, scanner.Options{}).Text] = true
			s.burst(code, keyPause)
			time.Sleep(200 * time.Millisecond)
		}
		time.Sleep(2 * time.Second)
		whole, refused := 0, 0
		for _, l := range heard(t, log)[before:] {
			switch {
			case l.Kind == scanner.KindUnknown.String():
				refused++
			case meant[l.Text]:
				whole++
			default:
				t.Errorf("the input method is %s: read as %+v, which nobody sent", phase, l)
			}
		}
		t.Logf("the input method is %s: %d sent, %d arrived whole, %d were refused", phase, n, whole, refused)
	}
}
