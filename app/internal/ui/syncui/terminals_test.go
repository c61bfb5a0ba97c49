package syncui_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/syncui"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets/words"
)

// shop is a shop of three terminals.
type shop struct {
	stand pickup.Standing
	calls chan string
}

func (s shop) Terminals(context.Context) ([]pickup.Terminal, error) {
	t := func(id, name string) pickup.Terminal {
		return pickup.Terminal{Terminal: retail.Terminal{ID: retail.DeviceID(id), Name: name}}
	}
	all := []pickup.Terminal{t("d-1", "ハンディ1"), t("d-2", "カウンター1"), t("d-3", "ハンディ3")}
	all[0].Here = true
	all[1].Counter, all[1].Until = true, pagetest.At.Add(2*time.Hour)
	all[2].Away, all[2].Unsent = pagetest.At.Add(-26*time.Hour), 4
	return all, nil
}

func (s shop) Contacts(context.Context) (pickup.Contacts, error) {
	return pickup.Contacts{At: pagetest.At, Of: map[retail.DeviceID]pickup.Contact{
		"d-1": {Arrived: 986, Seen: pagetest.At}, "d-2": {Arrived: 2306, Unsent: 4, Seen: pagetest.At.Add(-3 * time.Minute)},
	}}, nil
}

func (s shop) Standing(context.Context) (pickup.Standing, error) { return s.stand, nil }

func (s shop) Take(_ context.Context, over bool) error {
	s.calls <- fmt.Sprint("take ", over)
	return nil
}

func (s shop) Revoke(_ context.Context, id retail.DeviceID) error {
	s.calls <- "revoke " + string(id)
	return nil
}

func openShop(t *testing.T, shape page.Shape, role retail.Role, stand pickup.Standing) (*pagetest.Fake, shop) {
	s := shop{stand, make(chan string, 9)}
	f := pagetest.New(t, shape, words.Ja, theme.Light)
	f.WhoIs.Role = role
	f.Show(func(w page.Window) page.Screen { return syncui.NewTerminals(w, s, page.Terminals{}) })
	f.UntilSeen("ハンディ3")
	return f, s
}

func TestTerminals(t *testing.T) {
	for _, shape := range []page.Shape{page.Handheld, page.Counter} {
		f, s := openShop(t, shape, retail.RoleManager, pickup.Standing{Online: true, Held: true, Holder: "カウンター1"})
		for _, text := range []string{"この端末", "受渡端末・12:45 まで", "連絡なし 26時間・未送信 4件", "オフライン 3分・未送信 4件", "受渡端末は カウンター1 です"} {
			f.UntilSeen(text)
		}
		f.Tap("この端末を受渡端末にする")
		if got := <-s.calls; got != "take true" {
			t.Errorf("%v: %s", shape, got)
		}
		f.Tap("無効化")
		if !f.Sees("もとには戻せません") {
			t.Errorf("%v: nobody is asked: %s", shape, f.Read())
		}
		f.Tap("無効化する")
		if got := <-s.calls; got != "revoke d-3" {
			t.Errorf("%v: %s", shape, got)
		}
		f.Until(func() bool { return slices.Equal(f.Went, []page.Route{page.Checklist{Device: "d-3"}}) })
	}
}

// TestTerminalsOfStaff: who is no manager shuts nothing out, and takes the
// counter only when nobody has it.
func TestTerminalsOfStaff(t *testing.T) {
	f, _ := openShop(t, page.Handheld, retail.RoleStaff, pickup.Standing{Online: true, Held: true, Holder: "カウンター1"})
	if f.Sees("この端末を受渡端末にする") || !f.Sees("端末の無効化は、店長が行います") {
		t.Errorf("staff see %s", f.Read())
	}
	f, s := openShop(t, page.Handheld, retail.RoleStaff, pickup.Standing{Online: true})
	f.Tap("この端末を受渡端末にする")
	if got := <-s.calls; got != "take false" {
		t.Error(got)
	}
	f, _ = openShop(t, page.Handheld, retail.RoleManager, pickup.Standing{})
	f.Light = widgets.SyncText(f.Words(), widgets.SyncOffline, time.Minute, 0, 0)
	if f.Sees("この端末を受渡端末にする") || !f.Sees("つながると、受渡端末にできます") {
		t.Errorf("offline: %s", f.Read())
	}
	f.Tap("無効化")
	if !f.Sees("つながって送られたときに効きます") {
		t.Errorf("offline it is not said when it takes effect: %s", f.Read())
	}
}
