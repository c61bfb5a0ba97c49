//go:build !linux && (!darwin || cgo)

package serialport

import "go.bug.st/serial/enumerator"

// Ports lists the ports that are there.
func Ports() ([]PortInfo, error) {
	list, err := enumerator.GetDetailedPortsList()
	if err != nil {
		return nil, err
	}
	var out []PortInfo
	for _, p := range list {
		i := PortInfo{Path: p.Name}
		if p.IsUSB {
			i.Vendor, i.Product, i.Serial, i.Name = p.VID, p.PID, p.SerialNumber, p.Product
		}
		out = append(out, i)
	}
	return out, nil
}
