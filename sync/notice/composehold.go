package notice

import (
	"cmp"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/assets/words"
)

// HoldLetter is what the notice of a hold is written from: what the customer waited
// for has come and lies ready.
type HoldLetter struct {
	Hold  retail.Hold
	Site  retail.Site
	Chain string // the chain's name
	Zone  *time.Location
}

// ComposeHold writes the mail: Japanese, then the same in short English. There is no
// code in it: the goods are asked for by name and number.
func ComposeHold(l HoldLetter) (Message, error) {
	w, err := texts()
	if err != nil {
		return Message{}, retail.E(retail.CodeInternal, "notice.ComposeHold", "", err)
	}
	ja, en := w.In(words.Ja), w.In(words.En)
	return Message{
		Sender: l.Chain, To: l.Hold.Customer.Email,
		Subject: ja.T("notice.hold.subject", "chain", l.Chain, "shop", l.Site.Name, "number", l.Hold.Number),
		Text:    l.page(ja) + "\n――――――――――\n\n" + l.page(en),
	}, nil
}

// page is the text in one language.
func (l HoldLetter) page(c words.Catalog) string {
	var b strings.Builder
	say := func(key string, args ...any) { b.WriteString(c.T(key, args...) + "\n") }
	line := func(key string, args ...any) { say("notice.mail."+key, args...) }
	gap := func() { b.WriteString("\n") }
	h := &l.Hold
	if name := oneLine(cmp.Or(h.Customer.Name, h.Customer.Kana)); name != "" {
		line("to", "name", name)
		gap()
	}
	say("notice.hold.greeting", "shop", shopName(c, l.Site))
	gap()
	say("notice.hold.number", "number", h.Number)
	line("ready")
	var due retail.Yen
	for _, x := range h.Lines {
		if n := x.Aside(); n > 0 {
			line("item", "name", named(c.Lang(), x.Name, x.Color, x.Size), "n", n)
			due += x.PriceTaxIn * retail.Yen(n)
		}
	}
	gap()
	if due -= h.PaidTaxIn; h.Pay == retail.PaidAll || due <= 0 {
		line("paid")
	} else {
		line("due", "amount", c.Yen(int64(due)))
	}
	where(line, c, l.Site)
	if !h.Until.IsZero() {
		line("deadline", "day", c.DayClock(h.Until.In(l.Zone)))
	}
	gap()
	say("notice.hold.ask")
	line("auto")
	return b.String()
}
