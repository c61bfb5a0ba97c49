package counterui

import (
	"testing"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets/words"
	"miseban/scanner"
)

// TestOfflineAwayFromTheCounter: who is not the 受渡端末 is told which terminal
// is; a manager's PIN or badge lets it hand over all the same.
func TestOfflineAwayFromTheCounter(t *testing.T) {
	for _, byBadge := range []bool{false, true} {
		alone := allBags(ready())
		alone.Desk = pickup.Standing{Held: true, Holder: "カウンター1"}
		s := &counter{present: shows(alone)}
		desk := &place{stand: alone.Desk}
		f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
		f.Show(func(w page.Window) page.Screen { return NewHandover(w, s, desk, page.Handover{}) })
		f.UntilSeen("受渡端末(カウンター1)をご利用ください")
		f.Screen.Scan(customer)
		f.UntilSeen("責任者承認")
		if !f.Sees("オフラインです") || f.Sees("引き渡す") {
			t.Errorf("it says %s", f.Read())
		}
		f.Tap("責任者承認")
		f.UntilSeen("店長の番号")
		if byBadge {
			f.Screen.Scan(scanner.Code{Kind: scanner.KindStaff, Fields: scanner.Fields{ID: "m"}})
		} else {
			for _, d := range "9999" {
				f.Tap(string(d))
			}
			f.UntilSeen("番号がちがいます")
			for _, d := range "1234" {
				f.Tap(string(d))
			}
		}
		f.UntilSeen("引き渡す")
		f.Tap("引き渡す")
		f.UntilSeen("お渡ししました")
		if desk.open != 1 {
			t.Errorf("%d counter pages are open", desk.open)
		}
	}
}

// TestCounterOffline: the 受渡端末 hands over without a line as with one, and
// nothing more is asked.
func TestCounterOffline(t *testing.T) {
	v := allBags(ready())
	v.Desk = pickup.Standing{Mine: true, Held: true, Holder: "カウンター1", Token: 3}
	s := &counter{present: shows(v)}
	f := pagetest.New(t, page.Counter, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return NewHandover(w, s, &place{stand: v.Desk}, page.Handover{}) })
	f.UntilSeen("受渡端末")
	f.Screen.Scan(customer)
	f.UntilSeen("お渡しできます")
	f.Tap("引き渡す")
	f.UntilSeen("お渡ししました")
}

func TestLeaseIsTheFirstQuestion(t *testing.T) {
	for name, x := range map[string]struct {
		stand    pickup.Standing
		approver retail.StaffID
		want     step
	}{
		"on line":          {pickup.Standing{Online: true}, "", stepBags},
		"the counter":      {pickup.Standing{Mine: true}, "", stepBags},
		"neither":          {pickup.Standing{}, "", stepLease},
		"a manager's word": {pickup.Standing{}, "m", stepBags},
	} {
		v := ready()
		v.Desk, v.Approver.ID = x.stand, x.approver
		if got := stepOf(v); got != x.want {
			t.Errorf("%s: %v, want %v", name, got, x.want)
		}
	}
}
