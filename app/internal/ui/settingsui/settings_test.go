package settingsui_test

import (
	"context"
	"slices"
	"testing"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/settingsui"
	"miseban/app/internal/ui/shell"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

var _ settingsui.Choices = (*shell.Settings)(nil)

// keeper keeps settings in memory.
type keeper map[string]string

func (k keeper) String(key string) string    { return k[key] }
func (k keeper) SetString(key, value string) { k[key] = value }

// open shows the page to somebody with the role while unsent records wait.
func open(t *testing.T, shape page.Shape, role retail.Role, unsent int) (f *pagetest.Fake, set *shell.Settings, did map[string]int) {
	f = pagetest.New(t, shape, words.Ja, theme.Light)
	f.WhoIs.Role = role
	f.Light.Unsent = unsent
	set, did = shell.NewSettings(keeper{}, shape, 0, 0), map[string]int{}
	count := func(what string) func(context.Context) error {
		return func(context.Context) error {
			did[what]++
			return nil
		}
	}
	f.Show(func(w page.Window) page.Screen {
		return settingsui.NewSettings(w, set, func() { did["redress"]++ }, settingsui.Actions{Version: "1.0.0", SignOut: count("out"), Unenrol: count("unenrol")})
	})
	return f, set, did
}

func TestChoices(t *testing.T) {
	f, set, did := open(t, page.Counter, retail.RoleStaff, 0)
	f.Tap("暗い")
	f.Tap("特大")
	f.Tap("動きを減らす")
	if set.Mode() != theme.Dark || set.Scale() != 1.6 || !set.Still() || did["redress"] != 3 {
		t.Errorf("mode %v scale %v still %v redressed %d", set.Mode(), set.Scale(), set.Still(), did["redress"])
	}
	f.Tap("新しい注文")
	if set.Sound(assets.SoundNewOrder) || !set.Sound(assets.SoundRight) {
		t.Error("a tap on a sound did not switch that one off")
	}
	f.Tap("ことば")
	if f.Switches != 1 {
		t.Errorf("language switched %d times", f.Switches)
	}
	f.Tap("記録と送信")
	if !slices.Equal(f.Went, []page.Route{page.Records{}}) {
		t.Errorf("went %v", f.Went)
	}
}

func TestLeaving(t *testing.T) {
	f, _, did := open(t, page.Handheld, retail.RoleManager, 0)
	f.Tap("交代")
	if f.Locks != 1 {
		t.Errorf("locked %d times", f.Locks)
	}
	f.Tap("退勤")
	if did["out"] != 0 || !f.Sees("退勤しますか") {
		t.Fatal("signed out without asking")
	}
	f.Tap("退勤する")
	f.Until(func() bool { return f.Homes == 1 })
	f.Tap("端末登録の解除")
	f.Tap("やめる")
	if f.Sees("端末登録を解除しますか") || did["unenrol"] != 0 {
		t.Fatal("やめる did not leave it")
	}
	f.Tap("端末登録の解除")
	f.Tap("解除して消す")
	f.Until(func() bool { return f.Homes == 2 })
	if did["out"] != 1 || did["unenrol"] != 1 {
		t.Errorf("did %v", did)
	}
}

func TestRefusedWhileUnsent(t *testing.T) {
	f, _, did := open(t, page.Handheld, retail.RoleManager, 4)
	f.Tap("退勤")
	if f.Sees("退勤しますか") || !f.Sees("未送信 4件。送り終わるまでお待ちください") {
		t.Errorf("sign-out was not refused: %s", f.Read())
	}
	f.Light.Unsent = 0
	f.Screen.Synced()
	f.Tap("退勤")
	if !f.Sees("退勤しますか") || len(did) != 0 {
		t.Errorf("still refused when everything is sent: %s", f.Read())
	}
}

func TestOnlyTheManagerRemoves(t *testing.T) {
	f, _, _ := open(t, page.Counter, retail.RoleLead, 0)
	if !f.Sees("店長が行います") {
		t.Error("it is not said who may")
	}
	f, _, _ = open(t, page.Counter, retail.RoleManager, 0)
	if f.Sees("店長が行います") {
		t.Error("the manager is told to ask the manager")
	}
}

func TestEverySoundHasWords(t *testing.T) {
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range assets.Sounds {
		for _, key := range []string{"settings.sound." + s.String(), "settings.seen." + s.String()} {
			if !all.In(words.Ja).Has(key) || !all.In(words.En).Has(key) {
				t.Errorf("no text has the key %q", key)
			}
		}
	}
}

func TestGolden(t *testing.T) {
	for _, shape := range []page.Shape{page.Handheld, page.Counter} {
		f, _, _ := open(t, shape, retail.RoleManager, 0)
		f.Golden("settings-" + shape.String())
	}
}
