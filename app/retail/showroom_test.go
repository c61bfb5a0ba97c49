package retail_test

import (
	"testing"
	"time"

	"miseban/app/retail"
)

// TestRunning: a campaign is told of from its first instant until its last, in the
// shops that it is for.
func TestRunning(t *testing.T) {
	from := time.Date(2026, 11, 20, 0, 0, 0, 0, retail.Japan)
	p := retail.ShowPolicy{Campaigns: []retail.Campaign{
		{Title: "always"}, {Title: "autumn", From: from, Until: from.AddDate(0, 0, 7)}, {Title: "tea", Stores: []retail.SiteID{"S1"}},
	}}
	for at, want := range map[time.Time][2]int{from.Add(-time.Second): {2, 1}, from: {3, 2}, from.AddDate(0, 0, 7): {2, 1}} {
		if here, there := len(p.Running("S1", at)), len(p.Running("S2", at)); here != want[0] || there != want[1] {
			t.Errorf("%v: %d and %d run, want %v", at, here, there, want)
		}
	}
	if len(p.Campaigns) != 3 {
		t.Error("the policy itself was changed")
	}
}

// TestPlanOf: goods are found on the floor where their shelf stands, and a shelf is
// not taken for one whose code begins alike.
func TestPlanOf(t *testing.T) {
	p := retail.ShowPolicy{Plans: []retail.ShopPlan{
		{Store: "S1", Floor: 2, Areas: []retail.PlanArea{{Name: "till", Room: true}, {Shelves: "A-01"}, {Shelves: "A-1"}}},
		{Store: "S1", Floor: 1, Areas: []retail.PlanArea{{Shelves: "C-04"}}},
	}}
	for shelf, want := range map[string][2]int{"A-01-2": {2, 1}, "A-01": {2, 1}, "A-1-3": {2, 2}, "C-04-1": {1, 0}} {
		plan, area, ok := p.PlanOf("S1", shelf)
		if !ok || plan.Floor != want[0] || area != want[1] {
			t.Errorf("%s: floor %d area %d %v, want %v", shelf, plan.Floor, area, ok, want)
		}
	}
	for _, shelf := range []string{"", "A-011-2", "Z-01-1"} {
		if _, _, ok := p.PlanOf("S1", shelf); ok {
			t.Errorf("%q was found", shelf)
		}
	}
	if _, _, ok := p.PlanOf("S2", "A-01-2"); ok {
		t.Error("the plan of another shop was taken")
	}
}
