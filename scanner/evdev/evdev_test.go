package evdev

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"math/bits"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"miseban/scanner/feedtest"
	"miseban/scanner/line"
)

// hand makes the events of a scanner that types.
type hand struct{ bytes.Buffer }

func (h *hand) event(kind, code uint16, value int32) {
	h.Write(make([]byte, eventSize-eventTail))
	var b [eventTail]byte
	binary.NativeEndian.PutUint16(b[:], kind)
	binary.NativeEndian.PutUint16(b[2:], code)
	binary.NativeEndian.PutUint32(b[4:], uint32(value))
	h.Write(b[:])
}

// key moves a key: the code of the USB page, the key, the report.
func (h *hand) key(code uint16, value int32) {
	h.event(4, 4, 0x70000+int32(code))
	h.event(evKey, code, value)
	h.event(evSyn, synReport, 0)
}

func (h *hand) press(code uint16) {
	h.key(code, 1)
	h.key(code, 0)
}

// with presses a key while another is down.
func (h *hand) with(mod, code uint16) {
	h.key(mod, 1)
	h.press(code)
	h.key(mod, 0)
}

// text types a text as a scanner set to the US layout does: control characters
// with Ctrl.
func (h *hand) text(s string) {
	for _, c := range []byte(s) {
		ctrl := c < ' ' && c != '\r' && c != '\t'
		if ctrl {
			c |= 0x40
		}
		at := func(shift int) int {
			return slices.IndexFunc(chars[:], func(k [2]byte) bool { return k[shift] == c })
		}
		code, shift := at(0), false
		if code < 0 {
			code, shift = at(1), true
		}
		if ctrl {
			h.key(keyLeftCtrl, 1)
		}
		if shift {
			h.with(keyLeftShift, uint16(code))
		} else {
			h.press(uint16(code))
		}
		if ctrl {
			h.key(keyLeftCtrl, 0)
		}
	}
}

func nothingHeld() (bool, []byte, error) { return false, nil, nil }

// typed returns what the events of a device type.
func typed(t testing.TB, from io.Reader, held func() (bool, []byte, error)) string {
	t.Helper()
	k := &keys{held: held}
	if err := k.sync(); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(&reader{from: from, keys: k})
	if err != nil {
		t.Fatal(err)
	}
	return string(got)
}

func TestKeys(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(h *hand)
		want string
	}{
		{"digits", func(h *hand) { h.text("4901234567894\r") }, "4901234567894\r"},
		{"shift", func(h *hand) { h.text("]C1(01)A-b_c{d}\t") }, "]C1(01)A-b_c{d}\t"},
		{"right shift", func(h *hand) { h.with(keyRightShift, 30) }, "A"},
		{"both shifts", func(h *hand) {
			h.key(keyLeftShift, 1)
			h.with(keyRightShift, 30)
			h.press(31)
			h.key(keyLeftShift, 0)
			h.press(32)
		}, "ASd"},
		{"separator", func(h *hand) { h.text("10AB\x1d21C\r") }, "10AB\x1d21C\r"},
		{"line end with Ctrl", func(h *hand) { h.with(keyRightCtrl, 50) }, "\r"},
		{"Ctrl and a digit", func(h *hand) { h.with(keyLeftCtrl, key1) }, ""},
		{"caps", func(h *hand) {
			h.press(keyCaps)
			h.text("a1]")
			h.with(keyLeftShift, 30)
			h.press(keyCaps)
			h.text("a")
		}, "A1]aa"},
		{"keypad", func(h *hand) {
			for _, k := range []uint16{71, 72, 73, 75, 76, 77, 79, 80, 81, 82, 83, 74, 78, 55, 98, 117, 121, 96} {
				h.press(k)
			}
		}, "7894561230.-+*/=,\r"},
		{"Alt and numbers", func(h *hand) {
			for _, n := range [][]uint16{{82, 77, 76}, {81, 77}, {82, 80, 73}, {79, 71, 80}, {80, 80, 80, 80}} { // 065 36 029 172 2222
				h.key(keyLeftAlt, 1)
				for _, k := range n {
					h.press(k)
				}
				h.key(keyLeftAlt, 0)
			}
			h.with(keyRightAlt, 30)
		}, "A$\x1d\u00ac\ufffd"},
		{"no character", func(h *hand) {
			for _, k := range []uint16{1, 59, 60, 69, 88, 103, 111, 113, 127, 128, 240, 0x1ff, 0x2ff} {
				h.press(k)
			}
			h.with(keyLeftMeta, 30)
		}, ""},
		{"repeats", func(h *hand) {
			h.key(30, 1)
			h.key(30, 2)
			h.key(30, 2)
			h.key(30, 0)
			h.key(31, 0)
		}, "a"},
		{"Japanese keys", func(h *hand) {
			h.press(89)
			h.with(keyLeftShift, 89)
			h.press(124)
			h.with(keyLeftShift, 124)
			h.press(86)
		}, "\\_\\|<"},
	} {
		var h hand
		c.do(&h)
		if got := typed(t, &h, nothingHeld); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestEveryCharacter: each character of ASCII that a code can hold.
func TestEveryCharacter(t *testing.T) {
	for c := byte(1); c < 0x7f; c++ {
		var h hand
		h.text(string(rune(c)))
		if got := typed(t, &h, nothingHeld); got != string(rune(c)) {
			t.Errorf("%q came for %q", got, c)
		}
	}
}

// TestHeld: what is down and on when the device is taken.
func TestHeld(t *testing.T) {
	down := make([]byte, 96)
	down[keyRightShift/8] |= 1 << (keyRightShift % 8)
	var h hand
	h.press(30)
	h.press(2)
	h.key(keyRightShift, 0)
	h.press(30)
	if got := typed(t, &h, func() (bool, []byte, error) { return true, down, nil }); got != "a!A" {
		t.Errorf("%q", got)
	}
}

// TestLostEvents: when the kernel had to drop events, the code they belong to is
// dropped too, and a Shift that was let go meanwhile is not on.
func TestLostEvents(t *testing.T) {
	var h hand
	h.text("49012\r")
	h.text("490")
	h.key(keyLeftShift, 1)
	h.event(evSyn, synDrop, 0)
	h.event(evKey, 3, 1) // to be ignored up to the report
	h.event(evSyn, synReport, 0)
	h.text("567894\r4567\r")
	var got []string
	k := &keys{held: nothingHeld}
	err := line.Pump(&reader{from: &h, keys: k}, line.Rules{Void: void}, feedtest.Clock(), func(text string) { got = append(got, text) })
	if !errors.Is(err, io.EOF) || !slices.Equal(got, []string{"49012", "4567"}) {
		t.Errorf("%q, %v", got, err)
	}
}

// TestRecorded is a scanner's "1a", Shift with it, as a machine with 64 bits
// gives the bytes: seconds, microseconds, kind, code, value, each little end
// first.
func TestRecorded(t *testing.T) {
	if bits.UintSize != 64 || binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		t.Skip("SKIPPED, the bytes were written down on another kind of machine")
	}
	const rec = "" +
		"7b3fa16a00000000 a4d1030000000000 0400 0400 1e000700" + // MSC_SCAN, USB key 0x1e
		"7b3fa16a00000000 a4d1030000000000 0100 0200 01000000" + // KEY_1 down
		"7b3fa16a00000000 a4d1030000000000 0000 0000 00000000" + // report
		"7b3fa16a00000000 6ce1030000000000 0100 0200 00000000" +
		"7b3fa16a00000000 6ce1030000000000 0100 2a00 01000000" + // KEY_LEFTSHIFT down
		"7b3fa16a00000000 6ce1030000000000 0000 0000 00000000" +
		"7b3fa16a00000000 34f1030000000000 0100 1e00 01000000" + // KEY_A down
		"7b3fa16a00000000 34f1030000000000 0000 0000 00000000" +
		"7b3fa16a00000000 fc00040000000000 0100 1e00 00000000" +
		"7b3fa16a00000000 fc00040000000000 0100 2a00 00000000" +
		"7b3fa16a00000000 fc00040000000000 0100 1c00 01000000" + // KEY_ENTER down
		"7b3fa16a00000000 fc00040000000000 0000 0000 00000000"
	raw, err := hex.DecodeString(strings.ReplaceAll(rec, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range []io.Reader{bytes.NewReader(raw), iotest.OneByteReader(bytes.NewReader(raw))} {
		if got := typed(t, from, nothingHeld); got != "1A\r" {
			t.Errorf("%q", got)
		}
	}
}

// cut gives its bytes in reads of the lengths, over and over.
type cut struct {
	p    []byte
	lens []int
	n    int
}

func (c *cut) Read(p []byte) (int, error) {
	if len(c.p) == 0 {
		return 0, io.EOF
	}
	n := min(len(p), len(c.p), c.lens[c.n%len(c.lens)])
	c.n++
	copy(p, c.p[:n])
	c.p = c.p[n:]
	return n, nil
}

// TestAnySplit: how the events are cut into reads changes no code.
func TestAnySplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		codes := rapid.SliceOfN(rapid.StringMatching(`[ -~\x1d]{0,20}[!-~]`), 1, 10).Draw(t, "codes")
		var h hand
		h.text(strings.Join(codes, "\r") + "\r")
		lens := rapid.SliceOfN(rapid.IntRange(1, 200), 1, 6).Draw(t, "lens")
		var got []string
		k := &keys{held: nothingHeld}
		err := line.Pump(&reader{from: &cut{p: h.Bytes(), lens: lens}, keys: k}, line.Rules{Void: void}, feedtest.Clock(), func(text string) { got = append(got, text) })
		if !errors.Is(err, io.EOF) || !slices.Equal(got, codes) {
			t.Fatalf("%q for %q, %v", got, codes, err)
		}
	})
}

func FuzzReader(f *testing.F) {
	var h hand
	h.text("]C10104901234567894\x1d10AB\r")
	h.event(evSyn, synDrop, 0)
	h.key(keyLeftAlt, 1)
	h.press(82)
	f.Add(h.Bytes(), uint8(24))
	f.Fuzz(func(t *testing.T, p []byte, n uint8) {
		whole := typed(t, bytes.NewReader(p), nothingHeld)
		parts := typed(t, &cut{p: p, lens: []int{max(1, int(n))}}, nothingHeld)
		if whole != parts {
			t.Fatalf("%q at once, %q in reads of %d", whole, parts, n)
		}
		if events := len(p) / eventSize; len(whole) > 3*events { // U+FFFD has three bytes
			t.Fatalf("%d bytes of %d events", len(whole), events)
		}
	})
}

const listed = `I: Bus=0011 Vendor=0001 Product=0001 Version=ab41
N: Name="AT Translated Set 2 keyboard"
P: Phys=isa0060/serio0/input0
S: Sysfs=/devices/platform/i8042/serio0/input/input3
U: Uniq=
H: Handlers=sysrq kbd event3 leds 
B: PROP=0
B: EV=120013
B: KEY=402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe
B: MSC=10
B: LED=7

I: Bus=0003 Vendor=05e0 Product=1200 Version=0110
N: Name="Symbol Technologies, Inc, 2008 Symbol Bar Code Scanner "X""
H: Handlers=sysrq kbd leds event12 
B: KEY=1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe

I: Bus=0003 Vendor=05e0 Product=1200 Version=0110
N: Name="Symbol Technologies Consumer Control"
H: Handlers=kbd event13 
B: KEY=3f000301ff 0 0 483ffff17aff32d bfd4444600000000 1 130ff38b17c000 677bfad941dfed 9ed68000004400 10000002

I: Bus=0019 Vendor=0000 Product=0001 Version=0000
N: Name="Power Button"
H: Handlers=kbd event0 
B: KEY=10000000000000 0

I: Bus=0003 Vendor=zz Product= Version=0
N: Name="no events"
H: Handlers=js0 
`

func TestList(t *testing.T) {
	got := parse(listed)
	want := []Info{
		{"/dev/input/event3", "AT Translated Set 2 keyboard", "0001", "0001", true},
		{"/dev/input/event12", `Symbol Technologies, Inc, 2008 Symbol Bar Code Scanner "X"`, "05E0", "1200", true},
		{"/dev/input/event13", "Symbol Technologies Consumer Control", "05E0", "1200", false},
		{"/dev/input/event0", "Power Button", "0000", "0001", false},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	for device, path := range map[string]string{
		"05E0:1200": want[1].Path, "05e0:1200": want[1].Path, want[1].Name: want[1].Path, "/dev/input/event13": want[2].Path,
		"0000:0001": "", want[2].Name: "", "": "", "no events": "",
	} {
		if i, err := find(device, got); i.Path != path || (path == "") != (err != nil) {
			t.Errorf("%q is %+v, %v", device, i, err)
		}
	}
}

func FuzzList(f *testing.F) {
	f.Add(listed)
	f.Fuzz(func(t *testing.T, s string) {
		for _, i := range parse(s) {
			if n, ok := strings.CutPrefix(i.Path, "/dev/input/event"); !ok || n == "" || strings.Trim(n, "0123456789") != "" || len(i.ID()) != 9 {
				t.Fatalf("%+v", i)
			}
		}
	})
}

func BenchmarkReader(b *testing.B) {
	var h hand
	h.text(strings.Repeat("]E04901234567894\r", 100))
	events := h.Bytes()
	k := &keys{held: nothingHeld}
	buf := make([]byte, 4096)
	b.ReportAllocs()
	b.SetBytes(int64(len(events)))
	r := &reader{keys: k}
	for b.Loop() {
		r.from = bytes.NewReader(events)
		for {
			if _, err := r.Read(buf); err != nil {
				break
			}
		}
	}
}
