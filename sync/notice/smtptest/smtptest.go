// Package smtptest is a real mail server on the loopback for tests: it speaks
// SMTP over TCP (RFC 5321), STARTTLS and AUTH PLAIN, keeps what it takes, and can
// be told to fail at any step.
package smtptest

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"net/mail"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"
)

// Step is a moment at which the server can fail.
type Step string

// Values of Step.
const (
	Greeting Step = "greeting"
	Hello    Step = "EHLO"
	StartTLS Step = "STARTTLS"
	Auth     Step = "AUTH"
	MailFrom Step = "MAIL"
	RcptTo   Step = "RCPT"
	Data     Step = "DATA"
	Body     Step = "body" // while the message is read
	Dot      Step = "dot"  // the message was read whole
)

// Fault is what the server does instead of going on: answer with a code, or hang
// up when Code is 0. After says that the message is kept before it hangs up.
type Fault struct {
	Code  int
	After bool
}

// Mail is a message the server took.
type Mail struct {
	From, To string
	Raw      []byte
}

// Message parses the mail.
func (m Mail) Message(t testing.TB) *mail.Message {
	t.Helper()
	msg, err := mail.ReadMessage(bytes.NewReader(m.Raw))
	if err != nil {
		t.Fatal(err)
	}
	return msg
}

// Server is a running mail server.
type Server struct {
	Host, Port string
	Roots      *x509.CertPool // trust its certificate with these
	User, Pass string         // demanded when set

	listen net.Listener
	cert   tls.Certificate
	tls    bool

	mu     sync.Mutex
	faults map[Step]Fault
	mails  []Mail
	secure int // messages that came over TLS
	wg     sync.WaitGroup
}

// Start opens a server that ends with the test. With implicit TLS it speaks TLS
// from the start, else it offers STARTTLS.
func Start(t testing.TB, implicit bool) *Server {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{listen: l, tls: implicit, faults: map[Step]Fault{}}
	s.Host, s.Port, _ = net.SplitHostPort(l.Addr().String())
	if err := s.certify(); err != nil {
		t.Fatal(err)
	}
	s.wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.wg.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(s.Stop)
	return s
}

// Stop ends the server: nobody can connect any more.
func (s *Server) Stop() {
	_ = s.listen.Close()
	s.wg.Wait()
}

func (s *Server) certify() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, key.Public(), key)
	if err != nil {
		return err
	}
	s.cert = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return err
	}
	s.Roots = x509.NewCertPool()
	s.Roots.AddCert(leaf)
	return nil
}

// Fail makes the server fail at a step from now on.
func (s *Server) Fail(at Step, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[at] = f
}

// Heal takes every fault away.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.faults)
}

// Mails returns what the server took.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

// Secure returns how many messages came over TLS.
func (s *Server) Secure() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.secure
}

func (s *Server) fault(at Step) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.faults[at]
	return f, ok
}

// talk is one connection.
type talk struct {
	s        *Server
	conn     net.Conn
	r        *textproto.Reader
	secure   bool
	signedIn bool
	mail     Mail
}

func (s *Server) serve(conn net.Conn) {
	t := &talk{s: s, conn: conn}
	defer func() { _ = t.conn.Close() }()
	hang := time.AfterFunc(10*time.Second, func() { _ = conn.Close() })
	defer hang.Stop()
	if s.tls {
		t.wrap()
	}
	t.r = textproto.NewReader(bufio.NewReader(t.conn))
	if !t.at(Greeting) || !t.say("220 smtptest ready") {
		return
	}
	for {
		text, err := t.r.ReadLine()
		if err != nil || !t.answer(text) {
			return
		}
	}
}

func (t *talk) wrap() {
	t.conn = tls.Server(t.conn, &tls.Config{Certificates: []tls.Certificate{t.s.cert}, MinVersion: tls.VersionTLS12})
	t.secure = true
	t.r = textproto.NewReader(bufio.NewReader(t.conn))
}

func (t *talk) say(line string) bool {
	_, err := fmt.Fprintf(t.conn, "%s\r\n", line)
	return err == nil
}

// at plays the fault of a step; false means that the line is gone.
func (t *talk) at(step Step) bool {
	f, ok := t.s.fault(step)
	return !ok || f.Code != 0
}

// answer answers one command; false ends the line.
func (t *talk) answer(text string) bool {
	verb, rest, _ := strings.Cut(text, " ")
	verb = strings.ToUpper(verb)
	step := map[string]Step{"EHLO": Hello, "HELO": Hello, "STARTTLS": StartTLS, "AUTH": Auth, "MAIL": MailFrom, "RCPT": RcptTo, "DATA": Data}[verb]
	if f, ok := t.s.fault(step); ok && step != "" {
		return f.Code != 0 && t.say(fmt.Sprintf("%d no, not for hanako@example.jp", f.Code))
	}
	switch verb {
	case "EHLO", "HELO":
		return t.hello()
	case "STARTTLS":
		if !t.say("220 go ahead") {
			return false
		}
		t.wrap()
		return true
	case "AUTH":
		return t.auth(rest)
	case "MAIL":
		if t.s.User != "" && !t.signedIn {
			return t.say("530 sign in first")
		}
		t.mail = Mail{From: path(rest)}
		return t.say("250 ok")
	case "RCPT":
		t.mail.To = path(rest)
		return t.say("250 ok")
	case "DATA":
		return t.say("354 end with a dot") && t.body()
	case "RSET", "NOOP":
		return t.say("250 ok")
	case "QUIT":
		t.say("221 bye")
		return false
	}
	return t.say("502 what?")
}

func (t *talk) hello() bool {
	lines := []string{"smtptest", "8BITMIME"}
	if !t.secure {
		lines = append(lines, "STARTTLS")
	}
	if t.s.User != "" {
		lines = append(lines, "AUTH PLAIN")
	}
	for i, l := range lines {
		sep := "-"
		if i == len(lines)-1 {
			sep = " "
		}
		if !t.say("250" + sep + l) {
			return false
		}
	}
	return true
}

func (t *talk) auth(rest string) bool {
	_, blob, _ := strings.Cut(rest, " ")
	b, err := base64.StdEncoding.DecodeString(blob)
	if err != nil || string(b) != "\x00"+t.s.User+"\x00"+t.s.Pass {
		return t.say("535 wrong")
	}
	t.signedIn = true
	return t.say("235 welcome")
}

func path(s string) string {
	a, b := strings.IndexByte(s, '<'), strings.IndexByte(s, '>')
	if a < 0 || b < a {
		return ""
	}
	return s[a+1 : b]
}

// body reads a message and keeps it, unless told otherwise.
func (t *talk) body() bool {
	if !t.at(Body) {
		_, _ = t.r.ReadLine()
		return false
	}
	raw, err := t.r.ReadDotBytes()
	if err != nil {
		return false
	}
	f, fails := t.s.fault(Dot)
	if !fails || f.After {
		t.mail.Raw = raw
		t.s.mu.Lock()
		t.s.mails = append(t.s.mails, t.mail)
		if t.secure {
			t.s.secure++
		}
		t.s.mu.Unlock()
	}
	if fails {
		return f.Code != 0 && t.say(fmt.Sprintf("%d no", f.Code))
	}
	return t.say("250 taken")
}
