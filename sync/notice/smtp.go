package notice

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"net/textproto"
	"net/url"
	"strings"
	"time"

	"miseban/app/retail"
)

// SMTP sends through a mail server (RFC 5321): smtp with STARTTLS where the
// server offers it (RFC 3207), smtps with TLS from the start (RFC 8314).
type SMTP struct {
	Host, Port     string
	TLS            bool // from the start
	User, Password string
	Sender         string         // address that mails come from
	Roots          *x509.CertPool // nil for those of the system
	Timeout        time.Duration  // of each step; 30 s when zero
}

// ParseSMTP reads smtp://user:password@host:port?from=address; smtps:// speaks
// TLS from the start. Without from the user is the sender if it is an address.
func ParseSMTP(text string) (*SMTP, error) {
	fault := func(why string) error {
		return retail.E(retail.CodeInvalid, "notice.ParseSMTP", "", errors.New(why)) // never the text: it holds a password
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" {
		return nil, fault("want smtp://user:password@host:port?from=address")
	}
	s := &SMTP{Host: u.Hostname(), Port: u.Port(), TLS: u.Scheme == "smtps", Sender: u.Query().Get("from")}
	if u.User != nil {
		s.User = u.User.Username()
		s.Password, _ = u.User.Password()
	}
	if s.Port == "" {
		s.Port = "587"
		if s.TLS {
			s.Port = "465"
		}
	}
	if s.Sender == "" {
		s.Sender = s.User
		if !strings.Contains(s.Sender, "@") {
			s.Sender = "no-reply@" + s.Host
		}
	}
	if !usable(s.Sender) {
		return nil, fault("from is no address")
	}
	return s, nil
}

// grace is how long a message that is on its way may take when the hub stops: cut
// off, nobody would know whether it left.
const grace = 5 * time.Second

// From is the sender's address.
func (s *SMTP) From() string { return s.Sender }

func (s *SMTP) timeout() time.Duration {
	if s.Timeout > 0 {
		return s.Timeout
	}
	return 30 * time.Second
}

// Open connects, secures the line and signs in.
func (s *SMTP) Open(ctx context.Context) (Session, error) {
	dialer := &net.Dialer{Timeout: s.timeout()}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(s.Host, s.Port))
	if err != nil {
		return nil, &SendError{Outcome: NotSent, Step: "connect"}
	}
	line := &line{Conn: conn, timeout: s.timeout()}
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, func() { _ = conn.Close() }) })
	c, err := s.greet(line)
	if err != nil {
		stop()
		return nil, errors.Join(err, conn.Close())
	}
	return &smtpSession{c: c, stop: stop}, nil
}

func (s *SMTP) greet(conn net.Conn) (*smtp.Client, error) {
	secure := &tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}
	if s.TLS {
		conn = tls.Client(conn, secure)
	}
	c, err := smtp.NewClient(conn, s.Host)
	if err != nil {
		return nil, early("greeting", err)
	}
	if err := c.Hello("miseban.invalid"); err != nil {
		return nil, early("EHLO", err)
	}
	if ok, _ := c.Extension("STARTTLS"); ok && !s.TLS {
		if err := c.StartTLS(secure); err != nil {
			return nil, early("STARTTLS", err)
		}
	}
	if s.User != "" && s.Password != "" { // PlainAuth refuses to speak without TLS, but to this machine
		if err := c.Auth(smtp.PlainAuth("", s.User, s.Password, s.Host)); err != nil {
			return nil, early("AUTH", err)
		}
	}
	return c, nil
}

// early is an error from before the message was begun: nothing has left.
func early(step string, err error) *SendError {
	return &SendError{Outcome: NotSent, Step: step, Code: replyCode(err)}
}

func replyCode(err error) int {
	var p *textproto.Error
	if errors.As(err, &p) {
		return p.Code
	}
	return 0
}

type smtpSession struct {
	c    *smtp.Client
	stop func() bool
}

// Send hands one message over.
func (s *smtpSession) Send(_ context.Context, m Message) error {
	data, err := m.Bytes()
	if err != nil || !usable(m.To) {
		return &SendError{Outcome: Refused, Step: "compose"}
	}
	if err := s.c.Mail(m.From); err != nil { // our own address: a fault of the settings, not of the customer's
		return s.undo("MAIL", err, false)
	}
	if err := s.c.Rcpt(m.To); err != nil {
		return s.undo("RCPT", err, true)
	}
	w, err := s.c.Data()
	if err != nil {
		return s.undo("DATA", err, true)
	}
	// From here on the server has the message, or may have it.
	if _, err := w.Write(data); err != nil {
		return &SendError{Outcome: Unknown, Step: "message"}
	}
	if err := w.Close(); err != nil {
		switch code := replyCode(err); {
		case code >= 500:
			return &SendError{Outcome: Refused, Step: "message", Code: code}
		case code >= 400:
			return &SendError{Outcome: NotSent, Step: "message", Code: code}
		}
		return &SendError{Outcome: Unknown, Step: "message"}
	}
	return nil
}

// undo is an error from before the message: nothing has left. A reply of 5xx is
// final where it is about the message.
func (s *smtpSession) undo(step string, err error, final bool) error {
	e := early(step, err)
	if final && e.Code >= 500 {
		e.Outcome = Refused
	}
	if e.Code != 0 {
		_ = s.c.Reset() // a broken line shows itself at the next message
	}
	return e
}

// Close says goodbye.
func (s *smtpSession) Close() error {
	s.stop()
	if err := s.c.Quit(); err != nil {
		_ = s.c.Close()
		return fmt.Errorf("notice: QUIT: reply %d", replyCode(err))
	}
	return nil
}

// line is a connection that is closed when a read or write does not come
// forward in time.
type line struct {
	net.Conn
	timeout time.Duration
}

// Read reads, for no longer than the timeout.
func (l *line) Read(b []byte) (int, error) {
	defer l.watch().Stop()
	return l.Conn.Read(b)
}

// Write writes, for no longer than the timeout.
func (l *line) Write(b []byte) (int, error) {
	defer l.watch().Stop()
	return l.Conn.Write(b)
}

func (l *line) watch() *time.Timer { return time.AfterFunc(l.timeout, func() { _ = l.Conn.Close() }) }

// usable tells whether an address can stand in an SMTP command: printable
// ASCII with one @ in it. It is not stricter, because addresses with two dots
// in a row, which RFC 5321 forbids, were given out by Japanese carriers.
func usable(address string) bool {
	at := strings.LastIndexByte(address, '@')
	return at > 0 && at < len(address)-1 && len(address) <= 254 &&
		!strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`<>(),;:\"[]`, r) })
}
