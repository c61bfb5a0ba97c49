package agent

import (
	"bytes"
	"crypto/tls"
	"errors"
	"slices"
	"sync/atomic"

	"miseban/sync/wire"
)

// trust is which certificates the hub may show.
type trust struct {
	pins atomic.Pointer[[][]byte]
	keep func([][]byte) error // may be nil
}

// has tells whether a certificate of the pin is the hub's.
func (t *trust) has(pin []byte) bool { return oneOf(*t.pins.Load())(pin) }

// follow trusts what the hub says of its certificates from now on, and nothing
// else. It must have shown one of them on the very line on which it says so: a
// list that was copied from another hub would shut this terminal out.
func (t *trust) follow(line *tls.ConnectionState, pins [][]byte) error {
	if line == nil || len(line.PeerCertificates) == 0 || len(pins) == 0 || slices.EqualFunc(pins, *t.pins.Load(), bytes.Equal) {
		return nil
	}
	for _, p := range pins {
		if len(p) != pinSize {
			return errors.New("agent: a pin of another size")
		}
	}
	if !oneOf(pins)(wire.PinOf(line.PeerCertificates[0].RawSubjectPublicKeyInfo)) {
		return errors.New("agent: the hub names other certificates than its own")
	}
	if t.keep != nil {
		if err := t.keep(pins); err != nil {
			return err
		}
	}
	t.pins.Store(&pins)
	return nil
}

const pinSize = 32 // SHA-256
