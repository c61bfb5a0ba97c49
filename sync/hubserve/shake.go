package hubserve

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"time"
)

const (
	shakeWithin = 10 * time.Second // for a TLS handshake
	shakesAtMax = 1024             // of them at the same time; who comes beyond waits in the kernel's queue
)

// shaken is a listener that hands on a connection when its TLS handshake is
// over. A handshake needs a deep stack for some milliseconds; done here, on a
// goroutine that ends with it, it is not kept by the goroutine that serves the
// connection for as long as that lives: every terminal holds one.
type shaken struct {
	net.Listener
	config *tls.Config
	log    *slog.Logger
	ready  chan net.Conn
	ctx    context.Context // ends with Close
	cancel context.CancelFunc
	failed chan struct{} // closed when the listener took its last connection
	fault  error         // why, once failed is closed
}

// shake begins to listen. Close ends the handshakes that are under way.
func shake(l net.Listener, config *tls.Config, log *slog.Logger) *shaken {
	s := &shaken{Listener: l, config: config, log: log, ready: make(chan net.Conn), failed: make(chan struct{})}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	go s.listen()
	return s
}

// listen takes connections until the listener ends. What ends a single one of
// them, such as a lack of file descriptors, passes.
func (s *shaken) listen() {
	defer close(s.failed)
	places := make(chan struct{}, shakesAtMax)
	for {
		select {
		case places <- struct{}{}:
		case <-s.ctx.Done():
			s.fault = net.ErrClosed
			return
		}
		c, err := s.Listener.Accept()
		if passing(err) {
			s.log.Error("hubserve: accept", "err", err)
			<-places
			pause(s.ctx, 100*time.Millisecond)
			continue
		}
		if err != nil {
			s.fault = err
			return
		}
		go func() {
			defer func() { <-places }()
			s.greet(c)
		}()
	}
}

// passing tells whether a listener may go on after the fault.
func passing(err error) bool {
	t, ok := err.(interface{ Temporary() bool }) //nolint:errorlint // as net/http asks; nothing wraps what a listener says
	return ok && t.Temporary()
}

// greet shakes hands and hands the connection on.
func (s *shaken) greet(raw net.Conn) {
	ctx, cancel := context.WithTimeout(s.ctx, shakeWithin)
	defer cancel()
	c := tls.Server(raw, s.config)
	if err := c.HandshakeContext(ctx); err != nil {
		s.log.Debug("hubserve: TLS handshake", "from", raw.RemoteAddr(), "err", err)
		_ = raw.Close()
		return
	}
	select {
	case s.ready <- c:
	case <-s.ctx.Done():
		_ = raw.Close()
	}
}

// Accept returns the next connection that is ready.
func (s *shaken) Accept() (net.Conn, error) {
	select {
	case c := <-s.ready:
		return c, nil
	case <-s.failed:
		return nil, s.fault
	}
}

// Close ends the listener.
func (s *shaken) Close() error {
	s.cancel()
	return s.Listener.Close()
}
