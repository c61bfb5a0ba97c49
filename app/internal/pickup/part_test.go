package pickup_test

import (
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/retail"
)

// atCounter is an order that lies ready, its code shown and every bag scanned.
func atCounter(t *testing.T, w *world, o retail.Order) pickup.CounterView {
	t.Helper()
	s, err := w.svc.Present(ctx, w.token(o, 77, o.Deadline, key))
	if err != nil || s.View.Answer != retail.PickupOK {
		t.Fatalf("presented: %+v, %v", s, err)
	}
	for _, label := range []string{"A1", "A2"} {
		if s, err = w.svc.ScanAtCounter(ctx, s.View, w.bag(label)); err != nil {
			t.Fatal(err)
		}
	}
	return s.View
}

// TestUndoHandover: staff alone cannot take a handover back, a manager's word can, and
// the order is to be handed over as before.
func TestUndoHandover(t *testing.T) {
	o := order("4821", "ヤマダ", time.Hour, shirtM)
	w := newWorld(t, o)
	w.ready(o)
	before, _ := w.DB.Stock(ctx, shirtM.ID)
	v, err := w.svc.HandOver(ctx, atCounter(t, w, o))
	if err != nil || v.Undo == nil {
		t.Fatalf("%+v, %v", v.Undo, err)
	}
	if _, err := w.svc.UndoHandover(ctx, v); retail.HintOf(err) != "verdict.not_allowed" {
		t.Errorf("staff alone: %v", err)
	}
	v, err = w.svc.UndoHandover(ctx, w.svc.Approve(v, retail.Staff{ID: "tencho"}))
	if err != nil || v.Answer != retail.PickupOK || v.Count != 0 || v.Identified() || v.Approver.ID != "" {
		t.Fatalf("%+v, %v", v, err)
	}
	if l, _ := w.DB.Stock(ctx, shirtM.ID); l.OnHand != before.OnHand || l.Picked != before.Picked || l.Allocated != before.Allocated {
		t.Errorf("stock after it was taken back %+v", l)
	}
	if v, err = w.svc.HandOver(ctx, atCounter(t, w, o)); err != nil || v.Order.State != retail.HandedOver {
		t.Fatalf("the customer came: %+v, %v", v, err)
	}
	w.Now = w.Now.Add(11 * time.Minute)
	if v, err = w.svc.Refresh(ctx, v); err != nil || v.Undo != nil {
		t.Errorf("after eleven minutes: %+v, %v", v.Undo, err)
	}
}

// TestPartAndRefusal: two pieces are chosen not to be given: one stays, one is refused;
// the rest goes, and the code gives the one that stayed.
func TestPartAndRefusal(t *testing.T) {
	o := order("4821", "ヤマダ", time.Hour, shirtM, knit, tea)
	w := newWorld(t, o)
	w.ready(o)
	v := atCounter(t, w, o)
	v, err := w.svc.Refuse(ctx, v, 2, 1, retail.RefuseSize)
	if err != nil || v.Pieces != 2 {
		t.Fatalf("%d to give, %v", v.Pieces, err)
	}
	if _, err := w.svc.Refuse(ctx, v, 2, 1, retail.RefuseSize); retail.HintOf(err) != "hint.part.gone" {
		t.Errorf("refused twice: %v", err)
	}
	v = w.svc.Later(v, 3, 1, []string{"A2"})
	if v, err = w.svc.HandOver(ctx, v); err != nil || v.Order.State != retail.Staged || v.Pieces != 1 || len(v.Order.Bags) != 1 || len(v.Later) != 0 {
		t.Fatalf("a part: %+v, %v", v, err)
	}
	s, err := w.svc.Present(ctx, w.token(o, 77, o.Deadline, key))
	if err != nil || s.View.Answer != retail.PickupOK {
		t.Fatalf("the code again: %v, %v", s.View.Answer, err)
	}
	if s, err = w.svc.ScanAtCounter(ctx, s.View, w.bag("A2")); err != nil {
		t.Fatal(err)
	}
	if v, err = w.svc.HandOver(ctx, w.svc.Later(s.View, 3, 1, nil)); retail.HintOf(err) != "hint.part.none" {
		t.Errorf("nothing to give: %v", err)
	}
	if v, err = w.svc.HandOver(ctx, s.View); err != nil || v.Order.State != retail.HandedOver || v.Order.Refunds[0].Why != retail.RefundRefused {
		t.Errorf("%+v, %v", v.Order, err)
	}
}

// TestAgeAtTheCounter: goods with an age are not given before somebody looked; nothing but
// the kind of the document is kept, and where nobody can tell they stay here.
func TestAgeAtTheCounter(t *testing.T) {
	o := order("4821", "ヤマダ", time.Hour, shirtM, knit)
	o.Lines[1].MinAge = 20
	w := newWorld(t, o)
	w.ready(o)
	v := atCounter(t, w, o)
	if v.Years() != 20 || v.May() {
		t.Fatalf("%d years, may %v", v.Years(), v.May())
	}
	if _, err := w.svc.HandOver(ctx, v); retail.HintOf(err) != "hint.age" {
		t.Fatalf("nobody looked: %v", err)
	}
	if _, err := w.svc.HandOver(ctx, w.svc.CheckAge(v, retail.AgeSight, 0)); retail.HintOf(err) != "hint.age" {
		t.Fatalf("a look, against the rule: %v", err)
	}
	if later := w.svc.Later(v, 2, 1, nil); later.Years() != 0 {
		t.Errorf("%d years although it stays here", later.Years())
	}
	given, err := w.svc.HandOver(ctx, w.svc.CheckAge(v, retail.AgeDocument, retail.DriverLicence))
	if err != nil || given.Order.Handover.Age != retail.AgeDocument || given.Order.Handover.Document != retail.DriverLicence {
		t.Fatalf("%+v, %v", given.Order.Handover, err)
	}
	if r := given.Record[len(given.Record)-1]; r.Age != retail.AgeDocument || r.Document != retail.DriverLicence {
		t.Errorf("the record says %+v", r)
	}
	v, err = w.svc.UndoHandover(ctx, w.svc.Approve(given, retail.Staff{ID: "tencho"}))
	if err != nil || v.OldEnough() {
		t.Fatalf("taken back: %+v, %v", v, err)
	}
	v, err = w.svc.KeepAged(ctx, atCounter(t, w, o))
	if err != nil || v.Pieces != 1 || v.Order.Line(2).Refused != 1 || !v.OldEnough() {
		t.Fatalf("%d pieces, %+v, %v", v.Pieces, v.Order.Line(2), err)
	}
	if v, err = w.svc.HandOver(ctx, v); err != nil || v.Order.State != retail.HandedOver || v.Order.Handover.Age != 0 {
		t.Errorf("the rest: %+v, %v", v.Order.Handover, err)
	}
}
