package retail

import (
	"testing"
	"time"
)

func (w *holdShops) order(site, at SiteID, id HoldID, way Way, qty int) Decision {
	return w.take(w.floorCommand(site, at, id, way, qty), RoleDevice)
}

func (w *holdShops) floorCommand(site, at SiteID, id HoldID, way Way, qty int) Command {
	c := w.command(site, KindFloorOrder, FloorOrder{
		MakeHold: MakeHold{Hold: id, At: at, Number: "4821", Tag: "HD-" + string(id), Customer: keptFor, Lines: keptLines(qty), Until: w.now.Add(8 * time.Hour), Pay: PayLater},
		Floor:    Floor{Order: "f-1", Part: 1, Parts: 1, Way: way, BillTaxIn: 3990, PartTaxIn: 3990, Day: "2026-11-28", Hours: Morning},
	})
	c.Staff = ""
	return c
}

// TestFloorOrderDelivered is a shirt that the shop lacks and another shop sends home:
// kept there, paid here, given to a carrier there, and out of the books once.
func TestFloorOrderDelivered(t *testing.T) {
	w := newChain()
	k := w.stocked(keeper, 1)
	here, there := w.sites[shop], w.sites[keeper]
	if d := w.order(shop, keeper, "a", HomeDelivery, 1); d.Verdict != Applied || len(d.Raise) != 0 {
		t.Fatalf("nobody need be signed in: %+v", d)
	}
	w.deliver()
	h := there.holds["a"]
	if h.State != HoldHeld || h.Floor.Way != HomeDelivery || h.Customer != keptFor || there.stock[k].Held != 1 || here.holds["a"].State != HoldHeld {
		t.Fatalf("%+v", h)
	}
	soon := h.Until
	w.do(shop, KindHoldPaid, HoldPaid{Hold: "a", AmountTaxIn: 3990, Receipt: "R-1"})
	w.deliver()
	a, b := here.holds["a"], there.holds["a"]
	if a.Pay != PaidAll || b.Pay != PaidAll || !b.Until.After(soon) || !a.Until.Equal(b.Until) || b.PaidTaxIn != 3990 || b.Receipt != "R-1" {
		t.Fatalf("paid:\n%+v\n%+v", a, b)
	}
	w.do(keeper, KindHoldKeep, KeepHold{Hold: "a", Line: 1, Qty: 1, Code: "4999", Entry: Scanned, Place: "K-1"})
	if d := w.do(keeper, KindHoldCollect, CollectHold{Hold: "a", Waybill: "123456789012", Offline: true}); d.Verdict != Applied || len(d.Raise) != 0 {
		t.Errorf("a carrier needs no counter: %+v", d)
	}
	w.deliver()
	if l := there.stock[k]; l.OnHand != 0 || l.Held != 0 || l.Picked != 0 || there.holds["a"].Floor.Waybill == "" || here.holds["a"].State != HoldCollected {
		t.Errorf("sent: %+v, %+v", l, there.holds["a"])
	}
	if !there.holds["a"].Done(w.now) {
		t.Error("the till will not tell of it besides")
	}
	w.stocked(keeper, 1)
	w.hub(keeper, KindSale, Sale{SKU: "shirt", Class: Regular, Qty: 1, Receipt: "R-2"})
	if l := there.stock[k]; l.OnHand != 0 {
		t.Errorf("a passer-by's purchase counted as the customer's own: %+v", l)
	}
}

// TestLastPieceOrderedTwice: two tablets without a line sold one customer each the
// last shirt. The first that the home hears of has it; about the other one there is a
// task.
func TestLastPieceOrderedTwice(t *testing.T) {
	w := newChain()
	k := w.stocked(shop, 1)
	b := w.sites[shop]
	first, second := w.floorCommand(shop, shop, "a", CarryOut, 1), w.floorCommand(shop, shop, "b", CollectLater, 1)
	second.Device = "tablet-2"
	w.take(second, RoleDevice)
	d := w.take(first, RoleDevice)
	if b.holds["b"].State != HoldHeld || b.holds["a"].State != HoldDeclined || d.Code != NotEnough {
		t.Fatalf("%v, %v: %+v", b.holds["a"].State, b.holds["b"].State, d)
	}
	if x := b.open[holdTask("a")]; x.Kind != ExHoldDeclined || x.Hold != "a" || x.Number != "4821" {
		t.Errorf("nobody calls the customer: %+v", b.open)
	}
	if l := b.stock[k]; l.Held != 1 || l.Available() != 0 {
		t.Errorf("%+v", l)
	}
}

func TestFloorOrderPaid(t *testing.T) {
	w := newChain()
	w.stocked(shop, 2)
	b := w.sites[shop]
	w.order(shop, shop, "a", CollectLater, 1)
	w.order(shop, shop, "b", CollectLater, 1)
	w.do(shop, KindHoldPaid, HoldPaid{Hold: "a", AmountTaxIn: 3990, Receipt: "R-1"})
	if d := w.do(shop, KindHoldPaid, HoldPaid{Hold: "a", AmountTaxIn: 3990, Receipt: "R-1"}); d.Code != AlreadySo || len(d.Raise) != 0 {
		t.Errorf("told twice: %+v", d)
	}
	if d := w.do(shop, KindHoldPaid, HoldPaid{Hold: "a", AmountTaxIn: 3990, Receipt: "R-2"}); len(d.Raise) != 1 || b.holds["a"].PaidTaxIn != 3990 {
		t.Errorf("taken twice: %+v", d)
	}
	w.now = b.holds["b"].Until
	w.hub(shop, KindHoldExpire, ExpireHold{"b"})
	if b.holds["b"].State != HoldExpired || b.holds["a"].State != HoldHeld {
		t.Fatalf("an unpaid order is kept for hours: %v, %v", b.holds["b"].State, b.holds["a"].State)
	}
	if d := w.do(shop, KindHoldPaid, HoldPaid{Hold: "b", AmountTaxIn: 3990, Receipt: "R-3"}); len(d.Raise) != 1 || d.Raise[0].Kind != ExHoldBroken || b.holds["b"].PaidTaxIn != 3990 {
		t.Errorf("money for what nobody keeps any more: %+v", d)
	}
}

func TestFloorOrderShippedUnpaid(t *testing.T) {
	w := newChain()
	w.stocked(shop, 1)
	w.order(shop, shop, "a", HomeDelivery, 1)
	if d := w.do(shop, KindHoldCollect, CollectHold{Hold: "a", Waybill: "1"}); len(d.Raise) != 1 || d.Raise[0].Kind != ExStateClash || d.Raise[0].Hold != "a" {
		t.Errorf("%+v", d)
	}
}

// TestFloorOrderHadAfterAll: the till sold a piece that was promised, and the customer
// had all of them from the shelf before anybody heard. No sale tells how many: somebody
// looks.
func TestFloorOrderHadAfterAll(t *testing.T) {
	w := newChain()
	w.stocked(shop, 2)
	w.order(shop, shop, "a", CarryOut, 2)
	collect := w.command(shop, KindHoldCollect, CollectHold{Hold: "a"})
	w.hub(shop, KindSale, Sale{SKU: "shirt", Class: Regular, Qty: 1, Receipt: "R-1"})
	w.do(shop, KindHoldPaid, HoldPaid{Hold: "a", AmountTaxIn: 7980, Receipt: "R-2"})
	if d := w.take(collect, RoleStaff); len(d.Raise) != 1 || d.Raise[0].Kind != ExStateClash || d.Raise[0].Hold != "a" {
		t.Errorf("%+v", d)
	}
}

// TestFloorOrderPaidLast: what the till sold to the next customer counted as the first
// one's own, for nobody had said yet that she paid by number. When that comes, the sale
// is the next customer's, whose handover comes last of all.
func TestFloorOrderPaidLast(t *testing.T) {
	w := newChain()
	k := w.stocked(shop, 2)
	w.order(shop, shop, "a", CarryOut, 1)
	w.make(shop, shop, "b", 1)
	w.do(shop, KindHoldCollect, CollectHold{Hold: "a"})
	w.now = w.now.Add(time.Minute)
	b := w.command(shop, KindHoldCollect, CollectHold{Hold: "b"})
	w.hub(shop, KindSale, Sale{SKU: "shirt", Class: Regular, Qty: 1, Receipt: "R-1"})
	w.do(shop, KindHoldPaid, HoldPaid{Hold: "a", AmountTaxIn: 3990, Receipt: "R-2"})
	w.take(b, RoleStaff)
	if l := w.sites[shop].stock[k]; l.OnHand != 0 {
		t.Errorf("both pieces are out of the shop, and once: %+v", l)
	}
}

func TestFloorTaxIn(t *testing.T) {
	p := Prices{ECTaxIn: 4290, MemberTaxIn: 3900, Promotion: &Promotion{Name: "秋", PriceTaxIn: 3800, From: noon, Until: noon.Add(time.Hour)}}
	for _, c := range []struct {
		name   string
		p      Prices
		way    Way
		member bool
		at     time.Time
		want   Yen
		why    PriceReason
	}{
		{"as the web shop", p, HomeDelivery, false, noon.Add(-time.Hour), 4290, 0},
		{"from the shelf", p, CarryOut, false, noon.Add(-time.Hour), 3990, PriceShop},
		{"a member", p, HomeDelivery, true, noon.Add(-time.Hour), 3900, PriceMember},
		{"a campaign", p, HomeDelivery, true, noon, 3800, PriceCampaign},
		{"no price of its own", Prices{}, HomeDelivery, true, noon, 3990, 0},
	} {
		if got, why := c.p.FloorTaxIn(3990, c.way, c.member, c.at); got != c.want || why != c.why {
			t.Errorf("%s: %d %v, want %d %v", c.name, got, why, c.want, c.why)
		}
	}
}

func TestShipping(t *testing.T) {
	for _, c := range []struct {
		p     FloorPolicy
		goods Yen
		cool  bool
		want  Yen
	}{
		{FloorPolicy{}, 9_999, false, 550},
		{FloorPolicy{}, 10_000, false, 0},
		{FloorPolicy{}, 10_000, true, 330},
		{FloorPolicy{ShippingTaxIn: NoShipping}, 1, false, 0},
		{FloorPolicy{ShippingTaxIn: 770, FreeFromTaxIn: 5_000, CoolTaxIn: 220}, 4_999, true, 990},
	} {
		if got := c.p.Shipping(c.goods, c.cool); got != c.want {
			t.Errorf("%+v of %d: %d, want %d", c.p, c.goods, got, c.want)
		}
	}
	days := FloorPolicy{LeadDays: 3, WishDays: 2}.Days(time.Date(2026, 11, 29, 23, 59, 0, 0, Japan))
	if len(days) != 2 || !days[0].Equal(time.Date(2026, 12, 2, 12, 0, 0, 0, Japan)) || !days[1].Equal(time.Date(2026, 12, 3, 12, 0, 0, 0, Japan)) {
		t.Errorf("%v", days)
	}
}
