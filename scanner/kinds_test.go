package scanner

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// withCheck draws digits and puts their check digit behind them.
func withCheck(t *rapid.T, pattern, name string) string {
	body := rapid.StringMatching(pattern).Draw(t, name)
	return body + string(rune(checkDigit(body)))
}

// arrivals are ways in which the same number comes in.
func arrivals(t *rapid.T, number, aim string, s Symbology) (raw string, opt Options) {
	switch rapid.IntRange(0, 3).Draw(t, "arrives") {
	case 0: // from keys, nothing said
		return number, Options{}
	case 1: // with an identifier
		return aim + number, Options{Source: SourceTCP}
	case 2: // through an input method
		wide := strings.Map(func(r rune) rune { return r - '0' + '０' }, number)
		return wide, Options{Source: SourceWedge}
	default: // a decoder says what it saw
		return number, Options{Source: SourceCamera, Symbology: s, Lines: 2, Frames: 1}
	}
}

// Every JAN-13, JAN-8 and UPC-A is the goods it names, however it comes in, and no
// other number reads as the same.
func TestGoodsOfEveryNumber(t *testing.T) {
	for _, kind := range []struct {
		name, pattern, aim string
		s                  Symbology
	}{
		{"JAN-13", `4[59][2-9][0-9]{9}`, "]E0", SymEAN13},
		{"JAN-8", `4[59][0-9]{5}`, "]E4", SymEAN8},
		{"UPC-A", `[01678][1-9][0-9]{9}`, "]E0", SymUPCA},
	} {
		t.Run(kind.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				number := withCheck(t, kind.pattern, "number")
				aim := kind.aim
				if kind.s == SymUPCA {
					aim = "]X0" // Readers send a UPC-A as an EAN-13 behind ]E0.
				}
				raw, opt := arrivals(t, number, aim, kind.s)
				c := Classify(raw, opt)
				want := pad14(number)
				if c.Kind != KindGTIN || c.Fault != FaultNone || c.Fields.Key != want || c.Fields.GTIN14 != want || c.Text != number || !c.Confidence.Checked {
					t.Fatalf("%q is %v %v %+v", raw, c.Kind, c.Fault, c.Fields)
				}
				if c.Fields.Value != 0 || c.Fields.AddOn != "" || c.Fields.Case14 != "" {
					t.Fatalf("%q has %+v", raw, c.Fields)
				}
			})
		})
	}
}

// A magazine is one number with its issue, whether the reader sends both in one
// or beside each other, and its price is a hint.
func TestMagazineOfEveryIssue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := withCheck(t, `491[0-9]{9}`, "number")
		addOn := rapid.StringMatching(`0[0-9]{4}|[1-9][0-9]{4}|[0-9]{2}`).Draw(t, "add-on")
		raw, opt := number, Options{Source: SourceCamera, Symbology: SymEAN13, AddOn: addOn}
		switch rapid.IntRange(0, 2).Draw(t, "arrives") {
		case 0:
			raw, opt = number+addOn, Options{}
		case 1:
			raw, opt = "]E3"+number+addOn, Options{Source: SourceSerial}
		}
		c := Classify(raw, opt)
		if c.Kind != KindGTIN || c.Fields.Key != "0"+number || c.Fields.AddOn != addOn {
			t.Fatalf("%q is %v %v %+v", raw, c.Kind, c.Fault, c.Fields)
		}
		price := 0
		if len(addOn) == 5 && addOn[0] == '0' {
			price, _ = strconv.Atoi(addOn)
		}
		if c.Fields.Value != price {
			t.Fatalf("%q: the hint is %d, want %d", raw, c.Fields.Value, price)
		}
	})
}

// Every ITF-14 of a case names the unit inside, the case itself and its
// indicator; a part of one names nothing.
func TestCaseOfEveryUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := withCheck(t, `4[59][0-9]{10}`, "unit")
		n := rapid.IntRange(1, 8).Draw(t, "indicator")
		body := strconv.Itoa(n) + unit[:12]
		number := body + string(rune(checkDigit(body)))
		raw, opt := arrivals(t, number, "]I1", SymITF)
		c := Classify(raw, opt)
		if c.Kind != KindCaseITF || c.Fields.Key != "0"+unit || c.Fields.GTIN14 != "0"+unit || c.Fields.Case14 != number || c.Fields.Indicator != n || c.Fields.Quantity != 0 {
			t.Fatalf("%q is %v %v %+v", raw, c.Kind, c.Fault, c.Fields)
		}
		from := rapid.IntRange(0, 6).Draw(t, "from")
		part := number[from : from+rapid.SampledFrom([]int{6, 8}).Draw(t, "digits")]
		if c := Classify(part, Options{Source: SourceCamera, Symbology: SymITF}); c.Kind != KindUnknown {
			t.Fatalf("the part %q of %s is %v %+v", part, number, c.Kind, c.Fields)
		}
	})
}

// The lower row of a tag says its price in the template's unit, and is never
// goods by itself.
func TestTagPriceOfEveryTag(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		flag := rapid.SampledFrom([]string{"02", "20", "23", "26", "29"}).Draw(t, "flag")
		digits := rapid.IntRange(3, 7).Draw(t, "digits")
		unit := rapid.SampledFrom([]ValueUnit{ValueYen, ValueGram}).Draw(t, "unit")
		rule := Template{Pattern: flag + strings.Repeat("P", 10-digits) + strings.Repeat("X", digits) + "C", Unit: unit, Lower: true}
		if err := rule.Validate(); err != nil {
			t.Fatal(err)
		}
		value := rapid.IntRange(0, pow10(digits)-1).Draw(t, "value")
		body := flag + rapid.StringMatching(fmt.Sprintf(`[0-9]{%d}`, 10-digits)).Draw(t, "rest") + fmt.Sprintf("%0*d", digits, value)
		number := body + string(rune(checkDigit(body)))
		raw, opt := arrivals(t, number, "]E0", SymEAN13)
		opt.Templates = []Template{rule}
		c := Classify(raw, opt)
		if c.Kind != KindTagPrice || c.Fields.Value != value || c.Fields.ValueUnit != unit || c.Fields.Key != "" || c.Kind.Goods() {
			t.Fatalf("%q by %s is %v %v %+v", raw, rule.Pattern, c.Kind, c.Fault, c.Fields)
		}
	})
}

func pow10(n int) int {
	out := 1
	for range n {
		out *= 10
	}
	return out
}
