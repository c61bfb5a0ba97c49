package scanner

import (
	"errors"
	"strings"
)

// ErrElementString is returned for GS1 content that breaks its own rules.
var ErrElementString = errors.New("scanner: not a GS1 element string")

// aiLength is how many digits an application identifier has, by its first two
// (GS1 General Specifications, section 3.2).
func aiLength(two string) int {
	switch two {
	case "00", "01", "02", "03", "10", "11", "12", "13", "15", "16", "17",
		"20", "21", "22", "30", "37",
		"90", "91", "92", "93", "94", "95", "96", "97", "98", "99":
		return 2
	case "23", "24", "25", "40", "41", "42", "71":
		return 3
	case "31", "32", "33", "34", "35", "36", "39", "43", "70", "72", "80", "81", "82":
		return 4
	}
	return 0
}

// fixedLength is how many characters follow the identifier when no separator is
// needed behind it, by its first two digits; 0 means open length (GS1 General
// Specifications, figure 7.8.5-2: element strings of predefined length).
func fixedLength(two string, ai int) int {
	switch two {
	case "00":
		return 18
	case "01", "02", "03":
		return 14
	case "11", "12", "13", "15", "16", "17":
		return 6
	case "20":
		return 2
	case "31", "32", "33", "34", "35", "36":
		return 6
	case "41":
		return 16 - ai
	}
	return 0
}

// ParseElements splits a GS1 element string (without AIM identifier, separators
// as GS 0x1D) into values by application identifier. Numbers of goods (01, 02)
// must carry a right check digit. It fails with ErrElementString.
func ParseElements(s string) (map[string]string, error) {
	out := map[string]string{}
	s = strings.TrimLeft(s, string(gs))
	for s != "" {
		if len(s) < 3 || !allDigits(s[:2]) {
			return nil, ErrElementString
		}
		two := s[:2]
		n := aiLength(two)
		if n == 0 || len(s) <= n || !allDigits(s[:n]) {
			return nil, ErrElementString
		}
		ai, rest := s[:n], s[n:]
		var value string
		if fixed := fixedLength(two, n); fixed > 0 {
			if len(rest) < fixed || !allDigits(rest[:fixed]) {
				return nil, ErrElementString
			}
			value = rest[:fixed]
			rest = strings.TrimPrefix(rest[fixed:], string(gs))
		} else {
			value, rest, _ = strings.Cut(rest, string(gs))
		}
		if value == "" || len(value) > 90 {
			return nil, ErrElementString
		}
		if (ai == "01" || ai == "02") && !checked(value) {
			return nil, ErrElementString
		}
		if old, twice := out[ai]; twice && old != value {
			return nil, ErrElementString
		}
		out[ai] = value
		s = strings.TrimLeft(rest, string(gs))
	}
	if len(out) == 0 {
		return nil, ErrElementString
	}
	return out, nil
}
