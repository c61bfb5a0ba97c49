package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"miseban/scanner"
	"miseban/scanner/camera"
)

type clock struct{}

func (clock) Now() time.Time                         { return time.Now() }
func (clock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// TestTheFilmIsRead plays a film to a camera's reader: each code is told once.
func TestTheFilmIsRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "film")
	codes := []string{"4901234567894", "PL-A-01/XX"}
	if err := run(append([]string{"-out", dir}, codes...), io.Discard); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		cam, err := camera.Files{Clock: clock{}, Once: true}.Open(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var told []string
		end := make(chan error, 1)
		w := camera.Start(cam, camera.Options{Formats: camera.Goods, Lost: func(err error) { end <- err }, Seen: func(s camera.Sighting) {
			mu.Lock()
			defer mu.Unlock()
			if !s.Repeat {
				told = append(told, s.Text)
			}
		}})
		if err := <-end; scanner.ReasonOf(err) != scanner.ReasonGone {
			t.Error(err)
		}
		if err := w.Close(); err != nil || !slices.Equal(told, codes) {
			t.Errorf("told %q, %v", told, err)
		}
	})
}

func TestUsage(t *testing.T) {
	var said bytes.Buffer
	if err := run(nil, &said); err == nil || !strings.Contains(said.String(), "usage") {
		t.Errorf("%v, %s", err, said.String())
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{"-out", file, "x"}, io.Discard); err == nil {
		t.Error("a file is taken for a folder")
	}
}
