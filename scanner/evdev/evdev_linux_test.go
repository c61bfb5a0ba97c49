package evdev

import (
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"

	"miseban/scanner"
	"miseban/scanner/feedtest"
)

// pipe is a device that is a named pipe: real reads of real events, without the
// kernel's grab.
type pipe struct{ *os.File }

func (pipe) held() (bool, []byte, error) { return nothingHeld() }

// rig is a scanner on a named pipe.
func rig(end string) func(t testing.TB) *feedtest.Rig {
	return func(t testing.TB) *feedtest.Rig {
		path := filepath.Join(t.TempDir(), "event7")
		var mu sync.Mutex
		var there []Info
		var scan *os.File
		f := New(Setting{Device: "05e0:1200"}, feedtest.Clock())
		f.list = func() ([]Info, error) {
			mu.Lock()
			defer mu.Unlock()
			return there, nil
		}
		f.open = func(path string) (device, error) {
			file, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
			return pipe{file}, err
		}
		write := func(t testing.TB, text string) {
			var h hand
			h.text(text)
			if _, err := scan.Write(h.Bytes()); err != nil {
				t.Error(err)
			}
		}
		show := func(list ...Info) {
			mu.Lock()
			defer mu.Unlock()
			there = list
		}
		return &feedtest.Rig{
			Feed: f,
			Plug: func(t testing.TB, _ string) {
				var err error
				if err = unix.Mkfifo(path, 0o600); err != nil {
					t.Fatal(err)
				}
				if scan, err = os.OpenFile(path, os.O_RDWR, 0); err != nil {
					t.Fatal(err)
				}
				show(Info{path, "Bar Code Scanner", "05E0", "1200", true})
			},
			Unplug: func(t testing.TB) {
				show()
				if err := errors.Join(os.Remove(path), scan.Close()); err != nil {
					t.Error(err)
				}
			},
			Send: func(t testing.TB, texts ...string) { write(t, strings.Join(texts, end)+end) },
			Half: write,
		}
	}
}

func TestContract(t *testing.T) {
	for name, end := range map[string]string{"enter": "\r", "tab": "\t", "both": "\r\n"} {
		t.Run(name, func(t *testing.T) { feedtest.Run(t, rig(end)) })
	}
}

func BenchmarkDevice(b *testing.B) { feedtest.Bench(b, rig("\r")(b)) }

type deaf struct{}

func (deaf) Take(scanner.Reading)           {}
func (deaf) Tell(scanner.FeedState, string) {}

// TestRefused: what a setting or the system does not allow, as far as it can be
// had without a device.
func TestRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "event3")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	there := []Info{{file, "a file", "0001", "0002", true}, {file + "-gone", "gone", "0001", "0003", true}}
	run := func(device string, open func(string) (device, error)) scanner.Reason {
		f := New(Setting{Device: device}, feedtest.Clock())
		f.list = func() ([]Info, error) { return there, nil }
		if open != nil {
			f.open = open
		}
		return scanner.ReasonOf(f.Run(t.Context(), deaf{}))
	}
	refuse := func(err error) func(string) (device, error) {
		return func(string) (device, error) { return nil, err }
	}
	for _, c := range []struct {
		device string
		open   func(string) (device, error)
		want   scanner.Reason
	}{
		{"", nil, scanner.ReasonSetting},
		{"FFFF:FFFF", nil, scanner.ReasonAbsent},
		{"0001:0002", nil, scanner.ReasonSetting}, // the kernel knows no grab for it
		{"0001:0003", nil, scanner.ReasonAbsent},
		{"0001:0002", refuse(&fs.PathError{Op: "open", Path: file, Err: unix.EACCES}), scanner.ReasonPermission},
		{"0001:0002", refuse(errBusy), scanner.ReasonBusy},
		{"0001:0002", refuse(errUnsupported), scanner.ReasonUnsupported},
		{"0001:0002", refuse(unix.EIO), scanner.ReasonBroken},
	} {
		if got := run(c.device, c.open); got != c.want {
			t.Errorf("%q: %v, want %v", c.device, got, c.want)
		}
	}
	if _, err := Devices(); err != nil {
		t.Error(err)
	}
}

// TestRealDevice makes a keyboard of the kernel's own, and reads it while it is
// grabbed.
func TestRealDevice(t *testing.T) {
	keyboard, err := os.OpenFile("/dev/uinput", os.O_WRONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Skip("SKIPPED, no /dev/uinput to make a keyboard with, so the kernel's grab was not tried: ", err)
	}
	defer keyboard.Close()
	const name = "miseban test scanner"
	raw, err := keyboard.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	// linux/uinput.h: UI_SET_EVBIT, UI_SET_KEYBIT, struct uinput_user_dev, UI_DEV_CREATE.
	var failed error
	err = raw.Control(func(fd uintptr) {
		failed = unix.IoctlSetInt(int(fd), 0x40045564, evKey)
		for code := 1; code < 128 && failed == nil; code++ {
			failed = unix.IoctlSetInt(int(fd), 0x40045565, code)
		}
	})
	if err = errors.Join(err, failed); err != nil {
		t.Fatal(err)
	}
	about := make([]byte, 80+8+4+4*64*4)
	copy(about, name)
	for i, v := range []uint16{3, 0x7fff, 0x7ffe, 1} { // USB, vendor, product, version
		binary.NativeEndian.PutUint16(about[80+2*i:], v)
	}
	if _, err := keyboard.Write(about); err != nil {
		t.Fatal(err)
	}
	err = raw.Control(func(fd uintptr) { failed = unix.IoctlSetInt(int(fd), 0x5501, 0) })
	if err = errors.Join(err, failed); err != nil {
		t.Fatal(err)
	}
	sink := &listener{connected: make(chan string, 1), codes: make(chan string, 200)}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	feed := New(Setting{Device: "7FFF:7FFE"}, feedtest.Clock())
	go func() { done <- feed.Run(ctx, sink) }()
	select {
	case got := <-sink.connected:
		if got != name {
			t.Errorf("connected to %q", got)
		}
	case err := <-done:
		if scanner.ReasonOf(err) == scanner.ReasonAbsent || scanner.ReasonOf(err) == scanner.ReasonPermission {
			t.Skip("SKIPPED, the kernel made a keyboard but it does not appear in /dev/input: ", err)
		}
		t.Fatal(err)
	}
	if got := scanner.ReasonOf(New(Setting{Device: "7FFF:7FFE"}, feedtest.Clock()).Run(ctx, deaf{})); got != scanner.ReasonBusy {
		t.Errorf("a second one got the device: %v", got)
	}
	sent := append(feedtest.Jans(100), "]C10104901234567894\x1d10AB-1")
	var h hand
	h.text(strings.Join(sent, "\r") + "\r")
	for events := h.Bytes(); len(events) > 0; events = events[eventSize:] {
		if _, err := keyboard.Write(events[:eventSize]); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for range sent {
		got = append(got, <-sink.codes)
	}
	if !slices.Equal(got, sent) {
		t.Errorf("%q", got)
	}
	keyboard.Close() // taken away
	if err := <-done; scanner.ReasonOf(err) != scanner.ReasonGone {
		t.Errorf("ended with %v", err)
	}
	cancel()
}

type listener struct{ connected, codes chan string }

func (l *listener) Take(r scanner.Reading)                  { l.codes <- r.Text }
func (l *listener) Tell(_ scanner.FeedState, device string) { l.connected <- device }
