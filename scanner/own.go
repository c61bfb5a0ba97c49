package scanner

import (
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
)

// The codes that miseban prints itself. Every one of them
//
//   - begins with a letter, so that it can never be the number of goods,
//   - uses only 0-9 A-Z - . / , which arrive unchanged whatever keyboard layout
//     scanner and computer are set to, and which a QR code packs tightly,
//   - is refused when a character is wrong, lost, or cut off.
//
// Labels and the enrolment code are written
//
//	<prefix><payload>/<two check characters>
//
// The slash cannot stand in a payload: a code that was cut off has none, or has
// less than two characters behind it. The check characters are the number
//
//	(sum mod 41) * 31 + (length mod 31)
//
// in base 36, where length counts the whole code and sum is a polynomial over
// the characters before the slash. 41 is prime and larger than the alphabet,
// so any one wrong character changes the sum; the length finds lost ones.
//
// The pickup token has no check characters: it has a fixed length, and its
// signature is the check. The pickup digits are numbers for people to type:
// eight digits and a ninth that finds any one wrong digit and any two
// neighbours exchanged.
const (
	prefixPlace     = "PL-"
	prefixBag       = "BG-"
	prefixTerminal  = "TM-"
	prefixStaff     = "ST-"
	prefixBox       = "BX-"
	prefixTote      = "TO-"
	prefixToken     = "P1"
	prefixEnrolment = "E1"

	safeAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./"

	// MaxLabelID is the longest payload of a place, bag, terminal or staff code.
	MaxLabelID = 20
	// TokenBytes is the size of a pickup token before it is written as text.
	TokenBytes = 81
	// TokenLength is its length as text, prefix included.
	TokenLength = 132
	// ProxyTokenBytes and ProxyTokenLength are those of the pickup token of somebody who
	// collects for another.
	ProxyTokenBytes  = 82
	ProxyTokenLength = 134
	// MaxEnrolmentBytes is the most an enrolment code can carry.
	MaxEnrolmentBytes = 512
)

// Errors of the constructors and parsers of our own codes.
var (
	// ErrNotOurs is returned for text without the prefix or form of the kind.
	ErrNotOurs = errors.New("scanner: not a code of this kind")
	// ErrDamaged is returned for text that begins right but is not whole.
	ErrDamaged = errors.New("scanner: code is damaged")
	// ErrPayload is returned for content that the kind cannot carry.
	ErrPayload = errors.New("scanner: content cannot be written as a code")
	// ErrLooksLikeGoods is returned by NewPickupDigits for digits that would be
	// a JAN-8 when one digit is lost; the caller draws another number.
	ErrLooksLikeGoods = errors.New("scanner: digits look like goods when one is lost")
)

// NewPlace returns the code on a shelf or slot label. id is the slot code as
// printed, for example "A-01-2": 1 to MaxLabelID of 0-9 A-Z - . , beginning and
// ending with a letter or digit; else ErrPayload.
func NewPlace(id string) (string, error) { return newLabel(prefixPlace, id) }

// ParsePlace returns the slot code of a place label.
func ParsePlace(code string) (string, error) { return parseLabel(prefixPlace, code) }

// NewBag returns the code on a bag tag; id as for NewPlace.
func NewBag(id string) (string, error) { return newLabel(prefixBag, id) }

// ParseBag returns the number of a bag tag.
func ParseBag(code string) (string, error) { return parseLabel(prefixBag, code) }

// NewTerminal returns the code on a terminal; id as for NewPlace.
func NewTerminal(id string) (string, error) { return newLabel(prefixTerminal, id) }

// ParseTerminal returns the number of a terminal label.
func ParseTerminal(code string) (string, error) { return parseLabel(prefixTerminal, code) }

// NewStaff returns the code on a staff badge; id as for NewPlace.
func NewStaff(id string) (string, error) { return newLabel(prefixStaff, id) }

// ParseStaff returns the number of a staff badge.
func ParseStaff(code string) (string, error) { return parseLabel(prefixStaff, code) }

// NewBox returns the code on a box that travels between shops; id as for NewPlace.
func NewBox(id string) (string, error) { return newLabel(prefixBox, id) }

// ParseBox returns the number of a box label.
func ParseBox(code string) (string, error) { return parseLabel(prefixBox, code) }

// NewTote returns the code on a tote (かご); id as for NewPlace.
func NewTote(id string) (string, error) { return newLabel(prefixTote, id) }

// ParseTote returns the number of a tote label.
func ParseTote(code string) (string, error) { return parseLabel(prefixTote, code) }

func newLabel(prefix, id string) (string, error) {
	if !labelID(id) {
		return "", fmt.Errorf("%w: %q", ErrPayload, id)
	}
	return seal(prefix + id), nil
}

func parseLabel(prefix, code string) (string, error) {
	body, err := unseal(prefix, normal(code))
	if err != nil {
		return "", err
	}
	if !labelID(body) {
		return "", ErrDamaged
	}
	return body, nil
}

func labelID(id string) bool {
	if id == "" || len(id) > MaxLabelID {
		return false
	}
	for i := 0; i < len(id); i++ {
		if v := strings.IndexByte(safeAlphabet, id[i]); v < 0 || id[i] == '/' {
			return false
		}
	}
	return alnum(id[0]) && alnum(id[len(id)-1])
}

func alnum(c byte) bool { return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' }

// tokenBase32 is RFC 4648 base32 without padding; strict decoding below refuses
// text that it would not write itself.
var tokenBase32 = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewEnrolment returns the code that enrols a terminal. payload is 1 to
// MaxEnrolmentBytes bytes (address, certificate fingerprint and one-time code
// in the form the hub chose); else ErrPayload.
func NewEnrolment(payload []byte) (string, error) {
	if len(payload) == 0 || len(payload) > MaxEnrolmentBytes {
		return "", ErrPayload
	}
	return seal(prefixEnrolment + tokenBase32.EncodeToString(payload)), nil
}

// ParseEnrolment returns the payload of an enrolment code.
func ParseEnrolment(code string) ([]byte, error) {
	body, err := unseal(prefixEnrolment, normal(code))
	if err != nil {
		return nil, err
	}
	payload, err := decode32(body)
	if err != nil || len(payload) == 0 || len(payload) > MaxEnrolmentBytes {
		return nil, ErrDamaged
	}
	return payload, nil
}

// NewPickupToken returns the text of a pickup token: "P1" and base32. payload
// has exactly TokenBytes bytes (17 of content, 64 of Ed25519 signature), or one byte of
// content more, ProxyTokenBytes; else ErrPayload.
func NewPickupToken(payload []byte) (string, error) {
	if len(payload) != TokenBytes && len(payload) != ProxyTokenBytes {
		return "", ErrPayload
	}
	return prefixToken + tokenBase32.EncodeToString(payload), nil
}

// ParsePickupToken returns the bytes of a pickup token. Only its form is
// checked here: a wrong character that is base32 too is found by the signature.
func ParsePickupToken(code string) ([]byte, error) {
	s := normal(code)
	if !strings.HasPrefix(s, prefixToken) {
		return nil, ErrNotOurs
	}
	if len(s) != TokenLength && len(s) != ProxyTokenLength {
		return nil, ErrDamaged
	}
	payload, err := decode32(s[len(prefixToken):])
	if err != nil || len(payload) != TokenBytes && len(payload) != ProxyTokenBytes {
		return nil, ErrDamaged
	}
	return payload, nil
}

func decode32(s string) ([]byte, error) {
	b, err := tokenBase32.DecodeString(s)
	if err != nil || tokenBase32.EncodeToString(b) != s {
		return nil, ErrDamaged
	}
	return b, nil
}

// damm is the quasigroup of order 10 by H. Michael Damm (2004); its check digit
// finds every single wrong digit and every exchange of neighbours.
var damm = [10][10]byte{
	{0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
	{7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
	{4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
	{1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
	{6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
	{3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
	{5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
	{8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
	{9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
	{2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
}

func dammOf(digits string) byte {
	var state byte
	for i := 0; i < len(digits); i++ {
		state = damm[state][digits[i]-'0']
	}
	return state
}

// NewPickupDigits returns nine digits for n, 1 to 99,999,999 (else ErrPayload). Numbers that turn into a valid JAN-8 when one of their
// digits is lost, more than half of all, give ErrLooksLikeGoods: the caller
// draws again.
func NewPickupDigits(n uint32) (string, error) {
	if n == 0 || n >= 100_000_000 {
		return "", ErrPayload
	}
	body := fmt.Sprintf("%08d", n)
	code := body + string(rune('0'+dammOf(body)))
	for i := range code {
		if checked(code[:i] + code[i+1:]) {
			return "", ErrLooksLikeGoods
		}
	}
	return code, nil
}

// ParsePickupDigits returns the nine digits without the spaces or hyphens that
// people type between groups.
func ParsePickupDigits(code string) (string, error) {
	s := bareDigits(normal(code))
	if !allDigits(s) || len(s) != 9 {
		return "", ErrNotOurs
	}
	if !pickupDigits(s) {
		return "", ErrDamaged
	}
	return s, nil
}

// pickupDigits reports whether nine digits are whole; all zeros are not.
func pickupDigits(s string) bool { return dammOf(s) == 0 && s != "000000000" }

const base36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// seal appends the slash and the check characters.
func seal(body string) string {
	n := sealNumber(body)
	return body + "/" + base36[n/36:n/36+1] + base36[n%36:n%36+1]
}

func sealNumber(body string) int {
	sum := 1
	for i := 0; i < len(body); i++ {
		// 6 is a primitive root of 41: the weights repeat after 40 places only.
		sum = (sum*6 + 1 + strings.IndexByte(safeAlphabet, body[i])) % 41
	}
	return sum*31 + (len(body)+3)%31
}

// unseal checks prefix and check characters and returns what is between.
func unseal(prefix, code string) (string, error) {
	if !strings.HasPrefix(code, prefix) {
		return "", ErrNotOurs
	}
	body, tail, found := strings.Cut(code, "/")
	if !found || len(tail) != 2 || len(body) <= len(prefix) {
		return "", ErrDamaged
	}
	for i := 0; i < len(body); i++ {
		if strings.IndexByte(safeAlphabet, body[i]) < 0 {
			return "", ErrDamaged
		}
	}
	if seal(body) != code {
		return "", ErrDamaged
	}
	return body[len(prefix):], nil
}

// readOwn recognises one of our own codes in cleaned upper-case text. ours is
// false when the text does not begin like one.
func readOwn(text string) (kind Kind, f Fields, ours bool, err error) {
	switch {
	case strings.HasPrefix(text, prefixPlace):
		f.ID, err = ParsePlace(text)
		return KindPlace, f, true, err
	case strings.HasPrefix(text, prefixBag):
		f.ID, err = ParseBag(text)
		return KindBag, f, true, err
	case strings.HasPrefix(text, prefixTerminal):
		f.ID, err = ParseTerminal(text)
		return KindTerminal, f, true, err
	case strings.HasPrefix(text, prefixStaff):
		f.ID, err = ParseStaff(text)
		return KindStaff, f, true, err
	case strings.HasPrefix(text, prefixBox):
		f.ID, err = ParseBox(text)
		return KindBox, f, true, err
	case strings.HasPrefix(text, prefixTote):
		f.ID, err = ParseTote(text)
		return KindTote, f, true, err
	case strings.HasPrefix(text, prefixFrame):
		var p Frame
		p, err = ParseFrame(text)
		f.ID, f.Payload = p.ID, p.Data
		return KindFrame, f, true, err
	case strings.HasPrefix(text, prefixToken):
		f.Payload, err = ParsePickupToken(text)
		return KindPickupToken, f, true, err
	case strings.HasPrefix(text, prefixEnrolment):
		f.Payload, err = ParseEnrolment(text)
		return KindEnrolment, f, true, err
	}
	return KindUnknown, f, false, nil
}
