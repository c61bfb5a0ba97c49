package evdev

import (
	"errors"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Devices lists the input devices that are there.
func Devices() ([]Info, error) { return devicesIn("/proc/bus/input/devices") }

// Requests of linux/input.h. eviocGrab is a write request as all machines number
// them but MIPS, PowerPC and SPARC, on which no terminal of a shop runs; there it
// fails with ENOTTY and the feed says that it cannot use the device.
const (
	eviocGrab = 0x40044590 // EVIOCGRAB
	eviocKey  = 0x80604518 // EVIOCGKEY(96)
	eviocLED  = 0x80014519 // EVIOCGLED(1)
	keyBytes  = 96         // KEY_MAX is 0x2ff
	ledCaps   = 1 << 1
)

// node is an open event device.
type node struct{ *os.File }

// openDevice opens a device and takes it for this program alone.
func openDevice(path string) (device, error) {
	// Without a wait, so that Close ends a Read.
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		if errors.Is(err, unix.ENODEV) || errors.Is(err, unix.ENXIO) {
			err = os.ErrNotExist
		}
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	n := node{os.NewFile(uintptr(fd), path)}
	err = n.control(func(fd int) error { return unix.IoctlSetInt(fd, eviocGrab, 1) })
	if err == nil {
		return n, nil
	}
	n.Close()
	switch {
	case errors.Is(err, unix.EBUSY):
		err = errBusy
	case errors.Is(err, unix.ENOTTY), errors.Is(err, unix.EINVAL):
		err = errNoDevice
	}
	return nil, fmt.Errorf("grab %s: %w", path, err)
}

// control calls the kernel about the device.
func (n node) control(do func(fd int) error) error {
	raw, err := n.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = do(int(fd)) }); err != nil {
		return err
	}
	return failed
}

func (n node) held() (caps bool, down []byte, err error) {
	down = make([]byte, keyBytes)
	var led [1]byte
	err = n.control(func(fd int) error {
		if err := ask(fd, eviocKey, &down[0]); err != nil {
			return err
		}
		return ask(fd, eviocLED, &led[0])
	})
	return led[0]&ledCaps != 0, down, err
}

// ask lets the kernel fill in the bytes at to; the request says how many.
func ask(fd int, request uintptr, to *byte) error {
	if _, _, e := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), request, uintptr(unsafe.Pointer(to))); e != 0 {
		return e
	}
	return nil
}
