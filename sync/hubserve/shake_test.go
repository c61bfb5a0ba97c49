package hubserve_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"miseban/sync/hubserve"
	"miseban/sync/wire"
)

// TestShake: whoever connects and says nothing, or no TLS, holds up nobody;
// terminals still get HTTP/2, and who does not know it HTTP/1.1; and a stop does
// not wait for handshakes.
func TestShake(t *testing.T) {
	s := start(t, t.TempDir())
	dial := func() net.Conn {
		c, err := (&net.Dialer{Timeout: 10 * time.Second}).DialContext(t.Context(), "tcp", s.Addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	var mute []net.Conn
	for range 50 {
		mute = append(mute, dial())
	}
	plain := dial()
	if _, err := io.WriteString(plain, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if b, _ := io.ReadAll(plain); len(b) > 0 && b[0] != 0x15 { // an alert at the most (RFC 8446, 5.1)
		t.Errorf("without TLS: %q", b)
	}
	for _, major := range []int{1, 2} {
		c := &http.Client{Transport: &http.Transport{TLSClientConfig: hubserve.Pinned(s.Pin), ForceAttemptHTTP2: major == 2}}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+s.Addr+wire.PathHealth, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK || res.ProtoMajor != major || res.TLS == nil || res.TLS.Version != tls.VersionTLS13 {
			t.Errorf("%s %s, want HTTP/%d", res.Proto, res.Status, major)
		}
		c.CloseIdleConnections()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second) // half of what a handshake may take
	defer cancel()
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	select {
	case err := <-closed:
		if err != nil {
			t.Error(err)
		}
	case <-ctx.Done():
		t.Error("the stop waits for handshakes")
	}
	if _, err := bufio.NewReader(mute[0]).ReadByte(); err == nil {
		t.Error("a connection lives on")
	}
}
