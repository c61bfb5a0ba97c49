package whoui

import (
	"testing"

	"miseban/app/retail"
)

func TestCustomer(t *testing.T) {
	for _, c := range []struct {
		name, phone, email string
		want               retail.Customer
		wrong              string
	}{
		{"ササキ ハル", "090-1234-5678", "", retail.Customer{Kana: "ササキ ハル", Phone: "09012345678"}, ""},
		{"  佐々木　春 ", "", "haru@example.jp", retail.Customer{Name: "佐々木 春", Email: "haru@example.jp"}, ""},
		{"", "", "haru", retail.Customer{Email: "haru"}, "hint.email"},
		{"", "", "haru@", retail.Customer{Email: "haru@"}, "hint.email"},
		{"", "", "@example.jp", retail.Customer{Email: "@example.jp"}, "hint.email"},
		{"", "", "haru@example", retail.Customer{Email: "haru@example"}, "hint.email"},
		{"", "", "a@b.jp, c@d.jp", retail.Customer{Email: "a@b.jp, c@d.jp"}, "hint.email"},
	} {
		var m model
		m.set(name, c.name)
		m.set(phone, c.phone)
		m.set(email, c.email)
		if got := m.customer(); got != c.want || m.wrong() != c.wrong {
			t.Errorf("%q is %+v, %q; want %+v, %q", c.name+c.email, got, m.wrong(), c.want, c.wrong)
		}
	}
}

func TestTyping(t *testing.T) {
	var m model
	m.add(name, "サ")
	m.add(name, "カ")
	m.mark(name)
	m.add(name, "キ")
	if m.drop(name); m.get(name) != "サガ" {
		t.Errorf("typed %q", m.get(name))
	}
	m.add(email, "haru@gm")
	if m.end("@docomo.ne.jp"); m.get(email) != "haru@docomo.ne.jp" {
		t.Errorf("address %q", m.get(email))
	}
	if m.drop(phone); m.get(phone) != "" {
		t.Error("something was left out of nothing")
	}
}
