package terminal

import (
	"context"
	"errors"
	"image"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/shell"
	"miseban/scanner"
	"miseban/scanner/camera"
)

// prefs keeps settings in memory.
type prefs struct{ sync.Map }

func (p *prefs) String(key string) string {
	v, _ := p.Load(key)
	s, _ := v.(string)
	return s
}

func (p *prefs) SetString(key, value string) { p.Store(key, value) }

// plugged is a driver of cameras that a test plugs in.
type plugged struct {
	camera.Driver
	list []camera.Device
}

func (p plugged) List() ([]camera.Device, error) { return p.list, nil }

// folderOfFrames writes a folder with one frame.
func folderOfFrames(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	out, err := os.Create(filepath.Join(dir, "a.png"))
	if err == nil {
		err = errors.Join(png.Encode(out, image.NewGray(image.Rect(0, 0, 64, 48))), out.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func newTestCameras(t *testing.T, line string, list ...camera.Device) *cameras {
	t.Helper()
	w := &window{ctx: t.Context(), o: Options{Camera: line}, log: slog.New(slog.DiscardHandler), set: shell.NewSettings(&prefs{}, page.Handheld, 0, 0)}
	c := newCameras(w, plugged{camera.System(ticking{w}), list})
	c.found.Store(&list)
	return c
}

// TestWhichCamera: the command line's, the settings', the first one found; and
// none where there is none or none is wanted.
func TestWhichCamera(t *testing.T) {
	front := camera.Device{ID: "/dev/video0", Name: "Front"}
	for _, c := range []struct {
		name, line, set string
		list            []camera.Device
		on              bool
		device          string
		reason          scanner.Reason
	}{
		{name: "none there", reason: scanner.ReasonAbsent},
		{name: "the first one", list: []camera.Device{front}, on: true, device: "Front"},
		{name: "switched off", set: cameraOff, list: []camera.Device{front}, device: "Front"},
		{name: "switched on, none there", set: cameraOn, on: true, reason: scanner.ReasonAbsent},
		{name: "chosen", set: "/dev/video2", list: []camera.Device{front}, on: true, device: "/dev/video2"},
		{name: "a folder of the command line", line: "/srv/film", set: cameraOff, on: true, device: "/srv/film"},
	} {
		cams := newTestCameras(t, c.line, c.list...)
		cams.w.set.SetCamera(c.set)
		cams.found.Store(&c.list)
		if r := cams.row(); cams.On() != c.on || r.On != c.on || r.Device != c.device || r.Reason != c.reason {
			t.Errorf("%s: on %v, %+v", c.name, cams.On(), r)
		}
	}
}

// TestTheSettingsChooseACamera: what is chosen there ends what the command line
// said.
func TestTheSettingsChooseACamera(t *testing.T) {
	cams := newTestCameras(t, "/srv/film", camera.Device{ID: "/dev/video0", Name: "Front"})
	ways := waysIn{&scanners{}, cams}
	ways.Use(scanner.SourceCamera, "/dev/video0")
	if got := cams.chosen(); got != "/dev/video0" {
		t.Errorf("chosen %q", got)
	}
	ways.Switch(scanner.SourceCamera, false)
	if cams.On() {
		t.Error("still on")
	}
	ways.Switch(scanner.SourceCamera, true)
	list, err := ways.Devices(t.Context(), scanner.SourceCamera)
	if !cams.On() || err != nil || len(list) != 1 || list[0].Name != "Front" {
		t.Errorf("on %v, devices %v, %v", cams.On(), list, err)
	}
}

// TestOneCameraAtATime: the second opening waits until the first is closed, and
// gives up with its page; what was wrong is kept for the settings.
func TestOneCameraAtATime(t *testing.T) {
	cams := newTestCameras(t, folderOfFrames(t))
	first, err := cams.Open(t.Context(), camera.Options{})
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := cams.Open(gone, camera.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a page that is gone: %v", err)
	}
	opened := make(chan error)
	go func() {
		eye, err := cams.Open(t.Context(), camera.Options{})
		if err == nil {
			err = eye.Close()
		}
		opened <- err
	}()
	select {
	case err := <-opened:
		t.Errorf("two cameras at once: %v", err)
	default:
	}
	if err := errors.Join(first.Close(), <-opened); err != nil {
		t.Error(err)
	}
	cams.choose(filepath.Join(t.TempDir(), "nothing"))
	if _, err := cams.Open(t.Context(), camera.Options{}); scanner.ReasonOf(err) != scanner.ReasonAbsent {
		t.Errorf("a folder that is not there: %v", err)
	}
	if r := cams.row(); r.Reason != scanner.ReasonAbsent {
		t.Errorf("the settings say %+v", r)
	}
}
