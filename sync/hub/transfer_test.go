package hub_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

const transferID retail.TransferID = "0199aaaa-bbbb-7ccc-8ddd-123456789abc"

func (w *world) transfer(shop retail.SiteID) retail.Transfer {
	w.t.Helper()
	var t retail.Transfer
	if ok, err := w.s.Row(context.Background(), wire.StoreScope(shop), retail.EntityTransfer, string(transferID), &t); err != nil || !ok {
		w.t.Fatalf("%s has no copy: %v", shop, err)
	}
	return t
}

func (w *world) stockOf(shop retail.SiteID, class retail.StockClass) retail.StockLevel {
	w.t.Helper()
	var l retail.StockLevel
	if _, err := w.s.Row(context.Background(), wire.StoreScope(shop), retail.EntityStock, retail.LevelRef("SK-9", class), &l); err != nil {
		w.t.Fatal(err)
	}
	return l
}

// postAll delivers letters, and the answers to them, until none is left.
func (w *world) postAll() {
	w.t.Helper()
	for n := range 10 {
		brought, err := w.h.Deliver(context.Background())
		if err != nil {
			w.t.Fatal(err)
		}
		if brought == 0 {
			return
		}
		if n == 9 {
			w.t.Fatal("the shops write to each other for ever")
		}
	}
}

// hand is a terminal that counts its commands.
type hand struct {
	w     *world
	dev   retail.DeviceID
	staff retail.StaffID
	n     int64
}

// make makes the next command of the terminal without sending it.
func (h *hand) make(kind retail.Kind, body retail.Body) retail.Command {
	h.n++
	c := h.w.command(h.n, kind, body)
	c.Staff = h.staff
	return c
}

func (h *hand) give(want retail.Verdict, kind retail.Kind, body retail.Body) {
	h.w.t.Helper()
	r := h.w.push(h.dev, 0, h.make(kind, body))
	if len(r.Results) != 1 || r.Results[0].Verdict != want {
		h.w.t.Fatalf("%v: %+v, want %v", kind, r, want)
	}
}

// TestTransferBetweenShops: asked for, approved, picked, sent, and received on
// two terminals of which one sends what it did after the other has finished: one
// piece short, one on no list, one broken. Both shops' books are right at every
// step, and everything that does not agree stands in both inboxes.
func TestTransferBetweenShops(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.stocked()
		w.must(w.h.SetStock(context.Background(), []hub.StockRow{{Site: shibuya, SKU: "SK-2", OnHand: 3}, {Site: shinjuku, SKU: "SK-2", OnHand: 3}}))
		w.must(w.h.PutStaff(context.Background(), []hub.StaffRow{
			{Staff: retail.Staff{ID: "s2", Name: "鈴木", Role: retail.RoleLead, Stores: []retail.SiteID{shinjuku}, Active: true}, PIN: "1234", Badge: "ST-2"},
			{Staff: retail.Staff{ID: "s3", Name: "田中", Role: retail.RoleStaff, Stores: []retail.SiteID{shibuya}, Active: true}, PIN: "1234", Badge: "ST-3"},
		}))
		asks, sends := &hand{w: w, dev: w.enrol(shibuya).Device, staff: "s3"}, &hand{w: w, dev: w.enrol(shinjuku).Device, staff: "s2"}
		second := &hand{w: w, dev: w.enrol(shibuya).Device, staff: "s3"}
		box := retail.BoxID(transferID, 1)
		lines := []retail.TransferBit{{SKU: "SK-9", Class: retail.Regular, Qty: 4}}
		asks.give(retail.Applied, retail.KindAskTransfer, retail.AskTransfer{
			Transfer: transferID, From: shinjuku, To: shibuya, Why: retail.ForCustomer, Lines: lines,
			For: &retail.TransferFor{Customer: retail.Customer{Kana: "ヤマダ"}},
		})
		// What another terminal of the sender did comes in before the letter does.
		early := sends.make(retail.KindPickTransfer, retail.PickTransfer{Transfer: transferID, SKU: "SK-9", Class: retail.Regular, Qty: 1, Box: box})
		if r := w.push(sends.dev, 0, early); r.Results[0].Verdict != retail.Quarantined {
			t.Fatalf("a pick of a transfer that nobody knows: %+v", r)
		}
		w.postAll()
		if got := w.transfer(shinjuku); got.For != nil || got.Lines[0].Picked != 1 || !got.Customer {
			t.Fatalf("the sender has %+v", got)
		}
		sends.give(retail.Applied, retail.KindApproveTransfer, retail.ApproveTransfer{Transfer: transferID, Lines: lines})
		for range 3 {
			sends.give(retail.Applied, retail.KindPickTransfer, retail.PickTransfer{Transfer: transferID, SKU: "SK-9", Class: retail.Regular, Qty: 1, Box: box})
		}
		if l := w.stockOf(shinjuku, retail.Regular); l.OnHand != stocked || l.Allocated != 4 || l.Picked != 4 {
			t.Fatalf("picked: %+v", l)
		}
		sends.give(retail.Applied, retail.KindDispatch, retail.Dispatch{Transfer: transferID})
		w.postAll()
		if a, b := w.stockOf(shinjuku, retail.Regular), w.stockOf(shibuya, retail.Regular); a.OnHand != stocked-4 || a.Allocated != 0 || b.Incoming != 4 || b.OnHand != stocked {
			t.Fatalf("sent: %+v %+v", a, b)
		}
		take := func(sku retail.SKUID, broken bool) retail.TakeIn {
			return retail.TakeIn{Transfer: transferID, Box: box, SKU: sku, Qty: 1, Damaged: broken}
		}
		asks.give(retail.Applied, retail.KindTakeIn, take("SK-9", false))
		offline := []retail.Command{
			second.make(retail.KindTakeIn, take("SK-9", true)), second.make(retail.KindTakeIn, take("SK-2", false)),
		}
		asks.give(retail.Applied, retail.KindTakeIn, take("SK-9", false))
		asks.give(retail.Applied, retail.KindFinishTransfer, retail.FinishTransfer{Transfer: transferID})
		w.postAll()
		w.push(second.dev, 0, offline...)
		w.postAll()
		here, gone, sender := w.stockOf(shibuya, retail.Regular), w.stockOf(shibuya, retail.Damaged), w.stockOf(shinjuku, retail.Regular)
		kept := w.hold(shibuya, retail.ArrivalHold(transferID))
		if kept == nil || kept.State != retail.HoldHeld || kept.Customer.Kana != "ヤマダ" || kept.Lines[0].Held != 2 || here.Held != 2 || here.Allocated != 0 || kept.Until.IsZero() {
			t.Fatalf("kept for the customer: %+v, %+v", kept, here)
		}
		if here.OnHand != stocked+2 || here.Incoming != 1 || gone.OnHand != 1 || sender.OnHand != stocked-4 {
			t.Fatalf("received: %+v %+v %+v", here, gone, sender)
		}
		for _, shop := range []retail.SiteID{shibuya, shinjuku} {
			open := map[retail.ExceptionKind]string{}
			for _, x := range w.exceptions(shop) {
				if x.Open() {
					open[x.Kind] = fmt.Sprint(x.SKU, " ", x.Qty, " ", x.Assignee != "", x.Transfer == transferID)
				}
			}
			for kind, want := range map[retail.ExceptionKind]string{
				retail.ExTransferShort: "SK-9 1 true true", retail.ExTransferForeign: "SK-2 1 true true", retail.ExTransferDamaged: "SK-9 1 true true",
			} {
				if open[kind] != want {
					t.Errorf("%s: %v is %q, want %q", shop, kind, open[kind], want)
				}
			}
		}
		sends.give(retail.Applied, retail.KindSettleTransfer, retail.SettleTransfer{Transfer: transferID, SKU: "SK-2", Class: retail.Regular, Qty: 1, How: retail.SettleAgreed})
		asks.give(retail.AppliedException, retail.KindSettleTransfer, retail.SettleTransfer{Transfer: transferID, SKU: "SK-9", Class: retail.Regular, Qty: 1, How: retail.SettleLost})
		w.postAll()
		if a, b := w.transfer(shibuya), w.transfer(shinjuku); a.State() != retail.TransferClosed || b.State() != retail.TransferClosed {
			t.Errorf("%v and %v", a.State(), b.State())
		}
		if l := w.stockOf(shibuya, retail.Regular); l.Incoming != 0 {
			t.Errorf("%d still on the way", l.Incoming)
		}
		if a, err := hub.AuditOf(context.Background(), w.s, false); err != nil || !a.Sound {
			t.Errorf("audit %+v, %v", a, err)
		}
	})
}

// TestTransferHeardOfLate: a transfer that is over left the feeds of both shops.
// What a terminal did with it before, and what the other shop then tells, is about
// the transfer as it was, and not about a new one whose goods come once more.
func TestTransferHeardOfLate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.stocked()
		w.must(w.h.PutStaff(t.Context(), []hub.StaffRow{
			{Staff: retail.Staff{ID: "s2", Name: "鈴木", Role: retail.RoleLead, Stores: []retail.SiteID{shinjuku}, Active: true}, PIN: "1234", Badge: "ST-2"},
			{Staff: retail.Staff{ID: "s3", Name: "田中", Role: retail.RoleLead, Stores: []retail.SiteID{shibuya}, Active: true}, PIN: "1234", Badge: "ST-3"},
		}))
		asks, sends := &hand{w: w, dev: w.enrol(shibuya).Device, staff: "s3"}, &hand{w: w, dev: w.enrol(shinjuku).Device, staff: "s2"}
		late := &hand{w: w, dev: w.enrol(shinjuku).Device, staff: "s2"}
		box := retail.BoxID(transferID, 1)
		one := retail.PickTransfer{Transfer: transferID, SKU: "SK-9", Class: retail.Regular, Qty: 1, Box: box}
		sends.give(retail.Applied, retail.KindAskTransfer, retail.AskTransfer{Transfer: transferID, From: shinjuku, To: shibuya, Why: retail.ForSurplus})
		sends.give(retail.Applied, retail.KindPickTransfer, one)
		forgotten := late.make(retail.KindPickTransfer, one)
		sends.give(retail.Applied, retail.KindDispatch, retail.Dispatch{Transfer: transferID})
		w.postAll()
		asks.give(retail.Applied, retail.KindTakeIn, retail.TakeIn{Transfer: transferID, Box: box, SKU: "SK-9", Qty: 1})
		asks.give(retail.Applied, retail.KindFinishTransfer, retail.FinishTransfer{Transfer: transferID})
		w.postAll()
		w.clock.Advance(time.Hour)
		if n, err := w.h.Retire(t.Context(), w.clock.Now()); n != 2 || err != nil {
			t.Fatalf("retired %d, %v; want both copies", n, err)
		}
		if r := w.push(late.dev, 0, forgotten); r.Results[0].Verdict == retail.Rejected || r.Results[0].Verdict == retail.Quarantined {
			t.Fatalf("the late pick: %+v", r)
		}
		w.postAll()
		from, to := w.transfer(shinjuku), w.transfer(shibuya)
		if from.Lines[0].Sent != 2 || to.Lines[0].Sent != 2 || to.Lines[0].Received != 1 || !to.In.State.Finished() {
			t.Errorf("the sender has %+v\nthe receiver %+v", from, to)
		}
		a, b := w.stockOf(shinjuku, retail.Regular), w.stockOf(shibuya, retail.Regular)
		if a.OnHand != stocked-2 || a.Picked != 0 || b.OnHand != stocked+1 || b.Incoming != 1 {
			t.Errorf("stock %+v, %+v", a, b)
		}
		if len(w.exceptions(shinjuku)) == 0 || len(w.exceptions(shibuya)) == 0 {
			t.Error("one piece is missing, and nobody is told")
		}
	})
}
