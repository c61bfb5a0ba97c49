// Package evdev is the feed of hand scanners that type like a keyboard, read
// below the keyboard: from the input device of Linux, with its exclusive grab. No
// other program and no text field sees their keys, and neither the layout nor the
// input method of the desktop touches them. Other systems have no such door; Run
// says so there with ReasonUnsupported.
//
// Keys are read as the US layout has them. What a scanner set otherwise makes of
// that, scanner.Layout undoes like that of any keyboard.
package evdev

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"miseban/scanner"
	"miseban/scanner/line"
)

// Setting is how the device is found and read.
type Setting struct {
	// Device is Info.ID, Info.Name or Info.Path of the device.
	Device string
	// Rules cut the keys into codes: Enter is CR, Tab is Tab. Void is taken.
	Rules line.Rules
}

// Feed is the device. Make it with New.
type Feed struct {
	set   Setting
	clock scanner.Clock
	list  func() ([]Info, error)
	open  func(path string) (device, error)
}

// device is an open device that is ours alone.
type device interface {
	io.ReadCloser
	// held tells whether Caps Lock is on, and which keys are down: bit n of the
	// n/8-th byte for key n.
	held() (caps bool, down []byte, err error)
}

// New returns the feed of a setting; Run says whether it can be used.
func New(set Setting, clock scanner.Clock) *Feed {
	set.Rules.Void = void
	return &Feed{set: set, clock: clock, list: Devices, open: openDevice}
}

// Source is SourceEvdev.
func (*Feed) Source() scanner.Source { return scanner.SourceEvdev }

// Device is the device as it was set.
func (f *Feed) Device() string { return f.set.Device }

func (f *Feed) fail(r scanner.Reason, err error) error {
	return &scanner.FeedError{Source: scanner.SourceEvdev, Device: f.set.Device, Reason: r, Err: err}
}

// What is wrong before a device is opened.
var (
	errNone        = errors.New("no device is chosen")
	errUnsupported = errors.New("input devices can only be read on Linux")
	errBusy        = errors.New("another program has the device for itself")
	errNoDevice    = errors.New("not an input device")
)

// Run takes the device for itself and reads it until ctx ends or it is taken
// away (ReasonGone). ReasonPermission means that this user may not read input
// devices.
func (f *Feed) Run(ctx context.Context, sink scanner.Sink) error {
	if f.set.Device == "" {
		return f.fail(scanner.ReasonSetting, errNone)
	}
	all, err := f.list()
	if err != nil {
		return f.fail(why(err), err)
	}
	info, err := find(f.set.Device, all)
	if err != nil {
		return f.fail(why(err), err)
	}
	d, err := f.open(info.Path)
	if err != nil {
		return f.fail(why(err), err)
	}
	defer d.Close()
	r := &reader{from: d, keys: &keys{held: d.held}}
	if err := r.keys.sync(); err != nil {
		return f.fail(scanner.ReasonBroken, err)
	}
	if r.keys.busy {
		r.out = append(r.out, void) // in the middle of a code
	}
	defer context.AfterFunc(ctx, func() { d.Close() })()
	sink.Tell(scanner.FeedConnected, info.Name)
	err = line.Pump(r, f.set.Rules, f.clock, func(text string) { sink.Take(scanner.Reading{Text: text}) })
	if ctx.Err() != nil {
		return nil
	}
	return f.fail(scanner.ReasonGone, err)
}

func why(err error) scanner.Reason {
	switch {
	case errors.Is(err, errUnsupported):
		return scanner.ReasonUnsupported
	case errors.Is(err, errBusy):
		return scanner.ReasonBusy
	case errors.Is(err, errNoDevice):
		return scanner.ReasonSetting
	case errors.Is(err, fs.ErrNotExist):
		return scanner.ReasonAbsent
	case errors.Is(err, fs.ErrPermission):
		return scanner.ReasonPermission
	}
	return scanner.ReasonBroken
}

// Info is an input device that is there.
type Info struct {
	Path string // of its events: /dev/input/event3
	Name string // as the device calls itself
	// Vendor and Product are its USB numbers, four capital hexadecimal digits.
	Vendor, Product string
	// Keyboard: it has the digits and Enter.
	Keyboard bool
}

// ID is what to write into Setting.Device: the numbers, by which the device is
// found wherever it is plugged in.
func (i Info) ID() string { return i.Vendor + ":" + i.Product }

// find picks the device: by its path, its numbers, its name. A scanner may show
// several devices; the one with keys is meant.
func find(device string, all []Info) (Info, error) {
	for _, i := range all {
		if i.Path == device || i.Keyboard && (strings.EqualFold(i.ID(), device) || i.Name == device) {
			return i, nil
		}
	}
	return Info{}, fs.ErrNotExist
}

// Keyboards lists the devices that could be a scanner.
func Keyboards() ([]Info, error) {
	all, err := Devices()
	var out []Info
	for _, i := range all {
		if i.Keyboard {
			out = append(out, i)
		}
	}
	return out, err
}

// devicesIn reads the kernel's list of input devices: it may be read by everyone,
// so a device can be chosen before its permission is settled.
func devicesIn(path string) ([]Info, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // a machine without any
	}
	if err != nil {
		return nil, err
	}
	return parse(string(b)), nil
}
