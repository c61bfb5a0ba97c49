package main

import (
	"context"
	"time"

	"miseban/app/internal/shift"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/shiftui"
	"miseban/app/retail"
	"miseban/app/sample"
	"miseban/assets/words"
	"miseban/scanner"
)

// desk is a sign-in service whose PINs are all wrong.
type desk struct {
	tries  int
	locked time.Duration
	none   bool
}

func (d *desk) People(context.Context) ([]shift.Person, error) {
	if d.none {
		return nil, nil
	}
	world := sample.New(1, at)
	var out []shift.Person
	for _, p := range world.Staff {
		if p.WorksAt(sample.Shibuya) && p.Role < retail.RoleHQ {
			out = append(out, shift.Person{Staff: p.Staff, Last: p.ID == sample.Sato || p.ID == sample.Suzuki})
		}
	}
	out[1].Locked = d.locked
	return out, nil
}

func (d *desk) SignIn(context.Context, retail.StaffID, string) (retail.Staff, error) {
	if d.locked > 0 {
		return retail.Staff{}, retail.E(retail.CodeLocked, "gallery", "hint.pin_locked", nil)
	}
	return retail.Staff{}, retail.E(retail.CodeInvalid, "gallery", "hint.pin_wrong", nil)
}

func (d *desk) SignInBadge(context.Context, string) (retail.Staff, error) {
	return retail.Staff{}, retail.E(retail.CodeNotFound, "gallery", "hint.badge_unknown", nil)
}

func (d *desk) TriesLeft(context.Context, retail.StaffID) (int, error) { return d.tries, nil }

// enroller is a device on its way to a shop.
type enroller struct{ arrived shiftui.Arrived }

func (e enroller) Enrol(context.Context, string) error {
	return retail.E(retail.CodeOffline, "gallery", "hint.hub_unreachable", nil)
}
func (e enroller) Arrived(context.Context) (shiftui.Arrived, error) { return e.arrived, nil }

func signIn(d *desk) func(page.Window) page.Screen {
	return func(w page.Window) page.Screen { return shiftui.NewSignIn(w, d, func() {}) }
}

func enrolment(a shiftui.Arrived) func(page.Window) page.Screen {
	return func(w page.Window) page.Screen { return shiftui.NewEnrol(w, enroller{a}, func() {}) }
}

// name is what colleagues call somebody in the language of the picture.
func (w *window) name(ja, en string) string {
	if w.look.lang == words.En {
		return en
	}
	return ja
}

func init() {
	sato := func(w *window) { w.tap(w.name("佐藤", "Sato")) }
	pin := func(w *window, digits string) {
		for _, d := range digits {
			w.tap(string(d))
		}
	}
	scenes = append(scenes,
		scene{Name: "signin", Route: page.SignIn{}, Build: signIn(&desk{}), Contrast: true},
		scene{Name: "signin-pin", Route: page.SignIn{}, Build: signIn(&desk{}), Contrast: true, Then: func(_ page.Screen, w *window) {
			sato(w)
			pin(w, "12")
		}},
		scene{Name: "signin-wrong", Route: page.SignIn{}, Build: signIn(&desk{tries: 3}), Then: func(_ page.Screen, w *window) {
			sato(w)
			pin(w, "9999")
		}},
		scene{Name: "signin-locked", Route: page.SignIn{}, Build: signIn(&desk{locked: 4 * time.Minute}), Then: func(_ page.Screen, w *window) {
			w.tap(w.name("鈴木", "Suzuki"))
		}},
		scene{Name: "signin-badge", Route: page.SignIn{}, Build: signIn(&desk{}), Then: func(s page.Screen, _ *window) {
			s.Scan(scanner.Code{Kind: scanner.KindStaff})
		}},
		scene{Name: "signin-nobody", Route: page.SignIn{}, Build: signIn(&desk{none: true})},
		scene{Name: "enrol", Route: page.Enrol{}, Build: enrolment(shiftui.Arrived{}), Contrast: true},
		scene{Name: "enrol-type", Route: page.Enrol{}, Build: enrolment(shiftui.Arrived{}), Then: func(_ page.Screen, w *window) {
			if !w.look.shape.Tablet() {
				w.tap(w.cat.T("enrol.type"))
			}
			pin(w, "ABC2DEF3GHIJK")
		}},
		scene{Name: "enrol-unreachable", Route: page.Enrol{}, Build: enrolment(shiftui.Arrived{}), Then: func(s page.Screen, _ *window) {
			s.Scan(scanner.Code{Kind: scanner.KindEnrolment})
		}},
		scene{Name: "enrol-again", Route: page.Enrol{}, Build: func(w page.Window) page.Screen { return shiftui.NewEnrolAgain(w, enroller{}) }},
		scene{Name: "enrol-fetch", Route: page.Enrol{}, Build: enrolment(shiftui.Arrived{Org: true})},
		scene{Name: "enrol-ready", Route: page.Enrol{}, Build: enrolment(shiftui.Arrived{Org: true, Store: true, Done: 3_214_000, Of: 10_130_000})},
	)
}
