//go:build window

package windowtest

import (
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"miseban/scanner"
)

// keyboard gives the display a layout, and its own back when the test ends.
func keyboard(t testing.TB, layout string) {
	t.Helper()
	if _, err := exec.LookPath("setxkbmap"); err != nil {
		t.Skip("MISSING: setxkbmap (Debian package x11-xkb-utils); no layout but the display's own was tried")
	}
	output(t, "setxkbmap", "-model", "pc105", "-layout", layout)
	t.Cleanup(func() { output(t, "setxkbmap", "-model", "pc105", "-layout", "us") })
}

// TestLayoutTable types with the keys of one layout into a computer that has
// another, as a scanner does that was set up for the wrong country: the real
// keyboard tables of X, the real window. After the calibration code every
// printable character of ASCII arrives as the code holds it, or was reported as
// lost.
func TestLayoutTable(t *testing.T) {
	for _, c := range []struct{ scanner, computer string }{{"us", "jp"}, {"jp", "us"}, {"us", "us"}} {
		t.Run(c.scanner+" on "+c.computer, func(t *testing.T) {
			keyboard(t, c.scanner)
			s := openShop(t) // learns the scanner's keys
			keyboard(t, c.computer)
			log := filepath.Join(t.TempDir(), "scans.json")
			raw := s.calibrate(log)
			_, lost, err := scanner.Learn(raw)
			if err != nil {
				t.Fatalf("%q: %v", raw, err)
			}
			s.settled()
			s.tap(toTest)
			s.settled()
			restored, gone := 0, ""
			for r := ' '; r <= '~'; r++ {
				code := "x1234" + string(r) + "5678z"
				if slices.ContainsFunc(lost, func(l scanner.Lost) bool { return l.Char == r }) {
					gone += string(r)
					if got, _ := s.one(log, code); got.Text == code {
						t.Errorf("%q is called lost and arrives", r)
					}
				} else if got, ok := s.one(log, code); ok {
					restored++
				} else {
					t.Errorf("%q arrives as %q, read as %q", code, got.Raw, got.Text)
				}
			}
			t.Logf("%d of 95 restored, lost %q", restored, gone)
			if c.scanner == c.computer && restored < 95 || restored < 90 {
				t.Errorf("only %d of 95 arrive", restored)
			}
			if err := s.terminal.stop(t); err != nil {
				t.Error("the terminal's end: ", err)
			}
		})
	}
}

// one types a code and tells how it arrived, and whether it is read as it is. A
// busy machine may hold keys up for longer than any scanner does; pace is not what
// is measured here, so the code gets more than one chance.
func (s *shop) one(log, code string) (got logged, ok bool) {
	s.t.Helper()
	for range 3 {
		before := len(heard(s.t, log))
		s.burst(code, keyPause)
		for end := time.Now().Add(2 * time.Second); time.Now().Before(end); time.Sleep(between) {
			if all := heard(s.t, log); len(all) > before {
				got = all[before]
				break
			}
		}
		if got.Text == code {
			return got, true
		}
	}
	return got, false
}
