package retail

import "testing"

// TestPaidHoldEnds: what was paid for a hold that ends is somebody's to give back, in
// the shop that knows the customer; with the goods or with the money it is done.
func TestPaidHoldEnds(t *testing.T) {
	paid := func(site, at SiteID) *holdShops {
		w := newChain()
		w.stocked(at, 2)
		w.do(site, KindHold, MakeHold{Hold: "h", At: at, Number: "0001", Tag: "HD-h", Customer: keptFor, Lines: keptLines(1), Pay: PaidAll, PaidTaxIn: 1000})
		w.deliver()
		return w
	}
	w := paid(shop, shop)
	d := w.do(shop, KindHoldRelease, ReleaseHold{Hold: "h", Why: "customer"})
	x := w.sites[shop].open[owedTask("h")]
	if d.Verdict != Applied || x.Kind != ExHoldOwed || x.Hold != "h" || x.Assignee == "" {
		t.Errorf("released: %v, %+v", d.Verdict, w.sites[shop].open)
	}
	if h := w.sites[shop].holds["h"]; h.Steps[len(h.Steps)-1].Note != "customer" {
		t.Errorf("nobody knows why: %+v", h.Steps)
	}

	w = paid(shop, shop)
	w.do(shop, KindHoldKeep, KeepHold{Hold: "h", Line: 1, Qty: 1, Code: "4", Entry: Scanned})
	w.now = w.sites[shop].holds["h"].Until
	w.hub(shop, KindHoldExpire, ExpireHold{Hold: "h"})
	if _, open := w.sites[shop].open[owedTask("h")]; !open {
		t.Error("expired, and nobody owes the money")
	}
	if w.do(shop, KindHoldCollect, CollectHold{Hold: "h", Seen: 1}); len(w.sites[shop].open) != 0 {
		t.Errorf("the customer has the goods: %+v", w.sites[shop].open)
	}

	w = paid(shop, keeper)
	w.do(keeper, KindHoldRelease, ReleaseHold{Hold: "h"})
	w.deliver()
	if _, there := w.sites[keeper].open[owedTask("h")]; there {
		t.Error("the other shop knows no customer")
	}
	if _, here := w.sites[shop].open[owedTask("h")]; !here {
		t.Errorf("released by the other shop, and nobody is told: %+v", w.sites[shop].open)
	}

	w = paid(shop, shop)
	w.sold(w.now, 1)
	w.do(shop, KindHoldRelease, ReleaseHold{Hold: "h"})
	if w.sold(w.now, -1); len(w.sites[shop].open) != 0 {
		t.Errorf("the till gave it back: %+v", w.sites[shop].open)
	}
	w = newChain()
	w.stocked(shop, 2)
	w.make(shop, shop, "h", 1)
	if w.do(shop, KindHoldRelease, ReleaseHold{Hold: "h"}); len(w.sites[shop].open) != 0 {
		t.Errorf("nothing was paid: %+v", w.sites[shop].open)
	}
}

// TestPaidAfterTheEnd: money that the till took for an order which had ended is
// somebody's to give back, also when a release that was given before comes last.
func TestPaidAfterTheEnd(t *testing.T) {
	w := newChain()
	w.stocked(shop, 2)
	w.order(shop, shop, "h", CollectLater, 1)
	w.now = w.sites[shop].holds["h"].Until
	w.hub(shop, KindHoldExpire, ExpireHold{Hold: "h"})
	w.do(shop, KindHoldPaid, HoldPaid{Hold: "h", AmountTaxIn: 3990, Receipt: "R"})
	if _, open := w.sites[shop].open[holdTask("h")]; !open {
		t.Fatalf("paid after the end: %+v", w.sites[shop].open)
	}
	w.do(shop, KindHoldRelease, ReleaseHold{Hold: "h"})
	if x := w.sites[shop].open[owedTask("h")]; x.Kind != ExHoldOwed || w.sites[shop].holds["h"].State != HoldReleased {
		t.Errorf("nobody owes the money: %+v, %+v", w.sites[shop].holds["h"], w.sites[shop].open)
	}
}
