package retail

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestTillTellsInAnyOrder: two customers had what was put by for them, and the till
// tells of the second sale first. It counts as the first customer's, so the sale of
// half an hour ago that is told of last is the second one's.
func TestTillTellsInAnyOrder(t *testing.T) {
	w := newChain()
	k := w.stocked(shop, 2)
	w.make(shop, shop, "first", 1)
	w.make(shop, shop, "second", 1)
	sale := func() Command {
		c := w.command(shop, KindSale, Sale{SKU: "shirt", Class: Regular, Qty: 1})
		c.Device, c.Staff = HubDevice, ""
		return c
	}
	early := sale()
	w.do(shop, KindHoldCollect, CollectHold{Hold: "first"})
	w.now = w.now.Add(tillBefore + time.Minute)
	w.take(sale(), RoleHub)
	w.take(early, RoleHub)
	w.do(shop, KindHoldCollect, CollectHold{Hold: "second"})
	if l := w.sites[shop].stock[k]; l.OnHand != 0 {
		t.Fatalf("both pieces are out of the shop, and once: %+v", l)
	}
}

// TestHoldPromises: whatever the order of holds, orders, sales and handovers, and
// however late the till tells of what it sold, no hold is promised what is
// promised already, every piece that is promised and not there has an entry in
// the inbox, and when all is told the books are what lies in the shop.
func TestHoldPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newChain()
		pieces := rapid.IntRange(0, 6).Draw(t, "stock")
		k := w.stocked(shop, pieces)
		b := w.sites[shop]
		shelf := pieces // pieces on it, as nobody in the chain knows
		aside := map[HoldID]int{}
		var till []Command // what the till has yet to tell
		var made []HoldID
		tell := func() {
			i := rapid.IntRange(0, len(till)-1).Draw(t, "told")
			c := till[i]
			till = append(till[:i], till[i+1:]...)
			w.take(c, RoleHub)
		}
		ring := func(n int) {
			c := w.command(shop, KindSale, Sale{SKU: "shirt", Class: Regular, Qty: n})
			c.Device, c.Staff = HubDevice, ""
			till = append(till, c)
		}
		promise := func(id HoldID, ask func(from SiteID, id HoldID, qty int)) {
			was, qty := b.stock[k], rapid.IntRange(1, 3).Draw(t, "qty")
			ask(rapid.SampledFrom([]SiteID{shop, keeper}).Draw(t, "from"), id, qty)
			w.deliver()
			made = append(made, id)
			if b.holds[id].State == HoldHeld && was.Available() < qty {
				t.Fatalf("%d promised of %+v", qty, was)
			}
		}
		for n := range rapid.IntRange(1, 40).Draw(t, "steps") {
			w.now = w.now.Add(time.Duration(rapid.IntRange(1, 8).Draw(t, "minutes")) * time.Minute)
			var id HoldID
			if len(made) > 0 {
				id = rapid.SampledFrom(made).Draw(t, "hold")
			}
			h := b.holds[id]
			switch rapid.IntRange(0, 14).Draw(t, "what") {
			case 0, 1, 2:
				promise(HoldID(fmt.Sprint("h", n)), func(from SiteID, id HoldID, qty int) { w.make(from, shop, id, qty) })
			case 3:
				if h != nil && h.State == HoldHeld && shelf > 0 && h.ToKeep() > 0 {
					shelf--
					aside[id]++
					w.do(shop, KindHoldKeep, KeepHold{Hold: id, Line: 1, Qty: 1, Code: "4", Entry: Scanned})
				}
			case 4:
				if aside[id] > 0 && h.State.Ended() {
					shelf++
					aside[id]--
					w.do(shop, KindHoldBack, BackHold{Hold: id, Line: 1, Qty: 1})
				}
			case 5, 6:
				if h == nil || h.State != HoldHeld && (h.State != HoldExpired || aside[id] == 0) {
					break
				}
				gone := aside[id]
				if h.State == HoldHeld {
					gone = max(gone, h.Lines[0].Qty-h.Lines[0].Lost)
				}
				if gone-aside[id] > shelf {
					break
				}
				shelf -= gone - aside[id]
				aside[id] = 0
				c := w.command(shop, KindHoldCollect, CollectHold{Hold: id})
				switch {
				case h.Pay == PaidAll: // by the number of the order
				case h.Floor != nil && rapid.Bool().Draw(t, "by number"):
					till = append(till, w.command(shop, KindHoldPaid, HoldPaid{Hold: id, AmountTaxIn: 3990, Receipt: "R"}))
				default:
					ring(gone)
				}
				if rapid.Bool().Draw(t, "till first") {
					for len(till) > 0 {
						tell()
					}
				}
				if h := b.holds[id]; h.State == HoldHeld && h.Lines[0].Lost > 0 || h.State == HoldBroken {
					c.At = w.now // broken by its own sale
				}
				w.take(c, RoleStaff)
			case 7:
				w.do(shop, KindHoldRelease, ReleaseHold{Hold: id})
			case 8, 9:
				if shelf > 0 {
					shelf--
					ring(1)
				}
			case 12:
				way := rapid.SampledFrom(Ways()).Draw(t, "way")
				promise(HoldID(fmt.Sprint("f", n)), func(from SiteID, id HoldID, qty int) { w.order(from, shop, id, way, qty) })
			case 13:
				if h != nil && h.Floor != nil && h.State == HoldHeld && h.Pay == PayLater {
					w.do(shop, KindHoldPaid, HoldPaid{Hold: id, AmountTaxIn: 3990, Receipt: "R"})
				}
			case 14: // nobody finds it, though it may lie there
				w.overlook(h, rapid.IntRange(1, 3).Draw(t, "missing"))
			case 10:
				if len(till) > 0 {
					tell()
				}
			case 11:
				w.webOrder(n)
			}
			if err := b.agree(k); err != nil {
				t.Fatal(err)
			}
		}
		for len(till) > 0 {
			tell()
		}
		lies, l := shelf+sum(aside), b.stock[k]
		if l.OnHand != lies && !b.told() {
			t.Fatalf("%d in the books, %d in the shop, and nobody is told: %+v", l.OnHand, lies, l)
		}
		w.deliver()
		sameCopies(t, w.sites[keeper], b)
	})
}

// webOrder lets the web shop sell one piece, whatever there is.
func (w *holdShops) webOrder(n int) {
	o := shopOrder()
	o.ID, o.Lines = OrderIDFor("ec", fmt.Sprint(n)), []Line{{No: 1, SKU: "shirt", Qty: 1}}
	o.PlacedAt = w.now
	w.hub(shop, KindReceive, Receive{Order: o})
}

// overlook lets staff say that up to n pieces of a hold are not there.
func (w *holdShops) overlook(h *Hold, n int) {
	if h != nil && h.ToKeep() > 0 {
		w.do(shop, KindHoldShort, HoldShort{Hold: h.ID, Line: 1, Qty: min(n, h.ToKeep()), Reason: NotFound})
	}
}

func sum(aside map[HoldID]int) int {
	n := 0
	for _, k := range aside {
		n += k
	}
	return n
}

func sameCopies(t *rapid.T, from, at *holdBooks) {
	for id, h := range from.holds {
		if there := at.holds[id]; h.State != there.State || h.Lines[0].Lost != there.Lines[0].Lost || h.Pay != there.Pay {
			t.Fatalf("the copies differ:\n%+v\n%+v", h, there)
		}
	}
}

// agree compares the stock books with holds and orders.
func (b *holdBooks) agree(k StockKey) error {
	held, put, promised := 0, 0, 0
	for _, h := range b.holds {
		for _, l := range h.Lines {
			held += l.Held
			put += l.Aside()
		}
	}
	for _, o := range b.orders {
		promised += o.Lines[0].Alloc
	}
	if l := b.stock[k]; l.Held != held || l.Picked != put || held < 0 || l.Allocated != promised {
		return fmt.Errorf("the books have %+v, the holds %d and %d, the orders %d", l, held, put, promised)
	}
	return nil
}

// told tells whether somebody is to look at the stock.
func (b *holdBooks) told() bool {
	for _, x := range b.open {
		switch x.Kind { //nolint:exhaustive // the others say nothing of the stock
		case ExHoldBroken, ExOversold, ExShortage, ExHandoverAfterCancel, ExStateClash:
			return true
		}
	}
	return false
}
