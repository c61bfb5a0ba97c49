package shell

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// Tablets are what staff hear of the tablets for customers.
type Tablets struct {
	// Rings are those that call, the longest wait first. It is asked every second.
	Rings func() []showroom.Ring
	// Take says that the signed-in staff go there.
	Take func(ctx context.Context, r showroom.Ring) error
}

// tablets are the tablets that call here.
func (s *Shell) tablets() []showroom.Ring {
	if s.cfg.Tablets.Rings == nil || !s.cfg.Enrolled() || s.shows() {
		return nil
	}
	return s.cfg.Tablets.Rings()
}

// tabletNeeds are the words of what a customer at a tablet wants.
var tabletNeeds = map[retail.CallNeed]string{
	retail.NeedGoods: "call.tablet.goods", retail.NeedSize: "call.tablet.size", retail.NeedPay: "call.tablet.pay", retail.NeedOther: "call.tablet.other",
}

// tabletOf says which tablet calls, since when, and what for.
func tabletOf(c words.Catalog, list []showroom.Ring, now time.Time) callModel {
	first := list[0]
	m := callModel{head: c.T("call.tablet", "name", first.Tablet), button: c.T("call.take")}
	if first.Tablet == "" {
		m.head = c.T("call.tablet.any")
	}
	m.sub = c.Age(now.Sub(first.At))
	if key, ok := tabletNeeds[first.Need]; ok {
		m.sub = page.Joined(m.sub, c.T(key))
	}
	if n := len(list) - 1; n > 0 {
		m.sub = page.Joined(m.sub, c.T("call.tablet.more", "n", n))
	}
	return m
}

// showTablets shows that a tablet calls; the bell is the caller's.
func (s *Shell) showTablets(list []showroom.Ring, now time.Time) {
	m := tabletOf(s.cat, list, now)
	if _, in := s.cfg.Session.Actor(); !in { // the name of a tablet is nobody's secret; who comes must sign in
		s.showCall(m.head, func() fyne.CanvasObject { return callStrip(m.head, "", nil) })
		return
	}
	s.showCall(m.head+m.sub+m.button, func() fyne.CanvasObject {
		return callStrip(m.head, m.sub, &widgets.Action{Kind: widgets.OnFill, Text: m.button, OnTap: func() { s.takeTablet(list[0]) }})
	})
}

// takeTablet says that whoever is signed in goes there. Where a colleague was
// faster the toast says so.
func (s *Shell) takeTablet(r showroom.Ring) {
	if s.call.busy {
		return
	}
	s.call.busy = true
	load.Newest(&s.call.slot, s.life, func(ctx context.Context) (struct{}, error) { return struct{}{}, s.cfg.Tablets.Take(ctx, r) }, func(_ struct{}, err error) {
		s.call.busy = false
		if err != nil {
			s.Fail(err)
		} else {
			s.Play(assets.SoundDone)
			s.top().stage.Toast(s.cat.T("call.tablet.taken", "name", r.Tablet), "", nil)
		}
		s.ring()
	})
}
