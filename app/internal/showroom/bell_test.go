package showroom_test

import (
	"context"
	"testing"
	"time"

	"miseban/app/internal/showroom"
	"miseban/app/retail"
)

// desk keeps one shop's calls and judges as the home of the shop does; a cut one
// keeps them to itself.
type desk struct {
	clock *clock
	calls map[retail.StaffCallID]retail.StaffCall
	cut   bool
}

func (d *desk) StaffCalls(context.Context) ([]retail.StaffCall, error) {
	var out []retail.StaffCall
	for _, k := range d.calls {
		k.Pending = d.cut
		out = append(out, k)
	}
	return out, nil
}

func (d *desk) Record(_ context.Context, role retail.Role, cmds ...retail.Command) ([]retail.Decision, error) {
	c := cmds[0]
	st := retail.State{Role: role, Now: d.clock.now}
	if k, ok := d.calls[retail.StaffCallID(c.Body.About().ID)]; ok {
		st.Call = &k
	}
	v := retail.Decide(st, c)
	if v.Call != nil {
		d.calls[v.Call.ID] = *v.Call
	}
	return []retail.Decision{v}, nil
}

func (*desk) StaffNamed(_ context.Context, id retail.StaffID) (retail.Staff, error) {
	return retail.Staff{ID: id, Name: "佐藤", NameEn: "Sato"}, nil
}

func (*desk) TerminalNamed(_ context.Context, id retail.DeviceID) (retail.Terminal, error) {
	return retail.Terminal{ID: id, Name: "店頭1"}, nil
}

func (*desk) Site(context.Context) (retail.Site, error) { return retail.Site{ID: "S1"}, nil }

// signed is who is signed in at a terminal.
type signed struct{ staff retail.StaffID }

func (s signed) Actor() (retail.Actor, bool) {
	return retail.Actor{Staff: retail.Staff{ID: s.staff, Role: retail.RoleStaff}, Device: retail.DeviceID("handy-" + s.staff)}, s.staff != ""
}

func bells() (d *desk, tablet, handy, other *showroom.Bell, line *bool) {
	up := true
	c := newClock()
	d = &desk{clock: c, calls: map[retail.StaffCallID]retail.StaffCall{}}
	bell := func(device retail.DeviceID, who retail.StaffID) *showroom.Bell {
		return showroom.NewBell(d, signed{who}, func() bool { return up }, device, c, retail.UUIDv7{})
	}
	return d, bell("tablet-1", ""), bell("handy-sato", "sato"), bell("handy-mori", "mori"), &up
}

// TestBell: a call rings on the handhelds until the first of the staff takes it; the
// customer reads who comes, the second of the staff that somebody does.
func TestBell(t *testing.T) {
	d, tablet, handy, other, _ := bells()
	if err := tablet.Call(t.Context(), retail.NeedSize, "OX-M"); err != nil {
		t.Fatal(err)
	}
	if k, err := tablet.Now(t.Context()); err != nil || k.Stage != showroom.Asking || !k.Waits(d.clock.now) {
		t.Fatalf("%+v %v", k, err)
	}
	if own, err := tablet.Rings(t.Context()); err != nil || len(own) != 0 {
		t.Errorf("the tablet hears itself: %v %v", own, err)
	}
	rings, err := handy.Rings(t.Context())
	if err != nil || len(rings) != 1 || rings[0].Tablet != "店頭1" || rings[0].Need != retail.NeedSize {
		t.Fatalf("%+v %v", rings, err)
	}
	if err := handy.Take(t.Context(), rings[0]); err != nil {
		t.Fatal(err)
	}
	if err := other.Take(t.Context(), rings[0]); retail.CodeOf(err) != retail.CodeRefused || retail.HintOf(err) != "verdict.call_taken" {
		t.Errorf("the second who takes it: %v", err)
	}
	k, err := tablet.Now(t.Context())
	if err != nil || k.Stage != showroom.Coming || k.Name != "佐藤" {
		t.Errorf("%+v %v", k, err)
	}
	if rings, _ := other.Rings(t.Context()); len(rings) != 0 {
		t.Errorf("it still rings: %v", rings)
	}
	if k.Waits(d.clock.now.Add(time.Hour)) {
		t.Error("the customer waits for ever")
	}
	if err := tablet.End(t.Context()); err != nil {
		t.Fatal(err)
	}
	if k, _ := tablet.Now(t.Context()); k.Stage != showroom.Silent {
		t.Errorf("%+v", k)
	}
	if err := tablet.End(t.Context()); err != nil {
		t.Errorf("ended again: %v", err)
	}
}

// TestNobodyHears: without a line nothing is recorded that would ring later, and
// where the line goes after the touch the customer is told.
func TestNobodyHears(t *testing.T) {
	d, tablet, handy, _, line := bells()
	*line = false
	if err := tablet.Call(t.Context(), 0, ""); retail.CodeOf(err) != retail.CodeOffline || len(d.calls) != 0 {
		t.Errorf("%v, %d calls kept", err, len(d.calls))
	}
	*line, d.cut = true, true
	if err := tablet.Call(t.Context(), 0, ""); err != nil {
		t.Fatal(err)
	}
	if k, _ := tablet.Now(t.Context()); k.Stage != showroom.Asking {
		t.Errorf("%+v at once", k)
	}
	d.clock.now = d.clock.now.Add(10 * time.Second)
	if k, _ := tablet.Now(t.Context()); k.Stage != showroom.Unheard || k.Waits(d.clock.now) {
		t.Errorf("%+v after ten seconds in which nobody heard it", k)
	}
	if err := handy.Take(t.Context(), showroom.Ring{StaffCall: retail.StaffCall{ID: "tablet-9", Call: "x"}}); retail.CodeOf(err) != retail.CodeRefused {
		t.Errorf("a call that nobody made was taken: %v", err)
	}
}
