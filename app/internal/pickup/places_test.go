package pickup_test

import (
	"testing"
	"time"

	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/pickup"
	"miseban/app/retail"
)

// TestStagingByKindOfGoods: cold goods go to the refrigerator and nowhere else,
// the rest of the order into a bag of its own; a place that several share is full
// at its number of bags.
func TestStagingByKindOfGoods(t *testing.T) {
	o, other := order("4821", "ヤマダ", time.Hour, shirtM, knit), order("4819", "タナカ", time.Hour, knit)
	o.Lines[1].Temp = retail.Chilled
	other.Lines[0].Temp = retail.Chilled
	w := newWorld(t, o, other)
	w.Feed(t, localdbtest.Put(retail.EntitySlot, "C-01", retail.StagingSlot{Code: "C-01", Store: localdbtest.Store, Order: 9, Kind: retail.SlotCold, Room: 1}))
	scan := func(id retail.OrderID, raw string, want pickup.StageAnswer) pickup.StageView {
		t.Helper()
		got, err := w.svc.ScanStage(ctx, id, w.code(raw))
		if err != nil || got.Answer != want {
			t.Fatalf("%s: %v, %v; want %v", raw, got.Answer, err, want)
		}
		return got.View
	}
	w.scan(o.ID, shirtM.JAN)
	w.scan(o.ID, knit.JAN)
	w.scan(other.ID, knit.JAN)
	v, err := w.svc.Staging(ctx, o.ID)
	if err != nil || v.Need != retail.SlotCold || len(v.Needs) != 2 || v.Want != 2 || v.Slot.Code != "C-01" {
		t.Fatalf("%v of %v, %d bags, to %+v, %v", v.Need, v.Needs, v.Want, v.Slot, err)
	}
	scan(o.ID, w.place("C-01").Raw, pickup.StageSlot)
	v = scan(o.ID, w.bag("A1").Raw, pickup.StageBagIn)
	if v.Fixed || v.Need != retail.SlotNormal || v.Slot.Code != "B-01" {
		t.Fatalf("the second bag goes to %+v (%v)", v.Slot, v.Need)
	}
	scan(o.ID, w.place("B-01").Raw, pickup.StageSlot)
	scan(o.ID, w.bag("A2").Raw, pickup.StageDone)
	got, err := w.DB.Order(ctx, o.ID)
	if err != nil || got.Bags[0].Slot != "C-01" || got.Bags[1].Slot != "B-01" || got.State != retail.Staged {
		t.Errorf("%+v, %v", got.Bags, err)
	}
	v, err = w.svc.Staging(ctx, other.ID)
	if err != nil || !v.Full || v.Need != retail.SlotCold {
		t.Errorf("a full refrigerator: %+v, %v", v.Slot, err)
	}
	scan(other.ID, w.place("B-02").Raw, pickup.StageSlotWrong)
	scan(other.ID, w.place("C-01").Raw, pickup.StageSlotFull)
}
