package scanner

import (
	"strconv"
	"strings"
)

// check says whether a part of a GS1 value, which has the right length and
// characters already, is one that can be.
type check func(string) bool

// checks are the checks by the names the table uses. Those that are nil are met
// by length and characters alone: key (the prefix of a company), csumalpha (GMN),
// couponcode and couponposoffer (North American coupons). Codes of countries and
// currencies are looked at in their form, not against the lists of ISO.
var checks = map[string]check{
	"key": nil, "csumalpha": nil, "couponcode": nil, "couponposoffer": nil,

	"csum":          checked,
	"yymmd0":        func(s string) bool { return date(s, true) },
	"yymmdd":        func(s string) bool { return date(s, false) },
	"yymmddhh":      func(s string) bool { return date(s[:6], false) && between(s[6:], 0, 23) },
	"hhmm":          func(s string) bool { return between(s[:2], 0, 23) && between(s[2:], 0, 59) },
	"mmoptss":       minutes,
	"iso3166":       nonzero,
	"iso3166999":    nonzero,
	"iso4217":       nonzero,
	"iso3166list":   countries,
	"iso3166alpha2": func(s string) bool { return capital(s[0]) && capital(s[1]) },
	"pcenc":         percentEncoded,
	"yesno":         func(s string) bool { return s == "0" || s == "1" },
	"zero":          func(s string) bool { return strings.Trim(s, "0") == "" },
	"nonzero":       nonzero,
	"nozeroprefix":  func(s string) bool { return s == "0" || s[0] != '0' },
	"winding":       func(s string) bool { return s == "0" || s == "1" || s == "9" },
	"hyphen":        func(s string) bool { return s == "-" },
	"latitude":      func(s string) bool { return between(s, 0, 1_800_000_000) },
	"longitude":     func(s string) bool { return between(s, 0, 3_600_000_000) },
	"pieceoftotal":  func(s string) bool { return nonzero(s[:2]) && nonzero(s[2:]) && s[:2] <= s[2:] },
	"importeridx":   func(s string) bool { return inSet('Z', s) && s != "=" },
	"mediatype":     func(s string) bool { return between(s, 1, 10) || between(s, 80, 99) },
	"iban":          iban,
}

func capital(c byte) bool { return c >= 'A' && c <= 'Z' }

func nonzero(s string) bool { return strings.Trim(s, "0") != "" }

func between(s string, low, high int64) bool {
	n, err := strconv.ParseInt(s, 10, 64)
	return err == nil && n >= low && n <= high
}

// date reads yymmdd; day 00 is allowed where it means the last of the month.
// Every fourth year is a leap year, as it is from 1901 to 2099.
func date(s string, day0 bool) bool {
	y, m, d := number2(s), number2(s[2:]), number2(s[4:])
	if m < 1 || m > 12 || d == 0 && !day0 {
		return false
	}
	last := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m-1]
	if m == 2 && y%4 == 0 {
		last = 29
	}
	return d <= last
}

// number2 is the number in the first two digits.
func number2(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

func minutes(s string) bool {
	return len(s)%2 == 0 && between(s[:2], 0, 59) && (len(s) == 2 || between(s[2:], 0, 59))
}

// countries reads one to five codes of three digits.
func countries(s string) bool {
	if len(s)%3 != 0 {
		return false
	}
	for ; s != ""; s = s[3:] {
		if !nonzero(s[:3]) {
			return false
		}
	}
	return true
}

func percentEncoded(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		if i+2 >= len(s) || !hex(s[i+1]) || !hex(s[i+2]) {
			return false
		}
		i += 2
	}
	return true
}

func hex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' || c >= 'a' && c <= 'f'
}

// iban checks an account number: country, two check digits, modulus 97 with the
// first four characters put last and letters as 10 to 35 (ISO 13616).
func iban(s string) bool {
	if len(s) < 5 || !capital(s[0]) || !capital(s[1]) {
		return false
	}
	rest := 0
	for _, c := range s[4:] + s[:4] {
		switch {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}
