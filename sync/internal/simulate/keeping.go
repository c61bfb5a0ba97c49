package simulate

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"miseban/app/headless"
	"miseban/app/retail"
	"miseban/sync/agent"
	"miseban/sync/hub"
)

// scarce is what customers have kept for them in every seed. Nothing of it is
// ordered, so that older seeds mean what they meant; in one seed of two they have
// the other goods kept as well, which orders, sales and counts want too.
const scarce retail.SKUID = "SCARCE"

// keepsake is what really became of a hold.
type keepsake struct {
	shop   *shop // with the goods
	sku    retail.SKUID
	qty    int
	paid   bool
	gone   bool // the customer came for it
	repaid bool
	floor  bool // ordered by the customer in the shop
	rung   bool // paid at the till as any goods
	number bool // paid by the number of the order: the till tells of no sale
	held   bool // somebody was told that it is promised
}

// kept is the goods that lie put by in a shop, by hold.
type kept map[retail.HoldID]int

// keepers lets the staff of a terminal do something about holds, and customers
// buy what is kept for others.
func (t *terminal) keepers() {
	w := t.w
	if w.quiet || t.gone {
		return
	}
	if t.app != nil && !w.now.Before(w.idle) {
		t.keepStep()
		t.stir()
	}
	w.after(t.keeping.between(8*time.Minute, 90*time.Minute), t.keepers)
}

// keepStep does the next thing about one of the shop's holds, or takes a new one.
func (t *terminal) keepStep() {
	rows, err := t.app.Holds(t.w.ctx)
	if !t.w.must("holds", err) {
		return
	}
	rows = slices.DeleteFunc(rows, func(h headless.Hold) bool { return h.Lines[0].SKU == crate }) // see receivers
	slices.SortFunc(rows, func(a, b headless.Hold) int { return cmp.Compare(a.ID, b.ID) })
	by := pick(t.keeping, t.shop.staff)
	switch n := t.keeping.IntN(12); {
	case n < 4 || len(rows) == 0:
		t.hold(by)
		return
	case n == 4:
		t.sellKept()
		return
	case n == 5 && t.keeping.one(3):
		body := retail.Count{SKU: t.keptSKU(), Class: retail.Regular}
		body.Qty = t.shop.shelf[body.SKU]
		t.do(by, retail.KindCount, body)
		return
	case n == 6 && t.keeping.one(4):
		t.spoil(by)
		return
	}
	for i, from := 0, t.keeping.IntN(len(rows)); i < len(rows); i++ { // the first one from there on that needs somebody
		if t.seeTo(by, rows[(from+i)%len(rows)].Hold) {
			return
		}
	}
}

// keptSKU is goods that somebody wants kept.
func (t *terminal) keptSKU() retail.SKUID {
	if t.w.wide && t.keeping.one(2) {
		return pick(t.keeping, skus).ID
	}
	return scarce
}

// hold takes a hold of goods here, or asks another shop for one.
func (t *terminal) hold(by retail.Staff) {
	w, at := t.w, t.shop
	if t.keeping.one(3) {
		at = pick(t.keeping, w.shops)
	}
	id := retail.HoldID(w.keepIDs.NewID())
	k := &keepsake{shop: at, sku: t.keptSKU(), qty: 1 + t.keeping.IntN(2), paid: t.keeping.one(5)}
	body := retail.MakeHold{
		Hold: id, At: at.site.ID, Number: fmt.Sprintf("%04d", len(w.books.kept)), Tag: "H" + string(id[len(id)-8:]), Pay: retail.PayLater,
		Customer: retail.Customer{Name: "取置" + string(id[:8]), Phone: "09022220000"},
		Lines:    []retail.HoldLine{{No: 1, SKU: k.sku, Class: retail.Regular, Name: string(k.sku), PriceTaxIn: 500, Qty: k.qty}},
	}
	if t.keeping.one(2) {
		body.Until = w.now.Add(t.keeping.between(2*time.Hour, 30*time.Hour))
	}
	if k.paid {
		body.Pay, body.PaidTaxIn = retail.PaidAll, retail.Yen(500*k.qty)
	}
	if k.floor = !k.paid && t.floor.one(3); k.floor {
		if !t.orderFloor(body) {
			return
		}
	} else if _, _, ok := t.do(by, retail.KindHold, body); !ok {
		return
	}
	w.books.kept[id] = k
	w.counts["holds"]++
	if at != t.shop {
		w.counts["holds at another shop"]++
	}
	if k.paid {
		w.web.ring(at, k.sku, k.qty, t.keeping)
	}
}

// seeTo does what a hold needs, and tells whether it needed anything.
func (t *terminal) seeTo(by retail.Staff, h *retail.Hold) bool {
	w, d := t.w, t.keeping
	k := w.books.kept[h.ID]
	if k == nil || len(h.Lines) != 1 {
		return false
	}
	if h.State == retail.HoldHeld {
		k.held = true
	}
	if h.State.Ended() && h.State != retail.HoldCollected && k.paid && !k.repaid && !k.gone && h.State != retail.HoldExpired {
		k.repaid = true
		w.web.ring(k.shop, k.sku, -k.qty, d)
	}
	mine := h.Store == t.shop.site.ID
	if k.floor && t.floor.one(4) {
		t.payFloor(by, h, k)
	}
	switch {
	case t.missHold(by, h, k):
		return true
	case !mine:
		return t.seeToThere(by, h)
	case h.State.Ended() && h.Aside() > 0 && t.shop.aside[h.ID] > 0:
		if h.State == retail.HoldExpired && d.one(3) {
			t.bring(by, h, k)
			return true
		}
		if h.State == retail.HoldExpired && d.one(5) {
			t.do(by, retail.KindHoldExtend, retail.ExtendHold{Hold: h.ID})
			return true
		}
		if _, _, ok := t.do(by, retail.KindHoldBack, retail.BackHold{Hold: h.ID, Line: 1, Qty: 1, Shelf: "K-1"}); ok {
			t.shop.aside[h.ID]--
			t.shop.shelf[k.sku]++
			w.counts["pieces of holds put back"]++
		}
		return true
	case h.ToKeep() > 0 && t.shop.shelf[k.sku] > 0 && !d.one(4):
		for range min(h.ToKeep(), t.shop.shelf[k.sku]) {
			if _, _, ok := t.do(by, retail.KindHoldKeep, retail.KeepHold{Hold: h.ID, Line: 1, Qty: 1, Code: "4900000000000", Entry: retail.Scanned, Place: "H-1"}); ok {
				t.shop.shelf[k.sku]--
				t.shop.aside[h.ID]++
				w.counts["pieces put by"]++
			}
		}
		return true
	case h.State == retail.HoldHeld || h.State == retail.HoldAsked:
		switch d.IntN(8) {
		case 0:
			t.release(by, h, k)
		case 1:
			t.do(by, retail.KindHoldExtend, retail.ExtendHold{Hold: h.ID})
		case 2, 3, 4:
			t.bring(by, h, k)
		default:
			return false
		}
		return true
	}
	return false
}

// seeToThere does something about a hold of goods at another shop.
func (t *terminal) seeToThere(by retail.Staff, h *retail.Hold) bool {
	if h.State.Ended() || h.Wish != 0 {
		return false
	}
	switch t.keeping.IntN(10) {
	case 0:
		t.do(by, retail.KindHoldRelease, retail.ReleaseHold{Hold: h.ID})
	case 1:
		t.do(by, retail.KindHoldExtend, retail.ExtendHold{Hold: h.ID})
	default:
		return false
	}
	return true
}

// release ends a hold: the customer does not want it any more.
func (t *terminal) release(by retail.Staff, h *retail.Hold, k *keepsake) {
	if _, _, ok := t.do(by, retail.KindHoldRelease, retail.ReleaseHold{Hold: h.ID}); !ok || !k.paid || k.repaid || k.gone {
		return
	}
	k.repaid = true
	t.w.web.ring(t.shop, k.sku, -k.qty, t.keeping)
}

// bring hands the goods of a hold over, and rings them at the till. The customer
// comes once: what is handed over again are no goods.
func (t *terminal) bring(by retail.Staff, h *retail.Hold, k *keepsake) {
	w, d, s := t.w, t.keeping, t.shop
	want := h.Lines[0].Qty - h.Lines[0].Lost
	if h.State.Ended() {
		want = s.aside[h.ID]
	}
	want = min(k.qty, max(want, s.aside[h.ID]))
	there := !k.gone && !k.repaid && want > 0 && s.aside[h.ID]+s.shelf[k.sku] >= want
	if !there && (!k.gone || !d.one(3)) {
		return
	}
	b := retail.CollectHold{Hold: h.ID, Tag: h.Tag, Seen: h.Aside()}
	if t.app.Agent.Status().Line == agent.Offline {
		var o retail.HandOver
		if !t.vouch(d, by, &o) {
			return
		}
		b.Offline, b.Lease, b.Approver = o.Offline, o.Lease, o.Approver
	}
	if _, _, ok := t.do(by, retail.KindHoldCollect, b); !ok || !there {
		return
	}
	w.counts["holds handed over"]++
	k.gone = true
	bag := min(want, s.aside[h.ID])
	s.aside[h.ID] -= bag
	s.shelf[k.sku] -= want - bag
	switch {
	case k.paid, k.number:
	case k.floor && t.floor.one(2):
		t.payFloor(by, h, k)
	default:
		w.web.ring(s, k.sku, want, d)
		k.rung = true
	}
}

// orderFloor lets a customer order the goods at the terminal: nobody is signed in.
func (t *terminal) orderFloor(m retail.MakeHold) bool {
	m.Until = t.w.now.Add(8 * time.Hour)
	f := retail.Floor{Order: retail.FloorOrderID("f-" + m.Hold), Part: 1, Parts: 1, Way: pick(t.floor, retail.Ways()), BillTaxIn: 500, PartTaxIn: 500}
	_, _, ok := t.do(retail.Staff{Role: retail.RoleDevice}, retail.KindFloorOrder, retail.FloorOrder{MakeHold: m, Floor: f})
	if ok {
		t.w.counts["floor orders"]++
	}
	return ok
}

// payFloor takes the money for a floor order, once: whoever hears of it only now may
// type it in again.
func (t *terminal) payFloor(by retail.Staff, h *retail.Hold, k *keepsake) {
	if k.rung || k.number && !t.floor.one(5) || !k.number && !k.gone && h.State != retail.HoldHeld && h.State != retail.HoldAsked {
		return
	}
	if _, _, ok := t.do(by, retail.KindHoldPaid, retail.HoldPaid{Hold: h.ID, AmountTaxIn: 500, Receipt: "N" + h.Number}); ok && !k.number {
		k.number = true
		t.w.counts["floor orders paid"]++
	}
}

// sellKept lets somebody buy what may be kept for another customer.
func (t *terminal) sellKept() {
	t.w.web.sold(t.shop, t.keptSKU(), 1, t.keeping, func() time.Duration { return t.keeping.between(time.Minute, 6*time.Hour) })
}

// spoil finds a flaw in a piece that may be kept for a customer.
func (t *terminal) spoil(by retail.Staff) {
	sku := t.keptSKU()
	if t.shop.shelf[sku] == 0 {
		return
	}
	body := retail.Reclass{SKU: sku, From: retail.Regular, To: retail.Damaged, Qty: 1, Reason: retail.ReclassFlaw}
	if _, _, ok := t.do(by, retail.KindReclass, body); ok {
		t.shop.shelf[sku]--
		t.shop.bad[sku]++
	}
}

// ring is the sale at the till of goods that are handed over, or were; nothing
// leaves the shelf by it.
func (s *webShop) ring(shop *shop, sku retail.SKUID, n int, d dice) {
	at := s.w.now.Add(d.between(-5*time.Minute, 5*time.Minute))
	shop.rung[sku] += max(n, -n)
	s.sales = append(s.sales, hub.SaleRow{Site: shop.site.ID, SKU: sku, Qty: n, At: at, Receipt: fmt.Sprintf("R%d", len(s.sales)+1), Line: 1})
	i := len(s.sales) - 1
	s.w.say("till", "%d of %s rung for a hold in %s", n, sku, shop.site.ID)
	s.w.after(d.between(6*time.Minute, 4*time.Hour), func() { s.tell(i, d) })
}
