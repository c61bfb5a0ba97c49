package notice

import (
	"bytes"
	"strconv"
	"strings"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner/qr"
)

// Letter is what a notice is written from.
type Letter struct {
	Order  retail.Order
	Site   retail.Site
	Chain  string // the chain's name
	Code   string // text of the pickup QR
	Digits string // typed form, nine digits
	Page   string // address of the order's page, "" where there is none
	Zone   *time.Location
}

var texts = sync.OnceValues(func() (*words.Words, error) { return words.Load(assets.Translations()) })

// modules is how many pixels a module of the code has in the mail: large enough
// to be scanned from a telephone's screen.
const modules = 6

// Compose writes the mail: Japanese, then the same in short English. Addresses,
// date and Message-ID are the sender's to fill in.
func Compose(l Letter) (Message, error) {
	w, err := texts()
	if err != nil {
		return Message{}, retail.E(retail.CodeInternal, "notice.Compose", "", err)
	}
	var png bytes.Buffer
	code, err := qr.Encode(l.Code, qr.LevelM)
	if err == nil {
		err = code.PNG(&png, modules)
	}
	if err != nil {
		return Message{}, retail.E(retail.CodeInternal, "notice.Compose", "", err)
	}
	ja, en := w.In(words.Ja), w.In(words.En)
	number := l.Order.External
	if number == "" {
		number = l.Order.Number
	}
	subject := "notice.mail.subject"
	if !l.Order.Notice.Remind.IsZero() {
		subject = "notice.mail.remind.subject"
	}
	return Message{
		Sender: l.Chain, To: l.Order.Customer.Email, QR: png.Bytes(), QRName: ja.T("notice.mail.qr"),
		Subject: ja.T(subject, "chain", l.Chain, "shop", l.Site.Name, "number", number),
		Text:    l.page(ja, number, true) + "\n――――――――――\n\n" + l.page(en, number, false),
	}, nil
}

// page is the text in one language; only the first has the code in it.
func (l Letter) page(c words.Catalog, number string, code bool) string {
	var b strings.Builder
	line := func(key string, args ...any) { b.WriteString(c.T("notice.mail."+key, args...) + "\n") }
	gap := func() { b.WriteString("\n") }
	o := l.Order
	shop := shopName(c, l.Site)
	if name := oneLine(o.Customer.Name); name != "" {
		line("to", "name", name)
		gap()
	}
	if o.Notice.Remind.IsZero() {
		line("greeting", "shop", shop)
	} else {
		line("remind", "shop", shop, "day", c.DayClock(o.Deadline.In(l.Zone)))
	}
	gap()
	line("order", "number", number)
	if o.Number != "" && o.Number != number {
		line("short", "number", o.Number)
	}
	gap()
	missing := l.items(&b, c)
	gap()
	l.pay(line, c, missing)
	where(line, c, l.Site)
	line("deadline", "day", c.DayClock(o.Deadline.In(l.Zone)))
	if years := o.AgeNeeded(nil); years > 0 {
		line("age", "years", years)
	}
	gap()
	line("code")
	if code {
		b.WriteString(qrMark + "\n")
	}
	line("digits", "digits", grouped(l.Digits))
	if l.Page != "" {
		line("page")
		b.WriteString(l.Page + "\n")
	}
	line("care")
	gap()
	line("auto")
	return b.String()
}

// shopName is the shop's name in the language.
func shopName(c words.Catalog, s retail.Site) string {
	if c.Lang() == words.En && s.NameEn != "" {
		return s.NameEn
	}
	return s.Name
}

// where says where to come, and when it is open.
func where(line func(string, ...any), c words.Catalog, s retail.Site) {
	line("shop", "shop", shopName(c, s))
	if c.Lang() == words.Ja && s.Address != "" {
		line("address", "address", s.Address)
	}
	if s.Phone != "" {
		line("phone", "phone", s.Phone)
	}
	if s.Opens != "" && s.Closes != "" {
		line("hours", "opens", s.Opens, "closes", s.Closes)
	}
}

// items lists what lies ready and what does not, and tells whether anything is
// missing.
func (l Letter) items(b *strings.Builder, c words.Catalog) (missing bool) {
	list := func(head string, count func(retail.Line) int) bool {
		found := false
		for _, x := range l.Order.Lines {
			if n := count(x); n > 0 {
				if !found {
					b.WriteString(c.T("notice.mail."+head) + "\n")
				}
				found = true
				b.WriteString(c.T("notice.mail.item", "name", goods(x, c.Lang()), "n", n) + "\n")
			}
		}
		return found
	}
	list("ready", func(x retail.Line) int { return min(x.Qty, max(0, x.Picked-x.PutBack)) })
	return list("missing", func(x retail.Line) int { return max(0, x.Qty-max(0, x.Picked-x.PutBack)) })
}

// goods names a line for the customer: name, colour, size.
func goods(x retail.Line, lang words.Lang) string {
	return named(lang, x.Name, x.Color, x.Size)
}

func named(lang words.Lang, name string, of retail.Color, size string) string {
	color := of.Word
	if lang == words.En && of.En != "" {
		color = of.En
	}
	parts := []string{oneLine(name)}
	for _, s := range []string{color, size} {
		if s = oneLine(s); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}

// pay says what is still to be paid.
func (l Letter) pay(line func(string, ...any), c words.Catalog, missing bool) {
	switch p := l.Order.Pay; {
	case p.State == retail.PayAtPickup && missing:
		line("due.changed")
	case p.State == retail.PayAtPickup:
		line("due", "amount", c.Yen(int64(p.DueTaxIn)))
	case missing:
		line("missing.after")
	default:
		line("paid")
	}
}

// grouped writes digits in threes, as they are read aloud.
func grouped(digits string) string {
	var out []string
	for len(digits) > 3 {
		out = append(out, digits[:3])
		digits = digits[3:]
	}
	return strings.Join(append(out, digits), " ")
}

// messageID is the one Message-ID of an attempt: it says nothing about the
// customer and is the same whenever it is made.
func messageID(x subject, domain string) string {
	return "<" + string(x.key) + "." + strconv.Itoa(x.notice.Attempt+1) + "@" + domain + ">"
}
