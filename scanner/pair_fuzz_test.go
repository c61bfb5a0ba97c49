package scanner

import (
	"testing"
	"time"
)

// FuzzPairer scans rows in any order and at any pace: every row comes out once,
// by itself or joined, unless it is one that waits already; nothing is kept back
// for longer than Wait; and only rows that belong together are joined.
func FuzzPairer(f *testing.F) {
	f.Add([]byte{0, 2}, false)                   // a book, upper row first
	f.Add([]byte{2, 0x30, 1, 0x70, 2, 0}, false) // lower first, too late, the next book
	f.Add([]byte{4, 5, 3, 6, 0x90, 4}, true)     // a tag
	f.Add([]byte{2, 2, 0, 2, 0x0f, 7, 1}, true)
	texts := []string{bookA, bookB, priceA, "1923055012002", coat, tag, "A-01", "4912345678904"}
	f.Fuzz(func(t *testing.T, script []byte, tags bool) {
		p := Pairer{Tags: tags}
		now := time.Unix(1_700_000_000, 0)
		given := map[string]int{} // scanned, not yet out
		take := func(out []Code) {
			for _, c := range out {
				if c.Fields.LowerRow != "" {
					if book(c) != (c.Fields.LowerRow[:3] == "192") {
						t.Fatalf("%s was joined with %s", c.Text, c.Fields.LowerRow)
					}
					given[c.Fields.LowerRow]--
				}
				given[c.Text]--
			}
		}
		for _, b := range script[:min(len(script), 200)] {
			now = now.Add(time.Duration(b>>4) * 20 * time.Millisecond)
			text := texts[b%8]
			c := Classify(text, Options{At: now, Templates: tagTemplates})
			waits := false
			for _, l := range p.lowers {
				waits = waits || l.Text == c.Text && now.Sub(l.At) < p.wait()
			}
			if !waits || !lowerRow(c) {
				given[c.Text]++
			}
			take(p.Take(c))
			if b&8 != 0 {
				take(p.Flush(now))
			}
			if p.upper != nil && now.Sub(p.upper.At) >= p.wait() {
				t.Fatalf("%s waits since %v", p.upper.Text, now.Sub(p.upper.At))
			}
		}
		take(p.Flush(now.Add(p.wait())))
		if p.Pending() {
			t.Fatal("something still waits")
		}
		for text, n := range given {
			// A lower row that was told by itself is told again when it is joined.
			if n > 0 || n < 0 && text != priceA && text != "1923055012002" && text != tag {
				t.Errorf("%s: %d rows too few came out", text, n)
			}
		}
		take(p.Reset())
	})
}

// FuzzTemplate reads a code by any pattern: a template that Validate takes never
// panics, zeroes the value and leaves the item's number with a right check digit.
func FuzzTemplate(f *testing.F) {
	f.Add("21IIIIIVXXXXC", "2112345928753", uint8(2), uint8(10))
	f.Add("02PIIIIXXXXXC", "0212345012345", uint8(1), uint8(0))
	f.Add("27XXXXX00000C", tag, uint8(1), uint8(0))
	f.Fuzz(func(t *testing.T, pattern, code string, unit, modulus uint8) {
		tm := Template{Pattern: pattern, Unit: ValueUnit(unit)}
		if modulus > 0 {
			tm.Check = GS1Price4()
			tm.Check.Modulus = int(modulus)
		}
		if err := tm.Validate(); err != nil {
			return
		}
		c := Classify(code, Options{Templates: []Template{tm}})
		if c.Kind != KindInStore || c.Fields.ValueUnit == 0 {
			return
		}
		text := c.Text
		if len(text) == 12 { // a UPC-A, as it is printed
			text = "0" + text
		}
		item, value, fits, right := tm.split(text)
		if !fits || !right || value != c.Fields.Value {
			t.Fatalf("%s by %s: fits %v, right %v, %d and %d", c.Text, pattern, fits, right, value, c.Fields.Value)
		}
		if len(item) != 13 || !checked(item) {
			t.Errorf("%s by %s names %q", c.Text, pattern, item)
		}
		for i := range 12 {
			if p := pattern[i]; (p == 'X' || p == 'V') && item[i] != '0' {
				t.Errorf("%s by %s names %q, value and all", c.Text, pattern, item)
			}
		}
	})
}
