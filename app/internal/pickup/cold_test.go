package pickup_test

import (
	"testing"
	"time"

	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/pickup"
	"miseban/app/retail"
	"miseban/scanner"
)

// grocer is a shop with an order of a shirt, of chilled and of frozen goods, and with a
// place for each.
func grocer(t *testing.T) (*world, retail.Order) {
	o := order("4833", "コバヤシ", time.Hour, shirtM, knit, tea)
	o.Lines[1].Temp, o.Lines[2].Temp = retail.Chilled, retail.Frozen
	w := newWorld(t, o, order("4819", "タナカ", time.Hour, shirtL))
	w.Feed(t,
		localdbtest.Put(retail.EntitySlot, "C-01", retail.StagingSlot{Code: "C-01", Store: localdbtest.Store, Order: 8, Kind: retail.SlotCold, Room: 4}),
		localdbtest.Put(retail.EntitySlot, "F-01", retail.StagingSlot{Code: "F-01", Store: localdbtest.Store, Order: 9, Kind: retail.SlotFrozen, Room: 4}))
	return w, o
}

func (w *world) tote(id string) scanner.Code { return w.code(must(scanner.NewTote(id))) }

// TestToteHasOneTemperature: what lies first in a tote says what it is for, also after a
// restart; other goods are turned down and nothing is booked.
func TestToteHasOneTemperature(t *testing.T) {
	w, o := grocer(t)
	scan := func(code scanner.Code, want retail.MatchKind) pickup.Found {
		t.Helper()
		f, err := w.svc.Scan(ctx, o.ID, code)
		if err != nil || f.Kind != want {
			t.Fatalf("%s: %v, %v; want %v", code.Text, f.Kind, err, want)
		}
		return f
	}
	scan(w.tote("T-01"), retail.MatchTote)
	scan(w.code(knit.JAN), retail.MatchOtherLine)
	w.restart()
	if v, err := w.svc.Pick(ctx, o.ID); err != nil || v.Tote != (pickup.ToteView{Code: "T-01", Temp: retail.Chilled}) || !v.Zones {
		t.Fatalf("after a restart %+v, %v", v.Tote, err)
	}
	f := scan(w.code(tea.JAN), retail.MatchWrongZone)
	if f.Pick.Done != 1 || f.Line == nil || f.Line.SKU != tea.ID {
		t.Errorf("%d pieces, of %+v", f.Pick.Done, f.Line)
	}
	scan(w.tote("T-02"), retail.MatchTote)
	scan(w.code(tea.JAN), retail.MatchOtherLine)
	if f = scan(w.tote("T-01"), retail.MatchTote); f.Pick.Tote.Temp != retail.Chilled {
		t.Errorf("%+v", f.Pick.Tote)
	}
	scan(w.code(shirtM.JAN), retail.MatchWrongZone)
	got, err := w.DB.Order(ctx, o.ID)
	if err != nil || got.ToteTemp("T-01") != retail.Chilled || got.ToteTemp("T-02") != retail.Frozen || got.PickedPieces() != 2 {
		t.Errorf("%+v, %v", got.Lines, err)
	}
	if f, err := w.svc.Scan(ctx, "o-4819", w.tote("T-02")); err != nil || f.Kind != retail.MatchForeignTote || f.For != "4833" {
		t.Errorf("another order's tote: %v for %s, %v", f.Kind, f.For, err)
	}
}

// TestColdClockRuns: the clock begins with the first cold scan, names the place, and ends
// in it; a tote that is put away says which place, and no other will do.
func TestColdClockRuns(t *testing.T) {
	w, o := grocer(t)
	w.scan(o.ID, shirtM.JAN)
	if v, err := w.svc.Pick(ctx, o.ID); err != nil || len(v.Cold) != 0 {
		t.Fatalf("%+v, %v", v.Cold, err)
	}
	for id, jan := range map[string]string{"T-01": knit.JAN, "T-02": tea.JAN} {
		if _, err := w.svc.Scan(ctx, o.ID, w.tote(id)); err != nil {
			t.Fatal(err)
		}
		w.scan(o.ID, jan)
	}
	w.Now = w.Now.Add(4 * time.Minute)
	v, err := w.svc.Pick(ctx, o.ID)
	if err != nil || len(v.Cold) != 2 || v.Cold[0].Temp != retail.Frozen || v.Cold[0].Slot != "F-01" || v.Cold[0].Limit != 10*time.Minute || v.Cold[1].Slot != "C-01" {
		t.Fatalf("%+v, %v", v.Cold, err)
	}
	scan := func(code scanner.Code, want pickup.StageAnswer) pickup.StageView {
		t.Helper()
		got, err := w.svc.ScanStage(ctx, o.ID, code)
		if err != nil || got.Answer != want {
			t.Fatalf("%s: %v, %v; want %v", code.Text, got.Answer, err, want)
		}
		return got.View
	}
	if sv := scan(w.tote("T-01"), pickup.StageTote); sv.Need != retail.SlotCold || sv.Slot.Code != "C-01" || sv.Tote != retail.Chilled {
		t.Fatalf("%v to %+v", sv.Need, sv.Slot)
	}
	scan(w.place("B-01"), pickup.StageSlotWrong)
	scan(w.place("F-01"), pickup.StageSlotWrong)
	scan(w.place("C-01"), pickup.StageSlot)
	if sv := scan(w.bag("A1"), pickup.StageBagIn); sv.Need != retail.SlotFrozen || len(sv.Pick.Cold) != 1 {
		t.Fatalf("%v, %+v", sv.Need, sv.Pick.Cold)
	}
	w.Now = w.Now.Add(30 * time.Minute)
	scan(w.place("F-01"), pickup.StageSlot)
	scan(w.bag("A2"), pickup.StageBagIn)
	scan(w.place("B-01"), pickup.StageSlot)
	scan(w.bag("A3"), pickup.StageDone)
	got, err := w.DB.Order(ctx, o.ID)
	if err != nil || got.Spell(retail.Chilled).Open() || got.Spell(retail.Chilled).Late || !got.Spell(retail.Frozen).Late {
		t.Fatalf("%+v, %v", got.Cold, err)
	}
	open, err := w.DB.Exceptions(ctx)
	if err != nil || len(open) != 1 || open[0].Kind != retail.ExColdLong || open[0].Assignee != localdbtest.Staff || open[0].SKU != tea.ID {
		t.Errorf("%+v, %v", open, err)
	}
}
