//go:build darwin && !cgo

package serialport

import "go.bug.st/serial"

// Ports lists the ports that are there; this build cannot tell which of them are
// USB devices.
func Ports() ([]PortInfo, error) {
	names, err := serial.GetPortsList()
	var out []PortInfo
	for _, n := range names {
		out = append(out, PortInfo{Path: n})
	}
	return out, err
}
