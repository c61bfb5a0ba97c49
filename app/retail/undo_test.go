package retail

import (
	"testing"
	"time"
)

// given is a host whose order was paid in the web shop and handed over.
func given(t *testing.T, b HandOver) *host {
	t.Helper()
	h := paid(t)
	h.stage(5, "sato")
	b.Order, b.Bags = h.order.ID, []string{"bag1"}
	h.do(6, "sato", KindHandover, b)
	return h
}

// TestUndoHandover: a mistaken tap leaves nothing behind, for as long as a manager may
// take it back; afterwards nothing changes.
func TestUndoHandover(t *testing.T) {
	h := given(t, HandOver{})
	before := h.order
	if d := h.do(17, "tencho", KindUndoHandover, UndoHandover{Order: before.ID, Handover: before.Handover.Cmd}); d.Verdict != Rejected || d.Code != TooLate {
		t.Errorf("after eleven minutes: %v %v", d.Verdict, d.Code)
	}
	c := h.command(noon.Add(7*time.Minute), "handy-1", "part-timer", KindUndoHandover, UndoHandover{Order: before.ID, Handover: before.Handover.Cmd})
	if d := h.take(c); d.Code != NotAllowed {
		t.Errorf("a part-timer alone: %v", d.Code)
	}
	d := h.do(16, "tencho", KindUndoHandover, UndoHandover{Order: before.ID, Handover: before.Handover.Cmd})
	o := h.order
	if d.Verdict != Applied || o.State != Staged || o.Handover != nil || o.ToGive() != 3 || o.Notice.State != NoticeQueued || len(h.open) != 0 {
		t.Fatalf("%v %v, %d to give, notice %v, open %v", d.Verdict, o.State, o.ToGive(), o.Notice.State, h.open)
	}
	if err := h.books(); err != nil {
		t.Error(err)
	}
	if d := h.do(17, "sato", KindHandover, HandOver{Order: o.ID, Bags: []string{"bag1"}, Pieces: 3}); d.Verdict != Applied || h.order.State != HandedOver {
		t.Errorf("the customer came: %v %v", d.Verdict, h.order.State)
	}
}

// TestUndoOfAPartCallsAgain: a customer who said that they are here, and was given a part
// by mistake, waits as before.
func TestUndoOfAPartCallsAgain(t *testing.T) {
	h := paid(t)
	h.stage(5, "sato")
	id := h.order.ID
	h.do(6, "hub", KindArrive, Arrive{Order: id})
	h.do(7, "sato", KindTakeCall, TakeCall{Order: id})
	was := *h.order.Arrival
	h.do(8, "sato", KindHandover, HandOver{Order: id, Bags: []string{"bag1"}, Later: []Portion{{1, 1}}, Pieces: 2})
	if h.order.Arrival != nil {
		t.Fatalf("waits with the goods in hand: %+v", h.order.Arrival)
	}
	h.do(9, "tencho", KindUndoHandover, UndoHandover{Order: id, Handover: h.order.Parts[0].Cmd})
	if a := h.order.Arrival; a == nil || *a != was {
		t.Errorf("%+v, was %+v", a, was)
	}
	h.do(10, "sato", KindHandover, HandOver{Order: id, Bags: []string{"bag1"}, Later: []Portion{{1, 1}}, Pieces: 2})
	h.do(11, "hub", KindArrive, Arrive{Order: id}) // back at the counter, for something else
	h.do(12, "tencho", KindUndoHandover, UndoHandover{Order: id, Handover: h.order.Parts[0].Cmd})
	if a := h.order.Arrival; a == nil || !a.At.Equal(noon.Add(11*time.Minute)) {
		t.Errorf("a call since was forgotten: %+v", a)
	}
}

// TestUndoOwesNothing: what was owed because of a handover that is taken back is not
// owed: missing goods may still be found, refused ones taken after all. Money that is
// on its way stays owed, and nobody is given the goods as well.
func TestUndoOwesNothing(t *testing.T) {
	missing := func(t *testing.T) *host {
		t.Helper()
		h := paid(t)
		h.pick(1, "sato", 1, 1)
		h.pick(2, "sato", 1, 1)
		h.do(3, "sato", KindShort, ShortLine{Order: h.order.ID, Line: 2, Qty: 1, Reason: NotFound})
		h.do(4, "sato", KindStageBag, StageBag{Order: h.order.ID, Slot: "B-12", Label: "bag1", No: 1})
		h.do(5, "sato", KindStage, StageOrder{Order: h.order.ID})
		h.do(5, "sato", KindRefuse, Refuse{Order: h.order.ID, Line: 1, Qty: 1, Reason: RefuseSize})
		h.do(6, "sato", KindHandover, HandOver{Order: h.order.ID, Bags: []string{"bag1"}, Pieces: 1})
		if r := h.order.Refunds; len(r) != 2 || h.order.Refunded() != 2000 || !r[0].Held.Equal(noon.Add(16*time.Minute)) || !r[1].Held.Equal(r[0].Held) {
			t.Fatalf("%+v", r)
		}
		return h
	}
	undo := func(h *host) {
		h.do(8, "tencho", KindUndoHandover, UndoHandover{Order: h.order.ID, Handover: h.order.Handover.Cmd})
	}
	h := missing(t)
	undo(h)
	if len(h.order.Refunds) != 0 || h.order.Missing() != 1 {
		t.Fatalf("%+v, %d missing", h.order.Refunds, h.order.Missing())
	}
	if d := h.do(9, "sato", KindRefuse, Refuse{Order: h.order.ID, Line: 1, Qty: 1, Takes: true}); d.Verdict != Applied || h.order.Line(1).Refused != 0 {
		t.Errorf("taken after all: %v", d.Code)
	}
	h = missing(t)
	if d := h.do(10, "hub", KindOwe, Owe{Order: h.order.ID}); d.Verdict != Rejected || d.Code != WrongState {
		t.Errorf("told while it can be taken back: %v", d.Code)
	}
	if d := h.do(16, "hub", KindOwe, Owe{Order: h.order.ID}); d.Verdict != Applied || h.order.HeldUntil() != (time.Time{}) || h.order.Refunded() != 2000 {
		t.Errorf("%v: %+v", d.Code, h.order.Refunds)
	}
	undo(h) // on a terminal without a line, and heard now
	if h.order.State != Staged || h.order.Refunded() != 2000 || h.order.Missing() != 0 {
		t.Errorf("%v, %d owed, %d missing", h.order.State, h.order.Refunded(), h.order.Missing())
	}
	if d := h.do(41, "sato", KindRefuse, Refuse{Order: h.order.ID, Line: 1, Qty: 1, Takes: true}); d.Code != Clashed {
		t.Errorf("taken after its money went back: %v", d.Code)
	}
	h.do(42, "sato", KindHandover, HandOver{Order: h.order.ID, Bags: []string{"bag1"}, Pieces: 1})
	if h.order.Refunded() != 2000 {
		t.Errorf("owed again: %+v", h.order.Refunds)
	}
	if err := h.books(); err != nil {
		t.Error(err)
	}
}

// TestUndoAfterTheRealOne: another terminal gave the goods out while the mistake stood:
// its handover is the one, and nobody has to settle anything.
func TestUndoAfterTheRealOne(t *testing.T) {
	h := given(t, HandOver{})
	mistake := h.order.Handover.Cmd
	h.do(8, "suzuki", KindHandover, HandOver{Order: h.order.ID, Bags: []string{"bag1"}})
	if h.kindsOpen(ExDoubleHandover) != 1 {
		t.Fatalf("%v", h.open)
	}
	h.do(9, "tencho", KindUndoHandover, UndoHandover{Order: h.order.ID, Handover: mistake})
	if o := h.order; o.State != HandedOver || o.Handover.Staff != "suzuki" || len(o.Doubles) != 0 || len(h.open) != 0 {
		t.Errorf("%v by %s, open %v", o.State, o.Handover.Staff, h.open)
	}
	if err := h.books(); err != nil {
		t.Error(err)
	}
}

// TestUndoOfTheSecond: the mistake came second: the first one stands as before.
func TestUndoOfTheSecond(t *testing.T) {
	h := given(t, HandOver{})
	h.do(8, "suzuki", KindHandover, HandOver{Order: h.order.ID, Bags: []string{"bag1"}})
	h.do(9, "tencho", KindUndoHandover, UndoHandover{Order: h.order.ID, Handover: h.log[len(h.log)-1].ID})
	if o := h.order; o.State != HandedOver || o.Handover.Staff != "sato" || len(o.Doubles) != 0 || len(h.open) != 0 {
		t.Errorf("%v by %s, open %v", o.State, o.Handover.Staff, h.open)
	}
}

// TestUndoMeetsACancel: what was canceled while it was thought to be with the customer
// is canceled once it is not.
func TestUndoMeetsACancel(t *testing.T) {
	h := given(t, HandOver{})
	h.do(7, "hub", KindCancel, Cancel{Order: h.order.ID, Why: WhyCustomer})
	if h.kindsOpen(ExCancelAfterHandover) != 1 {
		t.Fatalf("%v", h.open)
	}
	h.do(8, "tencho", KindUndoHandover, UndoHandover{Order: h.order.ID, Handover: h.order.Handover.Cmd})
	o := h.order
	if o.State != Canceled || h.kindsOpen(ExPutBack) != 1 || h.kindsOpen(ExCancelAfterHandover) != 0 || o.Refunded() != 3300 {
		t.Errorf("%v, %d owed, open %v", o.State, o.Refunded(), h.open)
	}
	if err := h.books(); err != nil {
		t.Error(err)
	}
}

// TestRefuse: what is refused goes back and is owed once, when the rest is given, even
// if that is taken back and done again; until then the customer may take it after all.
func TestRefuse(t *testing.T) {
	h := paid(t)
	h.stage(5, "sato")
	id := h.order.ID
	h.do(6, "sato", KindRefuse, Refuse{Order: id, Line: 1, Qty: 1, Reason: RefuseSize})
	if h.order.ToGive() != 2 || len(h.order.Refunds) != 0 || h.kindsOpen(ExExtraPick) != 1 {
		t.Fatalf("%d to give, %+v, open %v", h.order.ToGive(), h.order.Refunds, h.open)
	}
	h.do(7, "sato", KindRefuse, Refuse{Order: id, Line: 1, Qty: 1, Takes: true})
	if h.order.ToGive() != 3 || len(h.open) != 0 {
		t.Fatalf("%d to give, open %v", h.order.ToGive(), h.open)
	}
	h.do(8, "sato", KindRefuse, Refuse{Order: id, Line: 1, Qty: 1, Reason: RefuseSize})
	h.do(8, "sato", KindRefuse, Refuse{Order: id, Line: 2, Qty: 1, Reason: RefuseDamaged})
	for range 2 {
		h.do(9, "sato", KindHandover, HandOver{Order: id, Bags: []string{"bag1"}, Pieces: 1})
		if r := h.order.Refunds; h.order.State != HandedOver || len(r) != 2 || h.order.Refunded() != 2000 || r[0].Why != RefundRefused {
			t.Fatalf("%v: %+v", h.order.State, r)
		}
		if err := h.books(); err != nil {
			t.Fatal(err)
		}
		h.do(10, "tencho", KindUndoHandover, UndoHandover{Order: id, Handover: h.order.Handover.Cmd})
	}
	if b := h.stock[StockKey{shop, "tote", BGrade}]; b.OnHand != 1 {
		t.Errorf("the flawed one is %+v", b)
	}
	h.do(12, "sato", KindPutBack, PutBackItem{Order: id, Line: 1, Qty: 1, Shelf: "A-1"})
	if len(h.open) != 0 {
		t.Errorf("open %v", h.open)
	}
}

// TestRefuseAll: who takes nothing ends the order; at the till nothing is due then.
func TestRefuseAll(t *testing.T) {
	h := begin(t)
	h.stage(5, "sato")
	h.do(6, "sato", KindRefuse, Refuse{Order: h.order.ID, Line: 1, Qty: 2, Reason: RefuseOther})
	if h.order.Pay.DueTaxIn != 1000 || h.order.Line(1).Off != 2000 {
		t.Errorf("%+v", h.order.Pay)
	}
	h.do(6, "sato", KindRefuse, Refuse{Order: h.order.ID, Line: 2, Qty: 1, Reason: RefuseOther})
	if h.order.State != Canceled || h.kindsOpen(ExPutBack) != 1 || len(h.open) != 1 || h.order.Pay.DueTaxIn != 0 {
		t.Errorf("%v, open %v, due %d", h.order.State, h.open, h.order.Pay.DueTaxIn)
	}
}

// TestHandoverOfAPart: two of three go, the third waits under the same code, and is
// given, expires or is canceled as an order of one.
func TestHandoverOfAPart(t *testing.T) {
	part := HandOver{Later: []Portion{{1, 1}}, Pieces: 2}
	h := given(t, part)
	o := h.order
	if o.State != Staged || o.ToGive() != 1 || len(o.Parts) != 1 || o.Handover != nil || ReadyAnswer(o) != PickupOK || len(h.open) != 0 {
		t.Fatalf("%v, %d to give, open %v", o.State, o.ToGive(), h.open)
	}
	h.do(7, "suzuki", KindHandover, HandOver{Order: o.ID, Bags: []string{"bag1"}, Pieces: 3}) // knew nothing of the part
	if h.order.State != HandedOver || h.kindsOpen(ExDoubleHandover) != 1 {
		t.Errorf("%v, open %v", h.order.State, h.open)
	}
	h = given(t, part)
	h.do(8, "tencho", KindUndoHandover, UndoHandover{Order: o.ID, Handover: h.order.Parts[0].Cmd})
	if h.order.ToGive() != 3 || len(h.order.Parts) != 0 {
		t.Errorf("%d to give after the undo", h.order.ToGive())
	}
	bagsOfAPart(t)
	h = given(t, part)
	h.do(8, "hub", KindCancel, Cancel{Order: o.ID, Why: WhyCustomer})
	if h.order.State != Canceled || h.order.Refunded() != 1300 || h.open[putBackTask(o.ID)].Qty != 1 {
		t.Errorf("%v, %d owed, open %v", h.order.State, h.order.Refunded(), h.open)
	}
	if err := h.books(); err != nil {
		t.Error(err)
	}
}

// bagsOfAPart: a bag goes only when it was scanned and not kept back. One that nobody
// finds is looked for until somebody does, and one that went is back with the undo.
func bagsOfAPart(t *testing.T) {
	t.Helper()
	h := paid(t)
	h.stage(5, "sato")
	id := h.order.ID
	for _, label := range []string{"bag2", "bag3"} {
		h.do(5, "sato", KindStageBag, StageBag{Order: id, Label: label, No: len(h.order.Bags) + 1, Slot: h.order.Slot})
	}
	h.do(6, "sato", KindAuditBag, AuditBag{Order: id, Label: "bag3", Slot: h.order.Slot})
	h.do(7, "sato", KindHandover, HandOver{Order: id, Bags: []string{"bag1", "bag2"}, Left: []string{"bag2"}, Later: []Portion{{1, 1}}, Pieces: 2})
	if o := h.order; len(o.Bags) != 2 || o.Bag("bag1") != nil || o.Bag("bag3").Missing.IsZero() || h.kindsOpen(ExBagLost) != 1 {
		t.Fatalf("bags %+v, open %v", o.Bags, h.open)
	}
	h.do(8, "tencho", KindUndoHandover, UndoHandover{Order: id, Handover: h.order.Parts[0].Cmd})
	if o := h.order; len(o.Bags) != 3 || o.Bag("bag1") == nil || !o.Bag("bag1").Checked.IsZero() {
		t.Errorf("bags after the undo %+v", o.Bags)
	}
	h.do(9, "sato", KindAuditBag, AuditBag{Order: id, Label: "bag3", Slot: h.order.Slot, Found: true})
	if h.kindsOpen(ExBagLost) != 0 {
		t.Errorf("open %v", h.open)
	}
}
