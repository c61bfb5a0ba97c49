package wire

import (
	"crypto/sha256"
	"encoding/binary"
	"net"
	"strconv"
	"strings"

	"miseban/app/retail"
	"miseban/scanner"
)

// EnrolCode is what the enrolment QR says: where the hub is, which certificate
// it must show, and a one-time code. As text it is "E1" and base32 (RFC 4648,
// upper case, no padding), so that a keyboard wedge of any layout cannot mangle
// it and a person can type it; scanner.NewEnrolment adds the check characters.
type EnrolCode struct {
	Once [10]byte // the one-time code, 80 random bits
	Pin  [16]byte // first half of SHA-256 of the hub certificate's SPKI
	Host string   // IP address or name
	Port uint16
}

// String returns the text of the code as it stands in the QR.
func (c EnrolCode) String() string {
	b := append([]byte(nil), c.Once[:]...)
	b = append(b, c.Pin[:]...)
	b = binary.BigEndian.AppendUint16(b, c.Port)
	if ip := net.ParseIP(c.Host).To4(); ip != nil {
		b = append(b, ip...)
	} else {
		b = append(b, c.Host...)
		b = append(b, 0)
	}
	text, err := scanner.NewEnrolment(b)
	if err != nil {
		return "" // a host name of more than 400 characters
	}
	return text
}

// Grouped returns the text in groups of five for reading aloud and typing.
func (c EnrolCode) Grouped() string {
	s := c.String()
	var out []string
	for len(s) > 5 {
		out = append(out, s[:5])
		s = s[5:]
	}
	return strings.Join(append(out, s), " ")
}

// URL returns the hub's base address.
func (c EnrolCode) URL() string {
	return "https://" + net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port)))
}

// ParseEnrolCode reads an enrolment code, scanned or typed: case, blanks and
// hyphens do not matter. A wrong character is found by the checksum.
func ParseEnrolCode(s string) (EnrolCode, error) {
	const op = "wire.ParseEnrolCode"
	bad := retail.E(retail.CodeInvalid, op, "hint.enrol_code", nil)
	data, err := scanner.ParseEnrolment(strings.NewReplacer(" ", "", "-", "", "\u3000", "").Replace(s))
	if err != nil || len(data) < 10+16+2+1 {
		return EnrolCode{}, bad
	}
	var c EnrolCode
	copy(c.Once[:], data)
	copy(c.Pin[:], data[10:])
	c.Port = binary.BigEndian.Uint16(data[26:])
	host := data[28:]
	switch {
	case len(host) == net.IPv4len:
		c.Host = net.IP(host).String()
	case len(host) > 1 && host[len(host)-1] == 0:
		c.Host = string(host[:len(host)-1])
	default:
		return EnrolCode{}, bad
	}
	return c, nil
}

// PinOf returns the pin of a certificate: SHA-256 of its SubjectPublicKeyInfo
// (RFC 7469 section 2.4).
func PinOf(spki []byte) []byte {
	sum := sha256.Sum256(spki)
	return sum[:]
}
