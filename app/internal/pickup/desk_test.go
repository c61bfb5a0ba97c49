package pickup_test

import (
	"testing"
	"time"

	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/pickup"
	"miseban/app/retail"
)

// wire is a line that a test cuts.
type wire struct {
	cut   bool
	heard time.Time
}

func (l *wire) Online() bool     { return !l.cut }
func (l *wire) Heard() time.Time { return l.heard }

// desk puts the world's service at a desk.
func (w *world) desk(fixed bool) (*pickup.Desk, *wire) {
	line := &wire{}
	d := pickup.NewDesk(w.DB, w, line, pickup.Place{Device: localdbtest.Device, Store: localdbtest.Store, Fixed: fixed}, retail.ClockFunc(func() time.Time { return w.Now }), w)
	w.svc.At(d)
	return d, line
}

// lease makes the hub say who is the counter.
func (w *world) lease(device retail.DeviceID, token int64, since time.Time) {
	w.t.Helper()
	w.Feed(w.t, localdbtest.Put(retail.EntityLease, retail.CounterKey, retail.Lease{Device: device, Token: token, Since: since, Until: since.Add(retail.CounterLease)}))
}

// asked returns the bodies of the commands of a kind, oldest first.
func (w *world) asked(kind retail.Kind) []retail.Body {
	w.t.Helper()
	cmds, _, err := w.DB.Pending(ctx, 100, 1<<20)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []retail.Body
	for _, c := range cmds {
		if c.Kind == kind {
			out = append(out, c.Body)
		}
	}
	return out
}

func (w *world) keep(d *pickup.Desk, want int, why string) {
	w.t.Helper()
	if err := d.Keep(ctx); err != nil {
		w.t.Fatal(err)
	}
	if got := len(w.asked(retail.KindTakeCounter)); got != want {
		w.t.Errorf("%s: asked %d times, want %d", why, got, want)
	}
}

// TestDeskKeepsTheLease: a terminal at the counter takes the lease when nobody
// has it, waits for the answer, renews it after half an hour, and leaves it to
// whoever was quicker.
func TestDeskKeepsTheLease(t *testing.T) {
	w := newWorld(t)
	d, line := w.desk(true)
	w.in = false
	w.keep(d, 0, "nobody is signed in")
	w.in, line.cut = true, true
	w.keep(d, 0, "no line")
	line.cut = false
	w.keep(d, 1, "free")
	if s, err := d.Standing(ctx); err != nil || s.Mine || s.Held || !s.May() {
		t.Errorf("a wish alone made it the counter: %+v, %v", s, err)
	}
	w.keep(d, 1, "the answer is waited for")
	w.lease(localdbtest.Device, 3, w.Now)
	w.Now = w.Now.Add(29 * time.Minute)
	w.keep(d, 1, "fresh")
	w.Now = w.Now.Add(2 * time.Minute)
	w.keep(d, 2, "half an hour old")
	w.Now = w.Now.Add(2 * time.Minute)
	w.lease("d-2", 4, w.Now)
	w.keep(d, 2, "somebody else has it")
	s, err := d.Standing(ctx)
	if err != nil || s.Mine || !s.Held || s.Token != 4 || !s.Until.Equal(w.Now.Add(retail.CounterLease)) {
		t.Errorf("standing %+v, %v", s, err)
	}
	w.Now = w.Now.Add(retail.CounterLease)
	w.keep(d, 3, "it ran out")
}

// TestHandheldTakesAFreeLease only while its counter page is open.
func TestHandheldTakesAFreeLease(t *testing.T) {
	w := newWorld(t)
	d, _ := w.desk(false)
	w.keep(d, 0, "a handheld in the aisle")
	if err := d.Arrive(ctx); err != nil {
		t.Fatal(err)
	}
	w.Now = w.Now.Add(2 * time.Minute)
	w.keep(d, 2, "at the counter")
	d.Depart()
	w.Now = w.Now.Add(2 * time.Minute)
	w.keep(d, 2, "gone from the counter")
}

func TestDeskIsTakenOverByAManager(t *testing.T) {
	w := newWorld(t)
	d, line := w.desk(true)
	w.lease("d-2", 1, w.Now)
	if err := d.Take(ctx, false); retail.HintOf(err) != "verdict.counter_held" {
		t.Errorf("taken although another has it: %v", err)
	}
	if err := d.Take(ctx, true); retail.CodeOf(err) != retail.CodeNotAllowed {
		t.Errorf("staff took it over: %v", err)
	}
	w.who.Staff.Role = retail.RoleManager
	line.cut = true
	if err := d.Take(ctx, true); retail.CodeOf(err) != retail.CodeOffline {
		t.Errorf("taken over without a line: %v", err)
	}
	line.cut = false
	if err := d.Take(ctx, true); err != nil {
		t.Fatal(err)
	}
	if all := w.asked(retail.KindTakeCounter); len(all) != 1 || !all[0].(retail.TakeCounter).TakeOver {
		t.Errorf("asked %+v", all)
	}
	if err := d.Leave(ctx); err != nil || len(w.asked(retail.KindLeaveCounter)) != 0 {
		t.Errorf("left what it never had: %v", err)
	}
	w.lease(localdbtest.Device, 2, w.Now)
	w.in = false
	if err := d.Leave(ctx); err != nil || len(w.asked(retail.KindLeaveCounter)) != 1 {
		t.Errorf("not left: %v", err)
	}
}

// bagged returns a staged order with its bags scanned at the counter.
func (w *world) bagged(o retail.Order) pickup.CounterView {
	w.t.Helper()
	w.ready(o)
	v, err := w.svc.Present(ctx, w.token(o, 77, o.Deadline, key))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, id := range []string{"A1", "A2"} {
		if v, err = w.svc.ScanAtCounter(ctx, v.View, w.bag(id)); err != nil {
			w.t.Fatal(err)
		}
	}
	return v.View
}

// TestHandOverWithoutALine: the counter goes on as ever, any other terminal
// needs a manager, and what each knew stands in the command.
func TestHandOverWithoutALine(t *testing.T) {
	for name, c := range map[string]struct {
		cut      bool
		holder   retail.DeviceID
		since    time.Duration
		approver retail.StaffID
		hint     string
		want     retail.HandOver
	}{
		"on line":               {false, "d-2", 0, "", "", retail.HandOver{}},
		"the counter":           {true, localdbtest.Device, -time.Hour, "", "", retail.HandOver{Offline: true, Lease: 7}},
		"the counter, approved": {true, localdbtest.Device, -time.Hour, "m", "", retail.HandOver{Offline: true, Lease: 7}},
		"its lease ran out":     {true, localdbtest.Device, -retail.CounterLease, "", "hint.no_lease", retail.HandOver{}},
		"another is":            {true, "d-2", 0, "", "hint.no_lease", retail.HandOver{}},
		"another is, approved":  {true, "d-2", 0, "m", "", retail.HandOver{Offline: true, Approver: "m"}},
		"nobody is, approved":   {true, "", 0, "m", "", retail.HandOver{Offline: true, Approver: "m"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := order("4821", "ヤマダ", time.Hour, shirtM)
			w := newWorld(t, o)
			_, line := w.desk(true)
			if c.holder != "" {
				w.lease(c.holder, 7, w.Now.Add(c.since))
			}
			v := w.bagged(o)
			line.cut = c.cut
			if c.approver != "" {
				v = w.svc.Approve(v, retail.Staff{ID: c.approver})
			}
			v, err := w.svc.HandOver(ctx, v)
			if retail.HintOf(err) != c.hint {
				t.Fatalf("%v, want %q", err, c.hint)
			}
			if c.hint != "" {
				if v.Approved() || v.Desk.Mine || len(w.asked(retail.KindHandover)) != 0 {
					t.Errorf("handed over: %+v", v.Desk)
				}
				return
			}
			all := w.asked(retail.KindHandover)
			if len(all) != 1 {
				t.Fatalf("%d handovers", len(all))
			}
			if b := all[0].(retail.HandOver); b.Offline != c.want.Offline || b.Lease != c.want.Lease || b.Approver != c.want.Approver {
				t.Errorf("it says %+v, want %+v", b, c.want)
			}
		})
	}
}

// TestClaimWithoutALine is shown as what it is: a colleague may have the order.
func TestClaimWithoutALine(t *testing.T) {
	a, b := order("4821", "ヤマダ", time.Hour, shirtM), order("4822", "サトウ", 2*time.Hour, knit)
	w := newWorld(t, a, b)
	_, line := w.desk(false)
	if err := w.svc.Claim(ctx, a.ID, false); err != nil {
		t.Fatal(err)
	}
	line.cut, line.heard = true, w.Now.Add(time.Second)
	w.Now = w.Now.Add(time.Minute)
	if err := w.svc.Claim(ctx, b.ID, false); err != nil {
		t.Fatal(err)
	}
	q, err := w.svc.Queue(ctx, pickup.TabReceived)
	if err != nil || q.Rows[0].Tentative || !q.Rows[1].Tentative || !q.Rows[1].Mine {
		t.Errorf("%+v, %v", q.Rows, err)
	}
	line.cut = false
	if q, err = w.svc.Queue(ctx, pickup.TabReceived); err != nil || q.Rows[1].Tentative {
		t.Errorf("with a line: %+v, %v", q.Rows[1], err)
	}
}
