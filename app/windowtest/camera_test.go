//go:build window

package windowtest

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"miseban/app/internal/ui/theme"
	"miseban/app/sample"
	"miseban/scanner/frames"
)

// watchFor is how long the camera is looked through.
const watchFor = 10 * time.Second

// filmed writes frames of 1280x720 in which there is no code: each is looked
// through to the end, the dearest that a camera can show.
func filmed(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	cam := frames.NewCamera(frames.Width, frames.Height)
	seq := frames.Nothing.Sequence(1, 0)
	for i := range frames.Length {
		img := seq.Frame(cam, i, nil)
		b := append(fmt.Appendf(nil, "P5\n%d %d\n255\n", img.Rect.Dx(), img.Rect.Dy()), img.Pix...)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%02d.pgm", i)), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// spent is the CPU time of a process so far, by the kernel's count of 10 ms.
func spent(t testing.TB, pid int) time.Duration {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	sum := 0
	for _, cell := range strings.Fields(rest)[11:13] {
		n, err := strconv.Atoi(cell)
		if err != nil {
			t.Fatal(err)
		}
		sum += n
	}
	return time.Duration(sum) * 10 * time.Millisecond
}

var closed = regexp.MustCompile(`camera closed.*frames=(\d+) shown=(\d+) decoded=(\d+).*open_for=(\S+)`)

// BenchmarkPreview is how many pictures a second the camera over a pick shows,
// of a camera of 25 frames a second, and what each costs, decoding, and the drawing of the
// window without a graphics card, included. -benchtime 1x is enough.
func BenchmarkPreview(b *testing.B) {
	s := openShop(b)
	world := sample.New(1, time.Now())
	s.start("-enrol", s.enrolCode(), "-camera", filmed(b))
	db := s.data()
	s.sees("sign-in", patch{image.Rect(24, 78, 336, 138), theme.AccentSoft, 0.7}, patch{mainArea, theme.Bg, 0.8})
	s.badge(db, world)
	s.tap(firstCard)
	s.sees("pick", scanWait, besideCard)
	for b.Loop() {
		before := spent(b, s.terminal.cmd.Process.Pid)
		n := len(closed.FindAllString(s.terminal.said(), -1))
		s.tap(mainButton)
		<-time.After(watchFor)
		s.tap(mainButton) // by hand: the camera closes
		await(b, "the camera is closed", func() bool { return len(closed.FindAllString(s.terminal.said(), -1)) > n })
		cost := spent(b, s.terminal.cmd.Process.Pid) - before
		said := closed.FindAllStringSubmatch(s.terminal.said(), -1)
		m := said[len(said)-1]
		open, err := time.ParseDuration(m[4])
		arrived, _ := strconv.Atoi(m[1])
		shown, _ := strconv.Atoi(m[2])
		if err != nil || shown == 0 {
			b.Fatal(m[0], err)
		}
		b.ReportMetric(float64(arrived)/open.Seconds(), "frames/s")
		b.ReportMetric(float64(shown)/open.Seconds(), "shown/s")
		b.ReportMetric(float64(cost.Milliseconds())/float64(shown), "cpu-ms/shown")
	}
	b.ReportMetric(0, "ns/op")
}
