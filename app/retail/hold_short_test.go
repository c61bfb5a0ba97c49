package retail

import (
	"testing"
	"time"
)

// TestHoldNotFound: whoever looks for held goods and finds none says so: nothing of
// the shelf is promised until somebody counts, both shops are told, and the promise
// is good again when the piece turns up.
func TestHoldNotFound(t *testing.T) {
	w := newChain()
	k := w.stocked(keeper, 2)
	w.make(shop, keeper, "h", 1)
	w.deliver()
	d := w.do(keeper, KindHoldShort, HoldShort{Hold: "h", Line: 1, Qty: 1, Reason: NotFound})
	w.deliver()
	here, there := w.sites[shop], w.sites[keeper]
	if l := there.stock[k]; d.Verdict != AppliedException || there.holds["h"].State != HoldBroken || l.Held != 0 || l.OnHand != 2 || !l.Doubt || l.Available() != 0 {
		t.Fatalf("%+v, %+v", there.holds["h"], l)
	}
	if x := there.open[recountTask(k)]; x.Kind != ExRecount || x.SKU != "shirt" {
		t.Errorf("nobody is asked to count: %+v", there.open)
	}
	for site, b := range w.sites {
		if x := b.open[holdTask("h")]; x.Kind != ExHoldBroken || x.Hold != "h" || x.Qty != 1 {
			t.Errorf("nobody of %s owns the broken promise: %+v", site, b.open)
		}
	}
	if here.holds["h"].State != HoldBroken {
		t.Errorf("the shop that asked: %+v", here.holds["h"])
	}
	w.do(keeper, KindHoldKeep, KeepHold{Hold: "h", Line: 1, Qty: 1, Code: "4", Entry: Scanned})
	w.deliver()
	for site, b := range w.sites {
		if _, open := b.open[holdTask("h")]; open || b.holds["h"].State != HoldHeld || b.holds["h"].Lines[0].Lost != 0 {
			t.Errorf("found after all, in %s: %+v, %+v", site, b.holds["h"], b.open)
		}
	}
	if l := there.stock[k]; l.Held != 1 || l.Picked != 1 {
		t.Errorf("%+v", l)
	}
}

// TestHoldPartNotFound: the shop that asked is told as well when one piece of two is
// there.
func TestHoldPartNotFound(t *testing.T) {
	w := newChain()
	k := w.stocked(keeper, 3)
	w.make(shop, keeper, "h", 2)
	w.deliver()
	w.do(keeper, KindHoldShort, HoldShort{Hold: "h", Line: 1, Qty: 1, Reason: DamagedGoods})
	w.deliver()
	b := k
	b.Class = BGrade
	if l, flawed := w.sites[keeper].stock[k], w.sites[keeper].stock[b]; l.OnHand != 2 || l.Held != 1 || l.Doubt || flawed.OnHand != 1 {
		t.Errorf("%+v, %+v", l, flawed)
	}
	for site, b := range w.sites {
		if x, h := b.open[holdTask("h")], b.holds["h"]; x.Qty != 1 || h.State != HoldHeld || h.ToKeep() != 1 {
			t.Errorf("%s: %+v, %+v", site, x, h)
		}
	}
}

// TestHoldShortTooLate: of a hold that is over nothing is promised, and of a shelf that
// was counted since everything is known.
func TestHoldShortTooLate(t *testing.T) {
	w := newChain()
	k := w.stocked(shop, 2)
	w.make(shop, shop, "h", 1)
	c := w.command(shop, KindHoldShort, HoldShort{Hold: "h", Line: 1, Qty: 1, Reason: NotFound})
	w.do(shop, KindHoldRelease, ReleaseHold{Hold: "h"})
	d := w.take(c, RoleStaff)
	if l, h := w.sites[shop].stock[k], w.sites[shop].holds["h"]; d.Verdict != Applied || !l.Doubt || h.State != HoldReleased || h.Lines[0].Lost != 0 {
		t.Errorf("%v, %+v, %+v", d.Verdict, l, h)
	}
	w.make(shop, shop, "i", 1)
	c = w.command(shop, KindHoldShort, HoldShort{Hold: "h", Line: 1, Qty: 1, Reason: NotFound})
	w.now = w.now.Add(time.Hour)
	w.do(shop, KindCount, Count{SKU: "shirt", Class: Regular, Qty: 2, From: w.now})
	if w.take(c, RoleStaff); w.sites[shop].stock[k].Doubt {
		t.Errorf("a count was forgotten: %+v", w.sites[shop].stock[k])
	}
	if d := w.do(shop, KindHoldShort, HoldShort{Hold: "h", Line: 2, Qty: 1, Reason: NotFound}); d.Verdict != AppliedException {
		t.Errorf("there is no line 2: %+v", d)
	}
}
