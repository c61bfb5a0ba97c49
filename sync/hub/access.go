package hub

import (
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"miseban/app/retail"
	"miseban/sync/wire"
)

const (
	enrolFor   = 10 * time.Minute // life of a one-time code
	accessFor  = 15 * time.Minute // life of an access token
	clockSlack = 5 * time.Minute  // how far a terminal's clock may be off when it asks for a token
)

// NewEnrolOnce makes the one-time code of an enrolment for a terminal of the
// shop. It works once, within ten minutes. CodeNotFound: no such shop.
func (h *Hub) NewEnrolOnce(ctx context.Context, store retail.SiteID) ([10]byte, error) {
	return h.newOnce(ctx, store, DeviceTerminal)
}

func (h *Hub) newOnce(ctx context.Context, store retail.SiteID, kind DeviceKind) ([10]byte, error) {
	const op = "hub.NewEnrolOnce"
	var once [10]byte
	sites, err := h.siteMap(ctx)
	if err != nil {
		return once, err
	}
	if s, ok := sites[store]; !ok || s.Kind != retail.Shop {
		return once, retail.E(retail.CodeNotFound, op, "hint.store", fmt.Errorf("no shop %q", store))
	}
	if _, err := io.ReadFull(h.Rand, once[:]); err != nil {
		return once, retail.E(retail.CodeInternal, op, "", err)
	}
	_, err = h.Store.Update(ctx, nil, func(tx Tx) error {
		return tx.PutEnrolCode(hashOnce(once[:]), store, kind, h.Clock.Now().Add(enrolFor))
	})
	return once, err
}

func hashOnce(once []byte) string {
	sum := sha256.Sum256(once)
	return hex.EncodeToString(sum[:])
}

// Enrol makes a device a terminal, or a relay when it asks to be one.
// CodeNotAllowed: the code is unknown, used, out of time or for the other kind.
// A relay asks the chain's hub: CodeOffline while that is out of reach.
func (h *Hub) Enrol(ctx context.Context, req wire.EnrolRequest) (wire.EnrolReply, error) {
	if h.relay() {
		return h.enrolBelow(ctx, req)
	}
	return h.enrol(ctx, req, "")
}

// enrol makes a device a terminal or a relay, of the shop only when one is
// named.
func (h *Hub) enrol(ctx context.Context, req wire.EnrolRequest, only retail.SiteID) (wire.EnrolReply, error) {
	const op = "hub.Enrol"
	once, err := hex.DecodeString(strings.ToLower(req.Code))
	if err != nil || len(req.Public) != ed25519.PublicKeySize || req.As != "" && (req.As != wire.KindRelay || only != "") {
		return wire.EnrolReply{}, retail.E(retail.CodeInvalid, op, "", err)
	}
	d := Device{
		ID: retail.DeviceID(h.IDs.NewID()), Kind: DeviceKind(req.As), Name: label(req.Name), Model: label(req.Model), App: label(req.App),
		Public: req.Public, Secret: make([]byte, 32),
	}
	if _, err := io.ReadFull(h.Rand, d.Secret); err != nil {
		return wire.EnrolReply{}, retail.E(retail.CodeInternal, op, "", err)
	}
	wished := d.Name
	err = h.update(ctx, []wire.Scope{wire.ScopeOrg, wire.DeviceScope(d.ID)}, func(tx Tx) error {
		d.LastSeen = h.Clock.Now()
		if d.Store, err = tx.UseEnrolCode(hashOnce(once), d.Kind, d.LastSeen); err != nil {
			if retail.CodeOf(err) == retail.CodeNotFound {
				return retail.E(retail.CodeNotAllowed, op, "hint.enrol_code", err)
			}
			return err
		}
		if only != "" && d.Store != only {
			return retail.E(retail.CodeNotAllowed, op, "hint.enrol_code", nil)
		}
		if d.Kind == DeviceRelay {
			return tx.PutDevice(d) // no terminal, and staff do not sign in on it
		}
		if d.Name = wished; d.Name == "" {
			others, err := tx.Devices()
			if err != nil {
				return err
			}
			d.Name = nextName(others, d.Store)
		}
		return h.admit(tx, d)
	})
	if err != nil {
		return wire.EnrolReply{}, err
	}
	return wire.EnrolReply{
		Device: d.ID, Name: d.Name, Store: d.Store, Scopes: scopesOf(d), Secret: d.Secret, Pins: h.pins(), Epoch: h.Store.Epoch(),
	}, nil
}

// admit writes a new terminal and gives it the secrets of its shop's staff.
func (h *Hub) admit(tx Tx, d Device) error {
	if err := tx.PutDevice(d); err != nil {
		return err
	}
	t := retail.Terminal{ID: d.ID, Store: d.Store, Name: d.Name}
	if _, err := tx.Put(wire.ScopeOrg, retail.EntityTerminal, string(d.ID), t, ""); err != nil {
		return err
	}
	keys, err := tx.Keys()
	if err != nil {
		return err
	}
	for _, k := range keys {
		var s retail.Staff
		ok, err := tx.Row(wire.ScopeOrg, retail.EntityStaff, string(k.Staff), &s)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := handOut(tx, d, s, k); err != nil {
			return err
		}
	}
	return nil
}

// nextName names a terminal by its place in the shop: 端末1, 端末2.
func nextName(all []Device, store retail.SiteID) string {
	taken := map[string]bool{}
	for _, d := range all {
		if d.Store == store {
			taken[d.Name] = true
		}
	}
	for n := 1; ; n++ {
		if name := fmt.Sprintf("端末%d", n); !taken[name] {
			return name
		}
	}
}

// label is a text of a terminal about itself, short and printable.
func label(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40])
	}
	return strings.TrimSpace(s)
}

// Revoke shuts a terminal out: it wipes itself at the next contact. What it had
// in hand becomes tasks of its shop. CodeNotFound: no such terminal.
func (h *Hub) Revoke(ctx context.Context, id retail.DeviceID) error {
	d, err := h.Store.Device(ctx, id)
	if err != nil {
		return err
	}
	if over, err := h.revokeAtOnce(ctx, d); over || err != nil {
		return err
	}
	_, err = h.Tell(ctx, retail.Command{
		ID: retail.CommandID(h.IDs.NewID()), Kind: retail.KindRevoke, Store: d.Store, Body: retail.Revoke{Device: id},
	})
	return err
}

// scopesOf is what a terminal may read.
func scopesOf(d Device) []wire.Scope {
	if d.Kind == DeviceRelay {
		return []wire.Scope{wire.ScopeOrg, wire.ErrandScope(d.Store), wire.ScopeCatalog, wire.ScopeStock}
	}
	return []wire.Scope{wire.ScopeOrg, wire.StoreScope(d.Store), wire.DeviceScope(d.ID), wire.ScopeCatalog, wire.ScopeStock}
}

// errClock says that a terminal asked for a token with a clock that is off.
var errClock = retail.E(retail.CodeNotAllowed, "hub.Token", "hint.clock", nil)

// Token gives access for a quarter of an hour to whoever holds a device key.
// CodeRevoked: the terminal was shut out; CodeUnknownTerminal: the hub never
// enrolled it.
func (h *Hub) Token(ctx context.Context, req wire.TokenRequest) (wire.TokenReply, error) {
	const op = "hub.Token"
	now := h.Clock.Now()
	d, err := h.terminal(ctx, req.Device)
	if err != nil {
		return wire.TokenReply{}, err
	}
	if !ed25519.Verify(d.Public, req.SigningInput(), req.Sig) {
		return wire.TokenReply{}, retail.E(retail.CodeNotAllowed, op, "", nil)
	}
	if off := req.TS.Sub(now); off > clockSlack || off < -clockSlack {
		return wire.TokenReply{}, errClock
	}
	if req.Nonce == "" || len(req.Nonce) > 64 || strings.ContainsRune(req.Nonce, 0) {
		return wire.TokenReply{}, retail.E(retail.CodeNotAllowed, op, "", nil)
	}
	fresh, err := h.Store.UseNonce(ctx, string(d.ID)+" "+req.Nonce, now, now.Add(2*clockSlack))
	if err != nil {
		return wire.TokenReply{}, err
	}
	if !fresh {
		return wire.TokenReply{}, retail.E(retail.CodeNotAllowed, op, "", nil)
	}
	expires := now.Add(accessFor)
	return wire.TokenReply{Access: h.access(d.ID, expires), Expires: expires, Now: now, Pins: h.pins()}, nil
}

// terminal returns a terminal that may speak to the hub. Only one that somebody
// revoked is told so, for it wipes itself: a hub that was restored from a copy
// older than the enrolment does not know what the terminal still holds.
func (h *Hub) terminal(ctx context.Context, id retail.DeviceID) (Device, error) {
	const op = "hub.terminal"
	unknown := retail.E(retail.CodeUnknownTerminal, op, "", nil)
	if id == retail.HubDevice || strings.ContainsRune(string(id), 0) || !utf8.ValidString(string(id)) {
		return Device{}, unknown
	}
	d, err := h.Store.Device(ctx, id)
	switch {
	case retail.CodeOf(err) == retail.CodeNotFound, err == nil && len(d.Public) != ed25519.PublicKeySize:
		return Device{}, unknown
	case err == nil && d.Revoked:
		return Device{}, retail.E(retail.CodeRevoked, op, "", nil)
	}
	return d, err
}

// access makes an access token: expiry in Unix seconds, device, MAC.
func (h *Hub) access(id retail.DeviceID, expires time.Time) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(expires.Unix()))
	b = append(b, id...)
	return base64.RawURLEncoding.EncodeToString(append(b, h.accessMAC(b)...))
}

func (h *Hub) accessMAC(b []byte) []byte {
	m := hmac.New(sha256.New, h.Secret)
	m.Write([]byte("miseban-access-v1\x00"))
	m.Write(b)
	return m.Sum(nil)
}

// caller returns whose valid access token the request carries.
func (h *Hub) caller(r *http.Request, find finder) (Device, error) {
	const op = "hub.caller"
	renew := retail.E(retail.CodeNotAllowed, op, "", nil)
	text, ok := strings.CutPrefix(r.Header.Get(wire.HeaderAccess), "Bearer ")
	if !ok || len(text) > 512 {
		return Device{}, renew
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(b) < 8+sha256.Size {
		return Device{}, renew
	}
	body, mac := b[:len(b)-sha256.Size], b[len(b)-sha256.Size:]
	if subtle.ConstantTimeCompare(h.accessMAC(body), mac) != 1 || h.Clock.Now().Unix() >= int64(binary.BigEndian.Uint64(body)) {
		return Device{}, renew
	}
	return find(r.Context(), retail.DeviceID(body[8:]))
}

// pins are those of the hub's certificates: the present one first.
func (h *Hub) pins() [][]byte {
	if now := h.pinned.Load(); now != nil {
		return *now
	}
	return h.Pins
}

// SetPins changes the pins that terminals are told, with each token.
func (h *Hub) SetPins(pins [][]byte) { h.pinned.Store(&pins) }
