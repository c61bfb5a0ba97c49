package credential

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"

	"miseban/app/retail"
)

// Sealer encrypts personal data where it rests: AES-256-GCM (NIST SP 800-38D)
// with a random nonce of 12 bytes in front. Its key is derived from the device
// file's wrap key by HKDF (RFC 5869), so that destroying the file makes
// everything sealed unreadable.
type Sealer struct{ aead cipher.AEAD }

// NewSealer returns the Sealer of a wrap key of 32 bytes.
func NewSealer(wrap []byte) (*Sealer, error) {
	const op = "credential.NewSealer"
	if len(wrap) != keySize {
		return nil, retail.E(retail.CodeInvalid, op, "", nil)
	}
	key, err := hkdf.Key(sha256.New, wrap, nil, "miseban personal data v1", keySize)
	if err != nil {
		return nil, retail.E(retail.CodeInternal, op, "", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, retail.E(retail.CodeInternal, op, "", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, retail.E(retail.CodeInternal, op, "", err)
	}
	return &Sealer{aead: aead}, nil
}

// Seal encrypts plain for one row of one table; it opens for that row only.
func (s *Sealer) Seal(plain []byte, table, row string) []byte {
	nonce := make([]byte, s.aead.NonceSize(), s.aead.NonceSize()+len(plain)+s.aead.Overhead())
	_, _ = rand.Read(nonce) // never fails: crypto/rand ends the process instead
	return s.aead.Seal(nonce, nonce, plain, place(table, row))
}

// Open decrypts what Seal made for the same table and row. Anything else is
// CodeDamaged.
func (s *Sealer) Open(sealed []byte, table, row string) ([]byte, error) {
	const op = "credential.Open"
	n := s.aead.NonceSize()
	if len(sealed) < n {
		return nil, retail.E(retail.CodeDamaged, op, "hint.damaged", nil)
	}
	plain, err := s.aead.Open(nil, sealed[:n], sealed[n:], place(table, row))
	if err != nil {
		return nil, retail.E(retail.CodeDamaged, op, "hint.damaged", err)
	}
	return plain, nil
}

func place(table, row string) []byte { return []byte(table + "\x00" + row) }
