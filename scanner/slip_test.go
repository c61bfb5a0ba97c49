package scanner

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The worked examples of published tables: 12345678 gives 2 with split products
// and 4 without; A37859B gives +; A01234B gives 5; A789A gives 8.
func TestSlipChecks(t *testing.T) {
	for _, c := range []struct {
		check               SlipCheck
		start, number, stop string
	}{
		{CheckLuhn, "", "123456782", ""},
		{CheckM10W21, "", "123456784", ""},
		{CheckMod16, "A", "37859+", "B"},
		{CheckMod16, "A", "012345", "B"},
		{CheckMod16, "A", "7898", "A"},
		{CheckM10W31, "", "4901234567894", ""},
		{Check7DR, "A", "123456789014", "A"},  // 12345678901 = 7*1763668414 + 3
		{Check7DSR, "A", "123456789014", "A"}, // 7 - 3
		{CheckMod11, "", "12345674", ""},
	} {
		want := c.check != Check7DR
		if got := c.check.fits(c.start, c.number, c.stop); got != want {
			t.Errorf("%v of %s: %v", c.check, c.number, got)
		}
	}
	if !Check7DR.fits("", "123456789013", "") {
		t.Error("7DR")
	}
	for last, want := range map[string]bool{"0": true, "7": true, "1": false} { // 70 leaves no rest
		if Check7DSR.fits("", "70"+last, "") != want {
			t.Errorf("7DSR of 70 with %s", last)
		}
	}
}

// lastDigit makes a number right, by trying.
func lastDigit(c SlipCheck, start, body, stop string) (string, bool) {
	for _, d := range codabar[:16] {
		if c.fits(start, body+string(d), stop) {
			return body + string(d), true
		}
	}
	return "", false
}

var slipRules = []SlipRule{
	{Name: "carrier-a", Kind: KindSlip, Start: "A", Stop: "A", Lengths: []int{12}, Check: Check7DR},
	{Name: "carrier-b", Kind: KindSlip, Start: "D", Stop: "D", Lengths: []int{12}, Check: Check7DSR},
	{Name: "carrier-c", Kind: KindSlip, Start: "B", Stop: "C", Lengths: []int{10, 11}, Check: CheckMod16},
	{Name: "carrier-d", Kind: KindSlip, Start: "C", Stop: "C", Lengths: []int{14}, Check: CheckMod11},
	{Name: "library", Kind: KindMember, Start: "A", Stop: "B", Lengths: []int{10}, Check: CheckM10W21, Prefix: "29"},
	{Name: "club", Kind: KindMember, Start: "B", Stop: "B", Lengths: []int{13}, Check: CheckM10W31},
	{Name: "gold", Kind: KindMember, Start: "C", Stop: "D", Lengths: []int{16}, Check: CheckLuhn},
	{Name: "old", Kind: KindMember, Start: "D", Stop: "A", Lengths: []int{8}, Check: CheckNone},
}

// Every kind of slip is read by its own rule, through a reader that says NW-7
// and one that says nothing; a wrong character is refused, and so is a part.
func TestSlips(t *testing.T) {
	for _, rule := range slipRules {
		if err := rule.Validate(); err != nil {
			t.Fatal(err)
		}
		t.Run(rule.Name, rapid.MakeCheck(func(t *rapid.T) {
			n := rapid.SampledFrom(rule.Lengths).Draw(t, "length")
			rest := n - 1 - len(rule.Prefix)
			body := rule.Prefix + rapid.StringMatching(fmt.Sprintf("[0-9]{%d}", rest)).Draw(t, "body")
			number, ok := lastDigit(rule.Check, rule.Start, body, rule.Stop)
			if !ok {
				t.Skip("no digit fits")
			}
			text := rule.Start + number + rule.Stop
			for _, s := range []string{"]F0" + text, text, strings.ToLower(text), wide(text)} {
				c := Classify(s, Options{Slips: slipRules})
				if c.Kind != rule.Kind || c.Fields.Rule != rule.Name || c.Fields.ID != number || c.Symbology != SymCodabar {
					t.Fatalf("%q: %v %v %+v", s, c.Kind, c.Fault, c.Fields)
				}
				if c.Confidence.Checked != (rule.Check != CheckNone) {
					t.Fatalf("%q: checked %v", s, c.Confidence.Checked)
				}
			}
			if c := Classify("]F0"+number, Options{Slips: slipRules}); c.Kind != KindUnknown {
				t.Fatalf("without start and stop: %v", c.Kind)
			}
			for i := range text {
				if c := Classify("]F0"+text[:i], Options{Slips: slipRules}); c.Kind != KindUnknown {
					t.Fatalf("%q: %v", text[:i], c.Kind)
				}
			}
			if c := Classify("]F0"+text, Options{}); c.Kind != KindUnknown {
				t.Fatalf("without a rule: %v", c.Kind)
			}
			if rule.Check == CheckNone {
				return
			}
			at := rapid.IntRange(0, len(number)-1).Draw(t, "at")
			for d := byte('0'); d <= '9'; d++ {
				wrong := number[:at] + string(rune(d)) + number[at+1:]
				c := Classify("]F0"+rule.Start+wrong+rule.Stop, Options{Slips: slipRules})
				right := rule.Check.fits(rule.Start, wrong, rule.Stop)
				if (c.Kind == rule.Kind) != (right && strings.HasPrefix(wrong, rule.Prefix)) {
					t.Fatalf("%q: %v, fits %v", wrong, c.Kind, right)
				}
			}
		}))
	}
}

// How many single wrong digits each check lets through, so that whoever writes a
// rule knows: none by modulus 16, 10 with 3 and Luhn; modulus 7 misses those that
// differ by 7, the plain 2 and 1 those that differ by 5.
func TestSlipChecksFind(t *testing.T) {
	for check, finds := range map[SlipCheck]bool{CheckMod16: true, CheckM10W31: true, CheckLuhn: true, Check7DR: false, CheckM10W21: false} {
		missed := 0
		for d := range codabar[:10] {
			number, ok := lastDigit(check, "A", "1"+codabar[d:d+1]+"34567", "A")
			if !ok {
				continue
			}
			for at := range number {
				for e := range 10 {
					wrong := number[:at] + codabar[e:e+1] + number[at+1:]
					if wrong != number && check.fits("A", wrong, "A") {
						missed++
					}
				}
			}
		}
		if (missed == 0) != finds {
			t.Errorf("%v misses %d", check, missed)
		}
	}
}

func TestSlipRuleValidate(t *testing.T) {
	good := slipRules[0]
	for name, spoil := range map[string]func(*SlipRule){
		"no name": func(r *SlipRule) { r.Name = "" }, "no kind": func(r *SlipRule) { r.Kind = KindGTIN },
		"start only": func(r *SlipRule) { r.Stop = "" }, "letter E": func(r *SlipRule) { r.Start = "E" },
		"no length": func(r *SlipRule) { r.Lengths = nil }, "too short": func(r *SlipRule) { r.Lengths = []int{3} },
		"no check": func(r *SlipRule) { r.Check = 0 }, "prefix": func(r *SlipRule) { r.Prefix = "x" },
		"start in Code 128": func(r *SlipRule) { r.Symbology = SymCode128 },
	} {
		bad := good
		spoil(&bad)
		if bad.Validate() == nil {
			t.Errorf("%s: accepted", name)
		}
		if c := Classify("]F0A123456789013A", Options{Slips: []SlipRule{bad}}); c.Kind != KindUnknown {
			t.Errorf("%s: read as %v", name, c.Kind)
		}
	}
	card := SlipRule{Name: "card", Kind: KindMember, Symbology: SymCode128, Lengths: []int{9}, Check: CheckLuhn}
	if err := card.Validate(); err != nil {
		t.Fatal(err)
	}
	if c := Classify("]C0123456782", Options{Slips: []SlipRule{card}}); c.Kind != KindMember || c.Fields.ID != "123456782" {
		t.Errorf("Code 128: %v %v", c.Kind, c.Fields)
	}
	if c := Classify("123456782", Options{Slips: []SlipRule{card}}); c.Kind == KindMember {
		t.Error("digits of no stated symbology are no member card")
	}
	b, err := CheckMod11.MarshalText()
	var back SlipCheck
	if err != nil || back.UnmarshalText(b) != nil || back != CheckMod11 || CheckLuhn.String() != "luhn" {
		t.Errorf("%s %v", b, err)
	}
}

func FuzzSlip(f *testing.F) {
	f.Add("A123456789013A", uint8(1))
	f.Add("a37859+b", uint8(0))
	f.Add("D$:/.+-D", uint8(7))
	f.Fuzz(func(t *testing.T, s string, sym uint8) {
		c := Classify(s, Options{Slips: slipRules, Symbology: Symbology(sym % uint8(SymOther+1))})
		if c.Kind != KindSlip && c.Kind != KindMember {
			return
		}
		for _, r := range slipRules {
			if r.Name == c.Fields.Rule {
				start, _, stop := frame(upper(c.Text))
				if !r.Check.fits(start, c.Fields.ID, stop) || start+c.Fields.ID+stop != upper(c.Text) {
					t.Fatalf("%q: %+v", s, c.Fields)
				}
				return
			}
		}
		t.Fatalf("%q: no rule %q", s, c.Fields.Rule)
	})
}
