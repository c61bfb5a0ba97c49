// Package serialport is the feed of scanners on a serial line: RS-232, and USB
// scanners set to "USB-COM" or "USB-CDC". No keyboard is between the code and the
// program there: no layout, no focus, no input method, and GS arrives.
package serialport

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"syscall"
	"time"

	"go.bug.st/serial"

	"miseban/scanner"
	"miseban/scanner/line"
)

// Parity is the check bit of each byte.
type Parity uint8

// The parities; the zero value is ParityNone.
const (
	ParityNone Parity = iota
	ParityOdd
	ParityEven
)

// Setting is how the port is set up. A zero field takes its default.
type Setting struct {
	// Port is a path (/dev/ttyACM0, COM3), or a USB device by its numbers as
	// PortInfo.ID has them: such a one is found wherever it is plugged in.
	Port string
	// Baud is the speed, 9600 by default; USB scanners do not care.
	Baud int
	// Bits is the length of a byte, 7 or 8, 8 by default.
	Bits int
	// Parity is what scanner and port must agree on.
	Parity Parity
	// TwoStops: two stop bits instead of one.
	TwoStops bool
	// Rules cut the bytes into codes.
	Rules line.Rules
}

// look is how often a silent port looks whether it is to close.
const look = 100 * time.Millisecond

// Feed is the port. Make it with New.
type Feed struct {
	set   Setting
	clock scanner.Clock
}

// New returns the feed of a setting; Run says whether it can be used.
func New(set Setting, clock scanner.Clock) *Feed {
	if set.Baud == 0 {
		set.Baud = 9600
	}
	if set.Bits == 0 {
		set.Bits = 8
	}
	return &Feed{set: set, clock: clock}
}

// Source is SourceSerial.
func (*Feed) Source() scanner.Source { return scanner.SourceSerial }

// Device is the port as it was set.
func (f *Feed) Device() string { return f.set.Port }

func (f *Feed) fail(r scanner.Reason, err error) error {
	return &scanner.FeedError{Source: scanner.SourceSerial, Device: f.set.Port, Reason: r, Err: err}
}

// errNoPort says that no port was chosen.
var errNoPort = errors.New("no port is chosen")

// Run reads the port until ctx ends or the device is taken away (ReasonGone).
func (f *Feed) Run(ctx context.Context, sink scanner.Sink) error {
	if f.set.Port == "" {
		return f.fail(scanner.ReasonSetting, errNoPort)
	}
	name, err := find(f.set.Port)
	if err != nil {
		return f.fail(why(err), err)
	}
	mode := &serial.Mode{BaudRate: f.set.Baud, DataBits: f.set.Bits}
	switch f.set.Parity {
	case ParityOdd:
		mode.Parity = serial.OddParity
	case ParityEven:
		mode.Parity = serial.EvenParity
	case ParityNone:
	}
	if f.set.TwoStops {
		mode.StopBits = serial.TwoStopBits
	}
	port, err := serial.Open(name, mode)
	if err != nil {
		return f.fail(why(err), err)
	}
	defer func() { _ = port.Close() }() // it may be gone
	if err := port.SetReadTimeout(look); err != nil {
		return f.fail(scanner.ReasonBroken, err)
	}
	sink.Tell(scanner.FeedConnected, name)
	err = line.Pump(patient{ctx, port}, f.set.Rules, f.clock, func(text string) { sink.Take(scanner.Reading{Text: text}) })
	if ctx.Err() != nil {
		return nil
	}
	return f.fail(scanner.ReasonGone, err)
}

// patient reads a port until ctx ends. The port is closed only when nobody reads
// it any more: a number that is closed under a reader may be another file's next.
type patient struct {
	ctx  context.Context
	port serial.Port
}

func (p patient) Read(buf []byte) (int, error) {
	for p.ctx.Err() == nil {
		if n, err := p.port.Read(buf); n > 0 || err != nil {
			return n, err
		}
	}
	return 0, io.EOF
}

// why says what opening failed for.
func why(err error) scanner.Reason {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENXIO) || errors.Is(err, syscall.ENODEV) {
		return scanner.ReasonAbsent
	}
	if errors.Is(err, fs.ErrPermission) {
		return scanner.ReasonPermission
	}
	var e *serial.PortError
	if !errors.As(err, &e) {
		return scanner.ReasonBroken
	}
	switch e.Code() {
	case serial.PortNotFound:
		return scanner.ReasonAbsent
	case serial.PermissionDenied:
		return scanner.ReasonPermission
	case serial.PortBusy:
		return scanner.ReasonBusy
	case serial.InvalidSpeed, serial.InvalidDataBits, serial.InvalidParity, serial.InvalidStopBits, serial.InvalidSerialPort:
		return scanner.ReasonSetting
	case serial.FunctionNotImplemented:
		return scanner.ReasonUnsupported
	case serial.InvalidTimeoutValue, serial.ErrorEnumeratingPorts, serial.PortClosed:
	}
	return scanner.ReasonBroken
}

// PortInfo is a port that is there.
type PortInfo struct {
	Path string
	// Vendor, Product and Serial are the numbers of a USB device, the first two
	// as four capital hexadecimal digits; empty for any other port.
	Vendor, Product, Serial string
	// Name is what the device calls itself, empty if it does not say.
	Name string
}

// ID is what to write into Setting.Port: the numbers of a USB device, the path
// of any other.
func (p PortInfo) ID() string {
	if p.Vendor == "" {
		return p.Path
	}
	id := usbHead + p.Vendor + ":" + p.Product
	if p.Serial != "" {
		id += ":" + p.Serial
	}
	return id
}

const usbHead = "usb:"

// find returns the path of a port, looking a USB device up by its numbers. It is
// fs.ErrNotExist when the device is not there.
func find(port string) (string, error) {
	if !strings.HasPrefix(port, usbHead) {
		return port, nil
	}
	ports, err := Ports()
	if err != nil {
		return "", err
	}
	return match(port, ports)
}

// match picks the device: of two alike, the first. A number without the serial
// fits any of its kind.
func match(id string, ports []PortInfo) (string, error) {
	for _, p := range ports {
		if own := p.ID(); p.Vendor != "" && (own == id || strings.HasPrefix(own, id+":")) {
			return p.Path, nil
		}
	}
	return "", fs.ErrNotExist
}
