package hubserve

import (
	"cmp"
	"context"
	"crypto/ecdsa"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
	"miseban/sync/wire"
)

// Files of a change of the certificate.
const (
	fileNextKey = "tls.next.key" // the key that comes: terminals are told its pin
	fileOldPin  = "tls.old.json" // what terminals still trust after the change
)

const (
	// keepOldPin is how long the old pin is told after the change: so long the
	// hubs on one database may take to change, one after the other.
	keepOldPin = 24 * time.Hour
	// toldWithin is how long after the next key was made every terminal with a
	// line has heard of it: tokens are good for a quarter of an hour.
	toldWithin = 20 * time.Minute
)

// oldPin is the content of fileOldPin.
type oldPin struct {
	Pin   []byte    `json:"pin"`
	Until time.Time `json:"until"`
}

// spki returns the pin of a key file's text.
func spki(text []byte) ([]byte, error) {
	key, err := parseKey(text)
	if err != nil {
		return nil, err
	}
	private, ok := key.(*ecdsa.PrivateKey)
	if !ok {
		return nil, errors.New("no P-256 key")
	}
	return pinOfKey(&private.PublicKey)
}

// others returns the pins that terminals shall trust beside the present one.
func others(dir string, now time.Time) ([][]byte, error) {
	const op = "hubserve.others"
	var pins [][]byte
	switch text, err := os.ReadFile(filepath.Join(dir, fileNextKey)); {
	case err == nil:
		pin, err := spki(text)
		if err != nil {
			return nil, retail.E(retail.CodeDamaged, op, "", fmt.Errorf("%s: %w", fileNextKey, err))
		}
		pins = append(pins, pin)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, retail.E(retail.CodeRefused, op, "", err)
	}
	switch text, err := os.ReadFile(filepath.Join(dir, fileOldPin)); {
	case err == nil:
		var old oldPin
		if err := json.Unmarshal(text, &old); err != nil {
			return nil, retail.E(retail.CodeDamaged, op, "", fmt.Errorf("%s: %w", fileOldPin, err))
		}
		if now.Before(old.Until) {
			pins = append(pins, old.Pin)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, retail.E(retail.CodeRefused, op, "", err)
	}
	return pins, nil
}

// NextKey makes the key of the hub's next certificate, unless there is one, and
// returns its pin. A running hub tells its terminals of it within a minute.
func NextKey(data string) (pin []byte, err error) {
	const op = "hubserve.NextKey"
	r, err := load(data)
	if err != nil {
		return nil, err
	}
	text, err := keep(cmp.Or(r.Keys, data), fileNextKey, newTLSKey)
	if err != nil {
		return nil, err
	}
	if pin, err = spki(text); err != nil {
		return nil, retail.E(retail.CodeDamaged, op, "", err)
	}
	return pin, nil
}

// Untold returns the terminals that may not know the next certificate: they
// were not heard of since its key was made. They would have to be enrolled
// again. CodeNotFound: there is no next key.
func Untold(ctx context.Context, data string) ([]hub.Device, error) {
	return untold(ctx, data, fileNextKey)
}

// untold returns the terminals that were not heard of since a next key was made.
func untold(ctx context.Context, data, file string) ([]hub.Device, error) {
	const op = "hubserve.Untold"
	var out []hub.Device
	err := beside(ctx, data, func(h *hub.Hub, _ *hubdb.DB, _ retail.Clock) error {
		r, err := load(data)
		if err != nil {
			return err
		}
		st, err := os.Stat(filepath.Join(cmp.Or(r.Keys, data), file))
		if err != nil {
			return retail.E(retail.CodeNotFound, op, "", err)
		}
		all, err := h.Store.Devices(ctx)
		for _, d := range all {
			if !d.Revoked && d.LastSeen.Before(st.ModTime().Add(toldWithin)) {
				out = append(out, d)
			}
		}
		return err
	})
	return out, err
}

// SwitchKey makes the next key the present one. A running hub shows the new
// certificate within a minute. Terminals go on trusting the old key for a day,
// or not at all when it is to be dropped at once, because somebody may have it.
func SwitchKey(ctx context.Context, data string, drop bool) error {
	const op = "hubserve.SwitchKey"
	return beside(ctx, data, func(_ *hub.Hub, store *hubdb.DB, clock retail.Clock) error {
		r, err := load(data)
		if err != nil {
			return err
		}
		dir := cmp.Or(r.Keys, data)
		present, err := os.ReadFile(filepath.Join(dir, fileTLSKey))
		if err != nil {
			return retail.E(retail.CodeRefused, op, "", err)
		}
		next, err := os.ReadFile(filepath.Join(dir, fileNextKey))
		if errors.Is(err, fs.ErrNotExist) {
			return retail.E(retail.CodeNotFound, op, "", err)
		}
		if err != nil {
			return retail.E(retail.CodeRefused, op, "", err)
		}
		was, err := spki(present)
		if err != nil {
			return retail.E(retail.CodeDamaged, op, "", err)
		}
		pin, err := spki(next)
		if err != nil {
			return retail.E(retail.CodeDamaged, op, "", err)
		}
		old := oldPin{Pin: was, Until: clock.Now().Add(keepOldPin)}
		if drop {
			old.Until = clock.Now()
		}
		b, err := json.Marshal(old)
		if err != nil {
			return retail.E(retail.CodeInternal, op, "", err)
		}
		if err := write(dir, fileOldPin, b); err != nil {
			return err
		}
		if store.Shared() { // hubs that begin now hold the new key
			if _, err := store.Agree(ctx, keyTLS, mark(keyTLS, pin), true); err != nil {
				return err
			}
		}
		// From here on the certificate is made anew by whoever opens the keys.
		if err := os.Rename(filepath.Join(dir, fileNextKey), filepath.Join(dir, fileTLSKey)); err != nil {
			return retail.E(retail.CodeRefused, op, "", err)
		}
		return nil
	})
}

// ReloadKeys takes in what was done to the keys since: it shows the certificate of
// the key that is there now, signs pickup codes with the key that is there now,
// and tells terminals which ones to trust. It is done every minute.
func (s *Server) ReloadKeys(ctx context.Context) error {
	dir := s.opts.keyFolder()
	var k keys
	if err := k.openCert(dir, s.opts.Hosts); err != nil {
		return err
	}
	more, err := others(dir, s.opts.Clock.Now())
	if err != nil {
		return err
	}
	if string(k.pin) != string(s.pin()) {
		s.opts.Log.Warn("hubserve: the hub shows another certificate from now on", "pin", hex.EncodeToString(k.pin))
		s.cert.Store(&k.cert)
		r := *s.where.Load()
		r.Pin = k.pin
		s.where.Store(&r)
		if err := r.save(s.opts.Data); err != nil {
			return err
		}
	}
	s.Hub.SetPins(append([][]byte{k.pin}, more...))
	signer, err := openSigner(dir)
	if err != nil {
		return err
	}
	return s.Hub.SetSigner(ctx, signer)
}

// keepKeys follows the keys until ctx ends, in every process on one database.
func (s *Server) keepKeys(ctx context.Context, _ *hub.Hub) {
	for pause(ctx, keepHouse) {
		if err := s.ReloadKeys(ctx); err != nil {
			s.opts.Log.Error("hubserve: keys", "err", err)
		}
	}
}

// pin is of the certificate that is shown now.
func (s *Server) pin() []byte {
	c := s.cert.Load()
	if c == nil || c.Leaf == nil {
		return nil
	}
	return wire.PinOf(c.Leaf.RawSubjectPublicKeyInfo)
}

// shown is the certificate for a new connection.
func (s *Server) shown(*tls.ClientHelloInfo) (*tls.Certificate, error) { return s.cert.Load(), nil }
