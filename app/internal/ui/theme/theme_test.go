package theme

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"

	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// textPairs are the texts and grounds that screens put together.
var textPairs = []struct{ ink, on Token }{
	{Ink, Bg},
	{Ink, Card},
	{Ink, Sunk},
	{Ink, Ground},
	{Ink, AccentSoft},
	{Ink, AccentTint},
	{Ink, TealSoft},
	{Ink, GreenSoft},
	{Ink, AmberSoft},
	{Ink2, Bg},
	{Ink2, Card},
	{Ink2, Sunk},
	{Ink2, GreySoft},
	{Ink2, AccentSoft},
	{Ink2, TealSoft},
	{Ink3, Bg},
	{Ink3, Card},
	{Accent, Bg},
	{Accent, Card},
	{Accent, AccentSoft},
	{AccentInk, Accent},
	{Blue, BlueSoft},
	{Amber, AmberSoft},
	{Teal, TealSoft},
	{Indigo, IndigoSoft},
	{Grey, GreySoft},
	{Orange, OrangeSoft},
	{Red, RedSoft},
	{Green, GreenSoft},
	{Blue, Card},
	{Amber, Card},
	{Teal, Card},
	{Indigo, Card},
	{Grey, Card},
	{Orange, Card},
	{Red, Card},
	{Green, Card},
	{Amber, Bg},
	{Red, Bg},
	{Green, Bg},
	{Teal, Bg},
	{OnFill, OkFill},
	{OnFill, StopFill},
	{OnFill, StopInset},
	{OnFill, HaltFill},
	{OnFill, MoreFill},
	{OnFill, OtherFill},
	{StopInset, OnFill},
}

// bigPairs are icons, marks and borders that carry meaning.
var bigPairs = []struct{ ink, on Token }{
	{Mark, Card}, {Mark, Bg}, {Ink3, Card}, {Ink3, Sunk}, {Teal, TealSoft}, {Accent, Card}, {Accent, Bg},
}

func TestContrast(t *testing.T) {
	for _, m := range Modes {
		need, big := 4.5, 3.0
		if m == Contrast {
			need, big = 7.0, 4.5
		}
		for _, p := range textPairs {
			if r := Ratio(In(p.ink, m), In(p.on, m)); r < need {
				t.Errorf("%v: %s on %s has %.2f, needs %.1f", m, p.ink, p.on, r, need)
			}
		}
		for _, p := range bigPairs {
			if r := Ratio(In(p.ink, m), In(p.on, m)); r < big {
				t.Errorf("%v: %s on %s has %.2f, needs %.1f", m, p.ink, p.on, r, big)
			}
		}
	}
}

func TestRatioIsWCAGs(t *testing.T) {
	if r := Ratio(rgb(0x000000), rgb(0xFFFFFF)); r < 20.9 || r > 21.1 {
		t.Errorf("black on white: %.2f", r)
	}
	if r := Ratio(rgb(0x777777), rgb(0xFFFFFF)); r < 4.47 || r > 4.49 {
		t.Errorf("#777 on white: %.2f", r)
	}
}

func TestAccentIsChecked(t *testing.T) {
	if _, err := New(Options{Accent: rgb(0xFFE34D)}); err == nil {
		t.Error("pale yellow passed as an accent")
	}
	for _, m := range Modes {
		th, err := New(Options{Mode: m, Accent: rgb(0x7A1F5C)})
		if err != nil {
			t.Fatalf("%v: %v", m, err)
		}
		for _, p := range []struct{ ink, on Token }{{Accent, Card}, {Accent, AccentSoft}, {AccentInk, Accent}} {
			a, b := th.Color(p.ink, 0), th.Color(p.on, 0)
			if r := Ratio(nrgba(a), nrgba(b)); r < 4.5 {
				t.Errorf("%v: %s on %s has %.2f", m, p.ink, p.on, r)
			}
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for _, o := range []Options{{Mode: 9}, {Scale: 0.5}, {Scale: 2}} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v passed", o)
		}
	}
}

func TestEveryFontIsThere(t *testing.T) {
	th, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, s := range []fyne.TextStyle{{}, {Bold: true}, {Monospace: true}, {Monospace: true, Bold: true}} {
		r := th.Font(s)
		if len(r.Content()) == 0 || seen[r.Name()] {
			t.Errorf("style %+v: font %q", s, r.Name())
		}
		seen[r.Name()] = true
	}
}

func nrgba(c color.Color) color.NRGBA { return color.NRGBAModel.Convert(c).(color.NRGBA) }

func TestEveryStateHasALook(t *testing.T) {
	catalogue, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	looks := []StateLook{ExceptionLook(), ClaimLook(true), ClaimLook(false)}
	seen := map[string]retail.OrderState{}
	for _, s := range retail.OrderStates() {
		look := State(s)
		if other, twice := seen[look.Word]; twice || look.Word == "" {
			t.Errorf("%v: word %q is no word of its own (%v)", s, look.Word, other)
		}
		seen[look.Word] = s
		looks = append(looks, look)
	}
	for _, look := range looks {
		for _, l := range words.Langs {
			if !catalogue.In(l).Has(look.Word) {
				t.Errorf("%v: no word %s", l, look.Word)
			}
		}
		if look.Icon.SVG("#000000", 2) == nil {
			t.Errorf("%s: no icon %s", look.Word, look.Icon)
		}
	}
}
