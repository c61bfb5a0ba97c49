//go:build window

package windowtest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// x11 talks to an X display with the few requests that a scanner and an eye
// take (X Window System Protocol, X Version 11, sections 8 and 9; XTEST
// Extension Protocol). A picture costs 2 ms, so that nothing that stands for a
// second is missed. Keys leave in one write and the display spaces them: a
// program of its own for each scan is held up for 200 ms on a busy machine,
// which no scanner is.
type x11 struct {
	conn    net.Conn
	in      *bufio.Reader
	xtest   byte               // major opcode
	keys    map[rune]key       // by character
	spare   []byte             // keycodes that make nothing
	shift   byte               // keycode
	control byte               // keycode
	enter   byte               // keycode of Return
	lo, hi  byte               // keycodes
	pressed map[byte]time.Time // when each key last was, by typed
	// held is the longest pause between two keys of the last text: a busy machine
	// holds the typist up, or the display, as nothing does a scanner.
	held time.Duration
}

// key is what is pressed for a character.
type key struct {
	code  byte
	shift bool
}

// Requests, and what they carry.
const (
	getInputFocus         = 43
	getImage              = 73
	queryExtension        = 98
	changeKeyboardMapping = 100
	getKeyboardMapping    = 101
	fakeInput             = 2 // of XTEST
	keyPress              = 2
	keyRelease            = 3
	zPixmap               = 2
	symReturn             = 0xff0d
	symShift              = 0xffe1
	symControl            = 0xffe3

	keyPause = 3 // milliseconds before each key: 14 keys take 42
)

var le = binary.LittleEndian

// dialX11 connects to a local display such as ":80" that asks for no cookie.
func dialX11(display string) (*x11, error) {
	number, _, _ := strings.Cut(strings.TrimPrefix(display, ":"), ".")
	conn, err := net.Dial("unix", "/tmp/.X11-unix/X"+number)
	if err != nil {
		return nil, err
	}
	x := &x11{conn: conn, in: bufio.NewReaderSize(conn, 1<<16)}
	if err := errors.Join(x.hello(), x.findXTest(), x.learnKeys()); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return x, nil
}

// hello sets the connection up: little-endian, version 11.0, no authorization.
func (x *x11) hello() error {
	if _, err := x.conn.Write([]byte{'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0}); err != nil {
		return err
	}
	head := make([]byte, 8)
	if _, err := io.ReadFull(x.in, head); err != nil {
		return err
	}
	rest := make([]byte, 4*int(le.Uint16(head[6:])))
	if _, err := io.ReadFull(x.in, rest); err != nil {
		return err
	}
	if head[0] != 1 {
		return fmt.Errorf("the display refuses: %s", rest)
	}
	x.lo, x.hi = rest[26], rest[27]
	return nil
}

// ask sends a request and returns the reply: its head and what follows.
// Events, which go to everybody, are passed over.
func (x *x11) ask(req []byte) (head, data []byte, err error) {
	if _, err := x.conn.Write(req); err != nil {
		return nil, nil, err
	}
	head = make([]byte, 32)
	for {
		if _, err := io.ReadFull(x.in, head); err != nil {
			return nil, nil, err
		}
		switch head[0] {
		case 0:
			return nil, nil, fmt.Errorf("X error %d", head[1])
		case 1:
			data = make([]byte, 4*int(le.Uint32(head[4:])))
			_, err := io.ReadFull(x.in, data)
			return head, data, err
		}
	}
}

func (x *x11) findXTest() error {
	head, _, err := x.ask(append([]byte{queryExtension, 0, 4, 0, 5, 0, 0, 0}, "XTEST\x00\x00\x00"...))
	if err != nil {
		return err
	}
	if head[8] != 1 {
		return errors.New("the display has no XTEST")
	}
	x.xtest = head[9]
	return nil
}

// learnKeys asks which key makes which character.
func (x *x11) learnKeys() error {
	n := int(x.hi) - int(x.lo) + 1
	head, data, err := x.ask([]byte{getKeyboardMapping, 0, 2, 0, x.lo, byte(n), 0, 0})
	if err != nil {
		return err
	}
	x.keys = map[rune]key{}
	per := int(head[1]) // keysyms of each key; the first two are without and with shift
	for i := range n {
		code := x.lo + byte(i)
		if len(bytes.Trim(data[4*i*per:4*(i+1)*per], "\x00")) == 0 {
			x.spare = append(x.spare, code)
		}
		for j := range min(2, per) {
			switch sym := le.Uint32(data[4*(i*per+j):]); {
			case sym == symReturn:
				x.enter = code
			case sym == symShift:
				x.shift = code
			case sym == symControl:
				x.control = code
			case sym >= ' ' && sym <= '~': // the same as ASCII
				if _, known := x.keys[rune(sym)]; !known {
					x.keys[rune(sym)] = key{code, j == 1}
				}
			}
		}
	}
	if x.enter == 0 || x.shift == 0 {
		return errors.New("the keyboard has no Return or no Shift")
	}
	return nil
}

// teach gives each character a key that made nothing so far, and makes it that
// character (X11 keysyms of Unicode, 0x1000000 and the code point). It is what is
// left of a Japanese input method once it has converted: the character arrives. Call
// it before the program starts, which reads the keyboard then.
func (x *x11) teach(text string) error {
	for _, r := range text {
		if _, known := x.keys[r]; known {
			continue
		}
		if len(x.spare) == 0 {
			return fmt.Errorf("no key is left for %q", r)
		}
		code := x.spare[0]
		req := []byte{changeKeyboardMapping, 1, 4, 0, code, 2, 0, 0}
		req = le.AppendUint32(le.AppendUint32(req, 0x1000000+uint32(r)), 0x1000000+uint32(r))
		if _, err := x.conn.Write(req); err != nil {
			return err
		}
		x.spare, x.keys[r] = x.spare[1:], key{code: code}
	}
	_, _, err := x.ask([]byte{getInputFocus, 0, 1, 0}) // it was done
	return err
}

// burst types a text and Return, and returns when the display has typed them.
func (x *x11) burst(text string) error {
	return x.typed(text, func() uint32 { return keyPause })
}

// strokes collects requests of XTEST.
type strokes struct {
	x   *x11
	out []byte
}

func (s *strokes) event(kind, code byte, wait uint32) {
	req := make([]byte, 36)
	req[0], req[1], req[2], req[4], req[5] = s.x.xtest, fakeInput, 9, kind, code
	le.PutUint32(req[8:], wait)
	s.out = append(s.out, req...)
}

// key presses a key and lets it go, with another held.
func (s *strokes) key(code, with byte, wait uint32) {
	if with != 0 {
		s.event(keyPress, with, wait)
		wait = 0
	}
	s.event(keyPress, code, wait)
	s.event(keyRelease, code, 0)
	if with != 0 {
		s.event(keyRelease, with, 0)
	}
}

// send types them, and returns when the display has.
func (s *strokes) send() error {
	_, _, err := s.x.ask(append(s.out, getInputFocus, 0, 1, 0))
	return err
}

// again is the least time between two presses of one key. A scanner on USB sends
// a report a millisecond at the most (HID 1.11, 7.2 with full speed), and lets the
// key go between them; a display stamps keys with milliseconds, and GLFW takes a
// key with the stamp of its last press for the same press.
const again = 2 * time.Millisecond

// typed types a text, GS as Ctrl and the bracket, and Return; pause gives the
// milliseconds before each key. The waiting is done here: the display's own is as
// coarse as its ticks.
func (x *x11) typed(text string, pause func() uint32) error {
	if x.pressed == nil {
		x.pressed = map[byte]time.Time{}
	}
	last := time.Now()
	x.held = 0
	key := func(code, with byte) error {
		wait := time.Duration(pause()) * time.Millisecond
		for _, c := range []byte{code, with} {
			wait = max(wait, again-time.Since(x.pressed[c]))
		}
		time.Sleep(wait)
		s := &strokes{x: x}
		s.key(code, with, 0)
		err := s.send()
		now := time.Now()
		x.held, last = max(x.held, now.Sub(last)), now
		x.pressed[code], x.pressed[with] = now, now
		return err
	}
	for _, r := range text {
		k, ok := x.keys[r]
		with := byte(0)
		switch {
		case r == '\x1d':
			k, ok, with = x.keys[']'], true, x.control
		case k.shift:
			with = x.shift
		}
		if !ok {
			return fmt.Errorf("no key for %q", r)
		}
		if err := key(k.code, with); err != nil {
			return err
		}
	}
	return key(x.enter, 0)
}

// press types one character.
func (x *x11) press(r rune) error {
	k, ok := x.keys[r]
	if !ok {
		return fmt.Errorf("no key for %q", r)
	}
	s, with := &strokes{x: x}, byte(0)
	if k.shift {
		with = x.shift
	}
	s.key(k.code, with, 0)
	return s.send()
}

// returns presses Return.
func (x *x11) returns(t testing.TB) {
	t.Helper()
	s := &strokes{x: x}
	s.key(x.enter, 0, 0)
	if err := s.send(); err != nil {
		t.Fatal(err)
	}
}

// picture returns an area of a window as it is painted now. It fails while the
// window is not on the screen.
func (x *x11) picture(window uint32, area image.Rectangle) (*image.NRGBA, error) {
	req := make([]byte, 20)
	req[0], req[1], req[2] = getImage, zPixmap, 5
	le.PutUint32(req[4:], window)
	for i, v := range []int{area.Min.X, area.Min.Y, area.Dx(), area.Dy()} {
		le.PutUint16(req[8+2*i:], uint16(v))
	}
	le.PutUint32(req[16:], 0xffffffff)
	_, data, err := x.ask(req)
	if err != nil {
		return nil, err
	}
	if len(data) != 4*area.Dx()*area.Dy() {
		return nil, fmt.Errorf("%d bytes for %v: the display must have 24 bits", len(data), area)
	}
	img := image.NewNRGBA(image.Rect(0, 0, area.Dx(), area.Dy()))
	for i := 0; i < len(data); i += 4 { // blue, green, red, unused
		img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3] = data[i+2], data[i+1], data[i], 0xff
	}
	return img, nil
}
