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

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/shell"
	"miseban/app/retail"
	"miseban/scanner"
	"miseban/scanner/camera"
	"miseban/scanner/decode"
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

// TestWhichDoubtfulCodesAreKnown: short ones when the master has them, an ITF
// that is whole or that a rule of the chain reads.
func TestWhichDoubtfulCodesAreKnown(t *testing.T) {
	c, _ := busyCore(t, 1, 1)
	cams := newTestCameras(t, "")
	if cams.w.known(decode.Result{Format: decode.ITF, Text: "14901234567891"}) {
		t.Error("a terminal without data knows a code")
	}
	cams.w.core.Store(c)
	short := localdbtest.Product(900)
	short.JAN, short.Codes = "49123456", []retail.ItemCode{{GTIN: "00000049123456", Qty: 1}}
	rules := scanner.DefaultRules()
	rules.UPCE = true
	rules.Slips = append(rules.Slips, scanner.SlipRule{Name: "carton", Kind: scanner.KindSlip, Symbology: scanner.SymITF, Lengths: []int{10}, Check: scanner.CheckNone})
	if got := cams.formats(camera.Goods); got != camera.Goods {
		t.Errorf("UPC-E is looked for unasked: %v", got)
	}
	err := c.DB.ApplyPage(t.Context(), localdb.Page{
		Scope: "org", From: localdb.Cursor{Epoch: "e", Seq: 1, H: "h"},
		Changes: []localdb.Change{localdbtest.Put(retail.EntityCodes, "codes", rules)},
		End:     localdb.Bound{Cursor: localdb.Cursor{Epoch: "e", Seq: 2, H: "i"}},
	})
	if err == nil {
		err = localdbtest.TakeCatalog(t.Context(), c.DB, localdb.Cursor{Epoch: "e", Seq: 2, H: "i"}, func(yield func(localdb.Change, error) bool) {
			yield(localdbtest.Put(retail.EntitySKU, string(short.ID), short), nil)
		})
	}
	if err == nil {
		err = c.learnCodes(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		format decode.Format
		text   string
		known  bool
	}{
		{decode.EAN8, "49123456", true},
		{decode.EAN8, "96385074", false},
		{decode.UPCE, "01234565", false},
		{decode.ITF, "14901234567891", true},
		{decode.ITF, "14901234567892", false}, // its check digit is wrong
		{decode.ITF, "94901234567897", true},  // by weight: staff are told
		{decode.ITF, "08292208", false},       // a part of one
		{decode.ITF, "0829220876", true},      // the chain's own
	} {
		if got := cams.w.known(decode.Result{Format: row.format, Text: row.text}); got != row.known {
			t.Errorf("%v %s: known %v", row.format, row.text, got)
		}
	}
	if got := cams.formats(camera.Goods); got != camera.Goods|decode.UPCE || cams.formats(camera.Labels) != camera.Labels {
		t.Errorf("looks for %v", got)
	}
}
