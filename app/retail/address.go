package retail

import "strings"

// Address is where goods are brought (お届け先). It is personal data, a part of
// Customer.
type Address struct {
	Postal     PostalCode `json:"postal,omitempty"`
	Prefecture string     `json:"prefecture,omitempty"` // 東京都
	City       string     `json:"city,omitempty"`       // 渋谷区
	Town       string     `json:"town,omitempty"`       // 宇田川町
	Street     string     `json:"street,omitempty"`     // 番地: 1-2-3
	Building   string     `json:"building,omitempty"`   // 建物・お部屋
}

// Whole tells whether a carrier can find it: everything but the building is there.
func (a Address) Whole() bool {
	return a.Postal.Valid() && a.Prefecture != "" && a.City != "" && a.Street != ""
}

// Text is the address in one line, without the postal code.
func (a Address) Text() string {
	s := a.Prefecture + a.City + a.Town
	if a.Street != "" {
		s += " " + a.Street
	}
	if a.Building != "" {
		s += " " + a.Building
	}
	return s
}

// PostalCode is a Japanese postal code, seven digits (Japan Post, 郵便番号).
type PostalCode string

// PostalCodeOf returns the digits of what somebody typed or a card says, full-width
// ones and hyphens understood; it need not be whole yet.
func PostalCodeOf(s string) PostalCode {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '０' && r <= '９':
			b.WriteRune(r - '０' + '0')
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		}
	}
	return PostalCode(b.String())
}

// Valid tells whether there are seven digits.
func (p PostalCode) Valid() bool {
	return len(p) == 7 && strings.Trim(string(p), "0123456789") == ""
}

// String is the code as it is written, 150-0042, also while it is typed.
func (p PostalCode) String() string {
	if len(p) <= 3 {
		return string(p)
	}
	return string(p[:3]) + "-" + string(p[3:])
}
