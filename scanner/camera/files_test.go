package camera

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"miseban/scanner"
)

// TestFilesKeepTime: frames come when they are due; who asks late misses some.
func TestFilesKeepTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		cam, err := Files{Clock: clock{}, Rate: 25}.Open(t.Context(), folder(t, blank(32, 24), blank(32, 24)))
		if err != nil {
			t.Fatal(err)
		}
		for n := range uint64(50) {
			f, err := cam.Next(t.Context())
			if err != nil || f.Number != n+1 || !f.At.Equal(begin.Add(time.Duration(n+1)*40*time.Millisecond)) {
				t.Fatalf("frame %d: number %d, %v, %v", n, f.Number, f.At.Sub(begin), err)
			}
			f.Release()
		}
		time.Sleep(time.Second)
		if f, err := cam.Next(t.Context()); err != nil || f.Number != 75 {
			t.Errorf("a second later: frame %d, %v", f.Number, err)
		}
	})
}

// TestFilesThatAreNone: what is wrong with a folder has a reason.
func TestFilesThatAreNone(t *testing.T) {
	broken := t.TempDir()
	if err := os.WriteFile(filepath.Join(broken, "a.png"), []byte("no picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]scanner.Reason{
		filepath.Join(t.TempDir(), "nothing"): scanner.ReasonAbsent, t.TempDir(): scanner.ReasonAbsent, broken: scanner.ReasonBroken,
	} {
		if _, err := (Files{Clock: clock{}}).Open(t.Context(), path); scanner.ReasonOf(err) != want {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
	}
}

func TestFilesReadPGM(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.pgm")
	if err := os.WriteFile(path, append([]byte("P5\n# made by hand\n4 2\n255\n"), 1, 2, 3, 4, 5, 6, 7, 8), 0o600); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		cam, err := Files{Clock: clock{}}.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := cam.Next(t.Context())
		if err != nil || f.W != 4 || f.H != 2 || f.Pix[f.Stride+3] != 8 {
			t.Errorf("%+v, %v", f, err)
		}
	})
}
