package simulate

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/notice"
	"miseban/sync/wire"
)

// Faults of the mail.
var (
	errCrash    = errors.New("simulate: the hub died")
	errNoServer = errors.New("simulate: no mail server")
)

// post is the mail server, and what became of every letter.
type post struct {
	h     *hubSide
	mails map[retail.OrderID]int // letters that left
	crash bool                   // the hub dies before it writes down what became of the next one
	died  bool                   // it died with the letter of a relay
}

// Open begins a session.
func (p *post) Open(context.Context) (notice.Session, error) {
	if !p.h.w.quiet && p.h.dice.one(12) {
		return nil, errNoServer
	}
	return p, nil
}

// From is the sender.
func (p *post) From() string { return "shop@example.jp" }

// Close ends the session.
func (p *post) Close() error { return nil }

// Send takes a letter, or does not, and sometimes nobody learns which.
func (p *post) Send(_ context.Context, m notice.Message) error {
	w, d := p.h.w, p.h.dice
	id := retail.OrderID(m.To)
	id = id[:len(id)-len("@example.jp")]
	left := func(what string) {
		p.mails[id]++
		w.counts["notices sent"]++
		w.say("post", "notice of %s%s", w.web.name(id), what)
		w.books.mailed(id)
		w.web.letters[id] = w.web.codes[id]
	}
	if w.quiet {
		left("")
		return nil
	}
	switch d.IntN(20) {
	case 0:
		w.fault("mail not taken", "post", "%s", w.web.name(id))
		return &notice.SendError{Outcome: notice.NotSent, Step: "CONNECT"}
	case 1:
		w.fault("mail refused", "post", "%s", w.web.name(id))
		return &notice.SendError{Outcome: notice.Refused, Step: "RCPT", Code: 550}
	case 2:
		w.fault("mail unknown", "post", "%s", w.web.name(id))
		if d.one(2) {
			left(", and nobody knows")
		}
		return &notice.SendError{Outcome: notice.Unknown, Step: "DATA"}
	case 3:
		left(", and the hub dies")
		p.crash = true
		return nil
	}
	left("")
	return nil
}

// pass sends a letter that a relay hands over.
func (p *post) pass(ctx context.Context, m wire.MailRequest) wire.MailOutcome {
	if _, err := p.Open(ctx); err != nil {
		return wire.MailNot
	}
	err := p.Send(ctx, notice.Message{To: m.To})
	if p.crash {
		p.crash, p.died = false, true
		panic(http.ErrAbortHandler)
	}
	var failed *notice.SendError
	switch {
	case err == nil:
		return wire.MailSent
	case errors.As(err, &failed) && failed.Outcome == notice.NotSent:
		return wire.MailNot
	case errors.As(err, &failed) && failed.Outcome == notice.Refused:
		return wire.MailRefused
	}
	return wire.MailUnknown
}

// desk is the hub as the worker sees it: it may die between the letter and the
// line in the books.
type desk struct {
	notice.Desk
	p    *post
	dies bool
}

// PickupCode notes what the letter will hold.
func (d desk) PickupCode(ctx context.Context, id retail.OrderID) (wire.CodeReply, error) {
	code, err := d.Desk.PickupCode(ctx, id)
	if err == nil {
		d.p.h.w.web.codes[id] = code.Token
		d.p.h.w.web.pages[id] = code.Page
	}
	return code, err
}

// Apply gives a command of the hub.
func (d desk) Apply(ctx context.Context, kind retail.Kind, body retail.Body) (wire.Result, error) {
	if d.dies && d.p.crash && kind == retail.KindNoticeResult {
		d.p.crash = false
		return wire.Result{}, errCrash
	}
	return d.Desk.Apply(ctx, kind, body)
}

// ApplyAt gives a command of the hub about a hold.
func (d desk) ApplyAt(ctx context.Context, store retail.SiteID, kind retail.Kind, body retail.Body) (wire.Result, error) {
	if d.dies && d.p.crash && kind == retail.KindHoldNoticed {
		d.p.crash = false
		return wire.Result{}, errCrash
	}
	return d.Desk.ApplyAt(ctx, store, kind, body)
}

// webShop sends orders, and cancels some.
type webShop struct {
	w       *world
	dice    dice
	sent    []webOrder
	names   map[retail.OrderID]string
	sales   []hub.SaleRow
	letters map[retail.OrderID]string // pickup codes in customers' hands
	codes   map[retail.OrderID]string // those of the next letters
	proxies map[retail.OrderID]string // pickup codes in the hands of who collects for customers
	pages   map[retail.OrderID]string // addresses in them
	till    till
}

// webOrder is an order as the web shop has it.
type webOrder struct {
	order    retail.Order
	canceled time.Time
}

func (s *webShop) begin() {
	s.dice, s.names = roll(s.w.o.Seed, 4), map[retail.OrderID]string{}
	s.letters, s.codes = map[retail.OrderID]string{}, map[retail.OrderID]string{}
	for _, shop := range s.w.shops {
		for range 4 {
			s.order(shop)
		}
		s.w.after(time.Hour, func() { s.arrive(shop) })
		s.w.after(2*time.Hour, func() { s.sell(shop) })
	}
	s.w.after(2*time.Hour, s.cancel)
	s.pages = map[retail.OrderID]string{}
	s.w.after(3*time.Hour, func() { s.customers(roll(s.w.o.Seed, 9)) })
	s.proxies = map[retail.OrderID]string{}
	s.w.after(3*time.Hour, func() { s.delegates(roll(s.w.o.Seed, 42)) })
	s.till = till{map[string]hub.RefundDue{}, map[string]int{}}
	s.w.after(2*time.Hour, func() { s.refunds(roll(s.w.o.Seed, 41)) })
}

// arrive lets orders of a shop come in, by day more than at night.
func (s *webShop) arrive(shop *shop) {
	if s.w.quiet {
		return
	}
	s.order(shop)
	s.w.after(s.dice.between(40*time.Minute, 4*time.Hour), func() { s.arrive(shop) })
}

// order sends a new order.
func (s *webShop) order(shop *shop) {
	n := len(s.sent) + 1
	now := s.w.now
	o := retail.Order{
		Store: shop.site.ID, Channel: "web", External: fmt.Sprintf("W-%04d", n), PlacedAt: now, PromisedAt: now.Add(4 * time.Hour),
		Deadline: now.Add(s.dice.between(18*time.Hour, 60*time.Hour)),
		Pay:      retail.Payment{State: retail.Prepaid, TotalTaxIn: 1000},
	}
	id := retail.OrderIDFor(o.Channel, o.External)
	s.names[id] = o.External
	o.Customer = retail.Customer{Name: "客" + o.External, Kana: "キャク" + o.External, Phone: "0901111" + o.External[2:]}
	if !s.dice.one(8) {
		o.Customer.Email = string(id) + "@example.jp"
	}
	if s.dice.one(3) {
		o.Pay = retail.Payment{State: retail.PayAtPickup, TotalTaxIn: 1000, DueTaxIn: 1000}
	}
	for range 1 + s.dice.IntN(3) {
		sku := pick(s.dice, skus)
		o.Lines = append(o.Lines, retail.Line{SKU: sku.ID, JAN: sku.JAN, Name: sku.Name, PriceTaxIn: 500, TaxRate: sku.TaxRate, Fresh: sku.Fresh, Qty: 1 + s.dice.IntN(2)})
	}
	sum := retail.Yen(0)
	for _, l := range o.Lines {
		sum += l.PriceTaxIn * retail.Yen(l.Qty)
	}
	o.Pay.TotalTaxIn = sum
	if o.Pay.DueTaxIn > 0 {
		o.Pay.DueTaxIn = sum
	}
	s.sent = append(s.sent, webOrder{order: o})
	s.w.counts["orders"]++
	s.deliver(len(s.sent) - 1)
}

// deliver sends an order, or sends it again; the hub may be away.
func (s *webShop) deliver(i int) {
	if s.w.hub.away() || !s.w.quiet && s.dice.one(15) {
		s.w.after(s.dice.between(10*time.Minute, 2*time.Hour), func() { s.deliver(i) })
		return
	}
	o := s.sent[i].order
	out, err := s.w.hub.hub().ReceiveOrders(s.w.ctx, []retail.Order{o})
	if !s.w.must("receive", err) || !s.w.must("receive", out[0].Err) {
		return
	}
	s.w.say("web", "order %s for %s: %v", o.External, o.Store, out[0].Result)
	s.w.shop(o.Store).hint()
	if !s.w.quiet && s.dice.one(10) { // an export names its orders again and again
		s.w.after(s.dice.between(time.Minute, 6*time.Hour), func() { s.deliver(i) })
	}
}

// cancel cancels an order that is not too old.
func (s *webShop) cancel() {
	if s.w.quiet {
		return
	}
	from := max(0, len(s.sent)-12)
	if i := from + s.dice.IntN(len(s.sent)-from); s.sent[i].canceled.IsZero() {
		s.sent[i].canceled = s.w.now
		s.w.counts["cancels"]++
		s.sendCancel(i)
	}
	s.w.after(s.dice.between(2*time.Hour, 9*time.Hour), s.cancel)
}

func (s *webShop) sendCancel(i int) {
	if s.w.hub.away() {
		s.w.after(time.Hour, func() { s.sendCancel(i) })
		return
	}
	o := s.sent[i]
	err := s.w.hub.hub().CancelOrder(s.w.ctx, o.order.Channel, o.order.External, "customer", o.canceled)
	if retail.CodeOf(err) == retail.CodeNotFound { // a restored hub, and the order is still to come again
		s.w.after(time.Hour, func() { s.sendCancel(i) })
		return
	}
	s.w.must("cancel", err)
	s.w.say("web", "cancel %s", o.order.External)
	s.w.shop(o.order.Store).hint()
}

// replay sends everything again: the hub was restored.
func (s *webShop) replay() {
	for i := range s.sent {
		s.w.after(s.dice.between(time.Minute, 3*time.Hour), func() { s.deliver(i) })
		if !s.sent[i].canceled.IsZero() {
			s.w.after(s.dice.between(time.Minute, 3*time.Hour), func() { s.sendCancel(i) })
		}
	}
	for i := range s.sales {
		s.w.after(s.dice.between(time.Minute, 3*time.Hour), func() { s.tell(i, s.dice) })
	}
}

// sell lets somebody buy at the till of a shop.
func (s *webShop) sell(shop *shop) {
	if s.w.quiet {
		return
	}
	s.w.after(s.dice.between(15*time.Minute, 3*time.Hour), func() { s.sell(shop) })
	sku, n := pick(s.dice, skus).ID, 1+s.dice.IntN(2)
	s.sold(shop, sku, n, s.dice, func() time.Duration { return s.dice.between(time.Minute, 6*time.Hour) })
}

// sold lets goods leave through the till, which tells of them some time later.
func (s *webShop) sold(shop *shop, sku retail.SKUID, n int, d dice, later func() time.Duration) {
	if shop.shelf[sku] < n {
		return
	}
	shop.shelf[sku] -= n
	s.w.counts["sales at the till"]++
	s.sales = append(s.sales, hub.SaleRow{
		Site: shop.site.ID, SKU: sku, Qty: n, At: s.w.now, Receipt: fmt.Sprintf("R%d", len(s.sales)+1), Line: 1,
	})
	i := len(s.sales) - 1
	s.w.say("till", "%d of %s sold in %s", n, sku, shop.site.ID)
	s.w.after(later(), func() { s.tell(i, d) })
}

// tell sends what was sold, now and then twice.
func (s *webShop) tell(i int, d dice) {
	if s.w.hub.away() {
		s.w.after(d.between(10*time.Minute, time.Hour), func() { s.tell(i, d) })
		return
	}
	_, err := s.w.hub.hub().Sell(s.w.ctx, []hub.SaleRow{s.sales[i]})
	s.w.must("sale", err)
	if !s.w.quiet && d.one(5) {
		s.w.after(d.between(time.Minute, 5*time.Hour), func() { s.tell(i, d) })
	}
}

// name is how the trace calls an order.
func (s *webShop) name(id retail.OrderID) string {
	if s == nil {
		return ""
	}
	return s.names[id]
}

// line returns the SKU of a line of an order, or of what stands in for one, see
// heap.
func (s *webShop) line(id retail.OrderID, no int) retail.SKUID {
	if no >= stands {
		return skus[no%stands].ID
	}
	for i := range s.sent {
		if o := &s.sent[i].order; retail.OrderIDFor(o.Channel, o.External) == id {
			if no > len(o.Lines) {
				return ""
			}
			return o.Lines[no-1].SKU
		}
	}
	return ""
}

// code is the pickup code of the last letter that a customer got, "" for none.
func (s *webShop) code(id retail.OrderID) string { return s.letters[id] }
