package retail

import (
	"testing"
	"time"
)

// TestCountLeft: a stocktake that nobody ends is closed when all of it is decided, and
// has an owner in the inbox when not, once a week; ending it closes the entry.
func TestCountLeft(t *testing.T) {
	s := &Stocktake{
		ID: "area-1", Store: shop, Kind: AreaCount, State: StocktakeOpen, OpenedAt: noon,
		Areas: []CountArea{{Code: "A-01", State: AreaCounting, Parts: []AreaPart{{Device: "handy-1", Until: noon.Add(2 * time.Hour)}}}},
	}
	say := func(after time.Duration, undecided int) Decision {
		c := Command{ID: "c", Kind: KindCountLeft, Store: shop, At: noon.Add(after), Body: CountLeft{"area-1", undecided}}
		return Decide(State{Stocktake: s, Role: RoleHub, Now: c.At}, c)
	}
	if d := say(25*time.Hour, 2); d.Verdict != Rejected {
		t.Errorf("somebody counted a day ago: %+v", d)
	}
	if d := say(26*time.Hour, 0); d.Stocktake == nil || d.Stocktake.State != StocktakeClosed || len(d.Raise) != 0 {
		t.Errorf("all is decided: %+v", d)
	}
	d := say(26*time.Hour, 2)
	if len(d.Raise) != 1 || d.Raise[0].Kind != ExCountLeft || d.Raise[0].Count != "area-1" || d.Raise[0].Qty != 2 || d.Stocktake.State != StocktakeOpen {
		t.Fatalf("two figures are left: %+v", d)
	}
	entry := d.Raise[0].ID
	s = d.Stocktake
	if d := say(50*time.Hour, 2); d.Verdict != Rejected {
		t.Errorf("asked again the next day: %+v", d)
	}
	if d := say(9*24*time.Hour, 2); len(d.Raise) != 1 || d.Raise[0].ID != entry {
		t.Errorf("asked again after a week: %+v", d)
	}
	end := Decide(State{Stocktake: s, Role: RoleStaff}, Command{ID: "e", Kind: KindCloseCount, Store: shop, At: noon, Body: CloseCount{"area-1", 2, 0}})
	if len(end.Close) != 1 || end.Close[0] != entry {
		t.Errorf("ended by staff: %+v", end.Close)
	}
}
