package settingsui_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/settingsui"
	"miseban/app/internal/ui/shell"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// ways is scanners without devices behind them.
type ways struct {
	list    []settingsui.Scanner
	devices []settingsui.Device
	err     error
}

func (w *ways) Scanners() []settingsui.Scanner { return append([]settingsui.Scanner(nil), w.list...) }

func (w *ways) at(from scanner.Source) *settingsui.Scanner {
	for i := range w.list {
		if w.list[i].Source == from {
			return &w.list[i]
		}
	}
	panic("no such way in")
}

func (w *ways) Switch(from scanner.Source, on bool) {
	s := w.at(from)
	s.On, s.State = on, scanner.FeedWaiting
	if !on {
		s.State = 0
	}
}

func (w *ways) Devices(context.Context, scanner.Source) ([]settingsui.Device, error) {
	return w.devices, w.err
}

func (w *ways) Use(from scanner.Source, device string) {
	w.at(from).Chosen, w.at(from).Device = device, device
	w.Switch(from, true)
}

func openScanners(t *testing.T, shape page.Shape, w *ways) *pagetest.Fake {
	f := pagetest.New(t, shape, words.Ja, theme.Light)
	f.Show(func(pw page.Window) page.Screen {
		return settingsui.NewSettings(pw, shell.NewSettings(keeper{}, shape, 0, 0), func() {}, settingsui.Actions{Version: "1.0.0", Scanners: w})
	})
	return f
}

func fresh() *ways {
	return &ways{list: []settingsui.Scanner{
		{Source: scanner.SourceTCP, Chosen: "127.0.0.1:58627", Device: "127.0.0.1:58627"},
		{Source: scanner.SourceSerial},
		{Source: scanner.SourceEvdev},
		{Source: scanner.SourcePicture, Chosen: "/data/pictures"},
	}}
}

func TestSwitchScanners(t *testing.T) {
	w := fresh()
	f := openScanners(t, page.Counter, w)
	f.Tap("ネットワーク")
	if !w.at(scanner.SourceTCP).On || !f.Sees("つながるのを待っています") || !f.Sees("127.0.0.1:58627") {
		t.Errorf("%+v: %s", w.list, f.Read())
	}
	f.Tap("ネットワーク")
	if w.at(scanner.SourceTCP).On {
		t.Error("not switched off")
	}
	w.devices = []settingsui.Device{{ID: "usb:05E0:1701", Name: "Bar Code Scanner"}, {ID: "/dev/ttyS0", Name: "/dev/ttyS0"}}
	f.Tap("シリアル・USB-COM") // none was chosen yet: it asks
	f.UntilSeen("どの機器を使いますか")
	f.Tap("Bar Code Scanner")
	if s := w.at(scanner.SourceSerial); !s.On || s.Chosen != "usb:05E0:1701" || f.Sees("どの機器を使いますか") {
		t.Errorf("%+v", s)
	}
	w.devices = nil
	f.Tap("この画面専用")
	f.UntilSeen("つながっている機器がありません")
	f.Tap("やめる")
	if w.at(scanner.SourceEvdev).On {
		t.Error("switched on without a device")
	}
	w.err = errors.New("input devices can only be read on Linux")
	f.Tap("この画面専用")
	f.Until(func() bool { return w.at(scanner.SourceEvdev).On }) // the feed's own words say why not
}

// TestScannersStand: each state has its words and what to do, and the page
// follows while it is open.
func TestScannersStand(t *testing.T) {
	w := fresh()
	f := openScanners(t, page.Handheld, w)
	for _, c := range []struct {
		from   scanner.Source
		state  scanner.FeedState
		reason scanner.Reason
		open   bool
		see    []string
	}{
		{scanner.SourceTCP, scanner.FeedConnected, 0, false, []string{"つながっています"}},
		{scanner.SourceTCP, scanner.FeedWaiting, 0, true, []string{"つながるのを待っています", "店舗のネットワークのだれでも送れます"}},
		{scanner.SourceTCP, scanner.FeedLost, scanner.ReasonBusy, true, []string{"ほかのプログラムが使っています", "そのプログラムを閉じてください"}},
		{scanner.SourceSerial, scanner.FeedWaiting, scanner.ReasonAbsent, false, []string{"見つかりません", "ケーブルと電源を確かめてください", "選んでください"}},
		{scanner.SourceSerial, scanner.FeedWaiting, scanner.ReasonGone, false, []string{"外れました", "つなぎ直すと"}},
		{scanner.SourceSerial, scanner.FeedLost, scanner.ReasonPermission, false, []string{"使う許可がありません", "dialout"}},
		{scanner.SourceEvdev, scanner.FeedLost, scanner.ReasonPermission, false, []string{"使う許可がありません", "input"}},
		{scanner.SourceEvdev, scanner.FeedLost, scanner.ReasonUnsupported, false, []string{"この端末では使えません"}},
		{scanner.SourceSerial, scanner.FeedLost, scanner.ReasonSetting, false, []string{"設定が合っていません"}},
		{scanner.SourcePicture, scanner.FeedLost, scanner.ReasonBroken, false, []string{"動いていません"}},
		{scanner.SourcePicture, scanner.FeedOff, 0, false, []string{"止まっています"}},
	} {
		w.list = fresh().list
		s := w.at(c.from)
		s.On, s.State, s.Reason, s.Open = true, c.state, c.reason, c.open
		f.Clock.Advance(time.Second)
		f.Settle()
		for _, text := range c.see {
			if !f.Sees(text) {
				t.Errorf("%v %v %v: no %q in %s", c.from, c.state, c.reason, text, f.Read())
			}
		}
	}
}

// TestScannerWords: no way in and no reason is without words, in either language.
func TestScannerWords(t *testing.T) {
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, from := range []scanner.Source{scanner.SourceTCP, scanner.SourceSerial, scanner.SourceEvdev, scanner.SourcePicture} {
		keys = append(keys, "scanners."+from.String(), "scanners."+from.String()+".for", "scanners.permission."+from.String())
	}
	for r := scanner.ReasonAbsent; r <= scanner.ReasonUnsupported; r++ {
		keys = append(keys, "scanners."+r.String())
		if r != scanner.ReasonPermission {
			keys = append(keys, "scanners."+r.String()+".do")
		}
	}
	for _, key := range keys {
		if !all.In(words.Ja).Has(key) || !all.In(words.En).Has(key) {
			t.Errorf("no text has the key %q", key)
		}
	}
}

// The choice who has the keys says what it costs, and that it holds from the next
// start on.
func TestInputMethod(t *testing.T) {
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	set, now := shell.NewSettings(keeper{}, page.Handheld, 0, 0), false
	f.Show(func(w page.Window) page.Screen {
		return settingsui.NewSettings(w, set, func() {}, settingsui.Actions{InputMethod: &now})
	})
	if f.Sees("もう一度開くと変わります") {
		t.Error("it is said to change before anything was chosen")
	}
	f.Tap("日本語入力")
	if !set.InputMethod() || !f.Sees("もう一度開くと変わります") || !f.Sees("読めないことがあります") {
		t.Errorf("kept %v: %s", set.InputMethod(), f.Read())
	}
	f.Tap("日本語入力")
	if set.InputMethod() || f.Sees("もう一度開くと変わります") {
		t.Errorf("kept %v: %s", set.InputMethod(), f.Read())
	}
	f, _, _ = open(t, page.Handheld, retail.RoleStaff, 0)
	if f.Sees("日本語入力") {
		t.Error("there is a choice where the system leaves none")
	}
}
