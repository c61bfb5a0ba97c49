package hub_test

import (
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
)

// spotTask is the entry in which the count of SK-1 waits.
func (w *world) spotTask() retail.Exception {
	w.t.Helper()
	for _, x := range w.exceptions(shibuya) {
		if x.ID == retail.SpotTask("SK-1", retail.Regular) {
			return x
		}
	}
	return retail.Exception{}
}

// by lets somebody else than the usual hand do it.
func by(c retail.Command, staff retail.StaffID) retail.Command {
	c.Staff = staff
	return c
}

// TestSpotCountWaits: two terminals count the same without a line, a sale lies between,
// and the till tells of another one late; the hub keeps what waits, gives it to the lead
// and books what two came to.
func TestSpotCountWaits(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		w := newWorld(t, s, clock)
		w.must(w.h.PutStaff(t.Context(), []hub.StaffRow{
			{Staff: retail.Staff{ID: "s-2", Name: "伊藤", Role: retail.RoleStaff, Stores: []retail.SiteID{shibuya}, Active: true}, PIN: "1235", Badge: "ST-2"},
			{Staff: retail.Staff{ID: "m-1", Name: "店長", Role: retail.RoleManager, Stores: []retail.SiteID{shibuya}, Active: true}, PIN: "1236", Badge: "ST-3"},
		}))
		a, b := w.enrol(shibuya).Device, w.enrol(shibuya).Device
		began := w.level().OnHand
		first := w.command(1, retail.KindCount, count(began-5))
		r := w.push(a, 0, first)
		if v := r.Results[0]; v.Verdict != retail.AppliedException || v.Code != retail.CountAgainFirst {
			t.Fatalf("%+v", v)
		}
		x := w.spotTask()
		if l := w.level(); !x.Waits() || x.Assignee == "" || x.Due.IsZero() || l.OnHand != began || !l.Doubt || l.Available() != 0 {
			t.Fatalf("%+v, %+v", x, l)
		}
		if r = w.push(a, 0, first); r.Results[0].Code != retail.CountAgainFirst || w.spotTask().Spot.Qty() != began-5 {
			t.Fatalf("the same once more: %+v", r.Results)
		}
		clock.Advance(time.Hour)
		w.sale("r-1", clock.Now().Add(-30*time.Minute), 1)
		w.sale("r-2", clock.Now().Add(-3*time.Hour), 1) // the till was away: so four were missing
		r = w.push(b, 0, by(w.command(1, retail.KindCount, count(began-6)), "s-2"))
		if v := r.Results[0]; v.Verdict != retail.Applied {
			t.Fatalf("%+v", v)
		}
		if l := w.level(); l.OnHand != began-6 || l.Doubt || w.spotTask().Open() {
			t.Fatalf("%+v, %+v", l, w.spotTask())
		}
	})
}

// TestSpotCountDecided: a manager refuses one and approves the next; what comes in late
// finds it done, and what a terminal says of its inbox does not end what waits.
func TestSpotCountDecided(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		w := newWorld(t, s, clock)
		w.must(w.h.PutStaff(t.Context(), []hub.StaffRow{
			{Staff: retail.Staff{ID: "s-2", Name: "伊藤", Role: retail.RoleStaff, Stores: []retail.SiteID{shibuya}, Active: true}, PIN: "1235", Badge: "ST-2"},
			{Staff: retail.Staff{ID: "m-1", Name: "店長", Role: retail.RoleManager, Stores: []retail.SiteID{shibuya}, Active: true}, PIN: "1236", Badge: "ST-3"},
		}))
		a := w.enrol(shibuya).Device
		began := w.level().OnHand
		w.push(a, 0, w.command(1, retail.KindCount, count(began-5)))
		decide := func(dseq int64, why retail.VarianceReason, refuse bool) retail.VerdictCode {
			t.Helper()
			body := retail.ApproveSpot{SKU: "SK-1", Class: retail.Regular, Qty: began - 5, Off: -5, Reason: why, Refuse: refuse}
			return w.push(a, 0, by(w.command(dseq, retail.KindApproveSpot, body), "m-1")).Results[0].Code
		}
		w.push(a, 0, w.command(2, retail.KindSettle, retail.Settle{Exception: w.spotTask().ID, Kind: retail.ExRecount, How: "counted"}))
		if !w.spotTask().Waits() {
			t.Fatal("a word ended what waits")
		}
		if code := decide(3, 0, true); code != 0 || w.spotTask().Waits() || !w.spotTask().Open() || w.spotTask().Assignee == "" {
			t.Fatalf("refused: %v, %+v", code, w.spotTask())
		}
		clock.Advance(time.Hour)
		w.push(a, 0, w.command(4, retail.KindCount, count(began-5)))
		if code := decide(5, retail.VarianceLost, false); code != 0 || w.spotTask().Open() || w.level().OnHand != began-5 || w.spotTask().Spot.Booked.Reason != retail.VarianceLost {
			t.Fatalf("approved: %v, %+v", code, w.spotTask())
		}
		if code := decide(6, retail.VarianceLost, false); code != retail.AlreadySo || w.level().OnHand != began-5 {
			t.Fatalf("approved late: %v", code)
		}
	})
}
