package retail

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// paid is a host whose order was paid in the web shop.
func paid(t testing.TB) *host {
	t.Helper()
	h := newHost()
	o := shopOrder()
	o.Pay = Payment{State: Prepaid, Method: "クレジット", TotalTaxIn: 3300}
	h.do(0, "hub", KindReceive, Receive{Order: o})
	return h
}

// TestRefunds: what was paid for goods that are not given is owed once, by whoever
// ended the order; what the web shop ended itself, and what was not paid, is not.
func TestRefunds(t *testing.T) {
	back := func(h *host) {
		h.do(400, "sato", KindPutBack, PutBackItem{Order: h.order.ID, Line: 1, Qty: 2, Shelf: "A-1"})
		h.do(401, "sato", KindPutBack, PutBackItem{Order: h.order.ID, Line: 2, Qty: 1, Shelf: "A-1"})
	}
	for name, tc := range map[string]struct {
		do   func(h *host)
		want RefundWhy
	}{
		"customer": {func(h *host) {
			h.do(5, "hub", KindCancel, Cancel{Order: h.order.ID, Why: WhyCustomer})
		}, RefundCustomer},
		"shop":     {func(h *host) { h.do(5, "sato", KindCancel, Cancel{Order: h.order.ID}) }, RefundShop},
		"web shop": {func(h *host) { h.do(5, "hub", KindCancel, Cancel{Order: h.order.ID, Why: "customer"}) }, 0},
		"declined": {func(h *host) { h.do(5, "sato", KindDecline, Decline{Order: h.order.ID}) }, RefundDeclined},
		"expired, goods on the staging shelf": {func(h *host) {
			h.stage(5, "sato")
			h.do(301, "hub", KindExpire, Expire{Order: h.order.ID})
		}, 0},
		"expired and put back": {func(h *host) {
			h.stage(5, "sato")
			h.do(301, "hub", KindExpire, Expire{Order: h.order.ID})
			back(h)
		}, RefundExpired},
		"handed over": {func(h *host) {
			h.stage(5, "sato")
			h.do(6, "sato", KindHandover, HandOver{Order: h.order.ID, Bags: []string{"bag1"}})
			h.do(7, "hub", KindCancel, Cancel{Order: h.order.ID, Why: WhyCustomer})
		}, 0},
	} {
		h := paid(t)
		tc.do(h)
		switch got := h.order.Refunds; {
		case tc.want == 0 && len(got) != 0, tc.want != 0 && (len(got) != 1 || got[0].Why != tc.want || got[0].AmountTaxIn != 3300 || got[0].Key != wholeRefund(h.order.ID)):
			t.Errorf("%s: %+v", name, got)
		case tc.want != 0 && !h.order.Repaid():
			t.Errorf("%s: not repaid", name)
		}
		if err := h.books(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	h := begin(t) // to be paid at the counter
	h.do(5, "hub", KindCancel, Cancel{Order: h.order.ID, Why: WhyCustomer})
	if len(h.order.Refunds) != 0 {
		t.Errorf("owed although nothing was paid: %+v", h.order.Refunds)
	}
}

// TestRepaidGoodsStay: goods whose money goes back are not given any more, nor is
// their time extended; where it happened all the same somebody owns it.
func TestRepaidGoodsStay(t *testing.T) {
	h := paid(t)
	h.stage(5, "sato")
	h.do(301, "hub", KindExpire, Expire{Order: h.order.ID})
	h.do(302, "sato", KindPutBack, PutBackItem{Order: h.order.ID, Line: 1, Qty: 2})
	h.do(303, "sato", KindPutBack, PutBackItem{Order: h.order.ID, Line: 2, Qty: 1})
	h.pick(304, "suzuki", 1, 1) // scanned before, on a terminal without a line
	if a := ReadyAnswer(h.order); a != PickupExpired {
		t.Errorf("a terminal would say %v", a)
	}
	if d := h.do(305, "sato", KindExtend, Extend{Order: h.order.ID}); d.Verdict != Rejected {
		t.Errorf("extended: %+v", d)
	}
	d := h.do(306, "suzuki", KindHandover, HandOver{Order: h.order.ID, Bags: []string{"bag1"}})
	if d.Verdict != AppliedException || h.kindsOpen(ExHandoverAfterCancel) != 1 {
		t.Errorf("given although the money goes back: %+v", d)
	}
}

// TestRefundsOnce: whatever happens to an order, what is owed never is more than
// was paid, each key is there once, and money that was promised back stays so.
func TestRefundsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHost()
		o := shopOrder()
		o.Pay = Payment{State: Prepaid, TotalTaxIn: 3300}
		h.do(0, "hub", KindReceive, Receive{Order: o})
		for i := range rapid.IntRange(1, 40).Draw(t, "steps") {
			before := h.order.RefundsTold()
			h.take(drawCommand(t, h, noon.Add(time.Duration(i*12)*time.Minute)))
			keys := map[string]bool{}
			for _, r := range h.order.Refunds {
				if keys[r.Key] || r.AmountTaxIn < 1 || r.Why == 0 || r.At.IsZero() {
					t.Fatalf("%+v", h.order.Refunds)
				}
				keys[r.Key] = true
			}
			if h.order.Refunded() > h.order.Pay.TotalTaxIn || h.order.RefundsTold() < before {
				t.Fatalf("owed %d: %+v", h.order.Refunded(), h.order)
			}
			if h.order.State == Canceled && h.order.Handover == nil && !someGone(h.order) && h.order.Repaid() && h.order.Refunded() != h.order.Pay.TotalTaxIn {
				t.Fatalf("canceled and %d owed", h.order.Refunded())
			}
		}
	})
}

// someGone tells whether the customer has a part of the order: the money for that stays.
func someGone(o *Order) bool {
	return slices.ContainsFunc(o.Lines, func(l Line) bool { return l.Gone > 0 })
}

// TestShortPiecesAreOwed: what a customer does without is owed at once, and not again
// with the rest; what another shop gives out instead is not.
func TestShortPiecesAreOwed(t *testing.T) {
	h := paid(t)
	h.do(1, "sato", KindShort, ShortLine{Order: h.order.ID, Line: 1, Qty: 2, Reason: NotFound})
	h.do(2, "sato", KindAnswerShort, AnswerShort{Order: h.order.ID, Line: 1, Qty: 1, Choice: ChooseDrop})
	h.do(3, "sato", KindAnswerShort, AnswerShort{Order: h.order.ID, Line: 1, Qty: 1, Choice: ChooseOtherShop, Site: "SHINJUKU"})
	if r := h.order.Refunds; len(r) != 1 || r[0].AmountTaxIn != 1000 || r[0].Why != RefundShort || r[0].Line != 1 || r[0].Qty != 1 {
		t.Fatalf("%+v", r)
	}
	h.do(4, "hub", KindCancel, Cancel{Order: h.order.ID, Why: WhyCustomer})
	if r := h.order.Refunds; len(r) != 2 || r[1].AmountTaxIn != 1300 || h.order.Refunded() != 2300 {
		t.Errorf("%+v", r)
	}
}
