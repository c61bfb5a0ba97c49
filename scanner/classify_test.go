package scanner

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestClassify(t *testing.T) {
	weigh := []Template{{Pattern: "21IIIIIVXXXXC", Unit: ValueGram}, {Pattern: "22IIIIIXXXXXC", Unit: ValueYen}}
	gtin := func(s string) Fields { return Fields{Key: pad14(s), GTIN14: pad14(s)} }
	cases := []struct {
		name, raw string
		opt       Options
		kind      Kind
		fault     Fault
		sym       Symbology
		text      string
		f         Fields
	}{
		{"JAN-13", "4901234567894", Options{}, KindGTIN, 0, SymEAN13, "4901234567894", gtin("4901234567894")},
		{"JAN-13, AIM", "]E04901234567894", Options{}, KindGTIN, 0, SymEAN13, "4901234567894", gtin("4901234567894")},
		{"JAN-13, AIM through a Japanese layout", "[E04901234567894", Options{}, KindGTIN, 0, SymEAN13, "4901234567894", gtin("4901234567894")},
		{"JAN-13, full width", "４９０１２３４５６７８９４", Options{}, KindGTIN, 0, SymEAN13, "4901234567894", gtin("4901234567894")},
		{"JAN-13, typed in groups", "4901 234-567894", Options{Source: SourceTyped}, KindGTIN, 0, SymEAN13, "4901 234-567894", gtin("4901234567894")},
		{"groups are for people only", "4901 234-567894", Options{}, KindUnknown, FaultUnrecognised, SymUnstated, "4901 234-567894", Fields{}},
		{"JAN-13, one digit wrong", "4901234567895", Options{}, KindUnknown, FaultCheckDigit, SymUnstated, "4901234567895", Fields{}},
		{"JAN-13 cut short", "490123456789", Options{}, KindUnknown, FaultCheckDigit, SymUnstated, "490123456789", Fields{}},
		{"JAN-8", "49123456", Options{}, KindGTIN, 0, SymEAN8, "49123456", gtin("49123456")},
		{"JAN-8, AIM", "]E449123456", Options{}, KindGTIN, 0, SymEAN8, "49123456", gtin("49123456")},
		{"UPC-A", "036000291452", Options{}, KindGTIN, 0, SymUPCA, "036000291452", gtin("036000291452")},
		{"UPC-E is off", "04252614", Options{Symbology: SymUPCE}, KindUnknown, FaultUnrecognised, SymUPCE, "04252614", Fields{}},
		{"UPC-E asked for", "04252614", Options{UPCE: true, Symbology: SymUPCE}, KindGTIN, 0, SymUPCE, "04252614", gtin("042100005264")},
		{"magazine with add-on", "]E3491019123456712345", Options{}, KindUnknown, FaultCheckDigit, SymEAN13, "491019123456712345", Fields{}},
		{"EAN with add-on", "]E3490123456789400512", Options{}, KindGTIN, 0, SymEAN13, "490123456789400512", Fields{Key: "04901234567894", GTIN14: "04901234567894", AddOn: "00512"}},
		{"book", "9784872348880", Options{}, KindGTIN, 0, SymEAN13, "9784872348880", gtin("9784872348880")},
		{"book's lower row", "1920081045006", Options{}, KindBookPrice, 0, SymEAN13, "1920081045006", Fields{Value: 4500, ValueUnit: ValueYen}},
		{"in-store, PLU", "2012345678903", Options{Templates: weigh}, KindInStore, 0, SymEAN13, "2012345678903", Fields{Key: "02012345678903"}},
		{"in-store, weight", "2112345709604", Options{Templates: weigh}, KindInStore, 0, SymEAN13, "2112345709604", Fields{Key: "02112345000008", Value: 960, ValueUnit: ValueGram}},
		{"in-store 8", "20123451", Options{}, KindInStore, 0, SymEAN8, "20123451", Fields{Key: "00000020123451"}},
		{"case", "14901234567891", Options{}, KindCaseITF, 0, SymITF, "14901234567891", Fields{Key: "04901234567894", GTIN14: "04901234567894", Case14: "14901234567891", Indicator: 1}},
		{"case, one digit wrong", "14901234567890", Options{}, KindUnknown, FaultCheckDigit, SymUnstated, "14901234567890", Fields{}},
		{"same unit in 14 digits", "04901234567894", Options{}, KindGTIN, 0, SymITF, "04901234567894", gtin("4901234567894")},
		{"variable measure", "94901234567897", Options{}, KindUnknown, FaultVariableMeasure, SymITF, "94901234567897", Fields{}},
		{"part of an ITF", "0829220876", Options{Symbology: SymITF}, KindUnknown, FaultUnrecognised, SymITF, "0829220876", Fields{}},
		{"a JAN in ITF is a part", "4901234567894", Options{Symbology: SymITF}, KindUnknown, FaultUnrecognised, SymITF, "4901234567894", Fields{}},
		{"parcel slip", "]F04901234567894", Options{}, KindUnknown, FaultUnrecognised, SymCodabar, "4901234567894", Fields{}},
		{
			"GS1-128", "]C10104901234567894" + "17260401" + "10ABC\x1d21X9",
			Options{},
			KindGTIN, 0, SymGS1128, "01049012345678941726040110ABC\x1d21X9",
			Fields{Key: "04901234567894", GTIN14: "04901234567894", AI: map[string]string{"01": "04901234567894", "17": "260401", "10": "ABC", "21": "X9"}},
		},
		{
			"GS1-128 case", "]C101149012345678913724",
			Options{},
			KindCaseITF, 0, SymGS1128, "01149012345678913724",
			Fields{Key: "04901234567894", GTIN14: "04901234567894", Case14: "14901234567891", Indicator: 1, Quantity: 24, AI: map[string]string{"01": "14901234567891", "37": "24"}},
		},
		{
			"GS1 without the reader's word", "10ABC\x1d0104901234567894",
			Options{},
			KindGTIN, 0, SymUnstated, "10ABC\x1d0104901234567894",
			Fields{Key: "04901234567894", GTIN14: "04901234567894", AI: map[string]string{"01": "04901234567894", "10": "ABC"}},
		},
		{"GS1 cut short", "]d2010490123456789", Options{}, KindUnknown, FaultElementString, SymGS1DataMatrix, "010490123456789", Fields{}},
		{"pallet", "]C100049012345678901230", Options{}, KindUnknown, FaultUnrecognised, SymGS1128, "00049012345678901230", Fields{AI: map[string]string{"00": "049012345678901230"}}},
		{"DataBar by a plain decoder", "04901234567894", Options{Symbology: SymDataBar}, KindGTIN, 0, SymDataBar, "04901234567894", gtin("4901234567894")},
		{"place", "PL-A-01-2/VC", Options{}, KindPlace, 0, SymUnstated, "PL-A-01-2/VC", Fields{ID: "A-01-2"}},
		{"place, AIM and Caps Lock", "]C0pl-a-01-2/vc", Options{}, KindPlace, 0, SymCode128, "PL-A-01-2/VC", Fields{ID: "A-01-2"}},
		{"place through a Japanese input method", "ＰＬーＡー０１ー２・ＶＣ", Options{}, KindPlace, 0, SymUnstated, "PL-A-01-2/VC", Fields{ID: "A-01-2"}},
		{"place cut short", "PL-A-01-2", Options{}, KindUnknown, FaultDamaged, SymUnstated, "PL-A-01-2", Fields{}},
		{"pickup digits", "123456729", Options{Source: SourceTyped}, KindPickupDigits, 0, SymUnstated, "123456729", Fields{ID: "123456729"}},
		{"pickup digits in groups", "1234 5672 9", Options{Source: SourceTyped}, KindPickupDigits, 0, SymUnstated, "1234 5672 9", Fields{ID: "123456729"}},
		{"pickup digits, one wrong", "123456728", Options{Source: SourceTyped}, KindUnknown, FaultCheckDigit, SymUnstated, "123456728", Fields{}},
		{"nothing", " \x00\r", Options{}, KindUnknown, FaultEmpty, SymUnstated, "", Fields{}},
		{"zeros", "0000000000000", Options{}, KindUnknown, FaultCheckDigit, SymUnstated, "0000000000000", Fields{}},
		{"a web address", "https://example.jp/x", Options{}, KindURL, 0, SymUnstated, "https://example.jp/x", Fields{}},
		{"far too long", strings.Repeat("1", 5000), Options{}, KindUnknown, FaultTooLong, SymUnstated, "", Fields{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.opt.At = t0
			got := Classify(c.raw, c.opt)
			if got.Kind != c.kind || got.Fault != c.fault || got.Symbology != c.sym || got.Text != c.text {
				t.Errorf("got %v %v %v %q, want %v %v %v %q", got.Kind, got.Fault, got.Symbology, got.Text, c.kind, c.fault, c.sym, c.text)
			}
			if !reflect.DeepEqual(got.Fields, c.f) {
				t.Errorf("fields %+v, want %+v", got.Fields, c.f)
			}
			if got.Raw != c.raw || !got.At.Equal(t0) {
				t.Errorf("raw or time changed: %q %v", got.Raw, got.At)
			}
		})
	}
}

func TestCaseRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`4[59][0-9]{10}`).Draw(t, "unit")
		unit := body + string(rune(checkDigit(body)))
		n := rapid.IntRange(1, 8).Draw(t, "indicator")
		c14, err := CaseOf(unit, n)
		if err != nil {
			t.Fatal(err)
		}
		inner, indicator, err := InnerOf(c14)
		if err != nil || inner != "0"+unit || indicator != n {
			t.Fatalf("%s -> %s -> %s %d %v", unit, c14, inner, indicator, err)
		}
		// Every single wrong digit is refused, and so is every loss of one.
		at := rapid.IntRange(0, 12).Draw(t, "at")
		for d := byte('0'); d <= '9'; d++ {
			if d == unit[at] {
				continue
			}
			wrong := unit[:at] + string(rune(d)) + unit[at+1:]
			if c := Classify(wrong, Options{}); c.Kind != KindUnknown {
				t.Fatalf("%s read as %v", wrong, c.Kind)
			}
		}
	})
}

func TestNumberErrors(t *testing.T) {
	for s, want := range map[string]error{"": ErrNotDigits, "49x": ErrNotDigits, "49": ErrLength, "4901234567895": ErrCheckDigit} {
		if _, err := GTIN14(s); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", s, err, want)
		}
	}
	if _, err := CaseOf("4901234567894", 9); !errors.Is(err, ErrIndicator) {
		t.Errorf("indicator 9: %v", err)
	}
	if _, err := CaseOf("14901234567891", 1); !errors.Is(err, ErrIndicator) {
		t.Errorf("case of a case: %v", err)
	}
	if d, err := CheckDigit("490123456789"); err != nil || d != '4' {
		t.Errorf("check digit %c, %v", d, err)
	}
}

func TestEnumerationsAsText(t *testing.T) {
	type all struct {
		S Symbology
		O Source
		K Kind
		U ValueUnit
	}
	in := all{SymGS1DataMatrix, SourcePicture, KindEnrolment, ValueGram}
	b, err := json.Marshal(in)
	if err != nil || string(b) != `{"S":"GS1-DATAMATRIX","O":"picture","K":"enrolment","U":"gram"}` {
		t.Fatalf("%s, %v", b, err)
	}
	var out all
	if err := json.Unmarshal(b, &out); err != nil || out != in {
		t.Fatalf("%+v, %v", out, err)
	}
	if _, err := Kind(0).MarshalText(); err == nil {
		t.Error("zero kind was written")
	}
	if err := new(Kind).UnmarshalText([]byte("x")); err == nil {
		t.Error("unknown name was read")
	}
	if SymOther.String() != "OTHER" || EndIdle.String() != "idle" || FaultElementString.String() != "element-string" || KindEnrolment.String() != "enrolment" {
		t.Error("a name is missing from its list")
	}
}

// FuzzClassify: no panic, no half code. Goods always carry a key that checks.
func FuzzClassify(f *testing.F) {
	for _, s := range []string{"4901234567894", "]E04901234567894", "]C1010490123456789410A\x1d21", "PL-A-01-2/VC", "１２３４５６７２９", "[Q3", "]d2\x1d\x1d", "04252614"} {
		f.Add(s, true)
	}
	opt := Options{At: t0, Templates: []Template{{Pattern: "21IIIIIVXXXXC", Unit: ValueGram}}}
	f.Fuzz(func(t *testing.T, raw string, upce bool) {
		opt := opt
		opt.UPCE = upce
		c := Classify(raw, opt)
		if (c.Kind == KindUnknown) == (c.Fault == FaultNone) {
			t.Fatalf("%q: %v with fault %v", raw, c.Kind, c.Fault)
		}
		if c.Kind.Goods() != (c.Fields.Key != "") {
			t.Fatalf("%q: %v with key %q", raw, c.Kind, c.Fields.Key)
		}
		if c.Kind.Goods() {
			if key, err := GTIN14(c.Fields.Key); err != nil || key != c.Fields.Key {
				t.Fatalf("%q: key %q: %v", raw, c.Fields.Key, err)
			}
		}
		again := Classify(raw, opt)
		if !reflect.DeepEqual(c, again) {
			t.Fatalf("%q: two answers", raw)
		}
	})
}

func BenchmarkClassify(b *testing.B) {
	token, err := NewPickupToken(make([]byte, TokenBytes))
	if err != nil {
		b.Fatal(err)
	}
	for name, s := range map[string]string{
		"jan13": "4901234567894", "aim": "]E04901234567894", "case": "14901234567891",
		"place": "PL-A-01-2/VC", "token": token, "gs1": "]C101049012345678941726040110ABC\x1d21X9",
		"unknown": "https://example.jp/abc",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Classify(s, Options{At: t0})
			}
		})
	}
}
