package retail

import (
	"testing"
	"time"
)

// counter asks for the lease as a device, minutes after noon.
func counter(minute int, device DeviceID, role Role, old *Lease, body Body) Decision {
	kind := KindTakeCounter
	if _, ok := body.(LeaveCounter); ok {
		kind = KindLeaveCounter
	}
	at := noon.Add(time.Duration(minute) * time.Minute)
	return Decide(State{Role: role, Lease: old, Now: at}, Command{ID: "c", Kind: kind, At: at, Store: shop, Device: device, Staff: "sato", Body: body})
}

func TestOneCounterAtATime(t *testing.T) {
	first := counter(0, "counter-1", RoleStaff, nil, TakeCounter{})
	if first.Verdict != Applied || first.Lease.Token != 1 || !first.Lease.Until.Equal(noon.Add(CounterLease)) {
		t.Fatalf("first: %+v", first.Lease)
	}
	if d := counter(10, "handy-2", RoleStaff, first.Lease, TakeCounter{}); d.Verdict != Rejected || d.Code != CounterHeld {
		t.Fatalf("second terminal: %v %v", d.Verdict, d.Code)
	}
	if d := counter(10, "handy-2", RoleLead, first.Lease, TakeCounter{TakeOver: true}); d.Code != NotAllowed {
		t.Fatalf("taken over without a manager: %v", d.Code)
	}
	renewed := counter(30, "counter-1", RoleStaff, first.Lease, TakeCounter{})
	if renewed.Lease.Token != 1 || !renewed.Lease.Until.Equal(noon.Add(30*time.Minute+CounterLease)) || !renewed.Lease.Since.Equal(noon) {
		t.Fatalf("renewed: %+v", renewed.Lease)
	}
	over := counter(60, "handy-2", RoleManager, renewed.Lease, TakeCounter{TakeOver: true})
	if over.Lease.Token != 2 || over.Lease.Device != "handy-2" {
		t.Fatalf("taken over: %+v", over.Lease)
	}
	if !over.Lease.Covers("counter-1", 1, noon.Add(59*time.Minute)) || over.Lease.Covers("counter-1", 1, noon.Add(61*time.Minute)) {
		t.Fatal("the earlier holder's time does not end with the takeover")
	}
	if d := counter(60+5*60, "counter-1", RoleStaff, over.Lease, TakeCounter{}); d.Lease == nil || d.Lease.Token != 3 {
		t.Fatalf("after its time was over: %+v", d)
	}
	if d := counter(61, "counter-1", RoleStaff, over.Lease, LeaveCounter{}); d.Code != AlreadySo || d.Lease != nil {
		t.Fatalf("left by another: %+v", d)
	}
	if d := counter(61, "handy-2", RoleStaff, over.Lease, LeaveCounter{}); d.Lease == nil || d.Lease.LiveAt(noon) || d.Lease.Token != 3 {
		t.Fatalf("left: %+v", d)
	}
}

// Only an offline handover by another than the counter is for somebody to look
// at; it stands all the same.
func TestOfflineHandoverAsksForTheLease(t *testing.T) {
	lease := &Lease{Device: "handy-sato", Token: 4, Since: noon.Add(-time.Hour), Until: noon.Add(time.Hour)}
	for name, row := range map[string]struct {
		body     HandOver
		approver Role
		now      time.Time
		want     []ExceptionKind
	}{
		"online":                        {HandOver{}, 0, noon, nil},
		"the counter":                   {HandOver{Offline: true, Lease: 4}, 0, noon, nil},
		"another terminal":              {HandOver{Offline: true}, 0, noon, []ExceptionKind{ExNoLease}},
		"an earlier token, too late":    {HandOver{Offline: true, Lease: 3}, 0, noon, []ExceptionKind{ExNoLease}},
		"a token that never was":        {HandOver{Offline: true, Lease: 5}, 0, noon, []ExceptionKind{ExNoLease}},
		"approved":                      {HandOver{Offline: true, Approver: "tencho"}, RoleManager, noon, nil},
		"approved by one who may not":   {HandOver{Offline: true, Approver: "ito"}, RoleStaff, noon, []ExceptionKind{ExNotAllowed}},
		"on the terminal, nobody knows": {HandOver{Offline: true}, 0, time.Time{}, nil},
	} {
		h := begin(t)
		h.pick(1, "sato", 1, 2)
		h.pick(1, "sato", 2, 1)
		h.do(2, "sato", KindStageBag, StageBag{Order: h.order.ID, Slot: "B-1", Label: "bag1", No: 1})
		h.do(2, "sato", KindStage, StageOrder{Order: h.order.ID})
		h.do(3, "sato", KindCollect, Collect{Order: h.order.ID, AmountTaxIn: 3000})
		row.body.Order, row.body.Proof, row.body.Bags = h.order.ID, ByCode, []string{"bag1"}
		c := h.command(noon.Add(4*time.Minute), "handy-sato", "sato", KindHandover, row.body)
		d := Decide(State{Order: h.order, Role: RoleStaff, Lease: lease, Approver: row.approver, Now: row.now}, c)
		var got []ExceptionKind
		for _, x := range d.Raise {
			got = append(got, x.Kind)
		}
		if d.Order == nil || d.Order.State != HandedOver || len(got) != len(row.want) || len(got) > 0 && got[0] != row.want[0] {
			t.Errorf("%s: %v, want %v", name, got, row.want)
		}
	}
}
