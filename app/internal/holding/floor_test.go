package holding_test

import (
	"context"
	"testing"
	"time"

	"miseban/app/internal/holding"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

// TestAFloorOrderIsSent: a delivery that a customer ordered at a tablet leaves the
// shop when it is paid and all of it is put by, and not before.
func TestAFloorOrderIsSent(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Catalog(t, 3)
	k.Feed(t, localdbtest.Level(localdbtest.SKUID(0), 5, 0))
	s := holding.New(store{k.DB}, session{}, retail.ClockFunc(k.Clock), retail.UUIDv7{}, nil)
	who := retail.Customer{Kana: "ヤマダ", Phone: "09012345678", Address: retail.Address{Postal: "1500042", Prefecture: "東京都", City: "渋谷区", Street: "1-2-3"}}
	c := k.Command(retail.KindFloorOrder, retail.FloorOrder{
		MakeHold: retail.MakeHold{
			Hold: "f-1", At: localdbtest.Store, Number: "4821", Tag: "HF1", Customer: who, Pay: retail.PayLater, Until: k.Now.Add(8 * time.Hour),
			Lines: []retail.HoldLine{{SKU: localdbtest.SKUID(0), Class: retail.Regular, Qty: 1, PriceTaxIn: 3990}},
		},
		Floor: retail.Floor{Order: "o", Part: 1, Parts: 1, Way: retail.HomeDelivery, BillTaxIn: 4540, PartTaxIn: 4540},
	})
	c.Staff = ""
	if d := k.Record(t, c); d[0].Verdict != retail.Applied {
		t.Fatalf("%+v", d)
	}
	if err := s.Ship(ctx, "f-1", "123456789012"); retail.HintOf(err) != "hint.hold_unpaid" {
		t.Errorf("sent unpaid: %v", err)
	}
	if err := s.Collect(ctx, "f-1", holding.Shown{Tag: "HF1"}, ""); retail.HintOf(err) != "hint.hold_unpaid" {
		t.Errorf("handed over unpaid, on the code of the slip: %v", err)
	}
	if err := s.Paid(ctx, "f-1", " R-7 "); err != nil {
		t.Fatal(err)
	}
	if err := s.Ship(ctx, "f-1", "123456789012"); retail.HintOf(err) != "hint.hold_open" {
		t.Errorf("sent empty: %v", err)
	}
	if f, err := s.Keep(ctx, "f-1", localdbtest.GTIN(0)); f != holding.Right || err != nil {
		t.Fatalf("%v, %v", f, err)
	}
	if err := s.Ship(ctx, "f-1", "123456789012"); err != nil {
		t.Fatal(err)
	}
	h, err := s.Hold(ctx, "f-1")
	if err != nil || h.State != retail.HoldCollected || h.Floor.Waybill != "123456789012" || h.Receipt != "R-7" || h.PaidTaxIn != 4540 || h.Customer.Address != who.Address {
		t.Errorf("%+v, %v", h.Hold, err)
	}
	if err := s.Paid(ctx, "nobody", ""); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("%v", err)
	}
}
