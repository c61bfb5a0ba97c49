package simulate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"miseban/app/retail"
)

// places lets staff of a terminal move bags from place to place, and look places
// over: what lies there, what does not, and what was left behind. Its dice are its
// own.
func (t *terminal) places() {
	w := t.w
	if w.quiet || t.gone {
		return
	}
	w.after(t.bags.between(time.Hour, 4*time.Hour), t.places)
	if t.app == nil {
		return
	}
	var all []*retail.Order
	err := t.app.Orders(w.ctx, func(o *retail.Order) bool {
		if len(o.Bags) > 0 {
			all = append(all, o)
		}
		return true
	})
	if !w.must("orders", err) || len(all) == 0 {
		return
	}
	slices.SortFunc(all, func(a, b *retail.Order) int { return cmp.Compare(a.External, b.External) })
	by, o := pick(t.bags, t.shop.staff), pick(t.bags, all)
	b, slot := pick(t.bags, o.Bags), pick(t.bags, t.shop.slots).Code
	moves := t.bags.one(3)
	switch {
	case moves:
		if o.State.Waiting() {
			t.do(by, retail.KindStageBag, retail.StageBag{Order: o.ID, Slot: slot, Label: b.Label, No: b.No, Warm: retail.WarmIn(t.shop.slots, slot)})
			w.counts["bags moved"]++
		}
	case t.bags.one(3):
		t.do(by, retail.KindAuditBag, retail.AuditBag{Order: o.ID, Label: b.Label, Slot: slot, Found: true, Warm: retail.WarmIn(t.shop.slots, slot)})
		w.counts["bags found"]++
	default:
		t.do(by, retail.KindAuditBag, retail.AuditBag{Order: o.ID, Label: b.Label, Slot: b.Slot})
		w.counts["bags missed"]++
	}
	t.stir()
}

// lookedOver checks what a hub makes of a bag that was looked for: somebody owns
// it when it is not there, or lies there although its customer was here; and
// nothing else of the order is another than before.
func (b *books) lookedOver(st retail.State, c retail.Command, d retail.Decision) {
	body, ok := c.Body.(retail.AuditBag)
	if o := st.Order; !ok || o == nil || d.Order == nil {
		return
	}
	bag := d.Order.Bag(body.Label)
	switch owned := slices.ContainsFunc(d.Raise, func(x retail.Exception) bool { return x.Kind != retail.ExColdLong }); {
	case d.Order.State != st.Order.State || d.Order.PickedPieces() != st.Order.PickedPieces() || len(d.Moves) > 0:
		b.w.fail("%s became another by a look at its bags", b.w.web.name(d.Order.ID))
	case !body.Found && (bag.Missing.IsZero() || !owned):
		b.w.fail("a bag of %s is missing and nobody owns it", b.w.web.name(d.Order.ID))
	case body.Found && (!bag.Missing.IsZero() || owned != (d.Order.State == retail.HandedOver) || bag.Slot != body.Slot):
		b.w.fail("a bag of %s was found: %+v, owned %v", b.w.web.name(d.Order.ID), bag, owned)
	}
}

// checkBags: what is looked for is missing, and what is missing was looked for.
func (w *world) checkBags() error {
	for _, s := range w.shops {
		list, err := w.inbox(s)
		if err != nil {
			return err
		}
		told := map[retail.ExceptionID]bool{}
		for _, x := range list {
			told[x.ID] = true
			if x.Kind != retail.ExBagLost || !x.ClosedAt.IsZero() {
				continue
			}
			o, err := w.hub.store().Order(w.ctx, x.Order)
			if err != nil {
				return err
			}
			if i := slices.IndexFunc(o.Bags, func(b retail.Bag) bool { return strings.HasSuffix(string(x.ID), "-"+b.Label) }); i < 0 || o.Bags[i].Missing.IsZero() {
				return fmt.Errorf("%s is looked for, and nothing of %s is missing", x.ID, w.web.name(o.ID))
			}
		}
		for i := range w.web.sent {
			sent := &w.web.sent[i].order
			if sent.Store != s.site.ID {
				continue
			}
			o, err := w.hub.store().Order(w.ctx, retail.OrderIDFor(sent.Channel, sent.External))
			if err != nil || o == nil {
				return err
			}
			for _, b := range o.Bags {
				if b.Missing.IsZero() || w.now.Sub(b.Missing) > retireAfter {
					continue // there, or looked for and put away meanwhile
				}
				if !told[retail.ExceptionID("baglost-"+string(o.ID)+"-"+b.Label)] {
					return fmt.Errorf("bag %s of %s is missing, and nobody was told", b.Label, w.web.name(o.ID))
				}
				w.counts["bags missing at the end"]++
			}
		}
	}
	return nil
}
