package counterui

import (
	"slices"
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
)

// TestCustomersWhoAreHere: they stand on the page that waits for a code, with
// their wait and who looks after them; a tap takes a call that rings, and opens
// the order.
func TestCustomersWhoAreHere(t *testing.T) {
	for _, shape := range []page.Shape{page.Handheld, page.Counter} {
		s := &counter{opened: ready(), here: []pickup.Caller{
			{ID: "o-1", Name: "ヤマダ", Since: pagetest.At.Add(-3 * time.Minute), Slot: "B-12"},
			{ID: "o-2", Name: "サトウ", Since: pagetest.At.Add(-time.Minute), Due: 5390, Taker: "鈴木"},
		}}
		f := open(t, shape, s, page.Handover{})
		for _, want := range []string{"到着のお客様", "ヤマダ様", "お待ち 3分", "B-12", "お呼びです", "サトウ様", "鈴木さんが対応中"} {
			if !f.Sees(want) {
				t.Errorf("%v: %q is not on %s", shape, want, f.Read())
			}
		}
		f.Tap("ヤマダ様")
		f.UntilSeen("お渡しできます")
		if !slices.Contains(s.calls, "take o-1") {
			t.Errorf("%v: %v", shape, s.calls)
		}
	}
}

// TestColleagueWasFaster: whoever comes second is told, and stays.
func TestColleagueWasFaster(t *testing.T) {
	s := &counter{opened: ready(), taken: true, here: []pickup.Caller{{ID: "o-1", Name: "ヤマダ", Since: pagetest.At}}}
	f := open(t, page.Handheld, s, page.Handover{})
	f.Tap("ヤマダ様")
	f.Settle()
	if len(f.Failed) != 1 || !f.Sees("到着のお客様") {
		t.Errorf("%v, %s", f.Failed, f.Read())
	}
}
