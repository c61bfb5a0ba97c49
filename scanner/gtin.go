package scanner

import (
	"errors"
	"strings"
)

// Errors of the number functions in this file.
var (
	// ErrNotDigits is returned for text that is empty or holds other characters
	// than 0-9.
	ErrNotDigits = errors.New("scanner: not a number")
	// ErrLength is returned for a number of digits that the kind does not have.
	ErrLength = errors.New("scanner: wrong number of digits")
	// ErrCheckDigit is returned when the last digit does not fit the others.
	ErrCheckDigit = errors.New("scanner: wrong check digit")
	// ErrIndicator is returned for an indicator digit outside 1 to 8.
	ErrIndicator = errors.New("scanner: wrong indicator digit")
)

// CheckDigit returns the GS1 check digit ('0' to '9') for the digits before it:
// weights 3 and 1 in turn from the right, modulo 10 (GS1 General Specifications
// 7.9.1). It fails on ErrNotDigits.
func CheckDigit(digits string) (byte, error) {
	if !allDigits(digits) {
		return 0, ErrNotDigits
	}
	return checkDigit(digits), nil
}

func checkDigit(digits string) byte {
	sum, weight := 0, 3
	for i := len(digits) - 1; i >= 0; i-- {
		sum += int(digits[i]-'0') * weight
		weight = 4 - weight
	}
	return byte('0' + (10-sum%10)%10)
}

// checked reports whether the last digit fits the others. Zeros alone would fit,
// but are nobody's number.
func checked(s string) bool {
	return len(s) > 1 && checkDigit(s[:len(s)-1]) == s[len(s)-1] && strings.Trim(s, "0") != ""
}

// GTIN14 returns the 14-digit key of a number of 8, 12, 13 or 14 digits with a
// right check digit. It fails on ErrNotDigits, ErrLength and ErrCheckDigit.
func GTIN14(number string) (string, error) {
	if !allDigits(number) {
		return "", ErrNotDigits
	}
	switch len(number) {
	case 8, 12, 13, 14:
	default:
		return "", ErrLength
	}
	if !checked(number) {
		return "", ErrCheckDigit
	}
	return pad14(number), nil
}

// CaseOf returns the 14-digit number of a case that holds the given unit:
// indicator 1 to 8, the unit without its check digit, a new check digit. The
// unit is a GTIN of 8, 12, 13 or 14 digits (then with a leading 0).
func CaseOf(unit string, indicator int) (string, error) {
	key, err := GTIN14(unit)
	if err != nil {
		return "", err
	}
	if indicator < 1 || indicator > 8 || key[0] != '0' {
		return "", ErrIndicator
	}
	body := string(rune('0'+indicator)) + key[1:13]
	return body + string(rune(checkDigit(body))), nil
}

// InnerOf returns the 14-digit key of the unit inside a case: the indicator and
// the check digit are dropped and the check digit is made new. It fails when
// the number is not a whole case number with an indicator of 1 to 8.
func InnerOf(case14 string) (unit string, indicator int, err error) {
	if len(case14) != 14 {
		return "", 0, ErrLength
	}
	if _, err := GTIN14(case14); err != nil {
		return "", 0, err
	}
	indicator = int(case14[0] - '0')
	if indicator < 1 || indicator > 8 {
		return "", 0, ErrIndicator
	}
	body := "0" + case14[1:13]
	return body + string(rune(checkDigit(body))), indicator, nil
}

// expandUPCE returns the 12-digit UPC-A of an 8-digit UPC-E (number system 0 or
// 1, six digits, check digit), and whether the check digit fits
// (GS1 General Specifications 5.2.2.4.2).
func expandUPCE(s string) (string, bool) {
	if len(s) != 8 || s[0] > '1' {
		return "", false
	}
	d := s[1:7]
	var body string
	switch d[5] {
	case '0', '1', '2':
		body = d[:2] + d[5:6] + "0000" + d[2:5]
	case '3':
		body = d[:3] + "00000" + d[3:5]
	case '4':
		body = d[:4] + "00000" + d[4:5]
	default:
		body = d[:5] + "0000" + d[5:6]
	}
	full := s[:1] + body + s[7:]
	return full, checked(full)
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func pad14(s string) string { return "00000000000000"[:14-len(s)] + s }

// inStore13 reports whether 13 digits lie in the ranges left to the shops
// themselves: 02 and 20 to 29.
func inStore13(s string) bool { return s[0] == '2' || s[:2] == "02" }

// inStore8 reports the same for 8 digits: 0 and 2 are never given out.
func inStore8(s string) bool { return s[0] == '0' || s[0] == '2' }
