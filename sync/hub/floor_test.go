package hub_test

import (
	"testing"

	"miseban/app/retail"
	"miseban/sync/hub"
)

func (w *world) floorOrder(dseq int64, at retail.SiteID, id retail.HoldID, order retail.FloorOrderID) retail.Command {
	c := w.command(dseq, retail.KindFloorOrder, retail.FloorOrder{
		MakeHold: retail.MakeHold{
			Hold: id, At: at, Number: "4821", Tag: "HD-" + string(id), Customer: retail.Customer{Kana: "ヤマダ", Phone: "09012345678"},
			Lines: []retail.HoldLine{{SKU: "SK-1", Class: retail.Regular, Name: "シャツ", Qty: 1}}, Pay: retail.PayLater,
		},
		Floor: retail.Floor{Order: order, Part: 1, Parts: 2, Way: retail.CollectLater, BillTaxIn: 2000, PartTaxIn: 1000},
	})
	c.Staff = ""
	return c
}

// TestFloorOrderIsPaidByNumber: the till says the number, and every part of the order
// is paid, also the one in another shop; told again it changes nothing.
func TestFloorOrderIsPaidByNumber(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		dev := w.enrol(shibuya).Device
		got := w.push(dev, 0, w.floorOrder(1, shibuya, "a", "f-1"), w.floorOrder(2, shinjuku, "b", "f-1"))
		for _, r := range got.Results {
			if r.Verdict != retail.Applied {
				t.Fatalf("nobody need be signed in: %+v", r)
			}
		}
		w.must(w.h.Deliver(t.Context()))
		p := hub.FloorPayment{Site: shibuya, Number: "4821", Receipt: "R-1", At: w.clock.Now()}
		for _, fresh := range []int{2, 0} {
			if n, err := w.h.PayFloor(t.Context(), p); n != fresh || err != nil {
				t.Fatalf("%d parts, %v", n, err)
			}
			w.must(w.h.Deliver(t.Context()))
			if a, b := w.hold(shibuya, "a"), w.hold(shinjuku, "b"); a.Pay != retail.PaidAll || b.Pay != retail.PaidAll || b.Receipt != "R-1" || a.PaidTaxIn != 1000 {
				t.Errorf("%+v\n%+v", a, b)
			}
		}
		if n, err := w.h.PayFloor(t.Context(), hub.FloorPayment{Site: shinjuku, Number: "4821", Receipt: "R-2", At: w.clock.Now()}); retail.CodeOf(err) != retail.CodeNotFound {
			t.Errorf("another shop's order: %d, %v", n, err)
		}
		w.push(dev, 0, w.floorOrder(3, shibuya, "c", "f-2"), w.floorOrder(4, shibuya, "d", "f-3"))
		p.Receipt = "R-3"
		if _, err := w.h.PayFloor(t.Context(), p); retail.CodeOf(err) != retail.CodeInvalid {
			t.Errorf("two orders of one number: %v", err)
		}
		p.Order = "f-3"
		if n, err := w.h.PayFloor(t.Context(), p); n != 1 || err != nil || w.hold(shibuya, "d").Pay != retail.PaidAll || w.hold(shibuya, "c").Pay == retail.PaidAll {
			t.Errorf("%d, %v", n, err)
		}
		w.sound()
	})
}
