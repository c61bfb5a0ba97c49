package retail

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// HandoverID is the random name of one handover inside a pickup code. It is
// not the order number, so that a code tells a stranger nothing.
type HandoverID [8]byte

// String returns the 16 hex digits of the id.
func (h HandoverID) String() string { return hex.EncodeToString(h[:]) }

// IsZero tells whether there is no id.
func (h HandoverID) IsZero() bool { return h == HandoverID{} }

// MarshalText writes 16 hex digits.
func (h HandoverID) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads 16 hex digits; empty is the zero id.
func (h *HandoverID) UnmarshalText(b []byte) error {
	*h = HandoverID{}
	if len(b) == 0 {
		return nil
	}
	if len(b) != 2*len(h) {
		return fmt.Errorf("retail: handover id of %d characters", len(b))
	}
	_, err := hex.Decode(h[:], b)
	return err
}

// PickupToken is what a pickup QR says (受取QR): which handover at which shop,
// until when. On the wire it is 17 bytes, big-endian, then an Ed25519 signature
// (RFC 8032) over them, in base32 (RFC 4648, no padding) behind "P1": 132
// characters, which is QR version 6 at level M. That of a proxy is one byte longer, the
// number of the delegation, and 134 characters: programs that know of none refuse it.
type PickupToken struct {
	KeyID    uint8
	Store    uint32 // Site.No, 24 bits
	Handover HandoverID
	Reissue  uint8
	Expires  time.Time // whole minutes
	// Delegation is the number of the delegation whose proxy has the code, 0 for the
	// customer's own code.
	Delegation uint8
}

// PickupPrefix stands before every pickup code; no GTIN has letters.
const PickupPrefix = "P1"

const (
	tokenVersion = 1
	tokenSize    = 17
	tokenLength  = 132 // of the text, prefix included

	proxyVersion = 2 // of codes for proxies
	proxySize    = tokenSize + 1
	proxyLength  = 134
)

// tokenEpoch is minute 0 of Expires.
var tokenEpoch = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

var tokenBase32 = base32.StdEncoding.WithPadding(base32.NoPadding)

func (t PickupToken) bytes() []byte {
	b := make([]byte, tokenSize)
	b[0], b[1] = tokenVersion, t.KeyID
	b[2], b[3], b[4] = byte(t.Store>>16), byte(t.Store>>8), byte(t.Store)
	copy(b[5:13], t.Handover[:])
	b[13] = t.Reissue
	m := uint32(min(max(t.Expires.Sub(tokenEpoch)/time.Minute, 0), 1<<24-1)) // to the end of 2055
	b[14], b[15], b[16] = byte(m>>16), byte(m>>8), byte(m)
	if t.Delegation > 0 {
		b[0] = proxyVersion
		b = append(b, t.Delegation)
	}
	return b
}

// Sign returns the pickup code as it stands in the QR.
func (t PickupToken) Sign(key ed25519.PrivateKey) string {
	b := t.bytes()
	return PickupPrefix + tokenBase32.EncodeToString(append(b, ed25519.Sign(key, b)...))
}

// SignedToken is a pickup code that was read but not yet believed.
type SignedToken struct {
	PickupToken
	signed, sig []byte
}

// ParsePickupToken reads a pickup code, in either case. It says nothing about
// who signed it: see SignedToken.SignedBy.
func ParsePickupToken(s string) (SignedToken, error) {
	s = upper(strings.TrimSpace(s))
	size, version := tokenSize, byte(tokenVersion)
	if len(s) == proxyLength {
		size, version = proxySize, proxyVersion
	}
	body, ok := strings.CutPrefix(s, PickupPrefix)
	if !ok || len(s) != tokenLength && len(s) != proxyLength {
		return SignedToken{}, E(CodeInvalid, "retail.ParsePickupToken", "", nil)
	}
	b, err := tokenBase32.DecodeString(body)
	if err != nil || len(b) != size+ed25519.SignatureSize || b[0] != version || tokenBase32.EncodeToString(b) != body {
		return SignedToken{}, E(CodeInvalid, "retail.ParsePickupToken", "", err)
	}
	t := SignedToken{signed: b[:size], sig: b[size:]}
	if size == proxySize {
		if t.Delegation = b[tokenSize]; t.Delegation == 0 {
			return SignedToken{}, E(CodeInvalid, "retail.ParsePickupToken", "", nil)
		}
	}
	t.KeyID = b[1]
	t.Store = uint32(b[2])<<16 | uint32(b[3])<<8 | uint32(b[4])
	copy(t.Handover[:], b[5:13])
	t.Reissue = b[13]
	m := binary.BigEndian.Uint32([]byte{0, b[14], b[15], b[16]})
	t.Expires = tokenEpoch.Add(time.Duration(m) * time.Minute)
	return t, nil
}

// upper turns ASCII letters into capitals and leaves all else alone: letters
// of other scripts have capitals within ASCII, which nobody printed.
func upper(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, s)
}

// SignedBy tells whether one of the keys with the token's key id signed it.
func (t SignedToken) SignedBy(keys []PickupKey) bool {
	for _, k := range keys {
		if k.ID == t.KeyID && len(k.Public) == ed25519.PublicKeySize && ed25519.Verify(k.Public, t.signed, t.sig) {
			return true
		}
	}
	return false
}

// DigitsHash returns what an order keeps of its typed pickup code: the first
// eight bytes of HMAC-SHA-256 (RFC 2104) keyed with the handover id, in hex.
// digits are the eight digits without their check digit.
func DigitsHash(h HandoverID, digits string) string {
	m := hmac.New(sha256.New, h[:])
	m.Write([]byte(digits))
	return hex.EncodeToString(m.Sum(nil)[:8])
}

// PickupAnswer is what a terminal says to a pickup code, without the hub.
type PickupAnswer uint8

// Values of PickupAnswer.
const (
	// PickupOK: the goods may be given.
	PickupOK PickupAnswer = iota + 1
	// PickupNotReady: the order is here, the goods are not staged yet.
	PickupNotReady
	// PickupUsed: the goods were handed over already.
	PickupUsed
	// PickupExpired: the code's time has run out.
	PickupExpired
	// PickupForeign: the code belongs to another shop.
	PickupForeign
	// PickupForged: nobody of ours signed it, or it is damaged.
	PickupForged
	// PickupReplaced: a newer code was sent to the customer.
	PickupReplaced
	// PickupGone: the order was canceled or declined.
	PickupGone
	// PickupUnknown: properly signed, but this terminal has not heard of it.
	PickupUnknown
	// PickupWithdrawn: the code is a proxy's whom the customer took back, or put another in
	// the place of.
	PickupWithdrawn
)

var pickupAnswerWords = words{
	"ok",
	"not_ready",
	"used",
	"expired",
	"foreign",
	"forged",
	"replaced",
	"gone",
	"unknown",
	"withdrawn",
}

// String returns the stable word of the answer.
func (a PickupAnswer) String() string { return pickupAnswerWords.text(uint8(a)) }

// PickupAnswers returns every answer in order.
func PickupAnswers() []PickupAnswer { return allOf[PickupAnswer](len(pickupAnswerWords)) }

// CheckPickup judges a pickup code: signature, shop, order, state, expiry. o is
// the order with the token's handover id, or nil. now must never run back: the
// caller passes the later of its clock and the largest hub time it has seen.
func CheckPickup(t SignedToken, keys []PickupKey, store uint32, o *Order, now time.Time) PickupAnswer {
	switch {
	case !t.SignedBy(keys):
		return PickupForged
	case t.Store != store:
		return PickupForeign
	case o == nil:
		if now.After(t.Expires) {
			return PickupExpired
		}
		return PickupUnknown
	case o.State == HandedOver:
		return PickupUsed
	case t.Reissue < o.Pickup.Reissue:
		return PickupReplaced
	case t.Delegation > 0 && o.Pickup.Delegation.Refuses(t.Delegation):
		return PickupWithdrawn
	case o.State == Canceled || o.State == Declined:
		return PickupGone
	case now.After(t.Expires):
		return PickupExpired
	}
	return ReadyAnswer(o)
}

// ReadyAnswer judges an order that was found by name or typed digits.
func ReadyAnswer(o *Order) PickupAnswer {
	switch o.State {
	case Staged, Notified:
		return PickupOK
	case Expired:
		if o.leftover() == 0 || o.Repaid() {
			return PickupExpired // the goods are back on their shelf
		}
		return PickupOK
	case HandedOver:
		return PickupUsed
	case Canceled, Declined:
		return PickupGone
	case Received, Picking, Short:
	}
	return PickupNotReady
}
