package hubserve

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// Files of the hub in its data folder. All are secrets of mode 0600: whoever
// has them is the hub.
const (
	fileSecret = "hub.secret" // 32 random bytes
	filePickup = "pickup.key" // PKCS #8 PEM, Ed25519
	fileTLSKey = "tls.key"    // PKCS #8 PEM, P-256
	fileCert   = "tls.crt"    // PEM, self-made

	// certYears is how long the certificate is good. Terminals know it by its
	// key, so it may be made anew at any time.
	certYears = 10
)

// keys is what makes this hub this hub.
type keys struct {
	secret []byte
	pickup hub.Signer
	cert   tls.Certificate
	pin    []byte
}

// openKeys reads the keys in the folder and makes those that are missing.
func openKeys(dir string, hosts []string) (keys, error) {
	const op = "hubserve.openKeys"
	var k keys
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return k, retail.E(retail.CodeRefused, op, "", err)
	}
	var err error
	if k.secret, err = keep(dir, fileSecret, newSecret); err != nil {
		return k, err
	}
	if len(k.secret) != secretSize {
		return k, retail.E(retail.CodeDamaged, op, "", fmt.Errorf("%s has %d bytes", fileSecret, len(k.secret)))
	}
	if k.pickup, err = openSigner(dir); err != nil {
		return k, err
	}
	return k, k.openCert(dir, hosts)
}

func (k *keys) openCert(dir string, hosts []string) error {
	const op = "hubserve.openCert"
	text, err := keep(dir, fileTLSKey, newTLSKey)
	if err != nil {
		return err
	}
	key, err := parseKey(text)
	if err != nil {
		return retail.E(retail.CodeDamaged, op, "", err)
	}
	private, ok := key.(*ecdsa.PrivateKey)
	if !ok {
		return retail.E(retail.CodeDamaged, op, "", fmt.Errorf("%s is no P-256 key", fileTLSKey))
	}
	fresh := func() ([]byte, error) { return newCert(private, hosts) }
	cert, err := keep(dir, fileCert, fresh)
	if err != nil {
		return err
	}
	// Terminals know the key and not what is said of it: a machine with a new
	// name, or a new key (see SwitchKey), gets a new certificate.
	if k.cert, err = tls.X509KeyPair(cert, text); err != nil || !names(k.cert.Leaf, hosts) {
		if cert, err = fresh(); err != nil {
			return err
		}
		if err := write(dir, fileCert, cert); err != nil {
			return err
		}
		if k.cert, err = tls.X509KeyPair(cert, text); err != nil {
			return retail.E(retail.CodeDamaged, op, "", err)
		}
	}
	k.pin = wire.PinOf(k.cert.Leaf.RawSubjectPublicKeyInfo)
	return nil
}

// pinOfKey returns the pin of the certificates of a key.
func pinOfKey(public *ecdsa.PublicKey) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(public)
	return wire.PinOf(der), err
}

// readCert reads the certificate of a data folder.
func readCert(dir string) (*x509.Certificate, error) {
	text, err := os.ReadFile(filepath.Join(dir, fileCert))
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("no PEM")
	}
	return x509.ParseCertificate(block.Bytes)
}

func names(c *x509.Certificate, hosts []string) bool {
	for _, h := range hosts {
		if c.VerifyHostname(h) != nil {
			return false
		}
	}
	return true
}

// keep returns the content of a file, made first when there is none.
func keep(dir, name string, fresh func() ([]byte, error)) ([]byte, error) {
	const op = "hubserve.keep"
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err == nil {
		return b, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, retail.E(retail.CodeRefused, op, "", err)
	}
	if b, err = fresh(); err != nil {
		return nil, retail.E(retail.CodeInternal, op, "", err)
	}
	return b, write(dir, name, b)
}

// write puts a file in place whole, readable for its owner alone.
func write(dir, name string, b []byte) error {
	const op = "hubserve.write"
	f, err := os.CreateTemp(dir, "."+name+".*") // mode 0600
	if err != nil {
		return retail.E(retail.CodeRefused, op, "", err)
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		return retail.E(retail.CodeRefused, op, "", errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

const secretSize = 32

func newSecret() ([]byte, error) {
	b := make([]byte, secretSize)
	_, err := rand.Read(b)
	return b, err
}

func newTLSKey() ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	return keyPEM(key)
}

func keyPEM(key any) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), err
}

func parseKey(text []byte) (any, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("no PEM")
	}
	return x509.ParsePKCS8PrivateKey(block.Bytes)
}

// newCert makes the self-made certificate for the hosts and this machine.
func newCert(key *ecdsa.PrivateKey, hosts []string) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	now := time.Now()
	c := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "miseban hub"},
		NotBefore:    now.AddDate(0, 0, -1), // a terminal's clock may be behind
		NotAfter:     now.AddDate(certYears, 0, 0),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, h := range append([]string{"localhost", "127.0.0.1", "::1"}, hosts...) {
		if ip := net.ParseIP(h); ip != nil {
			c.IPAddresses = append(c.IPAddresses, ip)
		} else if h != "" && !slices.Contains(c.DNSNames, h) {
			c.DNSNames = append(c.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), err
}
