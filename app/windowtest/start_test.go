//go:build window

package windowtest

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestNoWindow starts the terminal where no window can be opened: it says so
// in words, in both languages, and ends.
func TestNoWindow(t *testing.T) {
	for name, c := range map[string]struct{ display, ja, en string }{
		"no display":  {"", "DISPLAY が空です", "There is no display"},
		"a dead one":  {":65000", "画面に届きません", "The display cannot be reached"},
		"without GLX": {bare(t), "OpenGL が使えません", "OpenGL is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &shop{t: t, home: t.TempDir()}
			p := start(t, append(s.env(), "DISPLAY="+c.display, "WAYLAND_DISPLAY="), program(t, "MISEBAN_BIN"), "-data", t.TempDir())
			await(t, "the terminal ends", p.ended)
			if p.cmd.ProcessState.ExitCode() != 1 {
				t.Errorf("ended with %v", p.err)
			}
			for _, words := range []string{c.ja, c.en, "make gallery"} {
				if !strings.Contains(p.said(), words) {
					t.Errorf("does not say %q:\n%s", words, p.said())
				}
			}
			if strings.Contains(p.said(), "goroutine ") {
				t.Errorf("a stack was shown:\n%s", p.said())
			}
		})
	}
}

// TestStopAtWork ends the terminal while it fetches the shop and paints what
// comes, each time a little later: nothing may reach for a screen that is gone.
func TestStopAtWork(t *testing.T) {
	s := openShop(t)
	for i := range 12 {
		s.term = filepath.Join(t.TempDir(), "terminal")
		s.start("-enrol", s.enrolCode())
		time.Sleep(time.Duration(i) * 40 * time.Millisecond) // when it ends is what is tried
		if err := s.terminal.stop(t); err != nil {
			t.Errorf("stop %d: %v", i, err)
		}
		s.calm()
	}
}

// calm tells of words in the terminal's log that must never be there.
func (s *shop) calm() {
	s.t.Helper()
	for _, word := range []string{"*** Error", "level=ERROR", "panic"} {
		if strings.Contains(s.terminal.said(), word) {
			s.t.Errorf("the terminal wrote %q", word)
		}
	}
}

// bare starts a display without GLX and returns its name.
func bare(t *testing.T) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "640x480x24", "-nolisten", "tcp", "-extension", "GLX")
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return ":" + strings.TrimSpace(number)
}

// BenchmarkColdStart is the time from starting the program to the first frame
// of an enrolled terminal with the sample chain: -benchtime 5x for five starts.
func BenchmarkColdStart(b *testing.B) {
	s := openShop(b)
	s.start("-enrol", s.enrolCode())
	db := s.data()
	await(b, "the catalogue has arrived", func() bool {
		c, err := db.Cursor(b.Context(), "catalog")
		return c.Seq > 0 && err == nil
	})
	if err := s.terminal.stop(b); err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	for b.Loop() {
		begun := time.Now()
		s.start()
		took = append(took, time.Since(begun))
		if err := s.terminal.stop(b); err != nil {
			b.Fatal(err)
		}
	}
	slices.Sort(took)
	b.ReportMetric(0, "ns/op") // it would count the program's end too
	b.ReportMetric(float64(took[0].Milliseconds()), "min-ms")
	b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "median-ms")
	b.ReportMetric(float64(took[len(took)-1].Milliseconds()), "max-ms")
}
