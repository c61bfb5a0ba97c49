package retail

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// announce tells the shop of a plan, as the hub does; it says whether there was news.
func (w *twoShops) announce(t rapid.TB, minute float64, p DeliveryPlan) (Command, bool) {
	t.Helper()
	b, news := p.Told(w.copies[shop][DeliveryID(p.Store, p.Number)], noon, int64(1000*minute))
	c := w.command(minute, shop, b)
	c.Device, c.Staff = HubDevice, ""
	if news {
		w.take(t, c)
	}
	return c, news
}

func (w *twoShops) onHand(sku SKUID, class StockClass) int {
	return w.levels[StockKey{shop, sku, class}].OnHand
}

func plan(lines ...TransferBit) DeliveryPlan {
	return DeliveryPlan{Store: shop, Number: "ASN-1", From: Outside, Sender: "みせばん商事", Due: noon.Add(24 * time.Hour), Lines: lines}
}

// TestDelivery: what was announced is expected from then on; received with one piece
// missing, one broken and one of something else, each is somebody's, and settled here.
func TestDelivery(t *testing.T) {
	w := newTwoShops(10)
	p := plan(bit("shirt", 5))
	if _, news := w.announce(t, 1, p); !news {
		t.Fatal("no news")
	}
	id, key := DeliveryID(shop, "ASN-1"), StockKey{shop, "shirt", Regular}
	if l := w.levels[key]; l.OnHand != 10 || l.Incoming != 5 {
		t.Fatalf("announced: %+v", l)
	}
	if _, news := w.announce(t, 2, p); news {
		t.Error("the same plan is news")
	}
	p.Lines = []TransferBit{bit("shirt", 6)}
	w.announce(t, 3, p)
	if l := w.levels[key]; l.Incoming != 6 {
		t.Fatalf("changed: %+v", l)
	}
	w.do(t, 4, shop, TakeIn{Transfer: id, SKU: "shirt", Qty: 4, Code: "4999"})
	w.do(t, 5, shop, TakeIn{Transfer: id, SKU: "shirt", Qty: 1, Code: "4999", Damaged: true})
	w.do(t, 6, shop, TakeIn{Transfer: id, SKU: "socks", Qty: 1, Code: "4988"})
	w.do(t, 7, shop, FinishTransfer{Transfer: id, Blind: true})
	if a, b, c := w.onHand("shirt", Regular), w.onHand("shirt", Damaged), w.onHand("socks", Regular); a != 14 || b != 1 || c != 11 {
		t.Errorf("%d and %d broken shirts, %d socks", a, b, c)
	}
	for kind, qty := range map[ExceptionKind]int{ExTransferShort: 1, ExTransferForeign: 1, ExTransferDamaged: 1} {
		if !slices.ContainsFunc(slices.Collect(mapsValues(w.inbox[shop])), func(x Exception) bool {
			return x.Kind == kind && x.Qty == qty && x.Assignee == "sato" && x.Transfer == id
		}) {
			t.Errorf("nobody owns %v: %+v", kind, w.inbox[shop])
		}
	}
	w.do(t, 8, shop, SettleTransfer{id, "shirt", Regular, 1, SettleLost})
	w.do(t, 9, shop, SettleTransfer{id, "socks", Regular, 1, SettleAccepted})
	tr := w.copies[shop][id]
	if tr.State() != TransferClosed || w.levels[key].Incoming != 0 || len(w.letters) != 0 {
		t.Errorf("%v, %+v, %d letters", tr.State(), w.levels[key], len(w.letters))
	}
	w.check(t)
}

// TestDeliveryCanceled: what does not come is not expected any more.
func TestDeliveryCanceled(t *testing.T) {
	w := newTwoShops(10)
	p := plan(bit("shirt", 5))
	w.announce(t, 1, p)
	p.Canceled = true
	w.announce(t, 2, p)
	if l := w.levels[StockKey{shop, "shirt", Regular}]; l.Incoming != 0 || l.OnHand != 10 {
		t.Errorf("%+v", l)
	}
	if _, news := w.announce(t, 3, p); news {
		t.Error("canceled twice")
	}
	p.Canceled = false
	w.announce(t, 4, p)
	if l := w.levels[StockKey{shop, "shirt", Regular}]; l.Incoming != 5 {
		t.Errorf("it comes all the same: %+v", l)
	}
	never := plan()
	never.Number, never.Canceled = "ASN-2", true
	if _, news := w.announce(t, 5, never); news {
		t.Error("one that was never announced is canceled")
	}
}

// TestDeliveryOfNoPlan: what nobody had announced is what was unpacked.
func TestDeliveryOfNoPlan(t *testing.T) {
	w := newTwoShops(10)
	ask := func(b AskTransfer) Decision {
		b.Transfer, b.To = "t-1", shop
		return w.do(t, 1, shop, b)
	}
	for _, b := range []AskTransfer{
		{From: otherShop, Why: Delivery},
		{From: Outside, Why: ForShelf, Lines: []TransferBit{bit("shirt", 1)}},
		{From: Outside, Why: Delivery, Lines: []TransferBit{bit("shirt", 1)}},
		{From: Outside, Why: Delivery, For: &TransferFor{}},
	} {
		if d := ask(b); d.Verdict != Rejected {
			t.Errorf("%+v: %v", b, d.Verdict)
		}
	}
	if d := w.do(t, 1, shop, AskTransfer{Transfer: "t-2", From: shop, To: Outside, Why: ForSurplus, Lines: []TransferBit{bit("shirt", 1)}}); d.Verdict != Rejected {
		t.Errorf("sent to nowhere: %v", d.Verdict)
	}
	if d := ask(AskTransfer{From: Outside, Why: Delivery, Sender: "みせばん商事"}); d.Verdict != Applied {
		t.Fatal(d.Verdict, d.Code)
	}
	one := w.command(2, shop, TakeIn{Transfer: "t-1", SKU: "shirt", Qty: 3, Code: "4999"})
	w.take(t, one)
	w.do(t, 3, shop, TakeIn{Transfer: "t-1", SKU: "socks", Qty: 2, Code: "4988"})
	w.do(t, 4, shop, UndoTransfer{"t-1", one.ID})
	d := w.do(t, 5, shop, TakeIn{Transfer: "t-1", SKU: "socks", Class: BGrade, Qty: 1, Code: "4988"})
	if len(d.Moves) != 1 || d.Moves[0].Kind != MoveReceipt || d.Moves[0].OnHand != 1 {
		t.Errorf("%+v", d.Moves)
	}
	w.do(t, 6, shop, FinishTransfer{Transfer: "t-1"})
	if a, b, c := w.onHand("shirt", Regular), w.onHand("socks", Regular), w.onHand("socks", BGrade); a != 10 || b != 12 || c != 1 {
		t.Errorf("%d shirts, %d and %d socks", a, b, c)
	}
	if s := w.copies[shop]["t-1"].State(); s != TransferClosed || len(w.inbox[shop]) != 0 || len(w.letters) != 0 {
		t.Errorf("%v, %+v, %d letters", s, w.inbox[shop], len(w.letters))
	}
	w.check(t)
}

// TestDeliveries: whatever is announced, received, taken back and settled in whatever
// order, the books are what was unpacked and what is still to come, nothing is
// written to anybody, and what does not agree has an owner.
func TestDeliveries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newTwoShops(10)
		id := DeliveryID(shop, "ASN-1")
		goods := func() SKUID { return rapid.SampledFrom([]SKUID{"shirt", "socks"}).Draw(t, "sku") }
		var scans []CommandID
		for n := range rapid.IntRange(1, 25).Draw(t, "steps") {
			minute := float64(n + 1)
			switch rapid.IntRange(0, 6).Draw(t, "what") {
			case 0, 1:
				p := plan(bit("shirt", rapid.IntRange(0, 4).Draw(t, "shirts")), bit("socks", rapid.IntRange(0, 4).Draw(t, "socks")))
				p.Canceled = rapid.IntRange(0, 5).Draw(t, "canceled") == 0
				c, _ := w.announce(t, minute, p)
				w.take(t, c) // again
			case 2, 3:
				c := w.command(minute, shop, TakeIn{Transfer: id, SKU: goods(), Qty: rapid.IntRange(1, 3).Draw(t, "qty"), Code: "4999", Damaged: rapid.Bool().Draw(t, "broken")})
				w.take(t, c)
				scans = append(scans, c.ID)
			case 4:
				if len(scans) > 0 {
					w.do(t, minute, shop, UndoTransfer{id, rapid.SampledFrom(scans).Draw(t, "scan")})
				}
			case 5:
				w.do(t, minute, shop, FinishTransfer{Transfer: id})
			case 6:
				w.do(t, minute, shop, SettleTransfer{id, goods(), Regular, rapid.IntRange(1, 3).Draw(t, "qty"), rapid.SampledFrom([]Settling{SettleLost, SettleAccepted}).Draw(t, "how")})
			}
			w.check(t)
		}
		if len(w.letters) != 0 {
			t.Fatalf("%d letters", len(w.letters))
		}
		tr := w.copies[shop][id]
		if tr == nil {
			return
		}
		for _, sku := range []SKUID{"shirt", "socks"} {
			l := tr.Line(sku, Regular)
			if l == nil {
				l = &TransferLine{}
			}
			if a, b := w.onHand(sku, Regular)-10, w.onHand(sku, Damaged); a != l.Received || b != l.Damaged {
				t.Fatalf("%s: %d came and %d broken, unpacked were %d and %d", sku, a, b, l.Received, l.Damaged)
			}
		}
		for _, d := range tr.Differences() {
			if !slices.ContainsFunc(slices.Collect(mapsValues(w.inbox[shop])), func(x Exception) bool {
				return x.Transfer == id && x.Kind == d.Kind && x.SKU == d.SKU && x.Qty == d.Qty && x.Assignee != ""
			}) {
				t.Fatalf("%+v has no owner: %+v", d, w.inbox[shop])
			}
		}
	})
}
