package retail_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"miseban/app/retail"
)

// callAt is a command of a tablet or of staff about the call of tablet-1.
func callAt(id string, at time.Time, device retail.DeviceID, staff retail.StaffID, kind retail.Kind, body retail.Body) retail.Command {
	return retail.Command{ID: retail.CommandID(id), V: 1, Kind: kind, At: at, Store: "S1", Device: device, Staff: staff, Body: body}
}

// TestStaffCall: it rings from the first call until somebody takes it, the first
// one; what is wanted may be said later; the next call is another.
func TestStaffCall(t *testing.T) {
	at := time.Date(2026, 11, 21, 10, 42, 0, 0, retail.Japan)
	var k *retail.StaffCall
	do := func(c retail.Command, role retail.Role) retail.Decision {
		d := retail.Decide(retail.State{Role: role, Call: k, Now: c.At}, c)
		if d.Call != nil {
			k = d.Call
		}
		return d
	}
	call := func(id string, after time.Duration, need retail.CallNeed) retail.Decision {
		return do(callAt(id, at.Add(after), "tablet-1", "", retail.KindCallStaff, retail.CallStaff{Tablet: "tablet-1", Need: need}), retail.RoleDevice)
	}
	take := func(of string, after time.Duration, staff retail.StaffID) retail.Decision {
		return do(callAt("t-"+string(staff), at.Add(after), retail.DeviceID("handy-"+staff), staff, retail.KindTakeStaffCall, retail.TakeStaffCall{Tablet: "tablet-1", Call: retail.CommandID(of)}), retail.RoleStaff)
	}
	if d := do(callAt("x", at, "tablet-2", "", retail.KindCallStaff, retail.CallStaff{Tablet: "tablet-1"}), retail.RoleDevice); d.Verdict != retail.Rejected {
		t.Errorf("a tablet calls for another: %+v", d)
	}
	if d := call("c1", 0, 0); d.Verdict != retail.Applied || !k.Ringing(at) {
		t.Fatalf("%+v", d)
	}
	if call("c2", time.Second, 0); k.Call != "c1" {
		t.Error("a second touch is a second call")
	}
	if call("c3", 2*time.Second, retail.NeedSize); k.Call != "c1" || !k.At.Equal(at) || k.Need != retail.NeedSize {
		t.Errorf("what is wanted began another wait: %+v", *k)
	}
	if d := take("other", time.Minute, "sato"); d.Verdict != retail.Rejected || d.Code != retail.WrongState {
		t.Errorf("an earlier call was taken: %+v", d)
	}
	if d := take("c1", time.Minute, "sato"); d.Verdict != retail.Applied || k.Ringing(at.Add(time.Minute)) || k.Staff != "sato" {
		t.Errorf("%+v", d)
	}
	if d := take("c1", time.Minute, "sato"); d.Verdict != retail.Applied || d.Code != retail.AlreadySo {
		t.Errorf("the same again: %+v", d)
	}
	if d := take("c1", time.Minute, "mori"); d.Verdict != retail.Rejected || d.Code != retail.CallTaken || k.Staff != "sato" {
		t.Errorf("the second who takes it: %+v", d)
	}
	end := callAt("e", at.Add(2*time.Minute), "tablet-1", "", retail.KindEndStaffCall, retail.EndStaffCall{Tablet: "tablet-1", Call: "c1"})
	if d := do(end, retail.RoleDevice); d.Verdict != retail.Applied || k.Open(end.At) {
		t.Errorf("%+v", d)
	}
	if d := do(end, retail.RoleDevice); d.Code != retail.AlreadySo {
		t.Errorf("ended twice: %+v", d)
	}
	if call("c9", 3*time.Minute, 0); k.Call != "c9" || !k.Ringing(at.Add(3*time.Minute)) || !k.Taken.IsZero() {
		t.Errorf("the next call: %+v", *k)
	}
	if k.Ringing(at.Add(time.Hour)) {
		t.Error("a forgotten call rings for ever")
	}
}

// TestLateStaffCall: a call that the home of the shop hears too late rings nowhere:
// the tablet has said that nobody heard it.
func TestLateStaffCall(t *testing.T) {
	at := time.Date(2026, 11, 21, 10, 42, 0, 0, retail.Japan)
	c := callAt("c1", at, "tablet-1", "", retail.KindCallStaff, retail.CallStaff{Tablet: "tablet-1"})
	for late, rings := range map[time.Duration]bool{0: true, 20 * time.Second: true, time.Minute: false, time.Hour: false} {
		d := retail.Decide(retail.State{Role: retail.RoleDevice, Now: at.Add(late)}, c)
		if d.Call == nil || d.Call.Ringing(at) != rings {
			t.Errorf("%v late: %+v", late, d.Call)
		}
	}
}

// TestStaffCallByProperties: whatever is said of a tablet's call, who took it keeps
// it, what ended stays ended, and the wait never begins anew.
func TestStaffCallByProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 21, 10, 0, 0, 0, retail.Japan)
		var k *retail.StaffCall
		for i := range rapid.IntRange(1, 30).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "pause")) * time.Second)
			id := string(rune('a'+i%26)) + string(rune('0'+i/26))
			of := retail.CommandID(rapid.SampledFrom([]string{"a0", "b0", "c0", "d0"}).Draw(t, "of"))
			if k != nil && rapid.Bool().Draw(t, "this one") {
				of = k.Call
			}
			who := rapid.SampledFrom([]retail.StaffID{"sato", "mori"}).Draw(t, "who")
			c, role := callAt(id, now, "tablet-1", "", retail.KindCallStaff, retail.CallStaff{Tablet: "tablet-1"}), retail.RoleDevice
			switch rapid.IntRange(0, 2).Draw(t, "kind") {
			case 1:
				c, role = callAt(id, now, retail.DeviceID("handy-"+who), who, retail.KindTakeStaffCall, retail.TakeStaffCall{Tablet: "tablet-1", Call: of}), retail.RoleStaff
			case 2:
				c = callAt(id, now, "tablet-1", "", retail.KindEndStaffCall, retail.EndStaffCall{Tablet: "tablet-1", Call: of})
			}
			d := retail.Decide(retail.State{Role: role, Call: k, Now: now}, c)
			if n := d.Call; n != nil && k != nil && n.Call == k.Call {
				if !n.At.Equal(k.At) || !k.Ended.IsZero() || !k.Taken.IsZero() && n.Staff != k.Staff {
					t.Fatalf("%v: %+v became %+v", c.Kind, *k, *n)
				}
			}
			if d.Call != nil {
				k = d.Call
			}
		}
	})
}
