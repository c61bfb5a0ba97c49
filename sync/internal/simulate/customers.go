package simulate

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// publicURL is where customers find the pages of their orders.
const publicURL = "https://pickup.sim"

// customers lets whoever got a letter say something on the page it leads to: most
// that they are here, some that they want more time, a few that they do not want
// the goods. Its rolls are of its own, so what the rest of a seed does stays as far
// as it can.
func (s *webShop) customers(d dice) {
	w := s.w
	if w.quiet {
		return
	}
	w.after(d.between(20*time.Minute, 3*time.Hour), func() { s.customers(d) })
	if len(s.pages) == 0 || w.hub.away() {
		return
	}
	id := pick(d, keys(s.pages))
	what := retail.KindArrive
	switch d.IntN(12) {
	case 0:
		what = retail.KindExtend
	case 1:
		what = retail.KindCancel
	}
	link := strings.TrimPrefix(s.pages[id], publicURL+hub.PathVisit)
	for range 1 + d.IntN(2) { // fingers tap twice
		r, err := w.hub.hub().Say(w.ctx, link, what)
		switch retail.CodeOf(err) { //nolint:exhaustive // everything else is a fault
		case retail.CodeNotFound, retail.CodeRefused: // forgotten by a restored hub, or past
			return
		}
		if !w.must("say", err) {
			return
		}
		w.say("customer", "%v %s: %v %v", what, s.names[id], r.Verdict, r.Code)
		w.counts["said by customers"]++
	}
	if what == retail.KindCancel { // the web shop hears of it
		for i := range s.sent {
			if o := &s.sent[i].order; retail.OrderIDFor(o.Channel, o.External) == id && s.sent[i].canceled.IsZero() {
				s.sent[i].canceled = w.now
			}
		}
	}
	if sh := w.shopOf(id); sh != nil {
		sh.hint()
	}
}

// shopOf returns the shop of an order.
func (w *world) shopOf(id retail.OrderID) *shop {
	for i := range w.web.sent {
		if o := &w.web.sent[i].order; retail.OrderIDFor(o.Channel, o.External) == id {
			return w.shop(o.Store)
		}
	}
	return nil
}

// answer lets staff of a terminal take the call of a customer that rings on it,
// and now and then one that a colleague has.
func (t *terminal) answer() {
	w := t.w
	if w.quiet || t.gone {
		return
	}
	w.after(t.calls.between(5*time.Minute, 40*time.Minute), t.answer)
	if t.app == nil {
		return
	}
	now := t.app.Clock.Now()
	var here []*retail.Order
	err := t.app.Orders(w.ctx, func(o *retail.Order) bool {
		if o.Here(now) {
			here = append(here, o)
		}
		return true
	})
	if !w.must("orders", err) || len(here) == 0 {
		return
	}
	slices.SortFunc(here, func(a, b *retail.Order) int { return cmp.Compare(a.External, b.External) })
	if o := pick(t.calls, here); o.Ringing(now) || t.calls.one(4) {
		if _, _, ok := t.do(pick(t.calls, t.shop.staff), retail.KindTakeCall, retail.TakeCall{Order: o.ID}); ok {
			w.counts["calls taken"]++
		}
	}
	t.stir()
}

// called checks what a hub makes of what customers say: no customer who may call is unheard,
// one call is one, and who looks after it is whoever came first.
func (b *books) called(st retail.State, c retail.Command, d retail.Decision) {
	o := st.Order
	if o == nil {
		return
	}
	name := b.w.web.name(o.ID)
	switch c.Kind { //nolint:exhaustive // what customers say, and who hears it
	case retail.KindExtend:
		if d.Order != nil && d.Order.Notice.State == retail.NoticeQueued && o.Notice.State != retail.NoticeQueued {
			b.resends[o.ID]++ // the code in the last letter ends before
		}
	case retail.KindRemind:
		if d.Verdict == retail.Applied && !b.reminded[o.ID+retail.OrderID(o.Deadline.String())] {
			b.reminded[o.ID+retail.OrderID(o.Deadline.String())] = true // a restored hub may queue it again, and no letter more may leave
			b.resends[o.ID]++
		}
	case retail.KindArrive:
		switch now := d.Order; {
		case o.MayArrive(c.At) != (now != nil):
			b.w.fail("%s: may call %v, and does %v", name, o.MayArrive(c.At), now != nil)
		case now != nil && !now.Ringing(c.At):
			b.w.fail("%s calls and nothing rings: %+v", name, now.Arrival)
		}
	case retail.KindTakeCall:
		a := o.Arrival
		switch {
		case d.Verdict == retail.Applied && d.Order != nil && (!a.Taken.IsZero() || d.Order.Arrival.Staff != c.Staff || d.Order.Arrival.Device != c.Device):
			b.w.fail("the call of %s was given away twice: %+v, then %+v", name, a, d.Order.Arrival)
		case d.Code == retail.CallTaken && (a.Taken.IsZero() || a.Staff == c.Staff && a.Device == c.Device):
			b.w.fail("the call of %s was refused for nobody: %+v", name, a)
		}
	}
}

// delegates lets customers name somebody who collects for them, and take that back. What
// stands in the proxy's page is kept, as in a hand that has it: also when it is good no
// longer. Its rolls are of its own.
func (s *webShop) delegates(d dice) {
	w := s.w
	if w.quiet {
		return
	}
	w.after(d.between(4*time.Minute, 20*time.Minute), func() { s.delegates(d) })
	if len(s.pages) == 0 || w.hub.away() {
		return
	}
	id := pick(d, keys(s.pages))
	b := retail.Delegate{Proxy: pick(d, []string{"ヤマダ ヨシエ", "サトウ ケン", "スズキ アイ"})}
	switch {
	case d.one(3):
		b = retail.Delegate{Withdraw: true}
	case len(s.proxies) > 0 && d.one(2): // of somebody who may be on the way
		id, b = pick(d, keys(s.proxies)), retail.Delegate{Withdraw: true}
	}
	link := strings.TrimPrefix(s.pages[id], publicURL+hub.PathVisit)
	r, err := w.hub.hub().Delegate(w.ctx, link, b)
	switch retail.CodeOf(err) { //nolint:exhaustive // everything else is a fault
	case retail.CodeNotFound, retail.CodeRefused: // forgotten by a restored hub, or past
		return
	}
	if !w.must("delegate", err) {
		return
	}
	w.say("customer", "delegate %s %v: %v %v", s.names[id], b.Withdraw, r.Verdict, r.Code)
	w.counts["proxies named"]++
	v, err := w.hub.hub().Visit(w.ctx, link)
	if retail.CodeOf(err) == retail.CodeNotFound {
		return
	}
	if !w.must("visit", err) || v.ProxyPage == "" {
		return
	}
	p, err := w.hub.hub().Visit(w.ctx, strings.TrimPrefix(v.ProxyPage, publicURL+hub.PathVisit))
	if retail.CodeOf(err) != retail.CodeNotFound && w.must("a proxy's page", err) && p.Code.Token != "" {
		s.proxies[id] = p.Code.Token
	}
}

// collect lets a proxy come instead of the customer, where there is one, and tells what
// they show.
func (t *terminal) collect(id retail.OrderID, text string) string {
	if p := t.w.web.proxies[id]; p != "" && !t.proxies.one(4) {
		t.w.counts["proxies at the counter"]++
		return p
	}
	return text
}

// proxied checks what a hub makes of goods that a proxy has: where the customer had taken
// that back before, somebody is told.
func (b *books) proxied(st retail.State, c retail.Command, d retail.Decision) {
	body, ok := c.Body.(retail.HandOver)
	if !ok || body.Delegation == 0 || st.Order == nil || d.Order == nil || d.Code == retail.AlreadySo || st.Order.State == retail.HandedOver {
		return
	}
	now := st.Order.Pickup.Delegation
	gone := (body.Delegation < now.No || body.Delegation == now.No && now.Over) && c.At.After(now.At)
	told := slices.ContainsFunc(d.Raise, func(x retail.Exception) bool { return x.Kind == retail.ExProxyGone })
	if gone {
		b.w.counts["proxies too late"]++
	}
	if gone != told {
		b.w.fail("%s was given to proxy %d at %v, with %+v: told %v", b.w.web.name(st.Order.ID), body.Delegation, c.At, now, told)
	}
}

// silentProxy leaves goods that a proxy has, whom the customer took back, to nobody.
func silentProxy(st retail.State, c retail.Command) retail.Decision {
	return without(retail.Decide(st, c), retail.ExProxyGone)
}
