package hub_test

import (
	"context"
	"testing"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

// A stolen terminal knows the orders and how the hub names its own commands. It
// must not take those names first.
func TestTerminalsCannotTakeTheHubsNames(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		dev := w.enrol(shibuya).Device
		o := w.order(shibuya, "A-1")
		var cmds []retail.Command
		for i, id := range []retail.CommandID{
			retail.DerivedCommandID("cancel", string(o.ID)), retail.DerivedCommandID("receive", string(o.ID), "2"),
		} {
			c := w.command(int64(i+1), retail.KindReveal, retail.Reveal{Order: o.ID, Field: "name"})
			c.ID = id
			cmds = append(cmds, c)
		}
		if r := w.push(dev, 0, cmds...); r.Last != 2 || r.Results[0].ID != cmds[0].ID || r.Results[1].Verdict != retail.Applied {
			t.Errorf("push %+v", r)
		}
		if r := w.push(dev, 0, cmds...); len(r.Results) != 2 || r.Fork {
			t.Errorf("sent again %+v", r)
		}
		two := *hubtest.Order("A-1", w.clock)
		two.Lines[0].Qty = 2
		if out, err := w.h.ReceiveOrders(ctx, []retail.Order{two}); err != nil || out[0].Result != hub.Changed {
			t.Errorf("the order changed: %+v, %v", out, err)
		}
		if err := w.h.CancelOrder(ctx, "ec", "A-1", "web_shop", w.clock.Now()); err != nil || w.load(o.ID).State != retail.Canceled {
			t.Errorf("canceled: %v, %s", err, w.load(o.ID).State)
		}
	})
}

// enrolling lets a terminal be enrolled right after the hub has looked which
// there are.
type enrolling struct {
	hub.Store
	then func()
}

func (s *enrolling) Devices(ctx context.Context) ([]hub.Device, error) {
	all, err := s.Store.Devices(ctx)
	if then := s.then; then != nil {
		s.then = nil
		then()
	}
	return all, err
}

// A terminal enrolled while PINs change gets the new ones, also where another
// was revoked before.
func TestStaffChangeDuringAnEnrolment(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		if err := w.h.Revoke(ctx, w.enrol(shibuya).Device); err != nil {
			t.Fatal(err)
		}
		s := &enrolling{Store: w.s}
		w = newWorld(t, s, w.clock)
		var fresh retail.DeviceID
		s.then = func() { fresh = w.enrol(shibuya).Device }
		w.must(w.h.PutStaff(ctx, []hub.StaffRow{
			{Staff: retail.Staff{ID: "s2", Name: "鈴木", Role: retail.RoleStaff, Stores: []retail.SiteID{shibuya}, Active: true}, PIN: "2222"},
		}))
		var secret retail.StaffSecret
		ok, err := w.s.Row(ctx, wire.DeviceScope(fresh), retail.EntitySecret, "s2", &secret)
		if err != nil || !ok {
			t.Errorf("the new terminal cannot check the new member of staff: %v, %v", ok, err)
		}
	})
}
