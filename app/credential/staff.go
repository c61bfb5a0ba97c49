package credential

import (
	"crypto/hmac"
	"crypto/sha256"

	"golang.org/x/crypto/argon2"
)

// Cost of PINKey: Argon2id with 19 MiB, two passes, one lane, the OWASP
// Password Storage Cheat Sheet's second choice; it runs on handhelds.
const (
	pinMemoryKiB = 19 * 1024
	pinPasses    = 2
	keySize      = 32
)

// PINKey returns the 32-byte Argon2id key (RFC 9106) of a PIN and its salt of
// 16 bytes. The hub keeps it; terminals get it bound to themselves by Bind.
func PINKey(pin string, salt []byte) []byte {
	return argon2.IDKey([]byte(pin), salt, pinPasses, pinMemoryKiB, 1, keySize)
}

// Bind returns the verifier of a PIN for one device: HMAC-SHA-256 (RFC 2104)
// over the PINKey, keyed with the device's secret. Without the device file it
// cannot be searched through.
func Bind(deviceSecret, pinKey []byte) []byte {
	return mac(deviceSecret, "miseban-pin-v1\x00", pinKey)
}

// BadgeKey returns the keyed hash of a badge code for one device.
func BadgeKey(deviceSecret []byte, badge string) []byte {
	return mac(deviceSecret, "miseban-badge-v1\x00", []byte(badge))
}

// CheckPIN tells whether the PIN is the one that the verifier was made of, in
// constant time. It takes tens of milliseconds.
func CheckPIN(deviceSecret []byte, pin string, salt, verifier []byte) bool {
	return hmac.Equal(Bind(deviceSecret, PINKey(pin, salt)), verifier)
}

func mac(key []byte, domain string, data []byte) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(domain))
	m.Write(data)
	return m.Sum(nil)
}
