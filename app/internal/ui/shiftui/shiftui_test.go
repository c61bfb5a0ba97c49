package shiftui_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"miseban/app/internal/shift"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/shiftui"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

var _ shiftui.Desk = (*shift.Service)(nil)

// desk knows 佐藤 with the PIN 1234 and the badge S101.
type desk struct {
	mu     sync.Mutex
	tries  int
	locked time.Duration
}

func (d *desk) People(context.Context) ([]shift.Person, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return []shift.Person{
		{Staff: retail.Staff{ID: "s-101", Name: "佐藤", NameEn: "Sato", Active: true}, Last: true, Locked: d.locked},
		{Staff: retail.Staff{ID: "s-102", Name: "鈴木", NameEn: "Suzuki", Active: true}},
	}, nil
}

func (d *desk) SignIn(_ context.Context, id retail.StaffID, pin string) (retail.Staff, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if id == "s-101" && pin == "1234" {
		return retail.Staff{ID: id}, nil
	}
	if d.tries--; d.tries == 0 {
		d.locked = time.Minute
		return retail.Staff{}, retail.E(retail.CodeLocked, "t", "hint.pin_locked", nil)
	}
	return retail.Staff{}, retail.E(retail.CodeInvalid, "t", "hint.pin_wrong", nil)
}

func (d *desk) SignInBadge(_ context.Context, badge string) (retail.Staff, error) {
	if badge != "S101" {
		return retail.Staff{}, retail.E(retail.CodeNotFound, "t", "hint.badge_unknown", nil)
	}
	return retail.Staff{ID: "s-101"}, nil
}

func (d *desk) TriesLeft(context.Context, retail.StaffID) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.tries, nil
}

// signIn shows the page and counts who entered.
func signIn(t *testing.T, shape page.Shape, d *desk) (*pagetest.Fake, *int) {
	f, entered := pagetest.New(t, shape, words.Ja, theme.Light), new(int)
	f.Show(func(w page.Window) page.Screen { return shiftui.NewSignIn(w, d, func() { *entered++ }) })
	f.UntilSeen("佐藤さん")
	return f, entered
}

func keys(f *pagetest.Fake, digits string) {
	for _, d := range digits {
		f.Tap(string(d))
	}
}

func TestSignInByPIN(t *testing.T) {
	for _, shape := range []page.Shape{page.Handheld, page.Counter} {
		f, entered := signIn(t, shape, &desk{tries: 5})
		f.Tap("佐藤さん")
		keys(f, "1234")
		f.Until(func() bool { return *entered == 1 })
		if !slices.Equal(f.Played, []assets.Sound{assets.SoundRight}) {
			t.Errorf("%v: played %v", shape, f.Played)
		}
	}
}

func TestWrongPIN(t *testing.T) {
	f, entered := signIn(t, page.Handheld, &desk{tries: 3})
	f.Tap("佐藤さん")
	keys(f, "9999")
	f.UntilSeen("番号がちがいます。あと2回")
	keys(f, "9998")
	f.UntilSeen("次もちがうと、しばらく使えません")
	keys(f, "9997")
	f.UntilSeen("あと1分で番号を使えます")
	if *entered != 0 || len(f.Played) != 3 || f.Played[0] != assets.SoundWrong {
		t.Errorf("entered %d, played %v", *entered, f.Played)
	}
	f.Clock.Advance(time.Minute)
	f.Pump.Run()
	if f.Sees("番号を使えます") {
		t.Error("the lock is still shown after it ended")
	}
}

func TestNameIsForgotten(t *testing.T) {
	f, _ := signIn(t, page.Handheld, &desk{tries: 5})
	f.Tap("佐藤さん")
	if f.Sees("鈴木さん") {
		t.Fatal("the names are still shown beside the pad")
	}
	f.Clock.Advance(30 * time.Second)
	f.Pump.Run()
	if !f.Sees("鈴木さん") {
		t.Error("the name is still chosen after 30 s")
	}
}

func TestBadge(t *testing.T) {
	f, entered := signIn(t, page.Handheld, &desk{tries: 5})
	f.Screen.Scan(scanner.Code{Kind: scanner.KindGTIN})
	if !f.Sees("名札ではありません") {
		t.Error("goods were taken for a badge")
	}
	f.Screen.Scan(scanner.Code{Kind: scanner.KindStaff, Fields: scanner.Fields{ID: "S999"}})
	f.UntilSeen("この名札は登録されていません")
	f.Tap("佐藤さん") // a badge also wins over a name half typed
	keys(f, "12")
	f.Screen.Scan(scanner.Code{Kind: scanner.KindStaff, Fields: scanner.Fields{ID: "S101"}})
	f.Until(func() bool { return *entered == 1 })
}

// hub enrols with one code.
type hub struct {
	mu      sync.Mutex
	text    string
	arrived shiftui.Arrived
}

func (h *hub) Enrol(_ context.Context, text string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if text != h.text {
		return retail.E(retail.CodeInvalid, "t", "hint.enrol_used", errors.New("used"))
	}
	h.arrived.Org = true
	return nil
}

func (h *hub) Arrived(context.Context) (shiftui.Arrived, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.arrived, nil
}

func (h *hub) set(a shiftui.Arrived) {
	h.mu.Lock()
	h.arrived = a
	h.mu.Unlock()
}

func TestEnrol(t *testing.T) {
	code, err := scanner.NewEnrolment([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	h, done := &hub{text: code}, 0
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return shiftui.NewEnrol(w, h, func() { done++ }) })
	f.Screen.Scan(scanner.Code{Kind: scanner.KindGTIN})
	if !f.Sees("登録コードではありません") {
		t.Error("goods were taken for an enrolment code")
	}
	f.Screen.Scan(scanner.Code{Kind: scanner.KindEnrolment, Text: "E1OLD/00"})
	f.UntilSeen("この登録コードは使えません")
	f.Tap("手で入れる")
	keys(f, code[2:])
	f.UntilSeen("準備しています")
	if f.Tap("はじめる"); done != 0 {
		t.Error("work began before orders and stock were there")
	}
	h.set(shiftui.Arrived{Org: true, Store: true})
	f.Until(func() bool {
		f.Clock.Advance(500 * time.Millisecond)
		return f.Sees("使えます")
	})
	if f.Tap("はじめる"); done != 1 {
		t.Errorf("done %d times", done)
	}
	if f.Played[len(f.Played)-1] != assets.SoundDone {
		t.Errorf("played %v", f.Played)
	}
}

// TestEnrolAgain: what is here of the enrolment before is not taken for the
// new one, and the code is sent.
func TestEnrolAgain(t *testing.T) {
	code, err := scanner.NewEnrolment([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	h := &hub{text: code, arrived: shiftui.Arrived{Store: true, Catalogue: true}}
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return shiftui.NewEnrolAgain(w, h) })
	f.Screen.Synced()
	f.Clock.Advance(time.Second)
	if !f.Sees("登録コードをスキャン") || !f.Sees("記録は残っています") {
		t.Errorf("it reads %s", f.Read())
	}
	f.Screen.Scan(scanner.Code{Kind: scanner.KindEnrolment, Text: "E1OLD/00"})
	f.UntilSeen("この登録コードは使えません")
	f.Screen.Scan(scanner.Code{Kind: scanner.KindEnrolment, Text: code})
	f.Until(func() bool { h.mu.Lock(); defer h.mu.Unlock(); return h.arrived.Org })
}

func TestGolden(t *testing.T) {
	f, _ := signIn(t, page.Handheld, &desk{tries: 5})
	f.Golden("signin-handheld")
	f.Tap("佐藤さん")
	keys(f, "12")
	f.Golden("signin-pin-handheld")
	f, _ = signIn(t, page.Counter, &desk{tries: 5})
	f.Golden("signin-counter")
	f = pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return shiftui.NewEnrol(w, &hub{}, func() {}) })
	f.Golden("enrol-handheld")
}
