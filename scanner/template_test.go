package scanner

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

func TestTemplateValidate(t *testing.T) {
	for p, ok := range map[string]bool{
		"21IIIIIVXXXXC": true, "02PIIIIXXXXXC": true, "2PIIIIIVXXXXC": true, "21IIIIIIIIIIC": false,
		"49IIIIIXXXXXC": false, "21IIIIIXXXXX": false, "21IIIIIXXXX?C": false, "21IIIIIVXXXXX": false,
		"27XXXXX00000C": false,
	} {
		if err := (Template{Pattern: p, Unit: ValueYen}).Validate(); (err == nil) != ok {
			t.Errorf("%s: %v", p, err)
		}
	}
	good := Template{Pattern: "21IIIIIVXXXXC", Unit: ValueYen, Check: GS1Price4()}
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	if err := tagTemplates[0].Validate(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Template){
		"no V":           func(t *Template) { t.Pattern = "21IIIIIIXXXXC" },
		"two V":          func(t *Template) { t.Pattern = "21IIIIVVXXXXC" },
		"five weights":   func(t *Template) { t.Check = GS1Price5() },
		"no such weight": func(t *Template) { t.Check.Weights = []Weight{1, 2, 3, -9} },
		"modulus 12":     func(t *Template) { t.Check.Modulus = 12 },
		"finish":         func(t *Template) { t.Check.Finish = 9 },
		"finish modulus": func(t *Template) { t.Check.Finish, t.Check.Modulus = FinishFiveMinus, 7 },
		"no unit":        func(t *Template) { t.Unit = 0 },
	} {
		bad := good
		spoil(&bad)
		if bad.Validate() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// The examples of the General Specifications: 2875 gives 9, 14685 gives 6.
func TestGS1PriceCheck(t *testing.T) {
	if got := GS1Price4().of("2875"); got != '9' {
		t.Errorf("four digits: %c", got)
	}
	if got := GS1Price5().of("14685"); got != '6' {
		t.Errorf("five digits: %c", got)
	}
	// Each wrong digit is found, by both.
	for c, width := range map[*ValueCheck]int{{Weights: GS1Price4().Weights, Finish: FinishTriple}: 4, {Weights: GS1Price5().Weights, Finish: FinishFiveMinus}: 5} {
		for n := range 10_000 {
			s := fmt.Sprintf("%0*d", width, n)
			for at := range s {
				wrong := s[:at] + string(rune('0'+(s[at]-'0'+1+byte(n%9))%10)) + s[at+1:]
				if wrong != s && c.of(wrong) == c.of(s) {
					t.Fatalf("%s and %s have one check digit", s, wrong)
				}
			}
		}
	}
}

func TestTemplateAsJSON(t *testing.T) {
	in := Template{Pattern: "21IIIIIVXXXXC", Unit: ValueYen, Check: ValueCheck{Weights: []Weight{Weight2Minus, 3, Weight5Minus, Weight5Plus}, Modulus: 10, Finish: FinishComplement}, Lower: true}
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var out Template
	if err := json.Unmarshal(b, &out); err != nil || !reflect.DeepEqual(in, out) {
		t.Fatalf("%s: %+v, %v", b, out, err)
	}
	for _, bad := range []string{`{"Check":{"Weights":["0"]}}`, `{"Check":{"Weights":["7+"]}}`, `{"Check":{"Finish":"x"}}`} {
		if json.Unmarshal([]byte(bad), &out) == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

// A code with price or weight is read by its template with the item's key
// alone; a wrong value digit is a misread, whatever the last digit says.
func TestInStoreValue(t *testing.T) {
	plain := ValueCheck{Weights: []Weight{3, 1, 3, 1}, Finish: FinishComplement}
	for name, tpl := range map[string]Template{
		"GS1, four digits": {Pattern: "21IIIIIVXXXXC", Unit: ValueYen, Check: GS1Price4()},
		"GS1, five digits": {Pattern: "22IIIIVXXXXXC", Unit: ValueGram, Check: GS1Price5()},
		"a chain's own":    {Pattern: "02IIIIIVXXXXC", Unit: ValueYen, Check: plain},
	} {
		if err := tpl.Validate(); err != nil {
			t.Fatal(err)
		}
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			value := ""
			code := make([]byte, 12)
			at := []int{}
			v := 0
			for i := range code {
				switch p := tpl.Pattern[i]; p {
				case 'I', 'X':
					code[i] = byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
					if p == 'X' {
						value += string(rune(code[i]))
						at = append(at, i)
					}
				case 'V':
					v = i
				default:
					code[i] = p
				}
			}
			code[v] = tpl.Check.of(value)
			text := func() string { return string(code) + string(rune(checkDigit(string(code)))) }
			opt := Options{Templates: []Template{tpl}}
			c := Classify(text(), opt)
			if c.Kind != KindInStore || c.Fields.Value != rest(value, 100_000) || c.Fields.ValueUnit != tpl.Unit {
				t.Fatalf("%s: %v %v %+v", text(), c.Kind, c.Fault, c.Fields)
			}
			item, _, _, _ := tpl.split(text())
			if c.Fields.Key != "0"+item || !checked(item) {
				t.Fatalf("%s: key %s", text(), c.Fields.Key)
			}
			i := rapid.SampledFrom(at).Draw(t, "at")
			code[i] = '0' + (code[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
			if c := Classify(text(), opt); c.Kind != KindUnknown || c.Fault != FaultCheckDigit {
				t.Fatalf("%s: %v %v", text(), c.Kind, c.Fault)
			}
		}))
	}
	if c := Classify(tag, Options{Templates: tagTemplates}); c.Kind != KindTagPrice || c.Fields.Value != 1980 || c.Fields.Key != "" {
		t.Errorf("%v %v %+v", c.Kind, c.Fault, c.Fields)
	}
}

// A magazine with its add-on: one number, the price a hint.
func TestMagazine(t *testing.T) {
	const number = "4910012345676"
	body := "491001234567"
	full := body + string(rune(checkDigit(body)))
	want := Fields{Key: "0" + full, GTIN14: "0" + full, AddOn: "00890", Value: 890, ValueUnit: ValueYen}
	for s, opt := range map[string]Options{
		"]E3" + full + "00890": {}, full + "00890": {}, full: {AddOn: "00890", Symbology: SymEAN13},
	} {
		if c := Classify(s, opt); c.Kind != KindGTIN || !reflect.DeepEqual(c.Fields, want) {
			t.Errorf("%s: %v %v %+v", s, c.Kind, c.Fault, c.Fields)
		}
	}
	two := want
	two.AddOn, two.Value, two.ValueUnit = "05", 0, 0
	if c := Classify(full+"05", Options{}); !reflect.DeepEqual(c.Fields, two) {
		t.Errorf("two digits: %+v", c.Fields)
	}
	for _, s := range []string{number[:12] + "0" + "00890", full + "0089", full + "008", "4901234567894" + "00890"} {
		if c := Classify(s, Options{}); s != full && c.Kind != KindUnknown && c.Fields.AddOn != "" {
			t.Errorf("%s: %v %+v", s, c.Kind, c.Fields)
		}
	}
	if c := Classify(full, Options{AddOn: "1"}); c.Kind != KindUnknown {
		t.Errorf("an add-on of one digit: %v", c.Kind)
	}
}

// UPC-E is UPC-A with zeros left out: every one expands to a right UPC-A, and a
// wrong digit is refused. It is read only when asked for.
func TestUPCE(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		six := rapid.StringMatching(`[01][0-9]{6}`).Draw(t, "body")
		for d := byte('0'); d <= '9'; d++ {
			s := six + string(rune(d))
			long, ok := expandUPCE(s)
			c := Classify(s, Options{UPCE: true, Symbology: SymUPCE})
			if ok != (c.Kind != KindUnknown) {
				t.Fatalf("%s: %v, %v", s, ok, c.Kind)
			}
			if ok && (c.Fields.Key != "00"+long || !checked(long)) {
				t.Fatalf("%s: key %s, want %s", s, c.Fields.Key, long)
			}
			if c := Classify(s, Options{Symbology: SymUPCE}); c.Kind != KindUnknown {
				t.Fatalf("%s read without being asked for", s)
			}
		}
	})
}
