package chaostest

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"image/png"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"net/textproto"
	"strings"
	"sync"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// postOffice is a mail server that takes everything and can keep its answer to
// one message back for ever.
type postOffice struct {
	t      testing.TB
	listen net.Listener
	wg     sync.WaitGroup
	held   chan struct{} // closed when the message was taken whose answer is kept back

	mu    sync.Mutex
	hold  string // address whose next message gets no answer
	taken map[string][][]byte
}

func openPostOffice(t testing.TB) *postOffice {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &postOffice{t: t, listen: l, held: make(chan struct{}), taken: map[string][][]byte{}}
	p.wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.wg.Go(func() {
				defer c.Close()
				p.serve(textproto.NewConn(c))
			})
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		p.wg.Wait()
	})
	return p
}

// url is what the hub is started with.
func (p *postOffice) url() string { return "smtp://" + p.listen.Addr().String() }

// holdNext keeps the answer to the next message for an address back.
func (p *postOffice) holdNext(address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hold = address
}

// to returns the messages for an address.
func (p *postOffice) to(address string) [][]byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.taken[address]
}

// twice demands that nobody got the same notice twice, and tells how many there
// are.
func (p *postOffice) twice(t testing.TB) int {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for to, mails := range p.taken {
		if len(mails) > 1 {
			t.Errorf("%s was told %d times", to, len(mails))
		}
	}
	return len(p.taken)
}

// serve speaks as much of RFC 5321 as a sender without TLS needs.
func (p *postOffice) serve(c *textproto.Conn) {
	say := func(s string) bool { return c.PrintfLine("%s", s) == nil }
	to := ""
	for ok := say("220 chaostest"); ok; {
		text, err := c.ReadLine()
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(text, " ")
		switch strings.ToUpper(verb) {
		case "EHLO":
			ok = say("250-chaostest") && say("250 8BITMIME")
		case "RCPT":
			to = strings.TrimSuffix(strings.TrimPrefix(rest, "TO:<"), ">")
			ok = say("250 ok")
		case "DATA":
			ok = say("354 go on") && p.take(c, to) && say("250 taken")
		case "QUIT":
			_ = say("221 bye")
			return
		default:
			ok = say("250 ok")
		}
	}
}

// take reads a message; false when it is not to be answered.
func (p *postOffice) take(c *textproto.Conn, to string) bool {
	raw, err := c.ReadDotBytes()
	if err != nil {
		return false
	}
	p.mu.Lock()
	p.taken[to] = append(p.taken[to], raw)
	hold := p.hold == to
	if hold {
		p.hold = ""
	}
	p.mu.Unlock()
	if hold {
		close(p.held)
		_, err = c.ReadLine() // the sender waits; it is killed
		return err == nil
	}
	return true
}

// pickupCode reads the pickup code out of the picture in a mail, as the
// counter's scanner reads it from the customer's telephone.
func pickupCode(t testing.TB, raw []byte) string {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	picture, err := findPNG(textproto.MIMEHeader(m.Header), m.Body)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	bits, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	code, err := qrcode.NewQRCodeReader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true})
	if err != nil {
		t.Fatal(err)
	}
	return code.GetText()
}

var errNoPicture = errors.New("no picture in the mail")

// findPNG returns the first PNG of a message or part.
func findPNG(head textproto.MIMEHeader, body io.Reader) ([]byte, error) {
	kind, params, err := mime.ParseMediaType(head.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	switch {
	case kind == "image/png":
		return io.ReadAll(base64.NewDecoder(base64.StdEncoding, bufio.NewReader(body)))
	case !strings.HasPrefix(kind, "multipart/"):
		return nil, errNoPicture
	}
	for r := multipart.NewReader(body, params["boundary"]); ; {
		part, err := r.NextPart()
		if err != nil {
			return nil, errNoPicture
		}
		if b, err := findPNG(part.Header, part); err == nil {
			return b, nil
		}
	}
}
