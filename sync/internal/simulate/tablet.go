package simulate

import (
	"time"

	"miseban/app/retail"
)

// tablet lets a customer at this terminal call staff, or think better of it, and
// staff here go to one at another. Its dice are its own.
func (t *terminal) tablet() {
	w := t.w
	if w.quiet || t.gone {
		return
	}
	w.after(t.bells.between(10*time.Minute, 4*time.Hour), t.tablet)
	if t.app == nil {
		return
	}
	all, err := t.app.StaffCalls(w.ctx)
	if !w.must("staff calls", err) {
		return
	}
	now := t.app.Clock.Now()
	for _, k := range all {
		switch mine := k.ID == retail.StaffCallID(t.dev.ID); {
		case !k.Open(now):
		case mine && t.bells.one(2):
			t.do(retail.Staff{Role: retail.RoleDevice}, retail.KindEndStaffCall, retail.EndStaffCall{Tablet: t.dev.ID, Call: k.Call})
			w.counts["calls of tablets ended"]++
		case !mine && k.Ringing(now):
			if _, _, ok := t.do(pick(t.bells, t.shop.staff), retail.KindTakeStaffCall, retail.TakeStaffCall{Tablet: retail.DeviceID(k.ID), Call: k.Call}); ok {
				w.counts["calls of tablets taken"]++
			}
		}
	}
	if !t.bells.one(3) {
		return
	}
	body := retail.CallStaff{Tablet: t.dev.ID, Need: pick(t.bells, retail.CallNeeds())}
	if _, _, ok := t.do(retail.Staff{Role: retail.RoleDevice}, retail.KindCallStaff, body); ok {
		w.counts["calls of tablets"]++
	}
	for _, other := range t.shop.terminals { // they hear it soon, and several may run
		if other != t {
			w.after(other.bells.between(time.Second, 2*time.Minute), other.hear)
		}
	}
	t.stir()
}

// hear lets staff at a terminal go to every tablet that rings there.
func (t *terminal) hear() {
	if t.w.quiet || t.gone || t.app == nil {
		return
	}
	all, err := t.app.StaffCalls(t.w.ctx)
	if !t.w.must("staff calls", err) {
		return
	}
	for _, k := range retail.RingingCalls(all, t.app.Clock.Now()) {
		if k.ID == retail.StaffCallID(t.dev.ID) {
			continue
		}
		if _, _, ok := t.do(pick(t.bells, t.shop.staff), retail.KindTakeStaffCall, retail.TakeStaffCall{Tablet: retail.DeviceID(k.ID), Call: k.Call}); ok {
			t.w.counts["calls of tablets taken"]++
		}
	}
	t.stir()
}

// rang checks what a hub makes of a tablet's call: it names its own tablet, one of
// the staff goes there and stays the one, and what is over stays over.
func (b *books) rang(st retail.State, c retail.Command, d retail.Decision) {
	old, k := st.Call, d.Call
	if k == nil {
		return
	}
	switch {
	case string(k.ID) != c.Body.About().ID || k.At.IsZero() || k.Call == "":
		b.w.fail("a call of %s became %+v", c.Body.About().ID, *k)
	case old == nil || old.Call != k.Call:
		if c.Kind != retail.KindCallStaff || k.Call != c.ID || !k.Taken.IsZero() {
			b.w.fail("%v made the call %+v", c.Kind, *k)
		}
	case !old.Ended.IsZero():
		b.w.fail("%v changed a call that is over: %+v", c.Kind, *k)
	case !old.Taken.IsZero() && (old.Staff != k.Staff || old.Device != k.Device || !old.Taken.Equal(k.Taken)):
		b.w.fail("%v took the call of %s from %s", c.Kind, k.ID, old.Staff)
	case !k.At.Equal(old.At):
		b.w.fail("%v began the wait of %s anew", c.Kind, k.ID)
	}
}
