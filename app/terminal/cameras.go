package terminal

import (
	"context"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"miseban/app/internal/ui/cameraui"
	"miseban/scanner"
	"miseban/scanner/camera"
	"miseban/scanner/decode"
)

// cameraOff is the word that switches the camera off.
const cameraOff = "off"

// cameras is the camera of this terminal: the one of the command line, the one
// of the settings, or the first one found.
type cameras struct {
	w      *window
	system camera.Driver
	files  camera.Files
	one    chan struct{} // holds a token while a camera is open: two cannot be
	found  atomic.Bool
	looked atomic.Int64 // when System was asked last, Unix seconds
}

// lookAgain is how long a machine without a camera is believed to have none.
const lookAgain = 10 * time.Second

func newCameras(w *window) *cameras {
	c := &cameras{w: w, system: camera.System(deviceClock{w}), files: camera.Files{Clock: deviceClock{w}}, one: make(chan struct{}, 1)}
	c.search()
	return c
}

// deviceClock is the terminal's clock for what waits on devices.
type deviceClock struct{ w *window }

func (c deviceClock) Now() time.Time                         { return c.w.Now() }
func (c deviceClock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// chosen is the camera that is to be used; empty for the first one found.
func (c *cameras) chosen() string {
	if c.w.o.Camera != "" {
		return c.w.o.Camera
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
		if !c.found.Load() && time.Since(time.Unix(c.looked.Load(), 0)) > lookAgain {
			c.search()
		}
		return c.found.Load()
	}
	return true
}

// search looks for cameras in the background: asking a device may take a while.
func (c *cameras) search() {
	c.looked.Store(time.Now().Unix())
	go func() {
		list, err := c.system.List()
		if err != nil {
			c.w.log.Info("terminal: no camera", "err", err)
		}
		c.found.Store(len(list) > 0)
	}()
}

// Devices are the cameras that can be chosen.
func (c *cameras) Devices() []camera.Device {
	list, err := c.system.List()
	if err != nil {
		return nil // where there are none, none can be chosen
	}
	return list
}

// Open opens the camera when the one before is closed.
func (c *cameras) Open(ctx context.Context, o camera.Options) (cameraui.Eye, error) {
	select {
	case c.one <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	id := c.chosen()
	driver := c.system
	if id != "" && !strings.HasPrefix(id, "/dev/") {
		if _, err := os.Stat(id); err == nil || runtime.GOOS == "linux" { // elsewhere devices have other names
			driver = c.files
		}
	}
	cam, err := driver.Open(ctx, id)
	if err != nil {
		<-c.one
		return nil, err
	}
	o.Workers, o.Known = runtime.NumCPU(), c.known
	return eye{camera.Start(cam, o), c.one}, nil
}

// known tells whether a short code is one of the master's.
func (c *cameras) known(r decode.Result) bool {
	core := c.w.core.Load()
	if core == nil {
		return false
	}
	code := camera.ReadingOf(r, c.w.Now()).Code(scanner.SourceCamera, scanner.Options{})
	if code.Fields.Key == "" {
		return false
	}
	_, _, err := core.DB.SKUByGTIN(c.w.ctx, code.Fields.Key)
	return err == nil
}

// eye is a camera that is being read.
type eye struct {
	*camera.Watch
	one chan struct{}
}

// Close lets the camera go, and the next one open it.
func (e eye) Close() error {
	err := e.Watch.Close()
	<-e.one
	return err
}
