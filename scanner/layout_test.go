package scanner

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What the keys of one layout give on a computer with the other, as typed into X
// with xkb-data 2.35.1 (the test of the window does that); a character that is not
// named stays, 0 gives nothing.
var (
	usKeysOnJIS = map[rune]rune{
		'@': '"', '^': '&', '&': '\'', '*': '(', '_': '=', '=': '^', '+': '~', '[': '@', '{': '`', ']': '[', '}': '{',
		':': '+', '\'': ':', '"': '*', '(': ')', ')': '~', '`': 0, '~': 0, '\\': ']', '|': '}',
	}
	jisKeysOnUS = map[rune]rune{
		':': '\'', '+': ':', '=': '_', '_': 0, '@': '[', '*': '"', '(': '*', ')': '(', '"': '@', '&': '^', '\'': '&',
		'^': '=', '~': '+', '`': '{', '[': ']', '{': '}', ']': '\\', '}': '|', '\\': 0, '|': 0,
	}
)

func typedOn(keys map[rune]rune, separator, s string) string {
	var b strings.Builder
	for _, r := range s {
		to, moved := keys[r]
		switch {
		case r == gs:
			b.WriteString(separator)
		case !moved:
			b.WriteRune(r)
		case to != 0:
			b.WriteRune(to)
		}
	}
	return b.String()
}

// The table of the issue: each printable character is restored or reported.
func TestLayoutTable(t *testing.T) {
	for name, c := range map[string]struct {
		keys   map[rune]rune
		known  Layout
		lost   string
		merged string // of those, what comes as one character
	}{
		"same":        {nil, Layout{}, "", ""},
		"US on a JIS": {usKeysOnJIS, USOnJIS(), "`~)+", ")+"},
		"JIS on a US": {jisKeysOnUS, JISOnUS(), "\\_|", ""},
	} {
		t.Run(name, func(t *testing.T) {
			l, lost, err := Learn(typedOn(c.keys, "\x1d", Calibration()))
			if err != nil {
				t.Fatal(err)
			}
			var gone string
			for _, x := range lost {
				gone += string(x.Char)
				if how := strings.ContainsRune(c.merged, x.Char); how != (x.How == LossMerged) {
					t.Errorf("%q %v", x.Char, x.How)
				}
			}
			if gone != c.lost {
				t.Errorf("lost %q, want %q", gone, c.lost)
			}
			restored := 0
			for r := ' '; r <= '~'; r++ {
				arrived := typedOn(c.keys, "", string(r))
				if strings.ContainsRune(c.lost, r) {
					if got := l.Restore(arrived); arrived != "" && got != "\uFFFD" {
						t.Errorf("%q is called lost, arrives as %q and is read as %q", r, arrived, got)
					}
					if got := c.known.Restore(arrived); arrived != "" && got != "\uFFFD" {
						t.Errorf("%q arrives as %q, known: %q", r, arrived, got)
					}
					continue
				}
				restored++
				if got := l.Restore(arrived); got != string(r) {
					t.Errorf("%q arrives as %q, learned: %q", r, arrived, got)
				}
				if got := c.known.Restore(arrived); got != string(r) {
					t.Errorf("%q arrives as %q, known: %q", r, arrived, got)
				}
			}
			if restored+len(c.lost) != 95 {
				t.Errorf("%d restored, %d lost", restored, len(c.lost))
			}
			t.Logf("%d of 95 restored, lost %q", restored, c.lost)
		})
	}
}

func TestLearn(t *testing.T) {
	swapCase := func(s string) string { return strings.Map(otherCase, s) }
	for name, c := range map[string]struct {
		received string
		want     Layout
		lost     []Lost
	}{
		"clean, Enter":  {Calibration() + "\r\n", Layout{Separator: "\x1d", Suffix: EndEnter}, nil},
		"Tab and AIM":   {"]Q1" + Calibration() + "\t", Layout{Separator: "\x1d", Suffix: EndTab}, nil},
		"Caps Lock":     {swapCase(Calibration()), Layout{CapsLock: true, Separator: "\x1d"}, nil},
		"GS lost":       {typedOn(nil, "", Calibration()), Layout{}, []Lost{{gs, LossVanished}}},
		"GS in words":   {typedOn(nil, "<GS>", Calibration()), Layout{Separator: "<GS>"}, nil},
		"GS as ^]":      {typedOn(nil, "^]", Calibration()), Layout{Separator: "^]"}, nil},
		"GS as Ctrl-]":  {typedOn(nil, "Ctrl-]", Calibration()), Layout{Separator: "Ctrl-]"}, nil},
		"GS as bracket": {typedOn(nil, "]", Calibration()), Layout{}, []Lost{{gs, LossMerged}}},
		"full width":    {wide(strings.ReplaceAll(Calibration(), "\x1d", "")), Layout{}, []Lost{{gs, LossVanished}}},
		"two the same":  {typedOn(map[rune]rune{'{': '['}, "\x1d", Calibration()), Layout{Separator: "\x1d", Unclear: "["}, []Lost{{'[', LossMerged}, {'{', LossMerged}}},
		"QWERTZ": {
			typedOn(map[rune]rune{'y': 'z', 'z': 'y', 'Y': 'Z', 'Z': 'Y', '-': 'ß', '@': '"', '"': 'Ä'}, "\x1d", Calibration()),
			Layout{Separator: "\x1d", Typed: "zyZYÄß\"", Meant: "yzYZ\"-@"},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			l, lost, err := Learn(c.received)
			if err != nil || l != c.want || !slices.Equal(lost, c.lost) {
				t.Errorf("%+v, %v, %v\nwant %+v, %v", l, lost, err, c.want, c.lost)
			}
		})
	}
	if l, lost, err := Learn(upper(Calibration())); err != nil || len(lost) != 26 || l.Restore("ABC") != "ABC" {
		t.Errorf("a scanner of capitals: %+v, %v, %v", l, lost, err)
	}
	text := Calibration()
	for i := range len(text) {
		if l, _, err := Learn(text[:i]); !errors.Is(err, ErrCalibration) {
			t.Fatalf("the first %d characters taught %+v", i, l)
		}
	}
	if c := Classify(typedOn(usKeysOnJIS, "", "]Q1"+text), Options{}); c.Kind != KindCalibration {
		t.Errorf("classified as %v %v", c.Kind, c.Fault)
	}
}

// Whatever a keyboard does to the marks, a character comes back or is reported.
func TestLayoutAnyKeyboard(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := map[rune]rune{}
		for _, r := range marks {
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				keys[r] = 0
			case 1, 2:
				keys[r] = []rune(marks)[rapid.IntRange(0, len(marks)-1).Draw(t, "to")]
			}
		}
		separator := rapid.SampledFrom([]string{"", "\x1d", "{GS}", "^]", "]"}).Draw(t, "separator")
		l, lost, err := Learn(typedOn(keys, separator, Calibration()))
		if err != nil {
			t.Fatal(err)
		}
		reported := func(r rune) bool { return slices.ContainsFunc(lost, func(x Lost) bool { return x.Char == r }) }
		for r := '!'; r <= '~'; r++ {
			got := l.Restore(typedOn(keys, "", string(r)))
			if reported(r) == (got == string(r)) {
				t.Fatalf("%q restored as %q, reported %v", r, got, reported(r))
			}
			if reported(r) && got != "" && got != "\uFFFD" {
				t.Fatalf("%q is lost and read as %q", r, got)
			}
		}
		if got := l.Restore("x" + separator + "y"); (got == "x\x1dy") == reported(gs) {
			t.Fatalf("GS as %q restored as %q, reported %v", separator, got, reported(gs))
		}
	})
}

// Our own codes, JAN and lots cross either keyboard unharmed, calibrated or not,
// and never become another kind.
func TestOwnCodesThroughLayouts(t *testing.T) {
	for name, k := range ownKinds() {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			code, _ := k.draw(t)
			for _, keys := range []map[rune]rune{usKeysOnJIS, jisKeysOnUS} {
				arrived := typedOn(keys, "", "]Q1"+code)
				for _, l := range []Layout{{}, USOnJIS(), JISOnUS()} {
					c := Classify(arrived, Options{Layout: l})
					if c.Kind != k.kind && c.Kind != KindUnknown {
						t.Fatalf("%q: %v", arrived, c.Kind)
					}
				}
				if c := Classify(arrived, Options{}); c.Kind != k.kind || c.AIM != "]Q1" {
					t.Fatalf("%q: %v %v", arrived, c.Kind, c.AIM)
				}
			}
		}))
	}
}

// Damage that gives itself away is undone without calibration.
func TestGuessedLayout(t *testing.T) {
	for _, s := range []string{
		"https://example.jp/01/04901234567894/10/A%26B?17=260401&x=y_z", "]Q1https://example.jp/?01=04901234567894&10=L", "]E04901234567894",
		"]C1010490123456789410A+B=C", "http://example.jp/a?x=1&y=2",
	} {
		want := Classify(s, Options{})
		for name, keys := range map[string]map[rune]rune{"US on JIS": usKeysOnJIS, "JIS on US": jisKeysOnUS} {
			if strings.ContainsRune(s, '_') && name == "JIS on US" || strings.ContainsRune(s, '+') && name == "US on JIS" {
				continue // lost
			}
			got := Classify(typedOn(keys, "", s), Options{})
			if got.Kind != want.Kind || got.Text != want.Text || !reflect.DeepEqual(got.Fields, want.Fields) || got.AIM != want.AIM {
				t.Errorf("%s, %q: %v %v %q", name, s, got.Kind, got.Fault, got.Text)
			}
		}
	}
	const page = "https+//a?x^1'y^2"
	if c := Classify(page, Options{}); c.Text != "https://a?x=1&y=2" || c.Raw != page || c.Kind != KindURL {
		t.Errorf("%v %q", c.Kind, c.Text)
	}
	if c := Classify(page, Options{Source: SourceCamera}); c.Text != page {
		t.Errorf("a camera has no keyboard: %q", c.Text)
	}
}

func FuzzLearn(f *testing.F) {
	f.Add(Calibration())
	f.Add(typedOn(usKeysOnJIS, "{GS}", Calibration()) + "\r")
	f.Add(strings.ToUpper(Calibration()))
	f.Fuzz(func(t *testing.T, s string) {
		l, _, err := Learn(s)
		if err != nil {
			if !l.IsZero() {
				t.Fatalf("%q taught %+v", s, l)
			}
			return
		}
		if len([]rune(l.Typed)) != len([]rune(l.Meant)) {
			t.Fatalf("%q: %+v", s, l)
		}
		if upper(l.Restore("x")) == "" {
			t.Fatal("a character vanished")
		}
	})
}
