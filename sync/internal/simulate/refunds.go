package simulate

import (
	"fmt"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// till is the web shop's side of refunds: what it gave back, by key. It goes by the
// key alone, as every web shop is told to.
type till struct {
	gave  map[string]hub.RefundDue
	times map[string]int // how often it was told
}

// refunds lets the web shop fetch what it owes, now and then without its word that
// it has it reaching the hub. Its rolls are of its own.
func (s *webShop) refunds(d dice) {
	s.w.after(d.between(20*time.Minute, 2*time.Hour), func() { s.refunds(d) })
	if s.w.hub.away() {
		return
	}
	s.payBack(func() bool { return s.w.quiet || !d.one(4) })
	if o := pick(d, s.sent).order; !s.w.quiet && s.w.hub.rewinds == 0 { // the rule alone keeps a hub from reminding when it should not; a restored one asks its ledger first
		_, err := s.w.hub.hub().Apply(s.w.ctx, retail.KindRemind, retail.Remind{Order: retail.OrderIDFor(o.Channel, o.External)})
		if retail.CodeOf(err) != retail.CodeNotFound { // it was not delivered yet
			s.w.must("remind", err)
		}
	}
}

// payBack takes what the hub tells; heard says whether the web shop's answer arrives.
func (s *webShop) payBack(heard func() bool) {
	w := s.w
	list, err := w.hub.hub().Refunds(w.ctx, "web", 100)
	if !w.must("refunds", err) {
		return
	}
	for _, r := range list {
		if was, ok := s.till.gave[r.Key]; ok && was.AmountTaxIn != r.AmountTaxIn {
			w.counts["refunds of another amount after a restore"]++
			if w.hub.rewinds == 0 {
				w.fail("%s was told to give back %d, and then %d under the same key", r.Order, was.AmountTaxIn, r.AmountTaxIn)
			}
		} else if !ok {
			r = s.most(r)
			s.till.gave[r.Key] = r
			w.counts["refunds"]++
			w.say("web", "gives %d back for %s: %v", r.AmountTaxIn, r.Order, r.Why)
		}
		s.till.times[r.Key]++
		if heard() {
			w.must("refund told", w.hub.hub().RefundTold(w.ctx, r.Channel, r.Key))
		} else {
			w.fault("refund told and not noted", "web", "%s", r.Order)
		}
	}
}

// most cuts what is to be given back to what was paid, as web shops are told to: a
// hub that was put back may have owed all of it in the life that was lost, and then
// owes a part under another key.
func (s *webShop) most(r hub.RefundDue) hub.RefundDue {
	if s.w.hub.rewinds == 0 {
		return r
	}
	left := retail.Yen(0)
	for i := range s.sent {
		if o := &s.sent[i].order; o.External == r.Order {
			left = o.Pay.TotalTaxIn
		}
	}
	for _, g := range s.till.gave {
		if g.Order == r.Order {
			left -= g.AmountTaxIn
		}
	}
	if left < r.AmountTaxIn {
		s.w.counts["refunds cut to what was paid after a restore"]++
		r.AmountTaxIn = max(0, left)
	}
	return r
}

// checkRefunds: whoever paid and has not got the goods gets the money, once, unless the
// web shop canceled by itself; nobody gets more than was paid.
func (w *world) checkRefunds() error {
	w.web.payBack(func() bool { return true })
	left, err := w.hub.hub().Refunds(w.ctx, "web", 1)
	switch {
	case err != nil:
		return err
	case len(left) > 0:
		return fmt.Errorf("refunds told again after the web shop said that it has them: %+v", left)
	}
	gave := map[string]retail.Yen{}
	for _, r := range w.web.till.gave {
		gave[r.Order] += r.AmountTaxIn
	}
	for i := range w.web.sent {
		s := &w.web.sent[i]
		o, err := w.hub.store().Order(w.ctx, retail.OrderIDFor(s.order.Channel, s.order.External))
		switch {
		case err != nil:
			return err
		case o == nil:
			return fmt.Errorf("the hub does not know %s", s.order.External)
		}
		for _, r := range o.Refunds {
			if _, ok := w.web.till.gave[r.Key]; !ok {
				return fmt.Errorf("%s: the web shop never heard of %+v", o.External, r)
			}
		}
		paid := o.Pay.TotalTaxIn
		if o.Pay.State != retail.Prepaid {
			paid = 0
		}
		if gave[o.External] > paid {
			return fmt.Errorf("%s: %d paid and %d given back", o.External, paid, gave[o.External])
		}
		if owed(o) && gave[o.External] == 0 {
			return fmt.Errorf("%s is %v, was paid, and nothing is given back", o.External, o.State)
		}
	}
	return nil
}

// owed tells whether a customer who paid has neither goods nor a cancel of the web
// shop's own, by what the order's record says.
func owed(o *retail.Order) bool {
	if o.Pay.State != retail.Prepaid || o.Handover != nil || elsewhere(o) {
		return false
	}
	for i := len(o.Steps) - 1; i >= 0; i-- {
		switch st := o.Steps[i]; {
		case st.Kind == retail.KindCancel:
			return st.Device != retail.HubDevice || st.Note == retail.WhyCustomer
		case st.Kind == retail.KindDecline:
			return true
		case st.Kind == retail.KindExpire:
			return o.State == retail.Expired && o.Returned()
		}
	}
	return false
}

// elsewhere tells whether another site gives all of the order out.
func elsewhere(o *retail.Order) bool {
	n := 0
	for _, l := range o.Lines {
		if l.Of == 0 { // not in place of another one
			n += l.Qty
		}
	}
	for _, a := range o.Answers {
		if !a.Void && (a.Choice == retail.ChooseOtherShop || a.Choice == retail.ChooseShip) {
			n -= a.Qty
		}
	}
	return n <= 0
}

// unpaid is a rule that forgets what is owed.
func unpaid(st retail.State, c retail.Command) retail.Decision {
	d := retail.Decide(st, c)
	if d.Order != nil {
		d.Order.Refunds = nil
	}
	return d
}
