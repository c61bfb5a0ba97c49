package serialport

import (
	"os"
	"path/filepath"
	"strings"
)

// Ports lists the ports that are there, without opening any: to open a port sets
// its lines and its speed, and it may be the till's printer.
func Ports() ([]PortInfo, error) { return portsIn("/sys/class/tty", "/dev") }

// portsIn reads the ports from the kernel's tree: each tty with a device behind
// it is a port, and a USB device names itself some folders further up.
func portsIn(class, dev string) ([]PortInfo, error) {
	entries, err := os.ReadDir(class)
	if err != nil {
		if os.IsNotExist(err) {
			return nil, nil // no terminals, no ports
		}
		return nil, err
	}
	var out []PortInfo
	for _, e := range entries {
		dir := filepath.Join(class, e.Name())
		device, err := filepath.EvalSymlinks(filepath.Join(dir, "device"))
		if err != nil || first(filepath.Join(dir, "type")) == "0" { // not a device, or a place where none is
			continue
		}
		p := PortInfo{Path: filepath.Join(dev, e.Name())}
		for range 4 {
			if vendor := first(filepath.Join(device, "idVendor")); vendor != "" {
				p.Vendor, p.Product = strings.ToUpper(vendor), strings.ToUpper(first(filepath.Join(device, "idProduct")))
				p.Serial = first(filepath.Join(device, "serial"))
				p.Name = strings.TrimSpace(first(filepath.Join(device, "manufacturer")) + " " + first(filepath.Join(device, "product")))
				break
			}
			device = filepath.Dir(device)
		}
		out = append(out, p)
	}
	return out, nil
}

// first is the first line of a small file, empty if there is none.
func first(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	s, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimSpace(s)
}
