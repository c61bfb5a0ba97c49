package scanner

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawPart draws a right value for one part as the table writes it.
func drawPart(t *rapid.T, word string) string {
	p, err := readPart(word)
	if err != nil {
		t.Fatal(err)
	}
	if p.optional && rapid.Bool().Draw(t, "missing") {
		return ""
	}
	two := func(low, high int) string { return fmt.Sprintf("%02d", rapid.IntRange(low, high).Draw(t, "two")) }
	day := func(low int) string { return two(0, 99) + two(1, 12) + two(low, 28) }
	n := rapid.IntRange(p.min, p.max).Draw(t, "length")
	of := func(class string, n int) string {
		return rapid.StringMatching(fmt.Sprintf("[%s]{%d}", class, n)).Draw(t, "part")
	}
	draw := map[string]func() string{
		"csum": func() string {
			body := of("0-9", n-2) + of("1-9", 1)
			return body + string(rune(checkDigit(body)))
		},
		"yymmd0": func() string { return day(0) }, "yymmdd": func() string { return day(1) },
		"yymmddhh": func() string { return day(1) + two(0, 23) },
		"hhmm":     func() string { return two(0, 23) + two(0, 59) },
		"mmoptss":  func() string { return two(0, 59) + strings.Repeat(two(0, 59), rapid.IntRange(0, 1).Draw(t, "seconds")) },
		"iso3166":  func() string { return of("0-9", 2) + of("1-9", 1) }, "iso3166999": func() string { return "999" },
		"iso4217": func() string { return "392" }, "iso3166list": func() string { return strings.Repeat("392", (n+2)/3) },
		"iso3166alpha2": func() string { return of("A-Z", 2) }, "pcenc": func() string { return "%E5%BA%97"[:9*min(1, n/9)] + "x" },
		"yesno": func() string { return of("01", 1) }, "zero": func() string { return "0" },
		"nonzero": func() string { return of("0-9", n-1) + of("1-9", 1) }, "nozeroprefix": func() string { return "1" + of("0-9", n-1) },
		"winding": func() string { return of("019", 1) }, "hyphen": func() string { return "-" },
		"latitude": func() string { return "1" + of("0-7", 1) + of("0-9", 8) }, "longitude": func() string { return of("0-2", 1) + of("0-9", 9) },
		"pieceoftotal": func() string { return two(1, 40) + two(40, 99) }, "importeridx": func() string { return of("A-Za-z0-9_-", 1) },
		"mediatype": func() string { return two(1, 10) }, "iban": func() string { return "GB82WEST12345698765432" },
	}
	for _, name := range strings.Split(word, ",")[1:] {
		if f := draw[name]; f != nil {
			return f()
		}
	}
	return of(map[byte]string{'N': "0-9", 'X': "!-\"%-?A-Z_a-z", 'Y': "#\\-/0-9A-Z", 'Z': "A-Za-z0-9_-"}[p.set], n)
}

// partsOf are the words of each identifier's parts, as the table writes them.
func partsOf(t testing.TB) map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(gs1Text) {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		ids, err := expand(words[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			for _, w := range words[1:] {
				if strings.IndexByte("NXYZ[", w[0]) >= 0 {
					out[id] = append(out[id], w)
				}
			}
		}
	}
	return out
}

// drawElements draws one to six elements that may stand together, and their
// string with separators only where they are needed.
func drawElements(t *rapid.T, parts map[string][]string, must ...string) (Elements, string) {
	ids := slices.Sorted(maps.Keys(parts))
	pick := rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, 6, rapid.ID).Draw(t, "ids")
	for _, id := range must {
		if !slices.Contains(pick, id) {
			pick = append(pick, id)
		}
	}
	if slices.Contains(pick, "02") {
		pick = slices.DeleteFunc(pick, func(id string) bool { return id == "02" })
		if len(pick) == 0 {
			pick = []string{"10"}
		}
	}
	want, text := Elements{}, ""
	for i, id := range pick {
		var value string
		for _, w := range parts[id] {
			value += drawPart(t, w)
		}
		want[id] = value
		text += id + value
		if !gs1Table()[id].predefined && i+1 < len(pick) {
			text += string(gs)
		}
	}
	return want, text
}

func TestGS1Table(t *testing.T) {
	table := gs1Table()
	if len(table) != 522 {
		t.Errorf("%d identifiers", len(table))
	}
	for id, entry := range table {
		for n := 1; n < len(id); n++ {
			if table[id[:n]] != nil {
				t.Errorf("%s begins with the identifier %s", id, id[:n])
			}
		}
		for _, alternative := range entry.qualifiers {
			for _, q := range alternative {
				if table[q] == nil {
					t.Errorf("%s: no qualifier %s", id, q)
				}
			}
		}
		for _, pattern := range append(slices.Concat(entry.requires...), entry.excludes...) {
			found := false
			for other := range table {
				found = found || fits(pattern, other)
			}
			if !found {
				t.Errorf("%s: nothing fits %s", id, pattern)
			}
		}
		for i, p := range entry.parts {
			if entry.predefined && (p.min != p.max || p.optional) || p.optional && i != len(entry.parts)-1 {
				t.Errorf("%s: part %d", id, i)
			}
		}
	}
	for _, bad := range []string{"01", "01 Q3", "01 N3,nosuch", "x N3", "01 N3\n01 N3", "01 N"} {
		if _, err := readIdentifiers(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// Every identifier of the table, alone and with others, comes out as it went in.
func TestElementsRoundTrip(t *testing.T) {
	parts := partsOf(t)
	for id := range parts {
		t.Run(id, func(t *testing.T) {
			value := rapid.Custom(func(t *rapid.T) string {
				var v string
				for _, w := range parts[id] {
					v += drawPart(t, w)
				}
				return v
			}).Example(7)
			text := id + value
			if id == "02" {
				text += "371"
			}
			if got, err := ParseElements(text); err != nil || got[id] != value {
				t.Errorf("%q: %v, %v", text, got, err)
			}
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		want, text := drawElements(t, parts)
		for _, s := range []string{text, string(gs) + text, text + string(gs)} {
			if got, err := ParseElements(s); err != nil || !maps.Equal(got, want) {
				t.Fatalf("%q: %v, %v, want %v", s, got, err, want)
			}
		}
	})
}

// A code that was cut off never gives part of a value of known length, and a
// character that cannot stand in the value is refused.
func TestElementsNotHalf(t *testing.T) {
	parts := partsOf(t)
	rapid.Check(t, func(t *rapid.T) {
		_, text := drawElements(t, parts)
		n := rapid.IntRange(0, len(text)-1).Draw(t, "cut")
		got, err := ParseElements(text[:n])
		if err != nil {
			return
		}
		for id, v := range got {
			if !gs1Table()[id].valid(v) {
				t.Fatalf("%q: %s = %q", text[:n], id, v)
			}
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[0-9]{13}`).Draw(t, "item")
		item := body + string(rune(checkDigit(body)))
		if !checked(item) {
			t.Skip()
		}
		text := "01" + item + "17260400"
		for n := 1; n < len(text); n++ {
			if got, err := ParseElements(text[:n]); err == nil && n != 16 {
				t.Fatalf("%q: %v", text[:n], got)
			}
		}
		at := rapid.IntRange(2, 15).Draw(t, "at")
		for d := byte('0'); d <= '9'; d++ {
			if wrong := text[:at] + string(rune(d)) + text[at+1:]; d != text[at] {
				if got, err := ParseElements(wrong); err == nil {
					t.Fatalf("%q: %v", wrong, got)
				}
			}
		}
	})
}

func TestElementsRefused(t *testing.T) {
	const item = "0104901234567894"
	for s, want := range map[string]error{
		"":                                    ErrElementString,
		"\x1d":                                ErrElementString,
		"0104901234567895":                    ErrElementString, // check digit
		item + "17260431":                     ErrElementString, // no such day
		item + "17261301":                     ErrElementString, // no such month
		item + "7003260400" + "1200":          ErrElementString, // day 00 is not for 7003
		item + "70032604012400":               ErrElementString, // hour 24
		item + "422392" + "10ABC":             ErrElementString, // no separator behind 422
		item + "10AB^C":                       ErrElementString, // not in set 82
		item + "10" + strings.Repeat("A", 21): ErrElementString, // too long
		item + "10":                           ErrElementString, // nothing in it
		item + "10A\x1d10B":                   ErrElementString, // two lots
		item + "03123":                        ErrElementString, // no such identifier
		item + "310300096":                    ErrElementString, // cut
		item + "43212":                        ErrElementString, // neither yes nor no
		item + "3930" + "000100":              ErrElementString, // currency 000
		item + "0204901234567894" + "3712":    ErrPairing,
		"0204901234567894":                    ErrPairing,
		"8007GB82WEST12345698765433":          ErrElementString, // account number
		"800401éa":                            ErrElementString,
	} {
		if got, err := ParseElements(s); !errors.Is(err, want) {
			t.Errorf("%q: %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{item + "10A\x1d10A", item + "3103000960\x1d\x1d10A", item + "422392\x1d10ABC", "0204901234567894" + "3712", item + "17240229"} {
		if _, err := ParseElements(s); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	e, err := ParseElements(item + "3712")
	if err != nil || !slices.Equal(e.Pairings(), []string{"01"}) && !slices.Equal(slices.Sorted(slices.Values(e.Pairings())), []string{"01", "37"}) {
		t.Errorf("pairings %v, %v", e.Pairings(), err)
	}
}

func TestElementValues(t *testing.T) {
	now := time.Date(2026, 4, 1, 10, 0, 0, 0, japan)
	end := func(y, m, d int) time.Time {
		return time.Date(y, time.Month(m), d, 23, 59, 59, 999_999_999, japan)
	}
	for v, want := range map[string]time.Time{
		"260401": end(2026, 4, 1), "260200": end(2026, 2, 28), "240200": end(2024, 2, 29), "251200": end(2025, 12, 31),
		"760401": end(2076, 4, 1), "770401": end(1977, 4, 1), "000101": end(2000, 1, 1),
	} {
		if got, ok := (Elements{"17": v}).Expiry(now); !ok || !got.Equal(want) {
			t.Errorf("%s: %v, want %v", v, got, want)
		}
	}
	for v, year := range map[string]int{"490101": 2149, "500101": 2050} {
		if got, _ := (Elements{"15": v}).BestBefore(time.Date(2099, 5, 5, 0, 0, 0, 0, japan)); got.Year() != year {
			t.Errorf("%s seen from 2099: %v", v, got)
		}
	}
	if got, _ := (Elements{"15": "010101"}).BestBefore(time.Date(2099, 5, 5, 0, 0, 0, 0, japan)); got.Year() != 2101 {
		t.Errorf("seen from 2099: %v", got)
	}
	e := Elements{
		"01": "04901234567894", "10": "L1", "21": "S1", "00": "049012345678901238", "37": "12", "7003": "2604011530",
		"3103": "001250", "3922": "12345", "11": "260301", "02": "x",
	}
	if at, ok := e.Expiry(now); !ok || !at.Equal(time.Date(2026, 4, 1, 15, 30, 0, 0, japan)) {
		t.Errorf("expiry %v", at)
	}
	gtin, _ := e.GTIN()
	lot, _ := e.Lot()
	serial, _ := e.Serial()
	sscc, _ := e.SSCC()
	inside, _ := e.Content()
	if got := gtin + lot + serial + sscc + inside; got != "04901234567894L1S1049012345678901238x" {
		t.Errorf("texts %s", got)
	}
	n, _ := e.Count()
	kg, _ := e.NetWeight()
	g, ok := e.NetWeightGrams()
	p, _ := e.Price()
	made, _ := e.Produced(now)
	if n != 12 || kg.String() != "1.250" || g != 1250 || !ok || p.Amount.String() != "123.45" || p.Currency != "" || !made.Equal(end(2026, 3, 1)) {
		t.Errorf("numbers %d %v %d %v %v", n, kg, g, p, made)
	}
	if p, ok := (Elements{"3930": "392980"}).Price(); !ok || p.Amount.String() != "980" || p.Currency != "392" {
		t.Errorf("price %v", p)
	}
	if g, _ := (Elements{"3100": "000012"}).NetWeightGrams(); g != 12000 {
		t.Errorf("grams %d", g)
	}
	if got := (Decimal{5, 3}).String(); got != "0.005" {
		t.Errorf("decimal %s", got)
	}
	none := Elements{}
	if _, ok := none.Expiry(now); ok {
		t.Error("an expiry from nothing")
	}
	if _, ok := none.Price(); ok {
		t.Error("a price from nothing")
	}
	if _, ok := none.Count(); ok {
		t.Error("a count from nothing")
	}
}

// A scanner that cannot send the separator sends something that stands for it.
func TestSeparatorSubstitutes(t *testing.T) {
	const head, tail = "010490123456789410ABC", "21X9"
	want := Classify("]C1"+head+"\x1d"+tail, Options{}).Fields
	for _, sub := range substitutes {
		for _, prefix := range []string{"]C1", ""} {
			if c := Classify(prefix+head+sub+tail, Options{}); c.Kind != KindGTIN || !maps.Equal(c.Fields.AI, want.AI) {
				t.Errorf("%q after %q: %v %v %v", sub, prefix, c.Kind, c.Fault, c.Fields.AI)
			}
		}
	}
	if c := Classify("]Q1see <GS> and {GS}", Options{}); c.Kind != KindUnknown || c.Text != "see <GS> and {GS}" {
		t.Errorf("a plain text became %v %q", c.Kind, c.Text)
	}
}

func FuzzElements(f *testing.F) {
	f.Add("010490123456789417260401" + "10ABC\x1d21X9")
	f.Add("3103000960\x1d\x1d")
	f.Add("0204901234567894" + "3712\x1d8008260401" + "1230")
	f.Add("800712345\x1d4300%E5%BA\x1d70032604011530")
	now := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string) {
		e, err := ParseElements(s)
		if err != nil {
			return
		}
		rebuilt := ""
		for id, v := range e {
			if entry := gs1Table()[id]; entry == nil || !entry.valid(v) {
				t.Fatalf("%q: AI %q = %q", s, id, v)
			}
			rebuilt += id + v + string(gs)
		}
		if again, err := ParseElements(rebuilt); err != nil || !maps.Equal(e, again) {
			t.Fatalf("%q: %v, then %v, %v", s, e, again, err)
		}
		e.Expiry(now)
		e.BestBefore(now)
		e.Price()
		e.NetWeightGrams()
		e.Count()
		e.Pairings()
	})
}
