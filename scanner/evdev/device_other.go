//go:build !linux

package evdev

// Devices says that there is no list of input devices on this system.
func Devices() ([]Info, error) { return nil, errUnsupported }

func openDevice(string) (device, error) { return nil, errUnsupported }
