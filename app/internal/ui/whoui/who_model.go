package whoui

import (
	"strings"
	"unicode"

	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
)

// what is a thing to know of a customer.
type what uint8

const (
	name what = iota + 1
	phone
	email
)

// key is the word of a thing to know.
func (w what) key() string {
	switch w {
	case name:
		return "who.name"
	case phone:
		return "who.phone"
	case email:
		return "who.email"
	}
	return ""
}

// model is what was typed so far.
type model struct{ text map[what]string }

func (m *model) get(w what) string { return m.text[w] }

func (m *model) set(w what, text string) {
	if m.text == nil {
		m.text = map[what]string{}
	}
	m.text[w] = text
}

func (m *model) add(w what, s string) { m.set(w, m.get(w)+s) }
func (m *model) mark(w what)          { m.set(w, widgets.KanaCycle(m.get(w))) }

func (m *model) drop(w what) {
	if r := []rune(m.get(w)); len(r) > 0 {
		m.set(w, string(r[:len(r)-1]))
	}
}

// domains are the ends of most addresses: one tap each.
var domains = []string{"@gmail.com", "@icloud.com", "@yahoo.co.jp", "@docomo.ne.jp", "@ezweb.ne.jp", "@softbank.ne.jp"}

// end gives an address its domain, in the place of one that was begun.
func (m *model) end(domain string) {
	local, _, _ := strings.Cut(m.get(email), "@")
	m.set(email, local+domain)
}

// customer is who was typed. A name in katakana is how it is called out; any other
// is how it is written.
func (m *model) customer() retail.Customer {
	c := retail.Customer{Phone: digits(m.get(phone)), Email: strings.TrimSpace(m.get(email))}
	if n := strings.Join(strings.Fields(m.get(name)), " "); kana(n) {
		c.Kana = n
	} else {
		c.Name = n
	}
	return c
}

func kana(s string) bool {
	for _, r := range s {
		if !unicode.Is(unicode.Katakana, r) && r != 'ー' && r != ' ' && r != '・' {
			return false
		}
	}
	return s != ""
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// wrong is the hint about what cannot be so, empty when all of it may. An address
// that is none would leave the customer untold.
func (m *model) wrong() string {
	if a := strings.TrimSpace(m.get(email)); a != "" {
		local, domain, ok := strings.Cut(a, "@")
		if !ok || local == "" || !strings.Contains(strings.Trim(domain, "."), ".") || strings.ContainsAny(a, " ,;") {
			return "hint.email"
		}
	}
	return ""
}
