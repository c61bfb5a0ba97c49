package scanui_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/scanui"
	"miseban/app/internal/ui/theme"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// service remembers what it was told.
type service struct {
	layout scanner.Layout
	sheets int
}

func (s *service) Layout() scanner.Layout { return s.layout }
func (s *service) Learn(_ context.Context, l scanner.Layout) error {
	s.layout = l
	return nil
}
func (s *service) Rules() scanner.Rules { return scanner.DefaultRules() }
func (s *service) Sheet(context.Context) (string, error) {
	s.sheets++
	return "/home/shop/miseban-scanner.pdf", nil
}

// came is a code as a wedge brought it.
func came(raw string, end scanner.Ending, each time.Duration, l scanner.Layout) scanner.Code {
	n := len([]rune(raw))
	return scanner.Classify(raw, scanner.DefaultRules().Apply(scanner.Options{
		Source: scanner.SourceWedge, Layout: l, Typing: scanner.Typing{End: end, Keys: n, Took: time.Duration(n-1) * each},
	}))
}

// swap is a US scanner on a Japanese keyboard: what its layout gives back, and
// what that keyboard has no key for.
func swap(s string) string {
	l := scanner.USOnJIS()
	typed, meant := []rune(l.Typed), []rune(l.Meant)
	return strings.Map(func(r rune) rune {
		if i := slices.Index(meant, r); i >= 0 {
			return typed[i]
		}
		switch r {
		case ')', '+':
			return '~'
		case '`', '~':
			return -1
		}
		return r
	}, s)
}

// Each calibration says what was found and what to do, and is kept when it
// taught something.
func TestCalibration(t *testing.T) {
	whole := scanner.Calibration()
	for name, c := range map[string]struct {
		code    scanner.Code
		learned bool
		says    []string
		sound   assets.Sound
	}{
		"as it should be": {
			came(whole, scanner.EndEnter, 2*time.Millisecond, scanner.Layout{}), true,
			[]string{"そのまま使えます", "記号はすべてそのまま届きます", "GS（区切り文字）が届きます", "最後に Enter が届きます"},
			assets.SoundDone,
		},
		"US on JIS": {
			came(swap(whole), scanner.EndEnter, 2*time.Millisecond, scanner.Layout{}), true,
			[]string{"調整しました。届かない文字があります", "記号を元に戻して読みます", "届かない文字: ` ~ ) +"},
			assets.SoundDone,
		},
		"marks swapped, nothing lost": {
			came(strings.NewReplacer("@", "[", "[", "@").Replace(whole), scanner.EndTab, 0, scanner.Layout{}), true,
			[]string{"記号が入れ替わっていました。直しました", "入れ替わっていた記号: 2個", "最後に Tab が届きます"},
			assets.SoundDone,
		},
		"Caps Lock": {came(flip(whole), scanner.EndEnter, 0, scanner.Layout{}), true, []string{"直しました", "Caps Lock がオンです"}, assets.SoundDone},
		"GS as text, no suffix": {
			came(strings.ReplaceAll(whole, "\x1d", "{GS}"), scanner.EndIdle, 0, scanner.Layout{}), true,
			[]string{"{GS} で届きます", "最後の Enter が届きません"},
			assets.SoundDone,
		},
		"GS lost":      {came(strings.ReplaceAll(whole, "\x1d", ""), scanner.EndEnter, 0, scanner.Layout{}), true, []string{"GS（区切り文字）が届きません", "<GS> などの文字に置き換え"}, assets.SoundDone},
		"half of it":   {came(whole[:60], scanner.EndEnter, 0, scanner.Layout{}), false, []string{"コードの一部しか届きません", "HID ディレイ"}, assets.SoundWrong},
		"another code": {came("4901234567894", scanner.EndEnter, 0, scanner.Layout{}), false, []string{"調整のコードではありません"}, assets.SoundUnknown},
		"through kana": {
			scanner.Classify("misebanあ", scanner.Options{Typing: scanner.Typing{Trust: scanner.TrustKeys}}), false,
			[]string{"日本語入力がオンです", "半角/全角"},
			assets.SoundWrong,
		},
		"below the keyboard": {scanner.Classify(whole, scanner.Options{Source: scanner.SourceEvdev}), false, []string{"そのまま使えます"}, assets.SoundDone},
		"by a camera":        {scanner.Classify(whole, scanner.Options{Source: scanner.SourceCamera}), false, []string{"調整は要りません"}, assets.SoundWrong},
	} {
		t.Run(name, func(t *testing.T) {
			f, svc := pagetest.New(t, page.Handheld, words.Ja, theme.Light), &service{}
			s := f.Show(func(w page.Window) page.Screen { return scanui.NewCalibrate(w, svc, page.Calibrate{}) })
			f.UntilSeen("まだ調整していません")
			s.Scan(c.code)
			f.UntilSeen(c.says[0])
			for _, want := range c.says {
				if !f.Sees(want) {
					t.Errorf("not said: %s\n%s", want, f.Read())
				}
			}
			if svc.layout.IsZero() == c.learned {
				t.Errorf("learned %+v", svc.layout)
			}
			if len(f.Played) != 1 || f.Played[0] != c.sound {
				t.Errorf("heard %v", f.Played)
			}
		})
	}
}

func flip(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r ^ 0x20
		}
		return r
	}, s)
}

// What is wrong is said in words, with what to do; what is right is not talked
// down.
func TestScanTest(t *testing.T) {
	place, err := scanner.NewPlace("A-01-2")
	if err != nil {
		t.Fatal(err)
	}
	ok := 3 * time.Millisecond
	none := scanner.Layout{}
	for name, c := range map[string]struct {
		code  scanner.Code
		says  []string
		never string
	}{
		"all well":            {came("]E04901234567894", scanner.EndEnter, ok, none), []string{"商品のコードです", "]E04901234567894", "04901234567894", "JAN-13", "16文字、間隔 3 ms", "キーボード型"}, "届きません"},
		"no suffix":           {came("4901234567894", scanner.EndIdle, ok, none), []string{"商品のコードです", "最後の Enter が届きません", "AIM識別子）は届いていません"}, ""},
		"check digit":         {came("4901234567890", scanner.EndEnter, ok, none), []string{"検査数字が合いません", "もう一度読んでください"}, ""},
		"layout swapped":      {came("[E04901234567894", scanner.EndEnter, ok, none), []string{"商品のコードです", "記号が入れ替わって届きました"}, ""},
		"layout known":        {came("[E04901234567894", scanner.EndEnter, ok, scanner.USOnJIS()), []string{"商品のコードです"}, "入れ替わって"},
		"Caps Lock":           {came(strings.ToLower(place), scanner.EndEnter, ok, none), []string{"棚の札です", "Caps Lock がオンです"}, ""},
		"GS as text":          {came("]C1010490123456789410AB<GS>21X", scanner.EndEnter, ok, none), []string{"GS（区切り文字）が文字で届きました"}, ""},
		"GS lost":             {came("]C101049012345678942112345678901234567890123", scanner.EndEnter, ok, none), []string{"GS（区切り文字）が届いていません"}, ""},
		"GS there":            {came("]C101049012345678941726123110AB\x1d21X", scanner.EndEnter, ok, none), []string{"商品のコードです", "«GS»", "(21)", "(17)"}, "届いていません"},
		"half a code":         {came("4901234567", scanner.EndIdle, ok, none), []string{"10桁です。途中で切れたようです"}, ""},
		"half of ours":        {came(place[:8], scanner.EndEnter, ok, none), []string{"途中で切れています"}, ""},
		"UPC-E phantom":       {came("04252614", scanner.EndEnter, ok, none), []string{"UPC-E（アメリカの短いコード）かもしれません"}, ""},
		"full width":          {came("４９０１２３４５６７８９４", scanner.EndEnter, ok, none), []string{"商品のコードです", "全角の文字で届きました"}, ""},
		"slow":                {came("4901234567894", scanner.EndEnter, 30*time.Millisecond, none), []string{"文字の間隔が 30 ms です"}, ""},
		"Tab":                 {came("4901234567894", scanner.EndTab, ok, none), []string{"最後に Tab が届きます"}, ""},
		"two in one":          {scanner.Classify("49012345678944901234567894", scanner.Options{Typing: scanner.Typing{Trust: scanner.TrustNone}}), []string{"2つのコードがつながって届きました"}, ""},
		"a slip":              {came("A123456789013A", scanner.EndEnter, ok, none), []string{"送り状の番号です", "123456789013", "parcel"}, ""},
		"typed by hand":       {scanner.Classify("4901234567894", scanner.Options{Source: scanner.SourceTyped}), []string{"商品のコードです", "手入力"}, "AIM"},
		"with a price inside": {scanner.Classify("0212345012345", scanner.Options{Templates: []scanner.Template{{Pattern: "02IIIIIXXXXXC", Unit: scanner.ValueYen}}}), []string{"店のコードです", "価格（円）", "1234"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f, svc := pagetest.New(t, page.Counter, words.Ja, theme.Light), &service{}
			if name == "layout known" {
				svc.layout = scanner.USOnJIS()
			}
			s := f.Show(func(w page.Window) page.Screen { return scanui.NewTest(w, svc, func(string) {}, page.ScanTest{}) })
			f.UntilSeen("コードをスキャンしてください")
			s.Scan(c.code)
			f.UntilSeen(c.says[0])
			for _, want := range c.says {
				if !f.Sees(want) {
					t.Errorf("not said: %s\n%s", want, f.Read())
				}
			}
			if c.never != "" && f.Sees(c.never) {
				t.Errorf("said: %s\n%s", c.never, f.Read())
			}
		})
	}
}

// The sheet is written and its place said; the rules are there to read.
func TestTheSheetIsSaid(t *testing.T) {
	f, svc := pagetest.New(t, page.Handheld, words.En, theme.Light), &service{}
	f.Show(func(w page.Window) page.Screen { return scanui.NewTest(w, svc, func(string) {}, page.ScanTest{}) })
	f.UntilSeen("Parcel slip parcel")
	f.Tap("Set-up sheet (PDF)")
	f.Until(func() bool { return svc.sheets == 1 && f.Sees("miseban-scanner.pdf") })
}
