package camera

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/blackjack/webcam"
	"golang.org/x/sys/unix"

	"miseban/scanner"
)

// System is the driver of this machine's cameras: Video4Linux2. It reads
// cameras of one plane, as those on USB are.
func System(clock scanner.Clock) Driver { return v4l2{clock} }

type v4l2 struct{ clock scanner.Clock }

// List returns the devices that may be cameras. Those that this program may not
// open are among them, so that Open can say why.
func (v4l2) List() ([]Device, error) {
	paths, err := filepath.Glob("/dev/video*")
	if err != nil {
		return nil, err
	}
	slices.SortFunc(paths, func(a, b string) int { return number(a) - number(b) })
	var out []Device
	for _, path := range paths {
		d := Device{ID: path, Name: path}
		if name, err := os.ReadFile(filepath.Join("/sys/class/video4linux", filepath.Base(path), "name")); err == nil {
			d.Name = strings.TrimSpace(string(name))
		}
		cam, err := webcam.Open(path)
		if err == nil {
			_, usable := choose(modesOf(cam))
			err = errors.Join(cam.Close())
			if !usable || err != nil {
				continue // the same camera's node for other data
			}
		} else if r := reasonOf(err); r != scanner.ReasonPermission && r != scanner.ReasonBusy {
			continue
		}
		out = append(out, d)
	}
	return out, nil
}

// number is the one behind /dev/video.
func number(path string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(path, "/dev/video")) // anything else stands in front
	return n
}

// reasonOf says what an error of the system means.
func reasonOf(err error) scanner.Reason {
	is := func(list ...unix.Errno) bool {
		// The library keeps the words of some errors and not their number.
		return slices.ContainsFunc(list, func(e unix.Errno) bool { return errors.Is(err, e) || strings.Contains(err.Error(), e.Error()) })
	}
	switch {
	case errors.Is(err, fs.ErrPermission) || is(unix.EACCES, unix.EPERM):
		return scanner.ReasonPermission
	case is(unix.EBUSY):
		return scanner.ReasonBusy
	case is(unix.ENOENT, unix.ENODEV, unix.ENXIO):
		return scanner.ReasonAbsent
	}
	return scanner.ReasonBroken
}

// modesOf lists what a camera can send of what we can read.
func modesOf(cam *webcam.Webcam) []mode {
	var out []mode
	for code := range cam.GetSupportedFormats() {
		layout := layoutOf(uint32(code))
		if layout == 0 {
			continue
		}
		for _, s := range cam.GetSupportedFrameSizes(code) {
			m := mode{layout: layout, w: int(nearest(wantW, s.MinWidth, s.MaxWidth, s.StepWidth)), h: int(nearest(wantH, s.MinHeight, s.MaxHeight, s.StepHeight))}
			if m.w == 0 || m.h == 0 {
				continue
			}
			for _, r := range cam.GetSupportedFramerates(code, uint32(m.w), uint32(m.h)) {
				if r.MinNumerator > 0 {
					m.rate = max(m.rate, float64(r.MinDenominator)/float64(r.MinNumerator))
				}
			}
			out = append(out, m)
		}
	}
	return out
}

func nearest(want, least, most, step uint32) uint32 {
	v := max(least, min(most, want))
	if step > 1 {
		v = least + (v-least)/step*step
	}
	return v
}

// controlIDs are the numbers of the controls (kernel header v4l2-controls.h:
// camera class 0x009a0900, flash class 0x009c0900).
var controlIDs = map[Control]webcam.ControlID{
	Torch: 0x009c0901, Exposure: 0x009a0902, Focus: 0x009a090a, AutoFocus: 0x009a090c, Zoom: 0x009a090d,
}

const (
	torchMode        = 2          // V4L2_FLASH_LED_MODE_TORCH
	exposurePriority = 0x009a0903 // 0: keeps the frame rate when it is dark
	bufferCount      = 8          // one comes in, four may be in use
	patience         = 1          // seconds until ctx is looked at when nothing comes
	mostSilent       = 5          // that often, then the camera is broken
	mostDamaged      = 100        // frames in a row that are no pictures: the same
)

// Open opens a camera and starts it.
func (d v4l2) Open(ctx context.Context, id string) (Camera, error) {
	if id == "" {
		list, err := d.List()
		if err != nil || len(list) == 0 {
			return nil, fail(id, scanner.ReasonAbsent, err)
		}
		id = list[0].ID
	}
	cam, err := webcam.Open(id)
	if err != nil {
		return nil, fail(id, reasonOf(err), err)
	}
	v := &video{cam: cam, clock: d.clock, device: Device{ID: id, Name: id}}
	if err := v.start(); err != nil {
		return nil, fail(id, reasonOf(err), errors.Join(err, cam.Close()))
	}
	if err := ctx.Err(); err != nil {
		return nil, errors.Join(err, v.Close())
	}
	return v, nil
}

// video is an open camera.
type video struct {
	cam    *webcam.Webcam
	clock  scanner.Clock
	device Device
	mode   mode
	count  uint64

	silent, damaged int // seconds without a frame, frames in a row that are none

	mu    sync.Mutex
	spare []*held
	out   sync.WaitGroup // frames that are not released
}

// held is a frame and what it keeps.
type held struct {
	Frame
	room  []byte
	index uint32
	mine  bool // the driver's buffer is still ours
}

func (v *video) start() error {
	if name, err := v.cam.GetName(); err == nil && name != "" {
		v.device.Name = name
	}
	m, ok := choose(modesOf(v.cam))
	if !ok {
		return errors.New("no way of sending pictures that can be read")
	}
	code, _, _, err := v.cam.SetImageFormat(webcam.PixelFormat(layouts[m.layout]), uint32(m.w), uint32(m.h))
	if err != nil {
		return err
	}
	if m.layout = layoutOf(uint32(code)); m.layout == 0 {
		return errors.New("the camera insists on another way of sending pictures")
	}
	v.mode = m
	_ = v.cam.SetFramerate(30)                // one that cannot be told keeps its own
	_ = v.cam.SetControl(exposurePriority, 0) // few cameras have it
	_ = v.cam.SetControl(controlIDs[AutoFocus], 1)
	if err := v.cam.SetBufferCount(bufferCount); err != nil {
		return err
	}
	return v.cam.StartStreaming()
}

func (v *video) Device() Device { return v.device }

func (v *video) Size() (w, h int) { return v.mode.w, v.mode.h }

// Next waits for a frame and looks at it where it lies.
func (v *video) Next(ctx context.Context) (*Frame, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		err := v.cam.WaitForFrame(patience)
		var late *webcam.Timeout
		if errors.As(err, &late) {
			if v.silent++; v.silent >= mostSilent {
				return nil, fail(v.device.ID, scanner.ReasonBroken, err)
			}
			continue
		}
		if err != nil {
			return nil, v.lost(err)
		}
		b, index, err := v.cam.GetFrame()
		if errors.Is(err, unix.EAGAIN) {
			continue
		}
		if err != nil {
			return nil, v.lost(err)
		}
		v.silent = 0
		v.count++
		h, err := v.take(b, index)
		if err == nil {
			v.damaged = 0
			return &h.Frame, nil
		}
		// It was cut off or damaged on the way.
		if err := v.cam.ReleaseFrame(index); err != nil {
			return nil, v.lost(err)
		}
		if v.damaged++; v.damaged >= mostDamaged {
			return nil, fail(v.device.ID, scanner.ReasonBroken, err)
		}
	}
}

// lost says that a camera that worked does so no longer.
func (v *video) lost(err error) error {
	why := reasonOf(err)
	if why == scanner.ReasonAbsent {
		why = scanner.ReasonGone
	}
	return fail(v.device.ID, why, err)
}

// take makes a frame of the driver's bytes.
func (v *video) take(b []byte, index uint32) (*held, error) {
	h := v.unused()
	f, room, err := v.mode.layout.view(b, v.mode.w, v.mode.h, h.room)
	h.room = room
	if err != nil {
		v.put(h)
		return nil, err
	}
	f.Number, f.At = v.count, v.clock.Now()
	h.Frame, h.index, h.mine = f, index, true
	v.out.Add(1)
	h.free = func() { v.release(h) }
	return h, nil
}

// release gives the buffer back to the driver.
func (v *video) release(h *held) {
	if h.mine {
		_ = v.cam.ReleaseFrame(h.index) // a camera that is gone says so to Next
	}
	v.put(h)
	v.out.Done()
}

func (v *video) unused() *held {
	v.mu.Lock()
	defer v.mu.Unlock()
	if n := len(v.spare); n > 0 {
		h := v.spare[n-1]
		v.spare = v.spare[:n-1]
		return h
	}
	return &held{}
}

func (v *video) put(h *held) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.spare = append(v.spare, h)
}

// Controls asks the camera what it can be told.
func (v *video) Controls() map[Control]Range {
	has := v.cam.GetControls()
	out := map[Control]Range{}
	for c, id := range controlIDs {
		info, ok := has[id]
		if !ok || info.Max <= info.Min {
			continue
		}
		now, err := v.cam.GetControl(id)
		if err != nil {
			continue
		}
		r := Range{Min: int(info.Min), Max: int(info.Max), Step: int(info.Step), Now: int(now)}
		if c == Torch {
			if info.Max < torchMode {
				continue
			}
			r = Range{Max: 1, Step: 1}
			if now == torchMode {
				r.Now = 1
			}
		}
		out[c] = r
	}
	return out
}

// Set tells the camera.
func (v *video) Set(c Control, value int) error {
	r, ok := v.Controls()[c]
	if !ok {
		return fail(v.device.ID, scanner.ReasonUnsupported, errors.New(c.String()))
	}
	value = r.clamp(value)
	if c == Torch {
		value *= torchMode
	}
	if err := v.cam.SetControl(controlIDs[c], int32(value)); err != nil {
		return v.lost(err)
	}
	return nil
}

// Close puts the torch out and stops the camera when every frame is released:
// their memory is the driver's.
func (v *video) Close() error {
	v.out.Wait()
	_ = v.cam.SetControl(controlIDs[Torch], 0) // few have one
	return v.cam.Close()
}
