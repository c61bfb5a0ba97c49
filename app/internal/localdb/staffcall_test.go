package localdb_test

import (
	"testing"

	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

// TestStaffCalls: what the hub said of tablets that call, and over it what was done
// here; a call that the hub has not heard of says so.
func TestStaffCalls(t *testing.T) {
	k := localdbtest.New(t)
	theirs := retail.StaffCall{ID: "tablet-7", Call: "c-7", At: k.Now}
	k.Feed(t, localdbtest.Put(retail.EntityStaffCall, "tablet-7", theirs))
	ds := k.Record(t, k.Command(retail.KindTakeStaffCall, retail.TakeStaffCall{Tablet: "tablet-7", Call: "c-7"}))
	if ds[0].Verdict != retail.Applied {
		t.Fatalf("%+v", ds[0])
	}
	if ds := k.Record(t, k.Command(retail.KindCallStaff, retail.CallStaff{Tablet: localdbtest.Device, Need: retail.NeedSize})); ds[0].Verdict != retail.Applied {
		t.Fatalf("%+v", ds[0])
	}
	all, err := k.DB.StaffCalls(t.Context())
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v %v", all, err)
	}
	for _, c := range all {
		switch c.ID {
		case "tablet-7":
			if c.Staff != localdbtest.Staff || c.Ringing(k.Now) || !c.Pending {
				t.Errorf("%+v", c)
			}
		default:
			if c.ID != retail.StaffCallID(localdbtest.Device) || !c.Ringing(k.Now) || !c.Pending || c.Need != retail.NeedSize {
				t.Errorf("%+v", c)
			}
		}
	}
}
