// Package printertest is a printer on a TCP port that goes wrong as it is told:
// it drops the line at any byte, refuses, says nothing, has no paper. What comes
// out of it are the dots of labels.
package printertest

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"miseban/app/internal/label"
)

// Call says what goes wrong with one line. The zero value is a line on which all
// goes well.
type Call struct {
	Refuse  bool // closed before anything was said
	Silent  bool // no answer to anything
	DropAt  int  // reset after so many bytes were taken in; 0: never
	NoPaper bool
	Open    bool // the cover
}

// Printer is the printer. Its parser stays as it is when a line drops in the
// middle of a picture, as real ones do.
type Printer struct {
	Address string

	plan func(n int) Call
	mu   sync.Mutex
	came []*label.Bitmap
	torn int
	call int
	// What must never be: letters on the paper, and a picture that was obeyed.
	garbage, obeyed int
	head            parser
	wg              sync.WaitGroup
}

// parser takes bytes in one language; feed returns what the printer answers.
type parser interface {
	feed(p *Printer, b byte, c Call) []byte
}

// New starts a printer of ESC/POS, or of ZPL, on a port of this machine. plan
// says what goes wrong with the n-th line; it may be nil.
func New(t testing.TB, zpl bool, plan func(n int) Call) *Printer {
	t.Helper()
	var cfg net.ListenConfig
	ln, err := cfg.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Printer{Address: ln.Addr().String(), plan: plan, head: &escpos{}}
	if zpl {
		p.head = &zplParser{}
	}
	p.wg.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			p.serve(conn) // one line at a time, as printers do
		}
	})
	t.Cleanup(func() {
		_ = ln.Close() // ends Accept
		p.wg.Wait()
		if p.garbage+p.obeyed > 0 {
			t.Errorf("the printer took %d bytes for letters, and %d of a picture for commands", p.garbage, p.obeyed)
		}
	})
	return p
}

// Labels returns what came out whole, in order, and how many torn pieces.
func (p *Printer) Labels() (whole []*label.Bitmap, torn int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]*label.Bitmap(nil), p.came...), p.torn
}

func (p *Printer) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	p.mu.Lock()
	p.call++
	var c Call
	if p.plan != nil {
		c = p.plan(p.call)
	}
	p.mu.Unlock()
	drop := func() {
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // a reset, not a farewell
		}
	}
	if c.Refuse {
		drop()
		return
	}
	taken := 0
	buf := make([]byte, 1500)
	for {
		n, err := conn.Read(buf)
		for _, b := range buf[:n] {
			p.mu.Lock()
			answer := p.head.feed(p, b, c)
			p.mu.Unlock()
			if taken++; taken == c.DropAt {
				drop()
				return
			}
			if len(answer) > 0 && !c.Silent {
				if _, err := conn.Write(answer); err != nil {
					return
				}
			}
		}
		if err != nil {
			return
		}
	}
}

// out cuts what was burnt. A label is whole when it is as high as it is meant to
// be: two thirds of its width.
func (p *Printer) out(stride int, rows []byte) {
	if len(rows) == 0 || stride == 0 {
		return
	}
	h := len(rows) / stride
	if want := stride * 8 * 2 / 3; h < want-1 { // 512 dots: 341
		p.torn++
		return
	}
	p.came = append(p.came, &label.Bitmap{W: stride * 8, H: h, Stride: stride, Bits: rows})
}

// escpos takes the commands that printing sends. What it is asked in real time
// it answers wherever that stands, in the middle of a picture too.
type escpos struct {
	last   [2]byte
	cmd    []byte
	left   int // bytes of a picture to come
	stride int
	rows   []byte
	call   int // the line on which the picture began
}

func (e *escpos) feed(p *Printer, b byte, c Call) (answer []byte) {
	if e.last == [2]byte{0x10, 0x04} && b >= 1 && b <= 4 {
		answer = []byte{e.status(b, c)}
		if e.left > 0 && e.call == p.call { // not what an earlier line left open
			p.obeyed++
		}
	}
	e.last = [2]byte{e.last[1], b}
	if e.left > 0 {
		e.left--
		e.rows = append(e.rows, b)
		return answer
	}
	e.cmd = append(e.cmd, b)
	if b := e.command(p); b != nil {
		return b
	}
	return answer
}

// command runs what was taken in once it is a command, and drops what is none.
func (e *escpos) command(p *Printer) []byte {
	s := e.cmd
	long := map[string]int{"\x1b@": 2, "\x1dV\x00": 3, "\x1dV\x42": 4, "\x1da": 3, "\x1dr": 3, "\x1dv0": 8, "\x10\x04": 3}
	n, begun := 0, false
	for head, l := range long {
		if strings.HasPrefix(string(s), head) {
			n = l
		}
		begun = begun || strings.HasPrefix(head, string(s))
	}
	switch {
	case n == 0 && begun, n > len(s):
		return nil
	case n == 0: // no command: letters would be printed, others are ignored
		if s[0] >= ' ' {
			p.garbage++
		}
		e.cmd = nil
		if len(s) > 1 { // the byte that did not fit may begin one
			e.cmd = []byte{s[len(s)-1]}
			return e.command(p)
		}
		return nil
	}
	e.cmd = nil
	switch {
	case s[0] == 0x1b, s[1] == 'V': // after ESC @ what an earlier line left lies on the paper, not cut
		p.out(e.stride, e.rows)
		e.rows = nil
	case s[1] == 'v':
		e.stride = int(s[4]) | int(s[5])<<8
		e.left = e.stride * (int(s[6]) | int(s[7])<<8)
		e.call = p.call
	case s[1] == 'r' && s[2] == 1:
		return []byte{0}
	}
	return nil
}

func (*escpos) status(n byte, c Call) byte {
	b := byte(0x12)
	switch {
	case n == 1 && (c.NoPaper || c.Open):
		b |= 0x08
	case n == 2 && c.Open:
		b |= 0x04
	case n == 2 && c.NoPaper:
		b |= 0x20
	case n == 4 && c.NoPaper:
		b |= 0x60
	}
	return b
}

// zplParser prints a format when its end came, and forgets one that another
// begins in.
type zplParser struct{ got []byte }

func (z *zplParser) feed(p *Printer, b byte, c Call) []byte {
	z.got = append(z.got, b)
	if bytes.HasSuffix(z.got, []byte("~HS")) {
		z.got = z.got[:len(z.got)-3]
		flag := func(on bool) string {
			if on {
				return "1"
			}
			return "0"
		}
		return []byte("\x02030," + flag(c.NoPaper) + ",0,0320,000,0,0,0,000,0,0,0\x03\r\n\x02001,0," + flag(c.Open) + ",0,1,2,6,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n")
	}
	if bytes.HasSuffix(z.got, []byte("^XA")) {
		z.got = z.got[len(z.got)-3:]
	}
	if bytes.HasSuffix(z.got, []byte("^XZ")) {
		stride, rows := field(string(z.got))
		p.out(stride, rows)
		z.got = nil
	}
	return nil
}

// field takes the picture out of a format.
func field(format string) (stride int, rows []byte) {
	_, rest, found := strings.Cut(format, "^GFA,")
	rest, _, ended := strings.Cut(rest, "^FS")
	var total, same int
	if n, err := fmt.Sscanf(rest, "%d,%d,%d,", &total, &same, &stride); !found || !ended || err != nil || n != 3 || total != same {
		return 0, nil
	}
	rows, err := hex.DecodeString(rest[strings.LastIndexByte(rest, ',')+1:])
	if err != nil || len(rows) != total {
		return 0, nil
	}
	return stride, rows
}
