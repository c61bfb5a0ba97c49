// Package lan lets terminals find their hub in the shop's own network by
// multicast DNS (RFC 6762, 6763): a relay whose address has changed is found
// again without anybody. It decides nothing about trust: a hub is believed by
// the pin of its certificate alone.
package lan

import (
	"context"
	"encoding/hex"
	"io"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/mdns"

	"miseban/app/retail"
)

const (
	service = "_miseban._tcp"
	txtPin  = "pin="
	// pinHint is how many bytes of a pin are told: enough to tell hubs apart.
	pinHint = 8
	// listenFor is how long Find waits for answers.
	listenFor = 2 * time.Second
)

// Announce answers who looks for a hub until ctx ends: port and, as a hint, the
// pin of its certificate. addrs are this machine's addresses. An error means
// that multicast does not work here; nothing else depends on it.
func Announce(ctx context.Context, port uint16, addrs []net.IP, pin []byte, log *slog.Logger) error {
	const op = "lan.Announce"
	name := "miseban-" + hint(pin)
	zone, err := mdns.NewMDNSService(name, service, "", name+".local.", int(port), addrs, []string{txtPin + hint(pin)})
	if err != nil {
		return retail.E(retail.CodeInvalid, op, "", err)
	}
	s, err := mdns.NewServer(&mdns.Config{Zone: zone, Logger: slog.NewLogLogger(log.Handler(), slog.LevelDebug)})
	if err != nil {
		return retail.E(retail.CodeRefused, op, "", err)
	}
	<-ctx.Done()
	if err := s.Shutdown(); err != nil {
		return retail.E(retail.CodeInternal, op, "", err)
	}
	return nil
}

func hint(pin []byte) string { return hex.EncodeToString(pin[:min(pinHint, len(pin))]) }

// Find returns the base addresses of hubs in this network that say to have one
// of the pins. Whether they do shows when they are spoken to.
func Find(ctx context.Context, pins [][]byte) []string {
	found := make(chan *mdns.ServiceEntry, 32)
	var out []string
	done := make(chan struct{})
	go func() {
		defer close(done)
		for e := range found {
			if url := match(e, pins); url != "" {
				out = append(out, url)
			}
		}
	}()
	_ = mdns.QueryContext(ctx, &mdns.QueryParam{ // where multicast does not work nobody is found
		Service: service, Domain: "local", Timeout: listenFor, Entries: found, DisableIPv6: true,
		Logger: slog.NewLogLogger(slog.NewTextHandler(io.Discard, nil), slog.LevelDebug),
	})
	close(found)
	<-done
	return out
}

// match returns the base address of a hub that says to have one of the pins.
func match(e *mdns.ServiceEntry, pins [][]byte) string {
	if e.AddrV4 == nil || e.Port <= 0 || e.Port > 65535 || !strings.Contains(e.Name, service) {
		return ""
	}
	for _, field := range e.InfoFields {
		said, ok := strings.CutPrefix(field, txtPin)
		if !ok {
			continue
		}
		for _, pin := range pins {
			if len(pin) >= pinHint && strings.EqualFold(said, hint(pin)) {
				return "https://" + net.JoinHostPort(e.AddrV4.String(), strconv.Itoa(e.Port))
			}
		}
	}
	return ""
}
