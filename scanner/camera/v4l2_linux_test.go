package camera

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"miseban/scanner"
)

func TestReasons(t *testing.T) {
	for _, c := range []struct {
		err  error
		want scanner.Reason
	}{
		{unix.EACCES, scanner.ReasonPermission},
		{unix.EBUSY, scanner.ReasonBusy},
		{errors.New("Failed to start streaming: " + unix.EBUSY.Error()), scanner.ReasonBusy}, // as the library says it
		{fmt.Errorf("open: %w", unix.ENOENT), scanner.ReasonAbsent},
		{unix.ENODEV, scanner.ReasonAbsent},
		{unix.EIO, scanner.ReasonBroken},
	} {
		if got := reasonOf(c.err); got != c.want {
			t.Errorf("%v: %v, want %v", c.err, got, c.want)
		}
	}
	if got := scanner.ReasonOf((&video{}).lost(unix.ENODEV)); got != scanner.ReasonGone {
		t.Errorf("a camera that was pulled out: %v", got)
	}
}

// TestNoCamera: what is no camera is refused with a reason, and leaves no file
// open.
func TestNoCamera(t *testing.T) {
	d := System(clock{})
	for path, want := range map[string]scanner.Reason{"/dev/video1000": scanner.ReasonAbsent, "/dev/null": scanner.ReasonBroken} {
		if _, err := d.Open(t.Context(), path); scanner.ReasonOf(err) != want {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
	}
	if paths, _ := filepath.Glob("/dev/video*"); len(paths) > 0 {
		t.Skip("there are cameras here: TestRealCamera looks at them")
	}
	if list, err := d.List(); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
	if _, err := d.Open(t.Context(), ""); scanner.ReasonOf(err) != scanner.ReasonAbsent {
		t.Errorf("the first camera of none: %v", err)
	}
}

// TestRealCamera reads frames from the first camera of this machine, or from a
// loopback device that something feeds.
func TestRealCamera(t *testing.T) {
	list, err := System(clock{}).List()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		t.Skip("NO CAMERA HERE (/dev/video*): Video4Linux2 itself is not tested. With v4l2loopback: modprobe v4l2loopback, feed it with ffmpeg, run again")
	}
	if _, err := os.Stat(list[0].ID); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	cam, err := System(clock{}).Open(ctx, list[0].ID)
	if err != nil {
		t.Skipf("THE CAMERA %s CANNOT BE OPENED (%v): Video4Linux2 itself is not tested", list[0].Name, err)
	}
	t.Logf("%+v, controls %v", cam.Device(), cam.Controls())
	for n := range 30 {
		f, err := cam.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if w, h := cam.Size(); n == 0 && (f.W != w || f.H != h) {
			t.Errorf("frame of %dx%d from a camera of %dx%d", f.W, f.H, w, h)
		}
		f.Release()
	}
	if err := cam.Close(); err != nil {
		t.Error(err)
	}
}
