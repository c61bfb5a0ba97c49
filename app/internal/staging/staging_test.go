package staging_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/staging"
	"miseban/app/retail"
)

// desk is a terminal with places and bags.
type desk struct {
	*localdbtest.Kit
	svc *staging.Service
	ids int
}

func (d *desk) Actor() (retail.Actor, bool) {
	return retail.Actor{Staff: retail.Staff{ID: "sato", Name: "佐藤", Role: retail.RoleStaff}, Device: "handy-1"}, true
}

func (d *desk) NewID() string { d.ids++; return fmt.Sprintf("c-%03d", d.ids) }

// opened is a corner of two boards, a shared rail and a refrigerator; order 4821
// has two bags on B-01, 4825 one in C-01 (cold), 4830 was handed over.
func opened(t *testing.T) *desk {
	t.Helper()
	d := &desk{Kit: localdbtest.New(t)}
	d.svc = staging.New(d.DB, d, retail.ClockFunc(func() time.Time { return d.Now }), d)
	d.Feed(t, localdbtest.Put(retail.EntitySite, string(localdbtest.Store), retail.Site{ID: localdbtest.Store, Name: "渋谷店"}))
	slot := func(code string, order int, kind retail.SlotKind, room int) {
		d.Feed(t, localdbtest.Put(retail.EntitySlot, code, retail.StagingSlot{Code: code, Store: localdbtest.Store, Order: order, Kind: kind, Room: room}))
	}
	slot("B-01", 1, 0, 0)
	slot("B-02", 2, 0, 0)
	slot("H-01", 3, retail.SlotHanging, 2)
	slot("C-01", 4, retail.SlotCold, 1)
	order := func(number string, state retail.OrderState, temp retail.Temperature, place string, bags ...string) {
		o := retail.Order{
			ID: retail.OrderID("o-" + number), Store: localdbtest.Store, Number: number, State: state, Slot: place, Deadline: d.Now.Add(48 * time.Hour),
			Lines: []retail.Line{{No: 1, SKU: "shirt", Qty: 1, Picked: 1, Fresh: retail.Fresh{Temp: temp}}},
		}
		for i, b := range bags {
			o.Bags = append(o.Bags, retail.Bag{Label: b, No: i + 1, Slot: place, At: d.Now})
		}
		d.Feed(t, localdbtest.Put(retail.EntityOrder, string(o.ID), o))
	}
	order("4821", retail.Staged, 0, "B-01", "X1", "X2")
	order("4825", retail.Staged, retail.Chilled, "C-01", "Y1")
	order("4830", retail.HandedOver, 0, "B-02", "Z1")
	return d
}

func (d *desk) place(t *testing.T, code string) staging.Place {
	t.Helper()
	p, err := d.svc.Place(context.Background(), code)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestMove: a bag goes where there is room for its goods, and nowhere else.
func TestMove(t *testing.T) {
	ctx := context.Background()
	d := opened(t)
	if all, err := d.svc.Places(ctx); err != nil || len(all) != 4 || len(all[0].Bags) != 2 || !all[0].Full || all[1].Full || !all[3].Full {
		t.Fatalf("%+v, %v", all, err)
	}
	h, err := d.svc.Take(ctx, "X2")
	if err != nil || h.Number != "4821" || h.No != 2 || h.Of != 2 || h.Slot != "B-01" || h.To == nil || h.To.Code != "B-02" {
		t.Fatalf("taken %+v to %+v, %v", h.Bag, h.To, err)
	}
	for slot, hint := range map[string]string{"C-01": "hint.place_full", "Z-99": "hint.place_unknown"} {
		if _, err := d.svc.Move(ctx, "X2", slot); retail.HintOf(err) != hint {
			t.Errorf("to %s: %v, want %s", slot, err, hint)
		}
	}
	if _, err := d.svc.Move(ctx, "Y1", "H-01"); retail.HintOf(err) != "hint.place_wrong" {
		t.Errorf("milk on the rail: %v", err)
	}
	if _, err := d.svc.Take(ctx, "Z1"); retail.HintOf(err) != "hint.bag_given" {
		t.Errorf("a bag that was handed over: %v", err)
	}
	if _, err := d.svc.Take(ctx, "none"); retail.HintOf(err) != "hint.bag_unknown" {
		t.Errorf("a bag of nobody: %v", err)
	}
	if b, err := d.svc.Move(ctx, "X2", "H-01"); err != nil || b.Slot != "H-01" {
		t.Fatalf("moved: %+v, %v", b, err)
	}
	if a, b := d.place(t, "B-01"), d.place(t, "H-01"); len(a.Bags) != 1 || len(b.Bags) != 1 || b.Full {
		t.Errorf("%+v, %+v", a.Bags, b.Bags)
	}
}

// TestAudit: what lies there and should not, what is missing, and what was left
// behind; a bag that turns up again is missed no more.
func TestAudit(t *testing.T) {
	ctx := context.Background()
	d := opened(t)
	see := func(slot, label string, want staging.Sight) {
		t.Helper()
		if got, err := d.svc.See(ctx, slot, label); err != nil || got.Sight != want {
			t.Errorf("%s in %s: %v, %v; want %v", label, slot, got.Sight, err, want)
		}
	}
	see("B-01", "X1", staging.SightRight)
	see("B-02", "X2", staging.SightElsewhere)
	see("B-02", "Z1", staging.SightLeft)
	see("B-02", "none", staging.SightUnknown)
	missing, err := d.svc.Finish(ctx, "B-01", []string{"X1"})
	if err != nil || len(missing) != 1 || missing[0].Label != "X2" || !missing[0].Missing {
		t.Fatalf("missing are %+v, %v", missing, err)
	}
	kinds := func() map[retail.ExceptionKind]int {
		list, err := d.DB.Exceptions(ctx)
		if err != nil {
			t.Fatal(err)
		}
		out := map[retail.ExceptionKind]int{}
		for _, x := range list {
			out[x.Kind]++
		}
		return out
	}
	if k := kinds(); k[retail.ExBagLost] != 1 || k[retail.ExBagLeft] != 1 {
		t.Errorf("the inbox has %v", k)
	}
	if again, err := d.svc.Finish(ctx, "B-01", []string{"X1"}); err != nil || len(again) != 1 || kinds()[retail.ExBagLost] != 1 {
		t.Errorf("looked over again: %+v, %v", again, err)
	}
	if p, err := d.svc.PlaceOf(ctx, "o-4821"); err != nil || p.Code != "B-01" {
		t.Errorf("the place of the missing one: %+v, %v", p, err)
	}
	if b, err := d.svc.Keep(ctx, "B-02", "X2"); err != nil || b.Missing || b.Slot != "B-02" {
		t.Errorf("kept where it was found: %+v, %v", b, err)
	}
	if k := kinds(); k[retail.ExBagLost] != 0 {
		t.Errorf("the inbox has %v", k)
	}
	if _, err := d.svc.Finish(ctx, "B-01", nil); err != nil {
		t.Fatal(err)
	}
	see("B-01", "X1", staging.SightRight)
	if k := kinds(); k[retail.ExBagLost] != 0 {
		t.Errorf("the inbox has %v", k)
	}
}
