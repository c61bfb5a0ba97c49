package pickupui

import (
	"fmt"
	"testing"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/pickupui/pickuptest"
)

// TestBagLabels: each bag that is still to be scanned gets a label of its own,
// and one that lies in its place gets none.
func TestBagLabels(t *testing.T) {
	o := pickuptest.Yamada()
	n := 0
	next := func() string { n++; return fmt.Sprintf("B%04d", n) }
	got, err := bagLabels(ja(t), "渋谷店", pickup.StageView{Pick: pickup.PickView{Order: o}, Count: 1, Want: 3}, next)
	if err != nil || len(got) != 2 {
		t.Fatalf("%d labels, %v", len(got), err)
	}
	if got[0].Head != "袋 2/3" || got[1].Head != "袋 3/3" || got[0].Code == got[1].Code || got[0].Big != o.Number {
		t.Errorf("%+v", got)
	}
}
