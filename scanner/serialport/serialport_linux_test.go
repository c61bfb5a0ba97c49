package serialport

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"miseban/scanner"
	"miseban/scanner/feedtest"
)

// pair opens a pseudo terminal: what the master writes arrives at the port.
func pair(t testing.TB) (master *os.File, port string) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("SKIPPED, no pseudo terminals here, so no serial port was read: ", err)
	}
	raw, err := master.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var n int
	var failed error
	err = raw.Control(func(fd uintptr) {
		if failed = unix.IoctlSetPointerInt(int(fd), unix.TIOCSPTLCK, 0); failed == nil {
			n, failed = unix.IoctlGetInt(int(fd), unix.TIOCGPTN)
		}
	})
	if err = errors.Join(err, failed); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { master.Close() })
	return master, fmt.Sprintf("/dev/pts/%d", n)
}

// rig is a scanner on a pseudo terminal. Its port has a name that stays, as udev
// gives one, while the terminal behind it changes.
func rig(end string, set Setting) func(t testing.TB) *feedtest.Rig {
	return func(t testing.TB) *feedtest.Rig {
		set := set
		set.Port = filepath.Join(t.TempDir(), "ttyACM0")
		var master *os.File
		write := func(t testing.TB, text string) {
			if _, err := master.WriteString(text); err != nil {
				t.Error(err)
			}
		}
		return &feedtest.Rig{
			Feed: New(set, feedtest.Clock()),
			Plug: func(t testing.TB, _ string) {
				var port string
				master, port = pair(t)
				if err := os.Symlink(port, set.Port); err != nil {
					t.Fatal(err)
				}
			},
			Unplug: func(t testing.TB) {
				if err := errors.Join(os.Remove(set.Port), master.Close()); err != nil {
					t.Error(err)
				}
			},
			Send: func(t testing.TB, texts ...string) { write(t, strings.Join(texts, end)+end) },
			Half: write,
		}
	}
}

func TestContract(t *testing.T) {
	for name, end := range map[string]string{"return": "\r", "feed": "\n", "both": "\r\n", "tab": "\t"} {
		t.Run(name, func(t *testing.T) { feedtest.Run(t, rig(end, Setting{})) })
	}
	t.Run("seven bits", func(t *testing.T) {
		feedtest.Run(t, rig("\r", Setting{Baud: 115200, Bits: 7, Parity: ParityEven, TwoStops: true}))
	})
}

func BenchmarkPort(b *testing.B) { feedtest.Bench(b, rig("\r\n", Setting{})(b)) }

type deaf struct{}

func (deaf) Take(scanner.Reading)           {}
func (deaf) Tell(scanner.FeedState, string) {}

// TestRefused: what a setting or the system does not allow.
func TestRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, port := pair(t)
	for _, c := range []struct {
		set  Setting
		want scanner.Reason
	}{
		{Setting{}, scanner.ReasonSetting},
		{Setting{Port: file + "-not"}, scanner.ReasonAbsent},
		{Setting{Port: "usb:FFFF:FFFF"}, scanner.ReasonAbsent},
		{Setting{Port: file}, scanner.ReasonSetting}, // a file, not a port
		{Setting{Port: port, Bits: 3}, scanner.ReasonSetting},
	} {
		err := New(c.set, feedtest.Clock()).Run(t.Context(), deaf{})
		if got := scanner.ReasonOf(err); got != c.want {
			t.Errorf("%+v: %v (%v), want %v", c.set, got, err, c.want)
		}
	}
	if os.Getuid() == 0 {
		return // everything is allowed to root
	}
	if err := os.Chmod(file, 0); err != nil {
		t.Fatal(err)
	}
	if got := scanner.ReasonOf(New(Setting{Port: file}, feedtest.Clock()).Run(t.Context(), deaf{})); got != scanner.ReasonPermission {
		t.Errorf("a port that is not ours: %v", got)
	}
}

// TestPorts reads a tree as the kernel shows one: a scanner set to USB-CDC, a
// bridge with a USB chip, a port on the board, a place without a port.
func TestPorts(t *testing.T) {
	root := t.TempDir()
	put := func(path, text string) {
		t.Helper()
		path = filepath.Join(root, path)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	link := func(tty, device string) {
		t.Helper()
		put(device+"/x", "")
		put("class/"+tty+"/dev", "")
		if err := os.Symlink(filepath.Join(root, device), filepath.Join(root, "class", tty, "device")); err != nil {
			t.Fatal(err)
		}
	}
	link("ttyACM0", "bus/1-1/1-1:1.0")
	put("bus/1-1/idVendor", "05e0\n")
	put("bus/1-1/idProduct", "1701\n")
	put("bus/1-1/serial", "S1:23\n")
	put("bus/1-1/manufacturer", "Symbol Technologies\n")
	put("bus/1-1/product", "Bar Code Scanner\n")
	link("ttyUSB0", "bus/1-2/1-2:1.0/ttyUSB0")
	put("bus/1-2/idVendor", "067b\n")
	put("bus/1-2/idProduct", "2303\n")
	link("ttyS0", "board/a")
	put("class/ttyS0/type", "4\n")
	link("ttyS1", "board/b")
	put("class/ttyS1/type", "0\n")
	put("class/tty0/dev", "")
	got, err := portsIn(filepath.Join(root, "class"), "/dev")
	want := []PortInfo{
		{Path: "/dev/ttyACM0", Vendor: "05E0", Product: "1701", Serial: "S1:23", Name: "Symbol Technologies Bar Code Scanner"},
		{Path: "/dev/ttyS0"},
		{Path: "/dev/ttyUSB0", Vendor: "067B", Product: "2303"},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	for id, path := range map[string]string{
		"usb:05E0:1701:S1:23": "/dev/ttyACM0", "usb:05E0:1701": "/dev/ttyACM0", "usb:067B:2303": "/dev/ttyUSB0",
		"usb:05E0:1701:other": "", "usb:05E0": "/dev/ttyACM0", "usb:05E": "", "usb:067B:2303:1": "", "usb:": "",
	} {
		if p, err := match(id, got); p != path || (path == "") != errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is at %q, %v", id, p, err)
		}
	}
	for _, p := range got {
		if path, err := match(p.ID(), got); p.Vendor != "" && (path != p.Path || err != nil) {
			t.Errorf("%+v is not found by %s", p, p.ID())
		}
	}
	if list, err := portsIn(filepath.Join(root, "nowhere"), "/dev"); err != nil || list != nil {
		t.Errorf("without a tree: %v, %v", list, err)
	}
	if _, err := Ports(); err != nil {
		t.Error(err)
	}
}
