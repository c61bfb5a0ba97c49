package scanner

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// ownKind is one kind of our own codes as the property tests see it.
type ownKind struct {
	kind  Kind
	draw  func(*rapid.T) (code, want string)
	parse func(string) (string, error)
}

func ownKinds() map[string]ownKind {
	label := func(kind Kind, build, parse func(string) (string, error)) ownKind {
		return ownKind{kind, func(t *rapid.T) (string, string) {
			id := rapid.StringMatching(`[0-9A-Z]([0-9A-Z.\-]{0,18}[0-9A-Z])?`).Draw(t, "id")
			code, err := build(id)
			if err != nil {
				t.Fatal(err)
			}
			return code, id
		}, parse}
	}
	text := func(parse func(string) ([]byte, error)) func(string) (string, error) {
		return func(s string) (string, error) { b, err := parse(s); return string(b), err }
	}
	return map[string]ownKind{
		"place":    label(KindPlace, NewPlace, ParsePlace),
		"bag":      label(KindBag, NewBag, ParseBag),
		"terminal": label(KindTerminal, NewTerminal, ParseTerminal),
		"staff":    label(KindStaff, NewStaff, ParseStaff),
		"box":      label(KindBox, NewBox, ParseBox),
		"tote":     label(KindTote, NewTote, ParseTote),
		"enrolment": {KindEnrolment, func(t *rapid.T) (string, string) {
			b := rapid.SliceOfN(rapid.Byte(), 1, MaxEnrolmentBytes).Draw(t, "payload")
			code, err := NewEnrolment(b)
			if err != nil {
				t.Fatal(err)
			}
			return code, string(b)
		}, text(ParseEnrolment)},
		"digits": {KindPickupDigits, func(t *rapid.T) (string, string) {
			for {
				code, err := NewPickupDigits(rapid.Uint32Range(1, 99_999_999).Draw(t, "n"))
				if err == nil {
					return code, code
				}
				if !errors.Is(err, ErrLooksLikeGoods) {
					t.Fatal(err)
				}
			}
		}, ParsePickupDigits},
	}
}

func TestOwnCodesRoundTrip(t *testing.T) {
	for name, k := range ownKinds() {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			code, want := k.draw(t)
			for _, s := range []string{code, strings.ToLower(code), wide(code), " " + code + "\r"} {
				if got, err := k.parse(s); err != nil || got != want {
					t.Fatalf("%q: got %q, %v", s, got, err)
				}
				if c := Classify(s, Options{}); c.Kind != k.kind || c.Fault != FaultNone {
					t.Fatalf("%q: classified as %v %v", s, c.Kind, c.Fault)
				}
			}
			if strings.Trim(code, safeAlphabet) != "" {
				t.Fatalf("%q holds unsafe characters", code)
			}
		}))
	}
}

// Any one wrong character, one lost character, and any part cut off at either
// end is refused, and never becomes another kind of code.
func TestOwnCodesDamaged(t *testing.T) {
	for name, k := range ownKinds() {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			code, _ := k.draw(t)
			refuse := func(s string) {
				if got, err := k.parse(s); err == nil {
					t.Fatalf("%q from %q read as %q", s, code, got)
				}
				if c := Classify(s, Options{}); c.Kind != KindUnknown {
					t.Fatalf("%q from %q classified as %v", s, code, c.Kind)
				}
			}
			at := rapid.IntRange(0, len(code)-1).Draw(t, "at")
			for i := range safeAlphabet {
				if safeAlphabet[i] != code[at] {
					refuse(code[:at] + safeAlphabet[i:i+1] + code[at+1:])
				}
			}
			for i := range len(code) {
				refuse(code[:i] + code[i+1:])
				refuse(code[:i])
				if i > 0 {
					refuse(code[i:])
				}
			}
		}))
	}
}

func TestPickupToken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.Byte(), TokenBytes, TokenBytes).Draw(t, "payload")
		code, err := NewPickupToken(b)
		if err != nil || len(code) != TokenLength {
			t.Fatalf("%q, %v", code, err)
		}
		for _, s := range []string{code, strings.ToLower(code), "]Q1" + code} {
			if c := Classify(s, Options{}); c.Kind != KindPickupToken || !bytes.Equal(c.Fields.Payload, b) {
				t.Fatalf("%q: %v", s, c.Kind)
			}
		}
		for i := range len(code) {
			for _, s := range []string{code[:i], code[i+1:], code[:i] + code[i+1:]} {
				if _, err := ParsePickupToken(s); err == nil {
					t.Fatalf("%q read", s)
				}
			}
			// A wrong character gives other bytes, which the signature refuses,
			// or is no base32 at all.
			if got, err := ParsePickupToken(code[:i] + "7" + code[i+1:]); err == nil && code[i] != '7' && bytes.Equal(got, b) {
				t.Fatal("two texts for one token")
			}
		}
	})
	if _, err := NewPickupToken(make([]byte, 80)); !errors.Is(err, ErrPayload) {
		t.Errorf("80 bytes: %v", err)
	}
}

func TestOwnCodesRefuseContent(t *testing.T) {
	for _, id := range []string{"", "-A", "A-", "a-1", "A/1", "A 1", "棚", strings.Repeat("A", 21)} {
		if code, err := NewPlace(id); !errors.Is(err, ErrPayload) {
			t.Errorf("%q became %q, %v", id, code, err)
		}
	}
	for _, n := range []uint32{0, 100_000_000} {
		if code, err := NewPickupDigits(n); !errors.Is(err, ErrPayload) {
			t.Errorf("%d became %q, %v", n, code, err)
		}
	}
	if _, err := NewEnrolment(nil); !errors.Is(err, ErrPayload) {
		t.Errorf("empty enrolment: %v", err)
	}
}

// The form on paper: a change here makes every printed label unreadable.
func TestOwnCodesStayAsPrinted(t *testing.T) {
	cases := map[string]func() (string, error){
		"PL-A-01-2/VC": func() (string, error) { return NewPlace("A-01-2") },
		"BG-7K2M9/16":  func() (string, error) { return NewBag("7K2M9") },
		"TM-C1/K1":     func() (string, error) { return NewTerminal("C1") },
		"ST-0042/K3":   func() (string, error) { return NewStaff("0042") },
		"E1NBUQ/80":    func() (string, error) { return NewEnrolment([]byte("hi")) },
		"123456729":    func() (string, error) { return NewPickupDigits(12345672) },
	}
	for want, build := range cases {
		if got, err := build(); err != nil || got != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
}

// The worked example in Damm's thesis: the check digit of 572 is 4.
func TestDamm(t *testing.T) {
	if dammOf("5724") != 0 || dammOf("5274") == 0 {
		t.Error("the table is wrong")
	}
}

// wide writes ASCII in full width, as a Japanese input method does.
func wide(s string) string {
	return strings.Map(func(r rune) rune { return r + 0xFEE0 }, s)
}

func FuzzOwn(f *testing.F) {
	for _, s := range []string{"PL-A-01-2/VC", "BG-1/00", "E1NBUQ/XX", "P1AAAA", "123 456 72-9", "ＰＬ－Ａ／００"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rebuild := func(parse, build func(string) (string, error)) {
			if id, err := parse(s); err == nil {
				if code, err := build(id); err != nil || code != normal(s) {
					t.Fatalf("%q read as %q, which is written %q, %v", s, id, code, err)
				}
			}
		}
		rebuild(ParsePlace, NewPlace)
		rebuild(ParseBag, NewBag)
		rebuild(ParseTerminal, NewTerminal)
		rebuild(ParseStaff, NewStaff)
		if b, err := ParseEnrolment(s); err == nil {
			if code, err := NewEnrolment(b); err != nil || code != normal(s) {
				t.Fatalf("%q is written %q, %v", s, code, err)
			}
		}
		if b, err := ParsePickupToken(s); err == nil {
			if code, err := NewPickupToken(b); err != nil || code != normal(s) {
				t.Fatalf("%q is written %q, %v", s, code, err)
			}
		}
		if d, err := ParsePickupDigits(s); err == nil && len(d) != 9 {
			t.Fatalf("%q read as %q", s, d)
		}
	})
}

// No code of ours, whole or damaged, through any symbology and with everything
// allowed that a screen may allow, is ever goods.
func TestOwnCodesAreNeverGoods(t *testing.T) {
	opt := Options{UPCE: true, AddOn: "", Slips: slipRules, Templates: append([]Template{{Pattern: "21IIIIIVXXXXC", Unit: ValueGram}}, tagTemplates...)}
	kinds := ownKinds()
	kinds["token"] = ownKind{KindPickupToken, func(t *rapid.T) (string, string) {
		b := rapid.SliceOfN(rapid.Byte(), TokenBytes, TokenBytes).Draw(t, "payload")
		code, err := NewPickupToken(b)
		if err != nil {
			t.Fatal(err)
		}
		return code, string(b)
	}, nil}
	for name, k := range kinds {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			code, _ := k.draw(t)
			at, other := rapid.IntRange(0, len(code)-1).Draw(t, "at"), rapid.SampledFrom([]byte(safeAlphabet)).Draw(t, "other")
			sym := Symbology(rapid.IntRange(0, int(SymOther)).Draw(t, "symbology"))
			forms := []string{
				code, code[:at] + string(rune(other)) + code[at+1:], code[:at] + code[at+1:], code[:at], code + code,
				strings.ToLower(code), wide(code), typedOn(usKeysOnJIS, "", code), typedOn(jisKeysOnUS, "", code),
			}
			for i, s := range forms {
				o := opt
				o.Symbology = sym
				if k.kind == KindPickupDigits {
					o.Source, o.Symbology = SourceTyped, 0 // there are no bars of them
				}
				if _, err := GTIN14(s); err == nil {
					t.Fatalf("%q from %q is the number of goods", s, code)
				}
				c := Classify(s, o)
				if c.Kind.Goods() || c.Fields.Key != "" {
					t.Fatalf("%q from %q: %v", s, code, c.Kind)
				}
				if i == 0 && c.Kind != k.kind {
					t.Fatalf("%q: %v", s, c.Kind)
				}
			}
		}))
	}
}
