package retail

import (
	"testing"
	"time"
)

// sold lets the till tell of a sale that it made at the instant.
func (w *holdShops) sold(at time.Time, qty int) {
	c := w.command(shop, KindSale, Sale{SKU: "shirt", Class: Regular, Qty: qty})
	c.At, c.Device, c.Staff = at, HubDevice, ""
	w.take(c, RoleHub)
}

// TestSaleGoesToTheNearest: tills tell late and in any order, and do not say for
// whom they sold. What was sold when a hold was handed over is that hold's, not
// that of an older one whose own sale is still to come.
func TestSaleGoesToTheNearest(t *testing.T) {
	w := newChain()
	k := w.stocked(shop, 4)
	for _, id := range []HoldID{"first", "second"} {
		w.make(shop, shop, id, 1)
		w.now = w.now.Add(time.Minute)
	}
	first := w.now
	w.do(shop, KindHoldCollect, CollectHold{Hold: "first"})
	w.now = w.now.Add(2 * time.Hour)
	second := w.now
	w.do(shop, KindHoldCollect, CollectHold{Hold: "second"})
	w.now = w.now.Add(time.Hour)
	w.sold(second, 1)
	w.sold(first, 1)
	if l := w.sites[shop].stock[k]; l.OnHand != 2 {
		t.Errorf("%d on hand after two holds and their own sales, want 2", l.OnHand)
	}
}

// TestPaidHoldThatEnded: a sale that the till tells of after the paid hold was
// released, and the money that went back, move nothing: the goods never left.
func TestPaidHoldThatEnded(t *testing.T) {
	w := newChain()
	k := w.stocked(shop, 2)
	paid := w.now
	w.do(shop, KindHold, MakeHold{Hold: "a", At: shop, Customer: keptFor, Lines: keptLines(1), Pay: PaidAll})
	w.now = w.now.Add(time.Hour)
	back := w.now
	w.do(shop, KindHoldRelease, ReleaseHold{Hold: "a"})
	w.now = w.now.Add(time.Hour)
	w.sold(paid, 1)
	if l := w.sites[shop].stock[k]; l.OnHand != 2 {
		t.Errorf("%d on hand after the sale, want 2", l.OnHand)
	}
	w.sold(back, -1)
	if l := w.sites[shop].stock[k]; l.OnHand != 2 {
		t.Errorf("%d on hand after the money went back, want 2", l.OnHand)
	}
}

// TestPaidBeforeTheHoldWasKnown: the till told of the sale before the terminal that
// took the hold came online; the handover does not book the goods out once more.
func TestPaidBeforeTheHoldWasKnown(t *testing.T) {
	w := newChain()
	k := w.stocked(shop, 2)
	made := w.command(shop, KindHold, MakeHold{Hold: "a", At: shop, Customer: keptFor, Lines: keptLines(1), Pay: PaidAll})
	w.sold(w.now, 1)
	w.take(made, RoleStaff)
	w.now = w.now.Add(20 * time.Minute)
	w.do(shop, KindHoldCollect, CollectHold{Hold: "a"})
	if l := w.sites[shop].stock[k]; l.OnHand != 1 {
		t.Errorf("%d on hand, want 1", l.OnHand)
	}
}

// TestNewsOfAnotherPast: a shop whose books went back to a copy judges what it had
// judged once more. The same news is the same letter; other news is another one,
// and so is everything that follows.
func TestNewsOfAnotherPast(t *testing.T) {
	judge := func(stock int) []LetterID {
		w := newChain()
		w.stocked(keeper, stock)
		w.make(shop, keeper, "a", 1)
		ask := w.post[0]
		w.post = nil
		c := ask.Command()
		c.Device = HubDevice
		w.take(c, RoleHub)
		w.take(Command{ID: "keep", Kind: KindHoldKeep, At: w.now, Store: keeper, Device: "handy-1", Staff: "sato", Body: KeepHold{Hold: "a", Line: 1, Qty: 1, Code: "4999", Entry: Scanned}}, RoleStaff)
		var ids []LetterID
		for _, l := range w.post {
			ids = append(ids, l.ID)
		}
		return ids
	}
	held, again, declined := judge(1), judge(1), judge(0)
	if len(held) != 2 || len(declined) != 2 {
		t.Fatalf("letters %v and %v, want two each", held, declined)
	}
	for i := range held {
		if held[i] != again[i] {
			t.Errorf("the same news went as %s and as %s", held[i], again[i])
		}
		if held[i] == declined[i] {
			t.Errorf("other news went as the same letter %s", held[i])
		}
	}
}

// TestKeptWhileHandedOver: a colleague without a line puts a piece by while the
// customer takes one from the shelf. The clocks are too near to tell which piece is
// gone, so somebody is asked to look; what the terminal knew of raises nothing.
func TestKeptWhileHandedOver(t *testing.T) {
	for seen, want := range map[int]int{0: 1, 1: 0} {
		w := newChain()
		w.stocked(shop, 3)
		w.make(shop, shop, "a", 1)
		kept := w.command(shop, KindHoldKeep, KeepHold{Hold: "a", Line: 1, Qty: 1, Entry: Scanned, Place: "H-1"})
		kept.Device, kept.At = "other", kept.At.Add(3*time.Second)
		w.take(kept, RoleStaff)
		d := w.do(shop, KindHoldCollect, CollectHold{Hold: "a", Seen: seen})
		var looks int
		for _, x := range d.Raise {
			if x.Kind == ExStateClash {
				looks += x.Qty
			}
		}
		if looks != want {
			t.Errorf("known %d: somebody is to look for %d pieces, want %d", seen, looks, want)
		}
	}
}

// TestWishAnsweredInAnotherPast: the books of the shop that asked went back to a
// copy, and the answer to a wish comes before the wish is told again. The other shop
// will not answer twice, so nothing is asked.
func TestWishAnsweredInAnotherPast(t *testing.T) {
	w := newChain()
	w.stocked(keeper, 1)
	w.make(shop, keeper, "a", 1)
	w.deliver()
	old := w.sites[shop].holds["a"].Clone()
	extend := w.command(shop, KindHoldExtend, ExtendHold{Hold: "a"})
	w.take(extend, RoleStaff)
	wish := w.post[0].Command()
	w.post, wish.Device = nil, HubDevice
	w.take(wish, RoleHub)
	answer := w.post[0].Command()
	w.post, answer.Device = nil, HubDevice

	w.sites[shop].holds["a"] = old
	w.take(answer, RoleHub)
	d := w.take(extend, RoleStaff)
	if h := w.sites[shop].holds["a"]; h.Wish != 0 || len(d.Letters) != 0 || d.Verdict != Applied {
		t.Errorf("the wish stands as %v after its answer; %d letters, %v", h.Wish, len(d.Letters), d.Verdict)
	}
	if h := w.sites[shop].holds["a"]; h.Extended != 1 {
		t.Errorf("extended %d times, want once", h.Extended)
	}
}
