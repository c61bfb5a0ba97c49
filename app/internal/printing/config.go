package printing

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"miseban/app/internal/label"
	"miseban/app/retail"
)

// Port is where printers listen that nobody gave another port: raw printing, as
// makers of printers settled on it.
const Port = 9100

// Language is what a printer understands.
type Language uint8

// Values of Language; the words are stable, they are stored.
const (
	// ESCPOS is the language of receipt printers.
	ESCPOS Language = iota + 1
	// ZPL is the language of label printers.
	ZPL
)

var languageWords = []string{"escpos", "zpl"}

// Languages returns every value in order.
func Languages() []Language { return []Language{ESCPOS, ZPL} }

// String returns the stable word of the value.
func (l Language) String() string { return wordOf(languageWords, uint8(l)) }

// MarshalText writes the stable word.
func (l Language) MarshalText() ([]byte, error) { return marshalWord(languageWords, uint8(l)) }

// UnmarshalText reads the stable word.
func (l *Language) UnmarshalText(b []byte) error {
	n, err := parseWord(languageWords, b)
	*l = Language(n)
	return err
}

// Paper is what is in the printer.
type Paper uint8

// Values of Paper; the words are stable, they are stored.
const (
	// Roll80 is a roll of 80 mm, 72 mm of it printed at 203 dpi.
	Roll80 Paper = iota + 1
	// Roll80Coarse is the same at 180 dpi.
	Roll80Coarse
	// Roll58 is a roll of 58 mm, 48 mm of it printed.
	Roll58
	// Tag60 is tags of 60 by 40 mm at 203 dpi.
	Tag60
	// Tag60Fine is the same at 300 dpi.
	Tag60Fine
)

var (
	paperWords = []string{"roll80", "roll80_180", "roll58", "tag60", "tag60_300"}
	paperDots  = []label.Paper{{W: 576, H: 384}, {W: 512, H: 341}, {W: 384, H: 256}, {W: 480, H: 320}, {W: 708, H: 472}}
)

// Papers returns what a printer of a language may hold.
func Papers(l Language) []Paper {
	if l == ZPL {
		return []Paper{Tag60, Tag60Fine, Roll80}
	}
	return []Paper{Roll80, Roll80Coarse, Roll58}
}

// String returns the stable word of the value.
func (p Paper) String() string { return wordOf(paperWords, uint8(p)) }

// MarshalText writes the stable word.
func (p Paper) MarshalText() ([]byte, error) { return marshalWord(paperWords, uint8(p)) }

// UnmarshalText reads the stable word.
func (p *Paper) UnmarshalText(b []byte) error {
	n, err := parseWord(paperWords, b)
	*p = Paper(n)
	return err
}

// Dots is the size of a label on the paper.
func (p Paper) Dots() label.Paper {
	if p == 0 || int(p) > len(paperDots) {
		return label.Paper{}
	}
	return paperDots[p-1]
}

// Config is the printer of this terminal.
type Config struct {
	Address  string   `json:"address"` // host or host:port; empty: none
	Language Language `json:"language"`
	Paper    Paper    `json:"paper"`
	Bars     bool     `json:"bars,omitempty"` // codes as bars, for scanners that read no QR
}

// Set tells whether there is a printer.
func (c Config) Set() bool { return c.Address != "" }

// usual fills in what was not chosen.
func (c Config) usual() Config {
	if c.Language == 0 {
		c.Language = ESCPOS
	}
	for _, p := range Papers(c.Language) {
		if p == c.Paper {
			return c
		}
	}
	c.Paper = Papers(c.Language)[0]
	return c
}

// dots is the paper with the form of the code.
func (c Config) dots() label.Paper {
	d := c.Paper.Dots()
	d.Bars = c.Bars
	return d
}

// ParseAddress reads an address as people type it: full-width signs, blanks
// around it, with a port or without. It returns host:port; CodeInvalid with a
// hint for what can be no address. The empty text is no printer.
func ParseAddress(text string) (string, error) {
	const op = "printing.ParseAddress"
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - 0xFEE0
		case r == '。' || r == '．':
			return '.'
		case r == '　':
			return ' '
		}
		return r
	}, text))
	if text == "" {
		return "", nil
	}
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		host, port = strings.Trim(text, "[]"), strconv.Itoa(Port)
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > 65535 || host == "" || !plainHost(host) {
		return "", retail.E(retail.CodeInvalid, op, "hint.printer_address", errors.Join(err, errors.New("no address")))
	}
	return net.JoinHostPort(host, port), nil
}

// plainHost tells whether the text can be a name or a number of a machine.
func plainHost(host string) bool {
	if net.ParseIP(host) != nil {
		return true
	}
	digits := strings.Trim(host, "0123456789.") == ""
	return !digits && len(host) <= 253 && strings.Trim(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") == ""
}

func wordOf(words []string, v uint8) string {
	if v == 0 || int(v) > len(words) {
		return ""
	}
	return words[v-1]
}

func marshalWord(words []string, v uint8) ([]byte, error) {
	if int(v) > len(words) {
		return nil, fmt.Errorf("printing: no word for value %d", v)
	}
	return []byte(wordOf(words, v)), nil
}

func parseWord(words []string, b []byte) (uint8, error) {
	if len(b) == 0 {
		return 0, nil
	}
	for i, w := range words {
		if w == string(b) {
			return uint8(i + 1), nil
		}
	}
	return 0, fmt.Errorf("printing: unknown word %q", b)
}
