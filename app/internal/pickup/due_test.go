package pickup_test

import (
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/retail"
)

// What nobody begins is heard, unless it rests; a promise that cannot be kept at
// the shop's own pace is late before its time.
func TestAlarm(t *testing.T) {
	soon, later := order("4821", "ヤマダ", 5*time.Minute, shirtM, knit), order("4822", "サトウ", 3*time.Hour, shirtM)
	soon.PlacedAt, later.PlacedAt = soon.PlacedAt.Add(time.Hour), later.PlacedAt.Add(time.Hour)
	w := newWorld(t, later, soon)
	q, err := w.svc.Queue(ctx, pickup.TabReceived)
	if err != nil || q.Rows[0].Number != "4821" || q.Rows[0].Urgency != pickup.Late || q.Rows[1].Urgency != pickup.OnTime {
		t.Fatalf("%+v, %v", q.Rows, err)
	}
	if want := soon.PromisedAt.Add(-8 * time.Minute); !q.Rows[0].PickBy.Equal(want) { // 4 to begin, 2 for each item
		t.Errorf("to be begun by %s, want %s", q.Rows[0].PickBy, want)
	}
	a, err := w.svc.Alarm(ctx)
	if err != nil || a.Level != retail.AlertManager || a.Orders != 1 || a.First.Number != "4821" {
		t.Fatalf("%+v, %v", a, err)
	}
	if err := w.svc.Pause(ctx, soon.ID, retail.PauseCustomer); err != nil {
		t.Fatal(err)
	}
	if a, err = w.svc.Alarm(ctx); err != nil || a.Level != 0 {
		t.Errorf("heard although it rests: %+v, %v", a, err)
	}
	w.Now = w.Now.Add(61 * time.Minute)
	if a, err = w.svc.Alarm(ctx); err != nil || a.Orders != 2 {
		t.Errorf("rests for ever: %+v, %v", a, err)
	}
	for _, id := range []retail.OrderID{soon.ID, later.ID} {
		if err := w.svc.Claim(ctx, id, false); err != nil {
			t.Fatal(err)
		}
	}
	if a, err = w.svc.Alarm(ctx); err != nil || a.Level != 0 {
		t.Errorf("heard although somebody has it: %+v, %v", a, err)
	}
}

// The pace is the middle of the shop's own scans; breaks and single slow ones do
// not count.
func TestPaceIsLearned(t *testing.T) {
	var done []retail.Order
	for i := range 12 {
		o := order([]string{"4801", "4802", "4803", "4804", "4805", "4806", "4807", "4808", "4809", "4810", "4811", "4812"}[i], "ヤマダ", time.Hour, shirtM, knit)
		from := o.PlacedAt.Add(time.Duration(i) * time.Minute)
		gap := 40 * time.Second
		switch i {
		case 3:
			gap = 14 * time.Minute
		case 5:
			gap = 2 * time.Hour // a break
		}
		o.State = retail.HandedOver
		o.Steps = []retail.Step{{Kind: retail.KindClaim, At: from, Staff: "s-2"}}
		for n, at := range []time.Time{from.Add(time.Minute), from.Add(time.Minute + gap)} {
			l := &o.Lines[n]
			l.Picked, l.Gone, l.Alloc = 1, 1, 0
			l.Picks = []retail.Pick{{Cmd: retail.CommandID(o.Number + l.JAN), Qty: 1, Entry: retail.Scanned, Staff: "s-2", At: at}}
		}
		done = append(done, o)
	}
	w := newWorld(t, append(done, order("4821", "ヤマダ", time.Hour, shirtM, knit))...)
	q, err := w.svc.Queue(ctx, pickup.TabReceived)
	if err != nil || len(q.Rows) != 1 {
		t.Fatalf("%+v, %v", q.Rows, err)
	}
	if got, want := q.Rows[0].Promised.Sub(q.Rows[0].PickBy), time.Minute+2*40*time.Second; got != want {
		t.Errorf("takes %s, want %s", got, want)
	}
}
