package camera

import (
	"context"
	"fmt"

	"miseban/scanner"
)

// Device is a camera that may be opened.
type Device struct {
	ID   string // what Open takes and a setting keeps: /dev/video0, a folder
	Name string // what people call it, as the device says
}

// Driver knows cameras of one kind.
type Driver interface {
	// List returns the cameras that are there now; none is not an error. It
	// fails with ReasonUnsupported where there can be none.
	List() ([]Device, error)
	// Open opens a camera by its ID; the empty ID is the first one. It may take
	// a second. Errors are *scanner.FeedError: ReasonAbsent, ReasonPermission,
	// ReasonBusy, ReasonBroken, ReasonUnsupported.
	Open(ctx context.Context, id string) (Camera, error)
}

// Camera is an open camera. Next is for one goroutine; Set may be called beside
// it. Close comes after the last Next has returned and every frame is released.
type Camera interface {
	Device() Device
	// Size is width and height of its frames in pixels.
	Size() (w, h int)
	// Next waits for the next frame. It returns ctx's error when ctx ends, and a
	// *scanner.FeedError when no more frames come: ReasonGone when the camera was
	// taken away, ReasonBroken when it stays silent. The frame is the caller's
	// until Release.
	Next(ctx context.Context) (*Frame, error)
	// Controls are what this camera can be told, with their present values.
	Controls() map[Control]Range
	// Set tells the camera; values outside the range are brought into it.
	Set(c Control, value int) error
	Close() error
}

// Control is something a camera can be told.
type Control uint8

// The controls. Torch and AutoFocus are 0 or 1; the others count in steps of
// the device.
const (
	Torch Control = iota + 1
	Zoom
	Focus
	AutoFocus
	Exposure
)

var controlNames = [...]string{"", "torch", "zoom", "focus", "autofocus", "exposure"}

// String returns the stable name, for example "torch".
func (c Control) String() string {
	if int(c) < len(controlNames) {
		return controlNames[c]
	}
	return fmt.Sprintf("control(%d)", uint8(c))
}

// Range is what a control can be set to.
type Range struct{ Min, Max, Step, Now int }

// clamp brings a value into the range.
func (r Range) clamp(v int) int {
	v = max(r.Min, min(r.Max, v))
	if r.Step > 1 {
		v = r.Min + (v-r.Min)/r.Step*r.Step
	}
	return v
}

// fail is why a camera cannot be used.
func fail(device string, why scanner.Reason, err error) error {
	return &scanner.FeedError{Source: scanner.SourceCamera, Device: device, Reason: why, Err: err}
}
