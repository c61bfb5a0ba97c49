package terminal

import (
	"context"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"miseban/app/internal/ui/cameraui"
	"miseban/app/internal/ui/settingsui"
	"miseban/scanner"
	"miseban/scanner/camera"
	"miseban/scanner/decode"
)

// Words of the setting that name no device: no camera, and the first one even
// when none was found yet. Empty is the first one, if there is any.
const (
	cameraOff = "off"
	cameraOn  = "on"
)

// cameras is the camera of this terminal: the one of the command line, the one
// of the settings, or the first one found.
type cameras struct {
	w      *window
	line   atomic.Pointer[string] // of the command line, for this run
	system camera.Driver
	files  camera.Files
	one    chan struct{} // holds a token while a camera is open: two cannot be
	found  atomic.Pointer[[]camera.Device]
	looked atomic.Int64  // when System was asked last, Unix seconds
	wrong  atomic.Uint32 // why the camera could not be opened last, a scanner.Reason
}

// lookAgain is how long a machine without a camera is believed to have none.
const lookAgain = 10 * time.Second

func newCameras(w *window, system camera.Driver) *cameras {
	c := &cameras{w: w, system: system, files: camera.Files{Clock: ticking{w}}, one: make(chan struct{}, 1)}
	c.line.Store(&w.o.Camera)
	c.found.Store(&[]camera.Device{})
	c.search()
	return c
}

// chosen is the camera that is to be used: see cameraOff.
func (c *cameras) chosen() string {
	if id := *c.line.Load(); id != "" {
		return id
	}
	return c.w.set.Camera()
}

// On tells whether the scan button opens the camera. Where none was chosen and
// none is there, it goes on to the number at once.
func (c *cameras) On() bool {
	switch c.chosen() {
	case cameraOff:
		return false
	case "":
		return len(c.there()) > 0
	}
	return true
}

// there are the cameras of this machine as they were found lately.
func (c *cameras) there() []camera.Device {
	list := *c.found.Load()
	if len(list) == 0 && time.Since(time.Unix(c.looked.Load(), 0)) > lookAgain {
		c.search()
	}
	return list
}

// search looks for cameras in the background: asking a device may take a while.
func (c *cameras) search() {
	c.looked.Store(time.Now().Unix())
	go func() {
		list, err := c.system.List()
		if err != nil {
			c.w.log.Info("terminal: no camera", "err", err)
		}
		c.found.Store(&list)
	}()
}

// Open opens the camera when the one before is closed.
func (c *cameras) Open(ctx context.Context, o camera.Options) (cameraui.Eye, error) {
	select {
	case c.one <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	id := c.chosen()
	if id == cameraOn {
		id = ""
	}
	driver := c.system
	if id != "" && !strings.HasPrefix(id, "/dev/") {
		if _, err := os.Stat(id); err == nil || runtime.GOOS == "linux" { // elsewhere devices have other names
			driver = c.files
		}
	}
	cam, err := driver.Open(ctx, id)
	if ctx.Err() == nil {
		c.wrong.Store(uint32(scanner.ReasonOf(err)))
	}
	if err != nil {
		<-c.one
		return nil, err
	}
	o.Workers, o.Known, o.Formats = runtime.NumCPU(), c.w.known, c.formats(o.Formats)
	return eye{camera.Start(cam, o), c, c.w.Now()}, nil
}

// formats are what a screen looks for, and UPC-E where the chain sells goods from
// America.
func (c *cameras) formats(f decode.Format) decode.Format {
	if core := c.w.core.Load(); core != nil && f&decode.UPCA != 0 && core.Rules().UPCE {
		f |= decode.UPCE
	}
	return f
}

// known tells whether a doubtful code is one that the shop knows: see
// camera.Doubtful.
func (w *window) known(r decode.Result) bool {
	core := w.core.Load()
	if core == nil {
		return false
	}
	code := camera.ReadingOf(r, w.Now()).Code(scanner.SourceCamera, core.Codes())
	if r.Format == decode.ITF { // whole, or what a rule of the chain reads; staff are told of cartons by weight
		return code.Kind != scanner.KindUnknown || code.Fault == scanner.FaultVariableMeasure
	}
	if code.Fields.Key == "" {
		return false
	}
	_, _, err := core.DB.SKUByGTIN(w.ctx, code.Fields.Key)
	return err == nil
}

// eye is a camera that is being read.
type eye struct {
	*camera.Watch
	of    *cameras
	since time.Time
}

// Expect looks for what a screen wants from now on.
func (e eye) Expect(f decode.Format) { e.Watch.Expect(e.of.formats(f)) }

// Close lets the camera go, and the next one open it.
func (e eye) Close() error {
	err := e.Watch.Close()
	n := e.Counts()
	e.of.w.log.Info("terminal: camera closed", "frames", n.Frames, "shown", n.Shown, "decoded", n.Decoded, "hits", n.Hits, "open_for", e.of.w.Now().Sub(e.since).Round(time.Millisecond))
	<-e.of.one
	return err
}

// row is the camera among the ways in.
func (c *cameras) row() settingsui.Scanner {
	r := settingsui.Scanner{Source: scanner.SourceCamera, On: c.On(), State: scanner.FeedWaiting, Reason: scanner.Reason(c.wrong.Load())}
	list := c.there()
	switch id := c.chosen(); {
	case id != "" && id != cameraOn && id != cameraOff:
		r.Chosen, r.Device = id, id
	case len(list) > 0:
		r.Chosen, r.Device = list[0].ID, list[0].Name
	case r.Reason == scanner.ReasonNone:
		r.Reason = scanner.ReasonAbsent
	}
	for _, d := range list {
		if d.ID == r.Chosen {
			r.Device = d.Name
		}
	}
	return r
}

// choose is what the settings choose; the command line's word ends with it.
func (c *cameras) choose(id string) {
	c.line.Store(new(string))
	c.w.set.SetCamera(id)
	c.wrong.Store(0)
	c.search()
}

// waysIn is every way that codes come in besides the keyboard.
type waysIn struct {
	*scanners
	eyes *cameras
}

// Scanners lists them, the camera first.
func (w waysIn) Scanners() []settingsui.Scanner {
	return append([]settingsui.Scanner{w.eyes.row()}, w.scanners.Scanners()...)
}

// Switch switches one on or off.
func (w waysIn) Switch(from scanner.Source, on bool) {
	switch {
	case from != scanner.SourceCamera:
		w.scanners.Switch(from, on)
	case on:
		w.eyes.choose(cameraOn)
	default:
		w.eyes.choose(cameraOff)
	}
}

// Use chooses a device.
func (w waysIn) Use(from scanner.Source, device string) {
	if from == scanner.SourceCamera {
		w.eyes.choose(device)
		return
	}
	w.scanners.Use(from, device)
}

// Devices lists what there is to choose from.
func (w waysIn) Devices(ctx context.Context, from scanner.Source) ([]settingsui.Device, error) {
	if from != scanner.SourceCamera {
		return w.scanners.Devices(ctx, from)
	}
	list, err := w.eyes.system.List()
	out := make([]settingsui.Device, len(list))
	for i, d := range list {
		out[i] = settingsui.Device{ID: d.ID, Name: d.Name}
	}
	return out, err
}
