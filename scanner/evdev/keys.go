package evdev

import (
	"encoding/binary"
	"io"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// Of linux/input-event-codes.h: kinds of event, and the keys that do more than
// stand for a character.
const (
	evSyn, evKey            = 0x00, 0x01
	synReport, synDrop      = 0, 3
	key1                    = 2
	keyEnter                = 28
	keyLeftCtrl             = 29
	keyLeftShift            = 42
	keyRightShift           = 54
	keyLeftAlt              = 56
	keyCaps                 = 58
	keyRightCtrl            = 97
	keyRightAlt             = 100
	keyLeftMeta             = 125
	keyRightMeta            = 126
	valueUp, valueDown      = 0, 1 // 2 is the repeat of a key that is held
	eventTail               = 8    // type, code and value, behind the time
	eventSize               = 2*bits.UintSize/8 + eventTail
	void               byte = 0x18 // CAN: tells the line that keys were lost
)

// chars are the characters of the keys on the US layout, without and with Shift;
// the keypad as with Num Lock, which scanners take for granted.
var chars = func() (t [128][2]byte) {
	row := func(from int, plain, shift string) {
		for i := range len(plain) {
			t[from+i] = [2]byte{plain[i], shift[i]}
		}
	}
	row(key1, "1234567890-=", "!@#$%^&*()_+")
	row(15, "\t", "\t")
	row(16, "qwertyuiop[]\r", "QWERTYUIOP{}\r")
	row(30, "asdfghjkl;'`", "ASDFGHJKL:\"~")
	row(43, "\\zxcvbnm,./", "|ZXCVBNM<>?")
	row(55, "*", "*")
	row(57, " ", " ")
	row(71, "789-456+1230.", "789-456+1230.")
	row(86, "<", ">")
	row(89, "\\", "_") // the key ろ of a Japanese keyboard
	row(96, "\r", "\r")
	row(98, "/", "/")
	row(117, "=", "=")
	row(121, ",", ",")
	row(124, "\\", "|") // the key ¥
	return t
}()

// keys turns key events into characters.
type keys struct {
	held func() (caps bool, down []byte, err error)

	shift, ctrl, alt, meta mods
	caps                   bool
	deaf                   bool // events were lost, up to the next report
	number                 int  // typed on the keypad while Alt is down
	typed                  bool
	busy                   bool // a key was down when the device was taken
}

// mods are the left and the right of a key.
type mods struct{ left, right bool }

func (m mods) on() bool { return m.left || m.right }

// sync takes over what is held down already.
func (k *keys) sync() error {
	caps, down, err := k.held()
	if err != nil {
		return err
	}
	is := func(n int) bool { return n/8 < len(down) && down[n/8]&(1<<(n%8)) != 0 }
	k.caps = caps
	k.shift = mods{is(keyLeftShift), is(keyRightShift)}
	k.ctrl = mods{is(keyLeftCtrl), is(keyRightCtrl)}
	k.alt = mods{is(keyLeftAlt), is(keyRightAlt)}
	k.meta = mods{is(keyLeftMeta), is(keyRightMeta)}
	k.number, k.typed = 0, false
	k.busy = slices.ContainsFunc(down, func(b byte) bool { return b != 0 })
	return nil
}

// event appends to out what an event types.
func (k *keys) event(out []byte, kind, code uint16, value int32) ([]byte, error) {
	switch {
	case kind == evSyn && code == synDrop:
		k.deaf = true
		return append(out, void), nil
	case kind == evSyn && code == synReport && k.deaf:
		k.deaf = false
		return out, k.sync()
	case kind != evKey || k.deaf || value != valueUp && value != valueDown:
		return out, nil
	}
	down := value == valueDown
	switch code {
	case keyLeftShift:
		k.shift.left = down
	case keyRightShift:
		k.shift.right = down
	case keyLeftCtrl:
		k.ctrl.left = down
	case keyRightCtrl:
		k.ctrl.right = down
	case keyLeftMeta:
		k.meta.left = down
	case keyRightMeta:
		k.meta.right = down
	case keyLeftAlt:
		k.alt.left = down
		return k.byNumber(out), nil
	case keyRightAlt:
		k.alt.right = down
		return k.byNumber(out), nil
	case keyCaps:
		k.caps = k.caps != down
	default:
		if down {
			return k.char(out, code), nil
		}
	}
	return out, nil
}

// char appends the character of a key.
func (k *keys) char(out []byte, code uint16) []byte {
	if int(code) >= len(chars) || k.meta.on() {
		return out
	}
	c := chars[code][0]
	letter := c >= 'a' && c <= 'z'
	if k.shift.on() != (letter && k.caps) {
		c = chars[code][1]
	}
	switch {
	case c == 0:
		return out
	case k.alt.on():
		// Alt and a number on the keypad is a character on any layout: some
		// scanners send everything so.
		if keypad := code >= 71 && code <= 82; keypad && c >= '0' && c <= '9' {
			k.number, k.typed = min(k.number*10+int(c-'0'), utf8.MaxRune), true
		}
		return out
	case k.ctrl.on():
		if c < '@' || c == 0x7f {
			return out
		}
		return append(out, c&0x1f)
	}
	return append(out, c)
}

// byNumber appends the character whose number was typed when Alt is let go. The
// numbers above ASCII are those of Latin-1; none of a shop's codes has them.
func (k *keys) byNumber(out []byte) []byte {
	if k.alt.on() || !k.typed {
		return out
	}
	r := rune(k.number)
	k.number, k.typed = 0, false
	if r > 0xff {
		r = utf8.RuneError
	}
	return utf8.AppendRune(out, r)
}

// reader makes characters of the events of a device.
type reader struct {
	from io.Reader
	keys *keys
	buf  [64 * eventSize]byte
	n    int    // bytes of a broken event at its start
	out  []byte // not given out yet
}

// Read reads until there is a character. A device gives whole events; a part of
// one is kept for the next Read all the same.
func (r *reader) Read(p []byte) (int, error) {
	var err error
	for len(r.out) == 0 && err == nil {
		var n int
		n, err = r.from.Read(r.buf[r.n:])
		r.n += n
		whole := r.n - r.n%eventSize
		for e := range whole / eventSize {
			tail := r.buf[(e+1)*eventSize-eventTail:]
			var fault error
			r.out, fault = r.keys.event(r.out, binary.NativeEndian.Uint16(tail), binary.NativeEndian.Uint16(tail[2:]), int32(binary.NativeEndian.Uint32(tail[4:])))
			if fault != nil && err == nil {
				err = fault
			}
		}
		r.n = copy(r.buf[:], r.buf[whole:r.n])
	}
	n := copy(p, r.out)
	r.out = r.out[:copy(r.out, r.out[n:])]
	if len(r.out) > 0 {
		err = nil // comes again
	}
	return n, err
}
