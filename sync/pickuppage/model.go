package pickuppage

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner/qr"
	"miseban/sync/hub"
)

// Tone is how a page looks as a whole; it is a class of the style sheet.
type Tone string

// The tones.
const (
	Good  Tone = "good"
	Calm  Tone = "calm"
	Sorry Tone = "sorry"
)

// Page is what the customer reads, in one language.
type Page struct {
	Lang         string
	Title        string // of the window
	Shop, Chain  string
	Tone         Tone
	Head, Text   string
	Said         string // what became of what was just tapped
	Number       string
	NumberWord   string
	QR           template.HTML // drawing, "" for none
	DigitsWord   string
	Digits       string
	ShowWord     string
	Call         Call
	More         *Form // more time
	CancelWord   string
	CancelLink   string // to the question, "" where it cannot be canceled
	Ask          *Ask   // the question alone
	Proxy        Proxy
	Pay          string
	Facts        []Fact
	ItemsWord    string
	Items        []Item
	MissingWord  string
	Missing      []Item
	Other        string // the other language's name
	OtherLink    string
	OtherLang    string
	Care, Footer string
	Refresh      int // seconds, 0 for never
}

// Call is what the page says about the customer being in the shop.
type Call struct {
	Head, Text string
	Live       bool  // it is about to change
	Form       *Form // the button, nil for none
}

// Form is one button.
type Form struct {
	Action, Word, Note string
}

// Proxy is about who collects for the customer. Head is empty where there is nothing to
// say.
type Proxy struct {
	Head, Text string
	Name       *Form // asks for a name, Label beside its field
	Label      string
	Link, Word string // the proxy's page, and as it is sent to them
	Back       *Form  // takes it back
}

// Ask is a question before something that cannot be undone.
type Ask struct {
	Text string
	Yes  Form
	No   Form // a link
}

// Fact is a line of what one has to know. Link may be empty.
type Fact struct {
	Label, Value string
	Lines        []string
	Link, Word   string
}

// Item is one article.
type Item struct {
	Name, Count string
}

var texts = sync.OnceValues(func() (*words.Words, error) { return words.Load(assets.Translations()) })

// view is a Visit being put into words.
type view struct {
	hub.Visit
	c    words.Catalog
	base string // address of the page without a query
	q    string // query that keeps the language
}

// View puts a visit into words. base is the address of the page, said the word of
// what was just done, empty for nothing, and ask is set on the page that asks
// whether to cancel.
func View(v hub.Visit, lang words.Lang, base, said string, ask bool) (Page, error) {
	all, err := texts()
	if err != nil {
		return Page{}, retail.E(retail.CodeInternal, "pickuppage.View", "", err)
	}
	w := view{Visit: v, c: all.In(lang), base: base, q: "?" + url.Values{"lang": {lang.String()}}.Encode()}
	p := w.plain()
	if v.Replaced {
		p.Tone, p.Head, p.Text = Calm, w.c.T("visit.replaced"), w.c.T("visit.replaced.text")
		return p, nil
	}
	if v.Withdrawn {
		p.Tone, p.Head, p.Text = Sorry, w.c.T("visit.withdrawn"), w.c.T("visit.withdrawn.text")
		return p, nil
	}
	p.Chain, p.Shop = v.Chain, w.shop()
	p.Title = w.c.T("visit.title", "shop", p.Shop)
	w.state(&p)
	if ask && w.MayCancel() && !v.Proxy {
		p.Ask = &Ask{
			Text: w.c.T("visit.cancel.ask"), Yes: Form{w.base + "/cancel" + w.q, w.c.T("visit.cancel.yes"), ""},
			No: Form{w.base + w.q, w.c.T("visit.cancel.no"), ""},
		}
		p.Head, p.Text, p.Tone = w.c.T("visit.cancel.head"), "", Calm
		if text := w.refund(); text != "" {
			p.Ask.Text += "\n" + text
		}
	}
	p.NumberWord, p.Number = w.c.T("visit.number"), v.Order.Number
	w.items(&p)
	w.facts(&p)
	p.Said = w.said(said)
	if p.Ask != nil {
		return p, nil
	}
	if err := w.code(&p); err != nil {
		return p, err
	}
	w.call(&p)
	if v.Proxy {
		p.Proxy = Proxy{Head: w.c.T("visit.proxy.you"), Text: w.c.T("visit.proxy.you.text")}
		if v.Policy.ProxyID {
			p.Proxy.Text = w.c.T("visit.proxy.you.document")
		}
		return p, nil
	}
	w.proxy(&p)
	if v.Order.MayExtend(v.Policy) && !v.Waits[retail.KindExtend] {
		until := w.day(v.Order.Extension(v.Site, v.Policy, v.Now))
		p.More = &Form{w.base + "/extend" + w.q, w.c.T("visit.extend", "day", until), w.c.T("visit.extend.once")}
	}
	if w.MayCancel() && !v.Waits[retail.KindCancel] {
		p.CancelWord, p.CancelLink = w.c.T("visit.cancel"), w.base+"/cancel"+w.q
	}
	return p, nil
}

// plain is a page with nothing on it but what every page has.
func (w view) plain() Page {
	other := words.En
	if w.c.Lang() == words.En {
		other = words.Ja
	}
	return Page{
		Lang: w.c.Lang().String(), Title: w.c.T("visit.title.plain"), Tone: Calm, Other: w.c.T("visit.other"), OtherLang: other.String(),
		OtherLink: w.base + "?" + url.Values{"lang": {other.String()}}.Encode(), Care: w.c.T("visit.care"),
	}
}

func (w view) shop() string {
	if w.c.Lang() == words.En && w.Site.NameEn != "" {
		return w.Site.NameEn
	}
	return w.Site.Name
}

func (w view) day(t time.Time) string { return w.c.DayClock(t.In(retail.Japan)) }

// state says how the order stands.
func (w view) state(p *Page) {
	say := func(tone Tone, key string, args ...any) {
		p.Tone, p.Head, p.Text = tone, w.c.T("visit."+key), w.c.T("visit."+key+".text", args...)
	}
	o := &w.Order
	switch o.State {
	case retail.Received, retail.Picking, retail.Short:
		say(Calm, "preparing", "day", w.day(o.PromisedAt))
	case retail.Staged, retail.Notified:
		say(Good, "ready", "day", w.day(o.Deadline))
	case retail.Expired:
		say(Sorry, "expired.kept")
		if !o.Keeps() {
			say(Sorry, "expired")
			p.Text += w.refund()
		}
	case retail.HandedOver:
		at := ""
		if o.Handover != nil {
			at = w.day(o.Handover.At)
		}
		say(Calm, "given", "day", at)
	case retail.Canceled:
		say(Calm, "canceled")
		p.Text += w.refund()
	case retail.Declined:
		say(Sorry, "declined")
		p.Text += w.refund()
	}
}

// refund is the sentence about money that was paid, empty where none was.
func (w view) refund() string {
	if w.Order.Pay.State == retail.PayAtPickup || w.Order.Pay.TotalTaxIn == 0 {
		return ""
	}
	return w.c.T("visit.refund")
}

// code draws the pickup code while it holds.
func (w view) code(p *Page) error {
	if w.Code.Token == "" {
		return nil
	}
	if w.Now.After(w.Order.Pickup.Expires) {
		p.ShowWord = w.c.T("visit.code.over")
		return nil
	}
	m, err := qr.Encode(w.Code.Token, qr.LevelM)
	if err != nil {
		return retail.E(retail.CodeInternal, "pickuppage.code", "", err)
	}
	p.QR = drawn(m, w.c.T("visit.qr"))
	p.ShowWord, p.DigitsWord, p.Digits = w.c.T("visit.show"), w.c.T("visit.digits"), grouped(w.Code.Digits)
	return nil
}

// drawn is a code as SVG, dark on white whatever is around it. A run of dark
// modules is one stroke.
func drawn(m qr.Matrix, alt string) template.HTML {
	var b strings.Builder
	side := m.Size() + 2*qr.QuietZone
	fmt.Fprintf(&b, `<svg class="qr" role="img" aria-label="%s" viewBox="0 0 %d %d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="`,
		template.HTMLEscapeString(alt), side, side, side, side)
	for y := range m.Size() {
		for x := 0; x < m.Size(); x++ {
			n := 0
			for m.Dark(x+n, y) {
				n++
			}
			if n > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+qr.QuietZone, y+qr.QuietZone, n, n)
				x += n
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String()) //nolint:gosec // numbers, and a word that was escaped
}

// grouped writes digits in threes, as they are read aloud.
func grouped(digits string) string {
	var out []string
	for len(digits) > 3 {
		out, digits = append(out, digits[:3]), digits[3:]
	}
	return strings.Join(append(out, digits), " ")
}

// look is how often a page asks again while something is under way, in seconds.
const look = 10

// call is about the customer being in the shop.
func (w view) call(p *Page) {
	o := &w.Order
	if retail.ReadyAnswer(o) != retail.PickupOK {
		return
	}
	say := func(key string, live bool) {
		p.Call = Call{Head: w.c.T("visit.call." + key), Text: w.c.T("visit.call." + key + ".text"), Live: live}
		if live {
			p.Refresh = look
		}
	}
	button := func(key string) *Form {
		return &Form{w.base + "/arrive" + w.q, w.c.T("visit.call." + key + ".button"), ""}
	}
	switch here := o.Here(w.Now); {
	case w.Waits[retail.KindArrive] && w.Silent:
		say("silent", true)
	case w.Waits[retail.KindArrive]:
		say("sending", true)
	case o.Ringing(w.Now):
		say("ringing", true)
	case here && o.MayArrive(w.Now):
		say("again", false)
		p.Call.Form = button("again")
	case here:
		say("coming", true)
	case !w.Site.OpenAt(w.Now):
		say("closed", false)
	default:
		say("ask", false)
		p.Call.Form = button("ask")
	}
}

// proxy is about somebody who collects for the customer, on the customer's own page.
func (w view) proxy(p *Page) {
	switch {
	case w.Waits[retail.KindDelegate]:
		p.Proxy = Proxy{Head: w.c.T("visit.proxy"), Text: w.c.T("visit.said.sending")}
	case w.ProxyPage != "":
		p.Proxy = Proxy{
			Head: w.c.T("visit.proxy.named"), Text: w.c.T("visit.proxy.named.text"), Link: w.ProxyPage, Word: w.c.T("visit.proxy.link"),
			Back: &Form{w.base + "/withdraw" + w.q, w.c.T("visit.proxy.back"), ""},
		}
	case w.Order.MayDelegate():
		p.Proxy = Proxy{
			Head: w.c.T("visit.proxy"), Text: w.c.T("visit.proxy.text"), Label: w.c.T("visit.proxy.name"),
			Name: &Form{w.base + "/delegate" + w.q, w.c.T("visit.proxy.do"), ""},
		}
	}
}

// said tells what became of what was just tapped.
func (w view) said(what string) string {
	switch {
	case (what == "delegate" || what == "withdraw") && w.Waits[retail.KindDelegate], what == "extend" && w.Waits[retail.KindExtend], what == "cancel" && w.Waits[retail.KindCancel]:
		return w.c.T("visit.said.sending")
	case what == "extend" && w.Order.Extended > 0 && w.Order.Keeps():
		return w.c.T("visit.said.extend", "day", w.day(w.Order.Deadline))
	case what == "delegate" && w.ProxyPage != "":
		return w.c.T("visit.said.delegate")
	case what == "withdraw" && w.ProxyPage == "":
		return w.c.T("visit.said.withdraw")
	case what == "no":
		return w.c.T("visit.said.no")
	}
	return ""
}

// items lists what the order is made of, and what of it could not be found.
func (w view) items(p *Page) {
	ready := w.Order.State.Waiting()
	for _, l := range w.Order.Lines {
		have := l.Qty - l.Short
		if ready {
			have = min(l.Qty, max(0, l.Picked-l.PutBack))
		}
		item := func(n int) Item { return Item{w.goods(l), w.c.T("visit.item.count", "n", n)} }
		if have > 0 || !ready && l.Short == 0 {
			p.Items = append(p.Items, item(have))
		}
		if n := l.Qty - have; n > 0 && (ready || l.Short > 0) {
			p.Missing = append(p.Missing, item(n))
		}
	}
	p.ItemsWord, p.MissingWord = w.c.T("visit.items"), w.c.T("visit.missing")
	if pay := w.Order.Pay; pay.State == retail.PayAtPickup && !w.Order.State.Over() {
		p.Pay = w.c.T("visit.due", "amount", w.c.Yen(int64(pay.DueTaxIn)))
		if len(p.Missing) > 0 {
			p.Pay = w.c.T("visit.due.changed")
		}
	}
}

// goods names a line: name, colour, size.
func (w view) goods(l retail.Line) string {
	color := l.Color.Word
	if w.c.Lang() == words.En && l.Color.En != "" {
		color = l.Color.En
	}
	var parts []string
	for _, s := range []string{l.Name, color, l.Size} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}

// facts says where and until when.
func (w view) facts(p *Page) {
	if w.Order.State.Waiting() && !w.Order.Deadline.IsZero() && w.Order.State != retail.Expired {
		p.Facts = append(p.Facts, Fact{Label: w.c.T("visit.until"), Value: w.day(w.Order.Deadline)})
	}
	where := Fact{Label: w.c.T("visit.where"), Value: w.shop()}
	if w.Site.Address != "" {
		where.Lines = append(where.Lines, w.Site.Address)
	}
	where.Lines = append(where.Lines, w.c.T("visit.where.counter"))
	if w.Site.Lat != 0 || w.Site.Lng != 0 {
		where.Link = "https://www.google.com/maps/search/?" + url.Values{"api": {"1"}, "query": {fmt.Sprintf("%g,%g", w.Site.Lat, w.Site.Lng)}}.Encode()
		where.Word = w.c.T("visit.map")
	}
	p.Facts = append(p.Facts, where, w.hours())
	if w.Site.Phone != "" {
		p.Facts = append(p.Facts, Fact{Label: w.c.T("visit.phone"), Link: "tel:" + w.Site.Phone, Word: w.Site.Phone})
	}
}

// hours are today's, and those of the next day of business.
func (w view) hours() Fact {
	f := Fact{Label: w.c.T("visit.hours")}
	line := func(key string, opens, closes time.Time) string {
		o, c := opens.In(retail.Japan), closes.In(retail.Japan)
		if c.Sub(o) >= 24*time.Hour {
			return w.c.T("visit.hours."+key+".all", "day", w.c.Day(o))
		}
		return w.c.T("visit.hours."+key, "day", w.c.Day(o), "opens", w.c.Clock(o), "closes", w.c.Clock(c))
	}
	opens, closes, ok := w.Site.OpenOn(w.Now)
	if f.Value = w.c.T("visit.hours.off"); ok {
		f.Value = line("today", opens, closes)
	}
	if !ok || !w.Now.Before(closes) {
		if opens, closes, ok := w.Site.OpenOn(w.Site.NextOpen(w.Now)); ok {
			f.Lines = append(f.Lines, line("next", opens, closes))
		}
	}
	return f
}
