package statuspage_test

import (
	"context"
	"image/png"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"miseban/sync/hub"
	"miseban/sync/statuspage"
)

// browser finds Chromium, or skips the test.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("there is no Chromium here: THE PAGE IS NOT TESTED IN A BROWSER (.ci/setup test installs one)")
	return ""
}

// chrome runs Chromium once, without a window and without its own errands.
func chrome(t *testing.T, args ...string) (out, errs string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, browser(t), append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--hide-scrollbars", "--enable-logging=stderr", "--user-data-dir=" + t.TempDir(),
		"--virtual-time-budget=2000",
	}, args...)...)
	var o, e strings.Builder
	cmd.Stdout, cmd.Stderr = &o, &e
	if err := cmd.Run(); err != nil {
		t.Fatalf("chromium: %v\n%s", err, e.String())
	}
	return o.String(), e.String()
}

// TestInTheBrowser: a real browser draws the page whole, in both languages,
// light and dark, on a phone and on a desk, and finds nothing in it that the
// policy forbids. MISEBAN_PICTURES keeps the pictures.
func TestInTheBrowser(t *testing.T) {
	browser(t)
	server := httptest.NewServer(statuspage.Handler(func(context.Context) (hub.Overview, error) { return busy(), nil }, slog.New(slog.DiscardHandler)))
	t.Cleanup(server.Close)
	dom, errs := chrome(t, "--dump-dom", server.URL+"/?lang=ja")
	for _, want := range []string{`lang="ja"`, "確認してください", "渋谷店", "3日未接続", "<details open"} {
		if !strings.Contains(dom, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	clean(t, errs)
	folder := os.Getenv("MISEBAN_PICTURES")
	if folder == "" {
		folder = t.TempDir()
	}
	for _, c := range []struct {
		lang  string
		dark  bool
		width int
	}{{"ja", false, 1280}, {"ja", true, 1280}, {"en", false, 1280}, {"en", true, 390}, {"ja", false, 390}} {
		name := c.lang + "-" + strconv.Itoa(c.width)
		args := []string{"--window-size=" + strconv.Itoa(c.width) + ",1400"}
		if c.dark {
			name += "-dark"
			args = append(args, "--blink-settings=preferredColorScheme=0")
		}
		path := filepath.Join(folder, name+".png")
		_, errs := chrome(t, append(args, "--screenshot="+path, server.URL+"/?refresh=0&lang="+c.lang)...)
		clean(t, errs)
		look(t, path, c.dark)
	}
}

// clean demands that the browser had nothing to complain about.
func clean(t *testing.T, errs string) {
	t.Helper()
	for line := range strings.Lines(errs) {
		if strings.Contains(line, "CONSOLE") || strings.Contains(line, "Content Security Policy") {
			t.Error(line)
		}
	}
}

// look reads the picture: the ground is as light or as dark as it was asked
// for, and there is something on it.
func look(t *testing.T, path string, dark bool) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	r, g, b, _ := img.At(2, 2).RGBA()
	if ground := (r + g + b) / 3 >> 8; (ground < 80) != dark {
		t.Errorf("%s: ground %d, dark %v", path, ground, dark)
	}
	colours := map[uint32]bool{}
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y += 3 {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x += 3 {
			r, g, b, _ := img.At(x, y).RGBA()
			colours[r>>8<<16|g>>8<<8|b>>8] = true
		}
	}
	if len(colours) < 30 {
		t.Errorf("%s: %d colours: the page is not drawn", path, len(colours))
	}
}
