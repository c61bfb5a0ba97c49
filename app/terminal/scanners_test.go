package terminal

import (
	"context"
	"log/slog"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"miseban/app/internal/ui/settingsui"
	"miseban/app/retail"
	"miseban/scanner"
	"miseban/scanner/intake"
	"miseban/scanner/serialport"
)

// drawer keeps settings in memory.
type drawer struct {
	mu sync.Mutex
	m  map[string]string
}

func (d *drawer) String(key string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.m[key]
}

func (d *drawer) SetString(key, value string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.m[key] = value
}

func scannersFor(t *testing.T, keep *drawer, once map[scanner.Source]string) *scanners {
	t.Helper()
	s := newScanners(t.Context(), keep, once, filepath.Join(t.TempDir(), "pictures"), func() scanner.Options {
		return scanner.Options{UPCE: true, Layout: scanner.USOnJIS()}
	}, nil, intake.Options{Clock: ticking{retail.ClockFunc(time.Now)}, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(s.in.Close)
	return s
}

// of waits until a way in stands as wanted.
func of(t *testing.T, s *scanners, from scanner.Source, state scanner.FeedState) settingsui.Scanner {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		for _, v := range s.Scanners() {
			if v.Source == from && v.State == state {
				return v
			}
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%v is never %v: %+v", from, state, s.Scanners())
		case <-time.After(time.Millisecond):
		}
	}
}

// TestScanOverTCP: what a handheld sends comes out as a code; the switch in the
// settings closes the door, and another address opens another.
func TestScanOverTCP(t *testing.T) {
	keep := &drawer{m: map[string]string{}}
	s := scannersFor(t, keep, map[scanner.Source]string{scanner.SourceTCP: "127.0.0.1:0"})
	v := of(t, s, scanner.SourceTCP, scanner.FeedWaiting)
	conn, err := net.Dial("tcp", v.Device)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("]E04901234567894\r\n]C10104901234567894\x1d10AB\r\n")); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"]E0", "]C1"} {
		if c := <-s.in.Codes(); c.Source != scanner.SourceTCP || c.AIM != want || c.Fields.GTIN14 != "04901234567894" {
			t.Errorf("%+v", c)
		}
	}
	if len(keep.m) != 0 {
		t.Errorf("the command line was kept: %v", keep.m)
	}
	s.Switch(scanner.SourceTCP, false)
	if _, err := conn.Read(make([]byte, 1)); err == nil {
		t.Error("switched off and still connected")
	}
	if keep.m["scan.tcp"] != "off" {
		t.Errorf("kept %v", keep.m)
	}
	s.Use(scanner.SourceTCP, "0.0.0.0:0")
	if v := of(t, s, scanner.SourceTCP, scanner.FeedWaiting); !v.Open || !v.On || v.Chosen != "0.0.0.0:0" {
		t.Errorf("%+v", v)
	}
	if keep.m["scan.tcp"] != "on" || keep.m["scan.tcp.device"] != "0.0.0.0:0" {
		t.Errorf("kept %v", keep.m)
	}
}

// TestWithoutLineEnd: a scanner that sends none is understood when the setting
// says so.
func TestWithoutLineEnd(t *testing.T) {
	s := scannersFor(t, &drawer{m: map[string]string{}}, map[scanner.Source]string{scanner.SourceTCP: "127.0.0.1:0+idle"})
	v := of(t, s, scanner.SourceTCP, scanner.FeedWaiting)
	conn, err := net.Dial("tcp", v.Device)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("4901234567894")); err != nil {
		t.Fatal(err)
	}
	if c := <-s.in.Codes(); c.Fields.GTIN14 != "04901234567894" || v.Open {
		t.Errorf("%+v %+v", c, v)
	}
}

// TestKeptScanners: what was chosen runs again after a restart; what is not there
// says so.
func TestKeptScanners(t *testing.T) {
	keep := &drawer{m: map[string]string{
		"scan.serial": "on", "scan.serial.device": "/dev/no-such-port@115200", "scan.picture": "on", "scan.evdev": "off", "scan.evdev.device": "05E0:1200",
	}}
	s := scannersFor(t, keep, nil)
	if v := of(t, s, scanner.SourceSerial, scanner.FeedWaiting); v.Reason != scanner.ReasonAbsent {
		t.Errorf("%+v", v)
	}
	if v := of(t, s, scanner.SourcePicture, scanner.FeedConnected); v.Chosen != s.pictures {
		t.Errorf("%+v", v)
	}
	if _, err := os.Stat(s.pictures); err != nil {
		t.Error(err)
	}
	for _, v := range s.Scanners() {
		if on := v.Source == scanner.SourceSerial || v.Source == scanner.SourcePicture; v.On != on || v.Open {
			t.Errorf("%+v", v)
		}
	}
	for _, from := range ways {
		if _, err := s.Devices(t.Context(), from); err != nil {
			t.Errorf("%v: %v", from, err)
		}
	}
}

// TestOwnLayout: the keyboard's layout is not that of a device read below it;
// that one is learned from the calibration code it sends.
func TestOwnLayout(t *testing.T) {
	s := scannersFor(t, &drawer{m: map[string]string{}}, nil)
	for _, from := range ways {
		if opt := s.read(from); !opt.Layout.IsZero() || !opt.UPCE {
			t.Errorf("%v: %+v", from, opt)
		}
	}
	swapped := strings.NewReplacer("@", "[", "[", "@").Replace(scanner.Calibration())
	s.learn(scanner.Classify(swapped, scanner.Options{Source: scanner.SourceWedge}))
	if !s.read(scanner.SourceEvdev).Layout.IsZero() {
		t.Error("learned from the keyboard")
	}
	s.learn(scanner.Classify(swapped, scanner.Options{Source: scanner.SourceEvdev}))
	if got := s.read(scanner.SourceEvdev).Layout.Restore("a[b"); got != "a@b" {
		t.Errorf("restored to %q", got)
	}
	if !s.read(scanner.SourceSerial).Layout.IsZero() {
		t.Error("a serial line has a layout")
	}
}

// TestGuesses: badges over the line count once in two seconds, all else at once.
func TestGuesses(t *testing.T) {
	start := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	var g guesses
	for i, c := range []struct {
		from scanner.Source
		kind scanner.Kind
		at   time.Duration
		want bool
	}{
		{scanner.SourceTCP, scanner.KindStaff, 0, true},
		{scanner.SourceTCP, scanner.KindStaff, time.Second, false},
		{scanner.SourceTCP, scanner.KindPickupDigits, 2 * time.Second, false}, // the one before made it wait
		{scanner.SourceTCP, scanner.KindGTIN, 2 * time.Second, true},
		{scanner.SourceSerial, scanner.KindStaff, 2 * time.Second, true},
		{scanner.SourceTCP, scanner.KindStaff, 4 * time.Second, true},
		{scanner.SourceTCP, scanner.KindStaff, 0, true}, // the clock went back
	} {
		if got := g.allow(scanner.Code{Source: c.from, Kind: c.kind, At: start.Add(c.at)}); got != c.want {
			t.Errorf("code %d: %v", i, got)
		}
	}
}

func TestParseScan(t *testing.T) {
	got, err := parseScan("tcp, serial=/dev/ttyS0@9600;7E1,evdev=05E0:1200,picture=/tmp/x")
	want := map[scanner.Source]string{
		scanner.SourceTCP: "", scanner.SourceSerial: "/dev/ttyS0@9600,7E1", scanner.SourceEvdev: "05E0:1200", scanner.SourcePicture: "/tmp/x",
	}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	if none, err := parseScan(""); err != nil || none != nil {
		t.Errorf("%v, %v", none, err)
	}
	for _, bad := range []string{"wedge", "tcp,,", "typed=1", "="} {
		if _, err := parseScan(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestSerialSetting(t *testing.T) {
	for device, want := range map[string]serialport.Setting{
		"/dev/ttyACM0":         {Port: "/dev/ttyACM0"},
		"usb:05E0:1701:S1@2":   {Port: "usb:05E0:1701:S1@2"},
		"COM3@115200":          {Port: "COM3", Baud: 115200},
		"/dev/ttyS0@9600,7E1":  {Port: "/dev/ttyS0", Baud: 9600, Bits: 7, Parity: serialport.ParityEven},
		"/dev/ttyS0@19200,8O2": {Port: "/dev/ttyS0", Baud: 19200, Parity: serialport.ParityOdd, TwoStops: true},
	} {
		if got := serialSetting(device); got != want {
			t.Errorf("%s: %+v", device, got)
		}
	}
	if got := []string{shopListen}; !slices.Equal(got, []string{"0.0.0.0:58627"}) {
		t.Error(got)
	}
}
