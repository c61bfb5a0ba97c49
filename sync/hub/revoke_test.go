package hub_test

import (
	"testing"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// TestOnlyAManagerRevokes: shutting a terminal out wipes it, with all that it
// has not sent. It is a wish, not something that happened: whoever may not is
// turned down, and so is a terminal at which nobody is signed in.
func TestOnlyAManagerRevokes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.must(w.h.PutStaff(t.Context(), []hub.StaffRow{
			{Staff: retail.Staff{ID: "s2", Name: "森", Role: retail.RoleStaff, Stores: []retail.SiteID{shibuya}, Active: true}, PIN: "1234"},
		}))
		bad, good := w.enrol(shibuya).Device, w.enrol(shibuya).Device
		for i, staff := range []retail.StaffID{"s2", "", "nobody"} {
			c := w.command(int64(i+1), retail.KindRevoke, retail.Revoke{Device: good})
			c.Staff = staff
			if r := w.push(bad, 0, c).Results[0]; r.Verdict != retail.Rejected || r.Code != retail.NotAllowed {
				t.Errorf("by %q: %+v", staff, r)
			}
		}
		if d, err := w.s.Device(t.Context(), good); err != nil || d.Revoked {
			t.Errorf("%+v, %v", d, err)
		}
		if x := w.exceptions(shibuya); len(x) > 0 {
			t.Errorf("%+v", x)
		}
		if r := w.push(bad, 0, w.command(4, retail.KindRevoke, retail.Revoke{Device: good})).Results[0]; r.Verdict != retail.Applied {
			t.Errorf("by the manager: %+v", r)
		}
	})
}
