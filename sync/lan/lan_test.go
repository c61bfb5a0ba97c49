package lan

import (
	"context"
	"log/slog"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/mdns"
)

func TestMatch(t *testing.T) {
	pin := []byte("0123456789abcdef0123456789abcdef")
	good := func() *mdns.ServiceEntry {
		return &mdns.ServiceEntry{Name: "x._miseban._tcp.local.", AddrV4: net.IPv4(192, 168, 10, 5), Port: 8443, InfoFields: []string{"pin=3031323334353637"}}
	}
	if got := match(good(), [][]byte{pin}); got != "https://192.168.10.5:8443" {
		t.Errorf("our hub: %q", got)
	}
	for name, change := range map[string]func(*mdns.ServiceEntry){
		"another pin":     func(e *mdns.ServiceEntry) { e.InfoFields = []string{"pin=0000000000000000"} },
		"a short pin":     func(e *mdns.ServiceEntry) { e.InfoFields = []string{"pin="} },
		"no pin":          func(e *mdns.ServiceEntry) { e.InfoFields = nil },
		"no address":      func(e *mdns.ServiceEntry) { e.AddrV4 = nil },
		"no port":         func(e *mdns.ServiceEntry) { e.Port = 0 },
		"another service": func(e *mdns.ServiceEntry) { e.Name = "x._ipp._tcp.local." },
	} {
		e := good()
		change(e)
		if got := match(e, [][]byte{pin}); got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestFound asks the real network, which a sandbox may not have.
func TestFound(t *testing.T) {
	pin := []byte("fedcba9876543210fedcba9876543210")
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	failed := make(chan error, 1)
	announcing, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		failed <- Announce(announcing, 8443, []net.IP{net.IPv4(192, 0, 2, 7)}, pin, slog.New(slog.DiscardHandler))
	}()
	for ctx.Err() == nil {
		if slices.Contains(Find(ctx, [][]byte{pin}), "https://192.0.2.7:8443") {
			return
		}
		select {
		case err := <-failed:
			t.Skip("no multicast on this machine: NOT TESTED: ", err)
		default:
		}
	}
	t.Skip("multicast does not come back on this machine: NOT TESTED OVER THE NETWORK")
}
